"""What the group robot heard: a command after @, a press on a card, somebody new.

A group card changes only within 5 s of the press, so the change is handed back as `RobotReply` and sent
past the outbox right after the commit; when that is missed, a short message follows instead.
"""

import json

from bot.citizen.conversation import Visit
from bot.context import Context
from bot.staff import buttons, chat_commands
from bot.texts import staff
from bot.wecom.robot_frame import RobotMessage, RobotReply, read_robot
from storage.queues.lane import Channel


def read(body: bytes) -> RobotMessage:
    """Return the frame that was kept; whom it names may be an encrypted open_userid."""
    return read_robot(json.loads(body))


def only_reads(context: Context, message: RobotMessage, userid: str) -> bool:
    """True for what staff ask and nothing else: however long it reads, no transaction waits for it."""
    if context.directory.staff(userid, Channel.GROUP) is None:
        return False
    if message.is_press:
        return buttons.only_reads(message.event_key)
    return bool(message.text.strip()) and chat_commands.only_reads(
        message.text, context.directory, message.quoted
    )


async def hear(
    visit: Visit, message: RobotMessage, userid: str, *, late: bool
) -> tuple[str, RobotReply | None]:
    """Work off one frame of *userid* (already resolved); return the outcome and what is urgent."""
    if message.is_press:
        return await buttons.in_group(visit, message, userid, late=late)
    if message.event == "enter_chat":
        return "entered", RobotReply(req_id=message.req_id, welcome=staff.ROBOT_WELCOME)
    if message.event or not message.text.strip():
        return message.event or message.kind, None
    outcome = await chat_commands.in_group(
        visit, userid, message.chat_id, message.text, late=late, quoted=message.quoted
    )
    return outcome, None
