"""Where one thing crosses another: what random walks found, each told once in plain steps."""

from datetime import date, timedelta

import pytest
from builders import (
    CITIZEN,
    HELPER,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    WAY,
    a_ticket,
    deferring,
    rules_of,
    walked,
    wuzhi,
)

from dispatch.errors import Incomplete, RuleForbids
from dispatch.handlers import links
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import State, Ticket, Tie

pytestmark = pytest.mark.unit
RULES = deferring(wuzhi())
WATER = ("water", "供水公司")
BOTH = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX))


def swept(ticket: Ticket, days: int) -> Ticket:
    """Return *ticket* after the sweep did all that is due in *days* days, hour by hour."""
    for hour in range(days * 24):
        now = NOW + timedelta(hours=hour)
        for command in due_now(ticket, now):
            ticket, _ = life.apply(ticket, command, RULES, now)
    return ticket


def test_wz_10_3_each_limit_that_stays_unmet_has_its_own_supervision_and_circulation() -> None:
    """WZ-10.2, WZ-10.3, WZ-9.4: a second limit, later unmet, neither moves nor stops the first one's push."""
    ticket = swept(walked(RULES, (BOTH,)), 30)
    reply, plan = ticket.clocks
    assert reply.supervised_at
    assert plan.supervised_at
    assert reply.supervised_at < plan.supervised_at
    assert reply.circulated_at
    assert plan.circulated_at
    assert reply.circulated_at < plan.circulated_at


