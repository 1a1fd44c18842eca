"""服务规范, sections 3 to 5: who is served and how, what is taken, what is refused and with which words."""

from typing import Any

import pytest
from builders import (
    LANE,
    MANAGER,
    MARKET,
    NOW,
    RECEPTIONIST,
    a_complaint,
    a_ticket,
    rules_of,
    walked,
)

from bot.callback.hotline import _settled
from bot.callback.hotline_payload import Transfer
from bot.letters import cards
from bot.letters.to_partners import Partner
from bot.texts import citizen, conversation, staff
from bot.texts.refusals import refusal
from dispatch.errors import DeskError, Incomplete, RuleForbids
from dispatch.lifecycle import communication_needs, life
from dispatch.rules.deadlines import UnknownName
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Record
from dispatch.ticket.complaint import Complainant, Complaint
from dispatch.ticket.notices import Notice, To
from dispatch.ticket.ticket import State, Ticket
from intake.conversation import dialogue
from intake.replies.findings import Fault, ReadAnswer, Told
from intake.replies.guard import findings
from intake.talk.message import Kind, Message
from intake.talk.state import Hints, Said, Talk
from intake.talk.turn_context import Frame

pytestmark = pytest.mark.unit
RULES = rules_of("fw")
PARTNER = Partner(id="12345", name="12345", url="http://127.0.0.1:9", key="k")


def opened(complaint: Complaint | None = None, **changes: Any) -> Ticket:
    """Return a fresh ticket; *changes* are the complaint's."""
    return a_ticket(RULES, complaint=complaint or a_complaint(**changes))


def heard(ticket: Ticket, notices: list[Notice]) -> str:
    """Return what the citizen reads of *notices*."""
    said = [
        citizen.notice(one.what, ticket, one.facts, NOW) for one in notices if one.to is To.CITIZEN
    ]
    return "\n".join(filter(None, said))


def refused(ticket: Ticket, code: str, reason: str = "见下", **fields: str) -> tuple[Ticket, str]:
    """Return *ticket* refused by *code*, and what the citizen reads."""
    command = c.Refuse(by=RECEPTIONIST, reason=reason, code=code, fields=tuple(fields.items()))
    moved, notices = life.apply(ticket, command, RULES, NOW)
    return moved, heard(moved, notices)


def frame() -> Frame:
    """Return what a step of the conversation knows under these rules."""
    return Frame(
        lane=LANE,
        channel="微信客服",
        suggest=lambda text: Hints(),
        levels=RULES.levels,
        emergency=RULES.profile.emergency,
    )


def step(words: str, talk: Talk | None = None) -> Any:
    """Return what a citizen's *words* bring about."""
    return dialogue.step(talk or Talk(), Message(kind=Kind.TEXT, text=words, at=NOW), frame(), NOW)


# --- 3: terms ---


@pytest.mark.parametrize(
    ("who", "party"),
    [
        (Complainant(name="张三丰"), "自然人"),
        (Complainant(name="某某建材有限公司", is_unit=True), "法人"),
        (Complainant(name="某某律师事务所", is_unit=True), "非法人组织"),
        (Complainant(name="某某投资中心（有限合伙）", is_unit=True), "非法人组织"),
    ],
)
def test_fw_3_1_who_is_served_is_a_person_a_legal_one_or_an_organisation(
    who: Complainant, party: str
) -> None:
    assert f"服务对象：{party}" in staff.summary(opened(complainant=who), RULES, NOW)


@pytest.mark.parametrize("service", ["即时咨询", "即时解释", "即时帮助协调处理"])
def test_fw_3_2_whatever_is_asked_is_explained_or_helped_with_at_once(service: str) -> None:
    solved = c.SolveOnSpot(by=RECEPTIONIST, result="已现场讲清楚", service=service)
    ticket, notices = life.apply(opened(), solved, RULES, NOW)
    assert ticket.closing == service
    assert "已现场讲清楚" in heard(ticket, notices)


# --- 4: the people ---


def test_fw_4_3b_what_a_group_sees_names_nobody() -> None:
    """保密: the card and the words for a department's group hold neither name nor number nor house."""
    ticket = opened(text="我叫张三丰，电话13800138000，住幸福路3号，营业执照办不下来")
    sent = c.Dispatch(by=MANAGER, class_name="一般", departments=(MARKET,))
    ticket = walked(RULES, (sent,), ticket)
    for seen in (
        str(cards.form(ticket, "market", RULES, NOW)),
        cards.form_text(ticket, "market", RULES, NOW),
    ):
        assert not [one for one in ("张三丰", "13800138000", "幸福路3号") if one in seen]


@pytest.mark.parametrize("text", ["你急什么，回去等着", "少废话，材料不齐办不了"])
def test_fw_4_3f_a_rude_answer_is_pointed_at_before_it_leaves(text: str) -> None:
    found = findings(Told(), ReadAnswer(text=text))
    assert Fault.RUDE in {one.what for one in found}


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("我眼睛花，看不清手机上的字", "大字"),
        ("我不识字，也不会打字", "语音或电话"),
        ("普通话听不懂，能说方言吗", "方言"),
        ("我妈耳朵背，听不见电话", "文字或手语"),
        ("老人瘫痪在床，去不了大厅", "上门"),
    ],
)
def test_fw_4_3g_who_needs_another_way_to_talk_only_has_to_say_so(said: str, need: str) -> None:
    """The desk and the department see it on their cards."""
    ticket = opened(text=f"社保卡办不下来，{said}")
    assert f"沟通：{need}" in cards.triage(ticket, RULES, NOW)["main_title"]["desc"]
    assert communication_needs.needs("营业执照办不下来，窗口总说系统坏了") == ()
    assert "方言" in conversation.SAYS[Said.HELP]


