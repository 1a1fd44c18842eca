"""How each kind of letter leaves: one function a kind, through the client or the robot.

Each returns what is worth keeping of WeCom's answer; errors are `WeComError`s and say what to do.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.config_sections import Kf
from bot.directory import Directory
from bot.wecom.cards import Card, notice_card
from bot.wecom.client import App, WeComClient
from bot.wecom.endpoints import KfState, Sent
from bot.wecom.errors import NotSpokenYet, TargetGone, TryLater
from bot.wecom.token import Secret

Result = dict[str, Any]

#: how often a group letter waits for the robot to come back before the webhook takes it
PATIENCE_WITH_ROBOT = 6


class GroupVoice(Protocol):
    """The robot as far as letters need it."""

    @property
    def connected(self) -> bool:
        """Return whether it is signed in."""

    async def send_card(self, chatid: str, card: Mapping[str, Any]) -> None:
        """Send a card into the chat."""

    async def send_markdown(self, chatid: str, text: str) -> None:
        """Send words into the chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What letters leave through."""

    client: WeComClient
    app: App
    kf: Mapping[str, Kf]
    kf_secrets: Mapping[str, Secret]
    directory: Directory
    robot: GroupVoice | None
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A letter about to leave."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int


def message_id(key: str) -> str:
    """Return 微信客服's duplicate mark for a letter: 32 of [0-9a-f], always the same for the same key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


async def _kf_text(doors: Doors, letter: Outgoing) -> Result:
    content = {"msgtype": "text", "text": {"content": cut_bytes(letter.payload["text"], 2048)}}
    return await _kf(doors, letter, content)


async def _kf_menu(doors: Doors, letter: Outgoing) -> Result:
    said = letter.payload
    items = [
        {"type": "click", "click": {"id": id_, "content": text}} for id_, text in said["items"]
    ]
    menu: Result = {"head_content": cut_bytes(said["head"], 1024), "list": items}
    if said["tail"]:
        menu["tail_content"] = said["tail"]
    return await _kf(doors, letter, {"msgtype": "msgmenu", "msgmenu": menu})


async def _kf(doors: Doors, letter: Outgoing, content: Result) -> Result:
    account = letter.payload["open_kfid"]
    msgid = await doors.client.kf_send(
        doors.kf_secrets[account], letter.payload["to"], account, content, message_id(letter.key)
    )
    return {"msgid": msgid}


async def _kf_welcome(doors: Doors, letter: Outgoing) -> Result:
    said = letter.payload
    content = {"msgtype": "text", "text": {"content": said["text"]}}
    secret = doors.kf_secrets[said["open_kfid"]]
    msgid = await doors.client.kf_send_on_event(
        secret, said["code"], content, message_id(letter.key)
    )
    return {"msgid": msgid}


async def _kf_trans(doors: Doors, letter: Outgoing) -> Result:
    """Hand the conversation to a servicer, where servicers are configured."""
    said = letter.payload
    servicers = doors.kf[said["open_kfid"]].servicers
    if not servicers:
        return {"skipped": "no servicers"}
    secret = doors.kf_secrets[said["open_kfid"]]
    await doors.client.kf_trans(
        secret, said["open_kfid"], said["to"], KfState(state=3, servicer=servicers[0])
    )
    return {}


async def _app_text(doors: Doors, letter: Outgoing) -> Result:
    content = {"msgtype": "text", "text": {"content": cut_bytes(letter.payload["text"], 2048)}}
    return await _app(doors, letter, content)


async def _app_card(doors: Doors, letter: Outgoing) -> Result:
    content = {"msgtype": "template_card", "template_card": letter.payload["card"]}
    return await _app(doors, letter, content)


async def _app(doors: Doors, letter: Outgoing, content: Result) -> Result:
    sent = await doors.client.message_send(doors.app, letter.payload["to"], content)
    return {
        "msgid": sent.msgid,
        "response_code": sent.response_code,
        "missed": _missed(sent, letter.payload["to"]),
    }


