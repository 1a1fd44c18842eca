"""How each kind of letter leaves: one function a kind, through the client or the robot.

Each returns what is worth keeping of WeCom's answer; errors are `WeComError`s and say what to do.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.config.directory import Directory
from bot.config.sections import Kf
from bot.delivery import attachments
from bot.delivery.attachments import Pieces
from bot.delivery.group_channel import GroupVoice, into_group
from bot.delivery.partner_api import HotlineLine, PartnerRefused
from bot.delivery.repeat_filter import messages, worded
from bot.delivery.sms import SmsGateway
from bot.wecom.client import App, WeComClient
from bot.wecom.endpoints import KfState, Sent
from bot.wecom.errors import ChatTaken, Rejected, TryLater, WeComError, WindowClosed
from bot.wecom.keys import message_id
from bot.wecom.official import OfficialClient, Template
from bot.wecom.text_limits import cut_bytes
from bot.wecom.token import Secret, knocking
from storage.queues.letters import Letter, LetterKind, Posted, Result

#: WeCom's limits in bytes (90236, 94677)
KF_TEXT, KF_HEAD = 2048, 1024
#: the code for a conversation that is not the bot's, and the states in which it is (94677)
NOT_OURS, _OURS = 95018, frozenset({0, 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What letters leave through; *hotline*, *sms* and *official* where they are configured."""

    client: WeComClient
    app: App
    kf: Mapping[str, Kf]
    kf_secrets: Mapping[str, Secret]
    directory: Directory
    robot: GroupVoice | None
    pieces: Pieces
    hotline: HotlineLine | None = None
    sms: SmsGateway | None = None
    official: OfficialClient | None = None


async def _kf_text(doors: Doors, letter: Posted) -> Result:
    content = {"msgtype": "text", "text": {"content": cut_bytes(letter.payload["text"], KF_TEXT)}}
    return await _kf(doors, letter, content)


async def _kf_menu(doors: Doors, letter: Posted) -> Result:
    said = letter.payload
    items = [
        {"type": "click", "click": {"id": id_, "content": text}} for id_, text in said["items"]
    ]
    menu: Result = {"head_content": cut_bytes(said["head"], KF_HEAD), "list": items}
    if said["tail"]:
        menu["tail_content"] = said["tail"]
    return await _kf(doors, letter, {"msgtype": "msgmenu", "msgmenu": menu})


async def _kf(doors: Doors, letter: Posted, content: Result) -> Result:
    account, to = letter.payload["open_kfid"], letter.payload["to"]
    secret = doors.kf_secrets[account]
    try:
        msgid = await doors.client.kf_send(secret, to, account, content, message_id(letter.key))
    except WindowClosed as closed:
        if closed.errcode != NOT_OURS:
            raise
        failure = await _who_has_it(doors.client, secret, account, to, closed)
    else:
        return {"msgid": msgid}
    raise failure


async def _who_has_it(
    client: WeComClient, secret: Secret, account: str, citizen: str, closed: WindowClosed
) -> WeComError:
    """Return what to do about a chat that is not the bot's: it may be again by now."""
    try:
        chat = await client.kf_state(secret, account, citizen)
    except WeComError:
        return closed  # nobody can say; it is held all the same
    if chat.state in _OURS:
        return TryLater(closed.errcode, closed.where)
    return ChatTaken(closed.errcode, closed.where, chat.state, chat.servicer)


async def _kf_welcome(doors: Doors, letter: Posted) -> Result:
    said = letter.payload
    content = {"msgtype": "text", "text": {"content": cut_bytes(said["text"], KF_TEXT)}}
    secret = doors.kf_secrets[said["open_kfid"]]
    msgid = await doors.client.kf_send_on_event(
        secret, said["code"], content, message_id(letter.key)
    )
    return {"msgid": msgid}


async def _kf_trans(doors: Doors, letter: Posted) -> Result:
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


async def _app_text(doors: Doors, letter: Posted) -> Result:
    """Send the words, in several messages if they are long; a repeat is shown once (90236)."""
    missed: list[str] = []
    result: Result = {}
    said = messages(letter)
    for text, echo in zip(said, letter.echoes or [0] * len(said), strict=True):
        content = {"msgtype": "text", "text": {"content": worded(text, echo)}}
        result = await _app(doors, letter, content, once=True)
        missed += [one for one in result["missed"] if one not in missed]
    return {**result, "missed": missed}


