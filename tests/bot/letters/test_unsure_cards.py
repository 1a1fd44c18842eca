"""The desk's card where the words leave it open: it says so, offers the likeliest, and preselects none (WZ-7.1)."""

from dataclasses import replace
from typing import Any

import pytest
from builders import MANAGER, MARKET, NOW, RECEPTIONIST, TAX, a_complaint, a_ticket, rules_of
from office import directory
from walk_world import PROFILES, rules_named

from bot.letters import cards, fallback, to_partners
from bot.staff.button_actions import Press, command
from bot.texts import ledger, staff
from bot.wecom.cards import PLEASE_CHOOSE, UNCHOSEN, VALUE, Card, in_words
from dispatch.errors import Incomplete
from dispatch.lifecycle import life
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complaint, Doubt, Scored
from dispatch.ticket.ticket import Ticket

pytestmark = pytest.mark.unit

MATTERS = ("营业执照办理", "食品经营许可", "消费维权")
OFFICES = (MARKET, TAX, ("hrss", "人力资源和社会保障局就业服务中心"))
SEND = "确认派单"


def told(**changes: Any) -> Complaint:
    """Return a complaint with three of each suggested, of a class that needs nothing else."""
    return a_complaint(
        categories=tuple(
            Scored(id=name, name=name, confidence=0.3, words=(name[:2],)) for name in MATTERS
        ),
        departments=tuple(Scored(id=id_, name=name, confidence=0.3) for id_, name in OFFICES),
        **changes,
    )


def registered(profile: str, *, unsure: bool) -> Ticket:
    rules = rules_named(profile)
    name = next((one for one in rules.dispatched_classes if not rules.needs_promise(one)), "")
    ticket = a_ticket(rules, complaint=told(unsure=tuple(Doubt) if unsure else ()))
    cause = next(iter(rules.profile.causes), "")
    return replace(ticket, class_name=name, cause=cause)


def rows(card: Card) -> dict[str, str]:
    return {row["keyname"]: row["value"] for row in card["horizontal_content_list"]}


def buttons(card: Card) -> list[str]:
    return [one["text"] for one in card["button_list"]]


@pytest.mark.parametrize("profile", PROFILES)
def test_an_unsure_card_names_three_of_each_and_offers_no_press_that_dispatches(
    profile: str,
) -> None:
    rules = rules_named(profile)
    sure, open_ = (
        cards.triage(registered(profile, unsure=one), rules, NOW) for one in (False, True)
    )
    assert (rows(sure)["类别"], rows(sure)["部门"]) == (MATTERS[0], MARKET[1])
    assert rows(open_)["类别"] == f"不确定：{'｜'.join(MATTERS)}"
    assert rows(open_)["部门"].startswith(f"不确定：{MARKET[1]}｜{TAX[1]}｜人力资源和社")
    assert len(rows(open_)["部门"]) <= VALUE
    assert "依据" in rows(sure)
    assert "依据" not in rows(open_)
    assert SEND not in buttons(open_)
    assert {*buttons(sure)} - {*buttons(open_)} <= {SEND}
    if any(not rules.needs_promise(one) for one in rules.dispatched_classes):
        assert SEND in buttons(sure)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("unsure", [True, False])
def test_behind_it_the_likeliest_stand_first_and_only_a_sure_one_is_chosen(
    profile: str, unsure: bool
) -> None:
    options = [*OFFICES, ("land", "自然资源局")]
    card = cards.change(registered(profile, unsure=unsure), options, rules_named(profile), "1")
    chosen = card["select_list"][0]
    assert chosen["selected_id"] == (UNCHOSEN if unsure else MARKET[0])
    shown = [one["id"] for one in chosen["option_list"] if one["text"] != PLEASE_CHOOSE]
    assert shown == [id_ for id_, _ in options]


def test_a_press_on_a_card_of_before_is_asked_for_the_department() -> None:
    rules = rules_of("wuzhi")
    ticket = registered("wuzhi", unsure=True)
    press = Press(
        act="send",
        by=RECEPTIONIST,
        ticket=ticket,
        version=ticket.version,
        task_id="",
        chosen={},
        directory=directory(),
        rules=rules,
        now=NOW,
    )
    with pytest.raises(Incomplete) as refused:
        command(press)
    assert refused.value.missing == ("部门",)


