"""What must be true after every crash; each promise that is broken is one sentence.

`reliability.md` I1–I5: acknowledged means kept once and worked off; one ticket; every letter said,
none twice, or marked 待确认 and put before a person; the log whole.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from crash_people import ANSWER, PHOTOS

from bot.callback import pushed
from bot.simulator import Simulator, World
from bot.simulator.callbacks import Delivery
from bot.simulator.pushes import xml_of
from bot.texts import staff
from dispatch.ticket.ticket import State, Ticket
from storage.people import tasks
from storage.queues import inbox_writes, outbox
from storage.queues.outbox import Posted
from storage.store import Store
from storage.tickets import log, tickets, verification

NO = "2026-0001"
#: each once: who repeats a press that was carried out gets an answer, not a second effect
ONCE = ("Register", "Dispatch", "Approve", "Acknowledge", "Answer", "Pass", "Rate")
WORDS = ("跑了三趟营业执照还没办下来", "窗口总说系统坏了")
PARTICULARS = {"name": "张伟民", "phone": "13800138000", "address": "城关镇幸福路3号"}
#: the last line of what reads like an earlier message
_HOW_OFTEN = re.compile(staff.ECHO.format(n=r"\d+") + r"\Z")
#: how the simulator lists a photo
PHOTO = "[图片]"
CITIZEN_ONCE = ("已登记，编号", "办理答复", "办得怎么样", "已办结销号")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The broken promises, and how many robot letters are in doubt and of those in the group."""

    faults: list[str]
    unsure: int
    shown: int


async def faults(simulator: Simulator, world: World, store: Store) -> Found:
    """Judge the end of a round."""
    letters = [
        letter
        for state in ("waiting", "sending", "sent", "parked", "unsure", "held")
        for letter in await outbox.listed(store.reader, state)
    ]
    open_tasks = {(t.kind, t.subject) for t in await tasks.opened(store.reader)}
    doubtful = [one for one in letters if one.state == "unsure"]
    in_group = Counter(said(m) for m in simulator.messages_of(_group(world)) if m.sender == "bot")
    found = [
        *await _acknowledged(simulator, store),
        *await _kept(simulator, world, store),
        *await _one_ticket(store),
        *_citizen(simulator, world, letters),
        *_staff(simulator, letters),
        *_robot(in_group, letters, open_tasks),
    ]
    shown = sum(in_group[written(one)] > 0 for one in doubtful)
    return Found(faults=found, unsure=len(doubtful), shown=shown)


async def _acknowledged(simulator: Simulator, store: Store) -> list[str]:
    """Every callback answered 200 is one row, worked off (I1, I3)."""
    rows = await store.reader.rows("SELECT key, state, outcome FROM inbox")
    stored = {row["key"]: row for row in rows}
    broken = [f"quarantined: {r['outcome']}" for r in rows if r["state"] == "quarantined"]
    for delivery in simulator.deliveries:
        if delivery.account == "robot" or not delivery.delivered:
            continue
        row = stored.get(_key(simulator, delivery))
        if row is None:
            broken.append(f"LOST: acknowledged, not in the inbox: {delivery.fields['MsgType']}")
        elif row["state"] != "done":
            broken.append(f"acknowledged, not worked off: {row['state']}")
    return broken


def _key(simulator: Simulator, delivery: Delivery) -> str:
    directory = simulator.ground.directory
    agent = str(directory.app.agent_id)
    account = agent if delivery.account == "app" else delivery.account
    body = xml_of(delivery.fields).encode()
    return inbox_writes.dedup_key(pushed.arrival(body, account, simulator.clock()))


async def _kept(simulator: Simulator, world: World, store: Store) -> list[str]:
    """Everything the citizen wrote was pulled, kept once and heard."""
    wrote = [m for m in simulator.messages_of(_who(world)) if m.sender == "me"]
    rows = await store.reader.rows(
        "SELECT COUNT(*) AS n FROM inbox WHERE channel = 'kf' AND outcome = 'conversed'"
    )
    heard = rows[0]["n"]
    return [] if heard == len(wrote) else [f"the citizen wrote {len(wrote)} times, heard: {heard}"]


async def _one_ticket(store: Store) -> list[str]:
    rows = await store.reader.rows("SELECT no FROM tickets")
    if [row["no"] for row in rows] != [NO]:
        return [f"tickets: {[row['no'] for row in rows]}"]
    ticket = await tickets.load(store.reader, NO)
    done = Counter(entry.command for entry in await log.entries(store.reader, NO))
    broken = [f"{name} {done[name]} times" for name in ONCE if done[name] != 1]
    broken += list(_ticket(ticket))
    wrong = await verification.verify(store.reader)
    return broken if wrong is None else [*broken, f"log: {wrong.why}"]


