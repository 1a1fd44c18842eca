"""Whatever the core has to say reaches somebody in words, under every county's rules.

`SAID` is the list of what is said to whom; the test at the end reads the core's own source against it.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from builders import LANE, MARKET, NOW, TAX, a_complaint, a_ticket, once, rules_of
from house_rules import sources
from office import DEPARTMENTS, STAFF, person

from bot.config.directory import Directory
from bot.letters import compose
from bot.profiles.catalogue import names
from bot.simulator import cards as wire
from bot.texts.states import EMERGENCY
from dispatch.rules.rules import Rules
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Handover, Petition, Wish
from dispatch.ticket.ticket import Part, Proposal, Reply, State, Ticket
from storage.queues.outbox import Letter, Urgency

pytestmark = pytest.mark.unit

PROFILES = names()
#: who the profiles name as actors: their listeners
ACTORS = (To.DESK, To.MANAGEMENT, To.FIRST_HANDLER, To.ASSESSOR, To.LEADER)
#: who hears of a record
RECORDED = (
    *(To.DESK, To.MANAGEMENT, To.DEPARTMENT, To.WINDOW, To.LEADER, To.ASSESSOR),
    To.OWNER,  # the person has no chat
)

SAID: dict[NoticeKind, tuple[To, ...]] = {
    **dict.fromkeys(
        (
            *(
                NoticeKind.RECEIPT,
                NoticeKind.DISPATCHED,
                NoticeKind.ACKNOWLEDGED,
                NoticeKind.PLANNED,
                NoticeKind.ASKED,
            ),
            *(
                NoticeKind.ANSWERED,
                NoticeKind.SURVEY,
                NoticeKind.GUIDED,
                NoticeKind.REWORKED,
                NoticeKind.STRUCK_OFF,
                NoticeKind.LEVEL_RECORDED,
            ),
            *(
                NoticeKind.WITHDRAWN,
                NoticeKind.TRANSFERRED,
                NoticeKind.LINKED,
                NoticeKind.LAWFULLY_ENDED,
                NoticeKind.PROGRESS,
            ),
        ),
        (To.CITIZEN,),
    ),
    NoticeKind.EXTENDED: (To.CITIZEN, To.DESK, To.ASSESSOR, To.DEPARTMENT),
    NoticeKind.REPROMISED: (To.CITIZEN, To.DESK, To.DEPARTMENT),
    NoticeKind.DEFERRED: (To.CITIZEN, To.DESK, To.DEPARTMENT),
    NoticeKind.HANDED_OVER: (To.CITIZEN, To.MANAGEMENT),
    NoticeKind.PART_HANDED_OVER: (To.CITIZEN, To.MANAGEMENT),
    NoticeKind.ALLEGED: (To.DESK, To.MANAGEMENT),
    NoticeKind.TOLD_HEAD: (To.LEADER,),
    NoticeKind.TOLD: (To.CITIZEN,),
    NoticeKind.CORRECTED: (To.CITIZEN, To.DESK, To.DEPARTMENT),
    NoticeKind.TRIAGE: (To.DESK,),
    NoticeKind.INSPECT: ACTORS,
    NoticeKind.REJECTED: (To.DESK,),
    NoticeKind.CALL: ACTORS,
    NoticeKind.UNHAPPY: (To.DESK, To.FIRST_HANDLER),
    NoticeKind.CLOSED: (To.DESK,),
    NoticeKind.RESULT: (To.DESK, To.ASSESSOR),
    NoticeKind.RETURNED: (To.DESK,),
    NoticeKind.RING: (To.DESK,),
    NoticeKind.REFUSED_WISH: (To.DESK, To.DEPARTMENT),
    NoticeKind.UNANSWERED: (To.DESK,),
    NoticeKind.ALARM: (To.ON_CALL,),
    NoticeKind.STOOD_DOWN: (To.ON_CALL, To.DESK, To.DEPARTMENT),
    NoticeKind.UNMET: ACTORS,
    NoticeKind.URGENT: (To.DESK, To.MANAGEMENT),
    NoticeKind.APPROVE: (To.MANAGEMENT,),
    NoticeKind.PETITION: (To.MANAGEMENT,),
    NoticeKind.MEETING: ACTORS,
    NoticeKind.HANDOVER: (To.MANAGEMENT,),
    NoticeKind.LOOK: ACTORS,
    NoticeKind.OFFERED: (To.OWNER,),
    NoticeKind.RECORDED: RECORDED,
    NoticeKind.FORM: (To.DEPARTMENT, To.EMERGENCY),
    NoticeKind.SUPERVISED: (*ACTORS, To.DEPARTMENT),
    **dict.fromkeys(
        (
            *(
                NoticeKind.REMINDED,
                NoticeKind.SENT_BACK,
                NoticeKind.TAKEN_AWAY,
                NoticeKind.CONTRIBUTED,
                NoticeKind.CONTRIBUTE,
            ),
            *(NoticeKind.RECOUNTED, NoticeKind.INVITED),
        ),
        (To.DEPARTMENT,),
    ),
    NoticeKind.SUPPLEMENTED: (To.DEPARTMENT, To.DESK),
    NoticeKind.CIRCULATED: (To.DEPARTMENT, To.DESK),
}
PAIRS = [(to, what) for what, listeners in SAID.items() for to in listeners]

PERSON = Complainant(
    lane=LANE, name="欧阳春晓", phone="13800138000", address="龙源街道幸福路3号院2号楼"
)
SECRETS = ("欧阳春晓", "13800138000", "幸福路3号", "豫H12345")
WORDS = "欧阳春晓，138 0013 8000，车牌豫H12345，家住龙源街道幸福路3号院2号楼"
FACTS = {
    **dict.fromkeys(("reason", "text", "word", "demand", "question", "milestone"), WORDS),
    "department": "市场监管局",
    "proposed": "税务局",
    "by": "管主任",
    "level": "满意",
    "kind": "进展",
    "document": "2026-0001-督办单-1",
    "partner": "企业纾困360",
    "path": "已转企业纾困360办理",
    "wish": "extend",
    "petition": "1",
    "moves": "10-08 17:30 → 10-09 17:30",
    "main": "2026-0009",
    "numbers": "119、120",
}
#: facts that mean something else with some notices
OWN_FACTS: dict[NoticeKind, dict[str, str]] = {
    NoticeKind.EXTENDED: {"from": "2026-10-08T09:30:00+00:00", "to": "2026-10-12T09:30:00+00:00"},
    NoticeKind.REPROMISED: {"old": "2026-10-15", "new": "2026-10-20"},
    NoticeKind.DEFERRED: {"until": "2026-12-31"},
    NoticeKind.UNMET: {"until": "2026-10-12T09:30:00+00:00"},
    NoticeKind.SUPERVISED: {"until": "2026-10-12T09:30:00+00:00"},
    NoticeKind.CIRCULATED: {"to": "县政府督查室"},
    NoticeKind.HANDED_OVER: {"to": "同级纪委监委"},
    NoticeKind.PART_HANDED_OVER: {"to": "同级纪委监委"},
    NoticeKind.INVITED: {"units": "市场监管局、税务局"},
    NoticeKind.LOOK: {"act": "track", "unit": "市公积金中心"},
}
STATES = {
    NoticeKind.APPROVE: State.PROPOSED,
    NoticeKind.TRIAGE: State.REGISTERED,
    NoticeKind.INSPECT: State.ANSWERED,
    NoticeKind.CALL: State.SURVEYING,
    NoticeKind.LOOK: State.OUTSIDE,
}
LEADERS = (
    person("fen", "冯分管", "leader", department="market"),
    person("kao", "康考核", "assessor"),
    person("ying", "应值班", "emergency"),
    person("chuang", "庄窗口", "window_lead", department="market"),
)
PHONED = (DEPARTMENTS[0].model_copy(update={"emergency_phone": "13900000000"}), *DEPARTMENTS[1:])
PEOPLE = Directory({one.id: one for one in (*STAFF, *LEADERS)}, {one.id: one for one in PHONED})


def full(rules: Rules, state: State = State.WORKING) -> Ticket:
    """Return a ticket in *state* that has of everything something."""
    return once(rules, ("full", state), lambda: _full(rules, state))


def _full(rules: Rules, state: State) -> Ticket:
    class_name = rules.dispatched_classes[0]
    promised = date(2026, 10, 15)  # as after 方案, which the person hears of
    parts = tuple(
        Part(department=id_, name=name, is_lead=id_ == "market", due_at=NOW + timedelta(days=1))
        for id_, name in (MARKET, TAX)
    )
    proposal = Proposal(class_name=class_name, departments=parts, promised_on=promised, by="sun")
    petition = Petition(
        wish=Wish.EXTEND, n=1, at=NOW, by="li", by_name="李科", department="market", days=1
    )
    return replace(
        a_ticket(rules, complaint=a_complaint(text=WORDS, complainant=PERSON)),
        state=state,
        class_name=class_name,
        parts=parts,
        proposal=proposal,
        clocks=rules.clocks(proposal, NOW, NOW),
        plan="三步走",
        reply=Reply(text="已办好", at=NOW, by="li", findings=("没有回答“跑了三趟”",)),
        petitions=(petition,),
        handover=Handover(
            from_id="sun", from_name="孙受理", to_id="qian", to_name="钱受理", at=NOW
        ),
        first_handler="sun",
        owner="du",
        outside="市公积金中心",
        owed=("person", "window", "assessor"),
        round=3,
    )


def said(
    profile: str,
    to: To,
    what: NoticeKind,
    people: Directory = PEOPLE,
    *,
    emergency: tuple[str, ...] = (),
    facts: dict[str, str] | None = None,
) -> list[Letter]:
    """Return the letters of one notice under *profile*."""
    rules = rules_of(profile)
    target = "qian" if to is To.OWNER else "market"
    notice = Notice(
        to=to, what=what, target=target, facts=FACTS | OWN_FACTS.get(what, {}) | (facts or {})
    )
    ticket = replace(full(rules, STATES.get(what, State.WORKING)), emergency=emergency)
    return compose.letters(ticket, [notice], rules, people, NOW)


def words_of(letter: Letter) -> str:
    return json.dumps(letter.payload, ensure_ascii=False)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(("to", "what"), PAIRS, ids=[f"{w}-{t}" for t, w in PAIRS])
def test_everything_that_is_said_reaches_somebody_in_words(
    profile: str, to: To, what: NoticeKind
) -> None:
    letters = said(profile, to, what)
    if what is NoticeKind.ACKNOWLEDGED:  # the person sees it under 查询 (five messages in 48 hours)
        assert letters == []
        return
    assert letters
    for letter in letters:
        shown = words_of(letter)
        assert re.search("[一-鿿]", shown)
        gaps = re.findall(
            r"\{[a-z]*\}|None|：[。，]|。。", json.dumps(_words(letter.payload), ensure_ascii=False)
        )
        assert gaps == [], shown
        card = letter.payload.get("card")
        if card:
            wire.check(card)
            assert wire.too_long(card) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_whatever_is_said_of_an_emergency_to_staff_is_marked_and_goes_first(profile: str) -> None:
    """Every notice × listener: the mark stands on each card and in each line; no citizen reads it."""
    for to, what in PAIRS:
        for letter in said(profile, to, what, emergency=("119",)):
            shown = words_of(letter)
            assert letter.urgency is Urgency.EMERGENCY, (to, what)
            is_sms = letter.lane.startswith("sms")
            if to is To.CITIZEN or is_sms:
                assert EMERGENCY not in shown, (to, what)
            elif "card" in letter.payload:
                assert EMERGENCY in letter.payload["card"]["main_title"]["title"], (to, what)
            else:
                assert EMERGENCY in shown, (to, what)


@pytest.mark.parametrize("profile", PROFILES)
def test_no_sentence_ends_twice_however_somebody_ends_theirs(profile: str) -> None:
    ended = dict.fromkeys(("reason", "text", "word", "demand", "question", "milestone"), "已查清。")
    for to, what in PAIRS:
        for letter in said(profile, to, what, facts=ended):
            assert "。。" not in words_of(letter), (to, what)


def _words(payload: dict[str, Any]) -> list[str]:
    return [str(payload[name]) for name in ("text", "head", "tail") if payload.get(name)]


@pytest.mark.parametrize("profile", PROFILES)
def test_n6_no_group_head_of_a_window_or_sms_learns_who_complains(profile: str) -> None:
    heard = (To.DEPARTMENT, To.EMERGENCY, To.WINDOW, To.LEADER)
    cards = (
        NoticeKind.CALL,
        NoticeKind.INSPECT,
    )  # who rings or inspects sees the matter, in single chat
    for to, what in PAIRS:
        for letter in said(profile, to, what) if to in heard and what not in cards else ():
            shown = words_of(letter).replace(" ", "")
            assert not [one for one in SECRETS if one in shown], (to, what, shown)


@pytest.mark.parametrize(
    ("to", "what", "lane"),
    [
        (To.ASSESSOR, NoticeKind.RESULT, "assessor:main"),
        (To.ON_CALL, NoticeKind.ALARM, "on_call:main"),
        (To.LEADER, NoticeKind.RECORDED, "leader:market"),
        (To.WINDOW, NoticeKind.RECORDED, "window:market"),
        (To.FIRST_HANDLER, NoticeKind.UNHAPPY, "app:sun"),
        (To.OWNER, NoticeKind.OFFERED, "app:qian"),
        (To.EMERGENCY, NoticeKind.FORM, "sms:market"),
    ],
)
def test_each_listener_has_a_lane_of_its_own(to: To, what: NoticeKind, lane: str) -> None:
    first, *others = said("longhui", to, what)
    assert {one.lane for one in (first, *others)} == {lane}


@pytest.mark.parametrize(
    ("to", "what", "lane"),
    [
        (To.ASSESSOR, NoticeKind.RESULT, "management:main"),
        (To.ON_CALL, NoticeKind.ALARM, "management:main"),
        (To.LEADER, NoticeKind.RECORDED, "management:main"),
        (To.WINDOW, NoticeKind.RECORDED, "window:market"),
        (To.FIRST_HANDLER, NoticeKind.UNHAPPY, "desk:main"),
        (To.OWNER, NoticeKind.OFFERED, "desk:main"),
        (To.EMERGENCY, NoticeKind.FORM, "desk:main"),
    ],
)
def test_where_nobody_is_named_the_next_in_line_hears_it(
    to: To, what: NoticeKind, lane: str
) -> None:
    """SQ-S3, PY-4.2.9: nothing is said to nobody; without a number the desk must ring."""
    gone = {one.id: one for one in STAFF if one.id not in ("sun", "qian")}
    few = Directory(gone, {one.id: one for one in DEPARTMENTS})
    letter, *others = said("puyang", to, what, few)
    assert {one.lane for one in (letter, *others)} == {lane}
    if to is To.WINDOW:
        assert letter.payload["to"] == ["hong"]
    if to is To.EMERGENCY:
        assert "没有登记应急电话" in words_of(letter)


def test_py_4_2_9_the_sms_is_short_and_says_what_to_do() -> None:
    (sms,) = said("puyang", To.EMERGENCY, NoticeKind.FORM)
    assert (sms.kind, sms.payload["to"]) == ("sms", "13900000000")
    text = sms.payload["text"]
    assert len(text) <= 70, "one SMS"
    assert "2026年第0001号" in text
    assert "签收" in text


def test_lh_5a_who_received_it_first_is_told_so() -> None:
    (letter,) = said("longhui", To.FIRST_HANDLER, NoticeKind.UNHAPPY)
    assert letter.payload["text"].startswith("您是首接负责人")


def test_the_same_words_go_to_the_same_people_once() -> None:
    rules = rules_of("longhui")
    few = Directory({"du": STAFF[2]}, {})
    ticket = replace(full(rules), first_handler="gone")
    told = [
        Notice(to=to, what=NoticeKind.UNHAPPY, facts=FACTS) for to in (To.DESK, To.FIRST_HANDLER)
    ]
    assert len(compose.letters(ticket, told, rules, few, NOW)) == 1


@pytest.mark.parametrize("owed", [(), ("person",), ("person", "window", "assessor")])
def test_lh_12a_only_a_letter_that_is_waited_for_says_so(owed: tuple[str, ...]) -> None:
    ticket = replace(full(rules_of("longhui")), owed=owed)
    told = [
        Notice(to=To.CITIZEN, what=NoticeKind.ANSWERED),
        Notice(to=To.CITIZEN, what=NoticeKind.REWORKED),
        Notice(to=To.DESK, what=NoticeKind.RESULT),
        Notice(to=To.DESK, what=NoticeKind.CLOSED),
        Notice(to=To.ASSESSOR, what=NoticeKind.RESULT),
    ]
    letters = compose.letters(ticket, told, rules_of("longhui"), PEOPLE, NOW)
    assert len(letters) == len(told)
    marks = (one.payload.get("owes") for one in letters)
    assert tuple(mark for mark in marks if mark) == owed


# --- the list is whole --------------------------------------------------------------------------


def in_the_core() -> Iterator[tuple[str | None, str]]:
    """Yield listener (None where it is computed) and word of every Notice that the core makes."""
    for source in (one for one in sources("dispatch") if one.path != "dispatch/ticket/notices.py"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == NoticeKind.__name__:
                yield None, node.attr
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Notice":
                given = {one.arg: ast.unparse(one.value) for one in node.keywords}
                to, what = (
                    given["to"].removeprefix("To."),
                    given["what"].removeprefix(f"{NoticeKind.__name__}."),
                )
                if what in NoticeKind.__members__:
                    yield to if to in To.__members__ else None, what


def test_nothing_is_said_in_the_core_that_stands_not_in_the_list() -> None:
    found = {(to, what) for to, what in in_the_core() if what in NoticeKind.__members__}
    assert len(found) > 50
    for to, what in found:
        assert NoticeKind[what] in SAID, what
        assert to is None or To[to] in SAID[NoticeKind[what]], (to, what)
    assert {NoticeKind[what] for _, what in found} == set(SAID), "and nothing more"
