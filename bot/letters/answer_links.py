"""The links that citizens get: `/r/{token}`, signed, for one round of one ticket, good for thirty days.

Rule 1: the token is the key: who has it reads one ticket's answer and gives one vote, no more.
Rule 2: nothing about a link is stored; what it may reach stands in it, under our signature.
Rule 3: whoever made a token up learns nothing: no such link, and no such ticket, are the same answer.

A token is base64url of version, round, end (seconds), number and signature: about 43 characters.
"""

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.database.privacy import Keys

#: where the page stands
PATH = "/r/{token}"
LASTS = timedelta(days=30)
#: longer than any of ours: 16 bytes of signature, 7 of head, and a number with its prefix
LONGEST_TOKEN = 96

_VERSION = 1
_HEAD = struct.Struct(">BHI")
_SIGNATURE_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


class NoSuchLink(Exception):
    """The link was not made by us, or was cut on the way; open the one in the message again."""


class LinkOver(Exception):
    """The link is older than thirty days; ask in the chat or at the window."""


@dataclass(frozen=True, slots=True)
class Link:
    """What one link reaches: this round of this ticket, until *ends_at*."""

    no: str
    round: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads links; *public_url* is where the outside reaches us, empty if nowhere."""

    keys: Keys
    public_url: str = ""

    def url(self, no: str, round: int, now: datetime) -> str:
        return self.public_url.rstrip("/") + PATH.format(token=self.token(no, round, now))

    def token(self, no: str, round: int, now: datetime) -> str:
        ends_at = int((now + LASTS).timestamp())
        said = _HEAD.pack(_VERSION, round, ends_at) + no.encode()
        return _text(said + self.keys.sign_link(said))

    def read(self, token: str, now: datetime) -> Link:
        """Return what *token* reaches.

        Raises:
            NoSuchLink: it is not one of ours, whatever is wrong with it.
            LinkOver: it is ours and its time is over.
        """
        raw = _bytes(token)
        said, signature = raw[:-_SIGNATURE_BYTES], raw[-_SIGNATURE_BYTES:]
        if len(said) <= _HEAD.size or not self.keys.is_link(said, signature):
            raise NoSuchLink
        version, round, ends_at = _HEAD.unpack(said[: _HEAD.size])
        if version != _VERSION:
            raise NoSuchLink
        link = Link(said[_HEAD.size :].decode(), round, datetime.fromtimestamp(ends_at, UTC))
        if link.ends_at <= now:
            raise LinkOver
        return link


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(token: str) -> bytes:
    """Return the bytes of *token*; each has one spelling only."""
    if len(token) > LONGEST_TOKEN or not _TOKEN.fullmatch(token):
        raise NoSuchLink
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise NoSuchLink from None
    if _text(raw) != token:
        raise NoSuchLink
    return raw
