"""The faces of what somebody is asked for: a decision, an inspection, a call, a rating, the reason of a refusal."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.letters.cards import button, quoted, task, whole
from bot.texts import duties, staff
from bot.texts import leads as texts
from bot.texts.lines import due, limit
from bot.texts.moments import dated, moment
from bot.texts.states import STATES, WISHES, named
from bot.wecom.cards import BUTTONS, Card, Select, button_card, choice_card
from dispatch.errors import DeskError
from dispatch.handlers.extensions import extended
from dispatch.profiles.profile import Profile
from dispatch.rules.people import SECTIONS
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.papers import Handover, Petition, Wish
from dispatch.ticket.ticket import State, Ticket, spoken

Rows = list[tuple[str, str]]

#: prepared reasons of a petition that is not granted
OBJECTIONS: tuple[tuple[str, str], ...] = (
    ("grounds", "理由不充分"),
    ("limit", "请按现在的时限办理"),
    ("own", "仍由现在的部门办理"),
    ("more", "请补充材料再提"),
)
#: prepared reasons of a failed inspection
FAULTS: tuple[tuple[str, str], ...] = (
    ("off", "没有回答诉求"),
    ("basis", "理由或依据不足"),
    ("contact", "没有联系诉求人"),
    ("empty", "只说已转办，没有结果"),
)
UNREACHED = "未接通"
#: prepared reasons why nobody is in danger
CALM: tuple[tuple[str, str], ...] = (
    ("false", "已核实，没有人有危险"),
    ("safe", "已脱险，无人受伤"),
    ("handed", "110、119、120 已到场处置"),
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
        ("例外", asked.exception),
        ("依据", duties.explained(asked.ground, asked.departments[0])),
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
ELSEWHERE = ("elsewhere", "不属于受理范围，转交或告知渠道")


def refusing(
    ticket: Ticket, options: tuple[tuple[str, str], ...], mark: str, suggested: str = ""
) -> Card:
    """The card behind 不予受理: which of the profile's reasons it is (FW-5.3, LH-6).

    *mark* tells it from others of the same version: WeCom takes each task id once.
    """
    return choice_card(
        task(ticket, f"refuse-{mark}"),
        f"告知办法 {named(ticket)}",
        staff.LISTED_REASONS.format(no=ticket.no),
        [Select("code", "理由", options, suggested)],
        button("提交", "guideas", ticket),
    )


def reasons(profile: Profile) -> tuple[tuple[str, str], ...]:
    """Return code and name of each reason that the card offers."""
    listed = tuple((one.code, f"{one.code} {one.name}") for one in profile.refusals)
    has_way = profile.refusing.no_bare_no or any(one.elsewhere for one in profile.refusals)
    return listed if has_way else (*listed, ELSEWHERE)


def alarm(ticket: Ticket, numbers: str) -> Card:
    """The card under the words of a danger, for who is on call: whom to ring, or that it is none."""
    return button_card(
        task(ticket, "alarm"),
        f"有人可能有危险 {named(ticket)}",
        staff.VERIFY_DANGER,
        [("代拨", numbers), ("看号", staff.RING_IN_DANGER.format(no=ticket.no))],
        [button("解除紧急", "calm", ticket, 3), whole(ticket.no)],
        quote=quoted(ticket),
    )


def standing_down(ticket: Ticket, mark: str) -> Card:
    """The card behind 解除紧急: why it is none. *mark* tells it from others of the same version."""
    return choice_card(
        task(ticket, f"calm-{mark}"),
        f"解除紧急 {named(ticket)}",
        staff.CALM_REASONS.format(no=ticket.no),
        [Select("why", "理由", CALM)],
        button("确认解除", "calmas", ticket),
    )


def refusal_shown(ticket: Ticket, n: int, mark: str) -> Card:
    """The card under what the person will read of a refusal: the press that says it, entry *n* of the log."""
    return button_card(
        task(ticket, f"sure-{mark}"),
        f"确认告知 {named(ticket)}",
        staff.SURE_TO_REFUSE,
        [],
        [button("确认告知", f"guidesure:{n}", ticket), whole(ticket.no)],
        sub_title=ticket.complaint.text,
    )


def inspection(ticket: Ticket, now: datetime, owner: str = "") -> Card:
    """The card for 质检: complaint and answer, beside them what the reply guard doubts (N3)."""
    reply = ticket.reply
    assert reply is not None  # an ANSWERED ticket has one
    return button_card(
        task(ticket, "inspect"),
        f"待质检 {named(ticket)}",
        f"{ticket.lead.name if ticket.lead else ''} · {_passing(ticket, reply.findings)}",
        [
            *_doubts(reply.findings),
            ("理由", reply.reason),
            ("依据", reply.basis),
            ("时限", due(ticket, now)),
            ("负责", owner),
        ],
        [button("质检通过", "pass", ticket), button("退回", "back", ticket, 3), whole(ticket.no)],
        sub_title=f"答复：{reply.text}",
        quote=quoted(ticket),
        select=Select("why", "退回理由", FAULTS),
    )


def _doubts(findings: Sequence[str]) -> list[tuple[str, str]]:
    """Return the doubts as rows, two at most: reason, basis and limit have their place on the card too."""
    if len(findings) <= 2:
        return [("疑点", one) for one in findings]
    return [("疑点", findings[0]), ("疑点", f"共{len(findings)}处，其余见全文")]


def _passing(ticket: Ticket, findings: Sequence[str]) -> str:
    """Return the class; where something is held against the answer, how it is passed all the same (N3)."""
    return staff.PASS_WITH_REASON.format(no=ticket.no) if findings else ticket.class_name


def call(ticket: Ticket, levels: Sequence[str], why: str, words: str = "") -> Card:
    """The call task: what the person says on the phone, or that nobody answered (G-10).

    Of what went to another unit the person is only told, in these *words* (WZ-7.7).
    """
    is_told = ticket.state is State.OUTSIDE
    rated = [button(level, f"call{n}", ticket) for n, level in enumerate(levels)]
    buttons = [
        *([button(staff.TOLD, "told", ticket)] if is_told else rated),
        button(UNREACHED, "callx", ticket, 4),
    ]
    has_room = len(buttons) < BUTTONS
    return button_card(
        task(ticket, "call"),
        f"{'请电话告知' if is_told else '请回访'} {named(ticket)}",
        why,
        [
            ("类别", ticket.matter),
            ("状态", staff.STATES[ticket.state]),
            ("转给", ticket.outside if is_told else ""),
            ("全文", "" if has_room else staff.READ_BY_WORDS.format(no=ticket.no)),
        ],
        [*buttons, *([whole(ticket.no)] if has_room else [])],
        sub_title=words or (f"答复：{ticket.reply.text}" if ticket.reply else ""),
        quote=quoted(ticket),
    )


def survey(ticket: Ticket, levels: Sequence[str]) -> Card:
    """The five levels as buttons, for a complainant in the WeCom app (N7)."""
    return button_card(
        task(ticket, f"survey{ticket.round}"),
        f"请评价 {spoken(ticket.no)}",
        "只有您本人能评",
        [],
        [button(level, f"rate{n}", ticket) for n, level in enumerate(levels)],
    )


# --- a lead about somebody's conduct (N6) ---


def alleged(ticket: Ticket, purpose: str, now: datetime) -> Card | None:
    """The card for the desk (*purpose* triage: instead of its usual one) and for management."""
    said = ticket.allegation
    if said is None or not ticket.has_open_lead:
        return None
    return button_card(
        task(ticket, purpose),
        texts.TITLE.format(no=named(ticket)),
        f"{ticket.complaint.channel} · {moment(ticket.opened_at, now)} · {texts.HIDDEN}",
        [
            (texts.ROW_WORDS, texts.why(said)),
            (texts.ROW_ABOUT, texts.about(said)),
            (texts.ROW_MATTER, texts.matter(ticket)),
        ],
        [
            button(texts.TELL, "tellhead", ticket),
            button(texts.GIVE, "giveover", ticket),
            *([] if said.handed_by else [button(texts.NONE, "nolead", ticket, 3)]),
            whole(ticket.no),
        ],
        sub_title=said.text,
    )
