"""The newest seal of the log, kept outside the database: who cuts the database's end does not reach it.

Beside a SQLite file lies `….seal`; of a database of a server there is no place that we know, so there the
line in the service's log stands alone (`yousu log verify --seal`).

Rule 1: a seal is anchored after its COMMIT, never before: what is anchored must be found.
Rule 2: an anchored seal that the database has lost is never replaced, or the next hour would hide the loss.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from storage.database.connections import is_sqlite, sqlite_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A seal as the file has it; empty where the file cannot be read as one, which no database has."""

    checkpoint: int
    seal: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Return what *text*, the content of a file, says."""
        try:
            said = json.loads(text)
            return cls(checkpoint=int(said["checkpoint"]), seal=str(said["seal"]))
        except (ValueError, TypeError, KeyError):
            return cls(checkpoint=0, seal="")


def beside(url: str) -> Path | None:
    """Return the file for the database at *url*, None where none can lie beside it."""
    return Path(f"{sqlite_path(url)}.seal") if is_sqlite(url) else None


def read(file: Path) -> Anchor | None:
    """Return what was anchored in *file*, None if nothing ever was (or somebody took it away)."""
    try:
        return Anchor.of(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return Anchor.of("")


def put(file: Path, anchor: Anchor) -> None:
    """Let *file* say *anchor*, whole or not at all, also when the power fails.

    Raises:
        OSError: it still says what it said before.
    """
    said = json.dumps({"checkpoint": anchor.checkpoint, "seal": anchor.seal})
    written = Path(f"{file}.new")
    with open(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(said + "\n")
        out.flush()
        os.fsync(out.fileno())
    written.replace(file)
