"""Fits long words into WeCom's limits in bytes: in several messages that lose nothing, or cut to one."""

import re

#: the longest words of one message in bytes: the app's text (90236), and markdown that both a group's
#: robot (20480, 101463) and its webhook take
APP_TEXT, GROUP_TEXT = 2048, 4096
_MORE = "…"
#: so many signs that close a quotation may follow an end; they stay with it
_CLOSING = 4
#: after what a message may end, the best first: a paragraph, a sentence, a part of one
_ENDS = tuple(
    re.compile(rf"[{signs}]+[”’」』）)】》]*") for signs in (r"\n", r"。！？；!?;…", r"，、：,:\s")
)


def cut_bytes(text: str, longest: int) -> str:
    """Return *text* in at most *longest* bytes of UTF-8, cut between characters."""
    raw = text.encode()
    if len(raw) <= longest:
        return text
    return raw[: longest - len(_MORE.encode())].decode(errors="ignore") + _MORE


def pieces(text: str, longest: int) -> list[str]:
    """Return *text* as texts of at most *longest* bytes, broken after sentences; joined they are *text*."""
    found: list[str] = []
    rest = text
    while len(rest.encode()) > longest:
        head = _head(rest, longest)
        found.append(head)
        rest = rest[len(head) :]
    return [*found, rest] if rest or not found else found


def _head(text: str, longest: int) -> str:
    """Return a beginning that fits: up to the last good end in its second half, else all that fits."""
    fits = text.encode()[:longest].decode(errors="ignore")
    for ends in _ENDS:
        found = (end.end() for end in ends.finditer(text, 0, len(fits) + _CLOSING))
        last = max((end for end in found if end <= len(fits)), default=0)
        if 2 * last >= len(fits):
            return fits[:last]
    return fits
