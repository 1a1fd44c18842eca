"""Field encryption, keys per ticket, blind indexes: the one file of storage that knows cryptography.

Rule 1: a sealed field names its key and is bound to `table|column|row`; moved or altered it is refused.
Rule 2: sub-keys come from the privacy key by HKDF; each purpose has its own.
Rule 3: a ticket's data key is stored only wrapped; destroying the wrapped key erases the ticket.
Rule 4: a pseudonym is found and read back by the same text (RFC 5297): it is a keyed hash of what it hides,
then that sealed under the hash. It tells who has only the database that two are equal, and nothing else.
Rule 5: of what was told only keyed hashes stand unsealed (`scramblers`): they show that two texts read alike,
and nobody without the key can make one for words of their own, to look whether somebody said them.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.database.errors import BadKey, Unreadable

_KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = 12
#: of a link's signature: 128 bits, so that the link stays short enough for an SMS
_LINK_BYTES = 16
_FORMAT = b"\x01"
_HEAD = len(_FORMAT) + _ID_BYTES


def _derive(master: bytes, purpose: str) -> bytes:
    info = f"yousu/{purpose}/1".encode()
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(master)


def _bound(place: tuple[str, str, str]) -> bytes:
    return "|".join(place).encode("utf-8", "surrogatepass")


class _Cipher:
    """AES-256-GCM under one key; the sealed form is format, key id, nonce, ciphertext with tag."""

    __slots__ = ("_aead", "_head")

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)
        self._head = _FORMAT + hashlib.sha256(b"yousu/key-id/" + key).digest()[:_ID_BYTES]

    def seal(self, plain: bytes, place: tuple[str, str, str]) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return self._head + nonce + self._aead.encrypt(nonce, plain, _bound(place))

    def fits(self, sealed: bytes) -> bool:
        return sealed[:_HEAD] == self._head

    def open(self, sealed: bytes, place: tuple[str, str, str]) -> bytes:
        nonce, body = sealed[_HEAD : _HEAD + _NONCE_BYTES], sealed[_HEAD + _NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, body, _bound(place))
        except (InvalidTag, ValueError):
            raise Unreadable from None


class TicketKey:
    """The data key of one ticket; it seals the ticket's row and the payloads of its log."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = _Cipher(key)

    def __repr__(self) -> str:
        return "TicketKey(…)"

    def seal(self, plain: bytes, *place: str) -> bytes:
        """Return *plain* sealed for *place* (table, column, row)."""
        return self._cipher.seal(plain, _place(place))

    def open(self, sealed: bytes, *place: str) -> bytes:
        """Return what was sealed for *place*.

        Raises:
            Unreadable: altered, moved, or of another ticket.
        """
        if not self._cipher.fits(sealed):
            raise Unreadable
        return self._cipher.open(sealed, _place(place))


class Scrambler:
    """A keyed hash of any length (SHAKE-128 behind the key: no sponge can be gone on with); see `intake.classify.sketch`."""

    __slots__ = ("_begun",)

    def __init__(self, key: bytes) -> None:
        self._begun = hashlib.shake_128(key)

    def __repr__(self) -> str:
        return "Scrambler(…)"

    def __call__(self, value: bytes, length: int) -> bytes:
        """Return *length* bytes that hang on *value* and the key alone."""
        hashed = self._begun.copy()
        hashed.update(value)
        return hashed.digest(length)


