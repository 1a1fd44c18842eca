"""扣分, 核实, 申诉, 裁定, 扣分列表 as staff type them (LH-17), and the warning at the second (N8)."""

from dataclasses import replace
from typing import Any

import pytest
from builders import MANAGER, MARKET, OFFICER, TAX, a_complaint, wuzhi
from databases import only_sqlite
from marked import longhui
from office import DEPARTMENTS, STAFF, Office, office, person

from bot.config.directory import Directory
from bot.desk.installation import Centre
from bot.letters import cards
from bot.staff import chat_commands
from dispatch.assessment.marks import MarkState
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Scored
from storage.store import Store
from storage.tickets import marks
from storage.tickets.log import entries
from storage.tickets.marks import Asked

pytestmark = only_sqlite

NO = "2026-0001"
PEOPLE = (
    *STAFF,
    person("kao", "考核科", "assessor"),
    person("lead", "严窗口", "window_lead", department="market"),
    person("duty", "马局", "receptionist", department="tax"),
)


def an_office(store: Store, clock: Any, rules: Rules) -> Office:
    """Return an office under *rules*, with an assessor and the head of a window."""
    people = Directory({one.id: one for one in PEOPLE}, {one.id: one for one in DEPARTMENTS})
    made = office(store, clock, people)
    centres = {"main": Centre(id="main", prefix="", rules=rules)}
    context = replace(made.context, desk=replace(made.context.desk, centres=centres))
    return Office(context=context, clock=clock)


@pytest.fixture
def the_office(store: Store, clock: Any) -> Office:
    """隆回's office; its county has set fifteen minutes (G-5)."""
    return an_office(store, clock, longhui(minutes=15))


async def types(office: Office, userid: str, text: str) -> str:
    """Let *userid* type in the single chat; return the answer."""
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await office.answers())


async def dispatched(office: Office, no: str = NO, cause: str = "业务不熟") -> None:
    """Register a complaint and send it to the market's window."""
    await office.opens()
    sent = c.Dispatch(by=MANAGER, class_name="工单", departments=(MARKET,))
    await office.do(no, c.Classify(by=MANAGER, cause=cause), sent)


async def told(office: Office, prefix: str = "mark/") -> dict[str, str]:
    """Return who is told what, by lane; the last letter of each."""
    return {one.lane: one.payload["text"] for one in await office.letters(prefix)}


async def states(office: Office) -> list[MarkState]:
    """Return where the marks stand, oldest first."""
    found = await marks.newest(office.store.reader, Asked(centre="main"), 20)
    return [mark.state for mark in reversed(found)]


FAULT = "/扣分 0001 17b 市场监管局/李科 服务态度差：当众训斥办事群众"


async def test_lh_17f_a_fault_goes_from_proposal_through_appeal_to_the_decision(
    the_office: Office,
) -> None:
    await dispatched(the_office)

    assert "#1 隆放组办字〔2022〕13号 第十七条 市场监管局/李科 单位−1分，个人−1分" in await types(
        the_office, "du", FAULT
    )
    assert "待核实" in await types(the_office, "kao", "/扣分列表")
    assert "已核实" in await types(the_office, "kao", "/核实 1 成立 录像属实")
    assert "申诉已提交" in await types(the_office, "lead", "/申诉 1 当日系统停机")
    assert "已撤销，不再计算" in await types(the_office, "guan", "/裁定 1 撤销 停机属实")

    assert await states(the_office) == [MarkState.REVOKED]
    steps = [one for one in await the_office.log() if one.startswith("mark:")]
    assert steps == ["mark:Propose", "mark:Verify", "mark:Appeal", "mark:Revoke"]
    payload = (await entries(the_office.store.reader, NO))[-1].payload
    assert (payload["mark"], payload["by"], payload["state"]) == (1, "guan", "revoked")


async def test_the_log_of_marks_leaves_the_ticket_as_it_is(the_office: Office) -> None:
    await dispatched(the_office)
    before = await the_office.ticket()
    await types(the_office, "du", FAULT)
    assert await the_office.ticket() == before


