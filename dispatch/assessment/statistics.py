"""The three ratios of SQ-S2 (事事有受理、件件有回应、结果有回访) and what ended how, from counts by state.

Rule 1: nobody reached is never counted as called back, nor as satisfied (G-10).
Rule 2: what the person took back asks for no response; where nothing is counted there is no ratio.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dispatch.ticket.ticket import State

S = State
Counts = Mapping[State, int]

#: the person has heard what became of it: an answer, a reason and a way, or who has it now
RESPONDED = frozenset(
    {
        *(S.SURVEYING, S.REWORK, S.STRUCK_OFF, S.UNRATED, S.LAWFULLY_ENDED),
        *(S.REFUSED, S.TRANSFERRED, S.HANDED_OVER),
    }
)
#: ends in which the person said what they think of the result; with UNRATED all that owe a 回访
VISITED = frozenset({S.STRUCK_OFF, S.LAWFULLY_ENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCounts:
    """What the tickets of one centre show for one period.

    Attributes:
        opened: where those stand now that were registered in the period.
        closed: how those ended that were closed in the period.
        untaken: how many told something in the period and are not registered yet (待完善).
        recorded: how many of those closed were judged by who called them (代录, N7).
        running, overdue: how many are open now, and of these past a limit.
    """

    opened: Counts
    closed: Counts
    untaken: int = 0
    recorded: int = 0
    running: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratios:
    """受理率, 回应率, 回访率; None where nothing is counted."""

    taken: Fraction | None
    responded: Fraction | None
    visited: Fraction | None


def ratios(counted: PeriodCounts) -> Ratios:
    """Return the three ratios of SQ-S2.

    受理率: registered of all that told something; 回应率: of those registered in the period and not
    withdrawn, who has heard the outcome; 回访率: of the results closed in the period, who judged them.
    """
    registered = counted.opened.values()
    owed = [state for state in counted.opened if state is not S.WITHDRAWN]
    return Ratios(
        taken=_share(sum(registered), sum(registered) + counted.untaken),
        responded=_share(count(counted.opened, RESPONDED), count(counted.opened, owed)),
        visited=_share(
            count(counted.closed, VISITED), count(counted.closed, {*VISITED, S.UNRATED})
        ),
    )


def count(counts: Counts, states: Iterable[State]) -> int:
    return sum(counts.get(state, 0) for state in set(states))


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
