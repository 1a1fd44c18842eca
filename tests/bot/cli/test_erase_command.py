"""`yousu erase`: what told of a person is in no byte of the database any more, and under no key (S12, S10)."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from builders import MANAGER, MARKET, NOW, OFFICER, SUPERVISOR, a_complaint
from configurations import a_document, save
from databases import only_sqlite
from office import Office, office, press

from bot.cli import erase, log, main
from bot.cli.settings import settings_of
from bot.config.sections import Settings
from bot.desk import notification
from bot.staff import buttons, notification_buttons
from bot.texts import erasing, hand_delivery, staff
from bot.wecom.keys import ButtonKey
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Attachment, Complainant
from storage.database import addresses
from storage.database.connections import is_sqlite, sqlite_path
from storage.database.errors import Unreadable
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.people import conversations, media, tasks
from storage.people.conversations import Conversation
from storage.queues import inbox_writes, outbox
from storage.queues.arrival import Arrival
from storage.queues.letters import Letter
from storage.store import Store
from storage.tickets import erasure, tickets

PHONE, NAME, CUSTOMER, WORDS = "13911112222", "欧阳旁观", "wmCanary_0815", "黄河滩上的老磨坊"
LANE = f"kf:wkTest:{CUSTOMER}"
CANARIES = (PHONE, NAME, CUSTOMER, WORDS)
#: somebody beside them, of whom nothing may go
OTHER = "kf:wkTest:wmCanaryX0815"
CITIZEN = Actor(id=LANE, roles=frozenset({"citizen"}), source="kf")
CLOSED = (
    c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,)),
    c.Acknowledge(by=OFFICER),
    c.Answer(by=OFFICER, text="已办好", reason="政策不允许", basis="条例第三条"),
    c.Pass(by=SUPERVISOR),
    c.Rate(by=CITIZEN, level="满意"),
)
Run = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def run(
    tmp_path: Path,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run a command on the test's database; PostgreSQL listens on a socket, which no configuration names."""
    named = database_url if is_sqlite(database_url) else "postgres://u:p@127.0.0.1/d"
    config = save(a_document() | {"storage": {"url": named}}, tmp_path)

    def there(args: argparse.Namespace) -> Settings:
        found = settings_of(args)
        storage = found.storage.model_copy(update={"url": database_url})
        return found.model_copy(update={"storage": storage})

    for command in (erase, log):
        monkeypatch.setattr(command, "settings_of", there)

    async def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = await asyncio.to_thread(main.main, [*arguments, "-c", str(config)])
        out, err = capsys.readouterr()
        return code, out, err

    return ran


def told(lane: str, name: str, phone: str, words: str) -> Any:
    """Return a complaint of the person of *lane*."""
    person = Complainant(lane=lane, name=name, phone=phone, address="幸福路3号")
    pieces = (Attachment(id=f"piece-{lane[-6:]}", kind="image"),)
    return a_complaint(text=words, complainant=person, media=pieces)


async def lived(house: Office) -> None:
    """Two people tell something; of the first there is everything that there can be, and it is closed."""
    await house.opens(told(LANE, NAME, PHONE, WORDS))
    await house.do("2026-0001", *CLOSED)
    await house.opens(told(OTHER, "张三丰", "13800138000", "营业执照"))
    for lane in (LANE, OTHER):
        await house.write(lambda session, lane=lane: left_everywhere(session, lane))


async def left_everywhere(session: Session, lane: str) -> None:
    """Leave a trace of the person of *lane* in each table, and of the first in what others wrote."""
    is_theirs, mark = lane == LANE, lane[-6:]
    words = f"{NAME} {PHONE} {WORDS}" if is_theirs else "别人的话"
    arrivals = [
        Arrival(channel="kf", account="wkTest", key=f"m-{mark}", lane=lane, body=words.encode()),
        Arrival(channel="app", account="1", key=f"s-{mark}", lane="app:sun", body=words.encode()),
    ]
    await inbox_writes.insert(
        session, [inbox_writes.new_row(session.keys, a, NOW) for a in arrivals]
    )
    await session.rows("UPDATE inbox SET state = 'done' RETURNING id")
    for to in (lane, f"welcome:{lane}", "app:sun"):
        letter = Letter(key=f"{to}/{mark}", lane=to, kind="app_text", payload={"text": words})
        await outbox.put(session, [letter], NOW)
    await session.rows("UPDATE outbox SET state = 'sent' RETURNING id")
    talk = Conversation(key=lane, state={"draft": words})
    await conversations.save(session, talk, NOW)
    await session.rows(
        "INSERT INTO windows (lane, spoke_at, sent) VALUES (?, ?, 1) RETURNING id",
        *(addresses.stored(session.keys, lane), NOW),
    )
    await tasks.open_task(session, "人工", lane, words, NOW)
    await tasks.open_task(session, "人工", f"{lane}/media/1", words, NOW)
    piece = media.Media(
        id=f"photo-{mark}", channel="kf", account="wkTest", media_id=f"wx-{mark}", subject=lane,
        kind="image", came_at=NOW,
    )  # fmt: skip
    await media.expect(session, piece)


