"""The buttons of what the desk must tell or bring itself: the words and the number, told, nobody answered, brought.

Each button of each task of the desk is typed as well (`typed`): a card can be lost.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from bot.citizen.conversation import Visit
from bot.desk import announcement, log_entries, notification
from bot.letters import desk_tasks
from bot.letters.desk_tasks import HANDS
from bot.letters.fallback import CALL
from bot.staff.queries import Unanswerable, pressed_on, reads
from bot.texts import answering, hand_delivery, staff
from bot.texts import notification_task as texts
from bot.wecom.keys import ButtonKey
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.commands import NoteDelivered
from dispatch.ticket.sight import sees_teller
from dispatch.ticket.ticket import Ticket, spoken
from intake.grammar.commands import StaffCommand
from intake.grammar.fields import TaskRef
from storage.database.errors import NoSuchTicket, Unreadable
from storage.database.session import Session
from storage.people import tasks
from storage.people.tasks import Task
from storage.queues import outbox, outbox_lookups
from storage.queues.lane import Channel
from storage.tickets import log, tickets

#: among how many open tasks a typed number is looked for
LOOKED_AT = 10_000
#: what became of a press: one word, and what to say
Told = tuple[str, str]


async def pressed(visit: Visit, key: ButtonKey, userid: str) -> Told:
    """Do what the button of a task about a ticket stands for: to tell its person, or to bring a paper."""
    by = visit.context.directory.staff(userid, Channel.APP)
    if by is None or not HANDS & by.roles:
        return "refused", staff.NOT_YOURS_TO_DO
    try:
        ticket = await pressed_on(visit, by, key.no, key.act)
    except Unanswerable as instead:
        return await _of_nobody(visit, key, by) or ("no_ticket", str(instead))
    owed, do = ACTS[key.act]
    open_ = await owed(visit.session, ticket.no)
    task = next((one for one in open_ if one.id == key.version), None)
    if task is None:
        return "stale", await _over(visit, by, key.version)
    if not reads(visit, by, task):
        return "refused", staff.NOT_YOURS_TO_DO
    return await do(visit, ticket, task, by)


async def _of_nobody(visit: Visit, key: ButtonKey, by: Actor) -> Told | None:
    """Close what was to be told or brought to somebody who is erased: nobody is left with it."""
    task = await tasks.load(visit.session, key.version)
    if task is None or task.done_at is not None or task.subject.partition("/")[0] != key.no:
        return None
    with suppress(NoSuchTicket):
        try:
            await tickets.load(visit.session, key.no)
        except Unreadable:
            await tasks.done(visit.session, task.id, by.id, visit.now)
            return "done", texts.OF_NOBODY.format(id=task.id)
    return None


async def chore(visit: Visit, key: ButtonKey, userid: str) -> Told:
    """Do what the button of any other task of the desk stands for; another centre's is over for them."""
    by = visit.context.directory.staff(userid, Channel.APP)
    task = await tasks.load(visit.session, key.version)
    if by is not None and task is not None and not reads(visit, by, task):
        return "refused", answering.NO_TASK.format(id=task.id)
    return await desk_tasks.pressed(visit.session, visit.context.directory, key, by, visit.now)


async def _over(visit: Visit, by: Actor, id: int) -> str:
    """Return who did task *id* and when, to who may read it; to others there is no such task."""
    task = await tasks.load(visit.session, id)
    if task is None or not reads(visit, by, task):
        return answering.NO_TASK.format(id=id)
    return await desk_tasks.said_over(visit.session, visit.context.directory, id, visit.now)


async def _words(visit: Visit, ticket: Ticket, task: Task, by: Actor) -> Told:
    """Show whom to tell what: the number is looked at on record (G-27)."""
    may = bool(visit.context.rules_of(ticket).roles_for("看号") & by.roles)
    if not (may and sees_teller(by, ticket)):
        return "refused", staff.NOT_YOURS_TO_DO
    facts = {"purpose": texts.PURPOSE}
    await log_entries.noted(visit.session, ticket, log_entries.LOOKED, by, facts, visit.now)
    return "shown", texts.person(ticket, texts.words_of(task.text))


async def _informed(visit: Visit, ticket: Ticket, task: Task, by: Actor) -> Told:
    """The person was told, or the letter is posted; what waits for their chat is not said twice.

    A transfer that waited for it is closed (WZ-7.7).
    """
    session, now = visit.session, visit.now
    await tasks.done(session, task.id, by.id, now)
    facts = {"way": "person", "what": task.subject, "outcome": "said"}
    await notification.note(session, ticket, facts, now, by)
    for letter in await outbox.listed(session, "held", ticket.complaint.complainant.lane):
        if letter.key == task.subject.removesuffix(notification.POST):
            await notification.drop(session, letter.id)
    waits = "person" in ticket.owed and not ticket.is_closed
    if waits and task.subject.startswith(f"{ticket.no}/{ticket.step_version}/"):
        command = NoteDelivered(by=SCHEDULE)
        await visit.context.desk.within(session, ticket, command, now)
    return "done", texts.INFORMED.format(no=spoken(ticket.no))


