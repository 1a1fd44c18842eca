"""When a pushed message counts as late: it is kept all the same, but a command in it is refused."""

from datetime import datetime, timedelta

#: WeCom tries three times within seconds; what is older was held back or replayed.
LATE_AFTER = timedelta(seconds=300)


def is_late(sent_at: datetime | None, now: datetime) -> bool:
    """Return whether *sent_at* is further from *now* than `LATE_AFTER`, in either direction."""
    return sent_at is not None and abs(now - sent_at) > LATE_AFTER
