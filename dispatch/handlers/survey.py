"""The answer reaches the citizen and the citizen judges it: survey, call-back, strike off or rework."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dispatch.errors import NotYours, RuleForbids, Why
from dispatch.handlers.steps import Step, closed, left_step, noted, stopped, to_all
from dispatch.rules import closing
from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import Act
from dispatch.ticket.actor import by_link
from dispatch.ticket.case_commands import Settle
from dispatch.ticket.commands import CallBack, NoteDelivered, NoteUndelivered, OfferCall, Rate
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Rating, Remark, State, Ticket, Tie

#: who hears the result beside the person, by the profile's names (LH-12a)
_RESULT = {"window": To.DESK, "assessor": To.ASSESSOR}
#: where a call is asked for until it is on record: what they think of it, or to whom it went
_CALLED_IN = frozenset({State.SURVEYING, State.OUTSIDE})


def begin_survey(ticket: Ticket, rules: Rules, now: datetime) -> Step:
    """Send answer and survey; a person without a chat is called (WZ-11.2).

    What another centre does for the ticket above goes there, not to the person: they are asked once.
    """
    moved = replace(left_step(ticket, State.SURVEYING), surveyed_at=now)
    result = [
        Notice(to=_RESULT[one], what=NoticeKind.RESULT) for one in moved.owed if one in _RESULT
    ]
    if ticket.tie == Tie.LEVEL:
        return moved, result
    if not ticket.complaint.complainant.lane:
        return called_for(moved, rules, now), [*result, asked_to_call(rules)]
    moved = replace(moved, call_due_at=rules.call_after(now))
    if rules.profile.first_handling.on and ticket.ratings:
        # 跟踪回访 (LH-13b): what was sent back for a bad rating is followed up, whoever votes
        result.append(asked_to_call(rules, "again"))
    return moved, [
        Notice(to=To.CITIZEN, what=NoticeKind.ANSWERED),
        Notice(to=To.CITIZEN, what=NoticeKind.SURVEY),
        *result,
    ]


def rate(ticket: Ticket, command: Rate, rules: Rules, now: datetime) -> Step:
    """Take the citizen's vote; nobody else's counts (N7)."""
    link = by_link(ticket.no)
    is_by_link = (command.by.id, command.by.source) == (link.id, link.source)
    if not is_by_link and command.by.id != ticket.complaint.complainant.lane:
        raise NotYours
    return judged(ticket, command, rules, now)


def call_back(ticket: Ticket, command: CallBack, rules: Rules, now: datetime) -> Step:
    """Take what the person said on the phone; silence is a try, never a rating (G-10)."""
    if command.level:
        if not closing.is_called(ticket):
            raise RuleForbids(Why.OWN_CHAT, "N7")
        return _recorded(*judged(ticket, command, rules, now))
    moved = noted(ticket, RemarkKind.UNREACHED, command.remark, command.by, now)
    tries = [
        r.at for r in moved.remarks if r.kind == RemarkKind.UNREACHED and _this_round(moved, r)
    ]
    if rules.gives_up(tries):
        return unrated(moved, now)
    return replace(moved, call_due_at=rules.call_again(now)), []


def _recorded(moved: Ticket, notices: list[Notice]) -> Step:
    """Mark the level as 代录 and tell the person what was put down for them (N7)."""
    *before, last = moved.ratings
    facts = {"level": last.level}
    told = [
        replace(one, what=NoticeKind.LEVEL_RECORDED, facts=facts) if one.to is To.CITIZEN else one
        for one in notices
    ]
    return replace(moved, ratings=(*before, replace(last, recorded=True))), told


def offer_call(ticket: Ticket, command: OfferCall, rules: Rules, now: datetime) -> Step:
    """Have the person called, and asked for again each morning until it is on record (G-10).

    Where the text knows no 回访 what stayed silent in the chat closes as 办结（未评价）, and what
    reached nobody there does after as many calls as are tried elsewhere: silence is never a rating.
    """
    if ticket.state is State.OUTSIDE:
        return called_for(ticket, rules, now), [asked_to_call(rules, "tell")]
    is_silent = bool(ticket.complaint.complainant.lane) and not ticket.undelivered
    asks = ticket.calls_at
    if not rules.profile.callback.mandatory and (is_silent or rules.gives_up(asks)):
        return unrated(ticket, now)
    told = [asked_to_call(rules, *(["undelivered"] if ticket.undelivered else []))]
    if rules.gives_up(asks) and told[0].to is not To.MANAGEMENT:
        # asked so often, and nobody called: whoever is above hears of it
        told.append(
            Notice(to=To.MANAGEMENT, what=NoticeKind.LOOK, facts={"act": Act.CALL, "late": "1"})
        )
    return called_for(ticket, rules, now), told


def called_for(ticket: Ticket, rules: Rules, now: datetime) -> Ticket:
    """Return *ticket* with the call that is asked for *now*; the next morning it is asked for again."""
    return replace(ticket, call_due_at=rules.call_tomorrow(now), calls_at=(*ticket.calls_at, now))


def note_undelivered(ticket: Ticket, command: NoteUndelivered, rules: Rules, now: datetime) -> Step:
    """Mark 待送达 and ask the desk to call; said once, however many messages wait."""
    if ticket.undelivered:
        return ticket, []
    moved = replace(ticket, undelivered=True)
    if ticket.state in _CALLED_IN:
        moved = called_for(moved, rules, now)
    return moved, [asked_to_call(rules, "undelivered")]


def note_delivered(ticket: Ticket, command: NoteDelivered, rules: Rules, now: datetime) -> Step:
    """Note that the answer reached *whom*; with the last of them its limit is met (LH-12a)."""
    owed = tuple(one for one in ticket.owed if one != command.whom)
    moved = replace(ticket, owed=owed)
    if ticket.owed and not owed:
        moved = replace(moved, clocks=stopped(ticket.clocks, now))
    if command.whom != "person":
        return moved, []
    if ticket.state is State.SURVEYING and ticket.undelivered:
        moved = replace(moved, call_due_at=rules.call_after(now), calls_at=())
    return replace(moved, undelivered=False), []


def judged(ticket: Ticket, command: Rate | CallBack | Settle, rules: Rules, now: datetime) -> Step:
    """Take a level that the person gave: strike off, or send back (WZ-11.2, WZ-11.3, LH-13b)."""
    level = rules.level_named(command.level)
    rating = Rating(
        level=level, round=ticket.round, at=now, by=command.by.id, remark=command.remark
    )
    rated = replace(
        ticket,
        ratings=(*ticket.ratings, rating),
        owed=tuple(one for one in ticket.owed if one != "person"),
    )
    if ticket.owed == ("person",):  # who judges it has heard it
        rated = replace(rated, clocks=stopped(ticket.clocks, now))
    if rules.is_satisfied(level):
        closing.check(rated, rules)
        return replace(closed(rated, State.STRUCK_OFF, now), undelivered=False), [
            Notice(to=To.CITIZEN, what=NoticeKind.STRUCK_OFF, facts={"level": level}),
            Notice(to=To.DESK, what=NoticeKind.CLOSED),
        ]
    return again(rated, rules, now, {"reason": f"诉求人评价：{level}{_tail(command.remark)}"})


def again(ticket: Ticket, rules: Rules, now: datetime, facts: dict[str, str]) -> Step:
    """Send it back (退回重办): a new clock of the same class from now (G-11); to the desk again where
    no department had it, and to the other unit where that one answered."""
    notices = [
        Notice(to=To.CITIZEN, what=NoticeKind.REWORKED),
        Notice(to=To.DESK, what=NoticeKind.UNHAPPY, facts=facts),
    ]
    if rules.profile.first_handling.on:
        # 跟踪回访 (LH-13b): who received it first follows it up
        notices.append(Notice(to=To.FIRST_HANDLER, what=NoticeKind.UNHAPPY, facts=facts))
    reworked = replace(ticket, round=ticket.round + 1, reworked_at=(*ticket.reworked_at, now))
    if ticket.outside and not ticket.parts:
        away = left_step(reworked, State.OUTSIDE)
        away = replace(away, check_at=rules.next_look(now), reply=None)
        seen = {"act": Act.TRACK, "unit": ticket.outside, **facts}
        look = Notice(
            to=rules.listener(rules.profile.tracking.actor), what=NoticeKind.LOOK, facts=seen
        )
        return away, [*notices, look]
    if not ticket.parts:
        moved = replace(left_step(reworked, State.REGISTERED), reply=None)
        if ticket.tie != Tie.LEVEL:  # what it works for above stays
            moved = replace(moved, tied_to="", tie="")
        return moved, [*notices, Notice(to=To.DESK, what=NoticeKind.TRIAGE)]
    moved, sent = send_back(reworked, rules, now, facts)
    return moved, [*sent, *notices]


def send_back(ticket: Ticket, rules: Rules, now: datetime, facts: dict[str, str]) -> Step:
    """Put the ticket before its departments again with a fresh clock; the old overdue stays.

    Beyond the cap a meeting is held instead or beside it (G-12); the clock runs all the same.
    """
    clocks = rules.rework_clocks(ticket, now)
    meets = rules.needs_meeting(ticket.round)
    only_meets = meets and (rules.profile.rework_cap.instead or not rules.reworks)
    to = State.MEETING if only_meets else State.REWORK
    moved = replace(
        left_step(ticket, to),
        clocks=stopped(ticket.clocks, now) + clocks,
        undelivered=False,
        owed=(),
        returns=(),
        parts=tuple(
            replace(rules.given(part, clocks, now), acknowledged_at=None, acknowledged_by="")
            for part in ticket.parts
        ),
    )
    # what it meets about first no department can answer yet (G-12)
    if only_meets:
        units = "、".join(part.name for part in ticket.parts)
        notices = to_all(moved, NoticeKind.INVITED, {**facts, "units": units})
    else:
        notices = to_all(moved, NoticeKind.SENT_BACK, facts)
    if meets:
        convener = rules.listener(rules.profile.meeting.actor)
        notices.append(Notice(to=convener, what=NoticeKind.MEETING, facts=facts))
    return moved, notices


def asked_to_call(rules: Rules, why: str = "") -> Notice:
    """Ask whom the profile lets call back (C-15): WIN, MGMT or who received it first."""
    to = rules.listener(rules.profile.callback.actor)
    return Notice(to=to, what=NoticeKind.CALL, facts={why: "1"} if why else {})


def to_be_told(ticket: Ticket, rules: Rules, now: datetime, facts: Mapping[str, str]) -> Step:
    """Have the person told to whom it went: by phone where no chat is, or where it does not arrive."""
    if ticket.complaint.complainant.lane:
        return replace(ticket, call_due_at=rules.call_after(now)), []
    call = replace(asked_to_call(rules), facts={**facts, "tell": "1"})
    return called_for(ticket, rules, now), [call]


def unrated(ticket: Ticket, now: datetime) -> Step:
    """Close as 办结（未评价）: nobody was reached, and silence is never a rating (G-10)."""
    return closed(ticket, State.UNRATED, now), [Notice(to=To.DESK, what=NoticeKind.CLOSED)]


def _this_round(ticket: Ticket, remark: Remark) -> bool:
    return ticket.surveyed_at is None or remark.at >= ticket.surveyed_at


def _tail(remark: str) -> str:
    return f"，{remark}" if remark else ""
