"""A mark (扣分) is stored, logged on its ticket's chain and told to those whom it concerns, in one transaction.

It quotes what people reported, so it goes to single chats only, and masked (N6).
"""

from datetime import datetime

from bot.config.directory import MGMT, Directory
from bot.desk import log_entries
from bot.desk.installation import Installation
from bot.letters import kinds
from bot.letters.kinds import Members
from bot.letters.masking import masked
from bot.texts import scoring as texts
from bot.texts.moments import moment
from bot.texts.refusals import cited
from dispatch.assessment.marks import Mark, MarkState
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import Ticket
from storage.database.session import Session
from storage.queues import outbox
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Letter
from storage.tickets import marks

#: who verifies and decides, and so hears of every step
OFFICE = MGMT | {"assessor"}


async def propose(
    desk: Installation, session: Session, ticket: Ticket, mark: Mark, by: Actor, now: datetime
) -> Mark | None:
    """Store a proposed *mark* and tell who verifies; None if the same was proposed before."""
    stored = await marks.insert(session, mark)
    if stored is not None:
        await _told(desk, session, ticket, stored, by, now)
    return stored


async def move(
    desk: Installation,
    session: Session,
    ticket: Ticket,
    moved: tuple[Mark, Mark],
    by: Actor,
    now: datetime,
) -> None:
    """Store a mark that went from one state to the next (*moved*), and tell of it.

    Raises:
        StaleTicket: somebody else moved it meanwhile.
    """
    before, after = moved
    await marks.save(session, after, before.state)
    await _told(desk, session, ticket, after, by, now)


async def _told(
    desk: Installation, session: Session, ticket: Ticket, mark: Mark, by: Actor, now: datetime
) -> None:
    step = mark.steps[-1]
    facts = {
        "mark": mark.id,
        "clause": mark.clause,
        "unit": mark.unit,
        "person": mark.person,
        "state": mark.state,
        "evidence": mark.evidence,
        "words": step.words,
    }
    await log_entries.noted(session, ticket, f"mark:{step.what}", by, facts, now)
    await outbox.put(session, _letters(desk, ticket, mark, now), now)


def _letters(desk: Installation, ticket: Ticket, mark: Mark, now: datetime) -> list[Letter]:
    directory = desk.directory
    text = _to_office(desk, ticket, mark, now)
    office = Members(Lane(Channel.MANAGEMENT, mark.centre), _office(directory, mark))
    said = [(office, text)]
    if mark.state in texts.TO_WINDOW:
        text = texts.TO_WINDOW[mark.state].format(**_facts(desk, ticket, mark, now))
        said += [(kinds.member(one), text) for one in concerned(directory, mark)]
    step = f"mark/{mark.id}/{len(mark.steps)}"
    return [
        kinds.text(to, words).letter(f"{step}/{n}", ticket.no)
        for n, (to, words) in enumerate(said)
        if to.userids
    ]


def _office(directory: Directory, mark: Mark) -> list[str]:
    """Return who verifies and decides; what becomes of a proposal its proposer hears too."""
    people = directory.holding(OFFICE, mark.centre)
    proposer = mark.proposed_by
    hears = mark.state is not MarkState.PROPOSED and proposer in directory.people
    return list(dict.fromkeys([*people, *([proposer] * hears)]))


def _to_office(desk: Installation, ticket: Ticket, mark: Mark, now: datetime) -> str:
    """Return what they hear, with why nothing counts before it is verified."""
    rules = desk.rules_of(ticket)
    gate = cited(rules.clause("who.核实"), rules)
    facts = _facts(desk, ticket, mark, now) | {"clause": gate}
    text = texts.TO_OFFICE[mark.state]
    if mark.state is MarkState.PROPOSED and not mark.unit:
        text += texts.NAME_THE_WINDOW
    return text.format(**facts)


def _facts(desk: Installation, ticket: Ticket, mark: Mark, now: datetime) -> dict[str, str]:
    step = mark.steps[-1]
    return {
        "id": str(mark.id),
        "mark": line(desk, ticket, mark),
        "by": step.by_name,
        "words": masked(step.words, ticket) if mark.state is not MarkState.PROPOSED else "",
        "until": moment(mark.appeal_until, now),
    }


def line(desk: Installation, ticket: Ticket, mark: Mark) -> str:
    """Return *mark* as people read it, masked."""
    clause = desk.rules_of(ticket).cited(mark.clause)
    return texts.line(mark, clause, whose(desk.directory, mark), masked(mark.fact, ticket))


def whose(directory: Directory, mark: Mark) -> str:
    """Return the window's name and the officer's: `市场监管局/李科`."""
    department = directory.departments.get(mark.unit)
    unit = department.name if department else mark.unit or texts.DESK_OFFICER
    person = directory.people.get(mark.person)
    name = person.name if person else mark.person
    return f"{unit}/{name}" if name else unit


def concerned(directory: Directory, mark: Mark) -> tuple[str, ...]:
    """Return the userids of the window's head and liaison, and of the officer meant."""
    return tuple(
        dict.fromkeys([*heads(directory, mark.unit), *([mark.person] * bool(mark.person))])
    )


def heads(directory: Directory, unit: str) -> tuple[str, ...]:
    """Return the userids of the head of a department's window (首席审批员, LH-18) and of its liaison."""
    leads = [
        p.id
        for p in directory.people.values()
        if unit and p.department == unit and "window_lead" in p.roles
    ]
    department = directory.departments.get(unit)
    liaison = [department.liaison] if department and department.liaison else []
    return tuple(dict.fromkeys([*leads, *liaison]))
