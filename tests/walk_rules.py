"""What must hold after every step of a ticket, whoever did whatever: one small check a rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from walk_world import PEOPLE
from walks import allowed_to

from dispatch.lifecycle.authority import roles_on
from dispatch.lifecycle.command_table import NAMES
from dispatch.lifecycle.moves import MOVES
from dispatch.lifecycle.wake import wakes_at
from dispatch.profiles.values import Kind
from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import TABLE, Act
from dispatch.rules.turns import Turn, turns
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import PUSHED, Clock, State, Ticket
from dispatch.worktime.calendar import in_shanghai


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that was taken: from where to where, by what, and what was said."""

    before: Ticket
    after: Ticket
    command: c.Command
    notices: Sequence[Notice]
    rules: Rules
    now: datetime


#: what never changes on a ticket
_FIXED = (*("no", "centre", "profile", "profile_version", "opened_at", "first_handler"),)
#: what a limit is; only its marks may change
_LIMIT = ("stage", "clause", "start_at", "due_at", "provisional", "proof", "remind_at", "limit")
#: marks that are set once and then stay
_ONCE = ("stopped_at", "moved_at")
#: what may start a new limit
_STARTS = (
    *(c.Dispatch, c.Approve, c.Plan, c.Rate, c.CallBack, c.SendBack),
    *(m.Settle, m.Extend, m.Repromise, m.Defer),
    c.Reassign,  # of one department's matter a matter of several, which owes a plan (WZ-9.4)
)
#: petitions whose approval starts one
_LATER = frozenset({Wish.EXTEND, Wish.REPROMISE, Wish.DEFER})
#: whose approval gives it to others: one starts where it so becomes a matter of several (WZ-9.4)
_GIVEN = frozenset({Wish.REASSIGN, Wish.RETURN})
_AIMED = (To.DEPARTMENT, To.WINDOW, To.EMERGENCY)


def what_it_is_stays(step: Step) -> None:
    """Number, complaint and first handler never change (LH-5a); the version counts.

    What the window registered wrong it may put right until it is dispatched.
    """
    for name in _FIXED:
        assert getattr(step.after, name) == getattr(step.before, name), name
    if not isinstance(step.command, m.Amend):
        assert _all_said(step.after) == _all_said(step.before)
    if not isinstance(step.command, m.Allege | m.Unmark | m.Amend):
        assert step.after.complaint == step.before.complaint
    assert step.after.version == step.before.version + 1
    was, is_ = ((one.state, one.round, one.reply) for one in (step.before, step.after))
    went = was != is_
    assert (step.after.step_version == step.after.version) == went


def _all_said(ticket: Ticket) -> str:
    """Return all that was said; of a lead the complaint holds only a part (N6)."""
    return ticket.allegation.text if ticket.allegation else ticket.complaint.text


def somebody_owns_it(step: Step) -> None:
    """SQ-S3, WZ-8.4: no open ticket without an owner, no dispatched one without exactly one lead."""
    assert step.after.owner
    assert sum(part.is_lead for part in step.after.parts) == bool(step.after.parts)
    names = [part.department for part in step.after.parts]
    assert len(names) == len(set(names))


def no_edit_moves_a_limit(step: Step) -> None:
    """N1, N2: a limit keeps what it is; only marks are added, and what was there stays in order."""
    assert len(step.after.clocks) >= len(step.before.clocks)
    same = [name for name in _LIMIT if name not in _worded(step)]
    for old, new in zip(step.before.clocks, step.after.clocks, strict=False):
        for name in same:
            assert getattr(old, name) == getattr(new, name), name
        _marks_stay(old, new)


def _worded(step: Step) -> tuple[str, ...]:
    """Return what counting again by the same calendar may write anew: words, never the limit."""
    return ("proof",) if isinstance(step.command, m.Recount) else ()


