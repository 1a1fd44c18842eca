"""隆回, articles 12 to 19: the three who must be told, the longer limit, the judgement, the text itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import (
    CITIZEN,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    a_complaint,
    a_ticket,
    rules_of,
    walked,
)

from bot.profiles import catalogue, view
from bot.profiles.versions import Rulebook
from bot.texts import citizen
from dispatch.errors import Incomplete, NotAllowed, RuleForbids, Why
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.case_commands import Circulate, Extend
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket
from dispatch.worktime.calendar import in_shanghai

pytestmark = pytest.mark.unit
RULES = rules_of("longhui")

OTHER = Actor(id="qian", name="钱受理", roles=frozenset({"receptionist"}), source="app")
SENT = c.Dispatch(by=RECEPTIONIST, class_name="工单", departments=(MARKET,), cause="业务不熟")
DONE = c.Answer(by=OFFICER, text="系统已恢复，营业执照今天上午办好")
BAD = c.Rate(by=CITIZEN, level="不满意")
#: the third, the tenth and the eleventh working day after NOW (Monday), the holiday between
THIRD, TENTH = date(2026, 10, 8), date(2026, 10, 16)


def sent(**complaint: object) -> Ticket:
    """Return a ticket that is with the market's window since NOW."""
    return walked(RULES, (SENT,), a_ticket(RULES, complaint=a_complaint(**complaint)))


def apply(ticket: Ticket, command: c.Command) -> tuple[Ticket, list[Notice]]:
    """Apply one command at NOW."""
    return life.apply(ticket, command, RULES, NOW)


def heard(notices: list[Notice], what: NoticeKind) -> set[To]:
    """Return who hears *what*."""
    return {one.to for one in notices if one.what is what}


def told_to(ticket: Ticket, *whom: str) -> Ticket:
    """Let the result reach *whom*."""
    return walked(RULES, tuple(c.NoteDelivered(by=SCHEDULE, whom=one) for one in whom), ticket)


# --- the result, and who must hear it (article 12) ---


def test_lh_12a_three_working_days_from_the_receipt_of_the_form() -> None:
    (clock,) = sent().open_clocks
    assert (clock.start_at, clock.clause) == (NOW, "LH-12a")
    assert in_shanghai(clock.due_at).date() == THIRD
    autumn = datetime(2024, 9, 13, 2, 0, tzinfo=UTC)  # 中秋: 15 to 17 off, 14 a make-up day
    moved, _ = life.apply(a_ticket(RULES), SENT, RULES, autumn)
    assert in_shanghai(moved.open_clocks[0].due_at).date() == date(2024, 9, 19)


@pytest.mark.parametrize("last", ["person", "window", "assessor"])
def test_lh_12a_the_limit_is_met_only_when_the_last_of_the_three_has_heard_it(last: str) -> None:
    answered, told = apply(sent(), DONE)
    assert heard(told, NoticeKind.ANSWERED) == {To.CITIZEN}
    assert heard(told, NoticeKind.RESULT) == {To.DESK, To.ASSESSOR}
    others = {"person", "window", "assessor"} - {last}
    nearly = told_to(answered, *others)
    assert (nearly.owed, len(nearly.open_clocks)) == ((last,), 1)
    done = told_to(nearly, last)
    assert (done.owed, done.open_clocks) == ((), ())


def test_lh_12a_a_result_says_something() -> None:
    with pytest.raises(Incomplete) as lacks:
        apply(sent(), replace(DONE, text="  "))
    assert (lacks.value.missing, lacks.value.clause) == (("办理结果",), "LH-12a")


def test_lh_12b_a_longer_limit_is_stated_and_the_same_three_hear_it() -> None:
    longer, told = apply(sent(), Extend(by=OFFICER, days=2, reason="要到市局取证"))
    hear = heard(told, NoticeKind.EXTENDED)
    assert hear >= {To.CITIZEN, To.DESK, To.ASSESSOR}
    (notice,) = [one for one in told if one.to is To.CITIZEN]
    read = citizen.notice(NoticeKind.EXTENDED, longer, notice.facts, NOW) or ""
    assert "10月10日" in read or "10-10" in read
    assert in_shanghai(longer.open_clocks[-1].due_at).date() == date(2026, 10, 10)


def test_lh_12b_only_for_a_reason() -> None:
    with pytest.raises(Incomplete) as lacks:
        apply(sent(), Extend(by=OFFICER, days=2, reason=" "))
    assert lacks.value.missing == ("理由",)


def test_lh_12c_never_beyond_ten_working_days_in_all() -> None:
    """G-3: counted from the receipt."""
    longest, _ = apply(sent(), Extend(by=OFFICER, days=7, reason="要到市局取证"))
    assert in_shanghai(longest.open_clocks[-1].due_at).date() == TENTH
    with pytest.raises(RuleForbids) as refused:
        apply(sent(), Extend(by=OFFICER, days=8, reason="要到市局取证"))
    assert (refused.value.why, refused.value.clause) == (Why.TOO_LONG, "LH-12c")
    with pytest.raises(RuleForbids):
        apply(longest, Extend(by=OFFICER, days=1, reason="还要一天"))