def _ticket(ticket: Ticket) -> Iterator[str]:
    complaint, reply = ticket.complaint, ticket.reply
    facts = {
        "state": (ticket.state, State.STRUCK_OFF),
        "votes": ([rating.level for rating in ticket.ratings], ["满意"]),
        "words": ([word for word in WORDS if word in complaint.text], list(WORDS)),
        "photos": (len(complaint.media), PHOTOS),
        "place": (bool(complaint.place), True),
        "answer": (reply.text if reply else "", ANSWER),
        **{name: (getattr(complaint.complainant, name), v) for name, v in PARTICULARS.items()},
    }
    for name, (found, meant) in facts.items():
        if found != meant:
            yield f"the ticket's {name}: {found}, not {meant}"


def _citizen(simulator: Simulator, world: World, letters: list[Posted]) -> Iterator[str]:
    """微信客服 checks msgids: every letter is seen exactly once (R9)."""
    seen = Counter(said(m) for m in simulator.messages_of(_who(world)) if m.sender == "bot")
    meant = Counter(written(one) for one in letters if one.kind in ("kf_text", "kf_menu"))
    if seen != meant:
        yield f"the citizen saw other than was meant: {seen - meant} {meant - seen}"
    for words in CITIZEN_ONCE:
        times = sum(n for text, n in seen.items() if words in text)
        if times != 1:
            yield f"the citizen saw {words} {times} times"


def _staff(simulator: Simulator, letters: list[Posted]) -> Iterator[str]:
    """message/send checks for the same bytes: everybody sees each letter, nobody one twice."""
    meant: Counter[tuple[str, str]] = Counter()
    for letter in letters:
        if letter.kind in ("app_text", "app_card"):
            meant.update((who, written(letter)) for who in letter.payload["to"])
        if letter.state in ("parked", "held"):
            yield f"{letter.kind} is {letter.state}: {letter.error}"
    people = simulator.ground.directory.staff
    seen = Counter(
        (who, said(m)) for who in people for m in simulator.messages_of(who) if m.by == "app"
    )
    yield from _photos(seen, letters)
    for who, text in set(seen) | set(meant):
        if not (seen[who, text] and seen[who, text] <= meant[who, text]):
            yield f"{who} saw {seen[who, text]}, meant {meant[who, text]}: {text[:60]}"


def _photos(seen: Counter[tuple[str, str]], letters: list[Posted]) -> Iterator[str]:
    """A photo has no duplicate check either: each at most once, a sent one once; taken out of *seen*."""
    sent: Counter[str] = Counter()
    doubtful: Counter[str] = Counter()
    for letter in letters:
        if letter.kind == "app_media":
            (sent if letter.state == "sent" else doubtful).update(letter.payload["to"])
    for who in sent | doubtful:
        times = seen.pop((who, PHOTO), 0)
        if not sent[who] <= times <= sent[who] + doubtful[who]:
            yield f"{who} saw {times} photos; {sent[who]} were sent, {doubtful[who]} are in doubt"


def _robot(
    in_group: Counter[str], letters: list[Posted], open_tasks: set[tuple[str, str]]
) -> Iterator[str]:
    """A robot's push has no duplicate check: at most once, and in doubt it is raised."""
    mine = [one for one in letters if one.kind == "group"]
    for text, times in in_group.items():
        if times > sum(written(one) == text for one in mine):
            yield f"the group saw {times} times: {text[:60]}"
    for letter in letters:
        if letter.state == "unsure" and letter.kind not in ("group", "app_media"):
            yield f"a letter that may be repeated is in doubt: {letter.kind}"
        if letter.state == "unsure" and ("待确认", letter.key) not in open_tasks:
            yield f"in doubt and not raised: {letter.key}"
        if letter in mine and letter.state == "sent" and not in_group[written(letter)]:
            yield f"marked as sent, not in the group: {letter.key}"


def _who(world: World) -> str:
    return world.citizens[0].external_userid


def _group(world: World) -> str:
    return world.groups[0].chatid


def said(message: object) -> str:
    """What makes a shown message the same as another: a card's task, a menu's head, the text.

    An answer that was given before, because somebody typed the same again, says how often it is given.
    """
    card, menu = getattr(message, "card", None), getattr(message, "menu", None)
    if card:
        return f"card {card.get('task_id')}"
    return _HOW_OFTEN.sub("", str(menu["head"] if menu else getattr(message, "text", "")))


def written(letter: Posted) -> str:
    """What `said` will say of the message that *letter* becomes."""
    card = letter.payload.get("card")
    if card:
        return f"card {card.get('task_id')}"
    return str(letter.payload.get("head") or letter.payload.get("text", ""))
