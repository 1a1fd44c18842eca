"""Every answer is read before it leaves (N3), and no surface says a bare no (LH-6a).

What the guard finds against an answer goes with it to inspection; a bare no is refused at once where
the county's text forbids it.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.desk.reply_guard import Draft, Guard, bare_no, shingles
from bot.texts import guard as texts
from dispatch.errors import RuleForbids, Why
from dispatch.rules.rules import Rules
from dispatch.ticket.case_commands import Receive, Record
from dispatch.ticket.commands import Answer, Ask, Command, Plan, SolveOnSpot
from dispatch.ticket.ticket import Ticket
from intake.replies.findings import Fault
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.tickets import tickets

#: with so many of the latest answers a new one is compared
KEPT = 200

#: what of each command the citizen reads
_SAID: Mapping[type[Command], Callable[..., str]] = {
    Answer: lambda c: f"{c.text}\n{c.reason}\n{c.basis}",
    Receive: lambda c: f"{c.text}\n{c.reason}\n{c.basis}",
    SolveOnSpot: lambda c: c.result,
    Plan: lambda c: c.text,
    Ask: lambda c: c.question,
    Record: lambda c: c.text,
}


@dataclass(slots=True, eq=False)
class Linter:
    """Reads what is about to be said; without a guard it lets all pass (command line, tests of storage).

    Attributes:
        recent: numbers and shingles of the latest answers, of this process.
    """

    guard: Guard | None = None
    recent: deque[tuple[str, frozenset[str]]] = field(default_factory=lambda: deque(maxlen=KEPT))

    async def open(self, session: Session) -> None:
        """Take up the latest answers that are stored, after a start."""
        for no in reversed(await tickets.lately_answered(session, KEPT)):
            try:
                reply = (await tickets.load(session, no)).reply
            except Unreadable:
                continue  # its person was erased; there is nothing to compare with
            if reply is not None:
                self.recent.append((no, shingles(reply.text)))

    def read(self, ticket: Ticket, command: Command, rules: Rules) -> Command:
        """Return *command*, an answer with what the guard found against it.

        Raises:
            RuleForbids: it is a bare no, or one without a reason, where the county's text has no such thing.
        """
        if self.guard is None or type(command) not in _SAID or "schedule" in command.by.roles:
            return command
        _check_bare_no(command, rules)
        if not isinstance(command, Answer):
            return command
        draft = Draft(
            text=command.text,
            reason=command.reason,
            basis=command.basis,
            needs=rules.reply_needs(ticket.class_name),
        )
        found = self.guard.findings(ticket, draft, self.recent)
        return replace(command, findings=texts.lines(found))

    def note(self, ticket: Ticket, command: Command) -> None:
        """Remember an answer that was stored, to find near copies of it."""
        if isinstance(command, Answer) and self.guard is not None:
            self.recent.append((ticket.no, shingles(command.text)))


def _check_bare_no(command: Command, rules: Rules) -> None:
    forbidden = _forbidden(rules)
    found = bare_no(_SAID[type(command)](command)) if forbidden else None
    if found is not None and found.what in forbidden:
        clause = rules.clause(f"refusing.{forbidden[found.what]}")
        raise RuleForbids(Why.BARE_NO, clause, findings=texts.line(found))


def _forbidden(rules: Rules) -> Mapping[Fault, str]:
    """Return which kinds of no the county's text forbids, each with the key that says so."""
    rule = rules.profile.refusing
    if rule.no_bare_no:  # a reason and a way on (LH-6a)
        return dict.fromkeys((Fault.BARE_NO, Fault.NO_WHY, Fault.NO_WAY), "no_bare_no")
    return dict.fromkeys((Fault.BARE_NO, Fault.NO_WHY) if rule.say_why else (), "say_why")
