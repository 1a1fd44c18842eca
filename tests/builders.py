"""Builders with good defaults: a test names only what it is about."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from bot.profiles import catalogue, holidays
from dispatch.lifecycle import life
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Convene, Defer, End, HandOver, Link, Transfer
from dispatch.ticket.commands import (
    Acknowledge,
    Answer,
    Approve,
    Command,
    Dispatch,
    Pass,
    Plan,
    Rate,
)
from dispatch.ticket.complaint import Complainant, Complaint, Scored
from dispatch.ticket.ticket import State, Ticket
from dispatch.worktime.calendar import Hours

LANE = "kf:wkTest:wmTest"
#: a Monday morning, 09:00 in Shanghai, before the National Day holiday of 2026
NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)

CITIZEN = Actor(id=LANE, name="诉求人", roles=frozenset({"citizen"}), source="kf")
RECEPTIONIST = Actor(id="shouli", name="孙受理", roles=frozenset({"receptionist"}), source="app")
SUPERVISOR = Actor(id="duban", name="杜督办", roles=frozenset({"supervisor"}), source="app")
MANAGER = Actor(id="guanli", name="管理员", roles=frozenset({"management"}), source="app")
OFFICER = Actor(
    id="li", name="李科", roles=frozenset({"department"}), department="market", source="group"
)
HELPER = Actor(
    id="wang", name="王科", roles=frozenset({"department"}), department="tax", source="group"
)

MARKET = ("market", "市场监管局")
TAX = ("tax", "税务局")


#: the announced calendar; it takes longer to build than most tests take to run
CALENDAR = holidays.build()


#: the rules of each profile, made once: they never change
_RULES: dict[str, Rules] = {}


def rules_of(profile: str) -> Rules:
    """Return the rules of *profile* with the announced calendar and the usual hours."""
    if profile not in _RULES:
        hours = Hours(opens=time(8, 30), closes=time(17, 30), lunch=(time(12), time(14)))
        _RULES[profile] = Rules(catalogue.load(profile), CALENDAR, hours)
    return _RULES[profile]


def deferring(rules: Rules) -> Rules:
    """Return *rules* of a county that has 挂账, for any class and on any ground."""
    rule = replace(rules.profile.long_term, allowed=True, classes=(), grounds=())
    return replace(rules, profile=replace(rules.profile, long_term=rule))


def wuzhi() -> Rules:
    """Return the rules of 武陟."""
    return rules_of("wuzhi")


def a_complaint(**changes: Any) -> Complaint:
    """Return a complaint about a licence, told on 微信客服."""
    given: dict[str, Any] = {
        "text": "跑了三趟营业执照还没办下来，窗口总说系统坏了",
        "channel": "微信客服",
        "said_at": NOW,
        "complainant": Complainant(
            lane=LANE, name="张三丰", phone="13800138000", address="幸福路3号"
        ),
        "categories": (
            Scored(id="licence", name="营业执照办理", confidence=0.9, words=("营业执照",)),
        ),
        "departments": (Scored(id="market", name="市场监管局", confidence=0.9),),
        "causes": (Scored(id="hard", name="很难办", confidence=0.6),),
    }
    return Complaint(**(given | changes))


#: tickets that were built before, by their profile and the way to them: a ticket never changes
_BUILT: dict[tuple[str, Hashable], Ticket] = {}


def once(rules: Rules, way: Hashable, build: Callable[[], Ticket]) -> Ticket:
    """Return what *build* returned for this *way* under the rules of a profile; build under others."""
    if rules is not _RULES.get(rules.profile.id):
        return build()
    key = rules.profile.id, way
    if key not in _BUILT:
        _BUILT[key] = build()
    return _BUILT[key]


def a_ticket(rules: Rules, *, complaint: Complaint | None = None, **changes: Any) -> Ticket:
    """Return a freshly registered ticket, with any *changes* of its fields."""
    ticket = _registered(rules, complaint) if complaint else _usual(rules)
    return replace(ticket, **changes) if changes else ticket


def _usual(rules: Rules) -> Ticket:
    return once(rules, (), lambda: _registered(rules, a_complaint()))


def _registered(rules: Rules, complaint: Complaint) -> Ticket:
    ticket, _ = life.register("2026-0001", "main", complaint, "shouli", rules, NOW)
    return ticket


#: commands that lead from REGISTERED to each state, for 办不了 at one department
WAY: dict[State, tuple[Command, ...]] = {}
_DISPATCH = Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
_ANSWER = Answer(by=OFFICER, text="已联系", reason="政策不允许", basis="条例第三条")
WAY[State.REGISTERED] = ()
WAY[State.PROPOSED] = (_DISPATCH,)
WAY[State.DISPATCHED] = (*WAY[State.PROPOSED], Approve(by=MANAGER))
WAY[State.WORKING] = (*WAY[State.DISPATCHED], Acknowledge(by=OFFICER))
WAY[State.PLANNED] = (
    *WAY[State.WORKING],
    Plan(by=OFFICER, text="三步走", promised_on=datetime(2026, 10, 15, tzinfo=UTC).date()),
)
WAY[State.ANSWERED] = (*WAY[State.WORKING], _ANSWER)
WAY[State.SURVEYING] = (*WAY[State.ANSWERED], Pass(by=SUPERVISOR))
WAY[State.REWORK] = (*WAY[State.SURVEYING], Rate(by=CITIZEN, level="不满意"))
WAY[State.STRUCK_OFF] = (*WAY[State.SURVEYING], Rate(by=CITIZEN, level="满意"))
WAY[State.MEETING] = (*WAY[State.WORKING], Convene(by=MANAGER, departments=(MARKET, TAX)))
WAY[State.DEFERRED] = (
    *WAY[State.WORKING],
    Defer(by=MANAGER, until=datetime(2026, 12, 31, tzinfo=UTC).date(), milestone="完成档案整理"),
)
WAY[State.OUTSIDE] = (Transfer(by=MANAGER, unit="市公积金中心"),)
WAY[State.LINKED] = (Link(by=SUPERVISOR, main="2026-0009"),)
WAY[State.HANDED_OVER] = (HandOver(by=MANAGER, matter="涉嫌违规收费"),)
WAY[State.LAWFULLY_ENDED] = (
    *WAY[State.REWORK],
    _ANSWER,
    Pass(by=SUPERVISOR),
    Rate(by=CITIZEN, level="不满意"),
    End(by=MANAGER, basis="条例第三条，已两次当面说明"),
)


def walked(rules: Rules, commands: tuple[Command, ...], ticket: Ticket | None = None) -> Ticket:
    """Return the ticket after *commands*, all at NOW."""
    if ticket is None and commands:  # step by step: most ways begin alike
        before = commands[:-1]
        return once(rules, commands, lambda: walked(rules, commands[-1:], walked(rules, before)))
    ticket = ticket or a_ticket(rules)
    for command in commands:
        ticket, _ = life.apply(ticket, command, rules, NOW)
    return ticket
