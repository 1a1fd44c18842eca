"""Who an encrypted `open_userid` of the robot is; asked over the network once, then remembered.

Whom WeCom does not know is remembered too, for a while: a stranger who talks to the robot must not
cost a call for each word.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.context import Context
from bot.wecom.client import App, WeComClient
from bot.wecom.errors import TryLater, WeComError
from storage.people import members
from storage.queues.lane import Channel

#: somebody new is known to WeCom after this at the latest, and who floods us fills no memory
UNKNOWN_FOR, MOST_UNKNOWN = timedelta(minutes=10), 1000

_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class UnknownNames:
    """Names that WeCom could not say lately; in memory, for a wrong one costs only a call."""

    _until: OrderedDict[str, datetime] = field(default_factory=OrderedDict)

    def note(self, named: str, now: datetime) -> None:
        """Remember *named*; of too many the oldest is forgotten."""
        self._until[named] = now + UNKNOWN_FOR
        self._until.move_to_end(named)
        if len(self._until) > MOST_UNKNOWN:
            self._until.popitem(last=False)

    def holds(self, named: str, now: datetime) -> bool:
        """Return whether *named* was asked for in vain a short while before *now*."""
        until = self._until.get(named)
        return until is not None and now < until <= now + UNKNOWN_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """Turns what a frame names its sender into a userid we may know."""

    context: Context
    client: WeComClient
    app: App
    unknown: UnknownNames = field(default_factory=UnknownNames)

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
        now = self.context.clock()
        if self.unknown.holds(named, now):
            return named
        userid = await self._asked(named)
        if not userid:
            self.unknown.note(named, now)
            return named
        await self.context.store.writer.run(
            lambda session: members.learn(session, named, userid, now), name="learn"
        )
        return userid

    async def _asked(self, named: str) -> str:
        """Return what WeCom says, empty where it does not know or does not let us ask."""
        try:
            found = await self.client.openuserid_to_userid(self.app, [named])
        except TryLater:
            raise
        except WeComError as error:
            _log.warning("open_userid_unresolved", error=str(error))
            return ""
        return found.get(named, "")
