"""Who may do what: the profile's table, asked in one place.

The citizen's and the schedule's own commands say so in their row (`dispatch.lifecycle.command_table`);
every staff command stands in the profile's `[who]` under its Chinese name, so that a county changes it
as data.
"""

from dispatch.errors import NotAllowed
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Command
from dispatch.ticket.ticket import Ticket


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
