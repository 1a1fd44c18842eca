"""The field errors of template cards, one by one (90236, 90313)."""

from copy import deepcopy
from typing import Any

import pytest

from bot.simulator import cards
from bot.simulator.errcodes import Refused

pytestmark = pytest.mark.unit

Wire = dict[str, Any]
URL = {"type": 1, "url": "https://example.com"}
OPTIONS = [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]
CARDS: dict[str, Wire] = {
    "text_notice": {"main_title": {"title": "通知"}, "card_action": URL},
    "news_notice": {
        "main_title": {"title": "通知"},
        "card_image": {"url": "https://example.com/a.png", "aspect_ratio": 1.3},
        "card_action": URL,
    },
    "button_interaction": {
        "main_title": {"title": "工单"},
        "task_id": "T-1",
        "button_list": [{"text": "签收", "key": "accept"}],
        "button_selection": {"question_key": "q", "option_list": OPTIONS},
    },
    "vote_interaction": {
        "main_title": {"title": "工单"},
        "task_id": "T-1",
        "checkbox": {"question_key": "q", "option_list": OPTIONS, "mode": 1},
        "submit_button": {"text": "提交", "key": "submit"},
    },
    "multiple_interaction": {
        "main_title": {"title": "工单"},
        "task_id": "T-1",
        "select_list": [{"question_key": "q", "option_list": OPTIONS}],
        "submit_button": {"text": "提交", "key": "submit"},
    },
}
LINE = {"keyname": "部门", "value": "税务局"}
MENU = {"desc": "更多", "action_list": [{"text": "甲", "key": "A"}, {"text": "乙", "key": "A"}]}


def a_card(kind: str) -> Wire:
    return {"card_type": kind, **deepcopy(CARDS[kind])}


@pytest.mark.parametrize("kind", CARDS)
def test_a_good_card_passes(kind: str) -> None:
    cards.check(a_card(kind))


ANY, BUTTONS, VOTE, MANY = (kind for kind in CARDS if kind != "news_notice")
FAULTS = [
    (ANY, {"card_type": "poem"}, 42031),
    (ANY, {"horizontal_content_list": [{"value": "x"}]}, 42027),
    (ANY, {"horizontal_content_list": [LINE | {"type": 1}]}, 42028),
    (ANY, {"horizontal_content_list": [LINE | {"type": 2}]}, 42029),
    (ANY, {"horizontal_content_list": [LINE | {"type": 3}]}, 42050),
    (ANY, {"horizontal_content_list": [LINE] * 7}, 42035),
    (ANY, {"jump_list": [{"type": 1, "title": "看"}]}, 42028),
    (ANY, {"jump_list": [{"type": 2, "title": "看"}]}, 42030),
    (ANY, {"jump_list": [{"type": 1, "url": "https://example.com"}]}, 42033),
    (ANY, {"jump_list": [{"title": "看"}] * 4}, 42042),
    (ANY, {"card_action": None}, 42045),
    (ANY, {"card_action": {"type": 0}}, 42045),
    (ANY, {"card_action": {"type": 1}}, 42028),
    (ANY, {"card_action": {"type": 2}}, 42030),
    (ANY, {"main_title": {}}, 41016),
    (ANY, {"action_menu": MENU, "task_id": "T-1"}, 42051),
    (ANY, {"action_menu": {"action_list": []}, "task_id": "T-1"}, 40058),
    (ANY, {"action_menu": {"action_list": [{"text": "甲", "key": "A"}]}}, 42014),
    ("news_notice", {"card_image": None}, 42044),
    ("news_notice", {"card_image": {"aspect_ratio": 1.3}}, 42044),
    ("news_notice", {"card_image": {"url": "x", "aspect_ratio": 3}}, 40058),
    ("news_notice", {"vertical_content_list": [{"desc": "x"}]}, 42033),
    ("news_notice", {"vertical_content_list": [{"title": "x"}] * 5}, 42036),
    (BUTTONS, {"main_title": None}, 41016),
    (BUTTONS, {"task_id": None}, 42014),
    (BUTTONS, {"task_id": "有汉字"}, 42014),
    (BUTTONS, {"task_id": "x" * 129}, 42014),
    (BUTTONS, {"button_list": []}, 42039),
    (BUTTONS, {"button_list": [{"key": "k"}]}, 42038),
    (BUTTONS, {"button_list": [{"text": "好"}]}, 42039),
    (BUTTONS, {"button_list": [{"text": "好", "key": "k" * 1025}]}, 42039),
    (BUTTONS, {"button_list": [{"text": "好", "type": 1}]}, 42028),
    (BUTTONS, {"button_list": [{"text": "好", "key": "k"}] * 7}, 40058),
    (BUTTONS, {"button_selection": {"option_list": OPTIONS}}, 42043),
    (BUTTONS, {"button_selection": {"question_key": "q", "option_list": []}}, 42037),
    (VOTE, {"checkbox": None}, 42043),
    (VOTE, {"checkbox": {"question_key": "q", "option_list": OPTIONS, "mode": 2}}, 40058),
    (VOTE, {"checkbox": {"question_key": "q", "option_list": [{"text": "甲"}]}}, 42040),
    (VOTE, {"checkbox": {"question_key": "q", "option_list": OPTIONS * 2}}, 42040),
    (VOTE, {"checkbox": {"question_key": "q", "option_list": [{"id": "a"}]}}, 42041),
    (VOTE, {"submit_button": {"text": "提交"}}, 42046),
    (VOTE, {"submit_button": {"key": "k"}}, 42049),
    (MANY, {"select_list": []}, 42047),
    (MANY, {"select_list": [{"question_key": "q", "option_list": OPTIONS}] * 4}, 42047),
    (MANY, {"select_list": [{"question_key": "q", "option_list": OPTIONS * 6}]}, 42037),
]


@pytest.mark.parametrize(("kind", "change", "errcode"), FAULTS)
def test_a_fault_has_its_errcode(kind: str, change: Wire, errcode: int) -> None:
    with pytest.raises(Refused) as refused:
        cards.check(a_card(kind) | change)
    assert refused.value.errcode == errcode


def test_every_published_card_errcode_but_the_unused_is_tested() -> None:
    published = set(range(42027, 42052)) - {42032, 42034, 42048}  # gaps of the list
    assert published - {errcode for _, _, errcode in FAULTS} == set()


def test_over_long_texts_are_remarked() -> None:
    card = a_card("button_interaction") | {"main_title": {"title": "长" * 37}}
    assert cards.too_long(card) == ["main_title.title: 37 characters, 36 advised"]
    assert cards.too_long(a_card("button_interaction")) == []


def test_an_untouched_card_has_its_defaults_selected() -> None:
    vote = a_card("vote_interaction")
    vote["checkbox"]["option_list"] = [OPTIONS[0], OPTIONS[1] | {"is_checked": True}]
    assert cards.preselected(vote) == {"q": ["b"]}
    assert cards.preselected(a_card("multiple_interaction")) == {"q": ["a"]}
