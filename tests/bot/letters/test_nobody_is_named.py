"""Whoever may be named in somebody's words is not, in any group, whichever way the words get there (N6).

Kinds of particulars × ways into a group; the particulars are invented.
"""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from builders import MANAGER, MARKET, NOW, RECEPTIONIST, a_complaint, rules_of
from databases import only_sqlite
from office import Office
from test_everything_said import FACTS, OWN_FACTS, PAIRS, PEOPLE, STATES, full

from bot.letters import compose
from bot.letters.fallback import Letterhead
from bot.letters.masking import masked
from bot.staff import chat_commands
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State

#: what somebody may write of a person → what of it no group may read
KINDS: dict[str, str] = {
    "联系人：张𬱖，在三号窗口": "张𬱖",
    "我叫王䶮，跑了三趟": "王䶮",
    "我叫㐆㐂，跑了三趟": "㐆㐂",
    "聯繫人：陳建國": "陳建國",
    "我媳婦張翠蓮去辦的": "張翠蓮",
    "村民李铁柱家的地被占了": "李铁柱",
    "我媳妇张翠花户口迁不进来": "张翠花",
    "儿子王小明上学要学位": "王小明",
    "邻居赵大勇也是这样": "赵大勇",
    "俺叫孙二妮": "孙二妮",
    "反映人 周秀兰": "周秀兰",
    "落款：吴玉田": "吴玉田",
    "冯桂芬大妈腿脚不好": "冯桂芬",
    "联系人：古丽娜尔·买买提": "古丽娜尔",
    "联系人：Zhang Wei": "Zhang Wei",
    "护照号E12345678": "E12345678",
    "护照 EA1234567": "EA1234567",
    "护照E 1234 5678": "1234 5678",
    "回乡证H1234567801": "H1234567801",
    "港澳通行证C12345678": "C12345678",
    "台胞证号：12345678": "12345678",
    "香港身份证A123456(7)": "A123456(7)",
    "社保卡号A1234567X": "A1234567X",
    "社会保障卡 410823199001011234": "410823199001011234",
    "银行卡6222 0217 0012 3456 789": "3456 789",
    "公积金账号 1234567890": "1234567890",
    "军官证 南字第1234567号": "1234567",
    "车是豫H12345": "豫H12345",
    "车是豫HD12345": "HD12345",
    "电话一三八零零一三八零零零": "一三八",
    "住幸福路3号院2号楼501室": "2号楼",
}
#: how somebody in office, a neighbour or kin is called amid a sentence
CALLED: dict[str, str] = {
    "找王主任办的没办成": "王主任",
    "李科长说不行": "李科",
    "跟刘所反映没用": "刘所",
    "我儿子建国在外打工": "建国",
    "秀英大姐也来过": "秀英",
    "窗口让小郑给我打电话": "小郑",
    "已与胡翠兰沟通": "胡翠兰",
    "派出所張𬱖警官來過": "張𬱖",
}
#: groups, and those who hear of a matter without need to know whose it is
_GROUPS = (To.DEPARTMENT, To.EMERGENCY, To.WINDOW, To.LEADER)
#: who rings or inspects sees the matter, in single chat
_IN_SINGLE_CHAT = frozenset({NoticeKind.CALL, NoticeKind.INSPECT})
WAYS = [(to, what) for to, what in PAIRS if to in _GROUPS and what not in _IN_SINGLE_CHAT]
#: facts that somebody wrote
WRITTEN = ("reason", "text", "word", "demand", "question", "milestone")
NOBODY = Complainant(lane="kf:wk:wm")


def shown(payload: object) -> str:
    return json.dumps(payload, ensure_ascii=False)


def into_groups(words: str) -> Iterator[tuple[str, str]]:
    """Yield each way by which *words* get into a group, and what the group reads then."""
    rules = rules_of("wuzhi")
    facts = FACTS | dict.fromkeys(WRITTEN, words)
    for to, what in WAYS:
        ticket = full(rules, STATES.get(what, State.WORKING))
        ticket = replace(
            ticket,
            complaint=a_complaint(text=words, complainant=NOBODY),
            matter=words,
            plan=words,
            reply=replace(ticket.reply, text=words) if ticket.reply else None,
        )
        notice = Notice(to=to, what=what, target="market", facts=facts | OWN_FACTS.get(what, {}))
        for letter in compose.letters(ticket, [notice], rules, PEOPLE, NOW):
            yield f"{what}-{to}", shown(letter.payload)


