"""How far tickets are told to 12345, read from the outbox (WZ-6.2), and the numbers of others."""

from dataclasses import replace

from stored_tickets import NOW, a_ticket, move, register

from storage.database.session import Session
from storage.queues import outbox, partner_sync
from storage.queues.outbox import Letter
from storage.queues.partner_sync import Synced
from storage.store import Store
from storage.tickets import tickets, verification


async def put(store: Store, key: str, lane: str, kind: str = "hotline") -> None:
    """Queue a letter about the ticket that its key names."""
    no = key.partition("/")[0]
    letter = Letter(key=key, lane=lane, kind=kind, ticket_no=no)

    async def job(session: Session) -> None:
        await outbox.put(session, [letter], NOW)

    await store.writer.run(job, "put")


async def finish(store: Store, key: str, *, parked: bool) -> None:
    """Take the letter *key*, the oldest of its lane, and send or park it."""

    async def job(session: Session) -> None:
        for letter in await outbox.take(session, NOW, 100):
            if letter.key != key:
                await outbox.retry(session, letter.id, "", NOW)
            elif parked:
                await outbox.park(session, letter.id, "refused")
            else:
                await outbox.sent(session, letter.id, {}, NOW)

    await store.writer.run(job, "finish")


async def test_wz_6_2_each_ticket_says_how_far_each_partner_was_told(store: Store) -> None:
    for n in range(3):
        await put(store, f"2026-0001/{n}/hotline", "hotline:main")
    await put(store, "2026-0001/0/partner:zhzx", "partner:zhzx:main")
    await put(store, "2026-0001/0/0", "desk:main", "app_card")
    await put(store, "2026-0002/0/hotline", "hotline:main")
    assert await partner_sync.unsynced(store.reader) == {"waiting": 2, "parked": 0}

    await finish(store, "2026-0001/0/hotline", parked=False)
    await finish(store, "2026-0001/1/hotline", parked=True)

    assert await partner_sync.status(store.reader, "2026-0001") == [
        Synced(way="hotline", sent=1, waiting=1, parked=1),
        Synced(way="partner:zhzx", waiting=1),
    ]
    assert await partner_sync.status(store.reader, "2026-0002") == [
        Synced(way="hotline", waiting=1)
    ]
    assert await partner_sync.status(store.reader, "2026-0003") == []
    assert await partner_sync.unsynced(store.reader) == {"waiting": 2, "parked": 1}


async def test_wz_4_5_a_ticket_is_found_by_the_number_of_who_passed_it_on(store: Store) -> None:
    said = replace(a_ticket().complaint, external_no="HN1")
    ticket = await register(store, a_ticket(complaint=said))
    await register(store, a_ticket("2026-0002"))
    await move(store, ticket, matter="营业执照办理")

    assert await partner_sync.of_external(store.reader, "HN1") == ["2026-0001"]
    assert await partner_sync.of_external(store.reader, "HN2") == []
    assert await partner_sync.of_external(store.reader, "") == []
    assert (await tickets.load(store.reader, "2026-0001")).complaint.external_no == "HN1"
    assert await verification.verify(store.reader) is None
