"""A calendar is announced: exactly the running limits that it counts otherwise move (N1, G-28)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from builders import (
    CITIZEN,
    HELPER,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    TAX,
    a_complaint,
    a_ticket,
    rules_of,
)
from walk_world import rules_named

from bot.profiles import holidays
from dispatch.errors import NotAllowed
from dispatch.handlers.recount import moved, recounted
from dispatch.lifecycle import life
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import Extend, Recount
from dispatch.ticket.ticket import Clock, Ticket
from dispatch.worktime.calendar import Hours, in_shanghai
from dispatch.worktime.counting import Limit, Unit

pytestmark = pytest.mark.unit

WUZHI = rules_of("wuzhi")
#: the notice for 2027 as it might be: 1-4 off in a longer New Year, 1-9 (Saturday) worked for it
NOTICE = holidays.build(
    holidays=[
        *(date(2027, 1, day) for day in (1, 2, 3, 4)),
        *(date(2027, 2, day) for day in range(5, 12)),
        date(2027, 4, 5),
        *(date(2027, 5, day) for day in (1, 2, 3)),
        date(2027, 6, 9),
        date(2027, 9, 15),
        *(date(2027, 10, day) for day in range(1, 8)),
    ],
    make_up_days=[date(2027, 1, 9)],
)


def at(text: str) -> datetime:
    """A moment as Shanghai's clocks show it."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def announced(rules: Rules) -> Rules:
    """Return the same rules once 2027 is announced."""
    return replace(rules, calendar=NOTICE)


def dispatched(rules: Rules, class_name: str, start: str, **more: object) -> Ticket:
    """Return a ticket that was dispatched at *start*."""
    order = c.Dispatch(
        by=MANAGER,
        class_name=class_name,
        departments=more.pop("departments", (MARKET,)),  # type: ignore[arg-type]  # of the command
        **more,  # type: ignore[arg-type]  # of the command
    )
    ticket, _ = life.apply(a_ticket(rules), order, rules, at(start))
    return ticket


def due(ticket: Ticket) -> list[tuple[str, str, bool]]:
    """Return the running limits: stage, end, mark."""
    return [
        (one.stage, f"{in_shanghai(one.due_at):%Y-%m-%d %H:%M}", one.provisional)
        for one in ticket.open_clocks
    ]


def test_a_limit_that_ends_in_the_year_now_announced_moves_and_loses_its_mark() -> None:
    ticket = dispatched(WUZHI, "办不了", "2026-12-29T10:00")
    assert due(ticket) == [("reply", "2027-01-04 17:30", True)]

    [move] = moved(ticket, announced(WUZHI))
    assert (move.old_due_at, move.new_due_at) == (at("2027-01-04T17:30"), at("2027-01-05T17:30"))
    assert (move.was_provisional, move.provisional) == (True, False)
    assert move.proof == "收单12-29不计；12-30①；12-31②；1-5③ → 2027-1-5 17:30"

    after = recounted(ticket, announced(WUZHI))
    assert due(after) == [("reply", "2027-01-05 17:30", False)]
    assert after.calendar_version == NOTICE.version
    [before], [clock] = ticket.clocks, after.clocks
    assert clock.remind_at == (at("2026-12-31T08:30"),)
    assert clock == replace(
        before,
        due_at=clock.due_at,
        provisional=False,
        proof=clock.proof,
        remind_at=clock.remind_at,
    )
    assert after == replace(ticket, clocks=after.clocks, calendar_version=NOTICE.version)


def test_a_limit_whose_day_stays_loses_only_its_mark() -> None:
    """G-28: it is issued again, for the day that it had."""
    fw = rules_of("fw")
    ticket = dispatched(fw, "重大", "2026-12-05T10:00")
    [move] = moved(ticket, announced(fw))
    assert move.old_due_at == move.new_due_at == at("2027-01-05T17:30")
    assert (move.was_provisional, move.provisional) == (True, False)
    issued = recounted(ticket, announced(fw)).open_clocks[-1]
    assert issued.proof.endswith("→ 2027-1-5 17:30")


def test_a_make_up_day_moves_a_limit_too() -> None:
    """4, 5, 6, 7, 8 before; 5, 6, 7, 8 and 9, a Saturday that is worked, after."""
    ticket = dispatched(WUZHI, "很难办", "2026-12-31T10:00")
    assert due(ticket) == [("plan", "2027-01-08 17:30", True)]
    assert due(recounted(ticket, announced(WUZHI))) == [("plan", "2027-01-09 17:30", False)]


