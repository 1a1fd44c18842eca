"""One replica of the product as `yousu serve` runs it, on a memory that it shares with others.

`python -m rig.replica CORE FOLDER SETTINGS`; SETTINGS is JSON, as `config.toml` would hold it, but for the
memory: a PostgreSQL that listens on a socket file, as that of the tests, has no host to check.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import clock
from bot.app import running
from bot.config.sections import Settings
from bot.runtime import logs
from rig import serving


@asynccontextmanager
async def _made() -> AsyncIterator[int]:
    said = json.loads(sys.argv[3])
    url = said.pop("storage")["url"]
    elsewhere = {**said, "storage": {"url": "sqlite://elsewhere.db"}}
    settings = Settings.model_validate_json(json.dumps(elsewhere))
    storage = settings.storage.model_copy(update={"url": url})
    settings = settings.model_copy(update={"storage": storage})
    async with running(settings, clock.now, cache=Path(sys.argv[2]) / "words", port=0) as service:
        yield service.port


if __name__ == "__main__":
    logs.set_up()
    serving.serve(_made, core=int(sys.argv[1]))
