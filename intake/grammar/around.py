"""What stands around a line's own words: a quotation above, mentions, and the numbers of tickets in it."""

import re

from intake.grammar.fields import TicketRef, ticket
from intake.grammar.verbs import VERB

#: the end of a quotation, as clients write it: a row of dashes below it, or its own line
_ENDS = re.compile(r"[」』][ \t]{0,3}\n?[ \t]{0,3}(?:[-—–─―－_] ?){3,}\s{0,4}")
_ENDS_ALONE = re.compile(r"[」』][ \t]{0,3}\n\s{0,4}")
#: a mention ends at a blank; without one before a command and its number
_BOT = re.compile(r"[@＠]有诉即办(?:机器人|小助手|助手)?[\s\u2005]{0,4}")
_MENTION = re.compile(
    rf"[@＠]\S{{1,20}}?(?=\s|$|(?:{VERB})[\s:：]{{0,2}}\d|\d{{4}}|[,，。])[\s\u2005]{{0,4}}"
)
_LEADING = re.compile(r"(?:\s{0,3}[@＠]\S{1,20}[\s\u2005]{1,4}){0,8}")


def parts(text: str) -> tuple[str, str]:
    """Return what was quoted and what was written below it, without mentions."""
    text = text.strip()
    lead = _LEADING.match(text)
    begin = lead.end() if lead else 0
    end = _quotation(text, begin)
    end = _quoted_lines(text, end or begin) or end
    return (text[begin:end], _unmentioned(text[end:])) if end else ("", _unmentioned(text))


def _quotation(text: str, at: int) -> int:
    """Return the end of the quotation in brackets that begins at *at*, 0 where none does."""
    if text[at : at + 1] not in ("「", "『"):
        return 0
    end = _ENDS.search(text, at) or _ENDS_ALONE.search(text, at)
    return end.end() if end else 0


def _quoted_lines(text: str, at: int) -> int:
    """Return the end of the lines from *at* on that begin with >, 0 where none does."""
    end = 0
    for line in text[at:].splitlines(keepends=True):
        if not line.lstrip().startswith(">"):
            break
        at = end = at + len(line)
    return end


def _unmentioned(text: str) -> str:
    if "@" not in text and "＠" not in text:
        return text.strip()
    return _MENTION.sub(" ", _BOT.sub(" ", text)).strip()


# --- numbers ------------------------------------------------------------------------------------

NO = (
    r"(?:(?:[A-Za-z]{1,8}-?)?20\d\d\s?(?:年\s?第?|-)\s?\d{4,9}\s?号?|第\s?\d{4,9}\s?号(?!楼|院|窗)"
    r"|#?0\d{3,5}(?![\d\-.]|\s?号?(?:楼|院|窗|栋|室|房|门)|开头))"
)
_NUMBER = re.compile(rf"(?<![\dA-Za-z\-.])(?<!\d:){NO}")


def refs_in(text: str) -> tuple[TicketRef, ...]:
    """Return every ticket that *text* numbers plainly, each once."""
    found: dict[TicketRef, None] = {}
    for hit in _NUMBER.finditer(text):
        one = ticket(hit[0], 0)
        if one and isinstance(one[0], TicketRef):
            found[one[0]] = None
    return tuple(found)
