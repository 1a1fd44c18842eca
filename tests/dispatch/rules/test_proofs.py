"""The proof of a deadline (N1), letter by letter, for every kind of limit there is."""

from datetime import date, datetime, time

import pytest

from bot.profiles import catalogue, holidays
from dispatch.rules.deadlines import (
    Asked,
    Deadline,
    StartEvent,
    clocks,
    deadline,
)
from dispatch.rules.proof import extended_line, proof_line
from dispatch.worktime.calendar import Hours
from dispatch.worktime.counting import Limit, Unit

pytestmark = pytest.mark.unit

CHINA = holidays.build()
DAY = Hours(opens=time(8, 30), closes=time(17, 30), lunch=(time(12), time(14)))
WUZHI, PUYANG = catalogue.load("wuzhi"), catalogue.load("puyang")
LONGHUI, FW = catalogue.load("longhui"), catalogue.load("fw")


def at(text: str) -> datetime:
    """A moment as Shanghai's clocks show it."""
    return datetime.fromisoformat(f"{text}+08:00")


def again(start: str) -> Deadline:
    """Return the limit of 办不了 after 退回重办."""
    [found] = clocks(WUZHI, "办不了", at(start), CHINA, DAY, event=StartEvent.REWORK)
    return found


def further(days: int, unit: str, end: str, hours: Hours | None = DAY) -> Deadline:
    """Return an approved 延期 from the end of a limit."""
    return Asked(PUYANG, "一般", at(end), CHINA, hours).continued(Limit(n=days, unit=Unit(unit)))


