"""濮阳's ways in: the seven channels of the scheme and its four types, at the door of 12345 (PY-4.1)."""

import json
from collections import Counter

import pytest
from builders import rules_of
from callback_door import Inbox
from hotline_door import a_transfer, open_door, passes_on

RULES = rules_of("puyang")


@pytest.mark.parametrize(
    "source",
    [
        *("12345热线", "12345线上受理平台", "12345微信公众号", "人民网领导留言板", "政府部门网站"),
        *("县行政服务中心", "乡镇“有诉即办”窗口"),
    ],
)
async def test_py_4_1a_each_of_the_seven_ways_is_taken_and_kept(source: str) -> None:
    inbox, counts = Inbox(), Counter[str]()
    async with open_door(inbox, counts, {"main": RULES}) as client:
        assert (await passes_on(client, a_transfer(source=source)))[0] == 200
    assert json.loads(inbox.only().body)["source"] == source


@pytest.mark.parametrize(
    ("kind", "status"), [("咨询", 200), ("求助", 200), ("投诉", 200), ("建议", 200), ("举报", 400)]
)
async def test_py_4_1c_the_four_types_are_taken_and_no_other(kind: str, status: int) -> None:
    inbox, counts = Inbox(), Counter[str]()
    async with open_door(inbox, counts, {"main": RULES}) as client:
        got, answer = await passes_on(client, a_transfer(kind=kind))
    assert got == status
    if status == 200:
        assert json.loads(inbox.only().body)["kind"] == kind
    else:
        assert "咨询、求助、投诉、建议" in answer["error"]
