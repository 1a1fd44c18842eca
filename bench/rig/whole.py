"""The product as `yousu serve` runs it: what it acknowledges it also works off, on the same core.

`python -m rig.whole CORE FOLDER SETTINGS`; SETTINGS is JSON, as `config.toml` would hold it.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import clock
from bot.app import running
from bot.config.sections import Settings
from bot.runtime import logs
from rig import serving
from storage.schema.migration import migrate


@asynccontextmanager
async def _made() -> AsyncIterator[int]:
    settings = Settings.model_validate_json(sys.argv[3])
    await migrate(settings.storage.url)
    async with running(settings, clock.now, cache=Path(sys.argv[2]) / "words", port=0) as service:
        yield service.port


if __name__ == "__main__":
    logs.set_up()
    serving.serve(_made, core=int(sys.argv[1]))
