"""No text that somebody sends keeps us busy for longer than its length: reliability §2, R4, S14."""

import re
from collections.abc import Callable, Mapping
from datetime import date

import hostile
import pytest
from deep import Sweep

import bot.letters
import bot.texts
import bot.wecom
import dispatch
import intake
from dispatch.words import conduct, emergencies, intents, normal_form, screening, simplified
from intake.extract import extract, money, officers, places
from intake.grammar import commands, day_words
from intake.lines.given import Surroundings
from intake.lines.staff_lines import heard
from intake.lines.units import units_of
from intake.particulars import declared

#: mixtures of a pattern's own pieces that are tried beside the pieces
MIXTURES = 60

AROUND = Surroundings(today=date(2026, 9, 28), units=units_of())
#: everything that reads a text which may be as long as a body
READERS: Mapping[str, Callable[[str], object]] = {
    "particulars": extract.find,
    "particulars asked for": lambda text: extract.find(text, answering=True),
    "a first message": lambda text: declared.read(text, asked=False),
    "an answer": lambda text: declared.read(text, asked=True),
    "masking": extract.mask,
    "officers": lambda text: list(officers.officers(text)),
    "houses": lambda text: list(places.houses(text)),
    "sums": lambda text: list(money.sums(text)),
    "a command": lambda text: commands.read(text, slash_required=False),
    "a line of staff": lambda text: heard(text, AROUND),
    "a command nearly": commands.near,
    "a number": commands.number_in,
    "limits in words": lambda text: list(day_words.limits(text)),
    "conduct": conduct.conduct,
    "words without people": conduct.without,
    "danger": emergencies.heard,
    "an intent": intents.intent,
    "the normal form": normal_form.seen,
    "a greeting": screening.is_greeting,
    "nothing": screening.is_empty,
    "thanks": screening.is_thanks,
    "simplified": simplified.simplified,
    **{
        f"/{word}": lambda text, word=word: commands.read(
            f"/{word} 0001 {text}", slash_required=True
        )
        for word in ("答复", "方案", "质检", "督办", "回访", "延期", "退单", "登记")
    },
}


@pytest.mark.sweep
def test_every_pattern_does_as_much_work_as_its_text_is_long(sweep: Sweep) -> None:
    """R4: each compiled pattern × texts made of its own pieces and of what people write."""
    found = hostile.patterns(hostile.modules(intake, dispatch, bot.wecom, bot.texts, bot.letters))
    points = [
        (place, piece)
        for place, pattern in found.items()
        for piece in hostile.mixtures([*hostile.alphabet(pattern), *hostile.OFTEN], 7, MIXTURES)
    ]
    steep = {}
    chosen = sweep.of("patterns × hostile texts", points, 500, lambda point: point[0])
    always = [(place, piece) for place in found for piece in hostile.CORE]
    for place, piece in dict.fromkeys([*always, *chosen]):
        ratio = hostile.steepness(_all_of(found[place]), piece)
        if ratio:
            steep[place, piece] = round(ratio, 1)
    assert not steep


def _all_of(pattern: re.Pattern[str]) -> Callable[[str], object]:
    return lambda text: sum(1 for _ in pattern.finditer(text))


@pytest.mark.sweep
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_does_as_much_work_as_its_text_is_long(reader: str, sweep: Sweep) -> None:
    """R4: what reads a citizen's or a clerk's words × what people and machines write again and again."""
    pieces = hostile.mixtures(list(hostile.OFTEN), 7, MIXTURES)
    chosen = sweep.of(f"{reader} × hostile texts", pieces, 12, lambda piece: piece in hostile.OFTEN)
    steep = {
        piece: ratio for piece in chosen if (ratio := hostile.steepness(READERS[reader], piece))
    }
    assert not steep


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(lambda text: re.search(r"(?:小区)+x", text), id="every beginning tried"),
        pytest.param(
            lambda text: [set(text[:n]) for n in range(len(text))],
            id="read from the front each time",
        ),
    ],
)
def test_work_that_grows_with_the_square_is_noticed(work: Callable[[str], object]) -> None:
    assert hostile.steepness(work, "小区") > hostile.TOO_STEEP
