"""The house keeps its rules (architecture.md, style.md); each rule is shown to catch a planted fault."""

import tomllib
from collections.abc import Callable, Sequence

import house_folders as folders
import house_rules as rules
import house_tree as tree
import pytest
from house_rules import ROOT, Source

pytestmark = [pytest.mark.unit, pytest.mark.xdist_group("house")]  # parsed once

PRODUCT = rules.sources(*rules.DIRECTION)
TESTS = rules.sources("tests")
BENCH = rules.sources("bench")
EVERYTHING = [*PRODUCT, *TESTS, *BENCH]

Rule = Callable[[Sequence[Source]], list[str]]

#: rule → where it holds
HOLDS: dict[Rule, list[Source]] = {
    rules.outside_imports: PRODUCT,
    rules.idle_permissions: PRODUCT,
    rules.wrong_direction: PRODUCT,
    rules.cycles: PRODUCT,
    folders.against_the_floors: PRODUCT,
    folders.empty_floors: PRODUCT,
    folders.too_many_directly: PRODUCT,
    folders.too_few_or_many: PRODUCT,
    folders.one_name_for_two_classes: PRODUCT,
    folders.one_file_name_for_two_things: PRODUCT,
    folders.idle_same_things: PRODUCT,
    folders.folders_without_question: PRODUCT,
    rules.other_clocks: PRODUCT,
    rules.second_doors_to_sqlite: EVERYTHING,
    rules.sql_outside_storage: PRODUCT,
    rules.stray_chinese: PRODUCT,
    rules.county_clauses: PRODUCT,
    rules.lanes_by_hand: PRODUCT,
    rules.long_without_answer: [*PRODUCT, *BENCH],
    rules.barred_names: EVERYTHING,
    rules.without_docstring: EVERYTHING,
    rules.exemptions_without_reason: EVERYTHING,
}


def named(rule: Rule) -> str:
    """Return the rule's name, for the list of tests."""
    return rule.__name__


@pytest.mark.parametrize("rule", HOLDS, ids=named)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    found = rule(HOLDS[rule])
    assert not found, "\n".join([rule.__doc__ or "", *found])


#: a house of a few rooms
HOUSE = {
    "dispatch/ticket/ticket.py": "",
    "dispatch/rules/rules.py": "from dispatch.ticket import ticket",
    "bot/letters/a.py": "from dispatch.rules import rules",
    "bot/context.py": "from bot.letters import a",
}

