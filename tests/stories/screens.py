"""The simulator's page in a real browser, as a hand uses it: write, tap, choose, press."""

from dataclasses import dataclass

from browser import OpenPage
from playwright.async_api import Locator, Page, ViewportSize, expect

#: the three windows: citizens' phones, departments' groups, members of the staff
PANES = ("citizen", "group", "staff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Somebody at the page; on a small screen the windows are tabs."""

    page: Page
    is_small: bool

    async def at(self, pane: str, name: str = "") -> Locator:
        """Go to a window and, if *name* is given, open that chat in it; return the chat."""
        if self.is_small:
            await self.page.locator(f'.tabbar [data-pane="{pane}"]').click()
        window = self.page.locator(f"#pane-{pane}")
        if name:
            await window.locator(".chip", has_text=name).click()
        return window.locator(".chat:not([hidden])")

    async def writes(self, pane: str, name: str, text: str) -> None:
        """Type *text* into the chat of *name* and send it with Enter."""
        area = (await self.at(pane, name)).locator("textarea")
        await area.fill(text)
        await area.press("Enter")
        await expect(area).to_have_value("")

    async def sends(self, name: str, kind: str) -> None:
        """Send a pretended photo or place from the phone of *name*."""
        phone = await self.at("citizen", name)
        await phone.get_by_role("button", name="更多：").click()
        await phone.get_by_role("button", name=kind, exact=True).click()
        await expect(phone.locator(".tray")).to_be_hidden()

    async def reads(self, pane: str, name: str, words: str) -> None:
        """Wait until *words* stand in the chat of *name*."""
        chat = await self.at(pane, name)
        await expect(chat.locator(".message", has_text=words).last).to_be_visible()

    async def touches(self, pane: str, name: str, title: str, button: str, **chosen: str) -> None:
        """Press *button* under the last message that says *title*, after choosing in its lists."""
        chat = await self.at(pane, name)
        message = chat.locator(".message", has_text=title).last
        for label, option in chosen.items():
            await message.get_by_label(label).select_option(label=option)
        await message.get_by_role("button", name=button, exact=True).click()


async def at_the_page(open_page: OpenPage, url: str, viewport: ViewportSize) -> Hand:
    """Open the page and wait for its first state."""
    page = await open_page(url, viewport=viewport)
    await page.wait_for_selector("body[data-ready]")
    return Hand(page=page, is_small=viewport["width"] < 800)


async def plays_the_main_job(hand: Hand) -> None:
    """Issue A, by hand: told, dispatched, acknowledged, answered, inspected, judged."""
    zhang, market = "张先生", "市场监管局"
    await hand.writes("citizen", zhang, "跑了三趟营业执照还没办下来，窗口总说系统坏了")
    await hand.reads("citizen", zhang, "还请告诉我们")
    await hand.sends(zhang, "照片")
    await hand.writes("citizen", zhang, "我叫张伟民，13800138000，住城关镇幸福路3号")
    await hand.touches("citizen", zhang, "请核对", "确认")
    await hand.reads("citizen", zhang, "已登记，编号 2026年第0001号")
    await hand.touches("staff", "王芳", "待研判", "改类别·部门")
    chosen = {"牵头部门": market, "归因": "办不了", "承诺时限": "按规定时限"}
    await hand.touches("staff", "王芳", "选好后提交", "提交", **chosen)
    await hand.touches("staff", "李建国", "待批准", "批准")
    await hand.reads("staff", "李建国", "收单9-28不计")
    await hand.touches("group", market, "工作单", "全文")
    await hand.reads("staff", "刘敏", "【诉求】")
    await hand.touches("group", market, "工作单", "签收")
    await hand.reads("group", market, "已签收")
    answer = (
        "@有诉即办 答复 0001 执照今天上午办好，请到3号窗口领取 理由：系统已恢复 依据：条例第十九条"
    )
    await hand.writes("group", market, answer)
    await hand.reads("group", market, "答复已提交")
    await hand.reads("staff", "赵刚", "跑了三趟营业执照")
    await hand.touches("staff", "赵刚", "待质检", "全文")
    await hand.reads("staff", "赵刚", "【答复】")
    await hand.touches("staff", "赵刚", "退回理由", "质检通过")
    await hand.reads("citizen", zhang, "办理答复：执照今天上午办好")
    await hand.touches("citizen", zhang, "办得怎么样", "满意")
    await hand.reads("citizen", zhang, "已办结销号")
