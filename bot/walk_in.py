"""登记: a receptionist tells what somebody at the window, on the phone or in a letter said.

It is the citizens' own conversation, told by somebody else: the same questions, the same reading
back, but the complainant has no chat of theirs and the ticket says 窗口.
"""

from dataclasses import replace

from bot import citizens
from bot.citizens import Visit
from intake.message import Kind, Message
from intake.talk import Stage, Talk


def begin(talk: Talk) -> Talk:
    """Return *talk* ready to hear a walk-in; an unfinished draft of the receptionist's is dropped."""
    return replace(
        Talk(told_why=True, walk_in=True), stage=Stage.COLLECTING, updated_at=talk.updated_at
    )


async def tell(visit: Visit, text: str) -> str:
    """Hear the first words; the conversation itself answers, so nothing is left to say here."""
    await citizens.converse(visit, Message(kind=Kind.TEXT, text=text, at=visit.now))
    return ""
