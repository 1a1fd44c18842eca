"""Holds the one connection that WeCom allows a robot: a lease renewed while this replica lives."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import monotonic
from bot.runtime.worker import Loop
from storage.database import leases
from storage.database.session import Session
from storage.store import Store

LENGTH = timedelta(seconds=30)
RENEW_EVERY = timedelta(seconds=10)


@dataclass(slots=True, kw_only=True, eq=False)
class Lease:
    """Ask `held` before each use; it says no as soon as the lease may have run out."""

    store: Store
    name: str
    clock: Callable[[], datetime]
    token: int | None = None
    ends_at: float | None = None
    loop: Loop = field(default_factory=lambda: Loop("lease", RENEW_EVERY))

    def held(self) -> bool:
        """Return whether this replica may hold the connection now.

        Told by the monotonic clock: a wall clock that jumps must not cut the connection.
        """
        return self.ends_at is not None and monotonic() < self.ends_at

    async def take(self) -> None:
        """Acquire or renew once; where another replica holds it, `held` goes on saying no."""
        begun = monotonic()
        token = await self.store.writer.run(self._renewed, name="lease")
        # only after the COMMIT, and counted from before it: never longer than what is stored
        self.token = token
        self.ends_at = None if token is None else begun + LENGTH.total_seconds()

    async def run(self, stop: asyncio.Event) -> None:
        """Acquire or renew until *stop* is set, then let go.

        While the memory is away the lease runs out by itself: `held` says so without asking.
        """
        await self.loop.run(self._turn, stop)
        token, self.ends_at = self.token, None
        if token is not None:
            now = self.clock()
            await self.store.writer.run(
                lambda session: leases.release(session, self.name, token, now), name="lease"
            )

    async def _turn(self) -> int:
        await self.take()
        return 0

    async def _renewed(self, session: Session) -> int | None:
        """Return the token under which the lease is ours now, None if it is another's."""
        now, token = self.clock(), self.token
        if token is not None and await leases.renew(session, self.name, token, LENGTH, now):
            return token
        return await leases.acquire(session, self.name, LENGTH, now)
