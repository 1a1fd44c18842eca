"""What a person left with the desk: a task with all that was said, their tickets, the last messages, ways to answer.

Rule 1: each kind has the same face: whoever reads it can answer from there, or reads how else.
Rule 2: nothing of it is lost: where each message is only the next words, the earlier ones stand before.
Rule 3: what the desk did about it (`done_there`) stays on record beside it, for good.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.citizen import conversation_state
from bot.config.directory import MGMT, WIN
from bot.desk import shield
from bot.letters import attachments, desk_tasks, kinds
from bot.letters.chats import CHATS, has_chat
from bot.letters.kinds import Members
from bot.message_context import Visit
from bot.texts import answering as texts
from bot.texts import citizen, staff
from bot.texts.moments import moment
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Attachment
from dispatch.ticket.ticket import Ticket, spoken
from dispatch.worktime.calendar import in_shanghai, next_opening
from storage.database.errors import NoSuchTicket
from storage.people import tasks
from storage.people.tasks import Task
from storage.queues import outbox
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Urgency
from storage.tickets import log, tickets

#: so many of the last messages the desk is shown, of ours so many characters
SHOWN_LATELY, SHOWN_OF_EACH = 8, 80
#: each message brings only the next words; what was said before stands before them
_GROWS = frozenset({"不满", "救助", "紧急", "联动"})
#: behind a lane or a ticket's number: what the task is about besides
_WALK_IN, _UNHAPPY = "walk_in", "unhappy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something that a person left with the desk.

    Attributes:
        kind: a kind of `staff.TASKS`; of each a subject has one open task.
        no: the ticket that it belongs to, where that is certain.
        subject: what the task is about, if not the person's chat.
    """

    kind: str
    text: str = field(repr=False)
    media: Sequence[Attachment] = ()
    no: str = ""
    subject: str = ""


async def leave(visit: Visit, left: Left) -> None:
    """Open the task and show it to the desk: the words, then a card to answer, take over, or be done."""
    task = await _opened(visit, left)
    if task is None:
        return
    whole = await face(visit, task)
    people = _desk(visit, task.text)
    if not people:
        return
    to = Members(Lane(Channel.DESK, visit.centre), people)
    letters = kinds.in_order(kinds.texts(to, whole), f"{visit.key}/{left.kind}/said")
    cards = await _cards(visit, task, people, left.no)
    letters += kinds.in_order(cards, f"{visit.key}/{left.kind}/card")
    ids = [one.id for one in left.media]
    letters += attachments.to_desk_of_chat(f"#{task.id}", ids, to)
    await outbox.put(visit.session, letters, visit.now)


async def unhappy(visit: Visit, no: str, text: str, media: Sequence[Attachment] = ()) -> None:
    """Leave why an answer did not satisfy, however it was said: somebody answers it."""
    await leave(visit, Left(kind="不满", text=text, media=media, no=no, subject=unhappy_with(no)))


async def ring(visit: Visit, kind: str, text: str, media: Sequence[Attachment] = ()) -> None:
    """Put a danger before the desk and whoever is on call, by day and night; a card closes it.

    What came with the words goes to both, where the words are nothing new too. What is perhaps no
    danger at all (看听) calls who is on call only while the window is closed.
    """
    task = await _opened(visit, Left(kind=kind, text=text))
    known = task or await _open_one(visit, kind, visit.lane)
    if known is None:
        return
    people = _desk(visit, known.text)
    desk = Members(Lane(Channel.DESK, visit.centre), people)
    on_call = Members.of(visit.context.directory, Lane(Channel.ON_CALL, visit.centre))
    if kind not in staff.SURE_ALARMS and people and _is_open(visit):
        on_call = replace(on_call, userids=())
    if task is not None:
        await _rung(visit, task, desk, on_call)
    ids = [one.id for one in media]
    for to in (desk, on_call):
        pieces = attachments.to_desk_of_chat(f"#{known.id}", ids, to, urgency=Urgency.EMERGENCY)
        await outbox.put(visit.session, pieces, visit.now)


def _is_open(visit: Visit) -> bool:
    rules = visit.context.rules(visit.centre)
    return next_opening(visit.now, rules.calendar, rules.hours) <= visit.now


