"""微信客服: fetch what waits behind an event; a page is kept with its cursor or not at all.

At least once: after a crash anywhere the last stored cursor is asked again, and the unique key of
each message makes a repeat change nothing. So two pulls of one account may also run at once.
Source: developer.work.weixin.qq.com 94670.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.wecom import fields
from bot.wecom.fields import Unreadable
from bot.wecom.kf_message import read_kf
from storage.queues.arrival import Arrival
from storage.queues.lane import Channel, Lane

MOST_PER_PAGE = 1_000
_NOBODY = "-"  # the lane of what concerns no customer

LoadCursor = Callable[[str], Awaitable[str]]
#: Takes open_kfid, arrivals, the next cursor and now; all in one transaction.
KeepPage = Callable[[str, Sequence[Arrival], str, datetime], Awaitable[object]]


class CursorStuck(Exception):
    """WeCom says there is more but gives the same cursor again; try later, nothing is lost."""


class Client(Protocol):
    """The door to WeCom, as far as it is needed here."""

    async def sync_msg(
        self, *, open_kfid: str, cursor: str, token: str, limit: int
    ) -> Mapping[str, Any]:
        """Return the answer of `kf/sync_msg` as it came; errcodes are raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of `kf/sync_msg`; it may be empty and still have more behind it."""

    entries: Sequence[object]
    next_cursor: str
    has_more: bool


async def pull(
    account: str,
    event_token: str,
    client: Client,
    load_cursor: LoadCursor,
    keep_page: KeepPage,
    clock: Callable[[], datetime],
) -> int:
    """Fetch and keep everything that waits at *account* (open_kfid); return how many entries came.

    *event_token* comes from the event and lives 10 minutes; it may be empty. Nothing of a page is
    counted as fetched before *keep_page* has returned.

    Raises:
        Unreadable: an answer is not a page; its cursor was not moved.
        CursorStuck: as the class says; the page was kept.
        Whatever *client* and *keep_page* raise; earlier pages are kept.
    """
    cursor, came = await load_cursor(account), 0
    while True:
        answer = await client.sync_msg(
            open_kfid=account, cursor=cursor, token=event_token, limit=MOST_PER_PAGE
        )
        page = read_page(answer, cursor)
        now = clock()
        if page.entries or page.next_cursor != cursor:
            arrivals = [arrival(entry, account) for entry in page.entries]
            await keep_page(account, arrivals, page.next_cursor, now)
        came += len(page.entries)
        if not page.has_more:
            return came
        if page.next_cursor == cursor:
            raise CursorStuck
        cursor = page.next_cursor


def read_page(answer: Mapping[str, Any], cursor: str) -> Page:
    """Return the page in *answer*; without a new cursor the old *cursor* stays.

    Raises:
        Unreadable: the list, the cursor or `has_more` is of the wrong type.
    """
    return Page(
        entries=fields.items(answer, "msg_list"),
        next_cursor=(fields.text(answer, "next_cursor") if "next_cursor" in answer else "")
        or cursor,
        has_more=fields.whole(answer, "has_more") == 1 if "has_more" in answer else False,
    )


def arrival(entry: object, account: str) -> Arrival:
    """Return one *entry* of `msg_list` as the inbox keeps it; the unreadable has a fault.

    Its age never makes it late: it waited for us, not we for it.
    """
    body = json.dumps(entry, separators=(",", ":")).encode()
    try:
        message = read_kf(entry)
    except Unreadable as fault:
        return Arrival(
            channel=Channel.KF,
            account=account,
            key=_digest(entry),
            lane=str(Lane(Channel.KF, _customer(entry), account)),
            body=body,
            fault=str(fault),
        )
    return Arrival(
        channel=Channel.KF,
        account=account,
        key=message.msg_id or _digest(entry),
        lane=str(Lane(Channel.KF, message.customer or _NOBODY, account)),
        body=body,
        sent_at=message.sent_at,
    )


def _digest(entry: object) -> str:
    """Return a key for what has no msgid: the same for the same entry, whatever its order."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()


def _customer(entry: object) -> str:
    """Return whose entry an unreadable one is, if at least that much can be read."""
    try:
        return fields.an_id(fields.obj(entry, "entry"), "external_userid")
    except Unreadable:
        return _NOBODY