async def _app_update(doors: Doors, letter: Outgoing) -> Result:
    said = letter.payload
    if not said.get("response_code"):
        return {"skipped": "the card was never shown"}
    missed = await doors.client.update_template_card(
        doors.app, said["to"], said["response_code"], {"button": {"replace_name": said["text"]}}
    )
    return {"missed": list(missed)}


async def _group(doors: Doors, letter: Outgoing) -> Result:
    """Into the department's group: by the robot, else by webhook, else to the liaison."""
    department = doors.directory.departments[letter.payload["department"]]
    refused: TargetGone | None = None
    if doors.robot is not None and department.chat_id:
        try:
            return await _by_robot(doors.robot, department.chat_id, letter)
        except NotSpokenYet as error:
            refused = error
    if department.webhook_key is not None:
        return await _by_webhook(doors, department.webhook_key.get_secret_value(), letter)
    if department.liaison:
        return await _by_liaison(doors, department.liaison, letter)
    raise refused or TargetGone(where="group")


async def _by_robot(robot: GroupVoice, chat_id: str, letter: Outgoing) -> Result:
    if not robot.connected:
        if letter.attempts >= PATIENCE_WITH_ROBOT:
            raise NotSpokenYet(where="robot is away")
        raise TryLater(where="robot is away")
    card, text = letter.payload.get("card"), letter.payload["text"]
    if card:
        await robot.send_card(chat_id, card)
    else:
        await robot.send_markdown(chat_id, cut_bytes(text, 20480))
    return {"by": "robot"}


async def _by_webhook(doors: Doors, key: str, letter: Outgoing) -> Result:
    text = letter.payload["text"]
    card = letter.payload.get("card")
    if card and not text:
        shown = _display_only(card, doors.public_url)
        await doors.client.webhook_send(key, {"msgtype": "template_card", "template_card": shown})
    else:
        content = {"msgtype": "markdown", "markdown": {"content": cut_bytes(text, 4096)}}
        await doors.client.webhook_send(key, content)
    return {"by": "webhook"}


def _display_only(card: Card, url: str) -> Card:
    rows = [(row["keyname"], row["value"]) for row in card["horizontal_content_list"]]
    title = card["main_title"]
    return notice_card(title["title"], title["desc"], rows, url, card.get("sub_title_text", ""))


async def _by_liaison(doors: Doors, liaison: str, letter: Outgoing) -> Result:
    card, text = letter.payload.get("card"), letter.payload["text"]
    content: Result = (
        {"msgtype": "template_card", "template_card": card}
        if card
        else {"msgtype": "text", "text": {"content": cut_bytes(text, 2048)}}
    )
    sent = await doors.client.message_send(doors.app, [liaison], content)
    return {"by": "liaison", "msgid": sent.msgid, "missed": _missed(sent, [liaison])}


def _missed(sent: Sent, people: Sequence[str]) -> list[str]:
    """Return whom WeCom did not reach, as we name them: errcode 0 is not everybody."""
    return [one for one in people if sent.missed(one)]


def cut_bytes(text: str, longest: int) -> str:
    """Return *text* in at most *longest* bytes of UTF-8, cut between characters."""
    raw = text.encode()
    if len(raw) <= longest:
        return text
    return raw[: longest - 3].decode(errors="ignore") + "…"


Way = Callable[[Doors, Outgoing], Awaitable[Result]]
WAYS: Mapping[str, Way] = {
    "kf_text": _kf_text,
    "kf_menu": _kf_menu,
    "kf_welcome": _kf_welcome,
    "kf_trans": _kf_trans,
    "app_text": _app_text,
    "app_card": _app_card,
    "app_update": _app_update,
    "group": _group,
}

#: kinds that WeCom itself keeps from being shown twice, so that a letter in doubt may be repeated
REPEATABLE = frozenset(
    {"kf_text", "kf_menu", "kf_welcome", "app_text", "app_card", "app_update", "kf_trans"}
)
