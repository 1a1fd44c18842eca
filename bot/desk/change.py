"""One change of one ticket as a value, and what a reaction to it may want done to other tickets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dispatch.rules.rules import Rules
from dispatch.ticket.commands import Command
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.notices import Notice
from dispatch.ticket.ticket import Ticket
from storage.database.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one command made of one ticket, stored in the transaction that is open.

    Attributes:
        rules: those that the ticket goes by.
        pressed: the task id of the card whose button gave the command, empty for a typed one.
        lead: all that the person said, where it is about somebody's conduct; *command* has the rest (N6).
    """

    before: Ticket
    after: Ticket
    command: Command
    notices: Sequence[Notice]
    rules: Rules
    session: Session = field(repr=False)
    now: datetime
    pressed: str = ""
    lead: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A command that a ticket is given because of a change, of itself or of another."""

    ticket: Ticket
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A ticket of its own that another centre gets because of a change (跨层级).

    Attributes:
        above: the number of the one that it works for.
    """

    complaint: Complaint
    centre: str
    owner: str
    above: str


FollowUp = Follow | Opening
