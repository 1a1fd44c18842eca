"""From a clause to the moment at which it is over: which limit, from when, with its proof (N1)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum, unique

from dispatch.errors import DeskError
from dispatch.profiles.profile import Profile
from dispatch.profiles.values import Committed, MatterClass, Origin, Stage, Start
from dispatch.rules.reminders import moments
from dispatch.worktime.calendar import Hours, WorkCalendar, in_shanghai
from dispatch.worktime.counting import Counted, Limit, ProofDay, Unit, count, go_on, until

#: the stage of a limit that was extended (延期), beside the kinds of `profile_values.Kind`
EXTENSION = "extension"
#: the stage of a date that somebody promised (承诺时限)
PROMISE = "result"
#: the stage of a 督办's own limit (G-30)
DEMAND = "demand"


@unique
class Basis(StrEnum):
    """From where the longest extension counts (G-3)."""

    #: from receipt, the first limit included
    TOTAL = "total"
    #: from the end of the first limit
    ON_TOP = "on_top"


@unique
class StartEvent(StrEnum):
    """What a limit begins with; the value is the first word of its proof (N1)."""

    RECEIPT = "收单"
    #: the end of the limit that an extension goes on from
    FORMER = "原限"
    DEMAND = "督办"
    #: 退回重办 begins the limit anew (G-11)
    REWORK = "退回"


class UnknownName(DeskError):
    """The profile has no class, stage or basis of that name.

    Attributes:
        what: class, stage or basis.
        known: the names there are.
    """

    def __init__(self, what: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no {what} {name!r}; there are {', '.join(known) or 'none'}")
        self.what = what
        self.name = name
        self.known = known


def known(what: str, name: str, names: tuple[str, ...]) -> str:
    """Return *name* if it is one of *names*.

    Raises:
        UnknownName: it is not; *what* says of what kind it is.
    """
    if name not in names:
        raise UnknownName(what, name, names)
    return name


class NeedsPromise(DeskError):
    """The stage has no limit of its own; name the promised date (承诺时限)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One limit with its proof.

    Attributes:
        stage: reply, plan, result, acknowledge, deploy, extension or demand.
        limit: None where the date was promised.
        due_at: the moment it is over, in UTC; *due_on* is its last day in Shanghai.
        provisional: that year is not announced yet (暂定, G-28).
        steps: each day from the start day to the last, in order; hours have one.
        remind_at: when to remind (G-1), earliest first, all between start and end.
        deemed_at: when it counts as received, if that is not when it came (G-8).
        event: what it begins with, for the proof.
        beside: the later limit of the other text, where a county follows two (rule d).
    """

    class_name: str
    stage: str
    clause: str
    limit: Limit | None
    start_at: datetime
    due_at: datetime
    due_on: date
    provisional: bool
    steps: tuple[ProofDay, ...]
    remind_at: tuple[datetime, ...]
    deemed_at: datetime | None = None
    event: StartEvent = StartEvent.RECEIPT
    beside: "Deadline | None" = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What every deadline needs beside its own limit: by whose rules, from when, on which days."""

    profile: Profile
    class_name: str
    start_at: datetime
    calendar: WorkCalendar
    hours: Hours | None

    def known(self) -> tuple[MatterClass, "Asked"]:
        """Return the class that is asked for, and the same asked by its name; people may say its id.

        Raises:
            UnknownName: the profile has none.
        """
        found = self.profile.class_named(self.class_name)
        if found is None:
            known = tuple(one.name for one in self.profile.classes)
            raise UnknownName("class", self.class_name, known)
        return found, replace(self, class_name=found.name)

    def made(self, stage: str, clause: str, limit: Limit | None, counted: Counted) -> Deadline:
        reminded = limit or Limit(n=_days(counted), unit=Unit.WORKING_DAYS)
        return Deadline(
            class_name=self.class_name,
            stage=stage,
            clause=clause,
            limit=limit,
            start_at=self.start_at,
            due_at=counted.due_at,
            due_on=counted.due_on,
            provisional=counted.provisional,
            steps=counted.steps,
            remind_at=moments(
                self.profile, reminded, counted, self.start_at, self.calendar, self.hours
            ),
            deemed_at=counted.deemed_at,
        )

    def limited(self, stage: str, clause: str, limit: Limit) -> Deadline:
        """Return *limit* counted from the start, whatever the profile says today of that stage."""
        counted = count(limit, self.start_at, self.calendar, self.hours)
        return self.made(stage, clause, limit, counted)

    def promised(self, stage: str, clause: str, day: date) -> Deadline:
        return self.made(stage, clause, None, until(day, self.start_at, self.calendar, self.hours))

    def promise(self, promised_on: date) -> Deadline:
        """Return the limit that a plan's promised date sets: taken as given, never rolled (N2)."""
        one, asked = self.known()
        stages = (*one.stages, *(modifier.stage for modifier in self.profile.modifiers))
        plan = next((s for s in stages if s.committed is Committed.PLAN), None)
        clause = plan.clause if plan else _cited(self.profile.origin("commitment"))
        return asked.promised(PROMISE, clause, promised_on)

    def demanded(self, *, is_urgent: bool = False) -> Deadline:
        """Return the limit that a 督办 carries itself (G-30), in hours where it is urgent."""
        key = "of_hours" if is_urgent else "limit"
        demand = self.profile.demand
        clause = _cited(self.profile.origin(f"demand.{key}"))
        made = self.limited(DEMAND, clause, demand.of_hours if is_urgent else demand.limit)
        return replace(made, event=StartEvent.DEMAND)

    def continued(self, limit: Limit) -> Deadline:
        """Return the limit that an approved 延期 of *limit* sets, counted on from the former end.

        Without hours a day ends at the next one's 00:00, which must not begin the extension a day late.
        """
        is_midnight = self.hours is None and in_shanghai(self.start_at).time() == time(0)
        begun = replace(self, start_at=self.start_at - timedelta(minutes=is_midnight))
        made = begun.limited(EXTENSION, _cited(self.profile.origin("extension")), limit)
        return replace(made, start_at=self.start_at, event=StartEvent.FORMER)


