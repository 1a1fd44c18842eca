"""One citizen's kf conversation: state 0–4, 48-hour window, five messages (94669, 94677)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.errcodes import Refused

WINDOW = timedelta(hours=48)
MOST_AFTER_A_MESSAGE = 5

UNTREATED, ASSISTANT, POOL, SERVICER, ENDED = range(5)

#: The moves that the prose names; doubtful ones are a setting.
MOVES = frozenset(
    {
        (UNTREATED, POOL),
        (UNTREATED, SERVICER),
        (ASSISTANT, POOL),
        (ASSISTANT, SERVICER),
        (POOL, SERVICER),
        (SERVICER, SERVICER),
        (SERVICER, ENDED),
    }
)


@dataclass(slots=True)
class Session:
    """Where a citizen and an account stand."""

    state: int = ENDED
    servicer: str = ""
    heard_at: datetime | None = None
    #: The last time anything was said to them, welcome included.
    said_at: datetime | None = None
    said: int = 0

    def hear(self, now: datetime) -> None:
        """The citizen wrote: the window opens anew, an ended session begins again."""
        if self.state == ENDED or self._over(now):
            self.state, self.servicer = UNTREATED, ""
        self.heard_at, self.said = now, 0

    def _over(self, now: datetime) -> bool:
        return self.heard_at is None or now - self.heard_at > WINDOW

    def say(self, now: datetime) -> None:
        """Count one message of the bot.

        Raises:
            Refused: 95002 window closed, 95018 wrong state, 95001 five were said.
        """
        if self._over(now):
            raise Refused(95002)
        if self.state not in (UNTREATED, ASSISTANT):
            raise Refused(95018)
        if self.said >= MOST_AFTER_A_MESSAGE:
            raise Refused(95001)
        self.said += 1
        self.said_at = now

    def is_quiet(self, now: datetime) -> bool:
        """Whether a welcome is due: nothing said or heard for 48 hours."""
        return all(at is None or now - at > WINDOW for at in (self.heard_at, self.said_at))

    def move(self, state: int, servicer: str, more: frozenset[tuple[int, int]]) -> None:
        """Change the state; Refused 95016 when WeCom does not allow it."""
        if (self.state, state) not in MOVES | more:
            raise Refused(95016)
        self.state = state
        self.servicer = servicer if state == SERVICER else ""
