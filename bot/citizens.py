"""A citizen's message becomes a step of the conversation, and the step is carried out.

All of it happens inside one transaction: the talk, the ticket, the letters. Nothing is sent here.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot import announce, talks
from bot.directory import MGMT, WIN
from bot.house import House
from bot.texts import citizen, staff
from dispatch import commands
from dispatch.actor import SCHEDULE, Actor
from dispatch.complaint import Attachment
from dispatch.errors import DeskError
from dispatch.notices import What
from dispatch.ticket import State, Ticket, spoken
from intake import dialogue
from intake.dialogue import Frame
from intake.message import Message
from intake.talk import Outcome, Running, Wanted, Wish
from storage import media, outbox, tasks, tickets
from storage.conversations import Conversation
from storage.media import Media
from storage.outbox import Letter
from storage.session import Session

#: the most tickets that 查询 tells of, so that the answer fits one message of 2,048 bytes
TOLD_AT_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One message's surroundings: who writes, through which door, and the key of its letters."""

    house: House
    session: Session
    lane: str
    channel: str
    centre: str
    key: str
    now: datetime

    @property
    def actor(self) -> Actor:
        """Return the citizen as one who may rate, add and withdraw."""
        return Actor(id=self.lane, name="诉求人", roles=frozenset({"citizen"}), source=self.channel)


async def converse(visit: Visit, message: Message) -> None:
    """Take one step of the conversation and carry it out."""
    await release(visit)
    talk, stored = await talks.load(visit.session, visit.lane)
    frame = Frame(
        lane=visit.lane,
        channel=visit.channel,
        suggest=visit.house.suggest,
        levels=visit.house.rules(visit.centre).levels,
        running=await _running(visit),
        anonymous=visit.house.rules(visit.centre).anonymous,
    )
    await carry_out(visit, stored, dialogue.step(talk, message, frame, visit.now))


