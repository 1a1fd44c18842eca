"""Which letter said certain words to certain people first, which second: told apart by rows, for good.

WeCom shows the same words to the same people once in four hours (`duplicate_check_interval`, 90236), so
a letter that happens to read like an earlier one must read otherwise, and its repeat after a doubt must
read like itself. Which it is may not hang on what a process remembers: it restarts, and there are two.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from storage.database.session import Session, marks

#: WeCom's longest memory, and what its clock and ours may differ by
REMEMBERED_FOR = timedelta(hours=4, minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One message of a letter, about to leave: *piece* counts those of the same letter from 0."""

    letter: str
    piece: int
    to: Sequence[str] = field(repr=False)
    content: Any = field(repr=False)

    @property
    def words(self) -> str:
        """Return whom it tells what, as text that is the same for the same."""
        return json.dumps([sorted(self.to), self.content], sort_keys=True)


async def placed(session: Session, sayings: Sequence[Saying], now: datetime) -> list[int]:
    """Return of each, how many others said the same before it: 0 for who says it first.

    The same one is always told the same, however often it is tried and by which replica, as long as
    WeCom remembers it. In one order by content, so that no two replicas wait for each other.
    """
    if not sayings:
        return []
    await _forget(session, now)
    blinds = [session.keys.blinds("echo", saying.words) for saying in sayings]
    echoes = [0] * len(sayings)
    for n in sorted(range(len(sayings)), key=lambda n: (blinds[n], n)):
        echoes[n] = await _place(session, sayings[n], blinds[n], now)
    return echoes


async def _place(session: Session, saying: Saying, blinds: Sequence[str], now: datetime) -> int:
    known = await session.row(
        f"UPDATE echoes SET tried_at = ? WHERE content IN ({marks(blinds)})"
        " AND letter = ? AND piece = ? RETURNING echo",
        now,
        *blinds,
        saying.letter,
        saying.piece,
    )
    while known is None:  # again where another replica took the place just now
        known = await session.row(
            "INSERT INTO echoes (content, letter, piece, tried_at, echo)"
            " SELECT ?, ?, ?, ?, COALESCE(MAX(echo) + 1, 0)"
            f" FROM echoes WHERE content IN ({marks(blinds)})"
            " ON CONFLICT DO NOTHING RETURNING echo",
            blinds[0],
            saying.letter,
            saying.piece,
            now,
            *blinds,
        )
    return int(known["echo"])


async def _forget(session: Session, now: datetime) -> None:
    """Let go of what WeCom has forgotten; what another replica is just trying again stays."""
    await session.rows(
        "DELETE FROM echoes WHERE id IN (SELECT id FROM echoes WHERE tried_at <= ?"
        f" ORDER BY id{session.skip_locked})",
        now - REMEMBERED_FOR,
    )
