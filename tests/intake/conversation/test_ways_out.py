"""Nothing loops and nothing ends dead: what is not understood, who cannot write, who is not ready."""

import pytest
from talking import PARTICULARS, WORDS, Chat, one_running

from intake.talk.state import Running, Said, Stage, Wish

pytestmark = pytest.mark.unit

NOISE = ("滚一边去", "asdfghjkl", "加微信领红包，名额有限", "你算老几")
CANNOT = ("我不会打字", "眼睛花了，看不清字", "耳朵背，听不见", "俺只会说土话，字认不得几个")


def asked() -> Chat:
    chat = Chat()
    chat.says(WORDS)
    return chat


def read() -> Chat:
    chat = asked()
    assert chat.says(PARTICULARS) == [Said.READ_BACK]
    return chat


STARTS = {
    "new": Chat,
    "telling": asked,
    "confirming": read,
    "running": lambda: Chat(running=one_running()),
}


@pytest.mark.parametrize("state", STARTS)
def test_the_second_that_is_not_understood_gets_ways_out_and_the_third_goes_to_the_desk(
    state: str,
) -> None:
    chat = STARTS[state]()
    before = chat.talk.draft.words
    first, second, third, fourth = (chat.says(noise) for noise in NOISE)
    assert first == [Said.UNCLEAR]
    assert second == [Said.UNCLEAR_AGAIN]
    assert {item.partition(":")[0] for item in chat.menu} == {"query", "human", "again"}
    assert third == [Said.UNCLEAR_TO_DESK]
    assert fourth == []
    assert chat.talk.draft.words == before
    [wish] = [one for one in chat.wishes if one.wish is Wish.HUMAN]
    assert all(noise in wish.text for noise in NOISE[:3])


@pytest.mark.parametrize("way", ["查询", "人工", "重新说"])
def test_each_way_out_leads_on(way: str) -> None:
    chat = asked()
    for noise in NOISE[:2]:
        chat.says(noise)
    assert chat.picks(way)
    assert chat.talk.unclear == 0


def test_what_is_understood_in_between_begins_the_count_anew() -> None:
    chat = asked()
    chat.says(NOISE[0])
    chat.says("窗口还多收了我二十块钱")
    assert chat.says(NOISE[1]) == [Said.UNCLEAR]


@pytest.mark.parametrize("state", STARTS)
@pytest.mark.parametrize("text", CANNOT)
def test_who_cannot_write_is_called_and_asked_for_no_form_again(state: str, text: str) -> None:
    chat = STARTS[state]()
    assert chat.says(text) == [Said.ANOTHER_WAY]
    assert chat.wishes[-1].wish is Wish.HUMAN
    assert text in chat.wishes[-1].text
    assert Said.ASK not in chat.says("就是低保那个事，村里一直没给我报上去")
    if state in ("telling", "confirming"):
        assert chat.talk.handed


@pytest.mark.parametrize("text", ["再想想呢", "哦这样子", "我看看哈"])
def test_a_few_words_at_the_reading_back_are_not_written_into_the_complaint_unasked(
    text: str,
) -> None:
    chat = read()
    before = chat.talk.draft
    chat.says(text)
    assert chat.talk.draft == before
    assert chat.talk.stage is Stage.CONFIRMING


def test_one_tap_writes_them_in() -> None:
    chat = read()
    assert chat.says("收据也丢了") == [Said.CHANGE_WHAT]
    assert "收据也丢了" in chat.text
    assert chat.picks("补充") == [Said.READ_BACK]
    assert chat.talk.draft.words[-1] == "收据也丢了"


@pytest.mark.parametrize("text", ["什么时候能有结果", "帮我催催", "找个活人跟我说", "进度"])
@pytest.mark.parametrize("state", STARTS)
def test_what_asks_becomes_neither_complaint_nor_supplement(state: str, text: str) -> None:
    chat = STARTS[state]()
    before = chat.talk.draft.words
    chat.says(text)
    assert chat.talk.draft.words == before
    assert not chat.complaints
    assert Wish.SUPPLEMENT not in [one.wish for one in chat.wishes]


def test_who_is_not_ready_keeps_what_was_said_and_nothing_is_submitted() -> None:
    chat = read()
    assert chat.says("先别提交，我再想想") == [Said.NOT_YET]
    assert not chat.complaints
    assert chat.says("确认") == []
    assert len(chat.complaints) == 1


# --- who would rather not give one particular ---------------------------------------------------


