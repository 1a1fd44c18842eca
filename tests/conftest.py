"""What every test may ask for: the shared folder, a frozen clock."""

import gc
import logging
import os
import signal
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]
#: how `make check` asks for the unit tests, and what stands in each file that has one
ONLY_UNIT, UNIT = "unit", "mark.unit"


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


#: how many objects are made before the collector of garbage looks at the young, and how often at the old
_SELDOM = (200_000, 50, 1_000)

pytest_plugins = ["databases", "deep", "promises_kept", "words_once"]


def pytest_configure() -> None:
    """Let no test depend on how fast the machine is.

    In development mode asyncio tells, in logs that tests assert on, how long a step took; hypothesis
    fails an example that takes 200 ms, or data that come slowly.
    """
    logging.getLogger("asyncio").addFilter(_is_not_about_speed)
    settings.register_profile("at ease", deadline=None, suppress_health_check=SLOW)
    settings.load_profile("at ease")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without the collector of garbage, and let it look at the tests no more.

    Ten thousand tests are made here and none goes: to look among them was a third of the collection's
    work, and a tenth of what the tests cost. Afterwards it looks seldom: that is another tenth.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(*_SELDOM)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out, where only the unit tests are asked for, the files that name no such mark.

    To import them and to make their tests only to drop these costs more than many tests.
    """
    only_unit = str(config.option.markexpr).startswith(ONLY_UNIT)
    is_test = collection_path.match("test_*.py") and only_unit
    return True if is_test and UNIT not in collection_path.read_text("utf-8") else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Take Ctrl-C ourselves, also where the test before heard it by its loop and left Python's handler."""
    signal.signal(signal.SIGINT, _interrupted)


def _interrupted(number: int, frame: FrameType | None) -> None:
    """End the run as Python's own handler does; being another one, asyncio leaves it where it is.

    With Python's own each loop puts one of its own in and out again, and to compare them `signal`
    writes down the whole task, with all that a town holds: three times a test, a tenth of a story.
    """
    signal.default_int_handler(number, frame)


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
