"""What is said about somebody's conduct is hidden from them, however they look (N6, G-21)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from builders import CITIZEN, LANE, MARKET, NOW, a_complaint, a_ticket, rules_of
from databases import only_sqlite
from deep import Sweep
from office import DEPARTMENTS, STAFF, Office, office, person, press
from post import Post

from bot.citizen import requests
from bot.citizen.conversation import Visit
from bot.config.directory import Directory
from bot.jobs import digest
from bot.profiles.catalogue import names
from bot.staff import buttons, chat_commands
from dispatch.rules.rules import Rules
from dispatch.rules.turns import turns
from dispatch.ticket import commands as c
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.complaint import Complainant, Scored
from dispatch.ticket.ticket import CLOSED, Part, Proposal, State, Ticket
from intake.talk.state import Wanted, Wish
from storage.database.session import Session
from storage.store import Store
from storage.tickets import codec, log, tickets
from storage.tickets import turns as stored_turns
from storage.tickets.log import Entry, entries

pytestmark = only_sqlite

#: one of each role whom the leads are about, and beside each a colleague whom they are not about
ROLES: Mapping[str, str] = {
    "receptionist": "",
    "supervisor": "",
    "management": "",
    "leader": "market",
    "assessor": "",
    "operator": "",
    "department": "market",
    "window_lead": "market",
}
MEANT = {
    role: person(f"x{n}", f"裴某{n}", role, department=ROLES[role]) for n, role in enumerate(ROLES)
}
OTHERS = {
    role: person(f"y{n}", f"廉某{n}", role, department=ROLES[role]) for n, role in enumerate(ROLES)
}
PEOPLE = Directory(
    {one.id: one for one in (*STAFF, *MEANT.values(), *OTHERS.values())},
    {one.id: one for one in DEPARTMENTS},
)
TELLER = Complainant(lane=LANE, name="欧阳春晓", phone="13800138000", address="幸福路3号")
MATTER = "营业执照办了三趟还没办下来"
SAID = f"{MATTER}，裴某6向我要红包"
#: what of it nobody may read who is meant, and no group
SECRETS = ("红包", "裴某", "欧阳春晓", "13800138000", "幸福路")


def lead(about: str, **more: Any) -> Allegation:
    """Return a lead about one of each role, or about 市场监管局 as a whole."""
    whom: dict[str, Any] = (
        {"persons": tuple(one.id for one in MEANT.values())}
        if about == "persons"
        else {"departments": ("market",)}
    )
    return Allegation(text=SAID, words=("红包",), at=NOW, names=("裴某6",), **whom, **more)


def stored_in(state: State, rules: Rules, n: int, about: str = "persons") -> Ticket:
    """Return a ticket in *state* with a lead on it, as a department may have it."""
    class_name = rules.dispatched_classes[0]
    parts = (Part(department=MARKET[0], name=MARKET[1], is_lead=True),)
    proposal = Proposal(class_name=class_name, departments=parts, by="y0")
    complaint = a_complaint(text=MATTER, complainant=TELLER, officers=("裴某6",))
    return replace(
        a_ticket(rules, complaint=complaint),
        no=f"2026-{n:04d}",
        state=state,
        class_name=class_name,
        owner="y0",
        first_handler="x0",
        parts=() if state in (State.REGISTERED, State.PROPOSED) else parts,
        proposal=proposal if state is State.PROPOSED else None,
        closed_at=NOW if state in CLOSED else None,
        allegation=lead(about),
    )


async def filled(
    store: Store, clock: Any, profile: str, about: str
) -> tuple[Office, dict[State, str]]:
    """Return an office under *profile* with a ticket in each state, and their numbers."""
    there = office(store, clock, PEOPLE)
    rules = rules_of(profile)
    centres: Any = there.context.desk.centres
    centres["main"] = replace(centres["main"], rules=rules)
    numbers = {}

    async def job(session: Session) -> None:
        for n, state in enumerate(State, 1):
            ticket = stored_in(state, rules, n, about)
            facts = codec.facts_of(ticket)
            await tickets.insert(session, ticket, facts)
            await stored_turns.put(session, ticket.no, stored_turns.rows_of(turns(ticket, rules)))
            await log.append(
                session,
                ticket.no,
                Entry(at=NOW, command="Register", actor="y0", source="app", facts=facts),
            )
            numbers[state] = ticket.no

    await there.write(job)
    return there, numbers


async def types(there: Office, userid: str, text: str) -> str:
    """Let *userid* type in the single chat; return the answer."""
    await there.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await there.answers())


def is_shown(answer: str) -> list[str]:
    """Return what *answer* shows of the tickets: numbers as people write them, and secrets."""
    return [one for one in ("2026年第00", *SECRETS) if one in answer]


LISTS = ("/待办", "/督办列表", "/统计 月", "/台账", "/扣分列表")
#: what a list says that has counted something
COUNTED = ("登记 19", "共19件", "19 件", "19件")


@pytest.mark.sweep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("profile", names())
@pytest.mark.parametrize("about", ["persons", "department"])
async def test_n6_whom_a_lead_is_about_sees_it_in_no_list_search_count_card_or_digest(
    store: Store, clock: Any, profile: str, about: str, sweep: Sweep
) -> None:
    """State × role × way of looking, under every county's rules; a colleague of the same role sees it."""
    there, numbers = await filled(store, clock, profile, about)
    meant = MEANT if about == "persons" else _of_market()
    for one in meant.values():
        for line in LISTS:
            answer = await types(there, one.id, line)
            assert not is_shown(answer), (one.roles, line, answer)
            assert not any(words in answer for words in COUNTED), (one.roles, line, answer)
    points = list(product(numbers, meant))
    name = f"the shield, {profile}, {about}"
    for state, role in sweep.of(name, points, 12, lambda point: point[1]):
        for line in _ways(numbers[state]):
            answer = await types(there, meant[role].id, line)
            assert not [one for one in SECRETS if one in answer], (state, role, line, answer)
            assert "没有找到" in answer or "没有执行" in answer, (state, role, line, answer)
    await digest.send(there.context, NOW)
    told = {one.lane for one in await there.letters("digest/")}
    assert not told & {f"app:{one.id}" for one in meant.values()}
    assert about == "department" or "app:y0" in told, "who deals with it hears of it"


