"""What a run left, message by message, and what of it breaks a promise; each is one sentence.

`judged` only compares values, so a test can show that it finds each kind of fault.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crash_faults import said, written
from crash_victim import PRIVACY_KEY
from load_messages import CHANNELS, Message, name_of

from bot.delivery.repeat_filter import messages
from bot.simulator import Simulator
from bot.texts import staff
from storage.database.errors import Damaged
from storage.database.privacy import Keys
from storage.queues import outbox
from storage.queues.letters import LetterKind, Posted
from storage.store import Store
from storage.tickets import tickets
from storage.tickets.verification import verify

#: letters of these kinds are seen as they were written
_COMPARED = ("app_text", "app_card", "kf_text", "kf_menu", "kf_welcome")
_ECHO = re.compile(re.escape(staff.ECHO.format(n="@")).replace("@", "[0-9]+") + r"\Z")
_STATES = ("waiting", "sending", "sent", "parked", "unsure", "held")
#: what each kind of message comes to
OUTCOMES = {
    "words": "conversed",
    "opened": "view",
    "transfer": "registered",
    "chat": "conversed",
    "asked": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A row of the inbox."""

    name: str
    state: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A ticket: its number, 12345's number, what was said."""

    no: str
    of: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A letter to one person."""

    who: str
    text: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The end of a run.

    Attributes:
        acked: how often each message was acknowledged, by its name.
        seen: what the simulated WeCom showed to whom, how often.
        records: what 12345 was told, by the id of the record; *reported*: letters to it, by state.
        others: what is wrong as it stands: the log, the file, a service that ended by itself.
    """

    sent: Sequence[Message]
    acked: Mapping[str, int]
    kept: Sequence[Kept]
    opened: Sequence[Opened]
    letters: Sequence[Said]
    seen: Mapping[tuple[str, str], int]
    records: int
    reported: Mapping[str, int]
    others: Sequence[str]


def judged(found: Evidence) -> list[str]:
    """Return every promise that *found* breaks."""
    return [
        *found.others,
        *_messages(found),
        *_tickets(found),
        *_letters(found),
    ]


def _messages(found: Evidence) -> Iterator[str]:
    """Each acknowledged message is one row, as it was sent, worked off to what it is; nothing else is there."""
    times = Counter(row.name for row in found.kept)
    rows = {row.name: row for row in found.kept}
    for message in found.sent:
        # 微信客服's own are not pushed: whatever was written there must have been fetched
        is_owed = message.kind == "chat" or found.acked.get(message.name, 0) > 0
        n = times.pop(message.name, 0)
        if is_owed and not n:
            yield f"LOST: {message.kind} of {message.who}: {message.text}"
        if n > 1:
            yield f"DOUBLED: kept {n} times: {message.kind} of {message.who}: {message.text}"
        if n:
            row, meant = rows[message.name], OUTCOMES[message.kind]
            if row.state != "done" or (meant and row.outcome != meant):
                yield f"{message.kind} of {message.who} is {row.state}, came to {row.outcome}"
    for name in times:
        yield f"kept and never sent: {name}"


def _tickets(found: Evidence) -> Iterator[str]:
    """Each complaint of 12345 is one ticket; numbers are given one after the other, without a gap."""
    rows = {row.name for row in found.kept}
    by_number = Counter(ticket.of for ticket in found.opened)
    texts = {ticket.of: ticket.text for ticket in found.opened}
    for message in found.sent:
        if message.kind != "transfer" or message.name not in rows:
            continue
        n = by_number.pop(message.who, 0)
        if n != 1:
            yield f"{'LOST' if not n else 'DOUBLED'}: {message.who} has {n} tickets"
        elif texts[message.who] != message.text:
            yield f"the ticket of {message.who} says {texts[message.who]}, not {message.text}"
    for number in by_number:
        yield f"a ticket of nobody: {number}"
    serials = [int(ticket.no.partition("-")[2]) for ticket in found.opened]
    if sorted(serials) != list(range(1, len(serials) + 1)):
        yield f"numbers have a gap or stand twice: {len(serials)} tickets, the last is {max(serials)}"


