"""The beginning of somebody's long words: who gets them unasked gets one message, and the way to all of them.

A member of the desk takes thirty messages a minute (R15); one text of a citizen may be twenty-four. So
whatever a citizen writes reaches staff as one message a letter; whoever wants the whole asks for it.
"""

from collections.abc import Mapping

from bot.texts import answering
from bot.wecom.text_limits import APP_TEXT, pieces
from dispatch.ticket.ticket import Ticket

#: bytes of a message that surely leaves as one (`bot.delivery.repeat_filter` keeps some free)
ONE_MESSAGE = APP_TEXT - 64
#: bytes of somebody's words within a line that says more than these
WITHIN_A_LINE = 1200
#: what staff wrote, and who must tell it on reads whole (LH-12a)
TOLD_WHOLE = frozenset({"answer"})


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
