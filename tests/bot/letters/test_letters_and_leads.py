"""No letter about a ticket reaches whom it is about, whatever is said and whoever else hears it (N6)."""

from dataclasses import replace

import pytest
from builders import NOW, rules_of
from office import DEPARTMENTS, person
from test_everything_said import FACTS, OWN_FACTS, PAIRS, PROFILES, STATES, full, words_of

from bot.config.directory import Directory
from bot.letters import compose
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.notices import Notice, To
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.unit

ROLES = {
    "receptionist": "",
    "supervisor": "",
    "management": "",
    "assessor": "",
    "emergency": "",
    "leader": "market",
    "department": "market",
    "window_lead": "market",
}
MEANT = [person(f"x{n}", f"裴某{n}", one, department=ROLES[one]) for n, one in enumerate(ROLES)]
OTHERS = [person(f"y{n}", f"廉某{n}", one, department=ROLES[one]) for n, one in enumerate(ROLES)]
PEOPLE = Directory({one.id: one for one in (*MEANT, *OTHERS)}, {one.id: one for one in DEPARTMENTS})
SAID = Allegation(
    text="裴某6向我要红包",
    words=("红包",),
    persons=tuple(one.id for one in MEANT),
    names=("裴某6",),
    at=NOW,
)


@pytest.mark.parametrize("profile", PROFILES)
def test_n6_no_letter_about_a_ticket_reaches_whom_it_is_about(profile: str) -> None:
    """Every notice × every listener × every county, with one of each role meant: the next in line hears it."""
    rules, meant = rules_of(profile), {one.id for one in MEANT}
    for to, what in PAIRS:
        ticket = full(rules, STATES.get(what, State.WORKING))
        ticket = replace(
            ticket,
            allegation=SAID,
            complaint=replace(ticket.complaint, officers=("裴某6",)),
            owner="x0",
            first_handler="x1",
        )
        facts = FACTS | OWN_FACTS.get(what, {}) | {"reason": "裴某6索要红包，请答复"}
        target = "x0" if to is To.OWNER else "market"
        notice = Notice(to=to, what=what, target=target, facts=facts)
        for letter in compose.letters(ticket, [notice], rules, PEOPLE, NOW):
            heard = {letter.lane.removeprefix("app:"), *letter.payload.get("to", ())}
            assert not heard & meant, (to, what, letter.lane)
            if to is To.DEPARTMENT:
                shown = words_of(letter)
                assert not [one for one in ("红包", "裴某") if one in shown], (what, shown)
