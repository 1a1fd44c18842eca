"""Answering people in their own chat: a word (回复), the chat taken over (接管) and given back (交还)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.citizen import conversation_state
from bot.citizen.conversation import Visit
from bot.desk import log_entries
from bot.letters.chats import chat_on, has_chat
from bot.staff import queries
from bot.staff.queries import Unanswerable
from bot.texts import citizen, staff
from bot.wecom.keys import ButtonKey
from dispatch.errors import DeskError
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Tell
from dispatch.ticket.ticket import Ticket
from intake.conversation import taken_over
from intake.grammar.commands import FORMS, StaffCommand
from intake.grammar.fields import TaskRef, TicketRef
from storage.database.errors import StaleTicket
from storage.people import tasks
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
        raise Unanswerable(staff.WORD_TOO_LONG)
    whose = await _whose(visit, actor, said)
    if whose.ticket is not None and not whose.ticket.is_closed:
        return await _on_ticket(visit, actor, said, whose.ticket)
    words = citizen.TOLD.format(text=said.text)
    chat, lane = chat_on(Lane.parse(whose.lane)), Lane.parse(whose.lane)
    letter = chat.text(lane, words).letter(f"{visit.key}/reply")
    await outbox.put(visit.session, [letter], visit.now)
    await _logged(visit, actor, whose, "replied", said.text)
    await _kept(visit, actor, whose)
    return staff.REPLIED


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
        raise Unanswerable(staff.TAKEN_BY_OTHER.format(who=_name(visit, talk.taken_by)))
    taken = taken_over.taken(talk, actor.id, visit.now)
    await conversation_state.save(visit.session, stored, taken, visit.now)
    await _logged(visit, actor, whose, "took_chat")
    return staff.TOOK_CHAT.format(chat=whose.named)


async def give_back(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """交还: the bot goes on where it was."""
    whose = await _whose(visit, actor, said)
    talk, stored = await conversation_state.load(visit.session, whose.lane)
    if not taken_over.is_taken(talk, visit.now):
        raise Unanswerable(staff.NOT_TAKEN)
    back = taken_over.given_back(talk, visit.now)
    await conversation_state.save(visit.session, stored, back, visit.now)
    await _logged(visit, actor, whose, "gave_chat_back")
    return staff.GAVE_CHAT_BACK


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
        task = await tasks.load(visit.session, named.id)
        if task is None or Lane.parse(task.subject).channel != Channel.KF:
            raise Unanswerable(staff.NO_CHAT_BEHIND.format(id=named.id))
        return Whose(lane=task.subject, named=f"#{named.id}")
    assert isinstance(named, TicketRef)  # the grammar reads one or the other
    ticket = await queries.find(visit, actor, replace(said, ref=named))
    lane = ticket.complaint.complainant.lane
    if said.name != "回复" and not has_chat(lane):
        raise Unanswerable(staff.NO_CHAT_OF.format(no=ticket.no))
    return Whose(lane=lane, named=ticket.no, ticket=ticket)


async def _logged(visit: Visit, actor: Actor, whose: Whose, name: str, text: str = "") -> None:
    """Put it on the ticket's record, where the chat was named by one."""
    if whose.ticket is not None:
        facts = {"text": text} if text else {}
        await log_entries.noted(visit.session, whose.ticket, name, actor, facts, visit.now)


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
