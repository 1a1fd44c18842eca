"""What a person does on the simulator's page is sent as the server wants it, once."""

import pytest
from browser import IN_BROWSER
from canned_api import CannedApi
from playwright.async_api import Page, expect
from screen import chat, posted, shown

pytestmark = IN_BROWSER


async def test_a_citizen_writes_and_the_line_is_empty_again(page: Page, api: CannedApi) -> None:
    area = page.get_by_label("以王女士的身份发消息")
    await area.fill("  还是没办下来  ")
    await area.press("Enter")

    await expect(area).to_have_value("")
    assert api.posted == [("/sim/citizens/wm1/say", {"kind": "text", "text": "还是没办下来"})]


async def test_enter_inside_an_input_method_sends_nothing(page: Page, api: CannedApi) -> None:
    area = page.get_by_label("以王女士的身份发消息")
    await area.fill("nihao")
    await area.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    await area.press("Shift+Enter")

    await expect(area).to_have_value("nihao\n")
    assert api.posted == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [("照片", "image"), ("语音", "voice"), ("位置", "location"), ("表情", "sticker")],
)
async def test_the_plus_menu_sends_pretend_media(
    page: Page, api: CannedApi, name: str, kind: str
) -> None:
    await chat(page, "citizen").get_by_role("button", name="更多：").click()
    await chat(page, "citizen").get_by_role("button", name=name, exact=True).click()

    await expect(chat(page, "citizen").locator(".tray")).to_be_hidden()
    assert api.posted == [("/sim/citizens/wm1/say", {"kind": kind})]


async def test_a_survey_line_is_tapped_and_sent_as_text_with_its_menu_id(
    page: Page, api: CannedApi
) -> None:
    await page.get_by_role("button", name="4. 不满意").click()

    assert await posted(page, api) == [
        (
            "/sim/citizens/wm1/say",
            {"kind": "text", "text": "4. 不满意", "menu_id": "rate:4"},
        )
    ]


async def test_a_group_button_is_pressed_as_the_chosen_member_with_what_was_selected(
    page: Page, api: CannedApi
) -> None:
    await chat(page, "group").get_by_label("发言人").select_option(label="陈晓燕")
    card = shown(page, "group", 7)
    await card.get_by_label("谁来办").select_option(label="陈晓燕")
    await card.get_by_role("button", name="签收").click()

    assert await posted(page, api) == [
        (
            "/sim/groups/g1/press",
            {
                "userid": "chen",
                "message": "m7",
                "key": "accept|0001|1",
                "selected": {"who": ["chen"]},
            },
        )
    ]
    await expect(shown(page, "group", 9).locator(".line")).to_have_class("line mine")
    await expect(shown(page, "group", 8).locator(".line")).to_have_class("line theirs")


async def test_the_small_menu_in_the_corner_of_a_card_presses_too(
    page: Page, api: CannedApi
) -> None:
    card = shown(page, "group", 7)
    await card.locator("summary").click()
    await card.locator(".menu-action").click()

    [(path, body)] = await posted(page, api)
    assert path == "/sim/groups/g1/press"
    assert body["key"] == "return"


async def test_a_vote_and_a_choice_of_several_send_what_was_ticked(
    page: Page, api: CannedApi
) -> None:
    vote, change = shown(page, "staff", 13), shown(page, "staff", 14)
    await vote.get_by_label("税务局").check()
    await vote.get_by_role("button", name="提交").click()
    await posted(page, api)
    await change.get_by_label("部门", exact=True).select_option(label="税务局")
    await change.get_by_role("button", name="确定").click()
    await posted(page, api, 2)

    assert api.posted == [
        (
            "/sim/staff/zhou/press",
            {"message": "m13", "key": "assist|0001", "selected": {"assisting": ["data", "tax"]}},
        ),
        (
            "/sim/staff/zhou/press",
            {
                "message": "m14",
                "key": "change|0001",
                "selected": {"class": ["normal"], "department": ["tax"]},
            },
        ),
    ]


async def test_the_robot_is_addressed_by_one_press(page: Page, api: CannedApi) -> None:
    area = chat(page, "group").get_by_role("textbox", name="发消息")
    await area.fill("签收 0001")
    await page.get_by_role("button", name="@机器人").click()
    await page.get_by_role("button", name="@机器人").click()

    await expect(area).to_be_focused()
    await area.press("Enter")
    await expect(area).to_have_value("")
    assert api.posted == [("/sim/groups/g1/say", {"userid": "li", "text": "@有诉即办 签收 0001"})]


async def test_a_second_tap_while_the_first_is_under_way_is_not_a_second_press(
    page: Page, api: CannedApi
) -> None:
    button = shown(page, "group", 7).get_by_role("button", name="签收")
    api.gate.clear()
    await button.click()
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    api.gate.set()

    assert len(await posted(page, api)) == 1
    await expect(button).to_be_enabled()


async def test_the_clock_is_moved_forward(page: Page, api: CannedApi) -> None:
    for name in ("+1 小时", "+1 天", "+1 工作周"):
        await page.get_by_role("button", name=name).click()
        await page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    await page.get_by_label("到指定时刻").fill("2026-10-09T09:00")
    await page.get_by_role("button", name="前往").click()
    await posted(page, api, 4)

    assert api.posted == [
        ("/sim/clock", {"advance_seconds": 3600}),
        ("/sim/clock", {"advance_seconds": 86400}),
        ("/sim/clock", {"advance_seconds": 604800}),
        ("/sim/clock", {"to": "2026-10-09T09:00:00+08:00"}),
    ]


async def test_the_clock_cannot_be_set_back(page: Page, api: CannedApi) -> None:
    await page.get_by_label("到指定时刻").fill("2026-09-27T09:00")
    await page.get_by_role("button", name="前往").click()

    await expect(page.get_by_role("alert")).to_contain_text("时间只能往前走")
    assert api.posted == []


async def test_a_new_citizen_is_made_and_opened(page: Page, api: CannedApi) -> None:
    await page.get_by_role("button", name="新市民").click()
    await page.get_by_label("怎么称呼").fill("孙阿姨")
    await page.get_by_role("button", name="添加").click()
    await expect(page.locator("#new-citizen")).to_be_hidden()
    assert api.posted == [("/sim/citizens", {"name": "孙阿姨"})]

    new = {"id": "wm3", "name": "孙阿姨", "open_kfid": "wk1", "messages": []}
    api.state["citizens"].append(new)
    api.change()

    await expect(page.get_by_label("以孙阿姨的身份发消息")).to_be_focused()
    await page.get_by_role("button", name="跑了三趟营业执照").last.click()
    await expect(page.get_by_label("以孙阿姨的身份发消息")).to_have_value(
        "跑了三趟营业执照还没办下来，窗口总说系统坏了"
    )


async def test_a_refusal_is_said_and_what_was_written_stays(page: Page, api: CannedApi) -> None:
    api.refuse = "这条消息超过了 2048 字节。"
    area = page.get_by_label("以王女士的身份发消息")
    await area.fill("很长的话")
    await area.press("Enter")

    await expect(page.get_by_role("alert")).to_contain_text("这条消息超过了 2048 字节。")
    await expect(area).to_have_value("很长的话")
    await page.get_by_role("button", name="知道了").click()
    await expect(page.locator(".toast")).to_have_count(0)
