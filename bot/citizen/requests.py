"""What a citizen wished is carried out: tell of a ticket, add, take back, rate, call somebody."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.citizen import conversation_state, left_with_desk
from bot.citizen.left_with_desk import Left
from bot.desk import shield
from bot.letters import attachments, kinds
from bot.message_context import Visit
from bot.texts import answering, citizen, hurries
from dispatch.errors import DeskError
from dispatch.handlers.amendments import is_fresh
from dispatch.ticket import commands
from dispatch.ticket.ticket import State, Ticket, spoken
from intake.classify import emergencies
from intake.conversation.form_fields import UNSHOWN
from intake.hearing.ticket_numbers import number_in
from intake.talk.state import Wanted, Wish
from storage.people import media
from storage.queues import outbox
from storage.queues.letters import Urgency

#: the most tickets that 查询 tells of at once
TOLD_AT_MOST = 4
#: all of them fit one message of 2,048 bytes
TOLD_IN = 1900


async def grant(visit: Visit, wanted: Wanted) -> str:
    """Carry *wanted* out; return what to answer, empty where a notice says it."""
    return await _WISHES[wanted.wish](visit, wanted)


async def _query(visit: Visit, wanted: Wanted) -> str:
    """Tell of the ticket that is named, else of those that run, else of the last one."""
    mine = await visit.own_tickets()
    named, written, _ = number_in(wanted.text, [one.no for one in mine], anywhere=True)
    if written and not named:
        return citizen.NOT_YOURS.format(number=written) + _rest(mine)
    running = [one for one in mine if not one.is_closed] or mine[:1]
    told = [one for one in mine if one.no == named] or running[:TOLD_AT_MOST]
    if not told:
        return citizen.NOTHING_RUNNING
    lines = [citizen.progress(one, visit.now, TOLD_IN // len(told)) for one in told]
    more = len(running) - len(told) if not named else 0
    return "\n\n".join([*lines, *([citizen.MORE_TICKETS.format(count=more)] if more else [])])


def _rest(mine: Sequence[Ticket]) -> str:
    numbers = "、".join(spoken(one.no) for one in mine[:TOLD_AT_MOST])
    return citizen.YOURS.format(numbers=numbers) if numbers else ""


async def _supplement(visit: Visit, wanted: Wanted) -> str:
    command = _added(visit, wanted)
    about_somebody = shield.read(wanted.text, visit.context.directory).conduct
    done = citizen.LEAD_ADDED if about_somebody else citizen.SUPPLEMENTED
    return await _on_own(visit, wanted, command, "" if wanted.is_quiet else done)


def _added(visit: Visit, wanted: Wanted) -> commands.Supplement:
    heard = emergencies.numbers([wanted.text])
    return commands.Supplement(by=visit.actor, text=wanted.text, emergency=heard)


async def _hurry(visit: Visit, wanted: Wanted) -> str:
    """Pass on that they hurry; said again at once it is kept, and neither rung nor answered once more."""
    ticket = await _own(visit, wanted.no)
    if ticket is None:
        return citizen.NOTHING_RUNNING
    command = replace(_added(visit, wanted), hurries=True)
    done = hurries.hurried(ticket, visit.now) if is_fresh(ticket, visit.now) else ""
    return await _given(visit, ticket, wanted, command, done)


async def _withdraw(visit: Visit, wanted: Wanted) -> str:
    return await _on_own(visit, wanted, commands.Withdraw(by=visit.actor), "")


async def _rate(visit: Visit, wanted: Wanted) -> str:
    ticket = await _own(visit, wanted.no)
    if ticket is None:
        return citizen.NOTHING_RUNNING
    if ticket.state is not State.SURVEYING or ticket.round != wanted.round:
        return citizen.VOTE_TOO_LATE.format(no=spoken(wanted.no))
    command = commands.Rate(by=visit.actor, level=wanted.level, remark=wanted.text)
    said = await _given(visit, ticket, wanted, command, "")
    if wanted.text and not visit.context.rules_of(ticket).is_satisfied(wanted.level):
        await left_with_desk.unhappy(visit, wanted.no, wanted.text)
    return said


async def _own(visit: Visit, no: str) -> Ticket | None:
    return next((ticket for ticket in await visit.own_tickets() if ticket.no == no), None)


async def _on_own(visit: Visit, wanted: Wanted, command: commands.Command, done: str) -> str:
    """Give *command* to the person's own ticket."""
    ticket = await _own(visit, wanted.no)
    if ticket is None:
        return citizen.NOTHING_RUNNING
    return await _given(visit, ticket, wanted, command, done)


