"""The outbox: every letter (通知) that must be said, the urgent first, in order per listener, at least once.

Rule 1: a key is put once; a repeat changes nothing.
Rule 2: of each lane and urgency only the oldest unfinished letter is given, so an answer is never overtaken
by its survey, whatever fails; parked, unsure (待确认) and held (待送达) letters free the lane. What is
more urgent goes first, and waits for nothing that is less.
Rule 3: a taken letter is marked `sending` before it leaves, so after a crash we know that it may have been
sent; `reclaim` hands it to the sender, who knows whether its channel may repeat it.
Rule 4: what ends a try (`sent`, `retry`, `step_aside`, `park`, `unsure`, `hold`) raises ClaimLost where the letter is no
longer ours.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from storage.database import addresses
from storage.database.errors import ClaimLost, NoSuchRow, Unreadable
from storage.database.session import CLAIMED_FOR, Row, Session, marks
from storage.queues.letters import Letter as Letter
from storage.queues.letters import Posted as Posted
from storage.queues.letters import Urgency as Urgency
from storage.queues.letters import posted

#: States in which nothing more happens by itself.
_STATES = ("waiting", "sending", "sent", "parked", "unsure", "held")


async def put(session: Session, letters: Sequence[Letter], now: datetime) -> int:
    """Queue *letters* in this order; return how many were new."""
    rows = [
        {
            "key": letter.key,
            "lane": addresses.stored(session.keys, letter.lane),
            "kind": letter.kind,
            "ticket_no": letter.ticket_no,
            "payload": session.seal_json(letter.payload, "outbox", "payload", letter.key),
            "urgency": letter.urgency,
            # the release before goes by it, and may run beside this one
            "urgent": letter.urgency.is_rushing,
            "state": "held" if letter.hold else "waiting",
            "place": 0,
            "attempts": 0,
            "put_at": now,
            "next_try_at": letter.not_before or now,
            "msgid": "",
        }
        for letter in letters
    ]
    new = await session.insert("outbox", rows, "ON CONFLICT (key) DO NOTHING RETURNING id")
    return len(new)


#: which letters may be taken; its values are *now*, the kind that is left to another replica, the least
#: urgency and *now*. What waits for its own moment and was never tried (`not_before`) holds nobody up: an
#: answer at night goes before the morning's reminder; and what waits to be tried again only its equals.
_DUE = """state = 'waiting' AND next_try_at <= ? AND kind <> ? AND urgency <= ?
    AND NOT EXISTS (SELECT 1 FROM outbox AS e WHERE e.lane = i.lane
        AND e.state IN ('waiting', 'sending') AND e.urgency <= i.urgency
        AND NOT (e.state = 'waiting' AND e.next_try_at > ?
            AND (e.attempts = 0 OR e.urgency < i.urgency))
        AND (e.urgency < i.urgency OR e.state = 'sending'
            OR e.place < i.place OR (e.place = i.place AND e.id < i.id)))"""


async def anything_due(
    session: Session, now: datetime, leaving: str = "", least: Urgency = Urgency.ORDINARY
) -> bool:
    """True if `take` would find something; a read, so that an idle service writes nothing."""
    sql = f"SELECT 1 AS one FROM outbox AS i WHERE {_DUE} LIMIT 1"
    return bool(await session.rows(sql, now, leaving, least, now))


async def take(
    session: Session,
    now: datetime,
    limit: int,
    leaving: str = "",
    least: Urgency = Urgency.ORDINARY,
) -> list[Posted]:
    """Take the first letter of each lane whose time has come, at most *limit*, the most urgent first.

    They are marked `sending` and belong to this process until *now* + `CLAIMED_FOR`. Letters of the
    kind *leaving* are left to the replica that can say them, those less urgent than *least* where they are.
    """
    found = await session.rows(
        f"""WITH picked AS MATERIALIZED (
            SELECT id FROM outbox AS i WHERE {_DUE}
            ORDER BY urgency, id
            LIMIT ?{session.skip_locked})
        UPDATE outbox SET state = 'sending', attempts = attempts + 1, claimed_by = ?, claim_ends_at = ?
        WHERE id IN (SELECT id FROM picked) RETURNING *""",
        now,
        leaving,
        least,
        now,
        limit,
        session.holder,
        now + CLAIMED_FOR,
    )
    readable = [row for row in found if await _is_readable(session, row)]
    return sorted(posted(session, readable), key=lambda letter: (letter.urgency, letter.id))


async def _is_readable(session: Session, row: Row) -> bool:
    """True if *row* can be decrypted; else park it, so that the other lanes go on."""
    try:
        posted(session, [row])
    except Unreadable:
        await session.rows(
            "UPDATE outbox SET state = 'parked', claimed_by = NULL, claim_ends_at = NULL"
            " WHERE id = ?",
            row["id"],
        )
        return False
    return True


def _left(session: Session) -> str:
    """Which letters somebody dead or frozen was sending; its values are *now*, then `_others`."""
    dead = "claim_ends_at <= ? OR claimed_by <> ?" if session.alone else "claim_ends_at <= ?"
    return f"state = 'sending' AND ({dead})"


def _others(session: Session) -> tuple[str, ...]:
    return (session.holder,) if session.alone else ()


async def anything_left(session: Session, now: datetime) -> bool:
    """True if `reclaim` would find something; a read."""
    sql = f"SELECT 1 AS one FROM outbox WHERE {_left(session)} LIMIT 1"
    return bool(await session.rows(sql, now, *_others(session)))


async def reclaim(session: Session, now: datetime) -> list[Posted]:
    """Take over letters that were being sent by a process that died or froze.

    Each may have been sent or not: the sender repeats it where the channel has a duplicate check, and else
    calls `unsure`. On SQLite every other holder is dead; on PostgreSQL its claim must have ended.
    """
    found = await session.rows(
        f"""WITH picked AS MATERIALIZED (
            SELECT id FROM outbox WHERE {_left(session)} ORDER BY id{session.skip_locked})
        UPDATE outbox SET claimed_by = ?, claim_ends_at = ?
        WHERE id IN (SELECT id FROM picked) RETURNING *""",
        now,
        *_others(session),
        session.holder,
        now + CLAIMED_FOR,
    )
    readable = [row for row in found if await _is_readable(session, row)]
    return sorted(posted(session, readable), key=lambda letter: letter.id)


async def sent(session: Session, id: int, result: dict[str, Any], now: datetime) -> None:
    """Mark letter *id* as said; *result* is what the channel answered, a `msgid` in it is indexed."""
    msgid = str(result.get("msgid", ""))
    await _finish(session, id, "sent", result=result, sent_at=now, msgid=msgid)


async def retry(session: Session, id: int, error: str, next_try_at: datetime) -> None:
    """Let letter *id* wait until *next_try_at*; its lane waits with it."""
    await _finish(session, id, "waiting", error=error, next_try_at=next_try_at)


async def step_aside(session: Session, id: int, error: str, next_try_at: datetime) -> None:
    """Let letter *id* wait until *next_try_at* as if never tried: the lane does not wait with it."""
    await _finish(session, id, "waiting", error=error, next_try_at=next_try_at, attempts=0)


async def park(session: Session, id: int, error: str) -> None:
    """Give letter *id* up until a person releases it; the lane goes on."""
    await _finish(session, id, "parked", error=error)


async def unsure(session: Session, id: int, error: str) -> None:
    """Mark that letter *id* may or may not have been said (待确认); the lane goes on."""
    await _finish(session, id, "unsure", error=error)


async def hold(session: Session, id: int, reason: str) -> None:
    """Keep letter *id* until the person next writes (待送达); the lane goes on."""
    await _finish(session, id, "held", error=reason)


async def _finish(
    session: Session,
    id: int,
    state: str,
    *,
    error: str | None = None,
    result: dict[str, Any] | None = None,
    **columns: datetime | str | int,
) -> None:
    row = await session.row(
        "SELECT key FROM outbox WHERE id = ? AND state = 'sending' AND claimed_by = ?",
        id,
        session.holder,
    )
    if row is None:
        raise ClaimLost
    values: dict[str, Any] = {"state": state, "claimed_by": None, "claim_ends_at": None, **columns}
    if error is not None:
        values["error"] = session.seal_json(error, "outbox", "error", row["key"])
    if result is not None:
        values["result"] = session.seal_json(result, "outbox", "result", row["key"])
    changes = ", ".join(f"{name} = ?" for name in values)
    await session.rows(f"UPDATE outbox SET {changes} WHERE id = ?", *values.values(), id)


async def release_held(session: Session, lane: str, now: datetime) -> int:
    """Let the held letters of *lane* be sent before all others of it, in their old order; return how many.

    The person has just written: what waited for that is as awaited as the answer to it, which follows.
    """
    awaited, stands = Urgency.AWAITED.value, addresses.stored(session.keys, lane)
    await session.rows(
        "UPDATE outbox SET urgency = ? WHERE state = 'held' AND lane = ? AND urgency > ?",
        *(awaited, stands, awaited),
    )
    return await _release(session, "state = 'held' AND lane = ?", stands, now, place=-1)


async def release(session: Session, id: int, now: datetime) -> None:
    """Let one parked, unsure or held letter be sent (again): a person has decided so.

    Raises:
        NoSuchRow: there is no such letter in one of these states.
    """
    where = "state IN ('parked', 'unsure', 'held') AND id = ?"
    if not await _release(session, where, id, now, place=0):
        raise NoSuchRow


async def _release(session: Session, where: str, value: Any, now: datetime, *, place: int) -> int:
    found = await session.rows(
        f"UPDATE outbox SET state = 'waiting', place = ?, next_try_at = ? WHERE {where} RETURNING id",
        place,
        now,
        value,
    )
    return len(found)


async def drop(session: Session, id: int, reason: str) -> None:
    """Close a letter that is not under way without sending: a person has said it or it is moot.

    Raises:
        NoSuchRow: there is no such letter, or it is being sent or was.
    """
    where = "state IN ('waiting', 'parked', 'unsure', 'held') AND id = ?"
    row = await session.row(f"SELECT key FROM outbox WHERE {where}", id)
    if row is None:
        raise NoSuchRow
    sealed = session.seal_json({"dropped": reason}, "outbox", "result", row["key"])
    found = await session.rows(
        f"UPDATE outbox SET state = 'sent', result = ? WHERE {where} RETURNING id", sealed, id
    )
    if not found:
        raise NoSuchRow  # another replica took it meanwhile


async def listed(session: Session, state: str, lane: str | None = None) -> list[Posted]:
    """Return the letters in *state*, oldest first; of one *lane* if given.

    What cannot be decrypted is listed with an empty payload.
    """
    where, values = (
        ("", ()) if lane is None else (" AND lane = ?", (addresses.stored(session.keys, lane),))
    )
    found = await session.rows(
        f"SELECT * FROM outbox WHERE state = ?{where} ORDER BY place, id", state, *values
    )
    return posted(session, found, strict=False)


async def of_ticket(session: Session, ticket_no: str) -> list[Posted]:
    """Return every letter about a ticket, oldest first."""
    found = await session.rows("SELECT * FROM outbox WHERE ticket_no = ? ORDER BY id", ticket_no)
    return posted(session, found)


async def lately_sent(session: Session, lane: str, limit: int) -> list[Posted]:
    """Return the last letters to *lane* that were sent, newest first."""
    found = await session.rows(
        "SELECT * FROM outbox WHERE lane = ? AND state = 'sent' ORDER BY id DESC LIMIT ?",
        addresses.stored(session.keys, lane),
        limit,
    )
    return posted(session, found, strict=False)


async def returned(
    session: Session, letter: Posted, state: str, why: str, now: datetime
) -> int | None:
    """Queue once more what was sent and came back undelivered; `held` or `parked`.

    It gets a key of its own, because the channel knows the old one and would not show it again.
    Return the new letter's id, None if that happened before.
    """
    again = Letter(
        key=f"{letter.key}/again",
        lane=letter.lane,
        kind=letter.kind,
        payload=letter.payload,
        urgency=letter.urgency,
        hold=True,
        ticket_no=letter.ticket_no,
    )
    if not await put(session, [again], now):
        return None
    sealed = session.seal_json(why, "outbox", "error", again.key)
    found = await session.row(
        "UPDATE outbox SET state = ?, error = ? WHERE key = ? RETURNING id",
        state,
        sealed,
        again.key,
    )
    return int(found["id"]) if found else None


async def counts(session: Session) -> dict[str, int]:
    """Return how many letters are in each unfinished state."""
    unfinished = [state for state in _STATES if state != "sent"]
    found = await session.rows(
        f"SELECT state, COUNT(*) AS n FROM outbox WHERE state IN ({marks(unfinished)}) GROUP BY state",
        *unfinished,
    )
    return dict.fromkeys(unfinished, 0) | {row["state"]: row["n"] for row in found}
