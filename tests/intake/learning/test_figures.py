"""The figures of a reading are those of the textbook, counted by hand here."""

import pytest

from intake.learning.figures import Judged, figures

pytestmark = pytest.mark.unit

JUDGED = [
    Judged(label="a", found=(("a", 0.9), ("b", 0.1)), is_sure=True),
    Judged(label="a", found=(("b", 0.6), ("c", 0.3), ("d", 0.1), ("a", 0.0)), is_sure=False),
    Judged(label="b", found=(("b", 1.0),), is_sure=True),
    Judged(label="b", found=(), is_sure=False),
]


def test_each_figure_is_as_counted_by_hand() -> None:
    found = figures(JUDGED)
    assert (found.n, found.accuracy, found.top3) == (4, 0.5, 0.5)
    assert found.macro_f1 == pytest.approx((2 / 3 + 2 / 4) / 2)
    assert (found.sure_share, found.sure_accuracy) == (0.5, 1.0)
    assert found.confusion == {"a": {"a": 1, "b": 1}, "b": {"": 1, "b": 1}}
    assert found.ece == pytest.approx((abs(0.9 + 1.0 - 2) + 0.6 + 0.0) / 4)


def test_where_nothing_is_sure_nothing_sure_is_wrong() -> None:
    found = figures([JUDGED[1]])
    assert (found.sure_share, found.sure_accuracy) == (0.0, 1.0)
