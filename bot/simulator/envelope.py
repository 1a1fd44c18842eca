"""The encrypted envelope of callbacks, made with wechatpy and so independent of the bot's code."""

import re
from dataclasses import dataclass
from typing import Any

from wechatpy.work.crypto import WeChatCrypto

_FIELD = r"<{0}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{0}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A signed, encrypted text and the query that goes with it."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str

    @property
    def query(self) -> dict[str, str]:
        """Return the query of the callback URL."""
        return {
            "msg_signature": self.signature,
            "timestamp": self.timestamp,
            "nonce": self.nonce,
        }


class Envelope:
    """Seals and opens for one pair of token and aes_key; the receiver id is the corp's."""

    def __init__(self, token: str, aes_key: str, corp_id: str) -> None:
        self._crypto: Any = WeChatCrypto(token, aes_key, corp_id)
        self._corp_id = corp_id

    def seal(self, text: str, timestamp: str, nonce: str) -> Sealed:
        """Encrypt and sign *text*."""
        envelope = self._crypto.encrypt_message(text, nonce, timestamp)
        return Sealed(
            encrypt=field_of(envelope, "Encrypt"),
            signature=field_of(envelope, "MsgSignature"),
            timestamp=timestamp,
            nonce=nonce,
        )

    def push(self, sealed: Sealed, agent_id: str) -> str:
        """Return the body of a callback POST."""
        return (
            f"<xml><ToUserName><![CDATA[{self._corp_id}]]></ToUserName>"
            f"<AgentID><![CDATA[{agent_id}]]></AgentID>"
            f"<Encrypt><![CDATA[{sealed.encrypt}]]></Encrypt></xml>"
        )

    def open_reply(self, envelope: str) -> str:
        """Return the plain XML of a passive reply; raises what wechatpy raises for a bad one."""
        plain = self._crypto.decrypt_message(
            {"Encrypt": field_of(envelope, "Encrypt")},
            field_of(envelope, "MsgSignature"),
            field_of(envelope, "TimeStamp"),
            field_of(envelope, "Nonce"),
        )
        return plain.decode() if isinstance(plain, bytes) else str(plain)


def field_of(xml: str, name: str) -> str:
    """Return the text of the one element *name*; empty when absent."""
    found = re.search(_FIELD.format(name), xml, re.DOTALL)
    return found.group(1) if found else ""
