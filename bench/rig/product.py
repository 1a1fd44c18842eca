"""The product: its acknowledgement alone (the routes and the memory), or the whole service.

`python product.py CORE ack|whole FOLDER SETTINGS`; SETTINGS is JSON, as `config.toml` would hold it.
The whole service also works off what it has acknowledged, meanwhile, on the same core.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bot import clock, logs, memory
from bot.access import Access
from bot.app import running
from bot.callback import app as callback
from bot.callback.app import NamedPair
from bot.config_sections import Settings
from bot.metrics import Metrics
from bot.wecom.envelope import Pair
from rig import county, serving
from storage.db import Store, migrate


def _settings() -> Settings:
    return Settings.model_validate(json.loads(sys.argv[4]))


@asynccontextmanager
async def _acknowledging() -> AsyncIterator[int]:
    settings = _settings()
    await migrate(settings.storage.url)
    store = await Store.open(settings.storage.url, memory.keys_of(settings.privacy))
    pair = NamedPair(
        name="app",
        account=str(county.AGENT),
        pair=Pair(county.TOKEN, county.AES_KEY, county.CORP),
    )
    metrics = Metrics()
    application = web.Application()
    application.add_routes(
        callback.routes(
            [pair],
            store.writer.keep,
            clock.now,
            count=lambda answer: metrics.callbacks.labels("wecom", answer).inc(),
        )
    )
    runner = web.AppRunner(application, access_log_class=Access, auto_decompress=False)
    try:
        async with serving.listening(runner) as port:
            yield port
    finally:
        await store.close()


@asynccontextmanager
async def _whole() -> AsyncIterator[int]:
    settings = _settings()
    await migrate(settings.storage.url)
    async with running(settings, clock.now, cache=Path(sys.argv[3]) / "words", port=0) as service:
        yield service.port


if __name__ == "__main__":
    logs.set_up()
    serving.serve({"ack": _acknowledging, "whole": _whole}[sys.argv[2]], core=int(sys.argv[1]))
