"""沈丘's rules on every ticket: its cause, its owner, the three ratios, nobody's advantage, its day."""

import re
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from builders import (
    CITIZEN,
    LANE,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    a_complaint,
    a_ticket,
)
from sq_way import APPROVE, DISPATCH, SQ, TO_DEPARTMENT, TO_SURVEY, after, due, heard

from bot.desk.answer_check import Linter
from bot.desk.reply_guard import Guard
from bot.profiles.versions import Rulebook
from bot.staff.statistics import worded
from dispatch.assessment.statistics import PeriodCounts, Ratios, ratios
from dispatch.errors import Incomplete, RuleForbids
from dispatch.lifecycle import life
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.ticket import CLOSED, State
from dispatch.worktime.calendar import SHANGHAI
from intake.replies.words import Words

pytestmark = pytest.mark.unit

S = State


# --- 方案 一 to 三 ----------------------------------------------------------------------------------


def test_sq_p1_no_ticket_is_struck_off_without_a_cause() -> None:
    """Named by the desk, or the class that it was found to be."""
    nameless = replace(after(*TO_SURVEY), class_name="", cause="")
    vote = c.Rate(by=CITIZEN, level="满意")
    with pytest.raises(RuleForbids) as refused:
        life.apply(nameless, vote, SQ, NOW)
    assert refused.value.facts["steps"] == "原因"
    named, _ = life.apply(nameless, c.Classify(by=MANAGER, cause="业务不熟"), SQ, NOW)
    closed, _ = life.apply(named, vote, SQ, NOW)
    assert (closed.state, closed.cause) == (S.STRUCK_OFF, "业务不熟")


@pytest.mark.parametrize("words", ["七日内补正流程", "责任人： ，七日内补正流程", "责任人"])
def test_sq_p1_a_correction_without_its_owner_is_not_taken(words: str) -> None:
    item = m.Record(by=MANAGER, kind="整改", text=words)
    with pytest.raises(Incomplete) as refused:
        life.apply(after(*TO_DEPARTMENT), item, SQ, NOW)
    assert (refused.value.missing, refused.value.clause) == (("责任人",), "SQ-P1")


def test_sq_p1_a_correction_with_its_owner_stays_on_the_ticket_and_reaches_the_department() -> None:
    item = m.Record(by=MANAGER, kind="整改", text="责任人：李科，七日内补正流程")
    noted, notices = life.apply(after(*TO_DEPARTMENT), item, SQ, NOW)
    assert noted.remarks[-1].kind == "record:整改"
    assert noted.remarks[-1].text == "责任人：李科，七日内补正流程"
    assert (To.DEPARTMENT, NoticeKind.RECORDED) in heard(notices)


@pytest.fixture(scope="module")
def linter(words: Words) -> Linter:
    """What reads every answer."""
    return Linter(Guard.of(words, "沈丘县", []))


@pytest.mark.parametrize("no", ["这个办不了", "不能办理，请到3号窗口咨询"])
def test_sq_p3_2c_a_no_without_its_reason_does_not_leave_the_window(
    linter: Linter, no: str
) -> None:
    with pytest.raises(RuleForbids) as refused:
        linter.read(a_ticket(SQ), c.SolveOnSpot(by=RECEPTIONIST, result=no), SQ)
    assert refused.value.clause == "SQ-P3.2c"
    assert refused.value.facts["findings"]


def test_sq_p3_2c_a_no_with_its_reason_leaves(linter: Linter) -> None:
    said = c.SolveOnSpot(by=RECEPTIONIST, result="因为登记条例第十二条要求原件，复印件不能办理")
    assert linter.read(a_ticket(SQ), said, SQ) is said


# --- 机制 第二条、第十二条 ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "person",
    [
        pytest.param({"name": "县委办张主任"}, id="SQ-2 有无熟人"),
        pytest.param({"name": "大集团有限公司", "is_unit": True}, id="SQ-2 大小企业"),
        pytest.param({"name": "国有投资公司", "is_unit": True}, id="SQ-2 国有民营"),
        pytest.param({"name": "外商独资公司", "is_unit": True}, id="SQ-2 内资外资"),
        pytest.param({"name": "拟投资的某某公司", "is_unit": True}, id="SQ-2 投资前后"),
    ],
)
@pytest.mark.parametrize(
    "way",
    [
        (*TO_SURVEY, c.Rate(by=CITIZEN, level="不满意")),
        (c.Refuse(by=RECEPTIONIST, reason="属于物业纠纷"), APPROVE),
    ],
    ids=["办", "转"],
)
def test_whoever_complains_the_same_is_done_in_the_same_time(
    person: dict[str, object], way: tuple[c.Command, ...]
) -> None:
    """SQ-2: five 一个样; who somebody is changes nothing but their own name on the form."""
    assert walked_by(person, way) == walked_by({"name": "张三"}, way)


def walked_by(person: dict[str, object], way: tuple[c.Command, ...]) -> list[object]:
    """Return all that happens to one complaint of *person* on *way*, without who it is."""
    known = {"lane": LANE, "phone": "13800138000", "address": "幸福路3号", **person}
    ticket = a_ticket(SQ, complaint=a_complaint(complainant=Complainant(**known)))  # type: ignore[arg-type] # names and a flag
    seen: list[object] = []
    for command in way:
        ticket, notices = life.apply(ticket, command, SQ, NOW)
        seen += [ticket.state, due(ticket), ticket.rank, notices, ticket.documents]
    return seen


