"""What a citizen reads: whole, polite, within the limits, and never a bare no."""

import re
from dataclasses import replace

import pytest
from builders import MANAGER, MARKET, NOW, WAY, a_ticket, rules_of, walked, wuzhi
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.texts import citizen, conversation, replies
from bot.texts.moments import moment
from dispatch.ticket.commands import Dispatch
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import Reply as Answer
from dispatch.ticket.ticket import State
from intake.conversation.form_fields import LONGEST
from intake.talk.state import Field, Reply, Said, Stage

pytestmark = pytest.mark.unit

LONGEST_HEAD, LONGEST_TEXT = 1024, 2048
ALL_FIELDS = ",".join(Field)
LEVELS = "非常满意、满意、基本满意、不满意、非常不满意"
#: the facts that a reply needs
FACTS = {
    "said": "再说吧",
    "no": "2026-0001",
    "nos": "2026-0004,2026-0003,2026-0002,2026-0001",
    "number": "2026年第0009号",
    "numbers": "110、119、120、122",
    "what": "照片",
    "choice": LEVELS,
    "fields": ALL_FIELDS,
    "words": "跑了三趟",
    "name": "张伟民",
    "phone": "13800138000",
    "address": "幸福路3号",
    "count": "2",
    "left": "1",
    "matters": "营业执照跑了三趟没办下来\t市场监管局\n房产证半年没下来\t",
}
OFFICE = {
    "name": "市场监管局",
    "address": "政务服务中心二楼12号窗口" * 9,
    "phone": "0391-7200001",
    "hours": "工作日 8:30–12:00，14:00–17:30",
    "items": "营业执照设立、变更、注销" * 9,
}
CENTRE = {"centre_name": "某县政务服务中心", "centre_phone": "0391-7200000"}
#: facts beside them that ask for another sentence
MORE = (
    {},
    {"levels": LEVELS},
    {"kept": "1"},
    {"again": "1"},
    {"why": "1", "odd_phone": "1"},
    {"known": "name,contact,phone,address", "as_unit": "1", "anonymous": "1"},
    {"known": "phone", "nth": "1"},
    OFFICE,
    {**dict.fromkeys((*OFFICE, "fields"), ""), **CENTRE},
    *({"open": stage.value, "fields": ""} for stage in Stage),
)
#: jargon of the desk, which no citizen needs
JARGON = ("研判", "派单", "工单", "承办人", "待完善", "待送达", "G-", "WZ-", "None", "{", "}")


def every_reply() -> list[tuple[Said, str]]:
    return [
        (said, replies.reply(Reply(said=said, facts=FACTS | more)))
        for said in Said
        for more in MORE
    ]


@pytest.mark.parametrize("said", Said)
def test_each_thing_to_say_has_its_sentence(said: Said) -> None:
    assert conversation.SAYS[said]
    for one, text in every_reply():
        if one is said:
            assert len(text.encode()) <= LONGEST_HEAD
            assert text == text.strip()
            assert text[-1] in "。”：", text


def test_nothing_is_said_in_the_desk_s_words_or_with_a_gap() -> None:
    for said, text in every_reply():
        assert not [word for word in JARGON if word in text], said


def test_nothing_is_a_bare_no() -> None:
    """LH-6a: whatever cannot be done, the sentence says what can."""
    others = [citizen.CANNOT_NOW, citizen.NOTHING_RUNNING, citizen.VOTE_TOO_LATE, citizen.NOT_YOURS]
    for text in [*(text for _, text in every_reply()), *others]:
        assert not re.search(r"(?:^|[。，！])(?:不|不行|不能|不可以|无法)[。！]?$", text)
        assert not re.match(r"(?:不行|不能|无法|不可以)", text)


def test_no_sentence_asks_what_it_has_just_been_told() -> None:
    text = replies.reply(Reply(said=Said.ASK, facts={"fields": "phone"}))
    assert "电话" in text
    assert "姓名" not in text


def read_back(**facts: str) -> Reply:
    return Reply(said=Said.READ_BACK, facts=FACTS | facts)


