"""The access log: which route was asked and what it was answered, without query or path values.

The query of a callback holds signatures, that of a login its code; `/r/{token}` is itself a key.
"""

import structlog
from aiohttp.abc import AbstractAccessLogger
from aiohttp.web import BaseRequest, Request, StreamResponse


class Access(AbstractAccessLogger):
    """Given to aiohttp as `access_log_class`; needs `logs.set_up` for its form."""

    def log(self, request: BaseRequest, response: StreamResponse, time: float) -> None:
        """Write one line: method, route as it is declared, status, seconds taken."""
        structlog.get_logger("bot.access").info(
            "answered",
            method=request.method,
            route=_route(request),
            status=response.status,
            seconds=round(time, 4),
        )


def _route(request: BaseRequest) -> str:
    resource = request.match_info.route.resource if isinstance(request, Request) else None
    return "unknown" if resource is None else resource.canonical
