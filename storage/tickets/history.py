"""What a ticket's log tells who reads it: what was taken back, and round by round every answer that stood."""

from collections.abc import Iterator, Sequence

from dispatch.ticket.ticket import Reply
from storage.tickets import codec
from storage.tickets.log import Entry

#: what comes of itself after a command and is taken back with it (更正)
FOLLOWING = frozenset({"NoteDelivered", "NoteUndelivered"})
CORRECTION = "Correct"
#: by which commands a department gives words, and what only the lead's change
_WORDS, _OF_LEAD = frozenset({"Answer", "Plan"}), frozenset({"reply", "plan", "clocks"})


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
    return [
        (round_, codec.reply(entry.facts))
        for round_, entry in _standing(log)
        if entry.facts.get("reply")
    ]


def contributions(log: Sequence[Entry]) -> list[tuple[int, Entry]]:
    """Return what assisting departments gave to the lead, with its round, in order."""
    return [
        (round_, entry)
        for round_, entry in _standing(log)
        if entry.command in _WORDS and not _OF_LEAD & entry.facts.keys()
    ]


def _standing(log: Sequence[Entry]) -> Iterator[tuple[int, Entry]]:
    """Yield each entry that was not taken back, with its round."""
    back, round_ = taken_back(log), 0
    for n, entry in enumerate(log):
        round_ = entry.facts.get("round", round_)
        if n not in back:
            yield round_, entry
