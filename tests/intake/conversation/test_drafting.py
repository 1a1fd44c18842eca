"""What a message adds to a draft: particulars, and every word that is none."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talking import NOW, WORDS

from dispatch.words.normal_form import normal
from intake.conversation import drafting
from intake.conversation.form_fields import missing
from intake.talk.message import Kind, Message
from intake.talk.state import Draft, Field

pytestmark = pytest.mark.unit

ASKED = frozenset({Field.NAME, Field.PHONE, Field.ADDRESS})
TOLD = Draft(words=(WORDS,))


def text(words: str) -> Message:
    return Message(kind=Kind.TEXT, text=words, at=NOW)


def after(words: str, asked: frozenset[Field] = ASKED, draft: Draft = TOLD) -> Draft:
    return drafting.take(draft, text(words), asked)


def test_an_address_inside_the_story_is_not_where_somebody_lives() -> None:
    draft = after("幸福路3号的路灯坏了一个月了没人修", frozenset(), Draft())
    assert draft.words == ("幸福路3号的路灯坏了一个月了没人修",)
    assert not draft.address


@pytest.mark.parametrize("led_in", ["", "就在", "我家就在", "我现在就在", "住在"])
def test_where_somebody_is_is_their_address_without_the_words_that_lead_to_it(led_in: str) -> None:
    draft = after(f"13800138000，{led_in}城关镇幸福路3号")
    assert (draft.phone, draft.address) == ("13800138000", "城关镇幸福路3号")
    assert draft.words == TOLD.words


def test_a_place_that_begins_a_story_with_just_there_is_no_address() -> None:
    draft = after("就在幸福路3号旁边的路灯坏了一个月了没人修", frozenset(), Draft())
    assert draft.words
    assert not draft.address


def test_a_window_s_phone_inside_the_story_is_not_the_writer_s() -> None:
    draft = after("打窗口电话0391-7212345一直没人接", frozenset(), Draft())
    assert not draft.phone
    assert draft.words


def test_the_story_keeps_its_signs_as_they_were_written() -> None:
    draft = after("我叫张伟民，窗口说“系统坏了”；让我改天来！", frozenset(), Draft())
    assert draft.name == "张伟民"
    assert draft.words == ("窗口说“系统坏了”；让我改天来！",)


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("东关村", "address", "东关村"),
        ("中学对面", "address", "中学对面"),
        ("7212345", "phone", "7212345"),
        ("0391-7212345", "phone", "03917212345"),
        ("我姓名张伟民，", "name", "张伟民"),
    ],
)
def test_a_short_answer_is_taken_for_what_it_can_only_be(said: str, name: str, value: str) -> None:
    assert getattr(after(said), name) == value


@pytest.mark.parametrize("said", ["等一下", "不知道", "为什么？", "稍等我找找", "凭什么"])
def test_what_is_no_answer_goes_on_no_form(said: str) -> None:
    draft = after(said, frozenset({Field.NAME}), Draft(words=(WORDS,), phone="1", address="x"))
    assert not draft.name
    assert draft.words[-1] == said


def test_a_rare_name_is_taken_when_only_the_name_is_missing() -> None:
    known = Draft(words=(WORDS,), phone="13800138000", address="幸福路3号")
    assert after("禚小燕", frozenset({Field.NAME}), known).name == "禚小燕"


def test_a_very_long_answer_is_a_story_and_never_a_particular() -> None:
    """So that the reading-back never has to cut what must be checked."""
    draft = after("地址：" + "很长的路" * 200)
    assert not draft.address
    assert "很长的路" in draft.words[-1]


def test_two_places_are_both_kept() -> None:
    draft = drafting.take(Draft(), Message(kind=Kind.LOCATION, text="一号厅", at=NOW), frozenset())
    draft = drafting.take(draft, Message(kind=Kind.LOCATION, text="二号厅", at=NOW), frozenset())
    assert draft.place == "一号厅；二号厅"


def test_a_place_without_a_label_is_kept_too() -> None:
    assert drafting.take(Draft(), Message(kind=Kind.LOCATION, at=NOW), frozenset()).place


def test_a_person_becomes_the_contact_when_the_unit_is_named_later() -> None:
    draft = after("张伟民，13800138000")
    draft = after("我们单位是鑫源商贸有限公司", ASKED, draft)
    assert (draft.name, draft.contact, draft.is_unit) == ("鑫源商贸有限公司", "张伟民", True)


def test_a_correction_of_the_matter_takes_the_old_words_place() -> None:
    assert drafting.correct(TOLD, "诉求改成：房产证半年没下来，窗口让等").words == (
        "房产证半年没下来，窗口让等",
    )


PIECES = st.sampled_from(
    [
        "张伟民",
        "13800138000",
        "城关镇幸福路3号",
        "电话",
        "：",
        "，",
        " ",
        "姓名",
        "地址",
        "改成",
        "窗口让我等",
        "诉求",
        "不对",
        "是",
        "我叫",
        "替我妈",
        "李秀英",
        "鑫源商贸有限公司",
        "\n",
        "。",
        "７",
        "好的",
        "联系人",
    ]
)


def _signs(words: str) -> str:
    return "".join(char for char in normal(words) if char.isalnum())


@given(st.lists(PIECES, max_size=12).map("".join), st.booleans(), st.booleans())
@settings(max_examples=300)
def test_nothing_said_is_lost(said: str, asked: bool, corrects: bool) -> None:
    """Each long piece of *said* stands on the form or in the words afterwards."""
    if corrects:
        draft = drafting.correct(TOLD, said)
    else:
        draft = after(said, ASKED if asked else frozenset())
    fields = (draft.name, draft.contact, draft.phone, draft.address, draft.for_whom)
    kept = _signs("".join([*draft.words, *fields]))
    for piece in ("窗口让我等", "13800138000", "李秀英", "张伟民"):
        if piece in _signs(said):
            assert piece in kept, draft


@given(st.text(max_size=200), st.booleans())
@settings(max_examples=300)
def test_any_text_at_all_is_taken(said: str, asked: bool) -> None:
    draft = after(said, ASKED if asked else frozenset())
    assert set(missing(draft)) <= set(Field)
    drafting.correct(draft, said)


def test_a_number_alone_is_a_phone_and_never_an_address() -> None:
    """Somebody gave a short number first and the mobile when the address was asked for."""
    draft = Draft(words=("执照没办下来",), name="张三", phone="1234567")
    heard = Message(kind=Kind.TEXT, text="13912345678", at=NOW)
    draft = drafting.take(draft, heard, frozenset({Field.ADDRESS}))

    assert (draft.phone, draft.address) == ("13912345678", "")


HOME = Draft(words=(WORDS,), name="张伟民", phone="13800138000", address="城关镇幸福路3号")


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("地址是5号不是3号", "城关镇幸福路5号"),
        ("不是3号是5号", "城关镇幸福路5号"),
        ("地址写错了，是和平路8号，不是幸福路3号", "城关镇和平路8号"),
        ("地址改成和平路8号", "和平路8号"),
    ],
)
def test_a_correction_changes_the_part_of_the_address_that_it_names(
    said: str, address: str
) -> None:
    draft = drafting.correct(HOME, said)
    assert draft == replace(HOME, address=address)


@pytest.mark.parametrize("said", ["不是办执照，是变更地址", "窗口的人说电话打不通也不行"])
def test_what_names_a_particular_within_the_matter_corrects_none(said: str) -> None:
    draft = drafting.correct(HOME, said)
    assert draft == replace(HOME, words=(WORDS, said))


@pytest.mark.parametrize("said", ["地址不用了吧", "发个定位可以不", "我不想说地址", "位置已发"])
def test_who_speaks_about_the_address_has_given_none(said: str) -> None:
    draft = after(said, ASKED, replace(TOLD, name="张伟民", phone="13800138000"))
    assert not draft.address
    assert draft.words == TOLD.words


def test_of_two_numbers_the_second_stays_among_the_words() -> None:
    draft = after("张伟民，13800138000或者13900139000")
    assert draft.phone == "13800138000"
    assert "13900139000" in draft.words[-1]


def test_an_old_number_stands_nowhere() -> None:
    draft = after("张伟民，新号13800138000，旧号13900139000不用了")
    assert draft.phone == "13800138000"
    assert draft.words == TOLD.words


def test_whom_somebody_speaks_for_is_asked_by_name_where_only_the_relation_was_said() -> None:
    """G-26: 母亲 is kept, and the form still asks who she is."""
    draft = after("替我妈问一下，她的养老金停了", frozenset(), Draft())
    assert draft.for_whom == "母亲"
    assert Field.FOR_WHOM in missing(draft)
    named = after(
        "李秀英", frozenset({Field.FOR_WHOM}), replace(draft, name="张伟民", phone="1", address="x")
    )
    assert named.for_whom == "李秀英"
