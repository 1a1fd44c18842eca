"""An office for the staff's tests: the real desk and memory, invented people, a WeCom that notes."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from builders import a_complaint, wuzhi
from patience import until
from pydantic import SecretStr

from bot.citizen.conversation import Visit
from bot.config.directory import Directory
from bot.config.sections import Department
from bot.context import Context
from bot.desk.desk import Desk
from bot.desk.installation import Centre
from bot.wecom.protocol import Incoming
from bot.wecom.robot_frame import RobotMessage
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Command
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.ticket import Ticket
from intake.talk.state import Hints
from storage.database.session import Session
from storage.people import tasks
from storage.queues.letters import Posted, Result, posted
from storage.store import Store
from storage.tickets import tickets
from storage.tickets.log import entries

T = TypeVar("T")

DEPARTMENTS = (
    Department(
        id="market",
        name="市场监管局",
        aliases=("工商局",),
        chat_id="wrMarket",
        webhook_key=SecretStr("00000000-0000-4000-8000-000000000000"),
        liaison="hong",
    ),
    Department(id="tax", name="税务局", chat_id="wrTax", liaison="he"),
    Department(id="housing", name="住建局", aliases=("住房城乡建设局",)),
    Department(id="town", name="城管局", aliases=("城市管理局",)),
)


def person(userid: str, name: str, *roles: str, department: str = "", centre: str = "") -> Actor:
    """Return a member of the staff."""
    return Actor(id=userid, name=name, roles=frozenset(roles), department=department, centre=centre)


STAFF = (
    person("sun", "孙受理", "receptionist"),
    person("qian", "钱受理", "receptionist"),
    person("du", "杜督办", "supervisor"),
    person("guan", "管主任", "management"),
    person("li", "李科", "department", department="market"),
    person("hong", "洪联络", "department", department="market"),
    person("wang", "王科", "department", department="tax"),
    person("he", "何联络", "department", department="tax"),
    person("ops", "运维", "operator"),
)


def directory() -> Directory:
    """Return who is who in the office."""
    return Directory({one.id: one for one in STAFF}, {one.id: one for one in DEPARTMENTS})


@dataclass(slots=True, kw_only=True, eq=False)
class Office:
    """The house of one centre under 武陟's rules; *said* counts the messages that came in."""

    context: Context
    clock: Any
    said: int = 0

    @property
    def store(self) -> Store:
        """Return the memory."""
        return self.context.store

    async def write(self, job: Callable[[Session], Awaitable[T]]) -> T:
        """Run *job* in a transaction."""
        return await self.store.writer.run(job, name="test")

    async def opens(self, complaint: Complaint | None = None) -> Ticket:
        """Register a complaint."""
        said = complaint or a_complaint()
        return await self.write(
            lambda s: self.context.desk.open(s, said, "main", "sun", self.clock())
        )

    async def do(self, no: str, *commands: Command) -> Ticket:
        """Give *commands* to the desk, one after the other."""
        for command in commands:
            await self.context.desk.handle(no, command, self.clock())
        return await self.ticket(no)

    async def ticket(self, no: str = "2026-0001") -> Ticket:
        """Return a ticket as it is stored."""
        return await tickets.load(self.store.reader, no)

    async def hears(self, hear: Callable[[Visit], Awaitable[T]]) -> T:
        """Let somebody say or press something, in a transaction as the receiver has it."""
        self.said += 1
        key, now = f"in/{self.said}", self.clock()

        async def job(session: Session) -> T:
            visit = Visit(
                context=self.context,
                session=session,
                lane="app:test",
                channel="企业微信",
                centre="main",
                key=key,
                now=now,
            )
            return await hear(visit)

        return await self.write(job)

    async def letters(self, prefix: str = "") -> list[Posted]:
        """Return the letters that wait, of keys that begin with *prefix*."""
        # Not `outbox.listed`: that opens every letter, and a table's test reads after each of its points.
        rows = await self.store.reader.rows(
            "SELECT * FROM outbox WHERE state = 'waiting' AND substr(key, 1, ?) = ? ORDER BY place, id",
            len(prefix),
            prefix,
        )
        return posted(self.store.reader, rows, strict=False)

    async def answers(self) -> list[str]:
        """Return the words that the last message was answered with."""
        return [
            one.payload["text"]
            for one in await self.letters(f"in/{self.said}/")
            if one.payload.get("text")
        ]

    async def until(self, holds: Callable[[], Awaitable[object]]) -> None:
        """Wait until *holds* is true."""
        await until(holds)

    async def log(self, no: str = "2026-0001") -> list[str]:
        """Return the names of the log's entries of a ticket."""
        return [one.command for one in await entries(self.store.reader, no)]

    async def tasks(self, kind: str | None = None) -> list[str]:
        """Return the words of the open desk tasks."""
        return [one.text for one in await tasks.opened(self.store.reader, kind)]


