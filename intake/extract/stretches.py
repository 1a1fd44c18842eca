"""Where in a long text a dear pattern is worth trying: around the words without which it finds nothing."""

import re
from collections.abc import Iterator


def hits(
    pattern: re.Pattern[str], sign: re.Pattern[str], text: str, reach: int
) -> Iterator[re.Match[str]]:
    """Yield the matches of *pattern* within *reach* characters of a match of *sign*, in order.

    What *pattern* finds must hold a *sign* and be shorter than half of *reach*, so that a stretch begins
    where nothing that counts has begun yet; *pattern* may not look at either end of its text.
    """
    for start, end in _stretches(sign, text, reach):
        yield from pattern.finditer(text, start, end)


def _stretches(sign: re.Pattern[str], text: str, reach: int) -> Iterator[tuple[int, int]]:
    start, end = 0, -1
    for hit in sign.finditer(text):
        if hit.start() - reach > end:
            if end >= 0:
                yield start, end
            start = max(hit.start() - reach, 0)
        end = hit.end() + reach
    if end >= 0:
        yield start, end
