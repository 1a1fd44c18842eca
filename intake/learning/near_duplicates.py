"""Which texts are nearly the same: whoever learns from one must not be judged by the other."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from intake.learning.vocabulary import Whole, vocabulary

#: they share so much of the phrases of so many characters that one of them says
_SHARED, _LENGTH = 0.5, 3
#: so many texts are compared with all others at once
_AT_ONCE = 500


def groups(texts: Sequence[str]) -> Whole:
    """Return for each of *texts* a number that near-duplicates share (Jaccard, and through others)."""
    said = vocabulary(texts, least=2, lengths=(_LENGTH,))[1]
    own = np.array([max(1, len({*_phrases(text)})) for text in texts])
    earlier, later = [], []
    for start in range(0, len(texts), _AT_ONCE):
        both = (said[start : start + _AT_ONCE] @ said.T).tocoo()
        one, other = both.row + start, both.col
        near = both.data >= _SHARED * (own[one] + own[other] - both.data)
        earlier.append(one[near])
        later.append(other[near])
    row, column = np.concatenate(earlier), np.concatenate(later)
    shape = (len(texts), len(texts))
    pairs = csr_matrix((np.ones(len(row), dtype=np.int8), (row, column)), shape=shape)
    numbers: Whole = connected_components(pairs, directed=False)[1]
    return numbers


def _phrases(text: str) -> list[str]:
    return [text[start : start + _LENGTH] for start in range(len(text) - _LENGTH + 1)]
