"""`yousu calendar`: lists exactly which open limits move under a new calendar before it moves them (N1)."""

import argparse
import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import CITIZEN, MANAGER, MARKET, OFFICER, TAX, a_complaint, rules_of
from configurations import a_document, save
from databases import only_sqlite

from bot.cli import calendar, main
from bot.cli.settings import settings_of
from bot.config.directory import Directory
from bot.config.sections import Settings
from bot.desk.desk import Desk
from bot.desk.installation import Centre
from bot.jobs import recount
from bot.jobs.recount import Looked
from bot.profiles import holidays
from dispatch.lifecycle import life
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import Ticket
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.store import Store
from storage.tickets import codec, log, numbers, pages, tickets
from storage.tickets.log import Entry
from storage.tickets.verification import verify

RULES = rules_of("wuzhi")
#: the notice for 2027 as it might be: 1-4 is off too, 1-9 (Saturday) is worked for it
HOLIDAYS = [
    *(date(2027, 1, day) for day in (1, 2, 3, 4)),
    *(date(2027, 2, day) for day in range(5, 12)),
    date(2027, 4, 5),
    *(date(2027, 5, day) for day in (1, 2, 3)),
    *(date(2027, 6, 9), date(2027, 9, 15)),
    *(date(2027, 10, day) for day in range(1, 8)),
]
MADE_UP = [date(2027, 1, 9)]

Ran = tuple[int, str, str]
Run = Callable[..., Awaitable[Ran]]


def at(text: str) -> datetime:
    """A moment as Shanghai's clocks show it."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def a_ticket(
    serial: int, start: str, class_name: str = "办不了", promised: str = "", rules: Rules = RULES
) -> Ticket:
    """Return a ticket dispatched at *start* to two departments."""
    no = f"2026-{serial:04d}"
    opened, _ = life.register(no, "main", a_complaint(), "shouli", rules, at(start))
    order = c.Dispatch(
        by=MANAGER,
        class_name=class_name,
        departments=(MARKET, TAX),
        promised_on=date.fromisoformat(promised) if promised else None,
    )
    moved, _ = life.apply(opened, order, rules, at(start))
    return moved


def one_limit(ticket: Ticket) -> Ticket:
    """Return *ticket* with its first limit alone."""
    return replace(ticket, clocks=ticket.clocks[:1])


def county() -> list[Ticket]:
    """Return tickets of every kind; 3, 5 and 6 move by the notice, 6 in both its limits."""
    turn = "2026-12-29T10:00"
    answer = c.Answer(by=OFFICER, text="已联系", reason="政策不允许", basis="条例第三条")
    answered, _ = life.apply(a_ticket(7, turn), answer, RULES, at("2026-12-30T10:00"))
    gone, _ = life.apply(a_ticket(8, turn), c.Withdraw(by=CITIZEN), RULES, at("2026-12-30T10:00"))
    return [
        one_limit(a_ticket(1, "2026-09-18T10:00")),  # long before the year
        one_limit(a_ticket(2, "2026-12-25T10:00")),  # ends on 12-30
        one_limit(a_ticket(3, turn)),  # 1-4 → 1-5
        one_limit(a_ticket(4, turn, "不给办", "2027-01-04")),  # promised
        one_limit(a_ticket(5, "2027-01-06T10:00", "很难办")),  # 1-13 → 1-12, through 1-9
        a_ticket(6, turn),  # 1-4 → 1-5 and 1-6 → 1-7
        answered,  # its reply is stopped
        replace(gone, clocks=a_ticket(8, turn).clocks),  # closed, as an older release left it
    ]


async def stored(store: Store, given: list[Ticket]) -> None:
    """Put *given* and what they did into the memory."""

    async def job(session: Session) -> None:
        for ticket in given:
            facts = codec.facts_of(ticket)
            await numbers.next_serial(session, ticket.centre, 2026)
            await tickets.insert(session, ticket, facts)
            entry = Entry(
                at=ticket.opened_at,
                command="Register",
                actor="shouli",
                source="app",
                facts=facts,
            )
            await log.append(session, ticket.no, entry)

    await store.writer.run(job, name="test")


@pytest.fixture
def config_file(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with the notice of 2027 on the test's database.

    The tests' PostgreSQL listens on a socket alone, for which a configuration has no form.
    """
    document = a_document()
    document["calendar"] = {"holidays": HOLIDAYS, "make_up_days": MADE_UP}
    if database_url.startswith("sqlite:"):
        document["storage"] = {"url": database_url}
        return save(document, tmp_path)

    def on_socket(args: argparse.Namespace) -> Settings:
        settings = settings_of(args)
        storage = settings.storage.model_copy(update={"url": database_url})
        return settings.model_copy(update={"storage": storage})

    monkeypatch.setattr(calendar, "settings_of", on_socket)
    return save(document, tmp_path)


