"""Papers hold their full text: composed, read by who approves, kept, and brought to whom they are for."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from builders import MANAGER, MARKET, NOW, TAX, a_complaint, a_ticket, rules_of
from databases import only_sqlite
from office import DEPARTMENTS, Office

from bot.config.directory import Directory
from bot.letters import papers
from bot.staff import chat_commands
from bot.texts.papers import BODIES, TITLES, Act
from dispatch.lifecycle import life
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.papers import Document
from dispatch.ticket.ticket import Ticket

NO = "2026-0001"
BOSS = Actor(
    id="boss", name="总值班", roles=frozenset(Role) - {Role.CITIZEN, Role.SCHEDULE}, source="app"
)
SECRETS = ("欧阳春晓", "13912345678", "幸福路3号院")
LED = c.Reassign(by=MANAGER, departments=(TAX, MARKET), reason="涉税事项由税务局牵头")
LATE = NOW + timedelta(days=60)


def told(rules: Rules) -> Ticket:
    person = Complainant(name="欧阳春晓", phone="13912345678", address="龙源街道幸福路3号院2号楼")
    text = "我是欧阳春晓，电话13912345678，家住幸福路3号院，营业执照跑了三趟没办下来"
    ticket = a_ticket(rules, complaint=a_complaint(text=text, complainant=person))
    return replace(ticket, cause=rules.profile.causes[0])


def sent(rules: Rules) -> Ticket:
    name = rules.dispatched_classes[-1]
    promised = date(2026, 9, 29) if rules.needs_promise(name) else None
    order = c.Dispatch(by=BOSS, class_name=name, departments=(MARKET, TAX), promised_on=promised)
    return done(rules, told(rules), order)


def done(rules: Rules, ticket: Ticket, *commands: c.Command, now: datetime = NOW) -> Ticket:
    """Give *commands* as the desk does: what comes of each is composed before the next."""
    for command in commands:
        after, _ = life.apply(ticket, command, rules, now)
        ticket = papers.composed(ticket, after, rules, now)
    return ticket


def circulated(rules: Rules) -> Ticket:
    ticket = done(rules, sent(rules), c.Supervise(by=BOSS, demand="请说明原因"), now=LATE)
    later = LATE + timedelta(days=9)
    ticket = done(rules, ticket, m.Circulate(by=SCHEDULE), now=later)
    for one in ticket.petitions:
        ticket = done(rules, ticket, c.Approve(by=MANAGER, petition=one.n), now=later)
    return ticket


def papers_of(rules: Rules) -> list[Document]:
    """Return every paper that this county's people can issue."""
    found = [*done(rules, sent(rules), c.Supervise(by=SCHEDULE), now=LATE).documents]
    for kind in rules.profile.supervise.others:
        order = c.Supervise(by=BOSS, demand="推诿扯皮", document=kind)
        found += done(rules, sent(rules), order).documents
    if "通报" not in rules.not_offered:
        found += circulated(rules).documents
    found += done(rules, told(rules), m.Transfer(by=BOSS, unit="市公积金中心")).documents
    found += done(rules, told(rules), m.HandOver(by=BOSS, matter="涉嫌违规收费")).documents
    route = rules.profile.route_for(is_unit=False)
    if route is not None and route.act != "guide":
        away = c.Refuse(by=BOSS, reason="不属于本中心", fields=(("单位", "市公积金中心"),))
        found += done(rules, told(rules), away).documents
    if rules.profile.long_term.allowed:
        name = (rules.profile.long_term.classes or rules.dispatched_classes)[0]
        order = c.Dispatch(by=BOSS, class_name=name, departments=(MARKET,))
        deferred = m.Defer(by=MANAGER, until=date(2026, 12, 31), milestone="历史遗留，完成档案整理")
        found += done(rules, told(rules), order, deferred).documents
    if rules.profile.meeting.document:
        way = (m.Convene(by=BOSS, departments=(MARKET, TAX)), LED)
        found += done(rules, sent(rules), *way).documents
    return found