async def _given(
    visit: Visit, ticket: Ticket, wanted: Wanted, command: commands.Command, done: str
) -> str:
    """Give *command* to *ticket*; what came with the words goes to it too."""
    state = citizen.state(ticket, visit.now)
    try:
        moved = await visit.context.desk.within(visit.session, ticket, command, visit.now)
    except DeskError:
        return citizen.CANNOT_NOW.format(no=spoken(ticket.no), state=state)
    await _add_pieces(visit, moved, [one.id for one in wanted.media])
    return done.format(no=spoken(ticket.no))


async def _add_pieces(visit: Visit, ticket: Ticket, ids: list[str]) -> None:
    """Photos sent as an addition belong to the ticket, and whoever works on it gets them."""
    directory = visit.context.directory
    await media.assign(visit.session, ids, ticket.no)
    departments = [part.department for part in ticket.parts]
    letters = [
        *attachments.to_desk(ticket, ids, directory),
        *attachments.to_liaisons(ticket, ids, departments, directory),
    ]
    await outbox.put(visit.session, letters, visit.now)


async def _human(visit: Visit, wanted: Wanted) -> str:
    about = f"{spoken(wanted.no)} {wanted.text}" if wanted.no else wanted.text
    await left_with_desk.leave(visit, Left(kind="人工", text=about, media=wanted.media))
    return ""


async def _unfinished(visit: Visit, wanted: Wanted) -> str:
    subject = await left_with_desk.unfinished_of(visit)
    kind = "匿名" if wanted.wish is Wish.UNSIGNED else "待完善"
    left = Left(kind=kind, text=wanted.text, media=wanted.media, subject=subject)
    await left_with_desk.leave(visit, left)
    return ""


async def _unhappy(visit: Visit, wanted: Wanted) -> str:
    """Words after a low level: they are the ticket's, and somebody answers them."""
    await left_with_desk.unhappy(visit, wanted.no, wanted.text)
    return await _supplement(visit, wanted)


async def _alarm(visit: Visit, wanted: Wanted) -> str:
    coordinates = visit.context.rules(visit.centre).profile.emergency.mode == "coordinate"
    await left_with_desk.ring(visit, "联动" if coordinates else "紧急", wanted.text, wanted.media)
    return ""


async def _unread(visit: Visit, wanted: Wanted) -> str:
    """A photo or voice came without a word: somebody looks or listens, by night who is on call too."""
    await left_with_desk.ring(visit, "看听", wanted.text, wanted.media)
    return ""


async def _crisis(visit: Visit, wanted: Wanted) -> str:
    await left_with_desk.ring(visit, "救助", wanted.text, wanted.media)
    return ""


async def _forget(visit: Visit, wanted: Wanted) -> str:
    await left_with_desk.settled(visit)
    return ""


async def _relay(visit: Visit, wanted: Wanted) -> str:
    """Bring what was said, and what came with it, to who has the chat."""
    talk, _ = await conversation_state.load(visit.session, visit.lane)
    named, ascii_ = await left_with_desk.name_of(visit)
    follows = answering.FOLLOWS.format(ascii=ascii_) if wanted.media else ""
    unshown = answering.NOT_SHOWN if not wanted.media and wanted.text == UNSHOWN else ""
    words = f"{await left_with_desk.relayed(visit, wanted.text)}{follows}{unshown}"
    text = answering.RELAYED.format(named=named, text=words, ascii=ascii_)
    ids = [one.id for one in wanted.media]
    await _to(visit, talk.taken_by, text, "relay")
    letters = attachments.to_holder(named, ascii_, ids, talk.taken_by)
    await outbox.put(visit.session, letters, visit.now)
    return ""


async def _handed_back(visit: Visit, wanted: Wanted) -> str:
    await _to(visit, wanted.no, answering.CHAT_OVER, "handed_back")
    return ""


async def _to(visit: Visit, userid: str, words: str, purpose: str) -> None:
    said = kinds.texts(kinds.member(userid), words)
    letters = kinds.in_order(said, f"{visit.key}/{purpose}", urgency=Urgency.AWAITED)
    await outbox.put(visit.session, letters, visit.now)


Grant = Callable[[Visit, Wanted], Awaitable[str]]
_WISHES: Mapping[Wish, Grant] = {
    Wish.QUERY: _query,
    Wish.SUPPLEMENT: _supplement,
    Wish.UNHAPPY: _unhappy,
    Wish.HURRY: _hurry,
    Wish.WITHDRAW: _withdraw,
    Wish.RATE: _rate,
    Wish.HUMAN: _human,
    Wish.UNFINISHED: _unfinished,
    Wish.UNSIGNED: _unfinished,
    Wish.ALARM: _alarm,
    Wish.CRISIS: _crisis,
    Wish.UNREAD: _unread,
    Wish.FORGET: _forget,
    Wish.RELAY: _relay,
    Wish.HANDED_BACK: _handed_back,
}
