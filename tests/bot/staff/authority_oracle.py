"""Who may do what, written down a second time from product.md §5, N6, G-21 and S5: nothing of `dispatch` is used.

The roles of a command are 武陟's; where product.md leaves it to the profile, the county's text or its default
decides. What a state allows is read from the story of §3, as a clerk would: the desk decides, management
approves, departments work, the desk inspects, the person rates; a closed ticket is history.
"""

from dataclasses import dataclass
from enum import StrEnum

DESK = frozenset({"receptionist", "supervisor"})
ABOVE = frozenset({"supervisor", "management"})
CENTRE = DESK | {"management"}
OFFICE = frozenset({"department", "window_lead"})
ROLES = tuple(
    sorted({*CENTRE, *OFFICE, "first_handler", "leader", "emergency", "assessor", "operator"})
)
EVERYBODY = frozenset(ROLES)
#: who has the whole centre before them; all others what lies with their department
WHOLE_CENTRE = CENTRE | {"leader", "assessor", "operator"}

#: command → who gives it (does or proposes)
MAY: dict[str, frozenset[str]] = {
    "查": EVERYBODY,
    **dict.fromkeys(("当场", "不予受理", "派单", "改派", "改类", "回函"), CENTRE),
    **dict.fromkeys(("签收", "答复", "方案", "追问", "退单"), OFFICE),
    **dict.fromkeys(("改诺", "延期"), OFFICE | {"management"}),
    **dict.fromkeys(("批准", "驳回"), frozenset({"management"})),
    **dict.fromkeys(("催办", "质检", "回访", "回复", "接管", "交还"), DESK),
    **dict.fromkeys(("督办", "退回"), frozenset({"supervisor"})),
    **dict.fromkeys(
        ("通报", "函转", "移交", "会商", "挂账", "终结", "上门", "并案", "撤并"), ABOVE
    ),
    **dict.fromkeys(("线索", "非线索", "转告"), CENTRE),
    **dict.fromkeys(("记录", "接手", "更正"), EVERYBODY),
    "交接": CENTRE | OFFICE | {"first_handler"},
    "看号": CENTRE | {"department", "first_handler"},
    # that somebody rang a department: who has the tasks of the desk
    "电话": CENTRE | {"operator", "emergency"},
}

NEW = frozenset({"registered", "proposed"})
IN_HAND = frozenset({"dispatched", "working", "planned", "rework", "deferred"})
OPEN = frozenset({*NEW, *IN_HAND, "meeting", "outside", "linked", "answered", "surveying"})
#: what no department has, or had
WITH_NOBODY = NEW | {"outside", "linked", "refused", "withdrawn", "transferred", "handed_over"}
LATE = frozenset({"answered", "surveying"})

#: command → in which states it can change a ticket
WHEN: dict[str, frozenset[str]] = {
    "当场": NEW | {"meeting"},
    "不予受理": NEW,
    "派单": NEW | {"meeting"},
    "改派": IN_HAND | {"meeting"},
    "改类": IN_HAND | LATE | {"registered"},
    "签收": IN_HAND,
    "答复": IN_HAND | {"answered"},
    **dict.fromkeys(("方案", "改诺", "追问", "退单"), IN_HAND),
    "延期": IN_HAND - {"deferred"},
    **dict.fromkeys(("批准", "驳回"), NEW | IN_HAND | LATE | {"meeting"}),
    "催办": NEW | IN_HAND | {"meeting"},
    **dict.fromkeys(("督办", "通报", "挂账", "终结"), IN_HAND | {"meeting"}),
    **dict.fromkeys(("质检", "退回"), frozenset({"answered"})),
    "回访": frozenset({"surveying", "outside"}),
    **dict.fromkeys(("函转", "并案"), NEW),
    "撤并": frozenset({"linked"}),
    "会商": NEW | IN_HAND | {"meeting"},
    "上门": LATE,
    "回函": frozenset({"outside", "linked"}),
    **dict.fromkeys(("移交", "线索", "非线索", "转告", "记录", "接手", "交接"), OPEN),
}


class Relation(StrEnum):
    """How the ticket lies to who acts on it."""

    OWN = "own"
    OTHER_DEPARTMENT = "other department"
    OTHER_CENTRE = "other centre"
    RESTRICTED = "restricted"
    HIDDEN_PERSON = "hidden from the person"
    HIDDEN_DEPARTMENT = "hidden from the department"


class Verdict(StrEnum):
    """What must come of it."""

    #: as if the number had never been given
    NOT_THERE = "not there"
    #: another department's: no word of whose
    NOT_THEIRS = "not theirs"
    #: beyond one's role, or the state does not allow it: refused, nothing changes
    REFUSED = "refused"
    #: the rules decide; not refused for who acts
    MAY = "may"


@dataclass(frozen=True, slots=True)
class Point:
    """One cell: who, what, where the ticket stands and whose it is, and by which way it is said."""

    role: str
    command: str
    state: str
    relation: Relation
    way: str
    said: str


def verdict(point: Point) -> Verdict:
    """Return what must come of *point*."""
    if point.relation in (Relation.OTHER_CENTRE, Relation.HIDDEN_PERSON):
        return Verdict.NOT_THERE
    # who sits in no department is none of its people; its head is told of what they did (G-21)
    if point.relation is Relation.HIDDEN_DEPARTMENT and point.role not in WHOLE_CENTRE:
        return Verdict.NOT_THERE
    if point.relation is Relation.RESTRICTED and point.role != "management":
        return Verdict.NOT_THERE
    if point.role not in WHOLE_CENTRE and not _lies_with(point):
        return Verdict.NOT_THEIRS
    if point.role not in MAY[point.command]:
        return Verdict.REFUSED
    if point.command in WHEN and point.state not in WHEN[point.command]:
        return Verdict.REFUSED
    return Verdict.MAY


def _lies_with(point: Point) -> bool:
    """True where the ticket lies with the department of who acts, or they received it (LH-5a)."""
    if point.relation is Relation.OTHER_DEPARTMENT:
        return False
    return point.role == "first_handler" or point.state not in WITH_NOBODY
