"""Cells of a printed table: a Chinese character is two columns wide."""

import unicodedata


def padded(text: str, columns: int) -> str:
    """Return *text* with blanks behind it, as wide as *columns*."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return text + " " * (columns - len(text) - wide)
