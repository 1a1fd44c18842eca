"""A citizen's message becomes a step of the conversation, and the step is carried out.

All of it happens inside one transaction: the talk, the ticket, the letters. Nothing is sent here.
"""

import asyncio
from collections.abc import Sequence
from functools import partial

from bot.citizen import conversation_state, left_with_desk, offices, requests
from bot.config.directory import MGMT, WIN
from bot.letters import desk_tasks
from bot.letters.chats import chat_on
from bot.letters.fallback import is_present
from bot.message_context import Visit
from bot.texts import notification_task as texts
from bot.texts import replies
from dispatch.ticket import commands
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Attachment, Complaint
from dispatch.ticket.ticket import State, Ticket, spoken
from intake.conversation import dialogue, known_person
from intake.conversation.alarm import ALARMING
from intake.talk.message import Kind, Message
from intake.talk.state import Outcome, Reply, Running, Wish
from intake.talk.turn_context import Frame
from storage.people import media
from storage.people.conversations import Conversation
from storage.people.media import Media
from storage.queues import outbox
from storage.queues.lane import Lane
from storage.queues.letters import Urgency
from storage.tickets import tickets

__all__ = ["Visit", "attach", "carry_out", "converse", "look_again", "release"]

#: characters that are understood in less time than another thread takes to begin; what is longer is
#: understood beside the event loop, which goes on acknowledging (R4)
READ_ON_THE_LOOP = 700
#: these open no chat window: nothing that waits could be delivered
_NO_WORDS = frozenset({Kind.ENTER, Kind.RECALL})


async def converse(visit: Visit, message: Message) -> None:
    """Take one step of the conversation and carry it out."""
    talk, stored = await conversation_state.load(visit.session, visit.lane)
    if stored.is_awaited and message.kind not in _NO_WORDS:
        await release(visit)
    mine = await visit.own_tickets() if stored.has_tickets else []
    rules, centre = visit.context.rules(visit.centre), offices.centre(visit)
    frame = Frame(
        lane=visit.lane,
        channel=visit.channel,
        suggest=visit.context.suggest,
        levels=rules.levels,
        low=frozenset(one for one in rules.levels if not rules.is_satisfied(one)),
        running=tuple(_as_running(t) for t in mine if not t.is_closed),
        anonymous=rules.anonymous,
        emergency=rules.profile.emergency,
        phone=centre.phone,
        office=partial(offices.department, visit.context.directory, visit.centre),
        centre=centre,
        known=known_person.last_of([one.complaint.complainant for one in mine]),
    )
    if len(message.text) > READ_ON_THE_LOOP:
        outcome = await asyncio.to_thread(dialogue.step, talk, message, frame, visit.now)
    else:
        outcome = dialogue.step(talk, message, frame, visit.now)
    await carry_out(visit, stored, outcome)


async def attach(visit: Visit, account: str, media_id: str, kind: str) -> Attachment:
    """Note a photo, voice message or file that is to be fetched; WeCom keeps it three days."""
    piece = Media(
        id=media.new_id(),
        channel=Lane.parse(visit.lane).channel,
        account=account,
        media_id=media_id,
        subject=visit.lane,
        kind=kind,
        came_at=visit.now,
    )
    await media.expect(visit.session, piece)
    return Attachment(id=piece.id, kind=kind)


async def look_again(visit: Visit) -> None:
    """Take the schedule's look at a draft left alone."""
    talk, stored = await conversation_state.load(visit.session, visit.lane)
    await carry_out(visit, stored, dialogue.left_alone(talk, visit.now))


async def release(visit: Visit) -> None:
    """Let what waited for the person (待送达) go first: the window is open again."""
    if not await outbox.release_held(visit.session, visit.lane, visit.now):
        return
    await desk_tasks.over(visit.session, "待送达", visit.lane, visit.now)
    for ticket in await visit.own_tickets():
        if ticket.undelivered and not ticket.is_closed:
            now_is = await tickets.load(
                visit.session, ticket.no
            )  # the one before may have moved it
            command = commands.NoteDelivered(by=SCHEDULE)
            await visit.context.desk.within(visit.session, now_is, command, visit.now)


async def carry_out(visit: Visit, stored: Conversation, outcome: Outcome) -> None:
    """Store the talk, open the ticket, do what was wished, queue what is said: one message."""
    await conversation_state.save(visit.session, stored, outcome.talk, visit.now)
    answers = []
    if outcome.complaint is not None:
        answers.append(await _registered(visit, outcome.complaint))
    for wanted in outcome.wishes:
        answers.append(await requests.grant(visit, wanted))
    told = [] if outcome.is_hushed else [answer for answer in answers if answer]
    await _say(visit, outcome.replies, told)
    if any(wanted.wish is Wish.HUMAN for wanted in outcome.wishes):
        await _hand_over(visit)


async def _registered(visit: Visit, complaint: Complaint) -> str:
    """Open the ticket; return what to say where no receipt goes to the complainant's own chat."""
    desk = visit.context.desk
    ticket = await desk.open(visit.session, complaint, visit.centre, owner(visit), visit.now)
    await media.assign(visit.session, [one.id for one in complaint.media], ticket.no)
    is_walk_in = not complaint.complainant.lane
    await left_with_desk.settled(visit, walk_in=is_walk_in)
    if complaint.complainant.lane:
        return ""
    how = texts.ON_THE_SPOT if is_present(ticket) else texts.HOW[desk.ladder.way(ticket)]
    return texts.REGISTERED.format(no=spoken(ticket.no), how=how)


async def _say(visit: Visit, said: Sequence[Reply], answers: Sequence[str]) -> None:
    if not said and not answers:
        return
    menu = next((one.menu for one in reversed(said) if one.menu), ())
    items = [(item, replies.label(item)) for item in menu]
    lane = Lane.parse(visit.lane)
    chat = chat_on(lane)
    text = replies.message(said, answers, chat.longest_head if items else chat.longest_text)
    wording = chat.menu(lane, text, items) if items else chat.text(lane, text)
    alarms = any(one.said in ALARMING for one in said)
    urgency = Urgency.EMERGENCY if alarms else Urgency.AWAITED
    await outbox.put(visit.session, [wording.letter(f"{visit.key}/0", urgency=urgency)], visit.now)


async def _hand_over(visit: Visit) -> None:
    """Hand the chat to a person, where it can be; after the reply, which needs the chat to be ours still."""
    lane = Lane.parse(visit.lane)
    wording = chat_on(lane).hand_over(lane)
    if wording is not None:
        await outbox.put(visit.session, [wording.letter(f"{visit.key}/trans")], visit.now)


def _as_running(ticket: Ticket) -> Running:
    asked = [r for r in ticket.remarks if r.kind in ("asked", "supplement", "lead")]
    return Running(
        no=ticket.no,
        asks=bool(asked) and asked[-1].kind == "asked",
        surveying=ticket.state is State.SURVEYING,
        round=ticket.round,
        urgent=bool(ticket.emergency),
        department="" if ticket.allegation else _lead(ticket),
    )


def _lead(ticket: Ticket) -> str:
    return next((part.department for part in ticket.parts), "")


def owner(visit: Visit) -> str:
    """Return who owns a new ticket: the receptionist who told it, else the first on the list (SQ-S3)."""
    teller = visit.context.directory.staff(Lane.parse(visit.lane).person, visit.channel)
    if teller is not None and "receptionist" in teller.roles:
        return teller.id
    on_duty = visit.context.directory.holding(["receptionist"], visit.centre)
    return (on_duty or visit.context.directory.holding(WIN | MGMT, visit.centre) or ("desk",))[0]
