"""Answering people in their own chat: a word (回复), the chat taken over (接管) and given back (交还)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.citizen import conversation_state, left_with_desk, task_face
from bot.citizen.conversation import Visit
from bot.desk import log_entries
from bot.letters import attachments
from bot.letters.chats import chat_on, has_chat
from bot.staff import queries
from bot.staff.queries import Unanswerable
from bot.texts import answering, citizen, staff
from bot.wecom.keys import ButtonKey
from dispatch.errors import DeskError
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Tell
from dispatch.ticket.sight import may_see
from dispatch.ticket.ticket import Ticket
from intake.conversation import taken_over
from intake.grammar import fields
from intake.grammar.commands import FORMS, StaffCommand
from intake.grammar.fields import TaskRef, TicketRef
from storage.database.errors import StaleTicket
from storage.people import media, tasks
from storage.people.tasks import Task
from storage.queues import outbox
from storage.queues.lane import Channel, Lane

#: bytes of a word that fits one message with the number before it
LONGEST = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose chat is meant: its lane, how it was named, and the ticket where one was."""

    lane: str
    named: str
    ticket: Ticket | None = None


async def reply(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """回复: a word into the person's chat; on the ticket's record where there is one."""
    if len(said.text.encode()) > LONGEST:
        raise Unanswerable(answering.WORD_TOO_LONG)
    whose = await _whose(visit, actor, said)
    if whose.ticket is not None and not whose.ticket.is_closed:
        return await _on_ticket(visit, actor, said, whose.ticket)
    words = citizen.TOLD.format(text=said.text)
    chat, lane = chat_on(Lane.parse(whose.lane)), Lane.parse(whose.lane)
    reply = chat.text(lane, words).marked(replied=actor.id)
    letter = reply.answer(f"{visit.key}/reply")
    await outbox.put(visit.session, [letter], visit.now)
    await _logged(visit, actor, whose, "replied", said.text)
    await _kept(visit, actor, whose)
    return answering.REPLIED


async def _on_ticket(visit: Visit, actor: Actor, said: StaffCommand, ticket: Ticket) -> str:
    try:
        command = Tell(by=actor, text=said.text)
        moved = await visit.context.desk.within(visit.session, ticket, command, visit.now)
    except StaleTicket:
        raise  # the whole message is tried again
    except DeskError as error:
        await log_entries.refused(visit.session, ticket, said.name, actor, error, visit.now)
        rules = visit.context.rules_of(ticket)
        raise Unanswerable(staff.refusal(error, ticket, rules, FORMS[said.name].how)) from None
    await _kept(visit, actor, Whose(lane=ticket.complaint.complainant.lane, named=""))
    return staff.done(said.name, moved, actor.name, visit.context.rules_of(moved), visit.now)


async def _kept(visit: Visit, actor: Actor, whose: Whose) -> None:
    """Keep the chat for *actor* where they have it: they are still talking."""
    talk, stored = await conversation_state.load(visit.session, whose.lane)
    if talk.taken_by == actor.id:
        kept = taken_over.taken(talk, actor.id, visit.now)
        await conversation_state.save(visit.session, stored, kept, visit.now)


async def take(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """接管: the bot keeps quiet in this chat, and *actor* hears what is said."""
    whose = await _whose(visit, actor, said)
    talk, stored = await conversation_state.load(visit.session, whose.lane)
    if taken_over.is_taken(talk, visit.now) and talk.taken_by != actor.id:
        raise Unanswerable(answering.TAKEN_BY_OTHER.format(who=_name(visit, talk.taken_by)))
    taken = taken_over.taken(talk, actor.id, visit.now)
    await conversation_state.save(visit.session, stored, taken, visit.now)
    await _logged(visit, actor, whose, "took_chat")
    return answering.TOOK_CHAT.format(chat=whose.named)


async def give_back(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """交还: the bot goes on where it was."""
    whose = await _whose(visit, actor, said)
    talk, stored = await conversation_state.load(visit.session, whose.lane)
    if not taken_over.is_taken(talk, visit.now):
        raise Unanswerable(answering.NOT_TAKEN)
    back = taken_over.given_back(talk, visit.now)
    await conversation_state.save(visit.session, stored, back, visit.now)
    await _logged(visit, actor, whose, "gave_chat_back")
    return answering.GAVE_CHAT_BACK


def _name(visit: Visit, userid: str) -> str:
    known = visit.context.directory.people.get(userid)
    return known.name if known else staff.SOMEBODY


async def _whose(visit: Visit, actor: Actor, said: StaffCommand) -> Whose:
    """Return whose chat *said* means.

    Raises:
        Unanswerable: there is none, or it is not theirs to see.
    """
    named = said.fields["chat"]
    if isinstance(named, TaskRef):
        task = await task_of(visit, actor, named)
        if lane := task_face.chat_of(task):
            return Whose(lane=lane, named=f"#{named.id}")
        about = await task_face.ticket_of(visit, task)
        if about is None:
            told = task_face.is_told(task)
            raise Unanswerable(answering.how(task.id, None, "", is_told=told))
        found = fields.ticket(about.no, 0)
        assert found is not None  # a stored number is one
        named = found[0]
    assert isinstance(named, TicketRef)  # the grammar reads one or the other
    ticket = await queries.find(visit, actor, replace(said, ref=named))
    lane = ticket.complaint.complainant.lane
    if not has_chat(lane):
        raise Unanswerable(answering.no_chat(ticket))
    return Whose(lane=lane, named=ticket.no, ticket=ticket)


async def task_of(visit: Visit, actor: Actor, named: TaskRef) -> Task:
    """Return the task that is meant.

    Raises:
        Unanswerable: there is none, or it quotes what somebody says of *actor*'s own conduct (N6).
    """
    task = await tasks.load(visit.session, named.id)
    if task is None or task.kind not in staff.TASKS or not queries.reads(visit, actor, task):
        raise Unanswerable(answering.NO_TASK.format(id=named.id))
    return task


async def show(visit: Visit, actor: Actor, named: TaskRef) -> str:
    """查 #n: all that a task of the desk tells, what was done about it, and its attachments; in single chat."""
    if actor.source != Channel.APP:
        raise Unanswerable(answering.PRIVATE.format(id=named.id))
    task = await task_of(visit, actor, named)
    about = await task_face.ticket_of(visit, task)
    if about is not None and not may_see(actor, about):
        raise Unanswerable(answering.NO_TASK.format(id=named.id))
    await visit.write(lambda session: _read(replace(visit, session=session), actor, task, about))
    if lane := task_face.chat_of(task):
        ids = [one.id for one in await media.of_subject(visit.session, lane)]
        name = f"#{task.id}"
        letters = attachments.to_holder(name, name, ids, actor.id, f"{visit.key}/")
        await visit.send(letters)
    return (await task_face.face(visit, task)).whole


async def _read(visit: Visit, actor: Actor, task: Task, about: Ticket | None) -> None:
    """Put on record that *actor* read all of *task*: on the ticket's, where it is about one."""
    if about is None:
        lane = task_face.chat_of(task) or task.subject
        await left_with_desk.note(visit, lane, READ, actor, f"#{task.id}")
        return
    facts = {"task": f"#{task.id}"}
    await log_entries.noted(visit.session, about, log_entries.READ, actor, facts, visit.now)


async def _logged(visit: Visit, actor: Actor, whose: Whose, name: str, text: str = "") -> None:
    """Put it on record for good: on the ticket's, where the chat was named by one, else the chat's own."""
    if whose.ticket is None:
        await left_with_desk.note(visit, whose.lane, _NOTED[name], actor, text)
        return
    facts = {"text": text} if text else {}
    await log_entries.noted(visit.session, whose.ticket, name, actor, facts, visit.now)


#: what it is called that somebody read what was left in a chat that no ticket has a log for
READ = "查看"
#: what the log of a ticket calls it → what it is called where there is none
_NOTED = {"replied": "回复", "took_chat": "接管", "gave_chat_back": "交还"}


async def pressed(visit: Visit, key: ButtonKey, userid: str) -> tuple[str, str]:
    """接管聊天, the button under a task of the desk: the outcome, and what to say."""
    by = visit.context.directory.staff(userid, Channel.APP)
    if by is None or not visit.context.rules(visit.centre).roles_for("接管") & by.roles:
        return "refused", staff.NOT_YOURS_TO_DO
    typed = StaffCommand(name="接管", fields={"chat": TaskRef(id=key.version)})
    try:
        return "done", await take(visit, by, typed)
    except Unanswerable as instead:
        return "refused", str(instead)


Ask = Callable[[Visit, Actor, StaffCommand], Awaitable[str]]
ASKED: Mapping[str, Ask] = {"回复": reply, "接管": take, "交还": give_back}
