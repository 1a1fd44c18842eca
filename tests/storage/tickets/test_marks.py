"""Marks (扣分, LH-17) as they are stored, and the tickets that are counted as one kind (G-16)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest
from marked import ASSESSOR, CHIEF, LIAISON, a_mark, longhui
from stored_tickets import NOW, a_part, a_ticket, register

from dispatch.assessment.marks import Appeal, Mark, MarkState, Revoke, Verify
from dispatch.assessment.recurrence import Case, warns_of
from dispatch.assessment.scoring import apply
from dispatch.ticket.ticket import Ticket
from storage.database.errors import NoSuchRow, StaleTicket, Unreadable
from storage.database.session import Session
from storage.store import Store
from storage.tickets import marks
from storage.tickets.marks import Asked

RULES = longhui()
NO = "2026-0001"

T = TypeVar("T")


async def run(store: Store, job: Callable[[Session], Awaitable[T]]) -> T:
    return await store.writer.run(job, "test")


async def put(store: Store, mark: Mark) -> Mark:
    """Store *mark*, which is new."""
    stored = await run(store, lambda session: marks.insert(session, mark))
    assert stored is not None
    return stored


async def moved(store: Store, mark: Mark, *commands: Verify | Appeal | Revoke) -> Mark:
    """Store each next step of *mark*."""
    for command in commands:
        after, state = apply(mark, command, RULES, NOW), mark.state
        await run(store, partial(marks.save, mark=after, state=state))
        mark = after
    return mark


VERIFY = Verify(by=ASSESSOR)
REVOKE = (VERIFY, Appeal(by=LIAISON, words="系统停机"), Revoke(by=CHIEF))


async def test_a_mark_is_kept_with_every_step_and_its_words_sealed(store: Store) -> None:
    await register(store, a_ticket(NO))
    mark = await put(store, a_mark())
    mark = await moved(store, mark, VERIFY)

    assert mark.id > 0
    assert await marks.load(store.reader, mark.id) == mark
    (row,) = await store.reader.rows("SELECT * FROM marks")
    assert (row["clause"], row["unit"], row["person"]) == ("LH-17b", "market", "li")
    assert (row["state"], row["year"]) == ("verified", 2026)
    assert row["decided_at"] == NOW
    assert "训斥".encode() not in row["sealed"]
    with pytest.raises(NoSuchRow):
        await marks.load(store.reader, mark.id + 1)
    with pytest.raises(NoSuchRow):
        await marks.of_key(store.reader, "nothing")


async def test_the_same_proposal_is_kept_once(store: Store) -> None:
    await register(store, a_ticket(NO))
    await put(store, a_mark())
    assert await run(store, lambda session: marks.insert(session, a_mark())) is None
    assert (await marks.of_key(store.reader, a_mark().key)).id == 1
    await put(store, a_mark(words="业务不熟，办错了"))


async def test_lh_17f_two_who_verify_at_once_do_not_both(store: Store) -> None:
    await register(store, a_ticket(NO))
    mark = await put(store, a_mark())
    after = apply(mark, VERIFY, RULES, NOW)
    await run(store, lambda session: marks.save(session, after, mark.state))
    with pytest.raises(StaleTicket):
        await run(store, lambda session: marks.save(session, after, mark.state))


async def test_who_erases_the_person_erases_the_words_of_the_mark(store: Store) -> None:
    await register(store, a_ticket(NO))
    await register(store, a_ticket("2026-0002"))
    gone = await put(store, a_mark())
    kept = await put(store, a_mark(ticket_no="2026-0002"))
    empty = b""
    await run(store, lambda s: s.rows("UPDATE tickets SET data_key = ? WHERE no = ?", empty, NO))

    with pytest.raises(Unreadable):
        await marks.load(store.reader, gone.id)
    assert await marks.newest(store.reader, Asked(centre="main"), 10) == [kept]


async def test_lists_hold_the_windows_own_and_what_stands_as_asked(store: Store) -> None:
    await register(store, a_ticket(NO))
    proposed = await put(store, a_mark(unit="tax", person="wang"))
    counts = await moved(store, await put(store, a_mark()), VERIFY)
    revoked = await moved(store, await put(store, a_mark(words="业务不熟")), *REVOKE)

    everything = Asked(centre="main")
    own = Asked(centre="main", unit="market", states=[MarkState.VERIFIED])
    assert await marks.newest(store.reader, everything, 10) == [revoked, counts, proposed]
    assert await marks.newest(store.reader, everything, 1) == [revoked]
    assert await marks.newest(store.reader, own, 10) == [counts]
    assert await marks.newest(store.reader, Asked(centre="other"), 10) == []


async def test_lh_17f_the_year_counts_what_was_verified_and_not_revoked(store: Store) -> None:
    await register(store, a_ticket(NO))
    await put(store, a_mark(unit="tax", person="wang"))
    counts = await moved(store, await put(store, a_mark()), VERIFY)
    await moved(store, await put(store, a_mark(words="业务不熟")), *REVOKE)

    assert await marks.of_year(store.reader, Asked(centre="main"), 2026) == [counts]
    assert await marks.of_year(store.reader, Asked(centre="main"), 2025) == []
    assert await marks.of_person(store.reader, "main", "li", 2026) == [counts]
    assert await marks.of_person(store.reader, "main", "li", 2027) == [counts]
    assert await marks.of_person(store.reader, "main", "li", 2028) == []
    assert await marks.of_person(store.reader, "main", "wang", 2026) == []


def a_title(*evidence: str, year: int = 2026, words: str = "") -> Mark:
    """Return a proposal to take 红旗窗口 away."""
    return replace(
        a_mark(person="li"),
        key=f"{evidence}{year}{words}"[:64],
        demerit="17c",
        clause="LH-17c",
        loses="红旗窗口",
        person="",
        cause="",
        unit_points=0,
        person_points=0,
        ticket_no=evidence[-1],
        evidence=evidence,
        year=year,
    )


async def test_lh_17c_a_title_is_not_proposed_twice_for_the_same_events(store: Store) -> None:
    for no in ("2026-0001", "2026-0002", "2026-0003", "2026-0004"):
        await register(store, a_ticket(no))
    first = await put(store, a_title("2026-0001", "2026-0002"))

    async def stands(mark: Mark) -> bool:
        return await marks.stands(store.reader, mark)

    assert await stands(a_title("2026-0001", "2026-0002", "2026-0003"))
    assert not await stands(a_title("2026-0003", "2026-0004"))
    assert not await stands(a_title("2026-0001", "2026-0002", year=2027))
    await moved(store, first, *REVOKE)
    assert not await stands(a_title("2026-0001", "2026-0002"))


async def test_titles_that_count_a_ticket_are_found_when_its_mark_is_revoked(store: Store) -> None:
    await register(store, a_ticket(NO))
    await register(store, a_ticket("2026-0002"))
    mark = await put(store, a_mark())
    title = await put(store, a_title(NO, "2026-0002"))
    await put(store, a_title("2026-0002", words="other"))
    assert await marks.resting_on(store.reader, mark) == [title]


# --- what is counted as one kind (G-16) ---


async def dispatched(store: Store, no: str, at: datetime = NOW, **columns: object) -> Ticket:
    """Store a ticket of the market's window, about one matter and cause."""
    ticket = await register(store, a_ticket(no, parts=(a_part("market"),), opened_at=at))
    given = {"matter": "营业执照办理", "cause": "业务不熟"} | columns
    changes = ", ".join(f"{name} = ?" for name in given)
    await run(
        store,
        lambda s: s.rows(f"UPDATE tickets SET {changes} WHERE no = ?", *given.values(), no),
    )
    return ticket


