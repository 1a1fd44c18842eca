"""The recorded steps of a ticket (SQ-P3.2a, PY-4.2.1): which of the profile's are done, and since when."""

from collections.abc import Callable, Mapping
from datetime import datetime

from dispatch.profiles.profile import Profile
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Ticket

Done = Callable[[Ticket], datetime | None]


def _judged_at(ticket: Ticket) -> datetime | None:
    calls = [one.at for one in ticket.remarks if one.kind == RemarkKind.UNREACHED]
    return max((*calls, *(one.at for one in ticket.ratings)), default=None)


def _pushed_at(ticket: Ticket) -> datetime | None:
    return max((*ticket.reminded_at, *ticket.supervised_at), default=None)


#: what a text may call a step → when the ticket took it, None if it has not
SHOWN: Mapping[str, Done] = {
    "受理": lambda ticket: ticket.opened_at,
    "接诉登记": lambda ticket: ticket.opened_at,
    "研判": lambda ticket: ticket.received_at or ticket.answered_at,
    "转办": lambda ticket: ticket.received_at,
    "交办": lambda ticket: ticket.received_at,
    "分类转办": lambda ticket: ticket.received_at,
    "办理": lambda ticket: ticket.answered_at,
    "办理答复": lambda ticket: ticket.answered_at,
    "办结": lambda ticket: ticket.answered_at,
    "反馈": lambda ticket: ticket.surveyed_at,
    "评价": lambda ticket: max((one.at for one in ticket.ratings), default=None),
    "回访": _judged_at,
    "回访评价": _judged_at,
    "跟踪督办": _pushed_at,
    # what is closed is in the month's summary
    "汇总": lambda ticket: ticket.closed_at,
    "归档": lambda ticket: ticket.closed_at,
}


def taken(ticket: Ticket, profile: Profile) -> tuple[tuple[str, datetime | None], ...]:
    """Return each step of *profile* in its order with when *ticket* took it, None if it has not."""
    return tuple((name, SHOWN[name](ticket)) for name in profile.steps)
