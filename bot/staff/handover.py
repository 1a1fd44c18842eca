"""交接, 接手 and 看号: who holds what, and who may see whose number, with what purpose (LH-7e, G-27)."""

from bot.citizen.conversation import Visit
from bot.desk import log_entries
from bot.staff import queries
from bot.texts import measures as texts
from dispatch.errors import DeskError
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import PassOn, TakeOver
from dispatch.ticket.sight import sees_teller
from dispatch.ticket.ticket import spoken
from intake.grammar.commands import StaffCommand
from storage.queues.lane import Channel
from storage.tickets import tickets


async def pass_on(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """交接: offer every open ticket of one's own to a colleague of the same centre."""
    name = str(said.fields["person"])
    people = [
        one
        for one in visit.context.directory.people.values()
        if name in (one.name, one.id) and _same_house(one, actor)
    ]
    if len(people) != 1:
        known = visit.context.directory.people.values()
        others = (one for one in known if one.id != actor.id and _same_house(one, actor))
        names = "、".join(dict.fromkeys(one.name for one in others))
        return texts.NOT_ONE_PERSON.format(name=name, names=names)
    to = people[0]
    if to.id == actor.id:
        return texts.NOT_YOURSELF
    numbers = await tickets.open_of_owner(visit.session, actor.id)
    for no in numbers:
        ticket = await tickets.load(visit.session, no)
        command = PassOn(by=actor, to=to.id, to_name=to.name)
        await visit.context.desk.within(visit.session, ticket, command, visit.now)
    if not numbers:
        return texts.NOTHING_TO_HAND_OVER
    return texts.HANDED_OVER.format(n=len(numbers), name=to.name)


def _same_house(one: Actor, other: Actor) -> bool:
    """True where two work for one centre; who is of none works for all."""
    return not one.centre or not other.centre or one.centre == other.centre


async def take_over(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """接手: accept one ticket, or all that were offered."""
    if said.ref is None:
        numbers = await tickets.offered_to(visit.session, actor.id)
    else:
        found = await queries.find(visit, actor, said)
        numbers = [found.no]
    taken = []
    for no in numbers:
        ticket = await tickets.load(visit.session, no)
        try:
            await visit.context.desk.within(visit.session, ticket, TakeOver(by=actor), visit.now)
        except DeskError:
            continue  # accepted before, or taken back: what is left counts
        taken.append(spoken(no))
    if not taken:
        return texts.NOT_OFFERED
    return texts.TAKEN_OVER.format(n=len(taken), numbers="、".join(taken))


async def phone(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """看号: the number once, in single chat, with its purpose on the ticket's chain (G-27, FW-4.3b)."""
    if actor.source != Channel.APP:
        return texts.PRIVATE_ONLY
    found = await queries.find(visit, actor, said)
    may = bool(visit.context.rules_of(found).roles_for("看号") & actor.roles)
    allowed = may and sees_teller(actor, found)
    name = log_entries.LOOKED if allowed else "refused:看号"
    facts = {"purpose": said.text}
    await log_entries.noted(visit.session, found, name, actor, facts, visit.now)
    if not allowed:
        return texts.NOT_YOURS
    person = found.complaint.complainant
    return texts.PHONE.format(
        no=spoken(found.no),
        name=person.name or texts.NOTHING_KNOWN,
        phone=person.phone or texts.NOTHING_KNOWN,
        address=person.address or texts.NOTHING_KNOWN,
        purpose=said.text,
    )