def test_sq_12_in_force_from_the_day_of_issue() -> None:
    """A complaint of the day before goes by what was in force then."""
    before = replace(SQ.profile, version="before", effective_from=date(2020, 1, 1))
    book = Rulebook(known={"before": before})
    last, first = datetime(2022, 9, 13, 23, 59), datetime(2022, 9, 14)  # noqa: DTZ001 - next line
    on = [book.rules_on(SQ, at.replace(tzinfo=SHANGHAI)).profile.version for at in (last, first)]
    assert on == ["before", SQ.profile.version]


def test_what_the_profile_says_stands_in_the_notice(shared: Path) -> None:
    """SQ-12, SQ-6, SQ-F1, SQ-F2: number, classes, titles, columns and partners, by its own words."""
    raw = (shared / "regulations" / "SQ-shenqiu.txt").read_text("utf-8")
    text, profile = re.sub(r"\s+", "", raw), SQ.profile
    spoken = [
        profile.source,
        *profile.types[:4],
        *profile.steps,
        *(one.name for one in profile.classes if one.id != "general"),
        "属于一般性问题的",
        profile.dispatch.target,
        profile.names.form_title,
        profile.names.ledger_title,
        *profile.ledger.columns,
        *profile.hotline.partners,
        *(to for route in profile.out_of_scope for to in route.to),
        profile.close.label,
    ]
    assert [word for word in spoken if re.sub(r"\s+", "", word) not in text] == []


# --- 三个率、每件有人 --------------------------------------------------------------------------------


def test_sq_s2_the_three_ratios() -> None:
    """事事有受理、件件有回应、结果有回访; nobody reached is not called back, nor is who took it back owed."""
    counted = PeriodCounts(
        opened={S.REGISTERED: 1, S.WORKING: 2, S.SURVEYING: 3, S.REFUSED: 1, S.WITHDRAWN: 1},
        closed={S.STRUCK_OFF: 6, S.LAWFULLY_ENDED: 1, S.UNRATED: 1, S.REFUSED: 4, S.WITHDRAWN: 2},
        untaken=2,
    )
    assert ratios(counted) == Ratios(
        taken=Fraction(8, 10), responded=Fraction(4, 7), visited=Fraction(7, 8)
    )


def test_sq_s2_where_nothing_is_counted_there_is_no_ratio() -> None:
    assert ratios(PeriodCounts(opened={}, closed={})) == Ratios(
        taken=None, responded=None, visited=None
    )
    assert ratios(PeriodCounts(opened={S.WITHDRAWN: 1}, closed={S.REFUSED: 1})).responded is None


def test_sq_s2_the_ratios_stand_in_the_answer_with_what_they_are_made_of() -> None:
    counted = PeriodCounts(
        opened={S.STRUCK_OFF: 2, S.WORKING: 1},
        closed={S.STRUCK_OFF: 2, S.UNRATED: 1},
        running=4,
        overdue=1,
    )
    said = worded(counted, "沈丘县", "本周", (date(2026, 9, 28), date(2026, 9, 30)))
    assert said.splitlines() == [
        "沈丘县本周（2026-09-28 至 2026-09-30）",
        "受理 3，受理率 100.0%；已回应 2，回应率 66.7%；已回访 2（其中代录 0），回访率 66.7%",
        "办结 3：销号 2，未评价 1，依法终结 0，告知渠道 0，转交移交 0，撤回 0",
        "在办 4，其中已超期 1",
    ]


PLAN = c.Plan(by=OFFICER, text="三步走", promised_on=date(2026, 10, 15))
OWNED: tuple[tuple[c.Command, ...], ...] = (
    (),
    (DISPATCH,),
    TO_DEPARTMENT,
    (*TO_DEPARTMENT, c.Acknowledge(by=OFFICER), PLAN),
    (m.Convene(by=MANAGER, departments=(MARKET, TAX)),),
    (m.Transfer(by=MANAGER, unit="市公积金中心"),),
    (m.Link(by=MANAGER, main="2026-0009"),),
    TO_SURVEY,
    (*TO_SURVEY, c.Rate(by=CITIZEN, level="不满意")),
)


@pytest.mark.parametrize("way", OWNED, ids=lambda way: type(way[-1]).__name__ if way else "new")
def test_sq_s3_every_open_ticket_has_an_owner_by_name(way: tuple[c.Command, ...]) -> None:
    """有人问、有人管: also once its owner has left."""
    ticket = after(*way)
    assert ticket.state not in CLOSED
    assert ticket.owner in {RECEPTIONIST.id, SUPERVISOR.id, MANAGER.id}
    left, notices = life.apply(ticket, m.PassOn(by=SCHEDULE, to="zhou", to_name="周受理"), SQ, NOW)
    assert left.owner == "zhou"
    assert [(one.to, one.target) for one in notices] == [(To.OWNER, "zhou")]
