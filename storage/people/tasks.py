"""What a person at the desk must do: 人工, 回访电话, 待完善, 待送达, 待确认."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.database import addresses
from storage.database.session import Row, Session, marks, of_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do; *subject* is a ticket number or a lane."""

    id: int
    kind: str
    subject: str
    text: str = field(repr=False)
    opened_at: datetime
    done_at: datetime | None = None
    done_by: str = ""
    #: empty, and None in rows of an earlier release: every centre's
    centre: str | None = None


# --- how the subject of a task names what is neither a ticket nor a chat ---

#: before the key of a letter that did not reach everybody; before the id of a message that was set aside
MISSED, MESSAGE = "missed:", "inbox/"


def of_chat(session: Session, lane: str) -> str:
    """Return the subject of what concerns a chat, by blind index, for a lane names a person."""
    return f"chat/{session.keys.blind('chat', lane)}"


async def open_task(
    session: Session, kind: str, subject: str, text: str, now: datetime, *, centre: str = ""
) -> bool:
    """Open a task of *centre* (empty: everybody's); False if one of this kind and subject is open
    already, which then stays as it is."""
    key = _open_key(kind, subject)
    found = await session.rows(
        "INSERT INTO tasks (kind, subject, text, opened_at, done_by, open_key, centre)"
        " VALUES (?, ?, ?, ?, '', ?, ?) ON CONFLICT (open_key) DO NOTHING RETURNING id",
        kind,
        addresses.stored(session.keys, subject),
        session.keys.seal(text.encode("utf-8", "replace"), "tasks", "text", key),
        now,
        addresses.stored(session.keys, key),
        centre,
    )
    return bool(found)


async def noted(
    session: Session, kind: str, subject: str, text: str, by: str, now: datetime, *, centre: str
) -> int:
    """Put on record for good what *by* did about *subject* and said: a task that is done as it begins.

    Return its number.
    """
    sealed = session.keys.seal(
        text.encode("utf-8", "replace"), "tasks", "text", _open_key(kind, subject)
    )
    found = await session.rows(
        "INSERT INTO tasks (kind, subject, text, opened_at, done_at, done_by, centre)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        *(kind, addresses.stored(session.keys, subject), sealed, now, now),
        *(addresses.stored(session.keys, by), centre),
    )
    return int(found[0]["id"])


async def done(session: Session, id: int, by: str, now: datetime) -> bool:
    """Close task *id*; False if it was not open."""
    return await _close(session, "id = ?", id, by, now)


async def done_about(session: Session, kind: str, subject: str, by: str, now: datetime) -> bool:
    """Close the open task of this kind and subject; False if there is none."""
    key = addresses.stored(session.keys, _open_key(kind, subject))
    return await _close(session, "open_key = ?", key, by, now)


async def _close(session: Session, where: str, value: Any, by: str, now: datetime) -> bool:
    found = await session.rows(
        "UPDATE tasks SET done_at = ?, done_by = ?, open_key = NULL"
        f" WHERE {where} AND done_at IS NULL RETURNING id",
        now,
        addresses.stored(session.keys, by),
        value,
    )
    return bool(found)


async def opened(
    session: Session, kind: str | None = None, limit: int = 100, *, centre: str = ""
) -> list[Task]:
    """Return the open tasks, oldest first; of one *kind* and one *centre* if given.

    What belongs to no centre is every centre's.
    """
    where, values = "", list[object]()
    if kind is not None:
        where, values = " AND kind = ?", [kind]
    if centre:
        where += " AND (centre IS NULL OR centre IN ('', ?))"
        values.append(centre)
    found = await session.rows(
        f"SELECT * FROM tasks WHERE open_key IS NOT NULL{where} ORDER BY id LIMIT ?", *values, limit
    )
    return [_task(session, row) for row in found]


async def all_about(session: Session, kind: str, begins: str) -> list[Task]:
    """Return every task of *kind* whose subject begins so, done ones included, oldest first."""
    found = await session.rows(
        "SELECT * FROM tasks WHERE kind = ? AND subject LIKE ? ORDER BY id",
        kind,
        f"{addresses.stored(session.keys, begins)}%",
    )
    return [_task(session, row) for row in found]


async def opened_about(session: Session, kind: str, begins: str) -> list[Task]:
    """Return those of them that are open."""
    return [task for task in await all_about(session, kind, begins) if task.done_at is None]


async def about(session: Session, subject: str) -> list[Task]:
    """Return every task about *subject*, done ones included, oldest first."""
    stands = addresses.stored(session.keys, subject)
    found = await session.rows("SELECT * FROM tasks WHERE subject = ? ORDER BY id", stands)
    return [_task(session, row) for row in found]


async def open_one(session: Session, kind: str, subject: str) -> Task | None:
    """Return the open task of this kind and subject, None if there is none."""
    return next(iter(await open_ones(session, [(kind, subject)])), None)


async def open_ones(session: Session, about: Sequence[tuple[str, str]]) -> list[Task]:
    """Return the open tasks of these kinds and subjects, oldest first."""
    keys = [addresses.stored(session.keys, _open_key(kind, subject)) for kind, subject in about]
    found = await session.rows(
        f"SELECT * FROM tasks WHERE open_key IN ({marks(keys)}) ORDER BY id", *keys
    )
    return [_task(session, row) for row in found]


async def opened_since(session: Session, kind: str, subject: str, at: datetime) -> int:
    """Return how many tasks of this kind and subject were opened at *at* or later."""
    row = await session.row(
        "SELECT COUNT(*) AS n FROM tasks WHERE subject = ? AND kind = ? AND opened_at >= ?",
        *(addresses.stored(session.keys, subject), kind, at),
    )
    return int(row["n"]) if row else 0


async def gave_way(
    session: Session, task: Task, by: str, since: datetime, limit: int
) -> list[Task]:
    """Return what *by* closed before *task*, of its kind and subject and since then, oldest first."""
    found = await session.rows(
        "SELECT * FROM tasks WHERE subject = ? AND kind = ? AND id < ? AND done_by = ?"
        " AND opened_at >= ? ORDER BY id DESC LIMIT ?",
        *(addresses.stored(session.keys, task.subject), task.kind, task.id),
        *(addresses.stored(session.keys, by), since, limit),
    )
    return [_task(session, row) for row in reversed(found)]


async def load(session: Session, id: int) -> Task | None:
    """Return task *id*, open or done; None if there is none."""
    row = await session.row("SELECT * FROM tasks WHERE id = ?", id)
    return _task(session, row) if row else None


async def counts(session: Session) -> dict[str, int]:
    """Return how many tasks of each kind are open."""
    found = await session.rows(
        "SELECT kind, COUNT(*) AS n FROM tasks WHERE open_key IS NOT NULL GROUP BY kind"
    )
    return {row["kind"]: row["n"] for row in found}


def _open_key(kind: str, subject: str) -> str:
    return f"{kind}|{subject}"


def _task(session: Session, row: Row) -> Task:
    subject, by = (addresses.told(session.keys, row[name]) for name in ("subject", "done_by"))
    key = _open_key(row["kind"], subject)
    text = session.keys.open(row["text"], "tasks", "text", key).decode()
    return of_row(Task, row, text=text, subject=subject, done_by=by)