def _of_market() -> dict[str, Any]:
    """Return the people of 市场监管局 whom a lead about it is hidden from: all but its head."""
    own = ("department", "window_lead")
    return {role: one for role, one in {**OTHERS, **MEANT}.items() if role in own}


def _ways(no: str) -> Iterator[str]:
    yield f"/查 {no}"
    yield f"/查 {no} 全文"
    yield f"/查 {no} 打印"
    yield f"/看号 {no} 回访"
    yield f"/签收 {no}"
    yield f"/线索 {no} 裴某6"
    yield f"/记录 {no} 联系 问一下"


@pytest.mark.parametrize("role", ["receptionist", "supervisor", "management"])
async def test_n6_the_desk_and_management_read_what_was_said_and_of_whom(
    store: Store, clock: Any, role: str
) -> None:
    """The same sweep's other half: without it, hiding everything from everybody would pass."""
    there, numbers = await filled(store, clock, "wuzhi", "persons")
    for state, no in numbers.items():
        answer = await types(there, OTHERS[role].id, f"/查 {no}")
        assert SAID in answer, state
        assert "裴某6" in answer
    assert "2026年第0001号" in await types(there, OTHERS[role].id, "/待办")
    assert "19" in await types(there, OTHERS[role].id, "/统计 月")


async def test_n6_a_colleague_in_the_department_reads_the_matter_and_no_word_of_the_lead(
    store: Store, clock: Any
) -> None:
    there, numbers = await filled(store, clock, "wuzhi", "persons")
    answer = await types(there, OTHERS["department"].id, f"/查 {numbers[State.WORKING]}")
    assert "2026年第" in answer
    assert "红包" not in answer
    assert "线索" not in answer
    leader = await types(there, OTHERS["leader"].id, f"/查 {numbers[State.WORKING]}")
    assert "红包" not in leader


@pytest.mark.parametrize("act", ["spot", "send", "ack", "approve", "pass", "tellhead", "take"])
async def test_n6_an_old_card_in_the_hand_of_whom_it_is_about_does_nothing(
    store: Store, clock: Any, act: str
) -> None:
    there, numbers = await filled(store, clock, "wuzhi", "persons")
    no = numbers[State.REGISTERED]
    before = await there.ticket(no)
    for one in MEANT.values():
        pressed = press(one.id, f"{act}|{no}|0")
        await there.hears(lambda visit, p=pressed: buttons.in_app(visit, p, late=False))
        assert not [s for s in SECRETS if s in "\n".join(await there.answers())]
    assert await there.ticket(no) == before


