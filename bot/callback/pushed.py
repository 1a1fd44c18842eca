"""What the app callback pushed, as an `Arrival`; the unreadable goes to quarantine."""

import hashlib
import re
from datetime import datetime

from bot.callback.lateness import is_late
from bot.wecom import protocol, xml
from bot.wecom.fields import Unreadable
from bot.wecom.protocol import KF_EVENT, Incoming
from bot.wecom.xml import Node
from storage.queues.arrival import Arrival

_MEMBER = re.compile(r"[!-~]{1,128}")
_NOBODY = "?"  # no userid looks like this


def arrival(body: bytes, account: str, now: datetime) -> Arrival:
    """Return the decrypted *body* as the inbox keeps it.

    *account* is the agent id; an event of 微信客服 goes to the account it names instead. A body
    that cannot be read has a fault and the hash of the whole body as its key.
    """
    root = None
    try:
        root = xml.parse(body)
        message = protocol.incoming(root)
    except Unreadable as fault:
        return Arrival(
            channel="app",
            account=account,
            key=hashlib.sha256(body).hexdigest(),
            lane=f"app:{_sender(root)}",
            body=body,
            fault=str(fault),
        )
    from_kf = message.event == KF_EVENT
    return Arrival(
        channel="kf_event" if from_kf else "app",
        account=message.open_kfid if from_kf else account,
        key=message.msg_id or protocol.repeat_key(message),
        lane=_lane(message),
        body=body,
        sent_at=message.created_at,
        late=is_late(message.created_at, now),
    )


def _lane(message: Incoming) -> str:
    if message.event == KF_EVENT:
        return f"kf_event:{message.open_kfid}"
    return f"app:{message.from_user}"


def _sender(root: Node | None) -> str:
    """Return who sent something unreadable, if at least that much can be read."""
    found = root.every("FromUserName") if root else ()
    sender = found[0].text.strip() if len(found) == 1 else ""
    return sender if _MEMBER.fullmatch(sender) else _NOBODY
