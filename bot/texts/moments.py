"""How moments and days are written for people: Shanghai time, 月-日 时:分."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(at: datetime | None) -> str:
    """Return `10月12日 17:30`; empty for None."""
    if at is None:
        return ""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def day(on: date | None) -> str:
    """Return `10月12日`; empty for None."""
    return f"{on.month}月{on.day}日" if on else ""
