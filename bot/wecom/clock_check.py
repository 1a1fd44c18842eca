"""How far our clock is from WeCom's, which judges with its own: learnt from each of its answers.

Rule 1: an answer's `Date` has whole seconds, and asking takes a while: only what lies outside both counts.
Rule 2: a push that was sent after it came means that our clock is behind; an old one means nothing, for
WeCom repeats what was not taken.
Rule 3: the last word counts, so that a clock that was put right is right with the next answer.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: so far apart is no slow network any more
OFF = timedelta(seconds=60)
#: `Date` says the second that has begun
_SECOND = timedelta(seconds=1)


class ClockCheck:
    """Remembers what WeCom's time was beside ours; in memory, for the next answer says it again.

    Attributes:
        ahead: how far our clock is ahead of WeCom's, negative where it is behind.
    """

    def __init__(self) -> None:
        self.ahead = timedelta()

    @property
    def off(self) -> timedelta | None:
        """Return `ahead` where it is no slow network any more, else None."""
        return self.ahead if abs(self.ahead) > OFF else None

    def answered(self, date: str | None, asked_at: datetime, clock: Callable[[], datetime]) -> None:
        """Note the header *date* of what was asked at *asked_at* and is answered now, both by our *clock*."""
        try:
            theirs = parsedate_to_datetime(date or "")
        except ValueError:
            return
        if theirs.tzinfo is None:  # -0000: UTC of which the sender says nothing else
            theirs = theirs.replace(tzinfo=UTC)
        self.ahead = _outside(theirs, asked_at, clock())

    def pushed(self, sent_at: datetime | None, came_at: datetime) -> None:
        """Note when a push was sent by WeCom's clock that came at *came_at* by ours."""
        if sent_at is not None and sent_at - came_at > OFF:
            self.ahead = came_at - sent_at


def _outside(theirs: datetime, asked_at: datetime, answered_at: datetime) -> timedelta:
    """Return how far our two moments lie after *theirs* (before: negative); nothing if around it."""
    if asked_at > theirs + _SECOND:
        return asked_at - theirs - _SECOND
    if answered_at < theirs:
        return answered_at - theirs
    return timedelta()
