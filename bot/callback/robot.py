"""What the group robot (智能机器人) heard, as an `Arrival`: a pure translation, without the SDK."""

import hashlib
import json
from datetime import datetime

from bot.callback.lateness import is_late
from bot.wecom.fields import Unreadable
from bot.wecom.robot_frame import RobotMessage, read_robot
from storage.queues.arrival import Arrival
from storage.queues.lane import Channel, Lane

_NOBODY = "-"


def arrival(frame: object, account: str, now: datetime) -> Arrival:
    """Return *frame* as the inbox keeps it; *account* is the bot id.

    The whole frame is kept, since an answer must carry its `req_id`. Only events say when they were
    sent, so only they can be late. The unreadable has a fault.
    """
    body = json.dumps(frame, separators=(",", ":")).encode()
    try:
        message = read_robot(frame)
    except Unreadable as fault:
        return Arrival(
            channel=Channel.AIBOT,
            account=account,
            key=_digest(frame),
            lane=str(Lane(Channel.AIBOT, _NOBODY)),
            body=body,
            fault=str(fault),
        )
    return Arrival(
        channel=Channel.AIBOT,
        account=account,
        key=message.msg_id,
        lane=str(_lane(message)),
        body=body,
        sent_at=message.created_at,
        late=is_late(message.created_at, now),
    )


def _lane(message: RobotMessage) -> Lane:
    if message.chat_id:
        return Lane(Channel.GROUP, message.chat_id)
    return Lane(Channel.AIBOT, message.from_user or _NOBODY)


def _digest(frame: object) -> str:
    return hashlib.sha256(json.dumps(frame, sort_keys=True).encode()).hexdigest()
