"""What a person at the desk must look at: a task, a card with its buttons, and what these do.

A chore names nobody and quotes nobody: it may be about a message that could not be read at all.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.config.directory import MGMT, WIN, Directory
from bot.letters import kinds
from bot.letters.cards import whole
from bot.letters.kinds import Members
from bot.texts import answering, hand_delivery, staff
from bot.texts.moments import moment
from bot.wecom.cards import Button, Card, button_card
from bot.wecom.keys import ButtonKey
from dispatch.profiles.values import Role
from dispatch.ticket.actor import Actor
from storage.database.errors import NoSuchRow
from storage.database.session import Session
from storage.people import tasks
from storage.queues import inbox, outbox
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Posted, Urgency

#: who may do a chore; who is on call sees those alone that tell of danger
HANDS = WIN | MGMT | {Role.OPERATOR, Role.EMERGENCY}


#: the kind of task for messages that were set aside, and the subject of one about many of them
SET_ASIDE, MANY = "隔离", "inbox/0"


#: the kinds of chore that management alone sees and does (G-21)
MANAGEMENTS = frozenset({hand_delivery.OF_LEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """One thing to look at.

    Attributes:
        kind: a kind of `staff.TASKS`.
        subject: one open chore of a kind for each subject.
        act: what else the card offers: `replay` a message, `resend` a letter, or nothing.
        row: which message or letter *act* is about.
        no: the ticket that it is about, if any: then the card has the way to the whole.
        shown: what the card says, where not all of *text*.
        buttons: acts and texts of its own, about the ticket *no*.
        is_said: somebody sent it in their chat, where the desk can answer.
        not_before: nothing rings at night.
        title: of the card, where not that of the kind.
        urgency: of the card.
        to: who gets the card of a kind that is management's.
    """

    kind: str
    subject: str
    text: str
    act: str = ""
    row: int = 0
    no: str = ""
    shown: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    is_said: bool = False
    not_before: datetime | None = None
    title: str = ""
    urgency: Urgency = Urgency.ORDINARY
    to: tuple[str, ...] = ()


async def begin(
    session: Session, directory: Directory, centre: str, chore: Chore, now: datetime
) -> bool:
    """Open the task and show its card to the desk; False if it is open already."""
    if not await tasks.open_task(
        session, chore.kind, chore.subject, chore.text, now, centre=centre
    ):
        return False
    task = await _open_one(session, chore.kind, chore.subject)
    desk = directory.holding(WIN | {"operator"}, centre) or directory.holding(MGMT, centre)
    people = chore.to if chore.kind in MANAGEMENTS else desk
    if task is not None and people:
        to = Members(Lane(Channel.DESK, centre), people)
        letter = kinds.card(to, card(chore, task.id)).letter(
            f"chore/{task.id}", urgency=chore.urgency, not_before=chore.not_before
        )
        await outbox.put(session, [letter], now)
    return True


async def reply_held(
    session: Session, directory: Directory, letter: Posted, centre: str, now: datetime
) -> None:
    """Say to the desk that its word waits: the chat takes nothing until the person writes (95001, 95002)."""
    if letter.payload.get("replied"):
        chore = Chore(kind="待送达", subject=letter.lane, text=answering.REPLY_HELD)
        await begin(session, directory, centre, chore, now)


async def over(session: Session, kind: str, subject: str, now: datetime) -> None:
    """Close the chore if it is open: what it was about has come right by itself."""
    await tasks.done_about(session, kind, subject, "schedule", now)


async def _open_one(session: Session, kind: str, subject: str) -> tasks.Task | None:
    found = await tasks.about(session, subject)
    return next((t for t in found if t.kind == kind and t.done_at is None), None)


def card(chore: Chore, task: int) -> Card:
    """Return the card: what happened, and the ways on."""
    buttons = [Button(text, _key(act, chore.no, task)) for act, text in chore.buttons]
    if not buttons:
        buttons = [Button(staff.CHORE_DONE, _key("did", chore.row, task), 3)]
    if chore.act:
        buttons.insert(0, Button(staff.CHORE_ACTS[chore.act], _key(chore.act, chore.row, task)))
    if chore.no:
        buttons.append(whole(chore.no))
    return button_card(
        f"{CHORE}{task}",
        f"{chore.title or staff.CHORE_KINDS[chore.kind]} #{task}",
        staff.CHAT_HINT.format(id=task)
        if chore.is_said
        else staff.CHORE_HINT.format(
            id=task,
            done=next((text for act, text in chore.buttons if act in _DONE_BY), staff.CHORE_DONE),
        ),
        [],
        buttons,
        sub_title=chore.shown or chore.text,
    )


#: how the ids of the two cards of a task begin; its number follows
CHORE, CHAT = "chore-", "chat-"


def task_of(task_id: str) -> int:
    """Return of which task the card *task_id* is, 0 for a card of something else."""
    begin = next((one for one in (CHORE, CHAT) if task_id.startswith(one)), "")
    number = task_id.removeprefix(begin) if begin else ""
    return int(number) if number.isascii() and number.isdigit() else 0


#: behind the chat or the ticket that it is about: a piece that was sent there
PIECE = "media/"

#: the buttons of its own by which a chore is done
_DONE_BY = ("informed", hand_delivery.ACT)

#: the button under what a person said: who presses it has the chat (接管)
TAKE_CHAT = "takechat"


def chat_card(chore: Chore, task: int) -> Card:
    """Return the card under what a person said to the desk: answer, take the chat over, or done."""
    buttons = [
        Button(staff.TAKE_CHAT, _key(TAKE_CHAT, 0, task)),
        Button(staff.CHORE_DONE, _key("did", 0, task), 3),
    ]
    return button_card(
        f"{CHAT}{task}",
        f"{staff.CHORE_KINDS[chore.kind]} #{task}",
        staff.CHAT_HINT.format(id=task),
        [],
        [*buttons, *([whole(chore.no)] if chore.no else [])],
        sub_title=chore.shown or chore.text,
    )


def _key(act: str, about: int | str, task: int) -> str:
    return ButtonKey(act, str(about), task).pack()


async def pressed(
    session: Session, directory: Directory, key: ButtonKey, by: Actor | None, now: datetime
) -> tuple[str, str]:
    """Do what a chore's button stands for; return what became of it, and what to say."""
    if by is None or not HANDS & by.roles:
        return "refused", staff.NOT_YOURS_TO_DO
    if not await tasks.done(session, key.version, by.id, now):
        return "stale", await said_over(session, directory, key.version, now)
    try:
        await ACTS[key.act](session, int(key.no), by, now)
    except NoSuchRow:
        return "done", answering.CHORE_GONE
    return "done", staff.CHORE_SAID[key.act]


async def said_over(session: Session, directory: Directory, id: int, now: datetime) -> str:
    """Return what is said to who comes too late for task *id*: what it was, who did it and when."""
    task = await tasks.load(session, id)
    if task is None or task.done_at is None:
        return answering.NO_TASK.format(id=id)
    known = directory.people.get(task.done_by)
    facts = {"id": id, "title": staff.CHORE_KINDS.get(task.kind, task.kind)}
    said = answering.CHORE_OVER if known else answering.CHORE_SETTLED
    return said.format(who=known.name if known else "", at=moment(task.done_at, now), **facts)


async def _did(session: Session, row: int, by: Actor, now: datetime) -> None:
    """Nothing more: a person has seen to it."""


async def _replay(session: Session, row: int, by: Actor, now: datetime) -> None:
    await inbox.replay(session, row)


async def _resend(session: Session, row: int, by: Actor, now: datetime) -> None:
    await outbox.release(session, row, now)


Act = Callable[[Session, int, Actor, datetime], Awaitable[None]]
#: a button's act → what it does
ACTS: Mapping[str, Act] = {"did": _did, "replay": _replay, "resend": _resend}
