"""The sections 考核 of a profile: which fault costs whom how much, what is lost, how long one may appeal."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from dispatch.profiles.raw import Raw, tables
from dispatch.profiles.reading import Fault, FaultKind
from dispatch.worktime.counting import Limit


@unique
class Counts(StrEnum):
    """How a fault comes about; the value is what a profile writes."""

    #: a person proposes it, with the ticket that shows it
    HAND = "hand"
    #: tickets dispatched to one window, of one matter and cause code (LH-17c, G-16)
    DISPATCHED = "dispatched"
    #: tickets on which marks against one person, of one of the causes, were verified (LH-17d)
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demerit:
    """One row of 考核 (LH-17a to e).

    Attributes:
        id: as people type it, e.g. 17b.
        unit_points, person_points: what the window and what its officer loses.
        causes: one of them must be named; for VERIFIED only these are counted.
        timed: it is about being late, so it needs *minutes* before anybody can be (G-5).
        minutes: how long coming may take; None until the county says so.
        unit_may_wait: which window is meant may be left to who verifies (G-18).
        threshold, within_months: so many times within so many months (G-19).
        loses: the title of the year that is lost, e.g. 红旗窗口.
    """

    clause: str
    gap: str = ""
    id: str
    name: str
    counts: Counts = Counts.HAND
    unit_points: int = 0
    person_points: int = 0
    causes: tuple[str, ...] = ()
    timed: bool = False
    minutes: int | None = None
    unit_may_wait: bool = False
    threshold: int = 0
    within_months: int = 0
    loses: str = ""

    @property
    def is_title(self) -> bool:
        """True where a title is lost after so many times, False where points are."""
        return self.counts is not Counts.HAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Appealing:
    """申诉: how long after the verification a mark may be appealed (G-17)."""

    limit: Limit


def costing(given: Raw) -> Iterator[Fault]:
    """Every row of 考核 takes something; one that is counted says how often is too often (LH-17)."""
    for path, row in tables(given, "assessment"):
        is_title = row.get("counts", Counts.HAND) != Counts.HAND
        for name in _NEEDED[is_title]:
            if not row.get(name):
                yield Fault(path=f"{path}.{name}", what=FaultKind.MISSING)
        for name in ("unit_points", "person_points", "threshold", "within_months", "minutes"):
            value = row.get(name)
            if isinstance(value, int) and value < 0:
                yield Fault(path=f"{path}.{name}", what=FaultKind.WRONG_VALUE, right=("≥ 0",))


#: whether it is a title that is lost → what the row must have
_NEEDED: dict[bool, tuple[str, ...]] = {
    False: ("unit_points",),
    True: ("threshold", "within_months", "loses"),
}
