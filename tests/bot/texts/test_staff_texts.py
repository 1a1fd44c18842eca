"""What staff read: each answer there is, the forms beside buttons, limits in working days."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from builders import MANAGER, NOW, OFFICER, SUPERVISOR, TAX, WAY, a_ticket, walked, wuzhi

from bot.staff import button_actions, chat_commands
from bot.staff.ticket_commands import BUILT
from bot.texts import staff
from bot.texts.moments import SHANGHAI, day, moment
from dispatch.errors import (
    AlreadyDone,
    DeskError,
    Incomplete,
    MoveRefused,
    NotAllowed,
    NotYours,
    RuleForbids,
    Why,
)
from dispatch.lifecycle import life
from dispatch.lifecycle.command_table import NAMES
from dispatch.rules.deadlines import UnknownName
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Repromise, ReturnForm
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import State
from intake.grammar.commands import FORMS, StaffCommand, read

pytestmark = pytest.mark.unit

NO = "2026-0001"
RULES = wuzhi()


@pytest.mark.parametrize("act", staff.FORMS_OF_ACTS)
def test_every_button_has_a_typed_command_that_can_be_read(act: str) -> None:
    typed = staff.FORMS_OF_ACTS[act].format(no=NO)
    assert isinstance(read(typed, slash_required=True), StaffCommand), typed


def test_every_act_of_the_cards_has_its_typed_command() -> None:
    acts = {
        "ack",
        "read",
        "spot",
        "send",
        "sendas",
        "change",
        "guide",
        "approve",
        "reject",
        "pass",
        "back",
        "call",
        "callx",
        "told",
        "guideas",
        "guidesure",
        "take",
        "tellhead",
        "giveover",
        "nolead",
        "calm",
        "calmas",
        "rung",
        "link",
    }
    assert set(staff.FORMS_OF_ACTS) == acts


def test_every_button_that_acts_is_one_of_the_table() -> None:
    # a second card; a record or a line in the log; a refusal's two looks; what another ticket's card offers
    others = {"change", "guide", "calm", "rung", "read", "guideas", "guidesure", "link"}
    assert set(staff.FORMS_OF_ACTS) - others == set(button_actions._ACTS) - {"rate"}


@pytest.mark.parametrize("name", NAMES.values())
@pytest.mark.parametrize("state", State)
def test_every_command_that_went_through_is_answered_in_every_state(
    name: str, state: State
) -> None:
    answer = staff.done(name, replace(a_ticket(RULES), state=state), "李科", RULES, NOW)
    assert answer.startswith("2026年第0001号")
    assert "{" not in answer


REFUSALS: list[tuple[DeskError, str]] = [
    (Incomplete(("理由", "依据"), "WZ-9.1"), "还缺：理由、依据（武政数〔2024〕11号 第九条）。"),
    (MoveRefused("registered", "Pass"), "现在是“待研判”，这一步办不了。"),
    (NotAllowed("Pass"), "不在您的职责范围内，没有执行"),
    (NotYours(), "不在贵单位名下"),
    (AlreadyDone("李科"), "之前已由李科办过，不用再办。"),
    (AlreadyDone(), "之前已有人办过"),
    (DeskError(), "没有执行，请稍后再试"),
]


@pytest.mark.parametrize(("error", "said"), REFUSALS)
def test_every_refusal_says_why(error: DeskError, said: str) -> None:
    assert said in staff.refusal(error, a_ticket(RULES), RULES)


def test_nothing_is_promised_as_not_open_that_is_open() -> None:
    """WZ-14's cases are a paper and come with the papers; every other command works."""
    typed = {form.who for form in FORMS.values()}
    assert typed - set(BUILT) - set(chat_commands.ASKED) == {"案例"}


@pytest.mark.parametrize(
    ("days", "said"), [(3, "还剩3个工作日"), (0, "今天到期"), (-2, "已超期2个工作日")]
)
def test_wz_10_how_far_the_day_is_in_working_days(days: int, said: str) -> None:
    assert staff.left(days) == said


