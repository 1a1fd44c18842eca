"""Works off the inbox: one row, one transaction, in order per conversation.

Rule 1: a row is understood, carried out and marked done in the same transaction.
Rule 2: what fails is tried again later and then set aside (quarantine); the rows beside it go on.
Rule 3: the network is asked before the transaction (kf pages, open_userids) or after it (`Fast`),
        never inside.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot import hear_app, hear_group, hear_kf
from bot.citizens import Visit
from bot.fast import Fast
from bot.house import House
from dispatch.errors import DeskError
from storage import inbox
from storage.inbox import Kept
from storage.session import Session

_log = structlog.get_logger(__name__)

#: how many lanes are looked at in one go
AT_ONCE = 32
#: an idle receiver looks again after this, for rows that wait for a later try
IDLE = timedelta(seconds=1)

Heard = tuple[str, Fast | None]


@dataclass(slots=True, kw_only=True, eq=False)
class Receiver:
    """Takes rows as long as it runs.

    Attributes:
        pull: fetches the pages behind a `kf_msg_or_event`: (open_kfid, event body).
        resolve: userid behind what a robot frame names its sender, asked over the network once.
        fast: sends a `Fast` to the robot.
        stirred: set when letters may wait for the sender.
    """

    house: House
    pull: Callable[[str, bytes], Awaitable[object]]
    resolve: Callable[[str], Awaitable[str]]
    fast: Callable[[Fast], Awaitable[None]]
    stirred: asyncio.Event
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until *stop* is set; what is in hand is finished, a failing turn is tried again."""
        while not stop.is_set():
            self.news.clear()
            try:
                taken = await self.turn()
            except Exception:  # a database away for a while must not end the receiving
                _log.exception("receiving_failed")
                taken = 0
            if not taken:
                await self._wait(stop)

    async def turn(self) -> int:
        """Work off what is due; an idle turn only reads."""
        if not await inbox.anything_due(self.house.store.reader, self.house.clock()):
            return 0
        return await self.work_off()

    async def _wait(self, stop: asyncio.Event) -> None:
        waiting = [asyncio.ensure_future(event.wait()) for event in (self.news, stop)]
        try:
            await asyncio.wait(
                waiting, timeout=IDLE.total_seconds(), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for each in waiting:
                each.cancel()

    async def work_off(self) -> int:
        """Take what is due and work it off; return how many rows were taken."""
        now = self.house.clock()
        rows = await self.house.store.writer.run(
            lambda session: inbox.take(session, now, AT_ONCE), name="take"
        )
        await asyncio.gather(*(self._one(row) for row in rows))
        if rows:
            self.stirred.set()
        return len(rows)

    async def _one(self, kept: Kept) -> None:
        try:
            fast = await _WAYS[kept.channel](self, kept)
        except Exception as error:  # whatever it is, the rows beside it go on (R7)
            await self._failed(kept, error)
            return
        if fast is not None:
            await self.fast(fast)

    async def _failed(self, kept: Kept, error: Exception) -> None:
        _log.warning(
            "message_failed",
            row=kept.id,
            channel=kept.channel,
            attempts=kept.attempts,
            error=type(error).__name__,
            exc_info=not isinstance(error, DeskError),
        )
        now = self.house.clock()
        await self.house.store.writer.run(
            lambda session: inbox.failed(session, kept.id, repr(error), now), name="failed"
        )

    def visit(self, session: Session, kept: Kept, lane: str, channel: str, centre: str) -> Visit:
        """Return the surroundings of one row."""
        return Visit(
            house=self.house,
            session=session,
            lane=lane,
            channel=channel,
            centre=centre,
            key=f"in/{kept.id}",
            now=self.house.clock(),
        )

    async def _in_transaction(
        self, kept: Kept, hear: Callable[[Session], Awaitable[Heard]]
    ) -> Fast | None:
        async def job(session: Session) -> Fast | None:
            outcome, fast = await hear(session)
            await inbox.done(session, kept.id, outcome)
            return fast

        return await self.house.store.writer.run(job, name=f"hear_{kept.channel}")


async def _app(receiver: Receiver, kept: Kept) -> Fast | None:
    async def hear(session: Session) -> Heard:
        visit = receiver.visit(session, kept, kept.lane, "企业微信", receiver.house.home)
        return await hear_app.hear(visit, kept.body, kept.account, late=kept.late), None

    return await receiver._in_transaction(kept, hear)


async def _kf(receiver: Receiver, kept: Kept) -> Fast | None:
    centre = receiver.house.accounts.get(kept.account, receiver.house.home)

    async def hear(session: Session) -> Heard:
        visit = receiver.visit(session, kept, kept.lane, "微信客服", centre)
        return await hear_kf.hear(visit, kept.body, kept.account), None

    return await receiver._in_transaction(kept, hear)


async def _kf_event(receiver: Receiver, kept: Kept) -> Fast | None:
    await receiver.pull(kept.account, kept.body)

    async def hear(session: Session) -> Heard:
        return "pulled", None

    done = await receiver._in_transaction(kept, hear)
    receiver.news.set()
    return done


async def _aibot(receiver: Receiver, kept: Kept) -> Fast | None:
    userid = await receiver.resolve(hear_group.speaker(kept.body))

    async def hear(session: Session) -> Heard:
        visit = receiver.visit(session, kept, f"app:{userid}", "群机器人", receiver.house.home)
        return await hear_group.hear(visit, kept.body, userid, late=kept.late)

    return await receiver._in_transaction(kept, hear)


Way = Callable[[Receiver, Kept], Awaitable[Fast | None]]
_WAYS: Mapping[str, Way] = {"app": _app, "kf": _kf, "kf_event": _kf_event, "aibot": _aibot}
