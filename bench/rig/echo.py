"""The upper bound: aiohttp reads the body and gives it back; nothing is checked, nothing is kept."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from rig import county, serving


async def _echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


@asynccontextmanager
async def _made() -> AsyncIterator[int]:
    application = web.Application()
    application.router.add_post(county.PATH, _echo)
    async with serving.listening(web.AppRunner(application, access_log=None)) as port:
        yield port


if __name__ == "__main__":
    serving.serve(_made, core=int(sys.argv[1]))
