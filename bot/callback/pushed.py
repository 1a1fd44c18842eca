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
from storage.queues.lane import Channel, Lane

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
            channel=Channel.APP,
            account=account,
            key=hashlib.sha256(body).hexdigest(),
            lane=str(Lane(Channel.APP, _sender(root))),
            body=body,
            fault=str(fault),
        )
    lane = _lane(message)
    return Arrival(
        channel=lane.channel,
        account=lane.person if lane.channel is Channel.KF_EVENT else account,
        key=message.msg_id or protocol.repeat_key(message),
        lane=str(lane),
        body=body,
        sent_at=message.created_at,
        late=is_late(message.created_at, now),
    )


def _lane(message: Incoming) -> Lane:
    if message.event == KF_EVENT:
        return Lane(Channel.KF_EVENT, message.open_kfid)
    return Lane(Channel.APP, message.from_user)


def _sender(root: Node | None) -> str:
    """Return who sent something unreadable, if at least that much can be read."""
    found = root.every("FromUserName") if root else ()
    sender = found[0].text.strip() if len(found) == 1 else ""
    return sender if _MEMBER.fullmatch(sender) else _NOBODY
