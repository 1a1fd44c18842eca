"""Example lines that would pass, and what is asked back with them: each is tried on the ticket, for this person, now.

Rule 1: what is shown after 例如 can be sent as it stands; where nothing passes, no example is shown.
Rule 2: it goes on from what was typed, so that a line is mended by copying it.
Rule 3: a refusal that names a command names it as this person could send it, or does not name it.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace

from bot.citizen.conversation import Visit
from bot.staff import queries
from bot.staff.command_fields import LOOK, Order, Unclear
from bot.staff.queries import Unanswerable
from bot.staff.ticket_commands import BUILT
from bot.texts import example_lines as texts
from bot.texts import staff
from dispatch.errors import DeskError, Incomplete, NotAllowed, RuleForbids
from dispatch.lifecycle import life
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import Ticket, spoken
from intake.grammar.commands import (
    FORMS,
    StaffCommand,
    TicketRef,
    near,
    number_in,
    read,
)
from intake.lines.staff_lines import StaffLine, asked_about

#: on how many tickets that wait for somebody an example is tried
TRIED = 5
#: what a department may do next with a ticket, in the order in which it is offered
NEXT_STEPS = ("签收", "答复", "方案", "追问", "退单", "延期")
#: what is offered to who only named a ticket
OFFERED = (
    *NEXT_STEPS,
    "当场",
    "派单",
    "批准",
    "质检",
    "回访",
    "改派",
    "催办",
    "督办",
    "回函",
    "撤并",
)
OFFERED_AT_MOST = 5
#: a command as a text names it, with what stands behind it up to the end of the clause
_NAMED = re.compile(rf"/({'|'.join(sorted(FORMS, key=len, reverse=True))})([^；。，（）\n]*)")
_EXAMPLE = re.compile(rf"{texts.EXAMPLE_BEGINS}.*\Z", re.S)
_SENTENCE = re.compile(r"[^。；]*[。；]?")


def example(name: str, order: Order, hint: str = "") -> str:
    """Return a line of the command *name* that would pass; the one that *hint* begins like, if any."""
    if name in texts.BARE:
        facts = _facts(order)
        allowed = order.rules.roles_for(FORMS[name].who) & order.by.roles
        return f"/{name} {texts.BARE[name].format(**facts)}".rstrip() if allowed else ""
    tails = list(_tails(name, order))
    meant = hint.partition(" ")[0]
    likely = [tail for tail in tails if meant and tail.startswith(meant)]
    # 退回 is not said for 通过: what is meant passes, or it is not named
    likely = sorted(likely or tails, key=lambda tail: not (hint and tail.startswith(hint)))
    lines = (f"/{name} {order.ticket.no} {tail}".rstrip() for tail in likely)
    return next((line for line in lines if passes(line, order)), "")


def begun_line(name: str, order: Order, begun: str) -> str:
    """Return the line of *name* that goes on from *begun*, what was typed of it, empty where none passes."""
    if not begun or len(begun) > texts.LONGEST_BEGUN:
        return ""
    lines = (f"/{name} {order.ticket.no} {tail}" for tail in _gone_on(name, order, begun))
    return next((line for line in lines if passes(line, order)), "")


def _gone_on(name: str, order: Order, begun: str) -> Iterator[str]:
    facts = {**_facts(order), "typed": begun}
    yield begun
    for rest in texts.RESTS.get(name, ()):
        with suppress(KeyError):  # the county has nothing of the kind
            yield f"{begun} {rest.format(**facts)}"


def hindrance(name: str, order: Order, begun: str) -> DeskError | None:
    """Return why no line of *name* passes here, whatever is typed behind it; None where only words are missing."""
    tails = _gone_on(name, order, begun) if begun else _tails(name, order)
    for tail in tails:
        said = read(f"/{name} {order.ticket.no} {tail}", slash_required=True)
        if not isinstance(said, StaffCommand) or said.name not in BUILT:
            continue
        try:
            life.apply(
                order.ticket,
                BUILT[said.name](replace(order, said=said)),
                order.rules,
                order.now,
            )
        except (Incomplete, Unclear):
            continue
        except DeskError as error:
            return error
    return None


def passes(line: str, order: Order) -> bool:
    """True when the desk would carry out *line* of this person on this ticket now."""
    said = read(line, slash_required=True)
    if not isinstance(said, StaffCommand):
        return False
    if said.name not in BUILT:
        return bool(order.rules.roles_for(said.name) & order.by.roles)
    try:
        command = BUILT[said.name](replace(order, said=said))
        life.apply(order.ticket, command, order.rules, order.now)
    except (DeskError, Unclear):
        return False
    return True


def _tails(name: str, order: Order) -> Iterator[str]:
    facts = _facts(order)
    for tail in texts.TAILS.get(name, ()):
        try:
            yield tail.format(**facts)
        except KeyError:  # the county or the ticket has nothing of the kind
            continue


def _facts(order: Order) -> dict[str, str]:
    ticket, rules = order.ticket, order.rules
    profile, said = rules.profile, ticket.complaint
    units = [
        d.name for d in order.directory.departments.values() if d.centre in ("", ticket.centre)
    ]
    mine = {part.name for part in ticket.parts}
    classes = [one for one in rules.dispatched_classes if not rules.needs_promise(one)]
    typed = order.said.fields.get("departments", ())
    meant = [one for one in typed if one in units] if isinstance(typed, tuple) else []
    many = {
        "unit": meant + [one.name for one in said.proposed if one.name in units] + units,
        "other": [one for one in (*meant, *units) if one not in mine],
        "class": [ticket.class_name] if ticket.class_name in classes else classes,
        "matter": [ticket.matter, *(one.name for one in said.categories)],
        "top": list(rules.levels),
        "code": [one.code for one in profile.refusals],
        "record": [one.name for one in profile.records if not one.needs],
    }
    days = {f"day{n}": rules.working_day_after(n, order.now).isoformat() for n in (1, 3, 5, 10, 30)}
    first = {key: found[0] for key, found in many.items() if found and found[0]}
    return {**days, **first, "ground": profile.extension.ground}


def how(name: str, order: Order) -> str:
    """Return the form of *name*, and an example where one passes."""
    line = example(name, order)
    shown = texts.EXAMPLE.format(line=line) if line else ""
    return texts.HOW.format(right=FORMS[name].right, example=shown)


def passing(said: str, order: Order, begun: str = "") -> str:
    """Return a refusal with each command in it as this person could send it; without those they could not.

    The example goes on from *begun*, what they typed of the command, where that passes. A form (`/答复 号 内容`) stays: it says how a command is written, not that it may be sent.
    """
    form = _EXAMPLE.search(said)
    if form is not None:
        name = _NAMED.search(form[0])
        line = (begun_line(name[1], order, begun) or example(name[1], order)) if name else ""
        shown = texts.EXAMPLE.format(line=line) if line else ""
        return f"{_named(said[: form.start()], order)}{shown}"
    return _named(said, order)


def without(said: str) -> str:
    """Return *said* without its example."""
    return _EXAMPLE.sub("", said)


def _named(said: str, order: Order) -> str:
    kept = []
    for sentence in _SENTENCE.findall(said):
        lines = [(one[0], _line(one, order)) for one in _NAMED.finditer(sentence)]
        if all(line for _, line in lines):
            for named, line in lines:
                sentence = sentence.replace(named, line, 1)
            kept.append(sentence)
    return "".join(kept).rstrip("；")


def _line(named: re.Match[str], order: Order) -> str:
    rest = named[2].strip()
    if rest.startswith("号") or rest.startswith("["):
        return named[0]  # a form
    name, hint = named[1], rest.removeprefix(order.ticket.no).strip()
    if name not in BUILT:
        return named[0] if order.rules.roles_for(FORMS[name].who) & order.by.roles else ""
    line = example(name, order, hint)
    after = hint.partition(" ")[2] if hint.endswith(("登记", "写明")) else ""
    return f"{line} {after}".rstrip() if line else ""


def offered(order: Order) -> str:
    """Return where the ticket stands and what this person may do with it, as lines that pass."""
    lines = [line for name in OFFERED if (line := example(name, order))][:OFFERED_AT_MOST]
    state = staff.STATES[order.ticket.state]
    head = texts.STANDS.format(no=spoken(order.ticket.no), state=state)
    if not lines:
        return head + texts.CANNOT.format(no=order.ticket.no)
    return "\n".join([f"{head}{texts.CAN}", *lines])


def blanks(order: Order) -> Iterator[tuple[str, str]]:
    """Yield what the department may do next: name, and the line that it only has to fill in."""
    for name in NEXT_STEPS:
        if name in texts.BLANKS and example(name, order):
            yield name, _blank(name, order)


def _blank(name: str, order: Order) -> str:
    """Return the likeliest line of *name* that passes once it is filled in."""
    wanted = [one for one in order.rules.reply_needs(order.ticket.class_name) if one != "答复意见"]
    facts = {**_facts(order), "needs": "".join(texts.NEEDS.format(name=one) for one in wanted)}
    words = texts.TRIED_WITH.format(**facts)
    lines = [f"/{name} {order.ticket.no} {form.format(**facts)}" for form in texts.BLANKS[name]]
    fitting = (line for line in lines if passes(line.replace(texts.TO_FILL, words), order))
    return next(fitting, lines[-1])


def filled_in(names: Collection[str], order: Order) -> str:
    """Return the commands *names* with only the words left to fill in; what else there is where none can be given."""
    lines = [line for name, line in blanks(order) if name in names]
    return "\n".join([texts.FILL_HEAD, *lines]) if lines else offered(order)


def next_steps(order: Order) -> str:
    """Return the lines that come next for this person's department, empty where nothing does."""
    lines = [line for _, line in blanks(order)]
    return "\n".join([texts.NEXT, *lines]) if lines else ""


