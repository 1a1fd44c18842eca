"""What `yousu understand` says of a citizen's message: as the contract has it, and in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.texts import understood_messages as texts
from intake.conversation.understood import Understood, understood

#: the levels of the survey, best first, where no profile says others
LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
#: so many phrases are shown as the reason
_SHOWN = 5


def contract(text: str, state: str, now: datetime, *, asked: bool) -> dict[str, Any]:
    """Return what *text* is taken for (product.md §6); empty where nothing was said.

    Args:
        state: what stands open: new, telling, confirming, running or surveying.
        asked: they were asked for name, phone and address.
    """
    return _contract(understood(text, state, now, LEVELS, asked=asked))


def _contract(found: Understood) -> dict[str, Any]:
    said = found.declared
    return {
        "wish": found.wish,
        "level": found.level,
        "emergency": list(found.numbers),
        "crisis": found.is_crisis,
        **{name: getattr(said, name) for name in ("name", "unit", "contact", "phone", "address")},
        "for_whom": said.for_whom,
        "anonymous": said.anonymous or found.wish == "anonymous",
        "words": found.words,
    }


def in_words(text: str, state: str, now: datetime, *, asked: bool) -> Iterator[str]:
    """Yield the same as lines for an operator, with the phrases that decided."""
    found = understood(text, state, now, LEVELS, asked=asked)
    yield texts.LINE.format(text=" ".join(text.split()))
    yield texts.WISH.format(wish=texts.WISHES.get(found.wish, found.wish), level=found.level)
    if found.numbers:
        yield texts.DANGER.format(numbers="、".join(found.numbers))
    values = _contract(found)
    for key, name in texts.FIELDS.items():
        if values[key]:
            yield texts.FIELD.format(name=name, value=values[key])
    if found.hits:
        shown = (texts.HIT.format(phrase=one, weight=weight) for one, weight in found.hits[:_SHOWN])
        yield texts.HITS.format(hits="、".join(shown))
