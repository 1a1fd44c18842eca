"""派单依据 stays true: whoever has a ticket next, it cites what decided that, or nothing (N4, N17)."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from builders import MARKET, NOW, OFFICER, TAX, rules_of
from test_reassign import BOSS, PROFILES, STATES, with_department

from dispatch.errors import RuleForbids, Why
from dispatch.lifecycle import life
from dispatch.ticket.case_commands import ReturnForm
from dispatch.ticket.commands import Approve, Command, Dispatch, Reassign
from dispatch.ticket.ground import Ground, GroundKind
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.unit

TOWN = ("lm", "龙门镇人民政府")
#: every way to a department, from where it may go there
WAYS = (
    *((Dispatch, state) for state in (State.REGISTERED,)),
    *((Reassign, state) for state in STATES),
    *((ReturnForm, state) for state in STATES if state is not State.MEETING),
)


def by(kind: GroundKind, whose: tuple[str, str]) -> Ground:
    return Ground(
        kind=kind,
        no="12",
        about="营业执照办理",
        department=whose[0],
        name=whose[1],
        basis="三定方案",
    )


def given(
    profile: str, way: type[Command], state: State, to: tuple[str, str], **told: object
) -> tuple[str, Ground | None]:
    """Return who leads after *way*, and what is cited for it, once whoever must approved it."""
    rules, later = rules_of(profile), NOW + timedelta(hours=1)
    ticket = with_department(rules, state)
    lead = ticket.parts[0].department
    if way is Dispatch:
        sent = ticket.class_name
        promised = ticket.promised_on
        ticket = replace(ticket, parts=(), clocks=(), received_at=None)
        command: Command = Dispatch(
            by=BOSS,
            class_name=sent,
            departments=(to,),
            promised_on=promised,
            **told,  # type: ignore[arg-type]  # a test names its field
        )
    elif way is Reassign:
        command = Reassign(by=BOSS, departments=(to,), reason="涉税", **told)  # type: ignore[arg-type]  # a test names its field
    else:
        returner = replace(OFFICER, department=lead)
        ticket = replace(ticket, returns=())
        command = ReturnForm(by=returner, departments=(to,), reason="涉税", **told)  # type: ignore[arg-type]  # a test names its field
    moved, _ = life.apply(ticket, command, rules, later)
    if moved.petitions or moved.proposal:
        moved, _ = life.apply(moved, Approve(by=BOSS), rules, later)
    assert moved.lead is not None
    return moved.lead.department, moved.ground


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(("way", "state"), WAYS)
def test_n17_what_is_cited_is_what_gave_it_to_who_has_it(
    profile: str, way: type[Command], state: State
) -> None:
    """Each way × state × county × what decided × whose it names."""
    for kind, whose in product(GroundKind, (TAX, ("housing", "住建局"))):
        ground = by(kind, whose)
        lead, cited = given(profile, way, state, TAX, ground=ground)
        assert lead == TAX[0]
        assert cited == (ground if whose == TAX else None)
    assert given(profile, way, state, TAX) == (TAX[0], None)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(("way", "state"), WAYS)
def test_n17_no_way_gives_a_departments_duty_to_a_township(
    profile: str, way: type[Command], state: State
) -> None:
    """Refused before anybody is asked to approve it; only what the list says so, and only of a township."""
    with pytest.raises(RuleForbids) as refused:
        given(profile, way, state, TOWN, ground=by(GroundKind.DUTY, MARKET), townships=(TOWN[0],))
    assert refused.value.why is Why.DEPARTMENTS_DUTY
    free = (
        {"ground": by(GroundKind.MEETING, MARKET), "townships": (TOWN[0],)},
        {"ground": by(GroundKind.DUTY, TOWN), "townships": (TOWN[0],)},
        {"ground": by(GroundKind.DUTY, MARKET)},
        {"townships": (TOWN[0],)},
    )
    for told in free:
        assert given(profile, way, state, TOWN, **told)[0] == TOWN[0]
    if way is not ReturnForm:
        duty = by(GroundKind.DUTY, MARKET)
        lead, cited = given(
            profile, way, state, TOWN, ground=duty, townships=(TOWN[0],), exception="纪要9号"
        )
        assert (lead, cited) == (TOWN[0], None)
