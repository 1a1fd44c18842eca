"""Typed staff commands, in single chat and to the robot: done, refused with a line, or helped on."""

from typing import Any

import pytest
from builders import (
    CITIZEN,
    HELPER,
    MANAGER,
    MARKET,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    a_complaint,
)
from databases import only_sqlite
from office import Office

from bot.staff import chat_commands, queries
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State
from storage.database.session import Session
from storage.tickets import tickets

pytestmark = only_sqlite

NO = "2026-0001"
DISPATCH = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
SENT = (DISPATCH, c.Approve(by=MANAGER))
WORKING = (*SENT, c.Acknowledge(by=OFFICER))
ANSWERED = (*WORKING, c.Answer(by=OFFICER, text="办不了", reason="法律不许", basis="条例三条"))
SURVEYING = (*ANSWERED, c.Pass(by=SUPERVISOR))
#: the chat is closed and the desk is asked to call
CALLED = (*SURVEYING, c.NoteUndelivered(by=SCHEDULE))


async def types(office: Office, userid: str, text: str, *, late: bool = False) -> str:
    """Let *userid* type in the single chat; return the answer."""
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=late))
    return "".join(await office.answers())


async def tells(office: Office, userid: str, text: str, chat: str = "wrMarket") -> str:
    """Let *userid* tell the robot in a group; return the answer."""
    await office.hears(lambda visit: chat_commands.in_group(visit, userid, chat, text, late=False))
    return "".join(await office.answers())


#: what was done before, who types what, the state it leads to, words of the answer
DONE: list[tuple[tuple[c.Command, ...], str, str, State, str]] = [
    ((), "sun", "/当场 0001 已现场补录，拿到执照", State.SURVEYING, "当场办结"),
    (
        (),
        "sun",
        "/不予受理 0001 N1 已进入诉讼程序",
        State.REGISTERED,
        "诉求人会读到的话，还没有发出",
    ),
    ((), "sun", "/派单 0001 市场监管局 类=办不了", State.PROPOSED, "已提交审批"),
    ((), "sun", "/派单 0001 工商局，税务局 类=不给办 承诺=10月15日", State.PROPOSED, "审批"),
    ((), "guan", "/派单 2026年第0001号 市场监管局 类=很难办", State.DISPATCHED, "已派单，时限"),
    ((), "du", "／改类 0001 类=很难办 事项=食品许可", State.REGISTERED, "已改类"),
    ((DISPATCH,), "guan", "/批准 0001", State.DISPATCHED, "10月8日 17:30"),
    ((DISPATCH,), "guan", "/驳回 0001 单位不对", State.REGISTERED, "已驳回"),
    (SENT, "guan", "/改派 0001 税务局 涉税", State.DISPATCHED, "已改派"),
    (WORKING, "du", "/改派 0001 税务局 涉税", State.WORKING, "改派申请已提交，等批准"),
    (SENT, "li", "/签收 0001", State.WORKING, "已签收（李科）"),
    (SENT, "hong", "/签收 0001", State.WORKING, "已签收（洪联络）"),
    (WORKING, "li", "/答复 0001 办不了 理由：法律不许 依据：条例三条", State.ANSWERED, "等待质检"),
    (WORKING, "li", "/方案 0001 10月15日 三步走", State.PLANNED, "承诺 2026年10月15日"),
    (WORKING, "li", "/追问 0001 哪一天来的？", State.WORKING, "追问已记录"),
    (WORKING, "du", "/催办 0001 请抓紧", State.WORKING, "已催办"),
    (WORKING, "du", "/督办 0001 3个工作日 请说明原因", State.WORKING, "已督办"),
    (ANSWERED, "du", "/质检 0001 通过", State.SURVEYING, "质检通过"),
    (ANSWERED, "sun", "/质检 0001 通过", State.SURVEYING, "质检通过"),
    (ANSWERED, "du", "/质检 0001 退回 没有依据", State.REWORK, "新的时限"),
    (CALLED, "sun", "/回访 0001 满意 谢谢", State.STRUCK_OFF, "清零销号"),
    (CALLED, "sun", "/回访 0001 不满意 还是没办", State.REWORK, "退回重办"),
    (SURVEYING, "sun", "/回访 0001 未接通", State.SURVEYING, "未接通，已记录"),
]


