"""Who told us something before is not asked anew, and is never named against their will."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from talking import WORDS, Chat, one_running
from test_dialogue_table import SAMPLES, STAGES

from dispatch.ticket.complaint import Complainant, Complaint
from intake.conversation import known_person
from intake.talk.heard import Heard
from intake.talk.message import Kind
from intake.talk.state import UNNAMED, Particulars, Said, Stage, Wish

pytestmark = pytest.mark.unit

SECOND = "房产证交了材料半年了还没下来"
ZHANG = Complainant(name="张伟民", phone="13800138000", address="城关镇幸福路3号")
FIRM = Complainant(
    name="宏达商贸有限公司",
    is_unit=True,
    contact="张伟民",
    phone="13800138000",
    address="工业路18号",
)
NOBODY = Complainant(name=UNNAMED, anonymous=True)
ASKS = {Said.ASK, Said.NAME_NEEDED}


def known(who: Complainant | None, *, anonymous: bool = False, lane: str = "kf:wk:wm") -> Chat:
    """A person who registered something before as *who*; None for a stranger."""
    chat = Chat(anonymous=anonymous, lane=lane)
    if who is not None:
        said = Complaint(text=WORDS, channel="微信客服", said_at=chat.now, complainant=who)
        chat.complaints.append(said)
    return chat


def at_once(chat: Chat) -> None:
    chat.says(SECOND)


def after_a_demand(chat: Chat) -> None:
    chat.says("新诉求")
    chat.says(SECOND)


def beside_a_running_one(chat: Chat) -> None:
    chat.running = one_running()
    chat.says(SECOND)
    chat.picks("新诉求")


def after_a_photo(chat: Chat) -> None:
    chat.sends(Kind.IMAGE)
    chat.says(SECOND)


def after_a_question(chat: Chat) -> None:
    chat.says("你们会不会泄露我的电话？")
    chat.says(SECOND)


WAYS: list[Callable[[Chat], None]] = [
    at_once,
    after_a_demand,
    beside_a_running_one,
    after_a_photo,
    after_a_question,
]
PEOPLE = {"stranger": None, "person": ZHANG, "unit": FIRM, "unnamed": NOBODY}
LANES = ("kf:wk:wm", "app:zhang", "official:wx:open")


@pytest.mark.parametrize("lane", LANES)
@pytest.mark.parametrize("anonymous", [True, False])
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_second_complaint_asks_nothing_that_the_first_one_told(
    way: Callable[[Chat], None], who: str, anonymous: bool, lane: str
) -> None:
    """Whatever way and channel it comes by; one tap registers it, and who is not known is asked."""
    before = PEOPLE[who]
    chat = known(before, anonymous=anonymous, lane=lane)
    way(chat)
    is_known = who in ("person", "unit")
    assert chat.told[-1] == [Said.READ_BACK if is_known else Said.ASK]
    assert UNNAMED not in chat.text
    if not is_known:
        assert chat.talk.draft.name == ""
        return
    assert before is not None
    assert all(one in chat.text for one in (before.name, before.phone, before.address))
    assert "是您上次登记的" in chat.text
    assert ("不想留名" in chat.text) is anonymous
    chat.picks("确认")
    assert chat.complaints[-1].complainant == replace(before, lane=lane)


#: said on purpose not to be named, or to end what was told
UNSAID = {Heard.UNNAMED}


@pytest.mark.parametrize("who", [ZHANG, FIRM], ids=["person", "unit"])
@pytest.mark.parametrize("heard", sorted(set(Heard) - UNSAID))
@pytest.mark.parametrize("stage", Stage)
def test_whatever_was_said_before_in_whatever_stage_the_next_complaint_asks_nothing_known(
    stage: Stage, heard: Heard, who: Complainant
) -> None:
    chat = STAGES[stage]()
    said = Complaint(text=WORDS, channel="微信客服", said_at=chat.now, complainant=who)
    chat.complaints.append(said)
    chat.hears(SAMPLES[heard])
    chat.says("取消")
    chat.running = ()
    chat.talk = replace(chat.talk, stage=Stage.IDLE) if chat.talk.draft.is_empty else chat.talk
    chat.says("新诉求", timedelta(minutes=10))
    chat.says(SECOND)
    asked = [one for one in chat.told[-1] if one in ASKS]
    assert not asked, chat.text
    newest = chat.complaints[-1].complainant
    assert (chat.talk.draft.name, chat.talk.draft.phone) == (newest.name, newest.phone)


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("13900139000", "phone", "13900139000"),
        ("电话改成13900139000", "phone", "13900139000"),
        ("地址改成和平路5号院", "address", "和平路5号院"),
        ("住和平路5号院", "address", "和平路5号院"),
        ("姓名：李秀英", "name", "李秀英"),
    ],
)
def test_what_was_taken_over_is_changed_by_typing_and_only_that(
    typed: str, field: str, value: str
) -> None:
    chat = known(ZHANG)
    chat.says(SECOND)
    assert chat.says(typed) == [Said.READ_BACK]
    chat.says("确认")
    given = chat.complaints[-1].complainant
    assert given == replace(ZHANG, lane=chat.lane, **{field: value})
    assert chat.complaints[-1].text == SECOND
    # and the next one begins with what was said last
    chat.says("新诉求")
    chat.says(WORDS)
    assert getattr(chat.talk.draft, field) == value


def test_what_is_called_wrong_is_asked_for_and_not_filled_in_again() -> None:
    chat = known(ZHANG)
    chat.says(SECOND)
    assert chat.says("电话错了") == [Said.ASK]
    assert "联系电话" in chat.text
    assert chat.says("13900139000") == [Said.READ_BACK]
    assert chat.talk.draft.phone == "13900139000"


def test_what_is_said_now_goes_before_what_is_known() -> None:
    chat = known(ZHANG)
    assert chat.says(f"{SECOND}，电话：13900139000") == [Said.READ_BACK]
    assert chat.talk.draft.phone == "13900139000"
    assert "姓名、地址是您上次登记的" in chat.text


UNWILLING = ("不想留名", "这次我不想留名", "我不想留名字，你们直接查就行", "我要匿名，别让窗口知道")


@pytest.mark.parametrize("anonymous", [True, False])
@pytest.mark.parametrize("unwilling", UNWILLING)
@pytest.mark.parametrize("is_first", [True, False], ids=["said first", "at the reading-back"])
@pytest.mark.parametrize("who", [ZHANG, FIRM], ids=["person", "unit"])
def test_a_known_name_is_forced_on_no_unnamed_complaint(
    who: Complainant, is_first: bool, unwilling: str, anonymous: bool
) -> None:
    """Neither name nor number nor address of last time stands in it, nor in what the desk gets (G-25)."""
    chat = known(who, anonymous=anonymous)
    lines = (unwilling, SECOND) if is_first else (SECOND, unwilling)
    for line in lines:
        chat.says(line)
    draft = chat.talk.draft
    assert not draft.phone
    assert not draft.address
    assert not draft.contact
    assert draft.name == (UNNAMED if anonymous else "")
    words = "\n".join(draft.words)
    assert SECOND in words
    assert is_first or unwilling not in words
    if anonymous:
        assert chat.told[-1] == [Said.READ_BACK]
        chat.says("确认")
        assert chat.complaints[-1].complainant == replace(NOBODY, lane=chat.lane)
        return
    for _ in range(3):
        chat.says("不想留名")
    left = [one.text for one in chat.wishes if one.wish is Wish.UNSIGNED]
    assert left
    assert not any(one in text for one in (who.name, who.phone, who.address) for text in left)


def test_who_gives_the_name_after_all_is_not_asked_for_the_rest() -> None:
    chat = known(ZHANG)
    for line in ("不想留名", SECOND):
        chat.says(line)
    assert chat.says("算了，我叫张伟民") == [Said.READ_BACK]
    assert chat.talk.draft.phone == ZHANG.phone


def test_another_persons_complaint_in_the_same_chat_gets_nothing_of_the_first_ones() -> None:
    chat = known(ZHANG)
    assert chat.says(f"{SECOND}\n姓名：李秀英") == [Said.ASK]
    draft = chat.talk.draft
    assert (draft.phone, draft.address) == ("", "")


def test_a_unit_that_a_known_person_now_speaks_for_has_their_number_and_no_address() -> None:
    chat = known(ZHANG)
    assert chat.says(f"{SECOND}\n单位：宏达商贸有限公司") == [Said.ASK]
    draft = chat.talk.draft
    assert (draft.name, draft.contact, draft.phone) == (FIRM.name, "张伟民", ZHANG.phone)
    assert draft.address == ""
    assert "联系地址" in chat.text


def test_who_spoke_for_a_unit_may_speak_for_themselves() -> None:
    chat = known(FIRM)
    chat.says(SECOND)
    assert "姓名：您的名字" in chat.text
    assert chat.says("姓名：张伟民") == [Said.ASK]
    draft = chat.talk.draft
    assert (draft.name, draft.is_unit, draft.contact, draft.address) == ("张伟民", False, "", "")
    assert draft.phone == FIRM.phone


def test_on_whose_behalf_is_never_taken_over() -> None:
    chat = known(replace(ZHANG, for_whom="王桂兰"))
    assert chat.says(SECOND) == [Said.READ_BACK]
    assert chat.talk.draft.for_whom == ""
    chat = known(replace(ZHANG, for_whom="王桂兰"))
    assert chat.says("我替我妈反映，她的养老金一直没发下来") == [Said.ASK]
    assert "当事人姓名" in chat.text
    assert "您的姓名" not in chat.text


def test_a_receptionist_who_complained_themselves_registers_nobody_as_themselves() -> None:
    chat = known(ZHANG, lane="app:sun")
    chat.talk = replace(chat.talk, walk_in=True, stage=Stage.COLLECTING)
    assert chat.says(SECOND) == [Said.ASK]
    assert len(chat.complaints) == 1
    assert (chat.talk.draft.name, chat.talk.draft.known) == ("", None)


def test_what_would_not_fit_the_reading_back_is_not_taken_over() -> None:
    long = replace(ZHANG, address="某县某镇某村" * 12)
    assert known_person.last_of([long]) == Particulars(name="张伟民", phone="13800138000")
    assert known_person.last_of([replace(ZHANG, name="某" * 40)]) is None


def test_the_newest_ticket_counts_and_who_stayed_unnamed_there_is_offered_nothing() -> None:
    moved = replace(ZHANG, address="和平路5号院")
    found = known_person.last_of([moved, ZHANG])
    assert found is not None
    assert found.address == "和平路5号院"
    assert known_person.last_of([NOBODY, ZHANG]) is None
    assert known_person.last_of([]) is None


def test_a_danger_told_by_a_known_person_rings_with_their_number_and_asks_nothing() -> None:
    chat = known(ZHANG)
    chat.says("窗口这边有人晕倒了，没有呼吸，快救命")
    assert not ASKS & {*chat.told[-1]}
    assert chat.talk.stage is Stage.COLLECTING
    assert [ZHANG.phone in one.text for one in chat.wishes if one.wish is Wish.ALARM] == [True]


def test_the_reading_back_of_a_known_unit_fits_one_message() -> None:
    whole = Complainant(
        name="某" * 32, is_unit=True, contact="某" * 12, phone="0" * 15, address="某" * 50
    )
    chat = known(whole, anonymous=True)
    chat.says("窗口" * 500)
    assert chat.told[-1] == [Said.READ_BACK]
    assert len(chat.text.encode()) <= 1024
    assert whole.address in chat.text


def test_nothing_is_taken_over_before_anything_was_told() -> None:
    chat = known(ZHANG)
    chat.sends(Kind.IMAGE)
    draft = chat.talk.draft
    assert (draft.known, draft.name, draft.phone, draft.address) == (None, "", "", "")
