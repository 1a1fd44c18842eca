"""The small tables: members, media, cards, desk tasks, cursors."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from databases import OpenReplica, only_postgres

from storage.database.errors import ClaimLost, NoSuchRow
from storage.database.session import CLAIMED_FOR, Session
from storage.people import cards, media, members, tasks
from storage.people.cards import Card
from storage.people.media import Media
from storage.queues import kf_cursors
from storage.queues.kf_cursors import Cursor
from storage.store import Store

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
LANE = "kf:wk1:wm1"

T = TypeVar("T")


async def run(store: Store, job: Callable[[Session], Awaitable[T]]) -> T:
    return await store.writer.run(job, "test")


async def test_an_encrypted_userid_is_learned_once_and_kept(store: Store) -> None:
    assert await members.userid_of(store.reader, "wo1") is None
    await run(store, lambda session: members.learn(session, "wo1", "li", NOW))
    assert await members.userid_of(store.reader, "wo1") == "li"
    await run(store, lambda session: members.learn(session, "wo1", "wang", NOW))
    assert await members.userid_of(store.reader, "wo1") == "wang"


def a_piece(id: str = "m1", **changes: object) -> Media:
    given = {
        "channel": "kf",
        "account": "wk1",
        "media_id": "MEDIA-SECRET",
        "subject": LANE,
        "kind": "image",
        "came_at": NOW,
    }
    return Media(id=id, **(given | changes))


async def expect(store: Store, *pieces: Media) -> None:
    for piece in pieces:
        await run(store, lambda session, piece=piece: media.expect(session, piece))


async def test_a_piece_is_fetched_and_kept_encrypted(store: Store) -> None:
    await expect(store, a_piece())
    (piece,) = await run(store, lambda session: media.take(session, NOW, 10))
    assert piece == a_piece(attempts=1)
    await run(store, lambda session: media.kept(session, "m1", b"\x89PNG picture"))
    assert await media.content(store.reader, "m1") == b"\x89PNG picture"
    assert await media.load(store.reader, "m1") == a_piece(attempts=1, state="kept", size=12)
    (row,) = await store.reader.rows("SELECT content, media_id FROM media")
    assert b"picture" not in row["content"]
    assert b"SECRET" not in row["media_id"]
    with pytest.raises(NoSuchRow):
        await run(store, lambda session: media.failed(session, "m1", "too late"))


async def test_a_piece_that_fails_is_tried_again_then_shown_as_missing(store: Store) -> None:
    await expect(store, a_piece())
    await run(store, lambda session: media.take(session, NOW, 10))
    later = NOW + timedelta(minutes=5)
    await run(store, lambda session: media.retry(session, "m1", "timeout", later))
    assert await run(store, lambda session: media.take(session, NOW, 10)) == []
    (piece,) = await run(store, lambda session: media.take(session, later, 10))
    assert (piece.attempts, piece.error) == (2, "timeout")
    await run(store, lambda session: media.failed(session, "m1", "expired"))
    assert (await media.load(store.reader, "m1")).state == "failed"
    with pytest.raises(NoSuchRow):
        await media.content(store.reader, "m1")
    with pytest.raises(NoSuchRow):
        await media.load(store.reader, "unknown")


async def test_a_piece_taken_by_a_process_that_died_is_taken_again(store: Store) -> None:
    await expect(store, a_piece())
    await run(store, lambda session: media.take(session, NOW, 10))
    assert await run(store, lambda session: media.take(session, NOW, 10)) == []
    again = await run(store, lambda session: media.take(session, NOW + CLAIMED_FOR, 10))
    assert [piece.id for piece in again] == ["m1"]


async def test_pieces_move_from_the_draft_to_the_ticket(store: Store) -> None:
    await expect(store, a_piece("m1"), a_piece("m2"), a_piece("m3"))
    await run(store, lambda session: media.too_large(session, "m2", 30_000_000))
    await run(store, lambda session: media.assign(session, ["m1", "m2"], "2026-0001"))
    await run(store, lambda session: media.assign(session, [], "2026-0002"))
    found = await media.of_subject(store.reader, "2026-0001")
    assert [(piece.id, piece.state, piece.size) for piece in found] == [
        ("m1", "waiting", 0),
        ("m2", "too_large", 30_000_000),
    ]
    assert [piece.id for piece in await media.of_subject(store.reader, LANE)] == ["m3"]


def test_ids_of_media_cannot_be_guessed() -> None:
    assert len({media.new_id() for _ in range(100)}) == 100
    assert len(media.new_id()) == 32


def a_card(task_id: str, **changes: object) -> Card:
    given = {
        "ticket_no": "2026-0001",
        "listener": "app:sun",
        "purpose": "triage",
        "response_code": "CODE-1",
        "version": 1,
        "sent_at": NOW,
    }
    return Card(task_id=task_id, **(given | changes))


async def store_card(store: Store, card: Card) -> None:
    await run(store, lambda session: cards.store(session, card))


async def test_a_card_is_found_by_its_task_and_its_code_is_sealed(store: Store) -> None:
    await store_card(store, a_card("t1"))
    assert await cards.find(store.reader, "t1") == a_card("t1")
    assert await cards.find(store.reader, "t2") is None
    (row,) = await store.reader.rows("SELECT response_code FROM cards")
    assert b"CODE" not in row["response_code"]


async def test_only_the_newest_card_of_a_listener_and_purpose_is_live(store: Store) -> None:
    await store_card(store, a_card("t1"))
    await store_card(store, a_card("t2", version=2))
    await store_card(store, a_card("t3", listener="app:du"))
    await store_card(store, a_card("t4", purpose="approve"))
    await store_card(store, a_card("t5", ticket_no="2026-0002"))
    live = await cards.live(store.reader, "2026-0001")
    assert [card.task_id for card in live] == ["t2", "t3", "t4"]


async def test_a_response_code_is_used_once(store: Store) -> None:
    """product.md §2: a code is spent on the first move; after that a new card is sent."""
    await store_card(store, a_card("t1"))
    assert await run(store, lambda session: cards.spend(session, "t1"))
    assert not await run(store, lambda session: cards.spend(session, "t1"))
    assert await cards.live(store.reader, "2026-0001") == []
    fresh = replace(a_card("t1"), response_code="CODE-2", version=2)
    await store_card(store, fresh)
    assert await cards.live(store.reader, "2026-0001") == [fresh]


async def test_a_desk_task_is_open_once_per_kind_and_subject(store: Store) -> None:
    async def open_task(kind: str, subject: str, text: str = "请回电") -> bool:
        return await run(store, lambda session: tasks.open_task(session, kind, subject, text, NOW))

    assert await open_task("回访电话", "2026-0001", "第一次")
    assert not await open_task("回访电话", "2026-0001", "第二次")
    assert await open_task("人工", "2026-0001")
    assert await open_task("回访电话", "2026-0002")
    first, *_ = await tasks.opened(store.reader)
    assert (first.kind, first.subject, first.text) == ("回访电话", "2026-0001", "第一次")
    assert [task.kind for task in await tasks.opened(store.reader, "人工")] == ["人工"]
    assert await tasks.counts(store.reader) == {"回访电话": 2, "人工": 1}
    (row, *_) = await store.reader.rows("SELECT text FROM tasks")
    assert "第一次".encode() not in row["text"]

    later = NOW + timedelta(hours=1)
    assert await run(store, lambda session: tasks.done(session, first.id, "sun", later))
    assert not await run(store, lambda session: tasks.done(session, first.id, "du", later))
    assert await open_task("回访电话", "2026-0001", "第三次")
    assert await run(store, lambda s: tasks.done_about(s, "回访电话", "2026-0001", "du", later))
    assert not await run(store, lambda s: tasks.done_about(s, "回访电话", "2026-0001", "du", later))
    closed = [task for task in await tasks.about(store.reader, "2026-0001") if task.done_at]
    assert [(task.text, task.done_by, task.done_at) for task in closed] == [
        ("第一次", "sun", later),
        ("第三次", "du", later),
    ]


async def test_a_cursor_moves_on_from_where_it_was_read(store: Store) -> None:
    start = await kf_cursors.load(store.reader, "wk1")
    assert start == Cursor(account="wk1")
    await run(store, lambda session: kf_cursors.save(session, start, "page-2"))
    with pytest.raises(ClaimLost):
        await run(store, lambda session: kf_cursors.save(session, start, "page-9"))
    second = await kf_cursors.load(store.reader, "wk1")
    assert second == Cursor(account="wk1", cursor="page-2", version=1)
    await run(store, lambda session: kf_cursors.save(session, second, "page-3"))
    assert (await kf_cursors.load(store.reader, "wk1")).cursor == "page-3"
    assert await kf_cursors.load(store.reader, "wk2") == Cursor(account="wk2")


@only_postgres
async def test_replicas_fetch_different_pieces(store: Store, open_replica: OpenReplica) -> None:
    other = await open_replica()
    await expect(store, a_piece("m1"), a_piece("m2"))
    mine = await run(store, lambda session: media.take(session, NOW, 1))
    theirs = await run(other, lambda session: media.take(session, NOW, 10))
    assert {piece.id for piece in mine} | {piece.id for piece in theirs} == {"m1", "m2"}
    assert len(theirs) == 1
