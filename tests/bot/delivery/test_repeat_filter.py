"""The same words a second time: an answer is shown again, the repeat of a letter is not, whoever sends it."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from aiohttp import ClientSession
from databases import OpenReplica, only_postgres, only_sqlite
from deep import Sweep
from office import Office, office
from post import WiredPost

from bot.delivery.channels import WAYS
from bot.delivery.repeat_filter import told_apart
from bot.simulator.server import Simulator
from bot.wecom.errors import WeComError
from storage.queues import outbox
from storage.queues.letters import LetterKind, Posted

SEND = "/cgi-bin/message/send"
ANSWER = "没有找到这个号，请核对后再发。"
SENTENCES = (ANSWER, "已记下。", "【催办】请尽快签收。")
SUN, DU = "wangfang", "zhaogang"


class Wire(WiredPost):
    """A sender of a process that has just started."""

    async def says(self, text: str = ANSWER, to: str = SUN, **more: Any) -> str:
        """Queue words and send what is due."""
        key = await self.put("app_text", {"to": [to], "text": text}, **more)
        await self.round()
        return key

    async def dies(self, *, sending: bool) -> None:
        """Take what is due as a process does that is killed before it notes what became of it."""
        now = self.office.clock()

        async def job(session: Any) -> list[Posted]:
            return await told_apart(session, await outbox.take(session, now, 9), now)

        for letter in await self.office.write(job):
            if sending:
                await WAYS[LetterKind(letter.kind)](self.sender.doors, letter)
        self.office.clock.advance(minutes=1)


@pytest.fixture
async def wecom(clock: Any) -> AsyncIterator[Simulator]:
    async with Simulator(clock=clock) as simulator:
        yield simulator


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def start(the_office: Office, wecom: Simulator, session: ClientSession) -> Callable[..., Wire]:
    """Return what starts a sender without any memory, here or on another replica's connection."""
    return lambda house=the_office: Wire(house, wecom, session)


def shown(wecom: Simulator, who: str = SUN) -> list[str]:
    """Return the words on somebody's screen."""
    return [one.text or "" for one in wecom.messages_of(who) if one.sender == "bot"]


async def test_the_same_answer_to_who_errs_again_is_shown_again_after_a_restart(
    start: Callable[..., Wire], wecom: Simulator
) -> None:
    for _ in range(3):
        await start().says()
    assert shown(wecom) == [ANSWER, f"{ANSWER}\n（第2次）", f"{ANSWER}\n（第3次）"]


@only_postgres
async def test_it_is_shown_again_by_the_other_replica(
    start: Callable[..., Wire], wecom: Simulator, open_replica: OpenReplica, clock: Any
) -> None:
    replicas = start(), start(office(await open_replica(), clock))
    for n in range(6):
        await replicas[n % 2].says()
    assert len(set(shown(wecom))) == 6


async def test_after_four_hours_nothing_needs_to_be_told_apart(
    start: Callable[..., Wire], wecom: Simulator, clock: Any
) -> None:
    await start().says()
    clock.advance(hours=4, minutes=6)
    await start().says()
    assert shown(wecom) == [ANSWER, ANSWER]


async def test_an_answer_that_left_late_is_remembered_from_then_on(
    start: Callable[..., Wire], wecom: Simulator, clock: Any
) -> None:
    """WeCom was away for hours: its four hours begin when it showed the words."""
    first = start()
    wecom.trouble(path=SEND, reset=True)
    await first.says()
    clock.advance(hours=5)
    await first.round()
    clock.advance(hours=1)
    await start().says()
    assert len(shown(wecom)) == 2


async def test_long_words_that_begin_alike_are_all_shown(
    start: Callable[..., Wire], wecom: Simulator
) -> None:
    """全文 asked for twice, with a note in between: only the last message differs."""
    text = "".join(f"第{n}个窗口没有说清楚要哪些材料。" for n in range(100))
    await start().says(text)
    await start().says(f"{text}又去了一次。")
    assert len(shown(wecom)) == 6
    assert "".join(shown(wecom)[:3]) == text


async def test_equal_messages_of_one_long_letter_are_all_shown(
    start: Callable[..., Wire], wecom: Simulator
) -> None:
    await start().says("啊" * 2016)  # which breaks after 672 signs
    assert len(shown(wecom)) == 3


