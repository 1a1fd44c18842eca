"""Template cards (90236, 101032) as plain dicts, cut to WeCom's limits on character boundaries.

Words that a citizen wrote are never markup here: WeCom shows card fields as plain text, and the
mention and link syntaxes of its other messages are taken out by `plain`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Card = dict[str, Any]

#: the longest texts in characters (90236; sub_title_text is 112 for the robot, 101032)
TITLE, DESC, SUB_TITLE, KEY_NAME, VALUE, BUTTON, OPTION = 36, 44, 112, 5, 30, 10, 16
#: of a quotation WeCom names no length; it gets as much as the words beside it
QUOTE = SUB_TITLE
ROWS, BUTTONS, OPTIONS, SELECTS = 6, 6, 10, 3

_MARKUP = re.compile(
    r"<@[^>]*>|<[^>]{0,200}>|\[([^\]]{0,200})\]\([^)]{0,500}\)|[\x00-\x08\x0b-\x1f]"
)


@dataclass(frozen=True, slots=True)
class Button:
    """A button that calls back with *key*; style 1 blue, 2 light, 3 red, 4 grey."""

    text: str
    key: str
    style: int = 1


#: what stands in a drop-down that suggests nothing; who leaves it there has chosen nothing
UNCHOSEN, PLEASE_CHOOSE = "-", "请选择"


@dataclass(frozen=True, slots=True)
class Select:
    """A drop-down: question key, title, (id, text) options, and the id that is *suggested*, if one is."""

    key: str
    title: str
    options: tuple[tuple[str, str], ...]
    suggested: str = ""

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return what WeCom can show, what stands there when it opens first: never one by accident."""
        first = [one for one in self.options if self.suggested and one[0] == self.suggested]
        others = (one for one in self.options if one not in first)
        return (*(first or [(UNCHOSEN, PLEASE_CHOOSE)]), *others)[:OPTIONS]


def plain(text: str) -> str:
    """Return *text* without mentions, tags and links that WeCom would act on.

    What is left after one look may be markup again (`[<@all>](x)`), so it is looked at until none is.
    """
    while _MARKUP.search(text):
        text = _MARKUP.sub(lambda found: found.group(1) or "", text)
    return text


def cut(text: str, longest: int) -> str:
    """Return *text* in at most *longest* characters, an ellipsis showing the cut."""
    text = plain(text).strip()
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _head(title: str, desc: str, rows: Sequence[tuple[str, str]], sub_title: str) -> Card:
    card: Card = {
        "source": {"desc": "有诉即办", "desc_color": 0},
        "main_title": {"title": cut(title, TITLE), "desc": cut(desc, DESC)},
        "horizontal_content_list": [
            {"keyname": cut(name, KEY_NAME), "value": cut(value, VALUE)}
            for name, value in [row for row in rows if row[1]][:ROWS]
        ],
    }
    if sub_title:
        card["sub_title_text"] = cut(sub_title, SUB_TITLE)
    return card


def _question(select: Select) -> Card:
    options = [{"id": id_, "text": cut(text, OPTION)} for id_, text in select.shown]
    return {
        "question_key": select.key,
        "title": cut(select.title, OPTION),
        "option_list": options,
        "selected_id": options[0]["id"],
    }


def button_card(
    task_id: str,
    title: str,
    desc: str,
    rows: Sequence[tuple[str, str]],
    buttons: Sequence[Button],
    *,
    sub_title: str = "",
    quote: tuple[str, str] = ("", ""),
    select: Select | None = None,
) -> Card:
    """Return a button_interaction card (90236); *quote* is a title and words that stand apart."""
    card = _head(title, desc, rows, sub_title) | {
        "card_type": "button_interaction",
        "task_id": task_id,
        "button_list": _buttons(buttons),
    }
    if quote[1]:
        card["quote_area"] = {
            "type": 0,
            "title": cut(quote[0], OPTION),
            "quote_text": cut(quote[1], QUOTE),
        }
    if select is not None and select.options:
        card["button_selection"] = _question(select)
    return card


def choice_card(
    task_id: str, title: str, desc: str, selects: Sequence[Select], submit: Button
) -> Card:
    """Return a multiple_interaction card: up to three drop-downs and one button."""
    return {
        "card_type": "multiple_interaction",
        "source": {"desc": "有诉即办", "desc_color": 0},
        "main_title": {"title": cut(title, TITLE), "desc": cut(desc, DESC)},
        "select_list": [_question(select) for select in selects[:SELECTS]],
        "submit_button": {"text": cut(submit.text, BUTTON), "key": submit.key},
        "task_id": task_id,
    }


def settled(card: Card, said: str, stays: Sequence[Button] = ()) -> Card:
    """Return the card of a group after a press: a grey button says what happened, beside what *stays*."""
    kept = {k: v for k, v in card.items() if k != "button_selection"}
    return kept | {"button_list": _buttons([Button(said, "done|-|0", 4), *stays])}


def _buttons(buttons: Sequence[Button]) -> list[Card]:
    return [
        {"text": cut(b.text, BUTTON), "style": b.style, "key": b.key} for b in buttons[:BUTTONS]
    ]


def in_words(card: Card) -> str:
    """Return what a card says as plain text, for who has nothing to press on it."""
    head = card["main_title"]
    rows = (f"{row['keyname']}：{row['value']}" for row in card["horizontal_content_list"])
    said = (head["title"], head["desc"], card.get("sub_title_text", ""), *rows)
    return "\n".join(filter(None, said))
