"""The simulator's page shows the three windows and every kind of message as what it is."""

from browser import IN_BROWSER
from canned_api import CannedApi
from canned_state import message
from playwright.async_api import Page, expect
from screen import pane, shown

pytestmark = IN_BROWSER


async def test_three_windows_stand_side_by_side_on_a_wide_screen(page: Page) -> None:
    boxes = [await pane(page, kind).bounding_box() for kind in ("citizen", "group", "staff")]

    assert all(box and box["width"] > 300 and box["height"] > 500 for box in boxes)
    assert boxes[0]
    assert boxes[1]
    assert boxes[2]
    assert boxes[0]["x"] < boxes[1]["x"] < boxes[2]["x"]
    assert boxes[0]["y"] == boxes[1]["y"] == boxes[2]["y"]
    await expect(page.locator(".tabbar")).to_be_hidden()
    await expect(page.locator("#clock-time")).to_have_text("09:41")
    await expect(page.locator("#clock-day")).to_have_text("2026年9月28日 周一")


async def test_every_kind_of_message_is_drawn_as_what_it_is(page: Page) -> None:
    await expect(shown(page, "citizen", 0).locator(".note")).to_have_text("王女士进入了会话")
    await expect(shown(page, "citizen", 3).get_by_role("img", name="照片")).to_be_visible()
    await expect(shown(page, "citizen", 4).locator(".place-name")).to_have_text("政务服务中心")
    await expect(shown(page, "citizen", 5).locator(".transcript")).to_contain_text("二楼那个窗口")
    await expect(shown(page, "citizen", 40).get_by_role("button")).to_have_count(5)
    await expect(shown(page, "group", 10).locator("strong")).to_have_text("催办")
    await expect(shown(page, "group", 10).locator(".font-warning")).to_have_text("还剩 4 小时")
    await expect(shown(page, "group", 10).locator(".md-quote")).to_contain_text("营业执照")
    await expect(shown(page, "group", 10).locator(".mention")).to_have_text("@li")
    await expect(shown(page, "group", 10).locator("a")).to_have_count(0)


async def test_what_a_citizen_writes_is_never_taken_for_html(page: Page, api: CannedApi) -> None:
    evil = '<img src=x onerror="alert(1)"><b>粗</b> [x](javascript:alert(1)) <script>1</script>'
    card = {
        "card_type": "text_notice",
        "main_title": {"title": evil},
        "button_list": [{"type": 1, "text": "去", "url": "javascript:alert(1)", "key": "go"}],
    }

    api.say("citizens", 0, message(50, "me", evil, text=evil))
    api.say("groups", 0, message(51, "chen", evil, "markdown", text=evil))
    api.say("staff", 0, message(52, "bot", "有诉即办", "card", card=card))

    await expect(shown(page, "citizen", 50).locator(".bubble")).to_have_text(evil)
    await expect(shown(page, "group", 51)).to_contain_text("<b>粗</b>")
    await expect(shown(page, "staff", 52).locator(".card-title")).to_have_text(evil)
    await expect(page.locator(".log img, .log b, .log script, .log a")).to_have_count(0)