async def _rung(visit: Visit, task: Task, desk: Members, on_call: Members) -> None:
    whole = await face(visit, task)
    people = desk.userids
    said = kinds.texts(desk, whole) if people else []
    said += kinds.texts(on_call, whole) if on_call.userids else []
    said += await _cards(visit, task, tuple(dict.fromkeys((*people, *on_call.userids))))
    letters = [
        one.letter(f"{visit.key}/{task.kind}/{n}", urgency=Urgency.EMERGENCY)
        for n, one in enumerate(said)
    ]
    await outbox.put(visit.session, letters, visit.now)


async def _cards(
    visit: Visit, task: Task, people: Sequence[str], no: str = ""
) -> list[kinds.Wording]:
    """Return the card of a task; who may not speak in the chat is shown no button for it.

    Each of the two is one card for all who get it: WeCom takes each task id once.
    """
    lane, known = Lane(Channel.DESK, visit.centre), visit.context.directory.people
    may = visit.context.rules(visit.centre).roles_for("接管")
    speak = [one for one in people if may & known[one].roles] if await lane_of(visit, task) else []
    others = [one for one in people if one not in speak]
    chore = desk_tasks.Chore(kind=task.kind, subject=task.subject, text=task.text, no=no)
    return [
        *(
            [kinds.card(Members(lane, speak), desk_tasks.chat_card(chore, task.id))]
            if speak
            else []
        ),
        *([kinds.card(Members(lane, others), desk_tasks.card(chore, task.id))] if others else []),
    ]


async def _opened(visit: Visit, left: Left) -> Task | None:
    """Return the open task with what is said now; None where that says nothing new."""
    session, now = visit.session, visit.now
    subject, text = left.subject or visit.lane, left.text
    before = await _open_one(visit, left.kind, subject)
    if before is not None:
        if before.text == text or (left.kind in _GROWS and text in before.text.split("\n")):
            return None
        if left.kind in _GROWS:
            text = f"{before.text}\n{text}"
        await tasks.done_about(session, left.kind, subject, visit.lane, now)
    await tasks.open_task(session, left.kind, subject, text, now, centre=visit.centre)
    return await _open_one(visit, left.kind, subject)


async def _open_one(visit: Visit, kind: str, subject: str) -> Task | None:
    found = await tasks.about(visit.session, subject)
    return next((task for task in found if task.done_at is None and task.kind == kind), None)


def _desk(visit: Visit, text: str) -> tuple[str, ...]:
    """Return who reads *text* at the desk, else in management; nobody whose conduct it speaks of (N6)."""
    directory = visit.context.directory
    window, management = (directory.holding(roles, visit.centre) for roles in (WIN, MGMT))
    return shield.unmentioned(directory, window, text) or shield.unmentioned(
        directory, management, text
    )


# --- whose it is ----------------------------------------------------------------------------------


def unhappy_with(no: str) -> str:
    """Return what a task about an unsatisfied answer to a ticket is about."""
    return f"{no}/{_UNHAPPY}"


async def unfinished_of(visit: Visit) -> str:
    """Return what a task about the open draft is about: the person's chat, or whom a receptionist hears."""
    talk, _ = await conversation_state.load(visit.session, visit.lane)
    return f"{visit.lane}/{_WALK_IN}" if talk.walk_in else visit.lane


async def settled(visit: Visit, *, walk_in: bool | None = None) -> None:
    """Close the desk's 待完善 of this person, or of whom they heard: it was completed, or dropped.

    What came without a word (看听) now has its words, and goes with them.
    """
    subjects = {True: f"{visit.lane}/{_WALK_IN}", False: visit.lane}
    chosen = subjects.values() if walk_in is None else [subjects[walk_in]]
    found = [one for subject in chosen for one in await tasks.about(visit.session, subject)]
    open_ = [one for one in found if one.done_at is None]
    unfinished = [one.id for one in open_ if one.kind == "待完善"]
    unread = [one.id for one in open_ if one.kind == "看听"]
    for id in (*sorted(unfinished)[-1:], *unread):
        await tasks.done(visit.session, id, visit.lane, visit.now)


def chat_of(task: Task) -> str:
    """Return the lane of the chat that *task* came from, empty where it came from none."""
    about, _, beside = task.subject.partition("/")
    try:
        lane = Lane.parse(about)
    except ValueError:
        return ""
    is_said_there = not beside or beside.startswith(desk_tasks.PIECE)
    return about if lane.channel in CHATS and is_said_there else ""


