"""Texts that read alike find each other by keyed hashes; without the key nobody finds or tries any."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_complaints import a_story, retold

from intake.classify.sketch import FEWEST, KEPT, Sketch, likeness, shingles, sketch
from storage.database.privacy import Keys

pytestmark = pytest.mark.unit

OURS, THEIRS = (Keys(bytes([n]) * 32).scramblers[0] for n in (1, 2))
#: so many are found of those that share 45 shingles of 100 (1 - (1 - .45²)¹⁶ is .97)
NEAR, FOUND = 0.45, 0.95


def share(one: str, other: str) -> float:
    """Return the share of shingles that both texts have, from the texts themselves."""
    mine, theirs = shingles(one), shingles(other)
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def meet(one: Sketch, other: Sketch) -> bool:
    """True where one finds the other: a band is the same."""
    return any(a == b for a, b in zip(one.bands, other.bands, strict=True))


def test_of_texts_that_share_half_of_their_shingles_nearly_all_are_found_and_no_others_are_like_them() -> (
    None
):
    pairs = [
        (story, retold(story, n, edits))
        for n in range(80)
        for edits in (0.03, 0.08, 0.12, 0.16)
        for story in (a_story(n),)
    ]
    near = [pair for pair in pairs if share(*pair) >= NEAR]
    found = [meet(*(sketch(one, "main", OURS) for one in pair)) for pair in near]
    assert len(near) > 200
    assert sum(found) >= FOUND * len(near)

    others = [sketch(a_story(n), "main", OURS) for n in range(100)]
    at_random = [likeness(a, b) for n, a in enumerate(others) for b in others[:n] if meet(a, b)]
    assert all(one < NEAR for one in at_random)


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_share_is_that_of_the_texts_themselves(one: str, other: str) -> None:
    """Exact as long as neither has more shingles than are kept."""
    sketches = (sketch(text, "main", OURS) for text in (one, other))
    assert likeness(*sketches) == pytest.approx(share(one, other))


def test_of_long_texts_the_share_is_estimated_closely() -> None:
    draw = random.Random(7)
    for edits in (0.01, 0.05, 0.1, 0.2):
        long = "".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(1500))
        other = retold(long, 1, edits)
        kept = sketch(long, "main", OURS), sketch(other, "main", OURS)
        assert all(len(one.hashes) == KEPT < one.count for one in kept)
        assert likeness(*kept) == pytest.approx(share(long, other), abs=0.1)


@pytest.mark.parametrize(
    "other",
    [
        "  路灯 不亮，已经。三个月了！ ＡＢ１",
        "路燈不亮已經三個月了ab1",
        "路灯不亮已经三个月了AB1",
    ],
)
def test_signs_width_capitals_and_traditional_writing_make_no_other_text(other: str) -> None:
    assert sketch(other, "main", OURS) == sketch("路灯不亮已经三个月了ab1", "main", OURS)


@pytest.mark.parametrize("text", ["", "。", "路灯", "路灯不亮", "一" * 500, "路灯不亮了！！"])
def test_what_says_next_to_nothing_is_like_nothing(text: str) -> None:
    """Of 路灯不亮 there are many, at as many places."""
    assert sketch(text, "main", OURS).bands == ()
    assert len(shingles(text)) < FEWEST


def test_another_centre_and_another_key_have_no_band_in_common() -> None:
    text = a_story(1)
    here = sketch(text, "main", OURS)
    assert not meet(here, sketch(text, "town", OURS))
    other = sketch(text, "main", THEIRS)
    assert not meet(here, other)
    assert not {*here.hashes} & {*other.hashes}


@given(st.text(max_size=400))
def test_it_comes_out_of_its_bytes_as_it_went_in(text: str) -> None:
    taken = sketch(text, "main", OURS)
    kept = Sketch.unpack(taken.pack())
    assert (kept.hashes, kept.count) == (taken.hashes, taken.count)


def test_a_sketch_shows_nobody_what_it_is_made_of() -> None:
    assert repr(sketch(a_story(1), "main", OURS)) == f"Sketch(count={len(shingles(a_story(1)))})"
    assert repr(OURS) == "Scrambler(…)"
