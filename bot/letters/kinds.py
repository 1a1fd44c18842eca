"""Each kind of letter as it is made: to whom, with what its channel draws it from (`bot.delivery.channels`).

Only here is a payload put together; a letter comes of it as soon as it has a key.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from bot.config.directory import Directory
from bot.texts import answering
from bot.wecom.cards import Card
from bot.wecom.text_limits import APP_TEXT, GROUP_TEXT, pieces
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import Notice, To
from dispatch.ticket.ticket import Ticket
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Letter, LetterKind, Urgency

#: bytes of a message that surely leaves as one (`bot.delivery.repeat_filter` keeps some free)
ONE_MESSAGE = APP_TEXT - 64
#: bytes of somebody's words within a line that says more than these
WITHIN_A_LINE = 1200
#: what staff wrote, and who must tell it on reads whole (LH-12a)
TOLD_WHOLE = frozenset({"answer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One notice on its way to one listener."""

    ticket: Ticket
    notice: Notice
    rules: Rules
    directory: Directory
    now: datetime

    def owes(self, whom: str) -> dict[str, str]:
        """Return the mark of a letter that *whom* must get before a limit is met (LH-12a, WZ-7.7)."""
        return {"owes": whom} if whom in self.ticket.owed else {}


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said to one listener, and how."""

    lane: Lane
    kind: LetterKind
    payload: Mapping[str, Any] = field(repr=False)

    def marked(self, **marks: Any) -> Self:
        """Return it with marks that nobody reads: what is done once it left goes by them."""
        return replace(self, payload={**self.payload, **marks})

    def about(self, ticket: Ticket) -> Self:
        """Return it marked as what is said of this version of *ticket*."""
        return self.marked(no=ticket.no, version=ticket.version)

    def letter(
        self,
        key: str,
        ticket_no: str = "",
        *,
        urgency: Urgency = Urgency.ORDINARY,
        not_before: datetime | None = None,
    ) -> Letter:
        return Letter(
            key=key,
            lane=str(self.lane),
            kind=self.kind,
            payload=dict(self.payload),
            urgency=urgency,
            ticket_no=ticket_no,
            not_before=not_before,
        )

    def answer(self, key: str, ticket_no: str = "") -> Letter:
        """Return it as the letter to whoever just pressed or typed, and looks at the screen."""
        return self.letter(key, ticket_no, urgency=Urgency.AWAITED)


def in_order(
    said: Iterable[Wording],
    key: str,
    ticket_no: str = "",
    *,
    urgency: Urgency = Urgency.ORDINARY,
) -> list[Letter]:
    """Return *said* as letters of one lane, which keeps their order."""
    return [
        one.letter(f"{key}/{n}" if n else key, ticket_no, urgency=urgency)
        for n, one in enumerate(said)
    ]


# --- long words ------------------------------------------------------------------------------------
# A member takes thirty messages a minute (R15), and one text of a citizen may be twenty-four: who gets
# it unasked gets one message, and asks for the whole.


def begun(words: str, way: str, longest: int = WITHIN_A_LINE) -> str:
    """Return *words* if they fit into *longest* bytes, else their beginning, how long they are and the *way*."""
    if len(words.encode()) <= longest:
        return words
    said = answering.BEGINNING.format(begin="", count=len(words), way=way)
    begin = pieces(words[:longest], longest - len(said.encode()))[0]
    return answering.BEGINNING.format(begin=begin.rstrip(), count=len(words), way=way)


def of_facts(facts: Mapping[str, str], ticket: Ticket) -> dict[str, str]:
    """Return *facts* of a notice with the beginning only of long words, which stand whole on *ticket*."""
    way = answering.WAY_OF_TICKET.format(ascii=ticket.no)
    return {
        name: words if name in TOLD_WHOLE else begun(words, way) for name, words in facts.items()
    }


# --- how urgent it is (R15) ----------------------------------------------------------------------

#: a ticket, who moved it (None who complains) and who listens (None who else is told) → whether it is so
_URGENT: dict[Urgency, Callable[[Ticket, Actor | None, To | None], bool]] = {
    Urgency.EMERGENCY: lambda ticket, by, to: bool(ticket.emergency),
    # the profile counts in hours what is 非常紧急 or 紧急: the same that rings at night (N9)
    Urgency.HOURS: lambda ticket, by, to: any(clock.rings for clock in ticket.open_clocks),
    Urgency.AWAITED: lambda ticket, by, to: (
        to is To.CITIZEN and (by is None or Role.CITIZEN in by.roles)
    ),
    Urgency.REMINDER: lambda ticket, by, to: by is not None and Role.SCHEDULE in by.roles,
}


def urgency_of(ticket: Ticket, by: Actor | None = None, to: To | None = None) -> Urgency:
    """Return how urgent it is what is said to *to* of *ticket*, which *by* has moved."""
    return next((one for one, holds in _URGENT.items() if holds(ticket, by, to)), Urgency.ORDINARY)


# --- to members, in the app's single chat -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Members:
    """The members behind one lane."""

    lane: Lane
    userids: Sequence[str]

    @classmethod
    def of(cls, directory: Directory, lane: Lane) -> Self:
        """Return who stands behind *lane* today; it may be nobody."""
        return cls(lane, directory.people_of(lane))

    @classmethod
    def seeing(cls, directory: Directory, lane: Lane, ticket: Ticket) -> Self:
        """Return the same but for those whom *ticket* is about (N6)."""
        return cls(lane, directory.seeing(directory.people_of(lane), ticket))


def member(userid: str) -> Members:
    return Members(Lane(Channel.APP, userid), (userid,))


def text(to: Members, words: str) -> Wording:
    return _app(to, LetterKind.APP_TEXT, text=words)


def texts(to: Members, words: str) -> list[Wording]:
    """Return long *words* as so many messages as they need; nothing of them is lost."""
    return [text(to, piece) for piece in pieces(words, APP_TEXT) if piece]


def card(to: Members, face: Card) -> Wording:
    return _app(to, LetterKind.APP_CARD, card=face)


def media(to: Members, piece: str) -> Wording:
    return _app(to, LetterKind.APP_MEDIA, media=piece)


def update(to: Members, response_code: str, words: str) -> Wording:
    """Return the change of a card's button to *words*; the code serves once."""
    return _app(to, LetterKind.APP_UPDATE, response_code=response_code, text=words)


