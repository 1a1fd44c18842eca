"""Short wishes are understood, and ordinary words stay ordinary words."""

import pytest

from dispatch.words import screening
from dispatch.words.intents import INTENTS
from dispatch.words.normal_form import normal, seen
from dispatch.words.screening import Intent

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("人工", Intent.HUMAN),
        ("请转人工客服，谢谢", Intent.HUMAN),
        ("我要找人工！", Intent.HUMAN),
        ("帮助", Intent.HELP),
        ("怎么投诉？", Intent.HELP),
        ("查询", Intent.QUERY),
        ("帮我查一下", Intent.QUERY),
        ("查一下0001号进度", Intent.QUERY),
        ("2026年第0001号办到哪了？", Intent.QUERY),
        ("查询 XJ-2026-0001", Intent.QUERY),
        ("补充：还有一张照片", Intent.SUPPLEMENT),
        ("我要补充", Intent.SUPPLEMENT),
        ("撤回", Intent.WITHDRAW),
        ("我要撤回 0001", Intent.WITHDRAW),
        ("我不想留名", Intent.UNNAMED),
        ("能匿名吗", Intent.UNNAMED),
        ("确 认", Intent.YES),
        ("是的。", Intent.YES),
        ("不对", Intent.NO),
        ("改一下", Intent.EDIT),
        ("取消", Intent.CANCEL),
    ],
)
def test_short_wishes_are_understood(text: str, expected: Intent) -> None:
    assert screening.intent(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "人工智能公司办不了执照",
        "补充耕地指标被占用",
        "进度太慢了，一直不办",
        "不撤回",
        "不要撤回",
        "我要投诉",
        "查询机坏了三天了",
        "确认书一直不给我",
        "我",
        "",
        "，。",
    ],
)
def test_words_of_their_own_are_no_wish(text: str) -> None:
    assert screening.intent(text) is None


def test_every_word_of_the_table_means_what_the_table_says() -> None:
    """No word stands in two places, and none is lost on the way through the normal form."""
    for intent, words in INTENTS.items():
        for word in words.split():
            assert screening.intent(f" {word}。") is intent, word


@pytest.mark.parametrize("text", ["你好", "在吗？", "您好！请问", "Hello", "领导您好", "ｈｉ"])
def test_a_greeting_is_a_greeting(text: str) -> None:
    assert screening.is_greeting(text)


def test_a_greeting_with_words_after_it_is_a_complaint() -> None:
    assert not screening.is_greeting("你好，我家停水了")
    assert not screening.is_empty("你好，我家停水了")


@pytest.mark.parametrize(
    "text", ["", "  ", "[微笑]", "😀👍", "。。。", "1", "嗯嗯", "谢谢", "啊啊啊啊"]
)
def test_nothing_is_recognised_as_nothing(text: str) -> None:
    assert screening.is_empty(text)


@pytest.mark.parametrize("text", ["停水", "0391-7212345", "执照", "张三"])
def test_little_is_not_nothing(text: str) -> None:
    assert not screening.is_empty(text)


def test_somebody_who_will_not_give_a_name_is_heard_inside_a_sentence() -> None:
    """G-25."""
    assert screening.is_unnamed("窗口收红包，我不想透露姓名，怕报复")
    assert not screening.is_unnamed("姓名写错了改不了")


def test_speaking_for_another_person_is_noticed_and_an_own_errand_is_not() -> None:
    """G-26."""
    assert screening.is_on_behalf("我替我妈反映一下，医保报不了")
    assert screening.is_on_behalf("帮邻居问一下低保")
    assert not screening.is_on_behalf("给孩子办入学")
    assert not screening.is_on_behalf("代办公司收了钱不办事")


def test_the_normal_form_is_what_a_person_sees() -> None:
    assert normal("１３８\u200b００\ufeff①一（）") == "138001一()"
    assert normal("٣۴") == "34"
    assert normal(normal("Ａ\u200d／﹣")) == normal("Ａ\u200d／﹣")


def test_what_is_seen_leads_back_to_what_was_written() -> None:
    shown = seen("a\u200b１\u20e3２b")
    assert shown.text == "a12b"
    start, end = shown.span(1, 3)
    assert shown.written[start:end] == "１\u20e3２"
    assert shown.after(3) == "b"
