"""What a sample of a sweep is: repeatable, with both ends and every kind, and told in so many words."""

from itertools import combinations, product

import pytest
from deep import Sweep, each_pair, one_of, sample

pytestmark = pytest.mark.unit


def alike(_: object) -> str:
    """Every point is of one kind."""
    return "any"


def test_a_sample_has_both_ends_and_one_of_each_kind_in_the_order_of_the_points() -> None:
    points = [f"p{n:03}" for n in range(200)]
    kinds = {"p111": "rare", "p050": "seldom"}
    found = sample(points, 12, 7, lambda point: kinds.get(point, "often"))
    assert len(found) == 12
    assert found == sorted(found)
    assert {"p000", "p050", "p111", "p199"} <= set(found)


def test_whatever_runs_a_sample_here_is_run_whole_by_make_deep(
    request: pytest.FixtureRequest,
) -> None:
    asking = [one for one in request.session.items if "sweep" in getattr(one, "fixturenames", ())]
    unmarked = {one.path.name for one in asking if one.get_closest_marker("sweep") is None}
    assert unmarked <= {"test_neutralise.py"}  # make deep itself neutralises every rule


def test_one_seed_gives_one_sample_and_another_seed_another() -> None:
    points = range(200)
    assert sample(points, 12, 7, alike) == sample(points, 12, 7, alike)
    assert sample(points, 12, 7, alike) != sample(points, 12, 8, alike)


@pytest.mark.parametrize(("points", "size"), [((), 5), ((1,), 5), ((1, 2, 3), 9)])
def test_who_asks_for_more_than_there_is_gets_all(points: tuple[int, ...], size: int) -> None:
    assert sample(points, size, 7, alike) == list(points)


def test_there_is_one_of_each_kind_though_that_is_more_than_was_asked_for() -> None:
    found = sample(range(100), 3, 7, lambda point: point // 10)
    assert {point // 10 for point in found} == set(range(10))


def test_what_is_crossed_has_each_pair_of_values_and_not_each_combination() -> None:
    axes = {"way": range(7), "county": range(5), "before": range(3)}
    points = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    kept = [points[n] for n in each_pair(points)]
    assert 35 <= len(kept) < len(points) / 2
    for one, other in combinations(axes, 2):
        pairs = {(point[one], point[other]) for point in kept}
        assert pairs == {*product(axes[one], axes[other])}


def test_where_two_things_vary_every_combination_is_a_pair() -> None:
    points = [{"way": way, "kind": kind} for way in range(3) for kind in range(2)]
    assert each_pair(points) == list(range(6))


def test_a_combination_that_is_not_there_is_not_asked_for() -> None:
    assert each_pair([{"a": 1, "b": 1}, {"a": 2, "b": 2}, {"a": 1, "b": 1}]) == [0, 1]


def test_what_runs_on_either_database_runs_on_one_and_half_of_it_on_each() -> None:
    points = [
        {"database_kind": kind, "profile": n} for n in range(40) for kind in ("sqlite", "postgres")
    ]
    kept = [points[n] for n in one_of(points)]
    assert [point["profile"] for point in kept] == [*range(40)]
    assert 10 < sum(point["database_kind"] == "sqlite" for point in kept) < 30
    assert one_of(points[:1]) == [0], "where only one is asked for, that one"


def test_a_deep_run_is_whole_and_each_run_says_what_it_was() -> None:
    told: list[str] = []
    shallow, whole = Sweep(False, 7, told.append), Sweep(True, 7, told.append)
    assert len(shallow.of("kills", range(213), 12, alike)) == 12
    assert whole.of("kills", range(213), 12, alike) == list(range(213))
    assert (shallow.many("walks", 1000, 60), whole.many("walks", 1000, 60)) == (60, 1000)
    assert told == [
        "kills: 12 of 213, seed 7",
        "kills: all 213",
        "walks: 60 of 1000, seed 7",
        "walks: all 1000",
    ]
