"""The product's acknowledgement alone: its routes and its memory, nothing that works the messages off.

`python -m rig.acknowledge CORE FOLDER SETTINGS`; SETTINGS is JSON, as `config.toml` would hold it.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot import clock
from bot.callback import app as callback
from bot.callback.app import NamedPair
from bot.config.sections import Settings
from bot.runtime import database, logs
from bot.runtime.access_log import Access
from bot.runtime.metrics import Metrics
from bot.wecom.envelope import Pair
from rig import county, serving
from storage.schema.migration import migrate
from storage.store import Store


@asynccontextmanager
async def _made() -> AsyncIterator[int]:
    settings = Settings.model_validate_json(sys.argv[3])
    await migrate(settings.storage.url)
    store = await Store.open(settings.storage.url, database.keys_of(settings.privacy))
    pair = Pair(county.TOKEN, county.AES_KEY, county.CORP)
    named = NamedPair(name="app", account=str(county.AGENT), pair=pair)
    metrics = Metrics()
    application = web.Application()
    application.add_routes(
        callback.routes(
            [named],
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


if __name__ == "__main__":
    logs.set_up()
    serving.serve(_made, core=int(sys.argv[1]))
