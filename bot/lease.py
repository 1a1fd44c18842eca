"""Holds the one connection that WeCom allows a robot: a lease renewed while this replica lives."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import monotonic
from storage import leases
from storage.db import Store
from storage.session import Session

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

    def held(self) -> bool:
        """Return whether this replica may hold the connection now.

        Told by the monotonic clock: a wall clock that jumps must not cut the connection.
        """
        return self.ends_at is not None and monotonic() < self.ends_at

    async def run(self, stop: asyncio.Event) -> None:
        """Acquire or renew until *stop* is set, then let go."""
        while not stop.is_set():
            await self.store.writer.run(self._renew, name="lease")
            try:
                await asyncio.wait_for(stop.wait(), RENEW_EVERY.total_seconds())
            except TimeoutError:
                continue
        token = self.token
        self.ends_at = None
        if token is not None:
            now = self.clock()
            await self.store.writer.run(
                lambda session: leases.release(session, self.name, token, now), name="lease"
            )

    async def _renew(self, session: Session) -> None:
        now, begun = self.clock(), monotonic()
        if self.token is not None and await leases.renew(
            session, self.name, self.token, LENGTH, now
        ):
            self.ends_at = begun + LENGTH.total_seconds()
            return
        self.token = await leases.acquire(session, self.name, LENGTH, now)
        self.ends_at = begun + LENGTH.total_seconds() if self.token is not None else None
