"""What 12345 and the partners hear of our tickets: every change, once, in order (WZ-6.2, SQ-P3.3a)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import ClientSession
from builders import (
    CITIZEN,
    NOW,
    WAY,
    a_complaint,
    a_ticket,
    walked,
    wuzhi,
)
from databases import only_sqlite
from office import NotedClient, Office, directory

from bot.citizen.conversation import Visit
from bot.delivery import attachments
from bot.delivery.channels import Doors
from bot.delivery.partner_api import HotlineLine
from bot.delivery.sender import Sender
from bot.letters import to_partners
from bot.letters.to_partners import Partner
from bot.profiles import catalogue
from bot.readiness import refresh_of
from bot.runtime.metrics import Metrics
from bot.simulator import Settings, Simulator
from bot.staff import full_text
from bot.wecom.client import App
from bot.wecom.token import Secret
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import State, Ticket
from intake.grammar.commands import StaffCommand, read
from storage.queues import outbox, partner_sync
from storage.queues.letters import LetterKind

NO = "2026-0001"
NAMES = {"12345": "12345", "zhzx": "县社会治理综合服务中心"}
PLATFORM = "/platforms/12345/records"


@dataclass(slots=True, kw_only=True, eq=False)
class Pushing:
    """An office that tells the simulated 12345, and the sender that does it."""

    office: Office
    wecom: Simulator
    sender: Sender

    @property
    def heard(self) -> list[dict[str, Any]]:
        """Return what 12345 has, in the order of arrival."""
        return list(self.wecom.platforms.desks["12345"].records.values())

    @property
    def tries(self) -> list[str]:
        """Return the ids of all pushes."""
        return self.wecom.platforms.desks["12345"].tries

    async def sends_all(self, most: int = 60) -> None:
        """Send, moving the clock on while something waits for its next try."""
        for _ in range(most):
            await self.sender.send_due()
            if not await self.office.letters():
                return
            self.office.clock.advance(seconds=6)

    async def state(self, key: str) -> str:
        """Return the state of a letter."""
        row = await self.office.store.reader.row("SELECT state FROM outbox WHERE key = ?", key)
        assert row is not None
        return str(row["state"])


@asynccontextmanager
async def pushing(office: Office, key: str | None = None) -> AsyncIterator[Pushing]:
    """Give *office* a 12345 and a sender."""
    async with Simulator(settings=Settings()) as wecom, ClientSession() as session:
        partners = {
            id: Partner(
                id=id,
                name=NAMES[id],
                url=f"{wecom.base_url}/platforms/{id}/records",
                key=key or wecom.platforms.desks[id].platform.key,
            )
            for id in NAMES
        }
        doors = Doors(
            client=NotedClient(),  # type: ignore[arg-type]  # notes what letters ask of it
            app=App(1, Secret("s")),
            kf={},
            kf_secrets={"wkTest": Secret("k")},
            directory=directory(),
            robot=None,
            pieces=attachments.kept_in(office.store),
            hotline=HotlineLine(session, partners),
        )
        context = replace(office.context, desk=replace(office.context.desk, partners=NAMES))
        office.context = context
        yield Pushing(office=office, wecom=wecom, sender=Sender(context=context, doors=doors))


LIFE: tuple[c.Command, ...] = (
    *WAY[State.SURVEYING],
    c.Rate(by=CITIZEN, level="满意"),
)
STATES = [
    *("registered", "proposed", "dispatched", "working", "answered", "surveying", "struck_off"),
]


async def test_wz_6_2_every_change_is_told_once_and_in_order_although_the_platform_fails(
    the_office: Office,
) -> None:
    """It refuses, breaks off, and loses an answer after it has taken the record."""
    async with pushing(the_office) as post:
        for trouble in ({"http_status": 503}, {"reset": True}, {"http_status": 500, "after": True}):
            post.wecom.trouble(path=PLATFORM, **trouble)
        await the_office.opens()
        await post.sender.send_due()
        assert (await partner_sync.unsynced(the_office.store.reader)) == {"waiting": 1, "parked": 0}
        for command in LIFE:
            await the_office.do(NO, command)
            await post.sender.send_due()
        await post.sends_all()

        assert [record["state"] for record in post.heard] == STATES
        versions = [record["version"] for record in post.heard]
        assert versions == sorted(set(versions))
        assert [record["id"] for record in post.heard] == [f"{NO}/{v}" for v in versions]
        assert len(post.tries) == len(STATES) + 3
        assert await partner_sync.unsynced(the_office.store.reader) == {"waiting": 0, "parked": 0}
        assert await partner_sync.status(the_office.store.reader, NO) == [
            partner_sync.Synced(way="hotline", sent=len(STATES))
        ]


async def test_wz_6_2_no_later_change_overtakes_one_that_waits(the_office: Office) -> None:
    async with pushing(the_office) as post:
        post.wecom.trouble(path=PLATFORM, http_status=500, times=3)
        await the_office.opens()
        await the_office.do(NO, *WAY[State.DISPATCHED])
        await post.sender.send_due()
        await post.sender.send_due()
        assert post.tries == [f"{NO}/0"]  # and nothing after it

        await post.sends_all()
        assert [record["state"] for record in post.heard] == STATES[:3]


async def test_the_pauses_grow_while_the_platform_is_away(the_office: Office) -> None:
    async with pushing(the_office) as post:
        post.wecom.trouble(path=PLATFORM, http_status=500, times=4)
        await the_office.opens()
        pauses = []
        for _ in range(4):
            await post.sender.send_due()
            row = await the_office.store.reader.row(
                "SELECT next_try_at FROM outbox WHERE kind = 'hotline'"
            )
            assert row is not None
            pauses.append(row["next_try_at"] - the_office.clock())
            the_office.clock.now = row["next_try_at"]
        assert pauses == sorted(set(pauses))
        assert post.tries == [f"{NO}/0"] * 4


async def test_after_a_day_of_tries_a_person_is_asked(
    the_office: Office,
) -> None:
    async with pushing(the_office, key="not-the-key") as post:
        await the_office.opens()
        for _ in range(13):  # so often that it was really tried
            await post.sender.send_due()
            the_office.clock.advance(hours=2, minutes=5)
        assert await post.state(f"{NO}/0/hotline") == "parked"
        assert post.heard == []
        (task,) = await the_office.tasks("待确认")
        assert "2026年第0001号 的进展没有报到12345（对方答 401）" in task
        assert await partner_sync.unsynced(the_office.store.reader) == {"waiting": 0, "parked": 1}
        assert not post.sender.is_paused  # WeCom is not shut out because 12345 is


@only_sqlite
async def test_a_refused_record_is_parked_at_once_and_the_next_goes_on(
    the_office: Office,
) -> None:
    async with pushing(the_office) as post:
        post.wecom.trouble(path=PLATFORM, http_status=422)
        await the_office.opens()
        await the_office.do(NO, *WAY[State.PROPOSED])
        await post.sends_all()
        assert await post.state(f"{NO}/0/hotline") == "parked"
        assert [record["state"] for record in post.heard] == ["proposed"]
        assert len(await the_office.tasks("待确认")) == 1

        parked = (await outbox.listed(the_office.store.reader, "parked"))[0]
        now = the_office.clock()
        await the_office.write(lambda s: outbox.release(s, parked.id, now))
        await post.sends_all()
        # it comes late, and its version says so
        assert [record["version"] for record in post.heard] == [1, 0]


@only_sqlite
async def test_who_asks_for_a_ticket_sees_how_far_it_is_told(the_office: Office) -> None:
    async with pushing(the_office) as post:
        await the_office.opens()

        async def asked(visit: Visit) -> str:
            said = read("/查 0001", slash_required=True)
            assert isinstance(said, StaffCommand)
            return await full_text.show(visit, directory().people["sun"], said)

        assert "12345：待同步 1 条，已同步 0 条" in await the_office.hears(asked)
        await post.sends_all()
        assert "12345：已同步（1 条）" in await the_office.hears(asked)


@only_sqlite
async def test_the_figures_say_how_many_tickets_are_not_told_in_full(the_office: Office) -> None:
    async with pushing(the_office) as post:
        await the_office.opens()
        watched = SimpleNamespace(
            context=the_office.context,
            metrics=Metrics(),
            sender=SimpleNamespace(shut=SimpleNamespace(at=lambda now: [])),
        )
        refresh = refresh_of(watched)  # type: ignore[arg-type]  # what it reads for the figures
        for waiting in (1, 0):
            await refresh()
            figures = watched.metrics.text().decode()
            assert f'yousu_hotline_unsynced_tickets{{state="waiting"}} {waiting}.0' in figures
            await post.sends_all()


@only_sqlite
async def test_without_the_section_nothing_is_told(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *LIFE)
    kinds = {row["kind"] for row in await the_office.store.reader.rows("SELECT kind FROM outbox")}
    assert kinds
    assert LetterKind.HOTLINE not in kinds


# --- who hears what ----------------------------------------------------------------------------


def rules_of(profile: str) -> Rules:
    """Return wuzhi's calendar and hours under another profile."""
    return replace(wuzhi(), profile=catalogue.load(profile))


