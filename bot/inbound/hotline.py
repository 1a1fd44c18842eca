"""What 12345 or a partner passed on becomes a ticket at once: the same loop, the same ledger (SQ-P3.3b).

A number that the sender gave before never makes a second ticket: what is new in it is added to the
first, and where that cannot be, the desk is asked.
"""

from datetime import datetime

from bot.callback import hotline_payload
from bot.callback.hotline_payload import Transfer
from bot.citizen import conversation, requests
from bot.letters import to_partners
from bot.message_context import Visit
from bot.texts import hotline as texts
from dispatch.errors import DeskError
from dispatch.profiles.values import Role
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Supplement
from dispatch.ticket.complaint import Complainant, Complaint
from dispatch.ticket.ticket import Ticket
from dispatch.words.normal_form import normal
from intake.classify import emergencies
from intake.talk.state import Wanted, Wish
from storage.queues import partner_sync
from storage.tickets import tickets


def centre_of(body: bytes) -> str:
    """Return the centre that a kept complaint is for; the door wrote it down."""
    return hotline_payload.read(hotline_payload.load(body)).centre


async def hear(visit: Visit, body: bytes, account: str) -> str:
    """Work off one kept complaint; return what became of it, one word for the inbox row."""
    transfer = hotline_payload.read(hotline_payload.load(body))
    number = to_partners.external_no(account, transfer.no)
    known = await partner_sync.of_external(visit.session, number)
    if known:
        return await _again(visit, transfer, await tickets.load(visit.session, known[0]))
    complaint = _complaint(visit, transfer, number)
    await visit.context.desk.open(
        visit.session, complaint, visit.centre, conversation.owner(visit), visit.now
    )
    return "registered"


def _complaint(visit: Visit, transfer: Transfer, number: str) -> Complaint:
    hints = visit.context.suggest(transfer.text)
    return Complaint(
        text=transfer.text,
        channel=transfer.source,
        kind=transfer.kind,
        said_at=_not_after(transfer.at, visit.now),
        complainant=Complainant(
            name=transfer.name,
            is_unit=transfer.is_unit,
            contact=transfer.contact,
            phone=transfer.phone,
            address=transfer.address,
            for_whom=transfer.for_whom,
            anonymous=transfer.anonymous or not transfer.name,
        ),
        place=transfer.place,
        emergency=emergencies.numbers([transfer.text]),
        categories=hints.categories,
        departments=hints.departments,
        causes=hints.causes,
        unsure=hints.unsure,
        assisting=hints.assisting,
        external_no=number,
    )


def _not_after(at: datetime, now: datetime) -> datetime:
    """Return *at*; nobody complained later than *now*, whatever the sender's clock says."""
    return min(at, now)


async def _again(visit: Visit, transfer: Transfer, ticket: Ticket) -> str:
    """Add what is new to the ticket of that number; ask the desk where it cannot be added."""
    told = ticket.allegation.text if ticket.allegation else ""
    words = [ticket.complaint.text, told, *(remark.text for remark in ticket.remarks)]
    if normal(transfer.text) in map(normal, words):
        return "known"
    by = Actor(
        id=visit.lane, name=transfer.source, roles=frozenset({Role.CITIZEN}), source=transfer.source
    )
    command = Supplement(by=by, text=transfer.text, emergency=emergencies.numbers([transfer.text]))
    try:
        await visit.context.desk.within(visit.session, ticket, command, visit.now)
    except DeskError:
        text = texts.AGAIN.format(name=transfer.source, text=transfer.text)
        await requests.grant(visit, Wanted(wish=Wish.HUMAN, no=ticket.no, text=text))
        return "for_the_desk"
    return "supplemented"
