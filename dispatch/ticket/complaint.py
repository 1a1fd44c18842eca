"""What a person told us: the complaint (诉求), who said it, and what came with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from dispatch.ticket.ground import Ground

#: units that are no legal person (民法典 102): partnerships, sole proprietorships, firms of professionals
_UNINCORPORATED = re.compile("合伙|个人独资|律师事务所|会计师事务所|业主委员会|业委会")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complainant:
    """Who complains (诉求人), as WZ-F1's form asks.

    Attributes:
        lane: where we can speak to them (`kf:<open_kfid>:<id>`, `app:<userid>`), empty for a walk-in.
        contact: 单位联系人, only for a unit.
        for_whom: the person whose matter it is when somebody else reports it (代办, G-26).
    """

    lane: str = ""
    name: str = field(default="", repr=False)
    is_unit: bool = False
    contact: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    for_whom: str = field(default="", repr=False)
    anonymous: bool = False

    @property
    def party(self) -> str:
        """Return what they are before the law: 自然人, 法人 or 非法人组织 (FW-3.1)."""
        if not self.is_unit:
            return "自然人"
        return "非法人组织" if _UNINCORPORATED.search(self.name) else "法人"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A photo, voice message, video or file that came with the words; *id* is our media row."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One suggestion: what, how sure (0 to 1), and the words that decided it."""

    id: str
    name: str
    confidence: float = 0.0
    words: tuple[str, ...] = ()


@unique
class Doubt(StrEnum):
    """What of a suggestion is not sure; the value is stored."""

    MATTER = "matter"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What was said, where and when.

    Attributes:
        channel: 微信客服, 企业微信, 窗口, 电话, 信函 … as the ledger prints it.
        kind: the intake type of WZ-2.1, e.g. 投诉.
        said_at: when the first word of it was said.
        place: where it happened, if a location was sent.
        alike: numbers of open tickets that read alike, likely duplicates, whoever told them; hidden from nobody.
        earlier: number of a ticket that is over and that the words name: an objection to how it ended (不服).
        officers: how people in an office are named in the words; no group reads it (N6).
        emergency: which numbers the conversation heard that should be rung; None where none heard it,
            and its words alone say so.
        categories, departments, causes: the suggestions, best first; causes name a class (归因).
        unsure: what the words leave open: which of the categories, of the departments is the right one.
        assisting: departments of what else is surely told beside that (协办).
        ground: what decides who leads, before any suggestion (N4, N17).
    """

    text: str = field(repr=False)
    channel: str
    kind: str = "投诉"
    said_at: datetime
    complainant: Complainant
    media: tuple[Attachment, ...] = ()
    place: str = field(default="", repr=False)
    emergency: tuple[str, ...] | None = None
    categories: tuple[Scored, ...] = ()
    departments: tuple[Scored, ...] = ()
    causes: tuple[Scored, ...] = ()
    unsure: tuple[Doubt, ...] = ()
    assisting: tuple[Scored, ...] = ()
    ground: Ground | None = None
    alike: tuple[str, ...] = ()
    external_no: str = ""
    officers: tuple[str, ...] = field(default=(), repr=False)
    earlier: str = ""

    @property
    def proposed(self) -> tuple[Scored, ...]:
        """Return the departments to choose from, best first: what was decided comes before any score."""
        if self.ground is None:
            return self.departments
        first = Scored(id=self.ground.department, name=self.ground.name, confidence=1.0)
        return (first, *(one for one in self.departments if one.id != first.id))

    @property
    def is_department_open(self) -> bool:
        """True where neither words nor anything decided before say whose it is."""
        is_open = Doubt.DEPARTMENT in self.unsure or not self.departments
        return self.ground is None and is_open

    @property
    def share(self) -> tuple[tuple[str, str], ...]:
        """Return whom one press dispatches it to, the lead first, as (id, name); nobody while that is open."""
        if self.is_department_open:
            return ()
        lead = self.proposed[0]
        by_row = self.ground.assisting if self.ground else ()
        others = by_row or tuple((one.id, one.name) for one in self.assisting)
        return ((lead.id, lead.name), *(one for one in others if one[0] != lead.id))


#: what a complaint is recorded with, by the names that a profile uses (FW-6.1.5)
ELEMENTS: Mapping[str, Callable[[Complaint], object]] = {
    "姓名": lambda one: one.complainant.name,
    "地址": lambda one: one.complainant.address,
    "联系电话": lambda one: one.complainant.phone,
    "时间": lambda one: one.said_at,
    "方式": lambda one: one.channel,
    "诉求": lambda one: one.text.strip() or one.media,
}
