"""The simulator's page holds for every hand, eye and screen: 360 px, 44 px, axe-core, keyboard."""

from typing import Any

import pytest
from browser import IN_BROWSER, LARGE, SMALL, OpenPage, grave_findings, overflow, small_targets
from canned_api import CannedApi
from canned_state import message
from playwright.async_api import Page, expect
from screen import chat, opened, pane, posted, shown

pytestmark = IN_BROWSER


@pytest.mark.parametrize("viewport", [SMALL, LARGE], ids=["360", "1440"])
async def test_no_serious_axe_finding_no_small_target_no_sideways_scroll(
    url: str, open_page: OpenPage, viewport: Any
) -> None:
    page = await opened(open_page, url, viewport=viewport)
    if viewport is LARGE:
        await check_all(page)
        return
    for kind in ("citizen", "group", "staff"):
        await page.locator(f'.tabbar [data-pane="{kind}"]').click()
        await expect(pane(page, kind)).to_be_visible()
        await check_all(page)
    await page.get_by_role("button", name="拨快时间").click()
    await expect(page.get_by_label("到指定时刻")).to_be_visible()
    await check_all(page)


async def check_all(page: Page) -> None:
    assert await grave_findings(page) == []
    assert await small_targets(page) == []
    assert await overflow(page) <= 0
    cut = "(nodes) => nodes.filter((n) => n.scrollWidth > n.clientWidth + 1).length"
    assert await page.locator(".chat:not([hidden]) .message").evaluate_all(cut) == 0


async def test_the_open_menu_dialog_and_toast_are_clean_too(page: Page, api: CannedApi) -> None:
    await chat(page, "citizen").get_by_role("button", name="更多：").click()
    await shown(page, "group", 7).locator("summary").click()
    api.refuse = "不行。"
    await page.get_by_role("button", name="+1 小时").click()
    await expect(page.get_by_role("alert")).to_contain_text("不行。")
    api.say("groups", 1, message(50, "bot", "有诉即办", text="新的工作单"))
    await expect(page.get_by_role("button", name="1 条未读 ›")).to_be_visible()
    await check_all(page)
    await page.get_by_role("button", name="新市民").click()
    await expect(page.get_by_label("怎么称呼")).to_be_focused()
    await check_all(page)


async def test_on_a_small_screen_the_windows_are_tabs_with_red_dots(
    url: str, open_page: OpenPage, api: CannedApi
) -> None:
    page = await opened(open_page, url, viewport=SMALL)
    await expect(pane(page, "citizen")).to_be_visible()
    await expect(pane(page, "group")).to_be_hidden()
    tab = page.locator('.tabbar [data-pane="group"]')

    api.say("groups", 0, message(50, "bot", "有诉即办", text="新的工作单"))

    await expect(tab).to_have_accessible_name("部门群 ，1 条未读")
    await tab.click()
    await expect(shown(page, "group", 50)).to_be_in_viewport()
    await expect(pane(page, "citizen")).to_be_hidden()
    await expect(tab.locator(".badge")).to_be_hidden()


async def test_the_keyboard_alone_can_press_a_card_and_leave_a_menu(
    page: Page, api: CannedApi
) -> None:
    await shown(page, "group", 7).get_by_label("谁来办").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    [(path, body)] = await posted(page, api)
    assert (path, body["key"]) == ("/sim/groups/g1/press", "accept|0001|1")

    plus = chat(page, "citizen").get_by_role("button", name="更多：")
    await plus.focus()
    await page.keyboard.press("Enter")
    await expect(plus).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(chat(page, "citizen").locator(".tray")).to_be_hidden()


async def test_new_messages_are_read_out_politely_and_nothing_moves_for_who_wants_it_still(
    page: Page, api: CannedApi
) -> None:
    for kind in ("citizen", "group", "staff"):
        await expect(chat(page, kind).get_by_role("log")).to_have_attribute("aria-live", "polite")
    api.say("citizens", 0, message(50, "bot", "有诉即办", text="请问您的电话？"))
    await expect(shown(page, "citizen", 50)).to_be_in_viewport()

    running = await page.evaluate("() => document.getAnimations().length")
    assert running == 0
