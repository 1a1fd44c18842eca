"""What one change brings about elsewhere: tickets it is tied to, another centre's share, a routing rule.

And what a new registration names: a ticket that is over, and to whose end somebody objects; or is like.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.config.directory import MGMT, WIN, Directory
from bot.desk import log_entries
from bot.desk.change import Change, Follow, FollowUp, Opening
from bot.desk.installation import Installation
from bot.duplicates import announcing, likely
from bot.duplicates.announcing import Shown
from bot.duplicates.likely import Likely
from dispatch.handlers import links
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import Amend, ReturnForm, Transfer
from dispatch.ticket.commands import Classify, Command, Dispatch, Reassign
from dispatch.ticket.complaint import Complaint, Doubt
from dispatch.ticket.ground import Ground, GroundKind
from dispatch.ticket.ticket import State, Ticket, Tie
from dispatch.worktime.calendar import in_shanghai
from intake.grammar.commands import numbers_in
from intake.grammar.fields import TicketRef
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.queues import outbox
from storage.queues.letters import Letter
from storage.tickets import routes, sketches, tickets
from storage.tickets.log import Logged


async def open_below(desk: Installation, change: Change) -> list[FollowUp]:
    """Want the ticket of its own that a centre of this installation gets for a 函转 (WZ-8.5, SQ-7c).

    It has its own number, people and ledger row; the person stays the one above's to talk to: they
    are asked once.
    """
    assert isinstance(change.command, Transfer)  # as its row says
    above, centre = change.after, change.command.centre
    if not centre:
        return []
    complaint = replace(
        above.complaint,
        channel="函转",
        external_no="",
        complainant=replace(above.complaint.complainant, lane=""),
        alike=(),
        assisting=(),  # departments of the centre above
        media=(),
    )
    owner = first_of(desk.directory, centre)
    return [Opening(complaint=complaint, centre=centre, owner=owner, above=above.no)]


async def decide_route(desk: Installation, change: Change) -> None:
    """Keep whom a meeting made the lead of this matter: the next one is proposed to them (N4)."""
    moved = change.after
    matter = moved.decided_matter  # a guess is no matter to decide about
    if moved.lead and change.before.state is State.MEETING and matter:
        unit = moved.lead.department
        await routes.decide(change.session, moved.centre, matter, unit, moved.no, change.now)


async def forget_route(desk: Installation, change: Change) -> None:
    """Take back what its meeting decided, with the command that is taken back (更正)."""
    await routes.forget(change.session, change.after.no)


async def tell_tied(desk: Installation, change: Change) -> list[FollowUp]:
    """Want what follows on the tickets it is tied to, and what it came too late for itself."""
    session, moved = change.session, change.after
    if not links.has_news(change.before, moved):
        return []
    follows: list[FollowUp] = [
        Follow(ticket=other, command=command)
        async for other in _tied(session, moved)
        if (command := links.follows(change.before, moved, other))
    ]
    if moved.tied_to:
        with suppress(Unreadable):
            above = await tickets.load(session, moved.tied_to)
            if owed := links.owed(moved, above):
                follows.append(Follow(ticket=moved, command=owed))
    return follows


async def _tied(session: Session, ticket: Ticket) -> AsyncIterator[Ticket]:
    """Yield what *ticket* works for and what waits for it; of an erased person nothing is owed."""
    numbers = [ticket.tied_to] if ticket.tie == Tie.LEVEL else []
    for no in [*numbers, *await tickets.tied_to(session, ticket.no)]:
        with suppress(Unreadable):
            yield await tickets.load(session, no)


def first_of(directory: Directory, centre: str) -> str:
    """Return who answers for what comes in to *centre* without a receiver; empty if nobody works there."""
    people = directory.holding(WIN, centre) or directory.holding(MGMT, centre)
    return people[0] if people else ""


async def ground_of(
    session: Session, complaint: Complaint, centre: str, matter: str, directory: Directory
) -> Ground | None:
    """Return what decides who leads in *matter*: a row of the 派单目录, else a meeting, else the law (N17, N4).

    Args:
        matter: empty while nobody is sure of it; then only phrases of the list decide.
    """
    return (
        directory.ground(complaint, centre, matter)
        or await _by_meeting(session, centre, matter, directory)
        or directory.ground_by_law(complaint, centre, matter)
    )


async def _by_meeting(
    session: Session, centre: str, matter: str, directory: Directory
) -> Ground | None:
    decided = await routes.of_matter(session, centre, matter) if matter else None
    department = directory.departments.get(decided.department) if decided else None
    if decided is None or department is None:
        return None
    return Ground(
        kind=GroundKind.MEETING,
        no=decided.ticket_no,
        about=matter,
        department=department.id,
        name=department.name,
        decided_on=in_shanghai(decided.at).date(),
    )


async def routed(
    session: Session, complaint: Complaint, centre: str, directory: Directory
) -> Complaint:
    """Return a new *complaint* with what decides who leads, before any score."""
    likeliest = complaint.categories[0].name if complaint.categories else ""
    matter = "" if Doubt.MATTER in complaint.unsure else likeliest
    ground = await ground_of(session, complaint, centre, matter, directory)
    return replace(complaint, ground=ground)


async def grounded(
    session: Session, ticket: Ticket, command: Command, directory: Directory
) -> Command:
    """Return *command* with what decides who leads, and which of whom it names are townships."""
    said = ticket.complaint
    if isinstance(command, Amend) and command.text:
        told = replace(
            said, text=command.text, categories=command.categories, unsure=command.unsure
        )
        told = await routed(session, told, ticket.centre, directory)
        return replace(command, ground=told.ground)
    if not isinstance(command, Classify | Dispatch | Reassign | ReturnForm):
        return command
    named = command.matter if isinstance(command, Classify | Dispatch) else ""
    matter = named or ticket.decided_matter
    ground = await ground_of(session, said, ticket.centre, matter, directory)
    if isinstance(command, Classify):
        return replace(command, ground=ground)
    townships = {one.id for one in directory.townships(ticket.centre)}
    below = tuple(id_ for id_, _ in command.departments if id_ in townships)
    return replace(command, ground=ground, townships=below)


# --- tickets that tell nearly the same (并案 is proposed, by a person) ----------------------------


async def alike(desk: Installation, session: Session, ticket: Ticket, now: datetime) -> Shown:
    """Return what is like *ticket* now, to be shown to whoever may see it."""
    looked = likely.of(ticket, await desk.rules_for(session, ticket))
    return await _shown(desk, session, ticket, await likely.likely(session, looked, now), now)


async def _shown(
    desk: Installation, session: Session, ticket: Ticket, found: Sequence[Likely], now: datetime
) -> Shown:
    for one in found:
        await desk.rules_for(session, one.ticket)  # from here on `rules_of` knows them
    return Shown(
        ticket=ticket,
        found=found,
        rules_of=desk.rules_of,
        directory=desk.directory,
        now=now,
    )


async def show_alike(
    desk: Installation, session: Session, ticket: Ticket, found: Sequence[Likely], now: datetime
) -> list[Letter]:
    """Return the letters that show the desk what was *found* like a *ticket* that it must look at."""
    return announcing.to_desk(await _shown(desk, session, ticket, found, now)) if found else []


async def show_anew(desk: Installation, change: Change) -> None:
    """Show the desk what is like the words of a ticket that it must look at, where they are others now."""
    is_other = sketches.words_of(change.before) != sketches.words_of(change.after)
    if is_other and change.after.state in links.CAN_WAIT:
        shown = await alike(desk, change.session, change.after, change.now)
        await outbox.put(change.session, announcing.to_desk(shown), change.now)


async def offer_answer(desk: Installation, change: Change) -> None:
    """Offer the desk to give the answer of this ticket to others that tell the same and wait at the desk.

    Those that wait for it already get it by themselves (`tell_tied`); one that waited itself offers nothing.
    """
    moved = change.after
    if moved.tie or moved.reply is None:
        return
    shown = await alike(desk, change.session, moved, change.now)
    waiting = [one for one in shown.found if one.ticket.state in links.CAN_WAIT]
    letters = announcing.to_desk(replace(shown, found=waiting))
    await outbox.put(change.session, letters, change.now)


# --- a new registration that names a ticket that is over (不服 …) ---------------------------------

# No text of the counties knows an appeal, so the objection has a number, limits and a survey of its own;
# what is over stays as it ended. Who may read only one of the two reads nothing of the other.

#: how it stands in the log of the ticket that is over
NAMED = "NamedAnew"
#: … and that those words were put right since, and name it no more
NO_MORE = "NamedNoMore"


async def earlier_named(session: Session, complaint: Complaint, centre: str) -> str:
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


async def naming(
    session: Session, ticket: Ticket, command: Amend, rules: Rules, now: datetime
) -> Amend:
    """Return *command* with the ticket that is over and that the words, as they are put right, name.

    And with what reads like the new words.
    """
    complaint = ticket.complaint
    phone = command.phone or complaint.complainant.phone
    amended = replace(
        complaint,
        text=command.text or complaint.text,
        complainant=replace(complaint.complainant, phone=phone),
    )
    command = replace(command, earlier=await earlier_named(session, amended, ticket.centre))
    if not command.text:
        return command
    looked = replace(likely.new(amended, ticket.centre, rules), no=ticket.no)
    return replace(command, alike=likely.for_all(await likely.likely(session, looked, now)))


async def note_earlier(session: Session, ticket: Ticket, now: datetime) -> None:
    """Log on the ticket that is over under which number it was taken up again."""
    await _note(session, ticket.complaint.earlier, NAMED, ticket.no, now)


async def tie_anew(desk: Installation, change: Change) -> None:
    """Log the same where the words were put right, or put back, and name another ticket now, or none."""
    was, is_now = change.before.complaint.earlier, change.after.complaint.earlier
    if was != is_now:
        await _note(change.session, was, NO_MORE, change.after.no, change.now)
        await _note(change.session, is_now, NAMED, change.after.no, change.now)


async def _note(session: Session, of: str, name: str, no: str, now: datetime) -> None:
    with suppress(Unreadable):  # the person was erased; nothing is left to tie
        if of:
            earlier = await tickets.load(session, of)
            await log_entries.noted(session, earlier, name, SCHEDULE, {"no": no}, now)


def later(entries: Iterable[Logged]) -> tuple[str, ...]:
    """Return the numbers under which a ticket with the log *entries* was taken up again, oldest first."""
    found: dict[str, None] = {}
    for one in entries:
        if one.command == NAMED:
            found[one.payload["no"]] = None
        elif one.command == NO_MORE:
            found.pop(one.payload["no"], None)
    return tuple(found)
