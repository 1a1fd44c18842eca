"""Which rules a test names: in its name, in the id of its parameters, or in its docstring.

- `test_wz_9_1_an_answer_needs_its_ground`, `test_fw_6_1_4a_…`: the id in small letters
- `test_a_limit_is_met[WZ-9.1]`, `[PY-4.2.2 urgent]`: each parameter names its own
- a docstring `WZ-9.1: …`: the whole id; `WZ-9` or `WZ-9.*` names nothing
"""

import re

from dispatch.profiles.clauses import KINDS


def _snake(rule: str) -> str:
    return re.sub(r"\W", "_", rule).lower()


_BY_SNAKE = {_snake(rule): rule for rule in KINDS}
_LONGEST_FIRST = sorted(KINDS, key=len, reverse=True)
_IN_NAME = re.compile(rf"(?<=_)(?:{'|'.join(map(_snake, _LONGEST_FIRST))})(?=_|$)")
_IN_TEXT = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, _LONGEST_FIRST))})(?!\w|\.\w)")


def named(node: str, docstring: str | None) -> frozenset[str]:
    """Return the rules that the test *node* (`file::name[parameters]`) names."""
    name, _, parameters = node.partition("[")
    name = name.rpartition("::")[2]
    found = {_BY_SNAKE[one] for one in _IN_NAME.findall(name)}
    return frozenset(found | set(_IN_TEXT.findall(f"{parameters}\n{docstring or ''}")))


def may_name(text: str, rules: list[str]) -> bool:
    """True if the test file *text* could name one of *rules*: whether it is worth collecting."""
    return any(rule in text or f"_{_snake(rule)}" in text for rule in rules)
