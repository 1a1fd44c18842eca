"""Days as staff type them: every usual way is read, what is over is asked back, a story is no limit."""

from datetime import date, timedelta

import pytest

from intake.grammar.commands import StaffCommand, read
from intake.grammar.day_words import limits, number
from intake.grammar.days import Ahead, Day, NoDay, Said, Within, months_after

pytestmark = pytest.mark.unit

#: a Monday
TODAY = date(2026, 9, 28)
HAN = "零一二三四五六七八九"


def han(n: int) -> str:
    """Return *n* below 100 as people write it: 三, 十五, 二十八."""
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else f"{HAN[tens]}十"
    return f"{head}{HAN[ones] if ones or not tens else ''}"


def placed(value: object) -> date | Within:
    if isinstance(value, Within | date):
        return value
    assert isinstance(value, Day | Ahead), value
    return value.on(TODAY)


def typed(name: str, words: str) -> object:
    """Return the day that the command *name* reads of *words*, with the field behind it left whole."""
    field = {"方案": "promised", "改诺": "promised", "挂账": "until", "督办": "until"}[name]
    found = read(f"/{name} 0001 {words} 补正档案", slash_required=True)
    assert isinstance(found, StaffCommand), (words, found)
    assert found.text == "补正档案", words
    return found.fields[field]


#: ways to write a day of a year, by its month and day
WITH_YEAR = (
    *("{y}-{m:02}-{d:02}", "{y}-{m}-{d}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}.{m:02}.{d:02}"),
    *(
        "{y}年{m}月{d}日",
        "{y}年{m}月{d}号",
        "{y} 年 {m} 月 {d} 日",
        "{y}{m:02}{d:02}",
        "26年{m}月{d}日",
    ),
    *("今年{m}月{d}日", "二〇二六年{hm}月{hd}日"),
)
WITHOUT_YEAR = (
    *("{m}月{d}日", "{m}月{d}号", "{m}月{d}", "{m} 月 {d} 日", "{m}.{d}", "{m}/{d}", "{m}-{d}"),
    *("{m:02}月{d:02}日", "{hm}月{hd}日", "{hm}月{hd}号", "{m}月份{d}号"),
)
DAYS = [TODAY + timedelta(days=n) for n in range(95)]


@pytest.mark.parametrize("way", [*WITH_YEAR, *WITHOUT_YEAR])
def test_every_way_to_write_a_day_to_come_means_that_day(way: str) -> None:
    for day in DAYS:
        words = way.format(y=day.year, m=day.month, d=day.day, hm=han(day.month), hd=han(day.day))
        for mark in ("", "前", "之前", "以前"):
            assert placed(typed("方案", f"{words}{mark}")) == day, words


@pytest.mark.parametrize("way", WITHOUT_YEAR)
@pytest.mark.parametrize("name", ["方案", "改诺", "挂账", "督办"])
def test_a_day_without_its_year_that_is_over_is_asked_back_and_never_next_years(
    way: str, name: str
) -> None:
    for ago in range(1, 271, 9):
        day = TODAY - timedelta(days=ago)
        words = way.format(m=day.month, d=day.day, hm=han(day.month), hd=han(day.day))
        value = typed(name, words)
        assert isinstance(value, Day)
        with pytest.raises(NoDay) as asked:
            value.on(TODAY)
        assert asked.value.is_over
        assert asked.value.next_on == day.replace(year=2027), "offered to be typed, not taken"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("今天", "2026-09-28"),
        ("今日", "2026-09-28"),
        ("明天", "2026-09-29"),
        ("明日", "2026-09-29"),
        ("后天", "2026-09-30"),
        ("大后天", "2026-10-01"),
        ("30号", "2026-09-30"),
        ("三十号", "2026-09-30"),
        ("30日前", "2026-09-30"),
        ("本月30日", "2026-09-30"),
        ("这个月30号", "2026-09-30"),
        ("下月5号", "2026-10-05"),
        ("下个月5日", "2026-10-05"),
        ("月底", "2026-09-30"),
        ("本月底", "2026-09-30"),
        ("下月底", "2026-10-31"),
        ("11月底", "2026-11-30"),
        ("年底", "2026-12-31"),
        ("明年1月5日", "2027-01-05"),
        ("周三", "2026-09-30"),
        ("星期三", "2026-09-30"),
        ("礼拜三", "2026-09-30"),
        ("本周三", "2026-09-30"),
        ("这周五", "2026-10-02"),
        ("周日", "2026-10-04"),
        ("星期天", "2026-10-04"),
        ("本周一", "2026-09-28"),
        ("下周三", "2026-10-07"),
        ("下星期一", "2026-10-05"),
        ("下个礼拜五", "2026-10-09"),
        ("下下周二", "2026-10-13"),
    ],
)
def test_a_day_counted_from_today_is_read(words: str, meant: str) -> None:
    assert placed(typed("方案", words)) == date.fromisoformat(meant)


@pytest.mark.parametrize("words", ["周一", "上周三", "16号", "16日前", "今年9月16日"])
def test_what_may_be_over_is_asked_back(words: str) -> None:
    with pytest.raises(NoDay) as asked:
        placed(typed("方案", words))
    assert asked.value.is_over


