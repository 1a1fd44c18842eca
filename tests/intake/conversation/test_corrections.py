"""A correction changes the one part of the one field that it calls wrong, and nothing is told twice."""

from dataclasses import replace

import pytest
from talking import WORDS, asked, read

from intake.conversation import drafting
from intake.talk.state import Draft, Said

pytestmark = pytest.mark.unit

HOME = Draft(
    words=(WORDS,),
    name="程慧",
    phone="13700002523",
    address="青石乡洼里村东头4号楼502室",
    for_whom="魏秀珍",
)
#: a field, its part that was wrong, what it is, and the field then
PARTS = [
    ("address", "东头", "西头", "青石乡洼里村西头4号楼502室"),
    ("address", "502", "503", "青石乡洼里村东头4号楼503室"),
    ("address", "洼里村", "坡里村", "青石乡坡里村东头4号楼502室"),
    ("name", "程", "陈", "陈慧"),
    ("name", "程慧", "程惠", "程惠"),
    ("phone", "2523", "2532", "13700002532"),
    ("phone", "13700002523", "13700003523", "13700003523"),
    ("for_whom", "珍", "真", "魏秀真"),
]
WAYS = [
    "{right}不是{wrong}",
    "是{right}不是{wrong}",
    "不是{wrong}是{right}",
    "不是{wrong}，而是{right}",
    "“{right}”不是“{wrong}”。",
    "{wrong}改成{right}",
    "把{wrong}改为{right}",
    "{wrong}写错了，应该是{right}",
    "{wrong}打错了是{right}吧",
    "{right}写成{wrong}了",
]
LABELS = {"address": "地址", "name": "名字", "phone": "电话", "for_whom": "当事人"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part[0]} {part[1]}")
def test_what_is_called_wrong_is_replaced_where_it_stands(
    part: tuple[str, str, str, str], way: str
) -> None:
    name, wrong, right, after = part
    said = way.format(wrong=wrong, right=right)
    assert drafting.correct(HOME, said) == replace(HOME, **{name: after})
    assert drafting.correct(HOME, LABELS[name] + said) == replace(HOME, **{name: after})


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("尾号是32不是23", "phone", "13700002532"),
        ("最后两位不是23是32", "phone", "13700002532"),
        ("房号不是502，是602", "address", "青石乡洼里村东头4号楼602室"),
        ("楼号是5不是4", "address", "青石乡洼里村东头5号楼502室"),
        ("名字是智慧的慧不是恩惠的惠", "name", "程慧"),
        ("姓陈不姓程", "name", "陈慧"),
        ("是耳东陈不是禾呈程", "name", "陈慧"),
    ],
)
def test_a_part_may_be_named_by_what_it_is_of(said: str, name: str, value: str) -> None:
    assert drafting.correct(HOME, said) == replace(HOME, **{name: value})


@pytest.mark.parametrize(
    "said", ["不是3次是5次", "是下午不是上午", "不是办执照，是变更地址", "2改成3", "0改成1"]
)
def test_what_stands_in_no_field_or_in_several_changes_none(said: str) -> None:
    assert drafting.correct(HOME, said) == replace(HOME, words=(WORDS, said))


def test_the_reading_back_is_put_right_by_a_part() -> None:
    chat = read()
    assert chat.says("是7号不是3号") == [Said.READ_BACK]
    assert chat.talk.draft.address == "城关镇幸福路7号"
    assert chat.talk.draft.words == (WORDS,)


def test_what_was_told_is_put_right_while_the_rest_is_still_asked_for() -> None:
    chat = asked()
    chat.says("程慧，13800138000")
    assert chat.says("是陈不是程") == [Said.ASK]
    assert (chat.talk.draft.name, chat.talk.draft.words) == ("陈慧", (WORDS,))


