"""Long words fit into WeCom's limits in bytes, and in several messages nothing of them is lost."""

import random

import pytest

from bot.wecom.text_limits import APP_TEXT, GROUP_TEXT, cut_bytes, pieces

pytestmark = pytest.mark.unit

SENTENCE = "跑了三趟，窗口总说系统坏了。"
LONG = [
    *("", "短", "长" * 700, "长" * 5000, "行\n" * 3000, "\n" * 5000, "😀" * 4000),
    *(SENTENCE * 300, f"{'。' * 2000}{'字' * 2000}", "a" * 9000, "他说“不行。”又说“再来！”" * 200),
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
@pytest.mark.parametrize("longest", [APP_TEXT, GROUP_TEXT, 30])
def test_pieces_fit_and_joined_they_are_the_text(text: str, longest: int) -> None:
    found = pieces(text, longest)
    assert "".join(found) == text
    assert all(len(piece.encode()) <= longest for piece in found)
    assert all(found) or found == [""]


def test_whatever_is_written_is_cut_into_pieces_without_loss() -> None:
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choice("字a。，\n！”😀 ") for _ in range(chance.randrange(900)))
        found = pieces(text, chance.randrange(12, 400))
        assert "".join(found) == text


def test_a_piece_ends_after_a_sentence_wherever_one_ends_in_its_second_half() -> None:
    *whole, _ = pieces(SENTENCE * 300, APP_TEXT)
    assert len(whole) > 4, "more than four messages are no reason to cut"
    assert all(piece.endswith("。") for piece in whole)


@pytest.mark.parametrize("longest", range(90, 110))
def test_a_piece_never_begins_with_the_mark_that_closes_a_quotation(longest: int) -> None:
    found = pieces("他说“不行。”" * 40, longest)
    assert all(piece.startswith("他说") for piece in found)


def test_a_paragraph_is_kept_together_where_it_fits() -> None:
    found = pieces(f"{'一' * 500}。\n{'二' * 300}。{'三' * 100}", APP_TEXT)
    assert [piece[0] for piece in found] == ["一", "二"]


@pytest.mark.parametrize("longest", [3, 4, 5, 6, 7, 30])
def test_a_cut_is_between_characters(longest: int) -> None:
    assert len(cut_bytes("诉求人" * 4, longest).encode()) <= longest
    assert cut_bytes("短", 3) == "短"
