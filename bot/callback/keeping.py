"""Keeps one arrival before its request is answered; the write itself is never cancelled.

What was not kept in time may still be kept a moment later: the sender's repeat then finds it done.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from storage.queues.arrival import Arrival

#: WeCom drops the connection after 5 s; an answer later than this would reach nobody.
KEEP_WITHIN = timedelta(seconds=4)

Keep = Callable[[Sequence[Arrival], datetime], Awaitable[Sequence[bool]]]
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Keeper:
    """Stores arrivals one at a time, each within *within*."""

    keep: Keep
    within: timedelta = KEEP_WITHIN
    #: writes whose request is gone; held so that nothing collects them half-way
    left_behind: set[asyncio.Future[Sequence[bool]]] = field(default_factory=set)

    async def kept(self, arrival: Arrival, now: datetime) -> bool | None:
        """Return whether *arrival* was new, or None if it could not be stored in time."""
        writing = asyncio.ensure_future(self.keep([arrival], now))
        self.left_behind.add(writing)
        writing.add_done_callback(self._forget)
        await asyncio.wait([writing], timeout=self.within.total_seconds())
        if not writing.done():
            _log.error("callback_not_kept", reason="too slow")
            return None
        if writing.cancelled() or writing.exception() is not None:
            return None
        return writing.result()[0]

    def _forget(self, writing: "asyncio.Future[Sequence[bool]]") -> None:
        self.left_behind.discard(writing)
        failure = None if writing.cancelled() else writing.exception()
        if failure is not None:  # by name only: its text may hold a citizen's words
            _log.error("callback_not_kept", reason=type(failure).__name__)
