"""Every SMS to a citizen says which centre writes, what number to ring, and what it was about (N6)."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from builders import NOW, a_complaint, a_ticket, rules_of, wuzhi
from databases import only_sqlite
from house_rules import sources
from linked import laddered
from office import Office
from post import Mail
from test_everything_said import FACTS, OWN_FACTS, PEOPLE, PROFILES, full
from test_told_everybody import SILENT, TO_CITIZENS, Came, says_all

from bot.desk.notification import OWN_WAY
from bot.letters import to_citizen
from bot.letters.answer_links import Links
from bot.letters.fallback import CHAT, LEAST, LONGEST_SMS, PART, SMS, Ladder, Letterhead, about
from bot.letters.kinds import Saying
from bot.texts import page
from dispatch.rules.rules import Rules
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.notices import Notice, To
from dispatch.ticket.ticket import Ticket
from storage.database.privacy import Keys

CENTRE, PHONE = "示例县政务服务中心", "0391-7123456"
MATTER = "小区门口的路灯坏了"
LINKS = Links(Keys(bytes(32)), "https://yousu.example.gov.cn")
HEADS = {
    "with a telephone": Letterhead(centre=CENTRE, phone=PHONE),
    "without a telephone": Letterhead(centre=CENTRE),
    "of no configured centre": Letterhead(),
}
#: what a department writes may name whom it writes to
NAMING = dict.fromkeys(("reason", "text", "question"), "张三丰您好，138 0013 8000 打不通")
#: where an empty fact would leave its mark
UNREAD = re.compile(r"[{}]|（）|“”|（电话）|电话[，。：）]|。。|：：|，，|关于您反映的：|^：")


def told(rules: Rules, words: str = MATTER, **changes: object) -> Ticket:
    """Return a ticket of somebody without a chat that has of everything something."""
    complaint = replace(Came().complaint, text=words)
    return replace(full(rules), complaint=complaint, matter="", owed=(), **changes)


def every_sms(head: Letterhead, ticket: Ticket, rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield what it is and the words of each SMS that this person may get."""
    ladder = Ladder(links=LINKS, sms=True, heads={ticket.centre: head})
    yield from (
        ("answer", one.letter.payload["text"])
        for one in ladder.down(ticket, CHAT, NOW)
        if one.letter
    )
    for what in TO_CITIZENS:
        if what in OWN_WAY | SILENT:
            continue
        notice = Notice(to=To.CITIZEN, what=what, facts=FACTS | NAMING | OWN_FACTS.get(what, {}))
        saying = Saying(ticket=ticket, notice=notice, rules=rules, directory=PEOPLE, now=NOW)
        words = to_citizen.words(saying, in_chat=False)
        if words is not None:
            assert ladder.way(ticket, words) == SMS
            yield what, ladder.carrying(ticket, words).payload["text"]


@pytest.mark.unit
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("kind", HEADS)
def test_every_sms_to_a_citizen_names_centre_telephone_and_matter_and_reads_well_without_them(
    kind: str, profile: str
) -> None:
    head, rules = HEADS[kind], rules_of(profile)
    ticket = told(rules)
    person = ticket.complaint.complainant
    found = dict(every_sms(head, ticket, rules))
    assert len(found) >= 10
    for what, text in found.items():
        begin = f"{head.centre}（电话{PHONE}）" if head.phone else head.centre
        assert text.startswith((f"{begin}：", f"{begin}关于您反映的")), (what, text)
        assert "您反映的“小区门口" in text, (what, text)
        assert not UNREAD.search(text), (what, text)
        assert not [one for one in (person.name, person.phone, person.address) if one in text]
        assert len(text) <= LONGEST_SMS


