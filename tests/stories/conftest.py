"""The town in which every story plays, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from scenes import EMERGENCY_PHONE
from town import Town, playing

from bot.config.sections import Sms


@pytest.fixture(autouse=True)
def _words_are_shared(services_share_words: None) -> None:
    """Let each town's service have the words of the one before it."""


@pytest.fixture
async def town(database_url: str, tmp_path: Path, words_cache: Path) -> AsyncIterator[Town]:
    """A running town; after the story it is checked that it ended well."""
    async with playing(database_url, tmp_path, words_cache) as town:
        yield town


@pytest.fixture
async def puyang(database_url: str, tmp_path: Path, words_cache: Path) -> AsyncIterator[Town]:
    """A running town under 濮阳's rules; 市场监管局 has an emergency contact, an SMS gateway is there."""
    async with playing(database_url, tmp_path, words_cache, "puyang") as town:
        known = [
            one.model_copy(update={"emergency_phone": EMERGENCY_PHONE})
            if one.id == "market"
            else one
            for one in town.settings.department
        ]
        sms = Sms.model_validate({"url": town.simulator.sms_url, "key": town.world.sms.key})
        town.settings = town.settings.model_copy(update={"department": known, "sms": sms})
        await town.restarts()
        yield town
