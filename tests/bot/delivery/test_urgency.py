"""Urgent goes first (R15): for each two urgencies and each kind of lane, past full minutes and shut doors."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from databases import only_sqlite
from office import NotedRobot, Office
from post import Post

from bot.citizen import conversation
from bot.citizen.conversation import Visit
from bot.delivery.pacing import KEPT
from bot.delivery.sender import AT_ONCE, FOR_THE_URGENT
from bot.delivery.shut_doors import KNOCKS_EVERY, SHUT_FOR
from bot.wecom import errors
from bot.wecom.pace import LIMITS, Target
from bot.wecom.token import COOL_DOWN, KNOCK_EVERY, Grant, Secret, TokenCache, knocking
from intake.talk.message import Kind, Message
from storage.queues.letters import Urgency

pytestmark = only_sqlite

SECOND = timedelta(seconds=1)
#: lane → kind, payload, whether a robot is there, and what its tightest limit counts (None: nothing that we
#: reach); what the robot says may have to go by the webhook in the end
LANES: dict[str, tuple[str, dict[str, Any], bool, Target | None]] = {
    "member": ("app_text", {"to": ["sun"]}, False, Target.MEMBER),
    "webhook": ("group", {"department": "market"}, False, Target.WEBHOOK),
    "robot": ("group", {"department": "market"}, True, Target.WEBHOOK),
    "chat": ("kf_text", {"open_kfid": "wk1", "to": "wm1"}, False, None),
}
PAIRS = list(combinations(Urgency, 2))
RUSHING = [one for one in Urgency if one.is_rushing]


def said(post: Post) -> list[str]:
    """Return what was said, in the order in which WeCom heard it, by the letters' own words."""
    heard = [*post.client.asked, *(post.robot.said if post.robot else ())]
    return [text for _, *facts in heard for text in _texts(facts)]


async def _until_said(post: Post, text: str) -> None:
    """Let the clock go on, by seconds where nothing is due, until *text* was said; a day at most."""
    for _ in range(24 * 3600):
        if text in said(post):
            return
        if not await post.round():
            post.office.clock.advance(seconds=1)
    raise AssertionError(text)


def _texts(facts: Any) -> list[str]:
    if isinstance(facts, str):
        return [facts] if facts.startswith(("less", "more")) else []
    if isinstance(facts, dict):
        return [text for one in facts.values() for text in _texts(one)]
    if isinstance(facts, list | tuple):
        return [text for one in facts for text in _texts(one)]
    return []


@pytest.mark.parametrize(("more", "less"), PAIRS, ids=lambda one: one.name)
@pytest.mark.parametrize("lane", LANES)
async def test_r15_the_more_urgent_overtakes_in_every_lane_and_its_equals_keep_their_order(
    the_office: Office, lane: str, more: Urgency, less: Urgency
) -> None:
    """However many of the less urgent fill the minute before it."""
    kind, payload, has_robot, target = LANES[lane]
    post = Post(the_office, robot=NotedRobot() if has_robot else None)
    for n in range(40):
        key = f"less {n}"
        await post.put(kind, {**payload, "text": key}, key=key, lane=f"l{n}", urgency=less)
    await post.round()
    await post.round()
    before = said(post)
    for n in range(2):
        key = f"more {n}"
        await post.put(kind, {**payload, "text": key}, key=key, lane="of more", urgency=more)

    begun = the_office.clock()
    await _until_said(post, "more 0")
    waited = the_office.clock() - begun
    await _until_said(post, "more 1")
    since = said(post)[len(before) :]
    assert since[0] == "more 0", "nothing that is less urgent left between"
    assert since.index("more 0") < since.index("more 1")
    if more < Urgency.REMINDER:
        assert waited == timedelta(), "the full minute did not shut it out"
    if target is not None:
        most = LIMITS[target][0]
        assert len(before) == min(40, most.room(KEPT[less]))


async def test_r15_a_wecom_that_answers_nothing_ordinary_keeps_no_hand_from_the_urgent(
    the_office: Office,
) -> None:
    post = Post(the_office)
    for n in range(2 * AT_ONCE):
        await post.put("app_text", {"to": [f"p{n}"], "text": "x"}, lane=f"l{n}")
    gate = _Gate(post)
    await post.sender.turn()
    for n in range(FOR_THE_URGENT):
        urgent = {"to": [f"u{n}"], "text": "x"}
        await post.put("app_text", urgent, lane=f"u{n}", urgency=Urgency.HOURS)
    await post.sender.turn()
    assert await post.sender.turn() == 0
    await the_office.until(gate.holds(AT_ONCE + FOR_THE_URGENT))
    assert {to for to in gate.asked if to.startswith("u")} == {"u0", "u1", "u2", "u3"}
    gate.open.set()
    await post.sender._hands.rest()


class _Gate:
    """Keeps every message until it opens."""

    def __init__(self, post: Post) -> None:
        self.asked: list[str] = []
        self.open = asyncio.Event()
        answered = post.client.message_send

        async def waits(app: Any, to: Any, content: Any, *, once: bool = True) -> Any:
            self.asked.append(to[0])
            await self.open.wait()
            return await answered(app, to, content, once=once)

        post.client.message_send = waits  # type: ignore[method-assign]  # a WeCom that is slow

    def holds(self, count: int) -> Callable[[], Any]:
        async def is_so() -> bool:
            return len(self.asked) == count

        return is_so


