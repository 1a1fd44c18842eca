"""An outage is told to whoever runs the service: once as it begins, once when it is over (E10)."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import NOW
from databases import OpenReplica, only_postgres, only_sqlite
from office import Office, office, person

from bot.delivery.channels import at_once
from bot.jobs.outages import BEGINS_AFTER, CAN_WAIT, LOOK_EVERY, OVER_AFTER, Outages
from bot.texts.outages import NOT_READY, PARTS
from bot.wecom.errors import TryLater, WeComError
from storage.people.outages import UNSEEN_FOR
from storage.queues.letters import Letter, LetterKind, posted

PHONE = "13900000000"


class Watch:
    """One replica's look at its parts, and what it said past the outbox."""

    def __init__(self, house: Office) -> None:
        self.house = house
        self.works: dict[str, bool] = dict.fromkeys(PARTS, True)
        self.stuck = False
        self.said: list[Letter] = []
        self.trouble: Mapping[str, WeComError] = {}
        self.starts()

    def starts(self) -> None:
        """Begin anew, as after a restart."""
        self.outages = Outages(
            context=self.house.context,
            look=self._look,
            phones=(PHONE,),
            past_outbox=self._past,
            is_stuck=lambda: self.stuck,
            stirred=asyncio.Event(),
        )

    async def _look(self) -> Mapping[str, bool]:
        return dict(self.works)

    async def _past(self, letter: Letter, now: datetime) -> None:
        if letter.kind in self.trouble:
            raise self.trouble[letter.kind]
        self.said.append(letter)

    async def looks(self, times: int) -> None:
        for _ in range(times):
            await self.outages.turn()
            self.house.clock.advance(seconds=LOOK_EVERY.total_seconds())


async def told(house: Office) -> list[tuple[str, str, str]]:
    """Return kind, listener and words of each letter in the outbox."""
    rows = await house.store.reader.rows("SELECT * FROM outbox ORDER BY id")
    return [
        (one.kind, str(one.payload["to"]), one.payload["text"])
        for one in posted(house.store.reader, rows)
    ]


@pytest.mark.on_either
@pytest.mark.parametrize("part", PARTS)
async def test_each_part_is_told_once_by_both_ways_and_once_when_it_is_over(
    the_office: Office, part: str
) -> None:
    watch = Watch(the_office)
    watch.works[part] = False
    await watch.looks(BEGINS_AFTER - 1)
    assert await told(the_office) == [], "a moment is no outage"

    await watch.looks(60)
    begun = await told(the_office)
    assert [(kind, to) for kind, to, _ in begun] == [("app_text", "['ops']"), ("sms", PHONE)]
    for _, _, words in begun:
        assert PARTS[part] in words
        assert NOT_READY[part] in words

    watch.works[part] = True
    await watch.looks(OVER_AFTER - 1)
    assert await told(the_office) == begun
    await watch.looks(60)
    after = (await told(the_office))[len(begun) :]
    assert [(kind, to) for kind, to, _ in after] == [("app_text", "['ops']"), ("sms", PHONE)]
    assert all("恢复" in words and PARTS[part] in words for _, _, words in after)


def test_every_part_has_a_name_and_a_sentence_of_what_to_do() -> None:
    assert PARTS.keys() == NOT_READY.keys()
    assert PARTS.keys() > CAN_WAIT


async def test_what_flickers_is_no_outage(the_office: Office) -> None:
    watch = Watch(the_office)
    for works in (False, True) * 10:
        watch.works["robot"] = works
        await watch.looks(1)
    assert await told(the_office) == []


async def test_a_restart_in_the_midst_says_nothing_again(the_office: Office) -> None:
    watch = Watch(the_office)
    watch.works["robot"] = False
    await watch.looks(10)
    said = await told(the_office)
    the_office.clock.advance(hours=3)
    watch.starts()
    await watch.looks(10)
    assert await told(the_office) == said
    watch.starts()
    watch.works["robot"] = True
    await watch.looks(60)
    assert len(await told(the_office)) == 2 * len(said)


@only_postgres
async def test_replicas_together_tell_once_and_what_is_broken_in_one_is_not_over(
    open_replica: OpenReplica, clock: Any
) -> None:
    one, other = [Watch(office(await open_replica(), clock)) for _ in range(2)]
    for watch in (one, other):
        watch.works["disk"] = False
    one.works["robot"] = False
    for _ in range(40):
        await one.looks(1)
        await other.looks(1)
    begun = await told(one.house)
    assert len(begun) == 4
    assert sum(PARTS["disk"] in words for _, _, words in begun) == 2

    for watch in (one, other):
        watch.works = dict.fromkeys(PARTS, True)
    for _ in range(40):
        await one.looks(1)
        await other.looks(1)
    assert len(await told(one.house)) == 8


