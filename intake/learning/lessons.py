"""Labelled letters as a lesson: what they are taught from, and by which recipe."""

from collections.abc import Sequence

from intake.learning.labelled_letter import letter, sentences, title
from intake.learning.learner import Example, Learned, Recipe, learn
from intake.learning.near_duplicates import groups

#: of what is sure so many are right
RIGHT = 0.98
#: fewer letters: every phrase is looked at, and the letters are judged in fewer parts
_FEW = 300
#: so many sentences of a letter, its first, are taught beside it, and how much each counts
_SENTENCES, _SENTENCE = 1, 0.5


def of_letters(given: Sequence[tuple[str, Sequence[str]]], size: int) -> Learned | None:
    """Return what labelled letters teach, None where they say too little.

    Args:
        given: for each letter its label and its columns, the title first.
        size: so many phrases are kept at most.
    """
    examples = [
        Example(text=letter(columns), label=label, parts=_parts(columns))
        for label, columns in given
    ]
    support = 3 if len(examples) >= _FEW else 2
    recipe = Recipe(size=size, support=support, right=RIGHT)
    return learn(examples, recipe, groups([one.text for one in examples]).tolist())


def _parts(columns: Sequence[str]) -> tuple[tuple[str, float], ...]:
    head = title(columns)
    heads = ((head, 1.0),) if head else ()
    return (*heads, *((one, _SENTENCE) for one in sentences(columns, _SENTENCES)))
