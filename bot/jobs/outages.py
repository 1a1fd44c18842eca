"""Whoever runs the service hears once that a part of it does not work, and once that it works again.

Rule 1: one notice an outage, whichever replica sees it and however often they restart (`storage.people.outages`).
Rule 2: by app message and by SMS at once: where WeCom itself is what fails, the SMS arrives.
Rule 3: what cannot be stored, or would lie in an outbox that nobody works off, is said past it.
Rule 4: a part that fails for a moment is no outage: it must fail at `BEGINS_AFTER` looks in a row.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.config.directory import MGMT, WIN
from bot.context import Context
from bot.letters import kinds
from bot.letters.fallback import by_day
from bot.runtime.worker import Loop, rung
from bot.texts import outages as texts
from bot.wecom.errors import WeComError
from dispatch.profiles.values import Role
from dispatch.worktime.calendar import in_shanghai
from storage.database.session import Session
from storage.people import outages
from storage.queues import outbox
from storage.queues.letters import Letter, Urgency

_log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(seconds=30)
#: so many looks in a row a part fails before it is told, and works before it is over
BEGINS_AFTER, OVER_AFTER = 2, 10
#: a memory that does not take it within this takes nothing
STORED_WITHIN = timedelta(seconds=10)
#: what stops nothing tonight; whoever hears of it can do nothing before the morning
CAN_WAIT = frozenset({"calendar"})


@dataclass(slots=True, kw_only=True, eq=False)
class Outages:
    """Looks at each part as long as it runs.

    Attributes:
        look: returns for each part whether it works.
        phones: who gets the SMS; none without a gateway.
        past_outbox: sends a letter at once, remembered by nobody.
        is_stuck: whether the outbox is not worked off here.
        stirred: set when something was queued for the sender.
        told_past: what was said past the memory and is not stored yet.
    """

    context: Context
    look: Callable[[], Awaitable[Mapping[str, bool]]]
    phones: Sequence[str]
    past_outbox: Callable[[Letter, datetime], Awaitable[object]]
    is_stuck: Callable[[], bool]
    stirred: asyncio.Event
    loop: Loop = field(default_factory=lambda: Loop("outages", LOOK_EVERY))
    told_past: set[str] = field(default_factory=set)
    _failing: dict[str, int] = field(default_factory=dict)
    _working: dict[str, int] = field(default_factory=dict)
    _under_way: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        await rung(LOOK_EVERY, stop)  # what only begins is not broken
        await self.loop.run(self.turn, stop)

    async def turn(self) -> int:
        """Look once, and tell what began and what is over."""
        works, now = await self.look(), self.context.clock()
        self._failing = {
            p: self._failing.get(p, 0) + 1 for p, works_ in works.items() if not works_
        }
        self._working = {p: self._working.get(p, 0) + 1 for p, works_ in works.items() if works_}
        failing = [part for part, looks in self._failing.items() if looks >= BEGINS_AFTER]
        working = [part for part, looks in self._working.items() if looks >= OVER_AFTER]
        try:
            await self._in_time(self._stored(failing, working, now))
        except Exception as error:
            _log.error("outage_not_stored", parts=failing, error=type(error).__name__)
            await self._say_past(failing, now)
        return 0

    async def _in_time(self, storing: Coroutine[None, None, None]) -> None:
        """Await *storing*; what takes too long is left to itself, for it may be inside the database.

        Raises:
            TimeoutError: it is not done, or the one before it is not.
        """
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(storing)
        else:
            storing.close()
        await asyncio.wait([self._under_way], timeout=STORED_WITHIN.total_seconds())
        if not self._under_way.done():
            raise TimeoutError
        self._under_way.result()

    async def _stored(
        self, failing: Collection[str], working: Collection[str], now: datetime
    ) -> None:
        """Store what begins and what is over, with the letters; an idle look only reads."""
        running = await outages.running(self.context.store.reader)
        over = running & {*working}
        if not failing and not over and not self.told_past:
            return

        async def job(session: Session) -> list[Letter]:
            letters = await self._begun(session, failing, now)
            letters += await self._over(session, over, now)
            await outbox.put(session, letters, now)
            return letters

        letters = await self.context.store.writer.run(job, name="outages")
        self.told_past.clear()
        if letters:
            self.stirred.set()
            _log.warning("operator_told", letters=len(letters), failing=sorted(failing))
        if self.is_stuck():
            await self._say(letters, now)

    async def _say_past(self, failing: Collection[str], now: datetime) -> None:
        for part in {*failing} - self.told_past:
            self.told_past.add(part)
            await self._say(self._letters(part, texts.begun(part, None), "begun", now), now)

    async def _say(self, letters: Sequence[Letter], now: datetime) -> None:
        for letter in letters:
            try:
                await self.past_outbox(letter, now)
            except WeComError as error:  # the other way may go
                _log.error("operator_not_told", kind=letter.kind, error=str(error))

    async def _begun(
        self, session: Session, failing: Collection[str], now: datetime
    ) -> list[Letter]:
        """Note what is seen to fail; return what is said of it, where nobody said it yet."""
        letters = []
        for part in {*failing, *self.told_past}:
            if await outages.seen(session, part, now) and part not in self.told_past:
                letters += self._letters(part, texts.begun(part, now), "begun", now)
        return letters

    async def _over(
        self, session: Session, working: Collection[str], now: datetime
    ) -> list[Letter]:
        """Return what is said of each part that works and that nobody sees failing any more."""
        letters = []
        for part in working:
            if (begun_at := await outages.over(session, part, now)) is not None:
                letters += self._letters(part, texts.over(part, begun_at, now), "over", now)
        return letters

    def _letters(self, part: str, words: str, what: str, now: datetime) -> list[Letter]:
        """Return the letters to everybody who runs the service.

        Their keys name ten minutes, so that replicas that cannot know of each other say the same twice.
        """
        local = in_shanghai(now)
        key = f"outage/{part}/{what}/{local:%Y%m%dT%H}{local.minute // 10}"
        said = [kinds.text(kinds.member(userid), words) for userid in self._operators()]
        said += [kinds.sms(f"operator{n}", phone, words) for n, phone in enumerate(self.phones)]
        at = by_day(now) if part in CAN_WAIT else None
        return [
            one.letter(f"{key}/{n}", urgency=Urgency.AWAITED, not_before=at)
            for n, one in enumerate(said)
        ]

    def _operators(self) -> tuple[str, ...]:
        """Return who runs the service in any centre; where nobody is named, who runs the centres."""
        directory, centres = self.context.directory, self.context.desk.centres
        for roles in ({Role.OPERATOR}, MGMT, WIN):
            if found := [one for centre in centres for one in directory.holding(roles, centre)]:
                return tuple(dict.fromkeys(found))
        return ()
