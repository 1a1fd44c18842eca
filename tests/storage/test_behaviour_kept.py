"""What an earlier commit's people commanded, commanded again: the core of today makes the same of it.

Each entry of the old log is rebuilt as its command, from the payload and who is who, and applied to the
ticket as the log has it before, by the rules and at the time of that entry.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from old_database import Row, old_database
from pydantic import TypeAdapter

from dispatch.errors import RuleForbids, Why
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
#: since issue D what the desk registered wrong is put right or annulled, and what is said of
#: somebody's conduct is marked (N6)
NEWER = frozenset({"Amend", "Annul", "Tell", "Allege", "Unmark", "StandDown", "TellHead"})
#: since issue D no plan replaces a promise, nothing is promised beyond the limit, no 督办 puts one off,
#: and nobody records a level while the survey is open in the person's own chat and no call was asked for
REFUSED_NOW = frozenset({Why.PROMISED, Why.BEYOND, Why.NO_PROMISE, Why.DEMANDED, Why.OWN_CHAT})
#: since issue D, by command: what is promised at dispatch runs; after rework the renewed promise is the
#: one that is read; 改诺 moves the promise that runs; a 督办 keeps the earlier day, and one before the
#: limit is followed up
OTHERWISE: dict[str, frozenset[str]] = {
    "Dispatch": frozenset({"clocks", "parts", "wakes_at"}),
    **dict.fromkeys(("Rate", "CallBack", "SendBack", "Settle"), frozenset({"promised_on"})),
    "Repromise": frozenset({"clocks", "wakes_at"}),
    "Supervise": frozenset({"clocks", "wakes_at"}),
    # since issue E whom it goes to next says anew whether that crosses levels
    "Reassign": frozenset({"several_levels"}),
}
#: since issue D papers and promises bear what the old log does not know of them
PAPERS_BEAR = {"documents": "due_at", "petitions": "text", "clocks": "department"}

#: since issue D one table says who is asked for the next step, and when again
OF_TURNS = frozenset({"look", "urgent"})
#: and the push goes to whom can do something about it, for what is counted in hours to more of them
PUSHES = frozenset({"reminded", "supervised", "sent_back", "invited"})

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
        try:
            after, notices = again(before, entry)
        except RuleForbids as refused:
            assert refused.why in REFUSED_NOW, where  # noqa: PT017 - which, not whether
            continue
        kept = _kept(entry, after)
        made, then = (codec.facts_of(quiet(one)) for one in (after, folded([*before, entry])))
        assert kept(made) == kept(then), where
        told = _NOTICES.dump_python(notices, mode="json")
        if entry["command"] == "Correct":
            told = [one for one in told if one["what"] not in ASKED_ANEW]
        told = [one for one in told if one["what"] != NoticeKind.UNMET]  # since issue D it is said
        logged = _without_corrected(entry)
        if entry["command"] == "Supervise":
            told, logged = _without_days(told), _without_days(logged)
        told, logged = _without_why(told), _without_why(logged)
        aside = OF_TURNS | (PUSHES if is_pushed_otherwise(after) else frozenset())
        assert without(aside, told) == without(aside, logged), where


def quiet(ticket: Ticket) -> Ticket:
    """Return *ticket* without the moments at which people are asked: since issue D a table says them."""
    return replace(
        ticket,
        clocks=tuple(replace(one, presses_at=None) for one in ticket.clocks),
        calls_at=(),
        **dict.fromkeys(("check_at", "wakes_at", "step_at", "call_due_at")),
    )


def is_pushed_otherwise(ticket: Ticket) -> bool:
    """True while it is to meet, when no department can do anything, and for what is counted in hours."""
    return ticket.state is State.MEETING or any(one.rings for one in ticket.open_clocks)


def without(kinds: frozenset[str], told: list[Any]) -> list[Any]:
    return [one for one in told if one["what"] not in kinds]


def _kept(entry: Row, after: Ticket) -> Callable[[Row], Row]:
    """Return what takes out of facts that which is otherwise since issue D, each named above."""
    gone = OTHERWISE.get(entry["command"], frozenset())
    if any(clock.unmet_at and clock.circulated_at for clock in after.clocks):
        gone |= {"wakes_at"}  # each demand is followed up, also after the last was

    def kept(facts: Row) -> Row:
        found = {name: value for name, value in facts.items() if name not in gone}
        for kind, newer in PAPERS_BEAR.items():
            if kind in found:
                found[kind] = [{k: v for k, v in one.items() if k != newer} for one in found[kind]]
        return found

    return kept


def _without_why(told: list[Any]) -> list[Any]:
    """Return *told* without what a call is about: since issue D it says all that must be told."""
    return [{**one, "facts": {}} if one["what"] == NoticeKind.CALL else one for one in told]


def _without_days(told: list[Any]) -> list[Any]:
    return [
        {**one, "facts": {k: v for k, v in one["facts"].items() if k != "until"}} for one in told
    ]


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
        assert codec.facts_of(quiet(ticket)) == codec.facts_of(quiet(told))
        assert _NOTICES.dump_python(notices, mode="json") == entry["payload"]["notices"]


def test_what_a_profile_said_then_is_read_as_the_same_profile() -> None:
    versions = {row["version"] for row in OLD.rows["profile_versions"]}
    assert {version for version, profile in OLD.book.known.items() if profile} == versions
    assert {one for rows in OLD.rows["tickets"] for one in _texts(rows["no"])} <= versions


def _texts(no: str) -> list[str]:
    return folded(OLD.logs[no][:1]).profile_version.split("+")


def test_the_sample_has_been_nearly_everywhere() -> None:
    """Every command that was then, every state, and what is on record without a change."""
    commands: Counter[str] = Counter(e["command"] for log in OLD.logs.values() for e in log)
    assert set(BY_NAME) - set(commands) == NEWER
    states = {e["facts"].get("state") for log in OLD.logs.values() for e in log}
    assert {str(state) for state in State} <= states
    kinds = {name.partition(":")[0] for name in commands if ":" in name}
    assert kinds == {"refused", "late", "mark"}
