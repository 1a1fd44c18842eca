"""The reply guard at the desk (N3): a ticket and an answer in, what speaks against it out.

Nothing is stored or sent from here. Who keeps the answers of other tickets keeps their `shingles`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from bot.config.sections import Department
from dispatch.ticket.ticket import Ticket
from intake.replies import answer
from intake.replies.bare_no import bare_no
from intake.replies.findings import Finding
from intake.replies.guard import findings
from intake.replies.words import Words

__all__ = ["Draft", "Guard", "bare_no", "shingles"]

#: what of an answer is kept to find near copies of it
shingles = answer.shingles


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer about to leave, and what its class asks of it (答复意见, 理由, 依据)."""

    text: str = field(repr=False)
    reason: str = field(default="", repr=False)
    basis: str = field(default="", repr=False)
    needs: tuple[str, ...] = ()


class Guard:
    """Reads answers; built once at start-up, unchanged afterwards, safe to share."""

    def __init__(self, words: Words, known: Iterable[str]) -> None:
        """Prepare.

        Args:
            known: what every answer here may name: the county, departments, addresses, phones.
        """
        self._words = words
        self._known = tuple(known)

    @classmethod
    def of(cls, words: Words, county: str, departments: Iterable[Department]) -> Self:
        """Return the guard of a county with its departments as configured."""
        named = (
            one
            for each in departments
            for one in (each.name, *each.aliases, each.address, each.phone, each.emergency_phone)
        )
        return cls(words, (county, *named))

    def findings(
        self, ticket: Ticket, draft: Draft, others: Iterable[tuple[str, frozenset[str]]] = ()
    ) -> tuple[Finding, ...]:
        """Return what speaks against *draft* as the answer to *ticket*, the gravest first.

        Args:
            others: numbers and `shingles` of recent answers; those to the same matter or event
                are left out, they may well read alike (N8).
        """
        told = answer.told(
            ticket.complaint.text, (*self._known, *_on_the_form(ticket)), self._words
        )
        reply = answer.reply(draft.text, draft.reason, draft.basis, self._words)
        same = {ticket.no, ticket.tied_to, *ticket.complaint.alike}
        return findings(
            told,
            reply,
            needs=draft.needs,
            others=(one for one in others if one[0] not in same),
        )


def _on_the_form(ticket: Ticket) -> tuple[str, ...]:
    """Return what else was said on this ticket; it may be named, and asks for nothing."""
    complaint = ticket.complaint
    person = complaint.complainant
    return (
        complaint.place,
        *(remark.text for remark in ticket.remarks),
        *(text for part in ticket.parts for text in (part.name, part.contribution)),
        ticket.plan,
        *(person.name, person.contact, person.for_whom, person.address, person.phone),
    )
