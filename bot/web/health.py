"""What a watcher may ask: alive, ready, figures.

`/healthz` answers as long as the event loop turns; `/readyz` asks each part, at most PATIENCE
long; `/metrics` is for Prometheus. A failing part is named with a sentence of what to do, never why: the
why is in the log.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from types import MappingProxyType

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.runtime.metrics import Metrics
from bot.texts.outages import NOT_READY

#: Returns when the part works; raises when it does not.
Check = Callable[[], Awaitable[None]]

#: How long a part may take to say that it works.
PATIENCE = timedelta(seconds=2)

NO_CHECKS: Mapping[str, Check] = MappingProxyType({})
#: JSON as a person reads it
_in_chinese = partial(json.dumps, ensure_ascii=False)

_log = structlog.get_logger(__name__)

OK, FAILED, LATE = "ok", "failed", "late"


class NotWorking(Exception):
    """A part does not do its work; its name says all that is known."""


class Health:
    """The three routes; *checks* are named as product.md §6 does: database, scheduler, senders.

    *warnings* are asked and named beside them. *refresh* brings the gauges up to date before they are read.
    """

    def __init__(
        self,
        metrics: Metrics,
        checks: Mapping[str, Check],
        *,
        warnings: Mapping[str, Check] = NO_CHECKS,
        refresh: Check | None = None,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._metrics = metrics
        self._checks = dict(checks)
        self._warnings = dict(warnings)
        self._refresh = refresh
        self._patience = patience
        #: Checks under way. One that is late is never cancelled (it may be inside the database),
        #: and never started a second time beside itself.
        self._running: dict[str, asyncio.Task[None]] = {}
        #: what was said of each last: the log has a line when that changes, however often somebody asks
        self._said: dict[str, str] = {}

    def serve_on(self, application: web.Application, *, figures: bool = True) -> None:
        """Add the routes to *application*, and wait for what is under way when it ends.

        Without *figures* `/metrics` is not among them: nobody serves it, or another port does.
        """
        application.add_routes(self.routes())
        if figures:
            application.add_routes([self.figures_route()])

        async def close(_: web.Application) -> None:
            await self.close()

        application.on_cleanup.append(close)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
        ]

    def figures_route(self) -> web.RouteDef:
        return web.get("/metrics", self.figures)

    async def alive(self, _request: web.Request) -> web.Response:
        """Answer 200: the process runs and its loop turns."""
        return web.json_response({"alive": True})

    async def ready(self, _request: web.Request) -> web.Response:
        """Answer 200 if every part works, else 503; the body says which does not, and what to do.

        What will stop the work if nobody looks is among the `warnings`, and no reason for a 503.
        """
        states, warned = await self.states(), await self._ask(self._warnings)
        failing = [name for name, state in states.items() if state != OK]
        body: dict[str, object] = {"ready": not failing, "checks": states}
        warnings = [name for name, state in warned.items() if state != OK]
        for key, names in (("says", failing), ("warnings", warnings)):
            if names:
                body[key] = {name: NOT_READY.get(name, name) for name in names}
        return web.json_response(body, status=503 if failing else 200, dumps=_in_chinese)

    async def figures(self, _request: web.Request) -> web.Response:
        """Answer with every figure; a gauge that cannot be renewed keeps its last value."""
        if self._refresh is not None:
            await self._ask({"refresh": self._refresh})
        for name, works in (await self.works()).items():
            self._metrics.parts.labels(name).set(works)
        return web.Response(
            body=self._metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def states(self) -> dict[str, str]:
        """Return for each part `ok`, `failed` or `late`."""
        return await self._ask(self._checks)

    async def works(self) -> dict[str, bool]:
        """Return for each part, those that only warn too, whether it works."""
        found = await self._ask({**self._checks, **self._warnings})
        return {name: state == OK for name, state in found.items()}

    async def _ask(self, checks: Mapping[str, Check]) -> dict[str, str]:
        tasks = {name: self._started(name, check) for name, check in checks.items()}
        if tasks:
            await asyncio.wait(tasks.values(), timeout=self._patience.total_seconds())
        return {name: self._state(name, task) for name, task in tasks.items()}

    def _started(self, name: str, check: Check) -> asyncio.Task[None]:
        task = self._running.get(name)
        if task is None or task.done():
            task = self._running[name] = asyncio.ensure_future(_run(check))
        return task

    def _state(self, name: str, task: asyncio.Task[None]) -> str:
        state, error = OK, None
        if not task.done():
            state = LATE
        elif task.cancelled() or task.exception() is not None:
            state, error = FAILED, None if task.cancelled() else task.exception()
        if state != self._said.get(name, OK):
            is_known = error is None or isinstance(error, NotWorking)
            _log.warning("check", part=name, state=state, exc_info=None if is_known else error)
        self._said[name] = state
        return state

    async def close(self) -> None:
        """Wait for checks under way; called when the service stops."""
        if under_way := [task for task in self._running.values() if not task.done()]:
            await asyncio.wait(under_way, timeout=self._patience.total_seconds())


async def _run(check: Check) -> None:
    await check()
