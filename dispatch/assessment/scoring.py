"""考核 (LH-17): marks are proposed, verified by a person, appealed and decided.

Rule 1: every allowed step stands in MOVES and nowhere else.
Rule 2: nothing counts before a person verified it (LH-17f), be it proposed by hand or by the count.
Rule 3: which fault costs whom how much is the profile's `assessment`, not code.
Rule 4: no clock, database or network here; *now* comes in as an argument.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from dispatch.assessment.marks import (
    Appeal,
    Dismiss,
    Mark,
    MarkCommand,
    MarkState,
    Propose,
    Revoke,
    Uphold,
    Verify,
    step_of,
)
from dispatch.errors import AlreadyDone, DeskError, Incomplete, MoveRefused, NotAllowed, NotYours
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.worktime.counting import count

S = MarkState

#: The whole life of a mark: state → command → the state that it leads to.
MOVES: dict[MarkState, dict[type[MarkCommand], MarkState]] = {
    S.PROPOSED: {Verify: S.VERIFIED, Dismiss: S.DISMISSED},
    S.VERIFIED: {Appeal: S.APPEALED},
    S.APPEALED: {Uphold: S.UPHELD, Revoke: S.REVOKED},
    S.DISMISSED: {},
    S.UPHELD: {},
    S.REVOKED: {},
}

#: the command's name as staff type it and as the profile's table has it
NAMES: dict[type[MarkCommand], str] = {
    Propose: "扣分",
    Verify: "核实",
    Dismiss: "核实",
    Appeal: "申诉",
    Uphold: "裁定",
    Revoke: "裁定",
}


class OwnHand(DeskError):
    """Somebody else must verify it: not who proposed it, while others may, and never whom it is about (LH-17f)."""


class AppealOver(DeskError):
    """The time to appeal is over (G-17).

    Attributes:
        until: when it was.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


def apply(mark: Mark, command: MarkCommand, rules: Rules, now: datetime) -> Mark:
    """Apply *command* to *mark* at *now*; return the mark as it is then.

    Raises:
        NotAllowed: the actor's roles do not carry the command.
        NotYours: they appeal a mark of another window.
        MoveRefused, AlreadyDone: the mark does not wait for that.
        OwnHand, Incomplete, AppealOver: see there.
    """
    check(command, rules)
    if isinstance(command, Appeal) and not _concerns(mark, command.by):
        raise NotYours
    to = MOVES[mark.state].get(type(command))
    if to is None:
        raise _refusal(mark, command)
    moved = STEPS[type(command)](mark, command, rules, now)
    steps = (*mark.steps, step_of(command, now))
    return replace(moved, state=to, steps=steps)


def _refusal(mark: Mark, command: MarkCommand) -> DeskError:
    done = next((s for s in reversed(mark.steps) if s.what == type(command).__name__), None)
    if done is not None:
        return AlreadyDone(done.by_name)
    return MoveRefused(mark.state, type(command).__name__)


def _verify(mark: Mark, command: Verify, rules: Rules, now: datetime) -> Mark:
    """It counts from now; the window may appeal for as long as the profile says (G-17)."""
    _other_hand(mark, command.by, rules)
    unit = mark.unit or command.unit
    if not unit:
        raise Incomplete(("窗口单位",), "G-18")
    limit = count(rules.profile.appeal.limit, now, rules.calendar, rules.hours)
    return replace(mark, unit=unit, decided_at=now, appeal_until=limit.due_at)


def _dismiss(mark: Mark, command: Dismiss, rules: Rules, now: datetime) -> Mark:
    _other_hand(mark, command.by, rules)
    return replace(mark, decided_at=now)


def _other_hand(mark: Mark, by: Actor, rules: Rules) -> None:
    """Raise where they are meant themselves, or proposed it and somebody else could verify it."""
    is_own = by.id == mark.proposed_by and not by.is_only(rules.roles_for(NAMES[Verify]))
    if is_own or by.id == mark.person:
        raise OwnHand


def _appeal(mark: Mark, command: Appeal, rules: Rules, now: datetime) -> Mark:
    if not command.words.strip():
        raise Incomplete(("理由",), "G-17")
    if mark.appeal_until is not None and now > mark.appeal_until:
        raise AppealOver(mark.appeal_until)
    return mark


def _concerns(mark: Mark, by: Actor) -> bool:
    """True where *by* is of the window, or the officer, that the mark is about."""
    is_meant = by.department == mark.unit or by.id == mark.person
    return is_meant and by.centre in ("", mark.centre)


def _decide(mark: Mark, command: MarkCommand, rules: Rules, now: datetime) -> Mark:
    return replace(mark, decided_at=now)


#: What each command does beside moving the mark.
STEPS: dict[type[MarkCommand], Callable[[Mark, Any, Rules, datetime], Mark]] = {
    Verify: _verify,
    Dismiss: _dismiss,
    Appeal: _appeal,
    Uphold: _decide,
    Revoke: _decide,
}


def check(command: MarkCommand, rules: Rules) -> None:
    """Raise NotAllowed unless one of the actor's roles carries *command*."""
    name = NAMES[type(command)]
    allowed = rules.roles_for(name)
    if not allowed & command.by.roles:
        raise NotAllowed(name, tuple(sorted(allowed)))
