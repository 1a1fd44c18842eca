"""How fast WeCom lets us speak: pacing by sliding windows, pure, delaying and never dropping.

WeCom drops what is too fast for a member without a word (errcode 0), so keeping below the limits
is ours (`wecom.md` §6). Ask `Pace.next_at`, wait, send, then `Pace.record` the sending. Who is in no
hurry leaves a share of each window to who is, so that a full minute shuts nobody out (R15).
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction
from math import ceil
from types import MappingProxyType

#: WeCom counts arrivals and we count departures; each window is this much longer for us.
SLACK = timedelta(seconds=2)


class Target(Enum):
    """What a limit is counted for."""

    MEMBER = "member"  #: one person, app messages
    WEBHOOK = "webhook"  #: one group webhook
    CHAT = "chat"  #: one chat of the robot, replies and pushes together
    API = "api"  #: one API of the corp


@dataclass(frozen=True, slots=True)
class Limit:
    """At most *count* sends in any *window*."""

    count: int
    window: timedelta

    def room(self, kept: Fraction) -> int:
        """Return how many of a window are there for who keeps the share *kept* for others; at least one."""
        return max(1, self.count - ceil(self.count * kept))


NONE = Fraction(0)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

LIMITS = MappingProxyType(
    {
        Target.MEMBER: (Limit(30, MINUTE), Limit(1000, HOUR)),
        Target.WEBHOOK: (Limit(20, MINUTE),),
        Target.CHAT: (Limit(30, MINUTE), Limit(1000, HOUR)),
        Target.API: (Limit(10_000, MINUTE), Limit(150_000, HOUR)),
    }
)

_SWEEP_EVERY = 4096


class _Trail:
    """The latest sends to one target; per limit only the newest `count` can matter."""

    def __init__(self, limits: tuple[Limit, ...]) -> None:
        self._limits = limits
        self._sent: list[deque[datetime]] = [deque(maxlen=limit.count) for limit in limits]

    def next_at(self, now: datetime, kept: Fraction, count: int) -> datetime:
        """Return the first moment from *now* on at which *count* fit into every limit beside *kept*."""
        self._rebase(now)
        full = [
            sent[-most] + limit.window + SLACK
            for limit, sent in zip(self._limits, self._sent, strict=True)
            if len(sent) >= (most := max(1, limit.room(kept) - count + 1))
        ]
        return max([now, *full])

    def record(self, now: datetime) -> None:
        self._rebase(now)
        for sent in self._sent:
            sent.append(now)

    def is_over(self, now: datetime) -> bool:
        """Tell whether no send of this trail can delay another any more."""
        longest = max(limit.window for limit in self._limits) + SLACK
        return self._sent[0][-1] + longest <= now

    def _rebase(self, now: datetime) -> None:
        """Shift the past when the clock was set back; else it would block until then."""
        if not self._sent[0] or self._sent[0][-1] <= now:
            return
        ahead = self._sent[0][-1] - now
        for sent in self._sent:
            moved = [at - ahead for at in sent]
            sent.clear()
            sent.extend(moved)


class Pace:
    """When each target may next be spoken to, as far as it was told: by `record`, in any process's name.

    What others send, and what was sent before a restart, it must be told too (`bot.delivery.pacing`).
    """

    def __init__(self) -> None:
        self._trails: dict[tuple[Target, str], _Trail] = {}
        self._records = 0

    def next_at(
        self, kind: Target, target: str, now: datetime, kept: Fraction = NONE, count: int = 1
    ) -> datetime:
        """Return the first moment, *now* or later, at which *target* may be sent *count* messages.

        The share *kept* of its limits is left to others.
        """
        trail = self._trails.get((kind, target))
        return now if trail is None else trail.next_at(now, kept, count)

    def record(self, kind: Target, target: str, now: datetime) -> None:
        """Note that something left for *target* at *now*, whatever became of it."""
        self._records += 1
        if self._records % _SWEEP_EVERY == 0:
            self._sweep(now)
        trail = self._trails.setdefault((kind, target), _Trail(LIMITS[kind]))
        trail.record(now)

    def _sweep(self, now: datetime) -> None:
        self._trails = {key: trail for key, trail in self._trails.items() if not trail.is_over(now)}
