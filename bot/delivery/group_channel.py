"""Into a department's group: the robot, else the group's webhook, else the liaison's single chat.

Product §2. The robot's card carries buttons. A webhook only shows words, so beside it the card goes to
the liaison, whose buttons work; that letter is the sender's to put (`Result["liaison"]`).
"""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.config.directory import Directory
from bot.config.sections import Department
from bot.wecom.client import WeComClient
from bot.wecom.errors import (
    NotSpokenYet,
    NotSubscribed,
    Rejected,
    TargetGone,
    TryLater,
)
from bot.wecom.text_limits import GROUP_TEXT, cut_bytes
from storage.queues.letters import Posted, Result

#: how often a letter waits for the robot to come back (2, 4, 8, 16 s) before another way takes it
PATIENCE_WITH_ROBOT = 5
#: the longest markdown of the robot in bytes (101463)
ROBOT_TEXT = 20480


class GroupVoice(Protocol):
    """The robot as far as letters need it."""

    @property
    def connected(self) -> bool:
        """Return whether it is signed in."""

    async def send_card(self, chatid: str, card: Mapping[str, Any]) -> None:
        """Send a card into the chat."""

    async def send_markdown(self, chatid: str, text: str) -> None:
        """Send words into the chat."""


async def into_group(
    client: WeComClient, directory: Directory, robot: GroupVoice | None, letter: Posted
) -> Result:
    """Say *letter* to its department by the best way that works.

    Returns:
        `by`: robot, webhook or liaison; `not_spoken` where nobody has called the robot there yet;
        `liaison`: who must get the letter in single chat, too or alone.

    Raises:
        TargetGone: there is no way to this department at all.
        Ambiguous: it may have arrived; neither robot nor webhook is checked for duplicates.
    """
    department = directory.departments.get(letter.payload["department"])
    if department is None:
        raise TargetGone(where="group")
    result: Result = {}
    if robot is not None and department.chat_id:
        try:
            await _by_robot(robot, department, letter)
        except NotSpokenYet:
            result = {"not_spoken": True}
        except _AwayTooLong:
            result = {"robot_away": True}
        except Rejected as error:  # the group is gone, or WeCom does not like the card
            result = {"refused": error.errcode}
        else:
            return {"by": "robot"}
    return {**result, **await _otherwise(client, department, letter)}


class _AwayTooLong(Exception):
    """The robot did not come back in time; the letter takes another way."""


async def _by_robot(robot: GroupVoice, department: Department, letter: Posted) -> None:
    if not robot.connected:
        if letter.attempts >= PATIENCE_WITH_ROBOT:
            raise _AwayTooLong
        raise TryLater(where="robot is away")
    try:
        await _said(robot, department.chat_id, letter)
    except NotSubscribed:  # it subscribed anew and that did not help
        if _has_other_way(department):
            raise _AwayTooLong from None
        raise


async def _said(robot: GroupVoice, chat_id: str, letter: Posted) -> None:
    card = letter.payload.get("card")
    if card:
        await robot.send_card(chat_id, card)
    else:
        await robot.send_markdown(chat_id, cut_bytes(letter.payload["text"], ROBOT_TEXT))


def _has_other_way(department: Department) -> bool:
    return bool(department.webhook_key is not None or department.liaison)


async def _otherwise(client: WeComClient, department: Department, letter: Posted) -> Result:
    has_card = bool(letter.payload.get("card"))
    if department.webhook_key is not None and letter.payload["text"]:
        text = cut_bytes(letter.payload["text"], GROUP_TEXT)
        content = {"msgtype": "markdown", "markdown": {"content": text}}
        try:
            await client.webhook_send(department.webhook_key.get_secret_value(), content)
        except TargetGone:
            if not department.liaison:
                raise
        else:
            liaison = department.liaison if has_card else ""
            return {"by": "webhook", "liaison": liaison}
    if not department.liaison:
        raise TargetGone(where="group")
    return {"by": "liaison", "liaison": department.liaison}
