"""Likely duplicates before the desk: shown to who may see them, linked by one press, never by themselves (G-14, N8)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from builders import (
    CITIZEN,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    a_complaint,
    a_ticket,
    rules_of,
)
from databases import only_sqlite
from deep import Sweep
from invented_complaints import a_story, retold
from office import DEPARTMENTS, Office, office, person, press

from bot.config.directory import Directory
from bot.desk import log_entries
from bot.jobs import sketching
from bot.profiles.catalogue import names
from bot.staff import buttons, chat_commands
from bot.wecom.keys import ButtonKey
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.complaint import Complainant, Complaint
from dispatch.ticket.ticket import CLOSED, Reply, State, Ticket, spoken
from storage.database.session import Session
from storage.queues.letters import Posted
from storage.store import Store
from storage.tickets import codec, numbers, tickets

pytestmark = only_sqlite

FIRST, SECOND, THIRD = "2026-0001", "2026-0002", "2026-0003"
STORY = a_story(1)
WORKING = (
    c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,)),
    c.Approve(by=MANAGER),
    c.Acknowledge(by=OFFICER),
)
ANSWER = c.Answer(by=OFFICER, text="已经修好，请放心", reason="备件已到", basis="条例第三条")
SURVEYING = (*WORKING, ANSWER, c.Pass(by=SUPERVISOR))


def told_by(n: int, text: str = "", **more: Any) -> Complaint:
    """Return the story as its *n*th teller tells it."""
    who = Complainant(lane=f"kf:wkTest:wm{n}", name=f"诉求人{n}", phone=f"1380013{n:04}")
    return a_complaint(complainant=who, text=text or retold(STORY, n, 0.04), **more)


async def cards(the_office: Office, no: str) -> list[Posted]:
    """Return the letters of likely duplicates that wait, of a ticket."""
    return await the_office.letters(f"alike/{no}/")


def shown(card: Mapping[str, Any]) -> str:
    """Return all that stands on a card."""
    rows = [f"{one['keyname']}：{one['value']}" for one in card["horizontal_content_list"]]
    words = [card["main_title"]["title"], card["main_title"]["desc"], *rows]
    return "\n".join([*words, *(one["text"] for one in card["button_list"])])


def links_of(card: Mapping[str, Any]) -> list[ButtonKey]:
    """Return the keys of the buttons that link."""
    keys = (ButtonKey.unpack(one["key"]) for one in card["button_list"])
    return [one for one in keys if one.act.startswith("link:")]


async def presses(the_office: Office, userid: str, card: Mapping[str, Any], n: int = 0) -> str:
    """Let *userid* press the *n*th button that links; return what became of it."""
    key = links_of(card)[n].pack()
    return await the_office.hears(
        lambda visit: buttons.in_app(visit, press(userid, key, card["task_id"]), late=False)
    )


async def types(the_office: Office, userid: str, text: str) -> str:
    await the_office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await the_office.answers())


# --- at registration -------------------------------------------------------------------------------


async def test_who_tells_the_same_is_shown_with_number_day_state_and_how_alike(
    the_office: Office,
) -> None:
    """Another person's, in other words: the desk reads it beside its own card, and nothing is decided."""
    await the_office.opens(told_by(1, STORY))
    await the_office.do(FIRST, *WORKING)
    await the_office.opens(told_by(2, retold(STORY, 2, 0.02)))
    ticket = await the_office.ticket(SECOND)
    assert (ticket.state, ticket.tied_to, ticket.complaint.alike) == (
        State.REGISTERED,
        "",
        (FIRST,),
    )

    letters = await cards(the_office, SECOND)
    (card,) = (one.payload["card"] for one in letters if "card" in one.payload)
    assert "疑似重复 2026年第0002号" in shown(card)
    assert "成相同：2026年第0001号 9月28日 办理中" in shown(card)
    assert "并入 0001" in shown(card)
    assert card["quote_area"]["quote_text"].startswith(STORY[:20])


async def test_who_may_not_link_reads_the_same_as_words(the_office: Office) -> None:
    await the_office.opens(told_by(1))
    await the_office.opens(told_by(2))
    letters = await cards(the_office, SECOND)
    by_kind = {"card" in one.payload: one for one in letters}
    assert by_kind[True].payload["to"] == ["du"]
    assert by_kind[False].payload["to"] == ["sun", "qian"]
    assert "2026年第0001号" in by_kind[False].payload["text"]


