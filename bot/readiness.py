"""What /readyz asks and /metrics shows of a running service."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from bot.context import Context
from bot.delivery.sender import Sender
from bot.inbound.receiver import Receiver
from bot.jobs.sweeps import Sweeps
from bot.runtime.metrics import Metrics, renew
from bot.web.health import Check
from storage.people import tasks
from storage.queues import inbox, outbox, partner_sync
from storage.tickets import lists, tickets, turns

#: a worker that has not finished a turn for so long does not work; a turn may wait for one commit
SILENT_FOR = timedelta(seconds=60)


class NotWorking(Exception):
    """A part does not do its work; the log says why."""


class Watched(Protocol):
    """What is looked at of a running service."""

    context: Context
    receiver: Receiver
    sender: Sender
    sweeps: Sweeps
    metrics: Metrics


def checks_of(service: Watched) -> Mapping[str, Check]:
    """Return the named checks of product §6: database, scheduler, senders."""

    async def database() -> None:
        await service.context.store.ping()

    async def scheduler() -> None:
        if not service.sweeps.loop.is_turning(SILENT_FOR):
            raise NotWorking

    async def senders() -> None:
        sender, receiver = service.sender, service.receiver
        if sender.is_paused:  # WeCom shut us out: wrong secret, IP or permission
            raise NotWorking
        if not (sender.loop.is_turning(SILENT_FOR) and receiver.loop.is_turning(SILENT_FOR)):
            raise NotWorking

    return {"database": database, "scheduler": scheduler, "senders": senders}


def refresh_of(service: Watched) -> Check:
    """Return what brings the gauges up to date."""

    async def refresh() -> None:
        reader, metrics = service.context.store.reader, service.metrics
        for state, count in (await inbox.counts(reader)).items():
            metrics.inbox.labels(state).set(count)
        for state, count in (await outbox.counts(reader)).items():
            metrics.outbox.labels(state).set(count)
        renew(metrics.hotline, await partner_sync.unsynced(reader))
        renew(metrics.tickets, await tickets.counts(reader))
        owed, late = await turns.counts(reader, service.context.clock())
        renew(metrics.owed, owed)
        renew(metrics.owed_late, late)
        renew(metrics.tasks, await tasks.counts(reader))
        oldest_at = await lists.oldest_waiting_at(reader)
        waited = service.context.clock() - oldest_at if oldest_at else timedelta()
        metrics.inbox_oldest_age.set(max(0.0, waited.total_seconds()))

    return refresh
