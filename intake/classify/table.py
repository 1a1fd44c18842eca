"""A table of phrases as people read and edit it: CSV with a head, a phrase a line and what it weighs.

Rule 1: `phrase` and `weights` (`a=12 b=-3`) stand in every table; `context`, `support` (how many examples
        said it) and `worth` (what it counts in the length of a text) where its head names them.
Rule 2: weights and worths are whole hundredths; a name with a space, `=` or `%` in it is written `%20`,
        `%3D`, `%25`.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from urllib.parse import quote, unquote

#: weights stand in a table as whole hundredths
UNIT = 100
#: a row without a phrase holds what a context weighs before a word is said, and which classes it has
ALWAYS = ""
#: the heads that are written; a table without one has the first
HEAD = ["phrase", "context", "weights"]
LEARNED_HEAD = ["phrase", "support", "worth", "weights"]
_COLUMNS = ("phrase", "context", "support", "worth", "weights")
#: no weight and no worth is more than this, so that sums of thousands stay apart
_MOST = 100_000
#: what would part one pair of name and weight from the next
_UNSAFE = re.compile(r"[\s=%]")


class BadTable(ValueError):
    """A table of phrases cannot be read; correct the line that the message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One phrase in one context (empty: in all), with what it weighs for or against each class.

    Attributes:
        weights: hundredths, by class.
        support: how many examples said it; 0 where nobody counted.
        worth: hundredths; what the phrase counts in the length by which a text's sum is divided.
    """

    phrase: str
    context: str
    weights: Mapping[str, int]
    support: int = 0
    worth: int = UNIT


def read(text: str) -> tuple[Row, ...]:
    """Return the rows of a table.

    Raises:
        BadTable: naming the line.
    """
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[Row] = []
    try:
        row = _reader(HEAD)
        for cells in lines:
            if lines.line_num == 1 and cells[:1] == HEAD[:1]:
                row = _reader(cells)
            elif cells:
                rows.append(row(cells))
    except (ValueError, csv.Error) as error:
        raise BadTable(f"line {lines.line_num}: {error}") from error
    return tuple(rows)


def written(rows: Iterable[Row], head: Sequence[str]) -> str:
    """Return the text of a table with the columns *head*; the same rows give the same text."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(head)
    for row in rows:
        cells = {
            "phrase": row.phrase,
            "context": row.context,
            "support": row.support,
            "worth": row.worth,
            "weights": " ".join(
                f"{_safe(name)}={row.weights[name]}" for name in sorted(row.weights)
            ),
        }
        table.writerow(cells[column] for column in head)
    return text.getvalue()


def _reader(head: Sequence[str]) -> Callable[[Sequence[str]], Row]:
    """Return what makes a row of the cells that stand under *head*."""
    if strange := {*head} - {*_COLUMNS} or {"phrase", "weights"} - {*head}:
        raise ValueError(f"not a column, or missing: {', '.join(sorted(strange))}")
    pair = cache(_pair)  # a hundred thousand pairs, and few that stand there once
    left_out = len(head)  # what no column holds stands behind them
    pick = itemgetter(*(head.index(one) if one in head else left_out for one in _COLUMNS))

    def row(cells: Sequence[str]) -> Row:
        if len(cells) != left_out:
            raise ValueError(f"{left_out} cells, not {len(cells)}")
        phrase, context, support, worth, weights = pick([*cells, ""])
        return Row(
            phrase=phrase,
            context=context,
            weights=dict(map(pair, weights.split())),
            support=int(support or 0),
            worth=_within(int(worth or UNIT)),
        )

    return row


def _pair(text: str) -> tuple[str, int]:
    name, weight = text.split("=")
    return unquote(name), _within(int(weight))


def _within(number: int) -> int:
    if abs(number) > _MOST:
        raise ValueError(f"{number} is more than {_MOST}")
    return number


def _safe(name: str) -> str:
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), name)