# --- how it comes about -------------------------------------------------------------------------


def told(text: str, **more: Any) -> Any:
    """Return a complaint that says *text*."""
    return a_complaint(text=text, complainant=TELLER, **more)


async def test_n6_the_words_mark_it_and_the_log_says_by_which(the_office: Office) -> None:
    ticket = await the_office.opens(told("营业执照办不下来。市场监管局的李科向我索要红包"))
    said = ticket.allegation
    assert said is not None
    assert (said.persons, said.departments) == (("li",), ())
    assert said.words == ("红包", "索要")
    assert ticket.complaint.text == "营业执照办不下来。"
    (entry,) = await entries(the_office.store.reader, ticket.no)
    assert entry.facts["allegation"]["words"] == ["红包", "索要"]
    lanes = {one.lane: str(one.payload) for one in await the_office.letters("2026-0001/0/")}
    assert "线索待处理" in lanes["desk:main"]
    assert "线索待处理" in lanes["management:main"]


@pytest.mark.parametrize(
    ("text", "persons", "departments"),
    [
        ("市场监管局的李科长索要红包", ("li",), ()),
        ("工商局有人吃拿卡要", (), ("market",)),
        ("窗口的人索要红包", (), ("tax",)),
        ("有诉即办窗口的受理员索要好处费", ("sun", "qian", "du"), ()),
        ("税务局姓王的索要红包", ("wang",), ()),
    ],
)
async def test_n6_whom_it_is_about_is_read_from_the_words_and_the_list_of_staff(
    the_office: Office, text: str, persons: tuple[str, ...], departments: tuple[str, ...]
) -> None:
    """A name; surname and title in the department named; else the department named or suggested."""
    suggested = (Scored(id="tax", name="税务局", confidence=0.9),)
    said = (await the_office.opens(told(text, departments=suggested))).allegation
    assert said is not None
    assert (said.persons, said.departments) == (persons, departments)


async def test_n6_who_received_it_and_is_meant_neither_owns_nor_sees_it(the_office: Office) -> None:
    """SQ-S3: it has another owner; LH-5a: who received it first stays so, and is told nothing."""
    ticket = await the_office.opens(told("窗口的孙受理索要红包，营业执照也没办下来"))
    assert (ticket.owner, ticket.first_handler) == ("qian", "qian")
    for letter in await the_office.letters("2026-0001/"):
        assert "sun" not in letter.payload.get("to", ())
    assert "没有找到" in await types(the_office, "sun", "/查 2026-0001")


async def test_n6_a_lead_is_not_routed_to_those_it_is_about_until_it_is_decided(
    the_office: Office,
) -> None:
    await the_office.opens(told("营业执照办不下来。工商局的人吃拿卡要"))
    order = "/派单 0001 市场监管局 类=办不了"
    assert "还没处理" in await types(the_office, "guan", order)
    assert "单聊里转告" in await types(the_office, "guan", "/转告 0001 请核实")
    assert "已派单" in await types(the_office, "guan", order)
    groups = [str(one.payload) for one in await the_office.letters() if one.lane == "group:market"]
    assert groups
    assert not [words for words in ("吃拿卡要", "红包") for said in groups if words in said]


async def test_n6_a_lead_alone_is_dispatched_to_nobody(the_office: Office) -> None:
    await the_office.opens(told("举报市场监管局李科索要红包，请严查"))
    answer = await types(the_office, "guan", "/派单 0001 税务局 类=办不了")
    assert "没有可以派的事项" in answer
    await types(the_office, "guan", "/线索 0001 李科 事项：请税务局说明开票规定")
    assert "已派单" in await types(the_office, "guan", "/派单 0001 税务局 类=办不了")


async def test_n6_the_desk_sets_and_removes_the_mark_and_both_are_logged(
    the_office: Office,
) -> None:
    await the_office.opens(told("李科开着公家的车接孩子。营业执照还没办下来"))
    assert (await the_office.ticket()).allegation is None
    await types(the_office, "sun", "/线索 0001 李科 有照片")
    ticket = await the_office.ticket()
    assert ticket.allegation is not None
    assert ticket.allegation.by == "孙受理"
    assert ticket.complaint.text == "营业执照还没办下来"
    assert "没有找到" in await types(the_office, "li", "/查 2026-0001")

    await types(the_office, "sun", "/非线索 0001 是工作用车")
    ticket = await the_office.ticket()
    assert ticket.allegation is None
    assert ticket.complaint.text == "李科开着公家的车接孩子。营业执照还没办下来"
    assert [one for one in await the_office.log() if ":" not in one] == [
        "Register",
        "Allege",
        "Unmark",
    ]


