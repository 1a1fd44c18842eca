"""Everyday text in one form: what is said alike is written alike."""

import pytest

from intake.classify.folding import folded

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("ＯＫ，确认", "ok,确认"),
        ("幫我轉人公", "帮我转人工"),
        ("再吗？？？", "在吗??"),
        ("好的好的好的好的", "好的好的"),
        ("快快快快快点", "快快点"),
        ("👍", "好"),
        ("谢谢🙏", "谢谢☺"),
        ("我电话13800138000", "我电话15912345678"),
        ("3号楼", "5号楼"),
        ("确认。", "确认"),
        ("撤消", "撤销"),
        ("非长满义", "非常满意"),
    ],
)
def test_two_ways_of_writing_are_one(written: str, alike: str) -> None:
    assert folded(written) == folded(alike)


@pytest.mark.parametrize(("one", "other"), [("是？", "是"), ("3天", "30天"), ("满意", "不满意")])
def test_what_differs_in_meaning_stays_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)
