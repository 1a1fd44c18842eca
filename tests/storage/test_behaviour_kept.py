"""What an earlier commit's people commanded, commanded again: the core of today makes the same of it.

Each entry of the old log is rebuilt as its command, from the payload and who is who, and applied to the
ticket as the log has it before, by the rules and at the time of that entry.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from old_database import NOTHING_SAID, Row, known_then, old_database
from pydantic import TypeAdapter

from dispatch.lifecycle import life
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.case_commands import Correct
from dispatch.ticket.commands import Command
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket
from storage.tickets import codec

pytestmark = pytest.mark.unit

OLD = old_database()
OPERATOR = Actor(id="cli", name="命令行", roles=frozenset({"operator"}), source="cli")
BY_NAME: dict[str, type[Command]] = {one.__name__: one for one in (*COMMANDS, Correct)}
#: what comes of itself after a command and is taken back with it
FOLLOWING = ("NoteDelivered", "NoteUndelivered")
#: since issue D the card of the step that a wrong press had ended comes back
ASKED_ANEW = frozenset({"triage", "approve", "form", "inspect", "call", "petition"})
#: since issue D what the desk registered wrong is put right or annulled
NEWER = frozenset({"Amend", "Annul"})

_NOTICES = TypeAdapter(list[Notice])


def moves(no: str) -> Iterator[tuple[list[Row], Row]]:
    """Yield each entry of ticket *no* that changed it, behind those before it; registering is the first."""
    entries = [one for one in OLD.logs[no] if one["facts"]]
    for n, entry in enumerate(entries):
        yield entries[:n], entry


def folded(entries: list[Row]) -> Ticket:
    """Return the ticket that *entries* lead to."""
    return codec.fold([one["facts"] for one in entries])


def who(entry: Row) -> Actor:
    """Return who gave the command of *entry*."""
    id_ = entry["payload"]["by"]
    if entry["actor"] == "citizen":
        name = "" if entry["source"] == "link" else "诉求人"
        return Actor(id=id_, name=name, roles=frozenset({"citizen"}), source=entry["source"])
    return {"schedule": SCHEDULE, "cli": OPERATOR, **OLD.people}[id_]


def command_of(entry: Row) -> Command:
    """Return the command that *entry* tells of."""
    given = {name: value for name, value in entry["payload"].items() if name != "notices"}
    kind = BY_NAME[entry["command"]]
    made: Command = TypeAdapter(kind).validate_python({**given, "by": who(entry)})
    return made


def rules_of(ticket: Ticket, entry: Row) -> Rules:
    """Return the rules that *ticket* went by then: the text that it was opened under, the calendar known."""
    present = OLD.centres(entry["written_at"])[ticket.centre].rules
    return OLD.book.rules_of(ticket, present)


def again(before: list[Row], entry: Row) -> tuple[Ticket, list[Notice]]:
    """Apply the command of *entry* by today's code."""
    ticket, command = folded(before), command_of(entry)
    rules, now = rules_of(ticket, entry), entry["written_at"]
    if not isinstance(command, Correct):
        return life.apply(ticket, command, rules, now)
    n = max(n for n, one in enumerate(before) if one["command"] not in FOLLOWING)
    last = before[n]["payload"]["by"], before[n]["written_at"]
    return life.correct(ticket, folded(before[:n]), command, last, rules, now)


@pytest.mark.parametrize("no", OLD.logs)
def test_the_same_commands_make_the_same_of_the_same_ticket(no: str) -> None:
    for before, entry in moves(no):
        if not before:
            continue
        where = f"{no}/{entry['n']} {entry['command']}"
        ticket = folded(before)
        after, notices = again(before, entry)
        assert codec.changed(ticket, after, codec.facts_of(after)) == entry["facts"], where
        told = _NOTICES.dump_python(notices, mode="json")
        if entry["command"] == "Correct":
            told = [one for one in told if one["what"] not in ASKED_ANEW]
        assert told == _without_corrected(entry), where


def _without_corrected(entry: Row) -> list[Any]:
    """Return the logged notices but for the desk's own: a person is told that what they had heard is taken back."""
    added = (To.CITIZEN, NoticeKind.CORRECTED)
    return [one for one in entry["payload"]["notices"] if (one["to"], one["what"]) != added]


def test_registering_the_same_complaint_makes_the_same_ticket() -> None:
    for no in OLD.logs:
        (_, entry), *_ = moves(no)
        told = folded([entry])
        rules = rules_of(told, entry)
        ticket, notices = life.register(
            no,
            told.centre,
            told.complaint,
            told.owner,
            rules,
            entry["written_at"],
            above=told.tied_to,
        )
        assert known_then(codec.facts_of(ticket), entry["facts"], NOTHING_SAID) == entry["facts"]
        assert _NOTICES.dump_python(notices, mode="json") == entry["payload"]["notices"]


def test_what_a_profile_said_then_is_read_as_the_same_profile() -> None:
    versions = {row["version"] for row in OLD.rows["profile_versions"]}
    assert {version for version, profile in OLD.book.known.items() if profile} == versions
    assert {one for rows in OLD.rows["tickets"] for one in _texts(rows["no"])} <= versions


def _texts(no: str) -> list[str]:
    return folded(OLD.logs[no][:1]).profile_version.split("+")


def test_the_sample_has_been_nearly_everywhere() -> None:
    """Every command of the table, every state, and what is on record without a change."""
    commands: Counter[str] = Counter(e["command"] for log in OLD.logs.values() for e in log)
    assert set(BY_NAME) - set(commands) == NEWER
    states = {e["facts"].get("state") for log in OLD.logs.values() for e in log}
    assert {str(state) for state in State} <= states
    kinds = {name.partition(":")[0] for name in commands if ":" in name}
    assert kinds == {"refused", "late", "mark"}
