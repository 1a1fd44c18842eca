"""Builders for tests: what WeCom would push, sealed with published keys, and wechatpy as oracle."""

import base64
import random
from typing import Any

import wechatpy.work.crypto

from bot.wecom.envelope import Pair

KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
OTHER_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
CORP = "wx5823bf96d3bd56c7"
PAIR = Pair("QDG6eK", KEY, CORP)
TIMESTAMP, NONCE = "1409659813", "n-372_23149"
PLAIN = (
    "<xml><FromUserName><![CDATA[li]]></FromUserName><CreateTime>1409659813</CreateTime>"
    "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[办不成事]]></Content>"
    "<MsgId>4561255354251345929</MsgId></xml>"
).encode()

HEAD = bytes(16)  # the random bytes before a message

Query = dict[str, str]


def a_push(
    plain: bytes = PLAIN, pair: Pair = PAIR, seed: int = 0, nonce: str = NONCE
) -> tuple[bytes, Query]:
    """Return body and query as WeCom would send them."""
    return around(pair.encrypt(plain, random.Random(seed).randbytes(16)), pair, nonce)


def around(encrypted: str, pair: Pair = PAIR, nonce: str = NONCE) -> tuple[bytes, Query]:
    """Return a body around *encrypted* and the query that signs it."""
    body = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><AgentID><![CDATA[218]]></AgentID>"
        f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    )
    signature = pair.sign(TIMESTAMP, nonce, encrypted)
    return body.encode(), {"msg_signature": signature, "timestamp": TIMESTAMP, "nonce": nonce}


def sealed_raw(whole: bytes) -> str:
    """Return *whole* encrypted as it is, for wrong paddings and lengths."""
    worker = PAIR._cipher.encryptor()
    return base64.b64encode(worker.update(whole) + worker.finalize()).decode()


def by_wechatpy(body: bytes, query: Query) -> bytes | None:
    """Return what wechatpy opens, None where it raises (anything: nine kinds are known)."""
    crypto: Any = wechatpy.work.crypto.WeChatCrypto(PAIR.token, KEY, CORP)
    try:
        opened: str = crypto.decrypt_message(
            body, query["msg_signature"], query["timestamp"], query["nonce"]
        )
    except Exception:
        return None
    return opened.encode()