@pytest.mark.parametrize(
    ("short", "full"),
    [("我姓李", "李德才"), ("张", "张秀英"), ("老魏", "魏大壮"), ("欧阳", "欧阳修远")],
)
@pytest.mark.parametrize("between", [[], ["13800138000"], ["13800138000", "城关镇幸福路3号"]])
def test_the_full_name_takes_the_place_of_the_surname(
    short: str, full: str, between: list[str]
) -> None:
    chat = asked()
    for said in (short, *between, full):
        chat.says(said)
    assert (chat.talk.draft.name, chat.talk.draft.words) == (full, (WORDS,))


@pytest.mark.parametrize(
    "pieces",
    [
        ("青石乡", "洼里村"),
        ("洼里村", "东头"),
        ("青石乡", "村里"),
        ("阳光小区", "3号楼2单元"),
        ("阳光小区3号楼", "502室"),
        ("文昌街", "8号"),
        ("青石乡", "青石乡洼里村"),
    ],
)
@pytest.mark.parametrize("before", ["李四，13800138000", "李四"])
def test_a_place_that_lies_within_the_one_before_goes_on_with_it(
    pieces: tuple[str, str], before: str
) -> None:
    chat = asked()
    chat.says(before)
    for piece in pieces:
        chat.says(piece)
    wider, place = pieces
    whole = place if place.startswith(wider) else wider + place
    assert (chat.talk.draft.address, chat.talk.draft.words) == (whole, (WORDS,))


@pytest.mark.parametrize("said", ["确认 快点给我办", "好的 快点", "对 快点办"])
def test_a_yes_that_hurries_is_no_word_of_the_complaint(said: str) -> None:
    chat = asked()
    chat.says("李四，13800138000")
    chat.says(said)
    assert chat.talk.draft.words == (WORDS,)


def test_figures_alone_go_on_with_the_building_while_more_is_asked_for() -> None:
    chat = asked()
    for said in ("李四", "阳光小区3号楼", "502"):
        chat.says(said)
    assert (chat.talk.draft.address, chat.talk.draft.words) == ("阳光小区3号楼502", (WORDS,))


@pytest.mark.parametrize("place", ["青石乡", "北郊街道", "洼里村", "文昌街", "党家台", "大南营"])
def test_a_bare_place_is_an_address_whatever_it_sounds_like(place: str) -> None:
    chat = asked()
    chat.says("李四，13800138000")
    assert chat.says(place) == [Said.READ_BACK]
    assert chat.talk.draft.address == place


@pytest.mark.parametrize(
    "said",
    [
        "确认 快点给我办",
        "快点",
        "催催",
        "好的 快点",
        "怕骚扰",
        "急死了",
        "凭啥",
        "信号不好",
        "上夜班呢",
    ],
)
def test_what_is_no_place_becomes_no_address(said: str) -> None:
    chat = asked()
    chat.says("李四，13800138000")
    assert chat.says(said) != [Said.READ_BACK]
    assert not chat.talk.draft.address


@pytest.mark.parametrize(
    "said",
    [
        "电话就是这个电话啊",
        "就打这个微信",
        "用现在这个号",
        "手机号就是我现在用的这个",
        "联系我这个微信就行",
        "号码就是本机",
    ],
)
@pytest.mark.parametrize("before", [[], ["李四"], ["李四，城关镇幸福路3号"]])
def test_a_number_that_nobody_sees_is_asked_for_and_that_is_said(
    said: str, before: list[str]
) -> None:
    chat = asked()
    for one in before:
        chat.says(one)
    assert chat.says(said) == [Said.ASK]
    assert "看不到" in chat.text
    assert "联系电话" in chat.text
    assert (chat.talk.draft.phone, chat.talk.draft.words) == ("", (WORDS,))


def test_who_gives_their_name_beside_a_number_that_nobody_sees_is_told_so() -> None:
    chat = asked()
    chat.says("李四，电话就是这个微信")
    assert "看不到" in chat.text
    assert chat.talk.draft.name == "李四"
