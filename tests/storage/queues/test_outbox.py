"""The outbox: order per listener whatever fails, and nothing forgotten or blindly repeated."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from databases import OpenReplica, only_postgres, only_sqlite

from storage.database.errors import ClaimLost, NoSuchRow
from storage.database.session import CLAIMED_FOR
from storage.queues import outbox
from storage.queues.outbox import Letter, Posted, Urgency
from storage.store import Store

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)


def a_letter(key: str, lane: str = "kf:a", **changes: object) -> Letter:
    return Letter(**({"key": key, "lane": lane, "kind": "TellCitizen"} | changes))


async def put(store: Store, *letters: Letter) -> int:
    return await store.writer.run(lambda session: outbox.put(session, letters, NOW), "put")


async def take(store: Store, now: datetime = NOW, limit: int = 10) -> list[Posted]:
    return await store.writer.run(lambda session: outbox.take(session, now, limit), "take")


async def sent(store: Store, letter: Posted, now: datetime = NOW) -> None:
    await store.writer.run(lambda s: outbox.sent(s, letter.id, {"msgid": "m1"}, now), "sent")


async def retry(store: Store, letter: Posted, at: datetime) -> None:
    await store.writer.run(lambda s: outbox.retry(s, letter.id, "45009", at), "retry")


def keys_of(letters: list[Posted]) -> list[str]:
    return [one.key for one in letters]


async def all_sent(store: Store, now: datetime) -> list[str]:
    """Send everything that may be sent and return the keys in this order."""
    said = []
    while taken := await take(store, now, limit=1):
        said.append(taken[0].key)
        await sent(store, taken[0], now)
    return said


async def test_a_letter_comes_out_as_it_went_in(store: Store) -> None:
    await put(
        store,
        a_letter("2026-0001/1/0", payload={"text": "已修好", "n": [1]}, ticket_no="2026-0001"),
    )
    (letter,) = await take(store)
    assert (letter.key, letter.lane, letter.kind) == ("2026-0001/1/0", "kf:a", "TellCitizen")
    assert letter.payload == {"text": "已修好", "n": [1]}
    assert (letter.ticket_no, letter.attempts, letter.put_at) == ("2026-0001", 1, NOW)
    assert letter.urgency is Urgency.ORDINARY
    await sent(store, letter)
    (again,) = await outbox.of_ticket(store.reader, "2026-0001")
    assert (again.state, again.result) == ("sent", {"msgid": "m1"})


async def test_a_key_is_put_once(store: Store) -> None:
    assert await put(store, a_letter("1"), a_letter("1"), a_letter("2")) == 2
    assert await put(store, a_letter("2")) == 0
    assert await all_sent(store, NOW) == ["1", "2"]
    assert await put(store, a_letter("1")) == 0
    assert await all_sent(store, NOW) == []


async def test_after_a_failure_the_answer_still_comes_before_the_survey(store: Store) -> None:
    await put(store, a_letter("answer"), a_letter("survey"), a_letter("other", "kf:b"))
    taken = await take(store)
    assert keys_of(taken) == ["answer", "other"]
    await retry(store, taken[0], SOON)
    assert await take(store, SOON - timedelta(seconds=1)) == [], "the survey waits with the answer"
    (again,) = await take(store, SOON)
    assert (again.key, again.attempts, again.error) == ("answer", 2, "45009")
    await sent(store, again)
    assert keys_of(await take(store, SOON)) == ["survey"]


async def test_while_a_letter_is_being_sent_its_lane_waits(store: Store) -> None:
    await put(store, a_letter("1"), a_letter("2"))
    await take(store)
    assert await take(store) == []


@pytest.mark.parametrize("way", ["park", "unsure", "hold"])
async def test_a_letter_put_away_frees_its_lane_and_can_be_released(store: Store, way: str) -> None:
    await put(store, a_letter("1"), a_letter("2"), a_letter("3"))
    (first,) = await take(store)
    put_away = getattr(outbox, way)
    await store.writer.run(lambda session: put_away(session, first.id, "60020 not allowed"), way)
    (second,) = await take(store)
    assert second.key == "2"
    state = {"park": "parked", "unsure": "unsure", "hold": "held"}[way]
    (away,) = await outbox.listed(store.reader, state)
    assert (away.key, away.error) == ("1", "60020 not allowed")
    await sent(store, second)
    await store.writer.run(lambda session: outbox.release(session, first.id, SOON), "release")
    assert await all_sent(store, SOON) == ["1", "3"]
    with pytest.raises(NoSuchRow):
        await store.writer.run(lambda session: outbox.release(session, first.id, SOON), "release")


async def test_a_letter_put_away_can_be_closed_unsent(store: Store) -> None:
    await put(store, a_letter("1"))
    (letter,) = await take(store)
    await store.writer.run(lambda s: outbox.unsure(s, letter.id, "no answer"), "unsure")
    await store.writer.run(lambda s: outbox.drop(s, letter.id, "called by phone"), "drop")
    assert await all_sent(store, SOON) == []
    with pytest.raises(NoSuchRow):
        await store.writer.run(lambda s: outbox.drop(s, letter.id, "again"), "drop")


async def test_held_letters_go_first_in_their_old_order_when_the_person_writes(
    store: Store,
) -> None:
    """product.md §3.8: answer and survey wait as 待送达 and go first."""
    await put(store, a_letter("receipt"), a_letter("answer", hold=True))
    await put(store, a_letter("survey", hold=True), a_letter("elsewhere", "kf:b", hold=True))
    (receipt,) = await take(store)
    await retry(store, receipt, NOW)
    released = await store.writer.run(
        lambda session: outbox.release_held(session, "kf:a", SOON), "release"
    )
    await put(store, a_letter("reply"))
    assert released == 2
    assert await all_sent(store, SOON) == ["answer", "survey", "receipt", "reply"]
    assert keys_of(await outbox.listed(store.reader, "held")) == ["elsewhere"]


#: whichever is put first, the one of the first urgency leaves before the one of the second
PAIRS = list(combinations(Urgency, 2))


@pytest.mark.parametrize(("more", "less"), PAIRS, ids=lambda one: one.name)
@pytest.mark.parametrize("lane", ["a", "b"], ids=["same lane", "another lane"])
async def test_r15_what_is_more_urgent_overtakes_and_its_equals_keep_their_order(
    store: Store, more: Urgency, less: Urgency, lane: str
) -> None:
    await put(
        store,
        *(a_letter(f"less {n}", "a", urgency=less) for n in range(3)),
        *(a_letter(f"more {n}", lane, urgency=more) for n in range(3)),
    )
    expected = [f"more {n}" for n in range(3)] + [f"less {n}" for n in range(3)]
    assert await all_sent(store, NOW) == expected


@pytest.mark.parametrize(("more", "less"), PAIRS, ids=lambda one: one.name)
async def test_r15_the_more_urgent_waits_neither_for_what_is_being_sent_nor_for_what_failed(
    store: Store, more: Urgency, less: Urgency
) -> None:
    """A WeCom that is slow with an ordinary letter, or refuses it, must not keep the gas leak."""
    await put(store, a_letter("slow", "a", urgency=less), a_letter("failed", "b", urgency=less))
    _, failed = await take(store)
    await retry(store, failed, SOON)
    await put(store, a_letter("1", "a", urgency=more), a_letter("2", "b", urgency=more))
    await put(store, a_letter("next", "a", urgency=less), a_letter("after", "b", urgency=less))
    taken = await take(store)
    assert keys_of(taken) == ["1", "2"]
    await sent(store, taken[0])
    await retry(store, taken[1], SOON)
    assert await take(store) == [], "the slow one is under way, and the failed one's equals wait"


@pytest.mark.parametrize(("more", "less"), PAIRS, ids=lambda one: one.name)
async def test_r15_what_waits_to_be_tried_again_holds_up_nobody_less_urgent(
    store: Store, more: Urgency, less: Urgency
) -> None:
    """The answer that was put long before an emergency does not wait a day for its broken letter."""
    await put(store, a_letter("broken", urgency=more), a_letter("answer", urgency=less))
    (broken,) = await take(store)
    assert await take(store) == [], "nobody passes while it is being sent"
    await retry(store, broken, SOON)
    assert await all_sent(store, NOW) == ["answer"]


async def test_r15_only_what_is_urgent_enough_is_taken_where_the_rest_is_left(
    store: Store,
) -> None:
    await put(store, *(a_letter(one.name, one.name, urgency=one) for one in reversed(Urgency)))
    taken = await store.writer.run(
        lambda session: outbox.take(session, NOW, 10, least=Urgency.HOURS), "take"
    )
    assert keys_of(taken) == ["EMERGENCY", "HOURS"]
    assert not await outbox.anything_due(store.reader, NOW, least=Urgency.HOURS)
    assert await outbox.anything_due(store.reader, NOW)


async def test_n9_a_letter_is_not_sent_before_its_time_and_holds_nobody_up(store: Store) -> None:
    """What a person is answered at night goes before the reminder that waits for the morning."""
    await put(store, a_letter("1", not_before=SOON), a_letter("2"))
    assert await all_sent(store, SOON - timedelta(microseconds=1)) == ["2"]
    await put(store, a_letter("3"))
    assert await all_sent(store, SOON) == ["1", "3"]


@only_postgres
async def test_what_a_dead_process_was_sending_is_handed_to_the_sender(
    store: Store, open_replica: OpenReplica
) -> None:
    await put(store, a_letter("1"), a_letter("2"))
    (letter,) = await take(store)
    other = await open_replica()

    async def reclaim(now: datetime) -> list[Posted]:
        return await other.writer.run(lambda session: outbox.reclaim(session, now), "reclaim")

    assert await reclaim(NOW + CLAIMED_FOR - timedelta(seconds=1)) == []
    (found,) = await reclaim(NOW + CLAIMED_FOR)
    assert (found.key, found.state) == ("1", "sending")
    assert await reclaim(NOW + CLAIMED_FOR) == [], "it is ours now"
    with pytest.raises(ClaimLost):
        await sent(store, letter)
    await other.writer.run(lambda s: outbox.unsure(s, found.id, "maybe sent"), "unsure")
    assert keys_of(await take(other)) == ["2"]


@only_sqlite
async def test_after_a_restart_on_sqlite_what_was_being_sent_is_known_at_once(
    database_url: str, privacy_keys
) -> None:
    first = await Store.open(database_url, privacy_keys)
    await put(first, a_letter("1"))
    await take(first)
    await first.close()
    second = await Store.open(database_url, privacy_keys)
    try:
        found = await second.writer.run(lambda s: outbox.reclaim(s, NOW), "reclaim")
        assert keys_of(found) == ["1"]
        assert await second.writer.run(lambda s: outbox.reclaim(s, NOW), "reclaim") == []
    finally:
        await second.close()


@only_postgres
async def test_replicas_never_send_in_the_same_lane(
    store: Store, open_replica: OpenReplica
) -> None:
    other = await open_replica()
    await put(store, a_letter("1"), a_letter("2"), a_letter("3", "kf:b"))
    assert keys_of(await take(store, limit=1)) == ["1"]
    assert keys_of(await take(other)) == ["3"]
    assert await take(other) == []


async def test_the_counts_say_what_is_unfinished(store: Store) -> None:
    await put(store, *(a_letter(str(n), f"l{n}") for n in range(4)), a_letter("h", hold=True))
    taken = await take(store, limit=3)
    await sent(store, taken[0])
    await store.writer.run(lambda s: outbox.park(s, taken[1].id, "no"), "park")
    assert await outbox.counts(store.reader) == {
        "waiting": 1,
        "sending": 1,
        "parked": 1,
        "unsure": 0,
        "held": 1,
    }


async def test_an_altered_letter_is_parked_and_stops_nobody(store: Store) -> None:
    await put(store, a_letter("1"), a_letter("2"), a_letter("3", "kf:b"))
    await store.writer.run(
        lambda session: session.rows(
            "UPDATE outbox SET payload = (SELECT payload FROM outbox WHERE id = 3) WHERE id = 1"
        ),
        "alter",
    )
    assert keys_of(await take(store)) == ["3"]
    assert keys_of(await outbox.listed(store.reader, "parked")) == ["1"]
    assert keys_of(await take(store)) == ["2"]
