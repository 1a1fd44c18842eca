"""A ticket keeps the rules of its day; a new one takes those in force (WZ-15.1, SQ-12, LH-19a)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import MANAGER, MARKET, RECEPTIONIST, a_complaint, wuzhi
from databases import OpenReplica, only_postgres
from office import Office, office, person
from structlog.testing import capture_logs

from bot.citizen.conversation import Visit
from bot.desk.installation import Centre
from bot.profiles import catalogue
from bot.profiles.catalogue import Adopted, Text
from bot.profiles.versions import Rulebook
from bot.staff import full_text
from dispatch.profiles.file import load
from dispatch.rules.rules import Rules
from dispatch.ticket.commands import Approve, Dispatch
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai
from intake.grammar.commands import StaffCommand, TicketRef
from storage.database.session import Session
from storage.people import profile_versions
from storage.people.profile_versions import Version
from storage.store import Store

WUZHI = catalogue.adopt("wuzhi").own
WUZHI_RULES = wuzhi()
#: 办不了 gets five working days instead of three
SLOWER = WUZHI.text.replace('limit = { n = 3, unit = "wd" }', 'limit = { n = 5, unit = "wd" }', 1)


def adopted(text: str) -> Adopted:
    """What a centre works by whose file has that *text*."""
    return Adopted(Text(catalogue.parse(text), text, catalogue.defaults()))


async def works_by(desk: Office, found: Adopted) -> None:
    """Let the office's centre be started with *found*, as `bot/app.py` does."""
    rules = desk.context.rules("main")
    rules = replace(rules, profile=found.profile, also=found.also)
    centres: Any = desk.context.desk.centres
    centres["main"] = Centre(id="main", prefix="", rules=rules)
    await desk.context.desk.book.open(desk.store, [found], desk.clock())


async def opened(desk: Office) -> Ticket:
    """Register a complaint and return its ticket."""

    async def job(session: Session) -> Ticket:
        return await desk.context.desk.open(session, a_complaint(), "main", "sun", desk.clock())

    return await desk.write(job)


async def dispatched(desk: Office, no: str) -> Ticket:
    """Send a ticket to its department as 办不了."""
    sent = Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
    return await desk.do(no, sent, Approve(by=MANAGER))


def days(ticket: Ticket) -> str:
    """The last day of the ticket's nearest limit."""
    assert ticket.due_at is not None
    return in_shanghai(ticket.due_at).date().isoformat()


async def test_a_ticket_keeps_the_rules_of_its_day_over_a_change_of_the_text(
    the_office: Office,
) -> None:
    """Rule (c): opened under 3 wd, dispatched under a text that says 5 wd."""
    await works_by(the_office, adopted(WUZHI.text))
    old = await opened(the_office)
    await works_by(the_office, adopted(SLOWER))
    new = await opened(the_office)
    assert old.profile_version != new.profile_version

    assert days(await dispatched(the_office, old.no)) == "2026-10-08"
    assert days(await dispatched(the_office, new.no)) == "2026-10-10"


async def test_the_rules_of_the_day_outlive_a_restart(
    the_office: Office, store: Store, clock: Any
) -> None:
    await works_by(the_office, adopted(WUZHI.text))
    old = await opened(the_office)
    restarted = office(store, clock)
    await works_by(restarted, adopted(SLOWER))
    assert days(await dispatched(restarted, old.no)) == "2026-10-08"
    assert restarted.context.rules_of(old).profile.version == WUZHI.profile.version


async def test_each_text_is_stored_once_with_the_defaults_of_its_day(the_office: Office) -> None:
    for _ in range(3):
        await works_by(the_office, adopted(WUZHI.text))
    (one,) = await profile_versions.every(the_office.store.reader)
    assert (one.profile, one.text, one.defaults) == ("wuzhi", WUZHI.text, catalogue.defaults())
    assert load(one.text, one.defaults).version == one.version


async def test_two_texts_that_are_followed_together_are_both_kept(the_office: Office) -> None:
    """Rule (d) and rule (c): own and standard of the ticket's day."""
    await works_by(the_office, catalogue.adopt("wuzhi+fw"))
    old = await opened(the_office)
    assert old.profile_version == f"{WUZHI.profile.version}+{catalogue.load('fw').version}"
    await works_by(the_office, adopted(SLOWER))
    rules = the_office.context.rules_of(old)
    assert rules.profile.version == old.profile_version
    assert rules.also is not None
    assert rules.also.id == "fw"
    sent = await dispatched(the_office, old.no)
    # FW-6.3.2: 3天 from 9-28 is 10-1, which rolls to 10-8; WZ-9.1 is the same day and stays
    assert [(c.stage, c.clause) for c in sent.open_clocks if c.stage == "reply"] == [
        ("reply", "WZ-9.1")
    ]
    assert "从严" in sent.open_clocks[0].proof


