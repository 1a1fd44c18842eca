"""派单目录 and 会商 before any score: on the desk's card, in the dispatch, and against a township (N4, N17)."""

from dataclasses import replace
from typing import Any

import pytest
from builders import MANAGER, MARKET, RECEPTIONIST, TAX, a_complaint
from databases import only_sqlite
from office import DEPARTMENTS, STAFF, Office, office, person
from test_case_commands import NO, WORKING, types

from bot.config.directory import Directory
from bot.config.sections import Department
from bot.letters import cards
from bot.wecom.cards import in_words
from dispatch.rules.duties import Duty
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant, Complaint, Doubt, Scored
from dispatch.ticket.ground import GroundKind
from dispatch.ticket.ticket import State, Ticket
from intake.talk.state import Hints
from storage.store import Store
from storage.tickets.log import entries

pytestmark = only_sqlite

TOWNS = (
    Department(id="lm", name="龙门镇人民政府", township=True, chat_id="wrLm", liaison="lmg"),
    Department(id="qs", name="青山乡人民政府", township=True),
    Department(id="east", name="东区街道办事处", township=True, centre="east"),
)
LICENCE = Duty(
    no="12", matter="营业执照办理", department="tax", name="税务局", basis="三定方案第四条"
)
SIGNS = Duty(
    no="7",
    phrases=("门头牌匾",),
    department="town",
    name="城管局",
    assisting=(("market", "市场监管局"),),
)
VILLAGE = Duty(no="法1", matter="村务与基层选举", basis="村民委员会组织法", kind=GroundKind.LAW)
CITED = "派单目录第12项（三定方案第四条）"


def house(store: Store, clock: Any, *rows: Duty) -> Office:
    """Return an office with two townships and a list of *rows*."""
    people = {
        one.id: one for one in (*STAFF, person("lmg", "龙干事", "department", department="lm"))
    }
    units = {one.id: one for one in (*DEPARTMENTS, *TOWNS)}
    return office(store, clock, Directory(people, units, {"main": rows}, (VILLAGE,)))


def told(text: str = "执照办不下来", **changes: Any) -> Complaint:
    return a_complaint(text=text, **changes)


def village(text: str, **changes: Any) -> Complaint:
    matters = (Scored(id="village", name="村务与基层选举", confidence=0.9),)
    return told(text, categories=matters, **changes)


def of_class(ticket: Ticket) -> Ticket:
    return replace(ticket, class_name="办不了")


def desk_card(office: Office, ticket: Ticket) -> dict[str, Any]:
    return cards.triage(of_class(ticket), office.context.rules_of(ticket), office.clock())


async def meets(office: Office) -> None:
    """Let a meeting about the first ticket make 住建局 the lead of its matter."""
    await office.opens(told())
    await office.do(NO, *WORKING)
    await types(office, "guan", "/会商 0001 市场监管局，住建局")
    await types(office, "guan", "/改派 0001 住建局 会上定由住建局牵头")


async def test_n4_what_a_meeting_decided_is_explained_on_the_next_card(
    store: Store, clock: Any
) -> None:
    """The score says 市场监管局; the meeting said 住建局, and the card says when and about what."""
    there = house(store, clock)
    await meets(there)
    second = await there.opens(told())
    card = desk_card(there, second)
    assert card["quote_area"]["quote_text"] == (
        "2026年第0001号会商决定（2026年9月28日）：营业执照办理 → 住建局"
    )
    rows = {row["keyname"]: row["value"] for row in card["horizontal_content_list"]}
    assert rows["部门"] == "住建局"
    assert [one.id for one in second.complaint.departments] == ["market"]  # as the words had it


async def test_n17_a_row_of_the_list_comes_before_a_meeting_and_a_score(
    store: Store, clock: Any
) -> None:
    there = house(store, clock, LICENCE)
    await meets(there)
    second = await there.opens(told())
    assert second.complaint.ground is not None
    assert second.complaint.ground.kind is GroundKind.DUTY
    assert second.complaint.proposed[0].id == "tax"
    assert f"{CITED}：营业执照办理 → 税务局" in str(desk_card(there, second)["quote_area"])


