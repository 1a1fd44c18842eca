"""The table of turns: state × which step it waits for × who owes it × until when, by which commands.

Who is asked of it, `dispatch.rules.turns` says; nothing here knows who bears a role.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import WITH_DEPARTMENT, State, Ticket, Tie
from dispatch.worktime.counting import Limit


@unique
class Act(StrEnum):
    """What somebody must do next; the value is stored and names the words in `bot/texts`."""

    #: 研判: class it, solve it, dispatch it, or say why not
    TRIAGE = "triage"
    #: 回应, while the proposed 工作单 waits for approval (FW-6.1.3)
    RESPOND = "respond"
    #: 批准工作单
    APPROVE = "approve"
    #: 批准或驳回 what somebody asked for
    DECIDE = "decide"
    #: 签收, 办理, 答复
    HANDLE = "handle"
    #: 协办意见
    CONTRIBUTE = "contribute"
    #: 跟踪督办: it is overdue
    CHASE = "chase"
    #: what is overdue management has before it, whoever supervises: 会商 or 改派
    OVERSEE = "oversee"
    #: 会商, which ends in one lead
    MEET = "meet"
    #: 跟踪 what runs elsewhere
    TRACK = "track"
    #: 质检
    INSPECT = "inspect"
    #: 评价, which only the person can
    RATE = "rate"
    #: 回访
    CALL = "call"
    #: 电话告知, to whom it was given
    TELL = "tell"
    #: 接手
    TAKE_OVER = "take_over"
    #: 转告, 移交 or 非线索: what is said about somebody's conduct (N6)
    LEAD = "lead"


#: to whom it falls, and who that is where it is one of many: a department, a person
Hand = tuple[str, str]
Hands = Callable[[Ticket, Rules], Iterable[Hand]]
Moment = Callable[[Ticket, Rules], datetime | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        by: the commands that take the turn, as the profile's `[who]` names them.
        hands: who owes it: actors of the profile, DEPT and a department, PERSON and a userid.
        is_so: whether it falls to them at all.
        is_asked: see `Turn`.
        every: how often they are asked again.
    """

    act: Act
    states: frozenset[State]
    by: tuple[str, ...]
    hands: Hands
    until: Moment
    is_so: Callable[[Ticket, Rules], bool] = lambda ticket, rules: True
    is_asked: bool = True
    every: Callable[[Rules], Limit] = lambda rules: rules.profile.owing.every


DEPARTMENT, PERSON, CITIZEN = "DEPT", "PERSON", "CITIZEN"

S = State
#: where a department can do something about it
_IN_HAND = WITH_DEPARTMENT | {S.DEFERRED}
_OPEN_ANYWHERE = frozenset(State)


# --- who ----------------------------------------------------------------------------------------


def _actor(named: Callable[[Rules], str | None]) -> Hands:
    """Return who the profile names; management where it names nobody."""
    return lambda ticket, rules: [(named(rules) or "MGMT", "")]


def _lead(ticket: Ticket, rules: Rules) -> Iterator[Hand]:
    if ticket.lead is not None:
        yield DEPARTMENT, ticket.lead.department


def _assisting(ticket: Ticket, rules: Rules) -> Iterator[Hand]:
    for part in ticket.parts:
        if not part.is_lead and part.contributed_at is None:
            yield DEPARTMENT, part.department


def _approvers(ticket: Ticket, rules: Rules) -> Iterator[Hand]:
    for one in ticket.petitions:
        yield rules.approver(one.wish, is_unit=ticket.complaint.complainant.is_unit), ""


def _dealing(ticket: Ticket, rules: Rules) -> Iterator[Hand]:
    """Yield desk and management, who alone may read it (`dispatch.ticket.sight`)."""
    yield "WIN", ""
    yield "MGMT", ""


def _offered(ticket: Ticket, rules: Rules) -> Iterator[Hand]:
    if ticket.handover is not None and ticket.handover.accepted_at is None:
        yield PERSON, ticket.handover.to_id


