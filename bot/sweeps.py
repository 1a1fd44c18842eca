"""When things run: one monotonic tick takes what is due; the calendar's jobs fire by APScheduler.

No decision here: what is due, `dispatch.wake` and `intake.dialogue` say.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot import citizens
from bot.citizens import Visit
from bot.house import House
from dispatch.errors import DeskError
from dispatch.wake import due_now
from storage import checkpoints, conversations, slots, tickets
from storage.session import Session

_log = structlog.get_logger(__name__)

TICK = timedelta(seconds=1)
#: how many are taken in one go; what is left is due at the next tick
AT_ONCE = 200


@dataclass(slots=True, kw_only=True, eq=False)
class Sweeps:
    """Takes what is due, as long as it runs.

    Attributes:
        stirred: set when something was queued for the sender.
        beat: the house clock's time of the last full tick, for /readyz.
    """

    house: House
    stirred: asyncio.Event
    nudge: asyncio.Event = field(default_factory=asyncio.Event)
    beats: int = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until *stop* is set; a failing tick is logged and the next one tries again."""
        while not stop.is_set():
            try:
                await self.sweep()
            except Exception:  # a database away for a while must not end the sweeps
                _log.exception("sweep_failed")
            self.beats += 1
            self.nudge.clear()
            waiting = [asyncio.ensure_future(e.wait()) for e in (stop, self.nudge)]
            await asyncio.wait(
                waiting, timeout=TICK.total_seconds(), return_when=asyncio.FIRST_COMPLETED
            )
            for each in waiting:
                each.cancel()

    async def sweep(self) -> int:
        """Give every due ticket and conversation its turn; return how many there were."""
        now = self.house.clock()
        reader = self.house.store.reader
        due = await tickets.due(reader, now, AT_ONCE)
        for no in due:
            await self._ticket(no)
        lanes = await conversations.due(reader, now, AT_ONCE)
        for lane in lanes:
            await self._lane(lane)
        if due or lanes:
            self.stirred.set()
        return len(due) + len(lanes)

    async def _ticket(self, no: str) -> None:
        now = self.house.clock()

        async def job(session: Session) -> None:
            for command in due_now(await tickets.load(session, no), now):
                await self.house.desk.within(session, no, command, now)

        try:
            await self.house.store.writer.run(job, name="sweep")
        except DeskError as error:
            _log.warning("sweep_refused", ticket=no, error=type(error).__name__)

    async def _lane(self, lane: str) -> None:
        now = self.house.clock()

        async def job(session: Session) -> None:
            visit = Visit(
                house=self.house,
                session=session,
                lane=lane,
                channel="sweep",
                centre=self._centre(lane),
                key=f"talk/{lane}/{now.timestamp():.0f}",
                now=now,
            )
            await citizens.look_again(visit)

        await self.house.store.writer.run(job, name="look_again")

    def _centre(self, lane: str) -> str:
        account = lane.split(":")[1]
        return self.house.accounts.get(account, self.house.home)


def calendar(house: House) -> AsyncIOScheduler:
    """Return the scheduler of what belongs to the calendar; the caller starts and stops it.

    APScheduler drops a job that is a second late unless told otherwise (reliability §0.4), and each
    (job, slot) is claimed in the database, so that one replica of many does it.
    """
    scheduler = AsyncIOScheduler(
        timezone="Asia/Shanghai",
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )

    async def seal() -> None:
        now = house.clock()

        async def job(session: Session) -> None:
            if await slots.claim(session, "checkpoint", f"{now:%Y-%m-%dT%H}"):
                await checkpoints.checkpoint(session, now)

        await house.store.writer.run(job, name="checkpoint")

    scheduler.add_job(seal, CronTrigger(minute=3), id="checkpoint")
    return scheduler
