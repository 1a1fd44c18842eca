"""What is done about a proposed mark: 核实, 申诉, 裁定 (LH-17f, G-17), and what follows from it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.citizen.conversation import Visit
from bot.desk import log_entries
from bot.desk import marks as marking
from bot.staff.command_fields import Unclear, department_named
from bot.staff.queries import Unanswerable
from bot.texts import scoring as texts
from bot.texts.moments import moment
from dispatch.assessment import scoring
from dispatch.assessment.marks import (
    Appeal,
    Dismiss,
    Mark,
    MarkCommand,
    MarkState,
    Revoke,
    Uphold,
    Verify,
)
from dispatch.assessment.titles import officers_titles
from dispatch.errors import DeskError, Incomplete, NotYours
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.ticket import Ticket
from intake.grammar.commands import FORMS, StaffCommand
from storage.database.errors import NoSuchRow, Unreadable
from storage.tickets import marks, tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """A mark, its ticket and who speaks of it."""

    visit: Visit
    by: Actor
    said: StaffCommand
    mark: Mark
    ticket: Ticket

    @property
    def rules(self) -> Rules:
        return self.visit.context.rules_of(self.ticket)


async def verify(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """核实: it holds and counts from now, or it does not; then the officer's year is counted (LH-17d)."""
    about = await _found(visit, actor, said)
    if said.fields["verdict"] == "不成立":
        return await _move(about, Dismiss(by=actor, words=said.text))
    try:
        unit = str(said.fields.get("unit", ""))
        command = Verify(
            by=actor,
            words=said.text,
            unit=department_named(visit.context.directory, unit).id if unit else "",
        )
    except Unclear as error:
        return f"{error} {FORMS[said.name].how}"
    return await _move(about, command)


async def appeal(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """申诉, by the window (G-17)."""
    about = await _found(visit, actor, said)
    return await _move(about, Appeal(by=actor, words=said.text))


async def decide(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """裁定: the appeal changes nothing, or the mark never counts again; then its titles are named."""
    about = await _found(visit, actor, said)
    command = Uphold if said.fields["verdict"] == "维持" else Revoke
    return await _move(about, command(by=actor, words=said.text))


async def _found(visit: Visit, actor: Actor, said: StaffCommand) -> _About:
    """Return the mark of that number, of the actor's centre.

    Raises:
        Unanswerable: there is none.
    """
    number = said.fields["mark"]
    assert isinstance(number, int)  # its slot reads nothing else
    try:
        mark = await marks.load(visit.session, number)
        ticket = await tickets.load(visit.session, mark.ticket_no)
    except (NoSuchRow, Unreadable):
        raise Unanswerable(texts.NO_SUCH_MARK) from None
    if actor.centre not in ("", mark.centre):
        raise Unanswerable(texts.NO_SUCH_MARK)
    return _About(visit=visit, by=actor, said=said, mark=mark, ticket=ticket)


async def _move(about: _About, command: MarkCommand) -> str:
    visit, before = about.visit, about.mark
    by = visit.context.directory.beside(command.by, before.centre)
    command = replace(command, by=by)
    try:
        after = scoring.apply(before, command, about.rules, visit.now)
    except DeskError as error:
        return await refused(visit, about.by, about.said, about.ticket, error, before)
    desk = visit.context.desk
    await marking.move(desk, visit.session, about.ticket, (before, after), about.by, visit.now)
    line = marking.line(desk, about.ticket, after)
    until = moment(after.appeal_until, visit.now)
    answer = texts.DONE[after.state].format(mark=line, until=until)
    return answer + await _AND_THEN.get(after.state, _nothing)(about, after)


async def _nothing(about: _About, mark: Mark) -> str:
    return ""


async def _officers_year(about: _About, mark: Mark) -> str:
    """Propose what the officer loses for too many verified complaints within a year (LH-17d)."""
    if not mark.person:
        return ""
    visit = about.visit
    known = await marks.of_person(visit.session, mark.centre, mark.person, mark.year)
    for title in officers_titles(mark, known, about.rules, visit.now):
        if not await marks.stands(visit.session, title):
            await marking.propose(
                visit.context.desk, visit.session, about.ticket, title, SCHEDULE, visit.now
            )
    return ""


async def _titles_that_rest(about: _About, mark: Mark) -> str:
    """Name the titles that count what was revoked; a person looks at them again."""
    found = await marks.resting_on(about.visit.session, mark)
    numbers = "、".join(f"#{one.id}" for one in found)
    return texts.RESTING.format(numbers=numbers) if found else ""


_AND_THEN: Mapping[MarkState, Callable[[_About, Mark], Awaitable[str]]] = {
    MarkState.VERIFIED: _officers_year,
    MarkState.REVOKED: _titles_that_rest,
}


async def refused(
    visit: Visit,
    actor: Actor,
    said: StaffCommand,
    ticket: Ticket,
    error: DeskError,
    mark: Mark | None = None,
) -> str:
    """Return why not; what is more than a missing word is logged in the ticket's chain."""
    if not isinstance(error, Incomplete):
        await log_entries.refused(visit.session, ticket, said.name, actor, error, visit.now)
    form = FORMS[said.name].how
    rules = visit.context.rules_of(ticket)
    shown = None if isinstance(error, NotYours) else mark
    return texts.refusal(error, rules, visit.now, shown, form)
