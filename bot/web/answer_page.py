"""`/r/{token}`: the answer and the five survey buttons behind a citizen's link (product §2, N7).

Rule 1: the link is the whole authority; it reaches one round of one ticket and nothing else.
Rule 2: looking never votes (link previews look); a vote is a form posted from this page.
Rule 3: one vote a round: a second press changes nothing and is told so.
Rule 4: nobody is named; a made-up link and a ticket that is gone look the same.
"""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.callback.guesses import Guesses
from bot.citizen import left_with_desk
from bot.context import Context
from bot.desk.desk import TRIES
from bot.letters.answer_links import PATH, Link, LinkOver, Links, NoSuchLink
from bot.letters.fallback import about
from bot.letters.masking import unnamed
from bot.message_context import Visit
from bot.texts import page as texts
from bot.texts.moments import SHANGHAI, day
from bot.web import answer_page_form, answer_page_html
from bot.web.answer_page_form import PageFault, Vote
from bot.web.answer_page_html import HEADERS, LONGEST_REMARK, Answered, Outcome, Question
from dispatch.errors import DeskError
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import by_link
from dispatch.ticket.commands import Rate
from dispatch.ticket.ticket import State, Ticket, spoken
from storage.database.errors import NoSuchTicket, StaleTicket, Unreadable
from storage.database.session import Session
from storage.tickets import codec, log, tickets

#: the way in, where one must be named
PAGE = "page"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a link shows: the ticket now, and as it was when this round's survey went out."""

    link: Link
    now: Ticket
    asked: Ticket
    rules: Rules
    at: datetime

    @property
    def vote(self) -> str:
        mine = [one.level for one in self.now.ratings if one.round == self.link.round]
        return mine[-1] if mine else ""

    @property
    def is_open(self) -> bool:
        """True while this round may be voted on."""
        is_round = self.now.round == self.link.round
        return is_round and self.now.state is State.SURVEYING and not self.vote


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnswerPage:
    """The two routes; *stirred* wakes the sender after a vote."""

    context: Context
    links: Links
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    guesses: Guesses = field(default_factory=Guesses)

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self.get), web.post(PATH, self.post)]

    async def get(self, request: web.Request) -> web.Response:
        """Show answer and survey; changes nothing."""
        return await self._answered(self._shown(request))

    async def post(self, request: web.Request) -> web.Response:
        return await self._answered(self._voted(request))

    async def _answered(self, work: Awaitable[web.Response]) -> web.Response:
        """Return what *work* does, or a page that says what was wrong with the request."""
        try:
            return await work
        except PageFault as fault:
            return _response(answer_page_html.message(fault.said), fault.status)
        except Exception as error:  # by name only: its text may hold a citizen's words
            _log.error("answer_page_failed", reason=type(error).__name__)
            return _response(answer_page_html.message(texts.BUSY), 503)

    async def _shown(self, request: web.Request) -> web.Response:
        seen = await self._seen(self.context.store.reader, self._link(request))
        return _response(self._draw(seen, _below(seen)))

    async def _voted(self, request: web.Request) -> web.Response:
        link = self._link(request)
        answer_page_form.check_origin(
            request, (request.host, urlsplit(self.links.public_url).netloc)
        )
        vote = await answer_page_form.vote_of(request)
        seen = await self._seen(self.context.store.reader, link)
        if vote.level not in seen.rules.levels:
            raise PageFault(400, texts.BROKEN)
        if len(vote.remark) > LONGEST_REMARK:
            fault = texts.REMARK_TOO_LONG.format(most=LONGEST_REMARK)
            return _response(self._draw(seen, _below(seen, vote.remark, fault)), 400)
        try:
            is_taken = await self._rate(link, vote)
        except DeskError as refused:
            _log.warning("link_vote_refused", ticket=link.no, error=type(refused).__name__)
            return _response(self._draw(seen, _below(seen, vote.remark, texts.NOT_NOW)), 409)
        if is_taken:
            self.stirred.set()
            # relative: a proxy may have put us below another path
            return web.Response(
                status=303, headers={**HEADERS, "Location": request.match_info["token"]}
            )
        seen = await self._seen(self.context.store.reader, link)
        return _response(self._draw(seen, _below(seen, pressed=True)), 409)

    async def _rate(self, link: Link, vote: Vote) -> bool:
        """Give the vote to the desk; False where this round is over.

        Raises:
            DeskError: the rules do not let this vote be taken now; nothing was stored.
        """
        command = Rate(by=by_link(link.no), level=vote.level, remark=vote.remark)
        now = self.context.clock()

        async def job(session: Session) -> bool:
            seen = await self._seen(session, link)
            if not seen.is_open:
                return False
            moved = await self.context.desk.within(session, seen.now, command, now)
            if vote.remark and not seen.rules.is_satisfied(vote.level):
                visit = self._visit(session, link, moved, now)
                await left_with_desk.unhappy(visit, link.no, vote.remark)
            return True

        for _ in range(TRIES):
            with suppress(StaleTicket):  # somebody else moved the ticket meanwhile
                return await self.context.store.writer.run(job, name="Rate")
        raise PageFault(503, texts.BUSY)

    def _visit(self, session: Session, link: Link, ticket: Ticket, now: datetime) -> Visit:
        """Return the surroundings of what was said on the page; it is answered as the ticket's person is."""
        return Visit(
            context=self.context,
            session=session,
            lane=ticket.complaint.complainant.lane,
            channel=PAGE,
            centre=ticket.centre,
            key=f"page/{link.no}/{link.round}",
            now=now,
        )

    def _draw(self, seen: Seen, below: Question | Outcome) -> str:
        reply, ticket = seen.asked.reply, seen.now
        head = self.context.desk.ladder.head(ticket)

        def words(text: str) -> str:
            return unnamed(text, ticket)

        answered = Answered(
            no=spoken(ticket.no),
            centre=head.centre,
            phone=head.phone,
            about=about(ticket),
            text=words(reply.text) if reply else "",
            reason=words(reply.reason) if reply else "",
            basis=words(reply.basis) if reply else "",
            department=seen.asked.lead.name if seen.asked.lead else "",
            until=day(seen.link.ends_at.astimezone(SHANGHAI).date(), seen.at),
        )
        return answer_page_html.answer(answered, below)

    def _link(self, request: web.Request) -> Link:
        now = self.context.clock()
        if self.guesses.is_slowed(request, now):
            raise PageFault(429, texts.TOO_OFTEN)
        try:
            return self.links.read(request.match_info["token"], now)
        except NoSuchLink:
            self.guesses.wrong(request, now)
            raise PageFault(404, texts.NOT_FOUND) from None
        except LinkOver:
            raise PageFault(410, texts.LINK_OVER) from None

    async def _seen(self, session: Session, link: Link) -> Seen:
        try:
            ticket = await tickets.load(session, link.no)
            asked = ticket
            if ticket.round != link.round or ticket.state is not State.SURVEYING:
                asked = await _as_asked(session, link)
        except (NoSuchTicket, Unreadable):
            raise PageFault(404, texts.NOT_FOUND) from None
        rules = await self.context.desk.rules_for(session, ticket)
        at = self.context.clock()
        return Seen(link=link, now=ticket, asked=asked, rules=rules, at=at)


