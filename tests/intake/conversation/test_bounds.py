"""What is more than a person writes: kept, given to the desk, and answered once (S14)."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from talking import PARTICULARS, Chat, asked, one_running, read

from intake.conversation import bounds
from intake.talk.message import Kind
from intake.talk.state import Said, Wish

pytestmark = pytest.mark.unit

STAGES: Mapping[str, Callable[[], Chat]] = {
    "nothing open": Chat,
    "asked": asked,
    "read back": read,
    "a ticket runs": lambda: Chat(running=one_running()),
}
NOW_AND_THEN = timedelta(minutes=1)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("piece", ["小区", "1380013800 ", "\n", "不满意", "确认"])
def test_a_message_longer_than_people_type_reaches_the_desk_whole_and_changes_nothing(
    stage: str, piece: str
) -> None:
    chat = STAGES[stage]()
    before = chat.talk
    text = (piece * 48_000)[:48_000]
    assert chat.says(text) == [Said.TOO_LONG]
    assert [(one.wish, one.text) for one in chat.wishes[-1:]] == [(Wish.UNFINISHED, text)]
    assert (chat.talk.stage, chat.talk.draft) == (before.stage, before.draft)
    assert chat.complaints == []


@pytest.mark.parametrize("stage", STAGES)
def test_the_longest_that_people_type_is_taken_as_ever(stage: str) -> None:
    """WeChat itself takes some 5,400 characters."""
    long, short = STAGES[stage](), STAGES[stage]()
    words = "办事大厅的窗口一直说系统坏了，" * 360
    assert len(words) == 5_400
    assert long.says(words) == short.says("办事大厅的窗口一直说系统坏了，")
    kept = long.talk.draft if not long.talk.draft.is_empty else long.talk.waiting
    assert words.strip() in kept.words


def test_a_draft_does_not_grow_without_end() -> None:
    chat = asked()
    for n in range(40):
        chat.says(f"第{n}件事：" + "窗口总说系统坏了，" * 100, timedelta(minutes=2))
    told = sum(map(len, chat.talk.draft.words))
    assert told <= bounds.LONGEST_DRAFT
    assert chat.told[-1] == [Said.TOO_MUCH]
    assert "第39件事" in chat.wishes[-1].text
    chat.says(PARTICULARS)
    assert Said.READ_BACK in chat.told[-1]


def test_danger_in_a_message_that_is_too_long_rings_at_once() -> None:
    chat = Chat()
    assert chat.says("煤气漏了，" + "小区" * 20_000) == [Said.EMERGENCY]
    assert {one.wish for one in chat.wishes} == {Wish.UNFINISHED, Wish.ALARM}


@pytest.mark.parametrize("text", ["小区路灯坏了", "你好", "查询", "确认", "人工"])
def test_beyond_twenty_a_minute_all_are_taken_in_and_one_is_answered(text: str) -> None:
    """S14: the 21st is told so, the next hundred hear nothing, and the minute after is as ever."""
    chat = Chat()
    told = [chat.says(text, timedelta(milliseconds=100)) for _ in range(bounds.ANSWERED)]
    assert all(Said.TOO_FAST not in said for said in told)
    assert chat.says(text, timedelta(milliseconds=100)) == [Said.TOO_FAST]
    assert [chat.says(text, timedelta(milliseconds=100)) for _ in range(100)] == [[]] * 100
    assert chat.says("政务大厅电梯坏了", NOW_AND_THEN) not in ([], [Said.TOO_FAST])


def test_what_comes_too_fast_is_in_the_draft_all_the_same() -> None:
    chat = asked()
    for n in range(50):
        chat.says(f"还有第{n}件", timedelta(milliseconds=100))
    assert all(f"还有第{n}件" in chat.talk.draft.words for n in range(50))


def test_danger_is_answered_however_fast_it_comes() -> None:
    chat = Chat()
    for _ in range(60):
        chat.says("你好", timedelta(milliseconds=100))
    assert Said.EMERGENCY in chat.says("楼里着火了", timedelta(milliseconds=100))


def test_photos_count_too_and_none_is_lost() -> None:
    chat = asked()
    for _ in range(60):
        chat.sends(Kind.IMAGE)
    assert len(chat.talk.draft.media) == 60
