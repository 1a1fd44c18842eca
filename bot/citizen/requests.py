"""What a citizen wished is carried out: tell of a ticket, add, take back, rate, call somebody."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.citizen import conversation_state
from bot.config.directory import MGMT, WIN
from bot.desk import shield
from bot.letters import attachments, desk_tasks, kinds
from bot.letters.chats import has_chat
from bot.letters.desk_tasks import Chore
from bot.letters.kinds import Members
from bot.message_context import Visit
from bot.texts import citizen, staff
from dispatch.errors import DeskError
from dispatch.ticket import commands
from dispatch.ticket.ticket import State, Ticket, spoken
from dispatch.worktime.calendar import in_shanghai
from intake.conversation.hearing import number_in
from intake.conversation.state import Wanted, Wish
from storage.people import media, tasks
from storage.queues import outbox
from storage.queues.lane import Channel, Lane

#: the most tickets that 查询 tells of at once
TOLD_AT_MOST = 4
#: all of them fit one message of 2,048 bytes
TOLD_IN = 1900
#: so many of the last messages the desk is shown, of ours so many characters
SHOWN_LATELY, SHOWN_OF_EACH = 8, 80


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
    command = commands.Supplement(by=visit.actor, text=wanted.text)
    about_somebody = shield.read(wanted.text, visit.context.directory).conduct
    done = citizen.LEAD_ADDED if about_somebody else citizen.SUPPLEMENTED
    return await _on_own(visit, wanted, command, "" if wanted.is_quiet else done)


async def _withdraw(visit: Visit, wanted: Wanted) -> str:
    return await _on_own(visit, wanted, commands.Withdraw(by=visit.actor), "")


async def _rate(visit: Visit, wanted: Wanted) -> str:
    ticket = await _own(visit, wanted.no)
    if ticket is None:
        return citizen.NOTHING_RUNNING
    if ticket.state is not State.SURVEYING or ticket.round != wanted.round:
        return citizen.VOTE_TOO_LATE.format(no=spoken(wanted.no))
    command = commands.Rate(by=visit.actor, level=wanted.level, remark=wanted.text)
    return await _given(visit, ticket, wanted, command, "")


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
    await _task(visit, "人工", about)
    return ""


async def _unfinished(visit: Visit, wanted: Wanted) -> str:
    await _task(visit, "待完善", wanted.text)
    return ""


async def _alarm(visit: Visit, wanted: Wanted) -> str:
    coordinates = visit.context.rules(visit.centre).profile.emergency.mode == "coordinate"
    await _ring(visit, "联动" if coordinates else "紧急", wanted.text)
    return ""


async def _crisis(visit: Visit, wanted: Wanted) -> str:
    await _ring(visit, "救助", wanted.text)
    return ""


async def _ring(visit: Visit, kind: str, text: str) -> None:
    """Put a danger before the desk and whoever is on call, by day and night; its card closes it."""
    line = await _task(visit, kind, text, urgent=True)
    if not line:
        return
    task = await _open_one(visit, kind)
    directory = visit.context.directory
    on_call = Members.of(directory, Lane(Channel.ON_CALL, visit.centre))
    # one card for all: WeCom takes each task id once
    everybody = tuple(dict.fromkeys((*_desk(visit, text), *on_call.userids)))
    card = desk_tasks.card(Chore(kind=kind, subject=visit.lane, text=""), task.id)
    said = [kinds.text(on_call, line)] if on_call.userids else []
    if everybody:
        said.append(kinds.card(Members(Lane(Channel.DESK, visit.centre), everybody), card))
    letters = [one.letter(f"{visit.key}/{kind}/{n}", urgent=True) for n, one in enumerate(said)]
    await outbox.put(visit.session, letters, visit.now)


async def _forget(visit: Visit, wanted: Wanted) -> str:
    await settled(visit)
    return ""


async def settled(visit: Visit) -> None:
    """Close the desk's 待完善 of this person: it was completed, or dropped."""
    await tasks.done_about(visit.session, "待完善", visit.lane, visit.lane, visit.now)