#: rule → files that break it, and the finding
PLANTED: list[tuple[Rule, dict[str, str], str]] = [
    (rules.outside_imports, {"dispatch/a.py": "import aiohttp"}, "dispatch/a.py:1: aiohttp"),
    (rules.outside_imports, {"intake/a.py": "\nfrom jieba import cut"}, "intake/a.py:2: jieba"),
    (rules.outside_imports, {"storage/tickets/log.py": "import cryptography"}, "cryptography"),
    (rules.outside_imports, {"bot/desk/desk.py": "from tortoise import Model"}, "tortoise"),
    (rules.outside_imports, {"bot/delivery/sender.py": "import aibot"}, "aibot"),
    (rules.outside_imports, {"bot/simulator/a.py": "import structlog"}, "structlog"),
    (rules.outside_imports, {"bot/a.py": "def f():\n    import requests"}, "bot/a.py:2: requests"),
    (
        rules.idle_permissions,
        {"intake/replies/words.py": "import re"},
        "intake/replies/words.py: jieba",
    ),
    (rules.wrong_direction, {"dispatch/a.py": "import intake.talk"}, "intake.talk"),
    (rules.wrong_direction, {"intake/a.py": "from storage import db"}, "storage"),
    (rules.wrong_direction, {"storage/a.py": "from bot.clock import now"}, "bot.clock"),
    (rules.wrong_direction, {"bot/a.py": "from .clock import now"}, ".clock"),
    (
        rules.wrong_direction,
        {"bot/desk/desk.py": "from bot.simulator import world"},
        "bot.simulator",
    ),
    (rules.wrong_direction, {"bot/simulator/a.py": "from dispatch import life"}, "dispatch"),
    (rules.wrong_direction, {"bot/simulator/a.py": "from bot import clock"}, "bot"),
    (
        rules.cycles,
        {
            "bot/a.py": "from bot import b",
            "bot/b.py": "from bot.c import f",
            "bot/c.py": "import bot.a",
        },
        "bot.a → bot.b → bot.c → bot.a",
    ),
    (
        folders.against_the_floors,
        {**HOUSE, "dispatch/ticket/ticket.py": "from dispatch.rules import rules"},
        "dispatch/ticket/ticket.py:1: dispatch.rules.rules, which stands above",
    ),
    (
        folders.against_the_floors,
        {**HOUSE, "bot/letters/a.py": "import bot.context"},
        "bot/letters/a.py:1: bot.context, which stands above",
    ),
    (folders.against_the_floors, {"bot/attic/a.py": ""}, "bot/attic stands on no floor"),
    (
        folders.empty_floors,
        {f"{room}/a.py": "" for room in folders.FLOORS if room != "bot/desk"},
        "bot/desk",
    ),
    (
        folders.too_many_directly,
        {f"bot/a{n}.py": "" for n in range(13)},
        "bot/ holds 13 modules",
    ),
    (folders.too_few_or_many, {"bot/desk/a.py": "", "bot/desk/b.py": ""}, "bot/desk/ holds 2"),
    (
        folders.too_few_or_many,
        {f"dispatch/handlers/a{n}.py": "" for n in range(17)},
        "dispatch/handlers/ holds 17",
    ),
    (
        folders.one_name_for_two_classes,
        {"bot/desk/a.py": "class Step:\n    pass", "bot/web/b.py": "class Step:\n    pass"},
        "Step: bot/desk/a.py, bot/web/b.py",
    ),
    (
        folders.one_file_name_for_two_things,
        {"bot/desk/links.py": "", "dispatch/handlers/links.py": ""},
        "links: bot/desk/links.py, dispatch/handlers/links.py",
    ),
    (
        folders.idle_same_things,
        {
            path: ""
            for name in folders.SAME_THING
            for path in (f"bot/web/{name}.py", f"storage/people/{name}.py")
            if (name, path) != ("marks", "bot/web/marks.py")
        },
        "marks",
    ),
    (folders.folders_without_question, {"bot/desk/__init__.py": '"""."""'}, "bot/desk/__init__.py"),
    (rules.other_clocks, {"bot/a.py": "import time as t\nt.time()"}, "bot/a.py:2: time.time"),
    (rules.other_clocks, {"bot/a.py": "from time import time_ns\nf(time_ns)"}, "time.time_ns"),
    (
        rules.other_clocks,
        {"dispatch/a.py": "from datetime import datetime as d\nd.now()  # noqa: TID251"},
        "datetime.datetime.now",
    ),
    (
        rules.second_doors_to_sqlite,
        {"tests/test_a.py": "import sqlite3\nsqlite3.connect(path)"},
        "tests/test_a.py:2: sqlite3.connect",
    ),
    (rules.sql_outside_storage, {"bot/a.py": 'f(f"SELECT no FROM {table}")'}, "SELECT no FROM {}"),
    (rules.sql_outside_storage, {"intake/a.py": 'X = "DELETE FROM tickets"'}, "DELETE FROM"),
    (rules.stray_chinese, {"bot/a.py": 'f("没有找到，请重试")'}, "没有找到，请重试"),
    (rules.stray_chinese, {"bot/a.py": 'f(f"{who}已签收")'}, "{}已签收"),
    (rules.stray_chinese, {"storage/a.py": 'X = "这件事不属于受理范围"'}, "这件事不属于受理范围"),
    (
        rules.county_clauses,
        {"bot/a.py": 'raise Incomplete(("部门",), "WZ-8.4")'},
        "bot/a.py:1: WZ-8.4",
    ),
    (rules.county_clauses, {"dispatch/a.py": 'f(f"{a}（SQ-P3.2c）")'}, "dispatch/a.py:1: SQ-P3.2c"),
    (rules.lanes_by_hand, {"bot/a.py": 'x = f"kf:{account}:{user}"'}, "bot/a.py:1: kf:{}:{}"),
    (rules.long_without_answer, {"bot/a.py": "x = 1\n" * 351}, "bot/a.py: 351 lines"),
    (rules.barred_names, {"bot/helpers.py": ""}, "bot/helpers.py"),
    (rules.barred_names, {"storage/core/__init__.py": ""}, "storage/core/__init__.py"),
    (rules.without_docstring, {"bot/a.py": "# only a comment\nX = 1"}, "bot/a.py"),
    (rules.without_docstring, {"bot/a.py": '"""."""'}, "bot/a.py"),
    (rules.exemptions_without_reason, {"bot/a.py": "f()  # noqa"}, "bot/a.py:1"),
    (rules.exemptions_without_reason, {"bot/a.py": "f()  # noqa - because it is so"}, "bot/a.py:1"),
    (rules.exemptions_without_reason, {"bot/a.py": "f()  # noqa: T201"}, "bot/a.py:1"),
    (rules.exemptions_without_reason, {"bot/a.py": "f()  # type: ignore[misc]"}, "bot/a.py:1"),
    (
        rules.exemptions_without_reason,
        {"bot/a.py": "f()  # type: ignore  # untyped library"},
        "a.py",
    ),
]


@pytest.mark.parametrize(("rule", "files", "finding"), PLANTED)
def test_the_rule_catches_a_planted_fault(rule: Rule, files: dict[str, str], finding: str) -> None:
    found = rule([Source(path, text) for path, text in files.items()])
    assert len(found) == 1, found
    assert finding in found[0]


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(HOLDS)


