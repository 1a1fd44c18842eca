"""A pressed button: who, which act, on which ticket; done, or answered with a word why not."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.citizen.conversation import Visit
from bot.config.directory import unit_of
from bot.desk import card_updates, log_entries
from bot.desk.card_updates import Move
from bot.letters import desk_tasks, kinds, to_staff
from bot.letters.cards import CHOOSES, FILL, NEXT, READ, settled_form
from bot.letters.desk_tasks import HANDS
from bot.letters.masking import masked
from bot.staff import (
    button_actions,
    chats,
    examples,
    full_text,
    merging,
    notification_buttons,
    queries,
    second_look,
)
from bot.staff.button_actions import Press, Pressed
from bot.staff.chat_commands import stranger, stranger_in_app
from bot.staff.command_fields import NoSuchAct, Order, Unclear
from bot.staff.queries import NotTheirs, Unanswerable
from bot.texts import citizen, staff
from bot.wecom.cards import UNCHOSEN
from bot.wecom.keys import ButtonKey, numbered
from bot.wecom.protocol import Incoming
from bot.wecom.robot_frame import RobotMessage, RobotReply
from dispatch.errors import (
    AlreadyDone,
    DeskError,
    Incomplete,
    MoveRefused,
    RuleForbids,
    Why,
)
from dispatch.lifecycle.authority import may_now, roles_on
from dispatch.lifecycle.command_table import NAMES
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Record
from dispatch.ticket.commands import Command
from dispatch.ticket.ticket import Ticket, spoken
from intake.classify import refusal_hints
from storage.database.errors import NoSuchTicket, StaleTicket
from storage.queues.lane import Channel, Lane
from storage.tickets import tickets

#: what was shown behind a button's colon → the command that it gives
Look = Callable[[Visit, Order, str], Awaitable[Command]]
#: how a pressed card reads afterwards, by what became of the press
GREYED = {"done": "已处理", "stale": "已由他人处理", "choose": ""}


async def in_app(visit: Visit, message: Incoming, *, late: bool) -> str:
    """A press on a card in a single chat; the presser's card is greyed with the press's own code."""
    key = _key(message.event_key)
    if key is None:
        return "not_our_button"
    userid = message.from_user
    if beside := _BESIDE.get(key.act):
        outcome, said = await beside(visit, key, userid)
        pressed = Pressed(outcome=outcome, said=said)
    else:
        pressed = await _in_single_chat(visit, key, message, late=late)
    letters, presser = [], kinds.member(userid)
    if pressed.said:
        letters.append(kinds.text(presser, pressed.said).answer(f"{visit.key}/said"))
    if GREYED.get(pressed.outcome) and message.response_code:
        greyed = kinds.update(presser, message.response_code, GREYED[pressed.outcome])
        letters.append(greyed.answer(f"{visit.key}/greyed"))
    if pressed.ticket is not None:
        about = (pressed.ticket, pressed.shown)
        letters += button_actions.asking(visit, pressed.outcome, key.act, about, userid)
    await visit.send(letters)
    return pressed.outcome


def only_reads(packed: str) -> bool:
    return packed.startswith(f"{READ}|")


#: what is no command to a ticket: who brings a message, who has a chat
_BESIDE: Mapping[str, Callable[[Visit, ButtonKey, str], Awaitable[tuple[str, str]]]] = {
    **notification_buttons.PRESSES,
    desk_tasks.TAKE_CHAT: chats.pressed,
}


async def _in_single_chat(
    visit: Visit, key: ButtonKey, message: Incoming, *, late: bool
) -> Pressed:
    userid = message.from_user
    chosen = {q: ids[0] for q, ids in message.selected.items() if ids and ids[0] != UNCHOSEN}
    if button_actions.is_vote(key.act):
        voter = replace(visit.actor, id=str(Lane(Channel.APP, userid)))
        return await _press(visit, key, voter, message.task_id, chosen)
    actor = visit.context.directory.staff(userid, Channel.APP)
    if actor is None:
        await stranger_in_app(visit, userid)
        return Pressed(outcome="stranger", said=staff.UNKNOWN_MEMBER)
    return await _press(visit, key, actor, message.task_id, chosen, late=late)


async def in_group(
    visit: Visit, message: RobotMessage, userid: str, *, late: bool
) -> tuple[str, RobotReply | None]:
    """A press on a group's card; the card changes for everybody within 5 s, and a line says it."""
    key = _key(message.event_key)
    if key is None or key.act not in GROUP_ACTS:
        return "not_our_button", None
    actor = visit.context.directory.staff(userid, Channel.GROUP)
    if actor is None:
        return await stranger(visit, userid, message.chat_id), None
    department = visit.context.directory.department_of_chat(message.chat_id)
    if department is None:
        return "not_a_department", None
    is_elsewhere = "department" in actor.roles and actor.department != department.id
    if is_elsewhere and key.act != READ:
        said = staff.OTHER_GROUP.format(department=department.name)
        pressed = Pressed(outcome="not_theirs", said=said)
    else:
        pressed = await _press(visit, key, actor, message.task_id, {}, late=late)
    if pressed.said:
        words = kinds.group(department.id, masked(pressed.said, pressed.ticket, acting=actor.name))
        await visit.send([words.answer(f"{visit.key}/said")])
    return pressed.outcome, _changed(visit, pressed, department.id, message)


