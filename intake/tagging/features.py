"""What can be said of each character of a message: what stands around it, what the rules took it for, where it stands.

The model has learned of these, so whoever changes one learns it anew (`bench/lines/marks.py`).
"""

import re
from collections.abc import Sequence

from intake.extract.name_words import SURNAMES
from intake.particulars import lead_words as say
from intake.particulars.sheet import Sheet

#: the fields of the rules, by the letter of their tag
_PUT = {"name": "N", "surname": "N", "unit": "U", "contact": "C", "address": "A", "for_whom": "W"}
_EDGE = "^^^^", "$$$$"
_ENDS = ",。;!?|\n\t"
_PLACE = "省市县区镇乡村庄屯寨街路巷弄道院楼栋幢座单元室号组队户层店铺园苑庭城湾坡沟桥"
_UNIT = "公司厂店社行部所校院局"
_ROUGH = str.maketrans(
    {
        **dict.fromkeys("123456789", "0"),
        **dict.fromkeys("BCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "A"),
        **dict.fromkeys("\t\u3000", " "),
    }
)
_KIN = re.compile(say.KINS)
_SORT = {
    **dict.fromkeys("0", "0"),
    "A": "a",
    " ": "_",
    **dict.fromkeys(_UNIT, "u"),
    **dict.fromkeys(_PLACE, "p"),
}


def taken(sheet: Sheet) -> list[str]:
    """Return for each character what the rules took it for: a letter, w for words, - for nothing, q for a number."""
    tags = ["w" if said else "-" for said in sheet.said]
    for kind, values in sheet.found.items():
        letter = _PUT.get(kind)
        for start, value in values if letter else ():
            if sheet.plain.startswith(value, start):
                tags[start : start + len(value)] = [letter or ""] * len(value)
    for i, clause in enumerate(sheet.clauses):
        if clause.number is not None:
            letter = "P" if i in sheet.phones else "q"
            tags[clause.start : clause.end] = [letter] * (clause.end - clause.start)
    return tags


def features(sheet: Sheet) -> list[list[str]]:
    """Return for each character of *sheet*, which the rules have read, what can be said of it."""
    plain, asked = sheet.one_script.translate(_ROUGH), "a" if sheet.asked else "n"
    rules = taken(sheet)
    size = len(plain)
    text = _EDGE[0] + plain + _EDGE[1]
    sorts = "^^" + "".join(_SORT.get(char, "h" if char >= "一" else ".") for char in plain) + "$$"
    names = "".join("1" if char in SURNAMES else "0" for char in text)
    kin = bytearray(size)
    for hit in _KIN.finditer(sheet.one_script):
        kin[hit.start() : hit.end()] = b"\1" * (hit.end() - hit.start())
    ruled = ["^", *rules, "$"]
    about = _about(plain, rules, asked)
    numbers = "P" if "P" in rules else "q" if "q" in rules else "-"
    whole = f"W{asked}{numbers}{min(size // 15, 6)}"
    found = []
    for i in range(size):
        j = i + 4
        c = text[j]
        r = rules[i]
        found.append(
            [
                "0" + c,
                "1" + text[j + 1],
                "2" + text[j + 2],
                "3" + text[j + 3],
                "9" + text[j - 1],
                "8" + text[j - 2],
                "7" + text[j - 3],
                "a" + text[j - 2 : j],
                "b" + text[j - 1 : j + 1],
                "c" + text[j : j + 2],
                "d" + text[j + 1 : j + 3],
                "e" + text[j - 3 : j],
                "f" + text[j - 2 : j + 1],
                "g" + text[j - 1 : j + 2],
                "h" + text[j : j + 3],
                "l" + sorts[i : i + 5],
                "m" + names[j - 2 : j + 2],
                "R" + r,
                "S" + ruled[i] + r + ruled[i + 2],
                "T" + r + asked + c,
                "K1" if kin[i] else "K0",
                whole,
                *about[i],
            ]
        )
    return found


def _about(plain: str, rules: Sequence[str], asked: str) -> list[tuple[str, ...]]:
    """Return for each character what can be said of its clause."""
    parts, start = [], 0
    for at, char in enumerate(plain):
        if char in _ENDS:
            parts.append((start, at + 1))
            start = at + 1
    parts.append((start, len(plain)))
    last = len(parts) - 1
    found: list[tuple[str, ...]] = []
    most = ["^", *(_most(rules[a:b]) for a, b in parts), "$"]
    for k, (a, b) in enumerate(parts):
        place = f"Q{asked}{min(k, 3)}{min(last - k, 3)}"
        length = f"L{asked}{min(b - a, 16)}"
        beside = "N" + most[k] + most[k + 1] + most[k + 2]
        found += [(place, length, beside, "B")] * min(b - a, 1)
        found += [(place, length, beside)] * (b - a - 1)
    return found


def _most(rules: Sequence[str]) -> str:
    """Return what the rules took a clause for: a number where there is one, else what most of it is."""
    for kind in "Pq":
        if kind in rules:
            return kind
    return max(rules, key=rules.count, default="^")
