"""The faces of a ticket: which card each listener gets, with which buttons.

A button's key carries act, number and version (`bot/wecom/keys.py`); what each act does stands in
`bot/staff/button_actions.py`. Beside every button there is a typed command.
A card is short: each has a way to the whole, the button 全文, or where there is no room for it the
typed command.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.letters.masking import masked
from bot.texts import duties, screened, staff
from bot.texts.lines import due, limit
from bot.texts.moments import moment
from bot.texts.states import named
from bot.wecom.cards import (
    OPTIONS,
    PLEASE_CHOOSE,
    VALUE,
    Button,
    Card,
    Select,
    button_card,
    choice_card,
    cut,
    settled,
)
from bot.wecom.keys import ButtonKey
from dispatch.lifecycle import communication_needs, suggested_class
from dispatch.lifecycle.moves import MOVES
from dispatch.profiles.badges import BADGE
from dispatch.rules.rules import Rules
from dispatch.ticket.case_commands import ReturnForm
from dispatch.ticket.commands import Answer, Ask, Command, Plan
from dispatch.ticket.complaint import Complaint, Doubt, Scored
from dispatch.ticket.ticket import Clock, Part, Proposal, Ticket, spoken
from intake.classify import refusal_hints

#: prepared results of a general question solved on the spot (WZ-2.2); the text is the answer
RESULTS: tuple[tuple[str, str], ...] = (
    ("done", "已现场帮助办结"),
    ("window", "已协调窗口当场办结"),
    ("explained", "已当场解释清楚"),
    ("materials", "已告知所需材料和流程"),
)
#: which of 即时咨询、即时解释、即时帮助协调处理 a prepared result was
SERVED: Mapping[str, str] = {"explained": "即时解释", "materials": "即时咨询"}
#: prepared reasons of a rejected 工作单
OBJECTIONS: tuple[tuple[str, str], ...] = (
    ("department", "办理单位不对"),
    ("class", "类别不对"),
    ("lead", "牵头部门要再定"),
    ("spot", "可以当场办结"),
)
#: no date is promised: the class has a limit of its own
BY_RULE = "rule"
#: prepared promises in working days, where the class has none (G-32)
PROMISES: tuple[tuple[str, str], ...] = (
    (BY_RULE, "按规定时限"),
    ("1", "1个工作日"),
    ("3", "3个工作日"),
    ("5", "5个工作日"),
    ("10", "10个工作日"),
)
#: before the likeliest, where the words leave it open
UNSURE = "不确定："
#: between them: a name may hold other marks itself
BETWEEN = "｜"
#: the act of the button 全文: the whole goes to the presser's single chat
READ = "read"
#: the act of what fills a command in for the presser, in single chat; the command's name follows
FILL = "fill:"
#: what a department is offered after 签收: the commands to fill in, and which it must be able to give
NEXT: tuple[tuple[str, type[Command]], ...] = (
    ("答复", Answer),
    ("方案", Plan),
    ("追问", Ask),
    ("退单·延期", ReturnForm),
)
#: acts that need one of the card's drop-down
CHOOSES = frozenset({"spot", "reject", "back"})


def button(text: str, act: str, ticket: Ticket, style: int = 1) -> Button:
    return Button(text, ButtonKey(act, ticket.no, ticket.version).pack(), style)


def whole(no: str) -> Button:
    """Return the button that brings complaint, answers and history, as far as the presser may read them.

    It means the ticket as it is when somebody presses, so it bears no version.
    """
    return Button("全文", ButtonKey(READ, no, 0).pack(), 2)


def quoted(ticket: Ticket) -> tuple[str, str]:
    """Return the complaint as it stands apart on a card that is about something else."""
    return "诉求", ticket.complaint.text


def task(ticket: Ticket, purpose: str) -> str:
    """Return a task id, unique per app and per robot: one card of one version."""
    return f"{ticket.no}-{purpose}-{ticket.version}"


def triage(ticket: Ticket, rules: Rules, now: datetime) -> Card:
    """The desk's card: suggestion with the words that decided it, and the four ways on.

    Where the text forbids a bare no (LH-6a) no button says one; where there is nothing to confirm
    there is no 确认派单. What the words leave open says so, with the likeliest to choose from.
    """
    said = ticket.complaint
    category = said.categories[0] if said.categories else None
    words = "、".join(category.words) if category and Doubt.MATTER not in said.unsure else ""
    told = refusal_hints.hint(ticket, rules)
    return button_card(
        task(ticket, "triage"),
        f"待研判 {named(ticket)}",
        f"{said.channel} · {said.kind} · {moment(ticket.opened_at, now)}{_needs(ticket)}",
        [
            ("类别", _matter(ticket)),
            ("部门", _department(said)),
            ("归因", (ticket.class_name or _suggested(said)) + _on_spot(ticket, rules)),
            screened.row(told),
            ("依据", f"{words}（{category.confidence:.0%}）" if category and words else ""),
            ("疑重复", "、".join(map(spoken, said.alike))),
            ("待补", "、".join(rules.lacking(said))),
            ("附件", staff.MEDIA_HINT.format(count=len(said.media)) if said.media else ""),
            ("提交", _route(ticket, rules)),
        ],
        [
            button("当场办结", "spot", ticket),
            *(
                [button("确认派单", "send", ticket)]
                if suggested_class.confirmable(ticket, rules)
                else []
            ),
            *(
                [button("改类别·部门", "change", ticket, 2)]
                if suggested_class.dispatchable(ticket)
                else []
            ),
            button(_guiding(rules), "guide", ticket, 3),
            *([button("解除紧急", "calm", ticket, 3)] if ticket.emergency else []),
            whole(ticket.no),
        ],
        sub_title=said.text,
        quote=screened.apart((duties.TITLE, duties.explained(said.ground)), told, ticket, rules),
        select=Select("result", "当场结果", RESULTS),
    )


def _matter(ticket: Ticket) -> str:
    return _among(ticket.complaint.categories) if ticket.is_matter_open else ticket.matter


def _department(said: Complaint) -> str:
    if not said.proposed:
        return PLEASE_CHOOSE
    if said.is_department_open:
        return _among(said.departments)
    lead, *others = (name for _, name in said.share)
    return f"{lead}（主办）、{'、'.join(others)}（协办）" if others else lead


def _among(found: Sequence[Scored]) -> str:
    """Return that it is not sure, and the likeliest, each cut so that all of them can be read."""
    room = (VALUE - len(UNSURE)) // len(found) - 1
    return UNSURE + BETWEEN.join(cut(one.name, room) for one in found)


def _suggested(said: Complaint) -> str:
    return f"{said.causes[0].name}（建议）" if said.causes else "请研判"


def _on_spot(ticket: Ticket, rules: Rules) -> str:
    """Return that it is done on the spot first, where the text says so of its class (WZ-9.2)."""
    found = rules.profile.class_named(suggested_class.of(ticket))
    return staff.ON_SPOT_FIRST if found is not None and found.on_site_first else ""


def _route(ticket: Ticket, rules: Rules) -> str:
    """Return to whom at once goes what the words show to be hard or denied (WZ-7.6, SQ-6b, FW-6.2.3)."""
    likely = next((one for one in ticket.complaint.causes if one.words), None)
    goes = likely is not None and likely.name in rules.dispatched_classes
    return rules.profile.dispatch.route if goes else ""


def _guiding(rules: Rules) -> str:
    return "告知办法" if rules.profile.refusing.no_bare_no else "不予受理"


def change(ticket: Ticket, departments: Sequence[tuple[str, str]], rules: Rules, mark: str) -> Card:
    """The card behind 改类别·部门: department, class, and promise or cause as drop-downs; WeCom takes three.

    Only what was surely suggested stands there when it opens, everything else says 请选择: the first of
    a list is nobody's suggestion. *mark* tells it from others of the same version: WeCom takes each
    task id once.
    """
    name = suggested_class.of(ticket)
    sure = next((id_ for id_, _ in ticket.complaint.share), "")
    return choice_card(
        task(ticket, f"change-{mark}"),
        f"派单 {named(ticket)}",
        (staff.MORE_DEPARTMENTS if len(departments) >= OPTIONS else staff.ONE_DEPARTMENT).format(
            no=ticket.no
        ),
        [
            Select("department", "牵头部门", tuple(departments), sure),
            Select("class", "归因", tuple((one, one) for one in rules.dispatched_classes), name),
            _third(ticket, name, rules),
        ],
        button("提交", "sendas", ticket),
    )


def _third(ticket: Ticket, class_name: str, rules: Rules) -> Select:
    """Return what else must be chosen: the 原因 where the text counts by it (LH-17c), else the promise."""
    if rules.profile.dispatch.cause:
        causes = tuple((one, one) for one in rules.profile.causes)
        return Select("cause", "原因", causes[:OPTIONS], ticket.cause)
    return Select(
        "promise", "承诺时限", PROMISES, "" if rules.needs_promise(class_name) else BY_RULE
    )


def approval(ticket: Ticket, clocks: Sequence[Clock], rules: Rules, now: datetime) -> Card:
    """Management's card: class, departments, and the limit that would run from now (WZ-8)."""
    proposal = ticket.proposal
    assert proposal is not None  # a PROPOSED ticket has one
    first = sorted(clocks, key=lambda clock: clock.due_at)[:1]
    lead, *others = proposal.departments
    return button_card(
        task(ticket, "approve"),
        f"工作单待批准 {named(ticket)}",
        f"{proposal.by_name}提出 · {proposal.class_name} · 发送{rules.profile.dispatch.target}",
        [
            ("类别", _matter(ticket)),
            ("牵头", lead.name),
            ("协办", "、".join(p.name for p in others)),
            *(("时限", limit(c, now)) for c in first),
            ("注", _badges(proposal.class_name, clocks, rules)),
            ("条款", _clauses(clocks, rules)),
        ],
        [button("批准", "approve", ticket), button("驳回", "reject", ticket, 3), whole(ticket.no)],
        sub_title=ticket.complaint.text,
        quote=(duties.TITLE, _proposed_by(proposal)),
        select=Select("why", "驳回理由", OBJECTIONS),
    )