@pytest.mark.parametrize(
    "words", ["2月30日", "2026-02-30", "13月1日", "9.31", "31号", "2月29日", "0日"]
)
def test_a_day_that_the_calendar_lacks_is_refused_when_it_is_placed(words: str) -> None:
    """N2: no plan without a promised date; it must not become a word of the text either."""
    with pytest.raises(NoDay) as asked:
        placed(typed("方案", words))
    assert not asked.value.is_over


#: each unit, and what one of it is
UNITS: dict[str, dict[str, int]] = {
    **{unit: {"days": 1} for unit in ("天", "日", "个自然日", "自然日")},
    **{unit: {"days": 1, "working": True} for unit in ("个工作日", "工作日", "个工作天")},
    **{unit: {"days": 7} for unit in ("周", "个星期", "个礼拜")},
    "个月": {"months": 1},
    **{unit: {"hours": 1} for unit in ("小时", "个小时")},
}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("mark", ["内", "以内", "之内", ""])
def test_so_long_from_now_is_read_in_figures_and_in_words(unit: str, mark: str) -> None:
    for n in range(1, 46):
        meant = {key: one if one is True else n * one for key, one in UNITS[unit].items()}
        for said in (str(n), han(n)):
            assert typed("督办", f"{said}{unit}{mark}") == Within(**meant), said  # type: ignore[arg-type]  # the table of units
    assert number("两") == 2
    assert typed("督办", "半个月内") == Within(days=15)


@pytest.mark.parametrize(
    "story",
    [
        "9月16日已答复群众但至今未办",
        "9月16日 已答复群众但至今未办",
        "9月16日答复群众后再无下文",
        "三天没人管了",
        "三天内没有回音",
        "群众三天内跑了五趟",
        "群众9月16日前往窗口，没人接待",
        "明天是最后期限",
        "3.5万元押金没有退",
        "3号楼电梯又停了",
        "9.5折优惠没有兑现",
    ],
)
def test_a_date_inside_a_story_is_no_limit(story: str) -> None:
    found = read(f"/督办 0001 {story}", slash_required=True)
    assert isinstance(found, StaffCommand)
    assert "until" not in found.fields
    assert found.text == story, "and no word of it is lost"
    to_come = [one for one in limits(story) if is_to_come(one.value)]
    assert to_come == []


def is_to_come(value: Said) -> bool:
    try:
        on = placed(value)
    except NoDay:
        return False
    return not isinstance(on, date) or on >= TODAY


@pytest.mark.parametrize("n", range(1, 16))
@pytest.mark.parametrize(
    "words", ["{n}天内必须办结", "{n}日内必须办结", "{n}天必须办结", "{n}个工作日内整改到位"]
)
def test_so_many_days_at_the_head_of_a_demand_are_its_limit(n: int, words: str) -> None:
    for said in (str(n), han(n)):
        found = read(f"/督办 0001 {words.format(n=said)}", slash_required=True)
        assert isinstance(found, StaffCommand)
        assert found.fields["until"] == Within(days=n, working="工作" in words)


@pytest.mark.parametrize(
    "words",
    ["请{day}前办结", "务必于{day}之前反馈", "推诿扯皮,{day}前整改", "最迟{day}办结", "限{day}前"],
)
@pytest.mark.parametrize("day", ["10月15日", "三天内", "下周三", "10.15", "3个工作日内"])
def test_a_limit_inside_a_demand_is_found_and_plain(words: str, day: str) -> None:
    said = words.format(day=day).replace("内前", "内").replace("内之前", "内")
    [found] = limits(said)
    assert found.is_plain
    assert found.words.startswith(day.removesuffix("内"))


def test_what_somebody_else_promised_is_found_but_not_plain() -> None:
    [found] = limits("窗口承诺10月16日前办结,群众不放心")
    assert (found.is_plain, found.value) == (False, Day(month=10, day=16))


def test_a_month_ends_where_it_has_no_such_day() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        *((f"{n}{unit}", n) for n in (1, 5, 12) for unit in ("", "天", "日", "个工作日", "工作日")),
        *((f"{han(n)}{unit}", n) for n in (3, 5, 12) for unit in ("天", "日", "个工作日")),
        ("到10月15日", Day(month=10, day=15)),
        ("延至 2026-10-15", date(2026, 10, 15)),
        ("至10.15", Day(month=10, day=15)),
        ("9月16日", Day(month=9, day=16)),
        ("下周三", Ahead(unit="week", n=1, at=(2,))),
    ],
)
def test_an_extension_takes_a_number_of_days_or_the_day_itself(words: str, days: object) -> None:
    found = read(f"/延期 0001 {words} 情况复杂", slash_required=True)
    assert isinstance(found, StaffCommand), found
    assert (found.fields["days"], found.text) == (days, "情况复杂")


@pytest.mark.parametrize("words", ["一直没有回音", "1月", "3号楼", "3.5万", "半天"])
def test_what_is_no_number_of_days_is_none(words: str) -> None:
    assert not isinstance(read(f"/延期 0001 {words}", slash_required=True), StaffCommand)
