"""`yousu profile dry-run` (N10): stored tickets under other rules, and nothing written."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import MANAGER, MARKET, OFFICER, RECEPTIONIST, TAX, a_complaint
from configurations import a_document, save
from databases import only_sqlite
from office import Office

from bot.cli import main
from bot.config import loader
from bot.config.sections import Settings
from bot.jobs import dry_run, dry_run_view
from bot.jobs.dry_run import Totals
from bot.profiles import catalogue
from dispatch.ticket.commands import Acknowledge, Answer, Approve, Command, Dispatch
from dispatch.ticket.ticket import Ticket
from storage.database.session import Session
from storage.tickets import pages

TO_ONE = Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
TO_TWO = Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET, TAX))
ANSWER = Answer(by=OFFICER, text="已联系", reason="政策不允许", basis="条例第三条")
#: the same notice with one working day for 办不了, inspected by management
STRICT = (
    catalogue.adopt("wuzhi")
    .own.text.replace('limit = { n = 3, unit = "wd" }', 'limit = { n = 1, unit = "wd" }', 1)
    .replace(
        '[inspect]\nclause = "WZ-11.1"\nactor = "WIN"',
        '[inspect]\nclause = "WZ-11.1"\nactor = "MGMT"',
    )
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A configuration with one centre under 武陟's rules."""
    return loader.load(save(a_document(), tmp_path), {})


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    """A file with the stricter rules."""
    file = tmp_path / "strict.toml"
    file.write_text(STRICT, "utf-8")
    return file


async def lived(desk: Office, *commands: Command, **passed: float) -> str:
    """Register a complaint and give it *commands*; then the time that *passed*."""

    async def job(session: Session) -> Ticket:
        return await desk.context.desk.open(session, a_complaint(), "main", "sun", desk.clock())

    ticket = await desk.write(job)
    await desk.do(ticket.no, *commands)
    desk.clock.advance(**passed)
    return ticket.no


async def lines(
    desk: Office, settings: Settings, name: str, first: date, last: date
) -> tuple[list[str], Totals]:
    """What is printed for people, and the totals."""
    totals, found = Totals(), catalogue.adopt(name)
    days = (first, last)
    results = dry_run.replayed(desk.store.reader, settings, found, days, desk.clock())
    printed = dry_run_view.printed(results, totals, found.profile, days)
    return [line.rstrip("\n") async for line in printed], totals


FIRST, LAST = date(2026, 9, 28), date(2026, 9, 28)


async def test_it_tells_what_becomes_due_earlier_and_late(
    the_office: Office, settings: Settings, strict: Path
) -> None:
    """Answered on the second working day: in time under WZ-9.1, late with one day."""
    no = await lived(the_office, TO_ONE, Approve(by=MANAGER), Acknowledge(by=OFFICER))
    the_office.clock.advance(days=2)
    await the_office.do(no, ANSWER)
    said, totals = await lines(the_office, settings, str(strict), FIRST, LAST)
    assert said[1] == (
        "2026年第0001号 办不了 办结：2026-10-08 17:30（WZ-9.1）→ 2026-09-29 17:30（WZ-9.1），会超期"
    )
    assert said[2] == "2026年第0001号 质检：受理员、研判督办员 → 管理机构"
    assert (totals.clocks, totals.earlier, totals.newly, totals.inspect, totals.approve) == (
        1,
        1,
        1,
        1,
        0,
    )


async def test_the_same_rules_change_nothing(the_office: Office, settings: Settings) -> None:
    await lived(the_office, TO_TWO, Approve(by=MANAGER))
    said, totals = await lines(the_office, settings, "wuzhi", FIRST, LAST)
    assert (totals.tickets, totals.clocks, totals.same) == (1, 2, 2)
    assert said[1].startswith("共 1 件，2 个期限：提前 0，推后 0，不变 2")


async def test_a_class_that_the_other_rules_lack_is_listed(
    the_office: Office, settings: Settings
) -> None:
    await lived(the_office, TO_ONE, Approve(by=MANAGER))
    said, totals = await lines(the_office, settings, "puyang", FIRST, LAST)
    assert "2026年第0001号 没有“办不了”这一类，期限没有试算" in said
    assert said[-1] == "新规则没有的类：办不了 1"
    assert (totals.missing, totals.clocks) == (1, 0)


async def test_two_that_are_followed_together_can_be_tried(
    the_office: Office, settings: Settings
) -> None:
    """Rule (d): FW-6.3.3 and FW-6.3.4 beside the own limits, and FW-6.1.3 from arrival."""
    await lived(the_office, TO_TWO, Approve(by=MANAGER))
    _, totals = await lines(the_office, settings, "wuzhi+fw", FIRST, LAST)
    assert (totals.later, totals.added) == (0, 1)
    assert totals.clocks == 3


async def test_only_tickets_of_those_days_are_read(the_office: Office, settings: Settings) -> None:
    """The days are days in Shanghai, the last one whole."""
    await lived(the_office, hours=14.99)  # 23:59
    await lived(the_office, hours=1)  # 00:59 of the next day
    await lived(the_office)
    assert (await lines(the_office, settings, "wuzhi", FIRST, LAST))[1].tickets == 2
    assert (await lines(the_office, settings, "wuzhi", date(2026, 9, 29), LAST + timedelta(9)))[
        1
    ].tickets == 1
    assert (await lines(the_office, settings, "wuzhi", date(2020, 1, 1), date(2020, 1, 2)))[
        1
    ].tickets == 0


