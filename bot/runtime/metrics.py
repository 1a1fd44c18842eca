"""What can be measured from outside: counters and gauges in a registry of their own."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from bot import clock

_LAG_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """Every figure of one running service.

    Attributes:
        callbacks: callbacks by way (app, kf, official, aibot) and answer (`200`, `401`, `closed`; `odd`
            for what came over the robot's line and is no frame).
        inbox: rows by state (waiting, quarantined).
        inbox_oldest_age: seconds since the oldest waiting row was received; 0 when none waits.
        outbox: letters by state (waiting, sending, parked, unsure, held).
        sends: sends by channel and outcome (sent, retry, parked, unsure, held).
        late: steps of the late message (official, sms, call …) by outcome (queued, skipped …).
        hotline: tickets that 12345 or a partner was not told all of (waiting, parked), WZ-6.2.
        tickets: by state, closed ones by how they ended.
        owed: open tickets by what the next step is (triage, handle, call …), whoever's turn it is.
        owed_late: those of them that wait longer than they should.
        tasks: open desk tasks by kind (人工, 待确认 …).
        shut_doors: 1 for each door that WeCom has shut: an API, and whose it is where there are several.
        clock_ahead: seconds by which our clock is ahead of WeCom's, negative where it is behind.
        parts: 1 for each part of /readyz that works, 0 for one that does not.
        loop_lag: seconds by which the event loop came late.
    """

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        self.callbacks = Counter(
            "yousu_callbacks", "Callbacks received", ["way", "answer"], registry=registry
        )
        self.inbox = Gauge("yousu_inbox_rows", "Inbox rows", ["state"], registry=registry)
        self.inbox_oldest_age = Gauge(
            "yousu_inbox_oldest_age_seconds", "Age of the oldest waiting row", registry=registry
        )
        self.outbox = Gauge("yousu_outbox_letters", "Outbox letters", ["state"], registry=registry)
        self.sends = Counter("yousu_sends", "Sends", ["channel", "outcome"], registry=registry)
        self.late = Counter(
            "yousu_late_steps", "Steps of the late message", ["step", "outcome"], registry=registry
        )
        self.hotline = Gauge(
            "yousu_hotline_unsynced_tickets",
            "Tickets not told in full to 12345 or a partner",
            ["state"],
            registry=registry,
        )
        self.tickets = Gauge("yousu_tickets", "Tickets", ["state"], registry=registry)
        self.owed = Gauge(
            "yousu_owed_tickets", "Tickets by the next step", ["step"], registry=registry
        )
        self.owed_late = Gauge(
            "yousu_owed_late_tickets", "Those that wait too long", ["step"], registry=registry
        )
        self.tasks = Gauge("yousu_desk_tasks", "Open desk tasks", ["kind"], registry=registry)
        self.parts = Gauge(
            "yousu_part_works", "Parts of the service that work", ["part"], registry=registry
        )
        self.shut_doors = Gauge(
            "yousu_door_shut", "Doors that WeCom has shut", ["door"], registry=registry
        )
        self.clock_ahead = Gauge(
            "yousu_clock_ahead_seconds", "Our clock ahead of WeCom's", registry=registry
        )
        self.loop_lag = Histogram(
            "yousu_loop_lag_seconds",
            "How late the event loop came",
            buckets=_LAG_BUCKETS,
            registry=registry,
        )

    def count_send(self, kind: str, outcome: str) -> None:
        self.sends.labels(kind, outcome).inc()

    def count_late(self, step: str, outcome: str) -> None:
        self.late.labels(step, outcome).inc()

    def text(self) -> bytes:
        return generate_latest(self.registry)

    async def watch_loop(self, every: timedelta = timedelta(seconds=1)) -> None:
        """Measure how late the event loop comes, until cancelled."""
        step = every.total_seconds()
        while True:
            begun = clock.monotonic()
            await asyncio.sleep(step)
            self.loop_lag.observe(max(0.0, clock.monotonic() - begun - step))


def renew(gauge: Gauge, counts: Mapping[str, int]) -> None:
    """Set every label of *gauge* anew; a label that is gone must not keep its last figure."""
    gauge.clear()
    for label, count in counts.items():
        gauge.labels(label).set(count)