def _citizen(ticket: Ticket, rules: Rules) -> Iterator[Hand]:
    yield CITIZEN, ""


# --- whether ------------------------------------------------------------------------------------


def _has_lead(ticket: Ticket, rules: Rules) -> bool:
    return ticket.has_open_lead


def _has_petitions(ticket: Ticket, rules: Rules) -> bool:
    return bool(ticket.petitions)


def _is_pressed(ticket: Ticket, rules: Rules) -> bool:
    """True when a limit or a demand was over, for who has it or before they got it."""
    return any(
        one.supervised_at or one.circulated_at or one.presses_at for one in ticket.open_clocks
    )


def _must_respond(ticket: Ticket, rules: Rules) -> bool:
    return bool(ticket.open_clocks) and not ticket.parts


def _is_tracked(ticket: Ticket, rules: Rules) -> bool:
    return ticket.check_at is not None


def _is_called(ticket: Ticket, rules: Rules) -> bool:
    """True once the person was to be called; before that it is theirs to rate."""
    return ticket.tie != Tie.LEVEL and (bool(ticket.calls_at) or ticket.call_due_at is None)


def _is_rated(ticket: Ticket, rules: Rules) -> bool:
    return ticket.tie != Tie.LEVEL and not _is_called(ticket, rules)


def _is_share(ticket: Ticket, rules: Rules) -> bool:
    """True for what another centre's ticket waits for: that one's person is asked, not this one's."""
    return ticket.tie == Tie.LEVEL


def _is_told(ticket: Ticket, rules: Rules) -> bool:
    return "person" in ticket.owed and (bool(ticket.calls_at) or ticket.check_at is None)


def _meets(ticket: Ticket, rules: Rules) -> bool:
    """True where it was sent back so often that management meets beside it (G-12)."""
    return rules.needs_meeting(ticket.round)


# --- until when ---------------------------------------------------------------------------------


def _limit(ticket: Ticket, rules: Rules) -> datetime | None:
    return ticket.due_at


def _step(ticket: Ticket, rules: Rules) -> datetime | None:
    """Return when the step must have been taken: by the nearest limit, or soon after it began."""
    began_at = ticket.step_at or ticket.opened_at
    return min(filter(None, (ticket.due_at, rules.owed_until(began_at))))


def _desk_limit(ticket: Ticket, rules: Rules) -> datetime | None:
    """Return the same for what is not dispatched: a limit from arrival runs against the desk (FW-6.2.2)."""
    limits = (one.due_at for one in rules.running_from_arrival(ticket))
    return min(filter(None, (_step(ticket, rules), *limits)))


def _petitions(ticket: Ticket, rules: Rules) -> datetime | None:
    return min((rules.owed_until(one.at) for one in ticket.petitions), default=None)


def _share(ticket: Ticket, rules: Rules) -> datetime | None:
    owed = (one.due_at for one in ticket.parts if not one.is_lead and one.contributed_at is None)
    return min(filter(None, owed), default=None)


def _demand(ticket: Ticket, rules: Rules) -> datetime | None:
    demanded = (one.demand_due_at for one in ticket.open_clocks)
    return max(filter(None, demanded), default=ticket.due_at)


def _look(ticket: Ticket, rules: Rules) -> datetime | None:
    return ticket.check_at


def _meeting(ticket: Ticket, rules: Rules) -> datetime | None:
    return ticket.due_at or ticket.check_at


def _call(ticket: Ticket, rules: Rules) -> datetime | None:
    """Return the end of the day on which they were last asked to call."""
    return rules.end_of_day(ticket.calls_at[-1]) if ticket.calls_at else None


def _offer(ticket: Ticket, rules: Rules) -> datetime | None:
    return rules.owed_until(ticket.handover.at) if ticket.handover else None


def _lead_told(ticket: Ticket, rules: Rules) -> datetime | None:
    return rules.owed_until(ticket.allegation.at) if ticket.allegation else None


