"""What a reading of the tagger puts on the form: its pieces made into fields, numbers and words.

Rule 1: a number is one that the rules know as a number; the reading says only whether it counts. A number
        that the rules kept is gone only where another one stands instead.
Rule 2: of two names of one kind the fuller counts, and what stands in no field is told (in the words).
Rule 3: of whom it is about the words still speak where they stand within a sentence: 我妈的低保停了; and a
        sentence that the rules leave to the words is told, though the reading has no use for it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intake.particulars import callings
from intake.particulars import lead_words as say
from intake.particulars.pauses import Clause
from intake.particulars.sheet import Sheet
from intake.tagging.tagger import NOTHING, TOLD, Piece

_SIGNS = " ,。;:、!?\n"
_EXTENSION = re.compile(r"(?:转|分机号?)(?:是|为|:)?\s?(\d{1,5})")
#: whose they are, before what they are: 俺家隔壁的
_WHOSE = re.compile(
    r"^(?:替|帮|给|代)?(?:(?:我|俺|咱|恁)们?的?|家里?的?|隔壁的?|邻居家?的?|楼[上下]的?|[同本]村的?|村里的?){0,4}(?=.)"
)
#: behind these stands whom they complain of; before the others, whose customers they are
_ACCUSED = re.compile(
    r"(?:被(?:投诉|举报|反映|申诉)(?:人|方|者|单位|对象|企业|公司)?|(?:投诉|举报|反映)(?:对象|单位)|被告|涉事单位|责任单位|对方)(?:姓名|名称|电话|地址|的|是|为|叫|[\s:(\[【】\])]){0,6}$"
)
_BLAMED = re.compile(r"(?:投诉|举报|告发|控告|要告)(?:的是|一下|:)?$")
_CUSTOMERS = re.compile(
    r"的(?:一[名个位])?(?:消费者|顾客|客户|会员|员工|职工|工人|学员|学生|家长|租客|租户|患者|病人|家属)"
)
#: so much of what the rules leave to the words is never kept by nobody
_SENTENCE = 4
#: what takes a number that the rules kept from the form
_NO_NUMBER = {TOLD, "A"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What stands on the form by a reading.

    Attributes:
        said: for each character of the normal form whether it is among the words.
    """

    name: str = field(repr=False)
    unit: str = field(repr=False)
    contact: str = field(repr=False)
    phones: tuple[str, ...] = field(repr=False)
    address: str = field(repr=False)
    whom: str = field(repr=False)
    kin: str
    said: bytearray = field(repr=False)


def form(sheet: Sheet, pieces: Sequence[Piece]) -> Filled | None:
    """Return what a reading's *pieces* put on the form; None where they cannot be right.

    Args:
        sheet: as the rules left it.
    """
    marks = _Marks(sheet, pieces)
    phones = marks.phones()
    if phones is None or marks.blames() or marks.greets():
        return None
    values = {kind: marks.value(kind) for kind in "NUCWK"}
    address = marks.address()
    marks.keep_sentences()
    name, unit, contact = values["N"], values["U"], values["C"]
    if unit:
        name, contact = "", contact or name
    elif contact:
        name, contact = name or contact, ""
    marks.give_back(f"{name} {contact}")
    return Filled(
        name=callings.joined(name),
        unit=unit,
        contact=callings.joined(contact),
        phones=phones,
        address=address,
        whom=values["W"],
        kin=_kin(values["K"]),
        said=marks.said,
    )


def _kin(word: str) -> str:
    """Return what *word* is to the writer, in the word of the form."""
    bare = _WHOSE.sub("", word)
    return say.KIN.get(word) or say.KIN.get(bare, bare)


