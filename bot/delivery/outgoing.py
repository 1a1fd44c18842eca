"""A letter about to leave, and what WeCom answered to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.wecom.errors import TryLater

Result = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A letter about to leave; *attempts* counts this one."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int


class NotReady(TryLater):
    """What the letter must carry is not here yet; WeCom was not asked, look again soon."""

    after = timedelta(seconds=1)