async def test_lh_17f_the_window_hears_of_a_mark_only_when_it_is_verified(
    the_office: Office,
) -> None:
    await dispatched(the_office)
    await types(the_office, "du", FAULT)
    proposal = await told(the_office)
    assert list(proposal) == ["management:main"]
    assert "/核实 1 成立" in proposal["management:main"]

    await types(the_office, "kao", "/核实 1 成立")
    verified = await told(the_office)
    assert set(verified) == {"management:main", "app:lead", "app:hong", "app:li"}
    assert "请在 10月10日 17:30 前申诉" in verified["app:lead"]
    assert "默认，非文件规定" in verified["app:lead"]
    office_letter = (await the_office.letters("mark/1/1/"))[0]
    assert set(office_letter.payload["to"]) == {"guan", "kao"}


async def test_what_was_reported_is_masked_wherever_it_is_shown(the_office: Office) -> None:
    """N6: name and phone of the complainant do not reach the window."""
    await dispatched(the_office)
    await types(
        the_office, "du", "/扣分 0001 17b 市场监管局/李科 服务态度差，张三丰13800138000反映"
    )
    await types(the_office, "kao", "/核实 1 成立 已问张三丰")
    shown = "".join((await told(the_office)).values()) + await types(
        the_office, "lead", "/扣分列表"
    )
    assert "张三丰" not in shown
    assert "13800138000" not in shown
    assert "服务态度差" in shown


async def test_what_does_not_hold_costs_nothing_and_the_window_hears_nothing(
    the_office: Office,
) -> None:
    await dispatched(the_office)
    await types(the_office, "du", FAULT)
    assert "不成立" in await types(the_office, "guan", "/核实 1 不成立 录像没有此事")
    assert set(await told(the_office)) == {"management:main"}
    last = (await the_office.letters("mark/1/2/"))[0]
    assert set(last.payload["to"]) == {"guan", "kao", "du"}
    assert "年度已核实" not in await types(the_office, "kao", "/扣分列表")
    assert await types(the_office, "lead", "/扣分列表") == "没有扣分记录。"


async def test_the_list_sums_up_what_the_year_has_cost_each_window(the_office: Office) -> None:
    await dispatched(the_office)
    await types(the_office, "du", FAULT)
    await types(the_office, "du", "/扣分 0001 17b 市场监管局/李科 业务不熟，材料清单说错")
    await types(the_office, "du", "/扣分 0001 17e 税务局，住建局 推脱责任，没有按要求办结")
    for number in (1, 2, 3):
        await types(the_office, "kao", f"/核实 {number} 成立")

    assert "2026年度已核实：市场监管局 −2、税务局 −1" in await types(the_office, "kao", "/扣分列表")
    own = await types(the_office, "he", "/扣分列表")
    assert "税务局 −1" in own
    assert "市场监管局" not in own


async def test_lh_17e_each_window_named_loses_a_point_of_its_own(the_office: Office) -> None:
    await dispatched(the_office)
    answer = await types(the_office, "du", "/扣分 0001 17e 税务局，住建局 落实不力")
    assert "#1 隆放组办字〔2022〕13号 第十七条 税务局 单位−1分" in answer
    assert "#2 隆放组办字〔2022〕13号 第十七条 住建局 单位−1分" in answer
    again = await types(the_office, "du", "/扣分 0001 17e 税务局 落实不力")
    assert "#1 隆放组办字〔2022〕13号 第十七条 税务局" in again
    assert "同样的提议已经有了（待核实）" in again
    assert len(await states(the_office)) == 2


# --- LH-17a ---


async def test_lh_17a_without_minutes_nobody_is_late(store: Store, clock: Any) -> None:
    """G-5: the reason names the gap."""
    plain = an_office(store, clock, longhui())
    await dispatched(plain)
    answer = await types(plain, "du", "/扣分 0001 17a 市场监管局 用时90分钟才到")
    assert "只记录、不扣分（默认，非文件规定）" in answer
    assert await states(plain) == []


async def test_lh_17a_with_minutes_the_window_loses_a_point(the_office: Office) -> None:
    await dispatched(the_office)
    assert "没有超过规定的 15 分钟" in await types(
        the_office, "du", "/扣分 0001 17a 市场监管局 用时10分钟到"
    )
    assert "还缺：用时（分钟）" in await types(the_office, "du", "/扣分 0001 17a 市场监管局 迟到")
    assert "市场监管局 单位−1分" in await types(
        the_office, "du", "/扣分 0001 17a 市场监管局 用时20分钟才到"
    )


