"""The town in which every story plays, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from town import Town, playing
from words_once import once_a_county

from bot import app


@pytest.fixture(scope="session", autouse=True)
def services_share_words() -> Iterator[None]:
    """Let each town's service have the words of the one before it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "words_of", once_a_county(app.words_of))
        yield


@pytest.fixture
async def town(database_url: str, tmp_path: Path, words_cache: Path) -> AsyncIterator[Town]:
    """A running town; after the story it is checked that it ended well."""
    async with playing(database_url, tmp_path, words_cache) as town:
        yield town
