"""Fetches what came with messages while WeCom still has it (three days), in the background."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.context import Context
from bot.letters import desk_tasks
from bot.letters.desk_tasks import Chore
from bot.runtime.worker import Loop
from bot.texts import staff
from bot.wecom.client import LARGEST_MEDIA, WeComClient
from bot.wecom.errors import BadMedia, TooLarge, TryLater, WeComError
from bot.wecom.token import Secret
from dispatch.ticket.ticket import spoken
from storage.database.session import Session
from storage.people import media
from storage.people.media import Media

_log = structlog.get_logger(__name__)

IDLE = timedelta(seconds=1)
AT_ONCE = 4
#: WeCom forgets after three days; a try each few minutes until then
GIVE_UP_AFTER = timedelta(days=3)
PAUSE = timedelta(minutes=3)


@dataclass(slots=True, kw_only=True, eq=False)
class Fetcher:
    """Takes pieces as long as it runs; *secrets* by (channel, account)."""

    context: Context
    client: WeComClient
    app_secret: Secret
    kf_secrets: Mapping[str, Secret]

    loop: Loop = field(default_factory=lambda: Loop("fetcher", IDLE))

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until *stop* is set; what is in hand is finished."""
        await self.loop.run(self.turn, stop)

    async def turn(self) -> int:
        """Fetch what is due; an idle turn only reads."""
        if not await media.anything_due(self.context.store.reader, self.context.clock()):
            return 0
        return await self.fetch_due()

    async def fetch_due(self) -> int:
        """Fetch what is due; return how many pieces were tried."""
        now = self.context.clock()
        pieces = await self.context.store.writer.run(
            lambda session: media.take(session, now, AT_ONCE), name="fetch"
        )
        results = await asyncio.gather(
            *(self._one(piece) for piece in pieces), return_exceptions=True
        )
        for problem in results:
            if isinstance(problem, BaseException):
                raise problem
        return len(pieces)

    async def _one(self, piece: Media) -> None:
        secret = self.kf_secrets.get(piece.account, self.app_secret)
        try:
            found = await self.client.media_get(secret, piece.media_id, LARGEST_MEDIA)
        except WeComError as error:
            await self._failed(piece, error)
            return
        await self.context.store.writer.run(
            lambda session: media.kept(session, piece.id, found.content), name="media_kept"
        )

    async def _failed(self, piece: Media, error: WeComError) -> None:
        now = self.context.clock()
        _log.warning("media_failed", piece=piece.id, kind=piece.kind, error=str(error))

        async def job(session: Session) -> None:
            if isinstance(error, TooLarge):
                await media.too_large(session, piece.id, LARGEST_MEDIA)
                await self._lost(session, piece, staff.MEDIA_TOO_LARGE)
            elif isinstance(error, BadMedia) or now - piece.came_at > GIVE_UP_AFTER:
                await media.failed(session, piece.id, str(error))
                await self._lost(session, piece, staff.MEDIA_GONE)
            else:
                wait = error.wait(piece.attempts) if isinstance(error, TryLater) else PAUSE
                await media.retry(session, piece.id, str(error), now + wait)

        await self.context.store.writer.run(job, name="media_failed")

    async def _lost(self, session: Session, piece: Media, why: str) -> None:
        """Put it before a person: whoever sent it must send it again."""
        now = self.context.clock()
        subject = (await media.load(session, piece.id)).subject  # by now it may be a ticket's
        is_talk = ":" in subject
        text = staff.MEDIA_LOST.format(
            subject="一位诉求人" if is_talk else spoken(subject),
            kind=staff.MEDIA_KINDS.get(piece.kind, piece.kind),
            why=why,
        )
        centre = self.context.accounts.get(piece.account, self.context.home)
        about = f"{subject}/{desk_tasks.PIECE}{piece.id}"
        no = "" if is_talk else subject
        chore = Chore(kind="附件", subject=about, text=text, no=no, is_said=is_talk)
        await desk_tasks.begin(session, self.context.directory, centre, chore, now)
