"""Letters to departments: their group chat, and their emergency contact by SMS.

Nothing in them identifies a citizen (N6): whatever somebody wrote is masked here.
"""

from datetime import datetime

from bot.letters import cards, kinds, to_staff
from bot.letters.kinds import Saying, Wording
from bot.letters.masking import heard
from bot.texts import lines, staff
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import WITH_DEPARTMENT, Ticket, spoken

#: facts that are moments, names of ours or our own words; all others are somebody's words
_OURS = frozenset(
    {
        *("until", "department", "by", "from", "to", "old", "new", "document", "kind", "wish"),
        *("units", "moves"),
    }
)


def letters(saying: Saying) -> list[Wording]:
    """Return the letters to a department's group; nothing in them identifies a citizen (N6)."""
    ticket, what, id_ = saying.ticket, saying.notice.what, saying.notice.target
    sent = []
    if what is not NoticeKind.FORM:
        sent.append(kinds.group(id_, staff.group_line(what, ticket, _facts(saying), saying.now)))
    # while a meeting decides whose it is, there is nothing to sign
    if what is NoticeKind.FORM or (
        what is NoticeKind.SENT_BACK and ticket.state in WITH_DEPARTMENT
    ):
        rules = saying.rules
        face = cards.form(ticket, id_, rules, saying.now)
        sent.append(kinds.group(id_, cards.form_text(ticket, id_, rules, saying.now), face))
    return sent


def emergency(saying: Saying) -> list[Wording]:
    """Return the SMS to the emergency contact (PY-4.2.9); without a number the desk must ring instead."""
    ticket, id_ = saying.ticket, saying.notice.target
    department = saying.directory.departments.get(id_)
    if department is None or not department.emergency_phone:
        return to_staff.ringing(saying)
    text = lines.EMERGENCY.format(
        no=spoken(ticket.no),
        department=department.name,
        class_name=ticket.class_name,
        due=lines.due(ticket, saying.now, id_),
    )
    return [kinds.sms(id_, department.emergency_phone, text).marked(department=id_)]


def _facts(saying: Saying) -> dict[str, str]:
    ticket, given, rules = saying.ticket, saying.notice.facts, saying.rules
    heard_ = {k: v if k in _OURS else heard(v, ticket) for k, v in given.items()}
    facts = dict(kinds.of_facts(heard_, ticket))
    if saying.notice.what is NoticeKind.SUPERVISED and not facts.get("demand"):
        facts["demand"] = staff.OVERDUE.format(clause=rules.cited(rules.clause("supervise")))
    due_at = _due_at(ticket, saying.notice.target)
    if due_at is not None:
        facts["due"] = facts["share"] = lines.due(ticket, saying.now, saying.notice.target)
        days = rules.working_days_left(due_at, saying.now)
        is_just_over = days == 0 and due_at <= saying.now
        facts["left"] = lines.JUST_OVER if is_just_over else staff.left(days)
    return facts


def _due_at(ticket: Ticket, department: str) -> datetime | None:
    """Return until when this department must have done its share (G-23)."""
    part = next((p for p in ticket.parts if p.department == department), None)
    is_share = part is not None and not part.is_lead and part.due_at is not None
    return part.due_at if part is not None and is_share else ticket.due_at
