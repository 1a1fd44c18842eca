"""登记 by the desk: read as it is written, put right and annulled until it is dispatched, never for ever wrong."""

from dataclasses import replace

import pytest
from builders import MANAGER, MARKET, OFFICER, RECEPTIONIST, SUPERVISOR, a_complaint
from databases import only_sqlite
from office import Office

from bot.inbound import app
from bot.texts import staff
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State
from intake.grammar.forms import ALIASES, FORMS
from storage.people import tasks
from storage.tickets.log import entries

pytestmark = only_sqlite

LINE = "张三 13800138000 城关镇 营业执照办不下来"
DISPATCH = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
SENT = (DISPATCH, c.Approve(by=MANAGER))
ANSWERED = (*SENT, c.Answer(by=OFFICER, text="办不了", reason="法律不许", basis="条例三条"))


async def types(office: Office, userid: str, text: str) -> str:
    """Let *userid* write *text* in the app's single chat, as the callback brings it; return the answer."""
    body = (
        f"<xml><ToUserName>ww1</ToUserName><FromUserName>{userid}</FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>{text}</Content>"
        "<MsgId>1</MsgId><AgentID>1</AgentID></xml>"
    ).encode()
    await office.hears(
        lambda visit: app.hear(replace(visit, lane=f"app:{userid}"), body, "ww1", late=False)
    )
    return "\n".join(await office.answers())


#: a line of the desk → name, phone, address, words
LINES: list[tuple[str, tuple[str, str, str, str]]] = [
    (LINE, ("张三", "13800138000", "城关镇", "营业执照办不下来")),
    ("李秀兰，13912345678，木城街道和平路12号，社保卡丢了，窗口说补不了", ("李秀兰", "13912345678", "木城街道和平路12号", "社保卡丢了，窗口说补不了")),
    ("13800138000 张三 城关镇 营业执照办不下来", ("张三", "13800138000", "城关镇", "营业执照办不下来")),
    ("营业执照办不下来 张三 13800138000 城关镇", ("张三", "13800138000", "城关镇", "营业执照办不下来")),
    ("张三 138 0013 8000 城关镇 幸福路3号 营业执照办不下来", ("张三", "13800138000", "城关镇幸福路3号", "营业执照办不下来")),
    ("翙贺 0391-8800012 东关村 低保停了三个月", ("翙贺", "03918800012", "东关村", "低保停了三个月")),
    ("王女士 15000003333 龙源社区 孩子落户", ("王女士", "15000003333", "龙源社区", "孩子落户")),
    ("张三 13800138000 没有地址 孩子转学没有学位", ("张三", "13800138000", "", "孩子转学没有学位")),
    ("姓名：张三 电话：13800138000 地址：城关镇 诉求：营业执照办不下来", ("张三", "13800138000", "城关镇", "营业执照办不下来")),
    ("张三 13800138000 城关镇\n营业执照办不下来\n窗口说系统坏了", ("张三", "13800138000", "城关镇", "营业执照办不下来\n窗口说系统坏了")),
    ("张三 13800138000 城关镇 县医院报销不了", ("张三", "13800138000", "城关镇", "县医院报销不了")),
]  # fmt: skip


@pytest.mark.parametrize(("line", "form"), LINES, ids=[one[0][:20] for one in LINES])
async def test_a_registration_is_read_in_whatever_order_it_is_written_and_a_township_is_an_address(
    the_office: Office, line: str, form: tuple[str, str, str, str]
) -> None:
    await types(the_office, "sun", f"/登记 {line}")

    said = (await the_office.ticket()).complaint
    who = said.complainant
    assert (who.name, who.phone, who.address, said.text) == form


async def test_the_particulars_may_come_one_by_one_in_any_order_and_what_is_not_told_is_waived(
    the_office: Office,
) -> None:
    """A person without a phone is registered too; the form shows what is lacking."""
    await types(the_office, "sun", "/登记")
    for line in ("城关镇", "张三", "营业执照办不下来"):
        await types(the_office, "sun", line)
    assert "没有电话" in "\n".join(await the_office.answers())
    await types(the_office, "sun", "没有电话")

    said = (await the_office.ticket()).complaint
    assert (said.complainant.name, said.complainant.phone) == ("张三", "")
    assert (said.complainant.address, said.text) == ("城关镇", "营业执照办不下来")


#: words that begin a registration themselves
BEGIN_ONE = {"登记", *(word for word, name in ALIASES.items() if name == "登记")}


@pytest.mark.parametrize("word", sorted({*FORMS, *ALIASES} - {"?", "help"} - BEGIN_ONE))
async def test_a_line_that_begins_with_a_command_word_is_never_a_field_of_a_form(
    the_office: Office, word: str
) -> None:
    await types(the_office, "sun", "/登记 营业执照办不下来")
    for line in (f"{word} 税务局", f"{word}"):
        await types(the_office, "sun", line)
    await types(the_office, "sun", LINE.rpartition(" ")[0])

    assert word not in (await the_office.ticket()).complaint.text