async def test_fw_6_2_6_handing_a_lead_over_does_not_close_the_matter_that_came_with_it(
    the_office: Office,
) -> None:
    """Two parts: the authority has the lead, the department answers the matter, the person rates it."""
    await the_office.opens(told("营业执照办不下来。市场监管局的李科索要红包"))
    await types(the_office, "du", "/移交 0001 涉嫌索贿")
    ticket = await the_office.ticket()
    assert ticket.state is State.REGISTERED
    assert [one.kind for one in ticket.documents] == ["违法违纪移交单"]
    assert "红包" not in await types(the_office, "sun", "/查 0001"), "from now on only management"
    assert "红包" in await types(the_office, "guan", "/查 0001")

    await types(the_office, "guan", "/派单 0001 市场监管局 类=办不了")
    await types(the_office, "hong", "/签收 0001")
    await types(the_office, "hong", "/答复 0001 已办好 理由：系统恢复 依据：条例第三条")
    await types(the_office, "du", "/质检 0001 通过 已核对")
    closed = await the_office.do("2026-0001", c.Rate(by=CITIZEN, level="满意"))
    assert closed.state is State.STRUCK_OFF
    for letter in await the_office.letters():
        if letter.lane.startswith("group:"):
            assert not [one for one in ("红包", "李科") if one in str(letter.payload)]


async def test_fw_6_2_6_what_is_a_lead_and_nothing_else_is_closed_with_it(
    the_office: Office,
) -> None:
    await the_office.opens(told("举报市场监管局李科索要红包"))
    await types(the_office, "guan", "/移交 0001 涉嫌索贿")
    ticket = await the_office.ticket()
    assert (ticket.state, ticket.restricted) == (State.HANDED_OVER, True)
    for userid in ("sun", "du", "li", "hong"):
        assert "2026年第0001号 " not in await types(the_office, userid, "/查 2026-0001"), userid


async def test_n6_the_head_of_the_unit_is_told_in_single_chat_and_not_by_whom(
    store: Store, clock: Any
) -> None:
    there = office(store, clock, PEOPLE)
    await there.opens(told("欧阳春晓反映：营业执照办不下来。市场监管局的李科索要红包，13800138000"))
    await types(there, "sun", "/转告 0001 请核实")
    (word,) = [one for one in await there.letters() if one.lane == "leader:market"]
    text = word.payload["text"]
    assert "李科" in text
    assert "索要红包" in text
    assert not [one for one in ("欧阳春晓", "13800138000", "幸福路") if one in text]
    assert set(word.payload["to"]) == {"x3", "y3"}


async def test_n6_what_is_added_about_somebodys_conduct_reaches_no_department(
    the_office: Office,
) -> None:
    await the_office.opens()
    sent = (
        c.Dispatch(by=STAFF[3], class_name="办不了", departments=(MARKET,)),
        c.Supplement(by=CITIZEN, text="材料昨天又交了一遍。李科威胁我撤诉，还要两条烟"),
        c.Supplement(by=CITIZEN, text="李科打骂我"),
    )
    ticket = await the_office.do("2026-0001", *sent)
    assert ticket.allegation is not None
    assert ticket.allegation.persons == ("li",)
    said = [(one.kind, one.text) for one in ticket.remarks]
    assert said == [
        ("supplement", "材料昨天又交了一遍。"),
        ("lead", "材料昨天又交了一遍。李科威胁我撤诉，还要两条烟"),
        ("lead", "李科打骂我"),
    ]
    words = [str(one.payload) for one in await the_office.letters() if one.lane == "group:market"]
    assert any("材料昨天又交了一遍" in one for one in words)
    assert not [one for one in words if "威胁" in one or "李科" in one or "打骂" in one]
    assert "没有找到" in await types(the_office, "li", "/查 2026-0001")
    assert "李科打骂我" in await types(the_office, "du", "/查 2026-0001")


