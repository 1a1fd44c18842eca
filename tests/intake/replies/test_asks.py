"""The asks (诉求点) of a complaint are told apart where that is sure, and money is read as it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.extract.money import sums
from intake.replies.asks import points
from intake.replies.words import Words

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1、修电梯2、退物业费", ["修电梯", "退物业费"], id="figures"),
        pytest.param("请求：（1）修电梯（2）退物业费。谢谢", ["修电梯", "退物业费"], id="brackets"),
        pytest.param("请问：①修电梯②退物业费", ["修电梯", "退物业费"], id="circles"),
        pytest.param("一、修电梯；二、退物业费", ["修电梯", "退物业费"], id="Chinese figures"),
        pytest.param(
            "反映两个问题，一是电梯坏了，二是水管漏水", ["电梯坏了", "水管漏水"], id="一是二是"
        ),
        pytest.param(
            "希望尽快修好电梯；要求退还多收的物业费。",
            ["希望尽快修好电梯", "要求退还多收的物业费"],
            id="sentences that ask",
        ),
        pytest.param(
            "请问电梯什么时候修好？请问物业费怎么退还？",
            ["请问电梯什么时候修好", "请问物业费怎么退还"],
            id="questions",
        ),
    ],
)
def test_separate_asks_are_told_apart(words: Words, text: str, expected: list[str]) -> None:
    """N3."""
    assert [point.text for point in points(text, words)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "电梯坏了三天了，老人上不去楼",
        "希望修好电梯，希望尽快维修电梯",
        "我2019年1月买房，3.5万首付，2.4米层高，电梯坏了",
        "医生要求我签字，我没有咨询别人，电梯坏了",
        "要求修电梯。希望领导重视，给老百姓一个公道！",
        "这是懒政吗？还有没有王法？电梯坏了谁来管？",
    ],
)
def test_where_it_is_unsure_there_is_one_ask(words: Words, text: str) -> None:
    """N3: stories, pleas and rhetorical questions are no asks of their own."""
    assert len(points(text, words)) == 1


def test_a_list_of_facts_without_a_heading_is_a_story(words: Words) -> None:
    """N3."""
    fact = "村里开会说了修路的事情但是后来一直没有人再来过问这件事我们也不知道找谁"
    assert len(points("".join(f"{n}、{fact}{n}。" for n in range(1, 8)), words)) == 1


def test_an_ask_is_known_by_what_only_it_is_about(words: Words) -> None:
    """N3: 小区 is in both, so it tells nothing."""
    lift, fee = points("1、花园里电梯要修2、花园里物业费要退", words)
    assert not lift.words & fee.words
    assert "电梯" in lift.words


@given(st.text(max_size=400))
def test_any_text_has_at_least_no_fault(words: Words, text: str) -> None:
    assert all(len(point.text) <= 41 for point in points(text, words))


@pytest.mark.parametrize(
    ("text", "value", "is_rough"),
    [
        ("3000元", 3000, False),
        ("3,000.50元", 3000.5, False),
        ("3.5万元", 35000, False),
        ("三千五百元", 3500, False),
        ("三千五块", 3500, False),
        ("一万二千块钱", 12000, False),
        ("一百零五元", 105, False),
        ("十五元", 15, False),
        ("两万元", 20000, False),
        ("1200余元", 1200, True),
        ("3千多块", 3000, True),
        ("约800元", 800, True),
    ],
)
def test_money_is_read_as_it_is_written(text: str, value: float, is_rough: bool) -> None:
    assert [(one.value, one.is_rough, one.has_unit) for one in sums(text)] == [
        (value, is_rough, True)
    ]


@given(st.integers(1, 10**9))
def test_a_sum_in_figures_is_that_number(value: int) -> None:
    assert [one.value for one in sums(f"{value}元")] == [value]
    assert [one.value for one in sums(f"{value:,}元")] == [value]