@given(
    st.text("跑了三趟，。a\n😊", min_size=1, max_size=3000),
    st.booleans(),
    st.booleans(),
    st.sampled_from([LONGEST_HEAD, LONGEST_TEXT]),
)
@settings(max_examples=100)
def test_only_the_quoted_words_of_a_reading_back_are_shortened(
    words: str, alarm: bool, known: bool, longest: int
) -> None:
    """wecom.md §4: the head of a menu has 1,024 bytes; what must be checked stands whole."""
    fullest = {name: "字" * size for name, size in LONGEST.items()}
    facts = fullest | {"place": "处" * 300, "category": "类" * 60, "department": "局" * 60}
    if known:
        facts |= {"known": "name,contact,phone,address", "as_unit": "1", "anonymous": "1"}
        facts |= {"nth": "6", "count": "6"}
    # an alarm stands before a reading-back at the window alone, where nobody is known
    reply = read_back(words=words, media="12", **facts)
    before = [Reply(said=Said.EMERGENCY, facts=FACTS)] if alarm and not known else []
    text = replies.message([*before, reply], (), longest)
    assert len(text.encode()) <= longest
    for value in fullest.values():
        assert value in text
    assert "回“确认”" in text
    assert words in text or f"共 {len(words)} 字" in text


def test_short_words_are_quoted_whole() -> None:
    assert "【诉求】跑了三趟\n" in replies.message([read_back()], (), LONGEST_HEAD)


def test_braces_in_somebody_s_words_are_only_braces() -> None:
    assert "{no}{0}" in replies.reply(read_back(words="{no}{0}"))


@pytest.mark.parametrize(
    ("item", "label"),
    [
        ("yes:3", "确认"),
        ("add:3", "补充"),
        ("add:3:2026-0002", "补充 2026年第0002号"),
        ("take:2026-0002", "撤回 2026年第0002号"),
        ("take:WZ-2026-0002", "撤回 WZ-2026年第0002号"),
        ("really:1", "确认撤回"),
        ("keep:1", "不撤"),
    ],
)
def test_a_menu_item_reads_as_it_should(item: str, label: str) -> None:
    assert replies.label(item) == label
    assert len(item.encode()) <= 64
    assert len(label.encode()) <= 128


@pytest.mark.parametrize("long", [1, 40, 300, 700, 2000, 9000])
@pytest.mark.parametrize("longer", [1, 40, 300, 700, 2000, 9000])
@pytest.mark.parametrize("longest", [1, 40, 300, 700, 2000, 9000])
def test_whatever_of_an_answer_is_long_the_message_fits_or_says_where_the_rest_is(
    long: int, longer: int, longest: int
) -> None:
    """WZ-9.1: text, reason and basis are each begun; WeCom cuts off nothing of which nobody knows."""
    given = Answer(text="答" * long, reason="因" * longer, basis="据" * longest, at=NOW)
    ticket = replace(walked(wuzhi(), WAY[State.ANSWERED]), reply=given)
    said = citizen.notice(NoticeKind.ANSWERED, ticket, {}, NOW) or ""
    assert len(said.encode()) <= LONGEST_TEXT - 100, "and who dealt with it"
    assert all(begun in said for begun in ("办理答复：答", "\n理由：因", "\n依据：据"))
    is_whole = all(one in said for one in (given.text, given.reason, given.basis))
    assert is_whole != (citizen.CUT in said)
    whole = citizen.notice(NoticeKind.ANSWERED, ticket, {}, NOW, citizen.UNCUT) or ""
    assert all(one in whole for one in (given.text, given.reason, given.basis))


def test_an_answer_keeps_reason_and_basis_however_long_it_is() -> None:
    """WZ-9.1: an answer has its reason and its basis."""
    rules = wuzhi()
    ticket = walked(rules, WAY[State.SURVEYING])
    long_ = replace(
        ticket, reply=Answer(text="已核实。" * 900, reason="政策不允许", basis="条例第三条", at=NOW)
    )
    text = citizen.notice(NoticeKind.ANSWERED, long_, {}, NOW)
    assert text is not None
    assert len(text.encode()) <= LONGEST_TEXT
    assert "理由：政策不允许" in text
    assert "依据：条例第三条" in text
    told = citizen.progress(long_, NOW, 450)
    assert len(told.encode()) <= 450
    assert "条例第三条" in told


@pytest.mark.parametrize("state", State)
def test_each_state_is_told_in_plain_words(state: State) -> None:
    ticket = replace(a_ticket(wuzhi()), state=state)
    assert "2026年第0001号：" in citizen.progress(ticket, NOW)
    assert not re.search(r"[{}]", citizen.state(ticket, NOW))


# --- what is told of limits, reasons and ways --------------------------------------------------


def told(what: NoticeKind, state: State = State.WORKING, **facts: str) -> str:
    """Return what the citizen reads of a ticket of 办不了 in *state*."""
    text = citizen.notice(what, walked(wuzhi(), WAY[state]), facts, NOW)
    assert text is not None
    return text


