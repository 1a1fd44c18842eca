"""A command that staff may give is whole: who may, where, how it is typed, read and answered.

Somebody who adds a row to the table of commands finds here, as one list, all that it still lacks.
"""

from collections.abc import Collection, Iterable, Mapping

import pytest
from builders import wuzhi

from bot.staff.chat_commands import ASKED
from bot.staff.ticket_commands import BUILT
from bot.texts.done import DONE
from dispatch.lifecycle.command_table import COMMANDS, NAMES, CommandRow
from dispatch.lifecycle.moves import MOVES
from dispatch.profiles.values import Role
from dispatch.ticket import case_commands as m
from intake.grammar.forms import FORMS

pytestmark = pytest.mark.unit

#: what is typed as part of another command: `/质检 号 退回 理由`, `/更正 号 作废 原因`
TYPED_AS: Mapping[str, str] = {"退回": "质检", "改登记": "更正", "作废": "更正"}
#: the one command of no row of MOVES: it leads back to where the last one came from
GOES_BACK = m.Correct
#: where a command that staff give must stand, and by which names it is known there
PLACES: Mapping[str, Collection[str]] = {
    "[who] of dispatch/profiles/defaults.toml": wuzhi().commands,
    "FORMS of intake/grammar": FORMS,
    "BUILT of bot/staff/ticket_commands.py, or ASKED of chat_commands.py": BUILT.keys() | ASKED,
    "DONE of bot/texts/done.py": DONE,
    "MOVES of dispatch/lifecycle/moves.py": [
        COMMANDS[one].name for one in {*(c for row in MOVES.values() for c in row), GOES_BACK}
    ],
}
#: where these stand under the name that they are typed by
_TYPED = frozenset(name for name in PLACES if "intake/" in name or "bot/staff/" in name)


def gaps(rows: Iterable[CommandRow]) -> list[str]:
    """Return what the staff's rows of *rows* lack, one line each."""
    return [
        f"{row.name} is missing in {place}"
        for row in rows
        if not row.by
        for place, known in PLACES.items()
        if (TYPED_AS.get(row.name, row.name) if place in _TYPED else row.name) not in known
    ]


def test_no_command_of_the_staff_lacks_its_form_its_builder_or_its_answer() -> None:
    assert gaps(COMMANDS.values()) == []


def test_a_new_row_is_a_list_to_work_off() -> None:
    """A planted row lacks everything, and each place says so; what no staff give lacks nothing."""
    planted = CommandRow("抽查", None)

    lacking = gaps([planted])

    assert lacking == [f"抽查 is missing in {place}" for place in PLACES]
    assert gaps([CommandRow("评价", None, by=frozenset({Role.CITIZEN}))]) == []


def test_each_name_means_one_command() -> None:
    names = [row.name for row in COMMANDS.values()]
    assert len(set(names)) == len(names)
    assert set(NAMES.values()).isdisjoint(row.name for row in COMMANDS.values() if row.by)
