"""What 12345 and the partners are told of our tickets: one letter a change, in order (WZ-6.2, SQ-P3.3a).

Rule 1: with `hotline.push` in the profile every change of every ticket goes to 12345.
Rule 2: what a partner passed on to us goes back to that partner in any case, so that it can answer.
Rule 3: of a ticket with restricted sight (G-21) only number, state and time leave the house.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.config.sections import HOTLINE, Settings
from bot.letters import kinds
from bot.letters.kinds import urgency_of
from bot.texts import hotline as texts
from bot.texts import staff
from bot.texts.moments import SHANGHAI
from dispatch.profiles.profile import Profile
from dispatch.rules.rules import Rules
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.remarks import ADDED
from dispatch.ticket.ticket import Ticket
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Letter

#: stands between a partner's id and its number in `external_no`; no number holds one
_OF = ":"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Another system that complaints come from and news of them goes to; *key* is for both."""

    id: str
    name: str
    url: str
    key: str = field(repr=False)


def partners_of(settings: Settings) -> dict[str, Partner]:
    """Return 12345 and the partners that are configured, by their ids."""
    found = [
        Partner(id=one.id, name=one.name, url=one.url, key=one.key.get_secret_value())
        for one in settings.partner
    ]
    if settings.hotline is not None:
        one = settings.hotline
        key = one.key.get_secret_value()
        found.insert(0, Partner(id=HOTLINE, name=texts.HOTLINE, url=one.url, key=key))
    return {one.id: one for one in found}


def names_of(settings: Settings) -> dict[str, str]:
    """Return what 12345 and the partners are called, by their ids."""
    return {one.id: one.name for one in partners_of(settings).values()}


def channel_of(partner: Partner, profile: Profile) -> str:
    """Return the profile's channel that *partner* is (PY-4.1a); its own name where there is none."""
    known = (c for c in profile.channels if c in partner.name or partner.name in c)
    return next(known, partner.name)


# --- numbers -----------------------------------------------------------------------------------


def external_no(partner: str, no: str) -> str:
    """Return a partner's number as the ticket keeps it; 12345's own stands as it is."""
    return no if partner == HOTLINE else f"{partner}{_OF}{no}"


def origin_of(complaint: Complaint) -> tuple[str, str]:
    """Return who passed *complaint* on and under which number; both empty if nobody did."""
    if not complaint.external_no:
        return "", ""
    partner, is_named, no = complaint.external_no.rpartition(_OF)
    return (partner, no) if is_named else (HOTLINE, no)


# --- letters -----------------------------------------------------------------------------------


def letters(
    before: Ticket | None,
    after: Ticket,
    rules: Rules,
    partners: Collection[str],
    now: datetime,
) -> list[Letter]:
    """Return what must be told of the change from *before* to *after*; nothing if it shows nothing new.

    Args:
        before: None for a new ticket.
        partners: the ids of those that are configured.
    """
    listeners = sorted(_listeners(after, rules) & set(partners))
    if not listeners:
        return []
    told = record(after)
    if before is not None and record(before) == told:
        return []
    return [_letter(partner, after, told, now) for partner in listeners]


def _listeners(ticket: Ticket, rules: Rules) -> set[str]:
    everything = {HOTLINE} if rules.profile.hotline.push else set()
    return everything | {origin_of(ticket.complaint)[0]}


def lane_of(partner: str, centre: str) -> Lane:
    if partner == HOTLINE:
        return Lane(Channel.HOTLINE, centre)
    return Lane(Channel.PARTNER, centre, partner)


def way_of(partner: str) -> str:
    """Return the lane of a partner's letters, without the centre."""
    return lane_of(partner, "").way


def _letter(partner: str, ticket: Ticket, told: Mapping[str, Any], now: datetime) -> Letter:
    change = f"{ticket.no}/{ticket.version}"
    origin, number = origin_of(ticket.complaint)
    lane = lane_of(partner, ticket.centre)
    body = {
        "id": change,
        "no": ticket.no,
        "state": told["state"],
        "at": now.astimezone(SHANGHAI).isoformat(),
        "version": ticket.version,
        "external_no": number if partner == origin else "",
        **told,
    }
    wording = kinds.record(lane, partner, body)
    return wording.letter(f"{change}/{lane.way}", ticket.no, urgency=urgency_of(ticket))


def record(ticket: Ticket) -> dict[str, Any]:
    """Return what a partner may know of *ticket*: the form and the ledger's row (WZ-F1, WZ-F2)."""
    stands: dict[str, Any] = {
        "state": ticket.state.value,
        "state_name": staff.STATES.get(ticket.state, ticket.state.value),
        "centre": ticket.centre,
        "opened_at": _iso(ticket.opened_at),
        "closed_at": _iso(ticket.closed_at),
    }
    if ticket.restricted:
        return stands
    return {**stands, **_said(ticket), **_handled(ticket)}


def _said(ticket: Ticket) -> dict[str, Any]:
    said, person = ticket.complaint, ticket.complaint.complainant
    return {
        "source": said.channel,
        "kind": said.kind,
        "text": said.text,
        "supplements": [r.text for r in ticket.remarks if r.kind in ADDED],
        "place": said.place,
        "name": person.name,
        "is_unit": person.is_unit,
        "contact": person.contact,
        "for_whom": person.for_whom,
        "phone": person.phone,
        "address": person.address,
        "anonymous": person.anonymous,
    }


def _handled(ticket: Ticket) -> dict[str, Any]:
    reply, rating = ticket.reply, ticket.ratings[-1] if ticket.ratings else None
    return {
        "matter": ticket.decided_matter,
        "class": ticket.class_name,
        "department": ticket.lead.name if ticket.lead else "",
        "assisting": [part.name for part in ticket.parts if not part.is_lead],
        "received_at": _iso(ticket.received_at),
        "due": _iso(ticket.due_at),
        "promised_on": ticket.promised_on.isoformat() if ticket.promised_on else None,
        "round": ticket.round,
        "reminded": len(ticket.reminded_at),
        "supervised": len(ticket.supervised_at),
        "plan": ticket.plan,
        "answer": reply.text if reply else "",
        "reason": reply.reason if reply else "",
        "basis": reply.basis if reply else "",
        "rating": rating.level if rating else "",
        "closing": ticket.closing,
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).isoformat() if at else None
