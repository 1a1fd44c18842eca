"""A letter that was sent and came back: found by its listener, queued once more under its own key."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.database.session import Session
from storage.queues import outbox
from storage.queues.outbox import Letter, Posted
from storage.store import Store

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


async def send(store: Store, *keys: str, lane: str = "kf:a") -> list[Posted]:
    """Put and send letters of *lane*; return them."""
    letters = [
        Letter(key=key, lane=lane, kind="kf_text", payload={"text": key}, ticket_no="2026-0001")
        for key in keys
    ]

    async def job(session: Session) -> list[Posted]:
        await outbox.put(session, letters, NOW)
        done = []
        while taken := await outbox.take(session, NOW, 1):
            await outbox.sent(session, taken[0].id, {"msgid": f"w-{taken[0].key}"}, NOW)
            done += taken
        return done

    return await store.writer.run(job, "send")


async def lately(store: Store, lane: str, limit: int = 10) -> list[str]:
    return [one.key for one in await outbox.lately_sent(store.reader, lane, limit)]


async def comes_back(store: Store, letter: Posted, state: str = "held") -> int | None:
    return await store.writer.run(
        lambda s: outbox.returned(s, letter, state, "msg_send_fail 4", NOW), "returned"
    )


async def test_the_last_letters_of_a_listener_are_found_newest_first(store: Store) -> None:
    await send(store, "k1", "k2", "k3")
    await send(store, "other", lane="kf:b")
    assert await lately(store, "kf:a") == ["k3", "k2", "k1"]
    assert await lately(store, "kf:a", limit=2) == ["k3", "k2"]
    assert (await outbox.lately_sent(store.reader, "kf:b", 1))[0].result == {"msgid": "w-other"}


async def test_letters_that_did_not_leave_are_none_of_them(store: Store) -> None:
    letter = Letter(key="waits", lane="kf:a", kind="kf_text")
    await store.writer.run(lambda s: outbox.put(s, [letter], NOW), "put")
    assert await lately(store, "kf:a") == []


@pytest.mark.parametrize("state", ["held", "parked"])
async def test_what_came_back_is_queued_again_under_a_key_of_its_own(
    store: Store, state: str
) -> None:
    """The channel knows the old key and would not show it again."""
    [letter] = await send(store, "k1")
    id_ = await comes_back(store, letter, state)
    [again] = await outbox.listed(store.reader, state)
    assert (again.id, again.key, again.payload) == (id_, "k1/again", letter.payload)
    assert (again.lane, again.ticket_no, again.error) == ("kf:a", "2026-0001", "msg_send_fail 4")


async def test_it_comes_back_once_however_often_that_is_told(store: Store) -> None:
    [letter] = await send(store, "k1")
    assert await comes_back(store, letter) is not None
    assert await comes_back(store, letter) is None
    assert len(await outbox.listed(store.reader, "held")) == 1


async def test_what_came_back_goes_first_when_the_person_writes(store: Store) -> None:
    [letter] = await send(store, "k1")
    await comes_back(store, letter)
    newer = Letter(key="k2", lane="kf:a", kind="kf_text")

    async def job(session: Session) -> list[str]:
        await outbox.put(session, [newer], LATER)
        await outbox.release_held(session, "kf:a", LATER)
        return [one.key for one in await outbox.take(session, LATER, 5)]

    assert await store.writer.run(job, "release") == ["k1/again"]
    assert await lately(store, "kf:a") == ["k1"]
