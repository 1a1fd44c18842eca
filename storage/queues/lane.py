"""A lane: one listener's queue, and so who listens and by which way; `str()` of it is what is stored.

A new way in, or out, is a member of `Channel`.
"""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Self


@unique
class Channel(StrEnum):
    """How somebody is reached, or reaches us; each value is what is stored."""

    #: a walk-in: no way of ours leads to them
    NONE = ""
    #: a citizen in the chat of one of our 客服 accounts: `kf:<open_kfid>:<customer>`
    KF = "kf"
    #: a member in the app's single chat: `app:<userid>`
    APP = "app"
    #: a follower of the 服务号: `mp:<openid>`; no chat yet
    MP = "mp"
    #: the event behind which an account's messages wait: `kf_event:<open_kfid>`
    KF_EVENT = "kf_event"
    #: what the robot heard in its single chat: `aibot:<userid>`
    AIBOT = "aibot"
    #: a department's group, `group:<department>`; what the robot heard there: `group:<chat id>`
    GROUP = "group"
    #: 12345: `hotline:<centre>`; what it or a partner passes on: `hotline:<partner>:<number>`
    HOTLINE = "hotline"
    #: another system: `partner:<id>:<centre>`
    PARTNER = "partner"
    #: the people of a centre, by role: `desk:<centre>`
    DESK = "desk"
    MANAGEMENT = "management"
    ASSESSOR = "assessor"
    #: who is on call in an emergency: `on_call:<centre>`
    ON_CALL = "on_call"
    #: the people of a department, by role: `window:<department>`
    WINDOW = "window"
    LEADER = "leader"
    #: the late message's steps, `sms:<ticket>`; an emergency contact's SMS: `sms:<department>`
    OFFICIAL = "official"
    SMS = "sms"
    #: beside another lane, so that neither holds up the other: `media:<ticket>:<lane>`, `welcome:<lane>`
    MEDIA = "media"
    WELCOME = "welcome"


#: the second part of these is not the listener yet: an account, a partner, a ticket
_HAS_ACCOUNT = frozenset({Channel.KF, Channel.HOTLINE, Channel.PARTNER, Channel.MEDIA})
#: who listens on these are people of a centre
_OF_CENTRE = frozenset(
    {
        *(Channel.DESK, Channel.MANAGEMENT, Channel.ASSESSOR, Channel.ON_CALL),
        *(Channel.HOTLINE, Channel.PARTNER),
    }
)


@dataclass(frozen=True, slots=True)
class Lane:
    """One listener's queue.

    Attributes:
        person: who or what listens at the end of it: a customer, userid, department, centre …
        account: through which account (open_kfid, partner), where the channel has several.
    """

    channel: Channel
    person: str = ""
    account: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the lane that is stored as *text*; an empty one leads nowhere.

        Raises:
            ValueError: it begins with no `Channel`.
        """
        way, _, rest = text.partition(":")
        channel = Channel(way)
        account, has_both, person = rest.partition(":")
        if channel in _HAS_ACCOUNT and has_both:
            return cls(channel, person, account)
        return cls(channel, rest)

    @property
    def way(self) -> str:
        """Return the lane without its listener: `kf:<open_kfid>`, `hotline`, `partner:<id>`."""
        return f"{self.channel}:{self.account}" if self.account else str(self.channel)

    @property
    def centre(self) -> str:
        """Return the centre whose people listen, empty for any other lane."""
        return self.person if self.channel in _OF_CENTRE else ""

    def __str__(self) -> str:
        return f"{self.way}:{self.person}" if self.channel else ""
