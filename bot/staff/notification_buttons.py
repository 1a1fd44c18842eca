"""The buttons of what the desk must tell a person itself: the words and the number, told, nobody answered."""

from collections.abc import Awaitable, Callable, Mapping

from bot.citizen.conversation import Visit
from bot.desk import log_entries, notification
from bot.letters.desk_tasks import HANDS
from bot.letters.fallback import CALL
from bot.texts import notification_task as texts
from bot.texts import staff
from bot.wecom.keys import ButtonKey
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.commands import NoteDelivered
from dispatch.ticket.sight import may_see, sees_teller
from dispatch.ticket.ticket import Ticket, spoken
from storage.people import tasks
from storage.people.tasks import Task
from storage.queues import outbox
from storage.queues.lane import Channel
from storage.tickets import log, tickets

#: what became of a press: one word, and what to say
Told = tuple[str, str]


async def pressed(visit: Visit, key: ButtonKey, userid: str) -> Told:
    """Do what the button of a task to tell stands for."""
    by = visit.context.directory.staff(userid, Channel.APP)
    ticket = await tickets.load(visit.session, key.no)
    if by is None or not HANDS & by.roles or not may_see(by, ticket):
        return "refused", staff.NOT_YOURS_TO_DO
    open_ = await notification.open_tasks(visit.session, key.no)
    task = next((one for one in open_ if one.id == key.version), None)
    if task is None:
        return "stale", staff.CHORE_OVER
    return await ACTS[key.act](visit, ticket, task, by)


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


Act = Callable[[Visit, Ticket, Task, Actor], Awaitable[Told]]
ACTS: Mapping[str, Act] = {"words": _words, "informed": _informed, "missed": _missed}