def _asked_for(*given: str) -> Chat:
    chat = Chat()
    for line in (WORDS, *given):
        chat.says(line)
    return chat


@pytest.mark.parametrize("refusal", ["不想说地址", "地址就不留了吧", "住哪儿不方便说"])
def test_who_keeps_the_address_back_is_asked_for_the_township_once_and_then_registered(
    refusal: str,
) -> None:
    """WZ-6.1: the form shows it as lacking; a complaint is not turned away for it."""
    chat = _asked_for("张伟民 13800138000")
    assert chat.says(refusal) == [Said.ADDRESS_NEEDED]
    assert chat.says(refusal) == [Said.READ_BACK]
    assert "【地址】" not in chat.text
    chat.says("确认")
    (complaint,) = chat.complaints
    assert complaint.text == WORDS
    assert complaint.complainant.name == "张伟民"
    assert complaint.complainant.phone == "13800138000"
    assert not complaint.complainant.address


def test_the_township_given_after_all_is_the_address() -> None:
    chat = _asked_for("张伟民 13800138000", "不想说地址")
    assert chat.says("城关镇") == [Said.READ_BACK]
    assert "【地址】城关镇" in chat.text


def test_an_address_that_was_given_is_taken_back_at_the_reading_back() -> None:
    chat = _asked_for(PARTICULARS)
    assert chat.says("地址不想留了") == [Said.READ_BACK]
    assert "幸福路" not in chat.text


@pytest.mark.parametrize(
    "said", ["电话后四位错了，是3312", "尾号错了应该是3312", "手机号最后4位改成3312"]
)
def test_the_last_figures_put_right_change_the_number_alone(said: str) -> None:
    chat = _asked_for(PARTICULARS)
    before = chat.talk.draft
    assert chat.says(said) == [Said.READ_BACK]
    assert chat.talk.draft.phone == before.phone[:-4] + "3312"
    assert chat.talk.draft.words == before.words


@pytest.mark.parametrize("refusal", ["电话就不留了吧", "不想留电话"])
def test_who_keeps_the_number_back_is_asked_once_and_then_the_desk_has_it(refusal: str) -> None:
    chat = _asked_for("张伟民，住城关镇幸福路3号")
    assert chat.says(refusal) == [Said.PHONE_NEEDED]
    assert chat.says(refusal) == [Said.TO_DESK]
    (wish,) = chat.wishes
    assert wish.wish is Wish.UNFINISHED
    assert WORDS in wish.text
    assert chat.says("13800138000") == [Said.READ_BACK]


def test_who_stays_unnamed_is_promised_no_call_and_what_they_add_reaches_the_desk() -> None:
    """G-25: nobody asks them again, and no word is lost, however soon it follows."""
    chat = _asked_for("不想留名")
    assert chat.says("不想留名") == [Said.UNSIGNED]
    assert chat.says("还有，上班时间他们在打牌") == []
    assert [one.wish for one in chat.wishes] == [Wish.UNSIGNED] * 2
    assert "打牌" in chat.wishes[-1].text


@pytest.mark.parametrize(
    "opening", ["我问你个事", "我要投诉", "有件事想跟你们反映一下", "投诉！", "唉还是登记吧"]
)
@pytest.mark.parametrize("running", [True, False])
def test_who_only_says_that_they_will_say_something_is_asked_what(
    opening: str, running: bool
) -> None:
    chat = Chat(running=(Running(no="2026-0001"),) if running else ())
    assert chat.says(opening) == [Said.BEGIN]
    assert chat.says(opening) == [Said.NEED_WORDS]
    assert chat.says(WORDS) == [Said.ASK]
    assert chat.talk.draft.words == (WORDS,)


@pytest.mark.parametrize(
    "said", ["电话换成13712340001", "把联系人改成李总", "我的新号是13712340001"]
)
def test_a_particular_put_right_goes_to_the_one_ticket_that_runs_unasked(said: str) -> None:
    chat = Chat(running=(Running(no="2026-0001"),))
    assert chat.says(said) == []
    (wish,) = chat.wishes
    assert (wish.wish, wish.no, wish.text) == (Wish.SUPPLEMENT, "2026-0001", said)


def test_with_two_running_it_is_asked_whose_number_it_is() -> None:
    chat = Chat(running=(Running(no="2026-0002"), Running(no="2026-0001")))
    assert chat.says("电话换成13712340001") == [Said.CHOOSE]
