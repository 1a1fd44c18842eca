"""A door that WeCom shuts pauses alone: each errcode at each door, over the simulated wire."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import pytest
from aiohttp import ClientSession
from databases import only_sqlite
from deep import Sweep
from office import Office
from post import WiredPost

from bot.delivery.attachments import Piece
from bot.delivery.shut_doors import SHUT_FOR
from bot.simulator.server import Simulator
from bot.simulator.world import Citizen, Group, KfAccount, World
from bot.texts import staff
from bot.wecom.errors import (
    ERRORS,
    Alarm,
    CodeSpent,
    TargetGone,
    TokenExpired,
    TryLater,
    WindowClosed,
)
from storage.queues import outbox
from storage.queues.letters import LetterKind, Posted

pytestmark = only_sqlite

FIRST, SECOND = (
    KfAccount(servicers=("zhaogang",)),
    KfAccount(open_kfid="wkSecond", secret="another"),
)
ZHANG = Citizen(external_userid="wmZhang", name="张先生")
LI = Citizen(external_userid="wmLi", name="李女士", open_kfid=SECOND.open_kfid)
WORLD = World(
    kf=(FIRST, SECOND),
    citizens=(ZHANG, LI),
    groups=(
        Group(
            chatid="wrMarket", name="市场监管局", webhook_key="00000000-0000-4000-8000-000000000000"
        ),
    ),
)
SUN = "wangfang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A way out: which API it is, of which account, and a letter that leaves through it."""

    path: str
    lane: str
    kind: LetterKind
    payload: Mapping[str, Any] = field(default_factory=dict)
    account: str = ""


def kf(citizen: Citizen, kind: LetterKind, path: str, **said: Any) -> Door:
    """Return a door of the account that *citizen* writes to."""
    at = {"open_kfid": citizen.open_kfid, "to": citizen.external_userid}
    lane = f"kf:{citizen.open_kfid}:{citizen.external_userid}"
    return Door(path=path, lane=lane, kind=kind, payload=at | said, account=citizen.open_kfid)


DOORS: Mapping[str, Door] = {
    "text": Door(path="message/send", lane="app:wangfang", kind=LetterKind.APP_TEXT),
    "photo": Door(path="media/upload", lane="app:photo", kind=LetterKind.APP_MEDIA),
    "update": Door(
        path="message/update_template_card", lane="app:update", kind=LetterKind.APP_UPDATE
    ),
    "group": Door(path="webhook/send", lane="group:market", kind=LetterKind.GROUP),
    "chat": kf(ZHANG, LetterKind.KF_TEXT, "kf/send_msg"),
    "other account": kf(LI, LetterKind.KF_TEXT, "kf/send_msg"),
    "welcome": replace(
        kf(ZHANG, LetterKind.KF_WELCOME, "kf/send_msg_on_event"), lane="welcome:x", account=""
    ),
}


class Line:
    """Letters through every door, and what came of them."""

    def __init__(self, office: Office, wecom: Simulator, session: ClientSession) -> None:
        self.post = WiredPost(office, wecom, session)
        self.wecom, self.clock = wecom, office.clock
        self.rounds = 0

        async def piece(id: str) -> Piece:
            return Piece(kind="image", state="kept", content=b"a photo")

        self.post.sender.doors = replace(self.post.sender.doors, pieces=piece)

    async def put_all(self) -> dict[str, str]:
        """Queue a letter for each door, with words of its own; return their keys."""
        self.rounds += 1
        for citizen in (ZHANG, LI):
            await self.wecom.citizen_says(citizen.external_userid, "在吗")
        return {name: await self.put(name) for name in DOORS}

    async def put(self, name: str) -> str:
        """Queue a letter for the door *name*."""
        door, doors = DOORS[name], self.post.sender.doors
        payload: dict[str, Any] = {**door.payload, "text": f"{name} {len(await self.post.rows())}"}
        match door.kind:
            case LetterKind.APP_TEXT:
                payload["to"] = [SUN]
            case LetterKind.APP_MEDIA:
                payload |= {"to": ["zhaogang"], "media": "m", "no": "2026-0001"}
            case LetterKind.APP_UPDATE:
                card = {
                    "card_type": "button_interaction",
                    "main_title": {"title": "工单"},
                    "task_id": f"t{len(await self.post.rows())}",
                    "button_list": [{"text": "受理", "style": 1, "key": "k"}],
                }
                content = {"msgtype": "template_card", "template_card": card}
                sent = await doors.client.message_send(doors.app, ["lijianguo"], content)
                payload |= {"to": ["lijianguo"], "response_code": sent.response_code}
            case LetterKind.GROUP:
                payload["department"] = "market"
            case LetterKind.KF_WELCOME:
                code = self.wecom.kf.give_code(
                    door.payload["open_kfid"], ZHANG.external_userid, SHUT_FOR * 3, ("text",)
                )
                payload["code"] = code
            case _:
                pass
        return await self.post.put(door.kind, payload, lane=door.lane)

    async def settles(self) -> None:
        """Send until nothing is due."""
        while await self.post.round():
            pass

    async def letter(self, key: str) -> Posted:
        """Return a letter as it is stored."""
        for state in ("waiting", "sent", "parked", "held", "unsure"):
            for one in await outbox.listed(self.post.office.store.reader, state):
                if one.key == key:
                    return one
        raise LookupError(key)

    def trouble(self, name: str, errcode: int, times: int = 1) -> None:
        """Let WeCom answer the door *name* with *errcode*."""
        door = DOORS[name]
        self.wecom.trouble(
            path=f"/cgi-bin/{door.path}", open_kfid=door.account, errcode=errcode, times=times
        )

    def asked(self, name: str) -> int:
        """Return how often the door *name* was tried."""
        door = DOORS[name]
        calls = [call.body for call in self.wecom.tried(f"/cgi-bin/{door.path}")]
        if door.account:
            return sum(body["open_kfid"] == door.account for body in calls)
        if door.kind is LetterKind.APP_TEXT:  # photos leave through this API too, once uploaded
            return sum(body["msgtype"] == "text" for body in calls)
        return len(calls)