async def test_g_18_a_late_desk_officer_costs_their_department_or_a_person_decides(
    the_office: Office,
) -> None:
    await dispatched(the_office)
    duty = await types(the_office, "du", "/扣分 0001 17a 专员/马局 用时40分钟到岗")
    assert "#1 隆放组办字〔2022〕13号 第十七条 税务局/马局 单位−1分" in duty
    own = await types(the_office, "du", "/扣分 0001 17a 专员/孙受理 用时40分钟到岗")
    assert "#2 隆放组办字〔2022〕13号 第十七条 专员/孙受理 单位−1分" in own
    assert "核实时请写明：/核实 2 成立 单位=部门" in (await told(the_office))["management:main"]

    assert "还缺：窗口单位（默认，非文件规定）" in await types(the_office, "kao", "/核实 2 成立")
    assert "没有“水利局”这个部门" in await types(the_office, "kao", "/核实 2 成立 单位=水利局")
    assert "住建局/孙受理" in await types(the_office, "kao", "/核实 2 成立 单位=住建局 当日顶岗")


# --- who may, and what goes wrong ---

REFUSED = [
    pytest.param("li", FAULT, "不在您的职责范围内", id="a department proposes nothing"),
    pytest.param("sun", FAULT, "不在您的职责范围内", id="a receptionist proposes nothing"),
    pytest.param("du", "/核实 1 成立", "不在您的职责范围内", id="核实 is the assessor's"),
    pytest.param("kao", "/裁定 1 维持", "不在您的职责范围内", id="G-17 裁定 is management's"),
    pytest.param("he", "/申诉 1 不服", "不在贵单位名下", id="G-17 another window appeals nothing"),
    pytest.param("kao", "/申诉 1 不服", "不在您的职责范围内", id="申诉 is the window's"),
    pytest.param("lead", "/申诉 1 不服", "现在是“待核实”，这一步办不了", id="not verified yet"),
]


@pytest.mark.parametrize(("who", "typed", "answer"), REFUSED)
async def test_beyond_ones_role_or_out_of_turn_is_refused_and_logged(
    the_office: Office, who: str, typed: str, answer: str
) -> None:
    await dispatched(the_office)
    await types(the_office, "du", FAULT)
    assert answer in await types(the_office, who, typed)
    assert await states(the_office) == [MarkState.PROPOSED]
    assert (await the_office.log())[-1] == f"refused:{typed[1:3]}"


UNCLEAR = [
    ("/扣分 0001 17b 水利局/李科 业务不熟", "没有“水利局”这个部门"),
    ("/扣分 0001 17b 市场监管局/赵六 业务不熟", "没有找到“赵六”这个工作人员"),
    ("/扣分 0001 17b 税务局/李科 业务不熟", "没有找到“李科”这个工作人员"),
    ("/扣分 0001 17b 市场监管局 业务不熟", "还缺：窗口工作人员（隆放组办字〔2022〕13号 第十七条）"),
    ("/扣分 0001 17b 市场监管局/李科 办得慢", "还缺：应办未办、业务不熟"),
    ("/扣分 0001 18 市场监管局/李科 业务不熟", "没有“18”这一条。可选：17a、17b"),
    ("/扣分 0001 17c 市场监管局 同类问题", "由系统按次数统计后自动提议"),
    ("/扣分 0099 17b 市场监管局/李科 业务不熟", "没有找到这个号"),
    ("/扣分 0001 17b", "“扣分”缺少窗口单位"),
]


@pytest.mark.parametrize(("typed", "answer"), UNCLEAR, ids=[u[0] for u in UNCLEAR])
async def test_a_wrong_command_gets_one_line_that_helps_and_changes_nothing(
    the_office: Office, typed: str, answer: str
) -> None:
    await dispatched(the_office)
    assert answer in await types(the_office, "du", typed)
    assert await states(the_office) == []


async def test_an_unknown_number_is_answered_with_where_numbers_stand(the_office: Office) -> None:
    assert "发 /扣分列表 看编号" in await types(the_office, "kao", "/核实 9 成立")


async def test_lh_17f_who_proposed_it_is_asked_to_let_another_verify(the_office: Office) -> None:
    await dispatched(the_office)
    await types(the_office, "kao", FAULT)
    assert "请由其他人核实" in await types(the_office, "kao", "/核实 1 成立")
    assert "已核实" in await types(the_office, "guan", "/核实 1 成立")


