"""The one matcher: a text is what its phrases say, and they are the reason."""

from importlib.resources import files

import pytest

from intake.classify.matcher import Lead, Matcher
from intake.classify.table import HEAD, LEARNED_HEAD, BadTable, Row, read, written

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


WORTH = """phrase,support,worth,weights
,0,0,tea=0 beer=0
茶,9,100,tea=300 beer=-300
酒,9,400,tea=-300 beer=300
"""


def test_a_text_is_divided_by_the_length_of_what_its_phrases_are_worth() -> None:
    matcher = Matcher(read(WORTH), sharpness=1.0)
    tea, beer, both = (matcher.explained(text, "", 1)[0] for text in ("茶", "酒", "茶酒茶"))
    assert (tea.name, tea.score) == ("tea", pytest.approx(3))
    assert (beer.name, beer.score) == ("beer", pytest.approx(3 / 4))
    assert both.score == pytest.approx(0)
    assert matcher.hits("茶酒茶", "", "tea") == (("茶", pytest.approx(3 / 17**0.5)),)


def test_what_lies_in_or_over_a_longer_phrase_is_shown_as_that_phrase() -> None:
    rows = ",,a=0 b=0\n路灯,,a=100\n灯不,,a=50\n路灯不亮,,a=10\n不亮了,,a=20\n水,,a=5\n"
    [first, _] = Matcher(read(rows), sharpness=1.0).explained("路灯不亮了,水", "", 2)
    root = 5**0.5
    assert first.hits == (
        ("路灯不亮", pytest.approx(1.8 / root)),
        ("水", pytest.approx(0.05 / root)),
    )


def test_what_is_said_first_counts_once_more_where_the_table_says_so() -> None:
    lead = Lead(2, 1.0)
    matcher = Matcher(read(WORTH.replace("400", "100")), sharpness=1.0, lead=lead)
    assert matcher.explained("茶,酒", "", 1)[0].name == "tea"
    assert matcher.explained("酒,茶", "", 1)[0].name == "beer"
    root = 2**0.5
    [first] = matcher.explained("茶,酒", "", 1)
    assert first.score == pytest.approx((0 + 3) / 2)
    assert first.hits == (("茶", pytest.approx((3 / root + 3) / 2)),)
    # a text that is all lead is read as any other
    assert matcher.explained("茶", "", 1)[0].score == pytest.approx(3)


def test_finding_and_explaining_agree_to_the_last_digit() -> None:
    for text in ("^早茶$", "^茶酒$", "^$"):
        for lead in (None, Lead(2, 0.5)):
            matcher = Matcher(read(TABLE), sharpness=4.0, lead=lead)
            found = matcher.find(text, "night")
            explained = matcher.explained(text, "night", 3)
            assert [(one.name, one.confidence) for one in found] == [
                (one.name, one.confidence) for one in explained
            ]


def test_what_is_written_is_read_again_whatever_the_classes_are_called() -> None:
    names = {"a b": 1, "c=d": -2, "100%": 3, "户籍、身份证": 4, "行\n尾": 5}
    rows = (
        Row(phrase="", context="", weights=names),
        Row(phrase='引"号,', context="", weights={"a b": 7}, support=3, worth=250),
    )
    assert read(written(rows, LEARNED_HEAD)) == rows


def test_the_tables_that_ship_are_written_as_they_are_read() -> None:
    for name in ("wishes", "dangers"):
        text = (files("intake.classify") / "tables" / f"{name}.csv").read_text("utf-8")
        assert written(read(text), HEAD) == text
