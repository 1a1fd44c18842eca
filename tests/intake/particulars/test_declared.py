"""One message of a citizen goes on the form as a careful clerk would write it, and nothing said is lost."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spoken_lines import LINES, Line

from dispatch.words.normal_form import normal
from intake.particulars.declared import Declared, read

pytestmark = pytest.mark.unit

FIELDS = ("name", "unit", "contact", "phone", "address", "for_whom", "words")


def signs(text: str) -> str:
    """Return *text* as two clerks' forms are compared: no blanks, no punctuation, one width."""
    return re.sub(r"[\W_]+", "", normal(text))


def everything(heard: Declared) -> str:
    return signs("".join(str(getattr(heard, name)) for name in FIELDS))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text)
def test_each_goes_on_the_form_as_a_careful_clerk_writes_it(line: Line) -> None:
    heard = read(line.text, asked=line.asked)
    assert {name: signs(str(getattr(heard, name))) for name in FIELDS} == {
        name: signs(line.said.get(name, "")) for name in FIELDS
    }


@pytest.mark.parametrize(
    ("text", "is_unnamed"),
    [
        ("匿名。反映南市场占道经营", True),
        ("名字不想留，13900010082", True),
        ("姓名保密，电话13900010082", True),
        ("不敢留名", True),
        ("我叫卫东，13900010082", False),
        ("匿名举报没人理，我叫卫东，13900010082", False),
        ("地址不用了吧", False),
    ],
)
def test_who_gives_no_name_says_so_and_who_gives_one_is_not_unnamed(
    text: str, is_unnamed: bool
) -> None:
    assert read(text, asked=False).anonymous == is_unnamed


def test_what_is_put_right_names_what_it_was() -> None:
    """So that a correction changes just the part of the address that it names."""
    assert read("地址是5号不是3号", asked=True).former == (("address", "3号"),)


#: what a clerk would keep, whatever stands around it
CONTENT = (
    "张伟民",
    "13900010091",
    "城关镇幸福路3号",
    "窗口让我等了半天",
    "李秀英",
    "鑫源商贸有限公司",
)
AROUND = (
    *("，", " ", "\n", "。", "：", "（", "）", "/"),
    *("电话", "姓名", "地址", "联系人", "我叫", "我是", "住", "替我妈", "不是", "是", "好的", "嗯", "不对", "７"),
)  # fmt: skip
SPOKEN = st.lists(st.sampled_from((*CONTENT, *AROUND)), max_size=12).map("".join)


@given(SPOKEN, st.booleans())
@settings(max_examples=400)
def test_nothing_said_is_lost_whatever_its_order(said: str, asked: bool) -> None:
    heard = read(said, asked=asked)
    kept = everything(heard) + "".join(value for _, value in heard.former)
    for piece in CONTENT:
        left = set(piece) - set(kept)
        assert piece not in signs(said) or not left, (said, heard.words, left)


@given(st.one_of(SPOKEN, st.text(max_size=80)), st.booleans())
@settings(max_examples=400)
def test_the_words_are_what_was_written_in_its_order(said: str, asked: bool) -> None:
    heard = read(said, asked=asked)
    written = iter(signs(said))
    assert all(sign in written for sign in signs(heard.words)), (said, heard.words)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text)
def test_what_stands_in_a_field_is_not_told_again(line: Line) -> None:
    """A field holds nothing else: what is taken of the words stands there once."""
    heard = read(line.text, asked=line.asked)
    taken = Counter(signs(heard.words + heard.name + heard.unit + heard.contact + heard.address))
    assert not taken - Counter(signs(line.text))


def test_of_the_labelled_talk_nothing_that_a_clerk_keeps_is_lost(shared: Path) -> None:
    """Every sign of each label stands in a field or in the words, but for the word of a relation."""
    bank = shared / "data" / "talk" / "particulars.jsonl"
    lost = []
    for row in map(json.loads, bank.read_text("utf-8").splitlines()):
        heard = read(row["text"], asked=row["asked"])
        wanted = Counter(signs("".join(row[name] for name in FIELDS if name != "for_whom")))
        gone = (wanted & Counter(signs(row["text"]))) - Counter(everything(heard))
        lost += [gone] if sum(gone.values()) else []
    assert len(lost) <= len(bank.read_text("utf-8").splitlines()) // 100


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("does", ["说系统坏了", "让我回去等", "又不在", "态度很差", "告诉我要公证"])
def test_what_a_clerk_does_is_no_name_and_stays_told(does: str, asked: bool) -> None:
    said = f"第17次去窗口，工作人员{does}。第18次去窗口，工作人员{does}"
    heard = read(said, asked=asked)
    assert (heard.name, heard.contact) == ("", "")
    assert heard.words.count(does) == 2


def test_a_long_story_is_told_whole_though_particulars_were_asked_for() -> None:
    story = "".join(f"第{n}次去窗口，工作人员说系统坏了。" for n in range(1, 12))
    assert (
        read(story, asked=True).words == story.strip("。") or read(story, asked=True).words == story
    )


#: the words of particulars and forms, in what is the matter itself
MATTERS = (
    "户口本上我的名字写错了一个字",
    "电话打不通，网上也预约不了",
    "手机号换了社保卡登录不上",
    "地址填错了营业执照要重新办吗",
    "我填了三遍表还是不行",
    "他们不给登记",
    "身份证丢了补办要多久",
    "单位不给缴社保",
    "信息泄露了天天接骚扰电话",
    "我不识字，窗口的人不帮我填表",
    "老人不会用智能手机，养老认证没办法弄",
    "我写了信没人回",
    "留了电话没人联系我",
    "登记了三次都说没登记上",
)
#: … and in what is added to it, where particulars were asked for
ADDED = (
    "窗口不给我登记",
    "身份证没给我",
    "他们说信息填错了让我回去",
    "户口本丢了",
    "电话打了没人接",
    "表填了三遍了",
    "不是这个意思，是他们不给办",
    "还有一件事，低保也停了",
    "对了，我还交了200块钱",
    "没办法了",
    "再不给办我就去市里",
    "我去过三次了",
    "人家不认",
    "说我不是本地户口",
)


@pytest.mark.parametrize("said", MATTERS)
def test_a_matter_about_papers_and_forms_is_told_whole(said: str) -> None:
    assert signs(read(said, asked=False).words) == signs(said)
    assert signs(read(f"{said}，郝强13900023099", asked=False).words).endswith(signs(said)[-4:])


@pytest.mark.parametrize("said", ADDED)
def test_what_is_added_to_the_matter_is_no_remark_on_particulars(said: str) -> None:
    assert signs(read(said, asked=True).words) == signs(said)
