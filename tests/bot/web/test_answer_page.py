"""`/r/{token}`: what it shows, that it votes once, and that it reaches nothing else (product §2, N7)."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from builders import CITIZEN
from databases import only_sqlite
from linked import (
    AGAIN,
    ANSWER,
    NO,
    PASS,
    TO_SURVEY,
    URL,
    Browser,
    browsing,
    laddered,
    links_of,
    surveyed,
    token_of,
)
from office import Office

from bot.callback.guesses import FREE, Guesses
from bot.citizen import conversation
from bot.desk.reactions import REACTIONS, Reaction
from bot.letters.answer_links import LASTS, Links
from bot.letters.fallback import Letterhead
from bot.profiles import catalogue
from bot.texts import page as texts
from bot.web.answer_page import AnswerPage
from bot.web.answer_page_html import LONGEST_REMARK
from dispatch.errors import NotYours
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import State
from intake.talk.message import Kind, Message
from storage.database.privacy import Keys
from storage.tickets import codec, tickets, verification

pytestmark = only_sqlite

LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
BUTTON = re.compile(r'<button name="level" value="([^"]+)">([^<]+)</button>')


@pytest.fixture
async def browser(the_office: Office) -> AsyncIterator[Browser]:
    """A client of the page."""
    async with browsing(the_office) as client:
        yield client


async def opens(browser: Browser, token: str, status: int = 200) -> str:
    """Open a link; return the page."""
    response = await browser.get(f"/r/{token}")
    assert response.status == status
    return await response.text()


async def votes(browser: Browser, token: str, level: str = "满意", **more: Any) -> ClientResponse:
    """Press a button, as the page's own form does."""
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "null", **more.pop("headers", {})}
    form = {"level": level, "remark": more.pop("remark", "")}
    return await browser.post(
        f"/r/{token}", data=more.pop("data", form), headers=headers, allow_redirects=False
    )


