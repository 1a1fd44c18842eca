"""What staff read: each answer there is, the forms beside buttons, limits in working days."""

from datetime import date, datetime, timedelta

import pytest
from builders import NOW, OFFICER, WAY, a_ticket, walked, wuzhi

from bot import presses
from bot.texts import staff
from bot.texts.moments import SHANGHAI, day, moment
from dispatch import commands as c
from dispatch import life
from dispatch.authority import NAMES
from dispatch.errors import AlreadyDone, DeskError, Incomplete, MoveRefused, NotAllowed, NotYours
from dispatch.notices import What
from dispatch.ticket import State
from intake.commands import FORMS, StaffCommand, read

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
    }
    assert set(staff.FORMS_OF_ACTS) == acts


def test_every_button_that_acts_is_one_of_the_table() -> None:
    assert {act for act in staff.FORMS_OF_ACTS if act != "change"} == set(presses._ACTS) - {"rate"}


@pytest.mark.parametrize("name", NAMES.values())
@pytest.mark.parametrize("state", [s for s in State if s in WAY])
def test_every_command_that_went_through_is_answered_in_every_state(
    name: str, state: State
) -> None:
    answer = staff.done(name, walked(RULES, WAY[state]), "李科")
    assert answer.startswith("2026年第0001号")
    assert "{" not in answer


REFUSALS: list[tuple[DeskError, str]] = [
    (Incomplete(("理由", "依据"), "WZ-9.1"), "还缺：理由、依据（WZ-9.1）。"),
    (MoveRefused("registered", "Pass"), "现在是“待研判”，这一步办不了。"),
    (NotAllowed("Pass"), "不在您的职责范围内，没有执行"),
    (NotYours(), "不在贵单位名下"),
    (AlreadyDone("李科"), "之前已由李科办过，不用再办。"),
    (AlreadyDone(), "之前已有人办过"),
    (DeskError(), "没有执行，请稍后再试"),
]


@pytest.mark.parametrize(("error", "said"), REFUSALS)
def test_every_refusal_says_why(error: DeskError, said: str) -> None:
    assert said in staff.refusal(error, a_ticket(RULES))


def test_nothing_is_promised_as_not_open_that_is_open() -> None:
    assert set(staff.INSTEAD) <= set(FORMS)
    assert not {"签收", "派单"} & set(staff.INSTEAD)


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
    ticket = walked(RULES, WAY[State.WORKING])
    promised = c.Plan(by=OFFICER, text="三步走", promised_on=date(2027, 3, 3))
    planned, _ = life.apply(ticket, promised, RULES, NOW)
    assert staff.due(planned).endswith("（暂定）")
    assert "（暂定）" in staff.summary(planned)
    assert not staff.due(ticket).endswith("（暂定）")


def test_the_summary_shows_parts_and_the_proof_of_the_limit_but_nobodys_name() -> None:
    text = staff.summary(walked(RULES, WAY[State.WORKING]))
    assert "市场监管局（牵头，已签收）" in text
    assert "WZ-9.1" in text
    assert "①" in text
    assert "张三" not in text


@pytest.mark.parametrize("what", staff.LINES)
def test_every_line_to_the_desk_can_be_said(what: What) -> None:
    facts = {"reason": "原因", "by": "谁", "text": "话", "partner": "平台"}
    assert "{" not in staff.line(what, walked(RULES, WAY[State.STRUCK_OFF]), facts)


def test_the_words_of_moments() -> None:
    assert moment(datetime(2026, 10, 8, 9, 30, tzinfo=SHANGHAI)) == "10月8日 09:30"
    assert (moment(None), day(None), day(date(2026, 10, 8))) == ("", "", "10月8日")


def test_a_dispatch_by_management_reads_as_dispatched_and_an_assisting_answer_as_such() -> None:
    sent = walked(RULES, WAY[State.DISPATCHED])
    assert "已派单，时限 10月8日 17:30" in staff.done("派单", sent, "管理员")
    assert "转给牵头部门" in staff.done("答复", walked(RULES, WAY[State.WORKING]), "王科")
