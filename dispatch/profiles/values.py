"""Who acts in a profile, the classes of matters, their stages and limits, and where each key comes from."""

from dataclasses import dataclass
from enum import StrEnum, unique

from dispatch.worktime.counting import Limit

#: what a text may call the meeting of units, where it names what comes next
MEETING = "会商"


@unique
class Role(StrEnum):
    """What somebody is to a ticket (product §5); the value is what a profile writes and the log keeps."""

    RECEPTIONIST = "receptionist"
    SUPERVISOR = "supervisor"
    MANAGEMENT = "management"
    DEPARTMENT = "department"
    WINDOW_LEAD = "window_lead"
    FIRST_HANDLER = "first_handler"
    LEADER = "leader"
    EMERGENCY = "emergency"
    ASSESSOR = "assessor"
    OPERATOR = "operator"
    # no profile gives these two to anybody
    CITIZEN = "citizen"
    SCHEDULE = "schedule"


@unique
class Trigger(StrEnum):
    """What sends a ticket back to its departments (退回重办)."""

    #: the inspection of any answer, or what the person thinks of it
    QC_OR_OPINION = "qc_or_opinion"
    #: what the person thinks of it; an inspection only where the reply guard found something
    RATING = "rating"
    #: nothing: who is not satisfied has it brought before a meeting
    NONE = "none"


#: what a text may call a recorded step; `dispatch/lifecycle/progress.py` knows when each was taken
STEPS = (
    "受理",
    "接诉登记",
    "研判",
    "转办",
    "交办",
    "分类转办",
    "办理",
    "办理答复",
    "办结",
    "反馈",
    "评价",
    "回访",
    "回访评价",
    "跟踪督办",
    "汇总",
    "归档",
)
#: what a text may set a target for; `dispatch/assessment/targets.py` counts each
RATES = ("及时转办率", "诉求办结率", "企业和群众满意率")


@unique
class Kind(StrEnum):
    """What a stage demands (C-3)."""

    #: 答复意见, with what the stage needs beside it; ends the matter
    REPLY = "reply"
    #: 解决方案 with a promised date; a result follows
    PLAN = "plan"
    #: 办理结果; ends the matter
    RESULT = "result"
    #: 回应: the person hears that it arrived
    ACKNOWLEDGE = "acknowledge"
    #: 研究部署: the department has begun
    DEPLOY = "deploy"


#: the kinds of stage that can end a matter
FINAL = frozenset({Kind.REPLY, Kind.RESULT})


@unique
class Start(StrEnum):
    """From what a stage counts (C-5)."""

    #: receipt of the 工作单: commit of the approved dispatch
    RECEIVED = "received"
    #: transfer to the 承办单位
    DISPATCHED = "dispatched"
    #: the complaint came in
    ARRIVED = "arrived"
    #: the plan was given
    PLANNED = "planned"


@unique
class Committed(StrEnum):
    """Where the promised date (承诺时限) of a stage without a limit of its own comes from."""

    #: promised and recorded at dispatch (G-32)
    DISPATCH = "dispatch"
    #: the date that the plan promises
    PLAN = "plan"


@unique
class Path(StrEnum):
    """How a class of matters is handled."""

    ON_SITE = "on_site"
    DISPATCH = "dispatch"
    #: no class of its own: a clock that runs from arrival beside whatever it becomes
    ARRIVAL = "arrival"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a key comes from: a clause of the text, or `default` with the gap it fills."""

    clause: str
    gap: str = ""

    @property
    def is_default(self) -> bool:
        """Return whether it must be shown as 默认，非文件规定."""
        return self.clause == "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step with a time limit: it has a limit or waits for a promised date, never both."""

    kind: Kind
    clause: str
    gap: str = ""
    start: Start = Start.RECEIVED
    limit: Limit | None = None
    committed: Committed | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClass:
    """A class of matters (分类): its name as people say it, what it means, and its stages.

    Attributes:
        first: goes before all others (急事急办, PY-4.2.11).
        hints: words that suggest it to the person who classifies (G-29).
        usual: suggested where no words say anything else.
        channels: of a class of path `arrival`: what came in this way has its clock (FW-6.1.3).
    """

    id: str
    name: str
    path: Path
    meaning: str = ""
    on_site_first: bool = False
    first: bool = False
    hints: tuple[str, ...] = ()
    usual: bool = False
    channels: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()

    def stage(self, kind: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.kind == kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """A stage that runs in addition when a complex matter has several departments or levels."""

    applies_to: tuple[str, ...]
    stage: Stage
    when: tuple[str, ...] = ("departments", "levels")
