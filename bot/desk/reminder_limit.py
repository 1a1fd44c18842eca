"""The reminder budget (N9): so many reminders a listener a day; the rest waits for the morning digest.

What is not said is recorded on its ticket all the same. A matter counted in hours is never held back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from dispatch.ticket.case_commands import RemindAssisting
from dispatch.ticket.commands import Command, Remind
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai
from storage.database.session import Session
from storage.queues import outbox_lookups
from storage.queues.outbox import Letter

#: reminders that one listener hears on one day
A_DAY = 3
#: what a reminder's key ends in, so that those of a day can be counted
MARK = "/nudge"


async def spent(
    session: Session, letters: Sequence[Letter], ticket: Ticket, command: Command, now: datetime
) -> list[Letter]:
    """Return those of *letters* that may be said today; all of them unless the schedule reminds."""
    is_nudge = isinstance(command, Remind | RemindAssisting) and "schedule" in command.by.roles
    if not is_nudge or any(clock.rings for clock in ticket.open_clocks):
        return list(letters)
    midnight = datetime.combine(in_shanghai(now).date(), time(), in_shanghai(now).tzinfo)
    kept: list[Letter] = []
    for letter in letters:
        here = sum(one.lane == letter.lane for one in kept)
        if here + await outbox_lookups.put_since(session, letter.lane, MARK, midnight) < A_DAY:
            kept.append(replace(letter, key=f"{letter.key}{MARK}"))
    return kept