CASES = {
    "hours PY-4.2.2": (
        deadline(PUYANG, "非常紧急", "result", at("2026-09-30T17:30"), CHINA, DAY),
        "收单9-30 17:30起算；满24小时 → 10-1 17:30",
    ),
    "hours over the year": (
        deadline(PUYANG, "非常紧急", "result", at("2026-12-31T20:00"), CHINA, DAY),
        "收单12-31 20:00起算；满24小时 → 2027-1-1 20:00",
    ),
    "working days over National Day WZ-9.3": (
        deadline(WUZHI, "很难办", "plan", at("2026-09-29T10:00"), CHINA, DAY),
        "收单9-29不计；9-30①；10-8②；10-9③；10-10调休④；10-12⑤ → 10-12 17:30",
    ),
    "working days with a make-up Sunday SQ-8.1": (
        deadline(catalogue.load("shenqiu"), "办不了", "reply", at("2026-09-18T10:00"), CHINA, DAY),
        "收单9-18不计；9-20调休①；9-21②；9-22③ → 9-22 17:30",
    ),
    "working days in a year not announced G-28": (
        deadline(LONGHUI, "工单", "result", at("2027-02-04T10:00"), CHINA, DAY),
        "收单2-4不计；2-11①；2-12②；2-15③ → 2-15 17:30（暂定）",
    ),
    "calendar days with a roll FW-6.3.3": (
        deadline(FW, "复杂", "plan", at("2024-09-29T10:00"), CHINA, DAY),
        "收单9-29不计；9-30①；10-1②；10-2③；10-3④；10-4⑤；10-5⑥；10-6⑦；顺延至10-8 → 10-8 17:30",
    ),
    "calendar days on a make-up Saturday FW-6.3.2": (
        deadline(FW, "一般", "result", at("2026-10-07T10:00"), CHINA, DAY),
        "收单10-7不计；10-8①；10-9②；10-10调休③ → 10-10 17:30",
    ),
    "a month FW-6.3.4": (
        deadline(FW, "重大", "result", at("2026-09-10T10:00"), CHINA, DAY),
        "收单9-10不计；满1个月至10-10 → 10-10 17:30",
    ),
    "a month's end with a roll": (
        deadline(FW, "重大", "result", at("2024-05-31T10:00"), CHINA, DAY),
        "收单5-31不计；满1个月至6-30；顺延至7-1 → 7-1 17:30",
    ),
    "the same day FW-6.3.1": (
        deadline(FW, "简单", "deploy", at("2026-09-20T16:00"), CHINA, DAY),
        "收单9-20 16:00；当天 → 9-20 17:30",
    ),
    "the same day, received on a Saturday G-8": (
        deadline(FW, "简单", "deploy", at("2026-09-19T16:00"), CHINA, DAY),
        "收单9-19 16:00；视为9-20 08:30收到；当天 → 9-20 17:30",
    ),
    "a promise WZ-9.3": (
        Asked(WUZHI, "很难办", at("2026-09-29T10:00"), CHINA, DAY).promise(date(2026, 10, 15)),
        "起算9-29；承诺10-15 → 10-15 17:30",
    ),
    "a promise in a year not announced is certain N2": (
        Asked(WUZHI, "很难办", at("2026-12-29T10:00"), CHINA, DAY).promise(date(2027, 1, 1)),
        "起算12-29；承诺1-1 → 2027-1-1 17:30",
    ),
    "the longest extension in total LH-12c G-3": (
        deadline(LONGHUI, "工单", "extension", at("2024-04-26T10:00"), CHINA, DAY, basis="total"),
        "收单4-26不计；4-28调休①；4-29②；4-30③；5-6④；5-7⑤；5-8⑥；5-9⑦；5-10⑧；5-11调休⑨；5-13⑩"
        " → 5-13 17:30",
    ),
    "the longest extension on top LH-12c G-3": (
        deadline(LONGHUI, "工单", "extension", at("2024-04-26T10:00"), CHINA, DAY, basis="on_top"),
        "收单4-26不计；4-28调休①；4-29②；4-30③；5-6④；5-7⑤；5-8⑥；5-9⑦；5-10⑧；5-11调休⑨；5-13⑩；"
        "5-14⑪；5-15⑫；5-16⑬ → 5-16 17:30",
    ),
    "an approved extension PY-4.2.5": (
        further(5, "wd", "2026-09-30T17:30"),
        "原限9-30不计；10-8①；10-9②；10-10调休③；10-12④；10-13⑤ → 10-13 17:30",
    ),
    "an approved extension where days end at 24:00 G-6": (
        further(1, "wd", "2026-10-01T00:00", None),
        "原限9-30不计；10-8① → 10-8 24:00",
    ),
    "a 督办's own limit G-30": (
        Asked(WUZHI, "办不了", at("2026-09-30T17:31"), CHINA, DAY).demanded(),
        "督办9-30不计；10-8①；10-9② → 10-9 17:30",
    ),
    "rework G-11": (
        again("2026-09-17T10:00"),
        "退回9-17不计；9-18①；9-20调休②；9-21③ → 9-21 17:30",
    ),
}


@pytest.mark.parametrize(("found", "line"), CASES.values(), ids=CASES)
def test_the_proof_says_every_counted_day_and_why(found: Deadline, line: str) -> None:
    assert proof_line(found) == line


def test_the_proof_of_an_extended_limit_keeps_that_of_before() -> None:
    first = deadline(PUYANG, "一般", "result", at("2026-09-18T10:00"), CHINA, DAY)
    more = further(2, "wd", "2026-09-24T17:30")
    assert extended_line(proof_line(first), more) == (
        "收单9-18不计；9-20调休①；9-21②；9-22③；9-23④；9-24⑤ → 9-24 17:30"
        "；延期 原限9-24不计；9-28①；9-29② → 9-29 17:30"
    )


def test_an_extension_on_top_loses_no_day_where_days_end_at_midnight() -> None:
    """LH-12c, G-6: 00:00 of 5-1 is the end of 4-30, and 4-30 begins the second period."""
    ends = [
        deadline(LONGHUI, "工单", "extension", at("2024-06-03T10:00"), CHINA, hours, basis="on_top")
        for hours in (DAY, None)
    ]
    assert [one.due_on for one in ends] == [date(2024, 6, 21)] * 2
    assert [len(one.steps) for one in ends] == [19, 19]