def test_fw_4_3g_the_desk_can_note_it_too() -> None:
    noted = Record(by=RECEPTIONIST, kind="特殊需求", text="只听得懂方言，说方言")
    ticket = walked(RULES, (noted,), opened())
    assert communication_needs.needs_of(ticket) == ("方言",)


# --- 5.1, 5.2: how it comes, and what ---


def passed_on(**changes: str) -> Transfer:
    """Return what another system passes on, as the door settles it by the profile."""
    given = Transfer(id="1", no="X1", at=NOW, text="办不下来", **changes)
    return _settled(given, PARTNER, RULES)


@pytest.mark.parametrize("channel", ["中心咨询电话", "小程序", "门户网站", "窗口", "12345"])
def test_fw_5_1_every_channel_of_the_text_is_taken(channel: str) -> None:
    assert passed_on(source=channel).source == channel


@pytest.mark.parametrize("kind", ["投诉", "意见", "建议", "疑问", "疑难事项", "复杂问题", "咨询"])
def test_fw_5_2_every_kind_of_the_text_is_taken(kind: str) -> None:
    assert passed_on(kind=kind).kind == kind


# --- 5.3: 不予受理 ---


@pytest.mark.parametrize("route", ["诉讼", "仲裁", "纪检监察", "行政复议", "政府信息公开"])
def test_fw_5_3_1_what_has_a_way_by_law_is_sent_that_way(route: str) -> None:
    ticket, said = refused(opened(), "N1", "本院已立案", 路径=f"请按{route}程序解决")
    assert ticket.state is State.REFUSED
    assert f"请按{route}程序解决" in said


@pytest.mark.parametrize(("path", "error"), [("", Incomplete), ("找找别人", UnknownName)])
def test_fw_5_3_1_without_one_of_the_five_ways_it_is_no_refusal(
    path: str, error: type[DeskError]
) -> None:
    with pytest.raises(error):
        refused(opened(), "N1", "应走别的程序", 路径=path)


@pytest.mark.parametrize(
    ("code", "fields", "told", "way"),
    [
        pytest.param("N2", {}, "已进入信访渠道", "请向受理信访事项的机关", id="FW-5.3.2"),
        pytest.param("N3", {}, "国家秘密、商业秘密、个人隐私", "可以重新反映", id="FW-5.3.3"),
        pytest.param(
            "N6", {}, "与法律法规、规章制度或政策规定不符", "可以拨打12345咨询", id="FW-5.3.6"
        ),
        pytest.param(
            "N7", {"依据": "某办法第三条"}, "某办法第三条", "您可以这样办：", id="FW-5.3.7"
        ),
    ],
)
def test_a_listed_ground_is_told_with_the_reason_and_a_way(
    code: str, fields: dict[str, str], told: str, way: str
) -> None:
    ticket, said = refused(opened(), code, "经核对如此", **fields)
    assert ticket.state is State.REFUSED
    for words in (told, "经核对如此", way):
        assert words in said


def test_fw_5_3_4_an_emergency_hears_the_numbers_at_once() -> None:
    for words, number in (
        ("有人持刀在大厅打人", "110"),
        ("大厅里着火了", "119"),
        ("有人昏迷了", "120"),
        ("门口出车祸了", "122"),
    ):
        (alarm, *_) = step(words).replies
        assert (alarm.said, number in alarm.facts["numbers"]) == (Said.REDIRECTED, True)
    _, said = refused(opened(), "N4", "属于火警")
    assert "110、119、120或122" in said


def test_fw_5_3_5_what_is_unclear_is_asked_about_twice_before_it_is_refused() -> None:
    """G-20: the person hears a question, and only then a no."""
    ticket = opened()
    ask = Record(by=RECEPTIONIST, kind="追问", text="请问是哪个窗口、办什么事？")
    for done in range(2):
        with pytest.raises(RuleForbids) as error:
            refused(ticket, "N5", "说得不清楚")
        assert f"现在问过 {done} 次" in refusal(error.value, ticket, RULES)
        ticket, notices = life.apply(ticket, ask, RULES, NOW)
        assert "请问是哪个窗口、办什么事？" in heard(ticket, notices)
    ended, said = refused(ticket, "N5", "两次追问都没有说明是什么事")
    assert ended.state is State.REFUSED
    assert "可以重新反映" in said


def test_fw_5_3_5_who_only_insults_need_not_be_asked_but_it_is_written_why() -> None:
    ticket, _ = refused(opened(), "N5", "恶意骚扰", 追问="连续辱骂，追问无意义")
    assert ticket.state is State.REFUSED


def test_fw_5_3_7_another_ground_needs_the_rule_that_says_so() -> None:
    with pytest.raises(Incomplete) as error:
        refused(opened(), "N7", "其他规定")
    assert error.value.missing == ("依据",)