async def others(store: Store, no: str) -> list[str]:
    case = await case_of(store, no)
    return [case.no for case in await marks.cases(store.reader, case)]


async def case_of(store: Store, no: str) -> Case:
    row = await store.reader.row("SELECT * FROM tickets WHERE no = ?", no)
    assert row is not None
    kind = {name: row[name] or "" for name in ("matter", "cause", "tied_to")}
    return Case(no=no, centre=row["centre"], unit=row["lead"], opened_at=row["opened_at"], **kind)


async def test_g_16_one_kind_is_one_window_matter_and_cause_of_one_centre(store: Store) -> None:
    await dispatched(store, "2026-0001")
    await dispatched(store, "2026-0002", NOW - timedelta(days=300))
    await dispatched(store, "2026-0003", lead="tax")
    await dispatched(store, "2026-0004", matter="税务登记")
    await dispatched(store, "2026-0005", cause="服务态度差")
    await dispatched(store, "2026-0006", centre="other")
    await dispatched(store, "2026-0007", NOW - timedelta(days=800))
    await dispatched(store, "2026-0008", cause=None)
    await dispatched(store, "2026-0009", restricted=True)

    assert await others(store, "2026-0001") == ["2026-0002"]
    assert await others(store, "2026-0008") == []


async def test_n8_the_core_counts_what_the_columns_say(store: Store) -> None:
    await dispatched(store, "2026-0001", NOW - timedelta(days=100))
    await dispatched(store, "2026-0002", tied_to="2026-0001")
    await dispatched(store, "2026-0003")
    case = await case_of(store, "2026-0003")
    assert warns_of(case, await marks.cases(store.reader, case)) == ("2026-0001",)
