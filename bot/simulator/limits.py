"""Counting in sliding windows: how often something may happen for one key."""

from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta


class Pace:
    """At most so many in each window; what was refused is not counted."""

    def __init__(self, limits: Mapping[timedelta, int]) -> None:
        self._limits = dict(limits)
        self._longest = max(self._limits)
        self._taken: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def take(self, key: str, now: datetime) -> bool:
        """Count one for *key* and return true, or return false when a window is full."""
        taken = self._taken[key]
        while taken and taken[0] <= now - self._longest:
            taken.popleft()
        for window, most in self._limits.items():
            if sum(at > now - window for at in taken) >= most:
                return False
        taken.append(now)
        return True


A_MEMBER = {timedelta(minutes=1): 30, timedelta(hours=1): 1000}
A_ROBOT_CHAT = {timedelta(minutes=1): 30, timedelta(hours=1): 1000}
A_WEBHOOK = {timedelta(minutes=1): 20}
