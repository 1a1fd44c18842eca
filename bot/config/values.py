"""The kinds of value a setting can have, each refusing what cannot be right in one sentence.

A refusal never repeats the value: it may be a secret.
"""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import time
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from bot.texts import operator

#: What the roles of product.md §5 are called in configuration and in the role table.
ROLES = tuple(operator.ROLE_NAMES)
#: The type that pydantic reports for our own refusals; their message is already Chinese.
OURS = "yousu"

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
_PREFIX = re.compile(r"[A-Z]{1,8}|")
_TOKEN = re.compile(r"[!-~]{1,64}")
_SECRET = re.compile(r"[!-~]{1,512}")
#: a number that takes an SMS
MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PHONE = re.compile(r"[0-9+*#() -]{3,24}(转[0-9]{1,6})?")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def refused(sentence: str) -> PydanticCustomError:
    """Return the error a validator raises; *sentence* is shown to the operator as it is."""
    return PydanticCustomError(OURS, "{sentence}", {"sentence": sentence})


def _fits(shape: re.Pattern[str], sentence: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not shape.fullmatch(value):
            raise refused(sentence)
        return value

    return check


def _hidden(check: Callable[[str], object]) -> Callable[[SecretStr], SecretStr]:
    """Return *check* for a value that is kept hidden."""

    def check_hidden(value: SecretStr) -> SecretStr:
        check(value.get_secret_value())
        return value

    return check_hidden


def plain(value: str) -> str:
    """Return *value* if it is one line that says something."""
    if not value.strip():
        raise refused(operator.EMPTY)
    if _CONTROL.search(value):
        raise refused(operator.CONTROL)
    return value


def decoded(value: str, *, length: int) -> bytes:
    """Return the *length* bytes that the base64 text *value* stands for."""
    try:
        found = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != length:
        raise refused(operator.NOT_BASE64.format(length=length))
    return found


def aes_key(value: str) -> str:
    """Return an EncodingAESKey: 43 characters that are 32 bytes (WeCom 加解密方案)."""
    plain(value)
    if len(value) != 43:
        raise refused(operator.AES_KEY_LENGTH.format(found=len(value)))
    if not re.fullmatch(r"[A-Za-z0-9+/]{43}", value):
        raise refused(operator.AES_KEY_LETTERS)
    decoded(value + "=", length=32)
    return value


def privacy_key(value: str) -> str:
    """Return the key under which personal data is kept: 32 bytes in base64."""
    plain(value)
    decoded(value, length=32)
    return value


def webhook_key(value: str) -> str:
    """Return the key of a group robot; the whole address is a usual mistake."""
    if "key=" in value or "/" in value:
        raise refused(operator.WEBHOOK_ADDRESS)
    return secret(value)


def phone(value: str) -> str:
    """Return a telephone number, a landline or a short one too."""
    return _fits(_PHONE, operator.PHONE)(value)


def secret(value: str) -> str:
    """Return a secret as WeCom gives it out: visible characters without blanks."""
    plain(value)
    return _fits(_SECRET, operator.SECRET_SHAPE)(value)


def token(value: str) -> str:
    """Return the Token of a callback pair."""
    plain(value)
    return _fits(_TOKEN, operator.TOKEN_SHAPE)(value)


def identifier(value: str) -> str:
    """Return a name that programs use: a userid, a code."""
    return _fits(_IDENTIFIER, operator.IDENTIFIER)(value)


def address(*schemes: str) -> Callable[[str], str]:
    """Return a check for an address of one of *schemes*, without query and final slash."""

    def check(value: str) -> str:
        try:
            parts = urlsplit(value)
            whole = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            whole = False
        if not whole or re.search(r"\s", value):
            raise refused(operator.ADDRESS.format(schemes=" 或 ".join(f"{s}://" for s in schemes)))
        return value.rstrip("/")

    return check


def database(value: str) -> str:
    """Return a database address: `sqlite://path` or `postgres://…`."""
    scheme, _, rest = value.partition("://")
    if scheme == "sqlite" and rest.strip():
        return value
    try:
        whole = urlsplit(value)
        # Reading the port refuses what is not a number.
        if scheme == "postgres" and whole.hostname and whole.port != 0:
            return value
    except ValueError:
        pass
    raise refused(operator.DATABASE)


def is_loopback(value: str) -> bool:
    host = urlsplit(value).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def role(value: str) -> str:
    """Return one role of product.md §5."""
    if value not in ROLES:
        raise refused(operator.UNKNOWN_ROLE.format(known="、".join(ROLES)))
    return value


def pause(value: tuple[time, ...]) -> tuple[time, ...]:
    """Return the lunch break: nothing, or its begin and its end."""
    if len(value) not in (0, 2) or (value and value[0] >= value[1]):
        raise refused(operator.LUNCH)
    return value


def or_nothing(check: Callable[[str], str]) -> Callable[[str], str]:
    return lambda value: check(value) if value else value


Text = Annotated[str, AfterValidator(plain)]
Note = Annotated[str, AfterValidator(or_nothing(plain))]
Id = Annotated[str, AfterValidator(plain), AfterValidator(identifier)]
Reference = Annotated[str, AfterValidator(or_nothing(identifier))]
Prefix = Annotated[str, AfterValidator(_fits(_PREFIX, operator.PREFIX))]
Phone = Annotated[str, AfterValidator(or_nothing(phone))]
Mobile = Annotated[str, AfterValidator(_fits(MOBILE, operator.MOBILE))]
Role = Annotated[str, AfterValidator(role)]
Port = Annotated[int, Field(ge=0, le=65535)]
AgentId = Annotated[int, Field(ge=1)]
Web = Annotated[str, AfterValidator(address("https", "http"))]
WebOrNothing = Annotated[str, AfterValidator(or_nothing(address("https", "http")))]
HeaderOrNothing = Annotated[str, AfterValidator(or_nothing(_fits(_HEADER, operator.HEADER)))]
Socket = Annotated[str, AfterValidator(address("wss", "ws"))]
Database = Annotated[str, AfterValidator(database), Field(repr=False)]
Secret = Annotated[SecretStr, AfterValidator(_hidden(secret))]
Token = Annotated[SecretStr, AfterValidator(_hidden(token))]
AesKey = Annotated[SecretStr, AfterValidator(_hidden(aes_key))]
PrivacyKey = Annotated[SecretStr, AfterValidator(_hidden(privacy_key))]
WebhookKey = Annotated[SecretStr, AfterValidator(_hidden(webhook_key))]
Lunch = Annotated[tuple[time, ...], Field(strict=False), AfterValidator(pause)]

#: TOML gives lists; what is frozen holds tuples.
Frozen: Any = Field(strict=False)