def _proposed_by(proposal: Proposal) -> str:
    """Return what decides who leads, and where another is proposed, that and why."""
    lead = proposal.departments[0]
    return duties.explained(proposal.ground, (lead.department, lead.name), proposal.exception)


def _cited(ticket: Ticket) -> str:
    return duties.cited(ticket.ground) if ticket.ground else ""


def _clauses(clocks: Sequence[Clock], rules: Rules) -> str:
    """Return what gives the limits, as people call it; of a default the badge speaks."""
    cited = (rules.cited(c.clause) for c in clocks)
    return "、".join(dict.fromkeys(one for one in cited if one and one != BADGE))


def _badges(class_name: str, clocks: Sequence[Clock], rules: Rules) -> str:
    """Return 默认，非文件规定 once for each gap that one of the limits fills (§9)."""
    badges = (rules.clock_badge(class_name, c.clause) for c in clocks)
    return "、".join(dict.fromkeys(filter(None, badges)))


def form(ticket: Ticket, department: str, rules: Rules, now: datetime) -> Card:
    """The 工作单 for a department's group: nothing on it identifies a citizen (product §2).

    An assisting department sees its own, earlier limit (G-23).
    """
    part = next(p for p in ticket.parts if p.department == department)
    shown = [ticket.limit] if ticket.limit else []
    others = "、".join(p.name for p in ticket.parts if p.department != department)
    return button_card(
        task(ticket, f"form-{department}"),
        f"工作单 {named(ticket)}",
        f"{_share(part)} · {ticket.class_name}{_needs(ticket)}",
        [
            ("类别", masked(ticket.decided_matter, ticket)),
            ("时限", due(ticket, now, department)),
            ("条款", _clauses(shown, rules)),
            ("同办", others),
            ("依据", _cited(ticket)),
            ("注", _badges(ticket.class_name, ticket.open_clocks, rules)),
        ],
        [button("签收", "ack", ticket), whole(ticket.no)],
        sub_title=masked(ticket.complaint.text, ticket),
    )


