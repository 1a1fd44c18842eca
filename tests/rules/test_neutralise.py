"""The script that neutralises rules: a test that cannot fail is caught, and every break can be undone."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import neutralise
import pytest
import rule_breaks
import rule_names
import rule_registry
from builders import MANAGER, NOW, OFFICER, RECEPTIONIST, WAY, a_complaint, a_ticket, walked, wuzhi
from deep import Sweep
from rule_registry import Rule

from bot.profiles import catalogue
from bot.texts import citizen
from dispatch.handlers import refusals, steps, survey
from dispatch.lifecycle import life, wake
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.moves import MOVES
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.ticket import State

CHECK_ANSWER = "dispatch/rules/rules.py: Rules.check_answer"

#: a county of five rules: one is proved, and one is wanting in each way there is
REGISTRY = """
["WZ-9.1"]
title = "答复要有依据"
lives = ["dispatch/rules/rules.py: Rules.check_answer"]
break = { guard = "dispatch/rules/rules.py: Rules.check_answer" }

["WZ-9.2"]
title = "这个测试不会失败"
lives = ["dispatch/rules/rules.py: Rules.check_dispatch"]
break = { guard = "dispatch/rules/rules.py: Rules.check_dispatch" }

["WZ-9.3"]
title = "没有测试"
lives = ["dispatch/handlers/departments.py: plan"]
break = { guard = "dispatch/handlers/departments.py: plan" }

["WZ-9.4"]
title = "测试总是失败"
lives = ["dispatch/profiles/wuzhi.toml: modifiers"]
break = { profile = "wuzhi", set = "modifiers", to = [] }

["WZ-10.1"]
title = "只有程序出错"
lives = ["dispatch/lifecycle/wake.py: _reminders"]
break = { guard = "dispatch/lifecycle/wake.py: _reminders" }

["WZ-10.2"]
title = "破坏了等于没有破坏"
lives = ["dispatch/profiles/wuzhi.toml: supervise"]
break = { profile = "wuzhi", set = "supervise.actor", to = "WIN" }
"""

TESTS = '''
"""Tests of the county above."""

import pytest
from builders import OFFICER, WAY, walked, wuzhi

from dispatch.ticket.commands import Answer
from dispatch.errors import Incomplete
from dispatch.ticket.ticket import State
from dispatch.lifecycle.wake import due_now

pytestmark = pytest.mark.unit


def test_wz_9_1_an_answer_without_its_basis_is_refused():
    answer = Answer(by=OFFICER, text="已联系", reason="政策不允许")
    with pytest.raises(Incomplete):
        walked(wuzhi(), (*WAY[State.WORKING], answer))


@pytest.mark.parametrize("n", [1], ids=["WZ-9.2 whatever"])
def test_that_cannot_fail(n):
    assert walked(wuzhi(), WAY[State.DISPATCHED])


def test_that_always_fails():
    """WZ-9.4: whatever the rules say."""
    assert False


def test_wz_10_1_a_break_that_only_crashes():
    ticket = walked(wuzhi(), WAY[State.DISPATCHED])
    assert due_now(ticket, ticket.clocks[0].due_at)


def test_wz_10_2_of_a_rule_whose_break_changes_nothing():
    assert wuzhi().profile.supervise.actor == "WIN"
'''


@pytest.mark.slow
def test_a_rule_without_a_test_that_can_fail_is_caught(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The proof of WZ-9.1 is kept, and of the others what is wanting is said."""
    (tmp_path / "wz.toml").write_text(REGISTRY, "utf-8")
    (tmp_path / "test_county_of_five.py").write_text(TESTS, "utf-8")
    there = ("--registry", str(tmp_path), "--tests", str(tmp_path))

    assert neutralise.main(["wz", *there]) == 1

    told = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert told["WZ-9.1"].startswith(neutralise.PROVED)
    assert told["WZ-9.2"] == neutralise.NOT_FAILING
    assert told["WZ-9.3"] == neutralise.NO_TEST
    assert told["WZ-9.4"].startswith(neutralise.ALWAYS_FAILING)
    assert told["WZ-10.1"].startswith(neutralise.CRASHING)
    assert told["WZ-10.2"].startswith(neutralise.CANNOT_RUN)
    assert "changes nothing" in told["WZ-10.2"]
    kept = json.loads((tmp_path / "wz.proofs.json").read_text("utf-8"))
    assert list(kept) == ["WZ-9.1"]
    assert kept["WZ-9.1"][0]["broken"] == [{"guard": CHECK_ANSWER}]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_neutralised_rule_makes_a_test_fail_that_names_it(sweep: Sweep) -> None:
    """One rule of this house, drawn by chance; `make rules` and `make deep` do it with each."""
    rules = [rule for rule in rule_registry.load().rules.values() if rule.ways]
    drawn = sweep.drawn("rules neutralised", rules, 1)
    here = neutralise.Ground(rule_registry.FOLDER, neutralise.ROOT / "tests")
    judged = neutralise.judge(drawn, here, jobs=1)
    assert [(one.name, one.says) for one in judged if one.says != neutralise.PROVED] == []


