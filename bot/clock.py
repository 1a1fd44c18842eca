"""The clock: the only file that asks what time it is; everything else is told."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

#: What is passed to whoever must know the time; tests pass one that they move.
Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # this is the one place


def monotonic() -> float:
    """Return seconds on a clock that is never set back; only differences mean anything."""
    return time.monotonic()
