"""What a person left with the desk: a task with all that was said, their tickets, the last messages, ways to answer.

Rule 1: each kind has the same face: whoever reads it can answer from there, or reads how else.
Rule 2: nothing of it is lost: where each message is only the next words, the earlier ones stand before.
Rule 3: what the desk did about it stays on record beside it, for good.
Rule 4: one message of a person is two to each at the desk, however long it is: the words, or their beginning
        with the way to the whole (`task_face`), and a card; of many within a minute some leave as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.citizen import conversation_state
from bot.citizen.task_face import LOOKED_BACK, face, lane_of
from bot.config.directory import MGMT, WIN
from bot.desk import shield
from bot.letters import attachments, desk_tasks, kinds
from bot.letters.kinds import Members
from bot.message_context import Visit
from bot.texts import answering, staff
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Attachment
from dispatch.ticket.ticket import spoken
from dispatch.worktime.calendar import next_opening
from intake.conversation.bounds import LONGEST_DRAFT
from storage.people import tasks
from storage.people.tasks import Task
from storage.queues import outbox, outbox_lookups
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Urgency

#: so many of one kind and person leave at once within a time; what comes besides leaves as one at its end,
#: what tells of danger sooner
AT_ONCE, GATHERED_FOR, DANGER_WAITS = 3, timedelta(minutes=1), timedelta(seconds=10)
#: the most letters of one task: the words for the desk and for who is on call, two cards
_MOST_LETTERS = 4
#: each message brings only the next words; what was said before stands before them, as long as a draft may be
_GROWS = frozenset({"不满", "救助", "紧急", "联动"})
#: about a draft that somebody has not told to the end, or will not sign
_OF_THE_FORM = ("待完善", "匿名")
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
    people = _desk(visit, task.text)
    if not people:
        return
    to = Members(Lane(Channel.DESK, visit.centre), people)
    said = [kinds.text(to, (await face(visit, task)).short)]
    said += await _cards(visit, task, people, left.no)
    await _said(visit, task, said)
    ids = [one.id for one in left.media]
    pieces = attachments.to_desk_of_chat(f"#{task.id}", ids, to)
    await outbox.put(visit.session, pieces, visit.now)


async def unhappy(visit: Visit, no: str, text: str, media: Sequence[Attachment] = ()) -> None:
    """Leave why an answer did not satisfy, however it was said: somebody answers it."""
    await leave(visit, Left(kind="不满", text=text, media=media, no=no, subject=unhappy_with(no)))


async def ring(visit: Visit, kind: str, text: str, media: Sequence[Attachment] = ()) -> None:
    """Put a danger before the desk and whoever is on call, by day and night; a card closes it.

    What came with the words goes to both, where the words are nothing new too. What is perhaps no
    danger at all (看听) calls who is on call only while the window is closed.
    """
    task = await _opened(visit, Left(kind=kind, text=text))
    known = task or await tasks.open_one(visit.session, kind, visit.lane)
    if known is None:
        return
    people = _desk(visit, known.text)
    desk = Members(Lane(Channel.DESK, visit.centre), people)
    lane = Lane(Channel.ON_CALL, visit.centre)
    called = visit.context.directory.people_of(lane)
    if kind not in staff.SURE_ALARMS and people and _is_open(visit):
        called = ()
    # who is at the desk too is told there
    on_call = Members(lane, tuple(one for one in called if one not in people))
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
    whole = (await face(visit, task)).short
    said = [kinds.text(to, whole) for to in (desk, on_call) if to.userids]
    said += await _cards(visit, task, (*desk.userids, *on_call.userids))
    await _said(visit, task, said, Urgency.EMERGENCY)


async def _said(
    visit: Visit, task: Task, said: Sequence[kinds.Wording], urgency: Urgency = Urgency.ORDINARY
) -> None:
    """Let *said* of a task leave; of many within a minute the later ones leave together, as the last of them.

    Which that is its row says: neither a restart nor another process forgets it.
    """
    session, kind, now = visit.session, task.kind, visit.now
    before = await tasks.opened_since(session, kind, task.subject, now - GATHERED_FOR)
    if before <= AT_ONCE:
        letters = [
            one.letter(f"{visit.key}/{kind}/{n}", urgency=urgency) for n, one in enumerate(said)
        ]
        await outbox.put(session, letters, now)
        return
    leaves_at = None
    for last in await tasks.gave_way(session, task, visit.lane, now - LOOKED_BACK, 1):
        for n in range(_MOST_LETTERS):
            waited = await outbox_lookups.overtaken(session, f"left/{last.id}/{n}")
            leaves_at = waited or leaves_at
    soon = DANGER_WAITS if urgency is Urgency.EMERGENCY else GATHERED_FOR
    letters = [
        one.letter(f"left/{task.id}/{n}", urgency=urgency, not_before=leaves_at or now + soon)
        for n, one in enumerate(said)
    ]
    await outbox.put(session, letters, now)


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
    before = await tasks.open_one(session, left.kind, subject)
    if before is not None:
        if before.text == text or (left.kind in _GROWS and text in before.text.split("\n")):
            return None
        if left.kind in _GROWS and len(before.text) + len(text) <= LONGEST_DRAFT:
            text = f"{before.text}\n{text}"
        await tasks.done_about(session, left.kind, subject, visit.lane, now)
    await tasks.open_task(session, left.kind, subject, text, now, centre=visit.centre)
    return await tasks.open_one(session, left.kind, subject)


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
    """Close the desk's 待完善 or 匿名 of this person, or of whom they heard: it was completed, or dropped.

    What came without a word (看听) now has its words, and goes with them.
    """
    subjects = {True: f"{visit.lane}/{_WALK_IN}", False: visit.lane}
    chosen = subjects.values() if walk_in is None else [subjects[walk_in]]
    about = [(kind, subject) for kind in (*_OF_THE_FORM, "看听") for subject in chosen]
    found = await tasks.open_ones(visit.session, about)
    newest = [one.id for one in found if one.kind in _OF_THE_FORM][-1:]
    for id in (*newest, *(one.id for one in found if one.kind == "看听")):
        await tasks.done(visit.session, id, visit.lane, visit.now)


async def name_of(visit: Visit) -> tuple[str, str]:
    """Return how the desk reads whose chat this is, and how it is typed: the newest task, else the ticket."""
    said = await tasks.about(visit.session, visit.lane)
    task = next((one for one in reversed(said) if one.kind in staff.TASKS), None)
    if task is not None:
        return f"#{task.id}", f"#{task.id}"
    newest = next(iter(await visit.own_tickets()), None)
    return (spoken(newest.no), newest.no) if newest else ("", "")


# --- what the desk did ----------------------------------------------------------------------------


async def relayed(visit: Visit, text: str) -> str:
    """Return *text* as it fits one message to who has the chat; what is longer is kept whole, under its number."""
    if len(text.encode()) <= kinds.WITHIN_A_LINE:
        return text
    id_ = await tasks.noted(
        visit.session,
        staff.WHOLE_WORDS,
        visit.lane,
        text,
        visit.lane,
        visit.now,
        centre=visit.centre,
    )
    return kinds.begun(text, answering.WAY_OF_TASK.format(id=id_))


async def note(visit: Visit, lane: str, name: str, by: Actor, text: str) -> None:
    """Put on record what *by* did in a chat that no ticket has a log for."""
    await tasks.noted(visit.session, name, lane, text, by.id, visit.now, centre=visit.centre)
