"""登记: a receptionist tells what somebody at the window, on the phone or in a letter said.

It is the citizens' own conversation, told by somebody else: the same questions, the same reading
back, but the complainant has no chat of theirs and the ticket says 窗口.
"""

import re
from dataclasses import replace

from bot import citizens, talks
from bot.citizens import Visit
from bot.texts import staff
from dispatch.actor import Actor
from intake.message import Kind, Message
from intake.talk import Stage, Talk
from storage import tasks

#: `/登记 #12 姓名：…` takes up the desk's task 12 (待完善, 人工)
_TASK = re.compile(r"\s*[#＃](\d{1,9})\s*")


async def start(visit: Visit, actor: Actor, text: str) -> str:
    """Begin to hear a walk-in in *actor*'s single chat; return what to answer beside the talk."""
    taken_up = _TASK.match(text)
    if taken_up:
        if not await tasks.done(visit.session, int(taken_up[1]), actor.id, visit.now):
            return staff.CHORE_OVER
        text = text[taken_up.end() :]
    lane = f"app:{actor.id}"
    talk, stored = await talks.load(visit.session, lane)
    await talks.save(visit.session, stored, begin(talk), visit.now)
    if not text.strip():
        return staff.REGISTER_HINT
    await citizens.converse(
        replace(visit, lane=lane), Message(kind=Kind.TEXT, text=text, at=visit.now)
    )
    return ""


def begin(talk: Talk) -> Talk:
    """Return *talk* ready to hear a walk-in; an unfinished draft of the receptionist's is dropped."""
    return replace(
        Talk(told_why=True, walk_in=True), stage=Stage.COLLECTING, updated_at=talk.updated_at
    )
