"""A likely duplicate is pointed out, a different matter is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.classify.similarity import ALIKE, likeness

pytestmark = pytest.mark.unit

TOLD = "跑了三趟营业执照还没办下来，窗口总说系统坏了"


@pytest.mark.parametrize(
    "again",
    [
        TOLD,
        "跑了三趟，营业执照还没办下来！窗口总说系统坏了。",
        "营业执照跑了三趟还没办下来，窗口总说系统坏了",
        "跑了三趟营业执照还没办下来，窗口总说系统坏了，今天又去了",
    ],
)
def test_the_same_story_told_again_is_alike(again: str) -> None:
    assert likeness(TOLD, again) >= ALIKE


@pytest.mark.parametrize(
    "other",
    [
        "",
        "。。。",
        "小区停电三天了没人管",
        "营业执照想变更地址需要什么材料",
        "窗口态度很差，总说没空",
    ],
)
def test_another_matter_is_not(other: str) -> None:
    assert likeness(TOLD, other) < ALIKE


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_is_a_share_and_the_same_either_way_round(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, other) == likeness(other, one)
