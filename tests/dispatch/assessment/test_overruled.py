"""What the desk made of a suggestion: suggested X, dispatched as Y, read from the ticket itself."""

from dataclasses import replace
from itertools import product

import pytest
from builders import MANAGER, MARKET, NOW, TAX, a_complaint, a_ticket, rules_of

from dispatch.assessment.overruled import Decided, Of, decided
from dispatch.lifecycle import life
from dispatch.ticket import commands as c
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.complaint import Doubt
from dispatch.ticket.ground import Ground, GroundKind
from dispatch.ticket.ticket import Ticket

pytestmark = pytest.mark.unit

GROUND = Ground(kind=GroundKind.DUTY, no="1", about="发票", department=TAX[0], name=TAX[1])
told = a_complaint


def dispatched(ticket: Ticket, to: tuple[str, str], matter: str = "") -> Ticket:
    moved, _ = life.apply(
        ticket,
        c.Dispatch(by=MANAGER, class_name="办不了", departments=(to,), matter=matter),
        rules_of("wuzhi"),
        NOW,
    )
    return moved


LEAD = Allegation(text="李科长收红包", at=NOW)


def test_only_what_a_person_decided_by_the_words_is_a_correction() -> None:
    """Each way a ticket may have been decided × what is asked for."""
    base = a_ticket(rules_of("wuzhi"), complaint=told())
    unsure = replace(base, complaint=told(unsure=tuple(Doubt)))
    nothing = replace(base, complaint=told(categories=(), departments=()), matter="")
    ways = {
        "not sent": base,
        "otherwise": dispatched(base, TAX, "发票"),
        "as suggested": dispatched(base, MARKET),
        "by the list": replace(dispatched(base, TAX, "发票"), ground=GROUND),
        "conduct": replace(dispatched(base, TAX, "发票"), allegation=LEAD),
        "handed over": replace(dispatched(base, TAX, "发票"), restricted=True),
        "left open": dispatched(unsure, TAX),
        "was open": dispatched(unsure, TAX, "发票"),
        "nothing suggested": dispatched(nothing, TAX, "发票"),
        "no matter": dispatched(nothing, TAX),
    }
    here, there, empty = MARKET[1], TAX[1], ""
    matter = "营业执照办理"
    wanted = {
        ("otherwise", Of.DEPARTMENT): (here, there),
        ("otherwise", Of.MATTER): (matter, "发票"),
        ("as suggested", Of.DEPARTMENT): (here, here),
        ("as suggested", Of.MATTER): (matter, matter),
        ("by the list", Of.MATTER): (matter, "发票"),
        ("left open", Of.DEPARTMENT): (here, there),
        ("was open", Of.DEPARTMENT): (here, there),
        ("was open", Of.MATTER): (matter, "发票"),
        ("nothing suggested", Of.DEPARTMENT): (empty, there),
        ("nothing suggested", Of.MATTER): (empty, "发票"),
        ("no matter", Of.DEPARTMENT): (empty, there),
    }
    for (name, ticket), of in product(ways.items(), Of):
        pair = wanted.get((name, of))
        expected = Decided(suggested=pair[0], label=pair[1]) if pair else None
        assert decided(ticket, of) == expected, (name, of)


def test_a_suggestion_is_kept_as_it_was_whatever_the_desk_decides() -> None:
    """What was suggested stays on the ticket beside what was decided: nothing is stored twice, nothing lost."""
    base = a_ticket(rules_of("wuzhi"), complaint=told())
    moved = dispatched(base, TAX, "发票")
    again, _ = life.apply(
        moved, c.Classify(by=MANAGER, matter="食品经营许可"), rules_of("wuzhi"), NOW
    )
    assert again.complaint.categories == base.complaint.categories
    assert again.complaint.departments == base.complaint.departments
