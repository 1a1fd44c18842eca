"""What a person must hear and no chat can say: by SMS, else the desk tells it (待送达).

Rule 1: every notice to a citizen is owed to everybody alike, however they came (product §2): `IN_PERSON`
names what whoever did it hears at once, and answer and survey have a way of their own (`undelivered`).
Rule 2: each way taken, and what became of it, stands in the ticket's log; nothing counts as said before.
Rule 3: what the desk must tell is a task with the words to say, open until a person told them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.desk import log_entries
from bot.desk.change import Change
from bot.desk.installation import Installation
from bot.letters import desk_tasks, kinds, to_citizen
from bot.letters.chats import has_chat
from bot.letters.desk_tasks import Chore
from bot.letters.fallback import BY_PERSON, CALL, by_day, is_present
from bot.letters.kinds import Members, Saying, urgency_of
from bot.texts import notification_task as texts
from dispatch.ticket.actor import SCHEDULE, Actor, by_link
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai
from storage.database.errors import NoSuchRow
from storage.database.session import Session
from storage.people import tasks
from storage.queues import outbox
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Posted
from storage.tickets import log, tickets

#: the kind of the desk's task, and how the log calls what became of a notice
KIND, NAME = "待送达", "told"
#: what the subject of a letter ends in that is written where nobody answered the phone
POST = "/post"
#: what became of a notice that came too late to be told
MOOT = "moot"
#: what is said of the way, and is over with the matter: the end is told by a notice of its own
OF_THE_WAY = frozenset(
    {
        *(NoticeKind.DISPATCHED, NoticeKind.PLANNED, NoticeKind.ASKED, NoticeKind.REWORKED),
        *(NoticeKind.EXTENDED, NoticeKind.REPROMISED, NoticeKind.DEFERRED, NoticeKind.PROGRESS),
        *(NoticeKind.LINKED, NoticeKind.RECEIPT),
    }
)
#: answer and survey go down the ladder with their link, and the desk calls or writes (`bot.desk.undelivered`)
OWN_WAY = frozenset({NoticeKind.ANSWERED, NoticeKind.SURVEY})
#: what the person did themselves, on the page or to who called them, and heard there
IN_PERSON = frozenset(
    {
        *(NoticeKind.STRUCK_OFF, NoticeKind.REWORKED, NoticeKind.WITHDRAWN),
        NoticeKind.LEVEL_RECORDED,
    }
)
#: what the core asks somebody to call about where there is no chat, and the fact that says so
_CALLS = {NoticeKind.CALL: "tell", NoticeKind.RECORDED: "phone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """One notice that must reach the person.

    Attributes:
        key: `number/version/…`, also the subject of the desk's task.
        owes: the ticket waits until the person heard it (WZ-7.7).
        held: the letter that waits for the person's chat to open, 0 for none.
        was_tried: another way was, and did not arrive.
    """

    ticket: Ticket
    what: str
    words: str = field(repr=False)
    key: str
    owes: bool = False
    held: int = 0
    was_tried: bool = False


# --- who is told how ----------------------------------------------------------------------------


async def tell(desk: Installation, change: Change) -> None:
    """Bring what *change* has to say to a person without a chat."""
    await bring(desk, change.session, change.after, change.notices, change.now)


async def bring(
    desk: Installation, session: Session, ticket: Ticket, notices: Sequence[Notice], now: datetime
) -> None:
    """Bring those of *notices* that no chat carries to the person."""
    for n, saying in _owed(desk, ticket, notices, now):
        words = to_citizen.words(saying, in_chat=False)
        if words is not None:
            untold = Untold(
                ticket=ticket,
                what=saying.notice.what,
                words=words,
                key=f"{ticket.no}/{ticket.version}/citizen{n}",
                owes=bool(to_citizen.owes(saying)),
            )
            await another_way(desk, session, untold, now)


def _owed(
    desk: Installation, ticket: Ticket, notices: Sequence[Notice], now: datetime
) -> Iterator[tuple[int, Saying]]:
    if has_chat(ticket.complaint.complainant.lane):
        return
    by_person = desk.ladder.way(ticket) in BY_PERSON
    is_called = is_told_by_call(desk, ticket) and any(map(is_call, notices))
    rules = desk.rules_of(ticket)
    for n, one in enumerate(notices):
        if one.to is not To.CITIZEN or one.what in OWN_WAY:
            continue
        if _read_on_page(ticket, one.what) or (
            by_person and (is_called or _heard(ticket, one.what))
        ):
            continue
        yield n, Saying(ticket=ticket, notice=one, rules=rules, directory=desk.directory, now=now)


def _read_on_page(ticket: Ticket, what: str) -> bool:
    """True for what came of a vote on the page, which says so itself."""
    last = ticket.ratings[-1].by if ticket.ratings else ""
    return what in IN_PERSON and last == by_link(ticket.no).id


def _heard(ticket: Ticket, what: NoticeKind) -> bool:
    return what in IN_PERSON or (what is NoticeKind.RECEIPT and is_present(ticket))


def is_call(notice: Notice) -> bool:
    """True for the core's own request to call a person without a chat."""
    return _CALLS.get(notice.what, "-") in notice.facts


