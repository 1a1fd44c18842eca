"""What must reach WeCom within 5 seconds of a robot's frame, as a value; `bot/delivery/robot_reply.py` sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotReply:
    """A reply to a frame of the robot, sent right after the commit; if it is lost, nothing is.

    Attributes:
        card: the whole card as everybody in the group shall see it now, or None.
        welcome: the words for somebody who opened the chat, or empty.
    """

    req_id: str
    card: Mapping[str, Any] | None = None
    welcome: str = ""