@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("before", [0, 1, 2])
@pytest.mark.parametrize("by", ["no answer", "death"])
async def test_a_repeat_after_a_doubt_is_shown_once_whatever_was_said_before(
    start: Callable[..., Wire], wecom: Simulator, clock: Any, before: int, by: str, *, arrived: bool
) -> None:
    """R9: told apart by the row, not by a memory of the process."""
    for _ in range(before):
        await start().says()
    doubtful = start()
    if by == "death":
        await doubtful.put("app_text", {"to": [SUN], "text": ANSWER})
        await doubtful.dies(sending=arrived)
    else:
        wecom.trouble(path=SEND, reset=True, after=arrived)
        await doubtful.says()
    clock.advance(seconds=10)
    again = start()
    await again.sender.recover()
    await again.round()
    assert len(shown(wecom)) == before + 1
    assert set((await again.rows()).values()) == {"sent"}


@only_sqlite
@pytest.mark.sweep
async def test_whatever_happens_each_letter_is_shown_once(
    start: Callable[..., Wire], wecom: Simulator, sweep: Sweep
) -> None:
    await walk([start().office], start, wecom, sweep.many("echoes on SQLite", 40, 3), sweep.seed)


@only_postgres
@pytest.mark.sweep
async def test_whatever_happens_two_replicas_show_each_letter_once(
    start: Callable[..., Wire],
    wecom: Simulator,
    open_replica: OpenReplica,
    clock: Any,
    sweep: Sweep,
) -> None:
    replicas = [start().office, office(await open_replica(), clock)]
    await walk(replicas, start, wecom, sweep.many("echoes on PostgreSQL", 40, 3), sweep.seed)


async def walk(
    houses: Sequence[Office], start: Callable[..., Wire], wecom: Simulator, walks: int, seed: int
) -> None:
    """Walk over restarts, replicas, lost answers and deaths, with three sentences.

    No letter is in doubt for four hours: after that WeCom shows it again.
    """
    said = Counter[str]()
    clock = houses[0].clock
    for number in range(walks):
        chance = Random(f"{seed}/{number}")
        for n in range(25):
            wire, who = start(chance.choice(houses)), chance.choice([SUN, DU])
            said[who] += 1
            await wire.put(
                "app_text",
                {"to": [who], "text": chance.choice(SENTENCES)},
                lane=chance.choice([f"app:{who}", "role:desk"]),
                key=f"{number}/{n}",
            )
            await happens(chance, wire, wecom)
            await wire.sender.recover()
            await wire.round()
            clock.advance(seconds=chance.choice([3, 30, 300]))
        wecom.ground.troubles.clear()
        last = start(houses[0])
        while set((await last.rows()).values()) != {"sent"}:
            clock.advance(minutes=1)
            await last.sender.recover()
            await last.round()
        assert {who: len(shown(wecom, who)) for who in said} == said, number
        clock.advance(hours=chance.choice([0, 1, 5]))


async def happens(chance: Random, wire: Wire, wecom: Simulator) -> None:
    """Let the wire or the process fail, or not."""
    times = chance.randint(1, 2)
    match chance.choice(["fine", "fine", "lost", "unheard", "killed before", "killed after"]):
        case "lost":
            wecom.trouble(path=SEND, reset=True, times=times)
        case "unheard":
            wecom.trouble(path=SEND, reset=True, after=True, times=times)
        case "killed before":
            await wire.dies(sending=False)
        case "killed after":
            with suppress(WeComError):  # an earlier trouble may wait for it
                await wire.dies(sending=True)


async def test_a_card_that_another_letter_sent_is_refused_and_not_swallowed(
    start: Callable[..., Wire], wecom: Simulator, clock: Any
) -> None:
    """WeCom takes a task_id once; that a card is sent twice is a fault, which a person must see."""
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "工单"},
        "task_id": "2026-0001-triage-1",
        "button_list": [{"text": "受理", "style": 1, "key": "take|2026-0001|1"}],
    }
    wecom.set_callback("http://127.0.0.1:9/")
    wire = start()
    await wire.put("app_card", {"to": [SUN], "card": card}, key="a")
    await wire.round()
    await wire.put("app_card", {"to": [SUN], "card": card}, key="b")
    await wire.round()
    rows = await wire.rows()
    assert (rows["a"], rows["b"]) == ("sent", "parked")
