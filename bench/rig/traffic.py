"""Prepared requests: distinct messages of a member, sealed by wechatpy, as bytes of HTTP."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count, islice
from urllib.parse import urlencode

from wechatpy.work.crypto import WeChatCrypto

from bot import clock
from rig import county

_ENCRYPT = re.compile(r"<Encrypt><!\[CDATA\[(.*?)\]\]></Encrypt>")
_SIGNATURE = re.compile(r"<MsgSignature><!\[CDATA\[(.*?)\]\]></MsgSignature>")


#: ids of what members complain of, and of all else
_FIRST_ID = {True: 7_000_000_000_000_000_000, False: 8_000_000_000_000_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One request as WeCom sends it, and the MsgId inside."""

    msg_id: str
    request: bytes = field(repr=False)


def pushes() -> Iterator[Push]:
    """Yield distinct requests without end, each from a member of its own."""
    for number in count(1):
        yield said(f"member{number}", county.WORDS, number)


def said(member: str, words: str, number: int) -> Push:
    """Return the request that brings *words* of *member*, the *number*th of theirs in this run."""
    stamp = str(int(clock.now().timestamp()))
    msg_id = str(_FIRST_ID[words == county.WORDS] + number)
    plain = (
        f"<xml><ToUserName><![CDATA[{county.CORP}]]></ToUserName>"
        f"<FromUserName><![CDATA[{member}]]></FromUserName>"
        f"<CreateTime>{stamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{words}]]></Content>"
        f"<MsgId>{msg_id}</MsgId><AgentID>{county.AGENT}</AgentID></xml>"
    )
    nonce = f"n{number}"
    sealed = _crypto().encrypt_message(plain, nonce, stamp)
    return Push(msg_id=msg_id, request=_request(sealed, stamp, nonce))


@cache
def _crypto() -> WeChatCrypto:
    return WeChatCrypto(county.TOKEN, county.AES_KEY, county.CORP)


def taken(source: Iterator[Push], number: int) -> list[Push]:
    """Return the next *number* of *source*."""
    return list(islice(source, number))


def _request(sealed: str, stamp: str, nonce: str) -> bytes:
    encrypted, signature = (pattern.search(sealed) for pattern in (_ENCRYPT, _SIGNATURE))
    assert encrypted is not None
    assert signature is not None
    body = (
        f"<xml><ToUserName><![CDATA[{county.CORP}]]></ToUserName>"
        f"<Encrypt><![CDATA[{encrypted[1]}]]></Encrypt>"
        f"<AgentID><![CDATA[{county.AGENT}]]></AgentID></xml>"
    ).encode()
    query = urlencode({"msg_signature": signature[1], "timestamp": stamp, "nonce": nonce})
    head = (
        f"POST {county.PATH}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"User-Agent: Mozilla/4.0\r\nAccept: */*\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