def test_doing_it_twice_is_doing_it_once() -> None:
    ticket = dispatched(WUZHI, "办不了", "2026-12-29T10:00")
    once = recounted(ticket, announced(WUZHI))
    assert moved(once, announced(WUZHI)) == ()
    assert recounted(once, announced(WUZHI)) is once


@pytest.mark.parametrize(
    ("county", "name", "start"),
    [
        pytest.param("wuzhi", "办不了", "2026-12-25T10:00", id="ends before the year begins"),
        pytest.param("wuzhi", "办不了", "2026-09-18T10:00", id="long before"),
        pytest.param("puyang", "非常紧急", "2026-12-31T20:00", id="hours never move"),
    ],
)
def test_what_the_notice_does_not_touch_stays(county: str, name: str, start: str) -> None:
    rules = rules_of(county)
    ticket = dispatched(rules, name, start)
    assert moved(ticket, announced(rules)) == ()
    assert recounted(ticket, announced(rules)) is ticket


def test_a_promised_date_never_moves() -> None:
    """N2: not even one on what turns out to be a day off."""
    ticket = dispatched(WUZHI, "不给办", "2026-12-29T10:00", promised_on=date(2027, 1, 4))
    assert due(ticket) == [("result", "2027-01-04 17:30", False)]
    assert moved(ticket, announced(WUZHI)) == ()


def test_a_stopped_limit_and_a_closed_ticket_are_frozen() -> None:
    ticket = dispatched(WUZHI, "办不了", "2026-12-29T10:00")
    stopped = replace(
        ticket, clocks=(replace(ticket.clocks[0], stopped_at=at("2026-12-30T09:00")),)
    )
    assert moved(stopped, announced(WUZHI)) == ()

    withdrawn, _ = life.apply(ticket, c.Withdraw(by=CITIZEN), WUZHI, at("2026-12-30T09:00"))
    assert withdrawn.is_closed
    running = replace(withdrawn, clocks=ticket.clocks)  # as an older release may have left it
    assert moved(running, announced(WUZHI)) == ()
    assert recounted(running, announced(WUZHI)) is running


def test_of_two_limits_only_the_one_that_the_notice_counts_otherwise_moves() -> None:
    """WZ-9.1 with WZ-9.4: the reply ends in the announced year, the plan does not."""
    ticket = dispatched(WUZHI, "办不了", "2026-12-28T10:00", departments=(MARKET, TAX))
    assert due(ticket) == [
        ("reply", "2026-12-31 17:30", False),
        ("plan", "2027-01-05 17:30", True),
    ]
    [move] = moved(ticket, announced(WUZHI))
    assert move.stage == "plan"
    assert due(recounted(ticket, announced(WUZHI))) == [
        ("reply", "2026-12-31 17:30", False),
        ("plan", "2027-01-06 17:30", False),
    ]


def test_other_hours_of_the_day_move_no_limit_that_the_notice_leaves_alone() -> None:
    """A centre that closes at 18:00 now moves nothing of what was issued before by a calendar."""
    later = replace(WUZHI, calendar=NOTICE, hours=Hours(opens=time(9), closes=time(18)))
    ticket = dispatched(WUZHI, "办不了", "2026-09-18T10:00")
    assert moved(ticket, later) == ()


def test_a_supervision_that_came_before_the_new_end_counts_for_nothing() -> None:
    ticket = dispatched(WUZHI, "办不了", "2026-12-29T10:00")
    pushed = replace(
        ticket.clocks[0],
        supervised_at=at("2027-01-04T17:30"),
        demand_due_at=at("2027-01-06T17:30"),
        circulated_at=None,
    )
    [clock] = recounted(replace(ticket, clocks=(pushed,)), announced(WUZHI)).clocks
    assert (clock.supervised_at, clock.demand_due_at) == (None, None)


def test_an_assisting_departments_share_moves_with_the_whole() -> None:
    """G-23: a working day before the end."""
    ticket = dispatched(WUZHI, "很难办", "2026-12-31T10:00", departments=(MARKET, TAX))
    shares = [part.due_at for part in ticket.parts]
    assert shares == [None, at("2027-01-07T17:30")]
    after = recounted(ticket, announced(WUZHI))
    assert [part.due_at for part in after.parts] == [None, at("2027-01-08T17:30")]