async def _as_asked(session: Session, link: Link) -> Ticket:
    """Return the ticket as it was when the survey of the link's round went out, from its log.

    Raises:
        NoSuchTicket: that round was never asked about.
    """
    changes: list[codec.Facts] = []
    for entry in await log.entries(session, link.no):
        changes.append(entry.facts)
        if entry.facts.get("state") == State.SURVEYING:
            asked = codec.fold(changes)
            if asked.round == link.round:
                return asked
    raise NoSuchTicket


def _below(
    seen: Seen, remark: str = "", fault: str = "", *, pressed: bool = False
) -> Question | Outcome:
    """Return what stands below the answer: the survey, the vote, or why there is none to give."""
    if seen.is_open:
        is_default = seen.rules.profile.origin("rating.levels").is_default
        levels = seen.rules.levels
        return Question(levels=levels, is_default=is_default, remark=remark, fault=fault)
    is_again = seen.now.round > seen.link.round
    if seen.vote:
        said = texts.VOTED.format(level=seen.vote)
        notes = [texts.VOTED_BEFORE if pressed else texts.THANKS]
        return Outcome(said=said, notes=[*notes, *([texts.AGAIN] if is_again else [])])
    if is_again:
        return Outcome(notes=[texts.NEWER.format(round=seen.link.round + 1)])
    return Outcome(notes=[texts.UNRATED])


def _response(page: str, status: int = 200) -> web.Response:
    return web.Response(
        text=page, status=status, content_type="text/html", charset="utf-8", headers=HEADERS
    )