class _Marks:
    """The pieces of one reading on one sheet, and which characters are words."""

    def __init__(self, sheet: Sheet, pieces: Sequence[Piece]) -> None:
        self.sheet = sheet
        self.kinds = "".join(one.kind * (one.end - one.start) for one in pieces)
        self.said = bytearray(kind == TOLD for kind in self.kinds)
        self.pieces: defaultdict[str, list[Piece]] = defaultdict(list)
        for piece in pieces:
            if self.text(piece):
                self.pieces[piece.kind].append(piece)

    def text(self, piece: Piece) -> str:
        return self.sheet.plain[piece.start : piece.end].strip(_SIGNS)

    def blames(self) -> bool:
        """True where whom they complain of would be taken for who complains."""
        text = self.sheet.one_script
        own = [one for kind in "NUCAP" for one in self.pieces[kind]]
        if any(_ACCUSED.search(text, 0, one.start) for one in own):
            return True
        units = self.pieces["U"]
        return any(
            _BLAMED.search(text, 0, one.start) or _CUSTOMERS.match(text, one.end) for one in units
        )

    def greets(self) -> bool:
        """True where thanks or a greeting would be taken for a name."""
        return any(say.COURTESY.fullmatch(self.text(one)) for one in self.pieces["N"])

    def tell(self, start: int, end: int) -> None:
        self.said[start:end] = b"\1" * (end - start)

    def spend(self, start: int, end: int) -> None:
        self.said[start:end] = bytes(end - start)

    def phones(self) -> tuple[str, ...] | None:
        """Return the numbers that count; None where they cannot be what the reading takes them for."""
        found: list[str] = []
        dropped: list[Clause] = []
        heard = bytearray(len(self.said))
        for i, clause in self._numbers():
            kind = Counter(self.kinds[clause.start : clause.end]).most_common(1)[0][0]
            heard[clause.start : clause.end] = b"\1" * (clause.end - clause.start)
            if kind == "P":
                found.append(self._number(i, heard))
            elif kind == NOTHING:
                dropped.append(clause)
            elif kind not in _NO_NUMBER:
                return None
            (self.tell if kind in _NO_NUMBER else self.spend)(clause.start, clause.end)
        if any(not any(heard[one.start : one.end]) for one in self.pieces["P"]):
            return None
        return (
            None if dropped and not found and self._kept(dropped) else tuple(dict.fromkeys(found))
        )

    def _numbers(self) -> Iterator[tuple[int, Clause]]:
        return ((i, one) for i, one in enumerate(self.sheet.clauses) if one.number is not None)

    def _number(self, i: int, heard: bytearray) -> str:
        """Return number *i* with its extension."""
        sheet = self.sheet
        number = sheet.clauses[i].number
        value = sheet.phones.get(i) or (number.value if number else "")
        extension = _EXTENSION.fullmatch(sheet.text_of(i + 1))
        if extension:
            behind = sheet.clauses[i + 1]
            heard[behind.start : behind.end] = b"\1" * (behind.end - behind.start)
            self.spend(behind.start, behind.end)
        return value if not extension or "转" in value else f"{value}转{extension[1]}"

    def _kept(self, numbers: list[Clause]) -> bool:
        """True where the rules have one of *numbers* on the form or among the words."""
        on_form = [self.sheet.clauses[i] for i in self.sheet.phones]
        return any(one in on_form or any(self.sheet.said[one.start : one.end]) for one in numbers)

    def value(self, kind: str) -> str:
        """Return the fullest of what is marked as *kind*; what is not in it is told."""
        pieces = self.pieces[kind]
        best = max(map(self.text, pieces), key=len, default="")
        for one in pieces:
            if self.text(one) not in best:
                self.tell(one.start, one.end)
        return best

    def address(self) -> str:
        """Return the address: a part that stands behind words is told."""
        whole, end = "", 0
        for one in self.pieces["A"]:
            part = self.text(one)
            if part in whole:
                continue
            if whole and any(self.said[end : one.start]):
                self.tell(one.start, one.end)
            else:
                between = self.sheet.plain[end : one.start] if whole else ""
                whole += ("" if re.search(r"\w", between) else between) + part
                end = one.end
        return whole

    def give_back(self, named: str) -> None:
        """Tell who is named and stands in no field."""
        for one in self.pieces["N"] + self.pieces["C"]:
            if self.text(one) not in named:
                self.tell(one.start, one.end)

    def keep_sentences(self) -> None:
        """Tell whom it is about where a sentence goes on with them, and what is a sentence to the rules."""
        for one in self.pieces["K"]:
            if self._is_told(one.start - 1) or self._is_told(one.end):
                self.tell(one.start, one.end)
        for one in self.pieces["W"]:
            if self._is_told(one.start - 1) and self._is_told(one.end):
                self.tell(one.start, one.end)
        for one in self.pieces[NOTHING]:
            kept = [at for at in range(one.start, one.end) if self.sheet.said[at]]
            if sum(self.sheet.plain[at].isalnum() for at in kept) >= _SENTENCE:
                for at in kept:
                    self.tell(at, at + 1)

    def _is_told(self, at: int) -> bool:
        """True where a word of the complaint stands at *at*, no sign."""
        is_there = 0 <= at < len(self.kinds)
        return is_there and self.kinds[at] == TOLD and self.sheet.plain[at] not in _SIGNS