async def _missed(visit: Visit, ticket: Ticket, task: Task, by: Actor) -> Told:
    """Nobody answered; after enough calls on enough days a letter is written (G-10)."""
    session, desk, now = visit.session, visit.context.desk, visit.now
    facts = {"way": CALL, "what": task.subject, "outcome": "missed"}
    await notification.note(session, ticket, facts, now, by)
    told = [
        one for one in await log.entries(session, ticket.no) if one.command == notification.NAME
    ]
    missed = (task.subject, "missed")
    tries = [one.at for one in told if (one.payload["what"], one.payload["outcome"]) == missed]
    if not desk.rules_of(ticket).gives_up(tries):
        return "noted", texts.MISSED.format(no=spoken(ticket.no))
    await tasks.done(session, task.id, by.id, now)
    asked = (one.payload for one in told if one.payload.get("about") == task.subject)
    untold = notification.Untold(
        ticket=ticket,
        what=next((one["what"] for one in asked), task.subject),
        words=texts.words_of(task.text),
        key=f"{task.subject}{notification.POST}",
        was_tried=True,
    )
    await notification.another_way(desk, session, untold, now, after=CALL)
    instead = texts.INSTEAD[desk.ladder.way(ticket, after=CALL)]
    return "done", texts.GIVEN_UP.format(no=spoken(ticket.no), instead=instead)


async def _brought(visit: Visit, ticket: Ticket, task: Task, by: Actor) -> Told:
    """The paper was brought, by this person."""
    return "done", await announcement.paper_brought(ticket, visit.session, task, by, visit.now)


# --- the same, typed: a card can be lost ---


async def typed(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Do what *said* names of a task, as its button does."""
    ref, word = said.fields["task"], str(said.fields["did"])
    assert isinstance(ref, TaskRef)  # the grammar reads nothing else
    if actor.source != Channel.APP:
        return staff.IN_PRIVATE
    theirs = await tasks.opened(visit.session, centre=actor.centre, limit=LOOKED_AT)
    task = next((one for one in theirs if one.id == ref.id), None)
    if task is None or not reads(visit, actor, task):
        return await _over(visit, actor, ref.id)
    offered = _offered(task)
    if word not in offered:
        return texts.NOT_FOR_THIS.format(id=ref.id, word=word, words="、".join(offered))
    act = texts.TYPED[word]
    if act in ACTS:
        key = ButtonKey(act, task.subject.partition("/")[0], task.id)
        return (await pressed(visit, key, actor.id))[1]
    key = ButtonKey(act, str(await _row(visit, task) if act != "did" else 0), task.id)
    directory = visit.context.directory
    return (await desk_tasks.pressed(visit.session, directory, key, actor, visit.now))[1]


def _offered(task: Task) -> tuple[str, ...]:
    """Return the words that stand for the buttons of *task*'s card."""
    if task.kind in hand_delivery.KINDS:
        return (hand_delivery.BROUGHT,)
    head = task.text.partition("\n")[0]
    for way, line in texts.TASK.items():
        if task.kind == notification.KIND and head.endswith(line.format(no="").strip()):
            acts = [act for act, _ in texts.BUTTONS[way]]
            done = texts.DONE_BY[way]
            return tuple(
                word for word, act in texts.TYPED.items() if act in acts and word not in done
            )
    again = {"隔离": "重新处理", "待确认": "重新发送"}.get(task.kind, "")
    again = "" if task.subject == desk_tasks.MANY else again
    is_letter = task.kind != "待确认" or not task.subject.startswith(tasks.MISSED)
    return (again, "已处理") if again and is_letter else ("已处理",)


async def _row(visit: Visit, task: Task) -> int:
    """Return which message or letter *task* is about, 0 for none."""
    if task.kind == "隔离":
        return int(task.subject.rpartition("/")[2])
    return await outbox_lookups.stuck(visit.session, task.subject)


Owed = Callable[[Session, str], Awaitable[list[Task]]]
Act = Callable[[Visit, Ticket, Task, Actor], Awaitable[Told]]
#: a button's act → which tasks of a ticket bear it, what it does
ACTS: Mapping[str, tuple[Owed, Act]] = {
    "words": (notification.open_tasks, _words),
    "informed": (notification.open_tasks, _informed),
    "missed": (notification.open_tasks, _missed),
    hand_delivery.ACT: (announcement.papers_owed, _brought),
}
#: the act of each button of a task of the desk → who does it
PRESSES: Mapping[str, Callable[[Visit, ButtonKey, str], Awaitable[Told]]] = {
    **dict.fromkeys(ACTS, pressed),
    **dict.fromkeys(desk_tasks.ACTS, chore),
}
