"""When things run: one monotonic tick takes what is due; the calendar's jobs fire by APScheduler.

No decision here: what is due, `dispatch.lifecycle.wake` and `intake.conversation.dialogue` say.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.citizen import conversation
from bot.citizen.conversation import Visit
from bot.context import Context
from bot.jobs import digest, finished_tasks, sealing, unreadable
from bot.runtime.worker import Loop
from dispatch.lifecycle.wake import due_now
from storage.database import job_slots
from storage.database.errors import StaleTicket
from storage.database.session import Session
from storage.people import conversations
from storage.tickets import checkpoints, tickets

_log = structlog.get_logger(__name__)

TICK = timedelta(seconds=1)
#: how many are taken in one go; what is left is taken right after
AT_ONCE = 200
#: what failed is looked at again after this
LEFT_ALONE = timedelta(minutes=5)


@dataclass(slots=True, kw_only=True, eq=False)
class Sweeps:
    """Takes what is due, as long as it runs.

    Attributes:
        stirred: set when something was queued for the sender.
        poisoned: what failed, and when it may be looked at again: the others must not wait for it.
    """

    context: Context
    stirred: asyncio.Event
    loop: Loop = field(default_factory=lambda: Loop("sweeps", TICK))
    poisoned: dict[str, datetime] = field(default_factory=dict)

    @property
    def nudge(self) -> asyncio.Event:
        """Return the bell that wakes the sweeps before their tick, e.g. when a clock was moved."""
        return self.loop.bell

    async def run(self, stop: asyncio.Event) -> None:
        await self.loop.run(self.sweep, stop)

    async def sweep(self) -> int:
        """Give due tickets and conversations their turn, at most `AT_ONCE` of each; return how many.

        While there are any it is called again at once, so that much that is due is soon worked off.
        """
        now, reader = self.context.clock(), self.context.store.reader
        self.poisoned = {what: at for what, at in self.poisoned.items() if at > now}
        most = AT_ONCE + len(self.poisoned)
        due: list[tuple[str, Callable[[str], Awaitable[None]], str]] = []
        due += [(f"ticket:{no}", self._ticket, no) for no in await tickets.due(reader, now, most)]
        lanes = await conversations.due(reader, now, most)
        due += [(f"lane:{self._mark(lane)}", self._lane, lane) for lane in lanes]
        looked = await unreadable.show(self.context, now)
        looked += await finished_tasks.show(self.context, now)
        for what, look, which in due:
            if what not in self.poisoned:
                await self._guarded(what, look(which))
                looked += 1
        if looked:
            self.stirred.set()
        return looked

    async def _guarded(self, what: str, looking: Awaitable[None]) -> None:
        """Await *looking*; what fails is left alone for a while, unless the memory itself is away."""
        try:
            await looking
        except Exception as error:
            await self.context.store.ping()  # away: the whole tick fails and is tried again later
            self.poisoned[what] = self.context.clock() + LEFT_ALONE
            _log.exception("sweep_poisoned", what=what, error=type(error).__name__)

    async def _ticket(self, no: str) -> None:
        now = self.context.clock()

        async def job(session: Session) -> None:
            ticket = await tickets.load(session, no)
            for command in due_now(ticket, now):
                ticket = await self.context.desk.within(session, ticket, command, now)

        try:
            await self.context.store.writer.run(job, name="sweep")
        except StaleTicket:
            _log.info("sweep_overtaken", ticket=no)  # somebody moved it: it is looked at again

    async def _lane(self, lane: str) -> None:
        now = self.context.clock()

        async def job(session: Session) -> None:
            visit = Visit(
                context=self.context,
                session=session,
                lane=lane,
                channel="sweep",
                centre=self.context.centre_of(lane),
                key=f"talk/{self._mark(lane)}/{now.timestamp():.0f}",
                now=now,
            )
            await conversation.look_again(visit)

        await self.context.store.writer.run(job, name="look_again")

    def _mark(self, lane: str) -> str:
        """Return what a lane is called in keys and logs, where nobody shall read or try out whose it is."""
        return self.context.store.reader.keys.blind("talk", lane)[:16]


def calendar(context: Context) -> AsyncIOScheduler:
    """Return the scheduler of what belongs to the calendar; the caller starts and stops it.

    APScheduler drops a job that is a second late unless told otherwise (reliability §0.4), and each
    (job, slot) is claimed in the database, so that one replica of many does it.
    """
    scheduler = AsyncIOScheduler(
        timezone="Asia/Shanghai",
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )

    async def seal() -> None:
        now = context.clock()

        async def job(session: Session) -> bool:
            mine = await job_slots.claim(session, "checkpoint", f"{now:%Y-%m-%dT%H}")
            return mine and await checkpoints.checkpoint(session, now)

        if await context.store.writer.run(job, name="checkpoint"):
            await sealing.anchored(context.store)

    async def greet() -> None:
        await digest.send(context, context.clock())

    scheduler.add_job(seal, CronTrigger(minute=3), id="checkpoint")
    for centre in context.desk.centres.values():
        opens = centre.rules.hours.opens if centre.rules.hours else time(8, 30)
        trigger = CronTrigger(hour=opens.hour, minute=opens.minute, second=5)
        scheduler.add_job(greet, trigger, id=f"digest-{centre.id}")
    return scheduler
