"""Who is there in a random walk, when it begins, and one ticket at one moment under one county's rules."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

from builders import CITIZEN, LANE, MARKET, TAX, a_complaint, rules_of

from dispatch.lifecycle import life
from dispatch.profiles.profile import ROLES
from dispatch.rules import stricter
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import Ticket

#: the five counties' texts, and one that is followed together with the standard (rule d)
PROFILES = ("wuzhi", "shenqiu", "puyang", "longhui", "fw", "wuzhi+fw")
WATER = ("water", "供水公司")
DEPARTMENTS = (MARKET, TAX, WATER)

OTHER = Actor(id="kf:wkTest:wmOther", name="别人", roles=frozenset({"citizen"}), source="kf")
BY_LINK = Actor(id="link:2026-0001", roles=frozenset({"citizen"}), source="link")
WRONG_LINK = Actor(id="link:2026-0002", roles=frozenset({"citizen"}), source="link")
STRANGER = Actor(id="x", name="路人")

#: one of each role, officers of three departments, and those who have nothing to say here
PEOPLE: tuple[Actor, ...] = (
    *(
        Actor(id=f"the_{role}", name=role, roles=frozenset({role}), source="app")
        for role in ROLES
        if role not in ("department", "window_lead")
    ),
    Actor(id="guanli2", name="管理乙", roles=frozenset({"management"}), source="app"),
    *(
        Actor(
            id=f"{role}_{unit}",
            name=f"{name}{role}",
            roles=frozenset({role}),
            department=unit,
            source="group",
        )
        for unit, name in DEPARTMENTS
        for role in ("department", "window_lead")
    ),
    Actor(
        id="both",
        name="兼职",
        roles=frozenset({"receptionist", "department"}),
        department="market",
        source="app",
    ),
    CITIZEN,
    BY_LINK,
    SCHEDULE,
    OTHER,
    WRONG_LINK,
    STRANGER,
)

#: when walks begin: a working morning, a night, a day off, the end of an announced year
STARTS = (
    datetime(2026, 9, 28, 1, 0, tzinfo=UTC),
    datetime(2026, 9, 29, 15, 30, tzinfo=UTC),
    datetime(2026, 10, 3, 4, 0, tzinfo=UTC),
    datetime(2026, 12, 30, 8, 0, tzinfo=UTC),
)
#: how much time passes before a step, in minutes
PASSING = (0, 0, 0, 0, 0, 0, 1, 8, 11, 60, 5 * 60, 26 * 60, 3 * 24 * 60, 9 * 24 * 60, 40 * 24 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One ticket at one moment under one county's rules."""

    rules: Rules
    ticket: Ticket
    now: datetime


@cache
def rules_named(name: str) -> Rules:
    """Return the rules of a county, or of a county and a standard: `wuzhi+fw`."""
    own, _, standard = name.partition("+")
    rules = rules_of(own)
    if not standard:
        return rules
    also = rules_of(standard).profile
    return replace(rules, profile=stricter.joined(rules.profile, also), also=also)


def started(rules: Rules, number: int) -> World:
    """Return a new ticket: of a person or a company, with a chat or without, some for a level above."""
    rnd = Random(number)
    now = rnd.choice(STARTS)
    person = Complainant(
        lane=rnd.choice((LANE, LANE, LANE, "")),
        name="张三丰",
        phone="13800138000",
        is_unit=rnd.random() < 0.4,
    )
    complaint = a_complaint(
        complainant=person, channel=rnd.choice(rules.profile.channels), said_at=now
    )
    above = "2026-0009" if rnd.random() < 0.2 else ""
    ticket, _ = life.register("2026-0001", "main", complaint, "shouli", rules, now, above=above)
    return World(rules=rules, ticket=ticket, now=now)


def later(world: World, rnd: Random, *, is_long: bool = False) -> World:
    """Let some time pass, from nothing to weeks; days at least where it *is_long*."""
    passed = rnd.choice(PASSING[-4:] if is_long else PASSING)
    return replace(world, now=world.now + timedelta(minutes=passed))
