"""Staff and departments can be added while the service runs (product §2)."""

import os
from pathlib import Path

import pytest
from configurations import a_document, save

from bot.config import loader
from bot.config.directory import Directory
from bot.config_reload import Roster

pytestmark = pytest.mark.unit


def roster(file: Path) -> Roster:
    """Return the roster of a running service whose configuration is *file*."""
    return Roster(file=file, environ={}, directory=Directory.of(loader.load(file, {})))


def changed(file: Path, document: dict[str, object]) -> None:
    """Write *document* so that its time differs, however coarse the file system's clock."""
    before = file.stat().st_mtime_ns
    save(document, file.parent)
    os.utime(file, ns=(before, before + 1_000_000_000))


async def test_somebody_added_to_the_file_is_known_without_a_restart(tmp_path: Path) -> None:
    document = a_document()
    file = save(document, tmp_path)
    mine = roster(file)
    assert mine.directory.staff("newcomer", "app") is None

    document["staff"] = [
        *document.get("staff", []),
        {"userid": "newcomer", "name": "新来的", "roles": ["supervisor"]},
    ]
    changed(file, document)
    await mine.turn()

    found = mine.directory.staff("newcomer", "app")
    assert found is not None
    assert found.roles == {"supervisor"}


async def test_a_faulty_file_changes_nothing(tmp_path: Path) -> None:
    document = a_document()
    file = save(document, tmp_path)
    mine = roster(file)
    people = dict(mine.directory.people)

    changed(file, {**document, "desk": {"profil": "wuzhi"}})
    await mine.turn()

    assert mine.directory.people == people


async def test_a_file_that_is_gone_for_a_moment_changes_nothing(tmp_path: Path) -> None:
    file = save(a_document(), tmp_path)
    mine = roster(file)
    people = dict(mine.directory.people)
    file.unlink()

    assert await mine.turn() == 0
    assert mine.directory.people == people
