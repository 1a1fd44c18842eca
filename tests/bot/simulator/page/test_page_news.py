"""What happens meanwhile comes into the simulator's page without disturbing who uses it."""

from browser import IN_BROWSER, OpenPage
from canned_api import CannedApi
from canned_state import message
from playwright.async_api import Page, expect
from screen import chat, opened, pane, shown

pytestmark = IN_BROWSER


async def test_a_new_message_comes_into_view_and_wipes_nothing_that_is_being_written(
    page: Page, api: CannedApi
) -> None:
    area = page.get_by_label("以王女士的身份发消息")
    await area.fill("我正在写")

    api.say("citizens", 0, message(50, "bot", "有诉即办", text="请问您的电话？"))

    await expect(shown(page, "citizen", 50)).to_be_in_viewport()
    await expect(area).to_have_value("我正在写")
    await expect(area).to_be_focused()


async def test_who_reads_further_up_is_told_and_not_moved(page: Page, api: CannedApi) -> None:
    log = chat(page, "citizen").get_by_role("log")
    await log.evaluate("(node) => { node.scrollTop = 0 }")

    api.say("citizens", 0, message(50, "bot", "有诉即办", text="请问您的电话？"))

    pill = page.get_by_role("button", name="有新消息")
    await expect(pill).to_be_visible()
    assert await log.evaluate("(node) => node.scrollTop") == 0
    await pill.click()
    await expect(shown(page, "citizen", 50)).to_be_in_viewport()
    await expect(pill).to_be_hidden()


async def test_a_changed_card_is_drawn_anew_and_all_else_stays_as_it_was(
    page: Page, api: CannedApi
) -> None:
    vote = shown(page, "staff", 13)
    await vote.get_by_label("税务局").check()
    await vote.get_by_label("数据局").uncheck()
    await vote.get_by_role("button", name="提交").focus()
    await page.evaluate("() => { window.kept = document.querySelector('[data-id=m14] .line') }")
    card = api.state["staff"][0]["messages"][2]["card"] | {"sub_title_text": "还有 1 天"}

    api.alter("staff", 0, "m13", card=card)

    await expect(vote.locator(".card-sub")).to_have_text("还有 1 天")
    await expect(vote.get_by_role("button", name="提交")).to_be_focused()
    await expect(vote.get_by_label("税务局")).to_be_checked()
    await expect(vote.get_by_label("数据局")).not_to_be_checked()
    assert await page.evaluate("() => window.kept.isConnected")


async def test_a_replaced_card_shows_its_word_in_grey_and_takes_no_more_presses(
    page: Page, api: CannedApi
) -> None:
    card = shown(page, "group", 7)
    await card.get_by_role("button", name="签收").focus()

    api.alter("groups", 0, "m7", replaced="李建国 已签收", dead=True)

    await expect(card.locator(".card-replaced")).to_have_text("李建国 已签收")
    await expect(card.get_by_role("button", name="签收")).to_have_count(0)
    await expect(card.get_by_label("谁来办")).to_be_disabled()
    await expect(card).to_be_focused()  # the keyboard stays where it was, though the button is gone


async def test_a_recalled_message_goes_and_an_earlier_one_finds_its_place(
    page: Page, api: CannedApi
) -> None:
    talk = api.state["groups"][0]["messages"]
    talk[:] = [talk[0], message(60, "li", "李建国", text="晚到的一句"), *talk[2:]]
    api.change()

    await expect(shown(page, "group", 60)).to_be_attached()
    order = (
        await pane(page, "group")
        .locator(".message")
        .evaluate_all("(nodes) => nodes.map((node) => node.dataset.id)")
    )
    assert order == ["m7", "m60", "m9", "m10"]


async def test_red_dots_tell_where_something_happened(page: Page, api: CannedApi) -> None:
    tax = pane(page, "group").get_by_role("button", name="税务局")
    api.say("groups", 1, message(50, "bot", "有诉即办", text="新的工作单"))
    api.say("groups", 1, message(51, "bot", "有诉即办", text="请签收"))

    await expect(tax).to_have_accessible_name("税务局 1 人 ，2 条未读")
    await expect(tax.locator(".badge")).to_have_text("2")
    await expect(page).to_have_title("（2）有诉即办 · 模拟企业微信")
    await expect(page.get_by_role("status").last).to_contain_text("税务局")
    await page.get_by_role("button", name="2 条未读 ›").click()
    await expect(chat(page, "group").get_by_role("heading")).to_have_text("税务局 · 有诉即办（2）")
    await expect(tax).to_be_focused()
    await expect(tax.locator(".badge")).to_be_hidden()
    await expect(page).to_have_title("有诉即办 · 模拟企业微信")


async def test_ones_own_words_stand_on_the_right_and_are_no_news(
    page: Page, api: CannedApi
) -> None:
    api.say("staff", 1, message(50, "wang", "王强", text="帮助"))
    api.say("staff", 0, message(51, "zhou", "周敏", text="待办"))

    await expect(shown(page, "staff", 51).locator(".line")).to_have_class("line mine")
    await expect(page).to_have_title("有诉即办 · 模拟企业微信")


async def test_what_is_written_in_one_chat_waits_there_while_another_is_open(page: Page) -> None:
    await page.get_by_label("以王女士的身份发消息").fill("王的草稿")
    await pane(page, "citizen").get_by_role("button", name="赵先生").click()
    await expect(page.get_by_label("以赵先生的身份发消息")).to_have_value("")
    await pane(page, "citizen").get_by_role("button", name="王女士").click()

    await expect(page.get_by_label("以王女士的身份发消息")).to_have_value("王的草稿")


async def test_a_lost_server_is_named_and_found_again(
    url: str, open_page: OpenPage, api: CannedApi
) -> None:
    page = await opened(open_page, url)
    await page.route("**/sim/**", lambda route: route.abort())
    await page.get_by_label("以王女士的身份发消息").fill("在吗")
    await page.get_by_role("button", name="发送").first.click()
    await expect(page.get_by_role("alert")).to_contain_text("模拟器没有回应")
    api.change()
    await expect(page.locator("#offline")).to_be_visible()

    await page.unroute("**/sim/**")
    api.say("citizens", 0, message(50, "bot", "有诉即办", text="在的"))

    await expect(shown(page, "citizen", 50)).to_be_visible()
    await expect(page.locator("#offline")).to_be_hidden()


async def test_a_refused_stream_of_events_is_asked_for_again(
    url: str, open_page: OpenPage, api: CannedApi
) -> None:
    """A browser itself never tries again after a status other than 200."""
    api.is_deaf = True
    page = await opened(open_page, url)
    await expect(page.locator("#offline")).to_be_visible()
    api.is_deaf = False

    await expect(page.locator("#offline")).to_be_hidden(timeout=10_000)
    api.say("citizens", 0, message(50, "bot", "有诉即办", text="在的"))
    await expect(shown(page, "citizen", 50)).to_be_visible()
