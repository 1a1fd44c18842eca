"""The late message: what could not be said in the chat goes down a ladder (product §2).

Chat while the window is open → 服务号 template with a link → SMS with a link → a call for a person.

Rule 1: the table STEPS is the whole ladder; each step says why it cannot be taken, or draws its letter.
Rule 2: each step is taken once for each round of a ticket (the key of its letter), and is recorded,
taken or not.
Rule 3: the call is always asked for: what nobody is known to have read is never counted as satisfied.
Rule 4: nothing rings at night (N9): what is due then waits for the morning.
Rule 5: each SMS says which centre writes, what number to ring, and the matter in a few words that anybody
beside the phone may read: they name nobody, and nothing is told of what was said about somebody's conduct,
of what was handed over, or of danger (N6).
Rule 6: an SMS of Chinese signs goes out in parts of 70. What stands before the link keeps to one part, and
the head of a notice to half a part, where the centre's name has up to nine signs: the matter is cut for it,
but never to fewer than six signs.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from types import MappingProxyType

from bot.config.sections import DeskSettings
from bot.letters import kinds
from bot.letters.answer_links import Links
from bot.letters.chats import has_chat, lane_of
from bot.letters.kinds import Wording, urgency_of
from bot.letters.masking import heard, nobody_in
from bot.texts import page
from bot.texts.moments import SHANGHAI, moment
from bot.wecom.cards import cut
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Ticket
from storage.queues.lane import Channel
from storage.queues.letters import Letter, LetterKind
from storage.tickets.tickets import normal_phone

CHAT, OFFICIAL, SMS, CALL = "chat", "official", "sms", "call"
#: where nobody can be called: a letter to the address, else whoever comes to ask is told
LETTER, COUNTER = "letter", "counter"
BY_PERSON = frozenset({CALL, LETTER, COUNTER})
#: what is longer is no SMS: gateways take about as much
LONGEST_SMS = 500
#: nobody is woken between these
QUIET_FROM, QUIET_UNTIL = time(21), time(8)

#: by these ways somebody stands before the receptionist, or is on the phone, and hears what is said
_PRESENT = re.compile("窗口|电话|服务中心")
_MOBILE = re.compile(r"1[3-9]\d{9}")

Count = Callable[[str, str], None]


def _uncounted(step: str, outcome: str) -> None:
    """Count nothing."""


# --- who writes, and about what ------------------------------------------------------------------

#: with what a clause ends
_CLAUSE_END = re.compile(r"[,，。.；;！!？?：:、\s]+")
#: where something was hidden, or a figure might tell whose it is
_TELLS_WHO = re.compile(r"[〔〕\d]")
#: how people begin, and what no clause of a matter is made of alone
_GREETING = re.compile(
    "(?:您好|你好|尊敬的?|各位|领导|同志|老师|请问|请|我们?|俺|想|要|来|有|个|件|反映|投诉|咨询|一下|问题|事情|情况|如下|其他|其它|类|是|的|这样)+"
)
#: fewer signs than these are no matter
_SHORTEST = 4
#: the matter where there is room, as on a page
LONGEST = 24
#: an SMS of Chinese signs goes out in parts of so many
PART = 70
#: so much of the matter stands in an SMS where there is room, and even where there is none
MOST, LEAST = 12, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The centre that writes, and the number that one may ring; empty where none is configured."""

    centre: str = page.HEAD
    phone: str = ""

    @classmethod
    def of(cls, centre: DeskSettings) -> "Letterhead":
        return cls(centre=centre.name, phone=centre.phone)

    def answer_sms(self, ticket: Ticket, url: str) -> str:
        """Return the SMS that brings the link to the answer."""

        def draw(matter: str, link: str) -> str:
            return page.sms(self.centre, self.phone, matter, ticket, link)

        return draw(_within(ticket, PART - len(draw(_ANY, ""))), url)

    def notice_sms(self, ticket: Ticket, words: str) -> str:
        """Return the SMS that says a notice in its own *words*; whoever holds the phone reads no name in it."""

        def draw(matter: str, said: str) -> str:
            return page.notice_sms(self.centre, self.phone, matter, said)

        return draw(_within(ticket, PART // 2 - len(draw(_ANY, ""))), nobody_in(words, ticket))


#: stands for a matter of one sign where the room is measured
_ANY = "…"
#: of a centre that the configuration does not know
UNKNOWN = Letterhead()


def about(ticket: Ticket, longest: int = LONGEST) -> str:
    """Return the matter in a few words; empty where none can be told."""
    if ticket.allegation is not None or ticket.restricted or ticket.emergency:
        return ""
    return next((cut(words, longest) for words in _told(ticket)), "")


def _within(ticket: Ticket, room: int) -> str:
    """Return the matter for an SMS that has *room* for so many signs beside one."""
    return about(ticket, max(LEAST, min(MOST, room + len(_ANY))))


def _told(ticket: Ticket) -> Iterator[str]:
    """Yield what may stand for the matter: the confirmed category, else what was said, clause by clause."""
    confirmed = ticket.decided_matter if ticket.parts else ""  # before dispatch it is a guess
    for text in (confirmed, ticket.complaint.text):
        for clause in _CLAUSE_END.split(heard(text, ticket)):
            is_matter = len(clause) >= _SHORTEST and not _GREETING.fullmatch(clause)
            if is_matter and not _TELLS_WHO.search(clause):
                yield clause


# --- the ladder ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Which ways this installation has.

    Attributes:
        links: makes the links; None where nobody outside can reach us ([server] public_url).
        official: the 服务号 has a template.
        sms: a gateway is configured.
        heads: who writes, by the id of the centre.
        count: told (step, outcome) of each step, for metrics.
    """

    links: Links | None = None
    official: bool = False
    sms: bool = False
    heads: Mapping[str, Letterhead] = field(default_factory=dict)
    count: Count = _uncounted

    def head(self, ticket: Ticket) -> Letterhead:
        """Return who writes to the person of *ticket*."""
        return self.heads.get(ticket.centre, UNKNOWN)

    def down(self, ticket: Ticket, after: str, now: datetime) -> "Iterator[Taken]":
        """Yield the steps below *after* up to the first that can be taken, then what a person does.

        That is the call, or the letter to whom no call reaches. It is yielded where *after* is the
        chat: further down it has been asked for already.
        """
        names = (CHAT, *STEPS)
        if after == CHAT:
            yield _chat(ticket)
        for name in names[names.index(after) + 1 :]:
            why = STEPS[name].why_not(self, ticket)
            if not why:
                yield Taken(step=name, outcome="queued", letter=self._letter(name, ticket, now))
                break
            yield Taken(step=name, outcome="skipped", why=why)
        if after == CHAT:
            yield Taken(
                step=CALL if hears_there(ticket) else self.way(ticket, after=SMS), outcome="asked"
            )

    def way(self, ticket: Ticket, words: str = "", *, after: str = "") -> str:
        """Return how the person of *ticket* is told *words* where no chat does, below the way *after*."""
        person = ticket.complaint.complainant
        there = {
            # a field of a template message holds no notice: it would be cut without a word
            OFFICIAL: False,
            SMS: self.sms and bool(_mobile(ticket)) and self._fits_sms(ticket, words),
            CALL: bool(person.phone),
            LETTER: bool(person.address),
        }
        names = (*there, COUNTER)
        below = names[names.index(after) + 1 :] if after else names
        return next(name for name in below if there.get(name, True))

    def _fits_sms(self, ticket: Ticket, words: str) -> bool:
        return len(self.head(ticket).notice_sms(ticket, words)) <= LONGEST_SMS

    def how(self, ticket: Ticket) -> str:
        """Return how its person is told of a change: in their chat, else the way of `way`."""
        return CHAT if has_chat(ticket.complaint.complainant.lane) else self.way(ticket)

    def carrying(self, ticket: Ticket, words: str) -> Wording:
        """Return the SMS that says *words*."""
        text = self.head(ticket).notice_sms(ticket, words)
        return kinds.sms(ticket.no, _mobile(ticket), text)

    def beckoning(self, ticket: Ticket, now: datetime) -> Wording | None:
        """Return the template that asks the person to ring or come; None where no 服务号 reaches them.

        It tells nothing, so nothing counts as told by it.
        """
        if not (self.official and _openid(ticket)):
            return None
        head = self.head(ticket)
        data = page.beckoning_template(
            ticket, (head.centre, head.phone), about(ticket), moment(now, now)
        )
        return kinds.official_template(ticket.no, _openid(ticket), "", data)

    def _letter(self, name: str, ticket: Ticket, now: datetime) -> Letter:
        assert self.links is not None  # as each step asked
        url = self.links.url(ticket.no, ticket.round, now)
        wording = STEPS[name].draw(self, ticket, url, now).marked(round=ticket.round)
        key = f"{ticket.no}/late/{_turn(ticket)}/{name}"
        return wording.letter(key, ticket.no, urgency=urgency_of(ticket), not_before=by_day(now))


def is_present(ticket: Ticket) -> bool:
    """True where the person stood at the window or was on the phone when it was registered."""
    said = ticket.complaint
    return not said.external_no and _PRESENT.search(said.channel) is not None


def hears_there(ticket: Ticket) -> bool:
    """True where it was solved on the spot, before the person: they know what the answer is."""
    return is_present(ticket) and not ticket.parts and not ticket.outside


def _turn(ticket: Ticket) -> str:
    """Return the round, and which time it was answered in it: a 更正 takes the message back too."""
    corrected = sum(remark.kind == RemarkKind.CORRECTED for remark in ticket.remarks)
    return f"{ticket.round}.{corrected}" if corrected else str(ticket.round)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step: `held`, `queued`, `skipped` or `asked`; *why* not, one word."""

    step: str
    outcome: str
    why: str = ""
    letter: Letter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A way to bring the link.

    Attributes:
        kind: of its letter.
        why_not: one word why it cannot be taken, empty if it can.
        draw: what the letter says, for ladder, ticket, link and moment.
    """

    kind: LetterKind
    why_not: Callable[[Ladder, Ticket], str]
    draw: Callable[[Ladder, Ticket, str, datetime], Wording]


def _no_template(ladder: Ladder, ticket: Ticket) -> str:
    if not _openid(ticket):
        return "no_openid"
    return _no_link(ladder) if ladder.official else "not_configured"


def _no_sms(ladder: Ladder, ticket: Ticket) -> str:
    if not ladder.sms:
        return "not_configured"
    return _no_link(ladder) if _mobile(ticket) else "no_mobile"


def _no_link(ladder: Ladder) -> str:
    return "" if ladder.links is not None else "no_public_url"


def _template(ladder: Ladder, ticket: Ticket, url: str, now: datetime) -> Wording:
    head = ladder.head(ticket)
    data = page.template(ticket, (head.centre, head.phone), about(ticket), moment(now, now))
    return kinds.official_template(ticket.no, _openid(ticket), url, data)


def _sms(ladder: Ladder, ticket: Ticket, url: str, now: datetime) -> Wording:
    return kinds.sms(ticket.no, _mobile(ticket), ladder.head(ticket).answer_sms(ticket, url))


#: the ladder below the chat, from top to bottom; the call stands below them all
STEPS: Mapping[str, Step] = MappingProxyType(
    {
        OFFICIAL: Step(kind=LetterKind.OFFICIAL_TEMPLATE, why_not=_no_template, draw=_template),
        SMS: Step(kind=LetterKind.SMS, why_not=_no_sms, draw=_sms),
    }
)

#: kind of a late letter → its step
STEP_OF: Mapping[str, str] = MappingProxyType({step.kind: name for name, step in STEPS.items()})


def step_of(kind: str, payload: Mapping[str, object]) -> str | None:
    """Return which step a letter is; None for any other, an SMS to an emergency contact too."""
    return STEP_OF.get(kind) if "round" in payload else None


def _chat(ticket: Ticket) -> Taken:
    if has_chat(ticket.complaint.complainant.lane):
        return Taken(step=CHAT, outcome="held", why="window_closed")
    return Taken(step=CHAT, outcome="skipped", why="no_chat")


def by_day(now: datetime) -> datetime | None:
    """Return the morning before which nothing may ring; None by day."""
    local = now.astimezone(SHANGHAI)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_UNTIL, SHANGHAI)


def _openid(ticket: Ticket) -> str:
    lane = lane_of(ticket)
    return lane.person if lane.channel is Channel.MP else ""


def _mobile(ticket: Ticket) -> str:
    """Return the person's mobile number in digits; a landline gets no SMS."""
    digits = normal_phone(ticket.complaint.complainant.phone)
    return digits if _MOBILE.fullmatch(digits) else ""
