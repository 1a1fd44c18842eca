"""A town for stories: the simulated WeCom, the real service beside it, and people who act and hear.

A story reads like a play: `await zhang.says(…)`, `await zhang.hears(…)`, `await desk.presses(card, "批准")`.
People know only what their screens show. Nothing waits for a length of time; everything waits for
something to be seen or stored.
"""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import at_rest
from patience import PATIENCE, until, within

from bot.app import Service, running
from bot.cli import demo_county
from bot.cli.demo import made
from bot.cli.demo_story import fits, key_of, shown
from bot.config.sections import Settings
from bot.simulator import Settings as Doubts
from bot.simulator import Simulator, World
from bot.simulator.chats import Message
from bot.simulator.said import Said
from dispatch.ticket.ticket import Ticket
from storage.people import tasks
from storage.queues import inbox, outbox
from storage.tickets import tickets, verification

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: WeCom's repeats come at once, so that stories of failure do not wait for real seconds
QUICK = Doubts(callback_pause=timedelta(milliseconds=20))
#: how one of our references to clauses and gaps looks
REFERENCE = re.compile(r"(?<![A-Za-z0-9-])(?:WZ|SQ|PY|LH|FW|G|C)-[A-Z]?\d")
#: the corner of the world where most stories play: 市场监管局
MARKET = "scjg"


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of 2026 in Shanghai."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@dataclass(slots=True, kw_only=True, eq=False)
class Chat:
    """One screen; *read* is how far it has been looked at."""

    town: "Town"
    id: str
    read: int = 0

    @property
    def messages(self) -> list[Message]:
        """Return all that is on the screen."""
        return self.town.simulator.messages_of(self.id)

    def said(self, words: str = "", kind: str = "") -> list[Message]:
        """Return what the bot has said here with *words*, read or not."""
        return [
            m
            for m in self.messages
            if m.sender == "bot" and words in shown(m) and kind in ("", m.kind)
        ]

    async def hears(self, words: str, kind: str = "") -> Message:
        """Wait for a message of the bot with *words* after the last one read, and read it."""
        start = self.read

        def found(messages: Any) -> Message | None:
            return next(
                (
                    m
                    for m in messages[start:]
                    if m.sender == "bot" and fits(m, kind or m.kind, words)
                ),
                None,
            )

        await self.town.simulator.wait_for(found, PATIENCE, of=self.id)
        message = found(self.messages)
        assert message is not None
        self.read = self.messages.index(message) + 1
        return message

    async def sees(self, title: str) -> Message:
        """Wait for a card whose face says *title*."""
        return await self.hears(title, "card")

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until *holds* for what is on the screen (cards change in place)."""
        await self.town.simulator.wait_for(lambda _: holds(), PATIENCE, of=self.id)


@dataclass(slots=True, kw_only=True, eq=False)
class Citizen(Chat):
    """A person in WeChat."""

    async def says(self, text: str) -> Message:
        """Write *text*."""
        return await self.town.simulator.citizen_says(self.id, text)

    async def sends(self, kind: str, **more: Any) -> Message:
        """Send a photo, a voice message, a place …"""
        said = Said(kind=kind, **more)
        return await self.town.simulator.citizen_says(self.id, said=said)

    async def picks(self, choice: str) -> None:
        """Touch an entry of the last menu."""
        await self.town.simulator.citizen_picks(self.id, choice)


@dataclass(slots=True, kw_only=True, eq=False)
class Member(Chat):
    """Somebody of the staff, in the single chat with the app."""

    async def types(self, text: str) -> Message:
        """Write *text*, mostly a command."""
        return await self.town.simulator.staff_says(self.id, text)

    async def presses(self, card: Message, button: str, **chosen: str) -> None:
        """Press *button* of *card* with the given drop-downs."""
        picked = {question: [option] for question, option in chosen.items()}
        await self.town.simulator.staff_presses(self.id, card, key_of(card, button), picked)


@dataclass(slots=True, kw_only=True, eq=False)
class Group(Chat):
    """A department's group; *officer* answers for it."""

    officer: str

    async def says(self, text: str, by: str = "") -> Message:
        """Let somebody write; with @ the robot hears it."""
        return await self.town.simulator.group_says(self.id, by or self.officer, text)

    async def tells_robot(self, text: str, by: str = "") -> Message:
        """Let somebody write to the robot."""
        return await self.says(f"@有诉即办 {text}", by)

    async def presses(self, card: Message, button: str, by: str = "") -> None:
        """Press *button* of the robot's *card*."""
        key = key_of(card, button)
        await self.town.simulator.group_presses(self.id, by or self.officer, card, key)


