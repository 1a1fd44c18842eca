"""Who speaks of somebody's conduct reads, before they confirm, who handles that and who does not hear of it (N6)."""

import pytest
from talking import PARTICULARS, WORDS, Chat

from bot.texts import conversation as texts
from intake.talk.state import Said

pytestmark = pytest.mark.unit

#: somebody's conduct beside a matter, and alone
CONDUCT = (
    "市场监管局的李科长收了我2000块钱红包，营业执照还是没给办",
    "窗口的小王骂我是乡巴佬，还摔我的材料",
    "办证的老刘找我要好处费，不给就拖着",
)
#: a window or department that does not do its work: the matter goes there as any other
WORK = (WORDS, "窗口一直推诿不给办营业执照", "人社局拖了半年不给办社保卡")


@pytest.mark.parametrize("text", CONDUCT)
@pytest.mark.parametrize("begun", [False, True], ids=["at once", "told later"])
def test_n6_it_is_said_who_handles_what_is_said_of_an_officer(text: str, begun: bool) -> None:
    chat = Chat()
    if begun:
        chat.says(WORDS)
    chat.says(text)
    assert chat.says(PARTICULARS) == [Said.READ_BACK]
    assert texts.ABOUT_STAFF in chat.text
    assert "市场监管局" not in chat.text.split("【初步判断】")[1]


@pytest.mark.parametrize("text", WORK)
def test_a_complaint_about_the_work_reads_as_any_other(text: str) -> None:
    chat = Chat()
    chat.says(text)
    chat.says(PARTICULARS)
    assert texts.ABOUT_STAFF not in chat.text
