"""The model of particulars is whole or the program does not start; what it reads is on the form or told."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spoken_lines import LINES

from bot.citizen import suggestions
from intake.particulars import declared
from intake.tagging import both, tagged, tagger
from intake.tagging.tagger import LETTERS, NOTHING, TOLD, BadModel, Model, Piece

pytestmark = pytest.mark.unit

CONTENT = (tagger.files("intake.tagging") / "tables" / tagger.MODEL).read_bytes()
SAID = "我叫张伟民，电话13900010091，住城关镇幸福路3号，窗口让我等了半天"


@pytest.mark.parametrize(
    "content", [b"", b"lCRF", CONTENT[:-1], CONTENT + b"\0", b"x" + CONTENT[1:]], ids=len
)
def test_a_model_that_is_not_whole_is_not_read_by(content: bytes) -> None:
    with pytest.raises(BadModel, match=tagger.MODEL):
        Model(content)


def test_without_its_model_the_program_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "MODEL", "elsewhere.crf")
    tagger.shipped.cache_clear()
    with pytest.raises(BadModel, match="elsewhere"):
        suggestions.read_tables()


def test_the_model_stays_small() -> None:
    assert len(CONTENT) <= 1_000_000


def test_pieces_cover_a_message_end_to_end() -> None:
    for line in LINES:
        sheet, _ = declared.on_sheet(line.text, asked=line.asked)
        pieces = tagger.reading(sheet).pieces
        assert pieces[0].start == 0
        assert pieces[-1].end == len(sheet.plain)
        assert all(one.end == after.start for one, after in pairwise(pieces))


def test_the_same_words_are_always_read_the_same() -> None:
    """Whatever was read between."""
    first = [both.read(line.text, asked=line.asked) for line in LINES]
    again = [both.read(line.text, asked=line.asked) for line in reversed(LINES)]
    assert first == again[::-1]


def _read(said: str, kinds: str) -> tagged.Filled | None:
    """Return the form by a reading that gives each character of *said* the kind in *kinds*."""
    sheet, _ = declared.on_sheet(said, asked=True)
    pieces = tagger.pieces([f"B{kind}" if kind in LETTERS else kind for kind in kinds])
    return tagged.form(sheet, pieces)


def test_a_number_that_the_rules_keep_is_not_dropped_without_another() -> None:
    assert _read("13900010091", NOTHING * 11) is None


def test_a_number_is_none_that_the_rules_do_not_know_as_one() -> None:
    assert _read("一二三", "PPP") is None


@given(st.lists(st.sampled_from([*LETTERS, TOLD]), min_size=6, max_size=6))
@settings(max_examples=300)
def test_whatever_is_marked_stands_in_a_field_or_is_told(kinds: list[str]) -> None:
    parts = ("张伟民", "李秀英", "城关镇", "幸福路", "窗口让我等", "鑫源商贸")
    said = "，".join(parts)
    marked = "-".join(kind * len(part) for kind, part in zip(kinds, parts, strict=True))
    form = _read_pieces(said, marked)
    if form is None:
        assert "P" in kinds
        return
    sheet, heard = declared.on_sheet(said, asked=True)
    got = both.by_form(sheet, heard, form)
    kept = got.name + got.unit + got.contact + got.address + got.for_whom + got.words
    for kind, part in zip(kinds, parts, strict=True):
        assert part in kept or kind == "K"


def _read_pieces(said: str, kinds: str) -> tagged.Filled | None:
    sheet, _ = declared.on_sheet(said, asked=True)
    pieces, start = [], 0
    for at, (one, after) in enumerate(pairwise(kinds + " ")):
        if one != after:
            pieces.append(Piece(one, start, at + 1))
            start = at + 1
    return tagged.form(sheet, pieces)


@pytest.mark.parametrize(
    "lead", ["被投诉人", "被投诉单位：", "被举报人是", "【被反映单位】", "投诉对象：", "对方叫"]
)
@pytest.mark.parametrize("kind", ["N", "U", "C", "A"])
def test_whom_they_complain_of_is_never_who_complains(lead: str, kind: str) -> None:
    said = f"{lead}鑫源商贸，一直不开票"
    marked = TOLD * len(lead) + kind * 4 + TOLD * 6
    assert _read_pieces(said, marked) is None


@pytest.mark.parametrize("who", ["消费者", "一名员工", "学员家长", "租客"])
def test_whose_customer_they_are_is_not_their_own_firm(who: str) -> None:
    said = f"我是鑫源商贸的{who}，一直不开票"
    marked = "--UUUU" + TOLD * (len(said) - 6)
    assert _read_pieces(said, marked) is None
