"""What a person gets on paper at the window (“全文请向窗口索取”): their words, and all that we told them, uncut.

It is made of the log, with the ticket as it stood at each notice; what was taken back (更正) is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.config.directory import Directory
from bot.letters import to_citizen
from bot.letters.chats import has_chat
from bot.letters.kinds import Saying
from bot.texts import citizen
from bot.texts.moments import moment
from dispatch.rules.rules import Rules
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.remarks import ADDED
from dispatch.ticket.ticket import Ticket, spoken
from storage.tickets import codec, history
from storage.tickets.log import Logged


def of(
    entries: Sequence[Logged],
    rules: Rules,
    directory: Directory,
    now: datetime,
    *,
    words: str = "",
) -> str:
    """Return the text for the person whose ticket's log *entries* are, as it is printed *now*.

    Args:
        words: the complaint as whoever prints it may read it (N6); empty as the ticket has it.
    """
    ticket = codec.fold(one.facts for one in entries)
    if words:
        ticket = replace(ticket, complaint=replace(ticket.complaint, text=words))
    county = rules.profile.names.county
    return "\n\n".join(
        [
            citizen.COPY_HEAD.format(county=county, no=spoken(ticket.no), at=moment(now, now)),
            *(text for _, text in sorted(_said(ticket, entries, (rules, directory), now), key=_at)),
        ]
    )


def _at(said: tuple[datetime, str]) -> datetime:
    return said[0]


def _said(
    ticket: Ticket, entries: Sequence[Logged], county: tuple[Rules, Directory], now: datetime
) -> Iterator[tuple[datetime, str]]:
    """Yield when and what was said, first by the person, then by us."""
    rules, directory = county
    told = ticket.complaint
    yield told.said_at, citizen.COPY_WORDS.format(at=moment(told.said_at, now), words=told.text)
    for remark in ticket.remarks:
        if remark.kind in ADDED:
            added = citizen.COPY_ADDED.format(at=moment(remark.at, now), words=remark.text)
            yield remark.at, added
    in_chat = has_chat(ticket.complaint.complainant.lane)
    back = history.taken_back(entries)
    for n, entry in enumerate(entries):
        for notice in _to_citizen(entry) if n not in back else ():
            as_it_was = codec.fold(one.facts for one in entries[: n + 1])
            saying = Saying(
                ticket=as_it_was, notice=notice, rules=rules, directory=directory, now=now
            )
            words = to_citizen.words(saying, citizen.UNCUT, in_chat=in_chat)
            if words is not None:
                yield entry.at, citizen.COPY_SAID.format(at=moment(entry.at, now), words=words)


def _to_citizen(entry: Logged) -> list[Notice]:
    """Return what *entry* had to say to the person."""
    return [
        Notice(to=To.CITIZEN, what=NoticeKind(one["what"]), facts=one["facts"])
        for one in entry.payload.get("notices", ())
        if one["to"] == To.CITIZEN
    ]
