"""An idle service only reads: what `anything_due` and `anything_left` say is what would be taken."""

from datetime import UTC, datetime, timedelta

from storage.database.session import CLAIMED_FOR, Session
from storage.people import media
from storage.people.media import Media
from storage.queues import inbox, outbox
from storage.queues.arrival import Arrival
from storage.queues.outbox import Letter
from storage.store import Store

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


async def test_a_message_is_due_until_it_is_taken_and_again_when_the_claim_ends(
    store: Store,
) -> None:
    reader, writer = store.reader, store.writer
    assert not await inbox.anything_due(reader, NOW)
    arrival = Arrival(channel="app", account="1", key="k", lane="l", body=b"x")
    await writer.keep([arrival], NOW)
    assert await inbox.anything_due(reader, NOW)

    async def claim(session: Session) -> None:
        kept = await inbox.take(session, NOW)
        assert kept is not None
        await inbox.claim(session, kept.id, NOW)

    await writer.run(claim, "claim")
    assert not await inbox.anything_due(reader, NOW)
    assert await inbox.anything_due(reader, NOW + CLAIMED_FOR)


async def test_a_letter_is_due_until_it_is_taken_and_left_when_the_claim_ends(
    store: Store,
) -> None:
    reader, writer = store.reader, store.writer
    assert not await outbox.anything_due(reader, NOW)
    later = NOW + timedelta(hours=1)
    letter = Letter(key="1/1/0", lane="l", kind="group", not_before=later)
    await writer.run(lambda session: outbox.put(session, [letter], NOW), "put")
    assert not await outbox.anything_due(reader, NOW)
    assert await outbox.anything_due(reader, later)
    assert await writer.run(lambda session: outbox.take(session, later, 1), "take")
    assert not await outbox.anything_due(reader, later)
    assert not await outbox.anything_left(reader, later)
    assert await outbox.anything_left(reader, later + CLAIMED_FOR)
    assert await writer.run(lambda session: outbox.reclaim(session, later + CLAIMED_FOR), "reclaim")
    assert not await outbox.anything_left(reader, later + CLAIMED_FOR)


async def test_a_piece_of_media_is_due_until_it_is_taken(store: Store) -> None:
    reader, writer = store.reader, store.writer
    assert not await media.anything_due(reader, NOW)
    piece = Media(
        id="m", channel="kf", account="a", media_id="w", subject="l", kind="image", came_at=NOW
    )
    await writer.run(lambda session: media.expect(session, piece), "expect")
    assert await media.anything_due(reader, NOW)
    assert await writer.run(lambda session: media.take(session, NOW, 1), "take")
    assert not await media.anything_due(reader, NOW)
    assert await media.anything_due(reader, NOW + CLAIMED_FOR)
