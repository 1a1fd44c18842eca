"""The papers of a ticket: what awaits approval, numbered documents, extensions, handovers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, unique

from dispatch.ticket.ground import Ground


@unique
class Wish(StrEnum):
    """What a petition asks for; the value is stored and names the text."""

    #: 延期 (PY-4.2.5, LH-12b, FW-6.2.5)
    EXTEND = "extend"
    #: 改诺 (N2)
    REPROMISE = "repromise"
    #: 退单 (G-13)
    RETURN = "return"
    #: 转交 out of scope (WZ-7.7, SQ-6c)
    TRANSFER = "transfer"
    #: 通报 (WZ-10.3)
    CIRCULATE = "circulate"
    #: 向同级政府报告 (WZ-10.3)
    REPORT = "report"
    #: 抄送同级纪委监委 (WZ-10.3)
    COPY = "copy"
    #: 依法终结 (G-9)
    END = "end"
    #: 挂账 (FW-6.3.5)
    DEFER = "defer"
    #: 改派: other departments, approved like the 工作单 (WZ-8.1)
    REASSIGN = "reassign"


#: the paper by which a lead goes to the authority (FW-6.2.6)
HANDING_OVER = "违法违纪移交单"


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """Something that somebody proposed and another must approve (批准) or reject (驳回).

    Attributes:
        n: counts on the ticket, so that a card's button means this one.
        days: of an extension, in the unit of the limit that it extends.
        on: the new promised date, or the first milestone.
        departments: (id, name) of who should have it instead.
        several_levels: whoever would then have it belongs to several centres (WZ-9.4).
        to: who gets a document, or a transfer.
        is_exception: asks against a rule that has exceptions (PY-4.2.7).
        text: the whole paper that would be issued, as who decides reads it.
        ground, exception: what decides who leads, and why it is not followed (N17).
    """

    wish: Wish
    n: int
    at: datetime
    by: str
    by_name: str = ""
    department: str = ""
    reason: str = field(default="", repr=False)
    days: int = 0
    on: date | None = None
    departments: tuple[tuple[str, str], ...] = ()
    to: tuple[str, ...] = ()
    document: str = ""
    is_exception: bool = False
    text: str = field(default="", repr=False)
    several_levels: bool = False
    ground: Ground | None = None
    exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A numbered document of a ticket; it goes out once a person approved it.

    Attributes:
        kind: 督办单, 通报, 向同级政府报告, 抄送纪委监委函, 函转函 …
        no: the ticket's number, the kind and a running number: `2026-0001-督办单-1`.
        text: the whole of it, as whoever gets it reads it.
        due_at: until when it wants something done, if it does (督办单).
    """

    kind: str
    no: str
    to: tuple[str, ...]
    at: datetime
    by: str
    text: str = field(default="", repr=False)
    approved_at: datetime | None = None
    approved_by: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One approved 延期: from which moment to which, and why."""

    at: datetime
    days: int
    reason: str = field(repr=False)
    from_at: datetime
    to_at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """交接 (LH-7e): offered by one person to another, in force when that one accepts."""

    from_id: str
    from_name: str
    to_id: str
    to_name: str
    at: datetime
    accepted_at: datetime | None = None
