"""The write path: all or nothing, on both databases; and who is who."""

import asyncio

import pytest
from builders import MANAGER, MARKET, OFFICER, RECEPTIONIST
from office import DEPARTMENTS, Office, directory
from storage_faults import failing_log

from bot.config.directory import Directory
from bot.config.sections import Settings
from dispatch.errors import AlreadyDone, MoveRefused
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import State
from storage.queues.lane import Lane
from storage.tickets import verification
from storage.tickets.log import entries

NO = "2026-0001"
SENT = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))


async def test_a_command_stores_ticket_log_and_letters_together(the_office: Office) -> None:
    await the_office.opens()
    before = len(await the_office.letters())
    ticket = await the_office.do(NO, SENT)
    assert (ticket.state, ticket.version) == (State.DISPATCHED, 1)
    assert await the_office.log() == ["Register", "Dispatch"]
    assert len(await the_office.letters()) == before + 2  # the 工作单, and the limit to the citizen
    assert await verification.verify(the_office.store.reader) is None


async def test_the_log_holds_the_command_its_notices_and_the_facts(the_office: Office) -> None:
    """architecture.md rule 2: what was said is known from the log alone."""
    await the_office.opens()
    await the_office.do(NO, SENT)
    opened, sent = await entries(the_office.store.reader, NO)
    said = [(n["to"], n["what"], n["target"]) for n in opened.payload["notices"]]
    assert said == [("citizen", "receipt", ""), ("desk", "triage", "")]
    assert sent.payload["class_name"] == "办不了"
    assert ("department", "form", "market") in [
        (n["to"], n["what"], n["target"]) for n in sent.payload["notices"]
    ]
    assert sent.facts["state"] == "dispatched"


async def test_the_log_names_a_citizen_only_under_the_tickets_key(the_office: Office) -> None:
    """Rule 8: who is erased with the key must not stay readable beside it."""
    ticket = await the_office.opens()
    lane = ticket.complaint.complainant.lane
    citizen = Actor(id=lane, name="诉求人", roles=frozenset({"citizen"}), source="kf")
    await the_office.do(NO, c.Supplement(by=citizen, text="又跑了一趟"))
    rows = await the_office.store.reader.rows("SELECT actor FROM log ORDER BY n")
    assert [row["actor"] for row in rows] == ["sun", "citizen"]
    _, added = await entries(the_office.store.reader, NO)
    assert added.payload["by"] == lane


async def test_if_any_of_it_fails_nothing_is_stored(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await the_office.opens()
    before = await the_office.ticket(), len(await the_office.letters())
    failing_log(monkeypatch)
    with pytest.raises(OSError, match="disk full"):
        await the_office.do(NO, SENT)
    assert (await the_office.ticket(), len(await the_office.letters())) == before


async def test_a_refused_command_changes_nothing(the_office: Office) -> None:
    await the_office.opens()
    with pytest.raises(MoveRefused):
        await the_office.do(NO, c.Pass(by=RECEPTIONIST))
    assert (await the_office.ticket()).version == 0


async def test_two_at_once_are_done_one_after_the_other(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, SENT)
    results = await asyncio.gather(
        *(the_office.do(NO, c.Acknowledge(by=OFFICER)) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(one, AlreadyDone) for one in results) == 2
    assert (await the_office.ticket()).version == 2


async def test_numbers_are_gapless_in_a_year_and_begin_anew(the_office: Office) -> None:
    assert [(await the_office.opens()).no for _ in range(2)] == ["2026-0001", "2026-0002"]
    the_office.clock.advance(days=100)
    assert (await the_office.opens()).no == "2027-0001"


# --- who is who ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("市场监管局", ["market"]),
        ("工商局", ["market"]),
        ("market", ["market"]),
        ("监管", ["market"]),
        ("管局", ["market", "town"]),
        ("城乡", ["housing"]),
        ("水利局", []),
        ("", []),
    ],
)
def test_a_department_is_found_by_name_alias_or_a_part(name: str, meant: list[str]) -> None:
    assert [d.id for d in directory().departments_like(name)] == meant


def test_a_person_is_found_however_wecom_writes_their_id() -> None:
    found = directory().staff("LI", "group")
    assert found is not None
    assert (found.id, found.source) == ("li", "group")
    assert directory().staff("nobody", "app") is None


def test_a_liaison_acts_for_the_department_without_being_on_the_list() -> None:
    settings = Settings.model_construct(staff=(), department=DEPARTMENTS)
    he = Directory.of(settings).staff("he", "app")
    assert he is not None
    assert (he.name, he.department, he.roles) == ("税务局联络员", "tax", {"department"})


def test_lanes_name_the_people_behind_them() -> None:
    people = directory()
    assert people.people_of(Lane.parse("desk:main")) == ("sun", "qian", "du")
    assert people.people_of(Lane.parse("management:main")) == ("guan",)
    assert people.people_of(Lane.parse("app:li")) == ("li",)
    assert people.department_of_chat("wrTax") == DEPARTMENTS[1]
    assert people.department_of_chat("") is None