def test_fw_6_2_5_who_has_it_and_until_when_is_told_at_dispatch() -> None:
    assert "已转给市场监管局办理，办理时限 10月8日 17:30" in told(NoticeKind.DISPATCHED)


def test_fw_6_2_5_an_extension_tells_the_new_limit_and_the_reason() -> None:
    moments = {"from": "2026-10-08T09:30:00+00:00", "to": "2026-10-12T09:30:00+00:00"}
    text = told(NoticeKind.EXTENDED, reason="要到现场核查。", **moments)
    assert "由 10月8日 17:30 延到 10月12日 17:30。原因：要到现场核查。" in text
    assert "。。" not in text


def test_n2_a_changed_promise_shows_the_old_day_and_the_new() -> None:
    text = told(NoticeKind.REPROMISED, old="2026-10-15", new="2026-10-20", reason="等上级系统")
    assert "由 10月15日 改为 10月20日。原因：等上级系统" in text


@pytest.mark.parametrize("path", ["", "武来办或12345"])
def test_lh_6a_fw_5_3_a_refusal_tells_why_and_always_a_way(path: str) -> None:
    text = told(NoticeKind.GUIDED, reason="已进入诉讼程序", path=path)
    assert "已进入诉讼程序" in text
    assert (path or "12345") in text.partition("您可以这样办：")[2]


def test_wz_7_7_a_transfer_tells_to_whom_it_went() -> None:
    by_rule = told(
        NoticeKind.TRANSFERRED, reason="涉企政策", path="已转交企业纾困360", partner="企业纾困360"
    )
    assert by_rule.endswith("涉企政策。已转交企业纾困360。")
    by_letter = told(NoticeKind.TRANSFERRED, reason="", path="", partner="市公积金中心")
    assert "已转给市公积金中心办理，我们跟踪到有答复为止" in by_letter
    unnamed = told(NoticeKind.TRANSFERRED, reason="", path="按属地办理", partner="县住建局")
    assert "按属地办理，已转给县住建局办理" in unnamed


def test_g9_who_stays_unsatisfied_hears_the_basis_and_where_else_to_turn() -> None:
    text = told(NoticeKind.LAWFULLY_ENDED, reason="条例第三条")
    assert "条例第三条" in text
    assert "不满意已如实记录" in text
    assert "行政复议" in text


def test_n8_who_told_the_same_event_learns_nothing_of_the_other_person() -> None:
    text = told(NoticeKind.LINKED, main="2026-0009", by="杜督办")
    assert "0009" not in text
    assert "单独评价" in text


@pytest.mark.parametrize("what", citizen.NOTICES)
def test_every_notice_fits_one_message_and_its_end_is_never_cut_off(what: NoticeKind) -> None:
    """wecom.md §4: 2,048 bytes; the way on stands at the end of most of them."""
    long = "很长的话。" * 600
    names = ("reason", "text", "question", "milestone", "path", "partner", "to", "kind", "level")
    facts = dict.fromkeys((*names, "from", "old", "new", "until"), "")
    facts |= dict.fromkeys(("reason", "text", "question", "milestone", "path"), long)
    ticket = replace(walked(wuzhi(), WAY[State.SURVEYING]), plan=long)
    text = citizen.notice(what, ticket, facts, NOW)
    assert text is not None
    assert len(text.encode()) <= LONGEST_TEXT
    short = citizen.notice(what, ticket, dict.fromkeys(facts, "话"), NOW)
    assert short is not None
    assert text[-4:] == short[-4:] or text.removesuffix("。").endswith(citizen.CUT)


@pytest.mark.parametrize("state", State)
def test_no_state_is_told_in_the_desk_s_words(state: State) -> None:
    text = citizen.state(replace(a_ticket(wuzhi()), state=state, outside="市公积金中心"), NOW)
    assert not [word for word in (*JARGON, "会商", "挂账", "函转", "并案") if word in text]


def test_the_progress_tells_the_limit_of_the_result_not_of_the_steps_inside() -> None:
    """FW-6.3.1: 当天研究部署 is between the centre and the department."""
    rules = rules_of("fw")
    sent = Dispatch(by=MANAGER, class_name="简单", departments=(MARKET,))
    ticket = walked(rules, (sent,))
    *inside, result = ticket.clocks
    assert "deploy" in [clock.stage for clock in inside if clock.due_at < result.due_at]
    assert f"办理时限：{moment(result.due_at, NOW)}" in citizen.progress(ticket, NOW)
