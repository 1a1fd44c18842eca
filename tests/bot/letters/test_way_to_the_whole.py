"""A card is short: whatever its face, who gets it has a way to all that was said."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from builders import NOW, once, rules_of
from deep import Sweep
from test_everything_said import FACTS, OWN_FACTS, PAIRS, PEOPLE, PROFILES, full

from bot.letters import cards as faces
from bot.letters import compose, desk_tasks, request_cards
from bot.letters.cards import READ
from bot.letters.desk_tasks import Chore
from bot.simulator import cards as wire
from bot.texts import staff
from bot.wecom.keys import ButtonKey
from dispatch.rules.rules import Rules
from dispatch.ticket.notices import Notice, To
from dispatch.ticket.ticket import CLOSED, State, Ticket
from intake.grammar.commands import StaffCommand, read

pytestmark = pytest.mark.unit

LONG = "跑了三趟营业执照还没办下来，窗口总说系统坏了。" * 30


def has_way(card: dict[str, Any], no: str) -> bool:
    """True where *card* has the button 全文, or the typed command stands on it and means the same."""
    acts = {ButtonKey.unpack(key).act for key in wire.keys(card)}
    typed = read(f"/查 {no} 全文", slash_required=True)
    assert isinstance(typed, StaffCommand)
    assert typed.fields == {"extent": "全文"}
    return READ in acts or f"/查 {no} 全文" in json.dumps(card, ensure_ascii=False)


def drawn(rules: Rules, ticket: Ticket) -> Iterator[dict[str, Any]]:
    """Yield the faces that no notice asks for: behind a button, and after a press."""
    departments = [(f"d{n}", f"第{n}个部门") for n in range(12)]
    yield faces.change(ticket, departments, rules, "in_1")
    yield faces.change(ticket, departments[:2], rules, "in_1")
    yield request_cards.refusing(ticket, request_cards.reasons(rules.profile), "in_1")
    yield request_cards.refusal_shown(ticket, "N1", "in_1")
    settled = faces.settled_form(ticket, "market", rules, NOW)
    assert settled is not None
    yield settled


@pytest.mark.sweep
@pytest.mark.parametrize("profile", PROFILES)
def test_every_face_of_every_card_in_every_state_has_a_way_to_the_whole(
    profile: str, sweep: Sweep
) -> None:
    """Every state × notice × listener, under the rules of one county, also with a centre's prefix."""
    rules, shown = rules_of(profile), set()
    points = [
        (state, to, what, no)
        for state in State
        for to, what in PAIRS
        if to is not To.CITIZEN
        for no in ("2026-0001", "ABCDEFGH-2026-00001")
    ]
    for state, to, what, no in sweep.of(
        f"cards under {profile}", points, 200, lambda one: one[1:3]
    ):
        target = "qian" if to is To.OWNER else "market"
        notice = Notice(to=to, what=what, target=target, facts=FACTS | OWN_FACTS.get(what, {}))
        ticket = told(rules, state, no)
        for letter in compose.letters(ticket, [notice], rules, PEOPLE, NOW):
            card = letter.payload.get("card")
            if card:
                shown.add(card["main_title"]["title"].partition(" ")[0])
                fits(card, no)
            else:  # who has nothing to press on it reads the words of the card
                shown.add(str(letter.payload["text"]).partition(" ")[0])
    assert shown >= {"待研判", "工作单待批准", "工作单", "待质检", "请回访", "工单交接", "请打电话"}


def told(rules: Rules, state: State, no: str) -> Ticket:
    return once(rules, ("told", state, no), lambda: _told(full(rules, state), no))


def _told(found: Ticket, no: str) -> Ticket:
    return replace(found, no=no, complaint=replace(found.complaint, text=LONG))


def fits(card: dict[str, Any], no: str) -> None:
    """Assert that the way is there, and that WeCom takes the card with it."""
    assert has_way(card, no), card
    wire.check(card)
    assert wire.too_long(card) == []


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("state", sorted(set(State) - CLOSED))
def test_the_cards_behind_a_button_have_it_too(profile: str, state: State) -> None:
    rules = rules_of(profile)
    for no in ("2026-0001", "ABCDEFGH-2026-00001"):
        for card in drawn(rules, told(rules, state, no)):
            fits(card, no)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_card_of_a_group_that_only_a_webhook_reaches_says_it_in_words(profile: str) -> None:
    rules = rules_of(profile)
    assert "/查 2026-0001 全文" in faces.form_text(full(rules), "market", rules, NOW)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("doubts", [0, 1, 2, 3, 9])
def test_n3_who_inspects_sees_complaint_and_answer_with_the_doubts_beside_them(
    profile: str, doubts: int
) -> None:
    rules = rules_of(profile)
    ticket = full(rules, State.ANSWERED)
    assert ticket.reply is not None
    findings = tuple(f"没有回答第{n}点" for n in range(doubts))
    ticket = replace(ticket, reply=replace(ticket.reply, findings=findings))
    card = request_cards.inspection(ticket, NOW, "杜督办")
    assert ticket.complaint.text in card["quote_area"]["quote_text"]
    assert card["sub_title_text"] == f"答复：{ticket.reply.text}"
    rows = [row["value"] for row in card["horizontal_content_list"] if row["keyname"] == "疑点"]
    assert (
        rows == [*findings][:2]
        if doubts < 3
        else rows == [findings[0], f"共{doubts}处，其余见全文"]
    )


@pytest.mark.parametrize("kind", staff.CHORE_KINDS)
@pytest.mark.parametrize("act", ["", *staff.CHORE_ACTS])
def test_a_chore_about_a_ticket_has_the_way_to_it(kind: str, act: str) -> None:
    chore = Chore(kind=kind, subject="x", text=LONG, act=act, row=7, no="2026-0001")
    fits(desk_tasks.card(chore, 3), "2026-0001")
    assert not has_way(desk_tasks.card(replace(chore, no=""), 3), "2026-0001")
