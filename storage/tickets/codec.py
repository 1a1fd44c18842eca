"""How a ticket or a mark becomes JSON and back, and what changed between two versions of a ticket."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from dispatch.assessment.marks import Mark
from dispatch.ticket.ticket import Reply, Ticket
from storage.database.session import to_json

#: JSON of a ticket's top-level fields.
Facts = dict[str, Any]

_TICKET = TypeAdapter(Ticket)
_MARK = TypeAdapter(Mark)
_REPLY = TypeAdapter(Reply)


def facts_of(ticket: Ticket) -> Facts:
    """Return every top-level field of *ticket* as JSON."""
    facts: Facts = _TICKET.dump_python(ticket, mode="json")
    return facts


def changed(before: Ticket | None, after: Ticket, facts: Facts) -> Facts:
    """Return those of *facts*, which are all of *after*, that *before* does not have; all for a new one.

    The values are compared, not their JSON: what a command did not touch is the same object in both.
    """
    if before is None:
        return facts
    return {name: facts[name] for name in facts if getattr(before, name) != getattr(after, name)}


def fold(changes: Iterable[Mapping[str, Any]]) -> Ticket:
    """Return the ticket that *changes*, applied in order, lead to.

    A field that a later release added takes its default; one that it dropped is ignored.
    """
    facts: Facts = {}
    for change in changes:
        facts.update(change)
    return _TICKET.validate_json(to_json(facts))


def reply(facts: Mapping[str, Any]) -> Reply:
    """Return the answer that *facts* brought."""
    return _REPLY.validate_json(to_json(facts["reply"]))


def load(sealed: bytes) -> Ticket:
    """Return the ticket whose facts *sealed* is, as JSON."""
    return _TICKET.validate_json(sealed)


def dump_mark(mark: Mark) -> bytes:
    """Return *mark* as JSON in UTF-8."""
    return to_json(_MARK.dump_python(mark, mode="json"))


def load_mark(sealed: bytes) -> Mark:
    """Return the mark that `dump_mark` wrote."""
    return _MARK.validate_json(sealed)