def is_told(task: Task) -> bool:
    """True for what a receptionist was told at the window or on the telephone."""
    return task.subject.startswith(f"{Channel.APP}:") and not chat_of(task)


async def ticket_of(visit: Visit, task: Task) -> Ticket | None:
    """Return the ticket that *task* is about, None where it is about none."""
    with suppress(NoSuchTicket):
        return await tickets.load(visit.session, task.subject.partition("/")[0])
    return None


async def lane_of(visit: Visit, task: Task) -> str:
    """Return where its person can be answered, empty where they cannot."""
    ticket = await ticket_of(visit, task)
    lane = ticket.complaint.complainant.lane if ticket else chat_of(task)
    return lane if lane and has_chat(lane) else ""


async def name_of(visit: Visit) -> tuple[str, str]:
    """Return how the desk reads whose chat this is, and how it is typed: the newest task, else the ticket."""
    said = await tasks.about(visit.session, visit.lane)
    task = next((one for one in reversed(said) if one.kind in staff.TASKS), None)
    if task is not None:
        return f"#{task.id}", f"#{task.id}"
    newest = next(iter(await visit.own_tickets()), None)
    return (spoken(newest.no), newest.no) if newest else ("", "")


# --- what the desk reads --------------------------------------------------------------------------


async def face(visit: Visit, task: Task) -> str:
    """Return all that the desk must know to answer: the words, tickets, last messages, what was done, how."""
    lane = await lane_of(visit, task)
    head = staff.TASKS[task.kind].format(id=task.id, text=task.text or citizen.NO_WORDS)
    about = await ticket_of(visit, task)
    theirs = replace(visit, lane=lane or chat_of(task))
    open_ = [one for one in await theirs.own_tickets() if not one.is_closed] if theirs.lane else []
    meant = {one.no: one for one in ([about] if about else []) + open_}
    named = "、".join(f"{spoken(one.no)}（{staff.STATES[one.state]}）" for one in meant.values())
    rows = [texts.TASK_TICKETS.format(tickets=named)] if named else []
    lines = await lately(theirs) if theirs.lane else []
    rows += [texts.TASK_LATELY.format(lines="\n".join(lines))] if lines else []
    done = await done_there(visit, task)
    rows += [texts.DONE_THERE.format(lines="\n".join(done))] if done else []
    told = texts.how(task.id, about, lane, is_told=is_told(task))
    return "\n".join([head, *rows, told])


async def lately(visit: Visit) -> list[str]:
    """Return the last messages of both sides, oldest first."""
    talk, _ = await conversation_state.load(visit.session, visit.lane)
    said = [(one.at, texts.PERSON, one.text) for one in talk.lately]
    for letter in reversed(await outbox.lately_sent(visit.session, visit.lane, SHOWN_LATELY)):
        words = letter.payload.get("text") or letter.payload.get("head")
        if words:
            said.append((letter.put_at, texts.BOT, str(words)[:SHOWN_OF_EACH]))
    return [
        texts.LINE_OF.format(at=f"{in_shanghai(at):%H:%M}", who=who, text=text)
        for at, who, text in sorted(said, key=lambda one: one[0])[-SHOWN_LATELY:]
    ]


# --- what the desk did ----------------------------------------------------------------------------


async def note(visit: Visit, lane: str, name: str, by: Actor, text: str) -> None:
    """Put on record what *by* did in a chat that no ticket has a log for."""
    await tasks.noted(visit.session, name, lane, text, by.id, visit.now, centre=visit.centre)


async def done_there(visit: Visit, task: Task) -> list[str]:
    """Return who of the desk said or did what in its chat and when, oldest first."""
    about = await ticket_of(visit, task)
    if about is not None:
        kept = await log.entries(visit.session, about.no)
        found = [
            (one.at, texts.ACTS[one.command], one.actor, str(one.payload.get("text", "")))
            for one in kept
            if one.command in texts.ACTS
        ]
    else:
        kept_beside = await tasks.about(visit.session, chat_of(task) or task.subject)
        found = [
            (one.opened_at, texts.NOTED[one.kind], one.done_by, one.text)
            for one in kept_beside
            if one.kind in texts.NOTED
        ]
    people = visit.context.directory.people
    return [
        texts.act(moment(at, visit.now), people[by].name if by in people else by, name, text)
        for at, name, by, text in found
    ]
