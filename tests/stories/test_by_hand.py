"""The main job by hand: a real Chromium on the simulator's page, the real service behind it."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from browser import IN_BROWSER, LARGE, SMALL, OpenPage, grave_findings, overflow, small_targets
from browser import chromium as chromium
from browser import open_page as open_page
from playwright.async_api import Page, ViewportSize
from screens import PANES, at_the_page, plays_the_main_job
from town import Town, playing

from dispatch.ticket.ticket import State

pytestmark = IN_BROWSER

PICTURE = Path(__file__).parents[2] / "docs" / "demo.png"
MOST_BYTES = 400_000


@pytest_asyncio.fixture(loop_scope="session")
async def town_by_hand(
    tmp_path: Path, words_cache: Path, made_database: Callable[[Path], None]
) -> AsyncIterator[Town]:
    """A running town on SQLite, on the event loop of the browser."""
    made_database(tmp_path / "yousu.db")
    url = f"sqlite://{tmp_path / 'yousu.db'}"
    async with playing(url, tmp_path, words_cache) as town:
        town.secrets |= {"张伟民", "13800138000", "幸福路3号"}
        yield town


async def is_clean(page: Page) -> None:
    """No sideways scroll, no target under 44 px, no serious or critical finding of axe-core."""
    assert await overflow(page) <= 0
    assert await small_targets(page) == []
    assert await grave_findings(page) == []


@pytest.mark.parametrize("viewport", [LARGE, SMALL], ids=["1440", "360"])
async def test_the_main_job_is_played_by_clicking(
    town_by_hand: Town, open_page: OpenPage, viewport: ViewportSize
) -> None:
    hand = await at_the_page(open_page, f"{town_by_hand.simulator.base_url}/", viewport)
    await plays_the_main_job(hand)
    assert (await town_by_hand.ticket()).state is State.STRUCK_OFF
    for pane in PANES if hand.is_small else ("citizen",):
        await hand.at(pane)
        await is_clean(hand.page)
    if viewport is LARGE:
        await takes_a_picture(hand.page)


async def takes_a_picture(page: Page) -> None:
    """Renew the picture of the README when asked to; a picture that is there is small enough."""
    if os.environ.get("RENEW_SCREENSHOT") == "1":
        await page.mouse.move(0, 0)
        await page.screenshot(path=PICTURE)
    size = await asyncio.to_thread(lambda: PICTURE.stat().st_size)
    assert 20_000 < size < MOST_BYTES