#: what the act of a phone call to a department begins with; the department's id follows
RUNG = "rung:"
#: what buttons a group's card has
GROUP_ACTS = frozenset({"ack", READ, *(f"{FILL}{name}" for name, _ in NEXT)})


def _changed(
    visit: Visit, pressed: Pressed, department: str, message: RobotMessage
) -> RobotReply | None:
    """Return the pressed card as it is now; WeCom changes the card whose task id it bears."""
    if pressed.ticket is None or pressed.outcome not in ("done", "stale"):
        return None
    rules = visit.context.desk.rules_of(pressed.ticket)
    card = settled_form(pressed.ticket, department, rules, visit.now)
    if card is None:
        return None
    return RobotReply(req_id=message.req_id, card=card | {"task_id": message.task_id})


async def _press(
    visit: Visit,
    key: ButtonKey,
    by: Actor,
    task_id: str,
    chosen: Mapping[str, str],
    *,
    late: bool = False,
) -> Pressed:
    """Do what the button *key* of the card *task_id* means, with what was *chosen* in its drop-downs."""
    try:
        ticket = await _ticket(visit, key, by)
    except Unanswerable as instead:
        outcome = "refused" if isinstance(instead, NotTheirs) else "no_ticket"
        return Pressed(outcome=outcome, said=str(instead))
    press = Press(
        act=key.act,
        by=by,
        ticket=ticket,
        version=key.version,
        task_id=task_id,
        chosen=chosen,
        directory=visit.context.directory,
        rules=visit.context.desk.rules_of(ticket),
        now=visit.now,
    )
    if late:
        said = staff.late(button_actions.form_of(key.act, key.no), visit.context.clock_check.off)
        said = examples.passing(said, press.order)
        return Pressed(outcome="late", said=said, ticket=ticket)
    if button_actions.is_stale(press):
        return Pressed(outcome="stale", said=button_actions.stale(press), ticket=ticket)
    return await _WAYS.get(numbered(key.act)[0], _do)(visit, press)


async def _ticket(visit: Visit, key: ButtonKey, by: Actor) -> Ticket:
    """Return the ticket that *key* is about, as a typed number is looked up; a vote's belongs to who complains.

    Raises:
        Unanswerable: there is none that they may see.
    """
    if not button_actions.is_vote(key.act):
        return await queries.pressed_on(visit, by, key.no, key.act)
    try:
        return await tickets.load(visit.session, key.no)
    except NoSuchTicket:
        raise Unanswerable(staff.UNKNOWN_TICKET.format(candidates="")) from None


async def _fill(visit: Visit, press: Press) -> Pressed:
    """Put the command before the presser, in single chat, with only the words left to fill in."""
    said = examples.filled_in(press.act.removeprefix(FILL).split("·"), press.order)
    letter = kinds.text(kinds.member(press.by.id), said).answer(f"{visit.key}/fill")
    await visit.send([letter])
    return Pressed(outcome="filled", ticket=press.ticket)


async def _read(visit: Visit, press: Press) -> Pressed:
    """全文; the card stays as it is."""
    return Pressed(outcome=await full_text.pressed(visit, press.by, press.ticket))


async def _sure(visit: Visit, press: Press) -> Pressed:
    """Show who refuses what the person would read; only the next press says it (LH-6a)."""
    told = refusal_hints.hint(press.ticket, press.rules)
    try:
        meant = second_look.refusal(press.chosen.get("code", ""), press.by, press.rules, told)
        look = await second_look.show(visit, press.order, meant)
    except NoSuchAct:
        return Pressed(outcome="not_our_button", said=staff.LATE_RELEASE)
    except Incomplete as error:
        return _lacking(press, error)
    except DeskError as error:
        return await _refused(visit, press, error)
    return Pressed(outcome="confirm", said=look.words, ticket=press.ticket, shown=look.n)


async def _meant(look: Look, visit: Visit, press: Press) -> Pressed:
    """Do what the presser was shown; what holds no more is answered, and nothing is done."""
    try:
        command = await look(visit, press.order, press.act.partition(":")[2])
    except Unclear as error:
        return Pressed(outcome="unclear", said=str(error), ticket=press.ticket)
    except DeskError as error:
        return await _refused(visit, press, error)
    pressed = await _given(visit, press, command)
    if pressed.outcome == "done" and not press.task_id.startswith(f"{press.ticket.no}-"):
        return replace(pressed, outcome="linked")  # another ticket's card: it offers more
    return pressed