@dataclass(slots=True, kw_only=True, eq=False)
class Town:
    """Everything of one story.

    Attributes:
        secrets: what identifies a citizen of this story; it must never appear in a group.
        misbehaved: errcodes that the simulated WeCom may answer in this story.
        set_aside: how many messages the story leaves in quarantine.
    """

    simulator: Simulator
    world: World
    settings: Settings
    cache: Path
    secrets: set[str] = field(default_factory=set)
    misbehaved: set[int] = field(default_factory=set)
    set_aside: int = 0
    chats: dict[str, Chat] = field(default_factory=dict)
    _service: Service | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    # --- people ---

    def citizen(self, index: int = 0) -> Citizen:
        """Return one of the two citizens of the world."""
        who = self.world.citizens[index].external_userid
        return self._known(who, lambda: Citizen(town=self, id=who))

    def newcomer(self, name: str) -> Citizen:
        """Let one more citizen come in."""
        who = self.simulator.new_citizen(name).external_userid
        return self._known(who, lambda: Citizen(town=self, id=who))

    def member(self, userid: str) -> Member:
        """Return a member of the staff."""
        return self._known(userid, lambda: Member(town=self, id=userid))

    @property
    def desk(self) -> Member:
        """The receptionist, 王芳."""
        return self.member(demo_county.RECEPTIONIST)

    @property
    def supervisor(self) -> Member:
        """The supervisor, 赵刚."""
        return self.member(demo_county.SUPERVISOR)

    @property
    def manager(self) -> Member:
        """Management, 李建国."""
        return self.member(demo_county.MANAGER)

    def group(self, code: str = MARKET) -> Group:
        """Return a department's group by the department's short code."""
        chatid = next(g.chatid for g in self.world.groups if g.chatid.endswith(f"_{code}"))
        return self._known(chatid, lambda: Group(town=self, id=chatid, officer=f"{code}_officer"))

    def _known(self, id: str, made_anew: Callable[[], Any]) -> Any:
        return self.chats.setdefault(id, self.chats.get(id) or made_anew())

    # --- the service ---

    @property
    def service(self) -> Service:
        """The running service."""
        assert self._service is not None, "the service is stopped"
        return self._service

    async def opens(self) -> None:
        """Start the service and let WeCom know where it listens."""
        self._service = await self._stack.enter_async_context(
            running(self.settings, self.simulator.clock, cache=self.cache, port=0)
        )
        url = f"http://127.0.0.1:{self.service.port}/wecom/callback"
        for account in ("app", *(kf.open_kfid for kf in self.world.kf)):
            assert await self.simulator.call_back_at(account, url)
        await self.simulator.wait_for(lambda _: self.simulator.robot_connected, PATIENCE)
        await self.until(lambda: self.service.robot is not None and self.service.robot.connected)

    async def closes(self) -> None:
        """Stop the service gracefully; WeCom and the database stay."""
        await self._stack.aclose()
        self._stack, self._service = AsyncExitStack(), None

    async def restarts(self) -> None:
        """Stop and start again on the same database."""
        await self.closes()
        await self.opens()

    # --- time ---

    def now(self) -> datetime:
        """Return the time of the story, in Shanghai."""
        return self.simulator.clock().astimezone(SHANGHAI)

    async def clock_moves_to(self, moment: datetime) -> None:
        """Move the clock on, when nothing is under way, and let the service look at it."""
        await self.rests()
        assert moment > self.now(), "a clock does not go back"
        self.clock_jumps(moment - self.now())

    def clock_jumps(self, by: timedelta) -> None:
        """Move the clock on at once and wake whoever sleeps by it."""
        self.simulator.advance(by)
        if self._service is not None:
            self.service.sweeps.nudge.set()
            self.service.receiver.news.set()
            self.service.sender.news.set()

    # --- what is stored ---

    async def until(self, holds: Callable[[], Any]) -> None:
        """Wait until *holds* (a plain or an async function) is true."""
        await until(holds)

    async def rests(self) -> None:
        """Wait until all callbacks have arrived and nothing that is due is left to do."""
        await within("WeCom's last callbacks", self.simulator.settled())
        await self.until(self._is_idle)

    async def _is_idle(self) -> bool:
        reader = self.service.context.store.reader
        for table in ("inbox", "outbox"):  # in this order: what leaves the one is in the other
            now = self.simulator.clock()
            sql = (
                f"SELECT COUNT(*) AS n FROM {table} WHERE (state = 'waiting' AND next_try_at <= ?)"
                " OR state = 'sending'"
            )
            row = await reader.row(sql, now)
            if row is None or row["n"]:
                return False
        return not await tickets.due(reader, self.simulator.clock(), 1)

    async def ticket(self, no: str = "2026-0001") -> Ticket:
        """Return a ticket as it is stored."""
        return await tickets.load(self.service.context.store.reader, no)

    async def tasks(self, kind: str) -> list[str]:
        """Return the open desk tasks of *kind*, their words."""
        found = await tasks.opened(self.service.context.store.reader, kind)
        return [one.text for one in found]

    async def letters(self, state: str) -> int:
        """Return how many letters are in *state*."""
        return (await outbox.counts(self.service.context.store.reader))[state]

    # --- the end of every story ---

    async def ends_well(self) -> None:
        """What must be true after every story, whatever happened in it."""
        self.nobody_is_named_in_a_group()
        self.no_reference_is_on_any_screen()
        await self.nobody_can_be_read_without_the_key()
        reader = self.service.context.store.reader
        assert await verification.verify(reader) is None
        assert (await inbox.counts(reader))["quarantined"] == self.set_aside
        assert self.refusals() <= self.misbehaved

    async def nobody_can_be_read_without_the_key(self) -> None:
        """S10: no name, phone or id of a citizen stands in clear, or tried out, in any column or file."""
        citizens = {one.id for one in self.chats.values() if isinstance(one, Citizen)}
        lanes = {f"kf:{kf.open_kfid}:{one}" for kf in self.world.kf for one in citizens}
        store, known = self.service.context.store, at_rest.signs(citizens | lanes)
        secrets = {one.encode() for one in self.secrets}
        assert not await at_rest.places(store.reader, known | secrets)
        assert not [one for one in secrets if one in at_rest.files(store.url)]

    def nobody_is_named_in_a_group(self) -> None:
        """N6: no name, phone, address of a citizen stands in any group, on any card, ever."""
        for group in self.world.groups:
            for message in self.simulator.messages_of(group.chatid):
                if message.sender == "bot":
                    text = json.dumps(message.as_json(), ensure_ascii=False)
                    named = {secret for secret in self.secrets if secret in text}
                    assert not named, f"{named} in {group.name}: {text}"

    def no_reference_is_on_any_screen(self) -> None:
        """Clauses are called as their documents call them: WZ-9.1 and G-32 are ours, for operators."""
        screens = (*self.chats, *(group.chatid for group in self.world.groups))
        for screen in dict.fromkeys(screens):
            for message in self.simulator.messages_of(screen):
                if message.sender == "bot":
                    found = REFERENCE.search(shown(message))
                    assert not found, f"{found} on the screen of {screen}: {shown(message)}"

    def refusals(self) -> set[int]:
        """Return the errcodes that WeCom answered."""
        answers = [call.answer for call in self.simulator.calls if isinstance(call.answer, dict)]
        return {answer["errcode"] for answer in answers if answer.get("errcode")}


@asynccontextmanager
async def playing(
    database: str, folder: Path, cache: Path, profile: str = "wuzhi"
) -> AsyncIterator[Town]:
    """Give a running town on a migrated *database*; *folder* is the story's own."""
    simulator, world = made(QUICK)
    async with simulator:
        settings = demo_county.settings(simulator, world, folder)
        # not through the checks of config.toml: PostgreSQL of the tests listens on a socket file
        storage = settings.storage.model_copy(update={"url": database})
        assert settings.desk is not None  # the demo has one centre
        desk = settings.desk.model_copy(update={"profile": profile})
        settings = settings.model_copy(update={"storage": storage, "desk": desk})
        town = Town(simulator=simulator, world=world, settings=settings, cache=cache)
        await town.opens()
        try:
            yield town
            await town.ends_well()
        finally:
            await town.closes()