async def everything(url: str, keys: Keys) -> bytes:
    """Return all that can be read of the database, by who has the key as well: each column, each sealed field."""
    store = await Store.open(url, keys, read_only=True)
    try:
        return b"\n".join([piece async for piece in _pieces(store.reader)])
    finally:
        await store.close()


_PLACES = {
    "inbox": ("key",),
    "outbox": ("key",),
    "tasks": ("kind", "subject"),
    "conversations": ("key",),
    "media": ("media",),
    "cards": ("task",),
}
_TABLES = (*_PLACES, "tickets", "log", "windows", "turns", "ticket_shields", "people", "echoes")


async def _pieces(session: Session) -> Any:
    for table in _TABLES:
        for row in await session.rows(f"SELECT * FROM {table}"):
            yield json.dumps({k: str(v) for k, v in row.items()}, ensure_ascii=False).encode()
            for column, value in row.items():
                if isinstance(value, bytes):
                    yield _opened(session, table, column, row)


def _opened(session: Session, table: str, column: str, row: Any) -> bytes:
    no = row.get("no") or row.get("ticket_no") or ""
    try:
        if table in _PLACES:
            place = "|".join(addresses.told(session.keys, row[name]) for name in _PLACES[table])
            return session.keys.open(row[column], table, column, place)
        key = session.ticket_keys[no] if table == "log" else _key(session, row)
        place = f"{no}/{row['n']}" if table == "log" else no
        return key.open(row[column], table, column, place)
    except (Unreadable, KeyError):
        return b""


def _key(session: Session, row: Any) -> Any:
    key = session.ticket_keys[row["no"]] = session.keys.ticket_key(row["no"], row["data_key"])
    return key


def found_in(data: bytes) -> list[str]:
    return [one for one in CANARIES if one.encode() in data]


def files(url: str) -> bytes:
    """Return every byte of the database's files, the WAL's too."""
    path = Path(sqlite_path(url))
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*") if one.is_file())


async def seeded(url: str, keys: Keys, clock: Any) -> None:
    store = await Store.open(url, keys)
    await lived(office(store, clock))
    await store.close()


@pytest.mark.parametrize("who", ["2026-0001", PHONE, CUSTOMER, LANE])
async def test_s12_nothing_of_an_erased_person_is_left_and_the_chain_and_the_counts_are(
    who: str, database_url: str, privacy_keys: Keys, clock: Any, run: Run
) -> None:
    """S10 before: no name, number or word stands in clear. S12 after: none opens with the key, none in any byte."""
    await seeded(database_url, privacy_keys, clock)
    assert found_in(await everything(database_url, privacy_keys)) == list(CANARIES)
    if is_sqlite(database_url):
        assert not {PHONE, NAME, WORDS} & set(found_in(files(database_url)))
    before = await counted(database_url, privacy_keys)

    code, said, _ = await run("erase", who, "--yes")

    assert (code, "工单 1 件" in said, erasing.KEPT in said) == (0, True, True), said
    left = await everything(database_url, privacy_keys)
    assert found_in(left) == []
    assert left.count("别人的话".encode()) == 8
    if is_sqlite(database_url):
        assert found_in(files(database_url)) == []
    assert await counted(database_url, privacy_keys) == before
    assert (await run("log", "verify"))[0] == 0
    assert await run("erase", "2026-0001", "--yes") == (1, "", f"{erasing.ALREADY}\n")


async def test_of_one_ticket_among_several_only_that_goes_and_the_person_can_still_be_answered(
    database_url: str, privacy_keys: Keys, clock: Any, run: Run
) -> None:
    """What is open of the same person keeps its chat, its draft and its letters; the first's words are gone."""
    store = await Store.open(database_url, privacy_keys)
    house = office(store, clock)
    await house.opens(told(LANE, NAME, PHONE, WORDS))
    await house.do("2026-0001", *CLOSED)
    await house.opens(told(LANE, NAME, PHONE, "第二件事"))
    waiting = [one.key for one in await house.letters("2026-0002/")]
    talk = Conversation(key=LANE, state={"draft": PHONE})
    await house.write(lambda session: conversations.save(session, talk, NOW))
    await store.close()

    assert (await run("erase", "2026-0001", "--yes"))[0] == 0

    store = await Store.open(database_url, privacy_keys)
    house = office(store, clock)
    assert [one.key for one in await house.letters("2026-0002/")] == waiting != []
    assert (await conversations.load(store.reader, LANE)).state == {"draft": PHONE}
    assert [one.no for one in await tickets.load_own(store.reader, LANE)] == ["2026-0002"]
    await store.close()
    assert WORDS.encode() not in await everything(database_url, privacy_keys)
    assert (await run("log", "verify"))[0] == 0


