"""Every command that takes a day: read back with its year, asked back where it is over or not plain."""

import pytest
from builders import MANAGER, MARKET, OFFICER, RECEPTIONIST
from databases import only_sqlite
from office import Office

from bot.staff import chat_commands
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import Ticket

pytestmark = only_sqlite

NO = "2026-0001"
SENT = (
    c.Dispatch(by=RECEPTIONIST, class_name="很难办", departments=(MARKET,)),
    c.Approve(by=MANAGER),
    c.Acknowledge(by=OFFICER),
)


async def types(office: Office, userid: str, text: str) -> str:
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await office.answers())


async def at_work(office: Office) -> Ticket:
    await office.opens()
    return await office.do(NO, *SENT)


def days_of(ticket: Ticket) -> object:
    return ticket.promised_on, ticket.documents, ticket.petitions, ticket.state, ticket.clocks


#: each command that takes a day, with who gives it and what must be there before
TAKERS = {
    "方案": ("li", "/方案 0001 {day} 补录档案", ""),
    "改诺": ("li", "/改诺 0001 {day} 等待系统开通", "/方案 0001 2026-10-30 补录档案"),
    "督办": ("du", "/督办 0001 {day} 请说明原因", ""),
    "派单": ("guan", "/派单 0002 市场监管局 类=不给办 承诺={day}", ""),
}
#: over on 28 September, or no day at all
ASKED_BACK = (
    "9月16日",
    "9.16",
    "9/16",
    "16号",
    "九月十六日",
    "1月5日",
    "上周三",
    "周一",
    "2月30日",
)
#: the same day in some of the usual ways; all of them are held by the grammar's own tests
MEANT = ("2026-10-15", "10月15日", "10.15", "10/15", "十月十五号", "下月15号")


async def ready_to_type(the_office: Office, name: str) -> tuple[str, str]:
    """Bring the tickets to where *name* is typed; return who types it and in which form."""
    who, form, before = TAKERS[name]
    await at_work(the_office)
    await the_office.opens()
    if before:
        await types(the_office, "li", before)
    return who, form


@pytest.mark.parametrize("name", TAKERS)
async def test_a_day_that_is_over_or_is_none_is_asked_back_and_nothing_moves(
    the_office: Office, name: str
) -> None:
    """N2, G-30; one after the other, because nothing moves."""
    who, form = await ready_to_type(the_office, name)
    stood = days_of(await the_office.ticket()), days_of(await the_office.ticket("2026-0002"))

    for day in ASKED_BACK:
        answer = await types(the_office, who, form.format(day=day))
        assert "没有执行" in answer, day
        assert "请写全年月日" in answer, day
        assert "2026-0002" not in answer or name == "派单", day
        assert (
            days_of(await the_office.ticket()),
            days_of(await the_office.ticket("2026-0002")),
        ) == stood, day


@pytest.mark.parametrize("name", TAKERS)
@pytest.mark.parametrize("day", MEANT)
async def test_each_read_back_shows_the_year_that_was_taken(
    the_office: Office, name: str, day: str
) -> None:
    who, form = await ready_to_type(the_office, name)
    answer = await types(the_office, who, form.format(day=day))
    shown = str([one.payload for one in await the_office.letters()])
    assert "2026年10月15日" in (shown if name == "改诺" else answer)
    assert "承诺 10月15日" not in shown


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("三天内必须办结", "要求 2026年10月8日 17:30 前办结"),  # 1 October is a holiday
        ("请三个工作日内办结并反馈", "要求 2026年10月8日 17:30 前办结"),
        ("推诿扯皮，务必于10月15日前整改到位", "要求 2026年10月15日 17:30 前办结"),
        ("24小时内办结", "要求 2026年9月29日 09:00 前办结"),
        ("9月16日已答复群众但至今未办", "要求 2026年9月30日 17:30 前办结"),
        ("9月16日 已答复群众但至今未办", "要求 2026年9月30日 17:30 前办结"),
        ("群众反映窗口承诺9月16日前办结但没有办", "要求 2026年9月30日 17:30 前办结"),
        ("窗口承诺10月16日前办结，群众不放心", "是这次督办的期限吗"),
        ("请10月9日前反馈，10月15日前办结", "几个期限"),
        ("3日 请于10月15日前办结", "几个期限"),
        ("9月16日前必须办结", "请写全年月日"),
        ("2月30日前必须办结", "没有“2月30日”这一天"),
    ],
)
async def test_a_demand_means_the_limit_that_its_words_name_or_asks(
    the_office: Office, words: str, answer: str
) -> None:
    """G-30, WZ-10.2."""
    await at_work(the_office)
    assert answer in await types(the_office, "du", f"/督办 0001 {words}")
    ticket = await the_office.ticket()
    assert bool(ticket.documents) == ("要求" in answer)
    if ticket.documents:
        assert words[-2:] in ticket.documents[0].text
