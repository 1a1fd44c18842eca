"""What a ticket (工单) is: its states and everything it carries.

Rule 1: a ticket is a value; it changes only through `dispatch.lifecycle.life.apply`.
Rule 2: no clock, database or network here.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, unique

from dispatch.ticket.allegation import Allegation
from dispatch.ticket.complaint import Complaint, Doubt
from dispatch.ticket.ground import Ground
from dispatch.ticket.papers import Document, Extension, Handover, Petition
from dispatch.worktime.calendar import in_shanghai
from dispatch.worktime.counting import Limit, Unit


@unique
class State(StrEnum):
    """Where a ticket stands; the value is what is stored."""

    #: the number is given; the desk must decide (待研判)
    REGISTERED = "registered"
    #: the desk proposed departments and class; management must approve (待批准)
    PROPOSED = "proposed"
    #: the 工作单 is with the departments, not yet acknowledged (待签收)
    DISPATCHED = "dispatched"
    #: the lead acknowledged (办理中)
    WORKING = "working"
    #: the lead gave a plan with a promised date (按方案办理)
    PLANNED = "planned"
    #: the lead answered; the desk must inspect (待质检)
    ANSWERED = "answered"
    #: the answer is with the citizen, who is asked to rate (待评价)
    SURVEYING = "surveying"
    #: sent back to the departments (退回重办)
    REWORK = "rework"
    #: units dispute whose it is; a meeting must end in one lead (会商, N4, PY-5.2a)
    MEETING = "meeting"
    #: cannot be done now; goes on by approved milestones (挂账, FW-6.3.5)
    DEFERRED = "deferred"
    #: with another unit or centre; tracked until it answers (函转, SQ-P3.2d)
    OUTSIDE = "outside"
    #: waits for the answer of the ticket that tells the same event (并案, N8)
    LINKED = "linked"
    #: the citizen was satisfied; struck off the ledger (清零销号)
    STRUCK_OFF = "struck_off"
    #: closed without a rating after three tries on two days (办结（未评价）, G-10)
    UNRATED = "unrated"
    #: not ours: reason and path were given (告知渠道)
    REFUSED = "refused"
    #: the citizen took it back (撤回)
    WITHDRAWN = "withdrawn"
    #: given to whom it belongs, and the person told so; both, or it stays open (转交, WZ-7.7)
    TRANSFERRED = "transferred"
    #: a lead of an offence, given to the authority that pursues it (移交, FW-6.2.6)
    HANDED_OVER = "handed_over"
    #: lawful, and the person is not satisfied (依法终结（不满意）, G-9)
    LAWFULLY_ENDED = "lawfully_ended"


@unique
class Tie(StrEnum):
    """How a ticket belongs to another; the value is what is stored."""

    #: the same event, told by several people (并案)
    SAME = "same"
    #: a part of it that another centre of this installation handles (跨层级)
    LEVEL = "level"


#: States in which nothing more can happen.
CLOSED = frozenset(
    {
        State.STRUCK_OFF,
        State.UNRATED,
        State.REFUSED,
        State.WITHDRAWN,
        State.TRANSFERRED,
        State.HANDED_OVER,
        State.LAWFULLY_ENDED,
    }
)

#: States in which a department has the matter and a clock runs.
WITH_DEPARTMENT = frozenset({State.DISPATCHED, State.WORKING, State.PLANNED, State.REWORK})

#: States in which limits push: what departments have, and what management settles beside it (N4).
PUSHED = WITH_DEPARTMENT | {State.MEETING, State.DEFERRED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One department's share: exactly one part is the lead (牵头), the others assist (协办); WZ-8.4.

    Attributes:
        given_at: when it got the 工作单; a 退单 counts from there (G-13).
        due_at: when an assisting department's contribution is due (G-23).
    """

    department: str
    name: str
    is_lead: bool
    given_at: datetime | None = None
    due_at: datetime | None = None
    reminded_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    contribution: str = field(default="", repr=False)
    contributed_at: datetime | None = None

    @property
    def owed_at(self) -> datetime | None:
        """Return when to remind it of its contribution, None once given or reminded (G-23)."""
        is_over = self.is_lead or self.contributed_at is not None or self.reminded_at is not None
        return None if is_over else self.due_at

    def is_late(self, now: datetime) -> bool:
        """True when its contribution is due and nobody was reminded of it."""
        return self.owed_at is not None and self.owed_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One running limit with its proof (N1).

    Attributes:
        stage: reply, plan or result.
        due_at: when it is over; no edit ever moves it.
        provisional: the calendar of that year is not announced yet (暂定, G-28).
        proof: the counted days, e.g. `收单4-26不计；4-28调休①；…`.
        remind_at: the moments at which the department is reminded (G-1), earliest first.
        reminded_at: when it was; one reminder makes up for all that were missed.
        demand_due_at: when the 督办 that this limit got must be met (G-30); no later one replaces it.
        circulated_at: when it was followed up, by 通报 where the text has it, because it was not met.
        presses_at: from when it presses who has it now, where its end or its demand was over before
            they got it.
        stopped_at: when the stage was fulfilled, or this limit gave way to a later one.
        moved_at: when it gave way: an extension, a changed promise, milestones.
        limit: how long, to count again when a calendar is announced; None for a promised date.
        department: whose promise it is (N2); empty for a limit of the text, and in old logs.
    """

    stage: str
    clause: str
    start_at: datetime
    due_at: datetime
    provisional: bool = False
    proof: str = ""
    remind_at: tuple[datetime, ...] = ()
    reminded_at: tuple[datetime, ...] = ()
    supervised_at: datetime | None = None
    demand_due_at: datetime | None = None
    circulated_at: datetime | None = None
    stopped_at: datetime | None = None
    moved_at: datetime | None = None
    limit: Limit | None = None
    department: str = ""
    presses_at: datetime | None = None

    @property
    def unmet_at(self) -> datetime | None:
        """Return when the demand that nobody followed up yet is over, None where there is none (G-30)."""
        at, done_at = self.demand_due_at, self.circulated_at
        return None if self.stopped_at or at is None or (done_at and done_at >= at) else at

    @property
    def rings(self) -> bool:
        """True where it may ring at night: only what is counted in hours does (N9)."""
        return self.limit is not None and self.limit.unit is Unit.HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What awaits management's approval (WZ-8.1): departments, class and, if committed, the date.

    *ground* is what decides who leads, *exception* why it is not followed (N17).
    """

    class_name: str
    departments: tuple[Part, ...]
    promised_on: date | None = None
    several_levels: bool = False
    by: str = ""
    by_name: str = ""
    ground: Ground | None = None
    exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer (答复意见), with reason and basis where the class needs them (WZ-9.1).

    *findings* are what the reply guard said against it (N3).
    """

    text: str = field(repr=False)
    reason: str = field(default="", repr=False)
    basis: str = field(default="", repr=False)
    department: str = ""
    by: str = ""
    at: datetime
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One vote, appended per round, never changed (N7); *recorded*: by who called them (代录)."""

    level: str
    round: int
    at: datetime
    by: str
    remark: str = field(default="", repr=False)
    recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something added later; *kind* is one of RemarkKind, or RECORD and the name of an act."""

    kind: str
    text: str = field(repr=False)
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One complaint on its way.

    Attributes:
        no: the ASCII number, `2026-0001`, with the centre's prefix if it has one.
        step_version: the version at which state or round last changed; older cards are stale.
        step_by: the name of who brought it into its present step.
        step_at: when it came into it.
        class_name: 一般性问题, 办不了, 很难办 or 不给办 (WZ-7); empty until the desk decided.
        matter: the confirmed category (诉求类别).
        parts: the departments, lead first; kept through rework.
        clocks: every limit that ever ran, the open ones have no `stopped_at`.
        received_at: commit of the approved dispatch, from which WZ-9 counts.
        round: 0, and one more for each 退回重办.
        first_handler: userid of who received it; never changes (LH-5a).
        owner: userid of who handles it now; an open ticket always has one (SQ-S3).
        cause: the cause code (原因); the class where none was named (SQ-P1).
        rank: 0 goes before all others (PY-4.2.11), 1 is the rest.
        emergency: the numbers that its words call for (C-21); empty where nobody is in danger.
        petitions: what awaits approval, oldest first; `petitioned` is the last number given.
        documents: every numbered document, with who approved it.
        extensions: the approved ones.
        returns: departments that said 'not ours' in this round (G-13).
        owed: who must still be told the result before its limit is met (LH-12a), or a transfer
            before it may close (WZ-7.7): person, window, assessor.
        check_at: when those whose turn it is, and whom no limit pushes, are asked again.
        call_due_at: when a call is asked for next, to whom the survey or the news did not speak.
        calls_at: when one was asked for, in this step.
        outside: the unit or centre that has it (函转), or the units of a meeting.
        tied_to, tie: the ticket it waits for: the `same` event (并案) or the `level` above (跨层级).
        restricted: seen by management and who handed it over only (移交, G-21).
        hidden_from: departments that must not see it.
        allegation: what was said about somebody's conduct (线索, N6); who may read it: `dispatch.ticket.sight`.
        ground: by what its lead has it, where no score decided that (派单依据, N17).
        wakes_at: the next moment at which anything could be due, None if never.
    """

    no: str
    centre: str
    profile: str
    profile_version: str
    calendar_version: str
    state: State
    complaint: Complaint
    opened_at: datetime
    version: int = 0
    step_version: int = 0
    step_by: str = ""
    class_name: str = ""
    matter: str = ""
    parts: tuple[Part, ...] = ()
    proposal: Proposal | None = None
    clocks: tuple[Clock, ...] = ()
    received_at: datetime | None = None
    reply: Reply | None = None
    plan: str = field(default="", repr=False)
    round: int = 0
    ratings: tuple[Rating, ...] = ()
    remarks: tuple[Remark, ...] = ()
    reminded_at: tuple[datetime, ...] = ()
    supervised_at: tuple[datetime, ...] = ()
    reworked_at: tuple[datetime, ...] = ()
    answered_at: datetime | None = None
    surveyed_at: datetime | None = None
    undelivered: bool = False
    call_due_at: datetime | None = None
    closed_at: datetime | None = None
    closing: str = field(default="", repr=False)
    first_handler: str = ""
    owner: str = ""
    cause: str = ""
    rank: int = 1
    emergency: tuple[str, ...] = ()
    several_levels: bool = False
    petitions: tuple[Petition, ...] = ()
    petitioned: int = 0
    documents: tuple[Document, ...] = ()
    extensions: tuple[Extension, ...] = ()
    returns: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    check_at: datetime | None = None
    outside: str = ""
    tied_to: str = ""
    tie: str = ""
    handover: Handover | None = None
    restricted: bool = False
    hidden_from: tuple[str, ...] = ()
    allegation: Allegation | None = None
    ground: Ground | None = None
    wakes_at: datetime | None = None
    step_at: datetime | None = None
    calls_at: tuple[datetime, ...] = ()

    @property
    def lead(self) -> Part | None:
        return next((part for part in self.parts if part.is_lead), None)

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def has_open_lead(self) -> bool:
        """True where somebody must still decide what becomes of a lead on it (线索)."""
        return self.allegation is not None and self.allegation.is_open and not self.is_closed

    @property
    def is_matter_open(self) -> bool:
        """True where the words left the matter open, and nobody has said another (改类, 派单 事项=)."""
        said = self.complaint
        is_open = Doubt.MATTER in said.unsure and bool(said.categories)
        return is_open and self.matter == said.categories[0].name

    @property
    def decided_matter(self) -> str:
        """Return the matter as it may be told outside the desk: empty while nobody is sure of it."""
        return "" if self.is_matter_open else self.matter

    @property
    def open_clocks(self) -> tuple[Clock, ...]:
        return tuple(clock for clock in self.clocks if clock.stopped_at is None)

    def pressed_at(self, clock: Clock, at: datetime) -> datetime:
        """Return when *at*, an end of *clock*, presses who has it now; what was over before waits for their time."""
        given_at = self.lead.given_at if self.lead else None
        was_before = given_at is not None and at <= given_at
        return clock.presses_at or at if was_before else at

    @property
    def limit(self) -> Clock | None:
        """Return the one limit that people are shown everywhere: the nearest that runs.

        Once nothing runs any more it is the nearest of those that ran to the end; what gave way or
        was met earlier is history.
        """
        return min(self._shown, key=lambda clock: clock.due_at, default=None)

    @property
    def _shown(self) -> tuple[Clock, ...]:
        ended = max((c.stopped_at for c in self.clocks if c.stopped_at), default=None)
        return self.open_clocks or tuple(c for c in self.clocks if c.stopped_at == ended)

    @property
    def promise(self) -> Clock | None:
        """Return the running promise, the newest where an old log has several; a milestone is one (N2)."""
        dated = (clock for clock in reversed(self.open_clocks) if clock.limit is None)
        return next(dated, None)

    @property
    def promised_on(self) -> date | None:
        """Return the day that is promised, as it runs or ran to the end; None where none was, or it gave way (N2).

        It is read from the limits, so that the two cannot contradict each other.
        """
        dated = (clock for clock in reversed(self._shown) if clock.limit is None)
        return next((in_shanghai(clock.due_at).date() for clock in dated), None)

    @property
    def due_at(self) -> datetime | None:
        """Return the nearest moment by which something must be done, None if no clock runs."""
        return min((clock.due_at for clock in self.open_clocks), default=None)


def spoken(no: str) -> str:
    """Return the number as the form prints it: `2026-0001` → `2026年第0001号` (WZ-F1)."""
    *prefix, year, serial = no.split("-")
    return f"{'-'.join([*prefix, year])}年第{serial}号"
