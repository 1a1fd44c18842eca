"""Works off the inbox: one row, one transaction, in order per conversation.

Rule 1: a row is understood, carried out and marked done in the same transaction; nearly every row is
        also taken in it.
Rule 2: what fails is tried again later and then set aside (quarantine) before a person's eyes; the
        rows beside it go on.
Rule 3: the network is never asked inside. What needs it before (kf pages, open_userids) is claimed and
        goes on in hand; what it is needed for after the commit is handed back (`RobotReply`).
Rule 4: what only reads reads outside: claimed, it reads in hand, and only what it leaves to be written
        (the answer, the record of the reading) and “done” are a transaction (R17).
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.citizen.conversation import Visit
from bot.context import Context
from bot.inbound import robot
from bot.inbound import turn as turns
from bot.inbound.turn import Heard, Turn
from bot.letters import desk_tasks
from bot.message_context import Write
from bot.runtime.worker import Hands, Loop
from bot.texts import staff
from bot.wecom.errors import WeComError
from bot.wecom.robot_frame import RobotReply
from dispatch.errors import DeskError
from storage.database.errors import ClaimLost
from storage.database.session import Session
from storage.people import tasks
from storage.queues import inbox
from storage.queues.inbox import Kept
from storage.queues.lane import Channel

_log = structlog.get_logger(__name__)

#: how many rows and replies wait for the network side by side
AT_ONCE = 32
#: an idle receiver looks again after this, for rows that wait for a later try
IDLE = timedelta(seconds=1)

#: an account that WeCom did not answer for is asked again after this
PULL_AGAIN = timedelta(seconds=20)


@dataclass(slots=True, kw_only=True, eq=False)
class Receiver:
    """Takes rows as long as it runs.

    Attributes:
        pull: fetches the pages behind a `kf_msg_or_event`: (open_kfid, event body).
        resolve: userid behind what a robot frame names its sender, asked over the network once.
        reply: sends a `RobotReply` past the outbox.
        stirred: set when letters may wait for the sender.
        owed: accounts whose pages are still to be fetched: all of them at the start (a callback may
            have come while nobody listened), later those where WeCom did not answer. The cursor is
            durable, so the event itself is not needed again.
        may_speak: whether the group robot is this replica's to use (`bot.runtime.lease`); else what it heard
            is left to the one whose it is, for only that one can change a pressed card within 5 s.
    """

    context: Context
    pull: Callable[[str, bytes], Awaitable[object]]
    resolve: Callable[[str], Awaitable[str]]
    reply: Callable[[RobotReply], Coroutine[Any, Any, None]]
    stirred: asyncio.Event
    may_speak: Callable[[], bool] = lambda: True
    loop: Loop = field(default_factory=lambda: Loop("receiver", IDLE))
    owed: dict[str, datetime] = field(init=False)
    _pulling: dict[str, asyncio.Lock] = field(default_factory=dict)
    _strangers: set[str] = field(default_factory=set)
    _hands: Hands = field(init=False)

    def __post_init__(self) -> None:
        """Let whoever finishes wake the loop: the next row of that lane is free now."""
        self._hands = Hands(AT_ONCE, self.loop.bell)
        self.owed = dict.fromkeys(self.context.accounts, self.context.clock())

    @property
    def news(self) -> asyncio.Event:
        """Return the bell that says: something was kept."""
        return self.loop.bell

    async def run(self, stop: asyncio.Event) -> None:
        """Work until *stop* is set; what is in hand is finished."""
        await self.loop.run(self.turn, stop)
        await self._hands.rest()

    async def turn(self) -> int:
        """Begin the oldest row that is due and return whether there was one; an idle turn only reads."""
        if not self._hands.free:
            return 0
        self._catch_up()
        reader, now = self.context.store.reader, self.context.clock()
        if not await inbox.anything_due(reader, now, self._leaving):
            return 0
        return await self._begin()

    @property
    def _leaving(self) -> str:
        return "" if self.may_speak() else Channel.AIBOT

    def _catch_up(self) -> None:
        now = self.context.clock()
        for account in [one for one, at in self.owed.items() if at <= now]:
            self._hands.give(("pull", account), self.pulled(account, b""))

    async def pulled(self, account: str, body: bytes) -> None:
        """Fetch what waits at *account*; where WeCom does not answer it stays owed."""
        self.owed[account] = self.context.clock() + PULL_AGAIN
        try:
            async with self._pulling.setdefault(account, asyncio.Lock()):
                await self.pull(account, body)
        except WeComError as error:
            _log.warning("pull_failed", account=account, error=str(error))
            return
        self.owed.pop(account, None)

    def wonder(self, account: str) -> None:
        """Note once that a 客服 account rings which no [[wecom.kf]] names: nobody can fetch what waits there."""
        if account not in self._strangers:
            self._strangers.add(account)
            _log.warning("unknown_kf_account", account=account)

    async def work_off(self) -> int:
        """Work off the oldest row that is due; return how many there were, none or one."""
        begun = await self._begin()
        await self._hands.rest()
        return begun

    async def _begin(self) -> int:
        """Take the oldest row that is due and work it off, or take it in hand where the network is asked."""
        begun, now = _Begun(), self.context.clock()
        try:
            reply = await self.context.store.writer.run(
                lambda session: self._taken(session, begun, now), name="hear"
            )
        except Exception as error:  # whatever it is, the rows beside it go on (R7)
            if begun.kept is None:
                raise
            await self._failed(begun.kept, error)
            return 1
        if begun.kept is None:
            return 0
        if begun.is_later:
            self._hands.give(begun.kept.id, self._in_hand(begun.kept, begun.turn))
        else:
            self._over(begun.kept, reply)
        return 1

    async def _taken(self, session: Session, begun: "_Begun", now: datetime) -> RobotReply | None:
        """Take a row and carry it out; one that asks the network first, or only reads, is only claimed."""
        begun.kept = kept = await inbox.take(session, now, self._leaving)
        if kept is None:
            return None
        begun.turn = turn = _WAYS[kept.channel].at_once(self, kept)
        if turn is None or turn.only_reads:
            begun.is_later = True
            await inbox.claim(session, kept.id, now)
            return None
        outcome, reply = await self._heard(session, kept, turn, now)
        await inbox.came_to(session, kept, outcome)
        return reply

    async def _in_hand(self, kept: Kept, turn: Turn | None) -> None:
        """Work off the row, which is claimed: without a *turn* yet ask the network for it."""
        try:
            turn = turn or await _WAYS[kept.channel].after_asking(self, kept)
            work = await self._work(kept, turn)

            async def job(session: Session) -> RobotReply | None:
                outcome, reply = await work(session)
                await inbox.done(session, kept.id, outcome)
                return reply

            reply = await self.context.store.writer.run(job, name="hear_in_hand")
        except Exception as error:  # as above
            await self._failed(kept, error)
            return
        self._over(kept, reply)

    async def _work(self, kept: Kept, turn: Turn) -> Callable[[Session], Awaitable[Heard]]:
        """Return what is left for the transaction: all of it, or of what only reads what it read."""
        now = self.context.clock()
        if not turn.only_reads:
            return lambda session: self._heard(session, kept, turn, now)
        owed: list[Write] = []
        heard = await self._heard(self.context.store.reader.apart(), kept, turn, now, owed)

        async def written(session: Session) -> Heard:
            for write in owed:
                await write(session)
            return heard

        return written

    async def _heard(
        self,
        session: Session,
        kept: Kept,
        turn: Turn,
        now: datetime,
        owed: list[Write] | None = None,
    ) -> Heard:
        """Understand one row and carry it out; what is to be written goes to *owed*, where that is given."""
        visit = Visit(
            context=self.context,
            session=session,
            owed=owed,
            lane=turn.lane,
            channel=turn.source,
            centre=turn.centre or self.context.centre_of(turn.lane),
            key=f"in/{kept.id}",
            now=now,
        )
        return await turn.hear(visit)

    def _over(self, kept: Kept, reply: RobotReply | None) -> None:
        self.stirred.set()
        if reply is not None:
            # under a key of its own: the next row of this lane must not wait for WeCom's answer
            self._hands.give(("reply", kept.id), self.reply(reply))

    async def _failed(self, kept: Kept, error: Exception) -> None:
        _log.warning(
            "message_failed",
            row=kept.id,
            channel=kept.channel,
            attempts=kept.attempts,
            error=type(error).__name__,
            exc_info=not isinstance(error, DeskError),
        )
        now = self.context.clock()

        async def job(session: Session) -> None:
            if await inbox.failed(session, kept.id, repr(error), now):
                await self._set_aside(session, kept, error)

        with suppress(ClaimLost):  # another replica has it now, and tries it itself
            await self.context.store.writer.run(job, name="failed")
        self.stirred.set()

    async def _set_aside(self, session: Session, kept: Kept, error: Exception) -> None:
        """Put a row that was given up before a person; the button lets it be tried again."""
        centre = self.context.accounts.get(kept.account, self.context.home)
        chore = desk_tasks.Chore(
            kind=desk_tasks.SET_ASIDE,
            subject=f"{tasks.MESSAGE}{kept.id}",
            text=staff.SET_ASIDE.format(channel=kept.channel, error=type(error).__name__),
            act="replay",
            row=kept.id,
        )
        await desk_tasks.begin(session, self.context.directory, centre, chore, self.context.clock())


@dataclass(slots=True)
class _Begun:
    """What a transaction took, known also where it failed."""

    kept: Kept | None = None
    turn: Turn | None = None
    is_later: bool = False


async def _kf_event(receiver: Receiver, kept: Kept) -> Turn:
    """A bell: what it rings for is fetched before, and comes as rows of its own."""
    if kept.account not in receiver.context.accounts:
        receiver.wonder(kept.account)
        outcome = "unknown_account"
    else:
        await receiver.pulled(kept.account, kept.body)
        outcome = "owed" if kept.account in receiver.owed else "pulled"

    async def hear(visit: Visit) -> Heard:
        return outcome, None

    return Turn(lane=kept.lane, source="微信客服", hear=hear, centre=receiver.context.home)


def _aibot(receiver: Receiver, kept: Kept) -> Turn | None:
    """Whom the directory knows by the name in the frame nobody needs to ask for."""
    message = robot.read(kept.body)
    if receiver.context.directory.staff(message.from_user, Channel.GROUP) is None:
        return None
    return turns.of_robot(receiver.context, kept, message, message.from_user)


async def _aibot_asked(receiver: Receiver, kept: Kept) -> Turn:
    message = robot.read(kept.body)
    return turns.of_robot(
        receiver.context, kept, message, await receiver.resolve(message.from_user)
    )


async def _never(receiver: Receiver, kept: Kept) -> Turn:
    raise AssertionError(f"a row of {kept.channel} asks nobody")


@dataclass(frozen=True, slots=True)
class Way:
    """How a row of one channel gets its turn.

    Attributes:
        at_once: its turn; None where the network must be asked first.
        after_asking: its turn, when the network was asked.
    """

    at_once: Callable[[Receiver, Kept], Turn | None]
    after_asking: Callable[[Receiver, Kept], Awaitable[Turn]] = _never


#: channel of a row → who speaks and what to do; a new way in is a row here
_WAYS: Mapping[str, Way] = {
    Channel.APP: Way(lambda receiver, kept: turns.of_app(receiver.context, kept)),
    Channel.KF: Way(lambda receiver, kept: turns.of_kf(kept)),
    Channel.KF_EVENT: Way(lambda receiver, kept: None, _kf_event),
    Channel.AIBOT: Way(_aibot, _aibot_asked),
    Channel.HOTLINE: Way(lambda receiver, kept: turns.of_hotline(kept)),
}
