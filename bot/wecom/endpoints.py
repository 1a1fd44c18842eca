"""The endpoints we use and the shape of their answers, without any I/O: dicts and bytes only."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.wecom.errors import Ambiguous, TryLater, WeComError, from_errcode

#: A page of 1,000 kf messages of 2 KiB stays well below.
LONGEST_REPLY = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One API: path below /cgi-bin/, method, and whether a lost answer leaves doubt.

    Attributes:
        has_effect: Somebody may have seen something although no answer came back.
    """

    path: str
    method: str = "POST"
    has_effect: bool = False
    within: timedelta = timedelta(seconds=10)

    def unanswered(self) -> TryLater:
        return (Ambiguous if self.has_effect else TryLater)(where=self.path)


GETTOKEN = Endpoint("gettoken", "GET")  # 91039
MESSAGE_SEND = Endpoint("message/send", has_effect=True)  # 90236
UPDATE_CARD = Endpoint("message/update_template_card", has_effect=True)  # 94888
RECALL = Endpoint("message/recall")  # 94867
WEBHOOK_SEND = Endpoint("webhook/send", has_effect=True)  # 91770
KF_SEND = Endpoint("kf/send_msg", has_effect=True)  # 94677
KF_SEND_ON_EVENT = Endpoint("kf/send_msg_on_event", has_effect=True)  # 95122
KF_SYNC = Endpoint("kf/sync_msg")  # 94670
KF_STATE = Endpoint("kf/service_state/get")  # 94669
KF_TRANS = Endpoint("kf/service_state/trans", has_effect=True)  # 94669
MEDIA_GET = Endpoint("media/get", "GET", within=timedelta(seconds=60))  # 90254
MEDIA_UPLOAD = Endpoint("media/upload", within=timedelta(seconds=60))  # 90253
OPENUSERID = Endpoint("batch/openuserid_to_userid")  # 101521


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of an app message: errcode 0 says nothing about each recipient.

    Attributes:
        response_code: For one update of the card within 72 h; empty where there is none.
    """

    msgid: str
    response_code: str = field(default="", repr=False)
    invalid_users: tuple[str, ...] = ()
    invalid_parties: tuple[str, ...] = ()
    invalid_tags: tuple[str, ...] = ()
    unlicensed_users: tuple[str, ...] = ()

    def missed(self, userid: str) -> bool:
        """Tell whether *userid* did not get it (WeCom gives these ids back in lower case)."""
        wanted = userid.casefold()
        return any(wanted == one.casefold() for one in self.invalid_users + self.unlicensed_users)


@dataclass(frozen=True, slots=True, kw_only=True)
class KfState:
    """Who looks after a kf conversation: 0 nobody, 1 us, 2 the pool, 3 a servicer, 4 ended."""

    state: int
    servicer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A downloaded file; the name is made safe for a path, and may be empty."""

    content: bytes = field(repr=False)
    content_type: str
    filename: str


def encode(body: Mapping[str, Any]) -> bytes:
    r"""Return *body* as raw UTF-8 JSON, the same bytes each time.

    WeCom refuses \uxxxx (40033), so control characters and lone surrogates are left out.
    """
    text = json.dumps(_plain(body), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "ignore")


_CONTROLS = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_CONTROLS)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def read_reply(endpoint: Endpoint, status: int, content: bytes) -> dict[str, Any]:
    """Return WeCom's answer as a dict.

    Raises:
        WeComError: for each errcode but 0, by what to do about it; `TryLater` (`Ambiguous`
            where it may have been carried out) for anything that is not WeCom's JSON.
    """
    if status in (429, 503) or 300 <= status < 500:
        raise TryLater(where=endpoint.path)  # turned away before it was looked at
    reply = _json_object(content) if status == 200 else None
    errcode = None if reply is None else reply.get("errcode")
    if reply is None or not isinstance(errcode, int):
        raise endpoint.unanswered()
    if errcode != 0:
        raise from_errcode(errcode, endpoint.path)
    return reply


def _json_object(content: bytes) -> dict[str, Any] | None:
    try:
        reply = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return reply if isinstance(reply, dict) else None


def media_error(status: int, content_type: str, content: bytes) -> WeComError | None:
    """Return the error an answer without a file name carries, or None if it is a file."""
    if status == 200 and content_type.startswith(("image/", "audio/", "video/")):
        return None
    try:
        read_reply(MEDIA_GET, status, content)
    except WeComError as failure:
        return failure
    return MEDIA_GET.unanswered()  # errcode 0 and no file: not an answer either


def read_sent(reply: Mapping[str, Any]) -> Sent:
    return Sent(
        msgid=text_of(reply, "msgid"),
        response_code=text_of(reply, "response_code"),
        invalid_users=names(reply.get("invaliduser")),
        invalid_parties=names(reply.get("invalidparty")),
        invalid_tags=names(reply.get("invalidtag")),
        unlicensed_users=names(reply.get("unlicenseduser")),
    )


def text_of(reply: Mapping[str, Any], key: str) -> str:
    """Return the text under *key*, empty if it is missing."""
    value = reply.get(key)
    return value if isinstance(value, str) else ""


def names(value: object) -> tuple[str, ...]:
    """Return ids given as "a|b" (message/send) or as a list (update_template_card)."""
    parts: Sequence[object] = value.split("|") if isinstance(value, str) else ()
    if isinstance(value, list):
        parts = value
    return tuple(str(part) for part in parts if part)


_UNSAFE = re.compile(r"[\x00-\x1f\x7f\"\\/:*?<>|\ud800-\udfff]")


def safe_name(filename: str | None) -> str:
    """Return *filename* without what could leave a folder or a header; 120 characters at most."""
    cleaned = _UNSAFE.sub("_", filename or "").strip(" .")
    return cleaned[-120:]
