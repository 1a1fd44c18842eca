"""Works off the outbox: one letter of each listener at a time, in order, at WeCom's pace.

Delivery is at least once. What WeCom checks for duplicates is repeated after a doubt; what it does
not (webhook, robot) is marked 待确认 and put before a person, never blindly repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.desk import retire
from bot.house import House
from bot.texts import staff
from bot.ways import REPEATABLE, WAYS, Doors, Outgoing, Result
from bot.wecom.errors import (
    Alarm,
    Ambiguous,
    CodeSpent,
    TryLater,
    WeComError,
    WindowClosed,
)
from bot.wecom.limits import Pace, Target
from dispatch.actor import SCHEDULE
from dispatch.commands import NoteUndelivered
from dispatch.errors import DeskError
from dispatch.ticket import CLOSED, State
from storage import cards, outbox, tasks, tickets
from storage.cards import Card
from storage.errors import NoSuchTicket
from storage.outbox import Posted
from storage.session import Session

_log = structlog.get_logger(__name__)

#: how many lanes are served in one go
AT_ONCE = 32
#: after this many failures a letter is parked and shown to a person
GIVE_UP_AFTER = 12
#: how long WeCom is left alone after it shut us out (wrong secret, IP, no permission)
AFTER_ALARM = timedelta(minutes=5)
IDLE = timedelta(seconds=1)

Count = Callable[[str, str], None]


@dataclass(slots=True, kw_only=True, eq=False)
class Sender:
    """Sends letters as long as it runs.

    Attributes:
        count: told (kind, outcome) of each letter, for metrics.
    """

    house: House
    doors: Doors
    count: Count = lambda kind, outcome: None
    pace: Pace = field(default_factory=Pace)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    paused_until: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Work until *stop* is set; a failing turn is logged and the next one tries again."""
        while not stop.is_set():
            self.news.clear()
            try:
                sent = await self.turn()
            except Exception:  # a database away for a while must not end the sending
                _log.exception("sending_failed")
                sent = 0
            if not sent:
                await self._wait(stop)

    async def turn(self) -> int:
        """Settle what a dead process left, then send what is due; an idle turn only reads."""
        now, reader = self.house.clock(), self.house.store.reader
        if await outbox.anything_left(reader, now):
            await self.recover()
        if not await outbox.anything_due(reader, now):
            return 0
        return await self.send_due()

    async def _wait(self, stop: asyncio.Event) -> None:
        waiting = [asyncio.ensure_future(event.wait()) for event in (self.news, stop)]
        try:
            await asyncio.wait(
                waiting, timeout=IDLE.total_seconds(), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for each in waiting:
                each.cancel()

    async def recover(self) -> None:
        """Settle letters that were being sent when a process died: repeat, or mark 待确认."""
        now = self.house.clock()

        async def job(session: Session) -> None:
            for letter in await outbox.reclaim(session, now):
                if letter.kind in REPEATABLE:
                    await outbox.retry(session, letter.id, "a process died", now)
                else:
                    await _unsure(session, letter, "a process died", now)

        await self.house.store.writer.run(job, name="recover")

    async def send_due(self) -> int:
        """Send one letter of each lane whose time has come; return how many were tried."""
        now = self.house.clock()
        if self.paused_until is not None and now < self.paused_until:
            return 0
        letters = await self.house.store.writer.run(
            lambda session: outbox.take(session, now, AT_ONCE), name="post"
        )
        await asyncio.gather(*(self._one(letter) for letter in letters))
        return len(letters)

    async def _one(self, letter: Posted) -> None:
        now = self.house.clock()
        free_at = max(
            (self.pace.next_at(kind, who, now) for kind, who in _targets(letter)), default=now
        )
        if free_at > now:
            await self._store(lambda s: outbox.retry(s, letter.id, "pace", free_at), "pace")
            return
        for kind, who in _targets(letter):
            self.pace.record(kind, who, now)
        try:
            result = await self._leave(letter)
        except WeComError as error:
            await self._failed(letter, error)
        else:
            await self._sent(letter, result)

    async def _leave(self, letter: Posted) -> Result:
        payload = dict(letter.payload)
        if letter.kind == "app_update" and not payload.get("response_code"):
            payload["response_code"] = await self._code_of(payload["task"])
        going = Outgoing(
            key=letter.key, kind=letter.kind, payload=payload, attempts=letter.attempts
        )
        return await WAYS[letter.kind](self.doors, going)

    async def _code_of(self, task_id: str) -> str:
        """Return the card's send-time code, once; empty where it was never shown or is used up."""

        async def job(session: Session) -> str:
            card = await cards.find(session, task_id)
            if card is None or not await cards.spend(session, task_id):
                return ""
            return card.response_code

        return await self.house.store.writer.run(job, name="spend")

    async def _sent(self, letter: Posted, result: Result) -> None:
        now = self.house.clock()
        self.count(letter.kind, "sent")

        async def job(session: Session) -> None:
            await outbox.sent(session, letter.id, result, now)
            if letter.kind == "app_card" and letter.ticket_no:
                await self._remember(session, letter, result.get("response_code", ""), now)
            if result.get("missed"):
                text = staff.MISSED.format(letter=letter.key, people="、".join(result["missed"]))
                await tasks.open_task(session, "待确认", f"missed:{letter.key}", text, now)

        await self._store(job, "sent")

    async def _remember(self, session: Session, letter: Posted, code: str, now: datetime) -> None:
        """Keep the card's code; where the ticket went on meanwhile, grey it at once."""
        card = Card(
            task_id=letter.payload["card"]["task_id"],
            ticket_no=letter.ticket_no,
            listener=letter.lane,
            purpose=letter.payload["card"]["task_id"].rsplit("-", 2)[-2],
            response_code=code,
            version=letter.payload["version"],
            sent_at=now,
        )
        await cards.store(session, card)
        ticket = await tickets.load(session, letter.ticket_no)
        if ticket.step_version > card.version:
            await outbox.put(session, [retire(card, ticket, letter.payload["to"], "他人")], now)

    async def _failed(self, letter: Posted, error: WeComError) -> None:
        now = self.house.clock()
        kind = next(each for each in _REMEDIES if isinstance(error, each))
        outcome = _REMEDIES[kind]
        if kind is Ambiguous and letter.kind in REPEATABLE:
            outcome = _again
        if isinstance(error, TryLater) and letter.attempts >= GIVE_UP_AFTER:
            outcome = _park
        if isinstance(error, Alarm):
            self.paused_until = now + AFTER_ALARM
        self.count(letter.kind, outcome.__name__.strip("_"))
        _log.warning("letter_failed", letter=letter.key, kind=letter.kind, error=str(error))
        await self._store(lambda session: outcome(self, session, letter, error, now), "failed")

    async def _store(self, job: Callable[[Session], Awaitable[None]], name: str) -> None:
        await self.house.store.writer.run(job, name=name)


# --- what to do about an error -----------------------------------------------------------------


async def _again(
    sender: Sender, session: Session, letter: Posted, error: WeComError, now: datetime
) -> None:
    wait = error.wait(letter.attempts) if isinstance(error, TryLater) else AFTER_ALARM
    await outbox.retry(session, letter.id, str(error), now + wait)


async def _doubt(
    sender: Sender, session: Session, letter: Posted, error: WeComError, now: datetime
) -> None:
    await _unsure(session, letter, str(error), now)


async def _unsure(session: Session, letter: Posted, why: str, now: datetime) -> None:
    await outbox.unsure(session, letter.id, why)
    text = staff.DOUBTFUL.format(letter=letter.key)
    await tasks.open_task(session, "待确认", letter.key, text, now)


async def _park(
    sender: Sender, session: Session, letter: Posted, error: WeComError, now: datetime
) -> None:
    await outbox.park(session, letter.id, str(error))
    text = staff.PARKED.format(
        letter=letter.key, error=type(error).__name__, code=error.errcode or ""
    )
    await tasks.open_task(session, "待确认", letter.key, text, now)


async def _moot(
    sender: Sender, session: Session, letter: Posted, error: WeComError, now: datetime
) -> None:
    """A spent code: the newer card is on its way anyway."""
    await outbox.sent(session, letter.id, {"skipped": str(error)}, now)


async def _hold(
    sender: Sender, session: Session, letter: Posted, error: WeComError, now: datetime
) -> None:
    """The chat window is closed: keep the letter (待送达) and ask the desk to call (product §2)."""
    await outbox.hold(session, letter.id, str(error))
    no = letter.payload.get("no")
    if not no or not letter.payload.get("waits"):
        return
    try:
        ticket = await tickets.load(session, no)
        if ticket.state in CLOSED or ticket.state is not State.SURVEYING:
            return
        command = NoteUndelivered(by=SCHEDULE)
        await sender.house.desk.within(session, no, command, now)
    except (DeskError, NoSuchTicket) as refused:
        _log.warning("undelivered_unnoted", ticket=no, error=type(refused).__name__)


Remedy = Callable[[Sender, Session, Posted, WeComError, datetime], Awaitable[None]]
#: the first class that fits decides
_REMEDIES: Mapping[type[WeComError], Remedy] = {
    Ambiguous: _doubt,
    TryLater: _again,
    WindowClosed: _hold,
    CodeSpent: _moot,
    Alarm: _again,
    WeComError: _park,
}


def _targets(letter: Posted) -> list[tuple[Target, str]]:
    """Return whose limits a letter counts against."""
    if letter.kind in ("app_text", "app_card"):
        return [(Target.MEMBER, who) for who in letter.payload["to"]]
    if letter.kind == "group":
        department = letter.payload["department"]
        return [(Target.CHAT, department), (Target.WEBHOOK, department)]
    return [(Target.API, letter.kind)]