async def test_g_17_a_late_appeal_is_refused_with_the_day(the_office: Office, clock: Any) -> None:
    await dispatched(the_office)
    await types(the_office, "du", FAULT)
    await types(the_office, "kao", "/核实 1 成立")
    clock.advance(days=40)
    assert "已过，没有执行（默认，非文件规定）" in await types(the_office, "lead", "/申诉 1 不服")


async def test_marks_are_not_spoken_of_in_groups(the_office: Office) -> None:
    await dispatched(the_office)
    await the_office.hears(
        lambda v: chat_commands.in_group(v, "du", "wrMarket", FAULT.lstrip("/"), late=False)
    )
    assert await the_office.answers() == ["扣分的事请到与本应用的单聊里办理。"]
    assert await states(the_office) == []


async def test_a_county_whose_text_keeps_no_marks_says_so_and_its_help_lists_none(
    store: Store, clock: Any
) -> None:
    base = longhui()
    bare = an_office(store, clock, replace(base, profile=replace(base.profile, assessment=())))
    await dispatched(bare)
    assert "没有扣分的规定" in await types(bare, "du", FAULT)
    assert "扣分" not in await types(bare, "du", "/帮助")
    assert "扣分" not in await types(bare, "kao", "/帮助")


async def test_help_lists_the_commands_of_ones_role(the_office: Office) -> None:
    shown = {line.split()[0] for line in (await types(the_office, "kao", "/帮助")).splitlines()}
    assert {"/扣分", "/核实", "/扣分列表"} <= shown
    assert not {"/申诉", "/裁定"} & shown


# --- titles (LH-17c, LH-17d) ---


async def test_lh_17c_the_third_of_a_kind_is_proposed_for_a_person_to_verify(
    the_office: Office, clock: Any
) -> None:
    for n in (1, 2, 3):
        await dispatched(the_office, f"2026-000{n}")
        clock.advance(hours=1)
    assert await states(the_office) == [MarkState.PROPOSED]

    assert "取消 2026 年度“红旗窗口”评选资格" in await types(the_office, "kao", "/扣分列表")
    assert (
        "2026年第0001号、2026年第0002号、2026年第0003号"
        in (await told(the_office))["management:main"]
    )
    assert "已核实" in await types(the_office, "kao", "/核实 1 成立")
    assert "mark:Propose" in await the_office.log("2026-0003")

    await dispatched(the_office, "2026-0004")
    assert await states(the_office) == [MarkState.VERIFIED]


async def test_lh_17c_what_was_solved_on_the_spot_does_not_count(the_office: Office) -> None:
    for n in (1, 2, 3):
        await the_office.opens()
        no, solved = f"2026-000{n}", c.SolveOnSpot(by=MANAGER, result="当场补录")
        await the_office.do(no, c.Classify(by=MANAGER, cause="业务不熟"), solved)
    assert await states(the_office) == []
    assert await the_office.letters("same/") == []


async def test_lh_17d_the_third_verified_complaint_proposes_to_take_the_officers_title(
    the_office: Office,
) -> None:
    for n in (1, 2, 3):
        await dispatched(the_office, f"2026-000{n}", cause=("历史遗留", "政策障碍", "其他")[n - 1])
        await types(the_office, "du", FAULT.replace("0001", f"2026-000{n}"))
    for n in (1, 2):
        await types(the_office, "kao", f"/核实 {n} 成立")
    assert len(await states(the_office)) == 3

    await types(the_office, "kao", "/核实 3 成立")
    assert (await states(the_office))[3:] == [MarkState.PROPOSED]
    shown = await types(the_office, "kao", "/扣分列表")
    assert (
        "#4 隆放组办字〔2022〕13号 第十七条 市场监管局/李科 取消 2026 年度“服务明星”评选资格"
        in shown
    )

    await types(the_office, "lead", "/申诉 3 不是本窗口")
    assert "请复核：#4" in await types(the_office, "guan", "/裁定 3 撤销")


# --- the warning at the second (N8) ---


