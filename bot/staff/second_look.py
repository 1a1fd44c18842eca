"""不予受理 is looked at twice: who gives it reads what the person would read, and only a second step says it.

Rule 1: typed and pressed it is one way: what was shown stands in the ticket's log, and changes nothing.
Rule 2: the second step says what was shown to this person last, once: not another's, not what is old,
        not where the ticket has moved or the words would be others by now (LH-6a).
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.citizen.conversation import Visit
from bot.desk import log_entries
from bot.letters import kinds, request_cards
from bot.letters.chats import has_chat
from bot.staff.command_fields import NoSuchAct, Order, Unclear
from bot.texts import citizen, screened, staff
from dispatch.errors import Incomplete
from dispatch.lifecycle import life
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Command, Refuse
from dispatch.ticket.notices import To
from intake.classify.refusal_hints import RefusalHint
from intake.grammar.commands import StaffCommand
from storage.queues import outbox
from storage.queues.lane import Channel
from storage.queues.letters import Urgency
from storage.tickets import log
from storage.tickets.log import Logged

#: the command that is looked at twice
REFUSING = "不予受理"
#: how it stands in the log that the words were shown, and that they were said
SHOWN, SAID = "RefusalShown", Refuse.__name__
#: the typed second step: `/不予受理 号 确认`
YES = "确认"
#: what was shown longer ago is shown anew
GOOD_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was shown: the entry of the log that holds it, and the words."""

    n: int
    words: str


def refusal(code: str, by: Actor, rules: Rules, told: RefusalHint | None = None) -> Refuse:
    """Refuse by the profile's reason *code*; what it wants told beside its name must be typed.

    What the words *told* fills the fields of its own reason: so what the card suggests is carried on.

    Raises:
        Incomplete: none was chosen, or it wants more.
        NoSuchAct: another profile is in force since the card was drawn.
    """
    if not code:
        raise Incomplete(("理由",), rules.clause("refusing"))
    if code == request_cards.ELSEWHERE[0]:
        return Refuse(by=by, reason=staff.NOT_OURS)
    found = rules.profile.refusal(code)
    if found is None:
        raise NoSuchAct
    said = screened.FIELDS[told.ground] if told and told.code == found.code else {}
    if "理由" in found.needs and not said.keys() >= {*found.needs}:
        raise Incomplete(found.needs, rules.clause_of_refusal(found.code))
    return Refuse(
        by=by,
        reason=said["理由"] if "理由" in found.needs else found.name,
        code=found.code,
        fields=tuple((name, said[name]) for name in found.needs if name != "理由" and name in said),
    )


def is_yes(said: StaffCommand) -> bool:
    """True where what was typed is the second step."""
    return said.name == REFUSING and said.text.strip() == YES and not said.fields


async def show(visit: Visit, order: Order, command: Refuse) -> Look:
    """Keep what *command* would tell the person, and return it; nothing else changes.

    Raises:
        DeskError: it would be refused.
    """
    words = would_read(order, command)
    facts = {
        "reason": command.reason,
        "code": command.code,
        "fields": [list(one) for one in command.fields],
        "words": words,
        "step": order.ticket.step_version,
    }
    await log_entries.noted(visit.session, order.ticket, SHOWN, order.by, facts, visit.now)
    return Look(n=(await log.entries(visit.session, order.ticket.no))[-1].n, words=words)


def would_read(order: Order, command: Command) -> str:
    """Return what the person would read of *command*; it is only tried.

    Raises:
        DeskError: it would not be done.
    """
    moved, notices = life.apply(order.ticket, command, order.rules, order.now)
    in_chat = has_chat(order.ticket.complaint.complainant.lane)
    told = (
        citizen.notice(one.what, moved, one.facts, order.now, in_chat=in_chat)
        for one in notices
        if one.to is To.CITIZEN
    )
    return next(filter(None, told), staff.PASSED_ON)


async def meant(visit: Visit, order: Order, drawn_for: str | None = None) -> Refuse:
    """Return the refusal that was shown to this person last; a button is *drawn_for* one entry of the log.

    Raises:
        Unclear: there is none that still holds; nothing is done.
        DeskError: it would be refused by now.
    """
    entries = await log.entries(visit.session, order.ticket.no)
    shown = [one for one in entries if one.command == SHOWN and one.actor == order.by.id]
    if not shown or drawn_for not in (None, str(shown[-1].n)):
        raise Unclear(staff.NOTHING_SHOWN if not shown else staff.SHOWN_ANEW)
    last = shown[-1]
    said_since = any(one.command == SAID and one.n > last.n for one in entries)
    is_over = order.now - last.at > GOOD_FOR or said_since
    if is_over or last.payload["step"] != order.ticket.step_version:
        raise Unclear(staff.SHOWN_TOO_OLD)
    command = _command(last, order)
    if would_read(order, command) != last.payload["words"]:
        raise Unclear(staff.SHOWN_TOO_OLD)
    return command


def _command(shown: Logged, order: Order) -> Refuse:
    kept = shown.payload
    return Refuse(
        by=order.by,
        reason=kept["reason"],
        code=kept["code"],
        fields=tuple((name, value) for name, value in kept["fields"]),
    )


async def asked(visit: Visit, order: Order, command: Refuse) -> str:
    """Show what was typed, with the card that says it, in single chat; return the answer to the typed line."""
    look = await show(visit, order, command)
    reader = kinds.member(order.by.id)
    mark = visit.key.replace("/", "_")
    card = kinds.card(reader, request_cards.refusal_shown(order.ticket, look.n, mark))
    is_private = order.by.source == Channel.APP
    whole = [] if is_private else [kinds.text(reader, look.words)]
    letters = kinds.in_order(
        [*whole, card.about(order.ticket)],
        f"{visit.key}/sure",
        order.ticket.no,
        urgency=Urgency.AWAITED,
    )
    await outbox.put(visit.session, letters, visit.now)
    how = staff.SAY_YES.format(no=order.ticket.no)
    return f"{look.words}\n{how}" if is_private else staff.SHOWN_IN_PRIVATE
