"""Text as a person sees it: one form for each character, nothing invisible, and the way back.

Full-width and half-width are the same (NFKC), characters of no width are gone, every decimal digit
is ASCII. `Seen` remembers where each character came from, so that what is found can be cut out of
the words as they were written.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: letters that join, hide or style the one before them: of no width, or only a mark on it
_NO_WIDTH = frozenset({"Cf", "Mn", "Me"})
#: these have no category of their own for "invisible"
_BLANKS = dict.fromkeys("\u115f\u1160\u3164\uffa0\u2800", " ")
#: signs that turn the order in which text is shown; what is read would not be what is seen
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: what may have another form: nearly all that people write is ASCII or a common Chinese character,
#: and stays as it is
_ODD = re.compile(r"[^ -~\n\u4e00-\u9fff]")


@lru_cache(maxsize=1024)
def _forms(char: str) -> str:
    """Return the form of one odd character."""
    kept = []
    for one in unicodedata.normalize("NFKC", _BLANKS.get(char, char)):
        if unicodedata.category(one) in _NO_WIDTH:
            continue
        digit = unicodedata.decimal(one, None)
        kept.append(one if digit is None else str(digit))
    return "".join(kept)


def normal(text: str) -> str:
    """Return *text* in NFKC without characters of no width, digits in ASCII; line ends stay."""
    return _ODD.sub(lambda odd: _forms(odd[0]), text)


@dataclass(frozen=True, slots=True)
class Seen:
    """*text* in its normal form, and for each character of it the place it came from.

    Attributes:
        text: the normal form.
        origin: for each character of `text` its index in `written`, and at the end its length.
        written: the words as they were given.
    """

    text: str
    origin: tuple[int, ...]
    written: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the part of `written` that shows as `text[start:end]`, a part of at least one.

        What has no width and follows belongs to it.
        """
        return self.origin[start], max(self.origin[end], self.origin[end - 1] + 1)

    def after(self, start: int) -> str:
        return self.written[self.origin[start] :]


def seen(written: str) -> Seen:
    """Return *written* as a person sees it, with the way back."""
    text: list[str] = []
    origin: list[int] = []
    done = 0
    for odd in _ODD.finditer(written):
        at, forms = odd.start(), _forms(odd[0])
        text += (written[done:at], forms)
        origin += (*range(done, at), *[at] * len(forms))
        done = at + 1
    text.append(written[done:])
    return Seen("".join(text), (*origin, *range(done, len(written) + 1)), written)