@pytest.mark.parametrize(
    ("matter", "shown"), [(MATTERS[0], MATTERS[0]), (MATTERS[1], MATTERS[1]), ("别的事", "别的事")]
)
def test_what_the_desk_says_is_open_no_more(matter: str, shown: str) -> None:
    """改类 with the likeliest makes the suggestion theirs; with another the matter is theirs, the rest stays open."""
    rules = rules_of("wuzhi")
    before = registered("wuzhi", unsure=True)
    said, _ = life.apply(before, c.Classify(by=RECEPTIONIST, matter=matter), rules, NOW)
    card = cards.triage(said, rules, NOW)
    assert rows(card)["类别"] == shown
    assert (SEND in buttons(card)) is (matter == MATTERS[0])
    assert not said.is_matter_open


#: where a matter is told outside the desk, once a department has the ticket
TOLD_IN = {
    "the 工作单": lambda one, rules: in_words(cards.form(one, TAX[0], rules, NOW)),
    "the 工作单 as words": lambda one, rules: cards.form_text(one, TAX[0], rules, NOW),
    "an SMS": lambda one, rules: fallback.about(one),
    "/查": lambda one, rules: staff.summary(one, rules, NOW),
    "台账": lambda one, rules: ledger.ledger(NOW.date(), [one], 1, NOW),
    "12345": lambda one, rules: str(to_partners.record(one)),
}


@pytest.mark.parametrize("where", TOLD_IN)
@pytest.mark.parametrize("unsure", [True, False])
def test_what_nobody_is_sure_of_is_not_told_outside_the_desk(unsure: bool, where: str) -> None:
    """Until somebody says what it is about (派单 事项=, 改类)."""
    rules = rules_of("wuzhi")
    ticket = registered("wuzhi", unsure=unsure)
    sent = c.Dispatch(by=MANAGER, class_name=ticket.class_name, departments=(TAX,))
    moved, _ = life.apply(ticket, sent, rules, NOW)
    assert (MATTERS[0] in TOLD_IN[where](moved, rules)) is not unsure
    moved, _ = life.apply(ticket, replace(sent, matter=MATTERS[2]), rules, NOW)
    assert MATTERS[2] in TOLD_IN[where](moved, rules)


def test_the_press_dispatches_to_whom_the_card_names() -> None:
    """主办 and 协办 as they stand on the card; whoever is gone from the list of departments since is left out."""
    rules, people = rules_of("wuzhi"), directory()
    gone = Scored(id="gone", name="撤了的局", confidence=0.9)
    both = told(assisting=(Scored(id=TAX[0], name=TAX[1]), gone))
    ticket = replace(registered("wuzhi", unsure=False), complaint=both)
    press = Press(
        act="send",
        by=RECEPTIONIST,
        ticket=ticket,
        version=ticket.version,
        task_id="",
        chosen={},
        directory=people,
        rules=rules,
        now=NOW,
    )
    sent = command(press)
    assert isinstance(sent, c.Dispatch)
    assert sent.departments == (MARKET, TAX)
    moved = replace(ticket, complaint=replace(both, departments=(gone, *both.departments)))
    with pytest.raises(Incomplete):
        command(replace(press, ticket=moved))


@pytest.mark.parametrize("doubt", Doubt)
def test_of_what_is_half_sure_the_other_half_alone_is_open(doubt: Doubt) -> None:
    """A matter that is open keeps nobody from dispatching to a department that is sure."""
    rules = rules_of("wuzhi")
    ticket = registered("wuzhi", unsure=False)
    ticket = replace(ticket, complaint=replace(ticket.complaint, unsure=(doubt,)))
    card = cards.triage(ticket, rules, NOW)
    is_open = {name: value.startswith(cards.UNSURE) for name, value in rows(card).items()}
    assert is_open["类别"] is (doubt is Doubt.MATTER)
    assert is_open["部门"] is (doubt is Doubt.DEPARTMENT)
    assert (SEND in buttons(card)) is (doubt is Doubt.MATTER)
