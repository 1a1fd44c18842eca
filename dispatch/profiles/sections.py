"""The sections of a profile: who acts, how it goes out, how it ends, and what fills the gaps."""

from dataclasses import dataclass

from dispatch.profiles.values import Trigger
from dispatch.worktime.counting import Limit, Unit

#: of what is counted in hours, where an earlier release's text does not say
_A_DAY = Limit(n=24, unit=Unit.HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the county calls things."""

    county: str
    window: str
    aliases: tuple[str, ...] = ()
    form: str
    form_title: str
    ledger: str
    ledger_title: str
    hotline: str = "12345政务服务热线"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatching:
    """How the 工作单 goes out: to whom, who approves it, and whether it must bear a limit.

    Attributes:
        cause: whether its 原因 must be named before, and never is the class (LH-17c counts by it).
    """

    target: str
    approve: str | None = None
    route: str
    cross_level: str
    lead_if_several: bool = True
    limit_on_form: bool = True
    cause: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRule:
    """延期: how often and how far; *span* None means each at most the original limit.

    Attributes:
        cap: False where the text sets no longest extension (FW-6.2.5).
        ground: the words that the reason must bear, where only one ground counts (PY-4.2.5).
        forbid: classes that get none, but by *override* with a written ground (PY-4.2.7).
        notify: who is told the new limit: person, window, assessor.
    """

    allowed: bool
    cap: bool = True
    max_count: int | None = None
    span: Limit | None = None
    basis: str = ""
    before_due: bool = True
    reason: bool = True
    ground: str = ""
    forbid: tuple[str, ...] = ()
    override: str | None = None
    approve: str | None = None
    notify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """承诺时限: whether a class without a limit needs one, who approves a change and who is told."""

    required: bool
    approve_change: str | None = None
    tell: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """When to remind before a limit of *units* of at least *at_least*: before it, or at shares."""

    units: tuple[Unit, ...]
    at_least: int = 1
    before: Limit | None = None
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """How long before the end to remind; the first that fits the limit decides (G-1)."""

    of: tuple[Lead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """催办: who does it."""

    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervising:
    """督办: who does it, with what document, and which others there are (PY-5.3)."""

    actor: str
    document: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demanding:
    """The limit that a 督办 carries itself (G-30); of what is counted in hours, *of_hours* (N9)."""

    limit: Limit
    of_hours: Limit = _A_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """Steps for which the text sets no limit: whose turn it is is asked again after *every*."""

    every: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Circulating:
    """通报 after a 督办 that was not met: to whom, and what goes with it."""

    recipients: tuple[str, ...] = ()
    report_gov: bool = False
    cc_discipline: bool = False
    approve: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspecting:
    """质检: who does it; nobody where the text knows none."""

    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingBack:
    """回访: who does it, and whether a ticket may end without it."""

    actor: str
    mandatory: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """Silence: after *silent_for* the person is called, *tries* times on *days* days (G-10).

    *pause* lies between two calls; *label* is how the ticket ends, never as satisfied.
    """

    silent_for: Limit
    tries: int
    days: int
    pause: Limit
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingScale:
    """评价: the levels from best to worst, and which of them satisfy; the others send it back."""

    levels: tuple[str, ...]
    satisfied: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rework:
    """退回重办: what triggers it."""

    trigger: Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class ReworkCap:
    """After *rounds* of rework comes *then*, instead of more or beside it; empty: there is no cap (G-12)."""

    rounds: int
    then: str
    instead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """When a ticket may be struck off the ledger (清零销号)."""

    requires: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LawfulEnd:
    """How a lawful dead end closes: after *callbacks* and approval, counted apart (G-9)."""

    callbacks: int
    approve: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """退单: 'not ours', within *limit* of receipt, *times* at most; one more is *then*, or refused (G-13)."""

    limit: Limit
    times: int
    needs: tuple[str, ...]
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a matter goes that is out of scope (C-19).

    *who* is enterprise, citizen or any; `not_centre` is 政务服务 that this centre does not have, and
    goes by 函转 (SQ-P3.2d).
    """

    who: str
    act: str
    to: tuple[str, ...]
    by: str
    tell: bool
    words: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """Emergency numbers, shown at once; *mode* is show, coordinate (PY) or redirect (FW)."""

    mode: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymous:
    """不想留名: whether it is taken (G-25)."""

    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotline:
    """12345: whether we push to it and take from it (C-23); *partners* are the endpoints.

    *joint* is 一体办理 (SQ-3a): what is told here and there is compared, so that one matter told in
    both places is seen as one.
    """

    push: bool
    receive: bool
    joint: bool = True
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenChannel:
    """绿色通道: an SMS to the emergency contact with each 工作单, a phone task for classes *ring*."""

    sms: bool
    ring: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Who must be told the result before its limit is met: person, window, assessor (LH-12a)."""

    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assisting:
    """协办: how much earlier than the whole its contribution is due (G-23)."""

    earlier: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """What runs elsewhere (函转, 挂账, 会商) is looked at every so often by *actor*."""

    actor: str
    every: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """会商: who convenes it and decides the one lead (PY-5.2a); *document* is its record."""

    actor: str
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongTerm:
    """挂账: who approves the milestones, and the report that goes up with them (PY-5.2b).

    Attributes:
        allowed: whether the text has it at all; a profile of earlier days, without the key, had it.
        classes: only of these, where it names some (FW-6.3.5).
        grounds: one of these words must be given, where only they count (PY-5.2b).
    """

    allowed: bool = True
    classes: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    approve: str | None = None
    document: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstHandling:
    """首接负责制: whether who received it first answers for it to the end (LH-5)."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusing:
    """不予受理: whether a bare no is blocked everywhere (LH-6a), or one without a reason (SQ-P3.2c)."""

    no_bare_no: bool
    say_why: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offences:
    """违法违纪线索: to whom it goes (FW-6.2.6)."""

    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """台账: its columns in order."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """Which roles may give a command, and which may only propose it."""

    does: tuple[str, ...]
    proposes: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(self.does + self.proposes)
