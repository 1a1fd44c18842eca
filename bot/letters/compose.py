"""From what must be said to letters in the outbox: who is meant, on which way, in which words.

Nothing is sent here; `desk.handle` stores the letters in the transaction that moved the ticket.
The words are fixed at that moment, so that a letter sent twice is the same byte for byte.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.config.directory import Directory
from bot.letters import to_citizen, to_department, to_staff
from bot.letters.fallback import by_day
from bot.letters.kinds import Saying, Wording, urgency_of
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import Notice, To
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai, next_opening, opening_of
from storage.queues.outbox import Letter


def letters(
    ticket: Ticket,
    notices: Sequence[Notice],
    rules: Rules,
    directory: Directory,
    now: datetime,
    *,
    by: Actor | None = None,
) -> list[Letter]:
    """Return the letters for *notices*, keyed `number/version/n`, in order.

    What the schedule (*by*) has to say at night or on a holiday waits for the next opening, what
    rings excepted (N9), in words that are true then; what follows from somebody's doing is never
    held back.
    """
    not_before = silent_until(ticket, rules, by, now)
    at = not_before or now
    said: list[tuple[Wording, To]] = []
    for notice in notices:
        saying = Saying(ticket=ticket, notice=notice, rules=rules, directory=directory, now=at)
        new = [one for one in _LISTENERS[notice.to](saying) if one not in [old for old, _ in said]]
        said += [(one, notice.to) for one in new]
    return [
        one.about(ticket).letter(
            f"{ticket.no}/{ticket.version}/{n}",
            ticket.no,
            urgency=urgency_of(ticket, by, to),
            not_before=not_before,
        )
        for n, (one, to) in enumerate(said)
    ]


def silent_until(ticket: Ticket, rules: Rules, by: Actor | None, now: datetime) -> datetime | None:
    """Return until when the schedule is silent about *ticket*; None where it may speak now (N9).

    The evening of a working day is no night: what falls due at closing is said at closing, else a
    reminder of the last day before a holiday would come after it.
    """
    if by is None or "schedule" not in by.roles:
        return None
    if any(clock.rings for clock in ticket.open_clocks):
        return None
    day, morning = in_shanghai(now).date(), by_day(now)
    has_opened = rules.calendar.is_working(day) and opening_of(day, rules.hours) <= now
    if has_opened and morning is None:
        return None
    opening = next_opening(now, rules.calendar, rules.hours)
    return max(opening, morning) if morning else opening


_LISTENERS: Mapping[To, Callable[[Saying], list[Wording]]] = {
    **dict.fromkeys(To, to_staff.letters),
    To.CITIZEN: to_citizen.letters,
    To.DEPARTMENT: to_department.letters,
    To.EMERGENCY: to_department.emergency,
}
