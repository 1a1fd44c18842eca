"""How people list several matters in one message, and when they only list reasons for one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.extract.enumeration import MOST, Begins, Topic, matters, parts

pytestmark = pytest.mark.unit

LICENCE, HOUSE, CARD, FOOD = (
    "营业执照跑了三趟没办下来",
    "房产证半年没下来",
    "社保卡丢了没人管",
    "食品经营许可证也没办",
)
_ABOUT = {
    "营业执照": ("market", "licence"),
    "食品": ("market", "food"),
    "房产证": ("house", "deed"),
    "社保卡": ("social", "card"),
}


def judge(text: str) -> Topic | None:
    """Say what *text* is about by a single word."""
    for word, (department, matter) in _ABOUT.items():
        if word in text:
            return Topic(
                department=department, matter=matter, sure_of_department=0.8, sure_of_matter=0.8
            )
    return None


def told(*said: str, one: int = 0) -> list[list[str]]:
    return [each.parts for each in matters(said, judge, one)]


LISTS = {
    "dots": "1.{0} 2.{1} 3.{2}",
    "without a blank": "1、{0}2、{1}3、{2}",
    "full width": "１．{0}２．{1}３．{2}",
    "in brackets": "（1）{0}（2）{1}（3）{2}",
    "by lines": "1. {0}\n2. {1}\n3. {2}",
    "circled": "①{0}②{1}③{2}",
    "han": "一、{0}；二、{1}；三、{2}",
    "han in brackets": "（一）{0}（二）{1}（三）{2}",
    "first and second": "第一，{0}。第二，{1}。第三，{2}",
    "named": "第一件事是{0}，第二件事是{1}，第三件事是{2}",
    "counted": "一是{0}，二是{1}，三是{2}",
    "in words": "{0}。还有一件事，{1}。另外一个问题，{2}",
    "beside": "{0}。另外，{1}。还有{2}",
}


@pytest.mark.parametrize("form", LISTS)
@pytest.mark.parametrize("before", ["", "你好，我想反映几件事：", "麻烦你们了，我说三件事\n"])
def test_every_way_of_listing_is_told_apart(form: str, before: str) -> None:
    text = before + LISTS[form].format(LICENCE, HOUSE, CARD)
    found = told(text)
    assert len(found) == 3
    for said, each in zip((LICENCE, HOUSE, CARD), found, strict=True):
        assert said in "".join(each)
    assert "三件事" not in before or before.strip("：\n") in "".join(found[0])


ONE = [
    "第一次去办营业执照说系统坏了，第二次去说没带房产证，第三次去下班了",
    "1.营业执照没办下来 2.窗口态度差 3.等了两个小时",
    "2026.1.2去办营业执照，2026.2.3又去问房产证",
    "营业执照没办下来，要我拿房产证和社保卡",
    "我住1号楼2单元3号，营业执照没办下来",
    "营业执照没办下来。另外窗口收了200块钱。还有电话没人接",
    "营业执照没办下来，另外房产证也要我补",
    "1.5元的工本费收了15元，2.5元的也是，营业执照和房产证都这样",
    "3、营业执照没办下来 4、房产证没下来",
    "一是一，二是二，营业执照就是没办下来",
    "1.营业执照跑了三趟没办下来 2.要求你们给我一个书面的说法",
    "1.窗口的人说话特别难听 2.排队等了整整两个小时",
]


@pytest.mark.parametrize("text", ONE)
def test_what_only_looks_like_a_list_stays_one(text: str) -> None:
    assert len(told(text)) == 1


def test_what_says_nothing_sure_belongs_to_what_stands_before_it() -> None:
    text = f"1.{LICENCE} 2.窗口态度差 3.{HOUSE} 4.电话没人接"
    assert told(text) == [[LICENCE, "窗口态度差"], [HOUSE, "电话没人接"]]


def test_two_reasons_for_one_department_are_one_unless_they_are_called_matters() -> None:
    assert len(told(f"窗口的理由是：1.{LICENCE} 2.{FOOD}")) == 1
    assert len(told(f"第一件事，{LICENCE}。第二件事，{FOOD}")) == 2
    assert len(told(f"我反映两个问题：1.{LICENCE} 2.{FOOD}")) == 2


def test_a_message_that_is_nothing_but_a_list_needs_one_part_that_is_known() -> None:
    text = f"1.{LICENCE} 2.村口那条路坑坑洼洼没人管"
    assert len(told(text)) == 2
    assert len(told(f"跟你们说一下窗口的理由，{text}")) == 1, "something stands before it"


def test_what_the_person_calls_another_matter_is_one_whether_or_not_it_is_known() -> None:
    assert len(told(f"{LICENCE}。还有一件事，窗口里没有空调太热了")) == 2
    assert len(told("我有两个问题：1.窗口没有空调 2.电话总是打不通")) == 2
    assert len(told(f"{LICENCE}。还有一件事，营业执照还要收钱")) == 1, "surely the same"


@pytest.mark.parametrize(
    "announces",
    ["我想反映两件事：", "你好，有两个问题。", "几件事\n", "您好！我要投诉以下两个问题："],
)
def test_what_only_announces_a_list_stands_in_none_of_its_matters(announces: str) -> None:
    assert told(f"{announces}1、{LICENCE} 2、{HOUSE}") == [[LICENCE], [HOUSE]]
    more = f"{announces}1、窗口没开门 2、{LICENCE}"
    assert "窗口没开门" in "".join(told(more)[0])


def test_what_belongs_to_the_first_again_goes_back_to_it() -> None:
    text = f"1.{LICENCE} 2.{HOUSE} 3.营业执照的窗口也换了"
    assert told(text) == [[LICENCE, "营业执照的窗口也换了"], [HOUSE]]


def test_a_later_message_is_another_matter_only_where_it_begins_like_one() -> None:
    assert told(LICENCE, f"另外{HOUSE}") == [[LICENCE], [f"另外{HOUSE}"]]
    assert told(LICENCE, HOUSE) == [[LICENCE, HOUSE]]
    assert told(LICENCE, "窗口收了200块钱", "他们电话也没人接") == [
        [LICENCE, "窗口收了200块钱", "他们电话也没人接"]
    ]


def test_what_was_decided_to_be_one_stays_one() -> None:
    listed = f"1.{LICENCE} 2.{HOUSE}"
    further = f"另外{CARD}"
    assert told(listed, further, one=1) == [[listed], [further]]
    assert told(listed, further, one=2) == [[listed, further]]


def test_a_long_letter_lists_reasons() -> None:
    text = f"1.{LICENCE}{'，跑了很多次' * 50} 2.{HOUSE}"
    assert len(told(text)) == 1


def test_no_more_than_a_handful_are_told_apart_and_the_rest_is_with_the_last() -> None:
    def each(text: str) -> Topic:
        return Topic(department=text, matter=text, sure_of_department=1, sure_of_matter=1)

    text = " ".join(f"{n}.某某局里办的事情{'甲乙丙丁戊己庚辛'[n - 1]}" for n in range(1, 9))
    found = matters([text], each)
    assert len(found) == MOST
    assert "辛" in "".join(found[-1].parts)


def test_how_each_part_begins() -> None:
    found = list(parts(f"你好。{LICENCE}。另外{HOUSE}。还有一件事，{CARD}"))
    assert [how for how, _ in found] == [None, Begins.BESIDE, Begins.NAMED]


SAID = st.lists(
    st.sampled_from(
        [
            *(
                LICENCE,
                HOUSE,
                CARD,
                "1.",
                "2、",
                "（3）",
                "①",
                "②",
                "另外",
                "还有一件事",
                "第二件事",
            ),
            *("。", "，", "\n", " ", "窗口收了200块", "\u200b", "１．", "😊"),
        ]
    ),
    max_size=14,
).map("".join)
_FIGURES = "0123456789０１２３４５６７８９.．、()（）①②一二三第件事:： \n\t，,；;\u200b"


@given(st.lists(SAID, min_size=1, max_size=3), st.integers(0, 3))
@settings(max_examples=200)
def test_no_character_but_marks_and_figures_of_lists_is_lost(said: list[str], one: int) -> None:
    def bare(text: str) -> list[str]:
        return sorted(char for char in text if char not in _FIGURES)

    found = matters(said, judge, one)
    kept = "".join(part for each in found for part in each.parts)
    assert bare(kept) == bare("".join(said))
