"""并案 as the desk finds it: what is like a ticket, listed when no second number is named, and linked by one press.

Rule 1: what is listed and what a press links is looked at as it stands then; a card shows what was (S5).
Rule 2: whoever asks sees only tickets that they may see (N6), and in a group none of them is named.
"""

from bot.citizen.conversation import Visit
from bot.desk import linked_tickets
from bot.letters import kinds
from bot.staff import queries
from bot.staff.command_fields import Order, Unclear
from bot.staff.queries import Unanswerable
from bot.texts import duplicates as texts
from bot.texts import measures
from dispatch.handlers import links
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Link
from dispatch.ticket.ticket import spoken
from intake.grammar.commands import StaffCommand
from storage.queues.lane import Channel
from storage.queues.letters import LetterKind

#: the command that ties two tickets
NAME = "并案"


def is_list(said: StaffCommand) -> bool:
    """True where no second number was named."""
    return said.name == NAME and "other" not in said.fields


async def listed(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Send who asks the card of what is like the ticket, in single chat; return the answer to the typed line.

    Raises:
        Unanswerable: there is no such ticket that they may see.
    """
    ticket = await queries.find(visit, actor, said)
    shown = await linked_tickets.alike(visit.context.desk, visit.session, ticket, visit.now)
    seen = shown.to(actor.id)
    no = spoken(ticket.no)
    if not seen:
        return texts.NOTHING.format(no=no, ascii=ticket.no)
    wording = shown.wording(kinds.member(actor.id), f"-{visit.key.replace('/', '_')}")
    letter = wording.about(ticket).answer(f"{visit.key}/alike", ticket.no)
    await visit.send([letter])
    if actor.source != Channel.APP:
        return texts.LISTED_APART
    words = texts.LISTED if wording.kind is LetterKind.APP_CARD else texts.LISTED_ONLY
    other = seen[0].ticket.no
    return words.format(no=no, count=len(seen), ascii=ticket.no, other=other)


async def pressed(visit: Visit, order: Order, main_no: str) -> Link:
    """Return what the press on a card of likely duplicates gives: this ticket waits for *main_no*.

    Raises:
        Unclear: one of the two is not as it must be any more, or the presser may not see it.
    """
    try:
        main = await queries.pressed_on(visit, order.by, main_no, NAME)
    except Unanswerable as instead:
        raise Unclear(str(instead)) from None
    found = links.waits_for(order.ticket, main)
    if found is None or found[0] is not order.ticket:
        raise Unclear(measures.CANNOT_LINK)
    return Link(by=order.by, main=main.no)
