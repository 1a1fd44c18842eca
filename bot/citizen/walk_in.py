"""登记: a receptionist tells what somebody at the window, on the phone or in a letter said.

It is the citizens' own conversation, told by somebody else: the same questions, the same reading
back, but the complainant has no chat of theirs and the ticket says 窗口.
"""

import re
from dataclasses import replace

from bot.citizen import conversation, conversation_state
from bot.citizen.conversation import Visit
from bot.letters import desk_tasks
from bot.texts import staff
from dispatch.profiles.profile import Profile
from dispatch.ticket.actor import Actor
from intake.conversation import form_fields
from intake.talk.message import Kind, Message
from intake.talk.state import Stage, Talk
from storage.people import tasks
from storage.queues.lane import Channel, Lane

#: `/登记 #12 姓名：…` takes up the desk's task 12 (待完善, 人工)
_TASK = re.compile(r"\s*[#＃](\d{1,9})\s*")
#: `/登记 方式=电话 张三 …` says how it came
_WAY = re.compile(r"\s*(?:方式|渠道)\s*[=＝:：]\s*(\S+)\s*")


async def start(visit: Visit, actor: Actor, text: str) -> str:
    """Begin to hear a walk-in in *actor*'s single chat; return what to answer beside the talk."""
    taken_up = _TASK.match(text)
    if taken_up:
        if not await tasks.done(visit.session, int(taken_up[1]), actor.id, visit.now):
            directory = visit.context.directory
            return await desk_tasks.said_over(visit.session, directory, int(taken_up[1]), visit.now)
        text = text[taken_up.end() :]
    profile = visit.context.rules(visit.centre).profile
    way = ""
    if said := _WAY.match(text):
        text, way = text[said.end() :], way_of(said[1], profile)
        if not way:
            return staff.UNKNOWN_WAY.format(name=said[1], names="、".join(profile.channels))
    lane = str(Lane(Channel.APP, actor.id))
    talk, stored = await conversation_state.load(visit.session, lane)
    await _kept(visit, lane, talk)
    await conversation_state.save(visit.session, stored, begin(talk, way), visit.now)
    if not text.strip():
        return f"{introduction(actor, profile)}{staff.REGISTER_HINT}"
    await conversation.converse(
        replace(visit, lane=lane), Message(kind=Kind.TEXT, text=text, at=visit.now)
    )
    return ""


async def _kept(visit: Visit, lane: str, talk: Talk) -> None:
    """Leave to the desk what *talk* began to register, or to tell, and did not end: nothing said is lost."""
    if talk.handed or talk.draft.is_empty:
        return
    text = form_fields.open_text(talk)
    subject = f"{lane}/{visit.key}"
    await tasks.open_task(visit.session, "待完善", subject, text, visit.now, centre=visit.centre)


def way_of(said: str, profile: Profile) -> str:
    """Return the profile's channel that *said* means (电话 in 中心咨询电话), empty for none."""
    return next((one for one in profile.channels if said in one or one in said), "")


def introduction(actor: Actor, profile: Profile) -> str:
    """Return the words with which a receptionist says who they are first (FW-6.1.1, FW-6.1.2)."""
    if not profile.introducing.shows:
        return ""
    return staff.INTRODUCE.format(window=profile.names.window, who=staff.handler(actor))


def begin(talk: Talk, way: str = "") -> Talk:
    """Return *talk* ready to hear a walk-in."""
    return replace(
        Talk(told_why=True, walk_in=True, way=way),
        stage=Stage.COLLECTING,
        updated_at=talk.updated_at,
    )
