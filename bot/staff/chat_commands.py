"""A typed staff command: read, carried out, answered with one line.

What each means stands in `bot.staff.ticket_commands`; who may is the profile's (`dispatch.lifecycle.authority`). The commands
that only read (`查`, `待办`, `督办列表`, `帮助` …) stand in READ: no transaction waits while they do, and what
they leave to be written goes through the visit. Those and 登记, 交接 … stand in ASKED.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import structlog

from bot.citizen import walk_in
from bot.citizen.conversation import Visit
from bot.config.directory import Directory, unit_of
from bot.desk import log_entries
from bot.letters import desk_tasks, kinds
from bot.letters.desk_tasks import Chore
from bot.letters.masking import masked
from bot.staff import (
    assessment,
    chats,
    examples,
    full_text,
    handover,
    merging,
    notification_buttons,
    queries,
    second_look,
    statistics,
)
from bot.staff.command_fields import Order, Unclear, unknown_name
from bot.staff.queries import Unanswerable
from bot.staff.ticket_commands import BUILT, waits_for
from bot.texts import example_lines, staff
from dispatch.errors import DeskError, Incomplete, MoveRefused, RuleForbids, Why
from dispatch.lifecycle.command_table import NAMES
from dispatch.rules.deadlines import UnknownName
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Command, Refuse
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai
from intake.grammar.commands import (
    StaffCommand,
    TicketRef,
    named,
)
from intake.lines.given import TOLD_APART, Surroundings
from intake.lines.staff_lines import StaffLine, heard, is_only_called
from storage.database.errors import StaleTicket
from storage.queues.lane import Channel
from storage.queues.letters import Urgency

_log = structlog.get_logger(__name__)

Answered = tuple[str, str]  # what to answer, and the outcome for the inbox row


async def in_app(visit: Visit, userid: str, text: str, *, late: bool) -> str:
    """Carry out what *userid* typed in the single chat; the answer goes back there."""
    actor = visit.context.directory.staff(userid, Channel.APP)
    if actor is None:
        await stranger_in_app(visit, userid)
        answer, outcome = staff.UNKNOWN_MEMBER, "stranger"
    else:
        line = heard(text, _around(visit, actor, is_single=True))
        answer, outcome = await _heard(visit, actor, text, line, late=late)
    await _answer(visit, userid, None, answer)
    return outcome


async def in_group(
    visit: Visit, userid: str, chat_id: str, text: str, *, late: bool, quoted: str = ""
) -> str:
    """Carry out what was said to the robot; the answer goes into the department's group.

    Said in the robot's single chat, or in a group that is no department's, it goes to the person. What
    colleagues say among themselves gets none. *quoted* is the message that it answers.
    """
    actor = visit.context.directory.staff(userid, Channel.GROUP)
    if actor is None:
        return await stranger(visit, userid, chat_id)
    line = heard(text, _around(visit, actor, is_single=not chat_id), quoted)
    if chat_id and line.is_talk and not is_only_called(text):
        return "talk"
    department = visit.context.directory.department_of_chat(chat_id)
    read_by = replace(visit, group=department.id) if department else visit
    answer, outcome = await _heard(read_by, actor, text, line, late=late)
    await _answer(visit, userid, chat_id, answer)
    return outcome


async def stranger(visit: Visit, userid: str, chat_id: str) -> str:
    """Answer somebody we do not know, and tell the desk who called the robot in whose group."""
    department = visit.context.directory.department_of_chat(chat_id)
    name = department.name if department else ""
    await _answer(visit, userid, chat_id, staff.UNKNOWN_MEMBER)
    await _unknown(visit, userid, staff.STRANGER.format(userid=userid, department=name))
    return "stranger"


async def stranger_in_app(visit: Visit, userid: str) -> None:
    """Tell the desk that somebody who is not on the list gave a command."""
    await _unknown(visit, userid, staff.STRANGER_IN_APP.format(userid=userid))


async def _unknown(visit: Visit, userid: str, text: str) -> None:
    chore, people = Chore(kind="身份", subject=userid, text=text), visit.context.directory
    await visit.write(
        lambda session: desk_tasks.begin(session, people, visit.centre, chore, visit.now)
    )


async def _answer(visit: Visit, userid: str, chat_id: str | None, text: str) -> None:
    """Say *text*, whole: into the department's group that *chat_id* is, else to the person."""
    department = visit.context.directory.department_of_chat(chat_id) if chat_id else None
    if department is None:
        said = kinds.texts(kinds.member(userid), text)
    else:
        speaker = visit.context.directory.staff(userid, Channel.GROUP)
        name = speaker.name if speaker else ""
        said = kinds.group_texts(department.id, masked(text, acting=name))
    await visit.send(kinds.in_order(said, f"{visit.key}/answer", urgency=Urgency.AWAITED))


