"""A place where a rule lives, `file: name`: looks it up without running anything of the file.

- `dispatch/profiles/wuzhi.toml: classes.cannot.stages.reply.limit`: a key; a row of a list by its
  number or by its id, name, kind, code, role, who or gap
- `dispatch/rules/rules.py: Rules.check_answer`: a function, class, constant or member; dotted inside a class
- `dispatch/lifecycle/moves.py: ANSWERED Pass`: a cell of MOVES (state and command)
- `dispatch/ticket/notices.py: CITIZEN RECEIPT`: who hears what
- `bot/web/answer_page.html`: a file that is no code
"""

import ast
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dispatch.lifecycle.moves import MOVES
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.ticket import State

ROOT = Path(__file__).parents[2]
#: what tells the rows of a list apart
_ROW_NAMES = ("id", "name", "kind", "code", "role", "who", "gap")
_ABSENT = object()


def missing(place: str) -> str:
    """Return what *place* names in vain, empty where it exists."""
    path, _, name = place.partition(": ")
    file = ROOT / path
    if not file.is_file():
        return f"no file {path}"
    look = _LOOKS.get(path) or _BY_SUFFIX.get(file.suffix)
    if look is None:
        return f"{path}: no name can be looked up there" if name else ""
    return "" if look(file, name) else f"{path} has no {name or 'empty name'}"


def walk(table: Any, path: str) -> Any:
    """Return what stands at *path* of *table*; raise KeyError where there is nothing."""
    here = table
    for part in path.split("."):
        here = here[_key(here, part)]
    return here


def parent(table: Any, path: str) -> tuple[Any, Any]:
    """Return the table or list around *path*, and the key in it (which may be new in a table)."""
    around, _, last = path.rpartition(".")
    here = walk(table, around) if around else table
    return here, _key(here, last) if isinstance(here, list) else last


def _key(here: Any, part: str) -> Any:
    if isinstance(here, dict) and part in here:
        return part
    rows = list(enumerate(here)) if isinstance(here, list) else []
    for n, row in rows:
        names = [row.get(name) for name in _ROW_NAMES] if isinstance(row, dict) else [row]
        if part in names or part == str(n):
            return n
    raise KeyError(part)


def _in_toml(file: Path, name: str) -> bool:
    try:
        walk(tomllib.loads(file.read_text("utf-8")), name)
    except KeyError:
        return False
    return True


def _in_python(file: Path, name: str) -> bool:
    return name in _names(file)


@cache
def _names(file: Path) -> frozenset[str]:
    return frozenset(_defined(ast.parse(file.read_text("utf-8")).body, ""))


def _defined(body: list[ast.stmt], around: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield around + node.name
        elif isinstance(node, ast.ClassDef):
            yield around + node.name
            yield from _defined(node.body, f"{around}{node.name}.")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (around + one.id for one in targets if isinstance(one, ast.Name))


def _in_moves(file: Path, name: str) -> bool:
    state, _, command = name.partition(" ")
    if state not in State.__members__:
        return _in_python(file, name)
    return command in {one.__name__ for one in MOVES[State[state]]}


def _in_notices(file: Path, name: str) -> bool:
    to, _, what = name.partition(" ")
    if not what:
        return _in_python(file, name)
    return to in To.__members__ and what in NoticeKind.__members__


_LOOKS: dict[str, Callable[[Path, str], bool]] = {
    "dispatch/lifecycle/moves.py": _in_moves,
    "dispatch/ticket/notices.py": _in_notices,
}
_BY_SUFFIX: dict[str, Callable[[Path, str], bool]] = {".toml": _in_toml, ".py": _in_python}
