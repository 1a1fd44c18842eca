"""What each button does: an act's name → the command it stands for, or the second card that asks for more.

A press on a card whose ticket has moved on is answered, not acted on (`is_stale`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.citizen.conversation import Visit
from bot.config.directory import Directory
from bot.desk import shield
from bot.letters import cards, kinds, request_cards
from bot.staff import second_look
from bot.staff.command_fields import LOOK, NoSuchAct, Order
from bot.texts import citizen, leads, staff
from bot.wecom.cards import Card
from bot.wecom.keys import numbered
from dispatch.errors import DeskError, Incomplete, RuleForbids
from dispatch.lifecycle import life, suggested_class
from dispatch.rules.rules import Rules
from dispatch.ticket import commands
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import HandOver, StandDown, TakeOver, TellHead, Unmark
from dispatch.ticket.ticket import Ticket, spoken
from intake.classify import refusal_hints
from intake.classify.refusal_hints import RefusalHint
from storage.queues.letters import Letter

#: acts that stay good while others change the ticket; the life's own rules answer a second press
NEVER_STALE = frozenset({"ack", "take", "fill", cards.READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that somebody pressed on the card *task_id*, with what was chosen in its drop-downs."""

    act: str
    by: Actor
    ticket: Ticket
    version: int
    task_id: str
    chosen: Mapping[str, str]
    directory: Directory
    rules: Rules
    now: datetime

    @property
    def order(self) -> Order:
        """Return who pressed and on which ticket, as examples are tried."""
        return Order(
            by=self.by,
            said=LOOK,
            ticket=self.ticket,
            rules=self.rules,
            directory=self.directory,
            now=self.now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What became of a press: one word, what to say to whom pressed, the ticket as it is now.

    *shown* is the entry in the log of a refusal, of which *said* is what the person would read.
    """

    outcome: str
    said: str = ""
    ticket: Ticket | None = None
    shown: int = 0


def is_stale(press: Press) -> bool:
    """True when the ticket has left the step that the card was drawn for.

    A petition outlives steps: its card is over when it was decided.
    """
    n = petition_of(press.act)
    if n:
        return all(one.n != n for one in press.ticket.petitions)
    return numbered(press.act)[0] not in NEVER_STALE and press.version < press.ticket.step_version


def stale(press: Press) -> str:
    """Return what is said to who pressed such a card: where the ticket is now, and by whom."""
    ticket = press.ticket
    if is_vote(press.act):
        return citizen.VOTE_TOO_LATE.format(no=spoken(ticket.no))
    who = ticket.step_by or staff.SOMEBODY
    return staff.STALE.format(no=spoken(ticket.no), who=who, state=staff.STATES[ticket.state])


def petition_of(act: str) -> int:
    """Return which petition `approve3` or `reject3` means, 0 for the proposed 工作单 and other acts."""
    name, n = numbered(act)
    return n if name in ("approve", "reject") else 0


def is_vote(act: str) -> bool:
    """True for the buttons of the survey, which belong to the complainant, whoever they are."""
    return numbered(act)[0] == "rate"


def form_of(act: str, no: str) -> str:
    """Return the typed command beside the button *act*, empty if there is none."""
    name, _ = numbered(act)
    return staff.FORMS_OF_ACTS.get(name, "").format(no=no)


def form_lacking(press: "Press", missing: tuple[str, ...]) -> str:
    """Return the typed command that can say what is *missing*: a refusal's fields are typed (LH-6)."""
    if press.act != "guideas":
        return form_of(press.act, press.ticket.no)
    fields = "".join(f" {name}：…" for name in missing if name != "理由")
    code = press.chosen.get("code", "")
    return staff.REFUSE_FORM.format(no=press.ticket.no, code=code, fields=fields)


def command(press: Press) -> commands.Command:
    """Return the command that *press* stands for.

    Raises:
        NoSuchAct: the button is none of ours, or of an older release.
        Incomplete: something must be chosen first.
    """
    try:
        return _ACTS[numbered(press.act)[0]](press)
    except (KeyError, ValueError, IndexError):
        raise NoSuchAct from None


def _spot(press: Press) -> commands.Command:
    result = _text(press, "result", cards.RESULTS, "当场结果")
    service = cards.SERVED.get(press.chosen["result"], commands.HELP)
    return commands.SolveOnSpot(by=press.by, result=result, service=service)


def _send(press: Press) -> commands.Command:
    """Dispatch as suggested; what the words did not suggest must be chosen first (WZ-7.1)."""
    said, known = press.ticket.complaint, press.directory.departments
    class_name = suggested_class.of(press.ticket)
    share = tuple((known[id_].id, known[id_].name) for id_, _ in said.share if id_ in known)
    is_there = share[:1] and share[0][0] == said.share[0][0]
    if not is_there or not class_name:
        lacking = (("归因", class_name), ("部门", is_there))
        raise Incomplete(
            tuple(name for name, there in lacking if not there), press.rules.clause("who.改类")
        )
    return commands.Dispatch(
        by=press.by,
        class_name=class_name,
        departments=share,
        several_levels=press.directory.is_elsewhere((id_ for id_, _ in share), press.ticket.centre),
    )


def _send_as(press: Press) -> commands.Command:
    chosen = press.directory.departments.get(press.chosen.get("department", ""))
    class_name = press.chosen.get("class", "")
    cause = press.chosen.get("cause", "") or press.ticket.cause
    is_caused = bool(cause) or not press.rules.profile.dispatch.cause
    if chosen is None or not class_name or not is_caused:  # left at 请选择, or gone from the list
        lacking = (("部门", chosen), ("归因", class_name), ("原因", is_caused))
        missing = tuple(name for name, there in lacking if not there)
        raise Incomplete(missing, press.rules.clause("dispatch"))
    return commands.Dispatch(
        by=press.by,
        class_name=class_name,
        departments=((chosen.id, chosen.name),),
        promised_on=_promised(press),
        cause=cause,
        several_levels=press.directory.is_elsewhere((chosen.id,), press.ticket.centre),
    )


def _promised(press: Press) -> date | None:
    days = press.chosen.get("promise", cards.BY_RULE)
    return None if days == cards.BY_RULE else press.rules.working_day_after(int(days), press.now)


def _call(press: Press) -> commands.Command:
    return commands.CallBack(by=press.by, level=_level(press))


def _level(press: Press) -> str:
    return press.rules.levels[int(press.act.lstrip("calrte"))]


def _text(press: Press, question: str, options: tuple[tuple[str, str], ...], name: str) -> str:
    """Return the words that were chosen; nothing is chosen for somebody (no first of a list).

    Raises:
        Incomplete: the drop-down called *name* was left at 请选择.
    """
    chosen = press.chosen.get(question, "")
    if not chosen:
        raise Incomplete((name,))
    return dict(options)[chosen]


def _reject(press: Press) -> commands.Command:
    n = petition_of(press.act)
    options = request_cards.OBJECTIONS if n else cards.OBJECTIONS
    reason = _text(press, "why", options, "驳回理由")
    return commands.Reject(by=press.by, reason=reason, petition=n)


def _give_over(press: Press) -> commands.Command:
    """Hand the lead over; a matter that came with it goes on (FW-6.2.6)."""
    said = press.ticket.allegation
    return HandOver(by=press.by, matter=leads.GIVEN_REASON, whole=said is not None and said.alone)


_ACTS: Mapping[str, Callable[[Press], commands.Command]] = {
    "spot": _spot,
    "send": _send,
    "sendas": _send_as,
    "approve": lambda p: commands.Approve(by=p.by, petition=petition_of(p.act)),
    "reject": _reject,
    "ack": lambda p: commands.Acknowledge(by=p.by),
    "pass": lambda p: commands.Pass(by=p.by),
    "back": lambda p: commands.SendBack(
        by=p.by, reason=_text(p, "why", request_cards.FAULTS, "退回理由")
    ),
    "call": _call,
    "callx": lambda p: commands.CallBack(by=p.by),
    "told": lambda p: commands.CallBack(by=p.by, level=staff.TOLD),
    "take": lambda p: TakeOver(by=p.by),
    "tellhead": lambda p: TellHead(by=p.by, units=shield.units_of(p.ticket, p.directory)),
    "giveover": _give_over,
    "nolead": lambda p: Unmark(by=p.by, reason=leads.NO_LEAD_REASON),
    "calmas": lambda p: StandDown(by=p.by, reason=_text(p, "why", request_cards.CALM, "理由")),
    "rate": lambda p: commands.Rate(by=p.by, level=_level(p)),
}


# --- the second card behind a button: which department and class, which of the reasons, is it sure ---


def _departments(visit: Visit, ticket: Ticket, userid: str) -> Letter:
    """Return the card behind 改类别·部门: what was suggested comes first, then all others.

    Those whom an open lead is about cannot have it before it is decided (N6).
    """
    said = ticket.allegation
    meant = said.departments if said is not None and said.is_open else ()
    known = {
        d.id: d.name
        for d in visit.context.directory.departments.values()
        if d.centre in ("", ticket.centre) and d.id not in meant
    }
    hinted = [d.id for d in ticket.complaint.proposed if d.id in known]
    options = [(id_, known[id_]) for id_ in dict.fromkeys([*hinted, *known])]
    card = cards.change(ticket, options, visit.context.rules_of(ticket), _mark(visit))
    return _second(visit, ticket, userid, card)


def _reasons(visit: Visit, ticket: Ticket, userid: str) -> Letter:
    """Return the card behind 不予受理, where the profile lists the reasons (FW-5.3, LH-6)."""
    rules, by = visit.context.rules_of(ticket), visit.context.directory.people[userid]
    told, listed = refusal_hints.hint(ticket, rules), request_cards.reasons(rules.profile)
    options = tuple(one for one in listed if not _is_forbidden(visit, ticket, by, one[0]))
    is_said = told is not None and not _is_forbidden(visit, ticket, by, told.code, told)
    suggested = told.code if told is not None and is_said else ""
    card = request_cards.refusing(ticket, options, _mark(visit), suggested)
    return _second(visit, ticket, userid, card)


def _is_forbidden(
    visit: Visit, ticket: Ticket, by: Actor, code: str, told: RefusalHint | None = None
) -> bool:
    """True where the rules forbid to refuse *ticket* for the reason *code*; what it lacks can be typed."""
    rules = visit.context.rules_of(ticket)
    try:
        life.apply(ticket, second_look.refusal(code, by, rules, told), rules, visit.now)
    except RuleForbids:
        return True
    except DeskError:
        return False
    return False


def _surely(visit: Visit, ticket: Ticket, userid: str, n: int) -> Letter:
    """Return the card under the words that the person would read of a refusal; its press says them."""
    card = request_cards.refusal_shown(ticket, n, _mark(visit))
    return _second(visit, ticket, userid, card)


def _calm(visit: Visit, ticket: Ticket, userid: str) -> Letter:
    """Return the card behind 解除紧急: why it is none."""
    return _second(visit, ticket, userid, request_cards.standing_down(ticket, _mark(visit)))


def _mark(visit: Visit) -> str:
    return visit.key.replace("/", "_")


def _second(visit: Visit, ticket: Ticket, userid: str, card: Card) -> Letter:
    wording = kinds.card(kinds.member(userid), card).about(ticket)
    return wording.answer(f"{visit.key}/change", ticket.no)


def asking(
    visit: Visit, outcome: str, act: str, told: tuple[Ticket, int], userid: str
) -> list[Letter]:
    """Return the second card where a press came to one: for *told*, the ticket and the shown refusal."""
    ticket, n = told
    if outcome == "confirm":
        return [_surely(visit, ticket, userid, n)]
    if outcome != "choose":
        return []
    draw = _DRAWN.get(act, _departments)
    return [draw(visit, ticket, userid)]


#: behind which button another card than that of the departments comes
_DRAWN: Mapping[str, Callable[[Visit, Ticket, str], Letter]] = {"guide": _reasons, "calm": _calm}
