"""The judge of the runs under load finds each kind of fault, and none where all is well."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from load_evidence import Evidence, Kept, Opened, Said, judged
from load_messages import Message, Source, world


def evidence() -> Evidence:
    """Return the end of a run in which all is well: three messages, one of them a complaint of 12345."""
    source, now = Source(1, world()), datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
    found: dict[str, Message] = {}
    while not {"words", "opened", "transfer"} <= found.keys():
        message = source.next(now)
        found.setdefault(message.kind, message)
    words, opened, transfer = (found[kind] for kind in ("words", "opened", "transfer"))
    outcomes = {words: "conversed", opened: "view", transfer: "registered"}
    return Evidence(
        sent=list(outcomes),
        acked={one.name: 1 for one in outcomes},
        kept=[Kept(name=m.name, state="done", outcome=o) for m, o in outcomes.items()],
        opened=[Opened(no="2026-0001", of=transfer.who, text=transfer.text)],
        letters=[Said(who="a", text="已登记", state="sent")],
        seen={("a", "已登记"): 1},
        records=1,
        reported={"sent": 1},
        others=[],
    )


#: what may break, how, and what the judge says of it
BREAKS: dict[str, tuple[Callable[[Evidence], dict[str, Any]], str]] = {
    "a message is gone": (lambda e: {"kept": e.kept[1:]}, "LOST: words"),
    "a message stands twice": (lambda e: {"kept": [*e.kept, e.kept[0]]}, "DOUBLED: kept 2 times"),
    "a message is not worked off": (
        lambda e: {"kept": [replace(e.kept[0], state="waiting"), *e.kept[1:]]},
        "is waiting",
    ),
    "a message came to something else": (
        lambda e: {"kept": [replace(e.kept[0], outcome="stale"), *e.kept[1:]]},
        "came to stale",
    ),
    "somebody else's message": (
        lambda e: {"kept": [*e.kept, replace(e.kept[0], name="?")]},
        "never sent",
    ),
    "a ticket is gone": (lambda e: {"opened": []}, "LOST: HN"),
    "a ticket stands twice": (
        lambda e: {"opened": [*e.opened, replace(e.opened[0], no="2026-0002")]},
        "DOUBLED: HN",
    ),
    "a number is left out": (
        lambda e: {"opened": [replace(e.opened[0], no="2026-0002")]},
        "numbers have a gap",
    ),
    "a ticket says something else": (
        lambda e: {"opened": [replace(e.opened[0], text="别的")]},
        "says 别的",
    ),
    "a letter was not seen": (lambda e: {"seen": {}}, "LOST: a saw 0"),
    "a letter was seen twice": (lambda e: {"seen": {("a", "已登记"): 2}}, "DOUBLED: a saw 2"),
    "a letter of nobody": (lambda e: {"seen": {**e.seen, ("b", "?"): 1}}, "DOUBLED: b saw 1"),
    "a letter is in doubt": (
        lambda e: {"letters": [replace(e.letters[0], state="unsure")]},
        "is unsure",
    ),
    "12345 heard nothing": (lambda e: {"records": 0}, "12345 was told 0"),
    "12345 heard too much": (lambda e: {"records": 2}, "12345 was told 2"),
    "the log is broken": (lambda e: {"others": ["log of 2026-0001"]}, "log of 2026-0001"),
}


def test_the_judge_finds_nothing_where_all_is_well() -> None:
    assert judged(evidence()) == []


@pytest.mark.parametrize("broken", BREAKS)
def test_the_judge_names_what_is_broken(broken: str) -> None:
    change, said = BREAKS[broken]
    whole = evidence()

    faults = judged(replace(whole, **change(whole)))

    assert any(said in fault for fault in faults), faults
