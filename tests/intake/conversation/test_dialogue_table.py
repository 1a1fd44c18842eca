"""TABLE whole, and walks of random messages over it: no dead end, no error, nothing lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talking import PARTICULARS, TWO, WORDS, Chat, asked, one_running, read

from dispatch.ticket.complaint import Attachment
from intake.conversation import dialogue
from intake.hearing.hearing import hear
from intake.talk.heard import Heard
from intake.talk.message import Kind, Message
from intake.talk.state import Said, Stage, Wish
from intake.talk.turn_context import Act, silent

pytestmark = pytest.mark.unit


def choosing() -> Chat:
    chat = Chat(running=TWO)
    chat.says("昨天窗口又让我回去等通知")
    assert chat.talk.stage is Stage.CHOOSING
    return chat


def withdrawing() -> Chat:
    chat = Chat(running=TWO)
    chat.says("撤回 0002")
    assert chat.talk.stage is Stage.WITHDRAWING
    return chat


STAGES: dict[Stage, Callable[[], Chat]] = {
    Stage.IDLE: Chat,
    Stage.COLLECTING: asked,
    Stage.CONFIRMING: read,
    Stage.CHOOSING: choosing,
    Stage.WITHDRAWING: withdrawing,
}
#: a message of each kind that can be heard; typed where it can be typed
SAMPLES: dict[Heard, Message] = {
    heard: Message(kind=Kind.TEXT, text=text, at=Chat().now)
    for heard, text in {
        Heard.GREETING: "你好",
        Heard.NOTHING: "😊",
        Heard.HELP: "帮助",
        Heard.HUMAN: "人工",
        Heard.QUERY: "查询",
        Heard.SUPPLEMENT: "补充 还差一张收据",
        Heard.WITHDRAW: "撤回",
        Heard.HURRY: "怎么还没人来",
        Heard.RATE: "不满意",
        Heard.UNCLEAR_RATE: "说不上满意",
        Heard.UNASKED_RATE: "不满意",
        Heard.YES: "确认",
        Heard.NO: "不对",
        Heard.EDIT: "修改",
        Heard.CANCEL: "取消",
        Heard.ADD: "是补充",
        Heard.NEW: "新诉求",
        Heard.UNNAMED: "不想留名",
        Heard.CONSULT: "办营业执照要带什么材料？",
        Heard.FILE: "登记",
        Heard.SPLIT: "分开",
        Heard.WHOLE: "合成一件",
        Heard.PRIVACY: "你们会不会泄露我的电话？",
        Heard.WORDS: "窗口让我下个月再来",
        Heard.CANNOT_WRITE: "我不识字，字也不会打",
        Heard.NOT_YET: "先别提交，让我想想",
        Heard.UNCLEAR: "滚一边去，烦人的东西",
    }.items()
} | {
    Heard.ENTER: Message(kind=Kind.ENTER, at=Chat().now),
    Heard.RECALL: Message(kind=Kind.RECALL, at=Chat().now),
    Heard.STALE: Message(kind=Kind.TEXT, text="确认", choice="yes:99", at=Chat().now),
    Heard.AGAIN: Message(kind=Kind.TEXT, text="重新说", choice="again:0", at=Chat().now),
    Heard.MEDIA: Message(kind=Kind.IMAGE, media=Attachment(id="m", kind="image"), at=Chat().now),
}
#: nothing is said to these, on purpose, though somebody said something
SILENT = {
    (Stage.IDLE, Heard.RECALL): "nothing of it was kept",
    (Stage.WITHDRAWING, Heard.RECALL): "nothing of it was kept",
    (Stage.CHOOSING, Heard.RECALL): "it waits for a choice; 取消 drops it",
    (Stage.COLLECTING, Heard.MEDIA): "counted in the reading-back",
    (Stage.CONFIRMING, Heard.MEDIA): "counted with the complaint",
    (Stage.CHOOSING, Heard.MEDIA): "it waits beside the words",
}


def test_every_message_has_an_act_in_every_stage() -> None:
    assert {heard for stage, heard in dialogue.TABLE if stage is None} == set(Heard)
    assert set(SAMPLES) == set(Heard)
    assert set(STAGES) == set(Stage)


#: where something is told, what hurries belongs to it
TOLD_IN = (Stage.COLLECTING, Stage.CONFIRMING, Stage.WITHDRAWING)
#: with nothing open 确认 and 不对 are a courtesy, Heard.NOTHING
CELLS = [
    (stage, heard)
    for stage in Stage
    for heard in Heard
    if (stage, heard) not in {(Stage.IDLE, Heard.YES), (Stage.IDLE, Heard.NO)}
    and not (heard is Heard.HURRY and stage in TOLD_IN)
    and not (heard is Heard.NOT_YET and stage not in (Stage.COLLECTING, Stage.CONFIRMING))
    and not (heard is Heard.FILE and stage is not Stage.IDLE)
    and not (heard in (Heard.SPLIT, Heard.WHOLE) and stage is not Stage.COLLECTING)
]


@pytest.mark.parametrize(("stage", "heard"), CELLS)
def test_each_cell_answers_or_is_silent_on_purpose(stage: Stage, heard: Heard) -> None:
    """An answer is a reply, a wish that is answered, or the receipt of a complaint."""
    chat = STAGES[stage]()
    if heard in (Heard.RATE, Heard.UNCLEAR_RATE):
        chat.running = (replace(one_running(surveying=True)[0], no="2026-0002"), *TWO[1:])
    if heard is Heard.HURRY:
        chat.running = TWO
    if heard in (Heard.SPLIT, Heard.WHOLE):
        chat = Chat()
        chat.says("1、营业执照没办下来 2、房产证半年没下来")
    if heard is Heard.FILE:
        chat.says("办营业执照要带什么材料？")
    message = SAMPLES[heard]
    if heard is Heard.AGAIN:
        message = replace(message, choice=f"again:{chat.talk.turn}")
    assert hear(message, chat.talk, chat.frame) is heard
    wishes, complaints = len(chat.wishes), len(chat.complaints)
    said = chat.hears(message)
    answered = bool(said) or len(chat.wishes) > wishes or len(chat.complaints) > complaints
    assert answered is ((stage, heard) not in SILENT)


@pytest.mark.parametrize("stage", Stage)
def test_a_person_may_be_asked_for_in_every_stage(stage: Stage) -> None:
    chat = STAGES[stage]()
    before = chat.talk
    assert Said.HUMAN in chat.says("人工")
    assert chat.wishes[-1].wish is Wish.HUMAN
    assert (chat.talk.stage, chat.talk.draft) == (before.stage, before.draft)


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_way_to_a_registered_complaint(stage: Stage) -> None:
    chat = STAGES[stage]()
    for said in ("取消", "新诉求", WORDS, PARTICULARS, "确认"):
        if chat.complaints:
            break
        chat.says(said)
    assert len(chat.complaints) == 1


def test_silence_in_the_table_is_only_for_what_was_taken_back() -> None:
    acts: list[tuple[object, Act]] = list(dialogue.TABLE.items())
    assert [cell for cell, act in acts if act is silent] == [(None, Heard.RECALL)]


# --- walks -------------------------------------------------------------------------------------

#: what must not be lost carries a mark of its own: 〔n〕 is put behind these
STORIES = (
    "窗口让我下个月再来",
    "补充 还差一张收据",
    "补充 0001 收据找到了",
    "我女儿上学的事没人管",
    "营业执照窗口没人办",
    "1、营业执照没办下来 2、房产证半年没下来",
    "另外社保卡丢了也没人管",
    "办营业执照要带什么材料？",
)
SHORT = (
    *(
        "你好",
        "在吗",
        "😊",
        "嗯",
        "好的",
        "确认",
        "不对",
        "修改",
        "取消",
        "撤回",
        "撤回 0001",
        "查询",
        "人工",
    ),
    *(
        "帮助",
        "补充",
        "新诉求",
        "是补充",
        "不想留名",
        "满意",
        "不满意",
        "张伟民",
        "13800138000",
        "谢谢",
    ),
    *(
        "城关镇幸福路3号",
        "地址改成和平路5号院",
        "电话错了",
        "0001",
        "",
        "\u200b",
        "\ud800",
        "1",
        "不撤",
        "分开",
        "合成一件",
        "登记",
        "你们会不会泄露我的电话？",
    ),
)
KINDS = (Kind.IMAGE, Kind.VOICE, Kind.LOCATION, Kind.OTHER, Kind.ENTER, Kind.RECALL)
STEPS = st.one_of(
    st.sampled_from(STORIES).map(lambda text: ("story", text)),
    st.sampled_from(SHORT).map(lambda text: ("text", text)),
    st.sampled_from(KINDS).map(lambda kind: ("kind", kind)),
    st.sampled_from(
        [
            "yes",
            "edit",
            "cancel",
            "add",
            "new",
            "really",
            "keep",
            "split",
            "whole",
            "file",
            "enough",
        ]
    ).map(lambda word: ("tap", word)),
    st.sampled_from([1, 31, 121]).map(lambda minutes: ("wait", minutes)),
)
#: after these the person knows that what they said went
GONE = {Said.DROPPED, Said.DROPPED_ONE, Said.CONSULT, Said.UNKNOWN_NUMBER}


def kept(chat: Chat) -> str:
    """Return everything that is kept anywhere."""
    talk = chat.talk
    waiting = (talk.draft, talk.waiting, talk.question, *talk.others)
    drafts = [*(words for one in waiting for words in one.words), talk.draft.about]
    fields = [talk.draft.name, talk.draft.address, talk.waiting.name]
    return " ".join(
        [*drafts, *fields, *(w.text for w in chat.wishes), *(c.text for c in chat.complaints)]
    )


def take(chat: Chat, n: int, how: str, what: object) -> str:
    """Do one step of a walk; return the mark that must be kept."""
    if how == "wait":
        assert isinstance(what, int)
        chat.waits(minutes=what)
    elif how == "kind":
        assert isinstance(what, Kind)
        chat.sends(what)
    elif how == "tap":
        chat.taps(f"{what}:{max(chat.talk.turn - n % 2, 0)}")
    elif how == "story":
        chat.says(f"{what}〔{n}〕", timedelta(seconds=40))
        return f"〔{n}〕"
    else:
        chat.says(str(what))
    return ""


@given(st.lists(STEPS, max_size=14), st.sampled_from([(), TWO]), st.booleans())
@settings(max_examples=400)
def test_no_walk_ends_in_an_error_or_loses_a_word(
    steps: list[tuple[str, object]], running: tuple[object, ...], anonymous: bool
) -> None:
    chat = Chat(running=running, anonymous=anonymous)  # type: ignore[arg-type]  # of Running
    marks: list[str] = []
    for n, (how, what) in enumerate(steps):
        mark = take(chat, n, how, what)
        # a few words at the reading-back are asked about: whether they count is their choice
        is_asked_about = bool(chat.talk.unclear)
        marks += [mark] if mark and not is_asked_about else []
        if is_asked_about and mark:
            assert mark in kept(chat)
        if GONE & set(chat.told[-1] if chat.told else ()):
            marks.clear()
        for each in marks:
            assert each in kept(chat), (steps[: n + 1], each)
        assert len(chat.text.encode()) <= 1024
    # and 人工 works wherever the walk led
    assert Said.HUMAN in chat.says("人工")


@given(st.lists(st.text(max_size=60), max_size=6))
@settings(max_examples=200)
def test_no_text_at_all_is_an_error(texts: list[str]) -> None:
    chat = Chat(running=one_running(surveying=True))
    for one in texts:
        chat.says(one)


@pytest.mark.parametrize("stage", Stage)
def test_who_asks_what_becomes_of_what_they_say_is_told_and_nothing_changes(stage: Stage) -> None:
    """Neither draft nor question nor menu: what was open goes on as if it had not been asked."""
    chat = STAGES[stage]()
    before = chat.talk
    assert chat.says("你们会不会泄露我的电话？") == [Said.PRIVACY]
    after = chat.talk
    for what in ("stage", "draft", "waiting", "ticket", "turn", "asked", "unnamed"):
        assert getattr(after, what) == getattr(before, what)
    assert not chat.wishes
    if stage is not Stage.IDLE:
        assert chat.text.count("\n") == 1, "what is open stands in the same message"