def without_calls(
    desk: Installation, ticket: Ticket, notices: Sequence[Notice]
) -> Sequence[Notice]:
    """Return *notices* without the core's request to call somebody who is told another way."""
    if is_told_by_call(desk, ticket) or has_chat(ticket.complaint.complainant.lane):
        return notices
    return [one for one in notices if not is_call(one)]


def is_told_by_call(desk: Installation, ticket: Ticket) -> bool:
    return desk.ladder.way(ticket) == CALL


async def another_way(
    desk: Installation, session: Session, untold: Untold, now: datetime, *, after: str = ""
) -> None:
    """Take the first way below *after*: SMS, or a task for the desk; it is on record.

    Whom a 服务号 reaches is asked there to ring or come, once a day; by that nothing is told.
    """
    way = desk.ladder.way(untold.ticket, untold.words, after=after)
    if way in BY_PERSON:
        await _by_the_desk(desk, session, untold, way, now)
        asking = desk.ladder.beckoning(untold.ticket, now)
        key = f"beckon/{untold.ticket.no}/{in_shanghai(now).date()}"
        letters = [asking.letter(key, untold.ticket.no, not_before=by_day(now))] if asking else []
        await outbox.put(session, letters, now)
    else:
        owes = {"owes": "person"} if untold.owes else {}
        letter = (
            desk.ladder.carrying(untold.ticket, untold.words)
            .marked(notice=untold.what, words=untold.words, way=way, held=untold.held, **owes)
            .letter(
                f"{untold.key}/{way}",
                untold.ticket.no,
                urgency=urgency_of(untold.ticket),
                not_before=by_day(now),
            )
        )
        await outbox.put(session, [letter], now)
    outcome = "asked" if way in BY_PERSON else "queued"
    facts = {"way": way, "what": untold.what, "outcome": outcome, "about": untold.key}
    await note(session, untold.ticket, facts, now)


async def note(
    session: Session,
    ticket: Ticket,
    facts: Mapping[str, str],
    now: datetime,
    by: Actor = SCHEDULE,
) -> None:
    await log_entries.noted(session, ticket, NAME, by, facts, now)


async def _by_the_desk(
    desk: Installation, session: Session, untold: Untold, way: str, now: datetime
) -> None:
    """Open the task with the words; those of what management alone sees go to management (G-21)."""
    ticket, text = untold.ticket, texts.task(untold.ticket, way, untold.words)
    rush = urgency_of(ticket)
    chore = Chore(
        kind=KIND,
        subject=untold.key,
        text=text,
        shown=text.partition("\n")[0] if ticket.restricted else "",
        no=ticket.no,
        buttons=texts.BUTTONS[way],
        not_before=by_day(now),
        title=texts.NOT_ARRIVED if untold.was_tried or untold.held else texts.TO_TELL,
        urgency=rush,
    )
    if not await desk_tasks.begin(session, desk.directory, ticket.centre, chore, now):
        return
    channel = Channel.MANAGEMENT if ticket.restricted else Channel.DESK
    to = Members.of(desk.directory, Lane(channel, ticket.centre))
    if to.userids:
        words = kinds.text(to, text)
        key = f"chore/{untold.key}/words"
        letter = words.letter(key, ticket.no, urgency=rush, not_before=by_day(now))
        await outbox.put(session, [letter], now)


# --- what became of it --------------------------------------------------------------------------


