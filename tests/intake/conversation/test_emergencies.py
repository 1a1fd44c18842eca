"""Somebody is in danger: the numbers are shown at once, and what the county does about it (C-21)."""

import pytest
from builders import rules_of
from talking import Chat

from intake.conversation.state import Said, Wish

pytestmark = pytest.mark.unit
RULES = rules_of("puyang")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("着火了，快来人", "119"),
        ("有人昏迷了", "120"),
        ("门口撞车了，有人受伤", "110、120"),
    ],
)
def test_py_4_2_12_the_numbers_are_shown_at_once_and_the_desk_acts_with_them(
    text: str, numbers: str
) -> None:
    """Of 110, 119 and 120; what another text calls 122 is 110 here."""
    heard = Chat(emergency=RULES.profile.emergency)
    assert heard.says(text)[0] is Said.EMERGENCY
    assert numbers in heard.text
    assert [(one.wish, one.text) for one in heard.wishes] == [(Wish.ALARM, f"{numbers}：{text}")]


def test_where_the_text_only_shows_the_numbers_nobody_is_called() -> None:
    """122 is 122 there; the words are taken as always."""
    chat = Chat()
    assert chat.says("门口撞车了，有人受伤")[0] is Said.EMERGENCY
    assert "122、120" in chat.text
    assert chat.wishes == []
