"""Who an encrypted `open_userid` of the robot is; asked over the network once, then remembered."""

from dataclasses import dataclass

import structlog

from bot.context import Context
from bot.wecom.client import App, WeComClient
from bot.wecom.errors import TryLater, WeComError
from storage.people import members
from storage.queues.lane import Channel

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """Turns what a frame names its sender into a userid we may know."""

    context: Context
    client: WeComClient
    app: App

    async def userid(self, named: str) -> str:
        """Return the userid behind *named*; *named* itself where WeCom knows no better.

        Raises:
            TryLater: WeCom cannot be asked now; an officer must not be called a stranger for that.
        """
        if self.context.directory.staff(named, Channel.GROUP) is not None:
            return named
        known = await members.userid_of(self.context.store.reader, named)
        if known is not None:
            return known
        try:
            found = await self.client.openuserid_to_userid(self.app, [named])
        except TryLater:
            raise
        except WeComError as error:
            _log.warning("open_userid_unresolved", error=str(error))
            return named
        userid = found.get(named, "")
        if not userid:
            return named
        now = self.context.clock()
        await self.context.store.writer.run(
            lambda session: members.learn(session, named, userid, now), name="learn"
        )
        return userid
