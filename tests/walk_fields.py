"""How the fields of each command are drawn in a random walk, now and then missing or nonsense."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from walk_world import DEPARTMENTS, PEOPLE, World

from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.worktime.calendar import in_shanghai

Draw = Callable[[Random, World], dict[str, Any]]


def _words(rnd: Random, good: str) -> str:
    return good if rnd.random() < 0.93 else rnd.choice(("", "  "))


def _units(rnd: Random, _: World) -> tuple[tuple[str, str], ...]:
    if rnd.random() < 0.03:
        return ()
    return tuple(rnd.choices(DEPARTMENTS, k=rnd.choice((1, 1, 2, 3, 4))))


def _class(rnd: Random, world: World) -> str:
    if rnd.random() < 0.04:
        return rnd.choice(("没有这一类", "", *(one.name for one in world.rules.profile.classes)))
    one = rnd.choice(world.rules.dispatched_classes)
    found = world.rules.profile.class_named(one)
    return one if found is None or rnd.random() < 0.9 else found.id


def _day(rnd: Random, world: World) -> date:
    ahead = rnd.choice((-2, 0, 1, 3, 5, 10, 20, 60, 90, 400)) if rnd.random() < 0.3 else 6
    return in_shanghai(world.now).date() + timedelta(days=ahead)


def _promised(rnd: Random, world: World, name: str) -> date | None:
    if world.rules.needs_promise(name) or rnd.random() < 0.1:
        return _day(rnd, world) if rnd.random() < 0.95 else None
    return None


def _cause(rnd: Random, world: World) -> str:
    return rnd.choice(world.rules.profile.causes)


def _dispatch(rnd: Random, world: World) -> dict[str, Any]:
    name = _class(rnd, world)
    return {
        "class_name": name,
        "departments": _units(rnd, world),
        "promised_on": _promised(rnd, world, name),
        "several_levels": rnd.random() < 0.15,
        "cause": rnd.choice(("没有这个原因", "")) if rnd.random() < 0.06 else _cause(rnd, world),
    }


def _classify(rnd: Random, world: World) -> dict[str, Any]:
    return {
        "matter": rnd.choice(("", "食品经营许可")),
        "class_name": _class(rnd, world) if rnd.random() < 0.4 else "",
        "cause": rnd.choice(("", "没有这个原因", *world.rules.profile.causes)),
    }


def _refuse(rnd: Random, world: World) -> dict[str, Any]:
    codes = [one.code for one in world.rules.profile.refusals]
    code = rnd.choice(("", "Z9", *codes)) if rnd.random() < 0.5 else ""
    found = world.rules.profile.refusal(code)
    needs = found.needs if found and rnd.random() < 0.9 else ()
    return {
        "reason": _words(rnd, "不属于本中心"),
        "code": code,
        "path": rnd.choice(("", "请到法院立案庭")),
        "fields": tuple((name, _words(rnd, "写明了")) for name in needs),
    }


def _answer(rnd: Random, world: World) -> dict[str, Any]:
    return {
        "text": _words(rnd, "已联系当事人，材料已收"),
        "reason": _words(rnd, "政策不允许"),
        "basis": _words(rnd, "条例第三条"),
        "findings": ("没有回答问的事",) if rnd.random() < 0.3 else (),
    }


def _supervise(rnd: Random, world: World) -> dict[str, Any]:
    rule = world.rules.profile.supervise
    known = [one for one in ("", rule.document, *rule.others) if one or rnd.random() < 0.5]
    return {
        "demand": "请速办",
        "until": world.now + timedelta(days=rnd.choice((1, 9))) if rnd.random() < 0.3 else None,
        "document": rnd.choice(["", "没有这种文书", *known]) if rnd.random() < 0.3 else "",
    }


def _level(rnd: Random, world: World) -> str:
    """Return a level, most often one that sends it back, for that goes on."""
    if rnd.random() < 0.05:
        return "没有这一级"
    bad = [one for one in world.rules.levels if not world.rules.is_satisfied(one)]
    return rnd.choice(bad if rnd.random() < 0.7 else world.rules.levels)


def _called(rnd: Random, world: World) -> dict[str, Any]:
    return {"level": _level(rnd, world) if rnd.random() < 0.4 else "", "remark": ""}


def _pending(rnd: Random, world: World) -> int:
    numbers = [one.n for one in world.ticket.petitions]
    return rnd.choice((0, *numbers, *numbers, 77)) if rnd.random() < 0.9 else -1


def _record(rnd: Random, world: World) -> dict[str, Any]:
    kind = rnd.choice(("没有这一项", *(one.name for one in world.rules.profile.records)))
    found = world.rules.profile.record(kind)
    needs = found.needs if found else ()
    return {
        "kind": kind,
        "text": "；".join(("已联系", *(f"{need}：写明了" for need in needs))),
        "departments": _units(rnd, world) if rnd.random() < 0.6 else (),
    }


def _allege(rnd: Random, world: World) -> dict[str, Any]:
    """Return whom it is about, and what may be read beside it: all that was said, a part, or nothing."""
    alone = rnd.random() < 0.3
    rest = rnd.choice((None, "营业执照还没办下来"))
    return {
        "persons": tuple(filter(None, (_person(rnd, world),))) if rnd.random() < 0.5 else (),
        "units": ("market",) if rnd.random() < 0.5 else (),
        "rest": "（详情请与窗口联系）" if alone else rest,
        "alone": alone,
        "words": ("红包",),
        "owner": "guanli",
    }


def _person(rnd: Random, _: World) -> str:
    return rnd.choice(("", *(one.id for one in PEOPLE if "citizen" not in one.roles)))


#: how the fields of each command are drawn, now and then missing or nonsense
FIELDS: Mapping[type[c.Command], Draw] = {
    c.Classify: _classify,
    c.SolveOnSpot: lambda r, w: {"result": _words(r, "已现场办结")},
    c.Refuse: _refuse,
    c.Dispatch: _dispatch,
    c.Approve: lambda r, w: {"petition": _pending(r, w)},
    c.Reject: lambda r, w: {"reason": _words(r, "不同意"), "petition": _pending(r, w)},
    c.Reassign: lambda r, w: {"departments": _units(r, w), "reason": _words(r, "职责不符")},
    c.Acknowledge: lambda r, w: {},
    c.Answer: _answer,
    c.Plan: lambda r, w: {"text": _words(r, "三步走"), "promised_on": _day(r, w)},
    c.Ask: lambda r, w: {"question": _words(r, "执照名称是什么")},
    c.Remind: lambda r, w: {"word": "请尽快"},
    c.Supervise: _supervise,
    c.Pass: lambda r, w: {"override": r.choice(("", "已核实"))},
    c.SendBack: lambda r, w: {"reason": _words(r, "没有依据")},
    c.Rate: lambda r, w: {"level": _level(r, w)},
    c.CallBack: _called,
    c.Supplement: lambda r, w: {"text": "又去了一次"},
    c.Withdraw: lambda r, w: {},
    c.OfferCall: lambda r, w: {},
    c.NoteUndelivered: lambda r, w: {},
    c.NoteDelivered: lambda r, w: {"whom": r.choice(("person", "person", "window", "assessor"))},
    m.Extend: lambda r, w: {
        "days": r.choice((1, 1, 2, 3, 5, 30, 0, -3, 5000)),
        "reason": _words(r, "情况复杂"),
    },
    m.Repromise: lambda r, w: {"promised_on": _day(r, w), "reason": _words(r, "等系统开通")},
    m.ReturnForm: lambda r, w: {"departments": _units(r, w), "reason": _words(r, "不归我们管")},
    m.Convene: lambda r, w: {"departments": _units(r, w)},
    m.Circulate: lambda r, w: {},
    m.Transfer: lambda r, w: {
        "unit": _words(r, "市公积金中心"),
        "centre": r.choice(("", "town")),
    },
    m.Receive: lambda r, w: {"text": _words(r, "已为其补缴到账"), "unit": r.choice(("", "中心"))},
    m.Defer: lambda r, w: {"until": _day(r, w), "milestone": _words(r, "历史遗留，完成档案整理")},
    m.End: lambda r, w: {"basis": _words(r, "条例第三条")},
    m.HandOver: lambda r, w: {
        "matter": _words(r, "涉嫌违规收费"),
        "whole": r.random() < 0.3,
    },
    m.Allege: _allege,
    m.Unmark: lambda r, w: {"reason": _words(r, "不是个人行为")},
    m.StandDown: lambda r, w: {"reason": _words(r, "已核实是误报")},
    m.TellHead: lambda r, w: {"units": ("market",) if r.random() < 0.5 else ()},
    m.Deliver: lambda r, w: {},
    m.Link: lambda r, w: {"main": r.choice(("2026-0009", "2026-0001"))},
    m.Unlink: lambda r, w: {},
    m.Settle: lambda r, w: {"level": r.choice(("", _level(r, w), _level(r, w)))},
    m.Amend: lambda r, w: {"reason": "电话", "phone": r.choice(("", "13900139000"))},
    m.Tell: lambda r, w: {"text": _words(r, "请把通知书发来")},
    m.Annul: lambda r, w: {"reason": _words(r, "登错了")},
    m.PassOn: lambda r, w: {"to": _person(r, w), "to_name": "周受理"},
    m.TakeOver: lambda r, w: {},
    m.Record: _record,
    m.Look: lambda r, w: {},
    m.RemindAssisting: lambda r, w: {},
    m.Recount: lambda r, w: {},
}
