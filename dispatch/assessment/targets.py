"""力争的目标 (PY-5.2c): the rates that a text wants at 100 %, shown against what they are, never a gate.

Rule 1: a target closes nothing and holds nothing back; it is only shown beside the actual rate.
Rule 2: who was not reached counts neither as satisfied nor against it (G-10); 及时 is not judged (G-5).
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from dispatch.assessment.statistics import PeriodCounts, count
from dispatch.ticket.ticket import CLOSED, State

S = State
#: what nobody of ours has passed on yet
_AT_THE_DESK = frozenset({S.REGISTERED, S.PROPOSED})
#: ends in which the person said whether they are content
_JUDGED = frozenset({S.STRUCK_OFF, S.LAWFULLY_ENDED})


def _passed_on(counted: PeriodCounts) -> Fraction | None:
    asked = frozenset(State) - {S.WITHDRAWN}
    return _share(counted, asked - _AT_THE_DESK, asked)


def _done(counted: PeriodCounts) -> Fraction | None:
    asked = frozenset(State) - {S.WITHDRAWN}
    return _share(counted, asked & CLOSED, asked)


def _content(counted: PeriodCounts) -> Fraction | None:
    whole = count(counted.closed, _JUDGED)
    return Fraction(count(counted.closed, (S.STRUCK_OFF,)), whole) if whole else None


def _share(
    counted: PeriodCounts, part: frozenset[State], whole: frozenset[State]
) -> Fraction | None:
    """Return which share of those registered in the period is in *part*; None where there are none."""
    n = count(counted.opened, whole)
    return Fraction(count(counted.opened, part), n) if n else None


#: what a profile may set a target for → how it is counted; None where nothing is counted
RATES: Mapping[str, Callable[[PeriodCounts], Fraction | None]] = {
    "及时转办率": _passed_on,
    "诉求办结率": _done,
    "企业和群众满意率": _content,
}
