"""Somebody is in danger: the numbers are shown at once, and what the county does about it (C-21)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from builders import CITIZEN, rules_of
from talking import PARTICULARS, TWO, Chat, asked, one_running, read

from dispatch.handlers.amendments import FIRST, supplement
from dispatch.lifecycle.life import register
from dispatch.profiles.sections import Emergency
from dispatch.ticket.commands import Supplement
from dispatch.words.emergencies import emergency_numbers
from intake.talk.message import SPOKEN, Kind
from intake.talk.state import Said, Stage, Talk, Wish

pytestmark = pytest.mark.unit
RULES = rules_of("puyang")


def idle() -> Chat:
    """A person with nothing open."""
    return Chat()


def surveyed() -> Chat:
    """A person who was asked for their rating."""
    return Chat(running=one_running(surveying=True))


def running() -> Chat:
    """A person with two tickets."""
    return Chat(running=TWO)


def withdrawing() -> Chat:
    """A person who was asked whether they mean to withdraw."""
    chat = Chat(running=one_running())
    chat.says("撤回")
    return chat


BEGUN: tuple[Callable[[], Chat], ...] = (idle, asked, read, surveyed, running, withdrawing)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("着火了，快来人", "119"),
        ("有人昏迷了", "120"),
        ("门口撞车了，有人受伤", "110、120"),
    ],
)
def test_py_4_2_12_the_numbers_are_shown_at_once_and_the_desk_acts_with_them(
    text: str, numbers: str
) -> None:
    """Of 110, 119 and 120; what another text calls 122 is 110 here."""
    heard = Chat(emergency=RULES.profile.emergency)
    assert heard.says(text)[0] is Said.EMERGENCY
    assert numbers in heard.text
    assert [(one.wish, one.text) for one in heard.wishes] == [(Wish.ALARM, f"{numbers}：{text}")]


def test_where_the_text_only_shows_the_numbers_122_is_122_and_the_desk_is_rung_too() -> None:
    chat = Chat()
    assert chat.says("门口撞车了，有人受伤") == [Said.EMERGENCY]
    assert "122、120" in chat.text
    assert [one.wish for one in chat.wishes] == [Wish.ALARM]


#: what must not stand beside the numbers: whatever asks for something
FORM = frozenset(
    {
        Said.ASK,
        Said.HERE,
        Said.NEED_WORDS,
        Said.READ_BACK,
        Said.CHOOSE,
        Said.WHICH,
        Said.WHICH_LEVEL,
    }
    | {Said.EDIT, Said.SURE_WITHDRAW, Said.BEGIN, Said.NAME_NEEDED, Said.ADD_WHAT}
)
ALARMING = ("家里煤气漏得厉害", "有个人在楼顶要跳下来", "孩子掉井里了", "电梯里关着两个人")


@pytest.mark.parametrize("mode", ["show", "coordinate", "redirect"])
@pytest.mark.parametrize("text", ALARMING)
@pytest.mark.parametrize("begin", BEGUN, ids=[one.__name__ for one in BEGUN])
def test_in_every_stage_the_numbers_come_alone_and_nothing_said_is_lost(
    begin: Callable[[], Chat], text: str, mode: str
) -> None:
    """FW-5.3.4, PY-4.2.12: what is missing is asked for when they write again."""
    chat = begin()
    chat.emergency = Emergency(mode=mode, numbers=("110", "119", "120"))
    (said,) = chat.says(text)
    assert said in (Said.EMERGENCY, Said.REDIRECTED)
    assert "请马上拨打" in chat.text
    (wish,) = [one for one in chat.wishes if one.wish is Wish.ALARM]
    assert text in wish.text
    kept = [*chat.talk.draft.words, *chat.talk.waiting.words, *(one.text for one in chat.wishes)]
    assert any(text in one for one in kept)
    assert set(chat.says("就在东街菜市场后面")) & FORM, "now it is asked for"


def test_who_was_read_back_before_a_danger_is_read_back_again_before_it_counts() -> None:
    chat = read()
    assert chat.says("现在屋里着火了") == [Said.EMERGENCY]
    assert chat.says("确认") == [Said.READ_BACK]
    assert "现在屋里着火了" in chat.text
    chat.says("确认")
    assert "现在屋里着火了" in chat.complaints[0].text


def test_the_desk_reads_whom_to_ring_where_they_have_said_it() -> None:
    chat = read()
    chat.says("现在屋里着火了")
    assert "13800138000" in chat.wishes[-1].text


def test_a_receptionist_who_tells_it_for_somebody_is_still_asked_for_what_lacks() -> None:
    chat = Chat(talk=Talk(stage=Stage.COLLECTING, walk_in=True, told_why=True))
    assert chat.says("来电说家里煤气漏了，人有点晕") == [Said.EMERGENCY, Said.ASK]


# --- what is told by a voice or a picture ---------------------------------------------------------


@pytest.mark.parametrize("text", ALARMING)
@pytest.mark.parametrize("begin", BEGUN, ids=[one.__name__ for one in BEGUN])
def test_a_danger_told_by_voice_is_heard_as_a_typed_one_and_marked_as_heard(
    begin: Callable[[], Chat], text: str
) -> None:
    """What WeCom recognised goes the way of typed words in every stage; the desk gets the voice too."""
    spoken, typed = begin(), begin()
    assert spoken.sends(Kind.VOICE, text) == typed.says(text) == [Said.EMERGENCY]
    assert spoken.text == typed.text
    (wish,) = [one for one in spoken.wishes if one.wish is Wish.ALARM]
    assert f"{SPOKEN} {text}" in wish.text
    assert [one.kind for one in wish.media] == ["voice"]
    kept = [*spoken.talk.draft.words, *spoken.talk.waiting.words, *(w.text for w in spoken.wishes)]
    assert any(f"{SPOKEN} {text}" in one for one in kept)


def test_a_level_that_a_machine_heard_is_asked_about_before_it_counts() -> None:
    """N7: it may have missed the 不."""
    chat = surveyed()
    assert chat.sends(Kind.VOICE, "满意") == [Said.WHICH_LEVEL]
    assert [one for one in chat.wishes if one.wish is Wish.RATE] == []
    assert chat.says("不满意") == []
    assert [one.level for one in chat.wishes if one.wish is Wish.RATE] == ["不满意"]


PIECES = (Kind.VOICE, Kind.IMAGE, Kind.VIDEO, Kind.FILE)


@pytest.mark.parametrize("kind", PIECES)
@pytest.mark.parametrize("text", ALARMING)
@pytest.mark.parametrize("begin", BEGUN, ids=[one.__name__ for one in BEGUN])
def test_what_nobody_can_read_rings_where_danger_was_spoken_of(
    begin: Callable[[], Chat], text: str, kind: Kind
) -> None:
    """Each piece rings and goes along; the sender reads whom to call, once for a burst of them."""
    chat = begin()
    chat.phone = "0391-1234567"
    chat.says(text)
    assert chat.sends(kind) == [Said.UNREAD_IN_DANGER]
    assert all(one in chat.text for one in ("110", "119", "120", "0391-1234567"))
    assert chat.sends(kind) == []
    rung = [one for one in chat.wishes if one.wish is Wish.ALARM][1:]
    assert [[piece.kind for piece in one.media] for one in rung] == [[kind], [kind]]
    chat.now += timedelta(minutes=10)
    assert chat.sends(kind) == [Said.UNREAD_IN_DANGER]


@pytest.mark.parametrize("kind", PIECES)
def test_what_nobody_can_read_rings_while_a_ticket_of_theirs_tells_of_danger(kind: Kind) -> None:
    chat = Chat(running=one_running(urgent=True))
    assert chat.sends(kind) == [Said.UNREAD_IN_DANGER]
    assert [one.wish for one in chat.wishes if one.media] == [Wish.ALARM]


ALONE: tuple[Callable[[], Chat], ...] = (idle, surveyed, running, withdrawing)


@pytest.mark.parametrize("kind", PIECES)
@pytest.mark.parametrize("begin", ALONE, ids=[one.__name__ for one in ALONE])
def test_what_comes_without_a_word_is_looked_at_within_minutes(
    begin: Callable[[], Chat], kind: Kind
) -> None:
    """A voice at once, for who sends one may not be able to type; a picture when no word follows it."""
    chat = begin()
    assert Said.UNREAD in chat.sends(kind)
    assert all(one in chat.text for one in ("110", "119", "120"))
    if kind is not Kind.VOICE:
        assert [one for one in chat.wishes if one.wish is Wish.UNREAD] == []
        assert chat.talk.wakes_at is not None
        assert chat.talk.wakes_at - chat.now <= timedelta(minutes=2)
        chat.waits(minutes=2)
    (wish,) = [one for one in chat.wishes if one.wish is Wish.UNREAD]
    assert [one.kind for one in wish.media] == [kind]


@pytest.mark.parametrize("begin", ALONE, ids=[one.__name__ for one in ALONE])
def test_a_picture_that_words_follow_calls_nobody(begin: Callable[[], Chat]) -> None:
    chat = begin()
    chat.sends(Kind.IMAGE)
    chat.says("营业执照还没办下来，这是回执")
    chat.waits(minutes=3)
    assert [one for one in chat.wishes if one.wish is Wish.UNREAD] == []


@pytest.mark.parametrize("kind", PIECES)
def test_what_somebody_sends_who_gives_up_rings_like_their_words(kind: Kind) -> None:
    chat = Chat()
    chat.says("我不想活了")
    assert chat.sends(kind) == [Said.WITH_YOU]
    assert (chat.wishes[-1].wish, len(chat.wishes[-1].media)) == (Wish.CRISIS, 1)


GIVING_UP = (
    "我不想活了",
    "活着真没意思，药都准备好了",
    "你们再不办我就从楼上跳下去",
    "讓我死了算了",
)


@pytest.mark.parametrize("text", GIVING_UP)
@pytest.mark.parametrize("begin", BEGUN, ids=[one.__name__ for one in BEGUN])
def test_who_speaks_of_ending_their_life_hears_a_human_sentence_and_no_form(
    begin: Callable[[], Chat], text: str
) -> None:
    """12356, 120, 110; the desk must ring, hears every further word, and no form is put for hours."""
    chat = begin()
    assert chat.says(text) == [Said.CRISIS]
    assert all(number in chat.text for number in ("12356", "120", "110"))
    assert text in chat.wishes[-1].text
    assert chat.wishes[-1].wish is Wish.CRISIS
    for more in ("你们不会懂的", "算是最后跟人说句话", "在吗", "好", "13900139000"):
        assert not set(chat.says(more)) & FORM, more
    heard = [one.wish for one in chat.wishes if "不会懂" in one.text]
    # who then asks for a person (跟人说句话) brings all of it along; nothing of it is a form to complete
    assert [one for one in heard if one is not Wish.HUMAN] == [Wish.CRISIS]
    assert chat.waits(hours=3) == [], "no nudge for a form"
    assert chat.says("人工") == [Said.HUMAN]
    chat.waits(hours=20)
    assert Said.WITH_YOU not in chat.says("营业执照的事还没办")


@pytest.mark.parametrize("text", ["有个人要跳楼", "我女儿说她不想活了，电话打不通", "邻居喝农药了"])
def test_who_tells_of_somebody_else_in_danger_is_not_spoken_to_as_if_it_were_them(
    text: str,
) -> None:
    assert Chat().says(text) == [Said.EMERGENCY]


NEWS = (
    "在幸福路12号3单元",
    "头晕得厉害",
    "孙丽 13900003333",
    "消防还没到",
    "消防来了，没事了",
    "楼上也闻到了",
)


@pytest.mark.parametrize("news", NEWS)
def test_what_follows_a_danger_reaches_the_desk_at_once_and_not_when_a_form_is_whole(
    news: str,
) -> None:
    """PY-4.2.12: where it is, whom to ring, that it grows or is over."""
    chat = Chat()
    chat.says("我家闻到好大煤气味")
    before = len(chat.wishes)
    chat.says(news)
    added = chat.wishes[before:]
    assert [one.text for one in added if one.wish is Wish.ALARM] == [news]
    assert len(added) == 1, "no form to be completed is rung besides"


def test_a_matter_told_long_after_a_danger_rings_nobody() -> None:
    chat = Chat()
    chat.says("我家闻到好大煤气味")
    chat.now += timedelta(hours=3)
    before = len(chat.wishes)
    chat.says("在幸福路12号3单元")
    assert not [one for one in chat.wishes[before:] if one.wish is Wish.ALARM]


ONLY_THE_TABLE = (
    "奶奶的电热毯冒烟了，奶奶还在床上",
    "塔吊司机晕在上面下不来",
    "氧气机停了，我爸喘不上来",
)


@pytest.mark.parametrize("text", ONLY_THE_TABLE)
def test_what_the_talk_heard_as_danger_is_a_danger_of_the_ticket_too(text: str) -> None:
    """PY-4.2.12: one ear for the chat, the card, the class and the ladder."""
    assert not emergency_numbers(text), "the phrases alone do not hear it"
    chat = Chat()
    assert chat.says(text) == [Said.EMERGENCY]
    chat.says(PARTICULARS)
    chat.says("确认")
    (complaint,) = chat.complaints
    assert complaint.emergency
    ticket, _ = register("2026-0001", "main", complaint, "wang", rules_of("puyang"), chat.now)
    assert ticket.emergency == complaint.emergency
    assert ticket.rank == FIRST
    first = next(one.id for one in rules_of("puyang").profile.classes if one.first)
    assert ticket.complaint.causes[0].id == first


@pytest.mark.parametrize("told", [("119",), (), None])
def test_an_addition_rings_by_what_was_heard_in_it_and_by_its_words_where_nobody_heard_it(
    told: tuple[str, ...] | None,
) -> None:
    chat = Chat()
    for line in ("营业执照办了三次没办成", PARTICULARS, "确认"):
        chat.says(line)
    rules = rules_of("wuzhi")
    before, _ = register("2026-0001", "main", chat.complaints[0], "wang", rules, chat.now)
    said = Supplement(by=CITIZEN, text="楼下着火了", emergency=told)
    after, _ = supplement(before, said, rules, chat.now)
    assert after.emergency == (("119",) if told != () else ())
