"""WeCom's sealed envelope, opened strictly: formats, signature, padding, receiver, in this order.

Source: developer.work.weixin.qq.com 90968 (加解密方案). Rules:

1. Nothing is parsed as XML here: a linear pattern takes the one `Encrypt` out of the body.
2. The signature is compared in constant time before anything is decrypted.
3. The signature has no delimiters, so the strict formats of timestamp and nonce belong to it. A
   nonce of ten digits may still change places with the timestamp: the time in the URL proves
   nothing, only the `CreateTime` inside does.
4. This file and `storage/database/privacy.py` alone know cryptography.
"""

import base64
import hashlib
import hmac
import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

LONGEST_BODY = 64 * 1024
BLOCK = 32  # WeCom pads to 32 bytes, though AES has blocks of 16
_HEAD = 16 + 4  # random bytes, then the length of the message

_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_FORMATS = {
    "msg_signature": re.compile(r"[0-9a-fA-F]{40}"),
    "timestamp": re.compile(r"[0-9]{10}"),
    "nonce": re.compile(r"[A-Za-z0-9_-]{1,64}"),
}
# The whole body must be flat; possessive quantifiers (++, *+) never go back: the match is linear.
_OTHER = (
    rb"(?:<(?!Encrypt[>/ ])([A-Za-z_]\w{0,63}+)(?: ?/>|>"
    rb"(?:<!\[CDATA\[[\t\n\r -\\^-~]*+\]\]>|[\t\n\r -%%'-;=?-\\^-~]*+)</\%d>)[ \t\r\n]*+)*+"
)
_BODY = re.compile(
    rb"(?:<\?xml version=\"1\.0\"(?: encoding=\"[Uu][Tt][Ff]-8\")? ?\?>)?[ \t\r\n]*+"
    rb"<xml>[ \t\r\n]*+"
    + _OTHER % 1
    + rb"<Encrypt>(?:<!\[CDATA\[([A-Za-z0-9+/]++={0,2}+)\]\]>|([A-Za-z0-9+/]++={0,2}+))</Encrypt>"
    + rb"[ \t\r\n]*+"
    + _OTHER % 4
    + rb"</xml>[ \t\r\n]*+"
)


class EnvelopeError(Exception):
    """An envelope was refused.

    Attributes:
        status: the HTTP status the sender gets.
        word: one word for counters and logs.
    """

    status = 400
    word = "refused"

    def __init__(self) -> None:
        super().__init__(inspect.getdoc(self))


class Malformed(EnvelopeError):
    """The body, the query or the base64 is not of WeCom's form; nobody at WeCom sent this."""

    word = "malformed"


class BadSignature(EnvelopeError):
    """No configured token fits the signature; compare token in `config.toml` and in the console."""

    status = 401
    word = "bad_signature"


class Undecryptable(EnvelopeError):
    """The signature fits, the key does not; compare aes_key in `config.toml` and in the console."""

    status = 401
    word = "undecryptable"


class WrongReceiver(EnvelopeError):
    """The message was sealed for somebody else; compare corp_id in `config.toml`."""

    status = 401
    word = "wrong_receiver"


class BodyTooLarge(EnvelopeError):
    """The body is longer than any message of WeCom's."""

    status = 413
    word = "too_large"


