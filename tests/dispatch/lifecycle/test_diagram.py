"""The drawing of the life of a ticket: whole, the same every time, and shown as it is in the documents.

`RENEW=1 python -m pytest tests/dispatch/lifecycle/test_diagram.py` writes the present drawing into them.
"""

import os
import re
import runpy
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from builders import NOW, a_ticket, rules_of

from bot.profiles.catalogue import names
from bot.texts import staff, states
from dispatch.lifecycle import diagram, moves
from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import CITIZEN, DEPARTMENT, TABLE
from dispatch.rules.turns import in_hand
from dispatch.ticket.case_commands import HandOver
from dispatch.ticket.commands import Withdraw
from dispatch.ticket.ticket import CLOSED, WITH_DEPARTMENT, Part, State, Ticket

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[3]
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "README.zh-CN.md")
FENCED = re.compile(r"(?<=```mermaid\n)stateDiagram-v2\n.*?(?=```)", re.DOTALL)


def arrows(text: str) -> set[tuple[str, str]]:
    """Return the pairs of states that *text* joins by a named arrow."""
    return set(re.findall(r"^    (\w+) --> (\w+): ", text, re.MULTILINE))


def expected_arrows() -> set[tuple[str, str]]:
    """Return every move of the table that changes the state."""
    return {
        (str(state), str(target))
        for state, row in moves.MOVES.items()
        for how, ends in row.items()
        for target in ends
        if target is not state and how not in (Withdraw, HandOver)  # said once, in the note
    }


def test_every_move_that_changes_the_state_is_an_arrow_and_no_other() -> None:
    assert arrows(diagram.drawing()) == expected_arrows()


def test_an_arrow_names_every_command_that_leads_there() -> None:
    assert "surveying --> rework: 评价、回访、上级评价\n" in diagram.drawing()
    assert "answered --> rework: 质检退回\n" in diagram.drawing()


def test_a_changed_table_changes_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = diagram.drawing()
    monkeypatch.setitem(moves.MOVES, State.WORKING, {})
    assert diagram.drawing() != before
    assert arrows(diagram.drawing()) == expected_arrows()


def test_every_state_is_drawn_once_with_the_name_that_staff_read() -> None:
    drawn = re.findall(r'state "(.+?)" as (\w+)', diagram.drawing())
    assert sorted(drawn) == sorted((name, str(state)) for state, name in staff.STATES.items())


def test_every_state_says_who_must_act() -> None:
    held = {hand: {s for s in State if diagram.HANDS[s] is hand} for hand in diagram.Hand}
    assert held[diagram.Hand.DEPARTMENT] == WITH_DEPARTMENT | {State.DEFERRED}
    assert held[diagram.Hand.NOBODY] == CLOSED
    assert set().union(*held.values()) == set(State)


@pytest.mark.parametrize("state", [one for one in State if one not in CLOSED])
def test_the_drawing_and_the_words_after_a_refusal_name_whose_turn_the_table_names(
    state: State,
) -> None:
    """待办, 查, the drawing and 这一步办不了 say it of one state alike: in each county, and drawn as in most."""
    counties = [rules_of(name) for name in names()]
    held = [in_hand(in_state(state, rules), rules) for rules in counties]
    assert all(held), "in somebody's hand under every county's rules"
    drawn = Counter(HAND_OF.get(one, diagram.Hand.DESK) for one in held)
    assert drawn.most_common(1)[0][0] is diagram.HANDS[state]
    said = states.NEXT[state]
    for whose, word in NAMED.items():
        assert word not in said or set(held) == {whose}, said
    takes = {name for row in TABLE if state in row.states for name in row.by}
    assert set(TYPED.findall(said)) <= takes, said


def in_state(state: State, rules: Rules) -> Ticket:
    """Return a ticket in *state* whose step has just begun, with one department that leads."""
    part = Part(department="market", name="市场监管局", is_lead=True, given_at=NOW)
    ticket = replace(a_ticket(rules), state=state, parts=(part,), call_due_at=NOW)
    return replace(ticket, tied_to="2026-0009", tie="same") if state is State.LINKED else ticket


#: whom the table names by something else than a role of the desk, as the drawing and people say it
HAND_OF = {
    DEPARTMENT: diagram.Hand.DEPARTMENT,
    CITIZEN: diagram.Hand.CITIZEN,
    "MGMT": diagram.Hand.MANAGEMENT,
}
NAMED = {DEPARTMENT: "承办部门", CITIZEN: "诉求人", "MGMT": "管理机构", "WIN": "窗口"}
#: a command in a sentence
TYPED = re.compile(r"/([一-鿿]{2})")


def test_only_closed_states_end() -> None:
    ends = set(re.findall(r"(\w+) --> \[\*\]", diagram.drawing()))
    assert ends == {str(state) for state in CLOSED}


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_the_documents_show_the_present_drawing(page: Path) -> None:
    """Style 18: a document that is not checked lies in the end."""
    if os.environ.get("RENEW"):
        text = FENCED.sub(lambda _: diagram.drawing(), page.read_text("utf-8"))
        page.write_text(text, "utf-8")
    assert FENCED.findall(page.read_text("utf-8")) == [diagram.drawing()]


def test_the_command_prints_the_drawing(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(Path(diagram.__file__)), run_name="__main__")
    assert capsys.readouterr().out == diagram.drawing()