async def test_n4_what_is_not_sure_is_decided_by_no_rule_of_its_matter(
    store: Store, clock: Any
) -> None:
    """A guess is no matter: neither row nor meeting applies before somebody says what it is."""
    there = house(store, clock, LICENCE, SIGNS)
    open_ = await there.opens(told(unsure=tuple(Doubt)))
    assert open_.complaint.ground is None
    by_phrase = await there.opens(told("门头牌匾被拆了", unsure=tuple(Doubt)))
    assert by_phrase.complaint.share == (("town", "城管局"), ("market", "市场监管局"))
    await types(there, "sun", "/改类 0001 事项=营业执照办理")
    said = await there.ticket()
    assert said.complaint.proposed[0].id == "tax"
    await types(there, "sun", "/改类 0001 事项=别的事")
    assert (await there.ticket()).complaint.ground is None


async def test_n17_a_dispatch_cites_its_row_to_everybody_and_in_the_log(
    store: Store, clock: Any
) -> None:
    """Management's card, the 工作单 as card and as words, /查, and the entry of the log."""
    there = house(store, clock, LICENCE)
    await there.opens(told())
    await types(there, "sun", "/派单 0001 税务局，市场监管局 类=办不了")
    proposed = await there.ticket()
    rules = there.context.rules_of(proposed)
    assert proposed.proposal is not None
    asked = cards.approval(proposed, (), rules, there.clock())
    assert f"{CITED}：营业执照办理 → 税务局" in str(asked["quote_area"])
    await types(there, "guan", "/批准 0001")
    sent = await there.ticket()
    assert sent.ground is not None
    for department in ("tax", "market"):
        assert CITED in in_words(cards.form(sent, department, rules, there.clock()))
        assert CITED in cards.form_text(sent, department, rules, there.clock())
    assert CITED in await types(there, "sun", "/查 0001")
    logged = [
        one.payload for one in await entries(there.store.reader, NO) if one.command == "Dispatch"
    ]
    assert [(one["ground"]["no"], one["ground"]["basis"]) for one in logged] == [
        ("12", "三定方案第四条")
    ]


async def test_n17_another_department_than_the_rows_is_shown_to_who_approves(
    store: Store, clock: Any
) -> None:
    there = house(store, clock, LICENCE)
    await there.opens(told())
    await types(there, "sun", "/派单 0001 市场监管局 类=办不了")
    proposed = await there.ticket()
    card = cards.approval(proposed, (), there.context.rules_of(proposed), there.clock())
    assert str(card["quote_area"]).count("；现派市场监管局") == 1
    await types(there, "guan", "/批准 0001")
    assert (await there.ticket()).ground is None  # it is not by the row that they have it


REFUSED = (
    "派单目录第12项把“营业执照办理”定给税务局（三定方案第四条），是部门的职责，不能派给乡镇（街道）"
)


@pytest.mark.parametrize(
    ("before", "who", "line"),
    [
        ("", "sun", "/派单 0001 龙门镇人民政府 类=办不了"),
        ("", "guan", "/派单 0001 龙门镇人民政府，税务局 类=办不了"),
        ("working", "guan", "/改派 0001 龙门镇人民政府 离得近"),
        ("working", "li", "/退单 0001 龙门镇人民政府 离得近"),
        ("meeting", "guan", "/改派 0001 龙门镇人民政府 会上定的"),
    ],
    ids=["派单", "派单 with another", "改派", "退单", "改派 after 会商"],
)
async def test_n17_a_departments_duty_is_refused_to_a_township_whatever_the_command(
    store: Store, clock: Any, before: str, who: str, line: str
) -> None:
    """The sentence names the row and its department; with 例外= the same goes through, by name."""
    there = house(store, clock, LICENCE)
    await there.opens(told())
    if before:
        await there.do(NO, *WORKING)
    if before == "meeting":
        await types(there, "guan", "/会商 0001 市场监管局，龙门镇人民政府")
    was = await there.ticket()
    assert REFUSED in await types(there, who, line)
    assert await there.ticket() == was

    if "退单" in line:  # who returns it has no word on that: the desk has
        return
    there.clock.advance(minutes=1)
    name, rest = line.split(" ", 2)[0], line.split(" ", 2)[2]
    head, _, tail = rest.partition(" ")
    said = (
        f"{name} 0001 {head} 例外=县政府纪要9号 {tail}"
        if "改派" in line
        else f"{line} 例外=县政府纪要9号"
    )
    await types(there, who, said)
    now = await there.ticket()
    assert now.proposal is not None or (now.lead is not None and now.lead.department == "lm")
    logged = [
        one.payload for one in await entries(there.store.reader, NO) if one.payload.get("exception")
    ]
    assert [one["exception"] for one in logged] == ["县政府纪要9号"]
    if now.proposal is not None:
        card = cards.approval(now, (), there.context.rules_of(now), there.clock())
        assert "现派龙门镇人民政府，例外理由：县政府纪要9号" in str(card["quote_area"])


