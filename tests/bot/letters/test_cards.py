"""What cards and groups show: WeCom's limits are kept, and nobody is named in a group (N6)."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from builders import (
    CITIZEN,
    HELPER,
    LANE,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    WAY,
    a_complaint,
    a_ticket,
    rules_of,
    walked,
    wuzhi,
)
from office import directory

from bot.config.directory import Directory
from bot.letters import cards as faces
from bot.letters import compose, request_cards
from bot.letters.masking import masked
from bot.simulator import cards as wire
from bot.texts.moments import SHANGHAI
from bot.wecom.cards import plain
from dispatch.lifecycle import life
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Attachment, Complainant
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket
from storage.queues.outbox import Letter

pytestmark = pytest.mark.unit

RULES = wuzhi()
PEOPLE = directory()
PERSON = Complainant(
    lane=LANE,
    name="欧阳春晓",
    phone="13800138000",
    address="龙源街道幸福路3号院2号楼",
    contact="",
    for_whom="司马相",
)
SECRETS = ("欧阳春晓", "13800138000", "幸福路3号", "司马相", "欧先生", "豫H12345")
WORDS = (
    "欧阳春晓，138 0013 8000，替司马相跑了三趟，欧先生说车牌豫H12345，"
    "家住龙源街道幸福路3号院2号楼，<@all> [点我](http://x.example)"
)


def letters(ticket: Ticket, *commands: c.Command, now: datetime = NOW) -> list[Letter]:
    """Return the letters of the last of *commands* on *ticket*."""
    said: list[Letter] = []
    for command in commands:
        ticket, notices = life.apply(ticket, command, RULES, now)
        said = compose.letters(ticket, notices, RULES, PEOPLE, now)
    return said


def told() -> Ticket:
    """Return a ticket full of what must not be seen in a group."""
    return a_ticket(RULES, complaint=a_complaint(text=WORDS, complainant=PERSON))


DISPATCH = c.Dispatch(by=MANAGER, class_name="很难办", departments=(MARKET, TAX), matter=WORDS[:20])

#: everything that reaches a group, with somebody's words in it
INTO_GROUPS: list[tuple[c.Command, ...]] = [
    (DISPATCH,),
    (DISPATCH, c.Remind(by=SUPERVISOR, word=WORDS)),
    (DISPATCH, c.Supervise(by=SUPERVISOR, demand=WORDS)),
    (DISPATCH, c.Supplement(by=CITIZEN, text=WORDS)),
    (DISPATCH, c.Answer(by=HELPER, text=WORDS)),
    (DISPATCH, c.Reassign(by=MANAGER, departments=(TAX,), reason=WORDS)),
    (
        DISPATCH,
        c.Answer(by=OFFICER, text="好", reason="因", basis="据"),
        c.SendBack(by=SUPERVISOR, reason=WORDS),
    ),
]


@pytest.mark.parametrize("commands", INTO_GROUPS, ids=lambda cs: type(cs[-1]).__name__)
def test_n6_nothing_in_a_group_tells_who_complains(commands: tuple[c.Command, ...]) -> None:
    groups = [one for one in letters(told(), *commands) if one.kind == "group"]
    assert groups
    for letter in groups:
        shown = json.dumps(letter.payload, ensure_ascii=False)
        assert not [secret for secret in SECRETS if secret in shown.replace(" ", "")], shown
        assert "<@" not in shown
        assert "http://x.example" not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张三丰来了", "〔姓名〕来了"),
        ("张 三 丰 来了", "〔姓名〕 来了"),
        ("张先生来了", "〔姓名〕来了"),
        ("请打 138-0013-8000", "请打 〔电话〕"),
        ("2026年第0001号 10月8日 17:30 前办结", "2026年第0001号 10月8日 17:30 前办结"),
        ("依据《市场主体登记管理条例》第十九条", "依据《市场主体登记管理条例》第十九条"),
    ],
)
def test_the_veil_takes_out_what_the_ticket_knows_and_leaves_the_rest(
    text: str, shown: str
) -> None:
    found = masked(text, a_ticket(RULES))
    assert found.replace("〕 来", "〕来") == shown.replace("〕 来", "〕来")


def test_a_company_is_hidden_as_a_unit() -> None:
    unit = Complainant(name="宏达商贸有限公司", is_unit=True, contact="刘明", phone="13900139000")
    ticket = a_ticket(RULES, complaint=a_complaint(complainant=unit))
    assert masked("宏达商贸有限公司的刘经理说", ticket) == "〔单位〕的〔姓名〕说"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@all>急", "急"),
        ("[<@all>](x)急", "急"),
        ("<<@all>@all>", "@all>"),
        ("[看](http://x)", "看"),
        ("a\x00b", "ab"),
        ("满足 5<8 的", "满足 5<8 的"),
    ],
)
def test_markup_is_taken_out_even_where_it_hides_in_markup(text: str, shown: str) -> None:
    assert plain(text) == shown


# --- what WeCom takes ---------------------------------------------------------------------------


def every_card() -> list[tuple[str, dict[str, Any]]]:
    """Return each card with the longest words there are."""
    long = "很长的话" * 200
    person = Complainant(lane=LANE, name="欧" * 60, phone="1" * 40)
    media = tuple(Attachment(id=str(n), kind="image") for n in range(30))
    told = a_complaint(text=long, complainant=person, media=media)
    ticket = a_ticket(RULES, complaint=told)
    proposed = walked(RULES, WAY[State.PROPOSED], ticket)
    sent = walked(RULES, WAY[State.DISPATCHED], ticket)
    answered, _ = life.apply(
        walked(RULES, WAY[State.WORKING], ticket),
        c.Answer(by=OFFICER, text=long, reason=long, basis=long),
        RULES,
        NOW,
    )
    surveying = walked(RULES, WAY[State.SURVEYING], ticket)
    departments = [(f"d{n}", f"很长的部门名称第{n}号" * 3) for n in range(40)]
    cards = {
        "triage": faces.triage(ticket, RULES, NOW),
        "change": faces.change(ticket, departments, RULES, "in_1"),
        "approval": faces.approval(proposed, RULES.preview(proposed, NOW), RULES, NOW),
        "form": faces.form(sent, "market", RULES, NOW),
        "settled": faces.settled_form(
            walked(RULES, WAY[State.WORKING], ticket), "market", RULES, NOW
        ),
        "inspection": request_cards.inspection(answered, NOW),
        "call": request_cards.call(surveying, RULES.levels, "评价一直没有回音"),
        "survey": request_cards.survey(surveying, RULES.levels),
    }
    return [(name, card) for name, card in cards.items() if card is not None]


@pytest.mark.parametrize(("name", "card"), every_card(), ids=[name for name, _ in every_card()])
def test_every_card_is_one_that_wecom_takes(name: str, card: dict[str, Any]) -> None:
    wire.check(card)
    assert wire.too_long(card) == []
    assert all(len(str(key).encode()) <= 128 for key in wire.keys(card))


def test_a_department_without_a_part_has_no_settled_form() -> None:
    assert faces.settled_form(walked(RULES, WAY[State.WORKING]), "tax", RULES, NOW) is None


def test_the_form_in_words_names_the_typed_command_and_the_proof() -> None:
    text = faces.form_text(walked(RULES, WAY[State.DISPATCHED]), "market", RULES, NOW)
    assert "签收 2026-0001" in text
    assert "①" in text
    assert "10月8日 17:30" in text


def form_rows(ticket: Ticket, department: str) -> dict[str, str]:
    """Return the rows of a department's 工作单."""
    card = faces.form(ticket, department, RULES, NOW)
    return {row["keyname"]: row["value"] for row in card["horizontal_content_list"]}


