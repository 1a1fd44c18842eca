"""Takes over staff and departments from a changed config.toml while `serve` runs (product §2).

Only these two: everything else of the file is read at the next start. A faulty file changes nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from bot.config import loader
from bot.config.directory import Directory
from bot.config.faults import BadConfig

_log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(seconds=5)


@dataclass(slots=True, kw_only=True, eq=False)
class Roster:
    """Looks whether *file* changed since it was last read.

    Attributes:
        taken_over: called after people changed, e.g. to give away what nobody owns any more.
    """

    file: Path
    environ: Mapping[str, str]
    directory: Directory
    taken_over: Callable[[], Awaitable[object]] | None = None
    seen: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        self.seen = self._now()

    async def turn(self) -> int:
        """Take the file over if it changed; return whether it did."""
        now = self._now()
        if now is None or now == self.seen:
            return 0
        self.seen = now
        try:
            settings = loader.load(self.file, self.environ)
        except BadConfig as error:
            _log.warning("roster_kept", faults=len(error.faults), hint="yousu check")
            return 0
        self.directory.take_over(Directory.of(settings))
        _log.info("roster_taken_over", people=len(self.directory.people))
        if self.taken_over is not None:
            await self.taken_over()
        return 0

    def _now(self) -> tuple[int, int] | None:
        try:
            found = self.file.stat()
        except OSError:
            return None  # it is being replaced; look again
        return found.st_mtime_ns, found.st_size