async def _task(visit: Visit, kind: str, text: str, *, urgent: bool = False) -> str:
    """Open a desk task and tell the desk; of a kind each person has one open, the latest words count.

    Returns what the desk reads, empty where the same was said before.
    """
    if not await tasks.open_task(visit.session, kind, visit.lane, text, visit.now):
        if (await _open_one(visit, kind)).text == text:
            return ""
        await tasks.done_about(visit.session, kind, visit.lane, visit.lane, visit.now)
        await tasks.open_task(visit.session, kind, visit.lane, text, visit.now)
    task = await _open_one(visit, kind)
    head = staff.TASKS[kind].format(id=task.id, text=text or citizen.NO_WORDS)
    whole = "\n".join([head, *await _beside(visit, task.id)])
    if people := _desk(visit, whole):
        to = Members(Lane(Channel.DESK, visit.centre), people)
        key = f"{visit.key}/{kind}/said"
        letters = kinds.in_order(kinds.texts(to, whole), key, urgent=urgent)
        if has_chat(visit.lane) and not urgent:
            face = desk_tasks.chat_card(kind, task.id, text or citizen.NO_WORDS)
            letters.append(kinds.card(to, face).letter(f"{visit.key}/{kind}/card"))
        await outbox.put(visit.session, letters, visit.now)
    return whole


def _desk(visit: Visit, text: str) -> tuple[str, ...]:
    """Return who reads *text* at the desk, else in management; nobody whose conduct it speaks of (N6)."""
    directory = visit.context.directory
    window, management = (directory.holding(roles, visit.centre) for roles in (WIN, MGMT))
    return shield.unmentioned(directory, window, text) or shield.unmentioned(
        directory, management, text
    )


async def _beside(visit: Visit, id_: int) -> list[str]:
    """Return what the desk must know to answer: the person's tickets, what was said last, how."""
    open_ = [one for one in await visit.own_tickets() if not one.is_closed]
    named = "、".join(f"{spoken(one.no)}（{staff.STATES[one.state]}）" for one in open_)
    rows = [staff.TASK_TICKETS.format(tickets=named)] if named else []
    lines = await lately(visit)
    rows += [staff.TASK_LATELY.format(lines="\n".join(lines))] if lines else []
    answerable = has_chat(visit.lane)
    return [*rows, *([staff.TASK_ANSWER.format(id=id_)] if answerable else [])]


async def lately(visit: Visit) -> list[str]:
    """Return the last messages of both sides, oldest first."""
    talk, _ = await conversation_state.load(visit.session, visit.lane)
    said = [(one.at, staff.PERSON, one.text) for one in talk.lately]
    for letter in await outbox.lately_sent(visit.session, visit.lane, SHOWN_LATELY):
        words = letter.payload.get("text") or letter.payload.get("head")
        if words:
            said.append((letter.put_at, staff.BOT, str(words)[:SHOWN_OF_EACH]))
    return [
        staff.LINE_OF.format(at=f"{in_shanghai(at):%H:%M}", who=who, text=text)
        for at, who, text in sorted(said)[-SHOWN_LATELY:]
    ]


async def _relay(visit: Visit, wanted: Wanted) -> str:
    """Bring what was said to who has the chat."""
    talk, _ = await conversation_state.load(visit.session, visit.lane)
    await _to(visit, talk.taken_by, await _relayed(visit, wanted.text), "relay")
    return ""


async def _relayed(visit: Visit, text: str) -> str:
    task = next(reversed(await tasks.about(visit.session, visit.lane)), None)
    if task is not None:
        return staff.RELAYED.format(id=task.id, text=text)
    newest = next(iter(await visit.own_tickets()), None)
    no = newest.no if newest else ""
    return staff.RELAYED_OF.format(no=spoken(no) if no else "", ascii=no, text=text)


async def _handed_back(visit: Visit, wanted: Wanted) -> str:
    await _to(visit, wanted.no, staff.CHAT_OVER, "handed_back")
    return ""


async def _to(visit: Visit, userid: str, words: str, purpose: str) -> None:
    said = kinds.texts(kinds.member(userid), words)
    await outbox.put(visit.session, kinds.in_order(said, f"{visit.key}/{purpose}"), visit.now)


async def _open_one(visit: Visit, kind: str) -> tasks.Task:
    found = await tasks.about(visit.session, visit.lane)
    return next(task for task in found if task.done_at is None and task.kind == kind)


Grant = Callable[[Visit, Wanted], Awaitable[str]]
_WISHES: Mapping[Wish, Grant] = {
    Wish.QUERY: _query,
    Wish.SUPPLEMENT: _supplement,
    Wish.WITHDRAW: _withdraw,
    Wish.RATE: _rate,
    Wish.HUMAN: _human,
    Wish.UNFINISHED: _unfinished,
    Wish.ALARM: _alarm,
    Wish.CRISIS: _crisis,
    Wish.FORGET: _forget,
    Wish.RELAY: _relay,
    Wish.HANDED_BACK: _handed_back,
}
