"""Fetches what came with messages while WeCom still has it (three days), in the background."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.house import House
from bot.wecom.client import LARGEST_MEDIA, WeComClient
from bot.wecom.errors import BadMedia, TooLarge, TryLater, WeComError
from bot.wecom.token import Secret
from storage import media
from storage.media import Media
from storage.session import Session

_log = structlog.get_logger(__name__)

IDLE = timedelta(seconds=1)
AT_ONCE = 4
#: WeCom forgets after three days; a try each few minutes until then
GIVE_UP_AFTER = timedelta(days=3)
PAUSE = timedelta(minutes=3)


@dataclass(slots=True, kw_only=True, eq=False)
class Fetcher:
    """Takes pieces as long as it runs; *secrets* by (channel, account)."""

    house: House
    client: WeComClient
    app_secret: Secret
    kf_secrets: Mapping[str, Secret]

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until *stop* is set; a failing turn is logged and the next one tries again."""
        while not stop.is_set():
            try:
                fetched = await self.turn()
            except Exception:  # a database away for a while must not end the fetching
                _log.exception("fetching_failed")
                fetched = 0
            if not fetched:
                try:
                    await asyncio.wait_for(stop.wait(), IDLE.total_seconds())
                except TimeoutError:
                    continue

    async def turn(self) -> int:
        """Fetch what is due; an idle turn only reads."""
        if not await media.anything_due(self.house.store.reader, self.house.clock()):
            return 0
        return await self.fetch_due()

    async def fetch_due(self) -> int:
        """Fetch what is due; return how many pieces were tried."""
        now = self.house.clock()
        pieces = await self.house.store.writer.run(
            lambda session: media.take(session, now, AT_ONCE), name="fetch"
        )
        for piece in pieces:
            await self._one(piece)
        return len(pieces)

    async def _one(self, piece: Media) -> None:
        secret = self.kf_secrets.get(piece.account, self.app_secret)
        try:
            found = await self.client.media_get(secret, piece.media_id, LARGEST_MEDIA)
        except WeComError as error:
            await self._failed(piece, error)
            return
        await self.house.store.writer.run(
            lambda session: media.kept(session, piece.id, found.content), name="media_kept"
        )

    async def _failed(self, piece: Media, error: WeComError) -> None:
        now = self.house.clock()
        _log.warning("media_failed", piece=piece.id, kind=piece.kind, error=str(error))

        async def job(session: Session) -> None:
            if isinstance(error, TooLarge):
                await media.too_large(session, piece.id, LARGEST_MEDIA)
            elif isinstance(error, BadMedia) or now - piece.came_at > GIVE_UP_AFTER:
                await media.failed(session, piece.id, str(error))
            else:
                wait = error.wait(piece.attempts) if isinstance(error, TryLater) else PAUSE
                await media.retry(session, piece.id, str(error), now + wait)

        await self.house.store.writer.run(job, name="media_failed")
