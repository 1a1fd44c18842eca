"""A sketch of what was told: by it texts that read alike find each other where the texts themselves are sealed.

Rule 1: of the words only keyed hashes go in, and who has not the key can neither make nor try one; whoever
        calls brings the hash (`storage.database.privacy`).
Rule 2: bands find, the sketch decides: a band is equal by chance for one in fifty thousand, and what it finds
        is then compared by the share of shingles that both have (Jaccard), not by the bands.
Rule 3: of how many texts are kept does not matter to what a sketch is; only texts of one place have equal bands.

MinHash with bands (Broder 1997; Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3).
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self

from dispatch.words.simplified import simplified
from intake.classify.similarity import tidied

#: characters of a shingle; signs that part words are none of them
LENGTH = 3
#: two texts share a band if `ROWS` minima are equal, a share of J ** ROWS; one of `BANDS` is enough: with these
#: 999 in 1,000 pairs that share six shingles of ten are found, and 97 in 100 of those that share 45 of 100
BANDS, ROWS = 16, 2
#: so many hashes of a longer text are kept, the lowest, which are a fair sample of both texts at once
KEPT = 256
#: a text of fewer shingles (路灯不亮了) tells too little to be like another's
FEWEST = 6
#: what is longer is sketched by its beginning
LONGEST = 8_000
#: stands for all of the above: sketches taken otherwise are no match for these
VERSION = "1"

#: a keyed hash: the value → so many bytes
Scrambler = Callable[[bytes, int], bytes]

_OF_BANDS = BANDS * ROWS
#: hashes of one shingle: the one that is kept, then one for each minimum
_EACH = 1 + _OF_BANDS
_BAND = struct.Struct("<q")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text.

    Attributes:
        hashes: the lowest hashes of its shingles, ascending, at most `KEPT`.
        count: of how many.
        bands: 64 bits each, signed; none where the text is too short to be like another.
    """

    hashes: tuple[int, ...] = field(repr=False)
    count: int
    bands: tuple[int, ...] = field(repr=False)

    def pack(self) -> bytes:
        """Return the hashes as bytes; the bands stand elsewhere."""
        return struct.pack(f"<I{len(self.hashes)}I", self.count, *self.hashes)

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Return what `pack` gave, without bands.

        Raises:
            struct.error: it is nothing of the kind.
        """
        count, *hashes = struct.unpack(f"<{len(packed) // 4}I", packed)
        return cls(tuple(hashes), count, ())


def shingles(text: str) -> frozenset[str]:
    """Return each three neighbouring characters of *text*, after tidying; traditional ones as simplified."""
    plain = simplified(tidied(text[:LONGEST]))
    return frozenset(plain[i : i + LENGTH] for i in range(len(plain) - LENGTH + 1))


def hashed(text: str, scrambled: Scrambler) -> list[tuple[int, ...]]:
    """Return of each shingle of *text* the hash that may be kept, and one for each minimum; in no order."""
    values = [one.encode("utf-8", "surrogatepass") for one in shingles(text)]
    words = struct.iter_unpack(
        f"<{_EACH}I", b"".join([scrambled(one, 4 * _EACH) for one in values])
    )
    return list(words)


def sketch(text: str, place: str, scrambled: Scrambler) -> Sketch:
    """Return the sketch of *text*, told in *place* (a centre): bands of another place are never equal."""
    rows = hashed(text, scrambled)
    if not rows:
        return Sketch((), 0, ())
    kept, *columns = zip(*rows, strict=True)
    lowest = tuple(sorted(kept)[:KEPT])
    if len(rows) < FEWEST:
        return Sketch(lowest, len(rows), ())
    return Sketch(lowest, len(rows), tuple(bands(map(min, columns), place, scrambled)))


def bands(minima: Iterable[int], place: str, scrambled: Scrambler) -> Iterable[int]:
    """Yield the bands of a text in *place* whose lowest hashes are *minima*."""
    each = struct.pack(f"<{_OF_BANDS}I", *minima)
    width = len(each) // BANDS
    for n in range(BANDS):
        value = f"{place}|{n}|".encode() + each[n * width : (n + 1) * width]
        yield _BAND.unpack(scrambled(value, _BAND.size))[0]


def likeness(one: Sketch, other: Sketch) -> float:
    """Return the share of shingles that both have, 0 to 1; exact where neither text has more than `KEPT`.

    Both must be made with the same key. Else it is estimated from the hashes up to where both are known,
    256 of them or more: one time in three it is off by more than 0.03.
    """
    ends = [each.hashes[-1] for each in (one, other) if each.count > len(each.hashes)]
    mine, theirs = frozenset(one.hashes), frozenset(other.hashes)
    both, any_ = mine & theirs, mine | theirs
    if ends:
        end = min(ends)
        both, any_ = (frozenset(n for n in each if n <= end) for each in (both, any_))
    return len(both) / len(any_) if any_ else 0.0
