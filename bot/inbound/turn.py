"""Whose turn a kept row is, and what hearing it means: one function a way in that asks no network."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.citizen.conversation import Visit
from bot.context import Context
from bot.inbound import app, hotline, kf, robot
from bot.wecom.robot_frame import RobotMessage, RobotReply
from storage.queues.inbox import Kept
from storage.queues.lane import Channel, Lane

#: what became of a row, one word, and what must be said past the outbox
Heard = tuple[str, RobotReply | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One row whose turn it is.

    Attributes:
        lane: who speaks.
        source: what a ticket calls this way in (来源渠道).
        centre: whose business it is; empty where the lane tells.
        only_reads: whether it may be heard on the reading connection, where it may take long.
    """

    lane: str
    source: str
    hear: Callable[[Visit], Awaitable[Heard]]
    centre: str = ""
    only_reads: bool = False


async def _silent(outcome: Awaitable[str]) -> Heard:
    """Return *outcome* of a way in whose answers all go through the outbox."""
    return await outcome, None


def of_app(context: Context, kept: Kept) -> Turn:
    return Turn(
        lane=kept.lane,
        source="企业微信",
        hear=lambda visit: _silent(app.hear(visit, kept.body, kept.account, late=kept.late)),
        only_reads=app.only_reads(context, kept.body),
    )


def of_kf(kept: Kept) -> Turn:
    return Turn(
        lane=kept.lane,
        source="微信客服",
        hear=lambda visit: _silent(kf.hear(visit, kept.body, kept.account)),
    )


def of_robot(context: Context, kept: Kept, message: RobotMessage, userid: str) -> Turn:
    """Return the turn of *userid*, whom the frame named in the clear or by an open_userid."""
    return Turn(
        lane=str(Lane(Channel.APP, userid)),
        source="群机器人",
        hear=lambda visit: robot.hear(visit, message, userid, late=kept.late),
        only_reads=robot.only_reads(context, message, userid),
    )


def of_hotline(kept: Kept) -> Turn:
    return Turn(
        lane=kept.lane,
        source="12345",
        hear=lambda visit: _silent(hotline.hear(visit, kept.body, kept.account)),
        centre=hotline.centre_of(kept.body),
    )
