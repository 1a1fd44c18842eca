"""A real Chromium for tests; a conftest imports the fixtures `chromium` and `open_page` from here.

One browser serves the whole run, so its tests live on the session's event loop: a module says
`pytestmark = IN_BROWSER`, and fixtures that serve its pages take `loop_scope="session"`.

The page is one of the machine's own browser, found on PATH or named by YOUSU_CHROMIUM. Without one
the tests are skipped visibly, and fail where CI=true. Each page keeps what went wrong in it; any
script error, console error or address outside loopback fails the test that opened it.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Request, ViewportSize, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

IN_BROWSER = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SMALL = ViewportSize(width=360, height=720)
LARGE = ViewportSize(width=1440, height=900)

OpenPage = Callable[..., Awaitable[Page]]


@dataclass(slots=True)
class Watched:
    """What went wrong in the pages of one test, and whom they asked."""

    faults: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        """Write down script errors, console errors and every host *page* asks."""
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", lambda line: self.hear(line.type, line.text))
        page.on("request", lambda request: self.ask(request))

    def hear(self, kind: str, text: str) -> None:
        """Keep a console error; a status the server meant to give is no fault of the page."""
        if kind == "error" and "Failed to load resource" not in text:
            self.faults.append(f"console: {text}")

    def ask(self, request: Request) -> None:
        """Keep the host of a request over the network."""
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"}:
            self.hosts.add(str(parts.hostname))


def chromium_path() -> str:
    """Return the browser's path; skip visibly where there is none, never in CI."""
    named = os.environ.get("YOUSU_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        message = "no Chromium on PATH (set YOUSU_CHROMIUM)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Start the browser of this run and end it after."""
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(chromium: Browser) -> AsyncIterator[OpenPage]:
    """Return `await open_page(url, viewport=LARGE, **context)`; its faults fail the test."""
    watched = Watched()

    async def open_one(url: str, viewport: ViewportSize = LARGE, **context: Any) -> Page:
        settings: dict[str, Any] = {"locale": "zh-CN", "reduced_motion": "reduce", **context}
        page = await (await chromium.new_context(viewport=viewport, **settings)).new_page()
        page.set_default_timeout(10_000)
        watched.watch(page)
        await page.goto(url)
        return page

    yield open_one
    for context in chromium.contexts:
        await context.close()
    assert watched.faults == []
    assert watched.hosts <= {"127.0.0.1", "localhost"}


async def grave_findings(page: Page) -> list[str]:
    """Return axe-core's serious and critical findings as `rule: element` lines."""
    report = (await Axe().run(page)).response
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in report["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


SMALL_TARGETS = """
() => [...document.querySelectorAll('button, a[href], select, input, textarea, summary')]
  .filter((node) => node.checkVisibility())
  .map((node) => node.closest('label.card-choice') || node)
  .map((node) => ({ node, box: node.getBoundingClientRect() }))
  .filter(({ box }) => box.width < 43.9 || box.height < 43.9)
  .map(({ node, box }) => `${node.outerHTML.slice(0, 80)}: ${box.width} x ${box.height}`)
"""


async def small_targets(page: Page) -> list[str]:
    """Return what can be pressed on *page* and is smaller than 44 × 44 px."""
    found: list[str] = await page.evaluate(SMALL_TARGETS)
    return found


async def overflow(page: Page) -> int:
    """Return by how many pixels *page* is wider than its window."""
    wider: int = await page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wider
