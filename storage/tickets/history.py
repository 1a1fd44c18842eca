"""What a ticket's log tells who reads it: what was taken back, and every answer that stood, round by round."""

from collections.abc import Sequence

from dispatch.ticket.ticket import Reply
from storage.tickets import codec
from storage.tickets.log import Entry

#: what comes of itself after a command and is taken back with it (更正)
FOLLOWING = frozenset({"NoteDelivered", "NoteUndelivered"})
CORRECTION = "Correct"


def taken_back(log: Sequence[Entry]) -> frozenset[int]:
    """Return the places in *log* of what was taken back (更正), each with its correction."""
    found: set[int] = set()
    for n, entry in enumerate(log):
        if entry.command == CORRECTION and entry.facts:
            found |= {n, *_corrected(log, n)}
    return frozenset(found)


def _corrected(log: Sequence[Entry], correction: int) -> list[int]:
    """Return what the correction undid: the command before it, and what came of that by itself."""
    places = []
    for n in reversed(range(correction)):
        if log[n].facts:
            places.append(n)
            if log[n].command not in FOLLOWING:
                break
    return places


def answers(log: Sequence[Entry]) -> list[tuple[int, Reply]]:
    """Return every answer that stood, with its round, in order."""
    back, round_ = taken_back(log), 0
    found: list[tuple[int, Reply]] = []
    for n, entry in enumerate(log):
        round_ = entry.facts.get("round", round_)
        if entry.facts.get("reply") and n not in back:
            found.append((round_, codec.reply(entry.facts)))
    return found