@pytest.mark.parametrize(
    ("before", "who", "typed", "state", "answer"), DONE, ids=[d[2] for d in DONE]
)
async def test_each_command_does_its_work(
    the_office: Office,
    before: tuple[c.Command, ...],
    who: str,
    typed: str,
    state: State,
    answer: str,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *before)

    assert answer in await types(the_office, who, typed)
    assert (await the_office.ticket()).state is state


async def test_wz_8_4_the_first_department_leads_and_all_get_the_form_at_once(
    the_office: Office,
) -> None:
    await the_office.opens()
    await types(the_office, "guan", "/派单 0001 税务局，工商局 类=不给办 承诺=10月15日")

    ticket = await the_office.ticket()
    assert [(p.department, p.is_lead) for p in ticket.parts] == [("tax", True), ("market", False)]
    assert str(ticket.promised_on) == "2026-10-15"
    forms = [one for one in await the_office.letters(f"{NO}/") if one.kind == "group"]
    assert {one.lane for one in forms} == {"group:tax", "group:market"}


async def test_an_assisting_departments_answer_goes_to_the_lead(the_office: Office) -> None:
    await the_office.opens()
    both = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX))
    await the_office.do(NO, both, c.Acknowledge(by=OFFICER), c.Acknowledge(by=HELPER))

    assert "转给牵头部门" in await types(the_office, "wang", "/答复 0001 税务这边没有问题")
    assert (await the_office.ticket()).state is State.WORKING


REFUSED: list[tuple[str, str, str]] = [
    ("li", "/批准 0001", "不在您的职责范围内"),
    ("sun", "/批准 0001", "不在您的职责范围内"),
    ("sun", "/签收 0001", "不在您的职责范围内"),
    ("guan", "/督办 0001 请速办", "不在您的职责范围内"),
    ("sun", "/答复 0001 办好了", "不在您的职责范围内"),
    ("wang", "/签收 0001", "不在贵单位名下"),
]


