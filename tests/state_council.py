"""Days off and make-up days as the State Council announced them, written down from its notices.

This table is ours alone: the product takes its calendar from the `holidays` package, and
`tests/dispatch/rules/test_oracle.py` asks whether both say the same of every day. A line holds the first
and the last day off and the days worked for it; weekends inside a span are off as everywhere.
"""

from datetime import date, timedelta

#: year → notice, then the festivals: first day off, last day off, make-up days (调休上班)
NOTICES: dict[int, tuple[str, tuple[tuple[str, str, tuple[str, ...]], ...]]] = {
    2023: (
        "国办发明电〔2022〕16号",
        (
            ("2022-12-31", "2023-01-02", ()),  # 元旦
            ("2023-01-21", "2023-01-27", ("2023-01-28", "2023-01-29")),  # 春节
            ("2023-04-05", "2023-04-05", ()),  # 清明节
            ("2023-04-29", "2023-05-03", ("2023-04-23", "2023-05-06")),  # 劳动节
            ("2023-06-22", "2023-06-24", ("2023-06-25",)),  # 端午节
            ("2023-09-29", "2023-10-06", ("2023-10-07", "2023-10-08")),  # 中秋节、国庆节
        ),
    ),
    2024: (
        "国办发明电〔2023〕7号",
        (
            ("2024-01-01", "2024-01-01", ()),  # 元旦
            ("2024-02-10", "2024-02-17", ("2024-02-04", "2024-02-18")),  # 春节；除夕2-9上班
            ("2024-04-04", "2024-04-06", ("2024-04-07",)),  # 清明节
            ("2024-05-01", "2024-05-05", ("2024-04-28", "2024-05-11")),  # 劳动节
            ("2024-06-10", "2024-06-10", ()),  # 端午节
            ("2024-09-15", "2024-09-17", ("2024-09-14",)),  # 中秋节
            ("2024-10-01", "2024-10-07", ("2024-09-29", "2024-10-12")),  # 国庆节
        ),
    ),
    2025: (
        "国办发明电〔2024〕12号",
        (
            ("2025-01-01", "2025-01-01", ()),  # 元旦
            ("2025-01-28", "2025-02-04", ("2025-01-26", "2025-02-08")),  # 春节
            ("2025-04-04", "2025-04-06", ()),  # 清明节
            ("2025-05-01", "2025-05-05", ("2025-04-27",)),  # 劳动节
            ("2025-05-31", "2025-06-02", ()),  # 端午节
            ("2025-10-01", "2025-10-08", ("2025-09-28", "2025-10-11")),  # 国庆节、中秋节
        ),
    ),
    2026: (
        "国办发明电〔2025〕7号",
        (
            ("2026-01-01", "2026-01-03", ("2026-01-04",)),  # 元旦
            ("2026-02-15", "2026-02-23", ("2026-02-14", "2026-02-28")),  # 春节
            ("2026-04-04", "2026-04-06", ()),  # 清明节
            ("2026-05-01", "2026-05-05", ("2026-05-09",)),  # 劳动节
            ("2026-06-19", "2026-06-21", ()),  # 端午节
            ("2026-09-25", "2026-09-27", ()),  # 中秋节
            ("2026-10-01", "2026-10-07", ("2026-09-20", "2026-10-10")),  # 国庆节
        ),
    ),
}

#: Not announced yet: the days that 《全国年节及纪念日放假办法》 (2024) itself names, and one working
#: day for each that falls on a Saturday or Sunday (补假). Deadlines there are 暂定 (G-28).
STATUTORY: tuple[str, ...] = (
    "2027-01-01",  # 元旦，周五
    *("2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08"),  # 除夕周五、初一至初三
    *("2027-02-09", "2027-02-10"),  # 补初一周六、初二周日
    "2027-04-05",  # 清明节，周一
    *("2027-05-01", "2027-05-02", "2027-05-03", "2027-05-04"),  # 劳动节周六、周日，补两天
    "2027-06-09",  # 端午节，周三
    "2027-09-15",  # 中秋节，周三
    *("2027-10-01", "2027-10-02", "2027-10-03", "2027-10-04", "2027-10-05"),  # 国庆节，补两天
    *("2028-01-01", "2028-01-03"),  # 元旦周六，补一天
    *("2028-01-25", "2028-01-26", "2028-01-27", "2028-01-28"),  # 除夕、春节
)


def _off() -> frozenset[date]:
    days = {date.fromisoformat(day) for day in STATUTORY}
    for _, festivals in NOTICES.values():
        for first, last, _ in festivals:
            day = date.fromisoformat(first)
            while day <= date.fromisoformat(last):
                days.add(day)
                day += timedelta(days=1)
    return frozenset(days)


OFF = _off()
WORKED = frozenset(
    date.fromisoformat(day)
    for _, festivals in NOTICES.values()
    for _, _, made_up in festivals
    for day in made_up
)


def is_worked(day: date) -> bool:
    """Say whether people work on *day*."""
    if day in WORKED:
        return True
    if day in OFF:
        return False
    return day.strftime("%u") not in "67"
