"""Every button of every card is really pressed: through the press handler, by who has the card, as it opens.

The cards are those of random walks (`test_every_button`); what a press brings up as a second card is pressed
too. Each press is undone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from databases import only_sqlite
from deep import Sweep
from office import Office, office, press
from test_every_button import HOUSE, Shown, walked
from walk_world import PROFILES, rules_named

from bot.citizen.conversation import Visit
from bot.letters import cards as faces
from bot.simulator import cards as wire
from bot.staff import buttons
from bot.wecom.cards import UNCHOSEN
from bot.wecom.keys import ButtonKey, numbered
from bot.wecom.robot_frame import RobotMessage
from storage.queues import outbox
from storage.store import Store
from storage.tickets import codec, tickets

pytestmark = [only_sqlite, pytest.mark.sweep, pytest.mark.timeout(3600)]

#: walks under each county's rules whose cards are pressed
WALKS, SAMPLE = 60, 1
#: what a press comes to that does what the card proposes, shows something, or asks for more
ACCEPTED = frozenset({"done", "choose", "confirm", "filled", "read"})


class Undone(Exception):
    """What was pressed came to an end, and nothing of it stays."""


Chosen = dict[str, tuple[str, ...]]


def presses(card: dict[str, Any]) -> Iterator[tuple[str, Chosen]]:
    """Yield each button's key with what the card opens with; what opens at 请选择 also with each option."""
    opened = {question: (ids[0],) for question, ids in wire.preselected(card).items()}
    for key in wire.keys(card):
        yield key, opened
        if UNCHOSEN in {ids[0] for ids in opened.values()}:
            yield from ((key, one) for one in _filled(card, opened))


def _filled(card: dict[str, Any], opened: Chosen) -> Iterator[Chosen]:
    """Yield *opened* with the first and the last that can be chosen where nothing was preselected.

    Of days to promise the first only: a later one may lie beyond the limit of the class that is chosen
    beside it, which the answer then says (N2).
    """
    selects = [*card.get("select_list", ()), *filter(None, [card.get("button_selection")])]
    options = {
        one["question_key"]: [o["id"] for o in one["option_list"] if o["id"] != UNCHOSEN]
        for one in selects
    }
    for n in (0, -1):
        yield {
            question: (options[question][0 if question == "promise" else n],)
            if ids[0] == UNCHOSEN
            else ids
            for question, ids in opened.items()
        }


async def pressed(
    house: Office, shown: Shown, pressings: list[tuple[str, Chosen]]
) -> tuple[str, list[dict[str, Any]]]:
    """Press one after the other as *shown* has it; return what the last came to, and the card it brought up."""
    found: list[str] = []
    brought: list[dict[str, Any]] = []

    async def hear(visit: Visit) -> None:
        visit = replace(visit, now=shown.world.now)
        ticket = shown.world.ticket
        await tickets.insert(visit.session, ticket, codec.facts_of(ticket))
        for n, (key, chosen) in enumerate(pressings):
            mine = replace(visit, key=f"{visit.key}-{n}")
            found.append(await _press(mine, shown, key, chosen))
            letters = await outbox.listed(visit.session, "waiting")
            brought[:] = [one.payload["card"] for one in letters if one.key == f"{mine.key}/change"]
        raise Undone

    with pytest.raises(Undone):
        await house.hears(hear)
    return found[-1], brought


async def _press(visit: Visit, shown: Shown, key: str, chosen: Chosen) -> str:
    if shown.group:
        message = RobotMessage(
            kind="event", msg_id="m", bot_id="b", from_user=shown.by.id, req_id="r",
            chat_id=HOUSE.departments[shown.group].chat_id, event="template_card_event",
            event_key=key, task_id=shown.card["task_id"],
        )  # fmt: skip
        return (await buttons.in_group(visit, message, shown.by.id, late=False))[0]
    one = replace(press(shown.by.id, key, shown.card["task_id"]), selected=chosen)
    return await buttons.in_app(visit, one, late=False)


def is_asked_first(outcome: str, key: str, chosen: Chosen, shown: Shown) -> bool:
    """True where nothing was chosen, and nothing is done by being first of a list; or where the reason of
    a refusal has fields, which are typed (LH-6)."""
    act = ButtonKey.unpack(key).act
    is_open = any(ids[0] == UNCHOSEN for ids in chosen.values())
    if numbered(act)[0] in faces.CHOOSES or (act == "guideas" and is_open):
        return outcome == "incomplete" and is_open
    code = chosen.get("code", act.partition(":")[2:])[0]
    found = shown.world.rules.profile.refusal(code)
    return outcome == "incomplete" and found is not None and bool(found.needs)


@pytest.mark.parametrize("profile", PROFILES)
async def test_every_button_that_is_shown_is_accepted_from_who_has_the_card(
    profile: str, store: Store, clock: Any, sweep: Sweep
) -> None:
    """WZ-5.4, and each second card: what a card proposes, preselected or chosen, the press handler carries out."""
    house = office(store, clock, HOUSE, rules=rules_named(profile))
    walks = sweep.many(f"walks whose cards are really pressed under {profile}", WALKS, SAMPLE)
    outcomes: Counter[str] = Counter()
    faults: dict[str, str] = {}
    seen: set[tuple[Any, ...]] = set()
    for number in range(sweep.seed, sweep.seed + walks):
        for shown in walked(profile, number).shown:
            for key, chosen in presses(shown.card):
                ticket = shown.world.ticket
                act = ButtonKey.unpack(key).act
                picked = str(chosen) if act not in ("guide", "change") else ""
                what = (act, picked, shown.by.id, ticket.state, ticket.class_name)
                if what in seen:
                    continue
                seen.add(what)
                ways = [[(key, chosen)]]
                while ways:
                    way = ways.pop()
                    outcome, brought = await pressed(house, shown, way)
                    outcomes[outcome] += 1
                    if outcome not in ACCEPTED and not is_asked_first(outcome, *way[-1], shown):
                        faults[f"{way} by {shown.by.id} in {ticket.state} {ticket.class_name}"] = (
                            outcome
                        )
                    if len(way) < 3:
                        ways += [[*way, one] for card in brought for one in presses(card)]
    assert not faults, "\n".join(f"{what}: {why}" for what, why in faults.items())
    assert {"done", "choose", "read"} <= outcomes.keys(), outcomes
