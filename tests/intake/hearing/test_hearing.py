"""What a message is taken for."""

from collections.abc import Callable

import pytest
from talking import LEVELS, NOW, TWO, Chat, one_running, read

from intake.hearing.hearing import cleaned, hear
from intake.hearing.ticket_numbers import number_in
from intake.hearing.votes import vote
from intake.talk.heard import Heard
from intake.talk.message import Kind, Message
from intake.talk.state import Said, Stage, Talk, Wish

pytestmark = pytest.mark.unit

IDLE = Talk()
ASKED = Talk(stage=Stage.COLLECTING, asked=1, turn=3)
CONFIRMING = Talk(stage=Stage.CONFIRMING, turn=3)


def withdrawing() -> Chat:
    """A person who was asked whether their ticket is really to be withdrawn."""
    chat = Chat(running=one_running())
    assert chat.says("撤回") == [Said.SURE_WITHDRAW]
    return chat


def heard(text: str, talk: Talk = IDLE, chat: Chat | None = None, choice: str = "") -> Heard:
    message = cleaned(Message(kind=Kind.TEXT, text=text, choice=choice, at=NOW))
    return hear(message, talk, (chat or Chat()).frame)


@pytest.mark.parametrize(
    ("text", "talk", "what"),
    [
        ("人工", IDLE, Heard.HUMAN),
        ("人工", CONFIRMING, Heard.HUMAN),
        ("好的", IDLE, Heard.NOTHING),
        ("好的", CONFIRMING, Heard.YES),
        ("对的，没错！", CONFIRMING, Heard.YES),
        ("不对，是人社局的事", CONFIRMING, Heard.WORDS),
        ("王", ASKED, Heard.WORDS),
        ("12", ASKED, Heard.WORDS),
        ("王", IDLE, Heard.NOTHING),
        ("谢谢", ASKED, Heard.NOTHING),
        ("👍", ASKED, Heard.NOTHING),
        ("\u200b\ufeff", ASKED, Heard.NOTHING),
        ("\ud83d", IDLE, Heard.NOTHING),
        ("算了", IDLE, Heard.CANCEL),
        ("新诉求", IDLE, Heard.NEW),
        ("满意", IDLE, Heard.UNASKED_RATE),
        ("人工智能公司办不了执照", IDLE, Heard.WORDS),
    ],
)
def test_short_texts_mean_what_the_stage_makes_of_them(text: str, talk: Talk, what: Heard) -> None:
    assert heard(text, talk) is what


@pytest.mark.parametrize(
    ("choice", "talk", "what"),
    [
        ("yes:3", CONFIRMING, Heard.YES),
        ("yes:2", CONFIRMING, Heard.STALE),
        ("yes:3", IDLE, Heard.STALE),
        ("yes", CONFIRMING, Heard.STALE),
        ("yes:", CONFIRMING, Heard.STALE),
        ("rate:2026-0001:0:1", IDLE, Heard.RATE),
        ("rate:2026-0001:0:7", IDLE, Heard.STALE),
        ("rate:::", IDLE, Heard.STALE),
        ("take:2026-0001", IDLE, Heard.WITHDRAW),
        ("someone-elses-menu", IDLE, Heard.WORDS),
    ],
)
def test_a_menu_item_counts_for_its_own_turn_only(choice: str, talk: Talk, what: Heard) -> None:
    assert heard("我要反映窗口的事情", talk, choice=choice) is what


@pytest.mark.parametrize(
    ("text", "level", "reason"),
    [
        ("满意", "满意", ""),
        ("不满意。证没拿到", "不满意", "证没拿到"),
        ("0001 非常不满意", "非常不满意", ""),
        ("满意度调查是什么", "", ""),
        ("我很满意", "", ""),
    ],
)
def test_a_vote_is_a_level_and_what_is_said_beside_it(text: str, level: str, reason: str) -> None:
    chat = Chat(running=one_running(surveying=True))
    assert vote(text, chat.frame) == (level, reason)
    assert (heard(text, chat=chat) is Heard.RATE) is bool(level)


