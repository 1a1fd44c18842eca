"""A county's rules (县级规则) as a frozen value: no code asks which county it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dispatch.profiles import list_sections, sections
from dispatch.profiles.assessment import Appealing, Demerit
from dispatch.profiles.list_sections import Introducing, Knowing
from dispatch.profiles.values import MatterClass, Modifier, Origin, Path, Role

#: every role that a profile may name (product.md §5)
ROLES: tuple[str, ...] = tuple(role for role in Role if role not in (Role.CITIZEN, Role.SCHEDULE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One county's rules.

    Attributes:
        version: hash of its text and of the defaults; a ticket keeps it (rule c).
        source: number of the document, e.g. 武政数〔2024〕11号.
        effective_from: first day in force; None where the text bears no date.
        types: what kinds of complaint are taken (C-25).
        channels: how they come in.
        sets: named sets of roles: WIN, MGMT, DEPT; ALL is every role.
        who: command as staff type it → which roles may give or propose it, in the table's order.
        steps: the recorded steps of a ticket, in order (SQ-P3.2a, PY-4.2.1).
        fields: what a complaint is recorded with (FW-6.1.5).
        services: what solving it on the spot may have been (WZ-2.2).
        causes: the cause codes (原因) that may be named beside the class.
        citing: how people call a clause by its place in the document, `WZ-#` → `第{一}条`.
        clauses: the county's own clauses beside the 234, name → its words.
        origins: path of a section or key → where it comes from.
    """

    id: str
    version: str
    source: str
    effective_from: date | None = None
    interpreter: str = ""
    url: str = ""
    types: tuple[str, ...]
    channels: tuple[str, ...]
    steps: tuple[str, ...]
    fields: tuple[str, ...]
    services: tuple[str, ...]
    causes: tuple[str, ...]
    names: sections.Names
    classes: tuple[MatterClass, ...]
    modifiers: tuple[Modifier, ...]
    dispatch: sections.Dispatching
    commitment: sections.Commitment
    extension: sections.ExtensionRule
    leads: sections.Leads
    remind: sections.Reminding
    supervise: sections.Supervising
    demand: sections.Demanding
    owing: sections.Owing
    circulate: sections.Circulating
    inspect: sections.Inspecting
    callback: sections.CallingBack
    unreachable: sections.Unreachable
    rating: sections.RatingScale
    rework: sections.Rework
    rework_cap: sections.ReworkCap
    close: sections.Closing
    lawful_end: sections.LawfulEnd
    returning: sections.Returning
    out_of_scope: tuple[sections.Route, ...]
    emergency: sections.Emergency
    staffing: tuple[list_sections.Staffing, ...]
    anonymous: sections.Anonymous
    hotline: sections.Hotline
    ledger: sections.Ledger
    green: sections.GreenChannel
    result: sections.Telling
    assisting: sections.Assisting
    tracking: sections.Tracking
    meeting: sections.Meeting
    long_term: sections.LongTerm
    first_handling: sections.FirstHandling
    refusing: sections.Refusing
    offences: sections.Offences
    introducing: Introducing
    knowing: Knowing
    scope: tuple[list_sections.Scope, ...]
    refusals: tuple[list_sections.Refusal, ...]
    records: tuple[list_sections.Recordable, ...]
    checklist: tuple[list_sections.Check, ...]
    targets: tuple[list_sections.Target, ...]
    counterparts: tuple[list_sections.Counterpart, ...]
    assessment: tuple[Demerit, ...]
    appeal: Appealing
    stated: tuple[list_sections.Said, ...]
    citing: Mapping[str, str]
    clauses: Mapping[str, str]
    sets: Mapping[str, tuple[str, ...]]
    who: Mapping[str, sections.May]
    origins: Mapping[str, Origin]

    def class_named(self, name: str) -> MatterClass | None:
        """Return the class that people call *name* (or whose id it is), None if there is none."""
        return next((c for c in self.classes if name in (c.name, c.id)), None)

    @property
    def on_site_class(self) -> MatterClass | None:
        """Return the class that is solved on the spot, None where the text knows none."""
        return next((c for c in self.classes if c.path is Path.ON_SITE), None)

    def roles_of(self, actor: str | None) -> frozenset[str]:
        """Return the roles that *actor* stands for: a role, a named set, ALL, or nobody."""
        if actor == "ALL":
            return frozenset(ROLES)
        if actor in ROLES:
            return frozenset({str(actor)})
        return frozenset(self.sets.get(actor or "", ()))

    def may(self, command: str) -> sections.May:
        """Return who may give *command*; nobody if the table does not name it."""
        return self.who.get(command, sections.May(does=()))

    def refusal(self, code: str) -> list_sections.Refusal | None:
        return next((one for one in self.refusals if one.code.lower() == code.lower()), None)

    def record(self, name: str) -> list_sections.Recordable | None:
        return next((one for one in self.records if one.name == name), None)

    def route_for(self, *, is_unit: bool) -> sections.Route | None:
        """Return where an out-of-scope matter of a company or a citizen goes (C-19)."""
        wanted = ("enterprise" if is_unit else "citizen", "any")
        return next((route for route in self.out_of_scope if route.who in wanted), None)

    @property
    def letter_route(self) -> sections.Route | None:
        """Return how 函转 goes for what is 政务服务 but not this centre's (SQ-P3.2d); mostly None."""
        return next((route for route in self.out_of_scope if route.who == "not_centre"), None)

    def origin(self, path: str) -> Origin:
        """Return where *path* comes from: its own origin, else that of the nearest section."""
        while path not in self.origins and "." in path:
            path = path.rpartition(".")[0]
        return self.origins.get(path, Origin(clause="default"))
