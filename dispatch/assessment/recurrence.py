"""Problems of one kind (同类问题): same window, same matter, same cause code, within a year (G-16, G-19).

At the second the desk and the window hear it, in every county (N8): before the third, at which a text
may take a title away (LH-17c). Solved on the spot does not count: it was never dispatched (交办).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dispatch.worktime.rolling import Event, together

#: at which one people are warned (N8)
WARNS_AT = 2
#: the rolling span (G-19)
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What of a ticket decides whether another is of its kind.

    Attributes:
        unit: the lead department's id; empty where it was never dispatched.
        tied_to: the ticket that tells the same event: such a one is no second problem (G-14).
    """

    no: str
    centre: str
    unit: str
    matter: str
    cause: str
    opened_at: datetime
    tied_to: str = ""

    @property
    def counts(self) -> bool:
        """True where it is known what it is about, whose it is, and that it is an event of its own."""
        return bool(self.unit and self.matter and self.cause) and not self.tied_to

    def is_like(self, other: "Case") -> bool:
        """True where both are of one kind (G-16)."""
        mine = (self.centre, self.unit, self.matter, self.cause)
        return mine == (other.centre, other.unit, other.matter, other.cause)

    @property
    def event(self) -> Event:
        return Event(no=self.no, at=self.opened_at)


def alike(case: Case, others: Iterable[Case], months: int = MONTHS) -> tuple[Event, ...]:
    """Return the problems of *case*'s kind within *months*, itself among them, earliest first."""
    if not case.counts:
        return ()
    kind = (other.event for other in others if other.counts and case.is_like(other))
    return together(case.event, kind, months)


def warns_of(case: Case, others: Iterable[Case]) -> tuple[str, ...]:
    """Return the other number where *case* makes two of a kind within the year, else nothing (N8)."""
    found = alike(case, others)
    if len(found) != WARNS_AT:
        return ()
    return tuple(event.no for event in found if event.no != case.no)