@pytest.mark.parametrize(("who", "typed", "answer"), REFUSED, ids=[r[1] + r[0] for r in REFUSED])
async def test_beyond_ones_role_is_refused_and_logged_in_the_tickets_chain(
    the_office: Office, who: str, typed: str, answer: str
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    before = await the_office.ticket()

    assert answer in await types(the_office, who, typed)
    assert await the_office.ticket() == before
    assert (await the_office.log())[-1] == f"refused:{typed[1:3]}"


async def test_out_of_turn_is_refused_with_where_the_ticket_stands(the_office: Office) -> None:
    await the_office.opens()
    answer = await types(the_office, "du", "/质检 0001 通过")
    assert "现在是“待研判”" in answer


async def test_wz_9_1_what_is_missing_is_named_with_the_right_form_and_an_example(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    answer = await types(the_office, "li", "/答复 0001 办不了")
    assert "还缺：理由、依据（武政数〔2024〕11号 第九条）" in answer
    assert "格式：/答复 号 内容" in answer
    assert f"例如：/答复 {NO} 已核实清楚" in answer


UNCLEAR = [
    ("sun", "/派单 0001 水利局 类=办不了", "没有“水利局”这个部门。可选：市场监管局、税务局"),
    ("sun", "/派单 0001 管局 类=办不了", "“管局”可能是：市场监管局、城管局，请写全"),
    ("sun", "/派单 0001 税务局 类=随便", "没有“随便”这一类。可选：办不了、很难办、不给办"),
    ("sun", "/派单 0001 税务局 类=不给办", "还缺：承诺时限（武政数〔2024〕11号 第九条）"),
    ("sun", "/不予受理 0001 N9 不归我们", "没有“N9”这个理由码。可选：N1"),
    ("sun", "/签收", "“签收”缺少工单号。格式：/签收 号"),
    ("sun", "/签到 0001", "是不是“签收”"),
    ("li", "/延期 0001 3 要现场看", "本地的规定里没有这一项（默认，非文件规定），没有执行"),
    ("du", "/案例 0001", "“案例”还没有开通。发 /帮助"),
    ("li", "/方案 0001 2062-10-15 三步走", "还缺：一年以内的承诺日（武政数〔2024〕11号 第九条）"),
    ("li", "/方案 0001 2026-09-01 三步走", "还缺：今天以后的承诺日（武政数〔2024〕11号 第九条）"),
    ("du", "/督办 0001 2026-09-01 请速办", "2026年9月1日 已经过了"),
]


@pytest.mark.parametrize(("who", "typed", "answer"), UNCLEAR, ids=[u[1] for u in UNCLEAR])
async def test_a_wrong_command_gets_one_line_that_helps(
    the_office: Office, who: str, typed: str, answer: str
) -> None:
    await the_office.opens()
    await the_office.do(NO, *(SENT if who in ("du", "li") else ()))
    before = await the_office.ticket()
    assert answer in await types(the_office, who, typed)
    assert await the_office.ticket() == before


async def test_without_class_the_dispatch_asks_for_one(the_office: Office) -> None:
    await the_office.opens(a_complaint(causes=()))
    answer = await types(the_office, "sun", "/派单 0001 税务局")
    assert "类=办不了、很难办、不给办" in answer


async def test_a_level_that_the_profile_lacks_is_answered_with_those_there_are(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SURVEYING, c.OfferCall(by=SCHEDULE))
    answer = await types(the_office, "sun", "/回访 0001 很满意")
    assert "没有“很满意”这一级。可选：非常满意、满意" in answer


async def test_a_bare_number_is_the_open_one_that_the_person_may_see(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SURVEYING, c.Rate(by=CITIZEN, level="满意"))

    for typed in ("/查 0001", "/查 2026-0001"):
        assert "2026年第0001号 清零销号" in await types(the_office, "sun", typed)


async def test_an_unknown_number_is_answered_with_those_under_way(the_office: Office) -> None:
    await the_office.opens()
    assert "在办的有：2026年第0001号" in await types(the_office, "sun", "/查 0099")
    assert "在办" not in (await types(the_office, "li", "/查 0099")).replace("在办件", "")


async def test_a_department_sees_only_its_own(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    assert "待签收" in await types(the_office, "li", "/查 0001")
    assert "不在贵单位名下" in await types(the_office, "wang", "/查 0001")
    assert NO.replace("-", "年第") in await types(the_office, "li", "/待办")
    assert await types(the_office, "wang", "/待办") == "现在没有待办。"


async def test_to_do_is_what_waits_for_the_role(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, DISPATCH)
    assert "待批准" in await types(the_office, "guan", "/待办")
    assert await types(the_office, "du", "/待办") == "现在没有待办。"


async def test_the_list_of_supervised_shows_what_is_overdue(the_office: Office, clock: Any) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    assert await types(the_office, "du", "/督办列表") == "现在没有督办中的件。"
    clock.advance(days=20)
    await the_office.do(NO, c.Supervise(by=SUPERVISOR, demand="速办"))
    assert "2026年第0001号" in await types(the_office, "du", "/督办 列表")


HELP = [
    (
        "li",
        {"/签收", "/答复", "/方案", "/追问", "/查", "/待办"},
        {"/批准", "/派单", "/督办", "/登记"},
    ),
    ("sun", {"/登记", "/当场", "/派单", "/回访", "/质检", "/催办"}, {"/批准", "/签收", "/督办"}),
    ("du", {"/督办", "/催办", "/质检"}, {"/批准", "/签收"}),
    ("guan", {"/批准", "/驳回", "/派单"}, {"/签收", "/登记", "/质检"}),
]


@pytest.mark.parametrize(("who", "there", "absent"), HELP, ids=[h[0] for h in HELP])
async def test_help_lists_what_the_role_may_do_and_what_is_open(
    the_office: Office, who: str, there: set[str], absent: set[str]
) -> None:
    await the_office.opens()
    shown = set()
    for command in (None, *SURVEYING):
        if command is not None:
            await the_office.do(NO, command)
        answer = await types(the_office, who, "/帮助")
        shown |= {line.split()[0] for line in answer.splitlines()[1:]}
    assert there <= shown
    assert not shown & (absent | {"/延期", "/案例"})


async def test_a_late_command_is_refused_and_shown_to_type_again(the_office: Office) -> None:
    """S3: what is old is not done, and can be said anew."""
    await the_office.opens()
    answer = await types(the_office, "sun", "/当场 0001 办好了", late=True)
    assert "超过 5 分钟" in answer
    assert "/当场 0001 办好了" in answer
    assert (await the_office.ticket()).state is State.REGISTERED


async def test_a_strangers_command_is_answered_and_the_desk_told_once(the_office: Office) -> None:
    await the_office.opens()
    assert "还没有在本系统登记" in await types(the_office, "nobody", "/当场 0001 办好了")
    await types(the_office, "nobody", "/当场 0001 办好了")
    assert len(await the_office.tasks("身份")) == 1
    assert len(await the_office.letters("chore/")) == 1
    assert (await the_office.ticket()).state is State.REGISTERED


# --- in a group ---------------------------------------------------------------------------------


async def test_in_a_group_the_slash_is_optional_and_the_answer_goes_into_the_group(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    assert "已签收（李科）" in await tells(the_office, "li", "签收 0001")
    assert (await the_office.letters(f"in/{the_office.said}/"))[0].lane == "group:market"


async def test_a_stranger_in_a_group_is_answered_there(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    assert "还没有在本系统登记" in await tells(the_office, "nobody", "签收 0001")
    assert "市场监管局" in (await the_office.tasks("身份"))[0]


async def test_where_the_chat_is_no_departments_the_person_is_answered(the_office: Office) -> None:
    for chat in ("wrSomewhere", ""):
        assert await tells(the_office, "du", "待办", chat) == "现在没有待办。"
        assert (await the_office.letters(f"in/{the_office.said}/"))[0].lane == "app:du"


async def test_n6_no_answer_in_a_group_tells_who_complains(the_office: Office) -> None:
    """Whatever staff type there is answered without phone or name."""
    person = Complainant(lane="kf:a:b", name="张三丰", phone="13800138000", address="幸福路3号")
    await the_office.opens(a_complaint(complainant=person, text="张三丰的执照，电话13800138000"))
    await the_office.do(NO, *SENT)
    for typed in ("查 0001", "待办", "签收 0001 张三 13800138000", "待办 13800138000"):
        answer = await tells(the_office, "li", typed)
        assert "13800138000" not in answer
        assert "张三丰" not in answer
    assert "单聊" in await tells(the_office, "sun", "登记 李四 13900000000")


async def test_n6_desk_tasks_are_not_told_in_a_group(the_office: Office) -> None:
    await types(the_office, "nobody", "/待办")
    assert "身份" in await types(the_office, "sun", "/待办")
    assert await tells(the_office, "sun", "待办") == "现在没有待办。"


async def _unreadable(office: Office, no: str) -> None:
    """Leave *no* as if its key had been lost."""

    async def job(session: Session) -> None:
        await session.rows("UPDATE tickets SET sealed = data_key WHERE no = ?", no)

    await office.store.writer.run(job, name="lost")


@pytest.mark.parametrize("text", ["/查 0001", "/签收 0001", "/催办 0001 请抓紧"])
async def test_a_ticket_that_cannot_be_opened_does_not_break_the_bare_number_of_another_year(
    the_office: Office, text: str
) -> None:
    """R7: 0001 of 2026 is lost; 0001 of 2027 is found by its bare number all the same."""
    await the_office.opens()
    the_office.clock.advance(days=200)
    ticket = await the_office.opens()
    assert ticket.no == "2027-0001"
    await the_office.do(ticket.no, *SENT)
    await _unreadable(the_office, NO)
    assert "2027年第0001号" in await types(the_office, "hong" if "签收" in text else "du", text)


async def test_of_a_ticket_that_cannot_be_opened_staff_read_what_to_do(the_office: Office) -> None:
    await the_office.opens()
    await _unreadable(the_office, NO)
    assert "打不开" in await types(the_office, "du", "/查 0001")


async def test_a_person_with_one_ticket_that_cannot_be_opened_is_still_heard(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.opens()
    await _unreadable(the_office, NO)
    own = await tickets.load_own(the_office.store.reader, a_complaint().complainant.lane)
    assert [one.no for one in own] == ["2026-0002"]


async def test_help_opens_no_ticket_where_more_are_seen_than_it_looks_at_one_by_one(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the answer would cost what is open, and acknowledgements with it (R17)."""
    monkeypatch.setattr(queries, "LOOKED_AT", 2)
    opened: list[str] = []
    real = tickets.opened

    def noted(session: Session, row: Any) -> Any:
        opened.append(row["no"])
        return real(session, row)

    monkeypatch.setattr(tickets, "opened", noted)
    for _ in range(2):
        await the_office.opens()
    opened.clear()
    await types(the_office, "guan", "/帮助")
    assert len(opened) == 2, "of few each is looked at"
    await the_office.opens()
    opened.clear()
    assert "/派单" in await types(the_office, "guan", "/帮助")
    assert opened == []