async def test_another_matter_another_centre_and_what_was_withdrawn_are_not_shown(
    the_office: Office,
) -> None:
    await the_office.opens(told_by(1, a_story(2)))
    await the_office.opens(told_by(2))
    assert await cards(the_office, SECOND) == []
    await the_office.do(SECOND, c.Withdraw(by=replace(CITIZEN, id="kf:wkTest:wm2")))
    await the_office.opens(told_by(3))
    assert await cards(the_office, THIRD) == []
    assert (await the_office.ticket(THIRD)).complaint.alike == ()


async def test_what_waits_for_another_is_shown_as_that_one(the_office: Office) -> None:
    """The next one waits for the same; a chain would wait for what waits."""
    await the_office.opens(told_by(1))
    await the_office.opens(told_by(2))
    await the_office.do(SECOND, m.Link(by=SUPERVISOR, main=FIRST))
    await the_office.opens(told_by(3))
    (card,) = (
        one.payload["card"] for one in await cards(the_office, THIRD) if "card" in one.payload
    )
    assert "0002" not in shown(card)
    assert [one.act for one in links_of(card)] == [f"link:{FIRST}"]


async def test_words_put_right_before_dispatch_are_looked_for_anew(the_office: Office) -> None:
    at_window = Complainant(name="孙某", phone="13800139999")
    await the_office.opens(told_by(1))
    await the_office.opens(a_complaint(text=a_story(5), complainant=at_window, channel="窗口"))
    assert await cards(the_office, SECOND) == []
    await types(the_office, "sun", f"/更正 0002 诉求：{STORY}")
    ticket = await the_office.ticket(SECOND)
    assert ticket.complaint.alike == (FIRST,)
    assert await cards(the_office, SECOND)


# --- one press -------------------------------------------------------------------------------------


async def test_one_press_links_and_each_keeps_number_answer_and_survey(the_office: Office) -> None:
    """N8, G-14: the pressed card is over for everybody; the answer of the other reaches this person too."""
    await the_office.opens(told_by(1))
    await the_office.do(FIRST, *WORKING)
    await the_office.opens(told_by(2))
    (card,) = (
        one.payload["card"] for one in await cards(the_office, SECOND) if "card" in one.payload
    )
    assert await presses(the_office, "du", card) == "done"
    ticket = await the_office.ticket(SECOND)
    assert (ticket.state, ticket.tied_to, ticket.no) == (State.LINKED, FIRST, SECOND)

    await the_office.do(FIRST, ANSWER, c.Pass(by=SUPERVISOR))
    ticket = await the_office.ticket(SECOND)
    assert ticket.state is State.SURVEYING
    assert ticket.reply is not None
    assert ticket.reply.text == ANSWER.text
    assert "Receive" in await the_office.log(SECOND)


async def test_what_is_not_as_the_card_showed_it_is_answered_and_nothing_is_done(
    the_office: Office,
) -> None:
    await the_office.opens(told_by(1))
    await the_office.opens(told_by(2))
    (card,) = (
        one.payload["card"] for one in await cards(the_office, SECOND) if "card" in one.payload
    )
    await the_office.do(FIRST, c.Withdraw(by=replace(CITIZEN, id="kf:wkTest:wm1")))
    assert await presses(the_office, "du", card) == "unclear"
    assert "不能并案" in "\n".join(await the_office.answers())
    await the_office.do(SECOND, *WORKING)
    assert await presses(the_office, "du", card) == "stale"
    assert (await the_office.ticket(SECOND)).tied_to == ""


# --- /并案 without a second number -------------------------------------------------------------------


async def test_without_a_second_number_what_is_alike_is_listed_and_linked_by_a_press(
    the_office: Office,
) -> None:
    await the_office.opens(told_by(1))
    await the_office.opens(told_by(2))
    await the_office.opens(a_complaint(text=a_story(9)))
    answer = await types(the_office, "du", "/并案 0002")
    assert "1 件" in answer
    assert f"/并案 {SECOND} {FIRST}" in answer
    (letter,) = await the_office.letters(f"in/{the_office.said}/alike")
    assert await presses(the_office, "du", letter.payload["card"]) == "done"
    assert (await the_office.ticket(SECOND)).tied_to == FIRST

    assert "没有找到" in await types(the_office, "du", "并案0003")
    await the_office.opens(told_by(4))
    for no in (FIRST, "2026-0004"):
        await the_office.do(no, *WORKING)
    assert "不能并案，供核对" in await types(the_office, "du", "/并案 0004")
    assert "不在您" in await types(the_office, "sun", "/并案 0003")


# --- the answer of one for the others ----------------------------------------------------------------


