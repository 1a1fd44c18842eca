"""Which member an encrypted `open_userid` stands for, as far as it was learned."""

from datetime import datetime

from storage.database.session import Session


async def userid_of(session: Session, open_userid: str) -> str | None:
    """Return the member that an encrypted *open_userid* stands for, None if not yet learned."""
    row = await session.row("SELECT userid FROM people WHERE open_userid = ?", open_userid)
    return str(row["userid"]) if row else None


async def learn(session: Session, open_userid: str, userid: str, now: datetime) -> None:
    await session.rows(
        "INSERT INTO people (open_userid, userid, learned_at) VALUES (?, ?, ?)"
        " ON CONFLICT (open_userid) DO UPDATE"
        " SET userid = excluded.userid, learned_at = excluded.learned_at",
        open_userid,
        userid,
        now,
    )