def _around(visit: Visit, actor: Actor, *, is_single: bool) -> Surroundings:
    """Return what a line of *actor* is read by; the same word may mean another command of theirs."""
    context, rules = visit.context, visit.context.rules(visit.centre)
    return Surroundings(
        today=in_shanghai(visit.now).date(),
        units=context.directory.units,
        is_single=is_single,
        may=frozenset(name for name in TOLD_APART if rules.roles_for(name) & actor.roles),
    )


def only_reads(text: str, directory: Directory, quoted: str = "") -> bool:
    """True for what changes nothing but that it is answered: a question, and what is no command."""
    line = heard(text, Surroundings(today=None, units=directory.units), quoted)
    return all(one.name in READ and not _is_pressed_on(one) for one in line.commands)


def _is_pressed_on(said: StaffCommand) -> bool:
    """True for 督办 of a ticket, 并案 with another; without it is the list."""
    if said.name == merging.NAME:
        return not merging.is_list(said)
    return said.name == "督办" and said.ref is not None


async def _heard(visit: Visit, actor: Actor, text: str, line: StaffLine, *, late: bool) -> Answered:
    if not line.name and not line.ask:
        return await examples.guessed(visit, actor, text, line), "not_a_command"
    if late:
        return staff.late(
            text.strip().partition("\n")[0][:40], visit.context.clock_check.off
        ), "late"
    done = [await _carried_out(visit, actor, said) for said in line.commands]
    if line.ask:
        ref = None if line.commands else line.ref
        done.append(
            (await examples.corrected(visit, actor, replace(line, ref=ref)), "wrong_command")
        )
    return "\n".join(answer for answer, _ in done), done[0][1]


async def _carried_out(visit: Visit, actor: Actor, said: StaffCommand) -> Answered:
    """Carry out one command of a line; the others are done or refused by themselves."""
    asked = None if _is_pressed_on(said) else ASKED.get(said.name)
    try:
        if asked is not None:
            return await asked(visit, actor, said), f"asked_{said.name}"
        return await _on_ticket(visit, actor, said)
    except Unanswerable as instead:
        return str(instead), f"asked_{said.name}" if asked is not None else "no_ticket"


async def _command(visit: Visit, order: Order) -> Command | str:
    """Return what was typed, or what must be looked at before it is done (LH-6a)."""
    if second_look.is_yes(order.said):
        return await second_look.meant(visit, order)
    command = BUILT[order.said.name](order)
    return (
        await second_look.asked(visit, order, command) if isinstance(command, Refuse) else command
    )


async def _on_ticket(visit: Visit, actor: Actor, said: StaffCommand) -> Answered:
    if said.name not in BUILT:
        return staff.NOT_YET.format(name=said.name, instead=staff.INSTEAD_ELSE), "not_yet"
    found = await queries.find(visit, actor, said)
    other = await _other(visit, actor, said)
    order = replace(examples.order_of(visit, actor, said, found), other=other)
    try:
        command = await _command(visit, order)
        if isinstance(command, str):
            return command, "confirm"
        ticket = waits_for(found, other)[0] if other is not None else found
        moved = await visit.context.desk.within(visit.session, ticket, command, visit.now)
    except StaleTicket:
        raise  # the whole message is tried again
    except Unclear as error:
        return f"{error} {examples.how(said.name, order)}", "unclear"
    except UnknownName as error:
        return unknown_name(error, said), "unclear"
    except DeskError as error:
        return await _refused(visit, order, error), "refused"
    way = visit.context.desk.ladder.how(moved)
    name, unit = NAMES[type(command)], unit_of(actor)
    answer = staff.done(name, moved, actor.name, order.rules, visit.now, unit, way)
    if name == "签收" and actor.source == Channel.APP:
        answer = f"{answer}\n{examples.next_steps(replace(order, ticket=moved))}".rstrip()
    return masked(
        answer, moved, acting=actor.name
    ) if actor.source == Channel.GROUP else answer, "done"


