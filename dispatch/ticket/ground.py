"""Why a department comes before what the words suggest (派单依据): a row of the 派单目录, or a meeting (N17, N4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique


@unique
class GroundKind(StrEnum):
    """What decided; the value is stored."""

    #: a row of the county's duty list
    DUTY = "duty"
    #: a meeting (会商, 协调推进会) that ended in one lead
    MEETING = "meeting"
    #: a law that lets the township hear such a matter first; it comes with the program
    LAW = "law"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What decided for which matter, and for whom.

    Attributes:
        no: the row's number, or the number of the ticket that the meeting was about.
        about: the matter, or the phrase of the row that stands in the words.
        department: the id of who leads, *name* its name.
        assisting: (id, name) of who helps by the same row.
        basis: 依据 as the row names it.
        of_township: the row gives it to the township in the first instance.
        decided_on: the day of the meeting.
    """

    kind: GroundKind
    no: str
    about: str
    department: str
    name: str
    assisting: tuple[tuple[str, str], ...] = ()
    basis: str = ""
    of_township: bool = False
    decided_on: date | None = None