@pytest.mark.unit
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(
            {"allegation": Allegation(text="路灯坏了，李科要红包", at=NOW)}, id="a lead on it"
        ),
        pytest.param({"restricted": True}, id="handed over"),
        pytest.param({"emergency": ("110",)}, id="danger"),
    ],
)
def test_n6_of_a_lead_a_handing_over_and_danger_no_sms_says_a_word(
    kind: str, profile: str, hidden: dict[str, object]
) -> None:
    rules = rules_of(profile)
    ticket = told(rules, **hidden)
    for what, text in every_sms(HEADS[kind], ticket, rules):
        assert not re.search("路灯|小区|李科|红包", text), (what, text)
        assert not UNREAD.search(text), (what, text)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (MATTER, MATTER),
        ("您好！我叫王䶮，路灯坏了没人修", "路灯坏了没人修"),
        ("张三丰家门口的路灯坏了", ""),
        ("13800138000打不通，路灯坏了", "路灯坏了"),
        ("我媳妇张翠花的社保没到账，查不到记录", "查不到记录"),
        ("身份证410823199001011234查不到，社保没到账", "社保没到账"),
        ("幸福路3号院里积水，车开不出去", "车开不出去"),
        ("窗口李科收了我两千块红包，执照还没办下来", "执照还没办下来"),
        ("领导您好", ""),
        ("", ""),
    ],
)
def test_n6_the_matter_in_a_few_words_names_nobody_and_accuses_nobody(
    words: str, shown: str
) -> None:
    assert about(told(wuzhi(), words)) == shown


@pytest.mark.unit
def test_the_confirmed_category_goes_before_the_words_that_were_said() -> None:
    assert about(replace(told(wuzhi()), matter="市政照明")) == "市政照明"
    guessed = replace(told(wuzhi()), matter="市政照明", parts=())
    assert about(guessed) == MATTER, "before dispatch it is a guess"
    assert about(replace(told(wuzhi()), matter="其他问题")) == MATTER, "it would say nothing"
    assert about(replace(told(wuzhi()), matter="找张三丰谈话")) == MATTER, "it would name somebody"


@pytest.mark.unit
@pytest.mark.parametrize("name", ["县中心", CENTRE], ids=["short", "usual"])
@pytest.mark.parametrize("phone", ["", "12345", PHONE])
@pytest.mark.parametrize("no", ["2026-0001", "XJ-2026-0001"])
@pytest.mark.parametrize("words", [MATTER, MATTER * 9, "路灯不亮"], ids=["some", "long", "short"])
def test_what_stands_before_the_link_keeps_to_one_part_and_the_link_to_the_end(
    name: str, phone: str, no: str, words: str
) -> None:
    ticket = replace(a_ticket(wuzhi(), complaint=a_complaint(text=words)), no=no)
    url = LINKS.url(no, 0, NOW)
    text = Letterhead(centre=name, phone=phone).answer_sms(ticket, url)
    assert text.endswith(url)
    assert len(text.removesuffix(url)) <= PART
    assert words[: LEAST - 1] in text
    notice = Letterhead(centre=name, phone=phone).notice_sms(ticket, "看办理情况\nhttps://x.cn/a")
    assert notice.endswith("\nhttps://x.cn/a"), "what follows a link is taken for a part of it"


@pytest.mark.unit
def test_an_sms_is_made_in_two_places_only_for_citizens_and_in_one_for_each_of_the_others() -> None:
    """Who is on call; who keeps the service running."""
    made = [
        file.path.rpartition("/")[2]
        for file in sources("bot")
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "kinds.sms"
    ]
    assert sorted(made) == ["fallback.py", "fallback.py", "outages.py", "to_department.py"]


@only_sqlite
@pytest.mark.parametrize("kind", HEADS)
async def test_what_really_leaves_by_the_gateway_says_who_writes_and_about_what(
    the_office: Office, kind: str
) -> None:
    head = HEADS[kind]
    mail = Mail(laddered(the_office, heads={"main": head}))
    said = await says_all(mail.office, Came())
    await mail.goes()
    texts = [text for _, _, text in mail.gateway.sent]
    assert len(texts) >= len(said)
    for text in texts:
        assert text.startswith(head.centre)
        assert (PHONE in text) is bool(head.phone)
        assert "您反映的“" in text
        assert page.IN_CHAT["query"] not in text