def test_working_days_left_do_not_count_the_holiday() -> None:
    """Friday 9 October is the first but one day after the National Day holiday of 2026."""
    due_at = datetime(2026, 10, 9, 17, 30, tzinfo=SHANGHAI)
    assert RULES.working_days_left(due_at, NOW) == 4  # 9-29, 9-30, 10-8, 10-9
    assert RULES.working_days_left(due_at, due_at - timedelta(hours=1)) == 0
    assert RULES.working_days_left(due_at, due_at + timedelta(days=3)) == -2  # 10-10 (调休), 10-12


def test_g28_a_limit_in_a_year_not_announced_is_marked_provisional() -> None:
    ticket = walked(RULES, WAY[State.PROPOSED])
    at_the_turn = datetime(2026, 12, 30, 10, tzinfo=SHANGHAI)
    counted, _ = life.apply(ticket, c.Approve(by=MANAGER), RULES, at_the_turn)
    assert staff.due(counted, NOW).endswith("（暂定）")
    assert "（暂定）" in staff.summary(counted, RULES, NOW)
    assert not staff.due(walked(RULES, WAY[State.WORKING]), NOW).endswith("（暂定）")
    promise = c.Plan(by=OFFICER, text="三步走", promised_on=date(2027, 3, 3))
    promised, _ = life.apply(counted, promise, RULES, at_the_turn)
    kept = replace(promised, clocks=promised.clocks[-1:])
    assert not staff.due(kept, NOW).endswith("（暂定）")  # a promise is certain (N2)


def test_the_summary_shows_parts_and_the_proof_of_the_limit_but_nobodys_name() -> None:
    text = staff.summary(walked(RULES, WAY[State.WORKING]), RULES, NOW)
    assert "市场监管局（牵头，已签收）" in text
    assert "武政数〔2024〕11号 第九条" in text
    assert "①" in text
    assert "张三" not in text


ASKED: list[tuple[str, c.Command, str]] = [
    (
        "改诺",
        Repromise(by=OFFICER, promised_on=date(2026, 10, 20), reason="等上级"),
        "改诺申请已提交（2026年10月20日），等批准",
    ),
    (
        "改诺",
        Repromise(by=MANAGER, promised_on=date(2026, 10, 20), reason="等上级"),
        "承诺已改为 2026年10月20日 前办结",
    ),
    (
        "退单",
        ReturnForm(by=OFFICER, departments=(TAX,), reason="涉税"),
        "退单申请已提交，等批准。批准以前一切照旧，时限 10月8日 17:30",
    ),
]


@pytest.mark.parametrize(("name", "command", "said"), ASKED)
def test_what_was_only_asked_for_is_not_answered_as_done(
    name: str, command: c.Command, said: str
) -> None:
    asked, _ = life.apply(walked(RULES, WAY[State.PLANNED]), command, RULES, NOW)
    assert said in staff.done(name, asked, command.by.name, RULES, NOW)


def test_a_pending_petition_stands_in_the_summary_with_its_number() -> None:
    asked, _ = life.apply(walked(RULES, WAY[State.PLANNED]), ASKED[0][1], RULES, NOW)
    assert "等批准 #1：改诺（李科提出）" in staff.summary(asked, RULES, NOW)
    assert "已批准，现在是“按方案办理”" in staff.done(
        "批准", life.apply(asked, c.Approve(by=MANAGER), RULES, NOW)[0], "管理员", RULES, NOW
    )


#: what no text says, but the product
OF_THE_PRODUCT = (
    *(Why.NO_CHAT, Why.NOTHING_PENDING, Why.NOT_YOUR_PRESS),
    *(Why.TOLD_THEMSELVES, Why.WORDS_FIXED, Why.NOTHING_TO_CORRECT, Why.OWN_CHAT),
    Why.DEPARTMENTS_DUTY,
)


