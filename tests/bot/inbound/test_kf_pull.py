"""Fetching from 微信客服: page by page, killed anywhere, and still nothing lost or kept twice."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.inbound.kf_pages import Client, CursorStuck, arrival, pull
from bot.wecom.fields import Unreadable
from storage.queues.arrival import Arrival

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


class Killed(BaseException):
    """The process died here."""


class WeCom:
    """Gives pages out by cursor: `""`, `c1`, `c2`, …; the last one says there is no more."""

    def __init__(self, pages: Sequence[Sequence[object]]) -> None:
        self.pages = pages
        self.asked: list[tuple[str, str, str, int]] = []
        self.die_at: int | None = None

    async def sync_msg(
        self, *, open_kfid: str, cursor: str, token: str, limit: int
    ) -> Mapping[str, Any]:
        self.asked.append((open_kfid, cursor, token, limit))
        if self.die_at == len(self.asked):
            raise Killed
        await asyncio.sleep(0)
        at = int(cursor[1:] or 0)
        page = list(self.pages[at]) if at < len(self.pages) else []
        last = at + 1 >= len(self.pages)
        following = f"c{min(at + 1, len(self.pages))}"
        return {"errcode": 0, "next_cursor": following, "has_more": int(not last), "msg_list": page}


class Store:
    """Keeps a page and its cursor together, or nothing; dies before or after a commit."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Arrival] = {}
        self.cursors: dict[str, str] = {}
        self.commits = 0
        self.die_before: int | None = None
        self.die_after: int | None = None

    async def load(self, account: str) -> str:
        return self.cursors.get(account, "")

    async def keep(
        self, account: str, arrivals: Sequence[Arrival], cursor: str, now: datetime
    ) -> None:
        self.commits += 1
        if self.die_before == self.commits:
            raise Killed
        for each in arrivals:
            self.rows.setdefault((each.account, each.key), each)
        self.cursors[account] = cursor
        if self.die_after == self.commits:
            raise Killed


async def fetch(wecom: Client, store: Store) -> int:
    return await pull("wk1", "ENC1", wecom, store.load, store.keep, lambda: NOW)


def an_entry(number: int, **over: object) -> dict[str, Any]:
    return {
        **{"msgid": f"m{number}", "open_kfid": "wk1", "external_userid": f"wm{number % 3}"},
        **{"send_time": 1348831860, "origin": 3, "msgtype": "text", "text": {"content": "x"}},
        **over,
    }


PAGES = [[an_entry(n) for n in range(3)], [], [an_entry(n) for n in range(3, 5)], [], [an_entry(5)]]
KEYS = [f"m{n}" for n in range(6)]


def keys(store: Store) -> list[str]:
    return [key for _, key in store.rows]


async def test_every_page_is_fetched_in_order_also_behind_empty_ones() -> None:
    wecom, store = WeCom(PAGES), Store()
    assert await fetch(wecom, store) == 6
    assert keys(store) == KEYS
    assert store.cursors == {"wk1": "c5"}
    assert wecom.asked == [("wk1", f"c{n}" if n else "", "ENC1", 1_000) for n in range(5)]


async def test_a_second_pull_goes_on_where_the_first_ended() -> None:
    store = Store()
    await fetch(WeCom(PAGES[:3]), store)
    later = WeCom(PAGES)
    assert await fetch(later, store) == 1
    assert later.asked[0][1] == "c3"
    assert keys(store) == KEYS


@pytest.mark.parametrize("where", ["die_before", "die_after"])
@pytest.mark.parametrize("at", range(1, 6))
async def test_killed_around_any_commit_it_goes_on_without_loss_or_repeat(
    where: str, at: int
) -> None:
    """R1, R3: each page of 微信客服 is kept with the place it ends at."""
    store = Store()
    setattr(store, where, at)
    with pytest.raises(Killed):
        await fetch(WeCom(PAGES), store)
    await fetch(WeCom(PAGES), store)
    assert keys(store) == KEYS


@pytest.mark.parametrize("at", range(1, 6))
async def test_killed_in_any_request_it_goes_on_without_loss_or_repeat(at: int) -> None:
    """R1, R3: what was asked for and not kept is asked for again."""
    wecom, store = WeCom(PAGES), Store()
    wecom.die_at = at
    with pytest.raises(Killed):
        await fetch(wecom, store)
    await fetch(WeCom(PAGES), store)
    assert keys(store) == KEYS


class CursorFirst(Store):
    """The negative control: moves the cursor in a transaction of its own, before the page."""

    async def keep(
        self, account: str, arrivals: Sequence[Arrival], cursor: str, now: datetime
    ) -> None:
        self.cursors[account] = cursor
        await super().keep(account, arrivals, cursor, now)


