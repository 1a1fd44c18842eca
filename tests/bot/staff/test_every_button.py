"""Every button of every card in every county: who has it may press it now, and the press is not refused.

The cards are those that random walks through the life of a ticket really send (`tests/walker.py`); each is
pressed by each of its receivers, as it stands when it opens and with each of its options.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest
from builders import NOW, a_complaint
from deep import Sweep
from walk_world import DEPARTMENTS, PEOPLE, PROFILES, World, rules_named
from walker import Walk

from bot.config.directory import Directory, unit_of
from bot.config.sections import Department
from bot.letters import cards as faces
from bot.letters import compose
from bot.simulator import cards as wire
from bot.staff import button_actions
from bot.staff.button_actions import Press
from bot.texts import digest, ledger, lines, staff
from bot.wecom.cards import UNCHOSEN
from bot.wecom.keys import ButtonKey, numbered
from dispatch.errors import DeskError, Incomplete
from dispatch.lifecycle import life
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Scored
from dispatch.ticket.notices import Notice
from dispatch.ticket.ticket import Ticket
from storage.queues.letters import LetterKind

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(3600)]

#: walks under each county's rules
WALKS, SAMPLE, STEPS = 300, 12, 30

HOUSE = Directory(
    {one.id: one for one in PEOPLE if one.roles and "citizen" not in one.roles and one.name},
    {id_: Department(id=id_, name=name, chat_id=f"wr_{id_}") for id_, name in DEPARTMENTS},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A card before one of its receivers; *group* is the department in whose group it stands."""

    card: dict[str, Any]
    by: Actor
    world: World
    group: str = ""

    def presses(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each button's act with what is chosen: as the card opens, then each other option."""
        opened = {question: ids[0] for question, ids in wire.preselected(self.card).items()}
        select = self.card.get("button_selection")
        for button in self.card["button_list"]:
            act = ButtonKey.unpack(button["key"]).act
            yield act, opened
            if select is not None and numbered(act)[0] in faces.CHOOSES:
                for option in select["option_list"]:
                    yield act, {select["question_key"]: option["id"]}


class Watched(Walk):
    """A walk whose cards are kept, each before each of its receivers."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.shown: list[Shown] = []

    def attempt(self, command: c.Command, *, only_to: Any = None) -> bool:
        world = self.world
        before = world.ticket
        if not super().attempt(command, only_to=only_to):
            return False
        moved, notices = life.apply(before, command, world.rules, world.now)
        self.shown += cards_of(replace(world, ticket=moved), notices)
        return True


def cards_of(world: World, notices: Sequence[Notice]) -> Iterator[Shown]:
    """Yield each card that *notices* bring, before each who gets it; a group's before its officers."""
    for letter in compose.letters(world.ticket, list(notices), world.rules, HOUSE, world.now):
        card = letter.payload.get("card")
        if card is None:
            continue
        wire.check(card)
        group = ""
        if letter.kind == LetterKind.GROUP:
            unit = group = letter.payload["department"]
            people = [one for one in HOUSE.people.values() if unit_of(one) == unit]
        else:
            people = [HOUSE.people[one] for one in letter.payload["to"]]
        if card["button_list"]:
            yield from (Shown(card=card, by=by, world=world, group=group) for by in people)


#: what the words may have suggested: the usual, what is solved on the spot, nothing, a department or none
CAUSES = ("很难办", "办不了", "不给办", "一般性问题", "一般", "简单", "")


#: what asks for more on a second card, is only noted, or only shows something
ASIDE = frozenset({"change", "guide", "rung", faces.READ})


def begun(profile: str, number: int) -> World:
    """Return a new ticket under *profile*, with what the words suggested drawn by chance."""
    rnd, rules = Random(number), rules_named(profile)
    cause = rnd.choice(CAUSES)
    said = a_complaint(
        channel=rnd.choice(rules.profile.channels),
        causes=(Scored(id="c", name=cause, confidence=0.6),) if cause else (),
        departments=() if rnd.random() < 0.3 else a_complaint().departments,
    )
    ticket, _ = life.register("2026-0001", "main", said, "the_receptionist", rules, NOW)
    return World(rules=rules, ticket=ticket, now=NOW)


def walked(profile: str, number: int) -> Watched:
    """Walk once under *profile*; return the walk with every card that it brought."""
    world = begun(profile, number)
    walk = Watched(world)
    _, notices = life.register(
        "2026-0001", "main", world.ticket.complaint, "the_receptionist", world.rules, NOW
    )
    walk.shown += cards_of(world, notices)
    walk.open(number)
    rnd = Random(number)
    for _ in range(STEPS):
        if walk.world.ticket.is_closed:
            break
        walk.step(rnd.randrange(1, 2**24))
    return walk


def refused(shown: Shown, act: str, chosen: dict[str, str]) -> str:
    """Press *act*; return why it is refused, empty where it does its work or asks to choose first."""
    world = shown.world
    press = Press(
        act=act,
        by=shown.by,
        ticket=world.ticket,
        version=world.ticket.version,
        task_id=shown.card["task_id"],
        chosen={question: one for question, one in chosen.items() if one != UNCHOSEN},
        directory=HOUSE,
        rules=world.rules,
        now=world.now,
    )
    if numbered(act)[0] in ASIDE:
        return ""
    try:
        life.apply(world.ticket, button_actions.command(press), world.rules, world.now)
    except Incomplete as error:
        is_asked = UNCHOSEN in chosen.values() and numbered(act)[0] in faces.CHOOSES
        return "" if is_asked else f"{error}"
    except DeskError as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("profile", PROFILES)
def test_no_card_shows_a_button_that_refuses_its_receiver(profile: str, sweep: Sweep) -> None:
    """WZ-5.4: who may not send back has no such button; what a card proposes is carried out."""
    walks = sweep.many(f"walks whose cards are pressed under {profile}", WALKS, SAMPLE)
    pressed: Counter[str] = Counter()
    faults: dict[str, str] = {}
    for number in range(sweep.seed, sweep.seed + walks):
        for shown in walked(profile, number).shown:
            for act, chosen in shown.presses():
                pressed[numbered(act)[0]] += 1
                if why := refused(shown, act, chosen):
                    state = shown.world.ticket.state
                    faults.setdefault(f"{act} {chosen} by {shown.by.id} in {state}", why)
    assert not faults, "\n".join(f"{what}: {why}" for what, why in faults.items())
    assert {"spot", "ack", "call", "approve"} <= pressed.keys(), pressed


@pytest.mark.parametrize("profile", PROFILES)
def test_one_limit_stands_on_a_card_and_it_is_the_same_everywhere(
    profile: str, sweep: Sweep
) -> None:
    """Card, 查, 待办, digest and 台账 read one value; an assisting department reads its share (G-23)."""
    walks = sweep.many(f"walks whose limits are read under {profile}", WALKS, SAMPLE)
    read = 0
    for number in range(sweep.seed, sweep.seed + walks):
        for shown in walked(profile, number).shown:
            rows = [(row["keyname"], row["value"]) for row in shown.card["horizontal_content_list"]]
            limits = [value for name, value in rows if name in ("时限", "承诺")]
            assert len(limits) <= 1, rows
            if limits and shown.world.ticket.proposal is None:
                ticket, now, unit = shown.world.ticket, shown.world.now, unit_of(shown.by)
                said = lines.due(ticket, now, unit)
                assert limits[0].removesuffix(" 照走") == said
                assert said in staff.summary(ticket, shown.world.rules, now, unit)
                assert said in staff.listed(ticket, now, unit)
                assert said in digest.digest([ticket], 1, now, unit)
                assert lines.due(ticket, now) in ledger.ledger(now.date(), [ticket], 1, now)
                read += 1
    assert read


def test_what_opens_preselected_was_suggested_and_nothing_is_by_being_first() -> None:
    """Every drop-down of every card: the card's own suggestion, or 请选择."""
    rules = rules_named("wuzhi")
    ticket = begun("wuzhi", 3).ticket
    for suggestion, department in (("很难办", "market"), ("不给办", ""), ("一般性问题", "")):
        one = _suggesting(ticket, suggestion, department, rules)
        units = tuple(DEPARTMENTS)
        opened = wire.preselected(faces.change(one, units, rules, "m"))
        is_dispatched = suggestion in rules.dispatched_classes
        assert opened["department"] == [department or UNCHOSEN]
        assert opened["class"] == [suggestion if is_dispatched else UNCHOSEN]
        promised = UNCHOSEN if rules.needs_promise(suggestion) else faces.BY_RULE
        assert opened["promise"] == [promised]


def _suggesting(ticket: Ticket, name: str, department: str, rules: Rules) -> Ticket:
    units = (Scored(id=department, name="x"),) if department else ()
    said = replace(ticket.complaint, causes=(Scored(id="c", name=name),), departments=units)
    return replace(ticket, complaint=said)