def _tracking(rules: Rules) -> Limit:
    return rules.profile.tracking.every


_MGMT = _actor(lambda rules: "MGMT")
_WIN = _actor(lambda rules: "WIN")
_CALLER = _actor(lambda rules: rules.profile.callback.actor)
_TRACKER = _actor(lambda rules: rules.profile.tracking.actor)
_CONVENER = _actor(lambda rules: rules.profile.meeting.actor)
_SUPERVISOR = _actor(lambda rules: rules.profile.supervise.actor)

TABLE: tuple[Row, ...] = (
    Row(
        Act.TRIAGE,
        frozenset({S.REGISTERED}),
        ("派单", "当场", "不予受理"),
        _WIN,
        _desk_limit,
    ),
    Row(
        Act.APPROVE,
        frozenset({S.PROPOSED}),
        ("批准", "驳回"),
        _actor(lambda rules: rules.profile.dispatch.approve),
        _desk_limit,
    ),
    Row(
        Act.RESPOND,
        frozenset({S.PROPOSED}),
        ("当场", "派单"),
        _WIN,
        _limit,
        is_so=_must_respond,
    ),
    Row(Act.HANDLE, _IN_HAND, ("签收", "答复", "方案"), _lead, _limit, is_asked=False),
    Row(Act.CONTRIBUTE, _IN_HAND, ("签收", "答复"), _assisting, _share, is_asked=False),
    Row(Act.CHASE, _IN_HAND, ("督办",), _SUPERVISOR, _demand, is_so=_is_pressed, every=_tracking),
    Row(
        Act.OVERSEE, _IN_HAND, ("会商", "改派"), _MGMT, _demand, is_so=_is_pressed, every=_tracking
    ),
    Row(Act.MEET, frozenset({S.MEETING}), ("改派", "会商"), _CONVENER, _meeting, every=_tracking),
    Row(
        Act.MEET,
        frozenset({S.REWORK}),
        ("会商", "改派"),
        _CONVENER,
        _look,
        is_so=_meets,
        every=_tracking,
    ),
    Row(Act.TRACK, frozenset({S.DEFERRED}), ("改派", "会商"), _TRACKER, _look, every=_tracking),
    Row(Act.TRACK, frozenset({S.LINKED}), ("撤并", "回函"), _TRACKER, _look, every=_tracking),
    Row(
        Act.TRACK,
        frozenset({S.OUTSIDE}),
        ("回函",),
        _TRACKER,
        _look,
        is_so=_is_tracked,
        every=_tracking,
    ),
    Row(
        Act.TRACK,
        frozenset({S.SURVEYING}),
        ("回访",),
        _CALLER,
        _look,
        is_so=_is_share,
        every=_tracking,
    ),
    Row(
        Act.INSPECT,
        frozenset({S.ANSWERED}),
        ("质检", "退回"),
        _actor(lambda rules: rules.inspector),
        _step,
    ),
    Row(
        Act.RATE,
        frozenset({S.SURVEYING}),
        ("评价",),
        _citizen,
        lambda ticket, rules: ticket.call_due_at,
        is_so=_is_rated,
        is_asked=False,
    ),
    Row(
        Act.CALL,
        frozenset({S.SURVEYING}),
        ("回访",),
        _CALLER,
        _call,
        is_so=_is_called,
        is_asked=False,  # the next call is asked for by `call_due_at`
    ),
    Row(
        Act.TELL,
        frozenset({S.OUTSIDE}),
        ("回访",),
        _CALLER,
        _call,
        is_so=_is_told,
        is_asked=False,
    ),
    Row(Act.DECIDE, _OPEN_ANYWHERE, ("批准", "驳回"), _approvers, _petitions, is_so=_has_petitions),
    Row(
        Act.LEAD, _OPEN_ANYWHERE, ("转告", "移交", "非线索"), _dealing, _lead_told, is_so=_has_lead
    ),
    Row(Act.TAKE_OVER, _OPEN_ANYWHERE, ("接手",), _offered, _offer),
)