async def attach(visit: Visit, channel: str, account: str, media_id: str, kind: str) -> Attachment:
    """Note a photo, voice message or file that is to be fetched; WeCom keeps it three days."""
    piece = Media(
        id=media.new_id(),
        channel=channel,
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
    talk, stored = await talks.load(visit.session, visit.lane)
    await carry_out(visit, stored, dialogue.left_alone(talk, visit.now))


async def release(visit: Visit) -> None:
    """Let what waited for the person (待送达) go first: the window is open again."""
    if not await outbox.release_held(visit.session, visit.lane, visit.now):
        return
    for ticket in await _mine(visit):
        if ticket.undelivered and not ticket.is_closed:
            command = commands.NoteDelivered(by=SCHEDULE)
            await visit.house.desk.within(visit.session, ticket.no, command, visit.now)


async def carry_out(visit: Visit, stored: Conversation, outcome: Outcome) -> None:
    """Store the talk, open the ticket, do what was wished, queue what is said."""
    await talks.save(visit.session, stored, outcome.talk, visit.now)
    said = [citizen.reply(reply) for reply in outcome.replies]
    if outcome.complaint is not None:
        owner = _owner(visit)
        ticket = await visit.house.desk.open(
            visit.session, outcome.complaint, visit.centre, owner, visit.now
        )
        await media.assign(visit.session, [a.id for a in outcome.complaint.media], ticket.no)
        if not outcome.complaint.complainant.lane:
            said.append(citizen.NOTICES[What.RECEIPT].format(no=spoken(ticket.no)))
    for wanted in outcome.wishes:
        answer = await _WISHES[wanted.wish](visit, wanted)
        if answer:
            said.append(answer)
    menu = next((reply.menu for reply in reversed(outcome.replies) if reply.menu), ())
    await _say(visit, said, menu)


async def _say(visit: Visit, said: list[str], menu: tuple[str, ...]) -> None:
    if not said:
        return
    text = "\n\n".join(said)
    items = [(name, citizen.MENU[name]) for name in menu]
    lane, kind, payload = (
        announce.menu_to_person(visit.lane, text, items)
        if items
        else announce.to_person(visit.lane, text)
    )
    letter = Letter(key=f"{visit.key}/0", lane=lane, kind=kind, payload=payload)
    await outbox.put(visit.session, [letter], visit.now)


async def _running(visit: Visit) -> tuple[Running, ...]:
    return tuple(_as_running(ticket) for ticket in await _mine(visit) if not ticket.is_closed)


async def _mine(visit: Visit) -> list[Ticket]:
    """Return the person's tickets, newest first."""
    numbers = await tickets.of_complainant(visit.session, visit.lane)
    return [await tickets.load(visit.session, no) for no in numbers]


def _as_running(ticket: Ticket) -> Running:
    asked = [r for r in ticket.remarks if r.kind in ("asked", "supplement")]
    return Running(
        no=ticket.no,
        asks=bool(asked) and asked[-1].kind == "asked",
        surveying=ticket.state is State.SURVEYING,
        round=ticket.round,
    )


def _owner(visit: Visit) -> str:
    """Return who owns a new ticket: the receptionist who told it, else the first on the list (SQ-S3)."""
    teller = visit.house.directory.staff(visit.lane.rpartition(":")[2], visit.channel)
    if teller is not None and "receptionist" in teller.roles:
        return teller.id
    on_duty = visit.house.directory.holding(["receptionist"], visit.centre)
    return (on_duty or visit.house.directory.holding(WIN | MGMT, visit.centre) or ("desk",))[0]


# --- wishes ------------------------------------------------------------------------------------


async def _query(visit: Visit, wanted: Wanted) -> str:
    mine = await _mine(visit)
    running = [t for t in mine if not t.is_closed] or mine[:1]
    if not running:
        return citizen.NOTHING_RUNNING
    return "\n\n".join(citizen.progress(ticket) for ticket in running[:TOLD_AT_MOST])


async def _supplement(visit: Visit, wanted: Wanted) -> str:
    command = commands.Supplement(by=visit.actor, text=wanted.text)
    return await _on_own(visit, wanted, command, citizen.SUPPLEMENTED)


async def _withdraw(visit: Visit, wanted: Wanted) -> str:
    return await _on_own(visit, wanted, commands.Withdraw(by=visit.actor), "")


async def _rate(visit: Visit, wanted: Wanted) -> str:
    ticket = await _own(visit, wanted.no)
    if ticket is None or ticket.state is not State.SURVEYING or ticket.round != wanted.round:
        return citizen.VOTE_TOO_LATE.format(no=spoken(wanted.no))
    return await _on_own(visit, wanted, commands.Rate(by=visit.actor, level=wanted.level), "")


async def _own(visit: Visit, no: str) -> Ticket | None:
    return next((ticket for ticket in await _mine(visit) if ticket.no == no), None)


async def _on_own(visit: Visit, wanted: Wanted, command: commands.Command, done: str) -> str:
    ticket = await _own(visit, wanted.no)
    if ticket is None:
        return citizen.NOTHING_RUNNING
    facts = {"no": spoken(ticket.no), "state": staff.STATES[ticket.state]}
    try:
        await visit.house.desk.within(visit.session, ticket.no, command, visit.now)
    except DeskError:
        return citizen.CANNOT_NOW.format(**facts)
    return done.format(**facts)


async def _human(visit: Visit, wanted: Wanted) -> str:
    await _task(visit, "人工", wanted.text)
    return ""


async def _unfinished(visit: Visit, wanted: Wanted) -> str:
    await _task(visit, "待完善", wanted.text)
    return ""


async def _task(visit: Visit, kind: str, text: str) -> None:
    """Open a desk task and tell the desk; one open task of a kind for each person."""
    if not await tasks.open_task(visit.session, kind, visit.lane, text, visit.now):
        return
    task = next(
        t.id
        for t in await tasks.about(visit.session, visit.lane)
        if t.done_at is None and t.kind == kind
    )
    people = visit.house.directory.holding(WIN, visit.centre)
    letters = []
    if people:
        line = staff.TASKS[kind].format(id=task, text=text or "（没有文字）")
        letters.append(
            Letter(
                key=f"{visit.key}/{kind}",
                lane=f"desk:{visit.centre}",
                kind="app_text",
                payload={"to": list(people), "text": line},
            )
        )
    if kind == "人工" and visit.lane.startswith("kf:"):
        _, open_kfid, user = visit.lane.split(":", 2)
        payload = {"open_kfid": open_kfid, "to": user}
        letters.append(
            Letter(key=f"{visit.key}/trans", lane=visit.lane, kind="kf_trans", payload=payload)
        )
    await outbox.put(visit.session, letters, visit.now)


Act = Callable[[Visit, Wanted], Awaitable[str]]
_WISHES: Mapping[Wish, Act] = {
    Wish.QUERY: _query,
    Wish.SUPPLEMENT: _supplement,
    Wish.WITHDRAW: _withdraw,
    Wish.RATE: _rate,
    Wish.HUMAN: _human,
    Wish.UNFINISHED: _unfinished,
}
