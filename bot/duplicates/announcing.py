"""Letters of likely duplicates: to whom of the desk, with what each of them may see and press.

Who may link none of them reads the same as words. Whoever may see none hears nothing (N6).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.config.directory import Directory
from bot.duplicates import faces
from bot.duplicates.faces import LINK, Reader
from bot.duplicates.likely import Likely, seen_by
from bot.letters import kinds
from bot.letters.kinds import Members, Wording
from bot.wecom.cards import Card, in_words
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import Ticket
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A ticket and what was found like it, to be shown to somebody.

    Attributes:
        rules_of: ticket → the rules that it goes by.
    """

    ticket: Ticket
    found: Sequence[Likely]
    rules_of: Callable[[Ticket], Rules]
    directory: Directory
    now: datetime

    def to(self, userid: str) -> list[Likely]:
        """Return what of it the member may see."""
        by = self.directory.people.get(userid)
        return seen_by(by, self.found) if by is not None else []

    def wording(self, to: Members, mark: str) -> Wording:
        """Return the card for *to*, who all may see and press the same; as words where that is to link none."""
        by = self.directory.people[to.userids[0]]
        reader = Reader(
            by=self.directory.beside(by, self.ticket.centre, self.ticket), rules_of=self.rules_of
        )
        card = faces.face(self.ticket, self.to(by.id), reader, mark, self.now)
        return kinds.card(to, card) if is_linking(card) else kinds.text(to, in_words(card))


def is_linking(card: Card) -> bool:
    """True where *card* has a button that links."""
    return any(one["key"].startswith(LINK) for one in card["button_list"])


def to_desk(shown: Shown) -> list[Letter]:
    """Return the letters to the desk of the ticket's centre, one for those who see and may press the same."""
    lane = Lane(Channel.DESK, shown.ticket.centre)
    people = Members.seeing(shown.directory, lane, shown.ticket).userids
    return [
        wording.about(shown.ticket).letter(_key(shown.ticket, n), shown.ticket.no)
        for n, wording in enumerate(_wordings(shown, lane, people))
    ]


def _wordings(shown: Shown, lane: Lane, people: Iterable[str]) -> Iterable[Wording]:
    """Yield each wording once, to all who get the same; each card has a task id of its own (WeCom takes one once)."""
    readers: dict[tuple[str, ...], list[str]] = {}
    for userid in people:
        seen = shown.to(userid)
        if seen:
            roles = sorted(shown.directory.people[userid].roles)
            readers.setdefault((*(one.ticket.no for one in seen), *roles), []).append(userid)
    for n, userids in enumerate(readers.values()):
        yield shown.wording(Members(lane, userids), str(n or ""))


def _key(ticket: Ticket, n: int) -> str:
    return f"alike/{ticket.no}/{ticket.version}/{n}"
