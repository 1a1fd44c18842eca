"""A new registration that names a ticket that is over (不服 …): each of the two says of the other.

No text of the counties knows an appeal, so the objection has a number, limits and a survey of its own; what
is over stays as it ended. Who may read only one of the two reads nothing of the other.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from bot.desk import log_entries
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.ticket import Ticket
from intake.grammar.commands import numbers_in
from intake.grammar.fields import TicketRef
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.tickets import tickets
from storage.tickets.log import Logged

#: how it stands in the log of the ticket that is over
NAMED = "NamedAnew"


async def named_in(session: Session, complaint: Complaint, centre: str) -> str:
    """Return the number of the ticket of *centre* that is over and that *complaint* names first; empty if none.

    Who tells it in a chat, or by 12345, names only tickets of their own; the window may name any, by its year.
    """
    person = complaint.complainant
    refs = numbers_in(complaint.text)
    if not refs:
        return ""
    own = await tickets.of_person(session, phone=person.phone, lane=person.lane)
    is_windows = not (person.lane or complaint.external_no)
    for ref in refs:
        for no in await tickets.find(session, ref.year, ref.serial, centre):
            is_known = no in own or (is_windows and ref.year is not None)
            if is_known and _is_spelled(no, ref) and await _is_over(session, no):
                return no
    return ""


def _is_spelled(no: str, ref: TicketRef) -> bool:
    return not ref.prefix or no.upper().startswith(f"{ref.prefix}-")


async def _is_over(session: Session, no: str) -> bool:
    with suppress(Unreadable):  # the person was erased; nothing is left to object to
        return (await tickets.load(session, no)).is_closed
    return False


async def note(session: Session, ticket: Ticket, now: datetime) -> None:
    """Log on the ticket that is over under which number it was taken up again."""
    if no := ticket.complaint.earlier:
        earlier = await tickets.load(session, no)
        await log_entries.noted(session, earlier, NAMED, SCHEDULE, {"no": ticket.no}, now)


def later(entries: Iterable[Logged]) -> tuple[str, ...]:
    """Return the numbers under which a ticket with the log *entries* was taken up again, oldest first."""
    return tuple(one.payload["no"] for one in entries if one.command == NAMED)
