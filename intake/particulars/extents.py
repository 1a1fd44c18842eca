"""How much a place covers: 大石乡 holds 东刘村, a village holds its groups, a building its flats.

For addresses that people tell in pieces: what lies within the piece before it goes on with it.
"""

import re
from collections.abc import Sequence

from intake.extract.name_words import HAN
from intake.particulars import abodes

_N = "[0-9A-Za-z一二三四五六七八九十百]{1,4}"
#: what a piece of an address ends with, the widest first
_RANKS: Sequence[str] = (
    "省|自治区",
    "市|自治州",
    "县|区(?<!小区)(?<!社区)|旗",
    "镇|乡|街道|办事处|开发区|集聚区|园区",
    "村|庄|屯|寨|社区|居委会|路|大街|街|巷|大道|胡同|小区|花园|家园|苑|新城|家属院|市场|广场|大厦",
    rf"{_N}(?:组|队|期|号院|号楼|号|栋|幢|座|排)",
    f"{_N}(?:单元|门)",
    f"{_N}(?:层|楼|室|户)",
    "[东西南北]头|对面|旁边|隔壁|门口|后面|前面|附近|[东西南北]边|[村街庄]里|镇上|街上|乡里|里面|那边",
)
_BUILDING = 5
_RANKED = "|".join(f"(?P<r{i}>{one})" for i, one in enumerate(_RANKS))
_PIECE = re.compile(rf"[{HAN}A-Za-z0-9]{{0,12}}?(?:{_RANKED})")


def is_within(place: str, wider: str) -> bool:
    """True where *place* begins below where *wider* ends, and may stand behind it."""
    first = _PIECE.match(place)
    *_, last = (None, *_PIECE.finditer(wider))
    if last is None or last.end() != len(wider):
        return False
    if first is None:
        return _rank(last) >= _BUILDING and abodes.goes_on(place)
    return _rank(first) > _rank(last)


def _rank(hit: re.Match[str]) -> int:
    return next(i for i in range(len(_RANKS)) if hit[f"r{i}"])
