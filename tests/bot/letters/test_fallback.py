"""The late message's ladder (product §2): chat → 服务号 → SMS → a call, each step told or refused with why."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import LANE, NOW, a_complaint, a_ticket, wuzhi

from bot.letters import fallback
from bot.letters.answer_links import Links
from bot.letters.chats import has_chat
from bot.letters.fallback import CALL, CHAT, OFFICIAL, SMS, Ladder, Letterhead, about, by_day
from bot.texts import page
from bot.texts.moments import SHANGHAI, moment
from dispatch.ticket.ticket import Ticket
from storage.database.privacy import Keys

pytestmark = pytest.mark.unit

LINKS = Links(Keys(bytes(32)), "https://yousu.example.gov.cn")
ALL = Ladder(links=LINKS, official=True, sms=True)
OPENID = "mp:oFollower1"


def told_by(lane: str = LANE, phone: str = "13800138000") -> Ticket:
    """Return a ticket of somebody on *lane* with *phone*."""
    complaint = a_complaint()
    person = replace(complaint.complainant, lane=lane, phone=phone)
    return a_ticket(wuzhi(), complaint=replace(complaint, complainant=person))


#: what is configured, who it is → the steps from the chat down
LADDERS = [
    pytest.param(
        ALL, told_by(), ["chat held", "official skipped no_openid", "sms queued", "call asked"],
        id="WeChat with a mobile",
    ),
    pytest.param(
        ALL, told_by(OPENID), ["chat skipped no_chat", "official queued", "call asked"],
        id="a follower of the 服务号",
    ),
    pytest.param(
        ALL, told_by(""),
        ["chat skipped no_chat", "official skipped no_openid", "sms queued", "call asked"],
        id="a walk-in with a mobile",
    ),
    pytest.param(
        ALL, told_by("", phone="0391-7123456"),
        ["chat skipped no_chat", "official skipped no_openid", "sms skipped no_mobile", "call asked"],
        id="a walk-in with a landline",
    ),
    pytest.param(
        ALL, told_by(phone=""),
        ["chat held", "official skipped no_openid", "sms skipped no_mobile", "letter asked"],
        id="WeChat without a number",
    ),
    pytest.param(
        replace(ALL, sms=False), told_by(),
        ["chat held", "official skipped no_openid", "sms skipped not_configured", "call asked"],
        id="no [sms]",
    ),
    pytest.param(
        replace(ALL, official=False), told_by(OPENID),
        ["chat skipped no_chat", "official skipped not_configured", "sms queued", "call asked"],
        id="no template_id",
    ),
    pytest.param(
        replace(ALL, links=None), told_by(OPENID),
        ["chat skipped no_chat", "official skipped no_public_url", "sms skipped no_public_url",
         "call asked"],
        id="no [server] public_url",
    ),
    pytest.param(
        Ladder(), told_by(),
        ["chat held", "official skipped no_openid", "sms skipped not_configured", "call asked"],
        id="nothing configured",
    ),
]  # fmt: skip


def steps(ways: Ladder, ticket: Ticket, after: str = CHAT) -> list[str]:
    """Return the steps as words."""
    return [
        " ".join(filter(None, (one.step, one.outcome, one.why if one.outcome == "skipped" else "")))
        for one in ways.down(ticket, after, NOW)
    ]


@pytest.mark.parametrize(("ways", "ticket", "expected"), LADDERS)
def test_the_ladder_goes_down_to_the_first_way_there_is_and_always_asks_for_a_call(
    ways: Ladder, ticket: Ticket, expected: list[str]
) -> None:
    """N7: whoever may not have read it is called; no ladder ends without a person."""
    assert steps(ways, ticket) == expected


def test_a_step_that_failed_leads_to_the_next_one_only() -> None:
    """The call was asked for when the chat closed; it is not asked for twice."""
    assert steps(ALL, told_by(OPENID), after=OFFICIAL) == ["sms queued"]
    assert steps(ALL, told_by(OPENID), after=SMS) == []
    assert steps(replace(ALL, sms=False), told_by(OPENID), after=OFFICIAL) == [
        "sms skipped not_configured"
    ]


def test_each_letter_has_one_key_for_each_round() -> None:
    """Once per answer: the outbox takes a key once."""
    ticket = told_by()
    keys = {
        letter.key
        for round_ in (0, 0, 1)
        for one in ALL.down(replace(ticket, round=round_), CHAT, NOW)
        if (letter := one.letter)
    }
    assert keys == {"2026-0001/late/0/sms", "2026-0001/late/1/sms"}


def test_the_sms_brings_number_matter_and_link_and_names_nobody() -> None:
    """N6: an SMS is read on a locked screen."""
    ticket = told_by()
    letter = next(one.letter for one in ALL.down(ticket, CHAT, NOW) if one.letter)
    text = letter.payload["text"]
    url = LINKS.url(ticket.no, 0, NOW)
    assert letter.payload["to"] == "13800138000"
    assert text == page.sms(page.HEAD, "", "跑了三趟营业执照还没办…", ticket, url)
    assert text.endswith(url), "phones take what follows a link for a part of it"
    named = [word for word in ("张三丰", "13800138000", "幸福路") if word in text]
    assert named == []
    assert "138" not in letter.lane + letter.key, "lane and key stand in clear"
    assert letter.ticket_no == ticket.no


def test_the_template_brings_its_fields_and_the_link() -> None:
    ticket = told_by(OPENID)
    letter = next(one.letter for one in ALL.down(ticket, CHAT, NOW) if one.letter)
    assert letter.kind == "official_template"
    assert letter.payload == {
        "round": 0,
        "to": "oFollower1",
        "url": LINKS.url(ticket.no, 0, NOW),
        "data": {
            "keyword1": "2026-0001 跑了三趟营业执照还…",
            "keyword2": "已有办理答复，请点开查看并评价",
            "keyword3": "9月28日 09:00",
            "keyword4": page.HEAD,
            "keyword5": "",
        },
    }
    assert all(len(value) <= 20 for value in letter.payload["data"].values())


@pytest.mark.parametrize(
    "matter", ["路灯坏了", "小区东门外的路灯坏了很久，\n晚上什么也看不见，摔了人"]
)
@pytest.mark.parametrize(
    "centre", ["有诉即办", "某某自治县某某经济技术开发区政务服务中心有诉即办窗口"]
)
@pytest.mark.parametrize("is_answer", [True, False], ids=["answer", "notice"])
def test_each_field_of_a_template_is_shown_whole_and_says_who_writes_and_whom_to_ring(
    matter: str, centre: str, is_answer: bool
) -> None:
    """WeChat cuts a field after 20 signs, and at a line break, without a word."""
    head = Letterhead(centre=centre, phone="0391-7123456")
    ladder = replace(ALL, heads={"main": head})
    ticket = told_by(OPENID)
    ticket = replace(ticket, centre="main", complaint=replace(ticket.complaint, text=matter))
    if is_answer:
        data = next(one.letter for one in ladder.down(ticket, CHAT, NOW) if one.letter).payload[
            "data"
        ]
    else:
        asking = ladder.beckoning(ticket, NOW)
        assert asking is not None
        data = asking.payload["data"]
    for value in data.values():
        assert len(value) <= 20
        assert "\n" not in value
    assert data["keyword1"].startswith("2026-0001")
    assert data["keyword4"][:10] == centre[:10]
    assert data["keyword5"] == "0391-7123456"
    # what a field cannot hold shows that it goes on; what must be right is never cut
    for name, whole in (("keyword1", f"2026-0001 {about(ticket)}"), ("keyword4", centre)):
        assert data[name].endswith("…") == (len(whole) > 20 or whole.endswith("…")), name
    assert data["keyword2"] in (page.TEMPLATE_SAYS, page.TEMPLATE_ASKS)
    assert data["keyword3"] == moment(NOW, NOW)


@pytest.mark.parametrize("words", ["", "好", "延期到10月12日，理由是等省里批复" * 9])
@pytest.mark.parametrize("after", ["", OFFICIAL])
def test_a_notice_is_never_told_by_a_template_whose_fields_cannot_hold_it(
    words: str, after: str
) -> None:
    assert ALL.way(told_by(OPENID), words, after=after) != OFFICIAL


@pytest.mark.parametrize(
    ("phone", "to"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("0391-7123456", ""),
        ("12345", ""),
        ("12800138000", ""),
        ("", ""),
    ],
)
def test_only_a_mobile_gets_an_sms(phone: str, to: str) -> None:
    letters = [one.letter for one in ALL.down(told_by(phone=phone), CHAT, NOW) if one.letter]
    assert [letter.payload["to"] for letter in letters] == ([to] if to else [])


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ("2026-09-28T08:00", None),
        ("2026-09-28T20:59", None),
        ("2026-09-28T21:00", "2026-09-29T08:00"),
        ("2026-09-28T23:59", "2026-09-29T08:00"),
        ("2026-09-29T00:00", "2026-09-29T08:00"),
        ("2026-09-29T07:59", "2026-09-29T08:00"),
    ],
)
def test_nothing_rings_at_night(at: str, morning: str | None) -> None:
    """N9: an SMS of the night waits for the morning."""
    now = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    expected = datetime.fromisoformat(morning).replace(tzinfo=SHANGHAI) if morning else None
    assert by_day(now) == expected
    letter = next(one.letter for one in ALL.down(told_by(), CHAT, now) if one.letter)
    assert letter.not_before == expected


@pytest.mark.parametrize(
    ("lane", "is_chat"), [(LANE, True), ("app:sun", True), ("", False), (OPENID, False)]
)
def test_who_has_a_chat_with_us(lane: str, is_chat: bool) -> None:
    assert has_chat(lane) is is_chat


def test_every_step_below_the_chat_stands_in_the_table_in_its_order() -> None:
    assert list(fallback.STEPS) == [OFFICIAL, SMS]
    assert set(fallback.STEP_OF) == {"official_template", "sms"}
    last = list(ALL.down(told_by(), CHAT, NOW + timedelta(days=1)))[-1]
    assert last.step == CALL