@pytest.fixture
async def line(the_office: Office, clock: Any) -> AsyncIterator[Line]:
    async with Simulator(WORLD, clock=clock) as wecom, ClientSession() as session:
        wecom.ground.directory.call_back_at("app", "http://127.0.0.1:9/")  # cards ask for one
        yield Line(the_office, wecom, session)


def expected(errcode: int, name: str) -> str:
    """Return the state in which *errcode* leaves a letter at the door *name*."""
    kind, error = DOORS[name].kind, ERRORS.get(errcode, Exception)
    if issubclass(error, TokenExpired):
        return "sent"  # a webhook has no token to renew
    if issubclass(error, TryLater | Alarm):
        return "waiting"
    if issubclass(error, WindowClosed) and kind is LetterKind.KF_TEXT:
        return "waiting" if errcode == 95018 else "held"  # the chat is the bot's again
    if issubclass(error, CodeSpent) and kind in (LetterKind.APP_UPDATE, LetterKind.KF_WELCOME):
        return "sent"  # moot: nothing can be shown any more
    if issubclass(error, TargetGone) and kind is LetterKind.GROUP:
        return "sent"  # by the liaison
    return "parked"


POINTS = [
    (errcode, name)
    for errcode, name in product([*sorted(ERRORS), 999_999], DOORS)
    if not (ERRORS.get(errcode) is TokenExpired and name == "group")
]


def kind_of(point: tuple[int, str]) -> object:
    """Sort points by what is done about them."""
    errcode, name = point
    return ERRORS.get(errcode), name


@pytest.mark.sweep
async def test_each_errcode_at_each_door_stops_that_door_or_that_letter_only(
    line: Line, sweep: Sweep
) -> None:
    """R14: every other letter of the ten is sent."""
    for errcode, name in sweep.of("errcodes at doors", POINTS, 0, kind_of):
        where = f"{errcode} at {name}"
        keys = await line.put_all()
        line.trouble(name, errcode)
        await line.settles()

        states = await line.post.rows()
        assert {one: states[key] for one, key in keys.items() if one != name} == dict.fromkeys(
            keys.keys() - {name}, "sent"
        ), where
        assert states[keys[name]] == expected(errcode, name), where
        is_alarm = issubclass(ERRORS.get(errcode, Exception), Alarm)
        assert line.post.sender.is_paused == is_alarm, where
        if is_alarm:  # whoever comes while it is shut
            later = {one: await line.put(one) for one in DOORS if one != name}
            await line.settles()
            states = await line.post.rows()
            assert {states[key] for key in later.values()} == {"sent"}, where
        letter = await line.letter(keys[name])
        if letter.state == "sent" and ERRORS.get(errcode) is not TokenExpired:
            assert (letter.result or {}).keys() & {"skipped", "liaison"}, where

        line.wecom.ground.troubles.clear()
        line.clock.advance(minutes=6)
        await line.settles()
        if expected(errcode, name) == "waiting":
            assert (await line.post.rows())[keys[name]] == "sent", where
        line.clock.advance(minutes=1)