def _letters(found: Evidence) -> Iterator[str]:
    """Whoever is written to sees each letter once at most, and what is marked as sent has been seen."""
    meant: Counter[tuple[str, str]] = Counter()
    sent: Counter[tuple[str, str]] = Counter()
    for letter in found.letters:
        meant[letter.who, letter.text] += 1
        sent[letter.who, letter.text] += letter.state == "sent"
        if letter.state in ("parked", "unsure", "held"):
            yield f"a letter to {letter.who} is {letter.state}: {letter.text[:60]}"
    for key in meant.keys() | found.seen.keys():
        n, (who, text) = found.seen.get(key, 0), key
        if n > meant[key]:
            yield f"DOUBLED: {who} saw {n} times what was meant {meant[key]} times: {text[:60]}"
        if n < sent[key]:
            yield f"LOST: {who} saw {n} times what was sent {sent[key]} times: {text[:60]}"
    told, most = found.reported.get("sent", 0), sum(found.reported.values())
    if not told <= found.records <= most:
        yield f"12345 was told {found.records} times; {told} of {most} are marked as sent"


async def gather(
    database: str,
    wecom: Simulator,
    sent: Sequence[Message],
    acked: Mapping[str, int],
    faults: Sequence[str],
) -> Evidence:
    """Return what is in *database*, read by the product's own reader, and what *wecom* showed."""
    keys = Keys(PRIVACY_KEY)
    store = await Store.open(database, keys, read_only=True)
    try:
        kept = [
            Kept(
                name=name_of(
                    row["channel"], bytes(keys.open(row["body"], "inbox", "body", row["key"]))
                ),
                state=row["state"],
                outcome=row["outcome"],
            )
            for row in await store.reader.rows("SELECT * FROM inbox")
            if row["channel"] in CHANNELS
        ]
        letters = [one for s in _STATES for one in await outbox.listed(store.reader, s)]
        return Evidence(
            sent=list(sent),
            acked=dict(acked),
            kept=kept,
            opened=[one async for one in _opened(store)],
            letters=list(_said_in(letters)),
            seen=_seen(wecom),
            records=len(wecom.platforms.desks["12345"].records),
            reported=Counter(one.state for one in letters if one.kind == "hotline"),
            others=[*faults, *[fault async for fault in _log(store)]],
        )
    finally:
        await store.close()


async def _opened(store: Store) -> AsyncIterator[Opened]:
    for row in await store.reader.rows("SELECT no FROM tickets ORDER BY id"):
        complaint = (await tickets.load(store.reader.apart(), row["no"])).complaint
        number = complaint.external_no
        yield Opened(no=row["no"], of=number, text=complaint.text)


def _said_in(letters: Sequence[Posted]) -> Iterator[Said]:
    for letter in letters:
        if letter.kind in _COMPARED:
            to = letter.payload["to"]
            texts = messages(letter) if letter.kind == LetterKind.APP_TEXT else [written(letter)]
            for who in [to] if isinstance(to, str) else to:
                for text in texts:
                    yield Said(who=who, text=text, state=letter.state)


def _seen(wecom: Simulator) -> Counter[tuple[str, str]]:
    """Return what the bot was seen to say to whom; that it says so once more is no other text."""
    directory = wecom.ground.directory
    people = [*directory.staff, *wecom.ground.directory.citizens]
    return Counter(
        (who, _ECHO.sub("", said(message)))
        for who in people
        for message in wecom.messages_of(who)
        if message.sender == "bot" and message.by not in ("robot", "webhook")
    )


async def _log(store: Store) -> AsyncIterator[str]:
    try:
        wrong = await verify(store.reader)
    except Damaged:
        yield "the database file is damaged"
        return
    if wrong is not None:
        yield f"log of {wrong.ticket_no}, entry {wrong.n}: {wrong.why}"
