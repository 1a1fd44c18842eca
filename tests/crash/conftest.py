"""What the crash tests share: two fork servers, and fresh databases for hundreds of rounds."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from crash_nursery import Nursery, nursery
from crash_sweep import Fresh, from_file, from_server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def nurseries() -> AsyncIterator[list[Nursery]]:
    """Two fork servers, so that two rounds go on side by side; they load all there is once."""
    async with nursery() as one, nursery() as other:
        yield [one, other]


@pytest.fixture
def fresh(database_kind: str, request: pytest.FixtureRequest) -> Fresh:
    """A maker of fresh, migrated databases."""
    if database_kind == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        return from_file(template)
    server = request.getfixturevalue("postgres_server")
    return from_server(server, request.getfixturevalue("postgres_template"))