def chinese(page: str) -> str:
    """Return the words of a page without its tags."""
    return re.sub(r"<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL)


# --- what is said beside a level ------------------------------------------------------------------

WHY = "证还没拿到，窗口又让我回去等"


async def on_the_page(office: Office, level: str, reason: str) -> None:
    async with browsing(office) as browser:
        assert (await votes(browser, token_of(office), level, remark=reason)).status == 303


async def in_chat_at_once(office: Office, level: str, reason: str) -> None:
    await _says(office, f"{level}，{reason}" if reason else level)


async def in_chat_afterwards(office: Office, level: str, reason: str) -> None:
    await _says(office, level)
    if reason:
        await _says(office, reason)


async def _says(office: Office, text: str) -> None:
    message = Message(kind=Kind.TEXT, text=text, at=office.clock())
    await office.hears(lambda v: conversation.converse(replace(v, lane=CITIZEN.id), message))


@pytest.mark.parametrize("reason", [WHY, ""], ids=["with a reason", "without"])
@pytest.mark.parametrize("level", LEVELS[3:])
@pytest.mark.parametrize("way", [on_the_page, in_chat_at_once, in_chat_afterwards])
async def test_why_an_answer_did_not_satisfy_is_a_task_whatever_way_it_was_said(
    the_office: Office, way: Any, level: str, reason: str
) -> None:
    await surveyed(the_office)
    await way(the_office, level, reason)
    assert await the_office.tasks("不满") == ([reason] if reason else [])
    shown = [one for one in await the_office.letters() if "【不满" in str(one.payload)]
    assert bool(shown) == bool(reason)
    assert all(reason in one.payload["text"] for one in shown)


@pytest.mark.parametrize("level", LEVELS[:3])
async def test_a_word_beside_a_good_level_on_the_page_is_no_task(
    the_office: Office, level: str
) -> None:
    await surveyed(the_office)
    await on_the_page(the_office, level, "谢谢")
    assert await the_office.tasks("不满") == []


# --- what is shown ------------------------------------------------------------------------------


async def test_the_page_shows_number_answer_reason_basis_and_five_equal_buttons(
    the_office: Office, browser: Browser
) -> None:
    """N7: every level of the profile, all alike, marked 默认 where its text is silent (WZ)."""
    await surveyed(the_office)
    page = await opens(browser, token_of(the_office))
    words = chinese(page)
    for shown in (
        "2026年第0001号",
        "办不了",
        "法律不许",
        "条例三条",
        "市场监管局",
        "10月28日前有效",
    ):
        assert shown in words
    assert BUTTON.findall(page) == [(level, level) for level in LEVELS]
    assert texts.IS_DEFAULT in words


@pytest.mark.parametrize("phone", ["", "0391-7123456"])
async def test_the_page_names_centre_telephone_and_what_it_was_about(
    the_office: Office, phone: str
) -> None:
    head = Letterhead(centre="示例县政务服务中心", phone=phone)
    here = laddered(the_office, heads={"main": head})
    await surveyed(here)
    async with browsing(here) as browser:
        words = chinese(await opens(browser, token_of(here)))
    assert "有诉即办 · 示例县政务服务中心" in words
    assert "反映事项营业执照办理" in words
    assert texts.ask(head.centre, phone) in words
    assert (phone or "窗口询问") in words
    assert "电话，" not in words


async def test_a_text_that_names_the_levels_bears_no_badge(the_office: Office) -> None:
    """LH-13a names them."""
    centre = the_office.context.desk.centres["main"]
    rules = Rules(catalogue.load("longhui"), centre.rules.calendar, centre.rules.hours)
    await surveyed(the_office)
    desk = replace(the_office.context.desk, centres={"main": replace(centre, rules=rules)})
    elsewhere = replace(the_office, context=replace(the_office.context, desk=desk))
    async with browsing(elsewhere) as browser:
        page = await opens(browser, token_of(the_office))
    assert texts.IS_DEFAULT not in chinese(page)
    assert len(BUTTON.findall(page)) == 5


async def test_the_complainant_is_not_named_even_where_the_answer_names_them(
    the_office: Office, browser: Browser
) -> None:
    """N6: no name, phone or address of theirs; the office's own number stays."""
    named = replace(ANSWER, text="张三丰您好，13800138000，幸福路3号的事请拨0391-7123456")
    await surveyed_with(the_office, named)
    words = chinese(await opens(browser, token_of(the_office)))
    assert not re.search("张三丰|13800138000|幸福路", words)
    assert "0391-7123456" in words


async def surveyed_with(office: Office, answer: c.Answer) -> None:
    """Bring a ticket to its survey with *answer*."""
    ticket = await office.opens()
    await office.do(ticket.no, *TO_SURVEY[:3], answer, PASS)


async def test_no_word_of_an_answer_becomes_markup(the_office: Office, browser: Browser) -> None:
    """S9: everything is escaped, in the answer and in the remark that is given back."""
    evil = "<img src=x onerror=alert(1)>\"'&$body</textarea><script>1</script>"
    await surveyed_with(the_office, replace(ANSWER, text=evil, reason=evil, basis=evil))
    page = await opens(browser, token_of(the_office))
    assert not re.search(r"<(img|script)", page)
    assert page.count("&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;$body") == 3
    response = await votes(browser, token_of(the_office), remark=evil * 10)
    page = await response.text()
    assert response.status == 400
    assert not re.search(r"<(img|script)", page)
    assert page.count("</textarea>") == 1


async def test_every_answer_of_the_page_is_locked_down(
    the_office: Office, browser: Browser
) -> None:
    """S7: no script, nothing from outside, no frame, no referrer, not kept, not listed — on errors too."""
    await surveyed(the_office)
    token = token_of(the_office)
    responses = [
        await browser.get(f"/r/{token}"),
        await browser.get("/r/forged"),
        await votes(browser, token, "满意到飞起"),
        await votes(browser, token),
        await votes(browser, token),
    ]
    assert [one.status for one in responses] == [200, 404, 400, 303, 409]
    for response in responses:
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert "script" not in policy
        assert {"base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(
            policy.split("; ")
        )
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        page = await response.text()
        assert not re.search(r"<script|https?://|\son\w+=|src=|<link", page)


# --- the vote -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "state", "round"),
    [
        ("非常满意", State.STRUCK_OFF, 0),
        ("满意", State.STRUCK_OFF, 0),
        ("基本满意", State.STRUCK_OFF, 0),
        ("不满意", State.REWORK, 1),
        ("非常不满意", State.REWORK, 1),
    ],
)
async def test_each_of_the_five_buttons_does_what_it_says(
    the_office: Office, browser: Browser, level: str, state: State, round: int
) -> None:
    """N7, WZ-11.3, WZ-11.4: three strike off, two send back; thanks and the vote are shown."""
    await surveyed(the_office)
    token = token_of(the_office)
    response = await votes(browser, token, level, remark="谢谢\r\n两位")
    assert (response.status, response.headers["Location"]) == (303, token)
    ticket = await the_office.ticket()
    assert (ticket.state, ticket.round) == (state, round)
    (rating,) = ticket.ratings
    assert (rating.level, rating.by, rating.remark) == (level, f"link:{NO}", "谢谢\n两位")
    words = chinese(await opens(browser, token))
    assert texts.THANKS in words
    assert texts.VOTED.format(level=level) in words
    assert (texts.AGAIN in words) is (round == 1)
    assert await verification.verify(the_office.store.reader) is None


