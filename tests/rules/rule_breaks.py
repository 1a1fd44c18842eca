"""How a rule is neutralised: six kinds, each known by its own key; undone at the end.

- profile: set or drop a key in the merged profile, defaults included; `*` is every profile
    `{ profile = "wuzhi", set = "classes.cannot.stages.reply.limit.n", to = 9 }`
    `{ profile = "*", drop = "out_of_scope.enterprise" }` (rows: by number, id, name, kind, code, role, who)
    `{ profile = "wuzhi", set = "who.批准", to = { does = ["receptionist"] } }` (who may)
- move: take a cell out of MOVES, `*` in every state: `{ move = "ANSWERED SendBack" }`
- guard: a function lets everything pass (returns nothing), or returns what is said
    `{ guard = "dispatch/rules/rules.py: Rules.check_answer" }`
    `{ guard = "dispatch/handlers/survey.py: again", returns = "$step" }`: its ticket, unmoved, and no notice
    `returns` also takes any TOML value, `"$0"`, `"$1"` (its argument), `"$()"` (an empty tuple),
    `"$lane desk:main"` (a list of this lane)
- keep: a function is called, but what it says of one field is forgotten
    `{ keep = "supervised_at" }`: the ticket's field never changes; `"reply.basis"`: stays empty
- notice: what `life` wants said to somebody is not said, `*` to anybody: `{ notice = "CITIZEN GUIDED" }`
- constant: another value, or one that lacks something (also for a text of bot/texts)
    `{ constant = "bot/texts/staff.py: CALLED", to = "" }`
    `{ constant = "dispatch/handlers/survey.py: _RESULT", without = ["window"] }`
    `{ constant = "dispatch/lifecycle/command_table.py: COMMANDS.Supervise", field = "is_scheduled", to = false }`

A guard, a notice and a keep may be for one kind of ticket alone, by any of its fields: what a rule
says of every ticket, or of every state, must be caught there too:
    `{ notice = "DESK RESULT", where = { state = "REWORK" } }`: as the ticket is before or after the step
    `{ keep = "closing", where = { "complaint.channel" = "letter" } }`
    `{ guard = "dispatch/lifecycle/wake.py: wakes_at", where = { state = "TO_CALL" } }`: any argument

A break that changes nothing, or that makes a profile unreadable, is refused: it would prove nothing.
"""

import importlib
import inspect
import itertools
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import timedelta
from operator import attrgetter
from types import FunctionType
from typing import Any

from rule_places import parent

from bot.profiles import catalogue
from dispatch.lifecycle import life
from dispatch.lifecycle.moves import MOVES
from dispatch.profiles import file
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket
from storage.queues.lane import Lane

Undo = ExitStack
_OURS = ("bot", "storage", "intake", "dispatch")
_ABSENT: Any = object()
_numbers = itertools.count()


class BadBreak(Exception):
    """The registry asks for a break that cannot be made, or that would change nothing."""


def neutralise(spec: Mapping[str, Any], undo: Undo) -> None:
    """Make the break *spec*; closing *undo* takes it back.

    Raises:
        BadBreak: it cannot be made.
    """
    kind = next((name for name in _KINDS if name in spec), None)
    if kind is None:
        raise BadBreak(f"no kind of break in {dict(spec)}; known: {', '.join(_KINDS)}")
    try:
        _KINDS[kind](spec, undo)
    except (KeyError, AttributeError, ImportError, IndexError, TypeError) as error:
        raise BadBreak(f"{dict(spec)}: {error!r}") from error


# --- profile ---


