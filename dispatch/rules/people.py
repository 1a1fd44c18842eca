"""What a profile says on people: who may, who approves, who hears it, where else to go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dispatch.errors import Incomplete
from dispatch.profiles.list_sections import Refusal, Scope
from dispatch.profiles.profile import Profile
from dispatch.profiles.values import Committed
from dispatch.rules.deadlines import known
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import ELEMENTS, Complaint
from dispatch.ticket.notices import To
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import Ticket
from dispatch.words.normal_form import normal

#: a command that a text may lack → the section that would have it
_OFFERED_BY: Mapping[str, str] = {
    "延期": "extension",
    "挂账": "long_term",
    "通报": "circulate",
}


@dataclass(frozen=True, slots=True)
class Persons:
    """A profile, asked for names and roles; `dispatch.rules.rules.Rules` adds the time."""

    profile: Profile

    # --- who may ---

    @property
    def commands(self) -> tuple[str, ...]:
        return tuple(self.profile.who)

    def roles_for(self, name: str) -> frozenset[str]:
        may = self.profile.may(name)
        return frozenset(may.does) | frozenset(may.proposes)

    def may_approve(self, actor: Actor) -> bool:
        """True when what *actor* proposes needs nobody else's approval (WZ-8.1)."""
        approvers = self.profile.roles_of(self.profile.dispatch.approve)
        return not approvers or bool(approvers & actor.roles)

    @property
    def not_offered(self) -> frozenset[str]:
        """Return the commands that this county's text leaves nothing to do for."""
        profile = self.profile
        there = {
            "延期": profile.extension.allowed,
            "记录": bool(profile.records),
            "挂账": profile.long_term.allowed,
            "通报": bool(profile.circulate.recipients or profile.circulate.report_gov),
        }
        return frozenset(name for name, is_there in there.items() if not is_there)

    def clause_of_offer(self, name: str) -> str:
        """Return the clause by which the command *name* is there or `not_offered`."""
        return self.clause(_OFFERED_BY.get(name, f"who.{name}"))

    # --- who hears it ---

    def listener(self, actor: str | None) -> To:
        """Return who hears what *actor* of the profile must do (C-10, C-14, C-15)."""
        return _LISTENERS.get(actor or "", To.DESK)

    def spoken(self, actor: str) -> str:
        """Return *actor* as people say it."""
        return _SPOKEN.get(actor, actor)

    @property
    def inspects(self) -> bool:
        """True where the text knows 质检 (C-14)."""
        return self.profile.inspect.actor is not None

    @property
    def inspector(self) -> str:
        """Return who looks at an answer that the guard doubts, or that the text has inspected."""
        return self.profile.inspect.actor or "WIN"

    def does(self, name: str, by: Actor) -> bool:
        """True when *by* may give the command called *name* outright, not only propose it."""
        return bool(frozenset(self.profile.may(name).does) & by.roles)

    def approver(self, wish: Wish, *, is_unit: bool) -> str:
        """Return which actor of the profile decides what is wished; management where that one may not 批准."""
        if wish is Wish.TRANSFER:
            route = self.profile.route_for(is_unit=is_unit)
            named = route.by if route else None
        else:
            named = _APPROVERS[wish](self.profile)
        may = named and self.profile.roles_of(named) & self.roles_for("批准")
        return named if named and may else "MGMT"

    def approvers(self, wish: Wish, *, is_unit: bool) -> frozenset[str]:
        return self.profile.roles_of(self.approver(wish, is_unit=is_unit))

    @property
    def staff(self) -> frozenset[str]:
        """Return the roles of window and management: whoever else is named, they are there."""
        return self.profile.roles_of("WIN") | self.profile.roles_of("MGMT")

    def clause(self, path: str) -> str:
        """Return the clause or the gap that the profile's *path* comes from."""
        origin = self.profile.origin(path)
        return origin.gap or origin.clause

    def clause_of(self, wish: Wish) -> str:
        return self.clause(SECTIONS[wish])

    @property
    def clause_of_spot(self) -> str:
        """Return the clause of the class that is solved on the spot, `default` where there is none."""
        found = self.profile.on_site_class
        names = [one.name for one in self.profile.classes]
        return self.clause(f"classes.{names.index(found.name)}") if found else "default"

    @property
    def clause_of_plan(self) -> str:
        """Return the clause that wants a plan's date promised; that of the promise where none does."""
        stages = (stage for one in self.profile.classes for stage in one.stages)
        plans = (stage.clause for stage in stages if stage.committed is Committed.PLAN)
        return next(plans, self.clause("commitment"))

    def clause_of_refusal(self, code: str, key: str = "") -> str:
        """Return the clause of a refusal by its code, or of one *key* of it."""
        codes = [one.code for one in self.profile.refusals]
        return self.clause(f"refusals.{codes.index(code)}.{key}".rstrip("."))

    def clause_of_record(self, name: str) -> str:
        names = [one.name for one in self.profile.records]
        return self.clause(f"records.{names.index(name)}")

    # --- what people call things; UnknownName where the profile has nothing of that name ---

    def cause_named(self, cause: str) -> str:
        """Return *cause*; empty stays empty."""
        return known("cause", cause, self.profile.causes) if cause else ""

    def check_cause(self, cause: str) -> None:
        """Raise Incomplete where the text counts by the 原因 and none is named."""
        if self.profile.dispatch.cause and not cause:
            raise Incomplete(("原因",), self.clause("dispatch.cause"))

    def cause_of(self, ticket: Ticket) -> str:
        """Return by which cause *ticket* is counted: its 原因, its class where the text needs none (SQ-P1)."""
        return ticket.cause or ("" if self.profile.dispatch.cause else ticket.class_name)

    def type_named(self, kind: str) -> str:
        """Return *kind*, a type of complaints that are taken (WZ-2.1); empty stays empty."""
        return known("type", kind, self.profile.types) if kind else ""

    def service_named(self, service: str) -> str:
        """Return what of 即时咨询、即时解释、即时帮助协调处理 *service* means, also short (WZ-2.2)."""
        services = self.profile.services
        found = next((one for one in services if service and service in one), service)
        return known("service", found, services)

    def document_named(self, kind: str) -> str:
        """Return *kind*, a document that a 督办 may come as (PY-5.3)."""
        rule = self.profile.supervise
        return known("document", kind, tuple(filter(None, (rule.document, *rule.others))))

    def level_named(self, level: str) -> str:
        """Return *level*, one of the survey's."""
        return known("level", level, self.profile.rating.levels)

    # --- what is ours, and what is not ---

    def taken(self, complaint: Complaint) -> tuple[Scope, str] | None:
        """Return what of 主要受理 *complaint* looks like, with its clause; None says nothing (WZ-4.1)."""
        said = normal(complaint.text)
        for n, one in enumerate(self.profile.scope):
            if complaint.channel in one.channels or any(hint in said for hint in one.hints):
                return one, self.clause(f"scope.{n}")
        return None

    def lacking(self, complaint: Complaint) -> tuple[str, ...]:
        """Return what *complaint* must be recorded with and lacks (FW-6.1.5); who stays unnamed owes less."""
        owed = () if complaint.complainant.anonymous else self.profile.fields
        return tuple(name for name in owed if name in ELEMENTS and not ELEMENTS[name](complaint))

    def path_of(self, refusal: Refusal) -> str:
        """Return the way that belongs to a refusal by reason; 12345 where it names none."""
        return refusal.path or ("" if refusal.needs else "12345")

    def path_out(self, is_unit: bool) -> str:
        """Return the words and the way for a matter out of scope (WZ-7.7, WZ-7.8)."""
        route = self.profile.route_for(is_unit=is_unit)
        if route is None:
            return "12345"
        return with_link(route.words, route.link)

    def partner(self, is_unit: bool) -> str:
        route = self.profile.route_for(is_unit=is_unit)
        return "、".join(route.to) if route else ""

    @property
    def anonymous(self) -> bool:
        """True where people may stay unnamed (G-25)."""
        return self.profile.anonymous.allowed


