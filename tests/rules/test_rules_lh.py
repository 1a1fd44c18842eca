"""隆回, articles 1 to 11: taken, never refused barely, studied on the spot, sent out; `lh.toml` breaks it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import (
    CITIZEN,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    a_complaint,
    a_ticket,
    rules_of,
    walked,
)

from bot.desk.answer_check import Linter
from bot.desk.reply_guard import Guard
from bot.letters import cards
from bot.texts import citizen
from dispatch.errors import Incomplete, NotAllowed, RuleForbids, Why
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.rules.deadlines import UnknownName
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.case_commands import PassOn, Record, TakeOver
from dispatch.ticket.complaint import Complainant, Complaint
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket
from intake.replies.words import Words

pytestmark = pytest.mark.unit
RULES = rules_of("longhui")

OTHER = Actor(id="qian", name="钱受理", roles=frozenset({"receptionist"}), source="app")
SENT = c.Dispatch(by=RECEPTIONIST, class_name="工单", departments=(MARKET,), cause="业务不熟")
DONE = c.Answer(by=OFFICER, text="系统已恢复，营业执照今天上午办好")
SPOT = c.SolveOnSpot(by=RECEPTIONIST, result="已协调窗口补录，现场拿证")


def opened(complaint: Complaint | None = None) -> Ticket:
    """Return a ticket that 孙受理 received."""
    return a_ticket(RULES, complaint=complaint or a_complaint())


def apply(ticket: Ticket, command: c.Command) -> tuple[Ticket, list[Notice]]:
    """Apply one command at NOW."""
    return life.apply(ticket, command, RULES, NOW)


def heard(notices: list[Notice], what: NoticeKind) -> list[tuple[To, str]]:
    """Return who hears *what*."""
    return [(one.to, one.target) for one in notices if one.what is what]


# --- who answers for it (articles 4, 5, 7) ---


def test_lh_5a_who_receives_it_answers_for_it_whatever_happens() -> None:
    """首接负责制: set by itself, moved by no dispatch, handover or judgement."""
    ticket = opened()
    assert ticket.first_handler == "shouli"
    for command in (
        replace(SENT, by=SUPERVISOR),
        PassOn(by=SUPERVISOR, to="qian", to_name="钱受理"),
        TakeOver(by=OTHER),
        DONE,
        c.Rate(by=CITIZEN, level="不满意"),
    ):
        ticket, _ = apply(ticket, command)
        assert ticket.first_handler == "shouli", command
    assert ticket.owner == "qian"


def test_lh_5b_no_open_ticket_is_ever_without_somebody_who_answers_for_it() -> None:
    """跟踪处理直至处理完毕."""
    ticket = opened()
    for command in (PassOn(by=RECEPTIONIST, to="qian"), SENT, DONE):
        assert ticket.owner == ticket.first_handler == "shouli"
        ticket, _ = apply(ticket, command)
    assert ticket.owner == "shouli"
    given, _ = apply(ticket, PassOn(by=SCHEDULE, to="qian"))
    assert given.owner == "qian", "whoever has left is replaced at once"


def test_lh_5b_who_received_it_hears_that_it_is_late() -> None:
    late = NOW + timedelta(days=20)
    (command,) = due_now(walked(RULES, (SENT,), opened()), late)
    _, told = life.apply(walked(RULES, (SENT,), opened()), command, RULES, late)
    assert (To.FIRST_HANDLER, "") in heard(told, NoticeKind.SUPERVISED)


@pytest.mark.parametrize("kind", ["办理业务", "咨询", "协调事项"])
def test_lh_5c_the_first_receiver_answers_for_every_kind_of_reception(kind: str) -> None:
    assert kind in RULES.profile.types
    assert opened(a_complaint(kind=kind)).first_handler == "shouli"


def test_lh_7e_a_handover_is_a_record_that_the_successor_accepts() -> None:
    """工作交接: from, to, when; in force once it was accepted."""
    offered, told = apply(opened(), PassOn(by=RECEPTIONIST, to="qian", to_name="钱受理"))
    assert heard(told, NoticeKind.OFFERED) == [(To.OWNER, "qian")]
    assert offered.owner == "shouli"
    with pytest.raises(RuleForbids):
        apply(offered, TakeOver(by=SUPERVISOR))
    taken, _ = apply(offered, TakeOver(by=OTHER))
    paper = taken.handover
    assert paper is not None
    assert (paper.from_name, paper.to_name, paper.accepted_at) == ("孙受理", "钱受理", NOW)
    assert taken.owner == "qian"


# --- no bare no (article 6) ---


@pytest.fixture(scope="module")
def linter(words: Words) -> Linter:
    """What reads all that is about to be said."""
    return Linter(Guard.of(words, "隆回县", []))


BARE = [
    pytest.param(replace(SPOT, result="这个办不了"), id="on the spot"),
    pytest.param(replace(DONE, text="不符合条件，不予办理"), id="answer"),
    pytest.param(c.Ask(by=OFFICER, question="不归我们管"), id="question"),
    pytest.param(c.Plan(by=OFFICER, text="没法办", promised_on=date(2026, 10, 15)), id="plan"),
    pytest.param(Record(by=RECEPTIONIST, kind="答复", text="不行"), id="record"),
]


@pytest.mark.parametrize("command", BARE)
def test_lh_6a_whatever_the_person_would_read_is_never_a_bare_no(
    command: c.Command, linter: Linter
) -> None:
    with pytest.raises(RuleForbids) as refused:
        linter.read(opened(), command, RULES)
    assert (refused.value.why, refused.value.clause) == (Why.BARE_NO, "LH-6a")


def test_lh_6a_a_reason_and_a_way_are_let_through(linter: Linter) -> None:
    good = replace(SPOT, result="因缺少租赁合同，今天办不了，请补齐后直接到3号窗口办理")
    assert linter.read(opened(), good, RULES) == good


def test_lh_6a_there_is_no_refusal_without_one_of_the_three_ways() -> None:
    quiet = opened(a_complaint(text="想问隔壁县的公交线路"))
    with pytest.raises(Incomplete) as lacks:
        apply(quiet, c.Refuse(by=RECEPTIONIST, reason="不归我们管"))
    assert lacks.value.missing == ("理由码（6b、6c、6d）",)
    assert lacks.value.clause == "LH-6a"


def test_lh_6a_no_button_of_the_desk_says_no() -> None:
    texts = [one["text"] for one in cards.triage(opened(), RULES, NOW)["button_list"]]
    assert "告知办法" in texts
    assert not [text for text in texts if "不" in text or "拒" in text]


REFUSED = [
    pytest.param("6b", {"方法": "网上申请", "路径": "到邵阳市公积金中心3号窗口"}, id="LH-6b"),
    pytest.param("6c", {"需补充的内容": "租赁合同", "改进方法": "补齐后到3号窗口"}, id="LH-6c"),
    pytest.param(
        "6d", {"请示": "已请示县局", "答复": "可凭承诺书先办", "报备": "已报备"}, id="LH-6d"
    ),
]


@pytest.mark.parametrize(("code", "fields"), REFUSED)
def test_a_refusal_tells_the_person_all_that_its_way_asks_for(
    code: str, fields: dict[str, str]
) -> None:
    given = tuple(fields.items())
    refused = c.Refuse(by=RECEPTIONIST, reason="已核对材料", code=code, fields=given)
    for name in fields:
        lacking = replace(refused, fields=tuple(one for one in given if one[0] != name))
        with pytest.raises(Incomplete) as lacks:
            apply(opened(), lacking)
        assert (lacks.value.missing, lacks.value.clause) == ((name,), f"LH-{code}")
    ticket, told = apply(opened(), refused)
    (notice,) = [one for one in told if one.what is NoticeKind.GUIDED]
    assert notice.to is To.CITIZEN
    read = citizen.notice(NoticeKind.GUIDED, ticket, notice.facts, NOW) or ""
    assert ticket.state is State.REFUSED
    assert all(word in read and word in ticket.closing for word in fields.values())


def test_lh_6d_three_acts_on_record_are_enough_and_each_tells_its_own() -> None:
    """请示 → 答复 → 报备."""
    ticket = opened()
    listeners = []
    for kind, text in (("请示", "能否先办"), ("答复", "可以先办"), ("报备", "已先办")):
        ticket, told = apply(ticket, Record(by=RECEPTIONIST, kind=kind, text=text))
        listeners += [one.to for one in told]
    assert listeners == [To.LEADER, To.CITIZEN, To.MANAGEMENT]
    refused = c.Refuse(by=RECEPTIONIST, reason="规定是空白", code="6d")
    closed, _ = apply(ticket, refused)
    assert closed.state is State.REFUSED
    assert "可以先办" in closed.closing


# --- what is taken, and how it is recorded (articles 7 to 9) ---


TAKEN = [
    pytest.param("材料交上去一个月了，一直没受理", "8a", id="LH-8a not taken up in time"),
    pytest.param("施工许可超过时限还没办结", "8a", id="LH-8a not done in time"),
    pytest.param("为办社保卡跑了三趟", "8b", id="LH-8b in vain again and again"),
    pytest.param("窗口的人态度差", "8c", id="LH-8c manners"),
    pytest.param("工作人员慢作为，推来推去", "8c", id="LH-8c slowness"),
    pytest.param("明明该管却不作为", "8c", id="LH-8c idleness"),
]


@pytest.mark.parametrize(("words", "scope"), TAKEN)
def test_what_the_text_takes_is_not_sent_away(words: str, scope: str) -> None:
    with pytest.raises(RuleForbids) as refused:
        apply(opened(a_complaint(text=words)), c.Refuse(by=RECEPTIONIST, reason="不归我们"))
    assert (refused.value.why, refused.value.clause) == (Why.IN_SCOPE, f"LH-{scope}")


def test_lh_9_it_is_taken_at_once_and_the_person_has_a_number() -> None:
    """立即受理: nobody approves it first."""
    ticket, told = life.register("2026-0001", "main", a_complaint(), "shouli", RULES, NOW)
    assert (ticket.state, ticket.opened_at, ticket.petitions) == (State.REGISTERED, NOW, ())
    assert heard(told, NoticeKind.RECEIPT) == [(To.CITIZEN, "")]
    read = citizen.notice(NoticeKind.RECEIPT, ticket, {}, NOW) or ""
    assert "2026年第0001号" in read


def told_of(kind: str, ticket: Ticket, by: Actor = RECEPTIONIST) -> list[tuple[To, str]]:
    """Put *kind* on record and return who hears it; it must stand on the ticket with its moment."""
    moved, told = apply(ticket, Record(by=by, kind=kind, text="已说明情况"))
    noted = moved.remarks[-1]
    assert (noted.kind, noted.text, noted.at) == (f"record:{kind}", "已说明情况", NOW)
    return [(one.to, one.target) for one in told]


def test_lh_7b_the_desk_asks_the_window_and_settles_it_on_the_spot() -> None:
    asked = opened()
    assert told_of("了解情况", asked) == []
    solved, _ = apply(asked, SPOT)
    assert (solved.state, solved.class_name) == (State.SURVEYING, "当场办理")


def test_lh_7c_an_explanation_is_given_to_the_person() -> None:
    """有时限要求的，协调工作人员给予合理解释."""
    assert told_of("合理解释", opened()) == [(To.CITIZEN, "")]


@pytest.mark.parametrize("kind", ["请示", "协调", "汇报"])
def test_lh_7d_what_needs_a_leader_is_brought_before_the_leader(kind: str) -> None:
    assert told_of(kind, opened()) == [(To.LEADER, "")]


def test_lh_7d_progress_reaches_the_person_by_chat_or_by_phone() -> None:
    """进展情况及时向反映人反馈."""
    moved, told = apply(opened(), Record(by=RECEPTIONIST, kind="进展", text="已报市局"))
    (notice,) = told
    assert (notice.to, notice.what) == (To.CITIZEN, NoticeKind.PROGRESS)
    assert "已报市局" in (citizen.notice(NoticeKind.PROGRESS, moved, notice.facts, NOW) or "")
    at_the_window = opened(a_complaint(complainant=Complainant(name="李秀兰", phone="139")))
    _, (owed, call) = apply(at_the_window, Record(by=OFFICER, kind="进展", text="已报市局"))
    assert (owed.to, owed.what) == (To.CITIZEN, NoticeKind.PROGRESS)
    assert (call.to, call.facts["phone"]) == (To.OWNER, "1")


# --- studied and sent out (articles 10 and 11) ---


def test_lh_10a_cause_and_way_are_made_clear_before_it_goes_out() -> None:
    """问清原因，明确分类、分层级办理方式."""
    for strange in ("随便", "当场办理"):
        with pytest.raises(UnknownName):
            apply(opened(), replace(SENT, class_name=strange))
    named, _ = apply(opened(), c.Classify(by=RECEPTIONIST, cause="审核不严", class_name="工单"))
    with pytest.raises(UnknownName):
        apply(named, c.Classify(by=RECEPTIONIST, cause="天气不好"))
    sent, _ = apply(named, replace(SENT, several_levels=True, cause=""))
    assert (sent.cause, sent.class_name, sent.several_levels) == ("审核不严", "工单", True)


@pytest.mark.parametrize("by", [RECEPTIONIST, SUPERVISOR, MANAGER], ids=lambda one: one.id)
@pytest.mark.parametrize("departments", [(MARKET,), (MARKET, TAX)], ids=["one", "several"])
def test_lh_17c_nothing_goes_out_without_its_cause_and_the_class_is_none(
    by: Actor, departments: tuple[tuple[str, str], ...]
) -> None:
    for cause in ("", "工单"):
        order = replace(SENT, by=by, departments=departments, cause=cause)
        with pytest.raises((Incomplete, UnknownName)):
            apply(opened(), order)
    for cause in RULES.profile.causes:
        sent, _ = apply(opened(), replace(SENT, by=by, departments=departments, cause=cause))
        assert (sent.cause, RULES.cause_of(sent)) == (cause, cause)
    assert RULES.cause_of(opened()) == ""


def test_lh_10b_what_the_window_can_settle_is_settled_there() -> None:
    solved, told = apply(opened(), SPOT)
    assert (solved.state, solved.class_name, solved.parts) == (State.SURVEYING, "当场办理", ())
    assert solved.reply is not None
    assert heard(told, NoticeKind.ANSWERED) == [(To.CITIZEN, "")]


def test_lh_10c_the_unit_is_called_in_at_once_and_its_coming_is_timed() -> None:
    """立即通知办事窗口单位; 现场研究办理: nobody has the ticket yet, so the unit must be named."""
    summons = Record(by=RECEPTIONIST, kind="通知到场", text="请到窗口", departments=(MARKET,))
    with pytest.raises(Incomplete) as lacks:
        apply(opened(), replace(summons, departments=()))
    assert (lacks.value.missing, lacks.value.clause) == (("部门",), "LH-10c")
    called, told = apply(opened(), summons)
    assert heard(told, NoticeKind.RECORDED) == [(To.WINDOW, "market"), (To.DEPARTMENT, "market")]
    came = NOW + timedelta(minutes=12)
    there, _ = life.apply(called, Record(by=RECEPTIONIST, kind="到场"), RULES, came)
    assert [(one.kind, one.at) for one in there.remarks] == [
        ("record:通知到场", NOW),
        ("record:到场", came),
    ]
    assert there.remarks[0].text == "市场监管局：请到窗口"


def test_lh_10d_the_unit_behind_the_window_hears_of_it() -> None:
    sent = walked(RULES, (SENT,), opened())
    assert told_of("反馈原部门", sent) == [(To.DEPARTMENT, "market")]


def test_lh_11a_the_window_itself_sends_the_form_to_the_departments_window() -> None:
    sent, told = apply(opened(), SENT)
    assert sent.state is State.DISPATCHED
    assert heard(told, NoticeKind.FORM) == [(To.DEPARTMENT, "market")]
    with pytest.raises(NotAllowed):
        apply(opened(), replace(SENT, by=OFFICER))


@pytest.mark.parametrize("kind", ["报告分管领导", "主要负责领导协调"])
def test_lh_11b_beyond_its_powers_it_goes_to_one_leader_or_the_other(kind: str) -> None:
    assert told_of(kind, walked(RULES, (SENT,), opened())) == [(To.LEADER, "")]


def test_lh_11c_the_window_records_what_it_found() -> None:
    sent = walked(RULES, (SENT,), opened())
    assert told_of("研究办法", sent, OFFICER) == [(To.DESK, "")]
