"""Who may do what: the profile's table, asked in one place.

The citizen's and the schedule's own commands say so in their row (`dispatch.lifecycle.command_table`);
every staff command stands in the profile's `[who]` under its Chinese name, so that a county changes it
as data.
"""

from collections.abc import Callable, Mapping

from dispatch.errors import NotAllowed
from dispatch.handlers.approvals import decides
from dispatch.handlers.departments import is_held
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.moves import MOVES
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import StandDown, TakeOver, Unmark
from dispatch.ticket.commands import Answer, Approve, Command, Pass, Reject, SendBack
from dispatch.ticket.ticket import State, Ticket


def check(command: Command, ticket: Ticket, rules: Rules) -> None:
    """Raise NotAllowed unless one of the actor's roles carries *command* on *ticket*."""
    row = COMMANDS[type(command)]
    allowed: frozenset[str] = row.by or rules.roles_for(row.name)
    if row.is_scheduled:
        allowed = allowed | {Role.SCHEDULE}
    if not allowed & roles_on(command.by, ticket):
        raise NotAllowed(type(command).__name__, tuple(sorted(allowed)))


def roles_on(by: Actor, ticket: Ticket) -> frozenset[str]:
    """Return the actor's roles on *ticket*: who received it is its 首接负责人, whatever else (LH-5a)."""
    if by.id and by.id == ticket.first_handler:
        return by.roles | {Role.FIRST_HANDLER}
    return by.roles


def commands_of(actor: Actor, rules: Rules) -> list[str]:
    """Return the names of the commands that *actor*'s roles carry, in the table's order."""
    return [name for name in rules.commands if rules.roles_for(name) & actor.roles]


def may_now(
    command: type[Command], by: Actor, ticket: Ticket, rules: Rules, petition: int = 0
) -> bool:
    """True when *by* may give such a *command* on *ticket* as it stands: by table, state and rules.

    Args:
        petition: which one a decision means, 0 the proposed 工作单, else the oldest that waits.
    """
    carries = rules.roles_for(COMMANDS[command].name) & roles_on(by, ticket)
    beside = _BESIDE.get(command)
    fits = beside is None or beside(ticket, rules, by, petition)
    return bool(carries) and command in MOVES[ticket.state] and fits


def may_type(name: str, by: Actor, ticket: Ticket, rules: Rules) -> bool:
    """True when *by* may now type the command called *name* on *ticket*, whichever of its forms."""
    if name in rules.not_offered:
        return False
    meant = [command for command, row in COMMANDS.items() if row.name == name]
    if not meant:
        return bool(rules.roles_for(name) & roles_on(by, ticket))
    return any(may_now(command, by, ticket, rules) for command in meant)


def _decides(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    """True for who decides petition *n*; who decides the proposed 工作单 (0) the table says."""
    if n == 0 and ticket.proposal is not None:
        return True
    asked = next((one for one in ticket.petitions if n in (0, one.n)), None)
    if asked is None:
        return False
    return decides(asked, ticket, rules, by)


def _passes(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    """True where nothing is held against the answer; else a reason must be given (N3)."""
    return ticket.reply is None or not ticket.reply.findings


def _answers(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    """True while they have it, and for the lead where the answer that waits was held (N3)."""
    leads = ticket.lead is not None and ticket.lead.department == by.department
    return ticket.state is not State.ANSWERED or (leads and is_held(ticket))


def _sends_back(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    return ticket.reply is None or rules.may_send_back(ticket.reply.findings)


def _takes(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    """True for whom it was offered to, not for who stands in where they have left."""
    return ticket.handover is not None and ticket.handover.to_id == by.id


def _unmarks(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    """True until the lead was given to who pursues it."""
    return ticket.allegation is not None and not ticket.allegation.handed_by


def _stands_down(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    return bool(ticket.emergency)


#: what a command needs beside the table and the state
_BESIDE: Mapping[type[Command], Callable[[Ticket, Rules, Actor, int], bool]] = {
    Answer: _answers,
    Approve: _decides,
    Reject: _decides,
    Pass: _passes,
    SendBack: _sends_back,
    TakeOver: _takes,
    Unmark: _unmarks,
    StandDown: _stands_down,
}
