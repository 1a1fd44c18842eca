"""The access log: which route was asked and what it was answered, without query or path values.

The query of a callback holds signatures, that of a login its code; `/r/{token}` is itself a key.
"""

import logging

import structlog
from aiohttp.abc import AbstractAccessLogger
from aiohttp.web import BaseRequest, Request, StreamResponse

#: Asked all the time, and a 200 of theirs says nothing new: a kept message is a row of the inbox and
#: a count in /metrics. Writing its line cost more than keeping it (docs/speed.md), so it is DEBUG.
ROUTINE = frozenset({"/wecom/callback", "/healthz", "/readyz", "/metrics"})

_NAME = "bot.runtime.access_log"


class Access(AbstractAccessLogger):
    """Given to aiohttp as `access_log_class`; needs `logs.set_up` for its form."""

    def log(self, request: BaseRequest, response: StreamResponse, time: float) -> None:
        """Write one line: method, route as it is declared, status, seconds taken."""
        route = _route(request)
        level = logging.DEBUG if response.status == 200 and route in ROUTINE else logging.INFO
        if not logging.getLogger(_NAME).isEnabledFor(level):
            return
        structlog.get_logger(_NAME).log(
            level,
            "answered",
            method=request.method,
            route=route,
            status=response.status,
            seconds=round(time, 4),
        )


#: the method of what could not be read as a request at all, which no route was looked up for
_NONE = "UNKNOWN"


def _route(request: BaseRequest) -> str:
    if not isinstance(request, Request) or request.method == _NONE:
        return "unknown"
    resource = request.match_info.route.resource
    return "unknown" if resource is None else resource.canonical
