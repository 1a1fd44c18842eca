"""What must reach WeCom within 5 seconds of a frame: the fast lane past the outbox."""

import structlog

from bot.wecom.errors import WeComError
from bot.wecom.robot import Robot
from bot.wecom.robot_frame import RobotReply

_log = structlog.get_logger(__name__)


class RobotReplySender:
    """Sends a `RobotReply`; what fails here is only logged, the outbox says it in words anyway."""

    def __init__(self, robot: Robot | None) -> None:
        self._robot = robot

    async def send(self, reply: RobotReply) -> None:
        """Update the pressed card for everybody, or greet who came in."""
        if self._robot is None:
            return
        try:
            if reply.card is not None:
                await self._robot.update_card(reply.req_id, reply.card)
            if reply.welcome:
                await self._robot.welcome(reply.req_id, reply.welcome)
        except WeComError as error:
            _log.warning("fast_lane_missed", error=str(error))
