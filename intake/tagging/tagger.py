"""What each character of a message is, by a model that learned from marked lines: a name, a place, words, nothing.

The model is a conditional random field: each character with what stands around it, what the rules
took it for, and what its neighbours are. It is learned by `bench/lines/marks.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, groupby
from threading import Lock

import pycrfsuite

from intake.particulars.sheet import Sheet
from intake.tagging.features import features

#: what a character can be: told (the words), or nothing that anybody keeps; else a field's letter
TOLD, NOTHING = "O", "-"
#: the fields, by the letter of their tag
LETTERS = {
    "N": "name",
    "U": "unit",
    "C": "contact",
    "A": "address",
    "W": "for_whom",
    "K": "kin",
    "P": "phone",
}
MODEL = "particulars.crf"
#: the file begins with its mark and how many bytes it has
_MARK, _HEADER = b"lCRF", 8


class BadModel(ValueError):
    """The model of particulars is missing or damaged; install the program anew, or learn it again."""


class Model:
    """What reads characters; one reads at a time, in whatever thread."""

    def __init__(self, content: bytes) -> None:
        """Open the model that *content* is.

        Raises:
            BadModel: it is none, or not whole.
        """
        if content[:4] != _MARK or int.from_bytes(content[4:_HEADER], "little") != len(content):
            raise BadModel(f"tables/{MODEL} is damaged")
        self._content = content  # the library reads in these bytes and does not keep them
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(content)
        self._turn = Lock()

    def read(self, features: Sequence[Sequence[str]]) -> tuple[list[str], float]:
        """Return the likeliest tag of each character, and how likely it is that all are right."""
        with self._turn:
            tags = self._tagger.tag(features)
            return tags, self._tagger.probability(tags)


@dataclass(frozen=True, slots=True)
class Piece:
    """`plain[start:end]`, all of one kind: TOLD, NOTHING, or a letter of LETTERS."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tagging:
    """A message cut into pieces, and how likely it is that all of them are right (0 to 1)."""

    pieces: tuple[Piece, ...]
    likelihood: float


@cache
def shipped() -> Model:
    """Return the model that comes with the program; reads it once.

    Raises:
        BadModel: it is missing, or not whole.
    """
    file = files("intake.tagging") / "tables" / MODEL
    try:
        return Model(file.read_bytes())
    except OSError as error:
        raise BadModel(f"tables/{MODEL} cannot be read: {error.strerror}") from error


def reading(sheet: Sheet, model: Model | None = None) -> Tagging:
    """Return what each part of *sheet* is, which the rules have read, by *model* (the shipped one)."""
    tags, likelihood = (model or shipped()).read(features(sheet))
    return Tagging(pieces(tags), likelihood)


def pieces(tags: Sequence[str]) -> tuple[Piece, ...]:
    """Return the stretches of one kind; a tag that begins (BN) begins another."""
    begun = accumulate(tag[0] == "B" for tag in tags)
    found, done = [], 0
    for (kind, _), same in groupby(zip((tag[-1] for tag in tags), begun, strict=True)):
        end = done + len(list(same))
        found.append(Piece(kind, done, end))
        done = end
    return tuple(found)
