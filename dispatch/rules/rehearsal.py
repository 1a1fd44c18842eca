"""规则演算 (N10): what other rules would have made of a ticket's past; nothing is changed by it.

Rule 1: what people did, and when, stays as it was; only limits, approvers and inspectors are asked anew.
Rule 2: classes go by their names; one that the other rules lack is said, and its limits are left alone.
Rule 3: dates that people gave (a promise, an extension) are taken as given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.profiles.values import FINAL
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import Clock, Proposal, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One command that went through: the ticket *before* it (None: it was registered) and *after*."""

    at: datetime
    before: Ticket | None
    after: Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One limit under both rules.

    Attributes:
        ends: what it is the limit of: `end` of the matter, or the stage.
        old, new: None where those rules set no such limit.
        done_at: when it was met, or the present moment while it is not.
    """

    ends: str
    old: Clock | None
    new: Clock | None
    done_at: datetime

    @property
    def was_overdue(self) -> bool:
        """True where it was, or is, late under the rules of its day."""
        return self.old is not None and self.old.due_at < self.done_at

    @property
    def would_be_overdue(self) -> bool:
        """True where it would have been late under the other rules."""
        return self.new is not None and self.new.due_at < self.done_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the other rules would have made of one ticket.

    Attributes:
        missing: the class that they lack, empty if none.
        approvers, inspectors: roles under both rules; None where it never came to that.
    """

    no: str
    class_name: str
    missing: str = ""
    changes: tuple[Change, ...] = ()
    approvers: tuple[frozenset[str], frozenset[str]] | None = None
    inspectors: tuple[frozenset[str], frozenset[str]] | None = None


def rehearse(moments: Sequence[Moment], old: Rules, new: Rules, now: datetime) -> Rehearsal:
    """Return what *new* would have made of the ticket that went through *moments* under *old*."""
    last = moments[-1].after
    known = not last.class_name or new.profile.class_named(last.class_name) is not None
    return Rehearsal(
        no=last.no,
        class_name=last.class_name,
        missing="" if known else last.class_name,
        changes=tuple(c for one in moments for c in _changes(one, last, new, now)),
        approvers=_approvers(old, new) if last.received_at else None,
        inspectors=_inspectors(old, new) if last.answered_at else None,
    )


def _approvers(*rules: Rules) -> tuple[frozenset[str], frozenset[str]]:
    one, other = (r.profile.roles_of(r.profile.dispatch.approve) for r in rules)
    return one, other


def _inspectors(*rules: Rules) -> tuple[frozenset[str], frozenset[str]]:
    one, other = (r.profile.roles_of(r.profile.inspect.actor) for r in rules)
    return one, other


def _changes(moment: Moment, last: Ticket, new: Rules, now: datetime) -> Iterator[Change]:
    """Yield each limit that began with *moment*, as it was and as it would have been."""
    first = len(moment.before.clocks) if moment.before else 0
    began = last.clocks[first : len(moment.after.clocks)]
    made = _made(moment, began, new)
    stopped = [c.stopped_at for c in began if c.stopped_at is not None]
    # what the old rules did not ask for was met when the rest was
    done_at = max(stopped) if len(stopped) == len(began) and stopped else now
    for ends in dict.fromkeys(_ends(one) for one in (*began, *made)):
        was, would = _earliest(began, ends), _earliest(made, ends)
        met = (was.stopped_at or now) if was is not None else done_at
        yield Change(ends=ends, old=was, new=would, done_at=met)


def _made(moment: Moment, began: tuple[Clock, ...], new: Rules) -> tuple[Clock, ...]:
    """Return the limits that *new* would have begun with *moment*."""
    before, after = moment.before, moment.after
    if before is None:
        return new.arrival_clocks(after.complaint.channel, moment.at)
    was_sent = (before.received_at, before.round) != (after.received_at, after.round)
    if not was_sent or new.profile.class_named(after.class_name) is None:
        return began
    wish = before.proposal
    proposal = Proposal(
        class_name=after.class_name,
        departments=after.parts,
        promised_on=(wish.promised_on if wish else None) or after.promised_on,
        several_levels=after.several_levels,
    )
    arrived_at = after.opened_at if after.round == before.round else moment.at
    return new.clocks(proposal, arrived_at, moment.at)


def _ends(clock: Clock) -> str:
    return "end" if clock.stage in FINAL else clock.stage


def _earliest(clocks: tuple[Clock, ...], ends: str) -> Clock | None:
    return min((c for c in clocks if _ends(c) == ends), key=lambda c: c.due_at, default=None)