WHO: list[tuple[str, str, str, list[str]]] = [
    ("WZ-6.2 all goes to 12345", "wuzhi", "", ["hotline:main"]),
    ("WZ-6.2 what 12345 passed on too", "wuzhi", "HN1", ["hotline:main"]),
    (
        "SQ-P3.3a a partner hears of its own",
        "wuzhi",
        "zhzx:7",
        ["hotline:main", "partner:zhzx:main"],
    ),
    ("C-23 without push nothing of our own", "shenqiu", "", []),
    ("SQ-3a what 12345 passed on goes back", "shenqiu", "HN1", ["hotline:main"]),
    ("SQ-P3.3a what a partner passed on goes back", "shenqiu", "zhzx:7", ["partner:zhzx:main"]),
    ("a partner that is configured no more", "shenqiu", "gone:7", []),
]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("profile", "external_no", "lanes"), [pytest.param(*row[1:], id=row[0]) for row in WHO]
)
def test_who_hears_of_a_ticket(profile: str, external_no: str, lanes: list[str]) -> None:
    rules = rules_of(profile)
    ticket = a_ticket(rules, complaint=a_complaint(external_no=external_no))
    letters = to_partners.letters(None, ticket, rules, NAMES, NOW)
    assert [letter.lane for letter in letters] == lanes
    assert to_partners.letters(None, ticket, rules, {}, NOW) == []
    for letter in letters:
        is_theirs = letter.payload["partner"] == to_partners.origin_of(ticket.complaint)[0]
        theirs = external_no.rpartition(":")[2] if is_theirs else ""
        assert letter.payload["body"]["external_no"] == theirs


