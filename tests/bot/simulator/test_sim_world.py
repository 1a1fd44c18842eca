"""The default world, and that the simulator stands alone."""

import ast
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

import bot.simulator
from bot.simulator import World
from bot.simulator.directory import Directory

pytestmark = pytest.mark.unit

SOURCES = sorted(Path(bot.simulator.__file__).parent.glob("*.py"))


def imported(source: Path) -> set[str]:
    """Return the top-level modules that *source* imports; those of the simulator itself left out."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return {n.split(".")[0] for n in found if not n.startswith("bot.simulator")}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_simulator_imports_nothing_of_ours(source: Path) -> None:
    assert imported(source) & {"bot", "storage", "intake", "dispatch"} == set()


def test_every_id_of_the_default_world_is_its_own() -> None:
    world = World()
    ids = [
        *(s.userid for s in world.staff),
        *(g.chatid for g in world.groups),
        *(c.external_userid for c in world.citizens),
        *(k.open_kfid for k in world.kf),
    ]
    assert len(ids) == len(set(ids))
    keys = [world.app.aes_key, *(k.aes_key for k in world.kf)]
    assert len(set(keys)) == len(keys)


def test_the_aes_keys_are_canonical_base64() -> None:
    """A strict reader refuses a key whose last character carries spare bits."""
    for key in (World().app.aes_key, World().kf[0].aes_key):
        raw = b64decode(key + "=")
        assert len(raw) == 32
        assert b64encode(raw).decode() == key + "="


def test_everybody_in_a_group_exists() -> None:
    directory = Directory(World())
    for group in directory.groups.values():
        assert set(group.members) <= set(directory.staff)
        assert directory.group_of_webhook(group.webhook_key) is group
    assert {"市场监管局", "不动产登记中心", "医疗保障局", "人社局", "公安局", "税务局"} < set(
        directory.departments
    )
