"""更正: what the last command was, by whom, and how the ticket stood before it, all read from the log."""

from datetime import datetime

from bot.desk import notification
from dispatch.errors import RuleForbids, Why
from dispatch.handlers.amendments import registered_by_desk
from dispatch.lifecycle import life
from dispatch.lifecycle.command_table import CORRECTABLE
from dispatch.rules.rules import Rules
from dispatch.ticket.case_commands import Annul, Correct
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import Ticket
from storage.database.session import Session
from storage.queues import outbox_lookups
from storage.tickets import history, log
from storage.tickets.log import Logged

_NAMES = frozenset(command.__name__ for command in CORRECTABLE)


async def corrected(
    session: Session, ticket: Ticket, command: Correct, rules: Rules, now: datetime
) -> tuple[Ticket, list[Notice]]:
    """Return *ticket* as it was before its last command, and what must be said about that.

    What was to be said because of it and has not been said yet is not said. Where the desk has only
    registered it, the registration is what was wrong.

    Raises:
        RuleForbids: its last command cannot be taken back, or was somebody else's.
        DeskError: see `dispatch.lifecycle.life.correct`.
    """
    entries = [one for one in await log.entries(session, ticket.no) if one.facts]
    n = next(
        (n for n in reversed(range(len(entries))) if entries[n].command not in history.FOLLOWING), 0
    )
    last = entries[n]
    if n == 0 and registered_by_desk(ticket):
        if command.by.id != ticket.first_handler:
            raise RuleForbids(Why.NOT_YOUR_PRESS)
        return life.apply(ticket, Annul(by=command.by, reason=command.reason), rules, now)
    if n == 0 or last.command not in _NAMES:
        raise RuleForbids(Why.NOTHING_TO_CORRECT)
    by, at = str(last.payload["by"]), last.at
    before = log.replay(entries[:n])
    moved, notices = life.correct(ticket, before, command, (by, at), rules, now)
    version = int(last.facts["version"])
    await outbox_lookups.unsay(session, ticket.no, version)
    is_told = await notification.unsay(session, ticket.no, version, now)
    lane = ticket.complaint.complainant.lane
    is_said = await outbox_lookups.was_said(session, ticket.no, version, lane)
    if _told_citizen(last) and (is_told or is_said):
        notices.append(Notice(to=To.CITIZEN, what=NoticeKind.CORRECTED))
    return moved, notices


def _told_citizen(entry: Logged) -> bool:
    return any(notice["to"] == To.CITIZEN for notice in entry.payload["notices"])