#: what looks like a fault and is none
INNOCENT: list[tuple[Rule, dict[str, str]]] = [
    (folders.against_the_floors, HOUSE),
    (folders.too_few_or_many, {f"bot/cli/a{n}.py": "" for n in range(40)}),
    (
        folders.one_name_for_two_classes,
        {"bot/desk/a.py": "class Step: ...", "storage/people/a.py": "class Step: ..."},
    ),
    (
        folders.one_name_for_two_classes,
        {"bot/desk/a.py": "class _Step: ...", "bot/web/a.py": "class _Step: ..."},
    ),
    (rules.outside_imports, {"bot/wecom/connection.py": "import aibot\nimport asyncio"}),
    (rules.wrong_direction, {"bot/a.py": "import dispatch.life", "storage/a.py": "import intake"}),
    (
        rules.cycles,
        {"bot/a.py": "from bot import b", "bot/b.py": "import bot", "bot/__init__.py": ""},
    ),
    (
        rules.other_clocks,
        {"bot/a.py": "import time\ntime.monotonic()", "bot/clock.py": "import time\ntime.time()"},
    ),
    (rules.sql_outside_storage, {"bot/a.py": '"""SELECT a FROM b"""\nX = "Select a department"'}),
    (rules.stray_chinese, {"bot/a.py": '"""签收，然后答复。"""\nKIND = "待确认"\nf(f"{KIND}")'}),
    (rules.county_clauses, {"bot/a.py": '"""See WZ-8.4."""\nX = "G-13"  # LH-7e'}),
    (rules.county_clauses, {"dispatch/profiles/clauses.py": 'X = "WZ-8.4 SQ-7b"'}),
    (rules.lanes_by_hand, {"bot/a.py": '"""As `kf:a:b`."""\nX = f"rate:{no}"'}),
    (rules.long_without_answer, {"bot/a.py": "x = 1\n" * 350}),
    (
        rules.exemptions_without_reason,
        {"bot/a.py": "f()  # noqa: T201 - a benchmark prints\nX = '# noqa'"},
    ),
    (
        rules.exemptions_without_reason,
        {"bot/a.py": "# the library has no types\nf()  # type: ignore[misc]"},
    ),
]


@pytest.mark.parametrize(("rule", "files"), INNOCENT)
def test_the_rule_lets_the_innocent_pass(rule: Rule, files: dict[str, str]) -> None:
    assert rule([Source(path, text) for path, text in files.items()]) == []


def test_no_work_is_left_for_later() -> None:
    assert tree.unfinished(tree.tracked()) == []


def test_the_tree_names_no_machine_and_no_registry() -> None:
    assert tree.machine_words(tree.tracked()) == []


@pytest.mark.parametrize("mark", ["TO-DO", "FIX-ME", "XX-X", "raise NotImp-lementedError"])
def test_a_mark_of_unfinished_work_is_found(mark: str) -> None:
    """The dash keeps the mark itself out of this file."""
    mark = mark.replace("-", "")
    assert tree.unfinished({"a.py": f"x = 1\n{mark}: see"}) == [f"a.py:2: {mark.split()[-1]}"]


@pytest.mark.parametrize(
    "words", ["/ro~ot/notes", "/ho~me/li/x", "py~pi.org", "https://mirror~s.x.cn"]
)
def test_a_path_of_a_machine_and_a_registry_are_found(words: str) -> None:
    assert len(tree.machine_words({"a.md": f"from {words.replace('~', '')}"})) == 1


@pytest.mark.parametrize("words", ["/wecom/callback", "tests/homes/x", "2026-XX", "a mirror of it"])
def test_ordinary_words_are_no_fault(words: str) -> None:
    assert tree.machine_words({"a": words}) + tree.unfinished({"a": words}) == []


def test_the_lock_names_no_url_and_has_a_hash_for_every_entry() -> None:
    """S15: each library by its exact version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = tree.dependencies(project)
    assert tree.unlocked((ROOT / "requirements.lock").read_text("utf-8"), wanted) == []


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        ("a==1 \\\n    --hash=sha256:00\nb==2", "no hash: b==2"),
        ("a>=1 \\\n    --hash=sha256:00", "no exact version: a>=1"),
        ("--index-url x\na==1 \\\n    --hash=sha256:00", "an option: --index-url x"),
        ("a @ https://x/a.whl \\\n    --hash=sha256:00", "a URL: a @ https://x/a.whl \\"),
        ("b==1 \\\n    --hash=sha256:00", "not locked: a"),
    ],
)
def test_a_fault_in_the_lock_is_named(lock: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in tree.unlocked(lock, ["a"]))


def test_every_test_file_has_a_name_of_its_own() -> None:
    names = [source.path for source in TESTS if "/test_" in source.path]
    assert tree.repeated_basenames(names) == []
    assert tree.repeated_basenames(["tests/a/test_x.py", "tests/b/test_x.py"]) != []


def test_the_tests_are_no_package() -> None:
    assert [source.path for source in TESTS if source.path.endswith("__init__.py")] == []
