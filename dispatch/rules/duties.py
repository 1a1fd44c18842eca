"""派单目录: which row of a county's duty list a complaint falls under, and what a row forbids (N17).

Rule 1: a phrase of a row that stands in the words decides before a row of the matter; the longest first.
Rule 2: a row for the township means the one that words, place or address name; where none is named it says nothing.
Rule 3: what a row gives to a department is not given to a township, but by somebody who names the exception.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from dispatch.errors import RuleForbids, Why
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.ground import Ground, GroundKind
from dispatch.words.normal_form import normal
from dispatch.words.simplified import simplified


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A row: matter or phrases → who leads, and by what.

    Attributes:
        no: as the list numbers it.
        department: an id, empty where the row is the township's.
        assisting: (id, name) pairs.
    """

    no: str
    matter: str = ""
    phrases: tuple[str, ...] = ()
    department: str = ""
    name: str = ""
    assisting: tuple[tuple[str, str], ...] = ()
    basis: str = ""
    kind: GroundKind = GroundKind.DUTY

    @property
    def is_townships(self) -> bool:
        return not self.department


@dataclass(frozen=True, slots=True, kw_only=True)
class Township:
    """A township of the county among the departments, and how addresses name it."""

    id: str
    name: str
    called: tuple[str, ...]


def ground_of(
    rows: Sequence[Duty], townships: Sequence[Township], complaint: Complaint, matter: str
) -> Ground | None:
    """Return what the *rows* say of *complaint*, None where none of them does.

    Args:
        matter: what it is about, empty while nobody is sure.
    """
    for row, about in _fitting(rows, _read(complaint.text), matter):
        lead = (row.department, row.name)
        if row.is_townships:
            there = township_of(townships, complaint)
            if there is None:
                continue
            lead = (there.id, there.name)
        return Ground(
            kind=row.kind,
            no=row.no,
            about=about,
            department=lead[0],
            name=lead[1],
            assisting=tuple(one for one in row.assisting if one[0] != lead[0]),
            basis=row.basis,
            of_township=row.is_townships,
        )
    return None


def _fitting(rows: Sequence[Duty], text: str, matter: str) -> Iterable[tuple[Duty, str]]:
    """Yield the rows that fit with what of them does, the surest first."""
    said = [(row, phrase) for row in rows for phrase in row.phrases if _read(phrase) in text]
    yield from sorted(said, key=lambda hit: -len(hit[1]))
    yield from ((row, matter) for row in rows if matter and row.matter == matter)


def township_of(townships: Sequence[Township], complaint: Complaint) -> Township | None:
    """Return where it is: as the words name it, else the place sent, else the address; None where two are named."""
    for text in (complaint.text, complaint.place, complaint.complainant.address):
        plain = _read(text)
        named = [one for one in townships if any(_read(name) in plain for name in one.called)]
        if named:
            return named[0] if len(named) == 1 else None
    return None


def _read(text: str) -> str:
    return simplified(normal(text)).lower()


def check_duty(
    ground: Ground | None, lead: str, townships: Collection[str], exception: str
) -> None:
    """Raise where *lead* is a township and the county's list has the matter as a department's.

    Args:
        townships: ids of those of the departments named that are townships.
        exception: why it is done all the same; who says it stands in the log by name.
    """
    if ground is None or ground.kind is not GroundKind.DUTY or ground.of_township:
        return
    if lead in townships and lead != ground.department and not exception.strip():
        raise RuleForbids(
            Why.DEPARTMENTS_DUTY,
            row=ground.no,
            about=ground.about,
            name=ground.name,
            basis=f"（{ground.basis}）" if ground.basis else "",
        )