@pytest.mark.unit
@pytest.mark.parametrize(("words", "secret"), KINDS.items(), ids=KINDS.values())
def test_n6_no_notice_takes_a_particular_into_a_group(words: str, secret: str) -> None:
    """Cards, lines, supplements, demands, plans, answers: every notice that a group hears."""
    read = list(into_groups(words))
    assert len(read) >= len(WAYS)
    assert [way for way, text in read if secret in text] == []


@pytest.mark.unit
@pytest.mark.parametrize(("words", "secret"), CALLED.items(), ids=CALLED.values())
def test_n6_nobody_who_is_called_amid_a_sentence_is_named_in_a_group(
    words: str, secret: str
) -> None:
    """But whoever heads the people whom it is about reads in single chat who that is."""
    named = {way for way, text in into_groups(words) if secret in text}
    assert named <= {"told_head-leader"}


@pytest.fixture
async def group(the_office: Office) -> Office:
    """An office whose one ticket, with 市场监管局, tells all of it, and was added to."""
    everything = "；".join(KINDS | CALLED)
    await the_office.opens(a_complaint(text=everything, complainant=NOBODY))
    return the_office


#: what is typed in a group that a department's member reads there
TYPED = (
    "查 0001",
    "查 0001 全文",
    "待办",
    "签收 0001",
    "答复 0001 {words}",
    "退单 0001 税务局 {words}",
)


@only_sqlite
async def test_n6_no_answer_to_what_is_typed_in_a_group_names_anybody(group: Office) -> None:
    words = "；".join(KINDS | CALLED)
    sent = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
    await group.do("2026-0001", sent, c.Approve(by=MANAGER))
    for text in TYPED:
        line = text.format(words=words)
        await group.hears(
            lambda visit, line=line: chat_commands.in_group(  # type: ignore[misc]  # the line of this turn
                visit, "li", "wrMarket", line, late=False
            )
        )
    read = {
        one.key: shown(one.payload) for one in await group.letters() if one.lane[:6] == "group:"
    }
    assert sum("〔姓名〕" in text for text in read.values()) >= 3, "the words were there to be read"
    for key, text in read.items():
        assert [secret for secret in (KINDS | CALLED).values() if secret in text] == [], key


@pytest.mark.unit
@pytest.mark.parametrize(("words", "secret"), CALLED.items(), ids=CALLED.values())
def test_n6_nobody_is_named_on_a_phone_that_anybody_may_hold(words: str, secret: str) -> None:
    """A department's own words reach a phone without a chat by SMS; the number to ring stays."""
    ticket = replace(full(rules_of("wuzhi")), complaint=a_complaint(complainant=NOBODY))
    sms = Letterhead(centre="政务服务中心", phone="0391-7212345").notice_sms(ticket, words)
    assert "0391-7212345" in sms
    assert secret not in sms


@pytest.mark.unit
def test_n6_a_given_name_alone_is_its_complainant_too() -> None:
    person = Complainant(lane="kf:wk:wm", name="张翠蓮", phone="13800138000")
    ticket = replace(full(rules_of("wuzhi")), complaint=a_complaint(complainant=person))
    assert "翠" not in masked("翠莲家的地，翠蓮不同意", ticket)


@pytest.mark.unit
@pytest.mark.parametrize("answer", ["已联系陈建国，请其来取证", "已聯繫陳建國，請其來取證"])
def test_n6_the_complainant_is_hidden_in_whichever_script_they_are_named(answer: str) -> None:
    rules = rules_of("wuzhi")
    person = Complainant(lane="kf:wk:wm", name="陳建國", phone="13800138000")
    ticket = replace(full(rules), complaint=a_complaint(complainant=person))
    told = Notice(
        to=To.DEPARTMENT,
        what=NoticeKind.CONTRIBUTED,
        target="market",
        facts=FACTS | {"text": answer},
    )
    (letter,) = compose.letters(ticket, [told], rules, PEOPLE, NOW)
    assert "建国" not in shown(letter.payload)
    assert "建國" not in shown(letter.payload)