def test_g23_an_assisting_department_sees_its_own_earlier_limit() -> None:
    both = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX))
    ticket = walked(RULES, (both,))
    assert form_rows(ticket, "market")["时限"] == "10月8日 17:30"
    assert form_rows(ticket, "tax")["时限"] == "9月30日 17:30"
    assert "时限：9月30日 17:30" in faces.form_text(ticket, "tax", RULES, NOW)


def test_g28_every_limit_on_a_card_says_when_it_is_provisional() -> None:
    ticket = walked(RULES, WAY[State.ANSWERED])
    clocks = tuple(replace(clock, provisional=True, stopped_at=None) for clock in ticket.clocks)
    due = replace(ticket, clocks=clocks)
    assert form_rows(due, "market")["时限"].endswith("（暂定）")
    proposed = walked(RULES, WAY[State.PROPOSED])
    shown = json.dumps(
        [request_cards.inspection(due, NOW), faces.approval(proposed, clocks, RULES, NOW)],
        ensure_ascii=False,
    )
    assert shown.count("（暂定）") == 2


def test_a_limit_that_no_text_gives_bears_the_badge_on_the_cards() -> None:
    """§9: 默认，非文件规定 wherever a person sees its effect."""
    rules = rules_of("fw")
    sent = c.Dispatch(by=MANAGER, class_name="简单", departments=(MARKET,))
    ticket = walked(rules, (sent,), a_ticket(rules))
    card = faces.form(ticket, "market", rules, NOW)
    rows = {row["keyname"]: row["value"] for row in card["horizontal_content_list"]}
    assert rows["注"] == "默认，非文件规定"
    assert "default" not in json.dumps(card) + faces.form_text(ticket, "market", rules, NOW)