async def _choose(visit: Visit, press: Press) -> Pressed:
    """改类别·部门, 不予受理, 解除紧急: only for who may; anybody else is refused here, not at 提交."""
    meant = to_staff.GIVES[press.act]
    if not press.rules.roles_for(NAMES[meant]) & roles_on(press.by, press.ticket):
        return Pressed(outcome="refused", said=staff.NOT_YOURS_TO_DO)
    if not may_now(meant, press.by, press.ticket, press.rules):
        return await _refused(visit, press, MoveRefused(press.ticket.state, meant.__name__))
    return Pressed(outcome="choose", ticket=press.ticket)


async def _rung(visit: Visit, press: Press) -> Pressed:
    """Put on record that somebody rang a department (PY-4.2.13): as the profile wants it, else in the log."""
    id_ = press.act.removeprefix(RUNG)
    known = press.directory.departments.get(id_)
    name = known.name if known else id_
    if press.rules.profile.record(staff.RUNG) is not None:
        command = Record(by=press.by, kind=staff.RUNG, text=name)
        return await _given(visit, press, command)
    if not HANDS & press.by.roles:
        return Pressed(outcome="refused", said=staff.NOT_YOURS_TO_DO)
    await log_entries.noted(
        visit.session, press.ticket, "rung", press.by, {"department": id_}, visit.now
    )
    move = Move(after=press.ticket, by=press.by, pressed=press.task_id)
    over = await card_updates.done_with(visit.session, press.directory, move)
    await visit.send(over)
    said = staff.RUNG_SAID.format(no=spoken(press.ticket.no), department=name, by=press.by.name)
    return Pressed(outcome="done", said=said, ticket=press.ticket)


async def _do(visit: Visit, press: Press) -> Pressed:
    try:
        command = button_actions.command(press)
    except NoSuchAct:
        return Pressed(outcome="not_our_button", said=staff.LATE_RELEASE)
    except Incomplete as error:
        return _lacking(press, error)
    return await _given(visit, press, command)


async def _given(visit: Visit, press: Press, command: Command) -> Pressed:
    try:
        moved = await visit.context.desk.within(
            visit.session, press.ticket, command, visit.now, pressed=press.task_id
        )
    except Incomplete as error:
        return _lacking(press, error)
    except StaleTicket:
        raise  # the whole press is tried again
    except DeskError as error:
        return await _refused(visit, press, error)
    if button_actions.is_vote(press.act):
        return Pressed(outcome="done", ticket=moved)
    way = visit.context.desk.ladder.how(moved)
    who = (press.rules, press.now, unit_of(press.by), way)
    said = staff.done(NAMES[type(command)], moved, press.by.name, *who)
    if press.act == "ack" and press.by.source == Channel.APP:
        said = f"{said}\n{examples.next_steps(replace(press.order, ticket=moved))}".rstrip()
    return Pressed(outcome="done", said=said, ticket=moved)


def _lacking(press: Press, error: Incomplete) -> Pressed:
    outcome = "choose" if press.act in ("send", "sendas") else "incomplete"
    form = button_actions.form_lacking(press, error.missing)
    if numbered(press.act)[0] in CHOOSES and not error.clause:
        said = staff.CHOOSE_FIRST.format(what=error.missing[0], form=form)
    else:
        said = staff.refusal(error, press.ticket, press.rules, form)
    if press.act != "guideas":  # its reason's own fields stand there to be filled in
        said = examples.passing(said, press.order)
    return Pressed(outcome=outcome, said=said, ticket=press.ticket)


async def _refused(visit: Visit, press: Press, error: DeskError) -> Pressed:
    """Answer with why; a press beyond one's role is logged (product §5), one too late greys the card."""
    if button_actions.is_vote(press.act):
        said = citizen.VOTE_TOO_LATE.format(no=spoken(press.ticket.no))
        only_own = not isinstance(error, MoveRefused)
        return Pressed(outcome="refused", said=staff.ONLY_THEIR_OWN if only_own else said)
    said = examples.passing(staff.refusal(error, press.ticket, press.rules), press.order)
    is_decided = isinstance(error, RuleForbids) and error.why is Why.NOTHING_PENDING
    if isinstance(error, AlreadyDone | MoveRefused) or is_decided:
        return Pressed(outcome="stale", said=said, ticket=press.ticket)
    await log_entries.refused(visit.session, press.ticket, press.act, press.by, error, visit.now)
    return Pressed(outcome="refused", said=said, ticket=press.ticket)


#: an act that gives no command at once → what it does: a second card, a word, a note
_WAYS: Mapping[str, Callable[[Visit, Press], Awaitable[Pressed]]] = {
    **dict.fromkeys(("change", "guide", "calm"), _choose),
    "guideas": _sure,
    "guidesure": partial(_meant, second_look.meant),
    "link": partial(_meant, merging.pressed),
    "rung": _rung,
    "fill": _fill,
    READ: _read,
}


def _key(packed: str) -> ButtonKey | None:
    try:
        return ButtonKey.unpack(packed)
    except ValueError:
        return None
