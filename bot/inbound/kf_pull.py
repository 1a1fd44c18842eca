"""Fetches what waits behind a 微信客服 event; each page is kept with its cursor in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.context import Context
from bot.inbound import kf_pages
from bot.wecom.client import WeComClient
from bot.wecom.errors import CodeSpent
from bot.wecom.protocol import read_app
from bot.wecom.token import Secret
from storage.database.session import Session
from storage.queues import inbox, kf_cursors
from storage.queues.arrival import Arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Puller:
    """Pulls one account at a time; *secrets* by open_kfid."""

    context: Context
    client: WeComClient
    secrets: Mapping[str, Secret]

    async def pull(self, account: str, body: bytes) -> int:
        """Fetch and keep everything behind the kept event *body*; return how many entries came.

        Without a body (nobody told us, we look ourselves) WeCom's limits are stricter.

        Raises:
            WeComError: nothing is lost, the cursor stands where it stood; ask again later.
        """
        return await kf_pages.pull(
            account,
            read_app(body).token if body else "",
            _Door(self.client, self.secrets[account]),
            self._load,
            self._keep,
            self.context.clock,
        )

    async def _load(self, account: str) -> str:
        return (await kf_cursors.load(self.context.store.reader, account)).cursor

    async def _keep(
        self, account: str, arrivals: Sequence[Arrival], next_cursor: str, now: datetime
    ) -> None:
        async def job(session: Session) -> None:
            read = await kf_cursors.load(session, account)
            await inbox.keep(session, arrivals, now)
            await kf_cursors.save(session, read, next_cursor)

        await self.context.store.writer.run(job, name="page")


@dataclass(frozen=True, slots=True)
class _Door:
    client: WeComClient
    secret: Secret

    async def sync_msg(
        self, *, open_kfid: str, cursor: str, token: str, limit: int
    ) -> Mapping[str, Any]:
        """Ask for a page; an event's token that is too old is left out (stricter limits, same page)."""
        try:
            return await self.client.kf_sync_raw(self.secret, open_kfid, cursor, token, limit)
        except CodeSpent:
            return await self.client.kf_sync_raw(self.secret, open_kfid, cursor, "", limit)