# --- what is asked back, with them ----------------------------------------------------------------


async def guessed(visit: Visit, actor: Actor, text: str, line: StaffLine) -> str:
    """Return what a line may mean that is no command: what it nearly is, or what can be done with its ticket."""
    if (ref := line.ref or number_in(text)) is not None:
        try:
            return offered(await _order_on(visit, actor, ref))
        except Unanswerable as instead:
            return str(instead)
    if (nearly := near(text)) is not None:
        word, form = nearly
        said = texts.DID_YOU_MEAN.format(word=word, name=form.name, right=form.right)
        ask = f"{said}{texts.EXAMPLE.format(line=f'/{form.name}')}"
        return f"{await corrected(visit, actor, StaffLine(ask=ask))}。{texts.OWN_MATTER}"
    if (about := asked_about(text)) is not None:
        told = texts.TOLD.format(purpose=about.purpose, right=about.right)
        ask = f"{told}{texts.EXAMPLE.format(line=f'/{about.name}')}"
        return await corrected(visit, actor, StaffLine(ask=ask))
    return staff.NOT_A_COMMAND


async def corrected(visit: Visit, actor: Actor, line: StaffLine) -> str:
    """Return what is asked of *line*, with an example that would pass: on its ticket, else on one that waits.

    The example goes on from what was typed, where it is plain on which ticket.
    """
    with suppress(Unanswerable):
        if line.ref is not None:
            return _asked_on(line, await _order_on(visit, actor, line.ref))
    waiting = await queries.first_waiting_for(
        visit.session, visit.context.directory, actor, actor.centre, TRIED
    )
    others = await queries.first_running(visit, actor, TRIED)  # who urges waits for others
    orders = [order_of(visit, actor, LOOK, ticket) for ticket in dict.fromkeys((*waiting, *others))]
    fitting = [one for one in orders if begun_line(line.name, one, line.begun)]
    begun = line.begun if len(fitting) == 1 else ""
    tried = fitting if begun else orders
    shown = (passing(line.ask, order, begun) for order in tried)
    if found := next((one for one in shown if "例如" in one), ""):
        return found
    error = hindrance(line.name, orders[0], "") if orders and line.name in BUILT else None
    if isinstance(error, RuleForbids):  # the county has nothing of the kind
        return passing(staff.refusal(error, orders[0].ticket, orders[0].rules), orders[0])
    return without(line.ask)


