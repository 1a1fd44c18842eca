"""What a step ends, whatever the command: one table for every state that may begin."""

from dataclasses import replace

import pytest
from builders import NOW, RECEPTIONIST, WAY, walked, wuzhi

from dispatch.handlers.steps import closed, left_step, petition
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import CLOSED, State, Ticket

pytestmark = pytest.mark.unit

ANYBODY = (Wish.TRANSFER, Wish.EXTEND, Wish.CIRCULATE)


def laden() -> Ticket:
    """Return a ticket that holds something of every step."""
    ticket = walked(wuzhi(), WAY[State.PROPOSED])
    wishes = tuple(petition(ticket, one, RECEPTIONIST, NOW) for one in ANYBODY)
    return replace(ticket, petitions=wishes, outside="公积金中心", check_at=NOW, call_due_at=NOW)


def wishes(ticket: Ticket) -> tuple[Wish, ...]:
    return tuple(one.wish for one in ticket.petitions)


@pytest.mark.parametrize("to", State)
def test_a_proposal_never_outlives_its_step(to: State) -> None:
    assert left_step(laden(), to).state is to
    assert left_step(laden(), to).proposal is None


@pytest.mark.parametrize("to", State)
def test_a_circular_that_was_due_outlives_what_happens_in_hand(to: State) -> None:
    """WZ-10.3: it waits for approval until the ticket is closed or in other hands."""
    elsewhere = CLOSED | {State.OUTSIDE, State.LINKED}
    kept = ANYBODY if to is State.REGISTERED else () if to in elsewhere else (Wish.CIRCULATE,)
    assert wishes(left_step(laden(), to)) == kept


@pytest.mark.parametrize("to", State)
def test_who_had_it_outside_has_it_no_more_once_it_is_decided_anew(to: State) -> None:
    decided = {State.REGISTERED, State.PROPOSED, State.DISPATCHED}
    assert left_step(laden(), to).outside == ("" if to in decided else "公积金中心")


@pytest.mark.parametrize("to", sorted(set(State) - CLOSED))
def test_a_look_belongs_to_the_step_that_asked_for_it(to: State) -> None:
    assert left_step(laden(), to).check_at is None


@pytest.mark.parametrize("to", sorted(CLOSED))
def test_what_is_closed_runs_and_waits_for_nothing(to: State) -> None:
    dispatched = walked(wuzhi(), WAY[State.DISPATCHED])
    ended = closed(replace(dispatched, call_due_at=NOW), to, NOW)
    assert (ended.state, ended.closed_at, ended.call_due_at) == (to, NOW, None)
    assert dispatched.open_clocks
    assert not ended.open_clocks
