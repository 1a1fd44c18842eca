"""An office whose answers also go out as links: its ladder, its page served, a ticket that is asked about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from builders import MANAGER, MARKET, OFFICER, RECEPTIONIST, SUPERVISOR, a_complaint
from office import Office

from bot.letters.answer_links import Links
from bot.letters.fallback import Ladder
from bot.web.answer_page import AnswerPage
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.ticket import Ticket
from storage.tickets.log import entries

NO = "2026-0001"
URL = "https://yousu.example.gov.cn"
FOLLOWER = "oFollower1"
ANSWER = c.Answer(by=OFFICER, text="办不了", reason="法律不许", basis="条例三条")
PASS = c.Pass(by=SUPERVISOR)
#: from 受理 to the survey
TO_SURVEY = (
    c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,)),
    c.Approve(by=MANAGER),
    c.Acknowledge(by=OFFICER),
    ANSWER,
    PASS,
)
#: from 退回重办 to the next survey
AGAIN = (c.Acknowledge(by=OFFICER), replace(ANSWER, text="重新办好了"), PASS)

Browser = TestClient[web.Request, web.Application]


def laddered(office: Office, **ways: Any) -> Office:
    """Return *office* with every way of the ladder, but for *ways*."""
    given = {"links": links_of(office), "official": True, "sms": True, **ways}
    desk = replace(office.context.desk, ladder=Ladder(**given))
    return replace(office, context=replace(office.context, desk=desk))


def links_of(office: Office) -> Links:
    """Return what makes and reads the office's links."""
    return Links(office.store.reader.keys, URL)


def told_by(lane: str, **person: Any) -> Complaint:
    """Return a complaint of somebody on *lane*."""
    complaint = a_complaint()
    return replace(complaint, complainant=replace(complaint.complainant, lane=lane, **person))


async def surveyed(office: Office, complaint: Complaint | None = None) -> Ticket:
    """Open a ticket and bring it to its survey."""
    ticket = await office.opens(complaint)
    return await office.do(ticket.no, *TO_SURVEY)


async def steps(office: Office, no: str = NO) -> list[str]:
    """Return what the log of a ticket says of the late message, as words."""
    found = [one for one in await entries(office.store.reader, no) if one.command[:5] == "late:"]
    return [
        " ".join(filter(None, (one.command[5:], one.payload["outcome"], one.payload["why"])))
        for one in found
    ]


def token_of(office: Office, no: str = NO, round: int = 0) -> str:
    """Return a token of now."""
    return links_of(office).token(no, round, office.clock())


def page_of(office: Office) -> web.Application:
    """Return a server of the office's page."""
    application = web.Application()
    application.add_routes(AnswerPage(context=office.context, links=links_of(office)).routes())
    return application


@asynccontextmanager
async def browsing(office: Office) -> AsyncIterator[Browser]:
    """Serve the page and give a client that follows no redirect by itself."""
    async with TestClient(TestServer(page_of(office))) as client:
        yield client
