"""What the reply guard reads and what it can find, under which rule; a person decides (N3)."""

from dataclasses import dataclass, field
from enum import StrEnum, unique

from dispatch.words.normal_form import normal


@unique
class Fault(StrEnum):
    """What is wrong; the value is what is stored."""

    #: one of the asks (诉求点) is not answered
    NOT_COVERED = "not_covered"
    #: 理由 is needed and empty
    NO_REASON = "no_reason"
    #: 依据 is needed and empty
    NO_BASIS = "no_basis"
    #: what stands as 依据 names no law, document or rule
    WEAK_BASIS = "weak_basis"
    #: a place that nobody named before
    FOREIGN_PLACE = "foreign_place"
    #: a person that nobody named before
    FOREIGN_PERSON = "foreign_person"
    #: a sum that does not agree with what was told
    FOREIGN_AMOUNT = "foreign_amount"
    #: nearly the answer to another ticket; the words are its number
    NEAR_COPY = "near_copy"
    #: 已转办, 正在处理 stands in the place of a result
    PASSED_ON = "passed_on"
    #: a no without reason and without a way
    BARE_NO = "bare_no"
    #: a no without reason
    NO_WHY = "no_why"
    #: a no without a way on
    NO_WAY = "no_way"
    #: rude words
    RUDE = "rude"
    #: courtesies and stock phrases, nothing else
    HOLLOW = "hollow"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that speaks against a text.

    Attributes:
        words: the words that show it: an ask that is not answered, the rude words, a number.
    """

    what: Fault
    words: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One ask (诉求点) of a complaint.

    Attributes:
        text: as a person reads it, shortened.
        words: what it is about, without what all asks share; each known by one of its synonyms.
        signs: single signs of them that are enough, where a short complaint is one ask.
    """

    text: str = field(repr=False)
    words: frozenset[str] = field(repr=False)
    signs: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told before the answer.

    Attributes:
        points: the asks, in order.
        known: in normal form, everything that may be named: the complaint and what was added to
            it, departments with their addresses, the county.
        amounts: the sums (元) told, each with whether it was said approximately.
    """

    points: tuple[Point, ...] = ()
    known: str = field(default="", repr=False)
    amounts: tuple[tuple[float, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAnswer:
    """An answer with what was drawn from it.

    Attributes:
        words: its words, each known by one of its synonyms.
        places, people: as named, each with the shortest form that still names it.
        amounts: the sums (元) that it tells as the person's own: as written, as a number, and
            whether it says that the person told so (您反映的…元).
        shingles: pairs of signs, without courtesies.
    """

    text: str = field(repr=False)
    reason: str = field(default="", repr=False)
    basis: str = field(default="", repr=False)
    words: frozenset[str] = field(default=frozenset(), repr=False)
    places: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    people: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    amounts: tuple[tuple[str, float, bool], ...] = ()
    shingles: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def whole(self) -> str:
        """Text, reason and basis in normal form, each its own paragraph."""
        return normal("\n".join((self.text, self.reason, self.basis)))
