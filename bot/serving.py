"""What is served over HTTP and where: every route, who logs and hardens the answers, how listening ends."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiohttp import web

from bot.callback import app as callback
from bot.callback import hotline as hotline_door
from bot.callback.guesses import Guesses
from bot.callback.keeping import Keep
from bot.config.sections import Settings
from bot.letters.answer_links import Links
from bot.readiness import Watched
from bot.runtime.access_log import Access
from bot.runtime.last_requests import LastRequests, listen, server_of
from bot.web import headers
from bot.web.answer_page import AnswerPage
from bot.web.bad_requests import handlers
from bot.web.health import Health

End = Callable[[], Awaitable[None]]


class Served(Watched, Protocol):
    """What is served of a running service; *port* is where it listens."""

    settings: Settings
    port: int

    @property
    def keep(self) -> Keep:
        """Return what keeps what came in."""


async def open_routes(service: Served, health: Health, port: int | None) -> End:
    """Open the routes; what is returned lets nobody in any more and answers whoever was.

    Raises:
        OSError: a port is taken.
    """
    server = service.settings.server
    with_figures = server.metrics and not server.metrics_port
    application = _application(service, health, figures=with_figures)
    end, service.port = await listening_on(
        application, server.host, server.port if port is None else port
    )
    if not server.metrics or with_figures:
        return end
    figures = web.Application()
    figures.add_routes([health.figures_route()])
    figures.on_response_prepare.append(headers.harden)
    try:
        end_figures, _ = await listening_on(figures, server.host, server.metrics_port)
    except BaseException:
        await end()
        raise

    async def end_both() -> None:
        await end()
        await end_figures()

    return end_both


async def listening_on(application: web.Application, host: str, port: int) -> tuple[End, int]:
    """Listen; return how it ends, and on which port."""
    last = LastRequests()
    last.watch(application)
    how: dict[str, Any] = {"access_log_class": Access, "auto_decompress": False}
    runner = web.AppRunner(application, shutdown_timeout=2, **how)
    await runner.setup()
    readers = handlers(server_of(runner), **how)
    try:
        listening = await listen(runner, host, port, readers)
    except BaseException:
        await runner.cleanup()
        raise

    async def end() -> None:
        await last.end(runner, listening, readers)
        await runner.cleanup()

    return end, int(listening.sockets[0].getsockname()[1])


def _application(service: Served, health: Health, *, figures: bool) -> web.Application:
    metrics = service.metrics
    application = web.Application()
    application.add_routes(
        callback.routes(
            callback.pairs_of(service.settings),
            service.keep,
            service.context.clock,
            count=lambda answer: metrics.callbacks.labels("wecom", answer).inc(),
        )
    )
    application.add_routes(
        hotline_door.routes(
            service.settings,
            service.context,
            service.keep,
            count=lambda answer: metrics.callbacks.labels("hotline", answer).inc(),
        )
    )
    application.add_routes(_answer_page(service).routes())
    health.serve_on(application, figures=figures)
    application.on_response_prepare.append(headers.harden)
    return application


def _answer_page(service: Served) -> AnswerPage:
    links = Links(service.context.store.reader.keys, service.settings.server.public_url)
    guesses, stirred = Guesses(service.settings.server.proxy_header), service.sender.news
    return AnswerPage(context=service.context, links=links, stirred=stirred, guesses=guesses)