def _app(to: Members, kind: LetterKind, **said: Any) -> Wording:
    return Wording(to.lane, kind, {"to": list(to.userids), **said})


# --- into a department's group ------------------------------------------------------------------


def group(department: str, words: str, face: Card | None = None) -> Wording:
    """Return *words*, which must name no citizen (N6); with *face* they are for where no card can go."""
    shown = {"card": face} if face else {}
    payload = {"department": department, "text": words, **shown}
    return Wording(Lane(Channel.GROUP, department), LetterKind.GROUP, payload)


def group_texts(department: str, words: str) -> list[Wording]:
    """Return long *words* as so many messages as they need, by robot or webhook alike."""
    return [group(department, piece) for piece in pieces(words, GROUP_TEXT) if piece]


# --- into a citizen's chat with a 客服 account ---------------------------------------------------


def kf_text(lane: Lane, words: str) -> Wording:
    return _kf(lane, LetterKind.KF_TEXT, text=words)


def kf_menu(lane: Lane, head: str, items: Sequence[tuple[str, str]], tail: str = "") -> Wording:
    return _kf(lane, LetterKind.KF_MENU, head=head, items=[list(item) for item in items], tail=tail)


def kf_trans(lane: Lane) -> Wording:
    return _kf(lane, LetterKind.KF_TRANS)


def _kf(lane: Lane, kind: LetterKind, **said: Any) -> Wording:
    return Wording(lane, kind, {"open_kfid": lane.account, "to": lane.person, **said})


def kf_welcome(lane: Lane, code: str, words: str) -> Wording:
    """Return the welcome that *code* allows; in a lane of its own, for it has twenty seconds."""
    payload = {"open_kfid": lane.account, "code": code, "text": words}
    return Wording(welcome_lane(lane), LetterKind.KF_WELCOME, payload)


def welcome_lane(lane: Lane) -> Lane:
    return Lane(Channel.WELCOME, str(lane))


# --- out of the house ---------------------------------------------------------------------------


def sms(listener: str, phone: str, words: str) -> Wording:
    """Return an SMS; what goes to one *listener*, a ticket or a department, keeps its order."""
    return Wording(Lane(Channel.SMS, listener), LetterKind.SMS, {"to": phone, "text": words})


def official_template(listener: str, openid: str, url: str, data: Mapping[str, str]) -> Wording:
    """Return a template message of the 服务号; *listener* as for an SMS."""
    payload = {"to": openid, "url": url, "data": data}
    return Wording(Lane(Channel.OFFICIAL, listener), LetterKind.OFFICIAL_TEMPLATE, payload)


def record(lane: Lane, partner: str, body: Mapping[str, Any]) -> Wording:
    """Return a record for 12345 or a partner."""
    return Wording(lane, LetterKind.HOTLINE, {"partner": partner, "body": body})
