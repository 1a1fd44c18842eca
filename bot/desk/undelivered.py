"""What the chat cannot carry goes down the ladder: letters put, every step logged, the call asked for.

`bot/letters/fallback.py` decides; here it is done, in the transaction that is open, through the desk.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

from bot.letters.fallback import CHAT, Ladder, has_chat, step_of
from dispatch.handlers.transfers import LEVEL
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.commands import Command, NoteUndelivered
from dispatch.ticket.ticket import State, Ticket
from storage.database.errors import NoSuchRow
from storage.database.session import Session
from storage.queues import outbox


class Writer(Protocol):
    """The desk, as far as it is needed here."""

    @property
    def ladder(self) -> Ladder:
        """Which ways there are."""

    async def within(
        self, session: Session, no: str, command: Command, now: datetime, *, pressed: str = ""
    ) -> Ticket:
        """See `bot.desk.desk.Desk.within`."""

    async def noted(
        self,
        session: Session,
        ticket: Ticket,
        name: str,
        by: Actor,
        facts: Mapping[str, Any],
        now: datetime,
    ) -> None:
        """See `bot.desk.desk.Desk.noted`."""


async def follow(
    desk: Writer, session: Session, before: Ticket, moved: Ticket, now: datetime
) -> Ticket:
    """Do what follows for the late message when *before* became *moved*; return it as it then stands.

    Whom no chat reaches is brought answer and survey another way; a walk-in, who is called anyway,
    gets the link beside. What has not left when the survey is over is not sent any more.
    """
    was_asked, is_asked = before.state is State.SURVEYING, moved.state is State.SURVEYING
    if was_asked and not is_asked:
        await _call_off(desk, session, moved, now)
    lane = moved.complaint.complainant.lane
    if was_asked or not is_asked or has_chat(lane) or moved.tie == LEVEL:
        return moved
    if lane:
        return await undelivered(desk, session, moved, now)
    await down(desk, session, moved, now)
    return moved


async def _call_off(desk: Writer, session: Session, ticket: Ticket, now: datetime) -> None:
    for letter in await outbox.of_ticket(session, ticket.no):
        step = step_of(letter.kind, letter.payload)
        if step is not None and letter.state in ("waiting", "parked"):
            with suppress(NoSuchRow):  # it is just leaving; the page then says that it is over
                await outbox.drop(session, letter.id, "the survey is over")
                await note(desk, session, ticket, step, {"outcome": "called_off"}, now)


async def undelivered(desk: Writer, session: Session, ticket: Ticket, now: datetime) -> Ticket:
    """Note 待送达: the chat is closed to answer and survey. Down the ladder, and a call (N7).

    Raises:
        DeskError: the survey is over meanwhile.
    """
    await down(desk, session, ticket, now)
    return await desk.within(session, ticket.no, NoteUndelivered(by=SCHEDULE), now)


async def down(
    desk: Writer, session: Session, ticket: Ticket, now: datetime, *, after: str = CHAT
) -> None:
    """Take the ladder's next step below *after*, each once a round, and log every one of them."""
    for taken in desk.ladder.down(ticket, after, now):
        if taken.letter and not await outbox.put(session, [taken.letter], now):
            continue  # this round has it already
        what = {"outcome": taken.outcome, "why": taken.why}
        await note(desk, session, ticket, taken.step, what, now)


async def note(
    desk: Writer,
    session: Session,
    ticket: Ticket,
    step: str,
    what: Mapping[str, str],
    now: datetime,
) -> None:
    """Log and count what became of *step* (*what*: outcome, why); the ticket does not change."""
    facts = {"step": step, "why": "", **what, "round": ticket.round}
    await desk.noted(session, ticket, f"late:{step}", SCHEDULE, facts, now)
    desk.ladder.count(step, what["outcome"])