async def test_a_township_may_assist(store: Store, clock: Any) -> None:
    there = house(store, clock, LICENCE)
    await there.opens(told())
    await types(there, "guan", "/派单 0001 税务局，龙门镇人民政府 类=办不了")
    assert [one.department for one in (await there.ticket()).parts] == ["tax", "lm"]


@pytest.mark.parametrize(
    ("text", "address", "lead"),
    [
        ("龙门镇小李村账目不公开", "", "lm"),
        ("村里账目不公开", "青山乡大王庄", "qs"),
        ("村里账目不公开", "东区街道幸福路", "market"),  # another centre's
        ("村里账目不公开", "幸福路3号", "market"),
    ],
)
async def test_what_the_township_hears_first_is_proposed_to_the_one_that_is_named(
    store: Store, clock: Any, text: str, address: str, lead: str
) -> None:
    there = house(store, clock)
    person = Complainant(lane="kf:wk:wm", name="张三", phone="13800138000", address=address)
    ticket = await there.opens(village(text, complainant=person))
    assert ticket.complaint.proposed[0].id == lead
    shown = desk_card(there, ticket).get("quote_area", {})
    assert ("先由乡镇（街道）办理（村民委员会组织法）" in str(shown)) is (lead != "market")


async def test_one_press_dispatches_to_the_lead_and_to_who_assists(
    store: Store, clock: Any
) -> None:
    """By the row of the list, or because two matters are told; the card says who is which."""
    there = house(store, clock, SIGNS)
    both = told("执照和发票都不给办", assisting=(Scored(id=TAX[0], name=TAX[1]),))
    await there.opens(told("门头牌匾被拆了"))
    await there.opens(both)
    wanted = {NO: ("城管局", "市场监管局"), "2026-0002": (MARKET[1], TAX[1])}
    for no, (lead, other) in wanted.items():
        ticket = await there.ticket(no)
        card = desk_card(there, ticket)
        rows = {row["keyname"]: row["value"] for row in card["horizontal_content_list"]}
        assert rows["部门"] == f"{lead}（主办）、{other}（协办）"
        await there.do(
            no,
            c.Classify(by=RECEPTIONIST, class_name="办不了"),
        )
        pressed = await there.do(
            no,
            c.Dispatch(by=MANAGER, class_name="办不了", departments=ticket.complaint.share),
        )
        assert [(one.name, one.is_lead) for one in pressed.parts] == [(lead, True), (other, False)]
        assert pressed.state is State.DISPATCHED


async def test_words_put_right_are_looked_up_anew(store: Store, clock: Any) -> None:
    there = house(store, clock, SIGNS)
    there.context = replace(there.context, suggest=lambda text: Hints(unsure=tuple(Doubt)))
    person = Complainant(name="张三", phone="13800138000", address="幸福路3号")
    await there.opens(told("执照的事", channel="窗口", complainant=person))
    assert (await there.ticket()).complaint.ground is None
    await types(there, "sun", "/更正 0001 诉求：门头牌匾被拆了")
    ground = (await there.ticket()).complaint.ground
    assert ground is not None
    assert ground.no == "7"