async def _app_card(doors: Doors, letter: Posted) -> Result:
    """Send a card; one that another letter sent, task_id and all, WeCom shall refuse, not swallow."""
    content = {"msgtype": "template_card", "template_card": letter.payload["card"]}
    return await _app(doors, letter, content, once=not any(letter.echoes))


async def _app(doors: Doors, letter: Posted, content: Result, *, once: bool) -> Result:
    to = letter.payload["to"]
    sent = await doors.client.message_send(doors.app, to, content, once=once)
    return {
        "msgid": sent.msgid,
        "response_code": sent.response_code,
        "missed": _missed(sent, letter.payload["to"]),
    }


async def _app_media(doors: Doors, letter: Posted) -> Result:
    """Send a photo, or the words that it is lost; it is never repeated, so WeCom need not check."""
    piece = await doors.pieces(letter.payload["media"])
    content = await attachments.content_of(doors.client, doors.app, piece, letter.payload)
    return await _app(doors, letter, content, once=False)


async def _app_update(doors: Doors, letter: Posted) -> Result:
    said = letter.payload
    missed = await doors.client.update_template_card(
        doors.app, said["to"], said["response_code"], {"button": {"replace_name": said["text"]}}
    )
    return {"not_changed": list(missed)}


async def _group(doors: Doors, letter: Posted) -> Result:
    return await into_group(doors.client, doors.directory, doors.robot, letter)


async def _hotline(doors: Doors, letter: Posted) -> Result:
    if doors.hotline is None:
        raise PartnerRefused(where="hotline")
    return await doors.hotline.tell(letter)


async def _sms(doors: Doors, letter: Posted) -> Result:
    if doors.sms is None:  # taken out of the configuration since the letter was put
        raise Rejected(where="sms")
    await doors.sms.send(letter.key, letter.payload["to"], letter.payload["text"])
    return {}


async def _official_template(doors: Doors, letter: Posted) -> Result:
    if doors.official is None:
        raise Rejected(where="official")
    said = letter.payload
    template = Template(
        to=said["to"], url=said["url"], data=said["data"], id=message_id(letter.key)
    )
    return {"msgid": await doors.official.template_send(template)}


def _missed(sent: Sent, people: Sequence[str]) -> list[str]:
    """Return whom WeCom did not reach, as we name them: errcode 0 is not everybody."""
    return [one for one in people if sent.missed(one)]


Way = Callable[[Doors, Posted], Awaitable[Result]]
WAYS: Mapping[str, Way] = {
    LetterKind.KF_TEXT: _kf_text,
    LetterKind.KF_MENU: _kf_menu,
    LetterKind.KF_WELCOME: _kf_welcome,
    LetterKind.KF_TRANS: _kf_trans,
    LetterKind.APP_TEXT: _app_text,
    LetterKind.APP_CARD: _app_card,
    LetterKind.APP_MEDIA: _app_media,
    LetterKind.APP_UPDATE: _app_update,
    LetterKind.GROUP: _group,
    LetterKind.HOTLINE: _hotline,
    LetterKind.SMS: _sms,
    LetterKind.OFFICIAL_TEMPLATE: _official_template,
}


async def at_once(doors: Doors, letter: Letter, now: datetime) -> Result:
    """Send *letter* without the outbox: where that is what does not work. It is not remembered.

    Raises:
        WeComError: it did not go.
    """
    posted = Posted(
        id=0,
        key=letter.key,
        lane=letter.lane,
        kind=letter.kind,
        payload=letter.payload,
        urgency=letter.urgency,
        ticket_no=letter.ticket_no,
        state="sending",
        attempts=1,
        put_at=now,
        next_try_at=now,
    )
    with knocking(urgent=True):
        return await WAYS[letter.kind](doors, posted)


#: kinds that WeCom (or who else hears them) itself keeps from being shown twice, so that a letter in
#: doubt may be repeated; a photo is uploaded anew for each try, so it is none of them; an SMS bears
#: its id, a template its client_msg_id, which is remembered ten minutes
REPEATABLE = frozenset(
    {
        *(LetterKind.KF_TEXT, LetterKind.KF_MENU, LetterKind.KF_WELCOME, LetterKind.KF_TRANS),
        *(LetterKind.APP_TEXT, LetterKind.APP_CARD, LetterKind.APP_UPDATE),
        *(LetterKind.HOTLINE, LetterKind.SMS, LetterKind.OFFICIAL_TEMPLATE),
    }
)
#: kinds whose repeat 微信客服 refuses by its msgid, with a code that it does not publish
REFUSED_TWICE = frozenset({LetterKind.KF_TEXT, LetterKind.KF_MENU})