@pytest.mark.parametrize("urgency", Urgency, ids=lambda one: one.name)
async def test_r15_the_urgent_knocks_at_a_shut_door_and_opens_it_for_all(
    the_office: Office, urgency: Urgency
) -> None:
    """60020: the address is trusted a minute later; what is ordinary would find out after five."""
    post = Post(the_office)
    ordinary = await post.put("app_text", {"to": ["sun"], "text": "x"}, lane="a")
    await post.round(errors.Alarm(60020))
    key = await post.put("app_text", {"to": ["sun"], "text": "y"}, lane="b", urgency=urgency)
    begun = the_office.clock()
    while not await post.is_sent(key):
        await post.round()
        the_office.clock.advance(seconds=1)
    waited = the_office.clock() - begun - SECOND
    assert waited == (KNOCKS_EVERY if urgency.is_rushing else SHUT_FOR)
    assert bool(post.sender.is_paused) is False
    assert ordinary


@pytest.mark.parametrize("urgency", RUSHING, ids=lambda one: one.name)
async def test_r15_the_urgent_is_tried_again_soon_whatever_wecom_said(
    the_office: Office, urgency: Urgency
) -> None:
    post = Post(the_office)
    key = await post.put("app_text", {"to": ["sun"], "text": "x"}, urgency=urgency)
    for trouble in [errors.Alarm(48002), *[errors.TryLater() for _ in range(9)]]:
        now = the_office.clock()
        await post.round(trouble)
        next_try_at = await post.next_try_at(key)
        assert next_try_at - now <= KNOCKS_EVERY
        the_office.clock.now = next_try_at


class Tokens:
    """A gettoken that refuses as long as it is told to, on a clock of its own."""

    def __init__(self, refusal: errors.WeComError) -> None:
        self.now = datetime(2026, 9, 28, 1, tzinfo=UTC)
        self.refusal: errors.WeComError | None = refusal
        self.asked = 0
        self.cache = TokenCache(self._fetch, lambda: self.now)

    async def _fetch(self) -> Grant:
        self.asked += 1
        if self.refusal is not None:
            raise self.refusal
        return Grant("t", timedelta(hours=2))

    async def get(self, *, urgent: bool) -> bool:
        """Tell whether there is a token for who is *urgent* or not."""
        try:
            with knocking(urgent=urgent):
                return await self.cache.get() == "t"
        except errors.WeComError:
            return False


@pytest.mark.usefixtures("store")
async def test_r15_the_urgent_knocks_at_a_closed_token_and_lets_the_others_in() -> None:
    tokens = Tokens(errors.Alarm(60020))
    assert not await tokens.get(urgent=False)
    for _ in range(3):
        assert not await tokens.get(urgent=True), "it was asked a moment ago"
    assert tokens.asked == 1
    tokens.now += KNOCK_EVERY
    tokens.refusal = None
    assert not await tokens.get(urgent=False), "closed for two minutes"
    assert tokens.asked == 1
    assert await tokens.get(urgent=True)
    assert await tokens.get(urgent=False)
    assert tokens.asked == 2


@pytest.mark.usefixtures("store")
async def test_r15_nobody_knocks_with_a_secret_that_is_wrong() -> None:
    """WeCom blocks an address that insists; no try of ours makes the secret right."""
    tokens = Tokens(errors.Alarm(40001))
    assert not await tokens.get(urgent=True)
    tokens.now += COOL_DOWN - SECOND
    assert not await tokens.get(urgent=True)
    assert tokens.asked == 1


# --- the gas leak ---------------------------------------------------------------------------------

LEAK = "家里煤气漏了，门口都能闻到"
COMPLAINTS = 120


async def test_r15_a_gas_leak_after_120_complaints_is_at_the_desk_within_seconds(
    the_office: Office,
) -> None:
    """The desk's minutes are full for a quarter of an hour; by the clock of the test it waits for none."""
    post, clock = Post(the_office), the_office.clock
    secrets: defaultdict[str, Secret] = defaultdict(lambda: Secret("k"))
    post.sender.doors = replace(post.sender.doors, kf_secrets=secrets)
    for _ in range(COMPLAINTS):
        await the_office.opens()
    for _ in range(COMPLAINTS):
        if not await post.round():
            clock.advance(seconds=1)
    waiting = [one for one in (await post.rows()).values() if one == "waiting"]
    assert len(waiting) > COMPLAINTS / 2

    async def hear(visit: Visit) -> None:
        at_kf = replace(visit, lane="kf:wkDesk:wmZhang", channel="微信客服")
        await conversation.converse(at_kf, Message(kind=Kind.TEXT, text=LEAK, at=clock()))

    told_at, before = clock(), len(post.client.asked)
    await the_office.hears(hear)
    for _ in range(20):
        if not await post.round():
            clock.advance(seconds=1)
        if all(one.state == "sent" for one in await the_office.letters("in/1/")):
            break
    assert clock() - told_at <= 2 * SECOND
    heard = [facts for what, *facts in post.client.asked[before:] if what == "message"]
    assert LEAK in str(heard[0])
    assert "button_list" in str(heard[1])
