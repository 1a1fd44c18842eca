"""What people are told of a change: its letters, the cards that are over, partners, papers, photos, what is dropped.

The reminder budget (N9): so many reminders a listener a day; the rest waits for the morning digest. What
is not said is recorded on its ticket all the same. A matter counted in hours is never held back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.desk import card_updates, log_entries, notification
from bot.desk.card_updates import Move
from bot.desk.change import Change
from bot.desk.installation import Installation
from bot.letters import attachments, compose, desk_tasks, papers, to_partners
from bot.letters.desk_tasks import Chore
from bot.letters.fallback import by_day
from bot.texts import hand_delivery as texts
from dispatch.profiles.values import Role
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.case_commands import Look, RemindAssisting
from dispatch.ticket.commands import Command, OfferCall, Remind
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.papers import Document
from dispatch.ticket.ticket import State, Ticket, spoken
from dispatch.worktime.calendar import in_shanghai
from storage.database.session import Session
from storage.people import media, tasks
from storage.people.tasks import Task
from storage.queues import outbox, outbox_lookups
from storage.queues.lane import Channel, Lane
from storage.queues.letters import LetterKind
from storage.queues.outbox import Letter
from storage.tickets.log import Entry

#: reminders that one listener hears on one day
A_DAY = 3
#: 催办 pressed again within this is one message
ECHO = timedelta(minutes=1)
#: what a reminder's key ends in, so that those of a day can be counted
MARK = "/nudge"


async def say(desk: Installation, change: Change) -> None:
    """Queue the letters of *change*; cards that are over are greyed first, partners hear last."""
    session, now = change.session, change.now
    notices = notification.without_calls(desk, change.after, change.notices)
    letters = compose.letters(
        change.after, notices, change.rules, desk.directory, now, by=change.command.by
    )
    letters = await _spent(session, letters, change.after, change.command, now)
    move = Move(after=change.after, by=change.command.by, pressed=change.pressed)
    over = await card_updates.retired(session, desk.directory, move, letters)
    told = to_partners.letters(change.before, change.after, change.rules, desk.partners, now)
    await outbox.put(session, [*over, *letters, *told], now)


def _is_echo(command: Command, ticket: Ticket, now: datetime) -> bool:
    """True for 催办 by a person within a minute of the one before: on record, and one message."""
    by_person = isinstance(command, Remind) and "schedule" not in command.by.roles
    return by_person and any(now - at < ECHO for at in ticket.reminded_at[:-1])


async def _spent(
    session: Session, letters: Sequence[Letter], ticket: Ticket, command: Command, now: datetime
) -> list[Letter]:
    """Return those of *letters* that may be said today; of what a person says again at once the first."""
    if _is_echo(command, ticket, now):
        return []
    if not _is_nudge(ticket, command) or any(clock.rings for clock in ticket.open_clocks):
        return list(letters)
    midnight = datetime.combine(in_shanghai(now).date(), time(), in_shanghai(now).tzinfo)
    kept: list[Letter] = []
    for letter in letters:
        here = sum(one.lane == letter.lane for one in kept)
        if here + await outbox_lookups.put_since(session, letter.lane, MARK, midnight) < A_DAY:
            kept.append(replace(letter, key=f"{letter.key}{MARK}"))
    return kept


async def issue(desk: Installation, change: Change) -> None:
    """Bring the papers that were issued to whom they are for."""
    brought = papers.letters(
        change.before, change.after, change.command, change.rules, desk.directory, change.now
    )
    await outbox.put(change.session, brought, change.now)


def _is_nudge(ticket: Ticket, command: Command) -> bool:
    """True when the schedule only asks again; the first card of a call is no nudge."""
    if Role.SCHEDULE not in command.by.roles:
        return False
    is_again = isinstance(command, OfferCall) and len(ticket.calls_at) > 1
    return is_again or isinstance(command, Remind | RemindAssisting | Look)


async def forward(desk: Installation, change: Change) -> None:
    """Bring photos and voices to the liaisons of the departments that just got the 工作单."""
    new = [one.target for one in change.notices if one.what is NoticeKind.FORM]
    ids = [piece.id for piece in await media.of_subject(change.session, change.after.no)]
    letters = attachments.to_liaisons(change.after, ids, new, desk.directory)
    await outbox.put(change.session, letters, change.now)


async def drop_waiting(desk: Installation, change: Change) -> None:
    """Let go of an answer and survey that still wait (待送达): they were judged another way.

    Where nobody was reached the answer is still owed: it waits for the chat, the survey does not.
    """
    lane = change.after.complaint.complainant.lane
    is_owed = change.after.state is State.UNRATED
    for letter in await outbox.listed(change.session, "held", lane):
        if letter.ticket_no == change.after.no and letter.payload.get("waits"):
            if is_owed and letter.kind != LetterKind.KF_MENU:
                continue
            await outbox.drop(change.session, letter.id, "the ticket has moved on")


# --- papers that somebody must bring ---------------------------------------------------------------
# To whom, when and by whom stands in the log; nothing counts as brought before. The task outlives the
# ticket: it is moot only where the paper itself is withdrawn (更正).

#: how the log calls what became of a paper that must be brought
PAPER = "paper"
BROUGHT, MOOT = "brought", "moot"
#: the longest name of a receiver in the subject of a task
_LONGEST_NAME = 100


async def owe_papers(desk: Installation, change: Change) -> None:
    """Open what must be brought of the papers that are new, and end what is withdrawn."""
    before, after = change.before.documents, change.after.documents
    for paper in (one for one in before if not _is_among(one, after)):
        await _withdraw(change, paper)
    for paper in (one for one in after if not _is_among(one, before)):
        command, rules = change.command, change.rules
        for to in papers.by_hand(paper, change.after, command, rules, desk.directory):
            await _owe_paper(desk, change, paper, to)


def _is_among(paper: Document, others: Iterable[Document]) -> bool:
    return any((one.no, one.at) == (paper.no, paper.at) for one in others)


async def _owe_paper(desk: Installation, change: Change, paper: Document, to: str) -> None:
    ticket, now = change.after, change.now
    kind = texts.OF_LEAD if papers.is_lead(paper.kind) else texts.KIND
    managers = desk.directory.people_of(Lane(Channel.MANAGEMENT, ticket.centre))
    text = texts.TASK.format(no=spoken(ticket.no), document=paper.no, to=to)
    chore = Chore(
        kind=kind,
        subject=f"{ticket.no}/{paper.no}/{to[:_LONGEST_NAME]}",
        text=text,
        no=ticket.no,
        buttons=texts.BUTTONS,
        not_before=by_day(now),
        to=tuple(desk.directory.seeing(managers, ticket)),
    )
    await desk_tasks.begin(change.session, desk.directory, ticket.centre, chore, now)


async def _withdraw(change: Change, paper: Document) -> None:
    for task in await papers_owed(change.session, change.after.no, f"{paper.no}/"):
        await tasks.done(change.session, task.id, SCHEDULE.id, change.now)
        facts = {**_about(task), "outcome": MOOT}
        await log_entries.noted(change.session, change.after, PAPER, SCHEDULE, facts, change.now)


def _about(task: Task) -> dict[str, str]:
    _, document, to = task.subject.split("/", 2)
    return {"document": document, "to": to}


async def papers_owed(session: Session, ticket_no: str, paper: str = "") -> list[Task]:
    """Return what of a ticket's papers must still be brought, oldest first."""
    begins = f"{ticket_no}/{paper}"
    found = [
        task for kind in texts.KINDS for task in await tasks.opened_about(session, kind, begins)
    ]
    return sorted(found, key=lambda task: task.id)


async def paper_brought(
    ticket: Ticket, session: Session, task: Task, by: Actor, now: datetime
) -> str:
    """Note that *by* brought the paper of *task*; return what to say."""
    await tasks.done(session, task.id, by.id, now)
    facts = _about(task)
    await log_entries.noted(session, ticket, PAPER, by, {**facts, "outcome": BROUGHT}, now)
    return texts.DONE.format(no=spoken(ticket.no), **facts)


def brought_by(entries: Sequence[Entry], paper: Document) -> list[Entry]:
    """Return who brought *paper* to whom, in order; not what was brought under its number before."""
    return [
        one
        for one in entries
        if one.command == PAPER
        and one.at >= paper.at
        and (one.payload["document"], one.payload["outcome"]) == (paper.no, BROUGHT)
    ]
