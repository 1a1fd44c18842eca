"""What the WeCom app brought: a member's words, a typed command, a pressed button, an event."""

from bot.citizen import conversation_state
from bot.citizen.conversation import Visit, attach, converse
from bot.context import Context
from bot.staff import buttons, chat_commands
from bot.wecom.protocol import Incoming, read_app
from dispatch.words import screening
from dispatch.words.intents import Intent
from intake.grammar.commands import StaffCommand, TicketRef, near, number_in, read
from intake.grammar.fields import ticket as number
from intake.lines.given import Surroundings
from intake.lines.staff_lines import asked_about, heard
from intake.talk.message import Kind, Message
from intake.talk.state import Stage
from storage.queues.lane import Channel
from storage.tickets import tickets

_KINDS = {
    "text": Kind.TEXT,
    "image": Kind.IMAGE,
    "voice": Kind.VOICE,
    "video": Kind.VIDEO,
    "location": Kind.LOCATION,
    "link": Kind.TEXT,
}
#: events by which a member says nothing that needs an answer
ENTERED = frozenset({"subscribe"})
#: what is an answer while something is asked, and else a decision on a ticket: 同意, 不同意
_SAID_OF_TICKETS_TOO = (Intent.YES, Intent.NO)


async def hear(visit: Visit, body: bytes, account: str, *, late: bool) -> str:
    """Work off one kept message; return what became of it, one word for the inbox row."""
    message = read_app(body)
    if message.is_press:
        return await buttons.in_app(visit, message, late=late)
    if message.kind == "event":
        return await _event(visit, message)
    if message.kind == "text" and (
        _is_command(visit.context, message) or await _is_work(visit, message)
    ):
        return await chat_commands.in_app(visit, message.from_user, message.text, late=late)
    await converse(visit, await _as_message(visit, message, account))
    return "conversed"


def only_reads(context: Context, body: bytes) -> bool:
    """True for what staff ask and nothing else: however long it reads, no transaction waits for it."""
    message = read_app(body)
    if context.directory.staff(message.from_user, Channel.APP) is None:
        return False
    if message.is_press:
        return buttons.only_reads(message.event_key)
    is_meant = message.kind == "text" and (
        _is_command(context, message) or near(message.text) is not None
    )
    return is_meant and chat_commands.only_reads(message.text, context.directory)


def _is_command(context: Context, message: Incoming) -> bool:
    """True for what begins with a slash; 、 is where Chinese keyboards have it, so staff may use that.

    Nor may a slash that staff forgot turn their command, whole or not, into a complaint of theirs or
    into a field of the form that they are filling in.
    """
    if message.text.strip().startswith(("/", "／")):
        return read(message.text, slash_required=True) is not None
    if context.directory.staff(message.from_user, Channel.APP) is None:
        return False
    return read(message.text, slash_required=True) is not None or _is_plain(message.text)


def _is_plain(text: str) -> bool:
    """True for what begins with the name of a command; what a citizen says too (查询) must be whole."""
    found = read(text, slash_required=False)
    if isinstance(found, StaffCommand) and (
        found.ref is not None or "task" in found.fields or text.strip() == found.name
    ):
        return True
    return found is not None and screening.intent(text) is None


async def _is_work(visit: Visit, message: Incoming) -> bool:
    """True where a member of staff names a ticket or a command, or nearly one: that is no complaint of theirs.

    What a citizen says too (怎么样了, 撤回) is of the ticket that they told themselves, if they name one; and
    while they register somebody a number may belong to what that person tells.
    """
    directory = visit.context.directory
    if directory.staff(message.from_user, Channel.APP) is None:
        return False
    if near(message.text) is not None:
        return True
    line = heard(message.text, Surroundings(today=None, units=directory.units, is_single=True))
    ref = line.ref or number_in(message.text)
    is_asked = ref is None and not line.name and asked_about(message.text) is not None
    if ref is None and not line.name and not is_asked:
        return False
    intent = screening.intent(message.text)
    talk, _ = await conversation_state.load(visit.session, visit.lane)
    if talk.stage is not Stage.IDLE:
        is_whole = ref is not None or bool(line.commands)
        return is_whole and intent is None and not talk.walk_in
    if is_asked:
        return True
    if intent in (None, *_SAID_OF_TICKETS_TOO):
        return True
    return bool(line.commands) if ref is None else not await _is_their_own(visit, ref)


async def _is_their_own(visit: Visit, ref: TicketRef) -> bool:
    """True where *ref* is the number of something that they told us themselves."""
    own = await tickets.load_own(visit.session, visit.lane)
    named = (number(one.no, 0) for one in own)
    return any(
        isinstance(one[0], TicketRef)
        and one[0].serial == ref.serial
        and ref.year in (None, one[0].year)
        for one in named
        if one
    )


async def _event(visit: Visit, message: Incoming) -> str:
    known = visit.context.directory.staff(message.from_user, Channel.APP)
    if message.event in ENTERED and known is None:
        await converse(visit, Message(kind=Kind.ENTER, at=message.created_at))
    return message.event


async def _as_message(visit: Visit, message: Incoming, account: str) -> Message:
    kind = _KINDS.get(message.kind, Kind.OTHER)
    text = message.text
    if message.location is not None:
        text = message.location.label
    elif message.link is not None:
        text = f"{message.link.title} {message.link.url}"
    attachment = None
    if message.media_id:
        attachment = await attach(visit, account, message.media_id, kind)
    return Message(kind=kind, text=text, media=attachment, at=message.created_at)