class Keys:
    """Everything derived from the privacy key and, during a rotation, from the previous ones.

    Writing uses the present key; reading finds the right one by the key id in the ciphertext.

    Attributes:
        checks: what is stored to know each key again (64 hex digits), the present one's first.
        addressed: the same, to know under which key every address stands (`storage.database.addresses`).
        scramblers: what sketches are made with, the present key's first.

    Raises:
        BadKey: a key is not 32 bytes.
    """

    __slots__ = (
        "_blinds",
        "_fields",
        "_links",
        "_pseudonyms",
        "_seal",
        "_wraps",
        "addressed",
        "checks",
        "scramblers",
    )

    def __init__(self, master: bytes, previous: Sequence[bytes] = ()) -> None:
        masters = (master, *previous)
        if any(len(key) != _KEY_BYTES for key in masters):
            raise BadKey
        self._fields = tuple(_Cipher(_derive(key, "field")) for key in masters)
        self._wraps = tuple(_Cipher(_derive(key, "wrap")) for key in masters)
        self._blinds = tuple(_derive(key, "blind") for key in masters)
        self._seal = tuple(_derive(key, "checkpoint") for key in masters)
        self._links = tuple(_derive(key, "link") for key in masters)
        self._pseudonyms = tuple(AESSIV(_derive(key, "pseudonym")) for key in masters)
        self.scramblers = tuple(Scrambler(_derive(key, "sketch")) for key in masters)
        self.checks = tuple(_derive(key, "check").hex() for key in masters)
        self.addressed = tuple(_derive(key, "addressed").hex() for key in masters)

    @classmethod
    def from_text(cls, master: str, previous: Sequence[str] = ()) -> Self:
        """Build from base64 texts as `[privacy] key` holds them.

        Raises:
            BadKey: not base64 of 32 bytes.
        """
        try:
            decoded = [base64.b64decode(text, validate=True) for text in (master, *previous)]
        except (binascii.Error, ValueError):
            raise BadKey from None
        return cls(decoded[0], decoded[1:])

    @classmethod
    def random(cls) -> Self:
        """Return fresh keys that nobody will know again: for demo and tests."""
        return cls(os.urandom(_KEY_BYTES))

    def __repr__(self) -> str:
        return f"Keys(… and {len(self._fields) - 1} previous)"

    def seal(self, plain: bytes, *place: str) -> bytes:
        """Return *plain* sealed for *place* (table, column, row)."""
        return self._fields[0].seal(plain, _place(place))

    def open(self, sealed: bytes, *place: str) -> bytes:
        """Return what was sealed for *place*.

        Raises:
            Unreadable: altered, moved to another row, or under a key we do not have.
        """
        return _open(self._fields, sealed, _place(place))

    def new_ticket_key(self, no: str) -> tuple[TicketKey, bytes]:
        """Return a fresh data key for ticket *no*, and its wrapped form to store."""
        key = os.urandom(_KEY_BYTES)
        return TicketKey(key), self._wraps[0].seal(key, ("tickets", "data_key", no))

    def ticket_key(self, no: str, wrapped: bytes) -> TicketKey:
        """Return the data key of ticket *no*.

        Raises:
            Unreadable: the key was destroyed (the ticket is erased), altered, or is another ticket's.
        """
        return TicketKey(_open(self._wraps, wrapped, ("tickets", "data_key", no)))

    def blind(self, kind: str, value: str) -> str:
        """Return the blind index (32 hex digits) of a normalised *value*; the same value, the same index."""
        return self.blinds(kind, value)[0]

    def blinds(self, kind: str, value: str) -> tuple[str, ...]:
        """Return the indexes under the present and the previous keys, to look up during a rotation."""
        message = f"{kind}|{value}".encode("utf-8", "surrogatepass")
        return tuple(hmac.digest(key, message, "sha256")[:16].hex() for key in self._blinds)

    def pseudonym(self, value: str) -> str:
        """Return what stands for *value* (not empty) under the present key: the same for the same."""
        sealed = self._pseudonyms[0].encrypt(value.encode("utf-8", "surrogatepass"), None)
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def behind(self, pseudonym: str) -> str:
        """Return what *pseudonym* stands for, under the present key or a previous one.

        Raises:
            Unreadable: altered, or under a key we do not have.
        """
        try:
            sealed = base64.urlsafe_b64decode(pseudonym + "=" * (-len(pseudonym) % 4))
        except ValueError:
            raise Unreadable from None
        for cipher in self._pseudonyms:
            with suppress(InvalidTag, ValueError):
                return cipher.decrypt(sealed, None).decode("utf-8", "surrogatepass")
        raise Unreadable

    def mac(self, message: bytes) -> bytes:
        """Return the seal of a checkpoint; who has only the database cannot make one."""
        return hmac.digest(self._seal[0], message, "sha256")

    def is_mac(self, message: bytes, seal: bytes) -> bool:
        """True if *seal* was made by `mac` under the present key or a previous one."""
        seals = (hmac.digest(key, message, "sha256") for key in self._seal)
        return any(hmac.compare_digest(one, seal) for one in seals)

    def sign_link(self, message: bytes) -> bytes:
        """Return the signature (16 bytes) of a link that a citizen gets; nobody else can make one."""
        return hmac.digest(self._links[0], message, "sha256")[:_LINK_BYTES]

    def is_link(self, message: bytes, signature: bytes) -> bool:
        """True if *signature* was made by `sign_link` under the present key or a previous one."""
        made = (hmac.digest(key, message, "sha256")[:_LINK_BYTES] for key in self._links)
        return any(hmac.compare_digest(one, signature) for one in made)


def _open(ciphers: Sequence[_Cipher], sealed: bytes, place: tuple[str, str, str]) -> bytes:
    cipher = next((one for one in ciphers if one.fits(sealed)), None)
    if cipher is None:
        raise Unreadable
    return cipher.open(sealed, place)


def _place(place: tuple[str, ...]) -> tuple[str, str, str]:
    table, column, row = place
    return table, column, row