async def test_n8_the_second_of_a_kind_is_told_to_desk_and_window_once(
    the_office: Office, clock: Any
) -> None:
    await dispatched(the_office, "2026-0001")
    assert await the_office.letters("same/") == []
    clock.advance(days=3)
    await dispatched(the_office, "2026-0002")

    said = await told(the_office, "same/")
    assert set(said) == {"desk:main", "app:lead", "app:hong"}
    for text in said.values():
        assert "2026年第0002号" in text
        assert "与 2026年第0001号 是同一窗口" in text
        assert (
            "再有一次，将提议取消年度“红旗窗口”评选资格（隆放组办字〔2022〕13号 第十七条）" in text
        )
    await the_office.do("2026-0002", c.Acknowledge(by=OFFICER))
    assert len(await the_office.letters("same/")) == 3


async def test_n8_another_cause_matter_or_window_is_not_warned_of(the_office: Office) -> None:
    await dispatched(the_office, "2026-0001")
    await dispatched(the_office, "2026-0002", cause="服务态度差")
    await the_office.opens(a_complaint(categories=(Scored(id="x", name="税务登记", confidence=1),)))
    sent = c.Dispatch(by=MANAGER, class_name="工单", departments=(MARKET,))
    await the_office.do("2026-0003", c.Classify(by=MANAGER, cause="业务不熟"), sent)
    await the_office.opens()
    other = c.Dispatch(by=MANAGER, class_name="工单", departments=(TAX,))
    await the_office.do("2026-0004", c.Classify(by=MANAGER, cause="业务不熟"), other)
    assert await the_office.letters("same/") == []


async def test_lh_17c_problems_are_counted_by_their_real_cause_also_when_it_is_put_right_later(
    the_office: Office,
) -> None:
    """G-16: the class, which all of them have in common, is never the cause."""
    for n, cause in enumerate(("业务不熟", "服务态度差", "审核不严", "历史遗留"), start=1):
        await dispatched(the_office, f"2026-000{n}", cause=cause)
    assert await the_office.letters("same/") == []
    await the_office.do("2026-0004", c.Classify(by=MANAGER, cause="业务不熟"))
    said = await told(the_office, "same/")
    assert "（市场监管局，营业执照办理，业务不熟）与 2026年第0001号" in said["desk:main"]


async def test_lh_17c_who_types_or_presses_a_dispatch_is_asked_for_the_cause(
    the_office: Office,
) -> None:
    await the_office.opens()
    assert "还缺：原因" in await types(the_office, "guan", "/派单 0001 市场监管局 类=工单")
    assert "没有“工单”这个原因" in await types(
        the_office, "guan", "/派单 0001 市场监管局 类=工单 原因=工单"
    )
    rules = the_office.context.rules("main")
    ticket = await the_office.ticket()
    triage = str(cards.triage(ticket, rules, ticket.opened_at))
    assert "确认派单" not in triage, "nothing to confirm while no cause is named"
    shown = str(cards.change(ticket, [("market", "市场监管局")], rules, "m"))
    assert all(cause in shown for cause in rules.profile.causes[:9]), "as many as WeCom shows"
    assert "已派单" in await types(
        the_office, "guan", "/派单 0001 市场监管局 类=工单 原因=业务不熟"
    )
    assert (await the_office.ticket()).cause == "业务不熟"


async def test_n8_every_county_warns_also_where_no_title_is_lost(store: Store, clock: Any) -> None:
    """Where nobody named a cause code, the class is the cause (SQ-P1)."""
    county = an_office(store, clock, wuzhi())
    for no, class_name in (
        ("2026-0001", "办不了"),
        ("2027-0001", "很难办"),
        ("2027-0002", "办不了"),
    ):
        await county.opens()
        sent = c.Dispatch(by=MANAGER, class_name=class_name, departments=(MARKET,))
        await county.do(no, sent)
        assert bool(await county.letters("same/")) is (no == "2027-0002")
        clock.advance(days=100)

    text = (await told(county, "same/"))["desk:main"]
    assert "2027年第0002号（市场监管局，营业执照办理，办不了）与 2026年第0001号" in text
    assert "评选资格" not in text
    assert await states(county) == []


async def test_n8_a_ticket_that_only_few_may_see_is_neither_counted_nor_told(
    the_office: Office,
) -> None:
    """移交 (FW-6.2.6): a warning would show that there is one."""
    await dispatched(the_office, "2026-0001")
    hide = "UPDATE tickets SET restricted = ? WHERE no = ?"
    await the_office.write(lambda session: session.rows(hide, True, "2026-0001"))
    await dispatched(the_office, "2026-0002")
    assert await the_office.letters("same/") == []
