"""Who people are and when they last wrote: the `open_userid` cache and the 48 h / 5 message window."""

from dataclasses import dataclass
from datetime import datetime

from storage.database.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a citizen's lane has used up.

    Attributes:
        spoke_at: when the person last wrote, None if never.
        sent: how many messages we sent since.
    """

    spoke_at: datetime | None = None
    sent: int = 0


async def userid_of(session: Session, open_userid: str) -> str | None:
    """Return the member that an encrypted *open_userid* stands for, None if not yet learned."""
    row = await session.row("SELECT userid FROM people WHERE open_userid = ?", open_userid)
    return str(row["userid"]) if row else None


async def learn(session: Session, open_userid: str, userid: str, now: datetime) -> None:
    """Remember that *open_userid* stands for the member *userid*."""
    await session.rows(
        "INSERT INTO people (open_userid, userid, learned_at) VALUES (?, ?, ?)"
        " ON CONFLICT (open_userid) DO UPDATE"
        " SET userid = excluded.userid, learned_at = excluded.learned_at",
        open_userid,
        userid,
        now,
    )


async def spoke(session: Session, lane: str, at: datetime) -> None:
    """Note that the person of *lane* wrote at *at*: the window opens anew, unless it was earlier."""
    await session.rows(
        "INSERT INTO windows (lane, spoke_at, sent) VALUES (?, ?, 0)"
        " ON CONFLICT (lane) DO UPDATE SET spoke_at = excluded.spoke_at, sent = 0"
        " WHERE windows.spoke_at IS NULL OR windows.spoke_at < excluded.spoke_at",
        lane,
        at,
    )


async def said(session: Session, lane: str, count: int = 1) -> None:
    """Note that we sent *count* messages to *lane*."""
    await session.rows(
        "INSERT INTO windows (lane, sent) VALUES (?, ?)"
        " ON CONFLICT (lane) DO UPDATE SET sent = windows.sent + excluded.sent",
        lane,
        count,
    )


async def window(session: Session, lane: str) -> Window:
    """Return what the lane has used up; an unused one if we never heard of it."""
    row = await session.row("SELECT spoke_at, sent FROM windows WHERE lane = ?", lane)
    return Window() if row is None else Window(spoke_at=row["spoke_at"], sent=row["sent"])
