"""What WeCom's refusals mean: an error's class says what to do next.

WeComError
├── TokenExpired    fetch a new token, try once more (the client does it)
├── TryLater        keep it, try again after `after`
│   ├── RateLimited   … after a whole window
│   ├── SlowDown      … with fewer at once
│   ├── NotSubscribed the robot must subscribe anew (it does), else another way takes it
│   └── Ambiguous     it may have arrived: repeat only what WeCom checks for duplicates
├── WindowClosed    wait until the citizen writes again
│   └── ChatTaken     … and tell the desk who has the chat
├── Rejected        park it and tell the operator
│   ├── CodeSpent     send a new card
│   ├── TargetGone    stop sending to this target
│   │   └── NotSpokenYet  somebody must first speak to the robot there
│   ├── BadMedia      upload it again, once
│   └── TooLarge      say so and leave it
└── Alarm           stop calling and tell the operator

No message holds anything WeCom or aiohttp wrote: their texts carry tokens and user ids.
"""

import inspect
from datetime import timedelta
from types import MappingProxyType

LONGEST_WAIT = timedelta(minutes=5)


class WeComError(Exception):
    """WeCom, or the way to it, refused a request."""

    def __init__(self, errcode: int | None = None, where: str = "") -> None:
        """Say what happened: *errcode* as WeCom gave it, *where* is the path or command."""
        told = inspect.getdoc(type(self)) or type(self).__name__
        code = "" if errcode is None else f"errcode {errcode}"
        super().__init__(": ".join(part for part in (where, code, told) if part))
        self.errcode = errcode
        self.where = where


class TokenExpired(WeComError):
    """The access token is no longer valid; fetch a new one and try once more."""


class TryLater(WeComError):
    """WeCom is busy or out of reach; keep the message and try again."""

    #: The shortest sensible pause before the first repeat.
    after = timedelta(seconds=2)

    def __init__(
        self, errcode: int | None = None, where: str = "", after: timedelta | None = None
    ) -> None:
        """As `WeComError`; *after* overrides the pause of the class."""
        super().__init__(errcode, where)
        self.after = type(self).after if after is None else after

    def wait(self, attempts: int) -> timedelta:
        """Return how long to wait after the *attempts*-th failure (1 is the first), no jitter."""
        longest = max(LONGEST_WAIT, self.after)
        return min(self.after * (1 << min(max(attempts, 1) - 1, 16)), longest)


class RateLimited(TryLater):
    """Too many calls; wait until the next window of the limit opens."""

    after = timedelta(minutes=1)

    def wait(self, attempts: int) -> timedelta:
        """Return one window: WeCom does not say which, so minute first, then hour, then day."""
        if attempts <= 3:
            return self.after
        return timedelta(hours=1) if attempts <= 6 else timedelta(days=1)


class SlowDown(TryLater):
    """Too many calls at the same time; send fewer at once."""

    after = timedelta(seconds=5)


class NotSubscribed(TryLater):
    """The robot's socket is open and WeCom knows nobody behind it; subscribe anew or take another way."""


class Ambiguous(TryLater):
    """The request left but no answer came back; it may or may not have been carried out."""


class WindowClosed(WeComError):
    """WeCom lets nothing through until the citizen writes again; hold the message."""


class ChatTaken(WindowClosed):
    """The chat is not the bot's now (95018): hold the message and tell the desk who has it."""

    def __init__(
        self, errcode: int | None = None, where: str = "", state: int = 2, servicer: str = ""
    ) -> None:
        """As `WeComError`; *state* as WeCom counts it, *servicer* who has the chat, if somebody."""
        super().__init__(errcode, where)
        self.state = state
        self.servicer = servicer


class Rejected(WeComError):
    """Trying again cannot help; park the message and tell an operator."""


class CodeSpent(Rejected):
    """The single-use code was used or is too old; send a new card."""


class TargetGone(Rejected):
    """The group, robot or account is gone; stop sending there and use another way."""


class NotSpokenYet(TargetGone):
    """Nobody has spoken to the robot in this chat yet; ask the group to @ it once."""


class BadMedia(Rejected):
    """The media id is unknown or older than three days; upload the file again, once."""


class TooLarge(Rejected):
    """The file is larger than allowed; leave it and say so."""


class Alarm(WeComError):
    """WeCom does not let this application in; stop calling and tell the operator."""


# doc 90313 (errcodes), meaning and action as in the table of wecom.md §6.
_MEANINGS: tuple[tuple[type[WeComError], tuple[int, ...]], ...] = (
    (TokenExpired, (40014, 42001)),
    (TryLater, (-1, 6000)),
    (TryLater, (846601, 846602)),  # robot: passing; not published
    (NotSubscribed, (846609,)),  # robot: not published, but frequent
    (RateLimited, (45009,)),
    (SlowDown, (45033,)),
    (Alarm, (40001, 40013, 40091, 48002, 48006, 48007, 50003, 60020, 301002, 301007)),
    (Alarm, (853000,)),  # robot: unknown bot id or wrong secret; not published, seen once
    (CodeSpent, (60140, 95007)),
    (CodeSpent, (846605, 846608)),  # robot: unknown req_id, stream too old; not published
    (BadMedia, (40007,)),
    (WindowClosed, (95001, 95002, 95013, 95018)),
    (TargetGone, (86001, 86003, 86008, 93000, 93004, 93006, 93008, 95000, 95004)),
    (Rejected, (40003, 40008, 40033, 40056, 40058, 40063, 41001, 42007, 42009)),
    (Rejected, (42014, 42015, 42016, 42017, 42018, 42019)),
    (Rejected, tuple(range(42027, 42052))),
    (Rejected, (44004, 45002, 45008, 60011, 60111, 81013, 82001, 82002, 82003)),
    (Rejected, (86215, 86216, 95008, 95014, 95016)),
)

#: What to do for each errcode we know; anything else is `Rejected`.
ERRORS = MappingProxyType({code: kind for kind, codes in _MEANINGS for code in codes})

#: The secret or the corp id itself is wrong: asking on gets our address blocked for an hour.
WRONG_SECRET = frozenset({40001, 40013, 40091})

#: A push of the robot to a chat it does not know (issue 121 of WeCom's own plugin: 93006).
_ROBOT = MappingProxyType({93006: NotSpokenYet, 93008: NotSpokenYet})


def from_errcode(errcode: int, where: str = "") -> WeComError:
    """Return the error for *errcode*; *where* names the path or command, never its arguments."""
    return ERRORS.get(errcode, Rejected)(errcode, where)


def from_robot(errcode: int, where: str = "") -> WeComError:
    kind = _ROBOT.get(errcode) or ERRORS.get(errcode, Rejected)
    return kind(errcode, where)
