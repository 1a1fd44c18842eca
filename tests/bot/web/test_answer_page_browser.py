"""The citizen's page in a real Chromium at the size of a phone: readable, pressable, accessible."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from browser import IN_BROWSER, LARGE, SMALL, OpenPage, grave_findings, overflow, small_targets
from browser import chromium as chromium
from browser import open_page as open_page
from databases import only_sqlite
from linked import ANSWER, NO, PASS, TO_SURVEY, laddered, page_of, token_of
from office import Office, office
from playwright.async_api import expect

from bot.letters.fallback import Letterhead
from bot.texts import page as texts
from dispatch.ticket.ticket import State
from storage.database.privacy import Keys
from storage.store import Store

pytestmark = [*IN_BROWSER, only_sqlite]

LEVELS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
LONG = replace(
    ANSWER,
    text="经核实，系统平台9月27日升级，窗口当天不能提交。现已恢复，请带身份证到二楼12号窗口领取营业执照。\n"
    "咨询电话 0391-7123456。",
    reason="省级平台升级，时间由省里统一安排",
    basis="《市场主体登记管理条例》第十九条；市政规〔2024〕3号",
)


@pytest_asyncio.fixture(loop_scope="session")
async def the_office_here(
    database_url: str, privacy_keys: Keys, clock: Any
) -> AsyncIterator[Office]:
    """An office on the browser's event loop, with a ticket that is asked about."""
    store = await Store.open(database_url, privacy_keys)
    head = Letterhead(centre="示例县政务服务中心", phone="0391-7123456")
    here = laddered(office(store, clock), heads={"main": head})
    await here.opens()
    await here.do(NO, *TO_SURVEY[:3], LONG, PASS)
    yield here
    await store.close()


@pytest_asyncio.fixture(loop_scope="session")
async def url(the_office_here: Office) -> AsyncIterator[str]:
    """The page's address."""
    runner = web.AppRunner(page_of(the_office_here), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/r/{token_of(the_office_here)}"
    await runner.cleanup()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [SMALL, LARGE], ids=["phone", "desktop"])
async def test_the_page_fits_and_can_be_read_and_pressed(
    open_page: OpenPage, url: str, viewport: Any, scheme: str
) -> None:
    """Product §2: usable on a phone; N7: five buttons of one size and one look."""
    page = await open_page(url, viewport, color_scheme=scheme)
    await expect(page.get_by_role("heading", level=1)).to_have_text("2026年第0001号 办理答复")
    await expect(page.get_by_text("请带身份证到二楼12号窗口领取")).to_be_visible()
    await expect(page.get_by_text("有诉即办 · 示例县政务服务中心")).to_be_visible()
    await expect(page.get_by_text("示例县政务服务中心，电话0391-7123456")).to_be_visible()
    await expect(page.get_by_text("营业执照办理", exact=True)).to_be_visible()
    buttons = page.get_by_role("button")
    await expect(buttons).to_have_text(LEVELS)
    boxes = [await buttons.nth(n).bounding_box() for n in range(5)]
    assert len({(box["width"], box["height"]) for box in boxes if box}) == 1
    looks = await buttons.evaluate_all(
        "all => all.map(b => { const s = getComputedStyle(b);"
        " return [s.color, s.backgroundColor, s.fontSize, s.borderColor].join() })"
    )
    assert len(set(looks)) == 1
    assert await overflow(page) == 0
    assert await small_targets(page) == []
    assert await grave_findings(page) == []


async def test_a_vote_works_without_any_script_and_shows_thanks(
    open_page: OpenPage, url: str, the_office_here: Office
) -> None:
    """No JavaScript at all; reloading and pressing again change nothing (N7)."""
    page = await open_page(url, SMALL, java_script_enabled=False)
    await page.get_by_label("想补充的话").fill("谢谢，很快")
    await page.get_by_role("button", name="满意", exact=True).click()
    await expect(page.get_by_text(texts.THANKS)).to_be_visible()
    await expect(page.get_by_text(texts.VOTED.format(level="满意"))).to_be_visible()
    await expect(page.get_by_role("button")).to_have_count(0)
    await page.reload()
    ticket = await the_office_here.ticket()
    assert ticket.state is State.STRUCK_OFF
    assert [(one.level, one.remark) for one in ticket.ratings] == [("满意", "谢谢，很快")]
    await page.go_back()
    await expect(page.get_by_text(texts.THANKS)).to_be_visible()


async def test_two_windows_of_one_link_give_one_vote(
    open_page: OpenPage, url: str, the_office_here: Office
) -> None:
    """The second window still shows buttons; what it presses is told that it came too late."""
    first, second = await open_page(url, SMALL), await open_page(url, SMALL)
    await first.get_by_role("button", name="非常不满意").click()
    await expect(first.get_by_text(texts.AGAIN)).to_be_visible()
    await second.get_by_role("button", name="非常满意").click()
    await expect(second.get_by_text(texts.VOTED_BEFORE)).to_be_visible()
    ticket = await the_office_here.ticket()
    assert (ticket.state, ticket.round) == (State.REWORK, 1)
    assert [one.level for one in ticket.ratings] == ["非常不满意"]


async def test_a_wrong_link_says_what_to_do(open_page: OpenPage, url: str) -> None:
    page = await open_page(url[:-3], SMALL)
    await expect(page.get_by_role("heading", level=1)).to_have_text(texts.NOT_FOUND[0])
    await expect(page.get_by_text("重新点开完整的链接")).to_be_visible()
    assert await grave_findings(page) == []
