"""Several matters told at once: one tap to have each registered apart, one to keep them one; nothing is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from talking import PARTICULARS, TWO, Chat

from dispatch.ticket.complaint import Complainant
from intake.talk.message import Kind
from intake.talk.state import UNNAMED, Said, Stage, Talk, Wish

pytestmark = pytest.mark.unit

LICENCE, HOUSE, CARD = "营业执照跑了三趟没办下来", "房产证半年没下来", "社保卡丢了补办没人管"
THREE = f"1、{LICENCE}\n2、{HOUSE}\n3、{CARD}"
OFFICES = ("市场监管局", "不动产中心", "人社局")
WHO = Complainant(name="张伟民", phone="13800138000", address="城关镇幸福路3号")


def told(**changes: object) -> Chat:
    """A person who told three matters and was asked about it."""
    chat = Chat(**changes)  # type: ignore[arg-type]  # a test names its field
    assert chat.says(THREE) == [Said.SEVERAL]
    return chat


def departments(chat: Chat) -> list[str]:
    return [one.departments[0].id for one in chat.complaints]


def test_it_is_offered_with_each_matter_and_its_own_department() -> None:
    chat = told()
    assert "您说了 3 件事" in chat.text
    for n, (matter, office) in enumerate(zip((LICENCE, HOUSE, CARD), OFFICES, strict=True), 1):
        assert f"{n}. {matter}（{office}）" in chat.text
    assert [item.partition(":")[0] for item in chat.menu] == ["split", "whole"]


@pytest.mark.parametrize("how", ["tap", "分开", "分开登记", "好的", "是的", "确认", "可以"])
@pytest.mark.parametrize("anonymous", [True, False])
def test_apart_each_becomes_a_ticket_of_its_own_and_who_is_said_once(
    how: str, anonymous: bool
) -> None:
    chat = told(anonymous=anonymous)
    assert (chat.picks("分开登记") if how == "tap" else chat.says(how)) == [Said.ASK]
    assert chat.says(PARTICULARS) == [Said.READ_BACK]
    for n in (1, 2, 3):
        assert f"第 {n} 件，共 3 件" in chat.text
        assert ("和上一件相同" in chat.text) is (n > 1)
        chat.picks("确认")
    assert [one.text for one in chat.complaints] == [LICENCE, HOUSE, CARD]
    assert departments(chat) == list(OFFICES)
    assert {one.complainant for one in chat.complaints} == {replace(WHO, lane=chat.lane)}
    assert chat.talk.stage is Stage.IDLE
    assert chat.talk.others == ()
    assert "第 1 件" not in (chat.says("新诉求"), chat.says("营业执照又不办"), chat.text)[-1]


@pytest.mark.parametrize("how", ["tap", "合成一件", "不用分开", "一起登记", "不"])
def test_one_tap_keeps_them_one_and_it_is_not_asked_again(how: str) -> None:
    chat = told()
    assert (chat.picks("合成一件") if how == "tap" else chat.says(how)) == [Said.ASK]
    assert chat.says(PARTICULARS) == [Said.READ_BACK]
    chat.says("确认")
    assert [one.text for one in chat.complaints] == [THREE]


@pytest.mark.parametrize(("choice", "count"), [("分开", 2), ("分开登记", 2), ("合成一件", 0)])
def test_what_follows_the_choice_is_taken_too(choice: str, count: int) -> None:
    chat = told()
    assert chat.says(f"{choice}，{PARTICULARS}") == [Said.READ_BACK]
    assert len(chat.talk.others) == count
    assert chat.talk.draft.phone == "13800138000"
    assert choice not in "".join(chat.talk.draft.words)


def test_who_goes_on_instead_of_choosing_is_asked_once_more_and_loses_nothing() -> None:
    chat = told()
    assert chat.says("我叫张伟民，13800138000") == [Said.SEVERAL]
    assert chat.text.startswith("记下了。")
    assert chat.says("住城关镇幸福路3号") == [Said.READ_BACK]
    chat.says("确认")
    assert [one.text for one in chat.complaints] == [THREE]
    assert chat.complaints[0].complainant.phone == "13800138000"


def test_particulars_beside_the_list_are_taken_once_and_stand_in_no_matter() -> None:
    chat = Chat()
    assert chat.says(f"{THREE}\n姓名：张伟民\n电话：13800138000\n地址：城关镇幸福路3号") == [
        Said.SEVERAL
    ]
    assert chat.picks("分开登记") == [Said.READ_BACK]
    for _ in range(3):
        chat.picks("确认")
    assert [one.text for one in chat.complaints] == [LICENCE, HOUSE, CARD]
    assert {one.complainant.phone for one in chat.complaints} == {"13800138000"}


def test_of_a_known_person_each_is_read_back_at_once() -> None:
    chat = told()
    for said in ("分开", PARTICULARS, "确认", "确认", "确认"):
        chat.says(said)
    chat.running = ()
    assert chat.says(f"一、{HOUSE}。二、{CARD}") == [Said.SEVERAL]
    assert chat.picks("分开登记") == [Said.READ_BACK]
    assert "第 1 件，共 2 件" in chat.text
    assert "是您上次登记的" in chat.text


@pytest.mark.parametrize("anonymous", [True, False])
def test_who_stays_unnamed_stays_so_in_each(anonymous: bool) -> None:
    chat = told(anonymous=anonymous)
    chat.says("不想留名")
    chat.picks("分开登记") if anonymous else chat.says("分开")
    if not anonymous:
        chat.says("不想留名")
        left = [one.text for one in chat.wishes if one.wish is Wish.UNSIGNED][-1]
        assert all(one in left for one in (LICENCE, HOUSE, CARD))
        return
    for _ in range(3):
        chat.picks("确认")
    assert [one.complainant.name for one in chat.complaints] == [UNNAMED] * 3


def test_a_correction_and_a_withheld_name_concern_the_matter_that_is_open() -> None:
    chat = told(anonymous=True)
    for said in ("分开", PARTICULARS, "电话改成13900139000", "确认", "不想留名", "确认"):
        chat.says(said)
    first, second = (one.complainant for one in chat.complaints)
    assert (first.name, first.phone) == ("张伟民", "13900139000")
    assert (second.name, second.phone, second.address) == (UNNAMED, "", "")


def test_one_of_them_may_be_dropped_and_the_others_go_on() -> None:
    chat = told()
    for said in ("分开", PARTICULARS):
        chat.says(said)
    assert chat.picks("取消") == [Said.DROPPED_ONE, Said.READ_BACK]
    assert "第 2 件，共 3 件" in chat.text
    chat.picks("确认")
    assert chat.picks("取消") == [Said.DROPPED_ONE]
    assert "前面登记好的照常办理" in chat.text
    assert [one.text for one in chat.complaints] == [HOUSE]


def test_a_photo_is_counted_with_the_matter_that_is_open() -> None:
    chat = told()
    chat.sends(Kind.IMAGE)
    for said in ("分开", PARTICULARS, "确认"):
        chat.says(said)
    chat.sends(Kind.IMAGE)
    for said in ("确认", "确认"):
        chat.says(said)
    assert [len(one.media) for one in chat.complaints] == [1, 1, 0]


#: where the person may stop, and what was registered until then
STOPS: dict[str, tuple[tuple[str, ...], int]] = {
    "asked about it": ((), 0),
    "asked who they are": (("分开",), 0),
    "first read back": (("分开", PARTICULARS), 0),
    "second read back": (("分开", PARTICULARS, "确认"), 1),
    "third read back": (("分开", PARTICULARS, "确认", "确认"), 2),
    "kept one": (("合成一件",), 0),
    "first to be withdrawn": (("分开", PARTICULARS, "确认", "撤回 0001"), 1),
}


@pytest.mark.parametrize("ending", ["人工", "left alone"])
@pytest.mark.parametrize("stop", STOPS)
def test_wherever_they_stop_each_matter_is_a_ticket_or_with_the_desk(
    stop: str, ending: str
) -> None:
    chat = told()
    lines, registered = STOPS[stop]
    for line in lines:
        chat.says(line)
    assert len(chat.complaints) == registered
    if ending == "人工":
        chat.says("人工")
    else:
        chat.waits(minutes=31)
        chat.waits(minutes=121)
    with_the_desk = " ".join(
        one.text for one in chat.wishes if one.wish in (Wish.HUMAN, Wish.UNFINISHED)
    )
    kept = " ".join([with_the_desk, *(one.text for one in chat.complaints)])
    assert all(kept.count(one) == 1 for one in (LICENCE, HOUSE, CARD))


ASIDES: dict[str, Said] = {
    "帮助": Said.HELP,
    "会不会泄露我的电话？": Said.PRIVACY,
    "你好": Said.HERE,
    "人工": Said.HUMAN,
}


@pytest.mark.parametrize("aside", ASIDES)
def test_what_is_said_beside_the_question_is_answered_and_the_question_stays(aside: str) -> None:
    chat = told()
    assert ASIDES[aside] in chat.says(aside)
    chat.says("分开")
    assert len(chat.talk.others) == 2


# --- told one after the other ------------------------------------------------------------------


def collecting() -> Chat:
    chat = Chat()
    chat.says(LICENCE)
    return chat


def reading() -> Chat:
    chat = collecting()
    chat.says(PARTICULARS)
    return chat


@pytest.mark.parametrize("begin", [collecting, reading])
@pytest.mark.parametrize("second", [f"顺便反映一下{HOUSE}", f"另外{HOUSE}", f"还有一件事，{HOUSE}"])
@pytest.mark.parametrize("apart", [True, False])
def test_a_second_matter_told_while_the_first_is_open_changes_nothing_of_its_department(
    begin: Callable[[], Chat], second: str, apart: bool
) -> None:
    chat = begin()
    assert chat.says(second, timedelta(minutes=2)) == [Said.SEVERAL]
    chat.picks("分开登记" if apart else "合成一件")
    for said in (PARTICULARS, "确认", "确认"):
        chat.says(said)
    assert departments(chat) == (["市场监管局", "不动产中心"] if apart else ["市场监管局"])
    assert chat.complaints[0].text == (LICENCE if apart else f"{LICENCE}\n{second}")


@pytest.mark.parametrize("begin", [collecting, reading])
def test_a_second_matter_that_nothing_marks_goes_in_and_gives_the_first_no_other_department(
    begin: Callable[[], Chat],
) -> None:
    chat = begin()
    assert Said.SEVERAL not in chat.says(f"{HOUSE}，不动产中心也没人管", timedelta(minutes=2))
    for said in (PARTICULARS, "确认"):
        chat.says(said)
    assert departments(chat) == ["市场监管局"]
    assert HOUSE in chat.complaints[0].text


@pytest.mark.parametrize(
    "more",
    [
        *(
            "后来去人社局问，他们说不归他们管",
            "窗口还收了我200块钱",
            "对了上周五去的",
            "房产证我也带了",
        ),
        *("不是，他们要社保卡才给办", "窗口说要先去办社保卡"),
    ],
)
def test_more_about_the_first_is_no_second_matter_and_leaves_its_department(more: str) -> None:
    chat = collecting()
    if "房产证" in more:
        chat.says(more)
        if chat.told[-1] == [Said.SEVERAL]:
            chat.picks("合成一件")
    else:
        assert Said.SEVERAL not in chat.says(more)
    chat.says(PARTICULARS)
    chat.says("确认")
    assert departments(chat) == ["市场监管局"]
    assert more in chat.complaints[0].text


def test_whose_it_is_the_person_may_still_say() -> None:
    chat = reading()
    chat.says("这事归人社局管")
    chat.says("确认")
    assert departments(chat) == ["人社局"]


def test_with_a_ticket_running_they_are_new_first_and_apart_then() -> None:
    chat = Chat(running=TWO)
    assert chat.says(THREE) == [Said.CHOOSE]
    assert chat.picks("新诉求") == [Said.SEVERAL]
    chat.picks("分开登记")
    assert len(chat.talk.others) == 2


def test_a_receptionist_registers_what_they_write_as_one() -> None:
    chat = Chat(talk=Talk(walk_in=True, stage=Stage.COLLECTING))
    chat.says(f"李秀英 13900139000 和平路5号院 {THREE}")
    assert len(chat.complaints) == 1


def test_what_is_told_of_somebodys_conduct_names_no_department_in_the_list() -> None:
    """N6."""
    chat = Chat()
    chat.says(f"1、{LICENCE} 2、{HOUSE}，窗口的王科长收了红包")
    assert chat.told[-1] == [Said.SEVERAL]
    assert "（市场监管局）" in chat.text
    assert "（不动产中心）" not in chat.text


def test_a_danger_in_the_list_is_heard_whatever_stands_before_it() -> None:
    chat = Chat()
    assert chat.says(f"1、{LICENCE} 2、{HOUSE} 3、大厅着火了快来人") == [Said.EMERGENCY]


def test_danger_goes_before_the_question() -> None:
    chat = Chat()
    said = chat.says(f"1、{LICENCE} 2、{HOUSE}。大厅着火了，快来人！")
    assert said == [Said.EMERGENCY]
    assert chat.says(PARTICULARS) == [Said.SEVERAL]


def test_the_longest_list_fits_one_message() -> None:
    chat = Chat()
    long = "，窗口让我等了又等说系统一直有问题"
    chat.says(f"1、{LICENCE}{long} 2、{HOUSE}{long} 3、{CARD}{long}")
    assert chat.told[-1] == [Said.SEVERAL]
    assert len(chat.text.encode()) <= 1024