@pytest.mark.parametrize(
    "command",
    [
        m.Convene(by=MANAGER, departments=(MARKET, TAX)),
        c.Reassign(by=MANAGER, departments=(TAX,), reason="职责不符"),
        m.Defer(by=MANAGER, until=date(2026, 12, 31), milestone="完成档案整理"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_wz_10_3_what_was_due_is_still_proposed_whoever_has_it_now(command: c.Command) -> None:
    late = swept(walked(RULES, WAY[State.WORKING]), 20)
    pushed = {Wish.CIRCULATE, Wish.REPORT, Wish.COPY}
    assert {one.wish for one in late.petitions} == pushed
    moved, _ = life.apply(late, command, RULES, NOW + timedelta(days=20))
    assert {one.wish for one in moved.petitions} == pushed


def test_fw_6_3_5_what_is_deferred_can_still_be_signed_for() -> None:
    deferred = walked(
        RULES,
        (*WAY[State.DISPATCHED], m.Defer(by=MANAGER, until=date(2026, 12, 31), milestone="归档")),
    )
    signed, _ = life.apply(deferred, c.Acknowledge(by=OFFICER), RULES, NOW)
    assert signed.state is State.DEFERRED


def test_fw_6_3_5_a_supervisor_proposes_to_defer_and_management_approves() -> None:
    asked = walked(
        RULES,
        (
            *WAY[State.WORKING],
            m.Defer(by=SUPERVISOR, until=date(2026, 12, 31), milestone="归档"),
        ),
    )
    assert asked.state is State.WORKING
    assert walked(RULES, (c.Approve(by=MANAGER),), asked).state is State.DEFERRED


def test_g_13_an_assisting_department_returns_its_own_share_only() -> None:
    asked = walked(RULES, (BOTH, m.ReturnForm(by=HELPER, departments=(WATER,), reason="不归税务")))
    moved = walked(RULES, (c.Approve(by=MANAGER),), asked)
    assert [(part.department, part.is_lead) for part in moved.parts] == [
        ("market", True),
        ("water", False),
    ]


def test_py_4_2_6_a_third_extension_is_refused_even_if_it_was_asked_for_before() -> None:
    puyang = rules_of("puyang")
    asked, direct = (m.Extend(by=by, days=1, reason="情况复杂") for by in (OFFICER, MANAGER))
    way = (c.Dispatch(by=MANAGER, class_name="一般", departments=(MARKET,)), asked, direct, direct)
    ticket = walked(puyang, way, a_ticket(puyang))
    with pytest.raises(RuleForbids):
        life.apply(ticket, c.Approve(by=MANAGER), puyang, NOW)


@pytest.mark.parametrize("days", [0, -3, 5000])
def test_py_4_2_5_no_extension_of_no_days(days: int) -> None:
    puyang = rules_of("puyang")
    way = (c.Dispatch(by=MANAGER, class_name="一般", departments=(MARKET,)),)
    ticket = walked(puyang, way, a_ticket(puyang))
    with pytest.raises(Incomplete):
        life.apply(ticket, m.Extend(by=OFFICER, days=days, reason="情况复杂"), puyang, NOW)


def test_n2_no_promise_for_a_day_whose_business_is_over() -> None:
    evening = NOW + timedelta(hours=10)
    promise = c.Plan(by=OFFICER, text="三步走", promised_on=NOW.date())
    with pytest.raises(Incomplete):
        life.apply(walked(RULES, WAY[State.WORKING]), promise, RULES, evening)


def test_py_5_2a_what_a_meeting_solved_and_was_not_liked_does_not_go_to_who_met() -> None:
    way = (
        m.Convene(by=MANAGER, departments=(MARKET, TAX)),
        c.SolveOnSpot(by=RECEPTIONIST, result="已当场协调"),
        c.Rate(by=CITIZEN, level="不满意"),
    )
    assert walked(RULES, way).state is State.REGISTERED


def below(*commands: c.Command) -> Ticket:
    """Return the ticket of a centre that works for ticket 2026-0009."""
    complaint = a_ticket(RULES).complaint
    ticket, _ = life.register("2026-0001", "town", complaint, "li", RULES, NOW, above="2026-0009")
    return walked(RULES, commands, ticket)


def above(*commands: c.Command) -> Ticket:
    """Return the ticket 2026-0009, the one that others are tied to."""
    ticket, _ = life.register("2026-0009", "main", a_ticket(RULES).complaint, "li", RULES, NOW)
    return walked(RULES, commands, ticket)


SOLVED = c.SolveOnSpot(by=RECEPTIONIST, result="已当场协调")


def test_wz_8_5_what_works_for_another_centre_stays_tied_through_rework_and_is_not_linked() -> None:
    again = below(SOLVED, m.Settle(by=SCHEDULE, level="不满意"))
    assert (again.state, again.tied_to, again.tie) == (State.REGISTERED, "2026-0009", Tie.LEVEL)
    with pytest.raises(RuleForbids):
        life.apply(again, m.Link(by=MANAGER, main="2026-0002"), RULES, NOW)


def test_wz_8_5_an_old_verdict_does_not_judge_a_new_answer() -> None:
    away = above(
        SOLVED, c.Rate(by=CITIZEN, level="不满意"), m.Transfer(by=MANAGER, unit="镇", centre="town")
    )
    asked = walked(RULES, (m.Receive(by=MANAGER, text="已办"),), away)
    assert links.follows(away, asked, below(SOLVED)) is None


def test_g_10_nobody_reached_above_ends_what_waits_below_unrated() -> None:
    asked = above(SOLVED)
    over = asked
    for days in (0, 0, 1):
        over, _ = life.apply(over, c.CallBack(by=RECEPTIONIST), RULES, NOW + timedelta(days=days))
    owed = links.follows(asked, over, below(SOLVED))
    assert owed == m.Settle(by=SCHEDULE, level="")
    assert walked(RULES, (owed,), below(SOLVED)).state is State.UNRATED


@pytest.mark.parametrize(
    "end", [c.Withdraw(by=CITIZEN), m.HandOver(by=MANAGER, matter="涉嫌违规收费")]
)
def test_what_is_taken_away_above_is_taken_away_below(end: c.Command) -> None:
    before = above(m.Transfer(by=MANAGER, unit="镇", centre="town"))
    moved = walked(RULES, (end,), before)
    assert links.follows(before, moved, below()) == c.Withdraw(by=SCHEDULE)


def test_n8_who_is_linked_late_has_the_answer_at_once_or_is_free() -> None:
    linked = walked(RULES, WAY[State.LINKED])
    asked = above(SOLVED)
    owed = links.owed(linked, asked)
    assert isinstance(owed, m.Receive)
    _, notices = life.apply(linked, owed, RULES, NOW)
    assert [one.what for one in notices] == [NoticeKind.ANSWERED, NoticeKind.SURVEY]
    assert links.owed(linked, walked(RULES, (c.Withdraw(by=CITIZEN),), asked)) == m.Unlink(
        by=SCHEDULE
    )
    assert links.owed(linked, above()) is None


def test_n8_who_waits_for_what_is_lawfully_ended_has_its_answer() -> None:
    ended = walked(RULES, WAY[State.LAWFULLY_ENDED], above())
    before = walked(RULES, WAY[State.LAWFULLY_ENDED][:-1], above())
    assert isinstance(links.follows(before, ended, walked(RULES, WAY[State.LINKED])), m.Receive)