@pytest.mark.parametrize("why", Why)
def test_every_rule_that_forbids_has_its_sentence_clause_and_way_on(why: Why) -> None:
    facts = dict.fromkeys(("name", "most", "least", "done", "steps", "findings"), "三")
    text = staff.refusal(RuleForbids(why, "WZ-10.3", **facts), a_ticket(RULES), RULES)
    assert not re.search(r"[{}]|None", text)
    assert "（武政数〔2024〕11号 第十条）" in text or why in OF_THE_PRODUCT
    assert re.search("请|可|发 /", text), "it says what to do"


FORBIDDEN: list[tuple[RuleForbids, str]] = [
    (
        RuleForbids(Why.TOO_LONG, "G-34", most="3"),
        "最长 3 天（与原时限同样计算）（默认，非文件规定）",
    ),
    (
        RuleForbids(Why.TOO_LONG, "WZ-9.3", most="10-20 17:30"),
        "最晚到 10-20 17:30（武政数〔2024〕11号 第九条）",
    ),
    (RuleForbids(Why.TOO_LATE), "已超过 10 分钟，不能更正了"),
    (RuleForbids(Why.TOO_LATE, "LH-12b"), "延期要在到期前提出"),
    (RuleForbids(Why.NOT_OFFERED, "default"), "（默认，非文件规定）"),
    (RuleForbids(Why.CLASS_FORBIDDEN, "PY-4.2.7", name="非常紧急"), "“非常紧急”不得延期"),
    (RuleForbids(Why.STEP_MISSING, "SQ-P3.2a", steps="回访、反馈"), "还缺：回访、反馈"),
    (RuleForbids(Why.NOT_JUDGED, "G-9", least="2", done="1"), "要有 2 次回访仍不满意，现在是 1 次"),
]


@pytest.mark.parametrize(("error", "said"), FORBIDDEN)
def test_a_rule_that_forbids_tells_its_figures(error: RuleForbids, said: str) -> None:
    assert said in staff.refusal(error, a_ticket(RULES), RULES)


def test_a_name_that_the_profile_does_not_have_is_answered_with_those_it_has() -> None:
    text = staff.refusal(UnknownName("cause", "天气", ("业务不熟", "其他")), a_ticket(RULES), RULES)
    assert text == "没有“天气”这个原因。可选：业务不熟、其他"


@pytest.mark.parametrize("wish", Wish)
def test_everything_that_can_be_asked_for_has_a_name(wish: Wish) -> None:
    assert staff.WISHES[wish]


def test_the_words_of_moments() -> None:
    assert moment(datetime(2026, 10, 8, 9, 30, tzinfo=SHANGHAI), NOW) == "10月8日 09:30"
    assert (moment(None, NOW), day(None, NOW), day(date(2026, 10, 8), NOW)) == ("", "", "10月8日")


def test_a_dispatch_by_management_reads_as_dispatched_and_an_assisting_answer_as_such() -> None:
    sent = walked(RULES, WAY[State.DISPATCHED])
    assert "已派单，时限 10月8日 17:30" in staff.done("派单", sent, "管理员", RULES, NOW)
    assert "转给牵头部门" in staff.done(
        "答复", walked(RULES, WAY[State.WORKING]), "王科", RULES, NOW
    )


def test_a_department_whose_answer_is_held_reads_why_and_how_to_give_a_better_one() -> None:
    """N3; and no sentence ends twice."""
    *before, answer = WAY[State.ANSWERED]
    doubts = ("没有写理由。请写明为什么是这个结果。", "用语不文明。")
    held, _ = life.apply(walked(RULES, tuple(before)), replace(answer, findings=doubts), RULES, NOW)
    said = staff.done("答复", held, "李科", RULES, NOW)
    assert "没有写理由" in said
    assert "/答复 2026-0001 内容" in said
    assert "。。" not in said
    assert "。；" not in said
    with pytest.raises(RuleForbids) as refused:
        life.apply(held, c.Pass(by=SUPERVISOR), RULES, NOW)
    text = staff.refusal(refused.value, held, RULES)
    assert "没有写理由" in text
    assert "。。" not in text
