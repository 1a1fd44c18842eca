"""The second card behind a button: which department and class, or which reason of the profile's list."""

from bot.citizen.conversation import Visit
from bot.letters import cards, kinds, request_cards
from bot.wecom.cards import Card
from dispatch.ticket.ticket import Ticket
from storage.queues.outbox import Letter


def department(visit: Visit, ticket: Ticket, userid: str) -> Letter:
    """Return the card behind 改类别·部门: what was suggested comes first, then all others.

    Those whom an open lead is about cannot have it before it is decided (N6).
    """
    said = ticket.allegation
    meant = said.departments if said is not None and said.is_open else ()
    known = {
        d.id: d.name
        for d in visit.context.directory.departments.values()
        if d.centre in ("", ticket.centre) and d.id not in meant
    }
    hinted = [d.id for d in ticket.complaint.departments if d.id in known]
    options = [(id_, known[id_]) for id_ in dict.fromkeys([*hinted, *known])]
    card = cards.change(ticket, options, visit.context.rules_of(ticket), _mark(visit))
    return _letter(visit, ticket, userid, card)


def reason(visit: Visit, ticket: Ticket, userid: str) -> Letter:
    """Return the card behind 不予受理, where the profile lists the reasons (FW-5.3, LH-6)."""
    card = request_cards.refusing(ticket, visit.context.rules_of(ticket).profile, _mark(visit))
    return _letter(visit, ticket, userid, card)


def sure(visit: Visit, ticket: Ticket, userid: str, code: str) -> Letter:
    """Return the card under the words that the person would read of a refusal; its press says them."""
    card = request_cards.refusal_shown(ticket, code, _mark(visit))
    return _letter(visit, ticket, userid, card)


def _mark(visit: Visit) -> str:
    return visit.key.replace("/", "_")


def _letter(visit: Visit, ticket: Ticket, userid: str, card: Card) -> Letter:
    wording = kinds.card(kinds.member(userid), card).about(ticket)
    return wording.letter(f"{visit.key}/change", ticket.no)
