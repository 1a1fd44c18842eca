"""The working calendar: the `holidays` package's China, and what `[calendar]` says besides.

A year is announced when the package carries the State Council's arrangement for it, or when
`[calendar] holidays` names every statutory day of it: then that year is the operator's alone and
the package's estimate is dropped.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from holidays import HolidayBase, country_holidays

from dispatch.worktime.calendar import WorkCalendar

#: The first year for which the package agrees with the notice on every day (architecture.md, 10).
_FIRST = 2010
#: How far past the last notice statutory days are estimated; later days are plain weeks, 暂定 too.
_AHEAD = 10


def noticed_years() -> frozenset[int]:
    """Return the years whose arrangement (放假调休) the package carries."""
    arranged: dict[int, object] = country_holidays("CN").special_public_holidays
    return frozenset(year for year in arranged if year >= _FIRST)


def build(holidays: Iterable[date] = (), make_up_days: Iterable[date] = ()) -> WorkCalendar:
    """Return the calendar; days given here win over the package's.

    Raises:
        ValueError: a day is given both as off and as worked.
    """
    return _built(frozenset(holidays), frozenset(make_up_days))


@lru_cache(maxsize=8)
def _built(off: frozenset[date], worked: frozenset[date]) -> WorkCalendar:
    """Return the calendar; the package takes a twentieth of a second to say what its years hold."""
    noticed = noticed_years()
    last = max(noticed) + _AHEAD
    written = frozenset(y for y in range(max(noticed) + 1, last + 1) if _statutory(y) <= off)
    package = country_holidays("CN", years=sorted(set(range(_FIRST, last + 1)) - written))
    return WorkCalendar(
        holidays=(frozenset(package) - worked) | off,
        make_up_days=(_make_up(package) - off) | worked,
        announced=noticed | written,
    )


def _statutory(year: int) -> frozenset[date]:
    """Return the festival days of *year* that the law names, without shifts and swaps."""
    days = country_holidays("CN", years=year, observed=False)
    return frozenset(day for day in days if day.year == year)


def _make_up(package: HolidayBase) -> frozenset[date]:
    return frozenset(day for day in package.weekend_workdays if day.year >= _FIRST)
