"""The desk's card suggests a reason not to take a matter up, with its clause and the words; nobody else reads it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from builders import NOW, a_complaint, a_ticket
from office import directory
from refusal_lines import SAID
from walk_world import PROFILES, rules_named

from bot.letters import cards, compose
from bot.texts import screened
from bot.wecom.cards import Card
from dispatch.lifecycle import life
from dispatch.rules.rules import Rules
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.ticket import Ticket
from dispatch.words.refusal_words import RefusalGround

pytestmark = pytest.mark.unit

#: profile → the code of its reason for each ground; what its text does not list has none
LISTED = {"lawsuit": "N1", "discipline": "N1", "petition": "N2", "secret": "N3", "empty": "N5"}
CODES = {
    **dict.fromkeys(("wuzhi", "shenqiu", "puyang"), LISTED | {"away": "N7"}),
    **dict.fromkeys(("fw", "wuzhi+fw"), LISTED | {"away": "4b"}),
    "longhui": {**dict.fromkeys(LISTED, ""), "lawsuit": "6b", "discipline": "6b"}
    | {"petition": "6b", "away": "6b"},
}


def about(text: str, rules: Rules, **changes: Any) -> Ticket:
    return replace(a_ticket(rules, complaint=a_complaint(text=text)), **changes)


def row(card: Card) -> str:
    rows = {one["keyname"]: one["value"] for one in card["horizontal_content_list"]}
    return rows.get(screened.ROW, "")


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("ground", RefusalGround)
def test_fw_5_3_the_card_says_what_it_may_be_by_which_words(
    profile: str, ground: RefusalGround
) -> None:
    rules = rules_named(profile)
    card = cards.triage(about(SAID[ground], rules), rules, NOW)
    assert row(card).startswith(screened.NAMES[ground])
    assert "“" in card["quote_area"]["quote_text"]


@pytest.mark.parametrize("profile", PROFILES)
def test_fw_5_3_the_reason_is_that_of_the_countys_text_and_cites_it(profile: str) -> None:
    rules = rules_named(profile)
    for name, code in CODES[profile].items():
        card = cards.triage(about(SAID[RefusalGround(name)], rules), rules, NOW)
        shown, quoted = row(card), card["quote_area"]["quote_text"]
        if code:
            assert f"（{code}）" in shown
            assert f"{code}（{rules.cited(rules.clause_of_refusal(code))}）" in quoted
        else:
            assert "（" not in shown
            assert screened.UNLISTED in quoted


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_taken_up_bears_no_such_row(profile: str) -> None:
    rules = rules_named(profile)
    for text in ("办身份证跑了三趟", "再拖下去我只能去法院起诉", "举报楼下烧烤店油烟大"):
        card = cards.triage(about(text, rules), rules, NOW)
        assert row(card) == ""
        assert "quote_area" not in card


def test_somebody_in_danger_is_never_suggested_to_be_refused() -> None:
    rules = rules_named("fw")
    ticket = about(SAID[RefusalGround.PETITION], rules, emergency=("110",))
    assert row(cards.triage(ticket, rules, NOW)) == ""


def test_n6_a_lead_that_is_marked_has_its_own_card_and_is_not_suggested_again() -> None:
    rules = rules_named("wuzhi")
    said = about(SAID[RefusalGround.DISCIPLINE], rules)
    assert "/线索 2026-0001" in cards.triage(said, rules, NOW)["quote_area"]["quote_text"]
    marked = replace(said, allegation=Allegation(text="…", at=NOW))
    assert row(cards.triage(marked, rules, NOW)) == ""


@pytest.mark.parametrize("profile", PROFILES)
def test_nobody_but_the_desk_reads_of_it(profile: str) -> None:
    rules = rules_named(profile)
    for text in SAID.values():
        ticket, notices = life.register(
            "2026-0001", "main", a_complaint(text=text), "the_receptionist", rules, NOW
        )
        for letter in compose.letters(ticket, notices, rules, directory(), NOW):
            is_desks = letter.lane.startswith("desk:")
            assert (screened.ROW in json.dumps(letter.payload, ensure_ascii=False)) == is_desks


def test_every_ground_has_its_name_and_what_a_person_would_be_told() -> None:
    assert set(screened.NAMES) == set(screened.FIELDS) == set(RefusalGround)
    assert all(said["理由"] for said in screened.FIELDS.values())
