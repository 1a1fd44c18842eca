"""The faces of what somebody asks for: a petition, a handover, a phone call, the reason of a refusal."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.letters.cards import button, quoted, task, whole
from bot.texts import staff
from bot.texts.lines import due, limit
from bot.texts.moments import dated, moment
from bot.texts.states import STATES, WISHES, named
from bot.wecom.cards import Card, Select, button_card, choice_card
from dispatch.errors import DeskError
from dispatch.handlers.extensions import extended
from dispatch.profiles.profile import Profile
from dispatch.rules.people import SECTIONS
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.papers import Handover, Petition, Wish
from dispatch.ticket.ticket import Ticket

Rows = list[tuple[str, str]]

#: prepared reasons of a petition that is not granted
OBJECTIONS: tuple[tuple[str, str], ...] = (
    ("grounds", "理由不充分"),
    ("limit", "请按现在的时限办理"),
    ("own", "仍由现在的部门办理"),
    ("more", "请补充材料再提"),
)


def petition(ticket: Ticket, asked: Petition, rules: Rules, now: datetime) -> Card:
    """The card for who decides: what is asked, by whom, why, from what to what; its buttons mean this one."""
    return button_card(
        task(ticket, f"petition-{asked.n}"),
        f"{WISHES[asked.wish]}待批准 {named(ticket)}",
        f"{asked.by_name}提出 · {ticket.class_name or STATES[ticket.state]}",
        [*_ROWS[asked.wish](ticket, asked, rules, now), ("注", rules.badge(_SECTION[asked.wish]))],
        [
            button("批准", f"approve{asked.n}", ticket),
            button("驳回", f"reject{asked.n}", ticket, 3),
            whole(ticket.no),
        ],
        sub_title=asked.reason,
        quote=quoted(ticket),
        select=Select("why", "驳回理由", OBJECTIONS),
    )


def _extension(ticket: Ticket, asked: Petition, rules: Rules, now: datetime) -> Rows:
    rows = [("部门", _department(ticket, asked)), ("时限", due(ticket, now))]
    try:
        moved, _ = extended(ticket, asked, rules, SCHEDULE, now)
    except DeskError:  # meanwhile it could not be granted any more; who tries is told why
        return rows
    given = moved.extensions[-1]
    new = next(c for c in reversed(moved.clocks) if c.due_at == given.to_at)
    rows = [
        ("部门", _department(ticket, asked)),
        # of the limit that is to move, not always the nearest
        ("原定", moment(given.from_at, now)),
        ("延到", limit(new, now)),
        ("次数", f"第{len(moved.extensions)}次"),
    ]
    return [*rows, *([("例外", "这一类规定不得延期")] if asked.is_exception else [])]


def _promise(ticket: Ticket, asked: Petition, rules: Rules, now: datetime) -> Rows:
    return [
        ("部门", _department(ticket, asked)),
        ("原承诺", dated(ticket.promised_on)),
        ("改为", dated(asked.on)),
    ]


def _return(ticket: Ticket, asked: Petition, rules: Rules, now: datetime) -> Rows:
    return [
        ("退单", _department(ticket, asked)),
        ("建议", "、".join(name for _, name in asked.departments)),
        ("时限", f"{due(ticket, now)} 照走"),
    ]


def _reassignment(ticket: Ticket, asked: Petition, rules: Rules, now: datetime) -> Rows:
    lead, *others = (name for _, name in asked.departments)
    return [
        ("现在", "、".join(part.name for part in ticket.parts)),
        ("牵头", lead),
        ("协办", "、".join(others)),
        ("时限", f"{due(ticket, now)} 照走"),
    ]


def _paper(ticket: Ticket, asked: Petition, rules: Rules, now: datetime) -> Rows:
    return [
        ("文书", asked.document),
        ("送", "、".join(asked.to)),
        ("部门", "、".join(part.name for part in ticket.parts)),
        ("时限", due(ticket, now)),
        ("督办", moment(ticket.supervised_at[-1] if ticket.supervised_at else None, now)),
    ]


def _end(ticket: Ticket, asked: Petition, rules: Rules, now: datetime) -> Rows:
    return [
        ("依据", asked.reason),
        ("评价", "、".join(one.level for one in ticket.ratings)),
        ("结果", rules.profile.lawful_end.label),
    ]


def _milestone(ticket: Ticket, asked: Petition, rules: Rules, now: datetime) -> Rows:
    return [("节点", asked.reason), ("节点日", dated(asked.on)), ("时限", due(ticket, now))]


def _transfer(ticket: Ticket, asked: Petition, rules: Rules, now: datetime) -> Rows:
    return [("转给", "、".join(asked.to)), ("类别", ticket.matter)]


def _department(ticket: Ticket, asked: Petition) -> str:
    return next((p.name for p in ticket.parts if p.department == asked.department), "")


#: what stands on the card of each petition
_ROWS: Mapping[Wish, Callable[[Ticket, Petition, Rules, datetime], Rows]] = {
    Wish.EXTEND: _extension,
    Wish.REPROMISE: _promise,
    Wish.RETURN: _return,
    Wish.TRANSFER: _transfer,
    Wish.CIRCULATE: _paper,
    Wish.REPORT: _paper,
    Wish.COPY: _paper,
    Wish.END: _end,
    Wish.DEFER: _milestone,
    Wish.REASSIGN: _reassignment,
}
#: the section of the profile behind each, for its badge
_SECTION: Mapping[Wish, str] = {
    **SECTIONS,
    Wish.TRANSFER: "out_of_scope.0",
    Wish.CIRCULATE: "circulate.recipients",
}


def offered(ticket: Ticket, offer: Handover, now: datetime, unit: str = "") -> Card:
    """The card for whom a ticket is offered to (LH-7e), of *unit*; until it is pressed the owner stays."""
    return button_card(
        task(ticket, f"offer-{offer.to_id}"),
        f"工单交接 {named(ticket)}",
        f"{offer.from_name}请您接手",
        [
            ("类别", ticket.matter),
            ("状态", STATES[ticket.state]),
            ("部门", ticket.lead.name if ticket.lead else ""),
            ("时限", due(ticket, now, unit)),
        ],
        [button("接手", "take", ticket), whole(ticket.no)],
        sub_title=ticket.complaint.text,
    )


def ring(ticket: Ticket, department: tuple[str, str], phone: str, now: datetime) -> Card:
    """The desk's card for a phone call to a department's emergency contact (PY-4.2.13)."""
    id_, name = department
    return button_card(
        task(ticket, f"ring-{id_}"),
        f"请打电话 {named(ticket)}",
        staff.RING_BY_PHONE if phone else staff.RING_WITHOUT_SMS,
        [("部门", name), ("电话", phone), ("归因", ticket.class_name), ("时限", due(ticket, now))],
        [button("已电话通知", f"rung:{id_}", ticket), whole(ticket.no)],
    )


#: what no reason of the list says: it belongs to somebody else, whom the profile names
ELSEWHERE = ("-", "不属于受理范围，转交或告知渠道")


def refusing(ticket: Ticket, profile: Profile, mark: str) -> Card:
    """The card behind 不予受理: which of the profile's reasons it is (FW-5.3, LH-6).

    *mark* tells it from others of the same version: WeCom takes each task id once.
    """
    return choice_card(
        task(ticket, f"refuse-{mark}"),
        f"告知办法 {named(ticket)}",
        staff.LISTED_REASONS.format(no=ticket.no),
        [Select("code", "理由", _reasons(profile))],
        button("提交", "guideas", ticket),
    )


def _reasons(profile: Profile) -> tuple[tuple[str, str], ...]:
    listed = tuple((one.code, f"{one.code} {one.name}") for one in profile.refusals)
    has_way = profile.refusing.no_bare_no or any(one.elsewhere for one in profile.refusals)
    return listed if has_way else (*listed, ELSEWHERE)


def refusal_shown(ticket: Ticket, code: str, mark: str) -> Card:
    """The card under what the person will read of a refusal: the press that says it."""
    return button_card(
        task(ticket, f"sure-{mark}"),
        f"确认告知 {named(ticket)}",
        staff.SURE_TO_REFUSE,
        [],
        [button("确认告知", f"guidesure:{code}", ticket), whole(ticket.no)],
        sub_title=ticket.complaint.text,
    )
