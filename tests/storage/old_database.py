"""A whole database that an earlier commit filled, as a file of text: read, and stored again byte for byte.

`samples/database_of_71ac43d.jsonl.xz` was drawn at random through that commit's own desk, sweeps and
sender, on SQLite: a quarter of a year in six centres, each of another county's text, with invented people
and the tests' privacy key. Its first line says who worked there and by which calendars; each further line
is a row of a table. Letters that had left are not kept.

What was sealed stands here as its plain text with its nonce, for ciphertext cannot be compressed. It is
sealed again by the form as it was then, written out here on its own: if `storage.database.privacy` ever
reads or writes another form, this does not follow it. The log's hashes and one over all that is sealed
say that these are the very bytes that were stored.
"""

import base64
import hashlib
import json
import lzma
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, time
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic_core import to_jsonable_python

from bot.config.directory import Directory
from bot.config.sections import Department
from bot.desk.desk import Desk
from bot.desk.installation import Centre
from bot.profiles import catalogue
from bot.profiles.versions import Rulebook
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import Hours, WorkCalendar
from storage.database.connections import open_writing
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.people.profile_versions import Version
from storage.store import Store

SAMPLE = Path(__file__).parent / "samples" / "database_of_71ac43d.jsonl.xz"
#: the privacy key of every test then
MASTER = bytes(range(32))
#: rows in one statement; SQLite takes no more than 32766 values
AT_ONCE = 500

Row = dict[str, Any]
#: the fields of a ticket that say nothing by themselves, as they are stored
NOTHING_SAID: Row = to_jsonable_python(
    {one.name: one.default for one in fields(Ticket) if one.default is not MISSING}
    | {"complaint": {"officers": (), "earlier": "", "unsure": (), "assisting": (), "ground": None}}
    | {"proposal": {"ground": None, "exception": ""}}
)


@dataclass(frozen=True)
class OldDatabase:
    """What an earlier commit left behind; *head* says who worked there, *rows* are of each table."""

    head: Mapping[str, Any]
    rows: Mapping[str, list[Row]]

    @cached_property
    def logs(self) -> dict[str, list[Row]]:
        """The log of each ticket as it reads, oldest first: payload and facts are JSON."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows["log"]:
            told = {name: json.loads(row[name]["plain"]) for name in ("payload", "facts")}
            at = datetime.fromisoformat(row["written_at"])
            found[row["ticket_no"]].append({**row, **told, "written_at": at})
        return found

    @cached_property
    def people(self) -> dict[str, Actor]:
        """Who worked there, by userid."""
        return {
            one["id"]: Actor(**{**one, "roles": frozenset(one["roles"])})
            for one in self.head["people"]
        }

    @cached_property
    def book(self) -> Rulebook:
        """The texts that its tickets go by, as they were stored."""
        book = Rulebook()
        names = ("version", "profile", "text", "defaults", "first_used_at")
        for row in self.rows["profile_versions"]:
            book._learn(Version(**{name: row[name] for name in names}))
        return book

    def centres(self, now: datetime) -> dict[str, Centre]:
        """Return its centres under today's texts and the calendar that was known there at *now*."""
        since = [
            one for one in self.head["calendars"] if datetime.fromisoformat(one["since"]) <= now
        ]
        calendar = _calendar(json.dumps(since[-1]))
        return {
            id_: Centre(id=id_, prefix=one["prefix"], rules=_rules(one["profile"], calendar))
            for id_, one in self.head["centres"].items()
        }

    def desk(self, store: Store, now: datetime) -> Desk:
        """Return today's desk over the restored database, with its people and centres."""
        departments = {one["id"]: Department(**one) for one in self.head["departments"]}
        directory = Directory(self.people, departments)
        return Desk(store, self.centres(now), directory, self.head["partners"], self.book)


