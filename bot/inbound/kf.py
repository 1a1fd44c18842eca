"""What 微信客服 brought: a citizen's message, or an event about the conversation."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.citizen import conversation_state
from bot.citizen.conversation import Visit, attach, converse
from bot.desk import notification
from bot.letters import desk_tasks, kinds
from bot.letters.desk_tasks import Chore
from bot.texts import conversation, staff
from bot.wecom.keys import message_id
from bot.wecom.kf_message import FROM_CUSTOMER, WINDOW_CLOSED, KfEvent, KfMessage, read_kf
from bot.wecom.protocol import Location
from dispatch.ticket.ticket import State
from intake.talk.message import Kind, Message
from intake.talk.state import Said, Stage
from storage.queues import outbox
from storage.queues.lane import Lane
from storage.queues.outbox import Posted
from storage.tickets import tickets

_KINDS = {
    "text": Kind.TEXT,
    "image": Kind.IMAGE,
    "voice": Kind.VOICE,
    "video": Kind.VIDEO,
    "file": Kind.FILE,
    "location": Kind.LOCATION,
    "link": Kind.LINK,
    # what somebody passes on: what can be read of it is what they say
    **dict.fromkeys(("merged_msg", "note", "channels", "miniprogram"), Kind.TEXT),
    **dict.fromkeys(("channels_shop_product", "channels_shop_order"), Kind.TEXT),
}
#: WeCom's own sentence in the place of what it cannot show, a sticker for one; nobody said it
_NOT_SHOWN = re.compile(r"\u3010收到不支持的消息[^\u3011]*\u3011")
#: a welcome_code works so long (94677)
CODE_LASTS = timedelta(seconds=20)
#: who was welcomed is not welcomed again for so long
WELCOMED_FOR = timedelta(hours=48)
#: what a failed message may have been: the letters of so many turns are looked through
LOOK_BACK = 40
#: `change_type` of session_status_change: a servicer has the chat now (94670)
_TO_SERVICER = frozenset({1, 2, 4})


async def hear(visit: Visit, body: bytes, account: str) -> str:
    """Work off one kept message; return what became of it, one word for the inbox row."""
    message = read_kf(json.loads(body))
    if message.event is not None:
        act = _EVENTS.get(message.event.name)
        return await act(visit, message, message.event) if act else message.event.name
    if message.origin != FROM_CUSTOMER:
        return "not_the_citizen"
    await converse(visit, await as_message(visit, message, account))
    return "conversed"


async def as_message(visit: Visit, message: KfMessage, account: str) -> Message:
    """Return the message as the conversation knows it; what came with it gets a media row."""
    kind = _KINDS.get(message.kind, Kind.OTHER)
    text = message.text
    if message.location is not None:
        text = message.location.label or _figures(message.location)
    elif message.link is not None:
        text = f"{message.link.title} {message.link.url}".strip()
        kind = Kind.TEXT
    elif _NOT_SHOWN.fullmatch(text.strip()) or (kind is Kind.TEXT and not text.strip()):
        kind = Kind.OTHER
    attachment = None
    if message.media_id:
        attachment = await attach(visit, account, message.media_id, kind)
    return Message(
        kind=kind,
        text=text,
        choice=message.menu_id,
        media=attachment,
        at=message.sent_at or visit.now,
    )


def _figures(place: Location) -> str:
    return f"{place.latitude:.6f},{place.longitude:.6f}"


# --- events ------------------------------------------------------------------------------------


async def _entered(visit: Visit, message: KfMessage, event: KfEvent) -> str:
    """Welcome whoever opens the chat, once, within the 20 s of the code; nobody in the midst of a talk."""
    is_late = message.sent_at is not None and visit.now - message.sent_at > CODE_LASTS
    if not event.code or is_late:
        return "entered"
    talk, stored = await conversation_state.load(visit.session, visit.lane)
    welcomed = talk.welcomed_at is not None and visit.now - talk.welcomed_at <= WELCOMED_FOR
    if welcomed or talk.served or talk.stage is not Stage.IDLE:
        return "entered"
    greeted = replace(talk, welcomed_at=visit.now, chatter=1, chatter_at=visit.now)
    await conversation_state.save(visit.session, stored, greeted, visit.now)
    welcome = kinds.kf_welcome(Lane.parse(visit.lane), event.code, conversation.SAYS[Said.WELCOME])
    letter = welcome.answer(f"{visit.key}/welcome")
    await outbox.put(visit.session, [letter], visit.now)
    return "welcomed"


async def _recalled(visit: Visit, message: KfMessage, event: KfEvent) -> str:
    await converse(visit, Message(kind=Kind.RECALL, at=message.sent_at or visit.now))
    return "recalled"


async def _served(visit: Visit, message: KfMessage, event: KfEvent) -> str:
    """Keep quiet while a servicer talks with them; then we are there again."""
    talk, stored = await conversation_state.load(visit.session, visit.lane)
    is_served = event.number in _TO_SERVICER
    await conversation_state.save(visit.session, stored, replace(talk, served=is_served), visit.now)
    return "served" if is_served else "ours_again"


async def _failed(visit: Visit, message: KfMessage, event: KfEvent) -> str:
    """WeCom took a message but could not deliver it: hold it, or show it to the desk."""
    letter = await _letter_of(visit, event.msg_id)
    if letter is None:
        return "unknown_letter"
    why = f"msg_send_fail {event.number}"
    state = "held" if event.number in WINDOW_CLOSED else "parked"
    again = await outbox.returned(visit.session, letter, state, why, visit.now)
    if again is None:
        return "known"
    if state == "held":
        await _undelivered(visit, letter, again)
        return state
    text = staff.UNDELIVERED_BY_WECHAT.format(why=event.number, letter=letter.key)
    chore = Chore(
        kind="待确认", subject=letter.key, text=text, act="resend", row=again, no=letter.ticket_no
    )
    await desk_tasks.begin(visit.session, visit.context.directory, visit.centre, chore, visit.now)
    return state


async def _letter_of(visit: Visit, msgid: str) -> Posted | None:
    """Return the letter that left as *msgid*: our own mark, or what WeCom answered."""
    chat = Lane.parse(visit.lane)
    for lane in (chat, kinds.welcome_lane(chat)):
        for letter in await outbox.lately_sent(visit.session, str(lane), LOOK_BACK):
            if msgid in (message_id(letter.key), (letter.result or {}).get("msgid")):
                return letter
    return None


async def _undelivered(visit: Visit, letter: Posted, held: int) -> None:
    """An answer or survey that waits (待送达) goes down the ladder, and the desk calls; any other notice
    goes another way while it waits as the letter *held*."""
    if not letter.ticket_no:
        await desk_tasks.reply_held(
            visit.session, visit.context.directory, letter, visit.centre, visit.now
        )
        return
    if not letter.payload.get("waits"):
        waiting = replace(letter, id=held, key=f"{letter.key}/again")
        await notification.held(visit.context.desk, visit.session, waiting, visit.now)
        return
    ticket = await tickets.load(visit.session, letter.ticket_no)
    if ticket.state is State.SURVEYING and not ticket.undelivered:
        await visit.context.desk.note_undelivered(visit.session, ticket, visit.now)


Act = Callable[[Visit, KfMessage, KfEvent], Awaitable[str]]
_EVENTS: Mapping[str, Act] = {
    "enter_session": _entered,
    "user_recall_msg": _recalled,
    "session_status_change": _served,
    "msg_send_fail": _failed,
}
