"""A stretch of a text that was recognised as something."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class What(StrEnum):
    """What it is; the value is the word that stands for it where it is hidden."""

    PHONE = "电话"
    ID_NUMBER = "证件号"
    BANK_CARD = "卡号"
    NUMBER = "号码"
    PLATE = "车牌"
    ACCOUNT = "账号"
    NAME = "姓名"
    HOUSE = "门牌"


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is *what*; *value* is its plain form, e.g. `13800138000`."""

    start: int
    end: int
    what: What
    value: str


def apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield *spans* from left to right, of those that overlap the earlier and longer one, widened.

    Nothing that any of them covers is left uncovered.
    """
    held: Span | None = None
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if held is not None and span.start < held.end:
            held = Span(held.start, max(held.end, span.end), held.what, held.value)
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held
