"""No county edits a key in vain: code reads it, or it stands in WAITING with what it waits for."""

import pytest
from house_rules import Source, sources
from profile_keys import keys, unread

from dispatch.profiles.waiting import WAITING

pytestmark = [pytest.mark.unit, pytest.mark.slow]

CODE = sources("bot", "dispatch", "intake", "storage")


def test_every_key_is_read_by_code_or_says_what_it_waits_for() -> None:
    """The list may only get shorter: a key that is read by now must leave it."""
    assert unread(CODE) == [key for key in keys() if key in WAITING]
    assert WAITING.keys() <= keys().keys()


def test_a_key_that_nobody_reads_any_more_is_found() -> None:
    others = [one for one in CODE if "rule.times" not in one.text]
    assert "returning.times" in unread(others)
    assert "returning.times" not in unread(CODE)


def test_the_same_name_in_another_section_does_not_count() -> None:
    planted = Source("bot/x.py", "def f(profile):\n    return profile.returning.times\n")
    found = unread([planted])
    assert "returning.times" not in found
    assert "returning.limit" in found
    assert "demand.limit" in found


def test_what_only_prints_every_key_obeys_none() -> None:
    printing = Source("bot/profiles/view.py", "def f(profile):\n    profile.returning.times\n")
    assert "returning.times" in unread([printing])
