"""A letter about to leave, and what WeCom answered to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Result = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A letter about to leave; *attempts* counts this one."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int