async def test_when_one_is_answered_the_others_that_wait_at_the_desk_are_offered_its_answer(
    the_office: Office,
) -> None:
    """Each by its own press, each logged, each with a survey of its own; the card stays until all had it."""
    for n in (1, 2, 3):
        await the_office.opens(told_by(n))
    await the_office.do(FIRST, *SURVEYING)
    letters = [one for one in await cards(the_office, FIRST) if "card" in one.payload]
    card = letters[-1].payload["card"]
    assert "同一件事已答复 2026年第0001号" in shown(card)
    assert {one.no for one in links_of(card)} == {SECOND, THIRD}

    for n in (0, 1):
        assert await presses(the_office, "du", card, n) == "linked"
        no = links_of(card)[n].no
        ticket = await the_office.ticket(no)
        assert (ticket.state, ticket.reply and ticket.reply.text) == (State.SURVEYING, ANSWER.text)
        assert (await the_office.log(no))[-2:] == ["Link", "Receive"]
    assert await presses(the_office, "du", card) == "stale"
    await the_office.do(SECOND, c.Rate(by=replace(CITIZEN, id="kf:wkTest:wm2"), level="满意"))
    assert (await the_office.ticket(THIRD)).state is State.SURVEYING  # their own vote counts


async def test_who_waited_itself_offers_nothing_and_what_waits_already_is_not_offered(
    the_office: Office,
) -> None:
    for n in (1, 2):
        await the_office.opens(told_by(n))
    before = len(await cards(the_office, FIRST))
    await the_office.do(SECOND, m.Link(by=SUPERVISOR, main=FIRST))
    await the_office.do(FIRST, *SURVEYING)
    assert (await the_office.ticket(SECOND)).state is State.SURVEYING
    assert len(await cards(the_office, FIRST)) == before
    assert len(await cards(the_office, SECOND)) == 2  # those of its registration


# --- tickets of an earlier release -------------------------------------------------------------------


async def test_tickets_of_an_earlier_release_are_found_once_the_service_took_their_sketches(
    the_office: Office,
) -> None:
    await the_office.opens(told_by(1))
    await the_office.write(_forget)
    await the_office.opens(told_by(2))
    assert (await the_office.ticket(SECOND)).complaint.alike == ()

    await the_office.write(_forget)
    assert await sketching.take(the_office.context, asyncio.Event()) == 2
    assert await sketching.take(the_office.context, asyncio.Event()) == 0  # once
    await the_office.opens(told_by(3))
    assert set((await the_office.ticket(THIRD)).complaint.alike) == {FIRST, SECOND}


async def _forget(session: Session) -> None:
    await session.rows("DELETE FROM sketches")


# --- who may: every role, state and county -----------------------------------------------------------


ROLES = [
    "receptionist",
    "supervisor",
    "management",
    "leader",
    "assessor",
    "operator",
    "department",
    "window_lead",
]
#: one of each role whom a lead is about, beside each another whom it is not about; one of another centre
MEANT = {role: person(f"x{n}", f"裴某{n}", role) for n, role in enumerate(ROLES)}
OTHERS = {role: person(f"y{n}", f"廉某{n}", role) for n, role in enumerate(ROLES)}
ELSEWHERE = {role: person(f"z{n}", f"晏某{n}", role, centre="town") for n, role in enumerate(ROLES)}
PEOPLE = Directory(
    {one.id: one for group in (MEANT, OTHERS, ELSEWHERE) for one in group.values()},
    {one.id: one for one in DEPARTMENTS},
)
#: who links (default of every county: product §5), and who sees every ticket of the centre
LINK, SEE = {"supervisor", "management"}, {*ROLES} - {"department", "window_lead"}
WAIT, OVER = {"registered", "proposed"}, {str(one) for one in CLOSED}
REPLY = Reply(text=ANSWER.text, department="market", by="li", at=NOW)
#: nobody who tells it once more needs to know of these
GONE = {"withdrawn", "handed_over"}
READERS = {
    "own": OTHERS,
    "another centre's": ELSEWHERE,
    "about them": MEANT,
    "handed over": OTHERS,
}


@dataclass(frozen=True, slots=True)
class Point:
    """Who looks at two tickets that tell the same: in which state each is, and how the older lies to them."""

    role: str
    state: State
    older: State
    relation: str

    @property
    def may_link(self) -> bool:
        """True where this role does it, and may see both tickets."""
        return self.role in LINK and self.sees_older

    @property
    def sees_older(self) -> bool:
        if self.relation == "handed over":
            return self.role == "management"
        return self.relation == "own" and self.role in SEE

    @property
    def is_listed(self) -> bool:
        """True where the older one stands in the list of who may link."""
        return self.may_link and self.older not in GONE

    @property
    def can_be(self) -> bool:
        """True where it would be done, whoever's the older one is."""
        can = self.state in WAIT and self.older not in OVER and self.older is not State.LINKED
        return self.role in LINK and can

    @property
    def is_linked(self) -> bool:
        """True where a press that has the newer one wait comes to that."""
        return self.can_be and self.sees_older


