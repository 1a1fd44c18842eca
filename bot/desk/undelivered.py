"""What the chat cannot carry goes another way: letters put, every step logged, the call asked for.

`bot/letters/fallback.py` decides; here it is done, in the transaction that is open.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from bot.desk import log_entries, notification
from bot.desk.change import Change, Follow, FollowUp
from bot.desk.installation import Installation
from bot.letters import desk_tasks, to_citizen
from bot.letters.chats import has_chat
from bot.letters.fallback import BY_PERSON, CALL, CHAT, SMS, step_of
from bot.letters.kinds import Saying
from bot.texts import notification_task as texts
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.commands import NoteUndelivered
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket, Tie
from storage.database.errors import NoSuchRow
from storage.database.session import Session
from storage.people import tasks
from storage.queues import outbox


async def bring(desk: Installation, change: Change) -> list[FollowUp]:
    """Bring answer and survey another way to whom no chat reaches.

    A walk-in, who is called anyway, gets the link beside; whom no call reaches is written to.
    """
    ticket, lane = change.after, change.after.complaint.complainant.lane
    if has_chat(lane) or ticket.tie == Tie.LEVEL:
        return []
    await down(desk, change.session, ticket, change.now)
    return [Follow(ticket=ticket, command=NoteUndelivered(by=SCHEDULE))] if lane else []


async def call_off(desk: Installation, change: Change) -> None:
    """Take back what has not left when the survey is over; who judged the answer has heard it."""
    session, ticket = change.session, change.after
    if ticket.state is not State.UNRATED:
        heard = subject(f"{ticket.no}/{change.before.step_version}")
        await desk_tasks.over(session, notification.KIND, heard, change.now)
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
        if taken.step in BY_PERSON - {CALL}:
            await _write(desk, session, ticket, now)


def subject(step: str) -> str:
    """Return what the task to tell the answer of *step* (`number/version`) is about."""
    return f"{step}/answer"


async def _write(desk: Installation, session: Session, ticket: Ticket, now: datetime) -> None:
    """Have whom no call reaches told the answer and how to rate it: by letter, or when they come."""
    key = subject(f"{ticket.no}/{ticket.step_version}")
    rules = desk.rules_of(ticket)
    answered = Notice(to=To.CITIZEN, what=NoticeKind.ANSWERED)
    saying = Saying(ticket=ticket, notice=answered, rules=rules, directory=desk.directory, now=now)
    words = to_citizen.words(saying, in_chat=False)
    if words is None or await tasks.all_about(session, notification.KIND, key):
        return
    again = [level for level in rules.levels if not rules.is_satisfied(level)]
    untold = notification.Untold(
        ticket=ticket,
        what=answered.what,
        words=f"{words}\n{texts.to_rate(rules.levels, again)}",
        key=key,
        owes=bool(to_citizen.owes(saying)),
    )
    await notification.another_way(desk, session, untold, now, after=SMS)


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
