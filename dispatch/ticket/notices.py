"""What must be said: to whom and what, as plain values; `bot/texts` finds the words.

Facts may hold a citizen's words; what goes into a group is masked when the letter is drawn
(`bot/letters/compose.py` by `bot/letters/masking.py`), where both the ticket and the mask are known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique


@unique
class To(StrEnum):
    """Who listens."""

    CITIZEN = "citizen"
    #: the receptionists and supervisors of the centre (WIN)
    DESK = "desk"
    #: management (MGMT)
    MANAGEMENT = "management"
    #: one department: its group chat, or its liaison where no group can be reached
    DEPARTMENT = "department"
    #: the head of one department's window (窗口负责人); its liaison where nobody is
    WINDOW = "window"
    #: one department's emergency contact (应急联络人), by SMS
    EMERGENCY = "emergency"
    #: who received the complaint first (首接负责人)
    FIRST_HANDLER = "first_handler"
    #: who owns the ticket now, or the person named by `target`
    OWNER = "owner"
    #: who holds the role 应急联络人 in the centre; management where nobody does
    ON_CALL = "on_call"
    #: 监督考核科
    ASSESSOR = "assessor"
    #: 分管领导
    LEADER = "leader"


@unique
class NoticeKind(StrEnum):
    """What is said; the value is stored and names the template in `bot/texts`."""

    # to the citizen
    RECEIPT = "receipt"
    DISPATCHED = "dispatched"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"
    SURVEY = "survey"
    GUIDED = "guided"
    REWORKED = "reworked"
    STRUCK_OFF = "struck_off"
    LEVEL_RECORDED = "level_recorded"
    WITHDRAWN = "withdrawn"
    EXTENDED = "extended"
    REPROMISED = "repromised"
    TRANSFERRED = "transferred"
    LINKED = "linked"
    DEFERRED = "deferred"
    HANDED_OVER = "handed_over"
    PART_HANDED_OVER = "part_handed_over"
    LAWFULLY_ENDED = "lawfully_ended"
    PROGRESS = "progress"
    CORRECTED = "corrected"
    TOLD = "told"
    # to the desk
    TRIAGE = "triage"
    INSPECT = "inspect"
    REJECTED = "rejected"
    CALL = "call"
    UNHAPPY = "unhappy"
    CLOSED = "closed"
    RESULT = "result"
    RETURNED = "returned"
    RING = "ring"
    REFUSED_WISH = "refused_wish"
    UNANSWERED = "unanswered"
    #: its words tell of danger (C-21)
    ALARM = "alarm"
    #: … and that nobody is in danger: the mark is off
    STOOD_DOWN = "stood_down"
    UNMET = "unmet"
    #: somebody's conduct is spoken of: the desk and management decide what becomes of it
    ALLEGED = "alleged"
    URGENT = "urgent"
    # to management
    APPROVE = "approve"
    PETITION = "petition"
    MEETING = "meeting"
    HANDOVER = "handover"
    LOOK = "look"
    # to the head of a unit, in single chat
    TOLD_HEAD = "told_head"
    # to one person
    OFFERED = "offered"
    RECORDED = "recorded"
    # to a department
    FORM = "form"
    REMINDED = "reminded"
    SUPERVISED = "supervised"
    SENT_BACK = "sent_back"
    SUPPLEMENTED = "supplemented"
    TAKEN_AWAY = "taken_away"
    CONTRIBUTED = "contributed"
    CONTRIBUTE = "contribute"
    CIRCULATED = "circulated"
    RECOUNTED = "recounted"
    INVITED = "invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to say.

    Attributes:
        target: the department's id where *to* is DEPARTMENT, WINDOW or EMERGENCY, the userid where
            it is OWNER; else empty.
        facts: what the template needs beside the ticket, as text.
    """

    to: To
    what: NoticeKind
    target: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