def test_a_proof_goes_once_its_test_cannot_fail_any_more(tmp_path: Path) -> None:
    (tmp_path / "wz.toml").write_text(REGISTRY, "utf-8")
    (tmp_path / "wz.proofs.json").write_text('{"WZ-9.3": [], "WZ-9.4": []}', "utf-8")
    assert neutralise.main(["WZ-9.3", "--registry", str(tmp_path), "--tests", str(tmp_path)]) == 1
    assert json.loads((tmp_path / "wz.proofs.json").read_text("utf-8")) == {"WZ-9.4": []}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("node", "docstring", "rules"),
    [
        ("a.py::test_wz_9_1_an_answer", "", {"WZ-9.1"}),
        ("a.py::test_fw_6_1_4a_a_reason_is_told", "", {"FW-6.1.4a"}),
        ("a.py::test_fw_6_1_4_nothing_of_that_name", "", set()),
        ("a.py::test_wz_10_1_and_sq_9a_are_alike", "", {"WZ-10.1", "SQ-9a"}),
        ("a.py::test_sq_p3_2d_a_letter", "", {"SQ-P3.2d"}),
        ("a.py::test_pace[PY-4.2.2 urgent]", "", {"PY-4.2.2"}),
        ("a.py::test_pace[tests/x::y WZ-9.3]", "", {"WZ-9.3"}),
        ("a.py::test_x", "LH-12a, LH-12b: the same three hear it.", {"LH-12a", "LH-12b"}),
        ("a.py::test_x", "WZ-9, LH-17 and WZ-F* are no rules; WZ-9.11 neither", set()),
    ],
)
def test_a_test_names_its_rules_in_its_name_parameters_or_docstring(
    node: str, docstring: str, rules: set[str]
) -> None:
    assert rule_names.named(node, docstring) == rules


def broken(undo: ExitStack, **spec: Any) -> None:
    """Make one break, `to` and the like as keywords."""
    rule_breaks.neutralise(spec, undo)


@pytest.mark.unit
def test_a_profile_is_broken_in_the_merged_text_and_whole_again_after() -> None:
    before = catalogue.load("wuzhi")
    with ExitStack() as undo:
        broken(undo, profile="wuzhi", set="classes.cannot.stages.reply.limit.n", to=9)
        broken(undo, profile="*", set="rework_cap.rounds", to=7)
        broken(undo, profile="wuzhi", set="who.批准", to={"does": ["receptionist"]})
        broken(undo, profile="wuzhi", drop="out_of_scope.citizen")
        changed = catalogue.load("wuzhi")
        assert changed.classes[1].stages[0].limit.n == 9  # type: ignore[union-attr] # it has one
        assert changed.may("批准").does == ("receptionist",)
        assert [route.who for route in changed.out_of_scope] == ["enterprise"]
        assert {catalogue.load(name).rework_cap.rounds for name in catalogue.names()} == {7}
    assert catalogue.load("wuzhi") == before