async def test_a_second_registration_leaves_the_first_to_the_desk_instead_of_dropping_it(
    the_office: Office,
) -> None:
    await types(the_office, "sun", "/登记 低保停了三个月")
    await types(the_office, "sun", f"/登记 {LINE}")

    assert [one.text for one in await tasks.opened(the_office.store.reader, "待完善")] == [
        "低保停了三个月"
    ]


#: how a registration is put right → the field, its new value
RIGHT: list[tuple[str, str, str]] = [
    ("电话：13900139000", "phone", "13900139000"),
    ("电话错了，是 139 0013 9000", "phone", "13900139000"),
    ("手机号应为13900139000", "phone", "13900139000"),
    ("姓名：李四", "name", "李四"),
    ("地址改成北关村", "address", "北关村"),
    ("单位：恒达木业有限公司", "name", "恒达木业有限公司"),
]


@pytest.mark.parametrize("before", [(), (DISPATCH,), SENT, ANSWERED], ids=["待研判", "待批准", "已派单", "待质检"])  # fmt: skip
@pytest.mark.parametrize(("words", "name", "value"), RIGHT, ids=[one[0] for one in RIGHT])
async def test_who_was_written_down_wrong_is_put_right_and_the_log_has_it(
    the_office: Office, before: tuple[c.Command, ...], words: str, name: str, value: str
) -> None:
    await types(the_office, "sun", f"/登记 {LINE}")
    await the_office.do("2026-0001", *before)
    answer = await types(the_office, "sun", f"/更正 0001 {words}")

    person = (await the_office.ticket()).complaint.complainant
    assert getattr(person, name) == value
    assert value in answer
    last = (await entries(the_office.store.reader, "2026-0001"))[-1]
    assert (last.command, last.actor) == ("Amend", "sun")
    assert last.payload[name] == value


async def test_the_words_are_put_right_until_a_department_works_on_them_and_the_card_comes_anew(
    the_office: Office,
) -> None:
    await types(the_office, "sun", f"/登记 {LINE}")
    await types(the_office, "sun", "/更正 0001 诉求：食品经营许可办不下来")
    card = [one for one in await the_office.letters("2026-0001/") if one.kind == "app_card"][-1]
    assert "食品经营许可办不下来" in str(card.payload)

    await the_office.do("2026-0001", *SENT)
    assert "诉求内容不再改" in await types(the_office, "sun", "/更正 0001 诉求：另一件事")
    assert (await the_office.ticket()).complaint.text == "食品经营许可办不下来"


async def test_a_value_that_is_none_is_asked_for_and_nothing_changes(the_office: Office) -> None:
    await types(the_office, "sun", f"/登记 {LINE}")
    assert "要改成什么" in await types(the_office, "sun", "/更正 0001 电话：1390013")
    assert (await the_office.ticket()).complaint.complainant.phone == "13800138000"


@pytest.mark.parametrize("before", [(), (DISPATCH,), (c.Remind(by=SUPERVISOR),)])
@pytest.mark.parametrize("after_minutes", [1, 300])
async def test_a_registration_that_should_not_be_there_is_annulled_until_it_is_dispatched(
    the_office: Office, before: tuple[c.Command, ...], after_minutes: int
) -> None:
    await types(the_office, "sun", f"/登记 {LINE}")
    await the_office.do("2026-0001", *before)
    the_office.clock.advance(minutes=after_minutes)
    answer = await types(the_office, "sun", "/更正 0001 作废 登成了两件")

    ticket = await the_office.ticket()
    assert ticket.state is State.WITHDRAWN
    assert ticket.closing == "登成了两件"
    assert "已作废" in answer


async def test_the_bare_correction_of_a_fresh_registration_annuls_it(the_office: Office) -> None:
    await types(the_office, "sun", f"/登记 {LINE}")
    assert "不是您做的" in await types(the_office, "qian", "/更正 0001 登错了")
    await types(the_office, "sun", "/更正 0001 登错了")
    assert (await the_office.ticket()).state is State.WITHDRAWN


async def test_nothing_is_annulled_that_a_department_has_or_that_somebody_said_for_themselves(
    the_office: Office,
) -> None:
    await types(the_office, "sun", f"/登记 {LINE}")
    await the_office.do("2026-0001", *SENT)
    await types(the_office, "sun", "/更正 0001 作废 登错了")
    assert (await the_office.ticket()).state is State.DISPATCHED

    await the_office.opens()
    for words in ("作废 登错了", "电话：13900139000"):
        answer = await types(the_office, "sun", f"/更正 0002 {words}")
        assert "是诉求人自己说的" in answer
    ticket = await the_office.ticket("2026-0002")
    assert (ticket.state, ticket.complaint) == (State.REGISTERED, a_complaint())


@pytest.mark.parametrize("userid", ["li", "wang", "ops"])
async def test_only_the_desk_puts_a_registration_right(the_office: Office, userid: str) -> None:
    complaint = a_complaint(complainant=Complainant(name="张三", phone="13800138000"))
    await the_office.opens(complaint)
    await the_office.do("2026-0001", *SENT)
    for words in ("电话：13900139000", "作废 登错了"):
        answer = await types(the_office, userid, f"/更正 0001 {words}")
        assert "职责范围" in answer or answer == staff.NOT_THEIRS
    assert (await the_office.ticket()).complaint.complainant.phone == "13800138000"