@pytest.fixture
def run(config_file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `yousu calendar` with the configuration, in a loop of its own."""

    async def ran(*arguments: str) -> Ran:
        given = ["calendar", *arguments, "-c", str(config_file)]
        capsys.readouterr()
        code = await asyncio.to_thread(main.main, given)
        out, err = capsys.readouterr()
        return code, out, err

    return ran


@pytest.fixture
async def filled(database_url: str, privacy_keys: Keys) -> str:
    """The database with the county's tickets; nobody has it open."""
    store = await Store.open(database_url, privacy_keys)
    await stored(store, county())
    await store.close()
    return database_url


async def rows(url: str, keys: Keys) -> dict[str, dict[str, Any]]:
    """Return every stored ticket, to the byte, and how long its log is."""
    store = await Store.open(url, keys, read_only=True)
    try:
        found = {row["no"]: row for row in await store.reader.rows("SELECT * FROM tickets")}
        lengths = await store.reader.rows(
            "SELECT ticket_no, COUNT(*) AS n FROM log GROUP BY ticket_no"
        )
        return {no: {**row, "log": _length(lengths, no)} for no, row in found.items()}
    finally:
        await store.close()


def _length(lengths: list[dict[str, Any]], no: str) -> int:
    return next(int(row["n"]) for row in lengths if row["ticket_no"] == no)


MOVES = {
    ("2026-0003", "reply"): ("2027-01-04T17:30:00+08:00", "2027-01-05T17:30:00+08:00"),
    ("2026-0005", "plan"): ("2027-01-13T17:30:00+08:00", "2027-01-12T17:30:00+08:00"),
    ("2026-0006", "reply"): ("2027-01-04T17:30:00+08:00", "2027-01-05T17:30:00+08:00"),
    ("2026-0006", "plan"): ("2027-01-06T17:30:00+08:00", "2027-01-07T17:30:00+08:00"),
}


def listed(found: dict[str, Any]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what `--json` lists."""
    return {
        (one["no"], one["stage"]): (one["old_due_at"], one["new_due_at"]) for one in found["moves"]
    }


async def test_the_check_lists_exactly_what_moves_and_changes_nothing(
    filled: str, run: Run, privacy_keys: Keys
) -> None:
    before = await rows(filled, privacy_keys)
    code, out, err = await run("check", "--json")
    assert (code, err) == (0, "")

    found = json.loads(out)
    assert listed(found) == MOVES
    assert (found["tickets"], found["unreadable"], found["refused"]) == (3, [], [])
    assert 2027 in found["announced"]
    assert all(one["was_provisional"] and not one["provisional"] for one in found["moves"])
    assert {one["department"] for one in found["moves"]} == {"市场监管局"}
    assert await rows(filled, privacy_keys) == before


async def test_the_check_speaks_plainly(filled: str, run: Run) -> None:
    code, out, _ = await run("check")
    assert code == 0
    assert out.splitlines()[:3] == [
        "2026年第0003号 市场监管局",
        "  答复：2027-01-04 17:30（暂定） → 2027-01-05 17:30",
        "    算式：收单12-29不计；12-30①；12-31②；1-5③ → 2027-1-5 17:30",
    ]
    assert "3 件的期限会变" in out.splitlines()[-1]
    assert "什么也没有改" in out.splitlines()[-1]


async def test_the_check_works_while_the_service_runs(
    store: Store, run: Run, database_kind: str
) -> None:
    """product.md §6: reading commands open the database read-only."""
    await stored(store, county())
    code, out, _ = await run("check", "--json")
    assert (code, listed(json.loads(out))) == (0, MOVES)


@only_sqlite
async def test_moving_is_refused_while_the_service_runs(store: Store, run: Run) -> None:
    await stored(store, county())
    code, out, err = await run("apply", "--yes")
    assert (code, out) == (1, "")
    assert "服务正在运行" in err
    assert (await tickets.load(store.reader, "2026-0003")).clocks[0].provisional


async def test_exactly_the_listed_tickets_move_and_nothing_else(
    filled: str, run: Run, privacy_keys: Keys
) -> None:
    """Closed ones stay to the byte; running it twice moves nothing; the log is whole."""
    before = await rows(filled, privacy_keys)
    code, out, _ = await run("apply", "--yes", "--json")
    assert (code, listed(json.loads(out))) == (0, MOVES)

    after = await rows(filled, privacy_keys)
    numbers = {no for no, _ in MOVES}
    assert {no for no in before if before[no] != after[no]} == numbers
    assert {after[no]["log"] - before[no]["log"] for no in numbers} == {1}
    await assert_moved(filled, privacy_keys)

    code, out, _ = await run("apply", "--yes", "--json")
    assert (code, json.loads(out)["moves"]) == (0, [])
    assert await rows(filled, privacy_keys) == after
    code, out, _ = await run("check")
    assert (code, out) == (0, "在办工单 6 件，期限都不变。\n")


async def assert_moved(url: str, keys: Keys) -> None:
    """Assert that the memory holds what was listed, under its log and with its columns."""
    store = await Store.open(url, keys, read_only=True)
    try:
        for (no, stage), (_, due) in MOVES.items():
            ticket = await tickets.load(store.reader, no)
            [clock] = [one for one in ticket.open_clocks if one.stage == stage]
            assert clock.due_at == datetime.fromisoformat(due)
            assert not clock.provisional
            assert log.replay(await log.entries(store.reader, no)) == ticket
            assert (await log.entries(store.reader, no))[-1].command == "Recount"
        assert await verify(store.reader) is None
    finally:
        await store.close()


async def test_moving_asks_first_and_a_no_moves_nothing(
    filled: str, run: Run, privacy_keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await rows(filled, privacy_keys)
    for answer in ("否\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        code, out, _ = await run("apply")
        assert code == 1
        assert "2026年第0003号" in out
        assert out.rstrip().endswith("没有改动。")
    assert await rows(filled, privacy_keys) == before

    monkeypatch.setattr("sys.stdin", io.StringIO("是\n"))
    code, out, _ = await run("apply")
    assert code == 0
    assert "已改 3 件" in out
    await assert_moved(filled, privacy_keys)


@only_sqlite
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["apply", "--json"], "--yes"),
        (["check", "--yes"], "--yes"),
        (["check", "--year", "2027"], "--year"),
        (["show", "--year", "soon"], "soon"),
        (["move"], "move"),
    ],
)
async def test_wrong_usage_exits_2(arguments: list[str], named: str, run: Run) -> None:
    code, out, err = await run(*arguments)
    assert (code, out) == (2, "")
    assert named in err


@only_sqlite
async def test_a_database_that_is_not_there_exits_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "yousu.db").unlink()
    for arguments in (["check"], ["apply", "--yes"]):
        code, _, err = await run(*arguments)
        assert code == 1
        assert "migrate" in err


@only_sqlite
async def test_the_calendar_in_force_is_shown(run: Run) -> None:
    code, out, _ = await run("show", "--year", "2026", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["years"]["2026"]["announced"] is True
    assert {"2026-09-20", "2026-10-10"} <= set(found["years"]["2026"]["make_up_days"])
    assert found["version"] == holidays.build(HOLIDAYS, MADE_UP).version

    _, out, _ = await run("show", "--year", "2026")
    assert "2026-10-01（周四） 至 2026-10-07（周三）" in out
    assert "2026-09-20（周日）" in out.splitlines()[-1]
    assert "2010—2027" in out.splitlines()[0]
    _, out, _ = await run("show", "--year", "2028")
    assert "暂定" in out
    _, out, _ = await run("show", "--json")
    assert "2027" in json.loads(out)["years"]


async def test_the_walk_goes_page_by_page(store: Store) -> None:
    """However many are open, no more than a page is in memory; none is told twice or left out."""
    await stored(store, [one_limit(a_ticket(n, "2026-12-29T10:00")) for n in range(1, 24)])
    rules = replace(RULES, calendar=holidays.build(HOLIDAYS, MADE_UP))
    desk = Desk(store, {"main": Centre(id="main", prefix="", rules=rules)}, Directory({}, {}))
    for size in (1, 5, 23, 100):
        found: list[Looked] = [one async for one in recount.looked(desk, size)]
        assert [one.no for one in found] == [f"2026-{n:04d}" for n in range(1, 24)]
        assert store.reader.ticket_keys == {}
    page = await pages.running_after(store.reader, 0, 5)
    assert len(page.tickets) == 5


async def test_a_person_who_was_erased_does_not_stop_the_walk(
    filled: str, run: Run, privacy_keys: Keys
) -> None:
    store = await Store.open(filled, privacy_keys)

    async def job(session: Session) -> None:
        await session.rows("UPDATE tickets SET data_key = ? WHERE no = ?", b"", "2026-0003")

    try:
        await store.writer.run(job, name="test")
    finally:
        await store.close()
    code, out, _ = await run("check", "--json")
    found = json.loads(out)
    assert (code, found["unreadable"]) == (0, ["2026-0003"])
    assert {one["no"] for one in found["moves"]} == {"2026-0005", "2026-0006"}
