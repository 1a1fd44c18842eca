"""Sums of money in a text, in 元: written in figures or in Chinese, exact or approximate."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_UNIT = r"(?:块钱?|元)"
_FIGURES = re.compile(
    rf"(?<![\d,.\-])(\d[\d,]{{0,14}}(?:\.\d{{1,4}})?)\s?([多余几来]?)([百千万亿]?)([多余几]?)({_UNIT}?)([多左]?)(?![\d\-])"
)
_HAN = re.compile(
    rf"([一二两三四五六七八九十][零〇一二两三四五六七八九十百千万]{{0,11}})([多余几来]?)(万?)({_UNIT})"
)
_ROUGH_BEFORE = re.compile(r"(?:约|大概|近|将近|差不多|上|超过|至少)$")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum at `text[start:end]`.

    Attributes:
        has_unit: 元, 块 or 万 stands behind it; without, it may be any number.
    """

    start: int
    end: int
    value: float
    is_rough: bool = False
    has_unit: bool = True


def sums(plain: str) -> Iterator[Sum]:
    """Yield the sums in *plain* (in normal form), numbers without a unit too."""
    for hit in _FIGURES.finditer(plain):
        value = float(hit[1].replace(",", "") or 0) * _SCALES[hit[3]]
        is_rough = bool(hit[2] or hit[4] or hit[6]) or _is_rough(plain, hit.start())
        yield Sum(*hit.span(), value, is_rough, bool(hit[5]) or hit[3] in ("万", "亿"))
    for hit in _HAN.finditer(plain):
        value = _number(hit[1]) * (10_000 if hit[3] else 1)
        yield Sum(*hit.span(), value, bool(hit[2]) or _is_rough(plain, hit.start()))


def _is_rough(plain: str, start: int) -> bool:
    return bool(_ROUGH_BEFORE.search(plain[max(0, start - 4) : start]))


def _number(han: str) -> float:
    """Return what *han* counts: 一万二千 → 12000; a last digit without scale is of the next (三千五)."""
    total, part, digit, scale = 0, 0, 0, 1
    for sign in han:
        if sign in _DIGITS:
            digit, scale = _DIGITS[sign], 1 if not digit and sign in "零〇" else scale
        elif sign == "万":
            total, part, digit, scale = (total + part + digit) * 10_000, 0, 0, 10_000
        else:
            scale = _TENS[sign]
            part, digit = part + (digit or 1) * scale, 0
    follows = scale >= 100 and han[-2:-1] not in "零〇"
    return total + part + (digit * scale // 10 if follows else digit)