@pytest.mark.parametrize(
    ("id", "source"),
    [
        ("link:2026-0002", "link"),
        (f"link:{NO}", "kf"),
        (f"link:{NO}", ""),
        (NO, "link"),
        ("", "link"),
    ],
)
async def test_nobody_votes_under_a_link_that_is_not_this_tickets(
    the_office: Office, id: str, source: str
) -> None:
    """N7: only the complainant's own chat or the signed link of this very ticket."""
    await surveyed(the_office)
    stranger = Actor(id=id, roles=frozenset({"citizen"}), source=source)
    with pytest.raises(NotYours):
        await the_office.do(NO, c.Rate(by=stranger, level="满意"))
    assert (await the_office.ticket()).ratings == ()


async def test_a_vote_that_the_rules_do_not_take_now_stores_nothing_and_says_so(
    the_office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused after part of it was written, all of it is undone; what was written is given back."""
    await surveyed(the_office)
    before, log = await the_office.ticket(), await the_office.log()

    async def refuses(*_: object) -> None:
        raise NotYours

    monkeypatch.setattr("bot.desk.reactions.REACTIONS", (*REACTIONS, Reaction(refuses)))
    response = await votes(browser, token_of(the_office), remark="我的话")
    page = await response.text()
    assert response.status == 409
    assert texts.NOT_NOW in chinese(page)
    assert "我的话" in page
    assert await the_office.ticket() == before
    assert await the_office.log() == log


async def test_a_second_press_changes_nothing_and_says_so(
    the_office: Office, browser: Browser
) -> None:
    """N7: votes are appended per round, never changed."""
    await surveyed(the_office)
    token = token_of(the_office)
    await votes(browser, token, "满意")
    before = await the_office.ticket()
    response = await votes(browser, token, "非常不满意")
    assert response.status == 409
    words = chinese(await response.text())
    assert texts.VOTED_BEFORE in words
    assert texts.VOTED.format(level="满意") in words
    assert await the_office.ticket() == before


async def test_looking_never_votes(the_office: Office, browser: Browser) -> None:
    """Link previews look, with GET and HEAD, whatever the query says."""
    await surveyed(the_office)
    token = token_of(the_office)
    before, log = await the_office.ticket(), await the_office.log()
    for method in ("GET", "HEAD"):
        for query in ("", "?level=满意", "?level=不满意&remark=x"):
            response = await browser.request(method, f"/r/{token}{query}")
            assert response.status == 200
    for method in ("PUT", "DELETE", "PATCH"):
        response = await browser.request(method, f"/r/{token}", data={"level": "满意"})
        assert response.status == 405
    assert await the_office.ticket() == before
    assert await the_office.log() == log


async def test_the_desks_own_vote_shows_on_the_page(the_office: Office, browser: Browser) -> None:
    """Who was called meanwhile sees what was noted, and cannot vote again."""
    await surveyed(the_office)
    token = token_of(the_office)
    await the_office.do(NO, c.Rate(by=CITIZEN, level="基本满意"))
    page = await opens(browser, token)
    assert BUTTON.findall(page) == []
    assert texts.VOTED.format(level="基本满意") in chinese(page)
    assert (await votes(browser, token, "不满意")).status == 409


async def test_a_link_of_an_earlier_round_shows_its_answer_and_no_buttons(
    the_office: Office, browser: Browser
) -> None:
    """The old link shows the old answer, even while the new one awaits its 质检, and takes no vote."""
    await surveyed(the_office)
    await the_office.do(NO, c.Rate(by=CITIZEN, level="不满意"), *AGAIN[:2])
    first, second = (token_of(the_office, round=n) for n in (0, 1))
    page = await opens(browser, first)
    assert "法律不许" in chinese(page)
    assert "重新办好了" not in chinese(page), "it is not inspected yet"
    await opens(browser, second, 404)
    await the_office.do(NO, AGAIN[2])
    assert "重新办好了" not in chinese(await opens(browser, first))
    assert "重新办好了" in chinese(await opens(browser, second))
    assert BUTTON.findall(await opens(browser, first)) == []
    assert (await votes(browser, first)).status == 409
    assert (await the_office.ticket()).state is State.SURVEYING
    assert (await votes(browser, second)).status == 303
    assert [(r.level, r.round) for r in (await the_office.ticket()).ratings] == [
        ("不满意", 0),
        ("满意", 1),
    ]


async def test_an_unjudged_round_that_was_sent_back_says_that_a_newer_one_runs(
    the_office: Office, browser: Browser
) -> None:
    await surveyed(the_office)
    reworked = replace(await the_office.ticket(), round=1, state=State.REWORK, version=99)
    await the_office.write(lambda s: stored_as(s, reworked))
    words = chinese(await opens(browser, token_of(the_office)))
    assert "已经退回重办，请等新的答复" in words


async def stored_as(session: Any, ticket: Any) -> None:
    """Store a ticket as it cannot come to be yet."""
    before = await tickets.load(session, ticket.no)
    await tickets.save(session, before, ticket, codec.facts_of(ticket))


async def test_silence_stays_unrated(the_office: Office, browser: Browser, clock: Any) -> None:
    """N7, G-10: three failed calls close it as 未评价, and a late link cannot make it 满意."""
    await surveyed(the_office)
    token = token_of(the_office)
    desk = replace(CITIZEN, id="sun", roles=frozenset({"receptionist"}))
    for _ in range(3):
        await the_office.do(NO, c.CallBack(by=desk, level=""))
        clock.advance(days=1)
    assert (await the_office.ticket()).state is State.UNRATED
    assert texts.UNRATED in chinese(await opens(browser, token))
    assert (await votes(browser, token)).status == 409
    assert (await the_office.ticket()).ratings == ()


# --- who gets in --------------------------------------------------------------------------------


@pytest.mark.parametrize("made", ["forged", "strangers", "gone", "huge", "dots"])
async def test_what_is_not_ours_is_one_and_the_same_page(
    the_office: Office, browser: Browser, made: str
) -> None:
    """No hint of what exists: a made-up link and a ticket that is not there look alike."""
    await surveyed(the_office)
    now = the_office.clock()
    token = {
        "forged": token_of(the_office)[:-1] + "!",
        "strangers": Links(Keys.random(), URL).token(NO, 0, now),
        "gone": links_of(the_office).token("2026-9999", 0, now),
        "huge": "A" * 6000,
        "dots": "..%2F..%2Fmetrics",
    }[made]
    page = await opens(browser, token, 404)
    assert page == await opens(browser, "nothing", 404)
    assert texts.NOT_FOUND[1] in chinese(page)
    assert "0001" not in page
    assert (await votes(browser, token)).status == 404


async def test_a_link_that_is_over_says_what_to_do(
    the_office: Office, browser: Browser, clock: Any
) -> None:
    await surveyed(the_office)
    token = token_of(the_office)
    clock.advance(seconds=(LASTS - timedelta(seconds=1)).total_seconds())
    await opens(browser, token)
    clock.advance(seconds=1)
    page = await opens(browser, token, 410)
    assert texts.LINK_OVER[1] in chinese(page)
    assert "法律不许" not in page
    assert (await votes(browser, token)).status == 410
    assert (await the_office.ticket()).ratings == ()


async def test_one_link_reaches_one_ticket(the_office: Office, browser: Browser) -> None:
    """The link of one ticket neither shows nor votes on another, even of the same person."""
    await surveyed(the_office)
    other = await surveyed(the_office)
    page = await opens(browser, token_of(the_office))
    assert "0002" not in page
    assert (await votes(browser, token_of(the_office))).status == 303
    assert (await the_office.ticket()).state is State.STRUCK_OFF
    assert (await the_office.ticket(other.no)).state is State.SURVEYING


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
async def test_only_the_pages_own_form_votes(
    the_office: Office, browser: Browser, headers: dict[str, str], status: int
) -> None:
    await surveyed(the_office)
    response = await votes(browser, token_of(the_office), headers=headers)
    assert response.status == status
    assert ((await the_office.ticket()).state is State.STRUCK_OFF) is (status == 303)


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://evil.example", 403), (URL, 303), ("null", 303), (None, 303)],
)
async def test_an_old_browser_is_known_by_its_origin(
    the_office: Office, browser: Browser, origin: str | None, status: int
) -> None:
    """Without Sec-Fetch-Site; this page's own form says `null`, for it has no referrer."""
    await surveyed(the_office)
    headers = {"Origin": origin} if origin else {}
    response = await browser.post(
        f"/r/{token_of(the_office)}", data={"level": "满意"}, headers=headers, allow_redirects=False
    )
    assert response.status == status


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 400),
        ({"level": ""}, 400),
        ({"level": "满意到飞起"}, 400),
        ({"level": "满意", "remark": "长" * (LONGEST_REMARK + 1)}, 400),
        ([("level", "满意"), ("level", "不满意")], 400),
        ([("level", "满意"), ("remark", "1"), ("remark", "2")], 400),
        ([(f"f{n}", "x") for n in range(50)], 400),
        (b"level=%ff%fe", 400),
        ({"level": "满意", "remark": "长" * 60_000}, 413),
    ],
)
async def test_a_wrong_form_gets_a_sentence_and_changes_nothing(
    the_office: Office, browser: Browser, data: Any, status: int
) -> None:
    await surveyed(the_office)
    before = await the_office.ticket()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await votes(browser, token_of(the_office), data=data, headers=headers)
    assert response.status == status
    assert re.search("没有提交|还没有提交", chinese(await response.text()))
    assert await the_office.ticket() == before