@pytest.mark.parametrize("errcode", [48002, 60020, 301002])
@pytest.mark.parametrize("name", DOORS)
async def test_a_shut_door_is_left_alone_and_opens_again(
    line: Line, name: str, errcode: int
) -> None:
    await line.put_all()
    line.trouble(name, errcode, times=99)
    await line.settles()
    before = line.asked(name)
    behind = await line.put(name)
    for _ in range(4):
        line.clock.advance(minutes=1)
        await line.settles()
    assert line.asked(name) == before
    line.clock.advance(minutes=1)
    await line.settles()
    assert line.asked(name) == before + 1, "one letter tries whether it is open"
    line.wecom.ground.troubles.clear()
    line.clock.advance(minutes=5)
    await line.settles()
    assert set((await line.post.rows()).values()) == {"sent"}
    assert (await line.letter(behind)).state == "sent"


async def test_an_update_whose_door_is_shut_lets_the_words_behind_it_pass(line: Line) -> None:
    """One lane, two doors: greying a card is no word that the next one builds on."""
    update = await line.put("update")
    line.trouble("update", 48002, times=99)
    await line.settles()
    text = await line.post.put("app_text", {"to": [SUN], "text": "新的一件"}, lane="app:update")
    await line.settles()
    rows = await line.post.rows()
    assert (rows[update], rows[text]) == ("waiting", "sent")


async def test_words_behind_words_wait_for_their_shut_door(line: Line) -> None:
    await line.wecom.citizen_says(ZHANG.external_userid, "在吗")
    line.trouble("chat", 48002)
    await line.put("chat")
    await line.put("chat")
    await line.settles()
    line.clock.advance(minutes=5)
    await line.settles()
    assert [one.text for one in line.wecom.messages_of(ZHANG.external_userid)[-2:]] == [
        "chat 0",
        "chat 1",
    ]


# --- a token that WeCom is confused about ---------------------------------------------------------


async def test_a_token_refused_for_fourteen_seconds_delays_by_seconds(line: Line) -> None:
    """R13 and yet: two gettoken, and nothing waits for five minutes."""
    keys = [await line.put("text") for _ in range(3)]
    line.trouble("text", 42001, times=10_000)
    for _ in range(14):
        await line.settles()
        line.clock.advance(seconds=1)
    line.wecom.ground.troubles.clear()
    for _ in range(20):
        await line.settles()
        line.clock.advance(seconds=1)
    rows = await line.post.rows()
    assert {rows[key] for key in keys} == {"sent"}
    assert len(line.wecom.tried("/cgi-bin/gettoken")) == 2


# --- a chat that somebody else has ----------------------------------------------------------------


def taken(line: Line) -> None:
    line.wecom.servicers.take(ZHANG.external_userid, "zhaogang")


def ended(line: Line) -> None:
    taken(line)
    line.wecom.servicers.end(ZHANG.external_userid, "zhaogang")


def pooled(line: Line) -> None:
    line.wecom.kf.session(FIRST.open_kfid, ZHANG.external_userid).state = 2


@pytest.mark.parametrize(("state", "change"), [(3, taken), (4, ended), (2, pooled)])
async def test_words_into_a_chat_that_somebody_else_has_are_held_and_the_desk_is_told(
    line: Line, state: int, change: Callable[[Line], None]
) -> None:
    await line.wecom.citizen_says(ZHANG.external_userid, "在吗")
    change(line)
    keys = [await line.put("chat") for _ in range(2)]
    await line.settles()
    rows = await line.post.rows()
    assert [rows[key] for key in keys] == ["held", "held"]
    (task,) = await line.post.office.tasks("会话")
    assert task == staff.CHAT_STATES[state].format(who="zhaogang")

    line.wecom.kf.session(FIRST.open_kfid, ZHANG.external_userid).state = 0
    await line.wecom.citizen_says(ZHANG.external_userid, "你好")
    lane, now = DOORS["chat"].lane, line.clock()
    await line.post.office.write(lambda session: outbox.release_held(session, lane, now))
    await line.settles()
    assert {(await line.post.rows())[key] for key in keys} == {"sent"}
    assert await line.post.office.tasks("会话") == []


async def test_where_wecom_does_not_say_who_has_the_chat_the_words_are_held_all_the_same(
    line: Line,
) -> None:
    await line.wecom.citizen_says(ZHANG.external_userid, "在吗")
    taken(line)
    line.wecom.trouble(path="/cgi-bin/kf/service_state/get", errcode=48002)
    key = await line.put("chat")
    await line.settles()
    assert (await line.post.rows())[key] == "held"
    assert not line.post.sender.is_paused
