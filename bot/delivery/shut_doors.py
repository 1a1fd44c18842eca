"""Which door WeCom has shut: one API for one account, while every other goes on.

No permission (48002), an address that is not trusted (60020), a token of another agent (301002): each is
said of one API to one application. What leaves through it waits; what leaves elsewhere does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.queues.letters import LetterKind, Posted

#: how long a door is left alone after WeCom shut it
SHUT_FOR = timedelta(minutes=5)
#: how often the urgent knocks meanwhile: an address is trusted, a permission given within minutes, and
#: WeCom forgives far more wrong calls than three a minute
KNOCKS_EVERY = timedelta(seconds=20)


def left_alone(letter: Posted) -> timedelta:
    """Return how long *letter* leaves a door alone that was just shut."""
    return KNOCKS_EVERY if letter.urgency.is_rushing else SHUT_FOR


#: the door to every member: the app has one account
APP_DOOR = "message/send"
#: kind → the API that it leaves through; any other has a door of its own
_APIS: Mapping[str, str] = {
    LetterKind.APP_TEXT: APP_DOOR,
    LetterKind.APP_CARD: APP_DOOR,
    LetterKind.APP_MEDIA: "media/upload",
    LetterKind.APP_UPDATE: "message/update_template_card",
    LetterKind.KF_TEXT: "kf/send_msg",
    LetterKind.KF_MENU: "kf/send_msg",
    LetterKind.KF_WELCOME: "kf/send_msg_on_event",
    LetterKind.KF_TRANS: "kf/service_state/trans",
    LetterKind.GROUP: "webhook/send",
}
#: letters that are no words which the next one to the same person builds on: they let it pass
LETS_PASS = frozenset(
    {
        *(LetterKind.APP_MEDIA, LetterKind.APP_UPDATE),
        *(LetterKind.KF_WELCOME, LetterKind.KF_TRANS),
    }
)


def door_of(letter: Posted) -> str:
    """Return the door that *letter* leaves through: the API, and whose it is where there are several."""
    owner = letter.payload.get("open_kfid") or letter.payload.get("department") or ""
    return f"{_APIS.get(letter.kind, letter.kind)} {owner}".strip()


@dataclass(slots=True, eq=False)
class ShutDoors:
    """The doors that are shut, and until when; in memory, for who starts anew asks once and knows."""

    _until: dict[str, datetime] = field(default_factory=dict)

    def shut(self, letter: Posted, now: datetime) -> datetime:
        """Shut the door of *letter*; return until when."""
        self._until[door_of(letter)] = now + SHUT_FOR
        return now + SHUT_FOR

    def opened(self, letter: Posted) -> None:
        """Note that *letter* got through: whoever waited there may go."""
        self._until.pop(door_of(letter), None)

    def until(self, letter: Posted, now: datetime) -> datetime | None:
        """Return when *letter* may try its door again, None if it is open; the urgent may sooner."""
        opens_at = self.at(now).get(door_of(letter))
        if opens_at is None:
            return None
        may_at = opens_at - SHUT_FOR + left_alone(letter)
        return may_at if may_at > now else None

    def at(self, now: datetime) -> Mapping[str, datetime]:
        """Return which doors are shut at *now*; a clock that was set back opens them."""
        held = {door: at for door, at in self._until.items() if now < at <= now + SHUT_FOR}
        self._until = held
        return held
