"""kill -9 at every commit of the main job, and start again: nothing lost, nothing twice, one ticket.

The points are counted from the writer in a round without a kill. People live through each round as
they would: WeCom repeats what was not acknowledged, and who sees nothing happen does it again.
`make deep` kills at every point; else it is the first, the last and one of each kind of commit.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from crash_nursery import Nursery
from crash_round import Kill, Outcome
from crash_sweep import Fresh, chosen, every, play_all, points
from databases import only_postgres, only_sqlite
from deep import Sweep

#: no round is without an end (`crash_round.PATIENCE`); this is for all rounds of a sweep
pytestmark = [
    *(pytest.mark.slow, pytest.mark.sweep, pytest.mark.timeout(3600)),
    pytest.mark.asyncio(loop_scope="session"),  # the fork servers' own
]

#: how many points are tried where not all of them are
SAMPLE = 12


def told(capsys: pytest.CaptureFixture[str], text: str) -> None:
    """Print *text* on the terminal, whatever is captured."""
    with capsys.disabled():
        sys.stderr.write(f"\n{text}\n")


def summary(whole: Outcome, outcomes: Sequence[Outcome]) -> str:
    """Return the figures of a sweep, and what kinds of commits were killed at."""
    kinds = Counter(outcome.name for outcome in outcomes if outcome.killed)
    return (
        f"{len(whole.commits)} commits, {len(outcomes)} rounds,"
        f" {sum(o.killed for o in outcomes)} killed,"
        f" {sum(o.unsure > 0 for o in outcomes)} with a letter 待确认"
        f" ({sum(o.shown > 0 for o in outcomes)} of them shown),"
        f" {sum(o.typed > 0 for o in outcomes)} where somebody typed instead;"
        f" {dict(kinds.most_common())}"
    )


def broken(outcomes: Sequence[Outcome]) -> list[str]:
    """Return what went wrong, each with its kill."""
    return [f"{o.kill} ({o.name}): {fault}" for o in outcomes for fault in o.faults]


def too_many_unreached(outcomes: Sequence[Outcome]) -> list[Kill]:
    """Return the kills that did not take place, if they are many: some runs have fewer commits."""
    unreached = [o.kill for o in outcomes if not o.killed]
    return unreached if len(unreached) > max(2, len(outcomes) // 10) else []


def late_sents(whole: Outcome) -> list[int]:
    """Return the commits that note a letter as said, without the first third: the citizen's own chat."""
    sents = [n for n, name in enumerate(whole.commits, start=1) if name == "sent"]
    return sents[len(sents) // 3 :]


@only_sqlite
async def test_a_kill_at_every_commit_loses_nothing_and_does_nothing_twice(
    nurseries: list[Nursery],
    fresh: Fresh,
    tmp_path: Path,
    sweep: Sweep,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    """R1, R3, R9: I1–I5 hold after each; the robot's letter in doubt is raised, not repeated."""
    whole = await points(nurseries[0], fresh, tmp_path)
    assert whole.faults == []
    told_as = "kill -9 before and after each commit on SQLite"
    kills = chosen(sweep, told_as, whole, every(len(whole.commits)), SAMPLE)
    outcomes = await play_all(nurseries, fresh, tmp_path, kills)
    record_property("crash_points", len(whole.commits))
    told(capsys, f"SQLite, before and after each commit: {summary(whole, outcomes)}")
    assert broken(outcomes) == []
    assert too_many_unreached(outcomes) == []
    if sweep.is_whole:
        # Before the commit that marks it, the robot has said it; after the one that takes it, not yet.
        # A frame of the robot that was not committed is lost; what is typed in single chat stands in.
        assert any(o.typed for o in outcomes if o.kill.moment == "before")
        for moment, is_shown in (("before", True), ("after", False)):
            those = [o for o in outcomes if o.kill.moment == moment]
            assert any(o.unsure and bool(o.shown) == is_shown for o in those)


@only_sqlite
async def test_a_letter_that_may_have_been_said_is_raised_and_not_repeated(
    nurseries: list[Nursery], fresh: Fresh, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R9: killed between saying and noting it, where the group hears most; until there is such a letter."""
    whole = await points(nurseries[0], fresh, tmp_path)
    outcomes = await play_all(
        nurseries,
        fresh,
        tmp_path,
        [Kill(at=n, moment="before") for n in late_sents(whole)],
        enough=lambda outcome: bool(outcome.unsure and outcome.shown),
    )
    told(capsys, f"SQLite, in doubt: {summary(whole, outcomes)}")
    assert broken(outcomes) == []
    assert any(o.unsure and o.shown for o in outcomes)


@only_postgres
async def test_a_kill_on_postgres_loses_nothing_and_does_nothing_twice(
    nurseries: list[Nursery],
    fresh: Fresh,
    tmp_path: Path,
    sweep: Sweep,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    """R1, R3, R9, R10: the same where claims and leases of the dead must first run out."""
    whole = await points(nurseries[0], fresh, tmp_path)
    assert whole.faults == []
    told_as = "kill -9 before and after each commit on PostgreSQL"
    kills = chosen(sweep, told_as, whole, every(len(whole.commits)), SAMPLE)
    outcomes = await play_all(nurseries, fresh, tmp_path, kills)
    record_property("crash_points", len(whole.commits))
    told(capsys, f"PostgreSQL, before and after each commit: {summary(whole, outcomes)}")
    assert broken(outcomes) == []
    assert too_many_unreached(outcomes) == []


@only_sqlite
async def test_the_control_that_acknowledges_before_the_commit_loses_a_message(
    nurseries: list[Nursery], fresh: Fresh, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R1's negative control: the same story, the same judge."""
    whole = await points(nurseries[0], fresh, tmp_path)
    keeps = [n for n, name in enumerate(whole.commits, start=1) if name == "keep"]
    outcomes = await play_all(
        nurseries,
        fresh,
        tmp_path,
        [Kill(at=n, moment="before") for n in keeps],
        control="acknowledges early",
        enough=lambda outcome: any("LOST" in fault for fault in outcome.faults),
    )
    told(capsys, f"acknowledged early: {broken(outcomes)}")
    assert any("LOST" in fault for fault in broken(outcomes))


@only_sqlite
async def test_the_control_that_repeats_blindly_tells_the_group_twice(
    nurseries: list[Nursery], fresh: Fresh, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R9's negative control: a robot's push has no duplicate check at WeCom."""
    whole = await points(nurseries[0], fresh, tmp_path)
    outcomes = await play_all(
        nurseries,
        fresh,
        tmp_path,
        [Kill(at=n, moment="before") for n in late_sents(whole)],
        control="repeats blindly",
        enough=lambda outcome: any("the group saw" in fault for fault in outcome.faults),
    )
    told(capsys, f"repeated blindly: {broken(outcomes)}")
    # the second time as the same card, or by the webhook in words that no letter accounts for
    assert any("the group saw" in fault for fault in broken(outcomes))