#: how the subject of a task names what it is about, in each place that opens one
SUBJECTS: dict[str, Callable[[Session], str]] = {
    "the ticket": lambda s: "2026-0001",
    "a notice of it": lambda s: "2026-0001/5/0",
    "a notice by post": lambda s: "2026-0001/5/0/post",
    "its answer": lambda s: "2026-0001/5/answer",
    "a paper of it": lambda s: "2026-0001/督办单1/market",
    "why it did not satisfy": lambda s: "2026-0001/unhappy",
    "a photo of it": lambda s: "2026-0001/media/1",
    "whom a letter missed": lambda s: f"{tasks.MISSED}2026-0001/5/0",
    "an answer that stuck": lambda s: "in/77/0",
    "whom an answer missed": lambda s: f"{tasks.MISSED}in/77/0",
    "the chat": lambda s: LANE,
    "a photo in the chat": lambda s: f"{LANE}/media/1",
    "a chat that was taken": lambda s: tasks.of_chat(s, LANE),
    "a message set aside": lambda s: f"{tasks.MESSAGE}1",
}


@pytest.mark.on_either
@pytest.mark.parametrize("kind", staff.TASKS)
async def test_nobody_is_left_with_a_task_of_somebody_who_was_erased(
    kind: str, database_url: str, privacy_keys: Keys, clock: Any, run: Run
) -> None:
    """Each kind of task, whatever its subject names: it ends with the erasure; others' stay."""
    store = await Store.open(database_url, privacy_keys)
    house = office(store, clock)
    await lived(house)

    async def leave(session: Session) -> None:
        await session.rows("DELETE FROM tasks RETURNING id")
        stuck = Letter(key="in/77/0", lane=LANE, kind="kf_text", payload={}, ticket_no="2026-0001")
        await outbox.put(session, [stuck], NOW)
        for subject in SUBJECTS.values():
            await tasks.open_task(session, kind, subject(session), "请看一下", NOW)
        await tasks.open_task(session, kind, "2026-0002/unhappy", "请看一下", NOW)

    await house.write(leave)
    assert len(await tasks.opened(store.reader)) == len(SUBJECTS) + 1
    await store.close()
    assert (await run("erase", LANE, "--yes"))[0] == 0
    store = await Store.open(database_url, privacy_keys)
    left = await tasks.opened(store.reader)
    await store.close()
    assert [one.subject for one in left] == ["2026-0002/unhappy"]


@only_sqlite
@pytest.mark.parametrize("act", notification_buttons.ACTS)
async def test_what_an_earlier_release_left_of_somebody_erased_ends_with_the_press(
    the_office: Office, act: str
) -> None:
    await lived(the_office)
    found = await erasure.of_ticket(the_office.store.reader, "2026-0001")
    await the_office.write(lambda session: erasure.erase(session, found, "operator", NOW))
    kind = hand_delivery.KIND if act == hand_delivery.ACT else notification.KIND

    async def left(session: Session) -> int:
        await tasks.open_task(session, kind, "2026-0001/5/0", "请告知", NOW)
        return (await tasks.opened(session, kind))[-1].id

    id_ = await the_office.write(left)
    message = press("sun", ButtonKey(act, "2026-0001", id_).pack(), f"chore-{id_}")
    await the_office.hears(lambda visit: buttons.in_app(visit, message, late=False))
    assert await tasks.opened(the_office.store.reader, kind) == []
    assert "已依申请删除" in "".join(await the_office.answers())


async def counted(url: str, keys: Keys) -> Any:
    """Return what statistics read: states, numbers given, columns, and the keys by which repeats are known."""
    store = await Store.open(url, keys, read_only=True)
    try:
        kept = "no, centre, state, class_name, lead, matter, cause, opened_at, closed_at"
        rows = await store.reader.rows(f"SELECT {kept} FROM tickets ORDER BY id")
        keys_ = await store.reader.rows("SELECT key FROM inbox ORDER BY id")
        given = await store.reader.rows("SELECT given FROM numbers")
        return await tickets.counts(store.reader), rows, keys_, given
    finally:
        await store.close()


async def test_what_still_runs_is_not_erased_nor_what_is_not_confirmed(
    database_url: str, privacy_keys: Keys, clock: Any, run: Run
) -> None:
    """product §6: 1 where it cannot be done, 2 where nobody can be asked and --yes is missing; nothing went."""
    await seeded(database_url, privacy_keys, clock)
    before = await everything(database_url, privacy_keys)
    code, _, said = await run("erase", "2026-0002", "--yes")
    assert (code, "2026年第0002号" in said, "还在办理" in said) == (1, True, True)
    code, _, said = await run("erase", "2026-0001")
    assert (code, "2026年第0001号" in said, "--yes" in said) == (2, True, True)
    assert (await run("erase", "13700000000", "--yes"))[0] == 1
    assert (await run("erase", "2026-0009", "--yes"))[0] == 1
    assert await everything(database_url, privacy_keys) == before


@only_sqlite
async def test_nothing_is_erased_while_the_service_runs(the_office: Office, run: Run) -> None:
    await the_office.opens()
    code, _, said = await run("erase", "2026-0001", "--yes")
    assert (code, "服务正在运行" in said) == (1, True)
