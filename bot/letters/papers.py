"""Papers are more than numbers: each is composed in full before it is stored, and brought to whom it is for.

Rule 1: who approves a paper has read it; what was approved is what is kept and sent.
Rule 2: whom the directory knows a way to gets the paper by message; for the others management gets it, to bring
it, and `bot.desk.announcement` keeps in mind that it must be brought.
Rule 3: a lead of an offence goes to management only (G-21).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.config.directory import Directory
from bot.config.sections import Department
from bot.letters import compose, kinds
from bot.letters.kinds import Members, Wording, urgency_of
from bot.letters.masking import heard, masked, untold
from bot.texts import papers as texts
from bot.texts.papers import Act, PaperFacts
from dispatch.handlers.refusals import transfer_paper
from dispatch.profiles.profile import Profile
from dispatch.rules.rules import Rules
from dispatch.ticket.commands import Command
from dispatch.ticket.papers import Document, Petition, Wish
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import end_of
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Letter

#: what the papers do that have one name in every county
_ACTS: Mapping[str, Act] = {
    "通报": Act.CIRCULATE,
    "向同级政府报告": Act.REPORT,
    "抄送同级纪委监委": Act.COPY,
    "函转函": Act.TRANSFER,
    "转交单": Act.PASS_ON,
    "违法违纪移交单": Act.HAND_OVER,
}
#: which paper comes of a petition; empty: none
_WISHED: Mapping[Wish, Callable[[Petition, Ticket, Profile], str]] = {
    Wish.CIRCULATE: lambda asked, ticket, profile: asked.document,
    Wish.REPORT: lambda asked, ticket, profile: asked.document,
    Wish.COPY: lambda asked, ticket, profile: asked.document,
    Wish.DEFER: lambda asked, ticket, profile: profile.long_term.document,
    Wish.TRANSFER: lambda asked, ticket, profile: transfer_paper(profile, ticket),
}


def composed(before: Ticket, after: Ticket, rules: Rules, now: datetime) -> Ticket:
    """Return *after* with the whole text in each paper that is new, issued or waiting for approval."""
    approved = {one.text for one in before.petitions if one.text}
    documents = tuple(
        one if n < len(before.documents) or one.text in approved else _issued(one, after, rules)
        for n, one in enumerate(after.documents)
    )
    petitions = tuple(_wished(one, after, rules, now) for one in after.petitions)
    if (documents, petitions) == (after.documents, after.petitions):
        return after
    return replace(after, documents=documents, petitions=petitions)


def _issued(one: Document, ticket: Ticket, rules: Rules) -> Document:
    act = _act_of(one.kind, rules.profile)
    until = one.due_at or _milestone(ticket)
    text = _text(
        ticket,
        rules,
        PaperFacts(
            act=act, kind=one.kind, to=one.to, words=one.text, text="", until=until, now=one.at
        ),
    )
    return replace(one, text=text)


def _wished(one: Petition, ticket: Ticket, rules: Rules, now: datetime) -> Petition:
    kind = _WISHED[one.wish](one, ticket, rules.profile) if one.wish in _WISHED else ""
    if one.text or not kind:
        return one
    until = end_of(one.on, rules.hours) if one.on else None
    to = one.to or rules.profile.long_term.to
    said = PaperFacts(
        act=_act_of(kind, rules.profile),
        kind=kind,
        to=to,
        words=one.reason,
        text="",
        until=until,
        now=now,
    )
    return replace(one, text=_text(ticket, rules, said))


def _text(ticket: Ticket, rules: Rules, said: PaperFacts) -> str:
    """Return the paper; who complains stands in none, whom a lead is about only where it goes (N6, G-21)."""
    hide = untold if said.act is Act.HAND_OVER else masked
    words = said.words or texts.OVERDUE if said.act is Act.DEMAND else said.words
    hidden = replace(said, words=hide(words, ticket), text=hide(ticket.complaint.text, ticket))
    return texts.paper(ticket, hidden, rules.profile)


def _act_of(kind: str, profile: Profile) -> Act:
    own = {profile.meeting.document: Act.MEETING, profile.long_term.document: Act.LONG_TERM}
    return _ACTS.get(kind) or own.get(kind, Act.DEMAND)


def _milestone(ticket: Ticket) -> datetime | None:
    return ticket.promise.due_at if ticket.promise else None


# --- to whom -----------------------------------------------------------------------------------


def letters(
    before: Ticket,
    after: Ticket,
    command: Command,
    rules: Rules,
    directory: Directory,
    now: datetime,
) -> list[Letter]:
    """Return the letters that bring the papers issued since *before*; the schedule's wait at night (N9)."""
    not_before = compose.silent_until(after, rules, command.by, now)
    return [
        wording.about(after).letter(
            f"{after.no}/{after.version}/paper/{paper.no}/{wording.lane}",
            after.no,
            urgency=urgency_of(after, command.by),
            not_before=not_before,
        )
        for paper in after.documents[len(before.documents) :]
        for wording in _brought(paper, after, command, rules, directory)
    ]


def _brought(
    paper: Document, ticket: Ticket, command: Command, rules: Rules, directory: Directory
) -> Iterator[Wording]:
    said = texts.SENT.format(document=paper.no, text=paper.text)
    for id_ in sorted(_groups(paper, ticket, rules, directory)):
        yield kinds.group(id_, heard(said, ticket))
    strange = "、".join(by_hand(paper, ticket, command, rules, directory))
    managers = Members.seeing(directory, Lane(Channel.MANAGEMENT, ticket.centre), ticket)
    if strange and managers.userids:
        words = texts.TO_DELIVER.format(to=strange, document=paper.no, text=paper.text)
        yield kinds.text(managers, words)


def is_lead(kind: str) -> bool:
    """True for the paper that hands a lead of an offence over: management's alone (G-21)."""
    return _ACTS.get(kind) is Act.HAND_OVER


def by_hand(
    paper: Document, ticket: Ticket, command: Command, rules: Rules, directory: Directory
) -> tuple[str, ...]:
    """Return the names of those to whom no way of ours brings *paper*, which *command* issued."""
    if getattr(command, "centre", ""):  # another centre of this house has it already
        return ()
    groups = _groups(paper, ticket, rules, directory)
    named = {name: _department(name, directory) for name in paper.to}
    strange = [name for name, one in named.items() if one is None or one.id not in groups]
    reached = groups | {one.id for one in named.values() if one is not None}
    if _act_of(paper.kind, rules.profile) is Act.CIRCULATE:
        strange += [part.name for part in ticket.parts if part.department not in reached]
    return tuple(dict.fromkeys(strange))


def _groups(paper: Document, ticket: Ticket, rules: Rules, directory: Directory) -> set[str]:
    """Return the ids of the departments that get *paper* by message."""
    act = _act_of(paper.kind, rules.profile)
    if act is Act.HAND_OVER:
        return set()
    named = (_department(name, directory) for name in paper.to)
    ids = {one.id for one in named if one is not None}
    if act is Act.CIRCULATE:
        ids |= {part.department for part in ticket.parts}
    known = directory.departments
    return {id_ for id_ in ids if id_ in known and _has_way(known[id_])}


def _has_way(department: Department) -> bool:
    return bool(department.chat_id or department.webhook_key is not None or department.liaison)


def _department(name: str, directory: Directory) -> Department | None:
    """Return the department that bears *name*, None where none does."""
    return next(
        (one for one in directory.departments.values() if name in (one.id, one.name, *one.aliases)),
        None,
    )
