"""What words suggest, as the conversation wants it: dictionary and tables loaded once, before listening."""

from collections.abc import Callable, Collection
from pathlib import Path

from bot.config.sections import Settings
from dispatch.ticket.complaint import Doubt, Scored
from intake.classify import classify, dictionary, emergencies, matters, wishes
from intake.classify.classify import Named, Suggester, Suggestion
from intake.extract import second_matter
from intake.replies.words import Words
from intake.talk.state import Hints

#: how many of the deciding words are kept and shown
WORDS_SHOWN = 4


def words_of(settings: Settings, cache: Path) -> Words:
    """Return what cuts answers into words, with our own vocabulary and the departments' names.

    Args:
        cache: jieba's prepared dictionary lies there, in a folder closed to others.
    """
    return Words.load(cache, classify.vocabulary(dictionary.load(), _named(settings)))


def read_tables() -> None:
    """Read what messages are heard by: whoever wrote first would wait for it, and all behind them."""
    wishes.shipped()
    matters.shipped()
    emergencies.shipped()


def suggester(settings: Settings) -> Callable[[str], Hints]:
    """Return a function from a complaint's words to what they suggest."""
    known = dictionary.load()
    return hints_of(
        Suggester(matters.shipped(), known, _named(settings)), second_matter.manners_of(known)
    )


def _named(settings: Settings) -> list[Named]:
    return [Named(id=one.id, name=one.name, aliases=one.aliases) for one in settings.department]


def hints_of(chosen: Suggester, manners: Collection[str] = ()) -> Callable[[str], Hints]:
    """Return the same of a suggester that is there already.

    Args:
        manners: ids of the matters that only tell how somebody was treated.
    """

    def suggest(text: str) -> Hints:
        whole = chosen.suggest(text)
        found, others = second_matter.shared(
            whole, second_matter.told(text, chosen.suggest, manners)
        )
        return Hints(
            categories=_scored(found.categories),
            departments=_scored(found.departments),
            causes=_scored(chosen.suggest_cause(text)),
            unsure=_doubts(found),
            assisting=_scored(others),
        )

    return suggest


def _doubts(found: Suggestion) -> tuple[Doubt, ...]:
    sure = {Doubt.MATTER: found.sure_of_matter, Doubt.DEPARTMENT: found.sure_of_department}
    return tuple(one for one, is_sure in sure.items() if not is_sure)


def _scored(found: tuple[classify.Scored, ...]) -> tuple[Scored, ...]:
    """Return what has any word for it, best first."""
    return tuple(
        Scored(
            id=one.id,
            name=one.name,
            confidence=round(one.confidence, 3),
            words=tuple(word for word, weight in one.hits if weight > 0)[:WORDS_SHOWN],
        )
        for one in found
        if one.score > 0
    )
