"""WeCom's limits over all replicas together: whose a letter counts against, what it leaves to the urgent (R15)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from bot.delivery.repeat_filter import messages
from bot.wecom.pace import HOUR, MINUTE, SLACK, Pace, Target
from storage.database.session import Session
from storage.queues import outbox, sendings
from storage.queues.letters import LetterKind, Posted, Urgency

#: the longest window of WeCom's limits
LONGEST_WINDOW = HOUR + SLACK
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
    """Return for each message that *letter* leaves as whose limits it counts against.

    A letter without its parts counts for nobody: it breaks where it is drawn (`bot.delivery.channels`).
    """
    whose = _WHOSE.get(letter.kind)
    try:
        return whose(letter) if whose else [(Target.API, letter.kind)]
    except (KeyError, TypeError):
        return []


def _members(letter: Posted) -> list[tuple[Target, str]]:
    return [(Target.MEMBER, who) for who in letter.payload["to"]]


def _texts(letter: Posted) -> list[tuple[Target, str]]:
    """Long words leave as several messages, and WeCom counts each."""
    return _members(letter) * len(messages(letter))


def _group(letter: Posted) -> list[tuple[Target, str]]:
    department = str(letter.payload["department"])
    return [(Target.CHAT, department), (Target.WEBHOOK, department)]


_WHOSE: Mapping[str, Callable[[Posted], list[tuple[Target, str]]]] = {
    LetterKind.APP_TEXT: _texts,
    LetterKind.APP_CARD: _members,
    LetterKind.APP_MEDIA: _members,
    LetterKind.GROUP: _group,
}


@dataclass(slots=True, eq=False)
class SharedPace:
    """The pace of all replicas together: what each lets go the others read before they let go (R15).

    Between `lets_go` and the end of its transaction no other replica is in it.
    """

    _pace: Pace = field(default_factory=Pace)
    _seen: int = 0
    _forgotten_at: datetime | None = None

    async def lets_go(
        self, session: Session, letters: Sequence[Posted], now: datetime
    ) -> list[Posted]:
        """Return those of *letters* that may leave *now*; the others wait until they may."""
        await self._catch_up(session, now)
        going: list[Posted] = []
        leaving: list[tuple[Target, str]] = []
        for letter in letters:
            whose = targets(letter)
            free_at = self._free_at(Counter(whose), KEPT[letter.urgency], now)
            if free_at > now:
                await outbox.retry(session, letter.id, letter.error or "pace", free_at)
                continue
            going.append(letter)
            leaving += whose
            self._count(whose, now)
        await self._tell(session, leaving, now)
        return going

    async def took(self, session: Session, letter: Posted, now: datetime) -> None:
        """Count *letter* again at its end: it took so long that it may have arrived only now."""
        await sendings.exclusively(session)
        await self._catch_up(session, now)
        whose = targets(letter)
        self._count(whose, now)
        await self._tell(session, whose, now)

    def _free_at(
        self, whose: Mapping[tuple[Target, str], int], kept: Fraction, now: datetime
    ) -> datetime:
        return max(
            (self._pace.next_at(*one, now, kept, n) for one, n in whose.items()), default=now
        )

    async def _catch_up(self, session: Session, now: datetime) -> None:
        """Read what others let go; at the start, all of the longest window."""
        for one in await sendings.news(session, self._seen, now - LONGEST_WINDOW):
            kind, _, who = one.target.partition(":")
            # a clock of theirs that is ahead moves nothing of ours back
            self._pace.record(Target(kind), who, min(one.left_at, now))
            self._seen = one.id
        if self._forgotten_at is None or abs(now - self._forgotten_at) >= MINUTE:
            await sendings.forget(session, now - LONGEST_WINDOW)
            self._forgotten_at = now

    def _count(self, whose: Sequence[tuple[Target, str]], now: datetime) -> None:
        for kind, who in whose:
            self._pace.record(kind, who, now)

    async def _tell(
        self, session: Session, whose: Sequence[tuple[Target, str]], now: datetime
    ) -> None:
        """Tell the other replicas; what stands there is known here already."""
        last = await sendings.add(session, [f"{kind.value}:{who}" for kind, who in whose], now)
        self._seen = max(self._seen, last)
