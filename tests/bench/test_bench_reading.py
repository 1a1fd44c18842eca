"""What the benchmark of reading is filled with: tickets that open, with logs that are whole."""

import importlib
from pathlib import Path

import pytest
from builders import NOW
from databases import only_sqlite
from office import office

from storage.store import Store
from storage.tickets import pages
from storage.tickets.verification import verify

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(240)


@only_sqlite
async def test_every_ticket_of_the_generator_opens_and_its_log_is_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    filled = importlib.import_module("rig.filled")
    await filled.fill(office(store, lambda: NOW), 90, NOW)
    reader, last, n = store.reader, 0, 0
    while (page := await pages.open_after(reader, last, 50)).last is not None:
        assert page.unreadable == ()
        n, last = n + len(page.tickets), page.last
    assert 20 < n < 90
    assert (await pages.without_promises(reader, 0, 5)).tickets == ()
    assert await verify(reader) is None
