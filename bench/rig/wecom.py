"""Stands in for WeCom's server side: every call succeeds, so that the whole service can answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from rig import serving

_FINE = {"errcode": 0, "errmsg": "ok", "access_token": "t", "expires_in": 7200, "msgid": "m"}


async def _answer(_: web.Request) -> web.Response:
    return web.json_response(_FINE)


@asynccontextmanager
async def answering() -> AsyncIterator[str]:
    """Serve in this process and yield the address for `wecom.api_base`."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", _answer)
    async with serving.listening(web.AppRunner(application, access_log=None)) as port:
        yield f"http://127.0.0.1:{port}"
