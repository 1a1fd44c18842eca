"""Whose limits a letter counts against, and how much of them it leaves to what is more urgent (R15)."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from bot.wecom.pace import Target
from storage.queues.letters import LetterKind, Posted, Urgency

#: urgency → the share of each limit that is kept for what is more urgent: of a member's 30 a minute
#: 0, 2, 4, 5 and 6, of a webhook's 20 one of 0, 2, 3, 4 and 4
KEPT: Mapping[Urgency, Fraction] = {
    Urgency.EMERGENCY: Fraction(0),
    Urgency.HOURS: Fraction(1, 15),
    Urgency.AWAITED: Fraction(2, 15),
    Urgency.REMINDER: Fraction(1, 6),
    Urgency.ORDINARY: Fraction(1, 5),
}


def targets(letter: Posted) -> list[tuple[Target, str]]:
    """Return whose limits *letter* counts against."""
    whose = _WHOSE.get(letter.kind)
    return whose(letter.payload) if whose else [(Target.API, letter.kind)]


_Whose = Callable[[Mapping[str, object]], list[tuple[Target, str]]]


def _members(payload: Mapping[str, object]) -> list[tuple[Target, str]]:
    people = payload["to"]
    assert isinstance(people, list)  # as every app letter has it
    return [(Target.MEMBER, who) for who in people]


def _group(payload: Mapping[str, object]) -> list[tuple[Target, str]]:
    department = str(payload["department"])
    return [(Target.CHAT, department), (Target.WEBHOOK, department)]


_WHOSE: Mapping[str, _Whose] = {
    LetterKind.APP_TEXT: _members,
    LetterKind.APP_CARD: _members,
    LetterKind.APP_MEDIA: _members,
    LetterKind.GROUP: _group,
}
