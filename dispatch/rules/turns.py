"""Whose turn it is: state × who owes the next step × until when; the one table that all lists are read from.

待办, the morning digest, what the schedule says and the metrics know nothing else of who must act. The
table says which step a state waits for and which commands take it; the profile says who, and how long.

Rule 1: no open ticket, in any state of any profile, is without a turn that one of the staff may take;
while the person is asked to rate it is theirs, until the day that the table names.
Rule 2: who may not give the command has no turn, whatever actor the profile names.
Rule 3: what no limit of the text pushes is asked for again every so often (`check_at`), by `looked_at`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import CITIZEN, DEPARTMENT, PERSON, TABLE, Act, Row
from dispatch.ticket.notices import To
from dispatch.ticket.ticket import Clock, Ticket
from dispatch.worktime.counting import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something that somebody owes a ticket.

    Attributes:
        to, target: who hears of it, as a notice has it.
        roles: who of them may do it; empty where *to* and *target* are one person, or the citizen.
        until: until when; None where nothing is counted.
        but: who of them asked for it, and may not decide it while another can (四眼); empty for nobody.
        is_asked: no limit pushes them: they are asked again until it is done.
        every: how often.
    """

    act: Act
    to: To
    target: str = ""
    roles: frozenset[str] = frozenset()
    but: str = ""
    until: datetime | None = None
    is_asked: bool = True
    every: Limit


def turns(ticket: Ticket, rules: Rules) -> tuple[Turn, ...]:
    """Return whose turn it is, each with what to do and until when; empty once it is closed."""
    if ticket.is_closed:
        return ()
    found = (
        _turn(row, actor, whose, ticket, rules)
        for row in TABLE
        if ticket.state in row.states and row.is_so(ticket, rules)
        for actor, whose in row.hands(ticket, rules)
        if whose not in ticket.hidden_from
    )
    return tuple(dict.fromkeys(found))


def in_hand(ticket: Ticket, rules: Rules) -> str:
    """Return in whose hand it is, as the table names them: whose turn is the first of its state.

    An actor of the profile, DEPARTMENT or CITIZEN; empty once it is closed.
    """
    found = (
        actor
        for row in TABLE
        if ticket.state in row.states and not ticket.is_closed and row.is_so(ticket, rules)
        for actor, _ in row.hands(ticket, rules)
    )
    return next(found, "")


def is_late(turn: Turn, ticket: Ticket, rules: Rules, now: datetime) -> bool:
    """True when more than who owes it must hear of it: a limit of the text is over, or they were asked
    twice in vain."""
    if not ticket.parts and any(one.due_at <= now for one in _limits(ticket, rules)):
        return True
    if turn.act in WATCHING:
        return False  # management has a turn of its own
    return turn.until is not None and rules.owed_until(turn.until) <= now


def looked_at(ticket: Ticket, rules: Rules, now: datetime) -> datetime | None:
    """Return when whose turn it is is asked again; None where limits push them, or it is closed."""
    is_urgent = any(clock.rings for clock in ticket.open_clocks)
    # the end of a limit is said when it has come; what we set ourselves is asked by day (N9)
    exact = {one.due_at for one in _limits(ticket, rules)}
    moments: list[datetime] = []
    for turn in turns(ticket, rules):
        if turn.is_asked:
            moments.append(rules.asked_again(turn.every, now, is_urgent=is_urgent))
            if turn.until is not None:
                is_exact = is_urgent or turn.until in exact
                moments.append(turn.until if is_exact else rules.by_day(turn.until))
    return min((at for at in moments if at > now), default=None)


def _limits(ticket: Ticket, rules: Rules) -> tuple[Clock, ...]:
    return (*ticket.open_clocks, *rules.running_from_arrival(ticket))


def _turn(row: Row, actor: str, whose: str, ticket: Ticket, rules: Rules) -> Turn:
    to, target, roles = _LISTENERS.get(actor, _by_role)(actor, whose, ticket, rules)
    may = frozenset[str]().union(*(rules.roles_for(name) for name in row.by))
    return Turn(
        act=row.act,
        to=to,
        target=target,
        roles=roles & may or may & rules.staff if roles else roles,
        but=_asker(actor, ticket, rules) if row.act is Act.DECIDE else "",
        until=row.until(ticket, rules),
        is_asked=row.is_asked,
        every=row.every(rules),
    )


def _asker(actor: str, ticket: Ticket, rules: Rules) -> str:
    """Return who alone asked for all that *actor* is to decide, empty where several did.

    Of what is hidden from somebody nobody can tell here whether another is left who may decide it.
    """
    if ticket.hidden_from:
        return ""
    is_unit = ticket.complaint.complainant.is_unit
    asked = {p.by for p in ticket.petitions if rules.approver(p.wish, is_unit=is_unit) == actor}
    return next(iter(asked)) if len(asked) == 1 else ""


#: turns on what is overdue: the department's own limit is over, and these see to it
WATCHING = frozenset({Act.CHASE, Act.OVERSEE})

Listener = tuple[To, str, frozenset[str]]


def _by_role(actor: str, whose: str, ticket: Ticket, rules: Rules) -> Listener:
    return rules.listener(actor), "", rules.profile.roles_of(actor)


def _of_department(actor: str, whose: str, ticket: Ticket, rules: Rules) -> Listener:
    return To.DEPARTMENT, whose, rules.profile.roles_of(actor)


def _of_person(actor: str, whose: str, ticket: Ticket, rules: Rules) -> Listener:
    return To.OWNER, whose, frozenset()


def _of_first_handler(actor: str, whose: str, ticket: Ticket, rules: Rules) -> Listener:
    return To.FIRST_HANDLER, ticket.first_handler, frozenset()


def _of_citizen(actor: str, whose: str, ticket: Ticket, rules: Rules) -> Listener:
    return To.CITIZEN, "", frozenset()


_LISTENERS: dict[str, Callable[[str, str, Ticket, Rules], Listener]] = {
    DEPARTMENT: _of_department,
    PERSON: _of_person,
    CITIZEN: _of_citizen,
    "first_handler": _of_first_handler,
}