async def test_n6_a_vote_with_words_about_somebodys_conduct_counts_and_they_reach_no_department(
    the_office: Office,
) -> None:
    await the_office.opens()
    way = (
        c.Dispatch(by=STAFF[3], class_name="办不了", departments=(MARKET,)),
        c.Answer(by=replace(STAFF[5], source="app"), text="办好了", reason="有", basis="条例"),
        c.Pass(by=STAFF[2], override="已核对"),
        c.Rate(by=CITIZEN, level="不满意", remark="没办好，李科还骂我"),
    )
    ticket = await the_office.do("2026-0001", *way)
    assert ticket.ratings[-1].level == "不满意"
    assert ticket.state is State.REWORK
    assert ticket.allegation is not None
    words = [str(one.payload) for one in await the_office.letters() if one.lane == "group:market"]
    assert any("没办好" in one for one in words)
    assert not [one for one in words if "骂我" in one]


async def test_wz_4_4_wz_7_5_what_a_window_does_not_do_goes_to_it_without_the_officers_name(
    the_office: Office,
) -> None:
    """态度差, 不给办: no lead; the department has it, and its group does not read who is meant."""
    await the_office.opens(told("市场监管局窗口的李科态度差，材料齐全也不给办，王小梅科长也不管"))
    ticket = await the_office.ticket()
    assert ticket.allegation is None
    await types(the_office, "guan", "/派单 0001 市场监管局 类=不给办 承诺=5个工作日")
    words = [str(one.payload) for one in await the_office.letters() if one.lane == "group:market"]
    assert any("不给办" in one for one in words)
    assert not [one for one in words if "李科" in one or "王小梅" in one]


async def test_n6_whatever_staff_write_of_it_into_a_group_is_left_out(the_office: Office) -> None:
    await the_office.opens(told("营业执照办不下来。市场监管局的李科索要红包"))
    await types(the_office, "guan", "/派单 0001 市场监管局 类=办不了")
    await types(the_office, "du", "/督办 0001 3日 请三日内办结，并说明李科索要红包一事")
    words = [str(one.payload) for one in await the_office.letters() if one.lane == "group:market"]
    assert any("请三日内办结" in one for one in words)
    assert not [one for one in words if "红包" in one or "李科" in one]


async def test_n6_the_person_reads_no_responsible_unit_of_a_lead(the_office: Office) -> None:
    await the_office.opens(told("营业执照办不下来。市场监管局的李科索要红包"))
    await types(the_office, "guan", "/派单 0001 市场监管局 类=办不了")
    told_ = [str(one.payload) for one in await the_office.letters() if one.lane == LANE]
    assert told_
    assert not [one for one in told_ if "市场监管局" in one]


async def test_n6_a_lead_that_there_is_not_or_that_was_given_away_is_not_taken_back(
    the_office: Office,
) -> None:
    await the_office.opens(told("营业执照办不下来。市场监管局的李科索要红包"))
    await types(the_office, "du", "/移交 0001 涉嫌索贿")
    assert "已经移交" in await types(the_office, "du", "/非线索 0001 核实过")
    await the_office.opens(told("营业执照办不下来"))
    assert "没有标记为线索" in await types(the_office, "du", "/转告 0002")


async def test_n6_a_task_that_quotes_what_is_said_of_a_receptionist_is_not_theirs_to_read(
    the_office: Office,
) -> None:
    """人工 and 待完善 quote before there is a ticket."""
    text = "孙受理索要红包，我要找别人"

    async def asks(visit: Visit) -> None:
        await requests.grant(visit, Wanted(wish=Wish.HUMAN, text=text))

    await the_office.hears(asks)
    letters = await the_office.letters(f"in/{the_office.said}/")
    assert letters
    for letter in letters:
        assert "sun" not in letter.payload["to"]
        assert "qian" in letter.payload["to"]
    assert "红包" not in await types(the_office, "sun", "/待办")
    assert "红包" in await types(the_office, "qian", "/待办")


async def test_n6_a_liaison_whom_it_is_about_gets_no_form_in_place_of_the_group(
    the_office: Office,
) -> None:
    """Where no robot reaches the group, another of the department gets it in single chat."""
    await the_office.opens(told("营业执照办不下来。市场监管局的洪联络索要红包"))
    await types(the_office, "guan", "/派单 0001 市场监管局 类=办不了")
    post = Post(the_office)
    while await post.round():
        pass
    sent = [facts for what, facts in post.client.asked if what == "message"]
    forms = [to for to, content in sent if "工作单 2026年第0001号" in str(content)]
    assert ("li",) in forms
    assert not [to for to in forms if "hong" in to]