#: said of a survey by somebody who gave no level: questions, mockery, conditions, both at once
NO_LEVEL = (
    "{level}？事情还在那儿摆着呢",
    "{level}?",
    "{level}个鬼",
    "{level}的话我会再来一趟？",
    "{level}才怪",
    "{level}不了",
    "{level}吗",
    "{level}度调查我不想填",
    "{level}，其实是点错了",
    "要是明天办好我就{level}",
    "我家老头说{level}，我说不满意",
)
#: behind a good level only: what is said takes it back, or is no praise
NOT_GOOD = (
    "{level}，骗人的",
    "{level}，钱还欠着",
    "{level}🙄",
    "{level}，随你们便",
    "{level}。可是没人来修",
)


@pytest.mark.parametrize(
    "text",
    [
        *(form.format(level=level) for form in NO_LEVEL for level in LEVELS),
        *(form.format(level=level) for form in NOT_GOOD for level in LEVELS[:3]),
    ],
)
def test_n7_what_is_no_clear_level_is_never_a_vote_and_is_asked_about_once(text: str) -> None:
    """What was said waits, and becomes the reason of the level that is then given."""
    chat = Chat(running=one_running(surveying=True))
    assert vote(text, chat.frame) == ("", "")
    assert chat.says(text) == [Said.WHICH_LEVEL]
    assert all(level in chat.text for level in LEVELS)
    assert Said.WHICH_LEVEL not in chat.says(text), "the same question is not put twice"
    assert chat.wishes == []
    chat.says("不满意")
    (wish,) = chat.wishes
    assert (wish.wish, wish.level) == (Wish.RATE, "不满意")
    assert text in wish.text


#: what somebody says who only asks about a choice, or begins a word with it
NO_CHOICE = (
    "{word}吗",
    "{word}？",
    "能不能{word}",
    "{word}呢？",
    "{word}不了",
    "怎么{word}",
    "先别{word}",
)


@pytest.mark.parametrize("form", NO_CHOICE)
@pytest.mark.parametrize("word", ["确认", "提交", "撤回", "取消"])
@pytest.mark.parametrize("begin", [read, withdrawing])
def test_a_choice_counts_only_whole_and_else_is_asked_for_again(
    begin: Callable[[], Chat], word: str, form: str
) -> None:
    """Nothing is registered, withdrawn or dropped, and no word of it goes into the complaint."""
    chat = begin()
    before = (chat.talk.stage, chat.talk.draft, chat.running)
    assert chat.says(form.format(word=word))
    assert (chat.talk.stage, chat.talk.draft, chat.running) == before
    assert (chat.wishes, chat.complaints) == ([], [])


@pytest.mark.parametrize("said", ["可以吗", "对吗？", "没问题吧？", "是不是", "好的？", "行吗"])
def test_a_question_is_no_yes(said: str) -> None:
    chat = read()
    assert chat.says(said)
    assert (chat.talk.stage, chat.complaints) == (Stage.CONFIRMING, [])


@pytest.mark.parametrize(
    ("text", "anywhere", "named", "rest"),
    [
        ("0001 还差一张", False, "2026-0001", "还差一张"),
        ("2026年第0002号：收据", False, "2026-0002", "收据"),
        ("２０２６-０００１ 收据", False, "2026-0001", "收据"),
        ("第1号 收据", False, "2026-0001", "收据"),
        ("1号窗口没人", False, "", "1号窗口没人"),
        ("2025年第0001号", False, "", ""),
        ("2000元押金没退", False, "", "2000元押金没退"),
        ("13800138000", False, "", "13800138000"),
        ("查一下1号", True, "2026-0001", ""),
        ("撤回0002", True, "2026-0002", ""),
    ],
)
def test_only_a_ticket_s_number_names_a_ticket(
    text: str, anywhere: bool, named: str, rest: str
) -> None:
    found, _, left = number_in(text, [one.no for one in TWO], anywhere=anywhere)
    assert (found, left) == (named, rest)


def test_levels_are_those_of_the_profile() -> None:
    assert Chat().frame.levels == LEVELS
