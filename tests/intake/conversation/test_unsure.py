"""What the words leave open is not told to who said them: they read that the window decides (WZ-7.1)."""

from dataclasses import replace

import pytest
from talking import PARTICULARS, WORDS, Chat, suggest

from bot.citizen.suggestions import hints_of
from dispatch.ticket.complaint import Doubt
from intake.classify.classify import Suggester
from intake.talk.state import Hints, Said

pytestmark = pytest.mark.unit

BOTH = tuple(Doubt)
BY_THE_WINDOW = "【初步判断】由窗口确定"
#: ordinary words, the same in traditional characters, of the manner alone, of nothing, and at length
TOLD = (
    WORDS,
    "我的營業執照辦不下來，窗口說系統維護，已經三個禮拜了",
    "窗口的人爱理不理，说话很难听",
    "有个事想麻烦你们给看看，办了好久了",
    "？？？！！！。。。",
    "🙂🙂🙂 2026 abc",
    "大家都说不清楚到底该找谁。" * 110,
    "营业执照和退休手续都没人办，" + "跑了一趟又一趟，" * 150,
)


def unsure(text: str) -> Hints:
    return replace(suggest(text), unsure=BOTH)


def test_a_sure_suggestion_is_read_back() -> None:
    chat = Chat()
    chat.says(WORDS)
    assert chat.says(PARTICULARS) == [Said.READ_BACK]
    assert "【初步判断】营业执照办理 → 市场监管局" in chat.text


@pytest.mark.parametrize(
    ("doubt", "read"), [(Doubt.MATTER, "市场监管局"), (Doubt.DEPARTMENT, "营业执照办理")]
)
def test_of_what_is_half_sure_only_the_sure_half_is_read_back(doubt: Doubt, read: str) -> None:
    chat = Chat(suggest=lambda text: replace(suggest(text), unsure=(doubt,)))
    chat.says(WORDS)
    chat.says(PARTICULARS)
    assert f"【初步判断】{read}\n" in chat.text


def test_an_unsure_one_is_kept_for_the_desk_and_not_read_back() -> None:
    chat = Chat(suggest=unsure)
    chat.says(WORDS)
    chat.says(PARTICULARS)
    assert BY_THE_WINDOW in chat.text
    chat.picks("确认")
    complaint = chat.complaints[0]
    assert complaint.unsure == BOTH
    assert [one.name for one in complaint.departments] == ["市场监管局"]


def test_of_several_matters_none_is_given_to_a_department_that_is_not_sure() -> None:
    chat = Chat(suggest=unsure)
    chat.says("1、营业执照跑了三趟没办下来\n2、房产证半年没下来\n3、社保卡丢了补办没人管")
    assert "您说了 3 件事" in chat.text
    assert not [name for name in ("市场监管局", "不动产中心", "人社局") if name in chat.text]


def test_who_asks_is_sent_to_no_office_that_is_not_sure() -> None:
    asked = "请问营业执照在哪里办"
    sure, open_ = Chat(), Chat(suggest=unsure)
    assert sure.says(asked) == open_.says(asked) == [Said.CONSULT]
    assert "二楼12号窗口" in sure.text
    assert "二楼12号窗口" not in open_.text
    assert "某县政务服务中心" in open_.text


@pytest.mark.parametrize("text", TOLD, ids=range(len(TOLD)))
def test_nobody_reads_a_department_or_matter_that_is_not_sure(
    suggester: Suggester, text: str
) -> None:
    """With the shipped words, whatever the text: traditional, without a word, or at length."""
    chat = Chat(suggest=hints_of(suggester))
    chat.says(text)
    chat.says(PARTICULARS)
    read = "".join(line for line in chat.text.splitlines() if "【初步判断】" in line)
    hints = chat.suggest(text)
    for doubt, found in ((Doubt.MATTER, hints.categories), (Doubt.DEPARTMENT, hints.departments)):
        if doubt not in hints.unsure:
            assert found[0].name in read
        else:
            assert not [one.name for one in found if one.name in read]
    if hints.unsure == BOTH and read:
        assert read == BY_THE_WINDOW


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2060"], ids=["empty", "blanks", "unseen"])
def test_no_words_suggest_nothing_and_are_not_sure(suggester: Suggester, text: str) -> None:
    assert hints_of(suggester)(text) == Hints(unsure=BOTH)


def test_what_is_told_later_makes_it_sure_only_where_both_agree() -> None:
    """The first words are weighed alone; what follows may only confirm them."""

    def first_open(text: str) -> Hints:
        found = suggest(text)
        return replace(found, unsure=BOTH if "窗口" not in text else ())

    agreed = Chat(suggest=first_open)
    agreed.says("营业执照没人给办")
    agreed.says("营业执照窗口说系统坏了")
    agreed.says(PARTICULARS)
    assert "营业执照办理 → 市场监管局" in agreed.text
    parted = Chat(
        suggest=lambda text: replace(first_open(text), unsure=() if "社保卡" in text else BOTH)
    )
    parted.says("营业执照没人给办")
    parted.says("他们说社保卡也要")
    parted.says(PARTICULARS)
    assert BY_THE_WINDOW in parted.text


def test_who_assists_is_read_back_beside_who_leads() -> None:
    """Two matters that are kept as one: the person sees that neither is lost."""
    other = suggest("社保卡").departments
    chat = Chat(suggest=lambda text: replace(suggest(text), assisting=other))
    chat.says(WORDS)
    chat.says(PARTICULARS)
    assert "【初步判断】营业执照办理 → 市场监管局、人社局\n" in chat.text