def test_an_extension_goes_on_from_where_its_former_limit_ends_now() -> None:
    """PY-4.2.5: 5 wd of 12-29 end 1-6, extended by 2; the notice moves both, once."""
    rules = rules_of("puyang")
    ticket = dispatched(rules, "一般", "2026-12-29T10:00")
    assert due(ticket) == [("result", "2027-01-06 17:30", True)]
    order = Extend(by=MANAGER, days=2, reason="情况复杂")
    longer, _ = life.apply(ticket, order, rules, at("2026-12-30T10:00"))
    assert due(longer) == [("result", "2027-01-08 17:30", True)]

    [move] = moved(longer, announced(rules))
    assert move.new_due_at == at("2027-01-09T17:30")
    after = recounted(longer, announced(rules))
    assert after.clocks[0] == longer.clocks[0]
    assert after.clocks[1].proof == (
        "收单12-29不计；12-30①；12-31②；1-5③；1-6④；1-7⑤ → 2027-1-7 17:30"
        "；延期 原限1-7不计；1-8①；1-9调休② → 1-9 17:30"
    )
    assert recounted(after, announced(rules)) is after


def test_a_limit_kept_from_before_limits_were_kept_stays() -> None:
    """Its length is not known; nothing is guessed."""
    ticket = dispatched(WUZHI, "办不了", "2026-12-29T10:00")
    old = replace(ticket, clocks=(replace(ticket.clocks[0], limit=None),))
    assert moved(old, announced(WUZHI)) == ()


def test_rework_keeps_the_word_that_it_began_with() -> None:
    clock = Clock(
        stage="reply",
        clause="WZ-9.1",
        start_at=at("2026-12-29T10:00"),
        due_at=at("2027-01-04T17:30"),
        provisional=True,
        proof="退回12-29不计；12-30①；12-31②；1-4③ → 2027-1-4 17:30（暂定）",
        limit=Limit(n=3, unit=Unit.WORKING_DAYS),
    )
    ticket = replace(dispatched(WUZHI, "办不了", "2026-12-29T10:00"), clocks=(clock,))
    [move] = moved(ticket, announced(WUZHI))
    assert move.proof == "退回12-29不计；12-30①；12-31②；1-5③ → 2027-1-5 17:30"


def test_the_command_moves_them_and_tells_every_department() -> None:
    ticket = dispatched(WUZHI, "很难办", "2026-12-31T10:00", departments=(MARKET, TAX))
    after, notices = life.apply(ticket, Recount(by=SCHEDULE), announced(WUZHI), NOW)
    assert due(after) == [("plan", "2027-01-09 17:30", False)]
    assert after.version == ticket.version + 1
    assert after.wakes_at is not None
    assert [notice.target for notice in notices] == ["market", "tax"]
    assert {dict(notice.facts)["moves"] for notice in notices} == {"01-08 17:30 → 01-09 17:30"}


def test_only_the_schedule_and_the_operator_may_move_limits() -> None:
    ticket = dispatched(WUZHI, "办不了", "2026-12-29T10:00")
    for actor in (OFFICER, HELPER, RECEPTIONIST, MANAGER):
        with pytest.raises(NotAllowed):
            life.apply(ticket, Recount(by=actor), announced(WUZHI), NOW)


def test_what_two_texts_limit_from_arrival_is_counted_anew_before_it_is_dispatched() -> None:
    """N1, rule d: an undispatched ticket has no class yet, and its limit from arrival moves all the same."""
    both = rules_named("wuzhi+fw")
    channel = next(
        one for one in both.profile.channels if both.arrival_clocks(one, at("2026-12-31T09:00"))
    )
    complaint = a_complaint(channel=channel)
    ticket, _ = life.register("2026-0001", "main", complaint, "x", both, at("2026-12-31T09:00"))
    moved_, _ = life.apply(ticket, Recount(by=SCHEDULE), announced(both), at("2027-01-01T09:00"))
    (before,), (after,) = ticket.open_clocks, moved_.open_clocks
    assert after.due_at > before.due_at
    assert after.clause == before.clause