#: the papers that each text wants
WANTED = [
    pytest.param("wuzhi", ("督办", "通报", "向同级政府报告", "抄送同级纪委监委"), id="WZ-10.3"),
    pytest.param("wuzhi", ("函转函",), id="WZ-8.5"),
    pytest.param("shenqiu", ("督办", "通报", "向同级政府报告", "抄送同级纪委监委"), id="SQ-9c"),
    pytest.param("shenqiu", ("函转函",), id="SQ-7c SQ-P3.2d"),
    pytest.param("puyang", ("督办单",), id="PY-4.2.8"),
    pytest.param("puyang", ("督办通知书", "整改通知书"), id="PY-5.3"),
    pytest.param("puyang", ("专题上报",), id="PY-5.2b"),
    pytest.param("puyang", ("协调推进会记录",), id="PY-5.2a"),
    pytest.param("longhui", ("通报",), id="LH-17e"),
    pytest.param("fw", ("通报", "向同级政府报告", "抄送同级纪委监委"), id="FW-7.3"),
    pytest.param("fw", ("违法违纪移交单",), id="FW-6.2.6"),
    pytest.param("fw", ("函转函",), id="FW-6.4b"),
    pytest.param("shenqiu", ("转交单",), id="SQ-6c"),
    pytest.param("fw", ("转交单",), id="FW-6.2.4"),
    pytest.param("fw", ("时间进展情况报告",), id="FW-6.3.5"),
]


@pytest.mark.unit
@pytest.mark.parametrize(("profile", "kinds"), WANTED)
def test_a_paper_that_a_text_wants_holds_its_full_text_and_names_nobody_who_complains(
    profile: str, kinds: tuple[str, ...]
) -> None:
    found = papers_of(rules_of(profile))
    assert set(kinds) <= {one.kind for one in found}
    for paper in found:
        assert_whole(paper, rules_of(profile))


def assert_whole(paper: Document, rules: Rules) -> None:
    text = paper.text
    assert len(text) > 120, (paper.kind, text)
    assert "2026年第0001号" in text
    assert "营业执照跑了三趟没办下来" in text, "what it is about"
    assert all(name in text for name in paper.to), "to whom"
    assert rules.profile.names.county in text, "by whom"
    assert f"{paper.at.year}年" in text, "when"
    assert "{" not in text
    assert not [secret for secret in SECRETS if secret in text], paper.kind


@pytest.mark.unit
@pytest.mark.parametrize("profile", ["wuzhi", "shenqiu", "longhui", "fw"])
def test_who_approves_a_paper_has_read_what_is_issued(profile: str) -> None:
    """WZ-10.3, SQ-9c, LH-17e, FW-7.3: not a word is other than what lay before them."""
    rules = rules_of(profile)
    ticket = done(rules, sent(rules), c.Supervise(by=BOSS, demand="请说明原因"), now=LATE)
    later = LATE + timedelta(days=9)
    asked = done(rules, ticket, m.Circulate(by=SCHEDULE), now=later)
    assert asked.petitions
    for one in asked.petitions:
        assert len(one.text) > 120
        issued = done(
            rules, asked, c.Approve(by=MANAGER, petition=one.n), now=later + timedelta(days=1)
        )
        assert issued.documents[-1].text == one.text
        assert issued.documents[-1].to == one.to


@pytest.mark.unit
def test_what_a_demand_says_and_until_when_stands_on_its_paper() -> None:
    """WZ-10.2, PY-4.2.8."""
    rules = rules_of("puyang")
    until = datetime(2026, 10, 15, 9, 30, tzinfo=NOW.tzinfo)
    order = c.Supervise(by=BOSS, demand="请说明逾期原因", until=until)
    [paper] = done(rules, sent(rules), order).documents
    assert "督办意见：请说明逾期原因" in paper.text
    assert "请于2026年10月15日 17:30前办结" in paper.text


@pytest.mark.unit
def test_every_act_has_a_title_and_a_body() -> None:
    assert set(TITLES) == set(BODIES) == set(Act)


# --- to whom -------------------------------------------------------------------------------------

