"""What the steps of a ticket's life ask of the county's rules: one value per centre."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dispatch.errors import Incomplete
from dispatch.profiles import badges, citing
from dispatch.profiles.profile import Profile
from dispatch.profiles.values import MEETING, Committed, Kind, Path, Start, Trigger
from dispatch.rules import deadlines, promises, stricter
from dispatch.rules.asking import Asking
from dispatch.rules.deadlines import Asked, Deadline, StartEvent
from dispatch.rules.proof import proof_line
from dispatch.ticket.commands import Answer
from dispatch.ticket.ticket import Clock, Part, Proposal, Ticket
from dispatch.worktime import counting
from dispatch.worktime.calendar import (
    end_of,
    in_shanghai,
)
from dispatch.worktime.counting import Limit, Unit

#: what is promised for later than that is no promise, mostly a mistyped year
LONGEST_PROMISE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Rules(Asking):
    """A profile, the calendar it counts on, and the centre's hours: what a ticket's limits are."""

    #: the standard that the county follows beside its own notice: the stricter limit counts (rule d)
    also: Profile | None = None

    # --- classes and clocks ---

    @property
    def on_spot_class(self) -> str:
        """Return the class that is solved on the spot, empty where the text knows none."""
        found = self.profile.on_site_class
        return found.name if found else ""

    @property
    def dispatched_classes(self) -> tuple[str, ...]:
        """Return the classes that go to a department, by the names people use."""
        return tuple(c.name for c in self.profile.classes if c.path is Path.DISPATCH)

    def badge(self, path: str) -> str:
        """Return 默认，非文件规定 for the key at *path*, empty where the text says it."""
        return _bare(badges.of_path(self.profile, path))

    def clock_badge(self, class_name: str, clause: str) -> str:
        """Return the same for a running limit of *class_name* that *clause* gave."""
        return _bare(badges.of_limit(self.profile, class_name, clause))

    def cited(self, clause: str) -> str:
        """Return *clause* as people call it, 武政数〔2024〕11号 第九条; empty for what has no place."""
        return citing.cited(clause, *filter(None, (self.profile, self.also)))

    def in_words(self, proof: str) -> str:
        """Return *proof* with the clauses that it names as people call them."""
        return citing.in_words(proof, *filter(None, (self.profile, self.also)))

    def needs_promise(self, name: str) -> bool:
        """True when a date must be promised at dispatch: the text wants one (G-32), or a form with a limit."""
        profile = self.profile
        is_wanted = profile.commitment.required or profile.dispatch.limit_on_form
        return is_wanted and self._waits_for_promise(name)

    def _waits_for_promise(self, name: str) -> bool:
        """True when the class called *name* has no limit of its own."""
        found = self.profile.class_named(name)
        return found is not None and any(
            stage.committed is Committed.DISPATCH for stage in found.stages
        )

    def class_named(self, name: str) -> str:
        """Return the class called *name*.

        Raises:
            UnknownName: the profile has none.
        """
        found = self.profile.class_named(name)
        if found is None:
            known = tuple(c.name for c in self.profile.classes)
            raise deadlines.UnknownName("class", name, known)
        return found.name

    def check_dispatch(self, class_name: str, promised_on: date | None, now: datetime) -> None:
        """Raise unless *class_name* can be dispatched: it has a limit, or a date was promised (G-32)."""
        found = self.profile.class_named(class_name)
        if found is None or found.name not in self.dispatched_classes:
            raise deadlines.UnknownName("class", class_name, self.dispatched_classes)
        if self.needs_promise(class_name) and promised_on is None:
            raise Incomplete(("承诺时限",), found.stages[0].clause)
        if promised_on is not None:
            self.check_promise(promised_on, found.stages[0].clause, now)

    def clocks(
        self,
        proposal: Proposal,
        arrived_at: datetime,
        now: datetime,
        *,
        event: StartEvent = StartEvent.RECEIPT,
    ) -> tuple[Clock, ...]:
        """Return every limit that starts *now* if *proposal* is approved, each with its proof."""

        def made(profile: Profile, class_name: str) -> tuple[Deadline, ...]:
            return deadlines.clocks(
                profile,
                class_name,
                now,
                self.calendar,
                self.hours,
                several=_several(proposal),
                promised_on=proposal.promised_on,
                arrived_at=arrived_at,
                event=event,
            )

        name, several = proposal.class_name, _several(proposal)
        found = stricter.clocks(self.profile, self.also, name, several, made)
        promised_on = proposal.promised_on
        if promised_on is not None and all(one.limit is not None for one in found):
            # what is promised runs, also where the class has its own limits (N2)
            found = (*found, self.asked(name, now).promise(promised_on))
        return tuple(map(clock_of, found))

    def asked(self, class_name: str, start_at: datetime) -> Asked:
        """Return what a limit of *class_name* that begins at *start_at* is counted by."""
        return Asked(self.profile, class_name, start_at, self.calendar, self.hours)

    def of_parts(self, ticket: Ticket, now: datetime) -> tuple[Clock, ...]:
        """Return the limits that its class and its departments would have from *now*."""
        proposal = Proposal(
            class_name=ticket.class_name,
            departments=ticket.parts,
            several_levels=ticket.several_levels,
        )
        return self.clocks(proposal, ticket.opened_at, now)

    def rework_clocks(self, ticket: Ticket, now: datetime) -> tuple[Clock, ...]:
        """Return the limits of a rework: the same class from now (G-11), a promise as long again."""
        proposal = Proposal(
            class_name=ticket.class_name,
            departments=ticket.parts,
            promised_on=self.renewed_promise(ticket, now),
            several_levels=ticket.several_levels,
        )
        return self.clocks(proposal, now, now, event=StartEvent.REWORK)

    def arrival_clocks(self, channel: str, now: datetime) -> tuple[Clock, ...]:
        """Return the limits that run from arrival for what came in by *channel* (FW-6.1.3)."""
        return tuple(
            clock
            for one in self.profile.classes
            if one.path is Path.ARRIVAL and channel in one.channels
            for clock in self.clocks(Proposal(class_name=one.name, departments=()), now, now)
        )

    def given(self, part: Part, clocks: Sequence[Clock], now: datetime) -> Part:
        """Return *part* as it goes out: since when, and when an assisting one's share is due (G-23)."""
        fresh = replace(
            part, given_at=now, contribution="", contributed_at=None, reminded_at=None, due_at=None
        )
        due_at = min((c.due_at for c in clocks if c.stopped_at is None), default=None)
        if part.is_lead or due_at is None:
            return fresh
        earlier = self.before(due_at, self.profile.assisting.earlier)
        return replace(fresh, due_at=max(earlier, now))

    def before(self, at: datetime, earlier: Limit) -> datetime:
        """Return the moment *earlier* (working days, else hours) before *at*."""
        if earlier.unit is Unit.HOURS:
            return at - timedelta(hours=earlier.n)
        day = in_shanghai(at).date()
        for _ in range(earlier.n):
            day = self.calendar.previous_working_day(day)
        return end_of(day, self.hours)

    def rank(self, class_name: str) -> int:
        """Return 0 for what goes before all others (PY-4.2.11), else 1."""
        found = self.profile.class_named(class_name)
        return 0 if found is not None and found.first else 1

    def preview(self, ticket: Ticket, now: datetime) -> tuple[Clock, ...]:
        """Return the limits that would run if the proposal were approved *now*."""
        proposal = ticket.proposal
        if proposal is None:
            return ()
        return self.clocks(proposal, ticket.opened_at, now)

    def renewed_promise(self, ticket: Ticket, now: datetime) -> date | None:
        """Return the date that a reworked promise gets: as many working days again (G-11, G-32)."""
        first = next((c for c in ticket.clocks if c.stage == Kind.RESULT), None)
        if first is None or not self._waits_for_promise(ticket.class_name):
            return None
        days = self.calendar.working_days_between(
            in_shanghai(first.start_at).date(), in_shanghai(first.due_at).date()
        )
        day = self.working_day_after(max(days, 1), now)
        again = Proposal(
            class_name=ticket.class_name,
            departments=ticket.parts,
            several_levels=ticket.several_levels,
        )
        limits = self.clocks(again, now, now, event=StartEvent.REWORK)
        return promises.within(limits, day, self.hours)

    def promise_clock(self, ticket: Ticket, promised_on: date, now: datetime) -> Clock:
        """Return the limit that a promise on *ticket* sets (WZ-9.3, N2).

        Raises:
            Incomplete: the promised day is over, or more than a year away.
            RuleForbids: it lies beyond the limit that the text sets for the result.
        """
        self.check_promise(promised_on, self.clause_of_plan, now)
        promises.check_within(ticket.open_clocks, promised_on, self.hours)
        made = clock_of(self.asked(ticket.class_name, now).promise(promised_on))
        return replace(made, department=ticket.lead.department if ticket.lead else "")

    def promised_clocks(
        self, proposal: Proposal, arrived_at: datetime, now: datetime
    ) -> tuple[Clock, ...]:
        """Return every limit that *proposal* starts.

        Raises:
            RuleForbids: what it promises lies beyond one of them.
        """
        clocks = self.clocks(proposal, arrived_at, now)
        if proposal.promised_on is not None:
            promises.check_within(clocks, proposal.promised_on, self.hours)
        return clocks

    def working_days_left(self, due_at: datetime, now: datetime) -> int:
        """Return how many working days follow today up to the due day; negative when it is over."""
        today, due_on = in_shanghai(now).date(), in_shanghai(due_at).date()
        if due_at > now:
            return self.calendar.working_days_between(today, due_on)
        return -self.calendar.working_days_between(due_on, today)

    def working_day_after(self, days: int, now: datetime) -> date:
        day = in_shanghai(now).date()
        for _ in range(days):
            day = self.calendar.next_working_day(day)
        return day

    def check_answer(self, class_name: str, answer: Answer) -> None:
        """Raise unless *answer* has what its class's reply needs (WZ-9.1: 答复意见, 理由, 依据)."""
        found = self.profile.class_named(class_name)
        stage = (found.stage(Kind.REPLY) or found.stage(Kind.RESULT)) if found else None
        needed = (stage.needs if stage else ()) or ("答复意见",)
        given = {"答复意见": answer.text, "理由": answer.reason, "依据": answer.basis}
        missing = tuple(name for name in needed if not given.get(name, answer.text).strip())
        if missing:
            raise Incomplete(missing, stage.clause if stage else "")

    def reply_needs(self, class_name: str) -> tuple[str, ...]:
        """Return what a reply on *class_name* must have: 答复意见, 理由, 依据 (WZ-9.1); often nothing."""
        found = self.profile.class_named(class_name)
        stage = found.stage(Kind.REPLY) if found else None
        return stage.needs if stage else ()

    def supervised_until(self, ticket: Ticket, now: datetime) -> datetime:
        """Return when a 督办 of now must be met (G-30): in hours where its limit is counted in hours."""
        is_urgent = any(clock.rings for clock in ticket.open_clocks)
        return self.asked(ticket.class_name, now).demanded(is_urgent=is_urgent).due_at

    def pressed(self, clocks: Sequence[Clock], now: datetime) -> tuple[Clock, ...]:
        """Return *clocks* as they press who gets the ticket *now*: nobody is pushed at once for what was
        over before. What still runs runs on, and is supervised at its own end (N1, N4, WZ-10.2)."""
        return tuple(
            replace(c, presses_at=self._presses_at(c, now))
            if c.stopped_at is None and c.start_at < now
            else c
            for c in clocks
        )

    def _presses_at(self, clock: Clock, now: datetime) -> datetime | None:
        if min(filter(None, (clock.due_at, clock.unmet_at))) > now:
            return None
        demand = self.profile.demand
        least = [demand.of_hours if clock.rings else demand.limit, clock.limit]
        given = (counting.count(one, now, self.calendar, self.hours).due_at for one in least if one)
        return min(given)

    def running_from_arrival(self, ticket: Ticket) -> tuple[Clock, ...]:
        """Return the limits that run from arrival though nobody was given the ticket yet (FW-6.2.2).

        They are those of the class that the desk named, else of the one that the words show.
        """
        likely = [one.name for one in ticket.complaint.causes if one.words][:1]
        name = next(filter(None, (ticket.class_name, *likely)), "")
        found = self.profile.class_named(name)
        if found is None or all(stage.start is not Start.ARRIVED for stage in found.stages):
            return ()
        clocks = self.clocks(
            Proposal(class_name=name, departments=()), ticket.opened_at, ticket.opened_at
        )
        kinds = {stage.kind for stage in found.stages if stage.start is Start.ARRIVED}
        return tuple(clock for clock in clocks if clock.stage in kinds)

    def check_promise(self, promised_on: date, clause: str, now: datetime) -> None:
        """Raise Incomplete if the day or its business is over, or it is more than a year away."""
        if end_of(promised_on, self.hours) <= now:
            raise Incomplete(("今天以后的承诺日",), clause)
        if promised_on > in_shanghai(now).date() + LONGEST_PROMISE:
            raise Incomplete(("一年以内的承诺日",), clause)

    # --- judgement ---

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the survey's levels, best first (N7)."""
        return self.profile.rating.levels

    def is_satisfied(self, level: str) -> bool:
        """True when *level* lets the ticket be struck off (WZ-11.3)."""
        return level in self.profile.rating.satisfied

    def needs_meeting(self, rounds: int) -> bool:
        """True from the rework on after which management must meet (G-12)."""
        cap = self.profile.rework_cap
        return not self.reworks or (cap.then == MEETING and rounds > cap.rounds)

    @property
    def reworks(self) -> bool:
        """True where the text sends anything back to the departments."""
        return self.profile.rework.trigger is not Trigger.NONE

    def may_send_back(self, findings: Sequence[str]) -> bool:
        """True where an inspection may: of any answer, or only of one that the reply guard doubts."""
        return bool(findings) or self.profile.rework.trigger is Trigger.QC_OR_OPINION


def _bare(badge: str) -> str:
    """Return *badge* without its gap: which of ours it is nobody outside knows."""
    return badges.BADGE if badge else ""


def _several(proposal: Proposal) -> tuple[str, ...]:
    """Return of what the matter has several (WZ-9.4)."""
    found = {
        "departments": len(proposal.departments) > 1,
        "levels": proposal.several_levels,
    }
    return tuple(name for name, holds in found.items() if holds)


def clock_of(made: Deadline) -> Clock:
    """Return *made* as a running limit of a ticket."""
    return Clock(
        stage=made.stage,
        clause=made.clause,
        start_at=made.start_at,
        due_at=made.due_at,
        provisional=made.provisional,
        proof=proof_line(made),
        remind_at=made.remind_at,
        limit=made.limit,
    )