async def test_a_control_that_stores_the_cursor_first_loses_messages() -> None:
    store = CursorFirst()
    store.die_before = 1
    with pytest.raises(Killed):
        await fetch(WeCom(PAGES), store)
    await fetch(WeCom(PAGES), store)
    assert keys(store) == KEYS[3:]


async def test_two_pulls_at_once_keep_each_message_once() -> None:
    store = Store()
    await asyncio.gather(fetch(WeCom(PAGES), store), fetch(WeCom(PAGES), store))
    assert sorted(keys(store)) == KEYS
    assert store.cursors == {"wk1": "c5"}


class Answers:
    """Gives the prepared answers one by one."""

    def __init__(self, *answers: Mapping[str, Any]) -> None:
        self.answers = list(answers)

    async def sync_msg(
        self, *, open_kfid: str, cursor: str, token: str, limit: int
    ) -> Mapping[str, Any]:
        return self.answers.pop(0)


@pytest.mark.parametrize(
    "answer",
    [
        {"msg_list": "x", "next_cursor": "c1"},
        {"msg_list": [], "next_cursor": ["1"]},
        {"msg_list": [], "next_cursor": "c1", "has_more": "yes"},
        {"msg_list": {"a": 1}, "next_cursor": "c1"},
    ],
)
async def test_an_answer_that_is_no_page_moves_nothing(answer: dict[str, Any]) -> None:
    store = Store()
    with pytest.raises(Unreadable):
        await fetch(Answers(answer), store)
    assert (store.rows, store.cursors) == ({}, {})


async def test_a_cursor_that_does_not_move_ends_the_loop_with_its_page_kept() -> None:
    page = {"msg_list": [an_entry(1)], "next_cursor": "c1", "has_more": 1}
    store = Store()
    with pytest.raises(CursorStuck):
        await fetch(Answers(page, page), store)
    assert keys(store) == ["m1"]


async def test_an_empty_answer_without_a_cursor_keeps_the_old_one() -> None:
    store = Store()
    store.cursors["wk1"] = "c7"
    assert await fetch(Answers({"errcode": 0, "has_more": 0}), store) == 0
    assert (store.cursors, store.commits) == ({"wk1": "c7"}, 0)


# One entry


async def test_a_broken_entry_is_kept_with_its_fault_beside_the_others() -> None:
    broken = [None, 7, "x", {}, an_entry(9, origin="who"), an_entry(9, msgid=[9])]
    store = Store()
    assert await fetch(WeCom([[an_entry(1), *broken, an_entry(2)]]), store) == 8
    faulty = [each for each in store.rows.values() if each.fault]
    assert [json.loads(each.body) for each in faulty] == broken
    assert {each.lane for each in faulty} == {"kf:wk1:-", "kf:wk1:wm0"}
    assert [each.key for each in store.rows.values() if not each.fault] == ["m1", "m2"]


@pytest.mark.parametrize("origin", [3, 4, 5])
def test_an_entry_of_any_origin_is_kept_in_the_lane_of_its_customer(origin: int) -> None:
    kept = arrival(an_entry(1, origin=origin), "wk1")
    assert (kept.channel, kept.account, kept.key) == ("kf", "wk1", "m1")
    assert (kept.lane, kept.fault) == ("kf:wk1:wm1", "")
    assert json.loads(kept.body)["origin"] == origin


def test_age_never_makes_a_pulled_message_late() -> None:
    kept = arrival(an_entry(1, send_time=1), "wk1")
    assert kept.sent_at == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=1)
    assert kept.late is False


def test_an_event_without_a_msgid_has_a_key_of_its_own() -> None:
    event = {"event_type": "servicer_status_change", "status": 1}
    first = arrival({"msgtype": "event", "event": event}, "wk1")
    same = arrival({"event": dict(reversed(event.items())), "msgtype": "event"}, "wk1")
    other = arrival({"msgtype": "event", "event": event | {"status": 2}}, "wk1")
    assert (first.lane, first.fault) == ("kf:wk1:-", "")
    assert first.key == same.key != other.key


def test_the_official_page_becomes_arrivals_without_fault(shared: Path) -> None:
    sync = json.loads((shared / "vectors/kf/sync_msg.json").read_text("utf-8"))
    kept = [arrival(entry, "wk1") for entry in sync["response"]["msg_list"]]
    assert len(kept) == 14
    assert {each.fault for each in kept} == {""}
    assert {each.lane for each in kept} == {"kf:wk1:wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"}
