"""A letter (通知): what must be said to whom, as it is put into the outbox and as it comes out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum, unique
from typing import Any

from storage.database import addresses
from storage.database.errors import Unreadable
from storage.database.session import Row, Session, of_row

#: what a channel answered, as far as it is worth keeping
Result = dict[str, Any]


@unique
class LetterKind(StrEnum):
    """How a letter leaves (`bot.delivery.channels`); each value is what is stored."""

    #: into a citizen's chat with a 客服 account: words, a menu, the welcome, the hand-over to a servicer
    KF_TEXT = "kf_text"
    KF_MENU = "kf_menu"
    KF_WELCOME = "kf_welcome"
    KF_TRANS = "kf_trans"
    #: into the app's single chat: words, a card, a photo, the change of a card that was sent
    APP_TEXT = "app_text"
    APP_CARD = "app_card"
    APP_MEDIA = "app_media"
    APP_UPDATE = "app_update"
    #: into a department's group
    GROUP = "group"
    #: to 12345 or a partner
    HOTLINE = "hotline"
    SMS = "sms"
    #: a template message of the 服务号
    OFFICIAL_TEMPLATE = "official_template"


@unique
class Urgency(IntEnum):
    """Which letter goes before which, to whomever (R15); the lowest first, each value is what is stored.

    Who makes a letter gives it (`bot.letters.kinds.urgency_of`); order per listener holds within one of them.
    """

    #: somebody is in danger
    EMERGENCY = 0
    #: of a matter whose limit the profile counts in hours (24小时)
    HOURS = 1
    #: the answer to somebody who just pressed or wrote, and looks at the screen
    AWAITED = 2
    #: what the schedule says again: 催办, 督办
    REMINDER = 3
    ORDINARY = 4

    @property
    def is_rushing(self) -> bool:
        """True for what may not wait for anything that can be gone round."""
        return self <= Urgency.HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What must be said.

    Attributes:
        key: unique for ever, `2026-0001/3/0`: ticket, version, count.
        lane: the listener, as `Lane` is stored; its letters keep their order.
        kind: a `LetterKind`.
        payload: what the sender draws the message from; JSON, kept encrypted.
        hold: do not send until `release_held` (the chat window is closed, 待送达).
        not_before: the earliest moment to send, None for at once.
    """

    key: str
    lane: str
    kind: str
    payload: dict[str, Any] = field(default_factory=dict, repr=False)
    urgency: Urgency = Urgency.ORDINARY
    hold: bool = False
    ticket_no: str = ""
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A letter of the outbox, decrypted.

    Attributes:
        attempts: how often it was taken, this time included.
        error: why it failed last, was parked or is held.
        echoes: of each of its messages that WeCom checks for duplicates, how many other letters said
            the same to the same people before (`storage.queues.echoes`); empty where none is checked.
    """

    id: int
    key: str
    lane: str
    kind: str
    payload: dict[str, Any] = field(repr=False)
    urgency: Urgency
    ticket_no: str
    state: str
    attempts: int
    put_at: datetime
    next_try_at: datetime
    error: str = ""
    result: Result | None = field(default=None, repr=False)
    echoes: tuple[int, ...] = ()


def posted(session: Session, rows: Sequence[Row], *, strict: bool = True) -> list[Posted]:
    """Return the letters in *rows*; with *strict* off what cannot be decrypted is left empty.

    Raises:
        Unreadable: altered, or under a key we do not have (*strict* only).
    """
    return [
        of_row(
            Posted,
            row,
            lane=addresses.told(session.keys, row["lane"]),
            payload=_open(session, row, "payload", strict) or {},
            urgency=Urgency(row["urgency"]),
            error=_open(session, row, "error", strict) or "",
            result=_open(session, row, "result", strict),
        )
        for row in rows
    ]


def _open(session: Session, row: Row, column: str, strict: bool) -> Any:
    sealed = row[column]
    if sealed is None:
        return None
    try:
        return session.open_json(sealed, "outbox", column, row["key"])
    except Unreadable:
        if strict:
            raise
        return None