# --- who hears what -----------------------------------------------------------------------------


def notice(what: NoticeKind, to: To, target: str = "", **facts: str) -> list[Letter]:
    """Return the letters for one notice about a ticket under way."""
    ticket = walked(RULES, WAY[State.WORKING])
    said = Notice(to=to, what=what, target=target, facts=facts)
    return compose.letters(ticket, [said], RULES, PEOPLE, NOW)


def test_wz_10_1_a_reminder_says_when_and_how_many_working_days_are_left() -> None:
    (letter,) = notice(NoticeKind.REMINDED, To.DEPARTMENT, "market", word="请抓紧")
    assert letter.payload["text"] == (
        "【催办】2026年第0001号 时限 10月8日 17:30（还剩3个工作日），请尽快办理。请抓紧"
    )


def test_wz_10_2_a_supervision_says_how_long_it_is_over_and_until_when() -> None:
    late = datetime(2026, 10, 9, 9, 0, tzinfo=SHANGHAI)
    ticket = walked(RULES, WAY[State.WORKING])
    letter, told = letters(ticket, c.Supervise(by=SCHEDULE), now=late)
    assert told.lane == "desk:main"  # it was done for the desk, which must know
    assert "系统已代窗口" in told.payload["text"]
    text = letter.payload["text"]
    assert "10月8日 17:30（已超期1个工作日）" in text
    assert "10月12日 17:30 前办结" in text
    assert "逾期未反馈结果（武政数〔2024〕11号 第十条）" in text


def test_a_rework_is_said_and_the_form_comes_again() -> None:
    ticket = walked(RULES, WAY[State.ANSWERED])
    said, form = letters(ticket, c.SendBack(by=SUPERVISOR, reason="没有依据"))
    assert "【退回重办】2026年第0001号：没有依据" in said.payload["text"]
    assert form.payload["card"]["task_id"] == f"2026-0001-form-market-{ticket.version + 1}"
    assert form.payload["text"]


def test_letters_are_keyed_by_number_version_and_count() -> None:
    both = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX))
    keys = [one.key for one in letters(a_ticket(RULES), both)]
    assert keys == [f"2026-0001/1/{n}" for n in range(len(keys))]


def test_where_nobody_holds_the_role_others_stand_in() -> None:
    """A ticket must never be with nobody (SQ-S3)."""
    only_manager = Directory({"guan": PEOPLE.people["guan"]}, PEOPLE.departments)
    ticket = a_ticket(RULES)
    said = Notice(to=To.DESK, what=NoticeKind.TRIAGE)
    (letter,) = compose.letters(ticket, [said], RULES, only_manager, NOW)
    assert letter.payload["to"] == ["guan"]
    assert compose.letters(ticket, [said], RULES, Directory({}, {}), NOW) == []


def test_a_person_without_a_chat_is_called() -> None:
    there = a_complaint(channel="窗口", complainant=Complainant(name="张三丰"))
    ticket = a_ticket(RULES, complaint=there)
    solved = c.SolveOnSpot(by=RECEPTIONIST, result="已现场办结")
    (letter,) = letters(ticket, solved)
    assert letter.payload["card"]["main_title"]["desc"] == "现场或来电诉求，请当面或电话问评价"


def test_the_survey_is_five_equal_choices_on_both_ways() -> None:
    """N7: a menu in 微信客服, buttons in the app."""
    ticket = walked(RULES, WAY[State.ANSWERED])
    *_, menu = letters(ticket, c.Pass(by=SUPERVISOR))
    assert [content for _, content in menu.payload["items"]] == list(RULES.levels)
    assert menu.payload["waits"]
    member = a_complaint(complainant=Complainant(lane="app:zhou", name="周某"))
    solved = c.SolveOnSpot(by=RECEPTIONIST, result="已现场办结")
    *_, card = letters(a_ticket(RULES, complaint=member), solved)
    buttons = card.payload["card"]["button_list"]
    assert [b["text"] for b in buttons] == list(RULES.levels)
    assert len({b["style"] for b in buttons}) == 1