async def test_more_tickets_than_a_page_come_one_by_one_in_order(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    numbers = [await lived(the_office) for _ in range(5)]
    now = the_office.clock()
    reader = the_office.store.reader
    found: AsyncIterator[str] = pages.opened_between(reader, now, now + timedelta(seconds=1))
    assert [no async for no in found] == numbers
    assert reader.ticket_keys == {}


async def test_a_ticket_whose_person_was_erased_is_counted_apart(
    the_office: Office, settings: Settings
) -> None:
    await lived(the_office, TO_ONE, Approve(by=MANAGER))
    await the_office.write(lambda session: session.rows("UPDATE tickets SET data_key = ?", b""))
    the_office.store.reader.ticket_keys.clear()  # the command is a process of its own
    said, totals = await lines(the_office, settings, "wuzhi", FIRST, LAST)
    assert said[1].startswith("2026年第0001号 读不出")
    assert (totals.tickets, totals.unread, totals.clocks) == (1, 1, 0)


async def test_the_rules_of_the_tickets_own_day_are_what_it_is_compared_with(
    the_office: Office, settings: Settings, strict: Path
) -> None:
    """Rule (c): who had to inspect is asked of the text that the ticket was opened under."""
    adopted = catalogue.adopt(str(strict))
    rules = the_office.context.rules("main")
    centres: Any = the_office.context.desk.centres
    centres["main"] = replace(centres["main"], rules=replace(rules, profile=adopted.profile))
    await the_office.context.desk.book.open(the_office.store, [adopted], the_office.clock())
    no = await lived(the_office, TO_ONE, Approve(by=MANAGER), Acknowledge(by=OFFICER))
    await the_office.do(no, ANSWER)
    said, totals = await lines(the_office, settings, "wuzhi", FIRST, LAST)
    assert "2026年第0001号 质检：管理机构 → 受理员、研判督办员" in said
    assert totals.later == 1


def digest(folder: Path) -> dict[str, str]:
    """Each database file's hash."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.glob("yousu.db*"))
        if not file.name.endswith("-shm")
    }


async def typed(folder: Path, url: str, *arguments: str) -> int:
    """Run the command in a thread of its own, as if in another process."""
    file = save({**a_document(), "storage": {"url": url}}, folder)
    call = ["profile", "dry-run", *arguments, "--from", "2026-09-28", "--to", "2026-09-30"]
    return await asyncio.to_thread(main.main, [*call, "-c", str(file)])


@only_sqlite
async def test_it_reads_beside_the_running_service_and_writes_nothing(
    the_office: Office,
    database_url: str,
    tmp_path: Path,
    strict: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(main.logs, "set_up", lambda: None)
    await lived(the_office, TO_ONE, Approve(by=MANAGER))
    await lived(the_office, TO_TWO, Approve(by=MANAGER))
    before = digest(tmp_path)
    assert "yousu.db" in before

    assert await typed(tmp_path, database_url, str(strict), "--json") == 0

    assert digest(tmp_path) == before
    found = json.loads(capsys.readouterr().out)
    assert (found["profile"], found["from"], found["to"]) == ("wuzhi", "2026-09-28", "2026-09-30")
    assert [one["no"] for one in found["tickets"]] == ["2026-0001", "2026-0002"]
    (clock,) = found["tickets"][0]["clocks"]
    assert (clock["change"], clock["old"]["due_at"], clock["new"]["due_at"]) == (
        "earlier",
        "2026-10-08T17:30:00+08:00",
        "2026-09-29T17:30:00+08:00",
    )
    assert found["totals"]["tickets"] == 2
    assert found["totals"]["earlier"] == 2


@only_sqlite
async def test_without_any_ticket_it_is_json_too(
    the_office: Office,
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(main.logs, "set_up", lambda: None)
    assert the_office.store is not None
    assert await typed(tmp_path, database_url, "fw", "--json") == 0
    assert json.loads(capsys.readouterr().out)["tickets"] == []


def ran(*arguments: str) -> int:
    """Run the command here."""
    return main.main(["profile", "dry-run", *arguments])


def test_what_cannot_be_tried_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main.logs, "set_up", lambda: None)
    file = str(save({**a_document(), "storage": {"url": "sqlite://none.db"}}, tmp_path))
    days = ("--from", "2026-07-01", "--to", "2026-09-30", "-c", file)
    assert ran("nowhere", *days) == 2
    assert ran("wuzhi", "--from", "2026-09-30", "--to", "2026-07-01", "-c", file) == 2
    assert ran("wuzhi", "--from", "yesterday", "--to", "2026-07-01", "-c", file) == 2
    assert ran("wuzhi", *days[:-1], str(tmp_path / "gone.toml")) == 2
    assert ran("wuzhi", *days) == 1
    said = capsys.readouterr().err
    for words in (
        "没有这套规则",
        "--to 不能早于 --from",
        "“yesterday”不对",
        "没有这个文件",
        "yousu migrate",
    ):
        assert words in said