async def held(desk: Installation, session: Session, letter: Posted, now: datetime) -> None:
    """Bring what the chat does not take another way (*letter* waits there all the same)."""
    words = letter.payload.get("elsewhere")
    if not words or not letter.ticket_no:
        return
    ticket = await tickets.load(session, letter.ticket_no)
    if _read_on_page(ticket, letter.payload["notice"]):
        return
    untold = Untold(
        ticket=ticket,
        what=letter.payload["notice"],
        words=words,
        key=letter.key,
        owes=bool(letter.payload.get("owes")),
        held=letter.id,
    )
    await another_way(desk, session, untold, now)


async def failed(desk: Installation, session: Session, letter: Posted, now: datetime) -> None:
    """Take the next way where template or SMS cannot go."""
    said = letter.payload
    ticket = await tickets.load(session, letter.ticket_no)
    way = said["way"]
    await note(session, ticket, {"way": way, "what": said["notice"], "outcome": "failed"}, now)
    untold = Untold(
        ticket=ticket,
        what=said["notice"],
        words=said["words"],
        key=letter.key.removesuffix(f"/{way}"),
        owes=bool(said.get("owes")),
        held=said["held"],
        was_tried=True,
    )
    await another_way(desk, session, untold, now, after=way)


async def sent(desk: Installation, session: Session, letter: Posted, now: datetime) -> None:
    """Note that template or SMS left; what waits in the chat is not said twice."""
    said = letter.payload
    ticket = await tickets.load(session, letter.ticket_no)
    facts = {"way": said["way"], "what": said["notice"], "outcome": "sent"}
    await note(session, ticket, facts, now)
    await drop(session, said["held"])


def is_notice(payload: Mapping[str, Any]) -> bool:
    """True for a template or an SMS that carries a notice in its own words."""
    return "way" in payload and "words" in payload


async def drop(session: Session, held_letter: int) -> None:
    if held_letter:
        with suppress(NoSuchRow):  # the chat has opened meanwhile
            await outbox.drop(session, held_letter, "told another way")


# --- what is over without the desk ---


async def open_tasks(session: Session, ticket_no: str) -> list[tasks.Task]:
    """Return what the desk must still tell about a ticket, oldest first."""
    return await tasks.opened_about(session, KIND, f"{ticket_no}/")


async def heard(desk: Installation, change: Change) -> None:
    """Close the task to tell where it went, once the person heard that another way (WZ-7.7)."""
    before, after = change.before, change.after
    if "person" in before.owed and "person" not in after.owed:
        begun = f"{before.no}/{before.step_version}/"
        for task in await tasks.opened_about(change.session, KIND, begun):
            await tasks.done(change.session, task.id, SCHEDULE.id, change.now)


async def end_moot(desk: Installation, change: Change) -> None:
    """Close what the desk had still to tell of the way to an end that is reached; it is on record.

    Where the end is taken back (更正) the way is owed again.
    """
    session, ticket = change.session, change.after
    notes = [one.payload for one in await log.entries(session, ticket.no) if one.command == NAME]
    if not ticket.is_closed:
        await _owe_again(desk, change, [one for one in notes if one["outcome"] == MOOT])
        return
    open_ = {task.subject.removesuffix(POST): task for task in await open_tasks(session, ticket.no)}
    for said in notes:
        task = open_.pop(said.get("about", ""), None) if said["what"] in OF_THE_WAY else None
        if task is not None:
            await tasks.done(session, task.id, SCHEDULE.id, change.now)
            facts = {"way": "person", "what": said["what"], "outcome": MOOT, "about": task.subject}
            await note(session, ticket, facts, change.now)


async def _owe_again(desk: Installation, change: Change, moot: Sequence[Mapping[str, str]]) -> None:
    about = {one["about"]: one["what"] for one in moot}
    found = await tasks.all_about(change.session, KIND, f"{change.after.no}/")
    for task in {one.subject: one for one in found}.values():  # the newest of each
        if task.done_by == SCHEDULE.id and (what := about.get(task.subject, "")):
            untold = Untold(
                ticket=change.after,
                what=what,
                words=texts.words_of(task.text),
                key=task.subject,
            )
            await another_way(desk, change.session, untold, change.now)


async def unsay(session: Session, no: str, version: int, now: datetime) -> bool:
    """Let go of what the desk has not told yet of a version; True if it has told something (更正)."""
    about = await tasks.all_about(session, KIND, f"{no}/{version}/")
    for task in about:
        if task.done_at is None:
            await tasks.done(session, task.id, SCHEDULE.id, now)
    return any(task.done_at is not None for task in about)