async def test_a_form_of_another_kind_is_refused(the_office: Office, browser: Browser) -> None:
    await surveyed(the_office)
    response = await browser.post(f"/r/{token_of(the_office)}", json={"level": "满意"})
    assert response.status == 400
    assert (await the_office.ticket()).state is State.SURVEYING


async def test_a_remark_that_is_too_long_is_given_back(
    the_office: Office, browser: Browser
) -> None:
    """Bad input loses nothing: what was written stands in the box again."""
    await surveyed(the_office)
    written = "窗口" * LONGEST_REMARK
    page = await (await votes(browser, token_of(the_office), remark=written)).text()
    assert written in page
    assert texts.REMARK_TOO_LONG.format(most=LONGEST_REMARK) in page
    assert len(BUTTON.findall(page)) == 5


async def test_where_the_memory_fails_the_page_says_so_and_tells_no_more(
    the_office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surveyed(the_office)

    async def breaks(*_: object) -> None:
        raise RuntimeError("the citizen's own words")

    monkeypatch.setattr("storage.tickets.tickets.load", breaks)
    page = await opens(browser, token_of(the_office), 503)
    assert texts.BUSY[1] in chinese(page)
    assert "own words" not in page


async def test_who_guesses_links_is_slowed_and_who_has_one_elsewhere_is_not(
    the_office: Office,
) -> None:
    await surveyed(the_office)
    page = AnswerPage(
        context=the_office.context, links=links_of(the_office), guesses=Guesses("X-At")
    )
    application = web.Application()
    application.add_routes(page.routes())
    async with TestClient(TestServer(application)) as client:

        async def opened(token: str, whose: str) -> int:
            async with client.get(f"/r/{token}", headers={"X-At": whose}) as response:
                return response.status

        guessed = [await opened(f"guess{n}", "8.8.4.4") for n in range(FREE + 1)]
        assert guessed == [404] * FREE + [429]
        right = token_of(the_office)
        assert await opened(right, "8.8.4.4") == 429
        assert await opened(right, "8.8.8.8") == 200
