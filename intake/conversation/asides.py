"""A question beside what is being told – who sees my data, how is it done: answered at once, and nothing changes.

Rule 1: what was open is open still, its menu works, and the same message says what it waits for.
Rule 2: what is answered is no complaint: nothing of it goes into the draft.
"""

from collections.abc import Mapping
from datetime import datetime

from intake.conversation import form_fields
from intake.conversation.message import Message
from intake.conversation.state import Outcome, Reply, Said, Stage, Talk
from intake.conversation.turn_context import NO_FACTS, Frame, touched


def privacy(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Answer who sees what of them, and what it is for."""
    return _beside(talk, Reply(said=Said.PRIVACY, facts=open_facts(talk)), now)


def _beside(talk: Talk, reply: Reply, now: datetime) -> Outcome:
    kept = talk if talk.stage is Stage.IDLE else touched(talk, now)
    return Outcome(talk=kept, replies=(reply,))


def open_facts(talk: Talk) -> Mapping[str, str]:
    """Return what a sentence needs that says what is open; nothing where nothing is.

    Whoever would rather not give a name is not asked for it here.
    """
    if talk.stage is Stage.IDLE:
        return NO_FACTS
    facts = {"open": talk.stage.value, "no": talk.ticket}
    if talk.stage is Stage.COLLECTING and not talk.unnamed:
        facts["fields"] = ",".join(form_fields.missing(talk.draft))
    return facts
