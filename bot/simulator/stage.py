"""The simulated WeCom without its server: what can be done in it and what is to be seen."""

import secrets
from collections import deque
from collections.abc import Sequence
from datetime import timedelta

from bot.simulator.app_messages import AppMessages
from bot.simulator.app_updates import AppUpdates
from bot.simulator.callbacks import Callbacks, Delivery
from bot.simulator.chats import Chats, Message, Predicate
from bot.simulator.clock import Clock, MovableClock, real_time
from bot.simulator.corp import Corp
from bot.simulator.directory import Directory
from bot.simulator.gate import Gate, Noted
from bot.simulator.ground import Ground, Wire
from bot.simulator.groups import AppChats, Webhooks
from bot.simulator.kf import Kf
from bot.simulator.media import Media
from bot.simulator.official import Official
from bot.simulator.people import People, Selected
from bot.simulator.platforms import Platforms
from bot.simulator.replies import Replies
from bot.simulator.robot import Robot
from bot.simulator.robot_line import RobotLine
from bot.simulator.said import Said
from bot.simulator.screens import state_of
from bot.simulator.servicers import Servicers
from bot.simulator.settings import Settings
from bot.simulator.sms import SmsGateway
from bot.simulator.tokens import Tokens
from bot.simulator.troubles import Trouble, Troubles
from bot.simulator.world import Citizen, World