def with_link(words: str, link: str) -> str:
    """Return *words* with their link in a line of its own, so that nothing is taken for a part of it."""
    return f"{words}\n{link}" if link else words


#: who of the profile listens where
_LISTENERS: Mapping[str, To] = {
    "WIN": To.DESK,
    "MGMT": To.MANAGEMENT,
    "first_handler": To.FIRST_HANDLER,
    "assessor": To.ASSESSOR,
    "leader": To.LEADER,
}
_SPOKEN: Mapping[str, str] = {"WIN": "窗口", "MGMT": "管理机构", "first_handler": "首接负责人"}
#: who decides what
_APPROVERS: Mapping[Wish, Callable[[Profile], str | None]] = {
    Wish.EXTEND: lambda profile: profile.extension.approve,
    Wish.REPROMISE: lambda profile: profile.commitment.approve_change,
    Wish.RETURN: lambda profile: profile.meeting.actor,
    Wish.CIRCULATE: lambda profile: profile.circulate.approve,
    Wish.REPORT: lambda profile: profile.circulate.approve,
    Wish.COPY: lambda profile: profile.circulate.approve,
    Wish.END: lambda profile: profile.lawful_end.approve,
    Wish.DEFER: lambda profile: profile.long_term.approve,
    Wish.REASSIGN: lambda profile: profile.dispatch.approve,
}
#: the section of the profile that asks for a decision on each
SECTIONS: Mapping[Wish, str] = {
    Wish.EXTEND: "extension",
    Wish.REPROMISE: "commitment",
    Wish.RETURN: "returning",
    Wish.TRANSFER: "out_of_scope",
    Wish.CIRCULATE: "circulate",
    Wish.REPORT: "circulate",
    Wish.COPY: "circulate",
    Wish.END: "lawful_end",
    Wish.DEFER: "long_term",
    Wish.REASSIGN: "dispatch",
}
