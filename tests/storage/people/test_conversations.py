"""Conversations: sealed drafts, stored over the version they were loaded with, woken in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.database.errors import ClaimLost
from storage.people import conversations
from storage.people.conversations import Conversation
from storage.store import Store

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
LANE = "kf:wk1:wm1"


async def save(store: Store, conversation: Conversation, now: datetime = NOW) -> None:
    await store.writer.run(lambda session: conversations.save(session, conversation, now), "save")


async def test_an_unknown_conversation_is_empty(store: Store) -> None:
    assert await conversations.load(store.reader, LANE) == Conversation(key=LANE)


async def test_a_conversation_comes_out_as_it_went_in(store: Store) -> None:
    state = {"said": ["跑了三趟", "“窗口”"], "step": "phone", "n": None}
    wakes = NOW + timedelta(minutes=30)
    await save(store, Conversation(key=LANE, state=state, wakes_at=wakes))
    loaded = await conversations.load(store.reader, LANE)
    assert loaded == Conversation(key=LANE, state=state, version=1, updated_at=NOW, wakes_at=wakes)
    (row,) = await store.reader.rows("SELECT state FROM conversations")
    assert "跑了三趟".encode() not in row["state"]


async def test_who_comes_second_changes_nothing(store: Store) -> None:
    empty = await conversations.load(store.reader, LANE)
    await save(store, replace(empty, state={"step": "name"}))
    with pytest.raises(ClaimLost):
        await save(store, replace(empty, state={"step": "other"}))
    loaded = await conversations.load(store.reader, LANE)
    await save(store, replace(loaded, state={"step": "phone"}))
    with pytest.raises(ClaimLost):
        await save(store, replace(loaded, state={"step": "other"}))
    assert (await conversations.load(store.reader, LANE)).state == {"step": "phone"}


async def test_drafts_are_woken_in_time_longest_due_first(store: Store) -> None:
    for key, minutes in {"a": 30, "b": 10, "c": 90}.items():
        await save(store, Conversation(key=key, wakes_at=NOW + timedelta(minutes=minutes)))
    await save(store, Conversation(key="never"))
    now = NOW + timedelta(minutes=30)
    assert await conversations.due(store.reader, now, 10) == ["b", "a"]
    woken = await conversations.load(store.reader, "b")
    await save(store, replace(woken, wakes_at=None))
    assert await conversations.due(store.reader, now, 10) == ["a"]
