"""A memory with very many tickets to look for duplicates in: real where a look reads, short elsewhere.

One in ten tells something that is put together of six sentences of other complaints, so that openings, complaints
and thanks repeat as they do in life; its minima are the least of those of its sentences, which is what the whole
text would have but for the two shingles across each joint. It has a data key of its own, wrapped, and its sketch
as the desk stores it: sealed under that key, with its bands. The other nine have keys, sketches and bands of the
same lengths, of random bytes: texts that are not alike share no band (three of a million of real ones do).
The sealed ticket itself is forty bytes, for no look opens one that is not alike; there is no log, and of the indexes of tickets that of the number alone.
"""

import random
import re
import struct
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from intake.classify import sketch
from intake.classify.sketch import BANDS, KEPT, Scrambler, Sketch
from storage.database.session import Row, Session
from storage.store import Store
from storage.tickets import sketches

#: one in so many tells something
REAL = 10
#: what so many of them tell is remembered, to be told again
_REMEMBERED = 0.02
#: sentences of a ticket, those that are drawn from, tickets of one statement, and statements of one transaction
SENTENCES, POOL, STORED, TOGETHER = 6, 20_000, 1_200, 4
_END = re.compile(r"(?<=[。！？；，\n])")
#: of a ticket that nobody opens
_SEALED = bytes(40)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the hashes of its shingles, and of each minimum the least."""

    text: str
    hashes: tuple[int, ...] = field(repr=False)
    minima: tuple[int, ...] = field(repr=False)


def sentences(texts: Iterable[str], scrambled: Scrambler, chance: random.Random) -> list[Sentence]:
    """Return `POOL` sentences of *texts*, those that tell something."""
    found = dict.fromkeys(
        one.strip() for text in texts for one in _END.split(text) if len(one.strip()) >= 8
    )
    drawn = chance.sample(sorted(found), min(POOL, len(found)))
    read = (_read(one, scrambled) for one in drawn)
    return [one for one in read if one.hashes]  # a row of signs tells nothing


def _read(text: str, scrambled: Scrambler) -> Sentence:
    rows = sketch.hashed(text, scrambled)
    hashes, *others = zip(*rows, strict=True) if rows else ((),)
    return Sentence(text, tuple(hashes), tuple(map(min, others)))


def told(chosen: Sequence[Sentence]) -> str:
    """Return the text that is put together of the *chosen*."""
    return "".join(one.text for one in chosen)


def _sketch(chosen: Sequence[Sentence], scrambled: Scrambler) -> Sketch:
    hashes = {one for each in chosen for one in each.hashes}
    minima = map(min, *(one.minima for one in chosen))
    return Sketch(
        tuple(sorted(hashes)[:KEPT]), len(hashes), tuple(sketch.bands(minima, "main", scrambled))
    )


@dataclass(slots=True, kw_only=True)
class Many:
    """Fills a memory with *number* tickets; *stories* are what some of them tell, by their numbers."""

    store: Store
    pool: Sequence[Sentence]
    number: int
    now: datetime
    chance: random.Random
    stories: dict[str, str] = field(default_factory=dict)
    _last: tuple[bytes, Row] = field(default=(b"", {}), init=False)

    async def fill(self) -> float:
        """Store all, then make the indexes of the bands; return the seconds that it took."""
        begun, run = time.perf_counter(), self.store.writer.run
        indexes = await run(_without_indexes, name="indexes")
        for first in range(0, self.number, STORED * TOGETHER):
            await run(self._storing(first), name="fill")
        await run(_making(indexes), name="indexes")
        return time.perf_counter() - begun

    def _storing(self, first: int) -> Callable[[Session], Any]:
        async def job(session: Session) -> None:
            for at in range(first, min(first + STORED * TOGETHER, self.number), STORED):
                made = [self._made(session, n) for n in range(at, min(at + STORED, self.number))]
                await session.insert("tickets", [ticket for ticket, _ in made])
                await session.insert("sketches", [kept for _, kept in made])

        return job

    def _made(self, session: Session, n: int) -> tuple[Row, Row]:
        no = f"2026-{n + 1:07}"
        opened_at = self.now - timedelta(minutes=(self.number - n) * 0.5)
        ticket = {**_COLUMNS, "no": no, "serial": n + 1, "opened_at": opened_at}
        if n % REAL:
            wrapped, kept = self._random(session, no)
        else:
            wrapped, kept = self._real(session, no)
        return {**ticket, "data_key": wrapped, "sealed": _SEALED}, kept

    def _real(self, session: Session, no: str) -> tuple[bytes, Row]:
        chosen = self.chance.sample(self.pool, SENTENCES)
        if not len(self.stories) or self.chance.random() < _REMEMBERED:
            self.stories[no] = told(chosen)
        key, wrapped = session.keys.new_ticket_key(no)
        taken = _sketch(chosen, session.keys.scramblers[0])
        self._last = wrapped, sketches.row(no, taken, key, sketches.mark(session))
        return self._last

    def _random(self, session: Session, no: str) -> tuple[bytes, Row]:
        """Return of the last real one what stands there, of random bytes."""
        wrapped, kept = self._last
        bands = struct.unpack(f"<{BANDS}q", self.chance.randbytes(8 * BANDS))
        drawn = dict(zip((name for name in kept if name.startswith("band_")), bands, strict=True))
        sealed = self.chance.randbytes(len(kept["sealed"]))
        return self.chance.randbytes(len(wrapped)), {
            **kept,
            "ticket_no": no,
            "sealed": sealed,
            **drawn,
        }


_COLUMNS: Row = {
    "centre": "main",
    "year": 2026,
    "state": "working",
    "is_open": True,
    "class_name": "",
    "lead": "",
    "version": 1,
    "phone_index": "",
    "complainant_index": "",
}


async def _without_indexes(session: Session) -> list[str]:
    """Drop what indexes can be dropped; return the statements that make those of the bands again."""
    table = "sqlite_master" if session.alone else "pg_indexes"
    name, made = ("name", "sql") if session.alone else ("indexname", "indexdef")
    whose = "tbl_name" if session.alone else "tablename"
    found = await session.rows(
        f"SELECT {name} AS name, {made} AS made FROM {table} WHERE {whose} IN ('tickets', 'sketches')"
    )
    chosen = [one for one in found if str(one["made"]).startswith("CREATE INDEX")]
    for one in chosen:
        await session.rows(f'DROP INDEX "{one["name"]}"')
    return [one["made"] for one in chosen if "band_" in one["made"]]


def _making(indexes: Sequence[str]) -> Callable[[Session], Any]:
    async def job(session: Session) -> None:
        for one in indexes:
            await session.rows(one)

    return job


def retold(text: str, share: float, chance: random.Random) -> str:
    """Return *text* with a *share* of its characters left out, doubled or put in another's place."""
    signs = list(text)
    for at in chance.sample(range(len(signs)), round(share * len(signs))):
        signs[at] = chance.choice(("", signs[at] * 2, chance.choice(signs)))
    return "".join(signs)