async def stored(the_office: Office, rules: Rules, n: int, point: Point) -> tuple[str, str]:
    """Store the two tickets of *point*; return the numbers of the older and the newer."""
    meant = tuple(one.id for one in MEANT.values()) if point.relation == "about them" else ()
    older = made(rules, 2 * n, point.older, retold(a_story(n), 1, 0.02))
    older = replace(
        older,
        allegation=Allegation(text=older.complaint.text, persons=meant, at=NOW) if meant else None,
        restricted=point.relation == "handed over",
    )
    newer = made(rules, 2 * n + 1, point.state, retold(a_story(n), 2, 0.02))

    async def job(session: Session) -> None:
        for one in (older, newer):
            facts = codec.facts_of(one)
            await tickets.insert(session, one, facts)
            await log_entries.opened(session, one, [], facts, NOW)

    await the_office.write(job)
    return older.no, newer.no


def made(rules: Rules, n: int, state: State, text: str) -> Ticket:
    """Return a ticket in *state*, as stored; nothing else of its life matters here."""
    return replace(
        a_ticket(rules, complaint=told_by(n, text)),
        no=f"2026-{n + 1:04}",
        state=state,
        owner="",
        first_handler="",
        opened_at=NOW + timedelta(minutes=n),
        closed_at=NOW + timedelta(days=1) if state in CLOSED else None,
        reply=REPLY if state is State.SURVEYING else None,
    )


@pytest.mark.sweep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("profile", names())
async def test_n6_g14_who_may_sees_and_links_what_tells_the_same_and_nobody_else_hears_of_it(
    store: Store, clock: Any, profile: str, sweep: Sweep
) -> None:
    """State of either × role × whose it is, typed and pressed, under every county's rules."""
    rules = rules_of(profile)
    there = office(store, clock, PEOPLE, rules)
    points = [Point(*one) for one in product(ROLES, State, State, READERS)]
    chosen = sweep.of(
        f"duplicates, {profile}",
        points,
        24,
        lambda one: (one.role, one.relation, one.can_be, one.is_listed),
    )
    for n, point in enumerate(chosen):
        older, newer = await stored(there, rules, n, point)
        reader = READERS[point.relation][point.role].id
        answer = await types(there, reader, f"/并案 {newer}")
        letters = await there.letters(f"in/{there.said}/alike")
        heard = "\n".join(
            [answer, *(json.dumps(one.payload, ensure_ascii=False) for one in letters)]
        )
        assert (older in heard or spoken(older) in heard) == point.is_listed, (point, heard)

        key = ButtonKey(f"link:{older}", newer, 0).pack()
        before = await there.ticket(newer)
        pressed = press(reader, key, f"{newer}-alike-0")
        await there.hears(lambda visit, p=pressed: buttons.in_app(visit, p, late=False))
        after = await there.ticket(newer)
        assert (after.tied_to == older) == point.is_linked, (point, await there.answers())
        assert (after == before) != point.is_linked
        told = "\n".join(await there.answers())
        assert point.sees_older or spoken(older) not in told, (point, told)


async def test_n6_the_desks_letters_of_likely_duplicates_are_for_those_who_may_see_them(
    store: Store, clock: Any
) -> None:
    """Whom the older one is about gets no letter and reads no number of it on the card that all get."""
    there = office(store, clock, PEOPLE)
    point = Point("supervisor", State.REGISTERED, State.WORKING, "about them")
    older, _ = await stored(there, rules_of("wuzhi"), 40, point)
    await there.write(_numbers_from(90))
    ticket = await there.opens(told_by(99, retold(a_story(40), 3, 0.02)))
    told = await cards(there, ticket.no)
    assert told
    for letter in told:
        others = {*letter.payload["to"]} & {one.id for one in MEANT.values()}
        assert not others or spoken(older) not in json.dumps(letter.payload, ensure_ascii=False)
    assert any(spoken(older) in json.dumps(one.payload, ensure_ascii=False) for one in told)
    assert older not in ticket.complaint.alike


def _numbers_from(n: int) -> Callable[[Session], Awaitable[None]]:
    async def job(session: Session) -> None:
        for _ in range(n):
            await numbers.next_serial(session, "main", 2026)

    return job
