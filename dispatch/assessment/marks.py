"""What a mark (扣分) is: a proposed deduction or lost title, and everything that was done about it.

Rule 1: a mark is a value; it changes only through `dispatch.assessment.scoring.apply`.
Rule 2: it counts only once a person verified it (经核实, LH-17f), and no more once it is revoked.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from dispatch.ticket.actor import Actor


@unique
class MarkState(StrEnum):
    """Where a mark stands; the value is what is stored."""

    #: somebody, or the count, says so; nothing counts yet (待核实)
    PROPOSED = "proposed"
    #: a person verified it; it counts, and may be appealed (已核实)
    VERIFIED = "verified"
    #: a person found that it does not hold (不成立)
    DISMISSED = "dismissed"
    #: the window appealed; it counts until decided (申诉中)
    APPEALED = "appealed"
    #: the appeal changed nothing (维持)
    UPHELD = "upheld"
    #: the appeal was right; it never counts again (撤销)
    REVOKED = "revoked"


#: States in which a mark counts. An appeal suspends nothing, as in administrative review.
COUNTING = frozenset({MarkState.VERIFIED, MarkState.APPEALED, MarkState.UPHELD})
#: States in which the same need not be proposed again.
STANDING = COUNTING | {MarkState.PROPOSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkStep:
    """One step of a mark: what was done, by whom, when, in which words."""

    what: str
    by: str
    by_name: str
    at: datetime
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One proposed deduction or lost title.

    Attributes:
        id: its number, 0 until it is stored.
        key: of its own for each proposal; the same said again is the same mark.
        demerit: the id of the profile's row, e.g. 17b; points and title are those of its day.
        unit: the window's department id; empty while who verifies has to say which (G-18).
        person: userid of the officer, empty where only the window is meant.
        cause: the cause that was named, empty where the row knows none.
        ticket_no: the ticket whose log and key it lives with; *evidence* are all that show it.
        event_at: when the ticket came in; what is counted within a year is this.
        year: the year that it counts for, of a lost title that of the last needed event (G-19).
        appeal_until: None until it is verified (G-17).
    """

    id: int = 0
    key: str
    demerit: str
    clause: str
    centre: str
    unit: str = ""
    person: str = ""
    unit_points: int = 0
    person_points: int = 0
    loses: str = ""
    cause: str = ""
    fact: str = field(default="", repr=False)
    ticket_no: str
    evidence: tuple[str, ...] = ()
    event_at: datetime
    year: int
    state: MarkState = MarkState.PROPOSED
    proposed_at: datetime
    decided_at: datetime | None = None
    appeal_until: datetime | None = None
    steps: tuple[MarkStep, ...] = ()

    @property
    def counts(self) -> bool:
        """True where it costs what it says (LH-17f)."""
        return self.state in COUNTING

    @property
    def proposed_by(self) -> str:
        """Return the userid of who proposed it, `schedule` where the count did."""
        return self.steps[0].by if self.steps else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCommand:
    """What is done about a mark; *words* are the reason."""

    by: Actor
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose(MarkCommand):
    """扣分: *words* are the fact, *demerit* the row as typed, the rest what the ticket says."""

    demerit: str
    centre: str
    ticket_no: str
    event_at: datetime
    unit: str = ""
    person: str = ""
    took_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify(MarkCommand):
    """核实 成立; *unit* where the proposal left open which window is meant (G-18)."""

    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismiss(MarkCommand):
    """核实 不成立."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(MarkCommand):
    """申诉, with the reason (G-17)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uphold(MarkCommand):
    """裁定 维持."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke(MarkCommand):
    """裁定 撤销."""


def step_of(command: MarkCommand, now: datetime) -> MarkStep:
    by = command.by
    return MarkStep(
        what=type(command).__name__, by=by.id, by_name=by.name or by.id, at=now, words=command.words
    )


def key_of(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
