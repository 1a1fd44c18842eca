"""The same words a second time: an answer is shown again, the repeat of a letter is not."""

import pytest

from bot.delivery import repeat_filter
from bot.delivery.repeat_filter import Echoes

WORDS = {"msgtype": "text", "text": {"content": "没有找到这个号"}}

pytestmark = pytest.mark.unit


def test_another_letter_with_the_same_words_is_an_echo_and_stays_one() -> None:
    heard = Echoes()
    assert not heard.repeats("in/1/answer", ["sun"], WORDS)
    assert heard.repeats("in/2/answer", ["sun"], WORDS)
    assert heard.repeats("in/2/answer", ["sun"], WORDS)


def test_the_repeat_of_the_same_letter_is_none_nor_are_other_words_or_people() -> None:
    heard = Echoes()
    for _ in range(2):
        assert not heard.repeats("in/1/answer", ["sun"], WORDS)
    assert not heard.repeats("in/2/answer", ["du"], WORDS)
    assert not heard.repeats("in/3/answer", ["sun"], {"msgtype": "text", "text": {"content": "好"}})


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeat_filter, "MOST", 2)
    heard = Echoes()
    for key, who in (("1", "a"), ("2", "b"), ("3", "c")):
        heard.repeats(key, [who], WORDS)
    assert heard.repeats("4", ["b"], WORDS)
    assert not heard.repeats("5", ["a"], WORDS)
