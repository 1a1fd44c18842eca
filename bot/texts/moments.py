"""How moments and days are written for people: Shanghai time, 月-日 时:分."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

#: facts of a notice that are moments or days, in ISO 8601
_AT = ("from", "to", "until", "old", "new")


def moment(at: datetime | None) -> str:
    """Return `10月12日 17:30`; empty for None."""
    if at is None:
        return ""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def day(on: date | None) -> str:
    """Return `10月12日`; empty for None."""
    return f"{on.month}月{on.day}日" if on else ""


def written(facts: Mapping[str, str]) -> dict[str, str]:
    """Return *facts* with its moments and days as people write them; who `to` names stays."""
    return {key: _written(value) if key in _AT else value for key, value in facts.items()}


def _written(iso: str) -> str:
    try:
        at = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return day(at.date()) if at.tzinfo is None else moment(at)
