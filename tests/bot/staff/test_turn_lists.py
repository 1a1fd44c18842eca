"""待办, digest, wake-up and metrics say of every open ticket what the one table says: whose turn it is.

Tickets are met on random walks, one of each state under each county's rules, and stored as the desk does.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from builders import MANAGER
from databases import only_sqlite
from office import Office, directory, person
from walk_rules import may_take, takers
from walk_world import PEOPLE, PROFILES, World, rules_named, started
from walker import Walk

from bot.config.directory import Directory
from bot.jobs import digest, forgotten
from bot.letters import compose
from bot.runtime.metrics import Metrics, renew
from bot.staff import queries
from dispatch.handlers.approvals import decides
from dispatch.lifecycle import life
from dispatch.lifecycle.authority import may_now
from dispatch.lifecycle.wake import due_now
from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import Act
from dispatch.rules.turns import Turn, turns
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.case_commands import Allege, TellHead, Unmark
from dispatch.ticket.notices import To
from dispatch.ticket.papers import Petition, Wish
from dispatch.ticket.sight import may_see
from dispatch.ticket.ticket import CLOSED, State, Ticket
from storage.database.session import Session
from storage.tickets import codec, pages, tickets
from storage.tickets import turns as stored

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(900)]

OPEN = [state for state in State if state not in CLOSED]
STAFF = [one for one in PEOPLE if one.source in ("app", "group")]
#: walks that are taken at most until every state was met
MOST = 400


@cache
def met(profile: str) -> tuple[World, ...]:
    """Return a moment of a walk in every open state, with petitions and without."""
    found: dict[tuple[State, bool], World] = {}
    for number in range(MOST):
        if {state for state, _ in found} == there(profile) and len(found) > len(OPEN) + 2:
            break
        for world in _walked(profile, number):
            ticket = world.ticket
            if not ticket.is_closed:
                found.setdefault((ticket.state, bool(ticket.petitions)), world)
    return (*found.values(), *_alleged(found.values()))


#: whom the lead of a walk is about: one of the desk, and one of management
ABOUT = ("the_receptionist", "guanli2")


def _alleged(worlds: Iterable[World]) -> Iterator[World]:
    """Yield one with a lead about two of our own people, once by each state (N6)."""
    fresh = [one for one in worlds if one.ticket.allegation is None and not one.ticket.petitions]
    for world in {one.ticket.state: one for one in fresh}.values():
        said = Allege(by=SCHEDULE, persons=ABOUT, words=("红包",), owner="the_supervisor")
        ticket, _ = life.apply(world.ticket, said, world.rules, world.now)
        yield replace(world, ticket=ticket)


def there(profile: str) -> set[State]:
    """Return the open states that a ticket may be in: where nobody need approve nothing waits for it,
    and 挂账 is only where the text has it."""
    rules = rules_named(profile)
    never = {State.PROPOSED} if rules.profile.dispatch.approve is None else set()
    never |= {State.DEFERRED} if "挂账" in rules.not_offered else set()
    return set(OPEN) - never


def _walked(profile: str, number: int) -> Iterator[World]:
    rnd = Random(number)
    walk = Walk(started(rules_named(profile), number))
    walk.open(number)
    yield walk.world
    for _ in range(8):
        walk.step(rnd.getrandbits(24))
        yield walk.world


def owes(turn: Turn, person: Actor, people: Iterable[Actor] = ()) -> bool:
    """True when *turn* is *person*'s: by role, by department and role, or by name.

    What they asked for themselves is another's of *people* who bears the role, if there is one.
    """
    if turn.to is To.CITIZEN:
        return False
    if not turn.roles:
        return person.id == turn.target
    is_of_unit = not turn.target or person.department == turn.target
    theirs = person.roles & turn.roles
    if turn.but == person.id:
        theirs -= frozenset[str]().union(*(one.roles for one in people if one != person))
    return is_of_unit and bool(theirs)


async def keep(office: Office, world: World) -> Ticket:
    """Store the ticket of *world* with what the desk stores beside it."""
    ticket = replace(world.ticket, restricted=False)

    async def job(session: Session) -> None:
        await tickets.insert(session, ticket, codec.facts_of(ticket))
        rows = stored.rows_of(turns(ticket, world.rules))
        await stored.put(session, ticket.no, rows)

    await office.write(job)
    return ticket


@only_sqlite
@pytest.mark.parametrize("profile", PROFILES)
async def test_what_the_table_says_stands_in_todo_digest_and_metrics_and_nothing_else_does(
    the_office: Office, profile: str
) -> None:
    worlds = met(profile)
    assert {one.ticket.state for one in worlds} == there(profile)
    people = the_office.context.directory.people
    people.clear()
    people.update({one.id: replace(one, centre="main") for one in STAFF})
    for n, world in enumerate(worlds, start=1):
        numbered = replace(world, ticket=replace(world.ticket, no=f"2026-{n:04d}"))
        await keep(the_office, numbered)
    found = {
        one.id: {
            t.no
            for t in (
                await queries.waiting_for(
                    the_office.store.reader, the_office.context.directory, one, "main", 500
                )
            )[0]
        }
        for one in people.values()
    }
    for n, world in enumerate(worlds, start=1):
        no, mine = f"2026-{n:04d}", turns(world.ticket, world.rules)
        assert mine, world.ticket.state
        for one in people.values():
            is_owed = any(owes(turn, one, people.values()) for turn in mine)
            # management stands in for who is named and works here no more
            gone = [t.target for t in mine if not t.roles and t.target and t.target not in people]
            is_owed = is_owed or (bool(gone) and "management" in one.roles)
            is_owed = is_owed and may_see(one, replace(world.ticket, restricted=False))
            assert (no in found[one.id]) == is_owed, (no, world.ticket.state, one.id)
    counted, late = await stored.counts(the_office.store.reader, the_office.clock())
    acts = [{turn.act for turn in turns(w.ticket, w.rules)} for w in worlds]
    assert counted == {act: sum(act in each for each in acts) for act in set().union(*acts)}
    assert all(late[act] <= counted[act] for act in late)
    metrics = Metrics()
    renew(metrics.owed, counted)
    assert b'yousu_owed_tickets{step="triage"}' in metrics.text()

    await digest.send(the_office.context, the_office.clock())
    told = {one.lane.partition(":")[2]: one for one in await the_office.letters("digest/")}
    assert set(told) == {userid for userid, numbers in found.items() if numbers}
    for userid, letter in told.items():
        assert f"今天有{len(found[userid])}件" in str(letter.payload["text"])


@pytest.mark.parametrize("profile", PROFILES)
def test_n6_an_open_lead_is_owed_by_desk_and_management_in_every_state_and_gone_once_decided(
    profile: str,
) -> None:
    worlds = [one for one in met(profile) if one.ticket.has_open_lead]
    assert {one.ticket.state for one in worlds} >= there(profile)
    for world in worlds:
        of = [turn for turn in turns(world.ticket, world.rules) if turn.act is Act.LEAD]
        assert {turn.to for turn in of} == {To.DESK, To.MANAGEMENT}
        assert all(turn.until is not None and turn.is_asked for turn in of)
        assert all(may_now(Unmark, owing, world.ticket, world.rules) for owing in _holders(of))
        done = TellHead(by=MANAGER, word="请核实")
        told, _ = life.apply(world.ticket, done, world.rules, world.now)
        assert Act.LEAD not in {turn.act for turn in turns(told, world.rules)}


def _holders(of: Iterable[Turn]) -> list[Actor]:
    return [one for one in STAFF if any(owes(turn, one) for turn in of)]


@pytest.mark.parametrize("profile", PROFILES)
def test_whom_no_limit_pushes_the_schedule_asks_by_name_of_the_step(
    profile: str,
) -> None:
    """Each turn that is asked for is heard by whose it is, at the moment that the ticket wakes for."""
    for world in met(profile):
        ticket, rules = world.ticket, world.rules
        for turn in turns(ticket, rules):
            if turn.to is not To.CITIZEN:
                assert any(may_take(turn, ticket, rules, one) for one in takers(turn))
        heard: set[tuple[To, str]] = set()
        wanted = {(t.to, t.target) for t in turns(ticket, rules) if t.is_asked}
        for _ in range(12):
            if ticket.is_closed or wanted <= heard:
                break
            now = max(ticket.wakes_at or world.now, world.now)
            for command in due_now(ticket, now):
                ticket, notices = life.apply(ticket, command, rules, now)
                heard |= {(one.to, one.target) for one in notices}
                # whose turn it is may have changed: a call that is given up, a 督办 that was given
                wanted &= {(t.to, t.target) for t in turns(ticket, rules) if t.is_asked}
                assert compose.letters(ticket, notices, rules, directory(), now) or not notices
        assert wanted <= heard, (
            ticket.state,
            [t for t in turns(ticket, rules) if (t.to, t.target) not in heard],
        )


@only_sqlite
async def test_after_an_upgrade_nobody_is_forgotten(the_office: Office) -> None:
    """待评价 after one ignored card, as the release before left it: no list, and nothing wakes it."""
    worlds = [one for one in met("wuzhi") if one.ticket.state is State.SURVEYING]
    the_office.clock.now = worlds[0].now
    old = replace(
        worlds[0].ticket, tie="", tied_to="", petitions=(), handover=None, call_due_at=None,
        calls_at=(), wakes_at=None, check_at=None,
    )  # fmt: skip

    async def job(session: Session) -> None:
        await tickets.insert(session, old, codec.facts_of(old))

    await the_office.write(job)
    du = the_office.context.directory.people["du"]
    find = queries.waiting_for
    reader, known = the_office.store.reader, the_office.context.directory
    assert await find(reader, known, du, "main", 9) == ([], 0)
    assert await forgotten.find(the_office.context, asyncio.Event()) == 1
    (found,), _ = await find(reader, known, du, "main", 9)
    assert found.no == old.no
    assert found.wakes_at is not None
    cards = [one for one in await the_office.letters() if one.kind == "app_card"]
    assert len(cards) == 1, "the desk is asked to call"
    assert await forgotten.find(the_office.context, asyncio.Event()) == 0


async def wished(office: Office, profile: str, *, hidden: bool) -> list[Ticket]:
    """Store a ticket for each wish that there is, asked for by the manager; return them."""
    world = next(one for one in met(profile) if one.ticket.state is State.WORKING)
    said = Allege(by=SCHEDULE, persons=("guan2",), words=("红包",), owner="guan")
    found = []
    for n, wish in enumerate(Wish, start=1):
        asked = Petition(n=1, wish=wish, by="guan", by_name="管", at=world.now)
        ticket = replace(world.ticket, no=f"2026-{n:04d}", petitions=(asked,), handover=None)
        if hidden:
            ticket = replace(ticket, allegation=None)
            ticket, _ = life.apply(ticket, said, world.rules, world.now)
        found.append(await keep(office, replace(world, ticket=ticket)))
    return found


def deciding(house: Directory, ticket: Ticket, rules: Rules) -> set[str]:
    """Return who may decide what is asked for on *ticket*."""
    (asked,) = ticket.petitions
    return {
        one.id
        for one in house.people.values()
        if may_see(one, ticket) and decides(asked, ticket, rules, house.beside(one, "main", ticket))
    }


@only_sqlite
@pytest.mark.crossed
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("managers", [1, 2])
@pytest.mark.parametrize("hidden", [False, True], ids=["seen by all", "hidden from the other"])
async def test_what_somebody_asked_for_is_work_of_who_may_decide_it_and_never_of_nobody(
    the_office: Office, profile: str, managers: int, hidden: bool
) -> None:
    """四眼: with a second manager it is that one's alone; who is the only one has it themselves.

    Where it is hidden from one of them, whom that leaves is not told from the table: both are shown it.
    """
    house, rules = the_office.context.directory, rules_named(profile)
    if managers > 1:
        house.people["guan2"] = person("guan2", "关管理", "management")
    stored_ = await wished(the_office, profile, hidden=hidden)
    reader = the_office.store.reader
    for one in house.people.values():
        found, _ = await queries.waiting_for(reader, house, one, "main", 99)
        listed = {ticket.no for ticket in found}
        for ticket in stored_:
            other = [turn for turn in turns(ticket, rules) if turn.act is not Act.DECIDE]
            is_work = one.id in deciding(house, ticket, rules)
            is_work |= may_see(one, ticket) and any(owes(turn, one) for turn in other)
            is_listed = ticket.no in listed
            assert is_listed == is_work or (hidden and is_listed), (ticket.petitions, one.id)
    assert all(deciding(house, ticket, rules) for ticket in stored_)


@only_sqlite
async def test_a_start_opens_no_ticket_where_one_before_it_went_through_all_under_the_same_rules(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are open, the service is ready at once; other rules, or half a walk, begin anew."""
    monkeypatch.setattr(forgotten, "PAGE", 1)
    monkeypatch.setattr(forgotten, "REST", 0)
    for _ in range(3):
        await the_office.opens()
    opened: list[int] = []
    page = pages.open_after
    stop = asyncio.Event()

    async def noted(session: Session, after: int, limit: int) -> pages.Page:
        opened.append(after)
        if len(opened) == 2:
            stop.set()
        return await page(session, after, limit)

    monkeypatch.setattr(pages, "open_after", noted)
    await forgotten.find(the_office.context, stop)
    assert len(opened) == 2, "ended between two pages"
    await forgotten.find(the_office.context, asyncio.Event())
    assert len(opened) == 6, "so the next start goes through all"
    await forgotten.find(the_office.context, asyncio.Event())
    assert len(opened) == 6
    monkeypatch.setattr(forgotten, "_decides", lambda: "other rules")
    await forgotten.find(the_office.context, asyncio.Event())
    assert len(opened) == 10