@dataclass(frozen=True, slots=True)
class Pair:
    """A token and an EncodingAESKey as WeCom's console shows them, and the receiver they seal for.

    Attributes:
        token: signs; must not be empty, or anybody could sign.
        aes_key: 43 characters, exactly 32 bytes.
        receive_id: the corp id; the app id of a 服务号; empty for a robot of one's own corp.

    Raises:
        ValueError: the token is empty or the key is not 32 bytes; the message does not show them.
    """

    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    receive_id: str = field(repr=False)
    _cipher: Cipher[CBC] = field(init=False, repr=False, compare=False)
    _token: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.token:
            raise ValueError("token is empty")
        if not _AES_KEY.fullmatch(self.aes_key):
            raise ValueError("aes_key is not 43 characters of A-Z a-z 0-9 + /")
        key = base64.b64decode(self.aes_key + "=", validate=True)
        object.__setattr__(self, "_cipher", Cipher(AES(key), CBC(key[:16])))
        object.__setattr__(self, "_token", self.token.encode())

    def sign(self, *parts: str) -> str:
        """Return the signature over the token and *parts*: 40 hex digits."""
        return hashlib.sha1(
            b"".join(sorted((self._token, *(part.encode() for part in parts)))),
            usedforsecurity=False,
        ).hexdigest()

    def encrypt(self, plain: bytes, random16: bytes) -> str:
        """Return *plain* encrypted for the receiver, as base64; *random16* must never repeat."""
        if len(random16) != 16:
            raise ValueError("random16 is not 16 bytes")
        whole = random16 + len(plain).to_bytes(4, "big") + plain + self.receive_id.encode()
        pad = BLOCK - len(whole) % BLOCK
        worker = self._cipher.encryptor()
        return base64.b64encode(
            worker.update(whole + bytes((pad,)) * pad) + worker.finalize()
        ).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """Return what was sealed in *encrypted* (base64).

        Raises:
            Malformed: not base64.
            Undecryptable: length, padding or the length inside is wrong.
            WrongReceiver: sealed for another receiver.
        """
        sealed = _unbase64(encrypted)
        if not sealed or len(sealed) % BLOCK:
            raise Undecryptable
        worker = self._cipher.decryptor()
        whole = _unpad(worker.update(sealed) + worker.finalize())
        ends = _HEAD + int.from_bytes(whole[16:_HEAD], "big")
        if ends > len(whole):
            raise Undecryptable
        if not hmac.compare_digest(whole[ends:], self.receive_id.encode()):
            raise WrongReceiver
        return whole[_HEAD:ends]


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in an envelope, and the place of the pair that opened it."""

    plain: bytes = field(repr=False)
    index: int


def seal(pair: Pair, plain: bytes, timestamp: str, nonce: str, random16: bytes) -> bytes:
    """Return *plain* in the envelope of a passive reply (被动回复)."""
    encrypted = pair.encrypt(plain, random16)
    signature = pair.sign(timestamp, nonce, encrypted)
    return (
        f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
        f"<MsgSignature><![CDATA[{signature}]]></MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    ).encode()


def open_post(pairs: Sequence[Pair], body: bytes, query: Mapping[str, str]) -> Opened:
    """Open a pushed message; *query* holds msg_signature, timestamp and nonce, decoded.

    Raises:
        EnvelopeError: refused; the class says why and which HTTP status that is.
    """
    if len(body) > LONGEST_BODY:
        raise BodyTooLarge
    found = _BODY.fullmatch(body)
    if found is None:
        raise Malformed
    encrypted = found[2] if found[2] is not None else found[3]
    return _open(pairs, encrypted.decode("ascii"), query)


def open_echo(pairs: Sequence[Pair], query: Mapping[str, str]) -> Opened:
    """Open the `echostr` of a URL check (验证URL有效性); errors as `open_post`."""
    encrypted = query.get("echostr", "")
    if not _BASE64.fullmatch(encrypted):
        raise Malformed
    return _open(pairs, encrypted, query)


def _open(pairs: Sequence[Pair], encrypted: str, query: Mapping[str, str]) -> Opened:
    """Open *encrypted* (only characters of base64) with the pair whose signature fits.

    Where several fit (one token with an old and a new key), the one that decrypts decides.
    """
    signature, timestamp, nonce = (_checked(name, query) for name in _FORMATS)
    if len(encrypted) % 4:
        raise Malformed
    refused: EnvelopeError = BadSignature()
    for index, pair in enumerate(pairs):
        if not hmac.compare_digest(pair.sign(timestamp, nonce, encrypted), signature):
            continue
        try:
            return Opened(pair.decrypt(encrypted), index)
        except EnvelopeError as error:
            refused = error
    raise refused


def _checked(name: str, query: Mapping[str, str]) -> str:
    given = query.get(name, "")
    if not _FORMATS[name].fullmatch(given):
        raise Malformed
    return given


def _unbase64(encrypted: str) -> bytes:
    try:
        return base64.b64decode(encrypted, validate=True)
    except ValueError:  # binascii.Error is one, non-ASCII raises another
        raise Malformed from None


def _unpad(padded: bytes) -> bytes:
    pad = padded[-1]
    if not 1 <= pad <= BLOCK or not padded.endswith(bytes((pad,)) * pad):
        raise Undecryptable
    return padded[:-pad]