def office(
    store: Store, clock: Any, people: Directory | None = None, rules: Rules | None = None
) -> Office:
    """Return an office on *store*, under 武陟's rules unless others are given."""
    who = people or directory()
    centres = {"main": Centre(id="main", prefix="", rules=rules or wuzhi())}
    context = Context(
        store=store,
        desk=Desk(store, centres, who),
        directory=who,
        suggest=lambda text: Hints(),
        clock=clock,
        accounts={},
        home="main",
    )
    return Office(context=context, clock=clock)


def press(userid: str, key: str, task_id: str = "", **chosen: str) -> Incoming:
    """Return a press on a card in the single chat."""
    return Incoming(
        kind="event",
        from_user=userid,
        created_at=datetime.fromtimestamp(0).astimezone(),
        event="template_card_event",
        event_key=key,
        task_id=task_id,
        response_code=f"code-of-{userid}",
        selected={question: (option,) for question, option in chosen.items()},
    )


def group_press(userid: str, key: str, chat_id: str = "wrMarket") -> RobotMessage:
    """Return a press on a card in a group."""
    return RobotMessage(
        kind="event",
        msg_id="m",
        bot_id="b",
        from_user=userid,
        req_id="req-1",
        chat_id=chat_id,
        event="template_card_event",
        event_key=key,
        task_id="2026-0001-form-market-2",
    )


@dataclass(kw_only=True)
class NotedClient:
    """WeCom's door as letters need it: notes what was asked, and fails as it is told to.

    Attributes:
        troubles: what the next calls are answered with, whatever they ask.
        always: what every call of a kind (kf, message, update, webhook) is answered with.
        again: to whom a message went that WeCom shall show though it showed the same before.
    """

    asked: list[tuple[str, Any]] = field(default_factory=list)
    troubles: deque[Exception | None] = field(default_factory=deque)
    always: dict[str, Exception] = field(default_factory=dict)
    missed: frozenset[str] = frozenset()
    again: list[tuple[str, ...]] = field(default_factory=list)

    def _note(self, what: str, *facts: Any) -> None:
        self.asked.append((what, facts))
        trouble = self.troubles.popleft() if self.troubles else self.always.get(what)
        if trouble is not None:
            raise trouble

    async def message_send(
        self, app: Any, to: Sequence[str], content: Mapping[str, Any], *, once: bool = True
    ) -> Any:
        """Note a message of the app, and where WeCom shall not check for duplicates."""
        if not once:
            self.again.append(tuple(to))
        self._note("message", tuple(to), content)
        return _Sent(msgid="m1", response_code=f"send-{len(self.asked)}", lost=self.missed)

    async def update_template_card(
        self, app: Any, users: Sequence[str], code: str, change: Mapping[str, Any]
    ) -> tuple[str, ...]:
        """Note a change of a card."""
        self._note("update", tuple(users), code, change)
        return ()

    async def webhook_send(self, key: str, content: Mapping[str, Any]) -> None:
        """Note words into a group."""
        self._note("webhook", content)

    async def kf_send(self, kf: Any, to: str, open_kfid: str, content: Any, msgid: str) -> str:
        """Note words to a citizen."""
        self._note("kf", to, content, msgid)
        return msgid


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    msgid: str
    response_code: str
    lost: frozenset[str]

    def missed(self, userid: str) -> bool:
        """Tell whether WeCom did not reach *userid*."""
        return userid in self.lost


@dataclass(slots=True, kw_only=True)
class NotedRobot:
    """The robot as letters need it."""

    connected: bool = True
    said: list[tuple[str, str, Any]] = field(default_factory=list)
    troubles: deque[Exception] = field(default_factory=deque)

    async def send_card(self, chatid: str, card: Mapping[str, Any]) -> None:
        """Note a card into a group."""
        await self._say("card", chatid, card)

    async def send_markdown(self, chatid: str, text: str) -> None:
        """Note words into a group."""
        await self._say("text", chatid, text)

    async def _say(self, what: str, chatid: str, said: Any) -> None:
        if self.troubles:
            raise self.troubles.popleft()
        self.said.append((what, chatid, said))


def text_of(result: Result | Mapping[str, Any]) -> str:
    """Return the words of a message's content."""
    kind = result["msgtype"]
    return str(result[kind].get("content", result[kind]))