def _profile(spec: Mapping[str, Any], undo: Undo) -> None:
    named = spec["profile"]
    names = catalogue.names() if named == "*" else [named] if isinstance(named, str) else named
    before = {name: catalogue.load(name) for name in names}
    real = file._over

    def over(silent: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
        both = real(silent, own)
        return _changed(both, spec) if own.get("id") in names else both

    _set(file, "_over", over, undo)
    for read in (file.load, catalogue.load):
        read.cache_clear()
        undo.callback(read.cache_clear)
    try:
        after = {name: catalogue.load(name) for name in names}
    except file.BadProfile as error:
        raise BadBreak(f"{dict(spec)}: the profile cannot be read any more: {error}") from error
    if after == before:
        raise BadBreak(f"{dict(spec)} changes nothing")


def _changed(given: dict[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    given = deepcopy(given)
    around, key = parent(given, spec.get("set") or spec["drop"])
    if "set" in spec:
        around[key] = spec["to"]
    else:
        del around[key]
    return given


# --- move, notice, keep ---


def _move(spec: Mapping[str, Any], undo: Undo) -> None:
    wanted, _, name = spec["move"].partition(" ")
    states = list(State) if wanted == "*" else [State[wanted]]
    cells = [
        (row, how)
        for state in states
        for row in [MOVES[state]]
        for how in row
        if how.__name__ == name
    ]
    if not cells:
        raise BadBreak(f"MOVES has no {spec['move']}")
    for row, how in cells:
        assert isinstance(row, dict)
        undo.callback(row.__setitem__, how, row.pop(how))


def _notice(spec: Mapping[str, Any], undo: Undo) -> None:
    to, _, name = spec["notice"].partition(" ")
    what, listeners = NoticeKind[name], list(To) if to == "*" else [To[to]]

    def silenced(before: Any, moved: Any, notices: Sequence[Notice]) -> Any:
        if not _is_meant(spec, (before, moved)):
            return moved, notices
        return moved, [one for one in notices if not (one.what is what and one.to in listeners)]

    _after_life(silenced, undo)


def _keep(spec: Mapping[str, Any], undo: Undo) -> None:
    first, *rest = spec["keep"].split(".")

    def forgotten(before: Any, moved: Any, notices: Any) -> Any:
        if not _is_meant(spec, (before, moved)):
            return moved, notices
        if rest:
            return _emptied(moved, [first, *rest]), notices
        value = getattr(before, first) if before is not None else _default(moved, first)
        return replace(moved, **{first: value}), notices

    _after_life(forgotten, undo)


def _after_life(change: Callable[[Any, Any, Any], Any], undo: Undo) -> None:
    """Pass what every step of a ticket's life returns through *change* (before, moved, notices)."""
    functions: tuple[Any, ...] = (life.apply, life.register, life.correct)
    for function in functions:

        def around(real: Any, *args: Any, **kwargs: Any) -> Any:
            before = args[0] if args and not isinstance(args[0], str) else None
            return change(before, *real(*args, **kwargs))

        _rewire(function, around, undo)


def _emptied(value: Any, path: list[str]) -> Any:
    """Return *value* with the field at *path* as if nobody had filled it, in every row of a tuple."""
    if isinstance(value, tuple):
        return tuple(_emptied(one, path) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    inner = _emptied(getattr(value, path[0]), path[1:]) if path[1:] else _default(value, path[0])
    return replace(value, **{path[0]: inner})


def _default(value: Any, name: str) -> Any:
    found = next(one for one in fields(value) if one.name == name)
    if found.default is not MISSING:
        return found.default
    held = getattr(value, name)
    return type(held)() if isinstance(held, str | tuple | int | frozenset) else None


# --- guard ---


def _guard(spec: Mapping[str, Any], undo: Undo) -> None:
    returns = spec.get("returns", _ABSENT)

    def passes(real: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_meant(spec, (*args, *kwargs.values())):
            return real(*args, **kwargs)
        return _returned(returns, args)

    _rewire(_function(spec["guard"]), passes, undo)


def _is_meant(spec: Mapping[str, Any], given: Iterable[Any]) -> bool:
    """Return whether one of the tickets in *given* is of the kind that the break is for."""
    wanted = spec.get("where")
    if wanted is None:
        return True
    tickets = [one for one in given if isinstance(one, Ticket)]
    return any(
        all(_field(ticket, path) == value for path, value in wanted.items()) for ticket in tickets
    )


def _field(ticket: Ticket, path: str) -> str:
    found = attrgetter(path)(ticket)
    return getattr(found, "name", str(found))


_LANE = "$lane "


def _returned(returns: Any, args: tuple[Any, ...]) -> Any:
    if returns is _ABSENT:
        return None
    if returns == "$step":
        return args[0], []
    if returns == "$()":
        return ()
    if isinstance(returns, str) and returns.startswith(_LANE):
        return [Lane.parse(returns.removeprefix(_LANE))]
    if isinstance(returns, str) and re.fullmatch(r"\$\d", returns):
        return args[int(returns[1])]
    return deepcopy(returns)


def _function(place: str) -> FunctionType:
    """Return the plain function at *place*, out of its property, method or cache."""
    module, name = _module(place)
    around, _, last = name.rpartition(".")
    holder = module
    for part in filter(None, around.split(".")):
        holder = getattr(holder, part)
    found = inspect.getattr_static(holder, last)
    getattr(found, "cache_clear", tuple)()  # what a cache remembers is not asked again
    for way in ("fget", "func", "__func__", "__wrapped__"):
        found = getattr(found, way, None) or found
    if not isinstance(found, FunctionType):
        raise BadBreak(f"{place} is no function")
    return found


#: is it asynchronous → what stands in for a function; the real one, if asked, must be awaited
_CALLS = {
    False: "def call(*args, **kwargs): return {name}(*args, **kwargs)",
    True: (
        "async def call(*args, **kwargs):\n"
        "    said = {name}(*args, **kwargs)\n"
        "    return await said if hasattr(said, '__await__') else said"
    ),
}


def _rewire(function: FunctionType, instead: Callable[..., Any], undo: Undo) -> None:
    """Have *function* call `instead(real, …)`, whoever holds it under whatever name.

    Its code is exchanged, so that tables of functions and names imported elsewhere follow.
    """
    if function.__code__.co_freevars:
        raise BadBreak(f"{function.__qualname__} is a closure; neutralise what it calls")
    real = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__
    )
    real.__kwdefaults__ = function.__kwdefaults__
    name = f"_neutralised_{next(_numbers)}"
    function.__globals__[name] = lambda *args, **kwargs: instead(real, *args, **kwargs)
    is_async = inspect.iscoroutinefunction(function)
    made: dict[str, Any] = {}
    exec(_CALLS[is_async].format(name=name), made)
    for attribute in ("__code__", "__defaults__", "__kwdefaults__"):
        _set(function, attribute, getattr(made["call"], attribute), undo)
    undo.callback(function.__globals__.pop, name)


# --- constant ---


def _constant(spec: Mapping[str, Any], undo: Undo) -> None:
    module, name = _module(spec["constant"])
    name, *keys = name.split(".")
    old = getattr(module, name)
    if not keys:
        new = _like(old, spec)
        _same(spec, old, new)
        for one in _holders(name, old):
            _set(one, name, new, undo)
        return
    for key in keys[:-1]:
        old = old[_table_key(old, key)]
    key = _table_key(old, keys[-1])
    new = _like(old[key], spec)
    _same(spec, old[key], new)
    undo.callback(old.__setitem__, key, old[key])
    old[key] = new


def _same(spec: Mapping[str, Any], old: Any, new: Any) -> None:
    if old == new:
        raise BadBreak(f"{dict(spec)} changes nothing")


def _like(old: Any, spec: Mapping[str, Any]) -> Any:
    """Return the new value, of the type of the old one."""
    if "without" in spec:
        gone = {_table_key(old, one) for one in spec["without"]}
        if isinstance(old, Mapping):
            return {key: value for key, value in old.items() if key not in gone}
        return type(old)(one for one in old if one not in gone)
    if "field" in spec:  # one column of a table's row
        return replace(old, **{spec["field"]: spec["to"]})
    new = spec["to"]
    if isinstance(old, re.Pattern):
        return re.compile(new, old.flags)
    if isinstance(old, timedelta):
        return timedelta(seconds=new)
    return type(old)(new) if isinstance(old, tuple | frozenset | set) else new


def _table_key(table: Any, text: str) -> Any:
    """Return the member or key of *table* that *text* names: itself, its name, its class's name."""
    for key in table:
        if text in (str(key), getattr(key, "name", None), getattr(key, "__name__", None)):
            return key
    raise KeyError(text)


def _holders(name: str, value: Any) -> list[Any]:
    """Return every module of ours that holds *value* under *name*."""
    ours = [module for key, module in list(sys.modules.items()) if key.split(".")[0] in _OURS]
    return [module for module in ours if getattr(module, name, _ABSENT) is value]


def _module(place: str) -> tuple[Any, str]:
    path, _, name = place.partition(": ")
    return importlib.import_module(path.removesuffix(".py").replace("/", ".")), name


def _set(holder: Any, name: str, value: Any, undo: Undo) -> None:
    undo.callback(setattr, holder, name, getattr(holder, name))
    setattr(holder, name, value)


_KINDS: Mapping[str, Callable[[Mapping[str, Any], Undo], None]] = {
    "profile": _profile,
    "move": _move,
    "guard": _guard,
    "keep": _keep,
    "notice": _notice,
    "constant": _constant,
}
