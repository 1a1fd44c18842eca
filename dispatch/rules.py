"""What the steps of a ticket's life ask of the county's rules: one value per centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dispatch import counting, deadlines
from dispatch.actor import Actor
from dispatch.commands import Answer
from dispatch.deadlines import Deadline
from dispatch.errors import Incomplete
from dispatch.profile import Profile
from dispatch.profile_values import Committed, Kind, Path
from dispatch.proof import proof_line
from dispatch.ticket import Clock, Ticket
from dispatch.worktime import Hours, WorkCalendar, in_shanghai, next_opening

#: what is promised for later than that is no promise, mostly a mistyped year
LONGEST_PROMISE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Rules:
    """A profile, the calendar it counts on, and the centre's hours."""

    profile: Profile
    calendar: WorkCalendar
    hours: Hours | None

    # --- who may ---

    @property
    def commands(self) -> tuple[str, ...]:
        """Return every command of the table, in its order."""
        return tuple(self.profile.who)

    def roles_for(self, name: str) -> frozenset[str]:
        """Return the roles that may give or propose the command called *name*."""
        may = self.profile.may(name)
        return frozenset(may.does) | frozenset(may.proposes)

    def may_approve(self, actor: Actor) -> bool:
        """True when what *actor* proposes needs nobody else's approval (WZ-8.1)."""
        approvers = self.profile.roles_of(self.profile.dispatch.approve)
        return not approvers or bool(approvers & actor.roles)

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

    def needs_promise(self, name: str) -> bool:
        """True when the class called *name* has no limit of its own: a date is promised (G-32)."""
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
            _check_promise(promised_on, found.stages[0].clause, now)

    def clocks(
        self, class_name: str, several: bool, promised_on: date | None, now: datetime
    ) -> tuple[Clock, ...]:
        """Return every limit that starts *now*, each with its proof."""
        made = deadlines.clocks(
            self.profile,
            class_name,
            now,
            self.calendar,
            self.hours,
            several=("departments",) if several else (),
            promised_on=promised_on,
        )
        return tuple(map(_clock, made))

    def preview(self, ticket: Ticket, now: datetime) -> tuple[Clock, ...]:
        """Return the limits that would run if the proposal were approved *now*."""
        proposal = ticket.proposal
        if proposal is None:
            return ()
        several = len(proposal.departments) > 1
        return self.clocks(proposal.class_name, several, proposal.promised_on, now)

    def renewed_promise(self, ticket: Ticket, now: datetime) -> date | None:
        """Return the date that a reworked promise gets: as many working days again (G-11, G-32)."""
        if not self.needs_promise(ticket.class_name):
            return None
        first = next(c for c in ticket.clocks if c.stage == Kind.RESULT)
        days = self.calendar.working_days_between(
            in_shanghai(first.start_at).date(), in_shanghai(first.due_at).date()
        )
        return self.working_day_after(max(days, 1), now)

    def promise_clock(self, class_name: str, promised_on: date, now: datetime) -> Clock:
        """Return the limit that a plan's promise sets (WZ-9.3).

        Raises:
            Incomplete: the promised day is over, or more than a year away.
        """
        _check_promise(promised_on, "WZ-9.3", now)
        return _clock(
            deadlines.promise(self.profile, class_name, promised_on, self.calendar, self.hours, now)
        )

    def working_days_left(self, due_at: datetime, now: datetime) -> int:
        """Return how many working days follow today up to the due day; negative when it is over."""
        today, due_on = in_shanghai(now).date(), in_shanghai(due_at).date()
        if due_at > now:
            return self.calendar.working_days_between(today, due_on)
        return -self.calendar.working_days_between(due_on, today)

    def working_day_after(self, days: int, now: datetime) -> date:
        """Return the day that is *days* working days after today."""
        day = in_shanghai(now).date()
        for _ in range(days):
            day = self.calendar.next_working_day(day)
        return day

    def check_answer(self, class_name: str, answer: Answer) -> None:
        """Raise unless *answer* has what its class's reply needs (WZ-9.1: 答复意见, 理由, 依据)."""
        found = self.profile.class_named(class_name)
        stage = found.stage(Kind.REPLY) if found else None
        needed = stage.needs if stage else ("答复意见",)
        given = {"答复意见": answer.text, "理由": answer.reason, "依据": answer.basis}
        missing = tuple(name for name in needed if not given.get(name, answer.text).strip())
        if missing:
            raise Incomplete(missing, stage.clause if stage else "")

    def supervised_until(self, class_name: str, now: datetime) -> datetime:
        """Return when a 督办 of now must be met (G-30)."""
        made = deadlines.demanded(self.profile, class_name, self.calendar, self.hours, now)
        return made.due_at

    # --- judgement ---

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the survey's levels, best first (N7)."""
        return self.profile.rating.levels

    def level_named(self, level: str) -> str:
        """Return *level* if the profile has it.

        Raises:
            UnknownName: it has not.
        """
        if level not in self.levels:
            raise deadlines.UnknownName("level", level, self.levels)
        return level

    def is_satisfied(self, level: str) -> bool:
        """True when *level* lets the ticket be struck off (WZ-11.3)."""
        return level in self.profile.rating.satisfied

    def call_after(self, now: datetime) -> datetime:
        """Return when a silent survey becomes a call (G-10)."""
        silent = self.profile.unreachable.silent_for
        return counting.count(silent, now, self.calendar, self.hours).due_at

    def call_again(self, now: datetime) -> datetime:
        """Return when to call again after nobody answered (G-10)."""
        pause = self.profile.unreachable.pause
        at = counting.count(pause, now, self.calendar, self.hours).due_at
        return next_opening(at, self.calendar, self.hours)  # nothing at night (N9)

    def gives_up(self, tries: Sequence[datetime]) -> bool:
        """True after enough calls on enough different days (G-10)."""
        rule = self.profile.unreachable
        days = {in_shanghai(at).date() for at in tries}
        return len(tries) >= rule.tries and len(days) >= rule.days

    def needs_meeting(self, rounds: int) -> bool:
        """True from the rework on after which management must meet (G-12)."""
        return rounds > self.profile.rework_cap.rounds

    # --- what is not ours ---

    def path_out(self, is_unit: bool) -> str:
        """Return the words and the way for a matter out of scope (WZ-7.7, WZ-7.8)."""
        route = self.profile.route_for(is_unit=is_unit)
        if route is None:
            return "12345"
        return f"{route.words}{route.link}"

    def partner(self, is_unit: bool) -> str:
        """Return to whom a matter out of scope goes."""
        route = self.profile.route_for(is_unit=is_unit)
        return "、".join(route.to) if route else ""

    @property
    def anonymous(self) -> bool:
        """True where people may stay unnamed (G-25)."""
        return self.profile.anonymous.allowed


def _check_promise(promised_on: date, clause: str, now: datetime) -> None:
    today = in_shanghai(now).date()
    if promised_on < today:
        raise Incomplete(("今天以后的承诺日",), clause)
    if promised_on > today + LONGEST_PROMISE:
        raise Incomplete(("一年以内的承诺日",), clause)


def _clock(made: Deadline) -> Clock:
    return Clock(
        stage=made.stage,
        clause=made.clause,
        start_at=made.start_at,
        due_at=made.due_at,
        provisional=made.provisional,
        proof=proof_line(made),
        remind_at=made.remind_at,
    )
