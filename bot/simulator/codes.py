"""response_code: the single-use right to change one card, valid 72 hours."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from bot.simulator.chats import Message
from bot.simulator.errcodes import Refused
from bot.simulator.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message of the app as it was sent; *shown* are its copies by userid."""

    msgid: str
    agent_id: int
    sent_at: datetime
    shown: dict[str, Message]
    task_id: str = ""


class ResponseCodes:
    """The codes given out, by sending and by each click."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._numbers = count(1)
        self._open: dict[str, tuple[Sent, datetime]] = {}

    def give(self, sent: Sent, now: datetime) -> str:
        """Return a new code for the card of *sent*."""
        code = f"simulatedResponseCode{next(self._numbers):08d}"
        self._open[code] = (sent, now)
        return code

    def look(self, code: str, now: datetime) -> Sent:
        """Return whose card *code* may change; Refused 60140 when unknown, spent or too old."""
        sent, given_at = self._open.get(code, (None, now))
        if sent is None or now - given_at > self._settings.code_lasts:
            raise Refused(60140)
        return sent

    def spend(self, code: str) -> None:
        """Let *code* be used up."""
        del self._open[code]
