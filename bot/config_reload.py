"""Takes over staff, departments and 派单目录 from changed files while `serve` runs (product §2).

Only these: everything else of the file is read at the next start. A faulty file changes nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from bot.config import loader
from bot.config.directory import Directory
from bot.config.duties import BadDuties
from bot.config.faults import BadConfig
from bot.config.sections import Settings

_log = structlog.get_logger(__name__)

LOOK_EVERY = timedelta(seconds=5)


@dataclass(slots=True, kw_only=True, eq=False)
class Roster:
    """Looks whether *file* changed since it was last read.

    Attributes:
        beside: the files of the 派单目录, looked at likewise.
        taken_over: called after people changed, e.g. to give away what nobody owns any more.
    """

    file: Path
    environ: Mapping[str, str]
    directory: Directory
    taken_over: Callable[[], Awaitable[object]] | None = None
    beside: tuple[Path, ...] = ()
    seen: tuple[tuple[int, int], ...] | None = None

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
            found = Directory.of(settings)
        except (BadConfig, BadDuties) as error:
            _log.warning("roster_kept", faults=len(error.faults), hint="yousu check")
            return 0
        self.beside = files_of(settings)
        self.seen = self._now()
        self.directory.take_over(found)
        _log.info("roster_taken_over", people=len(self.directory.people))
        if self.taken_over is not None:
            await self.taken_over()
        return 0

    def _now(self) -> tuple[tuple[int, int], ...] | None:
        try:
            found = [one.stat() for one in (self.file, *self.beside)]
        except OSError:
            return None  # one is being replaced; look again
        return tuple((one.st_mtime_ns, one.st_size) for one in found)


def files_of(settings: Settings) -> tuple[Path, ...]:
    """Return the files beside the configuration that say whose is what."""
    return tuple(Path(one.duties) for one in settings.centres() if one.duties)
