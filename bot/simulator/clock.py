"""The simulated world's time: the real one (or a given one) plus what people moved it forward."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Clock = Callable[[], datetime]

#: China has had one time and no summer time since 1991.
SHANGHAI = timezone(timedelta(hours=8))


def real_time() -> datetime:
    """Return the present; the one place that asks, as the simulator imports nothing of ours."""
    return datetime.now(UTC)  # noqa: TID251 - a separate program with its own clock


class MovableClock:
    """A clock that runs on and can be moved; call it for the time (aware, UTC)."""

    def __init__(self, real: Clock = real_time) -> None:
        self._real = real
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return self._real() + self._ahead

    def advance(self, by: timedelta) -> datetime:
        """Move by *by* and return the new time."""
        self._ahead += by
        return self()


def iso(at: datetime) -> str:
    """Return *at* as people in China read it, with +08:00 and seconds."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
