"""What /readyz asks and /metrics shows of a running service."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import partial
from typing import Protocol

import structlog

from bot.clock import monotonic
from bot.context import Context
from bot.delivery.sender import Sender
from bot.inbound.receiver import Receiver
from bot.jobs.sweeps import Sweeps
from bot.runtime.lease import Lease
from bot.runtime.metrics import Metrics, renew
from bot.web.health import Check, NotWorking
from bot.wecom.robot import Robot
from dispatch.worktime.calendar import in_shanghai
from storage.people import tasks
from storage.queues import inbox, outbox, outbox_lookups, partner_sync
from storage.queues.letters import LetterKind
from storage.tickets import lists, tickets, turns

_log = structlog.get_logger(__name__)

#: a worker that has not finished a turn for so long does not work; a turn may wait for one commit
SILENT_FOR = timedelta(seconds=60)
#: letters that wait so long while none leaves: nobody hears from us
UNSENT_FOR = timedelta(minutes=10)
#: what takes longer the more tickets there are is counted no more often
COUNTED_EVERY = timedelta(seconds=30)
#: begun when whoever asked has been answered, for all reads share a connection
COUNTED_AFTER = timedelta(seconds=1)
#: who takes what: one that is away says nothing of the others, and what it is called in /readyz
_LEAVE: Mapping[str, Collection[LetterKind]] = {
    "letters": frozenset(LetterKind)
    - {LetterKind.SMS, LetterKind.HOTLINE, LetterKind.OFFICIAL_TEMPLATE},
    "sms": (LetterKind.SMS,),
    "partners": (LetterKind.HOTLINE,),
}
#: bytes below which the disk of the database is nearly full: some days of a busy centre
LEAST_FREE = 500 * 1024 * 1024


class Watched(Protocol):
    """What is looked at of a running service."""

    context: Context
    receiver: Receiver
    sender: Sender
    sweeps: Sweeps
    metrics: Metrics
    robot: Robot | None
    lease: Lease


def checks_of(service: Watched) -> Mapping[str, Check]:
    """Return the named checks: database, scheduler, senders of product §6, and what else may go wrong.

    What each says when it fails stands in `bot.texts.outages.NOT_READY`.
    """

    async def database() -> None:
        await service.context.store.ping()

    async def scheduler() -> None:
        if not service.sweeps.loop.is_turning(SILENT_FOR):
            raise NotWorking

    async def senders() -> None:
        sender, receiver = service.sender, service.receiver
        if sender.is_app_shut_out:  # WeCom shut us out: wrong secret, IP or permission
            raise NotWorking
        if not (sender.loop.is_turning(SILENT_FOR) and receiver.loop.is_turning(SILENT_FOR)):
            raise NotWorking

    async def database_file() -> None:
        service.context.store.writer.assert_there()

    return {
        "database": database,
        "database_file": database_file,
        "scheduler": scheduler,
        "senders": senders,
    }


def warnings_of(service: Watched) -> Mapping[str, Check]:
    """Return what is named and turns no callback away: it will stop the work, or stops some of it."""
    return {
        "disk": partial(_disk, service),
        "calendar": partial(_calendar, service),
        **{part: partial(_leaving, service, kinds) for part, kinds in _LEAVE.items()},
        "doors": partial(_doors, service),
        "robot": partial(_robot, service),
        "clock": partial(_clock, service),
    }


async def _disk(service: Watched) -> None:
    if (free := service.context.store.free_bytes()) is not None and free < LEAST_FREE:
        raise NotWorking


async def _calendar(service: Watched) -> None:
    this = in_shanghai(service.context.clock()).year
    centres = service.context.desk.centres.values()
    if any(this not in centre.rules.calendar.announced for centre in centres):
        raise NotWorking


async def _leaving(service: Watched, kinds: Collection[LetterKind]) -> None:
    since = service.context.clock() - UNSENT_FOR
    if await outbox_lookups.nothing_leaves(service.context.store.reader, kinds, since):
        raise NotWorking


async def _doors(service: Watched) -> None:
    if service.sender.is_paused:
        raise NotWorking


async def _clock(service: Watched) -> None:
    if service.context.clock_check.off is not None:
        raise NotWorking


async def _robot(service: Watched) -> None:
    if service.robot is not None and service.lease.held() and not service.robot.connected:
        raise NotWorking


def _seen(counting: "asyncio.Task[None]") -> None:
    """Look at how it ended: a figure that cannot be counted keeps its last value."""
    if not counting.cancelled() and (error := counting.exception()) is not None:
        _log.warning("not_counted", error=type(error).__name__)


def refresh_of(service: Watched) -> Check:
    """Return what brings the gauges up to date.

    What is counted over all tickets is counted apart, at most once in `COUNTED_EVERY`, and nobody but the
    first waits for it: who asks for the figures meanwhile reads the last ones.
    """
    counting: asyncio.Task[None] | None = None
    counted_at = 0.0

    async def count_all(after: timedelta) -> None:
        nonlocal counted_at
        await asyncio.sleep(after.total_seconds())
        reader, metrics = service.context.store.reader.apart(), service.metrics
        renew(metrics.tickets, await tickets.counts(reader))
        owed, late = await turns.counts(reader, service.context.clock())
        renew(metrics.owed, owed)
        renew(metrics.owed_late, late)
        counted_at = monotonic()

    async def refresh() -> None:
        nonlocal counting
        is_first = not counted_at
        is_old = is_first or monotonic() - counted_at >= COUNTED_EVERY.total_seconds()
        if is_old and (counting is None or counting.done()):
            after = timedelta() if is_first else COUNTED_AFTER
            counting = asyncio.create_task(count_all(after))
            counting.add_done_callback(_seen)
        if is_first and counting is not None:
            await asyncio.shield(counting)
        reader, metrics = service.context.store.reader, service.metrics
        for state, count in (await inbox.counts(reader)).items():
            metrics.inbox.labels(state).set(count)
        for state, count in (await outbox.counts(reader)).items():
            metrics.outbox.labels(state).set(count)
        renew(metrics.hotline, await partner_sync.unsynced(reader))
        renew(metrics.tasks, await tasks.counts(reader))
        oldest_at = await lists.oldest_waiting_at(reader)
        waited = service.context.clock() - oldest_at if oldest_at else timedelta()
        metrics.inbox_oldest_age.set(max(0.0, waited.total_seconds()))
        shut = service.sender.shut.at(service.context.clock())
        renew(metrics.shut_doors, dict.fromkeys(shut, 1))
        metrics.clock_ahead.set(service.context.clock_check.ahead.total_seconds())

    return refresh
