"""What /readyz asks and /metrics shows of a running service."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.health import Check
from storage import inbox, outbox

if TYPE_CHECKING:
    from bot.app import Service


class NotWorking(Exception):
    """A part does not do its work; the log says why."""


def checks_of(service: "Service") -> Mapping[str, Check]:
    """Return the named checks of product §6: database, scheduler, senders (and the robot)."""

    async def database() -> None:
        await service.house.store.ping()

    async def scheduler() -> None:
        if not service.sweeps.beats:
            raise NotWorking

    async def senders() -> None:
        if service.sender.paused_until is not None and (
            service.house.clock() < service.sender.paused_until
        ):
            raise NotWorking

    return {"database": database, "scheduler": scheduler, "senders": senders}


def refresh_of(service: "Service") -> Check:
    """Return what brings the gauges up to date."""

    async def refresh() -> None:
        reader = service.house.store.reader
        for state, count in (await inbox.counts(reader)).items():
            service.metrics.inbox.labels(state).set(count)
        for state, count in (await outbox.counts(reader)).items():
            service.metrics.outbox.labels(state).set(count)

    return refresh