def deadline(
    profile: Profile,
    class_name: str,
    stage: str,
    start_at: datetime,
    calendar: WorkCalendar,
    hours: Hours | None,
    basis: str | None = None,
    promised_on: date | None = None,
) -> Deadline:
    """Return when *stage* of *class_name* is over if it starts at *start_at*.

    Args:
        basis: of an extension only: total or on_top; None takes the profile's.
        promised_on: of a stage only that waits for a promised date.

    Raises:
        UnknownName: the profile knows no such class, stage or basis.
        NeedsPromise: the stage waits for a promised date and none is given.
        NaiveTime: *start_at* has no time zone.
    """
    one, asked = Asked(profile, class_name, start_at, calendar, hours).known()
    if stage == EXTENSION and EXTENSION in stages_of(profile, one):
        return _extended(asked, one, basis or profile.extension.basis)
    found = one.stage(stage)
    if found is None:
        raise UnknownName("stage", stage, stages_of(profile, one))
    return _of_stage(asked, found, promised_on)


def clocks(
    profile: Profile,
    class_name: str,
    start_at: datetime,
    calendar: WorkCalendar,
    hours: Hours | None,
    *,
    several: Collection[str] = (),
    promised_on: date | None = None,
    arrived_at: datetime | None = None,
    event: StartEvent = StartEvent.RECEIPT,
) -> tuple[Deadline, ...]:
    """Return every limit that starts with receipt of the 工作单; they run side by side (G-31).

    A stage that waits for a date promised at dispatch runs only with *promised_on*; what waits
    for a plan starts with `promise`.

    Args:
        several: of what the matter has several: `departments`, `levels` or both (WZ-9.4).
        arrived_at: when the complaint came in, for stages that count from there (FW-6.2.2).
        event: what they begin with: receipt, or 退回 (G-11).
    """
    one, asked = Asked(profile, class_name, start_at, calendar, hours).known()
    stages = [s for s in one.stages if s.start is not Start.PLANNED]
    for modifier in profile.modifiers:
        fits = one.name in modifier.applies_to and set(modifier.when) & set(several)
        if fits and one.stage(modifier.stage.kind) is None:
            stages.append(modifier.stage)
    running = (s for s in stages if s.committed is None or promised_on is not None)
    arrived = replace(asked, start_at=arrived_at or start_at)
    found = (
        _of_stage(arrived if stage.start is Start.ARRIVED else asked, stage, promised_on)
        for stage in running
    )
    return tuple(replace(one, event=event) for one in found)


def stages_of(profile: Profile, one: MatterClass) -> tuple[str, ...]:
    """Return the names of the stages of *one*, with `extension` where the profile offers it."""
    names = [stage.kind.value for stage in one.stages]
    extension = profile.extension
    if extension.allowed and one.name not in extension.forbid and _base(one) is not None:
        names.append(EXTENSION)
    return tuple(names)


def _of_stage(asked: Asked, stage: Stage, promised_on: date | None) -> Deadline:
    clause = _cited(Origin(clause=stage.clause, gap=stage.gap))
    if stage.limit is not None:
        return asked.limited(stage.kind.value, clause, stage.limit)
    if promised_on is None:
        raise NeedsPromise
    return asked.promised(stage.kind.value, clause, promised_on)


def _cited(origin: Origin) -> str:
    """Return the clause; where the text has none, the gap that our default fills."""
    return origin.gap or origin.clause if origin.is_default else origin.clause


def _base(one: MatterClass) -> Stage | None:
    """Return the stage that an extension extends: the last one with a limit."""
    return next((stage for stage in reversed(one.stages) if stage.limit is not None), None)


def _extended(asked: Asked, one: MatterClass, basis: str) -> Deadline:
    """Return the end of the longest extension (LH-12c), counted from receipt or on top."""
    known("basis", basis, tuple(Basis))
    base = _base(one)
    assert base is not None  # stages_of offers no extension without it
    assert base.limit is not None  # _base chose it so
    span = asked.profile.extension.span or base.limit
    clause = _cited(asked.profile.origin("extension.span"))
    counted = count(span, asked.start_at, asked.calendar, asked.hours)
    if basis == Basis.ON_TOP:
        first = count(base.limit, asked.start_at, asked.calendar, asked.hours)
        counted = go_on(first, span, asked.calendar, asked.hours)
    return asked.made(EXTENSION, clause, span, counted)


def _days(counted: Counted) -> int:
    """Return how many working days a promise leaves; at least one, so that it is reminded of."""
    return max(1, sum(step.counted for step in counted.steps))
