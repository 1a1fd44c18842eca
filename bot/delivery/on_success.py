"""What follows from a letter that left: its result is kept, its card remembered, a doubt raised."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog

from bot.context import Context
from bot.delivery import emergency_sms
from bot.delivery.taken_chats import CHAT_TAKEN, chat_of
from bot.desk import card_updates, notification, undelivered
from bot.desk.card_updates import Move
from bot.desk.desk import TRIES
from bot.letters import desk_tasks, fallback, kinds
from bot.letters.desk_tasks import Chore
from bot.texts import staff
from dispatch.errors import DeskError
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.commands import NoteDelivered
from storage.database.errors import StaleTicket
from storage.database.session import Session
from storage.people import cards, tasks
from storage.people.cards import Card
from storage.queues import outbox
from storage.queues.lane import Lane
from storage.queues.letters import Letter, LetterKind, Posted, Result
from storage.tickets import tickets

_log = structlog.get_logger(__name__)

_SOMEBODY = Actor(id="", name="")


async def note(
    context: Context, session: Session, letter: Posted, result: Result, now: datetime
) -> None:
    """Mark *letter* as said and do what follows, in one transaction.

    Raises:
        ClaimLost: the letter is no longer ours; nothing is stored.
    """
    await outbox.sent(session, letter.id, result, now)
    for follow in _AFTER.get(LetterKind(letter.kind), ()):
        await follow(context, session, letter, result, now)


async def _told(
    context: Context, session: Session, letter: Posted, result: Result, now: datetime
) -> None:
    """Note that somebody heard what they must hear before a limit is met (LH-12a), or it closes (WZ-7.7).

    What WeCom could not bring to anybody was not heard. Somebody else may move the ticket meanwhile.
    """
    if not letter.payload.get("owes"):
        return
    if letter.kind == LetterKind.APP_TEXT and set(letter.payload["to"]) <= set(
        result.get("missed", ())
    ):
        return
    command = NoteDelivered(by=SCHEDULE, whom=letter.payload["owes"])
    for _ in range(TRIES):
        try:
            ticket = await tickets.load(session, letter.ticket_no)
            await context.desk.within(session, ticket, command, now)
        except StaleTicket:
            continue
        except DeskError as refused:
            _log.warning("told_unnoted", ticket=letter.ticket_no, error=type(refused).__name__)
        return
    raise StaleTicket


async def _remember(
    context: Context, session: Session, letter: Posted, result: Result, now: datetime
) -> None:
    """Keep the card's code; where the ticket went on meanwhile, grey it at once."""
    task_id = letter.payload["card"]["task_id"]
    if not letter.ticket_no:
        await _remember_task(session, letter, result, now)
        return
    card = Card(
        task_id=task_id,
        ticket_no=letter.ticket_no,
        listener=letter.lane,
        purpose=card_updates.purpose_of(task_id, letter.ticket_no),
        response_code=result.get("response_code", ""),
        version=letter.payload["version"],
        sent_at=now,
    )
    await cards.store(session, card)
    ticket = await tickets.load(session, letter.ticket_no)
    if card_updates.is_over(card, ticket):
        move = Move(after=ticket, by=_SOMEBODY)
        over = await card_updates.retire(session, card, letter.payload["to"], move)
        await outbox.put(session, over, now)


async def _remember_task(session: Session, letter: Posted, result: Result, now: datetime) -> None:
    """Keep the code of a task's card; `bot/jobs/finished_tasks.py` changes it when the task is done."""
    task_id = letter.payload["card"]["task_id"]
    task = desk_tasks.task_of(task_id)
    if not task:
        return
    card = Card(
        task_id=task_id,
        ticket_no="",
        listener=letter.lane,
        purpose=cards.TASK,
        response_code=result.get("response_code", ""),
        version=task,
        sent_at=now,
    )
    await cards.store(session, card)