@only_sqlite
@pytest.mark.parametrize("fails", [None, LetterKind.APP_TEXT, LetterKind.SMS])
async def test_what_cannot_be_stored_is_said_past_the_outbox_once_by_each_way_that_goes(
    the_office: Office, monkeypatch: pytest.MonkeyPatch, fails: LetterKind | None
) -> None:
    watch = Watch(the_office)
    watch.trouble = {fails: TryLater()} if fails else {}
    watch.works["database"] = False

    async def away(*facts: Any, **named: Any) -> None:
        raise OSError("away")

    with monkeypatch.context() as patched:
        patched.setattr(type(the_office.store.writer), "run", away)
        await watch.looks(20)
    kinds = [letter.kind for letter in watch.said]
    assert kinds == [kind for kind in (LetterKind.APP_TEXT, LetterKind.SMS) if kind != fails]
    assert all(NOT_READY["database"] in letter.payload["text"] for letter in watch.said)

    await watch.looks(5)  # it takes writes again, but is not well yet
    assert await told(the_office) == [], "it was told already"
    watch.works["database"] = True
    await watch.looks(60)
    assert ["恢复" in words for _, _, words in await told(the_office)] == [True, True]


@only_sqlite
async def test_a_memory_that_never_answers_holds_the_notice_up_no_longer_than_it_may(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, never = Watch(the_office), asyncio.Event()
    monkeypatch.setattr("bot.jobs.outages.STORED_WITHIN", timedelta(milliseconds=5))
    watch.works["database"] = False

    async def hangs(*facts: Any, **named: Any) -> None:
        await never.wait()

    monkeypatch.setattr(type(the_office.store.writer), "run", hangs)
    await watch.looks(10)
    assert len(watch.said) == 2
    never.set()


@only_sqlite
async def test_where_nobody_works_the_outbox_off_it_is_said_past_it_too(
    the_office: Office,
) -> None:
    watch = Watch(the_office)
    watch.works["senders"], watch.stuck = False, True
    await watch.looks(10)
    assert [letter.kind for letter in watch.said] == [LetterKind.APP_TEXT, LetterKind.SMS]
    stored = await the_office.store.reader.rows("SELECT key FROM outbox ORDER BY id")
    assert [letter.key for letter in watch.said] == [row["key"] for row in stored]


@only_sqlite
async def test_without_an_operator_whoever_runs_the_centre_hears_it(the_office: Office) -> None:
    people = the_office.context.directory.people
    watch = Watch(the_office)
    for gone, part in (("ops", "disk"), ("guan", "robot")):
        del people[gone]
        watch.works[part] = False
        await watch.looks(BEGINS_AFTER)
    people["boss"] = person("boss", "运维二", "operator", centre="main")
    watch.works["sms"] = False
    await watch.looks(BEGINS_AFTER)
    heard = [to for kind, to, _ in await told(the_office) if kind == "app_text"]
    windows = ["['sun']", "['qian']", "['du']"]
    assert heard == ["['guan']", *windows, "['boss']"]


@only_sqlite
@pytest.mark.on_either
@pytest.mark.parametrize("part", PARTS)
async def test_only_what_stops_nothing_tonight_waits_for_the_morning(
    the_office: Office, part: str
) -> None:
    the_office.clock.advance(hours=15)  # midnight
    watch = Watch(the_office)
    watch.works[part] = False
    await watch.looks(BEGINS_AFTER)
    rows = await the_office.store.reader.rows("SELECT put_at, next_try_at FROM outbox")
    assert len(rows) == 2
    assert all((row["next_try_at"] > row["put_at"]) == (part in CAN_WAIT) for row in rows)


@only_sqlite
async def test_an_outage_that_a_wrong_clock_saw_tomorrow_is_over_today(the_office: Office) -> None:
    watch = Watch(the_office)
    watch.works["clock"] = False
    the_office.clock.advance(days=1)
    await watch.looks(5)
    the_office.clock.advance(days=-1)
    watch.works["clock"] = True
    await watch.looks(OVER_AFTER + 1)
    assert len(await told(the_office)) == 4
    assert timedelta(days=1) > UNSEEN_FOR


async def test_a_letter_past_the_outbox_leaves_by_the_door_of_its_kind() -> None:
    sent: list[tuple[str, str, str]] = []

    class Gateway:
        async def send(self, id: str, to: str, text: str) -> None:
            sent.append((id, to, text))

    class Open:
        sms = Gateway()

    letter = Letter(key="k", lane="sms:x", kind="sms", payload={"to": PHONE, "text": "停了"})
    await at_once(Open(), letter, NOW)  # type: ignore[arg-type]  # one door
    assert sent == [("k", PHONE, "停了")]