@cache
def old_database() -> OldDatabase:
    """Return the sample."""
    first, *rest = lzma.decompress(SAMPLE.read_bytes()).decode().splitlines()
    rows: dict[str, list[Row]] = defaultdict(list)
    for line in map(json.loads, rest):
        rows[line["table"]].append(line["row"])
    return OldDatabase(json.loads(first), rows)


@cache
def _calendar(given: str) -> WorkCalendar:
    known = json.loads(given)
    return WorkCalendar(
        holidays=frozenset(map(date.fromisoformat, known["holidays"])),
        make_up_days=frozenset(map(date.fromisoformat, known["make_up_days"])),
        announced=frozenset(known["announced"]),
    )


@cache
def _rules(reference: str, calendar: WorkCalendar) -> Rules:
    adopted = catalogue.adopt(reference)
    hours = Hours(opens=time(8, 30), closes=time(17, 30), lunch=(time(12), time(14)))
    return Rules(adopted.profile, calendar, hours, also=adopted.also)


async def restore(old: OldDatabase, url: str, keys: Keys) -> None:
    """Store every row of *old* in the empty tables of its release at *url*."""
    sealing = _Sealing(old.rows["tickets"])
    connections = await open_writing(url)
    try:
        async with connections.begin() as transaction:
            session = Session(transaction.db, keys, "old")
            for table, rows in old.rows.items():
                stored = [dict(_stored(table, row, sealing)) for row in rows]
                for n in range(0, len(stored), AT_ONCE):
                    await session.insert(table, stored[n : n + AT_ONCE])
                if not session.alone:  # else PostgreSQL would give these ids again
                    sequence = f"pg_get_serial_sequence('{table}', 'id')"
                    await session.rows(f"SELECT setval({sequence}, MAX(id)) FROM {table}")
            await transaction.commit()
    finally:
        await connections.close()
    assert sealing.digest.hexdigest() == old.head["sealed_sha256"]


def known_then(facts: Row, then: Row, default: Row) -> Row:
    """Return *facts* without what came later and says nothing: fields equal to *default*'s."""
    kept = {}
    for name, value in facts.items():
        if name not in then and value == default.get(name):
            continue
        if isinstance(value, list) and isinstance(then.get(name), list):
            kept[name] = [_item_then(one, was) for one, was in zip(value, then[name], strict=True)]
            continue
        inside = isinstance(value, dict) and isinstance(then.get(name), dict)
        kept[name] = known_then(value, then[name], default.get(name) or {}) if inside else value
    return kept


def _item_then(item: Any, was: Any) -> Any:
    """Return one of a list without what came later and says nothing."""
    if not isinstance(item, dict):
        return item
    return {
        name: one for name, one in item.items() if name in was or one not in (None, "", [], False)
    }


def _stored(table: str, row: Row, sealing: "_Sealing") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield name, sealing.sealed(table, name, value)
        elif name.endswith("_at") and value is not None:
            yield name, datetime.fromisoformat(value)
        else:
            yield name, value


class _Sealing:
    """Seals as that release did: format, key id, nonce, then AES-256-GCM bound to table, column and row."""

    def __init__(self, tickets: list[Row]) -> None:
        self.digest = hashlib.sha256()
        self.keys = {row["no"]: bytes.fromhex(row["data_key"]["plain"]) for row in tickets}
        self.keys |= {purpose: _derived(purpose) for purpose in ("field", "wrap")}

    def sealed(self, table: str, column: str, value: Mapping[str, str]) -> bytes:
        """Return *value* as it was stored."""
        key, nonce = self.keys[value["key"]], base64.b64decode(value["nonce"])
        is_key = value["key"] == "wrap"
        plain = bytes.fromhex(value["plain"]) if is_key else value["plain"].encode()
        place = f"{table}|{column}|{value['row']}".encode()
        head = b"\x01" + hashlib.sha256(b"yousu/key-id/" + key).digest()[:4]
        stored = head + nonce + AESGCM(key).encrypt(nonce, plain, place)
        self.digest.update(stored)
        return stored


def _derived(purpose: str) -> bytes:
    info = f"yousu/{purpose}/1".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(MASTER)
