"""What comes back to us: a button's or menu item's key, and the mark by which a message is known."""

import hashlib
from dataclasses import dataclass
from typing import Self

#: WeCom's limit for a button key (90236), in bytes; a menu id of 微信客服 is held to 128
LONGEST_KEY = 128


@dataclass(frozen=True, slots=True)
class ButtonKey:
    """A typed button key; the version lets a press on an old card be answered instead of acted on."""

    act: str
    no: str
    version: int

    def pack(self) -> str:
        """Return the key as WeCom carries it.

        Raises:
            ValueError: it is longer than WeCom allows.
        """
        key = f"{self.act}|{self.no}|{self.version}"
        if len(key.encode()) > LONGEST_KEY:
            raise ValueError(f"a button key of {len(key.encode())} bytes")
        return key

    @classmethod
    def unpack(cls, key: str) -> Self:
        """Return the key that came back.

        Raises:
            ValueError: it is none of ours.
        """
        act, no, version = key.split("|")
        return cls(act, no, int(version))


def numbered(act: str) -> tuple[str, int]:
    """Return an act's name and its number: `approve3` is a petition's, `call1` a level's; else 0."""
    name = act.partition(":")[0].rstrip("0123456789")
    n = act[len(name) :]
    return name, int(n) if n.isdecimal() else 0


def message_id(key: str) -> str:
    """Return 微信客服's duplicate mark for a letter: 32 of [0-9a-f], always the same for the same key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]
