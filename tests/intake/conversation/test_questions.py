"""Questions beside a complaint: what we know stands in the same message, and nothing else changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from talking import CENTRE, OFFICES, PARTICULARS, TWO, WORDS, Chat, asked, one_running, read

from dispatch.words.question_words import asks_of_privacy, asks_the_way
from intake.conversation import asides, dialogue
from intake.talk.heard import Heard
from intake.talk.message import Kind, Message
from intake.talk.state import Outcome, Said, Stage, Talk, Wish
from intake.talk.turn_context import NO_OFFICE

pytestmark = pytest.mark.unit

LICENCE = "办营业执照要带什么材料？"
HOUSE = "房产证去哪里办理？"
PENSION = "人社局几点上班？"
UNSURE = "周末窗口上班吗"


#: what every message leaves behind, whatever it says
SEEN = ("updated_at", "wakes_at", "lately", "minute_at", "in_minute", "chatter")


def choosing() -> Chat:
    chat = Chat(running=TWO)
    chat.says("昨天窗口又让我回去等通知")
    return chat


def withdrawing() -> Chat:
    chat = Chat(running=TWO)
    chat.says("撤回 0002")
    return chat


def running() -> Chat:
    return Chat(running=TWO)


OPEN: dict[Stage, Callable[[], Chat]] = {
    Stage.COLLECTING: asked,
    Stage.CONFIRMING: read,
    Stage.CHOOSING: choosing,
    Stage.WITHDRAWING: withdrawing,
}


def consults(chat: Chat, text: str) -> Outcome:
    """Let *text* be heard as a question, whatever the stage makes of it."""
    message = Message(kind=Kind.TEXT, text=text, at=chat.now)
    act = (
        dialogue.TABLE.get((chat.talk.stage, Heard.CONSULT)) or dialogue.TABLE[None, Heard.CONSULT]
    )
    return chat.answers(act(chat.talk, message, chat.frame, chat.now))


@pytest.mark.parametrize("begin", [Chat, running], ids=["nothing open", "a ticket running"])
def test_a_question_is_answered_with_all_that_is_known_and_may_be_registered(
    begin: Callable[[], Chat],
) -> None:
    chat = begin()
    assert chat.says(LICENCE) == [Said.CONSULT]
    office = OFFICES["市场监管局"]
    for known in (office.name, office.address, office.phone, office.hours, office.items):
        assert known in chat.text
    assert "要登记成诉求" in chat.text
    assert chat.talk.draft.is_empty
    assert chat.waits(hours=3) == [], "what was answered is no draft left alone"
    assert not chat.wishes


@pytest.mark.parametrize(
    ("text", "there", "not_there"),
    [
        (HOUSE, ("不动产中心", "0391-7200002"), ("地址：", "时间：", CENTRE.phone)),
        (PENSION, ("归人社局管", CENTRE.phone, CENTRE.hours), ("地址：",)),
        (UNSURE, ("说不准", CENTRE.name, CENTRE.phone, CENTRE.hours, "人工"), ("市场监管局",)),
    ],
)
def test_what_the_county_has_not_written_down_is_not_made_up(
    text: str, there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    chat = Chat()
    assert chat.says(text) == [Said.CONSULT]
    assert all(one in chat.text for one in there)
    assert not any(one in chat.text for one in not_there)


def test_where_not_even_the_centre_has_a_number_a_person_is_the_way_out() -> None:
    chat = Chat(centre=NO_OFFICE)
    chat.says(UNSURE)
    assert "人工" in chat.text
    assert "：，" not in chat.text


@pytest.mark.parametrize("how", ["tap", "登记", "要登记", "是的", "确认", "要", "帮我登记"])
def test_one_tap_or_word_registers_what_was_asked(how: str) -> None:
    chat = Chat()
    chat.says(LICENCE)
    said = chat.picks("登记成诉求") if how == "tap" else chat.says(how)
    assert said == [Said.ASK]
    assert chat.says(PARTICULARS) == [Said.READ_BACK]
    chat.says("确认")
    assert (chat.complaints[0].text, chat.complaints[0].kind) == (LICENCE, "疑问")


@pytest.mark.parametrize("how", ["tap", "好的", "谢谢", "不用了", "知道了", "好的，谢谢", "😊"])
def test_thanks_and_no_register_nothing(how: str) -> None:
    chat = Chat()
    chat.says(LICENCE)
    said = chat.picks("不用了") if how == "tap" else chat.says(how)
    assert said != [Said.ASK]
    assert chat.talk.stage is Stage.IDLE
    assert chat.talk.draft.is_empty


def test_the_offer_ends_after_a_while_and_with_the_next_question() -> None:
    chat = Chat()
    chat.says(LICENCE)
    old = chat.menu
    chat.says("登记", timedelta(hours=3))
    assert chat.talk.draft.words != (LICENCE,)
    chat.says("取消")
    chat.says(HOUSE)
    assert chat.taps(old[0]) == [Said.STALE]
    assert chat.picks("登记成诉求") == [Said.ASK]
    assert chat.talk.draft.words == (HOUSE,)


def test_thanks_end_a_question_and_the_next_one_stands_alone() -> None:
    chat = Chat()
    for said in (LICENCE, "好的谢谢", HOUSE):
        chat.says(said)
    chat.picks("登记成诉求")
    assert chat.talk.draft.words == (HOUSE,)


def test_a_question_that_names_nothing_goes_on_with_the_one_before() -> None:
    chat = Chat(running=one_running(department="人社局"))
    chat.says(LICENCE)
    chat.says(UNSURE)
    assert "政务服务中心二楼12号窗口" in chat.text
    chat.says(UNSURE, timedelta(hours=1))
    assert "人社局" in chat.text


def test_two_questions_in_a_row_are_registered_together() -> None:
    chat = Chat()
    chat.says(LICENCE)
    chat.says(UNSURE)
    chat.picks("登记成诉求")
    assert chat.talk.draft.words == (LICENCE, UNSURE)


def test_what_is_told_right_after_a_question_is_the_same_matter() -> None:
    chat = Chat()
    chat.says(LICENCE)
    assert chat.says("我去了三次，每次说的都不一样，到现在没办成") == [Said.ASK]
    assert LICENCE in "\n".join(chat.talk.draft.words)
    later = Chat()
    later.says(LICENCE)
    later.says(WORDS, timedelta(minutes=20))
    assert later.talk.draft.words == (WORDS,)


def test_who_asks_for_a_person_after_an_answer_brings_the_question_along() -> None:
    chat = Chat()
    chat.says(UNSURE)
    chat.says("人工")
    assert (chat.wishes[-1].wish, chat.wishes[-1].text) == (Wish.HUMAN, UNSURE)


@pytest.mark.parametrize("heard", [Heard.CONSULT, Heard.PRIVACY])
@pytest.mark.parametrize("stage", OPEN)
def test_a_question_in_the_midst_is_answered_and_nothing_of_it_changes(
    stage: Stage, heard: Heard
) -> None:
    """Draft, question and menu stay; the same message says what is open."""
    chat = OPEN[stage]()
    before = chat.talk
    text = LICENCE if heard is Heard.CONSULT else "你们会不会泄露我的电话？"
    assert chat.says(text) == [Said.CONSULT if heard is Heard.CONSULT else Said.PRIVACY]
    assert (stage, heard) not in dialogue.TABLE
    told = {name: getattr(before, name) for name in SEEN}
    assert replace(chat.talk, **told) == before
    assert {
        Stage.COLLECTING: "登记还差：您的姓名",
        Stage.CONFIRMING: "回“确认”",
        Stage.CHOOSING: "回“补充”",
        Stage.WITHDRAWING: "回“不撤”",
    }[stage] in chat.text
    assert "{" not in chat.text
    if heard is Heard.CONSULT:
        assert "政务服务中心二楼12号窗口" in chat.text
        assert ("没有写进诉求" in chat.text) is (stage in (Stage.COLLECTING, Stage.CONFIRMING))
        assert "要登记成诉求" not in chat.text


def test_in_the_midst_of_a_complaint_the_question_is_about_its_department() -> None:
    chat = read()
    consults(chat, "那要带什么材料？")
    assert "政务服务中心二楼12号窗口" in chat.text


def test_of_a_complaint_about_somebody_no_department_is_named() -> None:
    """N6."""
    chat = Chat()
    chat.says("办营业执照的窗口王科长收了我红包")
    consults(chat, "那要带什么材料？")
    assert "市场监管局" not in chat.text


def test_with_a_ticket_running_a_question_that_names_nothing_is_about_its_department() -> None:
    chat = Chat(running=one_running(department="市场监管局"))
    chat.says(UNSURE)
    assert "政务服务中心二楼12号窗口" in chat.text
    chat.says(HOUSE)
    assert "不动产中心" in chat.text


@pytest.mark.parametrize("anonymous", [True, False])
def test_only_where_nobody_need_sign_they_read_that_they_need_not(anonymous: bool) -> None:
    chat = Chat(anonymous=anonymous)
    chat.says("你们会不会泄露我的电话？")
    assert ("不想留名也可以" in chat.text) is anonymous


def test_what_was_not_taken_in_goes_in_with_one_word() -> None:
    chat = read()
    consults(chat, "营业执照到底要带什么材料")
    assert chat.says("补充 营业执照到底要带什么材料") == [Said.READ_BACK]
    assert "营业执照到底要带什么材料" in chat.talk.draft.words


def test_a_question_back_to_a_department_that_asked_goes_to_the_ticket() -> None:
    chat = Chat(running=one_running(asks=True))
    chat.says("身份证要带什么材料？")
    assert [one.wish for one in chat.wishes] == [Wish.SUPPLEMENT]


@pytest.mark.parametrize("act", [asides.consult, asides.privacy])
def test_what_a_receptionist_tells_is_never_a_question_to_us(act: Callable[..., Outcome]) -> None:
    chat = Chat(talk=Talk(walk_in=True, stage=Stage.COLLECTING))
    message = Message(kind=Kind.TEXT, text=LICENCE, at=chat.now)
    chat.answers(act(chat.talk, message, chat.frame, chat.now))
    assert chat.talk.draft.words == (LICENCE,)


def test_what_is_said_when_we_asked_what_it_is_about_is_the_complaint() -> None:
    chat = Chat()
    chat.says("新诉求")
    consults(chat, LICENCE)
    assert chat.talk.draft.words == (LICENCE,)


WAY = (
    "办准生证要哪些材料",
    "请问低保去哪里申请",
    "公积金窗口在几楼？",
    "周六能办吗",
    "你们几点下班",
    "社保卡能在网上办吗",
    "退休手续如何办",
)
NOT_THE_WAY = (
    "营业执照怎么还办不下来",
    "材料交了三次为什么还要我补什么材料？",
    "窗口没人，去哪办？",
    "你们办事怎么这么慢",
    "证印错了怎么办",
    "跑了两趟都说要带别的材料，到底要带什么材料",
)


@pytest.mark.parametrize("text", WAY)
def test_who_only_asks_the_way_is_heard_so(text: str) -> None:
    assert asks_the_way(text)


@pytest.mark.parametrize("text", NOT_THE_WAY)
def test_who_tells_what_went_wrong_asks_no_way(text: str) -> None:
    assert not asks_the_way(text)


@pytest.mark.parametrize(
    "text",
    [
        "你们会不会把我的电话透露出去",
        "窗口的人能看到我的名字吗",
        "我的信息保密吗",
        "投诉了会不会被穿小鞋",
        "他们会知道是我说的吗",
    ],
)
def test_who_fears_to_be_betrayed_is_heard_so(text: str) -> None:
    assert asks_of_privacy(text, asked=False)
    assert Chat().says(text) == [Said.PRIVACY]


@pytest.mark.parametrize("text", ["窗口把我的信息泄露给中介了", "不留名字行不行", "我要匿名"])
def test_who_tells_of_a_leak_or_refuses_a_name_asks_nothing(text: str) -> None:
    assert not asks_of_privacy(text, asked=True)


@pytest.mark.parametrize(
    "text",
    [
        "村里的扶贫款至今没有一分到账",
        "我们小区物业拖欠工资，到底归谁管",
        "为什么窗口每次都让我回去重新盖章",
        "窗口态度恶劣，还要我找哪个部门",
        "强烈要求公开低保名单",
        "请问办证要什么材料，我已经跑了三趟",
    ],
)
def test_a_complaint_with_a_question_in_it_is_a_complaint(text: str) -> None:
    chat = Chat()
    chat.says(text)
    assert chat.talk.draft.words == (text,)


@pytest.mark.parametrize(
    "text", ["我们小区电梯有安全隐患没人修", "商场里有人搞传销骗老人", "景区栏杆坏了，安全隐患很大"]
)
def test_a_hazard_or_a_fraud_is_no_question_of_privacy(text: str) -> None:
    chat = Chat()
    assert Said.PRIVACY not in chat.says(text)
    assert chat.talk.draft.words == (text,)


@pytest.mark.parametrize(
    "text",
    ["残疾证补办要去哪儿", "迁户口得两个人都去不", "低保是找你们还是找镇上", "能不能让我儿子代办"],
)
def test_a_question_without_a_mark_is_a_question(text: str) -> None:
    assert Chat().says(text) == [Said.CONSULT]