def _marks_stay(old: Clock, new: Clock) -> None:
    assert new.reminded_at[: len(old.reminded_at)] == old.reminded_at
    for name in _ONCE:
        assert getattr(old, name) in (None, getattr(new, name)), name
    assert old.supervised_at is None or new.supervised_at is not None
    assert (
        old.circulated_at is None or (new.circulated_at or old.circulated_at) >= old.circulated_at
    )
    assert new.moved_at is None or new.moved_at == new.stopped_at
    assert old.stopped_at is None or old == new, "what is over is over"


def a_demand_is_not_put_off(step: Step) -> None:
    """G-30: no later date takes the place of a 督办 that is not met; it ends with its limit, or is followed up."""
    for old, new in zip(step.before.clocks, step.after.clocks, strict=False):
        if old.unmet_at is None or new.stopped_at is not None:
            continue
        is_followed_up = new.circulated_at != old.circulated_at
        assert is_followed_up or (new.unmet_at is not None and new.unmet_at <= old.unmet_at)
        assert not is_followed_up or old.unmet_at <= step.now, "followed up before its end"


def what_is_promised_runs(step: Step) -> None:
    """N2: the promised day that people read is the one that runs, and within what the text allows."""
    after = step.after
    if after.state not in PUSHED or after.promised_on is None:
        return
    promise = after.promise
    assert promise is not None
    assert in_shanghai(promise.due_at).date() == after.promised_on
    ends = [c.due_at for c in after.open_clocks if c.stage == "result" and c.limit is not None]
    assert all(promise.due_at <= end for end in ends), "promised beyond the limit"


def a_promise_changes_only_by_its_way(step: Step) -> None:
    """N2: a promise that runs gets another day by 改诺 or 挂账 only; no plan replaces it."""
    before, after = step.before, step.after
    if before.promise is None or after.promised_on == before.promised_on:
        return
    granted = {p.wish for p in before.petitions if p not in after.petitions}
    is_granted = isinstance(step.command, c.Approve) and granted & {Wish.REPROMISE, Wish.DEFER}
    is_again = after.round > before.round
    assert isinstance(step.command, m.Repromise | m.Defer) or is_granted or is_again


def a_limit_begins_only_by_its_command(step: Step) -> None:
    """N1, G-11: dispatch, rework, plan, 延期, 改诺 and 挂账 begin a limit, nothing else."""
    fresh = step.after.clocks[len(step.before.clocks) :]
    if not fresh:
        return
    assert isinstance(step.command, _STARTS)
    if isinstance(step.command, c.Rate | c.CallBack | m.Settle | c.SendBack):
        assert step.after.round == step.before.round + 1
    granted = {p.wish for p in step.before.petitions if p not in step.after.petitions}
    if isinstance(step.command, c.Approve):
        assert step.before.proposal is not None or granted & (_LATER | _GIVEN)
    if isinstance(step.command, c.Reassign) or (
        isinstance(step.command, c.Approve) and granted & _GIVEN and step.before.proposal is None
    ):
        assert {one.stage for one in fresh} == {Kind.PLAN}
        assert _is_of_several(step.after)
        assert not _is_of_several(step.before)
    assert all(one.due_at >= one.start_at and one.stopped_at is None for one in fresh)


def _is_of_several(ticket: Ticket) -> bool:
    return len(ticket.parts) > 1 or ticket.several_levels


def the_clock_never_idles(step: Step) -> None:
    """N4: while departments have it, whatever they dispute, a limit runs; 挂账 has its milestone."""
    if step.after.parts and step.after.state in PUSHED:
        assert step.after.open_clocks
    if step.after.state in (State.ANSWERED, State.SURVEYING):
        assert step.after.reply is not None
        assert step.after.answered_at is not None


def nobody_rates_for_another(step: Step) -> None:
    """N7, C-15: a vote is the person's own, said to who may call them, or that of the level above."""
    old, new = step.before.ratings, step.after.ratings
    assert new[: len(old)] == old
    for one in new[len(old) :]:
        assert (one.by, one.round) == (step.command.by.id, step.before.round)
        assert one.level in step.rules.levels
        assert _is_theirs(step), step.command


