"""What the desk made of a suggestion: suggested X, dispatched as Y; read from the ticket on request, kept nowhere else."""

from dataclasses import dataclass
from enum import StrEnum, unique

from dispatch.ticket.ticket import Ticket


@unique
class Of(StrEnum):
    """What was suggested; the value is what is typed."""

    DEPARTMENT = "department"
    MATTER = "matter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was suggested first, empty where nothing was, and what a person decided."""

    suggested: str
    label: str

    @property
    def is_correction(self) -> bool:
        return self.suggested != self.label


def decided(ticket: Ticket, of: Of) -> Decided | None:
    """Return what became of the suggestion on *ticket*; None where no person decided by its words.

    Not before it is dispatched; not where a list or a meeting decided; not where the words tell of
    somebody's conduct or are shut away (N6, G-21); and no matter that was left as open as it was.
    """
    said, lead = ticket.complaint, ticket.lead
    if lead is None or ticket.allegation is not None or ticket.restricted:
        return None
    if of is Of.DEPARTMENT:
        first = said.departments[0].name if said.departments else ""
        return None if ticket.ground is not None else Decided(suggested=first, label=lead.name)
    first = said.categories[0].name if said.categories else ""
    matter = ticket.decided_matter
    return Decided(suggested=first, label=matter) if matter else None