async def test_a_text_that_is_not_in_force_yet_waits_for_its_day(
    the_office: Office, clock: Any
) -> None:
    """WZ-15.1: until then new tickets go by the newest text before it."""
    await works_by(the_office, adopted(WUZHI.text))
    later = SLOWER.replace("effective_from = 2024-06-11", "effective_from = 2026-09-30")
    await works_by(the_office, adopted(later))
    assert (await opened(the_office)).profile_version == WUZHI.profile.version
    clock.advance(days=2)
    assert (await opened(the_office)).profile_version == catalogue.parse(later).version


async def test_of_two_texts_before_it_the_newer_one_counts(the_office: Office, clock: Any) -> None:
    older = WUZHI.text.replace("effective_from = 2024-06-11", "effective_from = 2020-01-01")
    for text in (WUZHI.text, older):
        await works_by(the_office, adopted(text))
        clock.advance(hours=1)
    later = SLOWER.replace("effective_from = 2024-06-11", "effective_from = 2027-01-01")
    await works_by(the_office, adopted(later))
    assert (await opened(the_office)).profile_version == WUZHI.profile.version


async def test_where_there_was_no_text_before_the_present_one_is_used(the_office: Office) -> None:
    later = SLOWER.replace("effective_from = 2024-06-11", "effective_from = 2027-01-01")
    await works_by(the_office, adopted(later))
    assert (await opened(the_office)).profile_version == catalogue.parse(later).version


@pytest.mark.parametrize("text", ["colour = 1", "[[[", 'id = "wuzhi"'])
async def test_a_stored_text_that_cannot_be_read_any_more_stops_nothing(
    the_office: Office, text: str
) -> None:
    """It is logged once, and the present text is used."""
    await works_by(the_office, adopted(WUZHI.text))
    old = await opened(the_office)
    broken = Version(
        version="0" * 16, profile="wuzhi", text=text, defaults="", first_used_at=the_office.clock()
    )
    await the_office.write(lambda session: profile_versions.put(session, broken))
    with capture_logs() as logged:
        await works_by(the_office, adopted(SLOWER))
    (event,) = [one for one in logged if one["event"] == "profile_version_unreadable"]
    assert event["version"] == "0" * 16
    lost = replace(old, profile_version="0" * 16)
    assert the_office.context.rules_of(lost).profile.version == catalogue.parse(SLOWER).version


async def test_a_version_that_nobody_stored_means_the_present_text(the_office: Office) -> None:
    """Tickets of the release before this table."""
    old = await opened(the_office)
    assert await profile_versions.every(the_office.store.reader) == []
    unknown = replace(old, profile_version="f" * 16)
    assert days(await dispatched(the_office, old.no)) == "2026-10-08"
    for _ in range(2):
        rules = await the_office.context.desk.rules_for(the_office.store.reader, unknown)
        assert rules.profile.id == "wuzhi"
    # looked for once, not with every command; what is present is not looked for at all
    assert the_office.context.desk.book.known == {"f" * 16: None}


@only_postgres
async def test_a_text_that_another_replica_brought_is_found(
    the_office: Office, open_replica: OpenReplica, clock: Any
) -> None:
    await works_by(the_office, adopted(SLOWER))
    other = office(await open_replica(), clock)
    await works_by(other, adopted(WUZHI.text))
    theirs = await opened(other)
    assert days(await dispatched(the_office, theirs.no)) == "2026-10-08"


async def test_the_present_calendar_and_hours_count_for_old_texts_too(the_office: Office) -> None:
    present = the_office.context.rules("main")
    await works_by(the_office, adopted(WUZHI.text))
    old = await opened(the_office)
    await works_by(the_office, adopted(SLOWER))
    found = the_office.context.rules_of(old)
    assert (found.calendar, found.hours) == (present.calendar, present.hours)


def test_an_empty_book_gives_the_present_rules() -> None:
    profile = catalogue.parse(SLOWER.replace("2024-06-11", "2030-01-01", 1))
    rules = Rules(profile, WUZHI_RULES.calendar, WUZHI_RULES.hours)
    now = datetime(2026, 9, 28, tzinfo=UTC)
    assert Rulebook().rules_on(rules, now) is rules
    assert Rulebook().rules_on(rules, now + timedelta(days=5_000)) is rules


async def test_query_shows_which_limit_is_a_default(the_office: Office) -> None:
    """G-31: the plan that runs beside the reply of several departments."""
    await works_by(the_office, adopted(WUZHI.text))
    ticket = await opened(the_office)
    both = Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET, ("tax", "税务局")))
    await the_office.do(ticket.no, both, Approve(by=MANAGER))
    said = StaffCommand(name="查", ref=TicketRef(year=2026, serial=1))

    async def hear(visit: Visit) -> str:
        return await full_text.show(visit, person("sun", "孙受理", "receptionist"), said)

    lines = (await the_office.hears(hear)).splitlines()
    reply, plan = (line for line in lines if line.startswith("收单"))
    assert reply.endswith("（武政数〔2024〕11号 第九条）")
    assert plan.endswith("（武政数〔2024〕11号 第九条，默认，非文件规定）")