def form_text(ticket: Ticket, department: str, rules: Rules, now: datetime) -> str:
    """Return the same as words, for a group that only a webhook reaches, masked likewise."""
    part = next(p for p in ticket.parts if p.department == department)
    shown = [ticket.limit] if ticket.limit else []
    proof = "\n".join(f"> {_clauses([c], rules)} {rules.in_words(c.proof)}".rstrip() for c in shown)
    badge = _badges(ticket.class_name, ticket.open_clocks, rules)
    decided = masked(ticket.decided_matter, ticket)
    matter = f"类别：{decided}\n" if decided else ""
    by = f"依据：{_cited(ticket)}\n" if ticket.ground else ""
    return (
        f"**工作单 {named(ticket)}** {_share(part)} · {ticket.class_name}{_needs(ticket)}\n"
        f"{matter}诉求：{masked(ticket.complaint.text, ticket)}\n{by}"
        f"时限：{due(ticket, now, department)}{f'（{badge}）' if badge else ''}\n{proof}\n{staff.SIGN_BY_WORDS.format(no=ticket.no)}"
    )


def settled_form(ticket: Ticket, department: str, rules: Rules, now: datetime) -> Card | None:
    """Return a department's form as everybody shall see it after a press; None if it has no part in it."""
    part = next((p for p in ticket.parts if p.department == department), None)
    if part is None:
        return None
    who = part.acknowledged_by
    said = f"{who}已签收" if who else staff.STATES[ticket.state]
    stays = [*_next(ticket, part), whole(ticket.no)]
    return settled(form(ticket, department, rules, now), said, stays)


def _next(ticket: Ticket, part: Part) -> list[Button]:
    """Return what comes next for who has signed: the lead's ways on, the other's words to the lead."""
    if part.acknowledged_at is None:
        return []
    allowed = MOVES[ticket.state]
    ways = [name for name, command in NEXT if command in allowed]
    return [
        button(name, f"{FILL}{name}", ticket, 2) for name in (ways if part.is_lead else ways[:1])
    ]


def _needs(ticket: Ticket) -> str:
    """Return how the person must be talked to, behind what a card begins with (FW-4.3g)."""
    needs = "、".join(communication_needs.needs_of(ticket))
    return f" · 沟通：{needs}" if needs else ""


def _share(part: Part) -> str:
    return "牵头" if part.is_lead else "协办"
