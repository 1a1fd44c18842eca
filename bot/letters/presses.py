"""Which buttons of a card its receiver may press now: by the county's table, the state, and what the rules want.

Rule 1: a button that would refuse its receiver is not shown to them; who has the same buttons shares a card.
Rule 2: who has nothing to press gets the same words without a card.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.letters import kinds
from bot.letters.desk_tasks import HANDS
from bot.letters.kinds import Members, Wording
from bot.letters.notice import Saying
from bot.texts import staff
from bot.wecom.cards import Card, in_words
from bot.wecom.keys import ButtonKey
from dispatch.lifecycle.authority import roles_on
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.moves import MOVES
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import Ticket

#: a button's act → the command that it gives; what stands not here changes no ticket
GIVES: Mapping[str, type[c.Command]] = {
    "spot": c.SolveOnSpot,
    "send": c.Dispatch,
    "sendas": c.Dispatch,
    "change": c.Dispatch,
    "guide": c.Refuse,
    "guideas": c.Refuse,
    "approve": c.Approve,
    "reject": c.Reject,
    "ack": c.Acknowledge,
    "pass": c.Pass,
    "back": c.SendBack,
    "call": c.CallBack,
    "callx": c.CallBack,
    "told": c.CallBack,
    "take": m.TakeOver,
}
#: acts that need one of the card's drop-down
CHOOSES = frozenset({"spot", "reject", "back"})


def numbered(act: str) -> tuple[str, int]:
    """Return an act's name and its number: `approve3` is a petition's, `call1` a level's; else 0."""
    name = act.partition(":")[0].rstrip("0123456789")
    n = act[len(name) :]
    return name, int(n) if n.isdecimal() else 0


def may_press(act: str, by: Actor, ticket: Ticket, rules: Rules) -> bool:
    """True when *by* may do now what the button *act* stands for."""
    name, n = numbered(act)
    beside = _BESIDE.get(name)
    if beside is not None and not beside(ticket, rules, by, n):
        return False
    command = GIVES.get(name)
    if command is None:
        return True
    carries = rules.roles_for(COMMANDS[command].name) & roles_on(by, ticket)
    return bool(carries) and command in MOVES[ticket.state]


def _decides(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    """True for who decides the petition *n*; the proposed 工作单 (0) has its row in the table."""
    asked = next((one for one in ticket.petitions if one.n == n), None)
    if asked is None:
        return n == 0
    allowed = rules.approvers(asked.wish, is_unit=ticket.complaint.complainant.is_unit)
    return bool(allowed & by.roles) and by.id != asked.by


def _passes(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    """True where nothing is held against the answer; else the reason is typed (N3)."""
    return ticket.reply is None or not ticket.reply.findings


def _sends_back(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    return ticket.reply is None or rules.may_send_back(ticket.reply.findings)


def _takes(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    """True for whom it was offered to, not for who stands in where they have left."""
    return ticket.handover is not None and ticket.handover.to_id == by.id


def _rings(ticket: Ticket, rules: Rules, by: Actor, n: int) -> bool:
    recorded = rules.profile.record(staff.RUNG) is not None
    return bool((rules.roles_for("记录") if recorded else HANDS) & by.roles)


#: what a press needs beside the table and the state
_BESIDE: Mapping[str, Callable[[Ticket, Rules, Actor, int], bool]] = {
    "approve": _decides,
    "reject": _decides,
    "pass": _passes,
    "back": _sends_back,
    "rung": _rings,
    "take": _takes,
}


def dealt(to: Members, face: Card, saying: Saying) -> list[Wording]:
    """Return *face* for each of *to*, with what they may press of it; as words where that is nothing."""
    hands: dict[tuple[str, ...], list[str]] = {}
    for userid in to.userids:
        hands.setdefault(_hand(userid, face, saying), []).append(userid)
    watching = hands.pop((), [])
    said = [
        kinds.card(Members(to.lane, userids), _held(face, hand, n))
        for n, (hand, userids) in enumerate(hands.items())
    ]
    if watching:
        said.append(kinds.text(Members(to.lane, watching), in_words(face)))
    return said


def _hand(userid: str, face: Card, saying: Saying) -> tuple[str, ...]:
    by = saying.directory.people.get(userid) or Actor(id=userid)
    keys = (one["key"] for one in face["button_list"])
    return tuple(key for key in keys if may_press(_act(key), by, saying.ticket, saying.rules))


def _act(key: str) -> str:
    return ButtonKey.unpack(key).act


def _held(face: Card, hand: tuple[str, ...], n: int) -> Card:
    """Return *face* with the buttons of *hand*; each hand has a task id of its own (WeCom takes one once)."""
    held: dict[str, Any] = {
        **face,
        "button_list": [one for one in face["button_list"] if one["key"] in hand],
    }
    if not any(numbered(_act(key))[0] in CHOOSES for key in hand):
        held.pop("button_selection", None)
    if n:
        begin, _, version = face["task_id"].rpartition("-")
        held["task_id"] = f"{begin}{ANOTHER_HAND}{n}-{version}"
    return held


#: between the purpose of a card and which of its hands it is
ANOTHER_HAND = "@"
