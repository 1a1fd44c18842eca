"""统计: the figures of a period over the stored tickets, and the three ratios (SQ-S2)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from builders import HELPER, MANAGER, MARKET, OFFICER, RECEPTIONIST, TAX, WAY, a_complaint
from office import Office

from bot.staff import chat_commands
from dispatch.assessment.statistics import PeriodCounts
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.ticket import State
from storage.database.session import Session
from storage.people import tasks
from storage.tickets import lists

S = State
#: the Monday before, and long before, the office's day (2026-09-28)
WEEK, LONG = datetime(2026, 9, 27, 16, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
DISPATCH = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))
CALLED = (c.NoteUndelivered(by=SCHEDULE), c.CallBack(by=RECEPTIONIST, level="满意"))


async def tickets_of(office: Office, *ways: tuple[c.Command, ...], centre: str = "main") -> None:
    """Open a ticket for each of *ways* and walk it."""
    for way in ways:

        async def job(session: Session) -> Any:
            return await office.context.desk.open(
                session, a_complaint(), centre, "sun", office.clock()
            )

        await office.do((await office.write(job)).no, *way)


async def counted(
    office: Office, since: datetime = WEEK, *, centre: str = "main", restricted: bool = True
) -> PeriodCounts:
    """Return what is counted since *since*."""
    reader = office.store.reader
    return await lists.counted(reader, centre, since, office.clock(), restricted=restricted)


async def answer(office: Office, userid: str, text: str) -> str:
    """Return what *userid* is answered to *text* in the single chat."""
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return (await office.answers())[-1]


async def test_sq_s2_what_was_taken_answered_and_called_back_is_counted(the_office: Office) -> None:
    surveyed = WAY[S.SURVEYING]
    await tickets_of(the_office, (), (DISPATCH,), surveyed, (*surveyed, *CALLED))

    async def unfinished(session: Session) -> None:
        await tasks.open_task(session, "待完善", "kf:a:b", "说了一半", the_office.clock())

    await the_office.write(unfinished)
    found = await counted(the_office)
    assert found.opened == {S.REGISTERED: 1, S.DISPATCHED: 1, S.SURVEYING: 1, S.STRUCK_OFF: 1}
    assert found.closed == {S.STRUCK_OFF: 1}
    assert (found.untaken, found.running, found.overdue) == (1, 3, 0)

    said = await answer(the_office, "guan", "/统计 周")
    assert said.startswith("武陟县本周（2026-09-28 至 2026-09-28）")
    assert (
        "受理 4，受理率 80.0%；已回应 2，回应率 50.0%；已回访 1（其中代录 1），回访率 100.0%"
        in said
    )
    assert "办结 1：销号 1，" in said
    assert "在办 3，其中已超期 0" in said


async def test_what_is_past_its_limit_is_overdue(the_office: Office) -> None:
    await tickets_of(the_office, (DISPATCH,), ())
    the_office.clock.advance(days=30)
    found = await counted(the_office)
    assert (found.running, found.overdue) == (2, 1)


async def test_what_was_opened_before_counts_only_with_what_ended_in_the_period(
    the_office: Office,
) -> None:
    await tickets_of(the_office, WAY[S.SURVEYING])
    the_office.clock.advance(days=40)
    await the_office.do("2026-0001", *CALLED)
    since = the_office.clock() - timedelta(days=1)
    found = await counted(the_office, since)
    assert (found.opened, found.closed) == ({}, {S.STRUCK_OFF: 1})
    assert (await counted(the_office, LONG)).opened == {S.STRUCK_OFF: 1}


async def test_another_centre_and_what_was_handed_over_are_counted_apart(
    the_office: Office,
) -> None:
    """SQ-S1, G-21: each centre its own; 移交 only for management."""
    centres: Any = the_office.context.desk.centres
    centres["huaidian"] = replace(centres["main"], id="huaidian", prefix="HD")
    await tickets_of(the_office, (), centre="huaidian")
    await tickets_of(the_office, (m.HandOver(by=MANAGER, matter="涉嫌违规收费"),), ())
    assert (await counted(the_office)).opened == {S.REGISTERED: 1, S.HANDED_OVER: 1}
    assert (await counted(the_office, restricted=False)).opened == {S.REGISTERED: 1}
    assert (await counted(the_office, centre="huaidian")).opened == {S.REGISTERED: 1}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/统计", "本月（2026-09-01 至 2026-09-28）"),
        ("/统计 月", "本月（2026-09-01 至 2026-09-28）"),
        ("/统计 本周", "本周（2026-09-28 至 2026-09-28）"),
        ("/统计 季度", "本季度（2026-07-01 至 2026-09-28）"),
        ("/统计 年", "格式：/统计 [周、月、季]"),
    ],
)
async def test_the_period_is_the_one_so_far(the_office: Office, asked: str, shown: str) -> None:
    said = await answer(the_office, "sun", asked)
    assert shown in said
    assert "—" in said or "年" in asked  # no ratio of nothing


async def test_who_may_not_see_the_figures_is_told_so(the_office: Office) -> None:
    said = await answer(the_office, "li", "/统计 周")
    assert "受理率" not in said
    assert "受理率" in await answer(the_office, "du", "/统计 周")


# --- 承诺兑现率 (N2) ------------------------------------------------------------------------------

ACK = c.Acknowledge(by=OFFICER)
PLAN = c.Plan(by=OFFICER, text="三步走", promised_on=date(2026, 9, 29))
GOOD = c.Answer(by=OFFICER, text="已办好", reason="按规定", basis="条例第三条")


async def test_n2_each_department_is_shown_what_it_promised_and_what_it_kept(
    the_office: Office, clock: Any
) -> None:
    hard = replace(DISPATCH, class_name="很难办")
    at_tax = replace(hard, departments=(TAX,))
    tax_plan = replace(PLAN, by=HELPER)
    changed = m.Repromise(by=MANAGER, promised_on=date(2026, 9, 30), reason="等系统开通")
    await tickets_of(the_office, (hard, ACK, PLAN, GOOD), (hard, ACK, PLAN), (hard, ACK, PLAN))
    await tickets_of(the_office, (hard, ACK, PLAN, changed), (at_tax, tax_plan))
    clock.advance(days=1, hours=12)  # the evening of the 29th: the day is over

    said = await answer(the_office, "guan", "/统计 周")
    assert "承诺兑现率：市场监管局 25.0%（1/4，改诺 1），税务局 0.0%（0/1）" in said

    await the_office.do("2026-0002", replace(GOOD))
    said = await answer(the_office, "guan", "/统计 周")
    assert "市场监管局 25.0%（1/4，改诺 1）" in said, "an answer after its day keeps no promise"


async def test_n2_a_promise_counts_for_who_gave_it_also_after_it_went_to_another(
    the_office: Office, clock: Any
) -> None:
    hard = replace(DISPATCH, class_name="很难办")
    moved = c.Reassign(by=MANAGER, departments=(TAX,), reason="涉税")
    await tickets_of(the_office, (hard, ACK, PLAN, moved))
    assert "承诺兑现率" not in await answer(the_office, "guan", "/统计 周"), "nothing is due yet"
    clock.advance(days=2)
    assert "承诺兑现率：市场监管局 0.0%（0/1）" in await answer(the_office, "guan", "/统计 周")
