"""What the desk reads of a task: the words, the person's tickets, the last messages, what was done, how to answer.

Rule 1: asked for (查 #n), all of it is told (`face`); what rings unasked is one message (`shown`), with the
        beginning of long words and the way to the whole.
Rule 2: what gave way to this one within a short time is named, each by its number, so that nothing is lost.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.citizen import conversation_state
from bot.letters import desk_tasks, kinds
from bot.letters.chats import CHATS, has_chat
from bot.message_context import Visit
from bot.texts import answering as texts
from bot.texts import citizen, staff
from bot.texts.moments import moment
from dispatch.ticket.ticket import Ticket, spoken
from dispatch.worktime.calendar import in_shanghai
from storage.database.errors import NoSuchTicket
from storage.people import tasks
from storage.people.tasks import Task
from storage.queues import outbox
from storage.queues.lane import Channel, Lane
from storage.tickets import log, tickets

#: so many of the last messages the desk is shown, of ours so many characters
SHOWN_LATELY, SHOWN_OF_EACH = 8, 80
#: so many that gave way are named, each of which names those before it, and so far back
NAMED_EARLIER, LOOKED_BACK = 8, timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The parts of what is told of a task; *lately* and *done* oldest first.

    Attributes:
        how: how its person is answered, and the way to all of it.
    """

    task: Task
    words: str
    earlier: str
    named: str
    lately: Sequence[str]
    done: Sequence[str]
    how: str

    @property
    def whole(self) -> str:
        """Return all of it."""
        lately = _under(texts.TASK_LATELY, self.lately)
        done = _under(texts.DONE_THERE, self.done)
        return self._joined(self.words, [*lately, *done])

    @property
    def short(self) -> str:
        """Return it as one message: the beginning of the words, and of the rest what is newest."""
        way = texts.WAY_OF_TASK.format(id=self.task.id)
        left_out = texts.LEFT_OUT.format(way=way)
        words = kinds.begun(self.words, way)
        rows: list[str] = []
        for form, lines in ((texts.DONE_THERE, self.done), (texts.TASK_LATELY, self.lately)):
            newest = list(lines)
            while newest and not self._fits(words, [*_under(form, newest), *rows, left_out]):
                del newest[0]
            rows = [*_under(form, newest), *rows]
            if len(newest) < len(lines) and left_out not in rows:
                rows.append(left_out)
        return self._joined(words, rows)

    def _fits(self, words: str, rows: Iterable[str]) -> bool:
        return len(self._joined(words, rows).encode()) <= kinds.ONE_MESSAGE

    def _joined(self, words: str, rows: Iterable[str]) -> str:
        head = staff.TASKS[self.task.kind].format(id=self.task.id, text=words)
        return "\n".join([head, *filter(None, (self.earlier, self.named)), *rows, self.how])


def _under(form: str, lines: Sequence[str]) -> list[str]:
    return [form.format(lines="\n".join(lines))] if lines else []


async def face(visit: Visit, task: Task) -> Face:
    """Return what the desk is told of *task*."""
    lane = await lane_of(visit, task)
    about = await ticket_of(visit, task)
    theirs = replace(visit, lane=lane or chat_of(task))
    open_ = [one for one in await theirs.own_tickets() if not one.is_closed] if theirs.lane else []
    meant = {one.no: one for one in ([about] if about else []) + open_}
    return Face(
        task=task,
        words=task.text or citizen.NO_WORDS,
        earlier=await _earlier(visit, task),
        named=_named(list(meant.values())),
        lately=await lately(theirs) if theirs.lane else [],
        done=await done_there(visit, task),
        how=texts.how(task.id, about, lane, is_told=is_told(task)),
    )


def _named(theirs: Sequence[Ticket]) -> str:
    """Return which tickets are running, the first few by number and state."""
    shown = theirs[:NAMED_EARLIER]
    named = "、".join(f"{spoken(one.no)}（{staff.STATES[one.state]}）" for one in shown)
    more = texts.AND_MORE.format(count=len(theirs)) if len(theirs) > len(shown) else ""
    return texts.TASK_TICKETS.format(tickets=f"{named}{more}") if named else ""


async def _earlier(visit: Visit, task: Task) -> str:
    """Return what the same person left just before, and what this one does not repeat."""
    since = task.opened_at - LOOKED_BACK
    found = await tasks.gave_way(
        visit.session, task, chat_of(task) or visit.lane, since, NAMED_EARLIER
    )
    others = [one for one in found if one.text not in task.text]
    ways = "、".join(texts.WAY_OF_TASK.format(id=one.id) for one in others)
    return texts.EARLIER.format(count=len(others), ways=ways) if others else ""


async def lately(visit: Visit) -> list[str]:
    """Return the last messages of both sides, oldest first."""
    talk, _ = await conversation_state.load(visit.session, visit.lane)
    said = [(one.at, texts.PERSON, one.text) for one in talk.lately]
    for letter in reversed(await outbox.lately_sent(visit.session, visit.lane, SHOWN_LATELY)):
        words = letter.payload.get("text") or letter.payload.get("head")
        if words:
            said.append((letter.put_at, texts.BOT, str(words)[:SHOWN_OF_EACH]))
    return [
        texts.LINE_OF.format(at=f"{in_shanghai(at):%H:%M}", who=who, text=text)
        for at, who, text in sorted(said, key=lambda one: one[0])[-SHOWN_LATELY:]
    ]


async def done_there(visit: Visit, task: Task) -> list[str]:
    """Return who of the desk said or did what in its chat and when, oldest first."""
    about = await ticket_of(visit, task)
    if about is not None:
        kept = await log.entries(visit.session, about.no)
        found = [
            (one.at, texts.ACTS[one.command], one.actor, str(one.payload.get("text", "")))
            for one in kept
            if one.command in texts.ACTS
        ]
    else:
        kept_beside = await tasks.about(visit.session, chat_of(task) or task.subject)
        found = [
            (one.opened_at, texts.NOTED[one.kind], one.done_by, one.text)
            for one in kept_beside
            if one.kind in texts.NOTED
        ]
    people = visit.context.directory.people
    return [
        texts.act(moment(at, visit.now), people[by].name if by in people else by, name, text)
        for at, name, by, text in found
    ]


# --- whose it is ----------------------------------------------------------------------------------


def chat_of(task: Task) -> str:
    """Return the lane of the chat that *task* came from, empty where it came from none."""
    about, _, beside = task.subject.partition("/")
    try:
        lane = Lane.parse(about)
    except ValueError:
        return ""
    is_said_there = not beside or beside.startswith(desk_tasks.PIECE)
    return about if lane.channel in CHATS and is_said_there else ""


def is_told(task: Task) -> bool:
    """True for what a receptionist was told at the window or on the telephone."""
    return task.subject.startswith(f"{Channel.APP}:") and not chat_of(task)


async def ticket_of(visit: Visit, task: Task) -> Ticket | None:
    """Return the ticket that *task* is about, None where it is about none."""
    with suppress(NoSuchTicket):
        return await tickets.load(visit.session, task.subject.partition("/")[0])
    return None


async def lane_of(visit: Visit, task: Task) -> str:
    """Return where its person can be answered, empty where they cannot."""
    ticket = await ticket_of(visit, task)
    lane = ticket.complaint.complainant.lane if ticket else chat_of(task)
    return lane if lane and has_chat(lane) else ""
