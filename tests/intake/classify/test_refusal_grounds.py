"""A reason not to take a matter up is told by words that say it runs elsewhere, and not by its name alone."""

import pytest

from dispatch.words import refusal_words
from dispatch.words.refusal_words import RefusalGround as Ground
from intake.classify import refusal_grounds

pytestmark = pytest.mark.unit

TOLD = [
    ("跟施工队的纠纷法院已经立案，下周开庭", Ground.LAWSUIT),
    ("一审判决我不服，已经上诉了", Ground.LAWSUIT),
    ("劳动仲裁开庭两次了还没有裁决", Ground.ARBITRATION),
    ("已经申请行政复议，复议机关还没答复", Ground.REVIEW),
    ("我申请公开征地批文，要求书面答复", Ground.DISCLOSURE),
    ("信访局受理了这件事，正在办理", Ground.PETITION),
    ("我要举报村会计贪污集体的钱", Ground.DISCIPLINE),
    ("帮我查一下她的开房记录", Ground.SECRET),
    ("你们全是废物，滚", Ground.ABUSE),
    ("asdfgh", Ground.EMPTY),
    ("兼职刷单，加我微信", Ground.EMPTY),
    ("给我办个假的学历证", Ground.UNLAWFUL),
    ("不在你们县，是旁边那个县的医院", Ground.AWAY),
    ("驻军营房的污水流到我家田里", Ground.MILITARY),
]
#: sounds like one, and is a matter
TAKEN = (
    "法院门口的路灯坏了",
    "拿着法院判决书去办过户，窗口说不认",
    "再拖下去我只能去法院起诉",
    "怕打官司，就想让物业把水修好",
    "劳动仲裁在几楼，要什么材料",
    "还没仲裁，老板欠三个月工资，请帮忙",
    "行政复议要多少天",
    "村务公开栏玻璃碎了",
    "信访局让我来找你们大厅办",
    "去年信访的事已经办结了，这次是停水",
    "举报电话是多少",
    "举报楼下烧烤店油烟大",
    "井盖被哪个混蛋偷了，半个月没人补",
    "垃圾没人清",
    "没水",
    "外地户口的孩子在咱县上学要什么",
    "退役军人优待证办不下来",
    "办身份证跑了三趟",
    "",
)


@pytest.mark.parametrize(("text", "ground"), TOLD)
def test_a_ground_is_told_with_the_words_that_decided(text: str, ground: Ground) -> None:
    found = refusal_grounds.told(text)
    assert found is not None
    assert found.ground is ground
    assert found.words


@pytest.mark.parametrize("text", TAKEN)
def test_what_only_sounds_like_a_ground_is_none(text: str) -> None:
    assert refusal_grounds.told(text) is None


def test_every_ground_is_told_by_some_line() -> None:
    assert {ground for _, ground in TOLD} == set(Ground)


def test_a_letter_tells_in_one_sentence_of_ten_that_it_is_in_court() -> None:
    before = "我们小区的暖气管道老化，一到冬天就漏水，物业来看过几次都没有修好，老人孩子受冻。" * 3
    assert refusal_grounds.told(before) is None
    found = refusal_grounds.told(f"{before}这件事法院已经立案，还没有开庭。{before}")
    assert found is not None
    assert found.ground is Ground.LAWSUIT


def test_whoever_a_letter_is_written_to_is_not_denounced() -> None:
    letter = "尊敬的局长：您好！我们村吃水困难，水压一直上不来。" * 4
    assert refusal_grounds.told(letter) is None


def test_only_so_many_pieces_of_a_letter_are_read() -> None:
    parts = refusal_grounds.pieces("路坏了没人修，下雨天全是水坑走不了人。" * 200)
    assert len(parts) == refusal_grounds.PIECES
    assert all(len(part) <= refusal_grounds.PIECE for part in parts)


def test_insults_with_a_matter_beside_them_are_no_reason() -> None:
    assert refusal_words.told("一群废物") == (Ground.ABUSE, "废物")
    assert refusal_words.told("一群废物，我家停水三天了") is None