def _asked_on(line: StaffLine, order: Order) -> str:
    """Return what is asked of *line* on its ticket; where the command is not for now or not theirs, that instead."""
    asked = passing(line.ask, order, line.begun)
    is_of_it = line.name in BUILT and line.ask.removeprefix("这是").startswith(f"“{line.name}”")
    is_wrong = bool(line.begun) and not begun_line(line.name, order, line.begun)
    if not is_of_it or (texts.EXAMPLE_BEGINS in asked and not is_wrong):
        return asked
    typed, _ = order.directory.units.listed(line.begun, 0)
    order = replace(order, said=replace(order.said, fields={"departments": typed}))
    error = hindrance(line.name, order, line.begun)
    if error is None:
        return asked
    if isinstance(error, NotAllowed):
        return f"{texts.NOT_YOURS.format(name=line.name)}{offered(order)}"
    return passing(staff.refusal(error, order.ticket, order.rules), order)


async def _order_on(visit: Visit, actor: Actor, ref: TicketRef) -> Order:
    said = replace(LOOK, ref=ref)
    return order_of(visit, actor, said, await queries.find(visit, actor, said))


def order_of(visit: Visit, actor: Actor, said: StaffCommand, ticket: Ticket) -> Order:
    """Return what *actor* wants done to *ticket*, with all that it is judged by."""
    return Order(
        by=actor,
        said=said,
        ticket=ticket,
        rules=visit.context.rules_of(ticket),
        directory=visit.context.directory,
        now=visit.now,
        centres=visit.context.centre_names,
        suggest=visit.context.suggest,
    )
