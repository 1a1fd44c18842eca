"""How moments and days are written for people: Shanghai time, 月-日 时:分, the year where it is not this year's."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

#: facts of a notice that are moments or days, in ISO 8601
_AT = ("from", "to", "until", "old", "new")


def moment(at: datetime | None, now: datetime) -> str:
    """Return `10月12日 17:30` to who reads it *now*; empty for None."""
    if at is None:
        return ""
    local = at.astimezone(SHANGHAI)
    return f"{day(local.date(), now)} {local:%H:%M}"


def day(on: date | None, now: datetime) -> str:
    """Return `10月12日`, in another year than *now* `2027年10月12日`; empty for None."""
    if on is None:
        return ""
    year = "" if on.year == now.astimezone(SHANGHAI).year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日"


def dated(at: date | datetime | None) -> str:
    """Return `2026年10月12日`, with its time where it has one; empty for None.

    So what was typed is read back: with the year that it was taken for, this one or another.
    """
    if at is None:
        return ""
    if isinstance(at, datetime):
        local = at.astimezone(SHANGHAI)
        return f"{dated(local.date())} {local:%H:%M}"
    return f"{at.year}年{at.month}月{at.day}日"


def written(facts: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Return *facts* with its moments and days as people write them; who `to` names stays."""
    return {key: _written(value, now) if key in _AT else value for key, value in facts.items()}


def _written(iso: str, now: datetime) -> str:
    try:
        at = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return day(at.date(), now) if at.tzinfo is None else moment(at, now)
