"""How the tests find their way about the simulator's page."""

from typing import Any

from browser import OpenPage
from canned_api import CannedApi
from playwright.async_api import Locator, Page


async def opened(open_page: OpenPage, url: str, **options: Any) -> Page:
    page = await open_page(url, **options)
    await page.wait_for_selector("body[data-ready]")
    return page


def pane(page: Page, kind: str) -> Locator:
    return page.locator(f"#pane-{kind}")


def chat(page: Page, kind: str) -> Locator:
    return pane(page, kind).locator(".chat:not([hidden])")


def shown(page: Page, kind: str, number: int) -> Locator:
    return page.locator(f'#pane-{kind} [data-id="m{number}"]')


async def posted(page: Page, api: CannedApi, count: int = 1) -> list[tuple[str, dict[str, Any]]]:
    """Wait until *count* acts have come to the server; return them."""
    await page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    for _ in range(200):
        if len(api.posted) >= count:
            break
        await page.evaluate("() => new Promise(requestAnimationFrame)")
    return api.posted
