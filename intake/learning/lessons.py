"""Labelled letters as a lesson: what they are taught from, and by which recipe."""

from collections.abc import Sequence

from intake.learning.labelled_letter import letter, sentences, title
from intake.learning.learner import Example, Learned, Recipe, learn
from intake.learning.near_duplicates import groups

#: of what is sure so many are right
RIGHT = 0.98
#: shorter letters, so many characters in the mean, repeat themselves less: a phrase needs less support
_SHORT, _SUPPORT, _LESS_SUPPORT = 60, 3, 2
#: fewer letters need less support as well
_FEW = 300
#: of more classes than this, what a phrase hardly says of one (hundredths) is left out: nobody could read it
_MANY, _HARDLY = 20, 5
#: so many sentences of a letter, its first, are taught beside it, and how much each counts
_SENTENCES, _SENTENCE = 1, 0.7


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
    length = sum(len(one.text) for one in examples) / len(examples)
    is_little = len(examples) < _FEW or length < _SHORT
    many = len({one.label for one in examples}) > _MANY
    recipe = Recipe(
        size=size,
        support=_LESS_SUPPORT if is_little else _SUPPORT,
        least=_HARDLY if many else 1,
        right=RIGHT,
    )
    return learn(examples, recipe, groups([one.text for one in examples]).tolist())


def _parts(columns: Sequence[str]) -> tuple[tuple[str, float], ...]:
    head = title(columns)
    heads = ((head, 1.0),) if head else ()
    return (*heads, *((one, _SENTENCE) for one in sentences(columns, _SENTENCES)))
