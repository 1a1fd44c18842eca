"""Example lines that would pass: each is tried on the ticket, for this person, now, before it is shown.

Rule 1: what is shown after 例如 can be sent as it stands; where nothing passes, no example is shown.
Rule 2: a refusal that names a command names it as this person could send it, or does not name it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from bot.staff.command_fields import Order, Unclear
from bot.staff.ticket_commands import BUILT
from bot.texts import example_lines as texts
from bot.texts import staff
from dispatch.errors import DeskError
from dispatch.lifecycle import life
from dispatch.ticket.ticket import spoken
from intake.grammar.commands import FORMS, StaffCommand, read

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
    many = {
        "unit": [one.name for one in said.departments if one.name in units] + units,
        "other": [one for one in units if one not in mine],
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


def passing(said: str, order: Order) -> str:
    """Return a refusal with each command in it as this person could send it; without those they could not.

    A form (`/答复 号 内容`) stays: it says how a command is written, not that it may be sent.
    """
    form = _EXAMPLE.search(said)
    if form is not None:
        name = _NAMED.search(form[0])
        line = example(name[1], order) if name else ""
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
