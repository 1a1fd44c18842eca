"""What cannot be read as a request is answered 400 like everything else, and is one line of the log.

aiohttp alone writes a traceback for each, which anybody may cause as often as they like, and answers
under its own name, without our headers.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestHandler

from bot.web.headers import HEADERS

#: what came is no request, or its body is not what its head says
_THEIRS = (HttpProcessingError, web.RequestPayloadError)


class QuietRequestHandler(RequestHandler):
    """Reads requests off one connection; the access log has the one line of each answer."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer 400 where the other end did it, and end the connection; what is our fault as ever.

        Raises:
            ConnectionError: there is nobody to answer, or an answer was begun.
        """
        is_gone = isinstance(exc, ConnectionError) and request.transport is None
        if not is_gone and not isinstance(exc, _THEIRS):
            answer = super().handle_error(request, status, exc, message)
            answer.headers.update(HEADERS)
            return answer
        if is_gone or request.writer.output_size > 0:
            raise ConnectionError
        answer = web.Response(status=400, text="400: Bad Request", headers=HEADERS)
        answer.force_close()
        return answer

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Log what is our fault."""
        if not isinstance(kw.get("exc_info"), _THEIRS):
            super().log_exception(*args, **kw)


def handlers(server: web.Server, **how: Any) -> Callable[[], RequestHandler]:
    """Return what makes a handler of *server* for each connection, as `AppRunner` would with *how*."""
    loop = asyncio.get_running_loop()
    return lambda: QuietRequestHandler(server, loop=loop, **how)