# --- the judgement (article 13) ---


FIVE = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


def surveyed(**complaint: object) -> Ticket:
    """Return a ticket whose result is with the person."""
    return walked(RULES, (DONE,), sent(**complaint))


@pytest.mark.parametrize("level", FIVE)
def test_lh_13a_each_of_the_five_levels_can_be_given(level: str) -> None:
    assert RULES.levels == tuple(FIVE)
    judged, _ = apply(surveyed(), replace(BAD, level=level))
    assert judged.ratings[-1].level == level


def test_lh_13a_who_received_it_asks_how_it_went() -> None:
    """首接负责人要听取当事人的评价意见: asked by nobody else of the desk."""
    silent = surveyed()
    at = silent.call_due_at
    assert at is not None
    (command,) = due_now(silent, at)
    waiting, told = life.apply(silent, command, RULES, at)
    assert heard(told, NoticeKind.CALL) == {To.FIRST_HANDLER}
    with pytest.raises(NotAllowed):
        apply(waiting, c.CallBack(by=OTHER, level="满意"))
    judged, _ = apply(waiting, c.CallBack(by=RECEPTIONIST, level="满意"))
    assert judged.state is State.STRUCK_OFF


@pytest.mark.parametrize("level", FIVE)
def test_lh_13b_the_two_lowest_send_it_back_and_no_other(level: str) -> None:
    """基本满意 is no 差评."""
    judged, told = apply(surveyed(), replace(BAD, level=level))
    is_bad = level in FIVE[3:]
    assert judged.state is (State.REWORK if is_bad else State.STRUCK_OFF)
    assert heard(told, NoticeKind.UNHAPPY) == ({To.DESK, To.FIRST_HANDLER} if is_bad else set())
    assert heard(told, NoticeKind.SENT_BACK) == ({To.DEPARTMENT} if is_bad else set())
    if is_bad:
        (clock,) = judged.open_clocks[-1:]
        assert (clock.start_at, clock.clause) == (NOW, "LH-12a")


def test_lh_13b_what_was_done_again_is_followed_up() -> None:
    """跟踪回访: whoever may vote, who received it first asks."""
    _, first = apply(sent(), DONE)
    assert heard(first, NoticeKind.CALL) == set()
    reworked = walked(RULES, (BAD,), surveyed())
    again, told = apply(reworked, DONE)
    assert (again.state, again.round) == (State.SURVEYING, 1)
    assert heard(told, NoticeKind.CALL) == {To.FIRST_HANDLER}


def test_lh_13b_a_bad_level_sends_it_back_however_often_with_a_meeting_beside_it() -> None:
    """G-12: from the third on, in addition."""
    ticket = surveyed()
    for n in (1, 2, 3):
        ticket, told = apply(ticket, BAD)
        assert (ticket.state, ticket.round) == (State.REWORK, n)
        assert bool(heard(told, NoticeKind.MEETING)) is (n == 3)
        ticket = walked(RULES, (DONE,), ticket)


# --- what it may cost (article 17), beside tests/dispatch/assessment/test_scoring.py ---


def test_lh_17e_what_a_demand_did_not_bring_is_circulated_to_the_unit_behind_the_window() -> None:
    """必要时: a person decides."""
    late = NOW + timedelta(days=20)
    pressed, _ = life.apply(sent(), c.Supervise(by=SUPERVISOR, demand="请办结"), RULES, late)
    later = late + timedelta(days=10)
    proposed, _ = life.apply(pressed, Circulate(by=SUPERVISOR), RULES, later)
    (asked,) = proposed.petitions
    assert (asked.document, asked.to) == ("通报", ("进驻窗口原部门（单位）",))
    issued, _ = life.apply(proposed, c.Approve(by=MANAGER), RULES, later)
    assert [one.to for one in issued.documents if one.kind == "通报"] == [asked.to]


# --- the text itself (article 19) ---


def test_lh_19a_it_is_in_force_from_its_publication() -> None:
    """2022-04-01: the day before, an earlier text of the county would still be taken."""
    before = replace(RULES.profile, version="old", effective_from=date(2020, 1, 1))
    book = Rulebook(known={"old": before})
    first = datetime(2022, 3, 31, 16, 0, tzinfo=UTC)
    assert book.rules_on(RULES, first).profile.version == RULES.profile.version
    eve = first - timedelta(minutes=1)
    assert book.rules_on(RULES, eve).profile.version == "old"


def test_lh_19b_who_explains_it_is_shown_with_the_rules() -> None:
    shown = "\n".join(view.shown(catalogue.load("longhui")))
    assert "隆回县推进政府职能转变和“放管服”改革协调小组办公室　LH-19b" in shown
