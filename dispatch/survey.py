"""The answer reaches the citizen and the citizen judges it: survey, call-back, strike off or rework."""

from dataclasses import replace
from datetime import datetime

from dispatch.commands import CallBack, NoteDelivered, NoteUndelivered, OfferCall, Rate
from dispatch.errors import NotYours
from dispatch.notices import Notice, To, What
from dispatch.rules import Rules
from dispatch.ticket import Rating, Remark, State, Ticket

Step = tuple[Ticket, list[Notice]]

#: the remark kind of a call that nobody answered (G-10)
UNREACHED = "unreached"


def begin_survey(ticket: Ticket, rules: Rules, now: datetime) -> Step:
    """Send answer and survey; a person without a chat is called (WZ-11.2)."""
    moved = replace(
        ticket, state=State.SURVEYING, surveyed_at=now, call_due_at=rules.call_after(now)
    )
    if not ticket.complaint.complainant.lane:
        return replace(moved, call_due_at=None), [Notice(to=To.DESK, what=What.CALL)]
    return moved, [
        Notice(to=To.CITIZEN, what=What.ANSWERED),
        Notice(to=To.CITIZEN, what=What.SURVEY),
    ]


def rate(ticket: Ticket, command: Rate, rules: Rules, now: datetime) -> Step:
    """Take the citizen's vote; nobody else's counts (N7)."""
    if command.by.id != ticket.complaint.complainant.lane:
        raise NotYours
    return _judged(ticket, command, rules, now)


def call_back(ticket: Ticket, command: CallBack, rules: Rules, now: datetime) -> Step:
    """Take what the person said on the phone; silence is a try, never a rating (G-10)."""
    if command.level:
        return _judged(ticket, command, rules, now)
    tried = Remark(kind=UNREACHED, text=command.remark, by=command.by.id, at=now)
    moved = replace(ticket, remarks=(*ticket.remarks, tried))
    tries = [r.at for r in moved.remarks if r.kind == UNREACHED and _this_round(moved, r)]
    if rules.gives_up(tries):
        closed = replace(moved, state=State.UNRATED, closed_at=now, call_due_at=None)
        return closed, [Notice(to=To.DESK, what=What.CLOSED)]
    return replace(moved, call_due_at=rules.call_again(now)), []


def offer_call(ticket: Ticket, command: OfferCall, rules: Rules, now: datetime) -> Step:
    """Ask the desk to call: the survey stayed silent."""
    return replace(ticket, call_due_at=None), [Notice(to=To.DESK, what=What.CALL)]


def note_undelivered(ticket: Ticket, command: NoteUndelivered, rules: Rules, now: datetime) -> Step:
    """Mark 待送达 and ask the desk to call; said once, however many messages wait."""
    if ticket.undelivered:
        return ticket, []
    moved = replace(ticket, undelivered=True, call_due_at=None)
    return moved, [Notice(to=To.DESK, what=What.CALL, facts={"undelivered": "1"})]


def note_delivered(ticket: Ticket, command: NoteDelivered, rules: Rules, now: datetime) -> Step:
    """Clear 待送达: the person wrote again and what waited went first."""
    moved = replace(ticket, undelivered=False)
    if ticket.state is State.SURVEYING:
        moved = replace(moved, call_due_at=rules.call_after(now))
    return moved, []


def _judged(ticket: Ticket, command: Rate | CallBack, rules: Rules, now: datetime) -> Step:
    level = rules.level_named(command.level)
    rating = Rating(
        level=level, round=ticket.round, at=now, by=command.by.id, remark=command.remark
    )
    rated = replace(ticket, ratings=(*ticket.ratings, rating), call_due_at=None)
    if rules.is_satisfied(level):
        closed = replace(rated, state=State.STRUCK_OFF, closed_at=now, undelivered=False)
        return closed, [
            Notice(to=To.CITIZEN, what=What.STRUCK_OFF, facts={"level": level}),
            Notice(to=To.DESK, what=What.CLOSED),
        ]
    return again(rated, rules, now, {"reason": f"诉求人评价：{level}{_tail(command.remark)}"})


def again(ticket: Ticket, rules: Rules, now: datetime, facts: dict[str, str]) -> Step:
    """Send it back (退回重办): a new clock of the same class from now (G-11), or to the desk again
    where no department had it."""
    notices = [
        Notice(to=To.CITIZEN, what=What.REWORKED),
        Notice(to=To.DESK, what=What.UNHAPPY, facts=facts),
    ]
    reworked = replace(ticket, round=ticket.round + 1, reworked_at=(*ticket.reworked_at, now))
    if not ticket.parts:
        moved = replace(reworked, state=State.REGISTERED, reply=None)
        return moved, [*notices, Notice(to=To.DESK, what=What.TRIAGE)]
    moved, sent = send_back(reworked, rules, now, facts)
    if rules.needs_meeting(reworked.round):
        notices.append(Notice(to=To.MANAGEMENT, what=What.MEETING, facts=facts))
    return moved, [*sent, *notices]


def send_back(ticket: Ticket, rules: Rules, now: datetime, facts: dict[str, str]) -> Step:
    """Put the ticket before its departments again with a fresh clock; the old overdue stays."""
    several = len(ticket.parts) > 1
    promised_on = rules.renewed_promise(ticket, now)
    clocks = rules.clocks(ticket.class_name, several, promised_on, now)
    moved = replace(
        ticket,
        state=State.REWORK,
        clocks=ticket.clocks + clocks,
        undelivered=False,
        parts=tuple(
            replace(part, acknowledged_at=None, acknowledged_by="") for part in ticket.parts
        ),
    )
    notices = [
        Notice(to=To.DEPARTMENT, what=What.SENT_BACK, target=part.department, facts=facts)
        for part in moved.parts
    ]
    return moved, notices


def _this_round(ticket: Ticket, remark: Remark) -> bool:
    return ticket.surveyed_at is None or remark.at >= ticket.surveyed_at


def _tail(remark: str) -> str:
    return f"，{remark}" if remark else ""
