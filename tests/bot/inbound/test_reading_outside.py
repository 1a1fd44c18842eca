"""What staff only read costs the writer its answer, its record and “done”: nothing is read there (R17)."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import AsyncMock

import pytest
from builders import WAY, a_complaint
from databases import only_sqlite
from office import Office, directory

from bot.inbound.receiver import Receiver
from bot.jobs import digest
from bot.letters.cards import READ as READS
from bot.staff.chat_commands import ASKED, READ, only_reads
from bot.staff.ticket_commands import BUILT
from bot.wecom.keys import ButtonKey
from dispatch.ticket.ticket import State
from intake.grammar.forms import FORMS
from storage.database.session import Session
from storage.people import tasks
from storage.queues.arrival import Arrival
from storage.tickets import codec

#: every question, as it is typed, and what it is
LINES = {
    "帮助": "/帮助",
    "帮助 of one": "/帮助 派单",
    "待办": "/待办",
    "查": "/查 0001",
    "查 全文": "/查 0001 全文",
    "查 打印": "/查 0001 打印",
    "查 of a task": "/查 #1",
    "查 of nothing": "/查 0999",
    "督办": "/督办 列表",
    "统计": "/统计 季",
    "并案": "/并案 0001",
    "台账": "/台账",
    "部门": "/部门 市场监管局",
    "扣分列表": "/扣分列表",
    "misspelt": "/查",
    "nearly a command": "/催扮 0001",
}
WAYS = ("app", "aibot")
#: what the writer may be asked for: its row, the answer, the record of a reading, a task about a stranger
THEIRS = ("inbox", "outbox", "log", "echoes", "tasks")


@dataclass(slots=True)
class Seen:
    """What was done inside transactions: the statements, and how many values were opened."""

    statements: list[str] = field(default_factory=list)
    opened: int = 0
    is_inside: bool = False


@contextmanager
def watched(house: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    """Note what happens inside the writer's transactions."""
    seen, writer = Seen(), house.store.writer
    begin, rows, load = writer._transact, Session.rows, codec.load

    async def transacted(job: Any) -> Any:
        async def inside(session: Session) -> Any:
            seen.is_inside = True
            try:
                return await job(session)
            finally:
                seen.is_inside = False

        return await begin(inside)

    async def asked(self: Session, sql: str, *values: Any) -> Any:
        if self.around is not None:  # only a transaction keeps what stands around its tickets
            seen.statements.append(" ".join(sql.split()))
        return await rows(self, sql, *values)

    def loaded(sealed: bytes) -> Any:
        seen.opened += seen.is_inside
        return load(sealed)

    with monkeypatch.context() as patched:
        patched.setattr(type(writer), "_transact", lambda self, job: transacted(job))
        patched.setattr(Session, "rows", asked)
        patched.setattr(codec, "load", loaded)
        yield seen


async def an_office(house: Office) -> Office:
    """Fill *house* with tickets in many states, and a task of the desk."""
    for state in (
        State.REGISTERED,
        State.DISPATCHED,
        State.WORKING,
        State.PLANNED,
        State.STRUCK_OFF,
    ):
        ticket = await house.opens(a_complaint())
        await house.do(ticket.no, *WAY.get(state, ()))

    async def left(session: Session) -> None:
        await tasks.open_task(session, "人工", "kf:a:b", "要人工", house.clock())

    await house.write(left)
    return house


async def hear(house: Office, way: str, body: bytes, key: str) -> str:
    """Let a message come and be worked off; return what became of it."""
    now = house.clock()
    arrival = Arrival(channel=way, account="1", key=key, lane=f"{way}:guan", body=body, sent_at=now)
    await house.store.writer.keep([arrival], now)
    receiver = Receiver(
        context=house.context,
        pull=AsyncMock(),
        resolve=AsyncMock(),
        reply=AsyncMock(),
        stirred=asyncio.Event(),
    )
    assert await receiver.work_off() == 1
    row = await house.store.reader.row("SELECT state, outcome FROM inbox ORDER BY id DESC LIMIT 1")
    assert row is not None
    assert row["state"] == "done"
    return str(row["outcome"])


def typed(way: str, text: str, who: str = "guan") -> bytes:
    """Return a message of *who* as *way* brings it."""
    if way == "app":
        return (
            f"<xml><FromUserName>{who}</FromUserName><CreateTime>1790557200</CreateTime>"
            f"<MsgType>text</MsgType><Content><![CDATA[{text}]]></Content><MsgId>1</MsgId></xml>"
        ).encode()
    body = {
        "msgid": "m",
        "aibotid": "b",
        "chatid": "wrMarket",
        "chattype": "group",
        "from": {"userid": who},
        "msgtype": "text",
        "text": {"content": f"@有诉即办 {text}"},
    }
    return json.dumps({"headers": {"req_id": "r"}, "body": body}).encode()


def unread(seen: Seen) -> list[str]:
    """Return the statements of a transaction that are neither of its row nor of what it leaves."""
    return [
        one
        for one in seen.statements
        if not any(f" {table}" in one for table in THEIRS)
        and "SELECT data_key FROM tickets" not in one
    ]


@only_sqlite
@pytest.mark.parametrize("way", WAYS)
async def test_r17_a_question_reads_nothing_inside_the_writer(
    way: str, the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await an_office(the_office)
    for line, text in LINES.items():
        with watched(house, monkeypatch) as seen:
            outcome = await hear(house, way, typed(way, text), line)
        assert outcome.startswith(("asked_", "wrong_command", "not_a_command")), (line, outcome)
        assert seen.opened == 0, (line, seen.statements)
        assert unread(seen) == [], line
        assert [one for one in seen.statements if "INTO outbox" in one], f"{line} was answered"


def test_every_question_of_the_table_is_asked_here() -> None:
    assert {line.partition(" ")[0] for line in LINES} >= READ.keys()


def test_what_changes_something_is_left_to_the_writer() -> None:
    changing = {*BUILT, *ASKED} - READ.keys()
    forms = [one for one in FORMS.values() if one.who in changing]
    lines = [f"/{one.name} {one.example}".replace("自然资源局", "税务局") for one in forms]
    assert len(lines) > 40
    assert [one for one in lines if only_reads(one, directory())] == []
    assert not only_reads("/督办 0001 3日内办结", directory())


@only_sqlite
@pytest.mark.parametrize("ticket", ["one's own", "hidden", "nobody's"])
async def test_r17_the_button_of_the_whole_reads_outside_too(
    ticket: str, the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await an_office(the_office)
    no = {"one's own": "2026-0003", "nobody's": "2026-0999"}.get(ticket, "2026-0001")
    who = "wang" if ticket == "hidden" else "guan"
    key = ButtonKey(READS, no, 0).pack()
    body = (
        f"<xml><FromUserName>{who}</FromUserName><CreateTime>1790557200</CreateTime>"
        "<MsgType>event</MsgType><Event>template_card_event</Event>"
        f"<EventKey>{key}</EventKey><TaskId>t</TaskId><ResponseCode>c</ResponseCode></xml>"
    ).encode()
    with watched(house, monkeypatch) as seen:
        await hear(house, "app", body, "p1")
    assert seen.opened == 0
    assert unread(seen) == []
    assert [one for one in seen.statements if "INTO outbox" in one], "it was answered"


@only_sqlite
async def test_r17_the_digest_is_read_before_its_transaction(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await an_office(the_office)
    the_office.clock.advance(days=1)
    with watched(house, monkeypatch) as seen:
        sent = await digest.send(house.context, house.clock())
    assert sent > 0
    assert seen.opened == 0
    assert [one for one in unread(seen) if "slots" not in one] == []
