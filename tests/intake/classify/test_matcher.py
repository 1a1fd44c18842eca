"""The one matcher: a text is what its phrases say, and they are the reason."""

import pytest

from intake.classify.matcher import Matcher
from intake.classify.table import BadTable, read

pytestmark = pytest.mark.unit

TABLE = """phrase,context,weights
,day,tea=10 beer=-10
,night,tea=-10 beer=10 bed=0
茶,,tea=200 beer=-50
酒,,beer=200 tea=-100
酒,night,bed=40
早茶,,tea=100
"""


def test_what_was_said_decides_and_what_stands_open_decides_where_little_was_said() -> None:
    matcher = Matcher(read(TABLE), sharpness=4.0)
    assert matcher.find("^早茶$", "night")[0].name == "tea"
    assert matcher.find("^酒$", "day")[0].name == "beer"
    assert matcher.find("^$", "day")[0].name == "tea"
    assert matcher.find("^$", "night")[0].name == "beer"


def test_a_class_that_a_context_does_not_have_is_never_found_there() -> None:
    matcher = Matcher(read(TABLE), sharpness=4.0)
    assert {one.name for one in matcher.find("^酒$", "day")} == {"tea", "beer"}
    assert {one.name for one in matcher.find("^酒$", "night")} == {"tea", "beer", "bed"}


def test_confidences_are_shares_of_one_and_the_likeliest_comes_first() -> None:
    found = Matcher(read(TABLE), sharpness=4.0).find("^茶酒$", "night")
    assert sum(one.confidence for one in found) == pytest.approx(1)
    assert [one.confidence for one in found] == sorted(
        (one.confidence for one in found), reverse=True
    )


def test_the_reason_is_the_phrases_and_what_speaks_against_is_none() -> None:
    matcher = Matcher(read(TABLE), sharpness=4.0)
    root = 2**0.5
    hits = matcher.hits("^早茶$", "day", "tea")
    assert hits == (("早茶", pytest.approx(3 / root)),)
    assert matcher.hits("^茶$", "day", "beer") == ()


def test_a_phrase_counts_once_however_often_it_is_said() -> None:
    matcher = Matcher(read(TABLE), sharpness=4.0)
    assert matcher.find("^茶$", "day") == matcher.find("^茶茶茶茶$", "day")


def test_sums_of_many_weights_for_and_against_stay_apart() -> None:
    """The weights of all classes are lanes of one number: none may run over into the next."""
    rows = "phrase,context,weights\n,any,a=0 b=0 c=0\n" + "".join(
        f"{chr(0x4E00 + n)},,a=-90000 b=90000 c=-90000\n" for n in range(300)
    )
    text = "".join(chr(0x4E00 + n) for n in range(300))
    found = Matcher(read(rows), sharpness=0.0001).find(text, "any")
    assert found[0].name == "b"
    assert found[1].confidence == pytest.approx(found[2].confidence)


@pytest.mark.parametrize(
    ("table", "line"),
    [("phrase,context,weights\n茶,day\n", 2), ("茶,,tea=viel\n", 1), ("茶,,tea\n", 1)],
)
def test_a_table_that_cannot_be_read_names_its_line(table: str, line: int) -> None:
    with pytest.raises(BadTable, match=f"line {line}"):
        read(table)
