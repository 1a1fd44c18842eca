"""Learns what the tagger of particulars reads by, from marked lines; python-crfsuite is the teacher.

Usage: `python bench/lines/marks.py`. Lines of our own stand in `particulars`; the bank in the folder that
`YOUSU_SHARED` names is added where it is there, its rows made into marks. What is learned is written to
`intake/tagging/tables` (two minutes). How well it reads is measured by `bench/hearing.py`.

A line is `1` or `0` (were they asked), a tab, and the text, in it `{n 张三}`: the marks are n u c p a w k
as `intake/tagging/tagger.py` names them, `-` for what nobody keeps; what is not marked is told.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycrfsuite

from dispatch.words.normal_form import normal
from intake.particulars import declared
from intake.particulars.lead_words import KIN
from intake.particulars.sheet import Sheet
from intake.tagging import features, tagger
from intake.tagging.tagger import NOTHING, TOLD

HERE = Path(__file__).parent / "particulars"
TABLES = HERE.parents[2] / "intake" / "tagging" / "tables"
#: how the teacher is set: `c1` makes it drop what says little, so that the model stays small
SETTINGS = {
    "c1": 0.6,
    "c2": 0.02,
    "max_iterations": 80,
    "feature.possible_transitions": True,
    "feature.minfreq": 3,
}
_MARK = re.compile(r"\{([nucpawk-]) ([^{}]*)\}|([^{}])", re.S)
#: not known yet
_FREE = "?"
_KIN_BEFORE_A_NAME = re.compile(
    rf"(?:{'|'.join(sorted({*KIN, *KIN.values()}, key=len, reverse=True))})(?=..)"
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """One message: what can be said of each of its characters, and what each is.

    Attributes:
        source: who wrote it: the name of the file, empty for the shared bank.
    """

    text: str
    asked: bool
    source: str
    features: Sequence[Sequence[str]]
    tags: Sequence[str]


def own() -> list[Example]:
    """Return our own lines."""
    files = (
        (file.stem, file.read_text("utf-8").splitlines()) for file in sorted(HERE.glob("*.txt"))
    )
    return [one for name, lines in files for line in lines if (one := _marked(line, name))]


def _marked(line: str, source: str) -> Example | None:
    """Return a marked *line*; None where it is empty, or longer than what the tagger reads."""
    asked, _, body = line.partition("\t")
    hits = list(_MARK.finditer(body.replace("\\n", "\n")))
    text = "".join(hit[2] or hit[3] or "" for hit in hits)
    kinds = "".join(hit[1].upper() * len(hit[2]) if hit[1] else TOLD for hit in hits)
    if len(text) > declared.LONGEST_ANSWER or not text.strip():
        return None
    sheet, _ = declared.on_sheet(text, asked=asked == "1")
    return _example(sheet, [kinds[at] for at in sheet.shown.origin[:-1]], source)


def _example(sheet: Sheet, kinds: Sequence[str], source: str) -> Example:
    return Example(sheet.written, sheet.asked, source, features.features(sheet), begun(kinds))


def begun(kinds: Sequence[str]) -> list[str]:
    """Return *kinds* as tags that say where each field begins."""
    before = ["", *kinds]
    return [
        kind if kind in (TOLD, NOTHING) else ("I" if kind == earlier else "B") + kind
        for earlier, kind in zip(before, kinds, strict=False)
    ]


def of_row(row: Row) -> Example | None:
    """Return a labelled *row* as marks; None where a field of it is not in its text as it stands there."""
    if len(row["text"]) > declared.LONGEST_ANSWER:
        return None
    sheet, _ = declared.on_sheet(row["text"], asked=row["asked"])
    kinds = _Aligned(sheet, row).kinds()
    return _example(sheet, kinds, "") if kinds else None


def rows(file: Path) -> list[Row]:
    """Return the rows of a labelled bank, none where it is not there."""
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return [json.loads(line) for line in lines]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", normal(text))


class _Aligned:
    """A labelled row: which character of its normal form belongs to which field."""

    def __init__(self, sheet: Sheet, row: Row) -> None:
        self.sheet = sheet
        self.row = row
        self.at = [at for at, char in enumerate(sheet.plain) if re.match(r"[^\W_]", char)]
        self.bare = "".join(sheet.plain[at] for at in self.at)
        self.kind = [_FREE] * len(sheet.plain)

    def kinds(self) -> list[str]:
        """Return what each character is; none where the row cannot be told so."""
        is_whole = self._phones()
        fields = [
            ("address", "A"),
            ("unit", "U"),
            ("contact", "C" if self.row["unit"] else "N"),
            ("name", "N"),
        ]
        for name, letter in fields:
            is_whole &= self._field(_bare(self.row[name]), letter)
        kin = self._for_whom()
        is_whole &= self._words(_bare(self.row["words"]))
        self.kind[slice(*kin)] = ["K"] * (kin[1] - kin[0])
        for at in self.at:
            self.kind[at] = NOTHING if self.kind[at] == _FREE else self.kind[at]
        self._signs()
        return self.kind if is_whole else []

    def _phones(self) -> bool:
        wanted = {
            re.sub(r"\D", "", one.split("转")[0]) for one in self.row["phone"].split("、")
        } - {""}
        for clause in self.sheet.clauses:
            if clause.number and re.sub(r"\D", "", clause.number.value.split("转")[0]) in wanted:
                self._set(range(clause.start, clause.end), "P")
        return "P" in self.kind or not wanted

    def _field(self, value: str, letter: str) -> bool:
        """Mark *value* at the first place beside which the words can still stand."""
        if not value:
            return True
        before = list(self.kind)
        for place in self._places(value):
            self._set(self._span(place, len(value)), letter)
            marked = list(self.kind)
            is_one = self._words(_bare(self.row["words"]))
            self.kind = marked if is_one else list(before)
            if is_one:
                return True
        return False

    def _for_whom(self) -> tuple[int, int]:
        """Mark the name of whom it is about; return where the word for what they are to the writer stands."""
        said = self.row["for_whom"]
        named = _KIN_BEFORE_A_NAME.sub("", said, count=1)
        kin = sorted(
            (word for word, to in KIN.items() if said in (word, to)), key=len, reverse=True
        )
        for word in filter(None, [named, said, *kin]):
            for place in list(self._places(_bare(word)))[:1]:
                span = self._span(place, len(_bare(word)))
                if word not in KIN and word not in KIN.values():
                    self._set(span, "W")
                    return 0, 0
                start = span.start
                while start and self.sheet.plain[start - 1] in "我俺咱":
                    start -= 1
                return start, span.stop
        return 0, 0

    def _words(self, rest: str) -> bool:
        """Mark the words, the longest piece first that stands there."""
        start = 0
        while rest:
            sizes = range(len(rest), 0, -1)
            fits = ((at, size) for size in sizes for at in self._places(rest[:size], start))
            at, size = next(fits, (0, 0))
            if not size:
                return False
            for one in range(at, at + size):
                self.kind[self.at[one]] = TOLD
            start, rest = at + size, rest[size:]
        return True

    def _places(self, value: str, start: int = 0) -> Iterator[int]:
        """Yield where *value* stands among what is not marked yet."""
        while value and (start := self.bare.find(value, start)) >= 0:
            if all(self.kind[at] == _FREE for at in self.at[start : start + len(value)]):
                yield start
            start += 1

    def _span(self, place: int, size: int) -> range:
        return range(self.at[place], self.at[place + size - 1] + 1)

    def _set(self, span: range, letter: str) -> None:
        self.kind[span.start : span.stop] = [letter] * len(span)

    def _signs(self) -> None:
        """Give each sign to what stands on both its sides; between words and a field nobody keeps it."""
        for at, kind in enumerate(self.kind):
            if kind == _FREE:
                before = self.kind[at - 1] if at else NOTHING
                after = next((one for one in self.kind[at:] if one != _FREE), NOTHING)
                self.kind[at] = before if before == after else NOTHING


def learn(examples: Iterable[Example]) -> bytes:
    """Return the model that *examples* teach."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for one in examples:
        trainer.append(one.features, one.tags)
    trainer.set_params(SETTINGS)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model"
        trainer.train(str(file))
        return file.read_bytes()


def shared() -> list[Example]:
    """Return the rows of the shared bank as marks, but for those that cannot be told so."""
    folder = Path(os.environ.get("YOUSU_SHARED", "../shared")) / "data" / "talk"
    return list(filter(None, map(of_row, rows(folder / "particulars.jsonl"))))


def main() -> None:
    """Learn from all lines."""
    ours, others = own(), shared()
    model = learn([*ours, *others])
    (TABLES / tagger.MODEL).write_bytes(model)
    print(
        f"particulars: {len(model)} bytes from {len(ours)} lines of our own and {len(others)} shared"
    )


if __name__ == "__main__":
    main()
