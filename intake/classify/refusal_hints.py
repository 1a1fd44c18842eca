"""A reason not to take a ticket's matter up that its words may tell, among those that the county's text lists.

Rule 1: it is looked for when a card is drawn, and kept nowhere; nobody but who reads that card hears of it.
Rule 2: it suggests; whoever decides reads first what the person would be told.
"""

from dataclasses import dataclass

from dispatch.profiles.list_sections import Refusal
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import Ticket
from dispatch.words.refusal_words import RefusalGround
from intake.classify.refusal_grounds import told


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalHint:
    """What the words may tell.

    Attributes:
        words: those that decided.
        reason: the county's reason of that kind; None where its text lists none.
    """

    ground: RefusalGround
    words: tuple[str, ...]
    reason: Refusal | None

    @property
    def code(self) -> str:
        return self.reason.code if self.reason else ""


def hint(ticket: Ticket, rules: Rules) -> RefusalHint | None:
    """Return what the words of *ticket* may tell; None where somebody is in danger or nothing is told.

    A lead that is marked already has its own card, and is none (N6).
    """
    found = None if ticket.emergency else told(ticket.complaint.text)
    if found is None or (found.ground is RefusalGround.DISCIPLINE and ticket.allegation):
        return None
    listed = (one for one in rules.profile.refusals if found.ground in one.signs)
    return RefusalHint(ground=found.ground, words=found.words, reason=next(listed, None))
