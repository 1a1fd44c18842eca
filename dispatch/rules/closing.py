"""When a ticket may be struck off the ledger (清零销号): no step of the profile's may be missing."""

from collections.abc import Callable, Mapping

from dispatch.errors import RuleForbids, Why
from dispatch.rules.rules import Rules
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Ticket

#: each thing that a profile may require, and how the ticket shows it
SHOWN: Mapping[str, Callable[[Ticket], bool]] = {
    "受理": lambda ticket: bool(ticket.owner),
    "办理": lambda ticket: ticket.reply is not None,
    "办结": lambda ticket: ticket.answered_at is not None,
    "反馈": lambda ticket: ticket.surveyed_at is not None,
    "回访": lambda ticket: bool(ticket.ratings) or _was_called(ticket),
    "满意": lambda ticket: bool(ticket.ratings),
    "评价": lambda ticket: bool(ticket.ratings),
    "归档": lambda ticket: ticket.reply is not None,
    # of what another unit answered, or the ticket of the same event, the cause lies there (SQ-P1)
    "原因": lambda t: bool(t.cause or t.class_name or t.outside or t.tied_to),
}


def missing(ticket: Ticket, rules: Rules) -> tuple[str, ...]:
    """Return what the profile requires for closing and *ticket* does not show yet, in order."""
    return tuple(one for one in rules.profile.close.requires if not SHOWN[one](ticket))


def check(ticket: Ticket, rules: Rules) -> None:
    """Raise RuleForbids if a step is missing (SQ-P3.2a, PY-4.3.0)."""
    lacking = missing(ticket, rules)
    if lacking:
        clause = rules.clause("close.requires")
        raise RuleForbids(Why.STEP_MISSING, clause, steps="、".join(lacking))


def _was_called(ticket: Ticket) -> bool:
    return any(remark.kind == RemarkKind.UNREACHED for remark in ticket.remarks)


def is_called(ticket: Ticket) -> bool:
    """True once a person of ours was asked to call about the running survey (N7).

    Until then it is open in the person's own chat, and nobody else records a level.
    """
    since = ticket.surveyed_at
    return any(since is None or at >= since for at in ticket.calls_at)