class Stage:
    """All parts, put together; every act of the control API is a method here."""

    def __init__(
        self,
        world: World | None = None,
        *,
        clock: Clock = real_time,
        settings: Settings | None = None,
    ) -> None:
        world = world or World()
        directory = Directory(world)
        settings = settings or Settings()
        self.clock = clock if isinstance(clock, MovableClock) else MovableClock(clock)
        chats, troubles = Chats(), Troubles()
        self.ground = Ground(
            directory=directory,
            settings=settings,
            clock=self.clock,
            chats=chats,
            media=Media(settings),
            tokens=Tokens(settings),
            troubles=troubles,
            callbacks=Callbacks(directory, settings, self.clock, chats, troubles),
        )
        self.platforms = Platforms(self.ground, world.platforms)
        self.is_stopping = False
        self._build()

    def _build(self) -> None:
        ground = self.ground
        app, self.kf, robot = AppMessages(ground), Kf(ground), Robot(ground)
        updates, corp = AppUpdates(ground, app), Corp(ground)
        self.sms = SmsGateway(ground)
        parts = (
            *(app, updates, self.kf, corp, Webhooks(ground), AppChats(ground)),
            Official(ground),
        )
        self.gate = Gate(
            ground, {path: end for part in parts for path, end in part.endpoints().items()}
        )
        self.line = RobotLine(ground, robot, self.gate.calls.append)
        self.people = People(ground, app, self.kf, robot, self.line)
        self.servicers = Servicers(ground, self.kf, self.people)
        ground.callbacks.on_reply = Replies(ground).take

    # -- looking

    @property
    def calls(self) -> deque[Noted]:
        """All API calls and robot frames, oldest first."""
        return self.gate.calls

    @property
    def deliveries(self) -> deque[Delivery]:
        """All callbacks to the bot and what became of them."""
        return self.ground.callbacks.deliveries

    @property
    def robot_connected(self) -> bool:
        """Whether a bot is subscribed to the robot."""
        return self.line.is_connected

    def messages_of(self, chat: str) -> list[Message]:
        """Return what a citizen (external_userid), a member (userid) or a group (chatid) sees."""
        return self.ground.chats.of(chat)

    async def wait_for(
        self, predicate: Predicate, seconds: float = 5.0, *, of: str | None = None
    ) -> list[Message]:
        """Wait until *predicate* holds for the messages of one chat, or of all; return them.

        Raises:
            TimeoutError: it did not within *seconds* of real time.
        """
        await self.ground.chats.wait_for(predicate, of, seconds)
        return self.messages_of(of) if of is not None else self.ground.chats.everything()

    async def settled(self) -> None:
        """Wait until every callback was delivered or given up."""
        await self.ground.callbacks.settled()

    def state(self) -> Wire:
        """Return what `GET /sim/state` shows."""
        state = state_of(self.ground, robot_connected=self.robot_connected)
        return state | {"sms": [message.as_json() for message in self.sms.messages]}

    # -- acting (the control API, in process)

    async def call_back_at(self, account: str, url: str) -> bool:
        """Set the callback URL of ``app`` or an open_kfid; return whether it passes the check."""
        self.ground.directory.account(account)
        self.ground.directory.call_back_at(account, url)
        return await self.ground.callbacks.verify(account, secrets.token_hex(8))

    def set_callback(self, url: str) -> None:
        """Set the callback URL of the app and of every kf account, without asking it."""
        for account in ("app", *self.ground.directory.kf):
            self.ground.directory.call_back_at(account, url)

    def new_citizen(self, name: str, open_kfid: str | None = None) -> Citizen:
        """Let one more citizen come in, at the first kf account unless another is named."""
        kf = self.ground.directory.kf
        account = kf[open_kfid] if open_kfid else next(iter(kf.values()))
        citizen = self.ground.directory.add_citizen(name, account.open_kfid)
        self.ground.chats.ring()
        return citizen

    async def citizen_says(
        self,
        who: str,
        text: str = "",
        *,
        kind: str = "text",
        menu_id: str = "",
        said: Said | None = None,
    ) -> Message:
        """Let a citizen write; *said* for what text and kind do not cover."""
        return self.people.citizen_says(who, said or Said(kind=kind, text=text, menu_id=menu_id))

    async def citizen_picks(self, who: str, content: str) -> Message:
        """Let a citizen touch the entry *content* of their last menu; LookupError if none."""
        for message in reversed(self.messages_of(who)):
            for item in (message.menu or {}).get("items", ()):
                if item["content"] == content:
                    return await self.citizen_says(who, content, menu_id=item["id"])
        raise LookupError(f"no menu with {content}")

    async def citizen_enters(self, who: str, scene: str = "", scene_param: str = "") -> None:
        """Let a citizen open the kf chat."""
        self.people.citizen_enters(who, scene, scene_param)

    async def staff_says(
        self, userid: str, text: str = "", *, kind: str = "text", said: Said | None = None
    ) -> Message:
        """Let a member write to the app."""
        return self.people.staff_says(userid, said or Said(kind=kind, text=text))

    async def staff_presses(
        self, userid: str, message: Message | str, key: str, selected: Selected | None = None
    ) -> None:
        """Let a member press a button of a card in single chat."""
        await self.people.staff_presses(userid, _id(message), key, selected)

    async def group_says(self, chatid: str, userid: str, text: str) -> Message:
        """Let a member write in a group; with @name the robot hears it."""
        return await self.people.group_says(chatid, userid, Said(text=text))

    async def group_presses(
        self,
        chatid: str,
        userid: str,
        message: Message | str,
        key: str,
        selected: Selected | None = None,
    ) -> None:
        """Let a member press a button of the robot's card in a group."""
        await self.people.group_presses(chatid, userid, _id(message), key, selected)

    def advance(self, by: timedelta) -> None:
        """Move the simulated clock; everybody who watches is told."""
        self.clock.advance(by)
        self.ground.chats.ring()

    def trouble(self, **wish: object) -> None:
        """Order misbehaviour: see `troubles.Trouble` for the fields."""
        self.ground.troubles.order(Trouble(**wish))  # type: ignore[arg-type]

    def tried(self, path: str) -> Sequence[Noted]:
        """Return the calls of *path*, oldest first."""
        return [call for call in self.calls if call.path == path]


def _id(message: Message | str) -> str:
    return message if isinstance(message, str) else message.id
