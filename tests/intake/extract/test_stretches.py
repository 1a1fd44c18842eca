"""A dear pattern tried around its signs only finds what it would find anywhere."""

import re
from random import Random

import pytest

from intake.extract import extract, places, stretches

pytestmark = pytest.mark.unit

#: what people, forms and machines write, with and without a sign
PLACES = (
    "城关镇",
    "武陟县",
    "河南省",
    "朝阳路12号",
    "阳光小区3号楼",
    "2单元501室",
    "王庄村四组",
    "与人民路交叉口",
)
UNITS = ("宏达有限公司", "武陟分公司", "人民医院")
#: what may go on for long before a place comes
FILLERS = ("我家住", "在", "三天内", "1380013800", "，", " ", "\n", "A 座", "退款")


@pytest.mark.parametrize(
    ("pattern", "sign", "reach"),
    [
        pytest.param(extract._UNIT, extract._ANY_UNIT, extract._REACH, id="units"),
        pytest.param(places._PLAIN, places._STRONG, places._REACH, id="places"),
    ],
)
def test_what_is_found_around_the_signs_is_what_is_found_anywhere(
    pattern: re.Pattern[str], sign: re.Pattern[str], reach: int
) -> None:
    chance = Random(7)
    for _ in range(60):
        text = "".join(
            chance.choice((*PLACES, *UNITS, chance.choice(FILLERS) * chance.choice((1, 1, 90))))
            for _ in range(30)
        )
        found = [hit.span() for hit in stretches.hits(pattern, sign, text, reach)]
        anywhere = [hit.span() for hit in pattern.finditer(text) if sign.search(hit[0])]
        assert [span for span in found if sign.search(text[slice(*span)])] == anywhere


def test_what_has_no_sign_is_not_tried_at_all() -> None:
    anything, sign = re.compile("."), re.compile("路")
    text = "一" * 500
    assert list(stretches.hits(anything, sign, text, 10)) == []
    found = list(stretches.hits(anything, sign, f"{text}路{text}路路", 10))
    assert [hit.start() for hit in found] == [*range(490, 511), *range(991, 1003)]
