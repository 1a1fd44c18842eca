"""绿色通道: what becomes of the SMS to a department's emergency contact is on record, and raised (PY-4.2.9).

The 工作单 on its own way has its row in the outbox; the SMS beside it is noted in the ticket's log,
and when it does not go a person is asked to ring.
"""

from datetime import datetime

from bot.context import Context
from bot.desk import log_entries
from bot.letters import desk_tasks
from bot.letters.desk_tasks import Chore
from bot.texts import staff
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.ticket import spoken
from storage.database.session import Session
from storage.queues.letters import LetterKind, Posted
from storage.tickets import tickets

#: how the log calls it; its facts are `department` and `outcome` (sent, failing, failed)
NAME = "green:sms"
#: after so many tries that failed somebody rings instead: a matter of hours cannot wait for a gateway
RAISED_AFTER = 3


def is_green(letter: Posted) -> bool:
    """True for the SMS that goes with a 工作单; the citizen's late message has a round."""
    return letter.kind == LetterKind.SMS and "department" in letter.payload


async def note(
    context: Context, session: Session, letter: Posted, outcome: str, now: datetime
) -> None:
    """Put *outcome* on record; of what does not go, tell the desk to ring."""
    ticket = await tickets.load(session, letter.ticket_no)
    id_ = str(letter.payload["department"])
    facts = {"department": id_, "outcome": outcome}
    await log_entries.noted(session, ticket, NAME, SCHEDULE, facts, now)
    if outcome == "sent":
        return
    known = context.directory.departments.get(id_)
    text = staff.SMS_FAILING.format(
        no=spoken(ticket.no), department=known.name if known else id_, ascii=ticket.no
    )
    chore = Chore(
        kind="待确认",
        subject=f"{letter.key}/ring",
        text=text,
        no=ticket.no,
        urgency=letter.urgency,
    )
    await desk_tasks.begin(session, context.directory, ticket.centre, chore, now)


async def tried(context: Context, session: Session, letter: Posted, now: datetime) -> None:
    """Note a try that failed and will be repeated; the third is raised."""
    if is_green(letter) and letter.attempts == RAISED_AFTER:
        await note(context, session, letter, "failing", now)
