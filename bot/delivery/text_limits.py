"""Cuts long words to WeCom's limits in bytes, between characters and if possible between lines."""

#: how many messages one text may become; what is longer still is cut
MOST_PIECES = 4
_MORE = "…"


def cut_bytes(text: str, longest: int) -> str:
    """Return *text* in at most *longest* bytes of UTF-8, cut between characters."""
    raw = text.encode()
    if len(raw) <= longest:
        return text
    return raw[: longest - len(_MORE.encode())].decode(errors="ignore") + _MORE


def pieces(text: str, longest: int) -> list[str]:
    """Return *text* as at most `MOST_PIECES` texts of *longest* bytes, broken between lines."""
    found: list[str] = []
    rest = text
    while len(rest.encode()) > longest and len(found) < MOST_PIECES - 1:
        head = _head(rest, longest)
        found.append(head.rstrip("\n"))
        rest = rest[len(head) :].lstrip("\n")
    return [*found, cut_bytes(rest, longest)]


def _head(text: str, longest: int) -> str:
    """Return the longest beginning that fits: whole lines, else as many characters as possible."""
    fits = text.encode()[:longest].decode(errors="ignore")
    end = fits.rfind("\n")
    return fits[: end + 1] if end > 0 else fits
