"""What 微信客服 brought: a citizen's message, or an event about the conversation."""

import json

from bot.citizens import Visit, attach, converse
from bot.texts import citizen, staff
from bot.wecom.kf_message import KfMessage, read_kf
from intake.message import Kind, Message
from intake.talk import Said
from storage import outbox, tasks
from storage.outbox import Letter

#: who said it (94670)
FROM_CUSTOMER, FROM_SYSTEM, FROM_SERVICER = 3, 4, 5

_KINDS = {
    "text": Kind.TEXT,
    "image": Kind.IMAGE,
    "voice": Kind.VOICE,
    "video": Kind.VIDEO,
    "file": Kind.FILE,
    "location": Kind.LOCATION,
    "link": Kind.LINK,
}
#: a message that WeCom could not deliver because the window is closed waits for the next word (§4)
WINDOW_CLOSED = frozenset({4, 6})


async def hear(visit: Visit, body: bytes, account: str) -> str:
    """Work off one kept message; return what became of it, one word for the inbox row."""
    message = read_kf(json.loads(body))
    if message.event is not None:
        return await _event(visit, message, account)
    if message.origin != FROM_CUSTOMER:
        return "not_the_citizen"
    await converse(visit, await as_message(visit, message, account))
    return "conversed"


async def as_message(visit: Visit, message: KfMessage, account: str) -> Message:
    """Return the message as the conversation knows it; what came with it gets a media row."""
    kind = _KINDS.get(message.kind, Kind.OTHER)
    text = message.text
    if message.location is not None:
        text = message.location.label
    elif message.link is not None:
        text = f"{message.link.title} {message.link.url}"
        kind = Kind.TEXT
    attachment = None
    if message.media_id:
        attachment = await attach(visit, "kf", account, message.media_id, kind)
    return Message(
        kind=kind,
        text=text,
        choice=message.menu_id,
        media=attachment,
        at=message.sent_at or visit.now,
    )


async def _event(visit: Visit, message: KfMessage, account: str) -> str:
    event = message.event
    assert event is not None  # the caller looked
    if event.name == "enter_session" and event.code:
        payload = {"open_kfid": account, "code": event.code, "text": citizen.SAYS[Said.WELCOME]}
        letter = Letter(
            key=f"{visit.key}/welcome",
            lane=f"welcome:{visit.lane}",
            kind="kf_welcome",
            payload=payload,
            urgent=True,
        )
        await outbox.put(visit.session, [letter], visit.now)
        return "welcomed"
    if event.name == "msg_send_fail":
        return await _failed(visit, event.msg_id, event.number)
    return event.name


async def _failed(visit: Visit, msgid: str, why: int) -> str:
    """WeCom took a message but could not deliver it: hold it, or show it to the desk."""
    letter = await outbox.by_provider_id(visit.session, msgid)
    if letter is None:
        return "unknown_letter"
    if why in WINDOW_CLOSED:
        await outbox.hold(visit.session, letter.id, f"msg_send_fail {why}")
        return "held"
    await outbox.park(visit.session, letter.id, f"msg_send_fail {why}")
    await tasks.open_task(
        visit.session,
        "待确认",
        letter.key,
        staff.UNDELIVERED_BY_WECHAT.format(why=why, letter=letter.key),
        visit.now,
    )
    return "parked"
