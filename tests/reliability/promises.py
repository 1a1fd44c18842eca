"""The promises of reliability (R) and security (S), and which of them a test names.

A test names what it proves as it names rules: in its name (`test_r7_…`), in the id of its parameters
(`[R7 a quotation]`), in its docstring or in that of its file (`S12`). `SQ-S3` is a rule, no promise.
"""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
TESTS = FOLDER.parent
#: tests of this page, which show no promise
OWN = "test_reliability_page.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is promised, the number aimed at, and what of it no test here shows."""

    id: str
    promised: str
    aim: str
    open: str = ""


PROMISES: Mapping[str, Promise] = {
    id_: Promise(id=id_, **row)
    for id_, row in tomllib.loads((FOLDER / "promises.toml").read_text("utf-8")).items()
}
_IN_NAME = re.compile(r"(?<=_)(?<!_sq_)[rs]\d{1,2}(?=_|$)")
_IN_TEXT = re.compile(r"(?<![\w.-])[RS]\d{1,2}(?![\w-]|\.\d)")


def in_text(text: str) -> frozenset[str]:
    """Return the promises that *text* names."""
    return frozenset(_IN_TEXT.findall(text)) & frozenset(PROMISES)


def in_name(function: str) -> frozenset[str]:
    """Return the promises that the name of a test names."""
    return frozenset(one.upper() for one in _IN_NAME.findall(function)) & frozenset(PROMISES)


def named(node: str, *docstrings: str | None) -> frozenset[str]:
    """Return the promises that the test *node* (`file::name[parameters]`) with *docstrings* names."""
    path, _, function = node.partition("::")
    if path.endswith(OWN):
        return frozenset()
    name, _, parameters = function.partition("[")
    return in_name(name) | in_text("\n".join([parameters, *(one or "" for one in docstrings)]))


@cache
def naming() -> Mapping[str, frozenset[str]]:
    """Return promise → the tests that name it, as `file.py: function`, as the files stand now."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in sorted(set(TESTS.rglob("test_*.py")) - {FOLDER / OWN}):
        for function, names in _of(file):
            for name in names:
                found[name].add(f"{file.name}: {function}")
    return {id_: frozenset(found[id_]) for id_ in PROMISES}


def _of(file: Path) -> Iterator[tuple[str, frozenset[str]]]:
    tree = ast.parse(file.read_text("utf-8"))
    of_all = in_text(ast.get_docstring(tree) or "")
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            "test_"
        ):
            said = [ast.get_docstring(node) or "", *_written(node.decorator_list)]
            yield node.name, of_all | in_name(node.name) | in_text("\n".join(said))


def _written(decorators: list[ast.expr]) -> Iterator[str]:
    """Yield the strings of the decorators: ids of parameters stand among them."""
    for decorator in decorators:
        for node in ast.walk(decorator):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