@pytest.mark.unit
def test_the_record_is_what_the_form_and_the_ledger_say() -> None:
    """WZ-6.2: the words, who says them, who works on it until when, and what was answered."""
    rules = wuzhi()
    ticket = walked(rules, WAY[State.SURVEYING])
    (letter,) = to_partners.letters(None, ticket, rules, NAMES, NOW)
    body = letter.payload["body"]
    assert body["id"] == f"{NO}/{ticket.version}"
    assert (body["no"], body["state"], body["state_name"]) == (NO, "surveying", "待评价")
    assert body["at"] == "2026-09-28T09:00:00+08:00"
    assert (body["name"], body["phone"], body["address"]) == (
        "张三丰",
        "13800138000",
        "幸福路3号",
    )
    assert (body["class"], body["department"]) == ("办不了", "市场监管局")
    assert (body["answer"], body["reason"], body["basis"]) == (
        "已联系",
        "政策不允许",
        "条例第三条",
    )
    assert "张三丰" not in repr(letter)


@pytest.mark.unit
def test_what_shows_nothing_new_is_not_told() -> None:
    rules = wuzhi()
    ticket = a_ticket(rules)
    same = replace(ticket, version=1, undelivered=True)
    other = replace(ticket, version=1, matter="不动产登记")
    assert to_partners.letters(ticket, same, rules, NAMES, NOW) == []
    assert len(to_partners.letters(ticket, other, rules, NAMES, NOW)) == 1


@pytest.mark.unit
def test_of_a_restricted_ticket_only_number_state_and_time_are_told() -> None:
    """G-21: whoever may not see it here does not see it there."""
    rules = wuzhi()
    ticket: Ticket = replace(walked(rules, WAY[State.SURVEYING]), restricted=True)
    (letter,) = to_partners.letters(None, ticket, rules, NAMES, NOW)
    told = str(letter.payload["body"])
    assert letter.payload["body"]["state"] == "surveying"
    for word in ("张三丰", "13800138000", "幸福路", "跑了三趟", "已联系", "市场监管局"):
        assert word not in told


@pytest.mark.unit
def test_partners_keep_their_order_in_lanes_of_their_own() -> None:
    """A partner that is away holds up neither 12345 nor another centre's records."""
    rules = wuzhi()
    ticket = replace(a_ticket(rules, complaint=a_complaint(external_no="zhzx:7")), centre="zhen")
    letters = to_partners.letters(None, ticket, rules, NAMES, NOW)
    assert [(one.key, one.lane) for one in letters] == [
        (f"{NO}/0/hotline", "hotline:zhen"),
        (f"{NO}/0/partner:zhzx", "partner:zhzx:zhen"),
    ]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("profile", "channel"),
    [("wuzhi", "12345"), ("shenqiu", "12345"), ("puyang", "12345热线"), ("fw", "12345")],
)
def test_py_4_1a_12345_is_the_channel_that_the_profile_calls_so(profile: str, channel: str) -> None:
    partner = Partner(id="12345", name="12345", url="", key="")
    assert to_partners.channel_of(partner, catalogue.load(profile)) == channel


@pytest.mark.unit
def test_sq_p3_3a_a_partner_is_the_channel_of_its_name() -> None:
    partner = Partner(id="zhzx", name=NAMES["zhzx"], url="", key="")
    assert to_partners.channel_of(partner, catalogue.load("shenqiu")) == "社会治理综合服务中心"
    assert to_partners.channel_of(partner, catalogue.load("longhui")) == NAMES["zhzx"]
