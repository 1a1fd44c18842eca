"""The drawing of the life of a ticket: whole, the same every time, and shown as it is in the documents.

`RENEW=1 python -m pytest tests/dispatch/lifecycle/test_diagram.py` writes the present drawing into them.
"""

import os
import re
import runpy
from pathlib import Path

import pytest

from bot.texts import staff
from dispatch.lifecycle import diagram, moves
from dispatch.ticket.case_commands import HandOver
from dispatch.ticket.commands import Withdraw
from dispatch.ticket.ticket import CLOSED, WITH_DEPARTMENT, State

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
