"""Reads a TOML table into the frozen value it describes; gathers every fault, stops at none.

Each table says where it comes from: `clause` (or `default`), `gap`, and `cites = { key = "G-9" }`
for single keys of another origin. A table without them has the origin of the table around it.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum, unique
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from dispatch.profiles.values import Origin

#: keys that any table may have beside those of its value
_ORIGIN_KEYS = ("clause", "gap", "cites")
_ABSENT: Any = object()


@unique
class FaultKind(StrEnum):
    """What is wrong with a key; the value is what the operator reads."""

    MISSING = "没有填写"
    UNKNOWN = "不认识这个设置，可以写"
    WRONG_TYPE = "类型不对，应为"
    WRONG_VALUE = "不能是这个值，可以写"
    NO_ORIGIN = "没有写明出处（clause）"
    NO_FINAL = "没有能办结的环节（答复或办结）"
    BOTH_OR_NONE = "limit 和 committed 应写且只写一个"
    NOBODY = "没有人担任，可以写"
    REPEATED = "重复"
    NO_CLAUSE = "引用的条款不存在（本县自己的条款先写进 [clauses]）"
    NO_GAP = "没有这个缺口编号，只有 G-1 到 G-35"
    GAP_OF_A_CLAUSE = "写了条款就不是缺口，clause 应为 default"
    NOT_THE_BEST = "应是从最好一级起的前几级，且不能是全部，最多可以写"
    SYNTAX = "不是正确的 TOML"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: where in the file, what, and what would be right."""

    path: str
    what: FaultKind
    right: tuple[str, ...] = ()

    def __str__(self) -> str:
        tail = "：" + "、".join(self.right) if self.right else ""
        return f"{self.path}：{self.what}{tail}"


@dataclass(slots=True)
class Reader:
    """Walks one profile; `faults` and `origins` fill as it goes."""

    faults: list[Fault] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)

    def fault(self, path: str, what: FaultKind, *right: str) -> Any:
        """Note a fault and return the mark for 'no value'."""
        self.faults.append(Fault(path=path, what=what, right=right))
        return _ABSENT

    def table(self, kind: Any, value: Any, path: str, around: Origin | None = None) -> Any:
        """Return *value* as a *kind*, or the mark for 'no value' with the faults noted."""
        if not isinstance(value, Mapping):
            return self.fault(path, FaultKind.WRONG_TYPE, "一节设置")
        origin = self._origin(value, path, around)
        hints, known = hints_of(kind), {f.name: f for f in fields(kind)}
        for name in value:
            if name not in known and name not in _ORIGIN_KEYS:
                self.fault(f"{path}.{name}", FaultKind.UNKNOWN, *known)
        found = {
            name: self._field(f, hints[name], value, path, origin) for name, f in known.items()
        }
        self.cites(value.get("cites", {}), known, path)
        if any(item is _ABSENT for item in found.values()):
            return _ABSENT
        try:
            return kind(**found)
        except ValueError:
            return self.fault(path, FaultKind.WRONG_VALUE, "可行的时限")

    def list_of(self, kind: Any, value: Any, path: str, around: Origin | None = None) -> Any:
        if not isinstance(value, list):
            return self.fault(path, FaultKind.WRONG_TYPE, "列表")
        found = [self.value(kind, item, f"{path}.{n}", around) for n, item in enumerate(value)]
        return _ABSENT if any(item is _ABSENT for item in found) else tuple(found)

    def value(self, kind: Any, value: Any, path: str, around: Origin | None = None) -> Any:
        """Return *value* as *kind*: a table, a list, one of an enumeration or a plain value."""
        if get_origin(kind) is UnionType:
            kind = next(arg for arg in get_args(kind) if arg is not NoneType)
        if get_origin(kind) is tuple:
            return self.list_of(get_args(kind)[0], value, path, around)
        if is_dataclass(kind):
            return self.table(kind, value, path, around)
        if issubclass(kind, StrEnum):
            return self._enumerated(kind, value, path)
        if type(value) is not kind:
            return self.fault(path, FaultKind.WRONG_TYPE, _SPOKEN[kind])
        return value

    def _field(
        self, f: Field[Any], kind: Any, value: Mapping[str, Any], path: str, origin: Origin
    ) -> Any:
        if f.name in value:
            return self.value(kind, value[f.name], f"{path}.{f.name}", origin)
        default: Any = f.default
        if default is MISSING:
            return self.fault(f"{path}.{f.name}", FaultKind.MISSING)
        return default

    def _enumerated(self, kind: type[StrEnum], value: Any, path: str) -> Any:
        known: list[str] = [member.value for member in kind]
        if value not in known:
            return self.fault(path, FaultKind.WRONG_VALUE, *known)
        return kind(value)

    def _origin(self, value: Mapping[str, Any], path: str, around: Origin | None) -> Origin:
        clause, gap = value.get("clause"), value.get("gap", "")
        if clause is None and around is not None:
            return around
        if not isinstance(clause, str) or not clause or not isinstance(gap, str):
            self.fault(path, FaultKind.NO_ORIGIN)
            return Origin(clause="default")
        self.origins[path] = Origin(clause=clause, gap=gap)
        return self.origins[path]

    def cites(self, cites: Any, known: Mapping[str, Any], path: str) -> None:
        """Note the origins of single keys of the table at *path* (empty: of the file)."""
        if not isinstance(cites, Mapping):
            self.fault(f"{path}.cites", FaultKind.WRONG_TYPE, "一节设置")
            return
        for name, source in cites.items():
            at = f"{path}.cites.{name}".lstrip(".")
            if name not in known:
                self.fault(at, FaultKind.UNKNOWN, *known)
            elif not isinstance(source, str):
                self.fault(at, FaultKind.WRONG_TYPE, _SPOKEN[str])
            else:
                self.origins[f"{path}.{name}".lstrip(".")] = cited(source)


@cache
def hints_of(kind: Any) -> Mapping[str, Any]:
    """Return the type of each field of *kind*: worked out once, for a profile has it in many places."""
    return get_type_hints(kind)


def cited(source: str) -> Origin:
    """Return the origin that *source* names: a clause, `default`, or a gap (G-…)."""
    if source.startswith("G-"):
        return Origin(clause="default", gap=source)
    return Origin(clause=source)


_SPOKEN: dict[Callable[..., Any], str] = {
    str: "文字",
    int: "整数",
    bool: "true 或 false",
    float: "小数",
    date: "日期",
}