async def _other(visit: Visit, actor: Actor, said: StaffCommand) -> Ticket | None:
    ref = said.fields.get("other")
    if not isinstance(ref, TicketRef):
        return None
    return await queries.find(visit, actor, replace(said, ref=ref))


async def _refused(visit: Visit, order: Order, error: DeskError) -> str:
    """Return why not, and what would pass; beyond one's role or out of turn it is logged in the ticket's chain."""
    name = order.said.name
    if isinstance(error, MoveRefused) and name in order.rules.not_offered:
        # no other step would make it possible here
        error = RuleForbids(Why.NOT_OFFERED, order.rules.clause_of_offer(name))
    if not isinstance(error, Incomplete):
        await log_entries.refused(visit.session, order.ticket, name, order.by, error, visit.now)
    said = staff.refusal(error, order.ticket, order.rules, examples.how(name, order))
    return examples.passing(said, order)


async def _help(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """帮助: what this person may do now; of one command its form, with an example that would pass."""
    rules = visit.context.rules(visit.centre)
    there = {*BUILT, *ASKED} - assessment.hidden(rules) - rules.not_offered
    if not said.text:
        return queries.help_for(rules, there & await queries.possible_now(visit, actor))
    form = named(said.text)
    if form is None or form.who not in there:
        return example_lines.NO_SUCH_COMMAND.format(word=said.text)
    if not rules.roles_for(form.who) & actor.roles:
        return example_lines.NOT_YOURS.format(name=form.name)
    told = example_lines.TOLD.format(purpose=form.purpose, right=form.right)
    ask = f"{told}{example_lines.EXAMPLE.format(line=f'/{form.name}')}"
    return await examples.corrected(visit, actor, StaffLine(ask=ask))


async def _register(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """登记: one message with the fields, or guided from the next message on."""
    if not visit.context.rules(visit.centre).roles_for("登记") & actor.roles:
        _log.warning("command_refused", command="登记", by=actor.id)
        return staff.NOT_YOURS_TO_DO
    if actor.source != Channel.APP:
        return staff.IN_PRIVATE
    return await walk_in.start(visit, actor, said.text)


Ask = Callable[[Visit, Actor, StaffCommand], Awaitable[str]]


def _checked(ask: Ask) -> Ask:
    """Return *ask* for those only whom the profile's table names."""

    async def checked(visit: Visit, actor: Actor, said: StaffCommand) -> str:
        if not visit.context.rules(visit.centre).roles_for(said.name) & actor.roles:
            _log.warning("command_refused", command=said.name, by=actor.id)
            return staff.NOT_YOURS_TO_DO
        return await ask(visit, actor, said)

    return checked


#: what only reads, however long it takes
READ: Mapping[str, Ask] = {
    "帮助": _help,
    "待办": queries.to_do,
    "查": full_text.show,
    "督办": queries.supervised,
    merging.NAME: _checked(merging.listed),
    "统计": _checked(statistics.show),
    "台账": _checked(statistics.show_ledger),
    "部门": _checked(queries.show_department),
    **assessment.READ,
}
ASKED: Mapping[str, Ask] = {
    **READ,
    "登记": _register,
    "交接": _checked(handover.pass_on),
    "接手": _checked(handover.take_over),
    "看号": handover.phone,
    "任务": _checked(notification_buttons.typed),
    **{name: _checked(ask) for name, ask in chats.ASKED.items()},
    **assessment.ASKED,
}
