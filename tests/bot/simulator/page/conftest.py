"""Fixtures of the page's tests: a browser, prepared answers, and the page open before them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from browser import OpenPage
from browser import chromium as chromium
from browser import open_page as open_page
from canned_api import CannedApi
from playwright.async_api import Page
from screen import opened


@pytest.fixture
def api() -> CannedApi:
    """Prepared answers, free to be changed by the test."""
    return CannedApi()


@pytest_asyncio.fixture(loop_scope="session")
async def url(api: CannedApi) -> AsyncIterator[str]:
    """Serve *api* on a free port."""
    runner = web.AppRunner(api.app(), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def page(url: str, open_page: OpenPage) -> Page:
    """The page at 1440 px, after its first state has come."""
    return await opened(open_page, url)
