"""A template filled with somebody's words, so that no sentence ends twice."""

import re
from collections.abc import Mapping
from functools import lru_cache

_ENDS = re.compile(r"\{(\w+)\}(?=(?:\{\w+\})*。)")


def filled(template: str, facts: Mapping[str, str]) -> str:
    """Return *template* with *facts*; words behind which the template ends the sentence lose their full stop."""
    ends = _ending(template)
    return template.format(
        **{name: value.rstrip("。") if name in ends else value for name, value in facts.items()}
    )


@lru_cache(maxsize=256)
def _ending(template: str) -> frozenset[str]:
    return frozenset(_ENDS.findall(template))
