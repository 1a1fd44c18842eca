"""What is done about a letter that did not go, by the class of its error (`bot.wecom.errors`)."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.context import Context
from bot.delivery import emergency_sms
from bot.delivery.channels import REFUSED_TWICE, REPEATABLE
from bot.delivery.shut_doors import KNOCKS_EVERY, LETS_PASS, left_alone
from bot.delivery.taken_chats import CHAT_TAKEN, chat_of
from bot.desk import notification, undelivered
from bot.letters import desk_tasks, fallback, kinds
from bot.letters.desk_tasks import Chore
from bot.letters.kinds import Members
from bot.texts import hotline as hotline_texts
from bot.texts import staff
from bot.wecom.errors import (
    ERRORS,
    Alarm,
    Ambiguous,
    ChatTaken,
    CodeSpent,
    Rejected,
    TokenExpired,
    TryLater,
    WeComError,
    WindowClosed,
)
from dispatch.errors import DeskError
from dispatch.ticket.ticket import CLOSED, State, spoken
from storage.database.session import Session
from storage.queues import outbox
from storage.queues.lane import Lane
from storage.queues.letters import LetterKind, Posted
from storage.tickets import tickets

_log = structlog.get_logger(__name__)

#: how long a letter is tried before it is parked and shown to a person: WeCom may be away for hours
GIVE_UP_AFTER = timedelta(hours=24)
#: a letter that failed fewer times than this has not really been tried, however old it is
TRIED_ENOUGH = 12
#: states in which the person knows how it ended, or does not care any more
_ALL_SAID = CLOSED - {State.REFUSED}
#: begins the error of a letter that may have been shown already
DOUBT = "in doubt: "


class Broken(Rejected):
    """The letter cannot be drawn: an unknown kind or a payload without its parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A letter that did not go, and why."""

    letter: Posted
    error: WeComError

    @property
    def was_in_doubt(self) -> bool:
        """True when an earlier try may have arrived."""
        return self.letter.error.startswith(DOUBT)

    @property
    def said(self) -> str:
        """Return the error as the row keeps it; a doubt stays one until WeCom settles it."""
        doubtful = self.was_in_doubt or isinstance(self.error, Ambiguous)
        return f"{DOUBT if doubtful else ''}{self.error}"


Remedy = Callable[[Context, Session, Failure, datetime], Awaitable[None]]


def for_(failure: Failure, now: datetime) -> Remedy:
    """Return what to do about *failure*; after a day of tries a person must look."""
    if _was_shown(failure):
        return shown
    error, repeatable = failure.error, failure.letter.kind in REPEATABLE
    remedy = next(r for kind, r in _REMEDIES.items() if isinstance(error, kind))
    if remedy is doubt and repeatable:
        remedy = again
    if remedy in _ONLY and failure.letter.kind not in _ONLY[remedy]:
        remedy = park
    if remedy is again and _is_worn_out(failure, now):
        return park
    return remedy


def _is_worn_out(failure: Failure, now: datetime) -> bool:
    """True for what was tried often and long enough; what WeCom shuts out altogether never is."""
    letter = failure.letter
    is_old = now - letter.put_at >= GIVE_UP_AFTER and letter.attempts >= TRIED_ENOUGH
    return is_old and not isinstance(failure.error, Alarm)


def _was_shown(failure: Failure) -> bool:
    """True when 微信客服 refuses a repeat of what was in doubt: then the first one arrived.

    WeCom does not publish the code, so any that we do not know counts.
    """
    return (
        failure.was_in_doubt
        and failure.letter.kind in REFUSED_TWICE
        and type(failure.error) is Rejected
        and failure.error.errcode not in ERRORS
    )


async def again(context: Context, session: Session, failure: Failure, now: datetime) -> None:
    """Try again later, with growing pauses."""
    letter, error = failure.letter, failure.error
    if isinstance(error, Alarm):
        await put_back(session, letter, failure.said, now + left_alone(letter))
    else:
        later = error if isinstance(error, TryLater) else TryLater()
        wait = later.wait(letter.attempts)
        if letter.urgency.is_rushing:
            wait = min(wait, KNOCKS_EVERY)
        await outbox.retry(session, letter.id, failure.said, now + wait)
    await emergency_sms.tried(context, session, letter, now)


async def put_back(session: Session, letter: Posted, said: str, at: datetime) -> None:
    """Let *letter* wait until its door opens; what is no word to its listener lets words pass."""
    wait = outbox.step_aside if letter.kind in LETS_PASS else outbox.retry
    await wait(session, letter.id, said, at)


async def doubt(context: Context, session: Session, failure: Failure, now: datetime) -> None:
    """It may have been shown and WeCom does not check for duplicates: a person looks (待确认)."""
    letter = failure.letter
    await outbox.unsure(session, letter.id, failure.said)
    text = staff.DOUBTFUL.format(letter=letter.key)
    await _tell(context, session, letter, text, now)


async def park(context: Context, session: Session, failure: Failure, now: datetime) -> None:
    """Trying again cannot help: put it before a person, the lane goes on."""
    letter, error = failure.letter, failure.error
    await outbox.park(session, letter.id, failure.said)
    text = _parked(context, letter, error)
    if not letter.key.startswith("chore/"):  # a chore about a chore would never end
        await _tell(context, session, letter, text, now)
    if emergency_sms.is_green(letter):
        await emergency_sms.note(context, session, letter, "failed", now)
    await _further_down(context, session, letter, now)


async def _further_down(context: Context, session: Session, letter: Posted, now: datetime) -> None:
    """A late message that cannot go this way takes the next step of the ladder (product §2)."""
    if notification.is_notice(letter.payload):
        await notification.failed(context.desk, session, letter, now)
        return
    step = fallback.step_of(letter.kind, letter.payload)
    if step is None or not letter.ticket_no:
        return
    ticket = await tickets.load(session, letter.ticket_no)
    await undelivered.note(context.desk, session, ticket, step, {"outcome": "failed"}, now)
    if ticket.state is State.SURVEYING and ticket.round == letter.payload.get("round"):
        await undelivered.down(context.desk, session, ticket, now, after=step)


def _parked(context: Context, letter: Posted, error: WeComError) -> str:
    if letter.kind == LetterKind.HOTLINE:
        partner = str(letter.payload.get("partner", ""))
        name = context.desk.partners.get(partner, partner)
        return hotline_texts.not_told(spoken(letter.ticket_no), name, error.errcode)
    return staff.PARKED.format(
        letter=letter.key, error=type(error).__name__, code=error.errcode or ""
    )


async def shown(context: Context, session: Session, failure: Failure, now: datetime) -> None:
    """A repeat was refused because the first one arrived."""
    await outbox.sent(session, failure.letter.id, {"shown_before": failure.error.errcode}, now)


async def moot(context: Context, session: Session, failure: Failure, now: datetime) -> None:
    """A spent code: nothing can change that card any more, so a line says what it does not.

    A welcome whose twenty seconds are over is simply too late.
    """
    letter = failure.letter
    await outbox.sent(session, letter.id, {"skipped": str(failure.error)}, now)
    if letter.kind != LetterKind.APP_UPDATE or not letter.ticket_no or failure.was_in_doubt:
        return
    text = staff.CARD_OVER.format(no=spoken(letter.ticket_no), said=letter.payload["text"])
    line = kinds.text(Members(Lane.parse(letter.lane), letter.payload["to"]), text)
    said = line.letter(f"{letter.key}/line", letter.ticket_no, urgency=letter.urgency)
    await outbox.put(session, [said], now)


async def hold(context: Context, session: Session, failure: Failure, now: datetime) -> None:
    """The chat window is closed: hold the letter (待送达), take the ladder, ask for a call (product §2)."""
    letter = failure.letter
    await outbox.hold(session, letter.id, failure.said)
    if isinstance(failure.error, ChatTaken):
        await _chat_is_taken(context, session, letter, failure.error, now)
    no = letter.ticket_no
    if not no:
        await desk_tasks.reply_held(
            session, context.directory, letter, context.centre_of(letter.lane), now
        )
        return
    ticket = await tickets.load(session, no)
    if letter.payload.get("waits") and ticket.state is State.SURVEYING:
        if not ticket.undelivered:
            try:
                await context.desk.note_undelivered(session, ticket, now)
            except DeskError as refused:
                _log.warning("undelivered_unnoted", ticket=no, error=type(refused).__name__)
    elif "elsewhere" in letter.payload:
        await notification.held(context.desk, session, letter, now)
    elif ticket.state not in _ALL_SAID:
        text = staff.NOTICE_HELD.format(no=spoken(no))
        chore = Chore(kind="待送达", subject=no, text=text, no=no)
        await desk_tasks.begin(session, context.directory, ticket.centre, chore, now)


async def _chat_is_taken(
    context: Context, session: Session, letter: Posted, taken: ChatTaken, now: datetime
) -> None:
    """Tell the desk, once for a chat, who has it: what is held goes when the person next writes."""
    lane = Lane.parse(letter.lane)
    who = context.directory.people.get(taken.servicer)
    text = staff.CHAT_STATES.get(taken.state, staff.CHAT_STATES[2]).format(
        who=who.name if who else taken.servicer
    )
    no = letter.ticket_no
    about = f"{spoken(no)} " if no else ""
    chore = Chore(kind=CHAT_TAKEN, subject=chat_of(session, letter), text=about + text, no=no)
    centre = context.accounts.get(lane.account, context.home)
    await desk_tasks.begin(session, context.directory, centre, chore, now)


async def _tell(
    context: Context, session: Session, letter: Posted, text: str, now: datetime
) -> None:
    chore = Chore(
        kind="待确认",
        subject=letter.key,
        text=text,
        act="resend",
        row=letter.id,
        no=letter.ticket_no,
        urgency=letter.urgency,
    )
    # the lane of a record names the centre whose ticket it tells of
    is_record = letter.kind == LetterKind.HOTLINE
    centre = Lane.parse(letter.lane).centre if is_record else context.home
    await desk_tasks.begin(session, context.directory, centre, chore, now)


#: what means something for certain kinds only; for the others a person must look
_ONLY: Mapping[Remedy, Collection[str]] = {
    hold: frozenset({LetterKind.KF_TEXT, LetterKind.KF_MENU, LetterKind.KF_TRANS}),
    moot: frozenset({LetterKind.APP_UPDATE, LetterKind.KF_WELCOME}),
}
#: the first class that fits decides
_REMEDIES: Mapping[type[WeComError], Remedy] = {
    Ambiguous: doubt,
    TryLater: again,
    TokenExpired: again,
    WindowClosed: hold,
    CodeSpent: moot,
    Alarm: again,
    WeComError: park,
}
