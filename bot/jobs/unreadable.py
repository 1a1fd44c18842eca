"""What could not be read reaches a person (R7): a task at the desk, and a plain sentence to who sent it.

A message is set aside where it stands: as it arrives (not of WeCom's form), as it is taken (not to be
decrypted), after its third failure. Here it is looked for afterwards, so that no way in forgets it.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.context import Context
from bot.letters import desk_tasks
from bot.letters.chats import CHATS, chat_on
from bot.texts import staff
from bot.texts.conversation import UNREADABLE
from storage.database.session import Session
from storage.people import tasks
from storage.queues import inbox, outbox
from storage.queues.inbox import Kept
from storage.queues.lane import Channel, Lane

#: so many get a task each; more at once are one task that says how many
EACH = 3
AT_ONCE = 100
#: the lane of what concerns nobody
_NOBODY = ("", "-")


async def show(context: Context, now: datetime) -> int:
    """Put what was set aside since the last look before people; return how many there were."""
    found = await inbox.unseen(context.store.reader, AT_ONCE)
    if not found:
        return 0

    async def job(session: Session) -> int:
        fresh = await inbox.saw(session, [one.id for one in found])
        rows = [one for one in found if one.id in fresh]
        await _ask(context, session, rows, now)
        await _tell(context, session, rows, now)
        return len(rows)

    return await context.store.writer.run(job, name="unreadable")


async def _ask(context: Context, session: Session, rows: Sequence[Kept], now: datetime) -> None:
    by_centre: dict[str, list[Kept]] = {}
    for one in rows:
        by_centre.setdefault(_centre(context, one), []).append(one)
    for centre, those in by_centre.items():
        for chore in [_chore(one) for one in those] if len(those) <= EACH else [_many(len(those))]:
            await desk_tasks.begin(session, context.directory, centre, chore, now)


def _centre(context: Context, kept: Kept) -> str:
    return context.accounts.get(kept.account, context.home)


def _chore(kept: Kept) -> desk_tasks.Chore:
    return desk_tasks.Chore(
        kind=desk_tasks.SET_ASIDE,
        subject=f"{tasks.MESSAGE}{kept.id}",
        text=staff.UNREAD.format(
            channel=staff.CHANNELS.get(kept.channel, kept.channel),
            id=kept.id,
            told=staff.UNREAD_TOLD if _is_told(kept) else "",
        ),
        act="replay",
        row=kept.id,
    )


def _many(count: int) -> desk_tasks.Chore:
    text = staff.UNREAD_MANY.format(count=count)
    return desk_tasks.Chore(kind=desk_tasks.SET_ASIDE, subject=desk_tasks.MANY, text=text)


async def _tell(context: Context, session: Session, rows: Sequence[Kept], now: datetime) -> None:
    """Say to each who sent some of *rows* in a chat of ours that it could not be read, once."""
    told: dict[str, int] = {}
    for one in rows:
        if _is_told(one):
            told.setdefault(one.lane, one.id)
    for lane_text, row in told.items():
        lane = Lane.parse(lane_text)
        letter = chat_on(lane).text(lane, UNREADABLE).letter(f"unread/{row}")
        await outbox.put(session, [letter], now)


def _is_told(kept: Kept) -> bool:
    """True where a person in a chat of ours sent *kept*; a row that is set aside may bear anything."""
    way, _, _ = kept.lane.partition(":")
    is_lane = kept.channel in CHATS and way in set(Channel)
    return is_lane and Lane.parse(kept.lane).person not in _NOBODY
