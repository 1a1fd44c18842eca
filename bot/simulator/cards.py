"""What WeCom checks in a template_card (90236), and which presses a card allows."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.simulator.errcodes import Refused

Card = dict[str, Any]

INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")
DISPLAYED = ("text_notice", "news_notice")

_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")

#: List of the card, most elements, errcode. A list longer than this is refused.
_LISTS = (
    ("horizontal_content_list", 6, 42035),
    ("vertical_content_list", 4, 42036),
    ("jump_list", 3, 42042),
    ("select_list", 3, 42047),
    ("button_list", 6, 40058),
)

#: Where a text stands, the length that is advised (characters).
_ADVISED = (
    ("source.desc", 20),
    ("main_title.title", 36),
    ("main_title.desc", 44),
    ("sub_title_text", 160),
    ("horizontal_content_list.keyname", 5),
    ("horizontal_content_list.value", 30),
    ("vertical_content_list.title", 38),
    ("vertical_content_list.desc", 160),
    ("jump_list.title", 18),
    ("button_list.text", 10),
    ("button_selection.option_list.text", 16),
    ("select_list.option_list.text", 16),
    ("checkbox.option_list.text", 16),
    ("submit_button.text", 10),
)


def check(card: Card, *, most_menu_actions: int = 3) -> None:
    """Raise Refused where WeCom would: the field errors 42027-42051 and 41016, 42014, 40058."""
    kind = card.get("card_type")
    if kind not in INTERACTIVE + DISPLAYED:
        raise Refused(42031)
    for name, most, errcode in _LISTS:
        _need(len(card.get(name) or ()) <= most, errcode, name)
    _check_lines(card)
    _check_menu(card, most_menu_actions)
    if kind in INTERACTIVE or card.get("action_menu"):
        _need(bool(_TASK_ID.fullmatch(str(card.get("task_id") or ""))), 42014)
    _BY_KIND[str(kind)](card)


def too_long(card: Card) -> list[str]:
    """Return a sentence for each text longer than WeCom advises."""
    return [
        f"{path}: {len(text)} characters, {most} advised"
        for path, most in _ADVISED
        for text in _texts(card, path.split("."))
        if len(text) > most
    ]


def keys(card: Card) -> set[str]:
    """Return the keys that a press on *card* may bring back."""
    buttons = [b for b in card.get("button_list") or () if not b.get("type")]
    menu = (card.get("action_menu") or {}).get("action_list") or ()
    submit = [card["submit_button"]] if card.get("submit_button") else []
    return {str(one.get("key", "")) for one in (*buttons, *menu, *submit)}


def is_menu_key(card: Card, key: str) -> bool:
    """Whether *key* belongs to the menu in the corner of the card."""
    return any(
        a.get("key") == key for a in (card.get("action_menu") or {}).get("action_list") or ()
    )


def questions(card: Card) -> dict[str, set[str]]:
    """Return the option ids of each question of *card*."""
    selectors = [
        *(card.get("select_list") or ()),
        *(card[name] for name in ("checkbox", "button_selection") if card.get(name)),
    ]
    return {
        str(one.get("question_key")): {str(o.get("id")) for o in one.get("option_list") or ()}
        for one in selectors
    }


def preselected(card: Card) -> dict[str, list[str]]:
    """Return what is selected on an untouched card: selected_id, is_checked, else the first."""
    chosen: dict[str, list[str]] = {}
    selectors = [*(card.get("select_list") or ())]
    if card.get("button_selection"):
        selectors.append(card["button_selection"])
    for one in selectors:
        first = one.get("selected_id") or (one.get("option_list") or [{}])[0].get("id", "")
        chosen[one["question_key"]] = [first]
    if box := card.get("checkbox"):
        chosen[box["question_key"]] = [o["id"] for o in box["option_list"] if o.get("is_checked")]
    return chosen


def has_response_code(card: Card) -> bool:
    """Whether a card of this shape gets a response_code."""
    return card["card_type"] in INTERACTIVE or bool(card.get("action_menu"))


def _need(holds: bool, errcode: int, why: str = "") -> None:
    if not holds:
        raise Refused(errcode, why)


def _texts(value: Any, path: list[str]) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one, path)
    elif not path:
        if isinstance(value, str):
            yield value
    elif isinstance(value, dict):
        yield from _texts(value.get(path[0]), path[1:])


def _bytes(text: Any) -> int:
    return len(str(text or "").encode())


def _check_lines(card: Card) -> None:
    for line in card.get("horizontal_content_list") or ():
        _need(bool(line.get("keyname")), 42027)
        _need(line.get("type", 0) != 1 or bool(line.get("url")), 42028)
        _need(line.get("type", 0) != 2 or bool(line.get("media_id")), 42029)
        _need(line.get("type", 0) != 3 or bool(line.get("userid")), 42050)
    for line in card.get("vertical_content_list") or ():
        _need(bool(line.get("title")), 42033)
    for jump in card.get("jump_list") or ():
        _need(bool(jump.get("title")), 42033)
        _check_target(jump)


def _check_target(target: Card) -> None:
    _need(target.get("type", 0) != 1 or bool(target.get("url")), 42028)
    _need(target.get("type", 0) != 2 or bool(target.get("appid")), 42030)


def _check_menu(card: Card, most: int) -> None:
    menu = card.get("action_menu")
    if not menu:
        return
    actions = menu.get("action_list") or []
    _need(1 <= len(actions) <= most, 40058, "action_list")
    action_keys = [a.get("key") for a in actions]
    _need(len(set(action_keys)) == len(action_keys), 42051)
    _need(all(a.get("text") and 0 < _bytes(a.get("key")) <= 1024 for a in actions), 42039)


def _check_action(card: Card) -> None:
    action = card.get("card_action")
    _need(bool(action) and isinstance(action, dict) and action.get("type") in (1, 2), 42045)
    _check_target(action or {})


def _check_title(card: Card) -> None:
    _need(bool((card.get("main_title") or {}).get("title")), 41016)


def _check_options(selector: Card, most: int) -> None:
    options = selector.get("option_list") or []
    _need(0 < _bytes(selector.get("question_key")) <= 1024, 42043)
    _need(1 <= len(options) <= most, 42037)
    _need(all(0 < _bytes(o.get("id")) <= 128 for o in options), 42040)
    _need(len({o.get("id") for o in options}) == len(options), 42040, "ids repeat")
    _need(all(o.get("text") for o in options), 42041)


def _check_submit(card: Card) -> None:
    submit = card.get("submit_button") or {}
    _need(bool(submit.get("text")), 42049)
    _need(0 < _bytes(submit.get("key")) <= 1024, 42046)


def _check_text_notice(card: Card) -> None:
    title = (card.get("main_title") or {}).get("title")
    _need(bool(title or card.get("sub_title_text")), 41016)
    _check_action(card)


def _check_news_notice(card: Card) -> None:
    _check_title(card)
    image = card.get("card_image")
    _need(bool(image or card.get("image_text_area")), 42044)
    if image:
        _need(bool(image.get("url")), 42044)
        _need(1.3 <= float(image.get("aspect_ratio", 1.3)) <= 2.25, 40058, "aspect_ratio")
    _check_action(card)


def _check_buttons(card: Card) -> None:
    _check_title(card)
    buttons = card.get("button_list") or []
    _need(bool(buttons), 42039)
    for button in buttons:
        _need(bool(button.get("text")), 42038)
        if button.get("type"):
            _need(bool(button.get("url")), 42028)
        else:
            _need(0 < _bytes(button.get("key")) <= 1024, 42039)
    if card.get("button_selection"):
        _check_options(card["button_selection"], 10)
    if (card.get("card_action") or {}).get("type"):
        _check_target(card["card_action"])


def _check_vote(card: Card) -> None:
    _check_title(card)
    _check_options(card.get("checkbox") or {}, 20)
    _need(card["checkbox"].get("mode", 0) in (0, 1), 40058, "mode")
    _check_submit(card)


def _check_multiple(card: Card) -> None:
    _check_title(card)
    selectors = card.get("select_list") or []
    _need(bool(selectors), 42047)
    for selector in selectors:
        _check_options(selector, 10)
    _check_submit(card)


_BY_KIND: dict[str, Callable[[Card], None]] = {
    "text_notice": _check_text_notice,
    "news_notice": _check_news_notice,
    "button_interaction": _check_buttons,
    "vote_interaction": _check_vote,
    "multiple_interaction": _check_multiple,
}
