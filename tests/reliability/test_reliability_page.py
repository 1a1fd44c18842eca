"""docs/reliability.md says held only of what ran, and names only tests that are there.

`make deep` draws it; `RENEW=1 .venv/bin/python -m pytest -n 0 tests/reliability/test_reliability_page.py`
draws it again from the last run, which lies in build/promises.json; where there is none, what is promised
is written anew and what ran stays. A part: `pytest -m promise --promises=build/promises.json tests/…`.
"""

import json
import os
from typing import Any

import promises
import promises_page
import pytest
from house_rules import ROOT
from promises import PROMISES
from promises_kept import PROMISE
from promises_page import HELD, IN_PART, NOT_HELD, NOT_RUN, Row

pytestmark = pytest.mark.unit

PAGE = ROOT / "docs" / "reliability.md"
RAN = ROOT / "build" / "promises.json"
NAMING = promises.naming()


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Return what the page says, drawn anew first where that is asked for."""
    if os.environ.get("RENEW"):
        known = promises_page.read(
            PAGE.read_text("utf-8")
        )  # where nothing has run: in today's words
        ran = json.loads(RAN.read_text("utf-8")) if RAN.is_file() else None
        found = known if ran is None else promises_page.rows(ran, NAMING)
        PAGE.write_text(promises_page.page(found), "utf-8")
    return promises_page.read(PAGE.read_text("utf-8"))


def test_the_page_has_each_promise_once_in_the_words_of_the_table(rows: list[Row]) -> None:
    assert [row.id for row in rows] == list(PROMISES)
    assert PAGE.read_text("utf-8") == promises_page.page(rows)


def test_the_page_says_no_more_than_the_tests_that_are_there_can_show(rows: list[Row]) -> None:
    assert list(promises_page.faults(rows, NAMING)) == []


def test_the_table_has_every_promise_of_either_kind() -> None:
    assert list(PROMISES) == [f"R{n}" for n in range(1, 21)] + [f"S{n}" for n in range(1, 16)]
    for promise in PROMISES.values():
        words = (promise.promised, promise.aim, promise.open)
        assert "|" not in "".join(words), promise.id
        assert promise.promised, promise.id
        assert promise.aim, promise.id


def test_what_a_test_names_as_it_runs_can_be_read_from_its_file(
    request: pytest.FixtureRequest,
) -> None:
    for item in request.session.items:
        name = f"{item.path.name}: {item.name.partition('[')[0]}"
        for key, id_ in item.user_properties:
            assert key != PROMISE or name in NAMING[str(id_)]


@pytest.mark.parametrize(
    ("node", "docstring", "named"),
    [
        ("a.py::test_r7_what_is_odd", "", {"R7"}),
        ("a.py::test_it[R15 two replicas]", "", {"R15"}),
        (
            "a.py::test_it",
            "R1, R3: as S12 has it (S5); reliability.md §2, R4.",
            {"R1", "R3", "S12", "S5", "R4"},
        ),
        ("a.py::test_sq_s3_each_has_an_owner", "SQ-S3: R7.2 and R21 are none", set()),
        ("a.py::test_it[sqlite]", None, set()),
    ],
)
def test_a_test_names_promises_in_its_name_its_parameters_and_its_docstring(
    node: str, docstring: str | None, named: set[str]
) -> None:
    assert promises.named(node, docstring) == named


KNOWN = {id_: frozenset[str]() for id_ in PROMISES} | {
    "R7": frozenset({"test_a.py: test_x", "test_a.py: test_y"})
}
NODES = ("tests/test_a.py::test_x[1]", "tests/test_a.py::test_x[2]", "tests/test_a.py::test_y")


def ended(*outcomes: str, **said: list[str]) -> dict[str, Any]:
    """Return how the tests that name R7 ended; *said* is what the first told besides."""
    one = {"promises": ["R7"], "figure": [], "missed": [], "swept": []}
    when = {"date": "2026-11-30", "commit": "abc", "load": "9 on 2 cores"}
    found = {
        node: {"outcome": end} | one | when for node, end in zip(NODES, outcomes, strict=False)
    }
    return {**found, NODES[0]: found[NODES[0]] | said}


def of_r7(results: dict[str, Any]) -> Row:
    """Return the row of R7; every other is not run, and the page holds together."""
    rows = promises_page.rows(results, KNOWN)
    assert list(promises_page.faults(rows, KNOWN)) == []
    assert promises_page.read(promises_page.page(rows)) == rows
    assert {row.state for row in rows if row.id != "R7"} == {NOT_RUN}
    return next(row for row in rows if row.id == "R7")


@pytest.mark.parametrize(
    ("results", "state"),
    [
        (ended("passed", "passed", "passed"), HELD),
        (ended("passed", "failed", "passed"), NOT_HELD),
        (ended("passed", "skipped", "passed"), IN_PART),
        (ended("passed", "passed"), NOT_RUN),
        (ended("failed", "passed"), NOT_HELD),
        (ended("passed", "passed", "skipped"), NOT_RUN),
        (ended("passed", "passed", "passed", swept=["kills: 18 of 90, seed 7"]), IN_PART),
        (ended("passed", "passed", "passed", swept=["kills: all 90"]), HELD),
        (ended("passed", "passed", "passed", missed=["R7: p99 300 ms"]), NOT_HELD),
        (ended("passed", "passed", "passed", missed=["R8: p99 300 ms"]), HELD),
    ],
)
def test_held_is_what_ran_whole_and_passed(results: dict[str, Any], state: str) -> None:
    assert of_r7(results).state == state


def test_a_row_says_what_was_measured_when_and_by_which_tests() -> None:
    row = of_r7(ended("passed", "failed", "passed", figure=["R7: 0 of 9 | failed", "R8: no"]))
    assert row.figures == (
        "0 of 9 / failed",
        "tests: 2 passed, 1 failed",
        "failed: test_a.py: test_x",
    )
    assert row.run == "2026-11-30, abc, load 9 on 2 cores"
    assert row.by == ("test_a.py: test_x", "test_a.py: test_y")


RUN = "2026-11-30, abc, load 1 on 2 cores"
X = ("test_a.py: test_x",)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row(id="R7", state=HELD, by=X), "R7: held without a run"),
        (Row(id="R7", state=HELD, run=RUN), "R7: held without a run"),
        (
            Row(id="R8", state=HELD, run=RUN, by=X),
            "R8: test_a.py: test_x is gone, or names it no more",
        ),
        (
            Row(id="R7", state=HELD, run=RUN, by=("test_a.py: test_z",)),
            "R7: test_a.py: test_z is gone, or names it no more",
        ),
        (Row(id="R7", state=NOT_RUN, by=X, run=RUN), "R7: not run, and yet with figures"),
        (Row(id="R7", state="proved", by=X, run=RUN), "R7: 'proved' says nothing"),
        (
            Row(id="R19", state=HELD, by=X, run=RUN),
            "R19: held, though no test shows: there is no backup command yet",
        ),
    ],
)
def test_a_page_that_says_too_much_is_found(row: Row, fault: str) -> None:
    assert fault in list(promises_page.faults([row], KNOWN))
