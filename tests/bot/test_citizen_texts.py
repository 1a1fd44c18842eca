"""What a citizen reads: whole, polite, within the limits, and never a bare no."""

import re
from dataclasses import replace

import pytest
from builders import NOW, WAY, a_ticket, walked, wuzhi
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.texts import citizen, replies
from dispatch.notices import What
from dispatch.ticket import Reply as Answer
from dispatch.ticket import State
from intake.filling import LONGEST
from intake.talk import Field, Reply, Said

pytestmark = pytest.mark.unit

LONGEST_HEAD, LONGEST_TEXT = 1024, 2048
ALL_FIELDS = ",".join(Field)
LEVELS = "非常满意、满意、基本满意、不满意、非常不满意"
#: the facts that a reply needs
FACTS = {
    "no": "2026-0001",
    "nos": "2026-0004,2026-0003,2026-0002,2026-0001",
    "number": "2026年第0009号",
    "numbers": "110、119、120、122",
    "fields": ALL_FIELDS,
    "words": "跑了三趟",
    "name": "张伟民",
    "phone": "13800138000",
    "address": "幸福路3号",
}
#: facts beside them that ask for another sentence
MORE = ({}, {"levels": LEVELS}, {"kept": "1"}, {"again": "1"}, {"why": "1", "odd_phone": "1"})
#: jargon of the desk, which no citizen needs
JARGON = ("研判", "派单", "工单", "承办人", "待完善", "待送达", "G-", "WZ-", "None", "{", "}")


def every_reply() -> list[tuple[Said, str]]:
    return [
        (said, replies.reply(Reply(said=said, facts=FACTS | more)))
        for said in Said
        for more in MORE
    ]


@pytest.mark.parametrize("said", Said)
def test_each_thing_to_say_has_its_sentence(said: Said) -> None:
    assert citizen.SAYS[said]
    for one, text in every_reply():
        if one is said:
            assert len(text.encode()) <= LONGEST_HEAD
            assert text == text.strip()
            assert text[-1] in "。”：", text


def test_nothing_is_said_in_the_desk_s_words_or_with_a_gap() -> None:
    for said, text in every_reply():
        assert not [word for word in JARGON if word in text], said


def test_nothing_is_a_bare_no() -> None:
    """LH-6a: whatever cannot be done, the sentence says what can."""
    others = [citizen.CANNOT_NOW, citizen.NOTHING_RUNNING, citizen.VOTE_TOO_LATE, citizen.NOT_YOURS]
    for text in [*(text for _, text in every_reply()), *others]:
        assert not re.search(r"(?:^|[。，！])(?:不|不行|不能|不可以|无法)[。！]?$", text)
        assert not re.match(r"(?:不行|不能|无法|不可以)", text)


def test_no_sentence_asks_what_it_has_just_been_told() -> None:
    text = replies.reply(Reply(said=Said.ASK, facts={"fields": "phone"}))
    assert "电话" in text
    assert "姓名" not in text


def read_back(**facts: str) -> Reply:
    return Reply(said=Said.READ_BACK, facts=FACTS | facts)


@given(
    st.text("跑了三趟，。a\n😊", min_size=1, max_size=3000),
    st.booleans(),
    st.sampled_from([LONGEST_HEAD, LONGEST_TEXT]),
)
@settings(max_examples=100, deadline=None)
def test_only_the_quoted_words_of_a_reading_back_are_shortened(
    words: str, alarm: bool, longest: int
) -> None:
    """wecom.md §4: the head of a menu has 1,024 bytes; what must be checked stands whole."""
    fullest = {name: "字" * size for name, size in LONGEST.items()}
    facts = fullest | {"place": "处" * 300, "category": "类" * 60, "department": "局" * 60}
    reply = read_back(words=words, media="12", **facts)
    before = [Reply(said=Said.EMERGENCY, facts=FACTS)] if alarm else []
    text = replies.message([*before, reply], (), longest)
    assert len(text.encode()) <= longest
    for value in fullest.values():
        assert value in text
    assert "回“确认”" in text
    assert words in text or f"共 {len(words)} 字" in text


def test_short_words_are_quoted_whole() -> None:
    assert "【诉求】跑了三趟\n" in replies.message([read_back()], (), LONGEST_HEAD)


def test_braces_in_somebody_s_words_are_only_braces() -> None:
    assert "{no}{0}" in replies.reply(read_back(words="{no}{0}"))


@pytest.mark.parametrize(
    ("item", "label"),
    [
        ("yes:3", "确认"),
        ("add:3", "补充"),
        ("add:3:2026-0002", "补充 2026年第0002号"),
        ("take:2026-0002", "撤回 2026年第0002号"),
        ("take:WZ-2026-0002", "撤回 WZ-2026年第0002号"),
        ("really:1", "确认撤回"),
        ("keep:1", "不撤"),
    ],
)
def test_a_menu_item_reads_as_it_should(item: str, label: str) -> None:
    assert replies.label(item) == label
    assert len(item.encode()) <= 64
    assert len(label.encode()) <= 128


def test_an_answer_keeps_reason_and_basis_however_long_it_is() -> None:
    """WZ-9.1: an answer has its reason and its basis."""
    rules = wuzhi()
    ticket = walked(rules, WAY[State.SURVEYING])
    long_ = replace(
        ticket, reply=Answer(text="已核实。" * 900, reason="政策不允许", basis="条例第三条", at=NOW)
    )
    text = citizen.notice(What.ANSWERED, long_, {})
    assert text is not None
    assert len(text.encode()) <= LONGEST_TEXT
    assert "理由：政策不允许" in text
    assert "依据：条例第三条" in text
    told = citizen.progress(long_, 450)
    assert len(told.encode()) <= 450
    assert "条例第三条" in told


@pytest.mark.parametrize("state", State)
def test_each_state_is_told_in_plain_words(state: State) -> None:
    ticket = replace(a_ticket(wuzhi()), state=state)
    assert "2026年第0001号：" in citizen.progress(ticket)
    assert not re.search(r"[{}]", citizen.state(ticket))