async def _into_group(
    context: Context, session: Session, letter: Posted, result: Result, now: datetime
) -> None:
    """Give the liaison what the group could not get with buttons; say where a robot is not known yet."""
    id_ = letter.payload["department"]
    department = context.directory.departments[id_]
    if result.get("liaison"):
        who = await _trusted(context, session, letter, result["liaison"])
        await outbox.put(session, [_to_liaison(letter, who)] if who else [], now)
    if result["by"] == "robot":
        await desk_tasks.over(session, "群聊", id_, now)
    elif result.get("not_spoken"):
        way = staff.WAYS[result["by"]]
        text = staff.NOT_SPOKEN.format(department=department.name, way=way)
        chore = Chore(kind="群聊", subject=id_, text=text)
        await desk_tasks.begin(session, context.directory, _centre(context, letter), chore, now)


async def _trusted(context: Context, session: Session, letter: Posted, liaison: str) -> str:
    """Return who of the department gets it in single chat: its liaison, unless it is about them (N6)."""
    if not letter.ticket_no:
        return liaison
    ticket = await tickets.load(session, letter.ticket_no)
    own = context.directory.people.values()
    others = (one.id for one in own if one.department == letter.payload["department"])
    return next(iter(context.directory.seeing((liaison, *others), ticket)), "")


def _to_liaison(letter: Posted, liaison: str) -> Letter:
    said, to = letter.payload, kinds.member(liaison)
    card = said.get("card")
    wording = kinds.card(to, card) if card else kinds.text(to, said["text"])
    about = {"no": said.get("no", ""), "version": said.get("version", 0)}
    return wording.marked(**about).letter(
        f"{letter.key}/liaison", letter.ticket_no, urgency=letter.urgency
    )


def _centre(context: Context, letter: Posted) -> str:
    """Return whose desk a letter's trouble goes to: its lane names it, else the first centre's."""
    department = context.directory.departments.get(str(letter.payload.get("department", "")))
    of_department = department.centre if department else ""
    return Lane.parse(letter.lane).centre or of_department or context.home


async def _no_longer_held(
    context: Context, session: Session, letter: Posted, result: Result, now: datetime
) -> None:
    """Answer and survey went into the chat: nobody needs to call (待送达), and it is the bot's again."""
    await desk_tasks.over(session, CHAT_TAKEN, chat_of(session, letter), now)
    if letter.ticket_no:
        answer = undelivered.subject(letter.key.rpartition("/")[0])
        told = (letter.key, answer)
        posted = (f"{one}{notification.POST}" for one in told)
        for subject in (*told, *posted, letter.ticket_no):
            await desk_tasks.over(session, notification.KIND, subject, now)


async def _fallback_step(
    context: Context, session: Session, letter: Posted, result: Result, now: datetime
) -> None:
    if notification.is_notice(letter.payload):
        await notification.sent(context.desk, session, letter, now)
        return
    step = fallback.step_of(letter.kind, letter.payload)
    if step is not None and letter.ticket_no:
        ticket = await tickets.load(session, letter.ticket_no)
        await undelivered.note(context.desk, session, ticket, step, {"outcome": "sent"}, now)


async def _emergency(
    context: Context, session: Session, letter: Posted, result: Result, now: datetime
) -> None:
    if emergency_sms.is_green(letter):
        await emergency_sms.note(context, session, letter, "sent", now)


async def _missed(
    context: Context, session: Session, letter: Posted, result: Result, now: datetime
) -> None:
    """Raise whom WeCom did not reach: errcode 0 is not everybody."""
    if result.get("missed"):
        text = staff.MISSED.format(letter=letter.key, people="、".join(result["missed"]))
        subject = f"{tasks.MISSED}{letter.key}"
        chore = Chore(kind="待确认", subject=subject, text=text, no=letter.ticket_no)
        await desk_tasks.begin(session, context.directory, _centre(context, letter), chore, now)


Follow = Callable[[Context, Session, Posted, Result, datetime], Awaitable[None]]

#: kind of a letter → what follows once it left, in order
_AFTER: Mapping[LetterKind, tuple[Follow, ...]] = {
    LetterKind.APP_TEXT: (_told, _missed),
    LetterKind.APP_CARD: (_remember, _told, _missed),
    LetterKind.APP_MEDIA: (_missed,),
    LetterKind.KF_TEXT: (_no_longer_held, _told),
    LetterKind.KF_MENU: (_no_longer_held, _told),
    LetterKind.GROUP: (_told, _into_group),
    LetterKind.SMS: (_fallback_step, _told, _emergency),
    LetterKind.OFFICIAL_TEMPLATE: (_fallback_step, _told),
}
