"""The citizen's conversation, screenplay by screenplay."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from talking import LEVELS, PARTICULARS, TWO, WORDS, Chat, asked, one_running, read

from intake.talk.message import Kind
from intake.talk.state import Running, Said, Stage, Wanted, Wish

pytestmark = pytest.mark.unit


def test_several_messages_and_media_are_one_complaint() -> None:
    """Product §3.1: photos and a place after the words are kept in silence and counted."""
    chat = asked()
    assert chat.sends(Kind.IMAGE) == []
    assert chat.sends(Kind.IMAGE) == []
    assert chat.sends(Kind.LOCATION, "政务服务中心") == []
    assert chat.says("对了，上周五去的") == [Said.ASK]
    assert chat.says(PARTICULARS) == [Said.READ_BACK]
    assert "【附件】2 个" in chat.text
    assert "政务服务中心" in chat.text
    assert chat.says("确认") == []
    complaint = chat.complaints[0]
    assert complaint.text == f"{WORDS}\n对了，上周五去的"
    assert len(complaint.media) == 2
    assert complaint.complainant.phone == "13800138000"


def test_words_that_were_on_their_way_when_we_asked_are_kept_without_a_second_question() -> None:
    chat = asked()
    assert chat.says("态度也很差", timedelta(seconds=5)) == []
    assert chat.talk.draft.words == (WORDS, "态度也很差")


ORDERS = [
    pytest.param(["张伟民", "13800138000", "城关镇幸福路3号"], id="one by one"),
    pytest.param(["城关镇幸福路3号", "138 0013 8000", "我叫张伟民"], id="the other way round"),
    pytest.param(["13800138000", "张伟民，城关镇幸福路3号"], id="two messages"),
    pytest.param(
        ["姓名：张伟民 电话：13800138000 地址：城关镇幸福路3号"], id="labelled in one line"
    ),
    pytest.param(
        ["姓名：张伟民\n电话：13800138000\n地址：城关镇幸福路3号"], id="labelled, line by line"
    ),
    pytest.param(["张伟民 13800138000 城关镇幸福路3号"], id="bare, with spaces"),
    pytest.param(
        ["姓名是张伟民，手机号是１３８００１３８０００，家住城关镇幸福路3号"],
        id="full-width figures",
    ),
    pytest.param(["联系电话:13800138000", "地址：城关镇幸福路3号", "本人张伟民"], id="mixed"),
]


@pytest.mark.parametrize("lines", ORDERS)
def test_the_particulars_come_in_any_order(lines: list[str]) -> None:
    chat = asked()
    for line in lines[:-1]:
        assert chat.says(line) == [Said.ASK]
    assert chat.says(lines[-1]) == [Said.READ_BACK]
    draft = chat.talk.draft
    assert (draft.name, draft.phone, draft.address) == ("张伟民", "13800138000", "城关镇幸福路3号")
    assert draft.words == (WORDS,)


def test_everything_in_one_message_is_read_back_at_once() -> None:
    chat = Chat()
    told = f"诉求：{WORDS}\n姓名：张伟民\n电话：13800138000\n地址：城关镇幸福路3号"
    assert chat.says(told) == [Said.READ_BACK]
    assert chat.talk.draft.words == (WORDS,)


def test_only_what_is_missing_is_asked_for() -> None:
    chat = asked()
    assert chat.says("我叫张伟民，13800138000") == [Said.ASK]
    assert "联系地址" in chat.text
    assert "电话" not in chat.text
    assert "姓名" not in chat.text


def test_what_the_data_is_for_is_said_at_the_first_question_only() -> None:
    """PIPL 17: one line, once."""
    chat = asked()
    assert "只用于办理和回访" in chat.text
    chat.says("张伟民")
    assert "只用于办理和回访" not in chat.text
    chat.says("13800138000，城关镇幸福路3号")
    chat.says("确认")
    chat.says("房产证半年没下来")
    chat.picks("新诉求")
    chat.says("电话错了")
    assert "还请告诉我们" in chat.text
    assert "只用于办理和回访" not in chat.text


def test_who_asks_what_the_data_is_for_is_told_and_asked_again() -> None:
    chat = asked()
    assert chat.says("为什么要我的电话？") == [Said.PRIVACY]
    assert "只用来给您回话和回访" in chat.text
    assert "登记还差：您的姓名" in chat.text
    assert chat.talk.draft.words == (WORDS,)


def test_a_phone_number_that_lacks_a_figure_is_asked_for_again() -> None:
    chat = asked()
    chat.says("张伟民，城关镇幸福路3号")
    assert chat.says("1380013800") == [Said.ASK]
    assert "号码好像" in chat.text
    assert chat.says("13800138000") == [Said.READ_BACK]
    assert chat.talk.draft.words == (WORDS,)


@pytest.mark.parametrize("last", ["张伟民", "13800138000", "城关镇幸福路3号"])
def test_words_beside_the_particulars_are_kept(last: str) -> None:
    chat = asked()
    chat.says(f"{last}，对了窗口还收了我200块钱")
    assert any("收了我200块钱" in words for words in chat.talk.draft.words)


def test_a_company_gives_its_contact_person() -> None:
    """WZ-F1: a unit is named with a contact person."""
    chat = asked()
    assert chat.says("武陟县鑫源商贸有限公司，13911112222，地址：武陟县兴华路18号") == [Said.ASK]
    assert "单位联系人" in chat.text
    assert chat.says("李四") == [Said.READ_BACK]
    chat.says("确认")
    complainant = chat.complaints[0].complainant
    assert complainant.is_unit
    assert (complainant.name, complainant.contact) == ("武陟县鑫源商贸有限公司", "李四")


def test_a_company_with_its_contact_in_one_message() -> None:
    chat = asked()
    line = "单位：鑫源商贸有限公司 联系人：李四 电话：13911112222 地址：武陟县兴华路18号"
    assert chat.says(line) == [Said.READ_BACK]
    assert (chat.talk.draft.name, chat.talk.draft.contact) == ("鑫源商贸有限公司", "李四")


def test_on_behalf_of_somebody_both_persons_are_stored() -> None:
    """G-26 代办."""
    chat = Chat()
    assert chat.says("我替我母亲反映，她的养老金三个月没发了") == [Said.ASK]
    assert "替谁反映" in chat.text
    assert chat.says("我叫张伟民，我母亲叫李秀英，13800138000，住城关镇幸福路3号") == [
        Said.READ_BACK
    ]
    chat.says("对的")
    complainant = chat.complaints[0].complainant
    assert (complainant.name, complainant.for_whom) == ("张伟民", "李秀英")


@pytest.mark.parametrize(
    "said",
    ["确认", "对", "是的", "没错", "好", "对的，没错", "嗯，好的", "好的谢谢", "没问题", "ok"],
)
def test_the_reading_back_is_confirmed_in_many_words(said: str) -> None:
    chat = read()
    assert chat.says(said) == []
    assert len(chat.complaints) == 1
    assert chat.talk.stage is Stage.IDLE


CORRECTIONS = [
    pytest.param("电话错了，是13911112222", {"phone": "13911112222"}, id="电话错了，是"),
    pytest.param("电话 13911112222", {"phone": "13911112222"}, id="电话"),
    pytest.param("不对，13911112222", {"phone": "13911112222"}, id="不对"),
    pytest.param("地址改成和平路5号院", {"address": "和平路5号院"}, id="地址改成"),
    pytest.param("地址：木城街道和平路5号", {"address": "木城街道和平路5号"}, id="地址："),
    pytest.param("名字写错了，应该是张为民", {"name": "张为民"}, id="名字写错了"),
    pytest.param("我叫张为民", {"name": "张为民"}, id="我叫"),
    pytest.param("不对，是人社局的事", {"about": "不对，是人社局的事"}, id="不对，是人社局的事"),
    pytest.param(
        "姓名改成张为民，电话改成13911112222",
        {"name": "张为民", "phone": "13911112222"},
        id="two at once",
    ),
]


@pytest.mark.parametrize(("said", "changes"), CORRECTIONS)
@pytest.mark.parametrize("edit_first", [False, True])
def test_a_correction_changes_just_that(
    said: str, changes: dict[str, str], edit_first: bool
) -> None:
    chat = read()
    before = chat.talk.draft
    if edit_first:
        assert chat.says("修改") == [Said.EDIT]
    assert chat.says(said) == [Said.READ_BACK]
    after = replace(chat.talk.draft, hints=before.hints)
    assert after == replace(before, **changes)  # type: ignore[arg-type]  # names of text fields


def test_a_better_department_is_read_back_first() -> None:
    chat = read()
    assert "市场监管局" in chat.text
    chat.says("不对，是人社局的事")
    assert "人社局" in chat.text
    chat.says("确认")
    assert [one.name for one in chat.complaints[0].departments] == ["人社局", "市场监管局"]


def test_a_particular_that_is_wrong_is_asked_for_again() -> None:
    chat = read()
    assert chat.says("电话错了") == [Said.ASK]
    assert "联系电话" in chat.text
    assert chat.says("13911112222") == [Said.READ_BACK]
    assert chat.talk.draft.phone == "13911112222"


def test_words_after_the_reading_back_are_added() -> None:
    chat = read()
    more = "我在城关镇幸福路8号的社区中心也问过，那里的张丽说办不了"
    assert chat.says(more) == [Said.READ_BACK]
    draft = chat.talk.draft
    assert draft.words == (WORDS, more)
    assert (draft.name, draft.address) == ("张伟民", "城关镇幸福路3号")


def test_an_older_reading_back_cannot_be_confirmed_any_more() -> None:
    chat = read()
    older = chat.menu[0]
    chat.says("电话改成13911112222")
    assert chat.taps(older) == [Said.READ_BACK]
    assert chat.complaints == []
    chat.picks("确认")
    assert chat.complaints[0].complainant.phone == "13911112222"


def test_the_same_item_tapped_twice_registers_once() -> None:
    chat = read()
    item = chat.menu[0]
    chat.taps(item)
    assert chat.taps(item) == [Said.STALE]
    assert chat.taps(item) == []
    assert len(chat.complaints) == 1


def test_a_second_complaint_starts_clean() -> None:
    chat = read()
    chat.says("确认")
    chat.running = ()  # closed
    assert chat.says("房产证半年没下来") == [Said.READ_BACK]
    assert chat.talk.draft.words == ("房产证半年没下来",)
    assert not chat.talk.draft.media


# --- greetings and the like --------------------------------------------------------------------


@pytest.mark.parametrize("hello", ["你好", "在吗", "[微笑]", "😊😊", "?", "\u200b\u200b", "   "])
def test_a_greeting_is_answered_shorter_each_time_and_then_not(hello: str) -> None:
    chat = Chat()
    said = [chat.says(hello) for _ in range(5)]
    assert said == [[Said.WELCOME], [Said.HINT], [Said.LAST_HINT], [], []]
    assert chat.says(WORDS) == [Said.ASK]


def test_a_greeting_half_a_day_later_is_a_new_one() -> None:
    chat = Chat()
    chat.says("你好")
    chat.now += timedelta(hours=13)
    assert chat.says("你好") == [Said.WELCOME]


def test_a_sticker_is_answered() -> None:
    assert Chat().sends(Kind.OTHER) == [Said.WELCOME]


def test_thanks_are_no_complaint() -> None:
    chat = Chat()
    assert [chat.says(word) for word in ("谢谢", "好的", "嗯")] == [[Said.COURTESY], [], []]
    assert chat.talk.draft.is_empty


def test_a_greeting_names_the_ticket_that_is_running() -> None:
    chat = Chat(running=one_running())
    assert chat.says("你好") == [Said.WELCOME_BACK]
    assert "2026年第0001号" in chat.text
    chat = Chat(running=one_running(surveying=True))
    chat.says("你好")
    assert "等您评价" in chat.text


def test_no_two_equal_answers_follow_each_other_while_we_wait() -> None:
    chat = asked()
    said = []
    for word in ("在吗", "😊", "好的", "你好", "嗯"):
        chat.says(word)
        said.append(chat.text)
    shown = [text for text in said if text]
    assert shown
    assert all(a != b for a, b in pairwise(shown))
    assert said[-1] == ""
    assert chat.says(PARTICULARS) == [Said.READ_BACK]


# --- names, voices, drafts ---------------------------------------------------------------------


def test_an_unwilling_person_is_told_why_and_then_goes_to_the_desk() -> None:
    """G-25 with a profile that asks for names (the default)."""
    chat = asked()
    assert chat.says("不想留名") == [Said.NAME_NEEDED]
    assert chat.says("不想留名") == [Said.UNSIGNED]
    assert chat.wishes == [Wanted(wish=Wish.UNSIGNED, text=WORDS)]
    assert chat.says(PARTICULARS) == [Said.READ_BACK]


def test_where_the_profile_lets_them_people_stay_unnamed() -> None:
    """G-25 switched on: kept apart, and nothing more is asked."""
    chat = Chat(anonymous=True)
    chat.says(WORDS)
    assert chat.says("不想留名") == [Said.READ_BACK]
    assert "【姓名】不留名" in chat.text
    assert "【电话】" not in chat.text
    chat.says("确认")
    assert chat.complaints[0].complainant.anonymous


def test_a_voice_alone_is_kept_and_one_line_of_text_is_asked_for() -> None:
    """Product §2: never a dead end."""
    chat = Chat()
    assert chat.sends(Kind.VOICE) == [Said.UNREAD, Said.NEED_WORDS_VOICE]
    assert chat.sends(Kind.VOICE) == []
    assert chat.says("人工") == [Said.HUMAN]
    assert chat.wishes[-1].text == "附件×2"
    assert chat.says(WORDS) == [Said.ASK]
    assert len(chat.talk.draft.media) == 2


def test_photos_alone_are_answered_once() -> None:
    chat = Chat()
    assert chat.sends(Kind.IMAGE) == [Said.UNREAD, Said.NEED_WORDS]
    assert chat.sends(Kind.IMAGE) == []
    assert chat.says(WORDS) == [Said.ASK]


def test_a_draft_left_alone_is_nudged_once_and_then_lands_on_the_desk() -> None:
    """Product §3.3: 30 minutes, 2 hours; nothing is lost and they may go on."""
    chat = asked()
    assert chat.waits(minutes=29) == []
    assert chat.waits(minutes=1) == [Said.NUDGE]
    assert "联系电话" in chat.text
    assert chat.waits(minutes=60) == []
    assert chat.wishes == []
    assert chat.waits(minutes=30) == []
    assert chat.wishes == [Wanted(wish=Wish.UNFINISHED, text=WORDS)]
    assert chat.talk.wakes_at is None
    chat.now += timedelta(days=1)
    assert chat.says(PARTICULARS) == [Said.READ_BACK]
    chat.says("确认")
    assert chat.complaints[0].text == WORDS


def test_a_draft_is_nudged_only_once_though_they_write_in_between() -> None:
    chat = asked()
    assert chat.waits(minutes=30) == [Said.NUDGE]
    chat.says("张伟民")
    assert chat.waits(minutes=31) == []
    assert chat.waits(minutes=90) == []
    assert [one.wish for one in chat.wishes] == [Wish.UNFINISHED]
    assert "张伟民" in chat.wishes[0].text


def test_after_some_asking_in_vain_the_desk_gets_the_draft() -> None:
    chat = asked()
    said = [chat.says(f"他们第{n}次还是那句话，推来推去") for n in range(6)]
    assert [Said.TO_DESK] in said
    assert Wish.UNFINISHED in [one.wish for one in chat.wishes]
    assert said.count([Said.TO_DESK]) == 1


def test_a_dropped_draft_is_told_and_the_desk_forgets_it() -> None:
    chat = asked()
    chat.waits(hours=2)
    assert chat.says("算了") == [Said.DROPPED]
    assert chat.wishes[-1].wish is Wish.FORGET
    assert chat.talk.draft.is_empty


def test_an_emergency_shows_the_numbers_at_once_and_is_registered_all_the_same() -> None:
    """FW-5.3.4."""
    chat = Chat()
    assert chat.says("大厅里着火了，有人晕倒") == [Said.EMERGENCY]
    assert "119" in chat.text
    assert "120" in chat.text
    assert chat.talk.draft.words == ("大厅里着火了，有人晕倒",)


def test_a_recalled_message_is_answered_only_where_it_may_matter() -> None:
    assert Chat().sends(Kind.RECALL) == []
    assert asked().sends(Kind.RECALL) == [Said.RECALLED]
    assert read().sends(Kind.RECALL) == [Said.RECALLED]


# --- 查询, 补充, 撤回, 人工, with tickets running --------------------------------------------------


def test_additions_go_to_the_newest_ticket_or_to_the_one_that_is_named() -> None:
    chat = Chat(running=TWO)
    chat.says("补充 昨天又去了一次")
    chat.says("补充 0001 那件还差一张收据")
    chat.says("补充：2026年第0001号 收据找到了")
    told = [(one.no, one.text) for one in chat.wishes]
    assert told == [
        ("2026-0002", "昨天又去了一次"),
        ("2026-0001", "那件还差一张收据"),
        ("2026-0001", "收据找到了"),
    ]


def test_a_number_that_is_not_theirs_is_told() -> None:
    chat = Chat(running=TWO)
    assert chat.says("补充 2026年第0009号 收据找到了") == [Said.UNKNOWN_NUMBER]
    assert chat.says("撤回 0009") == [Said.UNKNOWN_NUMBER]
    assert "2026年第0001号" in chat.text
    assert chat.wishes == []


def test_a_window_number_is_no_ticket_number() -> None:
    chat = Chat(running=TWO)
    chat.says("补充 1号窗口还是没人")
    assert [(one.no, one.text) for one in chat.wishes] == [("2026-0002", "1号窗口还是没人")]


def test_an_addition_alone_waits_for_the_next_words() -> None:
    chat = Chat(running=TWO)
    assert chat.says("补充") == [Said.ADD_WHAT]
    chat.says("昨天又去了一次")
    assert [(one.no, one.text) for one in chat.wishes] == [("2026-0002", "昨天又去了一次")]


def test_photos_right_after_an_addition_belong_to_it_in_silence() -> None:
    chat = Chat(running=TWO)
    chat.says("补充 0001 收据在这里")
    assert chat.sends(Kind.IMAGE) == []
    photo = chat.wishes[-1]
    assert photo.no == "2026-0001"
    assert photo.is_quiet
    assert len(photo.media) == 1


def test_a_withdrawal_is_asked_about_first() -> None:
    chat = Chat(running=one_running())
    assert chat.says("撤回") == [Said.SURE_WITHDRAW]
    assert chat.wishes == []
    assert chat.picks("确认撤回") == []
    assert chat.wishes == [Wanted(wish=Wish.WITHDRAW, no="2026-0001")]


@pytest.mark.parametrize("said", ["不撤", "继续办", "不", "算了"])
def test_a_withdrawal_may_be_thought_over(said: str) -> None:
    chat = Chat(running=one_running())
    chat.says("撤回")
    assert chat.says(said) == [Said.KEPT_TICKET]
    assert chat.wishes == []
    assert chat.talk.stage is Stage.IDLE


def test_a_stale_withdrawal_is_harmless() -> None:
    chat = Chat(running=TWO)
    chat.says("撤回 0001")
    older = next(item for item in chat.menu if item.startswith("really"))
    chat.says("不撤")
    assert chat.taps(older) == [Said.STALE]
    chat.says("撤回 0002")
    assert chat.taps(older) == [Said.SURE_WITHDRAW]
    assert chat.wishes == []


def test_of_several_tickets_it_is_asked_which_is_to_be_withdrawn() -> None:
    chat = Chat(running=TWO)
    assert chat.says("撤回") == [Said.WHICH]
    assert chat.picks("撤回 2026年第0001号") == [Said.SURE_WITHDRAW]
    chat.says("确认")
    assert chat.wishes == [Wanted(wish=Wish.WITHDRAW, no="2026-0001")]


def test_a_withdrawal_in_the_midst_of_a_draft_leaves_the_draft() -> None:
    chat = asked()
    chat.running = TWO
    assert chat.says("撤回 0001") == [Said.SURE_WITHDRAW]
    assert chat.says("确认") == [Said.ASK]
    assert chat.talk.draft.words == (WORDS,)


def test_what_a_department_asked_is_answered_by_the_next_words() -> None:
    """追问: the reply returns (product §5)."""
    chat = Chat(running=(TWO[0], replace(TWO[1], asks=True)))
    assert chat.says("身份证丢了，只有户口本") == []
    assert chat.wishes == [
        Wanted(wish=Wish.SUPPLEMENT, no="2026-0001", text="身份证丢了，只有户口本")
    ]


def test_a_photo_answers_a_question_too_and_is_kept() -> None:
    chat = Chat(running=one_running(asks=True))
    chat.sends(Kind.IMAGE)
    assert len(chat.wishes[0].media) == 1


VOTES = [
    pytest.param("不满意", ("不满意", ""), id="the level alone"),
    pytest.param("不满意，证还没拿到", ("不满意", "证还没拿到"), id="with a reason"),
    pytest.param("非常满意！", ("非常满意", ""), id="with a mark"),
]


@pytest.mark.parametrize(("said", "vote"), VOTES)
def test_a_typed_level_is_a_vote(said: str, vote: tuple[str, str]) -> None:
    """N7: only while the survey is out."""
    chat = Chat(running=one_running(surveying=True, round=1))
    chat.says(said)
    wish = chat.wishes[0]
    assert (wish.wish, wish.no, wish.round) == (Wish.RATE, "2026-0001", 1)
    assert (wish.level, wish.text) == vote


def test_a_vote_by_menu_names_its_round() -> None:
    chat = Chat(running=one_running(surveying=True, round=1))
    chat.taps("rate:2026-0001:0:1")
    assert (chat.wishes[0].level, chat.wishes[0].round) == ("满意", 0)


@pytest.mark.parametrize("item", ["rate:2026-0001:0:9", "rate:x", "rate:", "rate:2026-0001:-1:0"])
def test_a_vote_that_no_menu_of_ours_has_is_harmless(item: str) -> None:
    chat = Chat(running=one_running(surveying=True))
    assert chat.taps(item) == [Said.STALE]
    assert chat.wishes == []


def test_a_level_with_no_survey_out_is_no_complaint() -> None:
    chat = Chat()
    assert chat.says("不满意") == [Said.NO_SURVEY]
    assert chat.talk.draft.is_empty


def test_other_words_during_a_survey_wait_for_what_they_are_meant_as() -> None:
    chat = Chat(running=one_running(surveying=True))
    assert chat.says("证还是没拿到") == [Said.CHOOSE]
    assert "不满意" in chat.text
    chat.says("不满意")
    assert (chat.wishes[0].level, chat.wishes[0].text) == ("不满意", "证还是没拿到")
    assert chat.talk.stage is Stage.IDLE


def test_new_words_with_a_ticket_running_are_added_or_new() -> None:
    chat = Chat(running=one_running())
    assert chat.says("房产证半年没下来") == [Said.CHOOSE]
    assert chat.sends(Kind.IMAGE) == []
    assert chat.picks("新诉求") == [Said.ASK]
    assert chat.talk.draft.words == ("房产证半年没下来",)
    assert len(chat.talk.draft.media) == 1


def test_a_photo_with_a_ticket_running_is_asked_about_and_kept() -> None:
    chat = Chat(running=one_running())
    assert chat.sends(Kind.IMAGE) == [Said.UNREAD, Said.CHOOSE]
    chat.picks("补充")
    assert (chat.wishes[0].no, len(chat.wishes[0].media)) == ("2026-0001", 1)


@pytest.mark.parametrize(
    ("said", "no"),
    [
        ("补充", "2026-0002"),
        ("0001", "2026-0001"),
        ("补充 0001", "2026-0001"),
        ("同一件事", "2026-0002"),
    ],
)
def test_of_two_tickets_the_one_that_is_named_gets_the_words(said: str, no: str) -> None:
    chat = Chat(running=TWO)
    chat.says("昨天窗口又让我回去等通知")
    chat.says(said)
    assert [(one.no, one.text) for one in chat.wishes] == [(no, "昨天窗口又让我回去等通知")]


def test_words_that_wait_for_a_choice_reach_the_desk_in_the_end() -> None:
    chat = Chat(running=TWO)
    chat.says("昨天窗口又让我回去等通知")
    assert chat.waits(minutes=30) == [Said.NUDGE_CHOICE]
    chat.waits(minutes=90)
    assert chat.wishes == [Wanted(wish=Wish.UNFINISHED, text="昨天窗口又让我回去等通知")]
    chat.says("补充")
    assert [one.wish for one in chat.wishes[1:]] == [Wish.SUPPLEMENT, Wish.FORGET]


def test_a_query_in_the_midst_of_a_draft_says_that_it_is_not_registered_yet() -> None:
    chat = asked()
    assert chat.says("查询") == [Said.DRAFT_OPEN]
    assert "还没有登记" in chat.text


def test_while_a_servicer_talks_with_them_we_keep_quiet() -> None:
    chat = Chat(talk=replace(Chat().talk, served=True))
    assert chat.says(WORDS) == []


def test_a_demand_for_a_new_complaint_begins_one_beside_the_running_ones() -> None:
    chat = Chat(running=TWO)
    assert chat.says("新诉求") == [Said.BEGIN]
    assert chat.says("房产证半年没下来") == [Said.ASK]


def test_where_names_are_needed_nobody_is_invited_to_leave_theirs_out() -> None:
    assert "不想留名" not in asked().text
    chat = Chat(anonymous=True)
    chat.says(WORDS)
    assert "不想留名" in chat.text


def test_what_is_called_wrong_while_we_still_ask_is_asked_for_again() -> None:
    chat = asked()
    chat.says("13800138000，城关镇幸福路3号")
    assert chat.says("地址错了") == [Said.ASK]
    assert not chat.talk.draft.address
    assert chat.says("大封镇老催庄村3组12号") == [Said.ASK]
    assert chat.says("我姓刘，叫刘建设") == [Said.READ_BACK]
    draft = chat.talk.draft
    assert (draft.name, draft.address) == ("刘建设", "大封镇老催庄村3组12号")
    assert chat.says("西陶镇西滑封村2组7号") == [Said.READ_BACK]
    assert chat.talk.draft.address == "西陶镇西滑封村2组7号"


def test_a_contact_without_a_unit_is_the_person() -> None:
    chat = asked()
    assert chat.says("联系人：张伟民，电话0391-7212345，地址：木城镇") == [Said.READ_BACK]
    assert chat.talk.draft.name == "张伟民"
    assert not chat.talk.draft.contact


ASKS_A_NAME = frozenset({Said.ASK, Said.NAME_NEEDED})


@pytest.mark.parametrize(
    "lines",
    [
        ("不想留名", WORDS, "就是不想说", "你们快点处理"),
        (WORDS, "不想留名", "就是不想说", "不想留名", "你们快点处理"),
        (f"我不想留名，{WORDS}", "窗口态度也差", "你们快点处理"),
        (WORDS, "不想留名", "不想留名", "不想留名", "不想留名"),
    ],
)
def test_who_would_rather_not_give_a_name_is_asked_once_at_most_and_the_desk_hears_the_rest(
    lines: tuple[str, ...],
) -> None:
    """G-25, off: explained once, then the desk has it as it is and what is added too."""
    chat = Chat()
    unwilling, asked = False, 0
    for line in lines:
        said = chat.says(line)
        unwilling = unwilling or "不想留名" in line
        asked += unwilling and bool(ASKS_A_NAME & {*said})
    assert asked <= 1
    last = [one for one in chat.wishes if one.wish is Wish.UNSIGNED][-1]
    assert WORDS in last.text
    assert all(line in last.text for line in lines if line == "窗口态度也差")


def test_who_gives_the_name_after_all_is_registered_as_anybody() -> None:
    chat = Chat()
    for line in (WORDS, "不想留名", "算了，我叫张伟民，13800138000，住城关镇幸福路3号", "确认"):
        chat.says(line)
    assert chat.complaints[0].complainant.name == "张伟民"


def test_where_the_county_takes_it_nobody_is_asked_at_all() -> None:
    chat = Chat(anonymous=True)
    said = [one for line in ("不想留名", WORDS, "确认") for one in chat.says(line)]
    assert not ASKS_A_NAME & {*said}
    assert chat.complaints[0].complainant.anonymous


SURVEYED = Running(no="2026-0001", surveying=True, round=0)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("typed", [True, False])
def test_who_rates_low_is_asked_why_once_and_the_next_words_are_the_reason(
    level: str, typed: bool
) -> None:
    chat = Chat(running=(SURVEYED,))
    said = chat.says(level) if typed else chat.taps(f"rate:2026-0001:0:{LEVELS.index(level)}")
    is_low = level in LEVELS[3:]
    assert (Said.ASK_WHY in said) is is_low
    if is_low:
        chat.running = (Running(no="2026-0001", round=1),)
        chat.says("骗子，根本没来过", timedelta(hours=3))
        assert (chat.wishes[-1].wish, chat.wishes[-1].no) == (Wish.UNHAPPY, "2026-0001")
        assert chat.wishes[-1].text == "骗子，根本没来过"
        assert chat.says("打了三次电话也没人接", timedelta(minutes=2)) == []
        assert chat.wishes[-1].wish is Wish.UNHAPPY, "who goes on goes on about the same"
        assert Said.CHOOSE in chat.says("你们自己看着办", timedelta(minutes=30))


def test_who_rates_low_with_a_reason_is_not_asked_for_it() -> None:
    chat = Chat(running=(SURVEYED,))
    assert Said.ASK_WHY not in chat.says("不满意，证还没拿到")


@pytest.mark.parametrize("level", LEVELS)
def test_with_two_surveys_out_a_bare_level_is_asked_which_and_a_tap_votes(level: str) -> None:
    other = Running(no="2026-0002", surveying=True, round=1)
    chat = Chat(running=(other, SURVEYED))
    assert chat.says(level) == [Said.WHICH_SURVEY]
    assert not chat.wishes
    chat.picks("2026年第0001号")
    assert (chat.wishes[-1].no, chat.wishes[-1].level) == ("2026-0001", level)

    chat = Chat(running=(other, SURVEYED))
    chat.says(f"0002 {level}")
    assert (chat.wishes[-1].no, chat.wishes[-1].level) == ("2026-0002", level)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "谢谢你们，执照拿到了！",
            "太好了，终于办好了，辛苦了",
            "感谢政务中心",
            "谢谢，问题解决了",
        ),
        *("办好了，给你们点赞", "多谢多谢"),
    ],
)
def test_thanks_after_closing_open_no_draft(words: str) -> None:
    chat = Chat()
    assert chat.says(words) == [Said.COURTESY]
    assert chat.talk.draft.is_empty


@pytest.mark.parametrize(
    "words",
    [
        *(
            "谢谢你们，但是社保还没办",
            "谢谢，麻烦再帮我看看医保怎么报",
            "证拿到了，名字印错了怎么办",
        ),
        *("上次办好了，这次又卡在窗口了", "感谢，不过窗口说系统坏了跑了三趟"),
    ],
)
def test_thanks_with_a_matter_behind_them_are_a_matter(words: str) -> None:
    chat = Chat()
    chat.says(words)
    assert words in (*chat.talk.draft.words, *chat.talk.question.words)
