"""A labelled letter as an example: its columns folded and joined, and the short texts in it that teach beside it.

Rule: what is learned, what is judged and what is read later is folded and joined in the same way.
"""

import re
from collections.abc import Sequence

from intake.classify.folding import folded

#: where a sentence ends
_ENDS = re.compile(r"[。！？!?；;\n]+")
#: a shorter one says too little
_SHORTEST = 8


def letter(columns: Sequence[str]) -> str:
    """Return the columns of a letter (its title, its text) as one folded text."""
    return folded("\n".join(columns))


def title(columns: Sequence[str]) -> str:
    """Return the first column folded, where others follow it; else nothing."""
    return folded(columns[0]) if len(columns) > 1 and columns[0].strip() else ""


def sentences(columns: Sequence[str], count: int) -> list[str]:
    """Return the first *count* sentences of the last column, folded; none of one that says no more than one."""
    found = [one.strip() for one in _ENDS.split(columns[-1])]
    said = [one for one in found if len(one) >= _SHORTEST]
    return [folded(one) for one in said[:count]] if len(said) > 1 or len(columns) > 1 else []
