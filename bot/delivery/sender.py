"""Works off the outbox: the urgent first, one letter of each listener at a time, at WeCom's pace.

Delivery is at least once. What WeCom checks for duplicates is repeated after a doubt; what it does
not (webhook, robot) is marked 待确认 and put before a person, never blindly repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.context import Context
from bot.delivery import on_failure, on_success, repeat_filter
from bot.delivery.attachments import NotReady
from bot.delivery.channels import REPEATABLE, WAYS, Doors
from bot.delivery.on_failure import DOUBT, Failure
from bot.delivery.pacing import SharedPace
from bot.delivery.shut_doors import APP_DOOR, ShutDoors, door_of
from bot.runtime.worker import Hands, Loop
from bot.wecom.errors import Alarm, WeComError
from bot.wecom.pace import SLACK
from bot.wecom.token import knocking
from storage.database.session import Session
from storage.queues import outbox, sendings
from storage.queues.letters import LetterKind, Posted, Result, Urgency

_log = structlog.get_logger(__name__)

#: how many lanes are served side by side, and how many more where somebody is in danger or hours count:
#: a WeCom that answers none of the others for ten seconds holds them up no longer than it must
AT_ONCE, FOR_THE_URGENT = 32, 4
IDLE = timedelta(seconds=1)
#: what was longer under way is counted once more, from its end: WeCom counts arrivals
LONG = SLACK / 2

Count = Callable[[str, str], None]


@dataclass(slots=True, kw_only=True, eq=False)
class Sender:
    """Sends letters as long as it runs.

    Attributes:
        count: told (kind, outcome) of each letter, for metrics.
        shut: the doors that WeCom shut (wrong secret, IP, no permission): nothing leaves there before
            they open; the others go on.
        may_speak: whether the group robot is this replica's to use (`bot.runtime.lease`); else letters to
            groups are left to the one whose it is, and only that one falls back to other ways.
    """

    context: Context
    doors: Doors
    count: Count = lambda kind, outcome: None
    may_speak: Callable[[], bool] = lambda: True
    pace: SharedPace = field(default_factory=SharedPace)
    loop: Loop = field(default_factory=lambda: Loop("sender", IDLE))
    shut: ShutDoors = field(default_factory=ShutDoors)
    _hands: Hands = field(init=False)

    def __post_init__(self) -> None:
        """Let whoever finishes wake the loop: the next letter of that lane may go now."""
        self._hands = Hands(AT_ONCE + FOR_THE_URGENT, self.loop.bell)

    @property
    def news(self) -> asyncio.Event:
        """Return the bell that says: something was put into the outbox."""
        return self.loop.bell

    @property
    def is_paused(self) -> bool:
        """True while any door is left alone after WeCom shut it."""
        return bool(self.shut.at(self.context.clock()))

    @property
    def is_app_shut_out(self) -> bool:
        """True while the app itself, through which staff are spoken to, is left alone after WeCom shut it out."""
        return APP_DOOR in self.shut.at(self.context.clock())

    async def run(self, stop: asyncio.Event) -> None:
        """Work until *stop* is set; what is in hand is finished."""
        await self.loop.run(self.turn, stop)
        await self._hands.rest()

    async def turn(self) -> int:
        """Settle what a dead process left, then take what is due; an idle turn only reads."""
        now, reader = self.context.clock(), self.context.store.reader
        if await outbox.anything_left(reader, now):
            await self.recover()
        most, least = self._free
        if not most or not await outbox.anything_due(reader, now, self._leaving, least):
            return 0
        return await self._take()

    @property
    def _free(self) -> tuple[int, Urgency]:
        """Return how many letters may be taken, and how urgent each must be."""
        free = self._hands.free
        if free > FOR_THE_URGENT:
            return free - FOR_THE_URGENT, Urgency.ORDINARY
        return free, Urgency.HOURS

    @property
    def _leaving(self) -> str:
        return "" if self.may_speak() else LetterKind.GROUP

    async def recover(self) -> None:
        """Settle letters that were being sent when a process died: repeat, or mark 待确认.

        What is in hand here is not left: it is slow, or the clock jumped over the end of its claim.
        """
        now = self.context.clock()

        async def job(session: Session) -> None:
            for letter in await outbox.reclaim(session, now):
                if letter.id in self._hands:
                    continue
                if letter.kind in REPEATABLE:
                    await outbox.retry(session, letter.id, f"{DOUBT}a process died", now)
                else:
                    failure = Failure(letter=letter, error=WeComError(where="a process died"))
                    await on_failure.doubt(self.context, session, failure, now)

        await self.context.store.writer.run(job, name="recover")

    async def send_due(self) -> int:
        """Send one letter of each lane whose time has come; return how many were tried."""
        taken = await self._take()
        await self._hands.rest()
        return taken

    async def _take(self) -> int:
        leaving, (most, least) = self._leaving, self._free

        async def job(session: Session) -> list[Posted]:
            await sendings.exclusively(session)
            now = self.context.clock()  # not before: the others let go until here
            taken = await outbox.take(session, now, most, leaving, least)
            going = await self.pace.lets_go(session, taken, now)
            return await repeat_filter.told_apart(session, going, now)

        letters = await self.context.store.writer.run(job, name="post")
        for letter in letters:
            self._hands.give(letter.id, self._one(letter))
        return len(letters)

    async def _one(self, letter: Posted) -> None:
        """Send *letter*, or note why it did not go; whatever is wrong with it, its lane goes on."""
        try:
            result = await self._left(letter)
        except WeComError as error:
            await self._failed(letter, error)
        except Exception as error:  # an unknown kind, a payload without its parts: a bug of ours
            _log.exception("letter_broken", letter=letter.key, kind=letter.kind)
            await self._failed(letter, on_failure.Broken(where=type(error).__name__))
        else:
            if result is not None:
                await self._sent(letter, result)

    async def _left(self, letter: Posted) -> Result | None:
        """Send *letter*, None if its door is shut; what took long is counted once more, from its end."""
        begun_at = self.context.clock()
        opens_at = self.shut.until(letter, begun_at)
        if opens_at is not None:
            error = letter.error or "its door is shut"
            await self._store(lambda s: on_failure.put_back(s, letter, error, opens_at), "shut")
            return None
        try:
            with knocking(urgent=letter.urgency.is_rushing):
                return await WAYS[letter.kind](self.doors, letter)
        finally:
            now = self.context.clock()
            if now - begun_at > LONG:
                await self._store(lambda s: self.pace.took(s, letter, now), "pace")

    async def _sent(self, letter: Posted, result: Result) -> None:
        now = self.context.clock()
        self.shut.opened(letter)
        self.count(letter.kind, "sent")
        await self._store(
            lambda session: on_success.note(self.context, session, letter, result, now), "sent"
        )

    async def _failed(self, letter: Posted, error: WeComError) -> None:
        now = self.context.clock()
        failure = Failure(letter=letter, error=error)
        remedy = on_failure.for_(failure, now)
        if isinstance(error, Alarm):
            self.shut.shut(letter, now)
            _log.error("door_shut", door=door_of(letter), errcode=error.errcode)
        self.count(letter.kind, remedy.__name__)
        say = _log.debug if isinstance(error, NotReady) else _log.warning
        say("letter_failed", letter=letter.key, kind=letter.kind, error=str(error))
        await self._store(lambda session: remedy(self.context, session, failure, now), "failed")

    async def _store(self, job: Callable[[Session], Awaitable[None]], name: str) -> None:
        await self.context.store.writer.run(job, name=name)
        self.loop.bell.set()