PROFILES = ("wuzhi", "shenqiu", "puyang", "longhui", "fw")
#: a department's ways: none, each alone
WAYS: tuple[dict[str, str], ...] = ({}, {"chat_id": "wrX"}, {"liaison": "li"})
STRANGER = "市公积金中心"


@pytest.mark.unit
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("way", WAYS, ids=["no way", "a group", "a liaison"])
def test_every_receiver_of_every_paper_has_a_message_or_is_brought_it(
    profile: str, way: dict[str, str]
) -> None:
    """Each paper of each county × a receiver outside, a department without a way, with one."""
    rules, ticket = rules_of(profile), told(rules_of(profile))
    inside = DEPARTMENTS[2].model_copy(update={"chat_id": "", "webhook_key": None, **way})
    directory = Directory(people={}, departments={inside.id: inside})
    found = papers_of(rules)
    assert found
    for paper in found:
        sent = replace(paper, to=(STRANGER, inside.name))
        order = c.Supervise(by=BOSS)
        hands = papers.by_hand(sent, replace(ticket, parts=()), order, rules, directory)
        assert STRANGER in hands, paper.kind
        reached = bool(way) and not papers.is_lead(paper.kind)
        assert (inside.name in hands) is not reached, paper.kind


@pytest.mark.unit
def test_another_centre_of_this_house_has_the_paper_already() -> None:
    rules = rules_of("wuzhi")
    paper = papers_of(rules)[0]
    order = m.Transfer(by=BOSS, unit=STRANGER, centre="city")
    directory = Directory(people={}, departments={})
    assert papers.by_hand(paper, told(rules), order, rules, directory) == ()


# --- what people were really sent ----------------------------------------------------------------


async def types(office: Office, userid: str, text: str) -> str:
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await office.answers())


async def heard(office: Office, lane: str) -> str:
    """Return all that waits for *lane*, as one text."""
    return "\n".join(
        str(one.payload) for one in await office.letters() if one.lane.startswith(lane)
    )


@only_sqlite
async def test_the_group_gets_the_whole_督办_and_no_name_in_it(the_office: Office) -> None:
    """WZ-10.2."""
    await the_office.opens()
    order = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))
    await the_office.do(NO, order)
    await types(the_office, "du", "/督办 0001 3个工作日 请说明逾期原因，联系张三丰13800138000")
    said = await heard(the_office, "group:market")
    assert "【文书】文号 2026-0001-督办-1" in said
    assert "督办意见：请说明逾期原因" in said
    assert "13800138000" not in said
    assert "张三丰" not in said


@only_sqlite
async def test_wz_10_3_management_reads_each_paper_before_it_approves_and_gets_it_to_deliver(
    the_office: Office,
) -> None:
    await the_office.opens()
    order = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))
    ticket = await the_office.do(NO, order)
    assert ticket.due_at is not None
    the_office.clock.now = ticket.due_at + timedelta(hours=1)
    ticket = await the_office.do(NO, c.Supervise(by=SCHEDULE))
    the_office.clock.now = ticket.clocks[0].demand_due_at + timedelta(hours=1)  # type: ignore[operator]  # it was demanded
    ticket = await the_office.do(NO, m.Circulate(by=SCHEDULE))
    before = await heard(the_office, "management:")
    for asked in ticket.petitions:
        assert asked.text.replace("\n", "\\n") in before
        assert "等批准的文书" in before
    await types(the_office, "guan", "/批准 0001")
    after = await heard(the_office, "management:")
    assert "请把这份文书送达县政府督查室" in after
    full = await types(the_office, "guan", "/查 0001 全文")
    assert "关于2026年第0001号诉求督办后仍未办结的通报" in full


@only_sqlite
async def test_fw_6_2_6_a_handed_over_lead_goes_to_management_and_into_no_group(
    the_office: Office,
) -> None:
    """G-21."""
    await the_office.opens()
    order = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))
    await the_office.do(NO, order)
    await types(the_office, "guan", "/移交 0001 窗口人员索要好处费")
    assert "索要好处费" not in await heard(the_office, "group:")
    assert "请把这份文书送达" in await heard(the_office, "management:")
