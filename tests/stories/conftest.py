"""The town in which every story plays, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from town import Town, playing


@pytest.fixture(scope="session")
def words_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where jieba's prepared dictionary lies, made once for all stories."""
    return tmp_path_factory.mktemp("words")


@pytest.fixture
async def town(database_url: str, tmp_path: Path, words_cache: Path) -> AsyncIterator[Town]:
    """A running town; after the story it is checked that it ended well."""
    async with playing(database_url, tmp_path, words_cache) as town:
        yield town
