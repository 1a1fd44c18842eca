"""The morning digest (N9): at each centre's opening on a working day one message a person, if anything waits.

What was not reminded of by itself (`bot.desk.announcement`) is in it too: it lists all that waits, nearest first.
"""

from datetime import datetime, timedelta

from bot.config.directory import unit_of
from bot.context import Context
from bot.desk.installation import Centre
from bot.letters import kinds
from bot.staff import queries
from bot.texts import digest as texts
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai, opening_of
from storage.database import job_slots
from storage.database.session import Session
from storage.queues import outbox
from storage.queues.outbox import Letter

#: how many tickets a digest names; the rest is counted
NAMED = 5
#: how long after opening a digest that was missed (a restart) is still worth sending
LATE = timedelta(hours=4)


def is_time(rules: Rules, now: datetime) -> bool:
    """True from the opening of a working day on, for `LATE`."""
    today = in_shanghai(now).date()
    if not rules.calendar.is_working(today):
        return False
    opening = opening_of(today, rules.hours)
    return opening <= now < opening + LATE


async def send(context: Context, now: datetime) -> int:
    """Queue today's digests of every centre whose time it is, once a day; return how many.

    What waits is read first, outside: the transaction only claims the day and puts the letters.
    """
    n = 0
    for centre in context.desk.centres.values():
        slot = f"{centre.id}/{in_shanghai(now).date().isoformat()}"
        reader = context.store.reader.apart()
        if is_time(centre.rules, now) and not await job_slots.is_taken(reader, "digest", slot):
            n += await _queue(context, slot, await _letters(context, reader, centre, now), now)
    return n


async def _queue(context: Context, slot: str, letters: list[Letter], now: datetime) -> int:
    """Put *letters* if the slot is still free; return how many were put."""

    async def job(session: Session) -> int:
        if not await job_slots.claim(session, "digest", slot):
            return 0
        await outbox.put(session, letters, now)
        return len(letters)

    return await context.store.writer.run(job, name="digest")


async def _letters(
    context: Context, session: Session, centre: Centre, now: datetime
) -> list[Letter]:
    found = []
    for person in context.directory.people.values():
        if person.centre in ("", centre.id):
            waiting, total = await queries.waiting_for(
                session, context.directory, person, centre.id, NAMED
            )
            if total:
                found.append(_letter(person, centre.id, waiting, total, now))
    return found


def _letter(person: Actor, centre: str, waiting: list[Ticket], total: int, now: datetime) -> Letter:
    day = in_shanghai(now).date()
    wording = kinds.text(
        kinds.member(person.id), texts.digest(waiting, total, now, unit_of(person))
    )
    return wording.letter(f"digest/{day}/{centre}/{person.id}")
