"""Phrases as columns are what substrings would be, counted plainly here."""

import random

import pytest

from intake.learning.near_duplicates import groups
from intake.learning.vocabulary import vocabulary

pytestmark = pytest.mark.unit

TEXTS = [
    "^自来水停了$",
    "^自来水又停了,水停了$",
    "^公交车不来$",
    "^𠮷字也算一个字$",
    "^a1区公交$",
    "",
]


def said(text: str) -> set[str]:
    return {text[at : at + n] for n in range(1, 6) for at in range(len(text) - n + 1)}


@pytest.mark.parametrize("least", [1, 2])
def test_each_phrase_that_enough_texts_say_has_a_column_and_is_marked_where_it_is_said(
    least: int,
) -> None:
    known, matrix = vocabulary(TEXTS, least)
    words = known.words()
    support = {
        word: sum(word in said(text) for text in TEXTS) for text in TEXTS for word in said(text)
    }
    assert set(words) == {word for word, times in support.items() if times >= least}
    assert len(words) == len(set(words))
    plain = [[float(word in said(text)) for word in words] for text in TEXTS]
    assert matrix.toarray().tolist() == plain
    assert known.said(TEXTS).toarray().tolist() == plain


def test_texts_that_were_not_there_say_only_phrases_that_are_known() -> None:
    known, _ = vocabulary(TEXTS, 1)
    row = known.said(["^龘水停$", "龘"]).toarray()
    words = known.words()
    assert {word for word, mark in zip(words, row[0], strict=True) if mark} == {
        "^", "水", "停", "水停", "$",
    }  # fmt: skip
    assert not row[1].any()


def test_near_duplicates_share_a_number_and_others_do_not() -> None:
    luck = random.Random(7)
    letters = [
        "".join(luck.choices("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往", k=60)) for _ in range(40)
    ]
    changed = [f"{one[:30]}改{one[31:]}" for one in letters]
    found = groups([*letters, *changed]).tolist()
    assert found[:40] == found[40:]
    assert len(set(found)) == 40
