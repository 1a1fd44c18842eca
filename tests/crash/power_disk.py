"""A disk that remembers what was synced: SQLite writes through it, and any moment may be its last.

After a cut each file holds what had been written before its last sync, and of what came later any part:
all, nothing, some writes and not others before them, sectors of a write and not the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import apsw

#: what a disk writes whole or not at all
SECTOR = 512
#: SQLite's usual way to the disk, while ours stands before it
SYSTEMS = apsw.vfs_names()[0]
#: how likely it is, at a cut, that a write came through that nobody had waited for
FATES = (0.0, 0.3, 0.7, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a file, or what somebody outside was told (*mark*).

    Attributes:
        what: write, truncate, sync or mark.
        at: where it is written, or the new size.
    """

    what: str
    file: str = ""
    at: int = 0
    data: bytes = field(default=b"", repr=False)
    mark: str = ""


@dataclass(slots=True, kw_only=True, eq=False)
class Disk:
    """What happened, in order, since each file was as in *before*."""

    before: Mapping[str, bytes]
    events: list[Event] = field(default_factory=list)

    def mark(self, what: str) -> None:
        """Note that somebody outside was told *what*."""
        self.events.append(Event(what="mark", mark=what))

    def marks(self, until: int) -> list[str]:
        """Return what had been told when the power went before event *until*."""
        return [event.mark for event in self.events[:until] if event.what == "mark"]

    def after_marks(self) -> list[int]:
        """Return the cuts that come directly after somebody was told something."""
        return [n for n, event in enumerate(self.events, start=1) if event.what == "mark"]

    def cut(self, until: int, chance: Random) -> dict[str, bytes]:
        """Return what each file holds when the power goes before event *until*."""
        happened = self.events[:until]
        synced = {event.file: n for n, event in enumerate(happened) if event.what == "sync"}
        fate = chance.choice(FATES)
        files = {name: bytearray(held) for name, held in self.before.items()}
        for n, event in enumerate(happened):
            if event.what not in ("write", "truncate"):
                continue
            file = files.setdefault(event.file, bytearray())
            if n < synced.get(event.file, -1):
                _apply(file, event, _whole(event))
            elif chance.random() < fate:
                _apply(
                    file, event, _whole(event) if chance.random() < fate else _torn(event, chance)
                )
        return {name: bytes(held) for name, held in files.items()}


def _whole(event: Event) -> Sequence[int]:
    return range(0, max(len(event.data), 1), SECTOR)


def _torn(event: Event, chance: Random) -> Sequence[int]:
    return [start for start in _whole(event) if chance.random() < 0.5]


def _apply(file: bytearray, event: Event, sectors: Sequence[int]) -> None:
    if event.what == "truncate":
        if sectors:
            del file[event.at :]
        return
    for start in sectors:
        part = event.data[start : start + SECTOR]
        at = event.at + start
        if len(file) < at:
            file.extend(bytes(at - len(file)))
        file[at : at + len(part)] = part


class _File(apsw.VFSFile):
    """A file of SQLite's usual kind whose changes are noted."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        path = name if isinstance(name, str) else name.filename()
        self._name = Path(path).name
        self._disk = disk
        super().__init__(SYSTEMS, name, flags)

    def xLock(self, level: int) -> None:
        try:
            super().xLock(level)
        except (
            apsw.IOError
        ):  # who only reads tries it at the end; SQLite itself minds no failure there
            raise apsw.BusyError from None

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._disk.events.append(Event(what="write", file=self._name, at=offset, data=bytes(data)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self._disk.events.append(Event(what="truncate", file=self._name, at=size))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._disk.events.append(Event(what="sync", file=self._name))


class _Noting(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__("noting", SYSTEMS, makedefault=True)

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        if name is None:  # a temporary file of SQLite's own: gone with the power
            return apsw.VFSFile(SYSTEMS, name, flags)
        return _File(self._disk, name, flags)


@contextmanager
def noting(folder: Path) -> Iterator[Disk]:
    """Let SQLite write what lies in *folder* through a disk that remembers; for connections opened inside."""
    disk = Disk(before={one.name: one.read_bytes() for one in _kept(folder)})
    system = _Noting(disk)
    try:
        yield disk
    finally:
        system.unregister()


def _kept(folder: Path) -> list[Path]:
    """Return the files of a database; its shared memory does not outlive the power, a lock nor."""
    return [one for one in folder.glob("yousu.db*") if one.name in ("yousu.db", "yousu.db-wal")]


def laid_down(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write what a cut left into *folder*; return the database's path."""
    folder.mkdir(parents=True)
    for name, held in files.items():
        (folder / name).write_bytes(held)
    return folder / "yousu.db"