def _is_theirs(step: Step) -> bool:
    by = step.command.by
    if isinstance(step.command, c.Rate):
        own = {step.before.complaint.complainant.lane, f"link:{step.before.no}"} - {""}
        return by.id in own and "citizen" in by.roles
    if isinstance(step.command, c.CallBack):
        roles = by.roles | ({"first_handler"} if by.id == step.before.first_handler else set())
        return bool(roles & allowed_to(c.CallBack, step.rules))
    return isinstance(step.command, m.Settle) and bool(step.before.tied_to)


def an_end_says_no_more_than_it_is(step: Step) -> None:
    """WZ-11.3, G-9, G-10: struck off is satisfied; no other end ever counts as that."""
    if not step.after.is_closed:
        assert step.after.closed_at is None
        return
    last = step.after.ratings[-1].level if step.after.ratings else ""
    satisfied = bool(last) and step.rules.is_satisfied(last)
    assert satisfied == (step.after.state is State.STRUCK_OFF)


def what_is_closed_is_quiet(step: Step) -> None:
    """A closed ticket bears its end, and nothing runs, waits or wakes any more."""
    if step.after.is_closed:
        assert step.after.closed_at == step.now
        quiet = (step.after.open_clocks, step.after.petitions, step.after.proposal)
        assert quiet == ((), (), None)
        assert (step.after.wakes_at, step.after.call_due_at) == (None, None)


def it_wakes_when_something_is_due(step: Step) -> None:
    """WZ-10: the next turn is what the table says of the ticket, nothing kept beside it."""
    assert step.after.wakes_at == wakes_at(step.after)


def somebody_owes_the_next_step(step: Step) -> None:
    """Product §2.7: nobody is forgotten: each turn is one's who may take it, and the table wakes for it."""
    after, rules = step.after, step.rules
    found = turns(after, rules)
    assert bool(found) != after.is_closed
    assert (after.wakes_at is None) == after.is_closed
    for turn in found:
        if turn.to is To.CITIZEN:
            assert after.call_due_at is not None
            continue
        assert any(may_take(turn, after, rules, one) for one in takers(turn)), turn
    if any(turn.is_asked for turn in found):
        assert after.check_at is not None
        # what is due already comes next
        assert after.check_at > step.now or after.check_at == step.before.check_at
    if any(turn.act in (Act.CALL, Act.TELL) for turn in found):
        assert after.call_due_at is not None
        assert after.call_due_at > step.now or after.call_due_at == step.before.call_due_at


def takers(turn: Turn) -> tuple[Actor, ...]:
    """Return everybody who could be meant by *turn*: who bears its role, or is named by it."""
    if not turn.roles:
        return (Actor(id=turn.target, roles=frozenset({"receptionist"})),)
    of_unit = (one for one in PEOPLE if not turn.target or one.department == turn.target)
    return tuple(one for one in of_unit if one.roles & turn.roles)


def may_take(turn: Turn, ticket: Ticket, rules: Rules, by: Actor) -> bool:
    """True when *by* may give one of the commands that take *turn*, and the state has it."""
    names = {NAMES[one]: one for one in MOVES[ticket.state] if one in NAMES}
    row = next(
        row
        for row in TABLE
        if row.act is turn.act and ticket.state in row.states and row.is_so(ticket, rules)
    )
    return any(rules.roles_for(name) & roles_on(by, ticket) for name in row.by if name in names)


def a_petition_is_decided_once(step: Step) -> None:
    """G-2, N2: numbers only rise, and what was decided is gone."""
    old = {one.n for one in step.before.petitions}
    new = [one.n for one in step.after.petitions]
    assert len(new) == len(set(new))
    assert all(n in old or n > step.before.petitioned for n in new)
    assert step.after.petitioned >= max([step.before.petitioned, *new])
    if isinstance(step.command, c.Approve | c.Reject) and not step.before.proposal:
        wanted = step.command.petition or min(old)
        assert wanted in old - set(new)


