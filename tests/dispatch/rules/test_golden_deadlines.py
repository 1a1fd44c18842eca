"""The golden table (`golden_deadlines.txt`): by our code, by the oracle, and through `yousu deadline`."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import oracle
import pytest

from bot.cli import main
from bot.profiles import catalogue, holidays
from dispatch.rules.deadlines import deadline
from dispatch.worktime.calendar import SHANGHAI, Hours, in_shanghai

pytestmark = pytest.mark.unit

CHINA = holidays.build()
DAY = Hours(opens=oracle.OPENS, closes=oracle.CLOSES, lunch=(time(12), time(14)))


@dataclass(frozen=True)
class Row:
    """One line of the table; times are Shanghai's."""

    county: str
    name: str
    stage: str
    basis: str | None
    start: datetime
    due: datetime
    provisional: bool

    def __str__(self) -> str:
        return (
            f"{self.county}-{self.name}-{self.stage}-{self.basis or ''}-{self.start:%Y-%m-%dT%H:%M}"
        )


def rows() -> list[Row]:
    """Read the table."""
    text = Path(__file__).with_name("golden_deadlines.txt").read_text("utf-8")
    lines = [line.partition("#")[0].split() for line in text.splitlines()]
    found = []
    for county, name, asked, start, due, mark in filter(None, lines):
        stage, _, basis = asked.partition(":")
        moments = (datetime.fromisoformat(at).replace(tzinfo=SHANGHAI) for at in (start, due))
        found.append(Row(county, name, stage, basis or None, *moments, mark == "暂定"))
    return found


TABLE = rows()
#: every eighth row, and every extension, goes through the command line too
SAMPLE = [row for n, row in enumerate(TABLE) if n % 8 == 0 or row.basis]


def test_the_table_is_wide_enough() -> None:
    """120 rows and more, every class with a limit, every year from 2023 to 2027, both bases."""
    assert len(set(TABLE)) >= 120
    assert {(row.county, row.name, row.stage) for row in TABLE if not row.basis} == set(
        oracle.LIMITS
    )
    assert {row.basis for row in TABLE} == {None, "total", "on_top"}
    per_year = Counter(row.start.year for row in TABLE)
    assert all(per_year[year] >= 12 for year in range(2023, 2028)), per_year


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_a_golden_deadline_is_counted_so(row: Row) -> None:
    profile = catalogue.load(row.county)
    found = deadline(profile, row.name, row.stage, row.start, CHINA, DAY, basis=row.basis)
    assert in_shanghai(found.due_at) == row.due
    assert found.provisional is row.provisional


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_a_golden_deadline_is_the_oracles(row: Row) -> None:
    """The table is typed; a slip in it must show against both ways to count."""
    start = row.start.replace(tzinfo=None)
    if row.basis:
        span, first, _ = oracle.EXTENSIONS[row.county, row.name, row.basis]
        found = oracle.extended(span, first, row.basis, start, oracle.CLOSES)
    else:
        n, unit, _ = oracle.LIMITS[row.county, row.name, row.stage]
        found = oracle.due(n, unit, start)
    assert (found.at, found.provisional) == (row.due.replace(tzinfo=None), row.provisional)


@pytest.mark.parametrize("row", SAMPLE, ids=str)
def test_the_command_answers_with_the_golden_deadline(
    row: Row, capsys: pytest.CaptureFixture[str]
) -> None:
    """product.md §6."""
    asked = ["--profile", row.county, "--class", row.name, "--stage", row.stage]
    basis = ["--basis", row.basis] if row.basis else []
    code = main.main(["deadline", *asked, "--start", row.start.isoformat(), *basis, "--json"])
    out, err = capsys.readouterr()
    found = json.loads(out)

    assert (code, err) == (0, "")
    assert found["due_at"] == row.due.isoformat()
    assert found["provisional"] is row.provisional
    assert found["steps"][-1]["on"] == row.due.date().isoformat()
