"""WeCom's limits hold for all replicas together (R15), by the count of the simulated WeCom."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from aiohttp import ClientSession
from databases import OpenReplica, only_postgres, only_sqlite
from deep import Sweep
from office import Office, office
from post import Post, WiredPost

from bot.delivery.pacing import KEPT
from bot.simulator.server import Simulator
from bot.simulator.world import Group, World
from bot.wecom.pace import LIMITS, SLACK, Target
from storage.queues.letters import Urgency

WEBHOOK = "00000000-0000-4000-8000-000000000000"
WORLD = World(groups=(Group(chatid="wrMarket", name="市场监管局", webhook_key=WEBHOOK),))
PEOPLE = ("wangfang", "zhaogang", "lijianguo")
GROUP = "wrMarket"
MINUTE = timedelta(minutes=1)


class Replicas:
    """Several senders on one database, before one WeCom, on one clock."""

    def __init__(self, wecom: Simulator, posts: list[WiredPost]) -> None:
        self.wecom, self.posts = wecom, posts
        self.clock = posts[0].office.clock

    async def settle(self) -> None:
        """Send side by side until nothing waits; where nothing is due, the clock goes on."""
        while True:
            tried = await asyncio.gather(*(post.round() for post in self.posts))
            if any(tried):
                continue
            row = await self.posts[0].office.store.reader.row(
                "SELECT MIN(next_try_at) AS next_try_at FROM outbox WHERE state = 'waiting'"
            )
            if row is None or row["next_try_at"] is None:
                return
            self.clock.now = max(self.clock() + timedelta(seconds=1), row["next_try_at"])

    def heard(self, who: str) -> list[datetime]:
        """Return when each message was shown to *who*, as WeCom has it."""
        return [one.at for one in self.wecom.messages_of(who) if one.sender == "bot"]


@pytest.fixture
async def replicas(
    the_office: Office, open_replica: OpenReplica, clock: Any, request: pytest.FixtureRequest
) -> AsyncIterator[Replicas]:
    async with AsyncExitStack() as stack:
        wecom = await stack.enter_async_context(Simulator(WORLD, clock=clock))
        posts = []
        for n in range(request.param):
            house = office(await open_replica(), clock) if n else the_office
            session = await stack.enter_async_context(ClientSession())
            posts.append(WiredPost(house, wecom, session))
        yield Replicas(wecom, posts)


def busiest(heard: list[datetime]) -> int:
    """Return the most messages of any minute."""
    return max(sum(at - MINUTE < one <= at for one in heard) for at in set(heard))


@pytest.mark.sweep
@only_postgres
@pytest.mark.parametrize("replicas", [2, 3], indirect=True)
async def test_r15_a_burst_over_several_replicas_never_passes_a_limit_and_loses_nothing(
    replicas: Replicas, sweep: Sweep
) -> None:
    """Above 30 a minute WeCom drops for a member without a word; a webhook's 21st it refuses."""
    count, chance, first = (
        sweep.many("burst over replicas", 5000, 240),
        Random(7),
        replicas.posts[0],
    )
    put: dict[str, int] = dict.fromkeys((*PEOPLE, GROUP), 0)
    for n in range(count):
        who = chance.choice(list(put))
        put[who] += 1
        to = {"department": "market"} if who == GROUP else {"to": [who]}
        kind = "group" if who == GROUP else "app_text"
        urgency = chance.choice([Urgency.ORDINARY] * 9 + [Urgency.EMERGENCY])
        await first.put(
            kind, {**to, "text": f"第{n}件"}, key=f"k{n}", lane=f"l{n}", urgency=urgency
        )
    await replicas.settle()

    assert set((await first.rows()).values()) == {"sent"}
    assert {who: len(replicas.heard(who)) for who in put} == put, "nothing was dropped"
    assert max(busiest(replicas.heard(who)) for who in PEOPLE) <= 30
    assert busiest(replicas.heard(GROUP)) <= 20
    outcomes = [outcome for post in replicas.posts for _, outcome in post.counted]
    assert set(outcomes) == {"sent"}, "none was refused"
    assert all(post.counted for post in replicas.posts), "each of them sent"


@only_sqlite
async def test_r15_long_words_count_as_often_as_they_are_sent(the_office: Office) -> None:
    post = Post(the_office)
    for n in range(24):
        text = "长" * 1200 if n < 10 else "短"
        await post.put("app_text", {"to": ["sun"], "text": f"{n}{text}"}, lane=f"l{n}")
    await post.round()
    assert len(post.client.asked) <= LIMITS[Target.MEMBER][0].room(KEPT[Urgency.ORDINARY])
    assert list((await post.rows()).values()).count("waiting") >= 10


@only_sqlite
async def test_r15_what_was_long_under_way_is_counted_from_its_end(the_office: Office) -> None:
    """WeCom counts arrivals: what left half a minute ago may have arrived only now."""
    post, clock = Post(the_office), the_office.clock
    answered = post.client.message_send

    async def slowly(*facts: Any, once: bool = True) -> Any:
        await asyncio.sleep(0)  # until all of them have left
        clock.now = max(clock.now, begun + timedelta(seconds=8))
        return await answered(*facts, once=once)

    begun = clock()
    post.client.message_send = slowly  # type: ignore[method-assign]  # a WeCom that is slow
    for n in range(30):
        urgent = {"to": ["sun"], "text": str(n)}
        await post.put("app_text", urgent, lane=f"l{n}", urgency=Urgency.EMERGENCY)
    await post.round()
    key = await post.put("app_text", {"to": ["sun"], "text": "x"}, urgency=Urgency.EMERGENCY)
    clock.now = begun + MINUTE + SLACK + timedelta(seconds=1)
    await post.round()
    assert (await post.rows())[key] == "waiting"
    clock.now = begun + MINUTE + SLACK + timedelta(seconds=9)
    await post.round()
    assert (await post.rows())[key] == "sent"


@only_postgres
async def test_r15_a_clock_that_is_ahead_elsewhere_moves_nothing_of_ours(
    the_office: Office, open_replica: OpenReplica
) -> None:
    """Else each row of theirs would shift our past, and a limit with it."""
    clock, left = the_office.clock, list[datetime]()
    here = Post(the_office)
    there = Post(office(await open_replica(), lambda: clock() + timedelta(seconds=1)))
    for n in range(90):
        urgent = {"to": ["sun"], "text": str(n)}
        await here.put("app_text", urgent, lane=f"l{n}", urgency=Urgency.EMERGENCY)
        before = len(here.client.asked) + len(there.client.asked)
        await (here if n % 2 else there).round()
        left += [clock()] * (len(here.client.asked) + len(there.client.asked) - before)
        clock.advance(seconds=1)
    assert here.client.asked
    assert there.client.asked
    assert busiest(left) == 30
