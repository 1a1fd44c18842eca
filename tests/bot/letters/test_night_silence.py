"""N9: what the schedule has to say waits for the opening; what rings, and what a person did, does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from builders import NOW, OFFICER, SUPERVISOR, WAY, walked, wuzhi
from office import directory

from bot.letters import compose
from dispatch.lifecycle import life
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.ticket import State, Ticket
from dispatch.worktime.counting import Limit, Unit

pytestmark = pytest.mark.unit

RULES = wuzhi()
NIGHT = datetime(2026, 9, 29, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai
#: the first morning after Wednesday the 30th, over the National Day holiday
HOLIDAY, AFTER = datetime(2026, 10, 3, 2, 0, tzinfo=UTC), datetime(2026, 10, 8, 0, 30, tzinfo=UTC)


def times(ticket: Ticket, command: c.Command, now: datetime) -> set[datetime | None]:
    """Return the earliest moments at which what *command* says may leave."""
    moved, notices = life.apply(ticket, command, RULES, now)
    letters = compose.letters(moved, notices, RULES, directory(), now, by=command.by)
    assert letters
    return {one.not_before for one in letters}


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (NIGHT, datetime(2026, 9, 30, 0, 30, tzinfo=UTC)),
        (HOLIDAY, AFTER),
        (datetime(2026, 9, 29, 19, 0, tzinfo=UTC), datetime(2026, 9, 30, 0, 30, tzinfo=UTC)),
        (NOW + timedelta(hours=4), None),
        (NOW + timedelta(hours=8, minutes=31), None),
    ],
    ids=["at night", "on a holiday", "before dawn", "at lunch", "just after closing"],
)
def test_n9_a_reminder_of_the_schedule_waits_for_the_opening(
    now: datetime, opening: datetime | None
) -> None:
    ticket = walked(RULES, WAY[State.WORKING])
    assert times(ticket, c.Remind(by=SCHEDULE), now) == {opening}


def test_wz_10_1_a_reminder_that_waited_says_what_is_true_when_it_is_read() -> None:
    """Told on the first morning after the holiday: the limit ends on that day."""
    ticket = walked(RULES, WAY[State.WORKING])
    moved, notices = life.apply(ticket, c.Remind(by=SCHEDULE), RULES, HOLIDAY)
    (letter,) = compose.letters(moved, notices, RULES, directory(), HOLIDAY, by=SCHEDULE)
    assert letter.not_before == AFTER
    assert "（今天到期）" in letter.payload["text"]


def test_n9_without_hours_the_night_is_silent_all_the_same() -> None:
    ticket = walked(RULES, WAY[State.WORKING])
    always = replace(RULES, hours=None)
    moved, notices = life.apply(ticket, c.Remind(by=SCHEDULE), always, NIGHT)
    (letter,) = compose.letters(moved, notices, always, directory(), NIGHT, by=SCHEDULE)
    assert letter.not_before == datetime(2026, 9, 30, 0, 0, tzinfo=UTC)


def test_n9_what_is_counted_in_hours_rings_at_night() -> None:
    ticket = walked(RULES, WAY[State.WORKING])
    urgent = replace(ticket.clocks[0], limit=Limit(n=24, unit=Unit.HOURS))
    ringing = replace(ticket, clocks=(urgent,))
    assert times(ringing, c.Remind(by=SCHEDULE), NIGHT) == {None}
    over = replace(ringing, clocks=(replace(urgent, stopped_at=NOW), *ticket.clocks))
    assert times(over, c.Remind(by=SCHEDULE), NIGHT) != {None}, "it rings no more"


@pytest.mark.parametrize(
    "command",
    [c.Remind(by=SUPERVISOR), c.Answer(by=OFFICER, text="好", reason="因", basis="据")],
    ids=["a reminder by hand", "an answer"],
)
def test_n9_what_a_person_did_is_never_held_back(command: c.Command) -> None:
    assert times(walked(RULES, WAY[State.WORKING]), command, NIGHT) == {None}


def test_n9_without_a_command_nothing_waits() -> None:
    """The receipt of a complaint that came at night leaves at once."""
    ticket = walked(RULES, ())
    _, notices = life.register("2026-0002", "main", ticket.complaint, "sun", RULES, NIGHT)
    found = compose.letters(ticket, notices, RULES, directory(), NIGHT)
    assert {one.not_before for one in found} == {None}
