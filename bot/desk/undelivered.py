"""What the chat cannot carry goes another way: letters put, every step logged, the call asked for.

`bot/letters/fallback.py` decides; here it is done, in the transaction that is open.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from bot.desk import log_entries
from bot.desk.change import Change, Follow, FollowUp
from bot.desk.installation import Installation
from bot.letters.chats import has_chat
from bot.letters.fallback import CHAT, step_of
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.commands import NoteUndelivered
from dispatch.ticket.ticket import Ticket, Tie
from storage.database.errors import NoSuchRow
from storage.database.session import Session
from storage.queues import outbox


async def bring(desk: Installation, change: Change) -> list[FollowUp]:
    """Bring answer and survey another way to whom no chat reaches.

    A walk-in, who is called anyway, gets the link beside.
    """
    ticket, lane = change.after, change.after.complaint.complainant.lane
    if has_chat(lane) or ticket.tie == Tie.LEVEL:
        return []
    await down(desk, change.session, ticket, change.now)
    return [Follow(ticket=ticket, command=NoteUndelivered(by=SCHEDULE))] if lane else []


async def call_off(desk: Installation, change: Change) -> None:
    """Take back what has not left when the survey is over."""
    session, ticket = change.session, change.after
    for letter in await outbox.of_ticket(session, ticket.no):
        step = step_of(letter.kind, letter.payload)
        if step is not None and letter.state in ("waiting", "parked"):
            with suppress(NoSuchRow):  # it is just leaving; the page then says that it is over
                await outbox.drop(session, letter.id, "the survey is over")
                await note(desk, session, ticket, step, {"outcome": "called_off"}, change.now)


async def down(
    desk: Installation, session: Session, ticket: Ticket, now: datetime, *, after: str = CHAT
) -> None:
    """Take the next step below *after*, each once a round, and log every one of them."""
    for taken in desk.ladder.down(ticket, after, now):
        if taken.letter and not await outbox.put(session, [taken.letter], now):
            continue  # this round has it already
        what = {"outcome": taken.outcome, "why": taken.why}
        await note(desk, session, ticket, taken.step, what, now)


async def note(
    desk: Installation,
    session: Session,
    ticket: Ticket,
    step: str,
    what: Mapping[str, str],
    now: datetime,
) -> None:
    """Log and count what became of *step* (*what*: outcome, why); the ticket does not change."""
    facts = {"step": step, "why": "", **what, "round": ticket.round}
    await log_entries.noted(session, ticket, f"late:{step}", SCHEDULE, facts, now)
    desk.ladder.count(step, what["outcome"])
