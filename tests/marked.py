"""隆回's rules, its people and its marks: what the tests of 考核 (LH-17) begin with."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from bot.profiles import catalogue, holidays
from dispatch.assessment.demerits import propose
from dispatch.assessment.marks import Mark, Propose, Verify
from dispatch.assessment.recurrence import Case
from dispatch.assessment.scoring import apply
from dispatch.profiles.assessment import Demerit
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.worktime.calendar import Hours

#: a Monday morning, 09:00 in Shanghai
NOW = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)

ASSESSOR = Actor(id="kao", name="考核科", roles=frozenset({"assessor"}), source="app")
OVERSEER = Actor(id="du", name="杜督办", roles=frozenset({"supervisor"}), source="app")
CHIEF = Actor(id="guan", name="管主任", roles=frozenset({"management"}), source="app")
LIAISON = Actor(
    id="hong", name="洪联络", roles=frozenset({"department"}), department="market", source="app"
)
TAXMAN = Actor(
    id="wang", name="王科", roles=frozenset({"department"}), department="tax", source="app"
)


def longhui(**of_17a: Any) -> Rules:
    """Return the rules of 隆回; *of_17a* changes its row on being late (G-5: `minutes`)."""
    hours = Hours(opens=time(8, 30), closes=time(17, 30), lunch=(time(12), time(14)))
    profile = catalogue.load("longhui")
    rows = tuple(replace(r, **of_17a) if r.id == "17a" else r for r in profile.assessment)
    return Rules(replace(profile, assessment=rows), holidays.build(), hours)


def row(id_: str, rules: Rules | None = None) -> Demerit:
    """Return a row of 考核."""
    return next(r for r in (rules or longhui()).profile.assessment if r.id == id_)


def a_fault(demerit: str = "17b", **changes: Any) -> Propose:
    """Return what an overseer types about an officer of the market's window."""
    given: dict[str, Any] = {
        "by": OVERSEER,
        "words": "服务态度差：当众训斥办事群众",
        "demerit": demerit,
        "centre": "main",
        "ticket_no": "2026-0001",
        "event_at": NOW,
        "unit": "market",
        "person": "li",
    }
    return Propose(**(given | changes))


def a_mark(demerit: str = "17b", rules: Rules | None = None, **changes: Any) -> Mark:
    """Return a proposed mark."""
    return propose(a_fault(demerit, **changes), rules or longhui(), NOW)


def verified(rules: Rules | None = None, **changes: Any) -> Mark:
    """Return a mark that the assessor verified."""
    mark = a_mark(rules=rules, **changes)
    return apply(mark, Verify(by=ASSESSOR), rules or longhui(), NOW)


def a_case(no: str, at: datetime = NOW, **changes: Any) -> Case:
    """Return a ticket that was dispatched to the market's window."""
    given: dict[str, Any] = {
        "centre": "main",
        "unit": "market",
        "matter": "营业执照办理",
        "cause": "业务不熟",
    }
    return Case(no=no, opened_at=at, **(given | changes))