def what_was_due_is_still_proposed(step: Step) -> None:
    """WZ-10.3: a 通报 that awaits approval is not lost by what happens to the ticket in hand."""
    if step.after.state not in PUSHED or isinstance(step.command, c.Approve | c.Reject):
        return
    pushed = (Wish.CIRCULATE, Wish.REPORT, Wish.COPY)
    lost = {one.wish for one in step.before.petitions} - {p.wish for p in step.after.petitions}
    assert not lost & set(pushed)


def extensions_are_counted(step: Step) -> None:
    """PY-4.2.6, LH-12c: never more often than the text allows, never by what is no extension."""
    most = step.rules.profile.extension.max_count
    given = len(step.after.extensions)
    assert most is None or given <= most
    assert given == 0 or step.rules.profile.extension.allowed
    for one in step.after.extensions[len(step.before.extensions) :]:
        assert one.to_at > one.from_at


def documents_are_numbered(step: Step) -> None:
    """Product §2.7: every document has the next number of its kind, and none is lost."""
    assert step.after.documents[: len(step.before.documents)] == step.before.documents
    counted: dict[str, int] = {}
    for paper in step.after.documents:
        counted[paper.kind] = counted.get(paper.kind, 0) + 1
        assert paper.no == f"{step.after.no}-{paper.kind}-{counted[paper.kind]}"


def somebody_hears_it(step: Step) -> None:
    """Every notice has a listener that exists; one to a department names it."""
    known = {part.department for one in (step.before, step.after) for part in one.parts}
    known |= {one.department for one in step.before.petitions}
    known |= {id_ for id_, _ in getattr(step.command, "departments", ())}
    for one in step.notices:
        assert isinstance(one.to, To)
        assert isinstance(one.what, NoticeKind)
        assert all(isinstance(word, str) for word in one.facts.values())
        assert bool(one.target) or one.to not in _AIMED, one
        if one.to in _AIMED:
            assert one.target in known, one


def the_state_is_what_it_says(step: Step) -> None:
    """WZ-8.1, G-14: what waits for approval has a proposal, what waits for another is tied to it."""
    after = step.after
    assert (after.state is State.PROPOSED) == (after.proposal is not None)
    assert after.state is not State.LINKED or (after.tied_to and after.tie == "same")
    assert after.round - step.before.round in (0, 1)
    assert len(after.reworked_at) == after.round
    if step.before.tie == "level":
        assert (after.tied_to, after.tie) == (step.before.tied_to, "level")


CHECKS: tuple[Callable[[Step], None], ...] = (
    what_it_is_stays,
    somebody_owns_it,
    no_edit_moves_a_limit,
    a_demand_is_not_put_off,
    what_is_promised_runs,
    a_promise_changes_only_by_its_way,
    a_limit_begins_only_by_its_command,
    the_clock_never_idles,
    nobody_rates_for_another,
    an_end_says_no_more_than_it_is,
    what_is_closed_is_quiet,
    it_wakes_when_something_is_due,
    somebody_owes_the_next_step,
    a_petition_is_decided_once,
    what_was_due_is_still_proposed,
    extensions_are_counted,
    documents_are_numbered,
    somebody_hears_it,
    the_state_is_what_it_says,
)


def check(step: Step) -> None:
    """Raise AssertionError, with the name of the rule, if one does not hold after *step*."""
    for one in CHECKS:
        try:
            one(step)
        except AssertionError as broken:
            said = f"{one.__name__}: {step.before.state} + {step.command}: {broken}"
            raise AssertionError(said) from broken


def differing(one: Ticket, other: Ticket) -> set[str]:
    """Return the names of the fields in which the two differ."""
    return {f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)}
