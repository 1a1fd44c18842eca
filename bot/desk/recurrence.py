"""After each move: is it the second problem of its kind within a year (N8), or one too many (LH-17c)?

The second is told to the desk and to the head of the window, once; what a text takes away for more is
proposed, for a person to verify.
"""

import hashlib

from bot.desk import marks as marking
from bot.desk.change import Change
from bot.desk.installation import Installation
from bot.letters import kinds
from bot.letters.kinds import Members
from bot.texts import scoring as texts
from dispatch.assessment.recurrence import WARNS_AT, Case, warns_of
from dispatch.assessment.titles import windows_titles
from dispatch.profiles.assessment import Counts
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.ticket import Ticket
from storage.queues import outbox
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Letter
from storage.tickets import marks


async def look(desk: Installation, change: Change) -> None:
    """Count the ticket, which is stored already, if it got another window, matter or cause.

    What only few may see (移交, 线索) is not counted, for a count would show it.
    """
    session, after, now = change.session, change.after, change.now
    case = _case(after, change.rules)
    is_hidden = after.restricted or after.allegation is not None
    is_known = _case(change.before, change.rules).is_like(case)
    if after.lead is None or is_hidden or is_known:
        return
    others = await marks.cases(session, case)
    other_numbers = warns_of(case, others)
    if other_numbers:
        await outbox.put(session, _letters(desk, after, case, other_numbers, change.rules), now)
    for mark in windows_titles(case, others, change.rules, now):
        if not await marks.stands(session, mark):
            await marking.propose(desk, session, after, mark, SCHEDULE, now)


def _case(ticket: Ticket, rules: Rules) -> Case:
    """Return what *ticket* is counted by, as its columns have it (`storage.tickets.tickets.found_by`)."""
    return Case(
        no=ticket.no,
        centre=ticket.centre,
        unit=ticket.lead.department if ticket.lead else "",
        matter=ticket.matter,
        cause=rules.cause_of(ticket),
        opened_at=ticket.opened_at,
        tied_to=ticket.tied_to,
    )


def _letters(
    desk: Installation, ticket: Ticket, case: Case, others: tuple[str, ...], rules: Rules
) -> list[Letter]:
    directory = desk.directory
    department = directory.departments.get(case.unit)
    about = (department.name if department else case.unit, case.matter, case.cause)
    text = texts.same_again(case.no, about, others, _costs(rules))
    at_desk = Members.of(directory, Lane(Channel.DESK, ticket.centre))
    listeners = [at_desk, *map(kinds.member, marking.heads(directory, case.unit))]
    kind = hashlib.sha256("\0".join((case.unit, case.matter, case.cause)).encode()).hexdigest()[:16]
    return [
        kinds.text(to, text).letter(f"same/{case.no}/{kind}/{to.lane}", case.no)
        for to in listeners
        if to.userids
    ]


def _costs(rules: Rules) -> tuple[str, str] | None:
    """Return title and clause that the next one may cost, None where the text takes none (LH-17c)."""
    rows = (row for row in rules.profile.assessment if row.counts is Counts.DISPATCHED)
    row = next((row for row in rows if row.threshold == WARNS_AT + 1), None)
    return (row.loses, rules.cited(row.clause)) if row else None
