"""What a message proposes its receiver may do now: every line to staff on random walks × role × county."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from deep import Sweep
from office import DEPARTMENTS
from walk_rules import Step
from walk_world import PEOPLE, PROFILES, rules_named, started
from walker import Walk

from bot.config.directory import Directory
from bot.letters import compose
from dispatch.lifecycle.authority import may_type
from dispatch.rules.turn_table import Act
from dispatch.ticket.notices import Notice, NoticeKind
from dispatch.ticket.sight import is_about
from intake.grammar.commands import FORMS
from storage.queues.letters import LetterKind

#: a command as a line proposes it: `/督办 2026-0001 …`
PROPOSED = re.compile(r"(?<![\w/])/([一-鿿]{1,3})(?![一-鿿])")
#: walks under each profile: the whole, and the sample
WHOLE, SOME = 200, 12
STAFF = [one for one in PEOPLE if one.source in ("app", "group")]


def directory() -> Directory:
    """Return everybody of the walks, as the configuration would name them."""
    return Directory(
        {one.id: replace(one, centre="main") for one in STAFF},
        {one.id: one for one in DEPARTMENTS},
    )


def proposals(step: Step) -> Iterator[tuple[str, str, str]]:
    """Yield who is told to give which command by what this step says, and the words."""
    people = directory()
    said = compose.letters(step.after, list(step.notices), step.rules, people, step.now)
    for letter in said:
        if letter.kind == LetterKind.APP_TEXT:
            words = letter.payload["text"]
            for name in PROPOSED.findall(words):
                yield from ((userid, name, words) for userid in letter.payload["to"])


def walked(profile: str, n: int) -> Iterator[Step]:
    for number in range(n):
        rnd = Random(number)
        walk = Walk(started(rules_named(profile), number))
        walk.open(number)
        for _ in range(6):
            walk.step(rnd.getrandbits(24))
            walk.wait(rnd, is_long=True)
        yield from walk.steps


@pytest.mark.sweep
@pytest.mark.timeout(900)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_message_proposes_only_what_its_receiver_may_do_now(profile: str, sweep: Sweep) -> None:
    met: Counter[str] = Counter()
    people = directory()
    for step in walked(profile, sweep.many(f"proposals under {profile}", WHOLE, SOME)):
        for userid, name, words in proposals(step):
            by = people.people[userid]
            assert name in FORMS, words
            assert not is_about(by, step.after)
            standing = people.beside(by, step.after.centre, step.after)
            assert may_type(name, standing, step.after, step.rules), (by.roles, name, words)
            met[name] += 1
    assert len(met) >= 3, met


@pytest.mark.parametrize("profile", PROFILES)
def test_g_30_a_demand_that_is_not_met_is_said_once_to_each_and_with_nothing_they_may_not(
    profile: str,
) -> None:
    """督办 not met by its date: no second message that says nearly the same, the next comes after a while."""
    for number in range(6):
        walk = Walk(started(rules_named(profile), number))
        walk.open(number)
        for n in range(8):
            walk.wait(Random(n), is_long=True)
        unmet = [one for one in walk.steps if _says(one, NoticeKind.UNMET)]
        for one in unmet:
            heard = {notice.to for notice in one.notices if notice.what is NoticeKind.UNMET}
            later = [s for s in walk.steps if s.now == one.now and s is not one]
            again = [n for s in later for n in s.notices if n.to in heard and _watches(n)]
            assert not again, (one.now, again)


def _says(step: Step, what: NoticeKind) -> bool:
    return any(notice.what is what for notice in step.notices)


def _watches(notice: Notice) -> bool:
    return notice.what is NoticeKind.LOOK and notice.facts["act"] in (Act.CHASE, Act.OVERSEE)
