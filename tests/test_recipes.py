"""The recipes of CONTRIBUTING.md ("How to add …") name only what is there.

A recipe names a place as `path`: `NAME`, `OTHER` – in Python a class, function or table of the file, or
`Class.member`; in TOML a key, `[table]` or `[[list]]`. A file that has no such names stands alone.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from house_rules import ROOT

pytestmark = pytest.mark.unit

RECIPE = re.compile(r"^### ([^\n]+)\n\n(.+?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
FILE = r"`((?:[\w-]+/)*[\w.-]+\.(?:py|toml|txt|md))`"
NAMED = re.compile(FILE + r": ((?:`[^`]+`(?:, )?)+)")

#: what somebody may want to add, sooner or later
WANTED = {
    *(
        "A county's rules",
        "Words that people use",
        "What decides before a score",
        "A state or a move",
        "A staff command",
    ),
    *("A reason of 不予受理", "A reason why the rules forbid something", "A message"),
    *("A way in", "A way out", "A role", "A report", "A stored column", "A metric"),
    *("A masked thing", "A reaction", "A subcommand"),
}


def recipes() -> dict[str, str]:
    """Return the recipes of CONTRIBUTING.md by their titles."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = re.search(r"^## How to add …\n(.+?)(?=^## )", page, re.MULTILINE | re.DOTALL)
    assert section
    return dict(RECIPE.findall(section[1]))


RECIPES = recipes()


def faults(recipe: str) -> list[str]:
    """Return each place of *recipe* that is not there."""
    gone = [path for path in re.findall(FILE, recipe) if not (ROOT / path).is_file()]
    found = [f"no file {path}" for path in dict.fromkeys(gone)]
    for path, names in NAMED.findall(recipe):
        if path not in gone:
            there = known(ROOT / path)
            found += [f"{path}: no {n}" for n in re.findall(r"`([^`]+)`", names) if n not in there]
    return found


@cache
def known(file: Path) -> frozenset[str]:
    """Return every name that a recipe may say of *file*."""
    text = file.read_text("utf-8")
    if file.suffix == ".toml":
        return frozenset(_in_toml(text))
    return frozenset(_in_python(text)) if file.suffix == ".py" else frozenset()


def _in_toml(text: str) -> Iterator[str]:
    for key, value in tomllib.loads(text).items():
        is_list = isinstance(value, list) and value and isinstance(value[0], dict)
        yield f"[[{key}]]" if is_list else f"[{key}]" if isinstance(value, dict) else key


def _in_python(text: str) -> Iterator[str]:
    for node in ast.parse(text).body:
        yield from _names(node)
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for one in node.body for name in _names(one))


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.Assign):
        yield from (t.id for one in node.targets for t in ast.walk(one) if isinstance(t, ast.Name))


def test_there_is_a_recipe_for_everything_that_is_added_now_and_then() -> None:
    assert set(RECIPES) == WANTED


@pytest.mark.parametrize("title", sorted(RECIPES))
def test_a_recipe_names_only_what_is_there(title: str) -> None:
    assert faults(RECIPES[title]) == []
    assert NAMED.search(RECIPES[title]), "it names nothing"


@pytest.mark.parametrize(
    ("recipe", "found"),
    [
        ("- `bot/gone.py`: `REACTIONS` – a row.", ["no file bot/gone.py"]),
        ("`bot/desk/reactions.py`: `REACTIONS`, `GONE`", ["bot/desk/reactions.py: no GONE"]),
        ("`bot/context.py`: `Context.gone`", ["bot/context.py: no Context.gone"]),
        (
            "`dispatch/profiles/longhui.toml`: `[[who]]`, `[[refusals]]`",
            ["dispatch/profiles/longhui.toml: no [[who]]"],
        ),
        ("`README.md`, and `gone.toml` beside it", ["no file gone.toml"]),
    ],
)
def test_a_planted_fault_of_a_recipe_is_found(recipe: str, found: list[str]) -> None:
    assert faults(recipe) == found
