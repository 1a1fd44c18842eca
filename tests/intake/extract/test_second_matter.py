"""Two matters in one complaint: what was set apart and is sure by itself has its department assist; nothing else does."""

from itertools import permutations

import pytest

from bot.citizen.suggestions import hints_of
from intake.classify.classify import Scored, Suggester, Suggestion
from intake.classify.dictionary import Dictionary
from intake.extract import second_matter
from intake.talk.state import Hints

pytestmark = pytest.mark.unit

#: what is surely one department's, by the shipped words
TOLD = {
    "营业执照办不下来": "市场监督管理局",
    "公积金提取一直不给办": "住房公积金管理中心",
    "婚姻登记预约不上": "民政局",
}
#: how a further matter is set apart
APART = ("{}。还有一件事，{}", "{}。另外，{}", "1、{}\n2、{}", "{}。另外还有个事情，{}")
#: how a sentence only goes on
ON = ("{}，{}", "{}。{}", "{}，因为{}", "{}！{}")


def suggested(suggester: Suggester, dictionary: Dictionary, text: str) -> Hints:
    return hints_of(suggester, second_matter.manners_of(dictionary))(text)


@pytest.mark.parametrize("form", APART)
@pytest.mark.parametrize(("one", "other"), [*permutations(TOLD, 2)])
def test_what_is_set_apart_makes_its_department_assist(
    suggester: Suggester, dictionary: Dictionary, form: str, one: str, other: str
) -> None:
    found = suggested(suggester, dictionary, form.format(one, other))
    share = [found.departments[0].name, *(one.name for one in found.assisting)]
    assert sorted(share) == sorted((TOLD[one], TOLD[other]))
    assert "department" not in found.unsure


@pytest.mark.parametrize("form", ON)
@pytest.mark.parametrize(("one", "other"), [*permutations(TOLD, 2)])
def test_a_sentence_that_only_goes_on_has_nobody_assist(
    suggester: Suggester, dictionary: Dictionary, form: str, one: str, other: str
) -> None:
    assert suggested(suggester, dictionary, form.format(one, other)).assisting == ()


@pytest.mark.parametrize("manner", ["窗口工作人员态度恶劣还骂人", "他们一直推诿扯皮互相踢皮球"])
@pytest.mark.parametrize("form", APART)
def test_how_one_was_treated_is_no_matter_of_its_own(
    suggester: Suggester, dictionary: Dictionary, form: str, manner: str
) -> None:
    found = suggested(suggester, dictionary, form.format("营业执照办不下来", manner))
    assert found.assisting == ()


@pytest.mark.parametrize("text", ["", "还有一件事", "1、2、3、", "另外。另外。另外。" * 300])
def test_nothing_told_twice_is_nothing(
    suggester: Suggester, dictionary: Dictionary, text: str
) -> None:
    assert suggested(suggester, dictionary, text).assisting == ()


def sure(department: str, *, is_sure: bool = True) -> Suggestion:
    one = (Scored(id=department, name=department, confidence=0.9),)
    return Suggestion(sure=is_sure, sure_of_department=is_sure, categories=one, departments=one)


def test_the_first_that_is_told_leads_where_both_together_leave_it_open() -> None:
    open_, parts = sure("c", is_sure=False), (sure("a"), sure("b"))
    leading, others = second_matter.shared(open_, parts)
    assert (leading, [one.id for one in others]) == (parts[0], ["b"])
    assert second_matter.shared(open_, parts[:1]) == (open_, ())
    assert second_matter.shared(sure("b"), parts)[1][0].id == "a"


def test_no_more_assist_than_two() -> None:
    parts = tuple(sure(one) for one in "abcde")
    assert len(second_matter.shared(sure("a"), parts)[1]) == second_matter.MOST


def test_a_manner_that_is_sure_is_left_out_whatever_the_dictionary_thinks_of_it() -> None:
    text = "营业执照的事没人管。另外，他们的态度真叫人寒心"

    def judged(part: str) -> Suggestion:
        return sure("态度" if "态度" in part else "执照")

    assert [one.departments[0].id for one in second_matter.told(text, judged, ())] == [
        "执照",
        "态度",
    ]
    assert [one.departments[0].id for one in second_matter.told(text, judged, {"态度"})] == ["执照"]


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("{}。另外，{}", True),
        ("{}。还有一件事，{}", True),
        ("1、{}\n2、{}", True),
        ("这些天：1、{}；2、{}", False),
    ],
)
def test_what_is_only_numbered_must_be_sure_of_its_matter_too(form: str, counts: bool) -> None:
    """A list after other words may be one of reasons."""

    def judged(part: str) -> Suggestion:
        one = (Scored(id=part[-2:], name=part[-2:], confidence=0.9),)
        return Suggestion(sure_of_department=True, categories=one, departments=one)

    found = second_matter.told(form.format("执照一直没办", "报销一直没到"), judged, ())
    assert (len(found) == 2) is counts
