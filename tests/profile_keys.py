"""Which keys of a profile some code reads: asked of the source text, function by function.

A key counts as read where one function (or one statement of a module) names it as an attribute and
there also names its section, its class or what returns one of it. `yousu profile show` prints every
key and obeys none, so it does not count.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from house_rules import Source

from dispatch.profiles.profile import Profile

#: prints whatever there is
PRINTS = ("bot/profiles/view.py",)
#: what returns one of a section: the code that asks so names the section nowhere
RETURNED_BY: Mapping[str, frozenset[str]] = {
    "MatterClass": frozenset({"class_named", "on_site_class"}),
    "Recordable": frozenset({"record"}),
    "Refusal": frozenset({"refusal"}),
    "Route": frozenset({"route_for", "letter_route"}),
    "Stage": frozenset({"stage"}),
    "Lead": frozenset({"lead"}),
    "Demerit": frozenset({"row"}),
}
#: where a key comes from, not what it says; what tells one text from another; what only people read
NO_RULES = frozenset(
    {"clause", "gap", "id", "version", "origins", "clauses", "interpreter", "url", "source"}
)
#: sections that are printed with the rules and say themselves that no system enforces them
PRINTED = frozenset({"checklist", "stated"})

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def keys() -> dict[str, frozenset[str]]:
    """Return every key of a profile with the words by which code comes to it."""
    found: dict[str, frozenset[str]] = {}
    for name, kind in get_type_hints(Profile).items():
        inside = list(_tables(kind))
        if not inside and name not in NO_RULES:
            found[name] = frozenset({name})
        for table in inside if name not in PRINTED else ():
            found |= dict(_of(name, table, frozenset({name})))
    return found


def _of(path: str, table: Any, around: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    words = around | {table.__name__} | RETURNED_BY.get(table.__name__, frozenset())
    for name, kind in get_type_hints(table).items():
        inside = list(_tables(kind))
        if name not in NO_RULES and not inside:
            yield f"{path}.{name}", words
        for inner in inside:
            yield from _of(f"{path}.{name}", inner, frozenset({name}))


def _tables(kind: Any) -> Iterator[Any]:
    if is_dataclass(kind) and kind.__module__.startswith("dispatch.profiles"):
        yield kind
    for inner in get_args(kind):
        yield from _tables(inner)


def unread(sources: list[Source]) -> list[str]:
    """Return the keys that none of *sources* reads."""
    read = [said for one in sources if one.path not in PRINTS for said in _said_in(one)]
    return [
        path
        for path, words in keys().items()
        if not any(path.rpartition(".")[2] in attrs and words & names for attrs, names in read)
    ]


@cache
def _said_in(source: Source) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    return tuple(_said(part) for part in _parts(source.tree))


def _parts(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield every function, and every statement of the module or of a class that is none."""
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS):
            yield node
        elif isinstance(node, ast.Module | ast.ClassDef):
            yield from (one for one in node.body if not isinstance(one, _FUNCTIONS | ast.ClassDef))


def _said(part: ast.AST) -> tuple[frozenset[str], frozenset[str]]:
    """Return the attributes that *part* reads, and every name that it says."""
    attrs = frozenset(n.attr for n in ast.walk(part) if isinstance(n, ast.Attribute))
    return attrs, attrs | {n.id for n in ast.walk(part) if isinstance(n, ast.Name)}
