"""The commands: imperatives that a person, the citizen or the schedule may give; plain frozen values."""

from dataclasses import dataclass, field
from datetime import date, datetime

from dispatch.ticket.actor import Actor
from dispatch.ticket.ground import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something that somebody wants done to one ticket."""

    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify(Command):
    """改类别·部门: another matter, class, cause code or intake type (WZ-2.1); what is empty stays.

    *ground* is what decides who leads in another matter, as the desk finds it.
    """

    kind: str = ""
    matter: str = ""
    class_name: str = ""
    cause: str = ""
    ground: Ground | None = None


#: what solving something on the spot is where nothing else is said (WZ-2.2)
HELP = "即时帮助协调处理"


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOnSpot(Command):
    """当场办结 (WZ-7.2): a general question, solved here and now; *service* is one of WZ-2.2."""

    result: str = field(repr=False)
    service: str = HELP


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Command):
    """告知渠道 (WZ-7.7, WZ-7.8), 不予受理 (FW-5.3): the person hears why and where to go.

    *code* is one of the profile's refusals (N1 to N7, 6b to 6d), *fields* what it asks for by its
    Chinese name, e.g. 方法, 路径.
    """

    reason: str = field(repr=False)
    code: str = ""
    path: str = field(default="", repr=False)
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch(Command):
    """派单: class and departments, lead first; management approves (WZ-8.1).

    *departments* are (id, name) pairs; *cause* is the 原因 where one is named now; *promised_on* is the 承诺时限 where the class has no other (G-32);
    *several_levels* says that they belong to several centres (WZ-9.4).
    *ground* is what decides who leads, *townships* are ids of those of the departments that are
    townships, as the desk finds both; *exception* is why a township gets what the list has as a
    department's (N17).
    """

    class_name: str
    departments: tuple[tuple[str, str], ...]
    matter: str = ""
    promised_on: date | None = None
    several_levels: bool = False
    cause: str = ""
    ground: Ground | None = None
    townships: tuple[str, ...] = ()
    exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Command):
    """批准: what is pending goes ahead; *petition* is its `n`, 0 the oldest."""

    petition: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Command):
    """驳回: what is pending does not, with the reason; *petition* is its `n`, 0 the oldest."""

    reason: str = field(repr=False)
    petition: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign(Command):
    """改派: other departments, with a reason; the clock goes on (no edit moves a deadline).

    *several_levels* (WZ-9.4), *ground*, *townships* and *exception* (N17) as with 派单.
    """

    departments: tuple[tuple[str, str], ...]
    reason: str = field(repr=False)
    several_levels: bool = False
    ground: Ground | None = None
    townships: tuple[str, ...] = ()
    exception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """签收: the department has seen the 工作单."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Command):
    """答复: the department's answer; 办不了 needs reason and basis too (WZ-9.1).

    *findings* are what the reply guard says against it (N3), as sentences.
    """

    text: str = field(repr=False)
    reason: str = field(default="", repr=False)
    basis: str = field(default="", repr=False)
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Command):
    """方案: how it will be solved and by when; no plan without a promised date (N2, WZ-9.3)."""

    text: str = field(repr=False)
    promised_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Command):
    """追问: the department asks the citizen; the clock goes on (G-24)."""

    question: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Command):
    """催办 (WZ-10.1)."""

    word: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervise(Command):
    """督办 (WZ-10.2): what is demanded, and until when (*until*, G-30).

    *document* is one of the profile's, e.g. 整改通知书 (PY-5.3); empty is its 督办单.
    """

    demand: str = field(default="", repr=False)
    until: datetime | None = None
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(Command):
    """质检通过 (WZ-11.1): the answer may go to the citizen.

    *override* says why in spite of what the reply guard found; it stands under the actor's name (N3).
    """

    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack(Command):
    """质检退回 (WZ-11.2): the answer is not good enough; the department hears why."""

    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Command):
    """评价: the citizen's own vote, one of the profile's levels (N7)."""

    level: str
    remark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBack(Command):
    """回访: what the person said when called (*level*), or that nobody answered (empty level, G-10)."""

    level: str = ""
    remark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement(Command):
    """补充: the citizen adds something; the department hears it.

    Attributes:
        emergency: as of a complaint.
        hurries: it was heard as nothing but hurry (催办); its words may say so too.
    """

    text: str = field(repr=False)
    emergency: tuple[str, ...] | None = None
    hurries: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """撤回: the citizen takes it back; number and ledger row stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCall(Command):
    """The survey stayed silent: the schedule asks the desk to call the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteUndelivered(Command):
    """待送达: the chat window is closed; answer and survey wait and the desk is asked to call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDelivered(Command):
    """The answer, or word of a transfer, has reached *whom*: person, window or assessor (LH-12a)."""

    whom: str = "person"
