"""The hourly seal stands outside the database too, and what was anchored is not forgotten."""

import os

from databases import only_postgres, only_sqlite
from office import Office
from structlog.testing import capture_logs

from bot.jobs import sealing
from storage.database.session import Session
from storage.tickets import anchor, checkpoints
from storage.tickets.verification import verify


async def seal(office: Office) -> str:
    """Seal and anchor as each hour does; return the seal."""

    async def job(session: Session) -> bool:
        return await checkpoints.checkpoint(session, office.context.clock())

    assert await office.write(job)
    await sealing.anchored(office.store)
    newest = await checkpoints.latest(office.store.reader)
    assert newest is not None
    return str(newest["seal"])


def anchored(office: Office) -> list[str]:
    file = anchor.beside(office.store.url)
    assert file is not None
    kept = anchor.read(file)
    return [kept.seal] if kept else []


@only_sqlite
async def test_the_newest_seal_lies_beside_the_database(the_office: Office) -> None:
    await the_office.opens()
    first = await seal(the_office)
    assert anchored(the_office) == [first]
    await the_office.opens()
    second = await seal(the_office)
    assert anchored(the_office) == [second] != [first]
    assert await verify(the_office.store.reader, anchored(the_office)) is None


@only_sqlite
async def test_a_cut_is_still_found_after_the_next_hours_have_sealed(the_office: Office) -> None:
    """Who waits an hour after cutting the end must not be covered by the next seal."""
    await the_office.opens()
    lost = await seal(the_office)
    for table in ("checkpoints", "checkpoint_heads"):
        await the_office.write(lambda session, table=table: session.rows(f"DELETE FROM {table}"))
    await the_office.opens()
    with capture_logs() as said:
        await seal(the_office)
    assert "anchored_seal_is_missing" in {one["event"] for one in said}
    assert anchored(the_office) == [lost]
    broken = await verify(the_office.store.reader, anchored(the_office))
    assert broken is not None
    assert broken.why == "an anchored seal is missing"


async def test_the_seal_stands_in_the_log_whatever_the_database(the_office: Office) -> None:
    await the_office.opens()
    with capture_logs() as said:
        sealed = await seal(the_office)
    assert [one["seal"] for one in said if one["event"] == "log_sealed"] == [sealed]


@only_sqlite
async def test_a_full_disk_costs_the_anchor_and_nothing_else(the_office: Office) -> None:
    """R6: the seal stands in the database, and the log says what lacks."""
    await the_office.opens()
    file = anchor.beside(the_office.store.url)
    assert file is not None
    os.mkdir(f"{file}.new")  # so nothing can be written there
    with capture_logs() as said:
        await seal(the_office)
    assert "seal_not_anchored" in {one["event"] for one in said}


@only_postgres
async def test_a_server_has_no_place_beside_it(the_office: Office) -> None:
    assert anchor.beside(the_office.store.url) is None