@pytest.mark.unit
def test_a_guard_lets_pass_wherever_its_function_is_held() -> None:
    """As a method, as a property, and as an entry of the table of steps."""
    ticket = a_ticket(wuzhi())
    refuse = c.Refuse(by=RECEPTIONIST, reason="不属于本中心", path="12345")
    with ExitStack() as undo:
        broken(undo, guard="dispatch/handlers/refusals.py: refuse", returns="$step")
        broken(undo, guard="dispatch/rules/people.py: Persons.anonymous", returns=True)
        broken(undo, guard="dispatch/handlers/steps.py: stopped", returns="$0")
        broken(undo, guard="dispatch/rules/people.py: Persons.roles_for", returns="$1")
        broken(undo, guard="dispatch/handlers/survey.py: again", returns="$()")
        assert wuzhi().anonymous is True
        assert steps.stopped(ticket.clocks, NOW) is ticket.clocks
        assert str(wuzhi().roles_for("催办")) == "催办"
        assert len(survey.again(ticket, wuzhi(), NOW, {})) == 0
        assert refusals.refuse(ticket, refuse, wuzhi(), NOW) == (ticket, [])
        assert COMMANDS[c.Refuse].handler(ticket, refuse, wuzhi(), NOW) == (ticket, [])
    assert wuzhi().anonymous is False
    assert walked(wuzhi(), (refuse,), ticket).state is State.REFUSED


@pytest.mark.unit
async def test_a_guard_may_be_asynchronous() -> None:
    from bot.staff import assessment_decisions  # noqa: PLC0415 - only this test needs it

    with ExitStack() as undo:
        broken(undo, guard="bot/staff/assessment_decisions.py: verify", returns="kept")
        assert await assessment_decisions.verify(None, MANAGER, None) == "kept"  # type: ignore[arg-type] # any


@pytest.mark.unit
def test_a_move_a_notice_and_a_record_are_taken_away_and_come_back() -> None:
    def walk() -> tuple[Any, list[tuple[To, NoticeKind]]]:
        ticket = a_ticket(wuzhi())
        proposed, said = life.apply(ticket, WAY[State.PROPOSED][0], wuzhi(), NOW)
        given, more = life.apply(proposed, c.Approve(by=MANAGER), wuzhi(), NOW)
        return given, [(one.to, one.what) for one in (*said, *more)]

    with ExitStack() as undo:
        broken(undo, move="* Withdraw")
        broken(undo, move="REGISTERED Refuse")
        broken(undo, notice="* APPROVE")
        broken(undo, notice="CITIZEN DISPATCHED")
        broken(undo, keep="received_at")
        broken(undo, keep="parts.name")
        given, said = walk()
        assert not any(c.Withdraw in row for row in MOVES.values())
        assert c.Refuse not in MOVES[State.REGISTERED]
        assert said == [(To.DEPARTMENT, NoticeKind.FORM)]
        assert (given.received_at, given.parts[0].name) == (None, "")
    assert c.Refuse in MOVES[State.REGISTERED]
    given, said = walk()
    assert (To.CITIZEN, NoticeKind.DISPATCHED) in said
    assert given.parts[0].name == "市场监管局"


@pytest.mark.unit
def test_a_break_for_one_kind_of_ticket_leaves_the_others_whole() -> None:
    """In one state, by one channel: what is left of the rule everywhere else."""
    rework = {"state": "REWORK"}
    again = c.Answer(by=OFFICER, text="已补办", reason="政策不允许", basis="条例第三条")
    with ExitStack() as undo:
        broken(undo, notice="DESK INSPECT", where=rework)
        broken(undo, keep="reply", where=rework)
        broken(undo, guard=CHECK_ANSWER, where=rework)
        broken(undo, keep="first_handler", where={"complaint.channel": "信函"})
        first, said = life.apply(walked(wuzhi(), WAY[State.WORKING]), again, wuzhi(), NOW)
        assert (len(said), first.reply and first.reply.text) == (1, "已补办")
        redone, silent = life.apply(walked(wuzhi(), WAY[State.REWORK]), again, wuzhi(), NOW)
        assert (silent, redone.state) == ([], State.ANSWERED)
        assert redone.reply is not None
        assert redone.reply.text == "已联系", "what was said before"
        assert a_ticket(wuzhi()).first_handler
        assert not a_ticket(wuzhi(), complaint=a_complaint(channel="信函")).first_handler


