"""What every test may ask for: the shared folder, a frozen clock."""

import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with spec, vectors and data; skip visibly where it is absent, never in CI."""
    folder = Path(os.environ.get("YOUSU_SHARED", Path(__file__).parents[2] / "shared"))
    if not folder.is_dir():
        message = f"no shared folder at {folder} (set YOUSU_SHARED)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return folder


pytest_plugins = ["databases", "deep", "words_once"]


def pytest_configure() -> None:
    """Let no test depend on how fast the machine is.

    In development mode asyncio tells, in logs that tests assert on, how long a step took; hypothesis
    fails an example that takes 200 ms, or data that come slowly.
    """
    logging.getLogger("asyncio").addFilter(_is_not_about_speed)
    settings.register_profile("at ease", deadline=None, suppress_health_check=SLOW)
    settings.load_profile("at ease")


def _is_not_about_speed(record: logging.LogRecord) -> bool:
    return "took %.3f" not in str(record.msg)


class FrozenClock:
    """A clock that moves only when a test says so."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **passed: float) -> datetime:
        """Move forward by a timedelta given as keywords and return the new time."""
        self.now += timedelta(**passed)
        return self.now


@pytest.fixture
def clock() -> FrozenClock:
    """A Monday morning before the National Day holiday of 2026, 09:00 in Shanghai."""
    return FrozenClock(datetime(2026, 9, 28, 1, 0, tzinfo=UTC))
