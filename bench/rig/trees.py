"""Source trees that are measured beside one another: this one, and an earlier commit's in a folder.

The two may be laid out differently. What a measure needs of the product by name stands here, and
nowhere else; everything else goes through `bot.app.running`, WeCom's wire format and SQL.
"""

import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]
#: the last commit before the layout was redrawn and the desk's flow flattened
BEFORE = "71ac43d"

#: what is needed of the product → the modules that have had it, newest first
_HOMES: dict[str, Sequence[str]] = {
    "running": ("bot.app",),
    "Settings": ("bot.config.sections", "bot.config_sections"),
    "Arrival": ("storage.queues.arrival", "storage.arrival"),
    "migrate": ("storage.schema.migration", "storage.store", "storage.db"),
}


def named(name: str) -> Any:
    """Return *name* of the tree that stands on the path."""
    homes = [one for one in _HOMES[name] if _is_there(one)]
    return getattr(importlib.import_module(homes[0]), name)


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # not even its folder
        return False


def store_of(service: Any) -> Any:
    """Return the memory of a running service: whichever of its parts knows it, it is the same."""
    parts = [getattr(service, each.name) for each in fields(service)]
    return next(part.store for part in parts if hasattr(part, "store"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A source tree; *name* heads its column."""

    name: str
    folder: Path


@contextmanager
def trees(against: str) -> Iterator[list[Tree]]:
    """Give the tree of commit *against* and this one; where the commit is missing, say so and give one."""
    now = Tree(name="now", folder=ROOT)
    with TemporaryDirectory(prefix="yousu-tree-") as folder:
        if not against:
            yield [now]
        elif _unpacked(against, Path(folder)):
            yield [Tree(name=against, folder=Path(folder)), now]
        else:
            print(f"commit {against} is not here: only this tree is measured", file=sys.stderr)
            yield [now]


def _unpacked(commit: str, folder: Path) -> bool:
    """Put the files of *commit* into *folder*; False where there is no such commit, or no git."""
    file = folder / "tree.tar"
    archive = ["git", "archive", "--format=tar", f"--output={file}", commit]
    try:
        made = subprocess.run(archive, cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError:
        return False
    if made.returncode:
        return False
    subprocess.run(["tar", "-xf", str(file), "-C", str(folder)], check=True)
    file.unlink()
    return True
