"""What a message is taken for."""

import pytest
from talking import LEVELS, NOW, TWO, Chat, one_running

from intake.conversation.hearing import Heard, cleaned, hear, number_in, vote
from intake.conversation.message import Kind, Message
from intake.conversation.state import Stage, Talk

pytestmark = pytest.mark.unit

IDLE = Talk()
ASKED = Talk(stage=Stage.COLLECTING, asked=1, turn=3)
CONFIRMING = Talk(stage=Stage.CONFIRMING, turn=3)


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
