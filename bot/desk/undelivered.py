"""What the chat cannot carry goes another way: letters put, every step logged, the call asked for.

`bot/letters/fallback.py` decides; here it is done, in the transaction that is open.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import datetime

from bot.desk import log_entries, notification
from bot.desk.change import Change, Follow, FollowUp
from bot.desk.installation import Installation
from bot.letters import desk_tasks, to_citizen
from bot.letters.chats import has_chat
from bot.letters.fallback import BY_PERSON, CALL, CHAT, SMS, hears_there, step_of
from bot.letters.kinds import Saying
from bot.texts import notification_task as texts
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.commands import NoteUndelivered
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket, Tie
from storage.database.errors import NoSuchRow
from storage.database.session import Session
from storage.people import tasks
from storage.queues import outbox, outbox_lookups
from storage.tickets import log

#: how the log calls a step of the ladder; its name follows
LATE = "late:"


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
            rules = desk.rules_of(ticket)
            again = [level for level in rules.levels if not rules.is_satisfied(level)]
            tail = texts.to_rate(rules.levels, again)
            await _write(desk, session, ticket, ticket.step_version, tail, now)


def subject(step: str) -> str:
    """Return what the task to tell the answer of *step* (`number/version`) is about."""
    return f"{step}/answer"


async def write_unheard(desk: Installation, change: Change) -> None:
    """Have whom no call reached told the answer in writing: that nobody rated it says nothing of that.

    The survey is over; the answer is owed all the same (product §2).
    """
    session, ticket, step = change.session, change.after, change.before.step_version
    if ticket.reply is None or ticket.tie == Tie.LEVEL or hears_there(ticket):
        return
    lane = ticket.complaint.complainant.lane
    if await outbox_lookups.was_said(session, ticket.no, step, lane):
        return
    if any([one async for one in _steps_sent(session, ticket)]):
        return
    await _write(desk, session, ticket, step, texts.NOT_REACHED, change.now)


async def _steps_sent(session: Session, ticket: Ticket) -> AsyncIterator[str]:
    """Yield which steps of the ladder left in this round."""
    for entry in await log.entries(session, ticket.no):
        said = entry.payload
        is_step = entry.command.startswith(LATE) and said["round"] == ticket.round
        if is_step and said["outcome"] == "sent":
            yield said["step"]


async def _write(
    desk: Installation, session: Session, ticket: Ticket, step: int, tail: str, now: datetime
) -> None:
    """Have whom no call reaches told the answer of the version *step*, and *tail*: by letter, or when they come."""
    key = subject(f"{ticket.no}/{step}")
    rules = desk.rules_of(ticket)
    answered = Notice(to=To.CITIZEN, what=NoticeKind.ANSWERED)
    saying = Saying(ticket=ticket, notice=answered, rules=rules, directory=desk.directory, now=now)
    words = to_citizen.words(saying, in_chat=False)
    if words is None or await tasks.all_about(session, notification.KIND, key):
        return
    untold = notification.Untold(
        ticket=ticket,
        what=answered.what,
        words=f"{words}\n{tail}",
        key=key,
        owes=bool(to_citizen.owes(saying)),
        was_tried=ticket.is_closed,
    )
    await notification.another_way(
        desk, session, untold, now, after=CALL if ticket.is_closed else SMS
    )


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
    await log_entries.noted(session, ticket, f"{LATE}{step}", SCHEDULE, facts, now)
    desk.ladder.count(step, what["outcome"])