@pytest.mark.unit
async def test_what_is_asynchronous_is_still_awaited_where_it_is_not_broken() -> None:
    from bot.staff import assessment_decisions  # noqa: PLC0415 - only this test needs it

    with ExitStack() as undo:
        guard = "bot/staff/assessment_decisions.py: verify"
        broken(undo, guard=guard, returns="kept", where={"state": "REWORK"})
        with pytest.raises(AttributeError):  # the real one, which wants more than nothing
            await assessment_decisions.verify(None, MANAGER, None)  # type: ignore[arg-type] # any


@pytest.mark.unit
def test_a_rule_that_says_each_is_broken_for_one_alone(tmp_path: Path) -> None:
    says = REGISTRY.replace('title = "答复要有依据"', 'title = "答复要有依据"\nevery = "件件"')
    (tmp_path / "wz.toml").write_text(says, "utf-8")
    faults = rule_registry.faults(rule_registry.load(tmp_path))
    assert [one for one in faults if "件件" in one] == [
        "WZ-9.1: says 件件, and is broken nowhere for one alone (where, without)"
    ]


@pytest.mark.unit
def test_a_constant_has_another_value_for_everybody_who_holds_it() -> None:
    before = citizen.NOTICES[NoticeKind.GUIDED]
    with ExitStack() as undo:
        broken(undo, constant="bot/texts/citizen.py: NOTICES.guided", to="")
        broken(undo, constant="dispatch/handlers/survey.py: _RESULT", without=["window"])
        broken(undo, constant="dispatch/ticket/ticket.py: CLOSED", without=["REFUSED"])
        broken(undo, constant="dispatch/rules/rules.py: LONGEST_PROMISE", to=3600)
        assert citizen.NOTICES[NoticeKind.GUIDED] == ""
        assert set(survey._RESULT) == {"assessor"}
        assert State.REFUSED not in vars(wake)["CLOSED"]
    assert citizen.NOTICES[NoticeKind.GUIDED] == before
    assert State.REFUSED in vars(wake)["CLOSED"]


@pytest.mark.unit
@pytest.mark.parametrize(
    "spec",
    [
        {"wish": "x"},
        {"profile": "wuzhi", "set": "remind.actor", "to": "WIN"},
        {"profile": "wuzhi", "set": "remind.actor", "to": "somebody"},
        {"profile": "wuzhi", "drop": "remind.nothing"},
        {"profile": "nowhere", "drop": "remind"},
        {"move": "WITHDRAWN Answer"},
        {"move": "NOWHERE Answer"},
        {"notice": "CITIZEN GOSSIP"},
        {"guard": "dispatch/rules/rules.py: Rules.gone"},
        {"guard": "dispatch/rules/rules.py: LONGEST_PROMISE"},
        {"constant": "dispatch/handlers/survey.py: _RESULT", "without": ["gone"]},
        {"constant": "bot/texts/citizen.py: CUT", "to": citizen.CUT},
    ],
    ids=str,
)
def test_a_break_that_proves_nothing_is_refused(spec: Mapping[str, Any]) -> None:
    with ExitStack() as undo, pytest.raises(rule_breaks.BadBreak):
        rule_breaks.neutralise(spec, undo)


@pytest.mark.unit
def test_several_ways_are_named_by_their_number() -> None:
    rule = Rule(id="WZ-9.1", title="", lives=(), ways=(({"a": 1},), ({"b": 1},)))
    assert neutralise.Verdict(rule, 2, neutralise.PROVED).name == "WZ-9.1#2"
    assert isinstance(wuzhi(), Rules)
