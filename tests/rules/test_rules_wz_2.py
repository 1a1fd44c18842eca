"""武陟, articles 1 to 6 and 15: what is taken, by whom, on record before anything else; `wz.toml` breaks it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import (
    CITIZEN,
    MANAGER,
    MARKET,
    NOW,
    RECEPTIONIST,
    SUPERVISOR,
    WAY,
    a_complaint,
    a_ticket,
    walked,
    wuzhi,
)

from bot.profiles import catalogue
from bot.profiles.versions import Rulebook
from dispatch.errors import NotAllowed, RuleForbids, Why
from dispatch.lifecycle import life
from dispatch.rules.deadlines import UnknownName
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import Record
from dispatch.ticket.complaint import Complainant, Complaint
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.ticket import State, Ticket
from intake.conversation.form_fields import complaint as complaint_of
from intake.conversation.form_fields import missing
from intake.talk.state import Draft, Field, Hints, Talk
from intake.talk.turn_context import Frame

pytestmark = pytest.mark.unit
RULES = wuzhi()

#: in nobody's list of what is mainly taken
UNLISTED = "办事大厅的空调太冷，老人受不了"
ELSEWHERE = c.Refuse(by=RECEPTIONIST, reason="不属于政务服务")


def told(text: str, **changes: object) -> Ticket:
    """Return a ticket of somebody who said *text*, of which no dictionary made anything."""
    given = {"text": text, "categories": (), "departments": (), "causes": ()} | changes
    return a_ticket(RULES, complaint=a_complaint(**given))


def drafted(*words: str, **known: str) -> Talk:
    """Return a chat in which *words* were said and *known* was told."""
    return Talk(draft=Draft(words=words, said_at=NOW, **known))  # type: ignore[arg-type]


def complained(*words: str) -> Complaint:
    """Return the complaint that a chat becomes in which *words* were said."""
    frame = Frame(lane="kf:a:b", channel="微信客服", suggest=lambda _: Hints(), levels=RULES.levels)
    return complaint_of(drafted(*words), frame)


# --- article 2: what the service is ---


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("窗口让我跑了三趟", "投诉"),
        ("收费标准不合理，提个意见", "意见"),
        ("建议增加一台取号机", "建议"),
        ("请问社保卡怎么补办", "疑问"),
    ],
)
def test_wz_2_1_the_type_is_read_from_the_words_and_is_one_of_the_six(
    words: str, kind: str
) -> None:
    assert a_ticket(RULES, complaint=complained(words)).complaint.kind == kind


@pytest.mark.parametrize("kind", ["投诉", "意见", "建议", "疑问", "疑难事项", "复杂问题"])
def test_wz_2_1_a_person_may_make_it_any_of_the_six(kind: str) -> None:
    changed = walked(RULES, (c.Classify(by=RECEPTIONIST, kind=kind),))
    assert changed.complaint.kind == kind


def test_wz_2_1_there_is_no_seventh_type() -> None:
    with pytest.raises(UnknownName, match="疑难事项"):
        walked(RULES, (c.Classify(by=RECEPTIONIST, kind="表扬"),))
    foreign = a_ticket(RULES, complaint=a_complaint(kind="咨询"))
    assert foreign.complaint.kind == "疑问"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("咨询", "即时咨询"),
        ("即时解释", "即时解释"),
        ("协调", "即时帮助协调处理"),
        (c.HELP, "即时帮助协调处理"),
    ],
)
def test_wz_2_2_what_is_solved_on_the_spot_says_which_of_the_three_it_was(
    said: str, kept: str
) -> None:
    solved = walked(RULES, (c.SolveOnSpot(by=RECEPTIONIST, result="已讲清楚", service=said),))
    assert solved.closing == kept


@pytest.mark.parametrize("said", ["代办", ""])
def test_wz_2_2_it_is_none_but_one_of_the_three(said: str) -> None:
    with pytest.raises(UnknownName, match="即时咨询"):
        walked(RULES, (c.SolveOnSpot(by=RECEPTIONIST, result="已讲清楚", service=said),))


ENDS: dict[str, tuple[c.Command, ...]] = {
    "solved": (
        c.SolveOnSpot(by=RECEPTIONIST, result="已补录"),
        c.Rate(by=CITIZEN, level="满意"),
    ),
    "guided": (ELSEWHERE,),
    "done": WAY[State.STRUCK_OFF],
    "taken back": (c.Withdraw(by=CITIZEN),),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("kind", ["投诉", "意见", "建议", "疑问", "疑难事项", "复杂问题"])
def test_wz_2_3_whatever_the_type_it_ends_with_an_outcome_on_record(kind: str, end: str) -> None:
    ended = walked(RULES, ENDS[end], told(UNLISTED, kind=kind))
    assert ended.is_closed
    assert ended.closed_at == NOW
    assert ended.no == "2026-0001"
    assert ended.closing or (ended.reply and ended.reply.text) or end == "taken back"
    if end == "guided":
        assert "不属于政务服务" in ended.closing


#: who complains, and with what between them the text wants no difference
ALIKE = [
    ("有无熟人", "我是局长亲戚", "我谁也不认识"),
    ("大小企业", "我们是大型企业", "我们是小微企业"),
    ("国有民营", "我们是国有企业", "我们是民营企业"),
    ("内资外资", "我们是外资企业", "我们是内资企业"),
    ("投资前后", "我们准备来投资", "我们已经投产"),
]


@pytest.mark.parametrize(("named", "one", "other"), ALIKE, ids=[a[0] for a in ALIKE])
def test_wz_2_4_who_complains_changes_neither_class_nor_limit_nor_way_nor_place(
    named: str, one: str, other: str
) -> None:
    """The five 一个样, as a metamorphic test: everything but the words about oneself is the same."""
    assert lived(one) == lived(other), named


def lived(who: str) -> list[object]:
    """Return all that is decided about the matter of somebody who says *who* they are."""
    company = Complainant(lane="kf:a:b", name=f"{who[-4:]}公司", is_unit=True)
    ticket = told(f"{who}，施工许可的材料交了一个月没有消息", complainant=company)
    seen: list[object] = [
        ticket.complaint.causes,
        ticket.rank,
        ticket.wakes_at,
        ticket.complaint.kind,
    ]
    away = walked(RULES, (ELSEWHERE,), ticket)
    seen += [away.state, [(p.wish, p.to) for p in away.petitions]]
    called = (c.NoteUndelivered(by=SCHEDULE), c.CallBack(by=RECEPTIONIST, level="满意"))
    for command in (*WAY[State.STRUCK_OFF][:-1], *called):
        ticket, notices = life.apply(ticket, command, RULES, NOW)
        limits = [(clock.stage, clock.due_at, clock.remind_at) for clock in ticket.clocks]
        said = [(one.to, one.what, one.target) for one in notices]
        seen += [ticket.state, ticket.class_name, ticket.rank, ticket.wakes_at, limits, said]
    return seen


# --- article 4: what is mainly taken ---


def test_wz_4_1_what_no_scope_names_is_taken_all_the_same() -> None:
    """主要受理 is no closed list: it has a number, a limit, a department."""
    ticket = told(UNLISTED)
    assert RULES.taken(ticket.complaint) is None
    sent = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))
    assert walked(RULES, (sent,), ticket).state is State.DISPATCHED


MAINLY = [
    pytest.param("我要对政务服务提个意见", "微信客服", "WZ-4.1", id="WZ-4.1"),
    pytest.param("网上交了材料，窗口一直没受理", "微信客服", "WZ-4.2", id="WZ-4.2 taken"),
    pytest.param("施工许可交上去，审批不下来", "窗口", "WZ-4.2", id="WZ-4.2 approved"),
    pytest.param("多次到中心，房产证还是没办成", "微信客服", "WZ-4.3", id="WZ-4.3"),
    pytest.param("窗口态度恶劣", "电话", "WZ-4.4", id="WZ-4.4 attitude"),
    pytest.param("工作人员不作为", "电话", "WZ-4.4", id="WZ-4.4 inaction"),
    *(
        pytest.param("执照的事没有下文", channel, "WZ-4.5", id=f"WZ-4.5 {channel}")
        for channel in ("12345", "企业纾困360", "问题焦给我", "万人助万企")
    ),
]


@pytest.mark.parametrize(("text", "channel", "clause"), MAINLY)
def test_what_is_mainly_taken_is_not_sent_away_as_out_of_scope(
    text: str, channel: str, clause: str
) -> None:
    """The clause is said; who knows better names the way."""
    ticket = told(text, channel=channel)
    with pytest.raises(RuleForbids) as refused:
        walked(RULES, (ELSEWHERE,), ticket)
    assert (refused.value.why, refused.value.clause) == (Why.IN_SCOPE, clause)
    assert walked(RULES, (replace(ELSEWHERE, path="12345"),), ticket).state is State.REFUSED


# --- article 5: who works there ---


def test_wz_5_4_supervising_is_the_supervisors_not_the_receptionists() -> None:
    working = walked(RULES, WAY[State.WORKING])
    demand = c.Supervise(by=SUPERVISOR, demand="请速办")
    assert walked(RULES, (demand,), working).supervised_at == (NOW,)
    with pytest.raises(NotAllowed):
        walked(RULES, (replace(demand, by=RECEPTIONIST),), working)


def test_wz_5_4_the_supervisor_proposes_to_dispatch_and_others_approve() -> None:
    sent = c.Dispatch(by=SUPERVISOR, class_name="办不了", departments=(MARKET,))
    proposed = walked(RULES, (sent,))
    assert proposed.state is State.PROPOSED
    with pytest.raises(NotAllowed):
        walked(RULES, (c.Approve(by=SUPERVISOR),), proposed)


def test_wz_5_4_the_supervisor_has_it_done_again_and_the_receptionist_may_not() -> None:
    answered = walked(RULES, WAY[State.ANSWERED])
    again = c.SendBack(by=SUPERVISOR, reason="没有回答诉求")
    assert walked(RULES, (again,), answered).state is State.REWORK
    with pytest.raises(NotAllowed):
        walked(RULES, (replace(again, by=RECEPTIONIST),), answered)


def test_wz_5_4_what_many_have_in_common_is_put_on_record_for_the_report() -> None:
    record = Record(by=SUPERVISOR, kind="共性问题", text="三个窗口都因系统对接不上退件")
    ticket, notices = life.apply(a_ticket(RULES), record, RULES, NOW)
    assert ticket.remarks[-1].text == "三个窗口都因系统对接不上退件"
    assert [(one.to, one.what) for one in notices] == [(To.MANAGEMENT, NoticeKind.RECORDED)]


# --- article 6: on record before anything else ---


def test_wz_6_1_the_form_is_asked_for_in_full_before_there_is_a_number() -> None:
    asked = missing(drafted("窗口不给办").draft)
    assert asked == [Field.NAME, Field.PHONE, Field.ADDRESS]
    whole = drafted("窗口不给办", name="张三丰", phone="13800138000", address="幸福路3号")
    assert missing(whole.draft) == []


@pytest.mark.parametrize(
    "way",
    [(), (c.SolveOnSpot(by=RECEPTIONIST, result="已补录"),), (ELSEWHERE,)],
    ids=["received", "on the spot", "out of scope"],
)
def test_wz_6_1_form_and_ledger_are_one_entry_made_on_receipt_and_kept_whatever_follows(
    way: tuple[c.Command, ...],
) -> None:
    """Content and person in full, before any class: what both papers are printed from."""
    ticket = told(UNLISTED)
    assert (ticket.state, ticket.class_name, ticket.opened_at) == (State.REGISTERED, "", NOW)
    kept = walked(RULES, way, ticket)
    who = kept.complaint.complainant
    assert kept.complaint.text == UNLISTED
    assert (who.name, who.phone, who.address) == ("张三丰", "13800138000", "幸福路3号")
    assert (kept.no, kept.complaint.channel, kept.complaint.said_at) == (
        "2026-0001",
        "微信客服",
        NOW,
    )
    assert kept.first_handler == "shouli"


# --- article 15: in force ---


def test_wz_15_1_in_force_since_its_day_and_older_tickets_keep_the_text_of_theirs() -> None:
    text = catalogue.adopt("wuzhi").own.text
    assert RULES.profile.effective_from == date(2024, 6, 11)
    slower = catalogue.parse(
        text.replace("n = 3", "n = 5", 1).replace("2024-06-11", "2026-10-01", 1)
    )
    later = replace(RULES, profile=slower)
    book = Rulebook(known={RULES.profile.version: RULES.profile, slower.version: slower})
    assert book.rules_on(later, NOW).profile == RULES.profile  # 2026-09-28: not in force yet
    assert book.rules_on(later, NOW + timedelta(days=3)).profile == slower
    assert book.rules_of(a_ticket(RULES), later).profile == RULES.profile
    assert book.rules_of(a_ticket(later), later).profile == slower
