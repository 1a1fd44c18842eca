"""Many words as one pattern that looks at each sign once: as a plain row of them each would be tried in turn."""

import re
from collections.abc import Iterable

#: sign → what may follow it; the empty sign where a word ends
Tree = dict[str, "Tree"]


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of one of *words*, the longest that fits; of none it matches nothing."""
    tree: Tree = {}
    for word in words:
        branch = tree
        for sign in word:
            branch = branch.setdefault(sign, {})
        branch[""] = {}
    return _pattern(tree) if tree else "(?!)"


def _pattern(tree: Tree) -> str:
    """Return the pattern of what may follow; where a word ends here it may stay at that."""
    ends = "" in tree
    branches = [re.escape(sign) + _pattern(rest) for sign, rest in tree.items() if sign]
    if not branches:
        return ""
    one = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{one}?" if ends else one
