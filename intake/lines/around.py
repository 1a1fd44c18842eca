"""What stands around a line's own words: a quotation above, mentions, and the numbers of tickets in it."""

import re

from dispatch.words.alternatives import any_of
from intake.grammar.fields import TicketRef, ticket
from intake.grammar.forms import ALIASES, FORMS
from intake.lines.verbs import VERB, WEAK

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
    r"(?:(?:[A-Za-z]{1,8}-?)?20\d\d\s?(?:年\s?第?|[\-—–―])\s?\d{4,9}\s?号?|第\s?\d{4,9}\s?号(?!楼|院|窗)"
    r"|(?:#|[Nn][Oo]\.?\s?)?0\d{3,5}(?![\d\-.]|\s?号?(?:楼|院|窗|栋|室|房|门)|开头))"
)
_NUMBER = re.compile(rf"(?<![\dA-Za-z\-.])(?<!\d:){NO}")
#: four figures that are no year and count nothing: the thousandth ticket of a year has no zero before it
_THOUSANDS = r"(?<![\dA-Za-z\-.])(?!20)[1-9]\d{3}(?![\d\-.:%]|\s?(?:[年元块万个天日人户名米吨套间亩度]|号?(?:楼|院|窗|栋|室|房|门)))"
#: beside a command a short one is one too: 第12号, 12号单
NO_HERE = (
    rf"(?:{NO}|{_THOUSANDS}|第\s?\d{{1,3}}\s?号(?!楼|院|窗|线|令|文)|\d{{1,3}}号(?=单|工单|件))"
)
_NUMBER_HERE = re.compile(rf"{NO}|{_THOUSANDS}|第?\s?\d{{1,3}}\s?号")
#: how a number is set off, and what stands between it and its command
_SET_OFF = re.compile(r"[\[【(（《<“\"「](\s?(?:[Nn]o\.?)?\d{4,6}号?\s?)[\]】)）》>”\"」]")
_JOINED = re.compile(
    rf"(?<=\d)\s?[\-—–―=→>.~]{{1,4}}\s?(?={VERB})|(?<=[签收办复案准回批单报结访问])\s?[\-—–―=→>.~]{{1,4}}\s?(?=0\d{{3}})"
)
#: figures written otherwise: 零零一二, OO12
_FIGURES = re.compile(
    r"(?<![A-Za-z\d])(?=[Oo零〇○])[Oo零〇○\d一二三四五六七八九]{4}(?![A-Za-z\d一二三四五六七八九])"
)
_DIGITS = str.maketrans("Oo零〇○一二三四五六七八九", "00000123456789")
#: keys beside the slash, at the beginning
_SLIPPED_SLASH = re.compile(r"^\s?[\\.。·|]{1,2}(?=\w)")
#: a command set off from its number: 【签收】0012, 签 收 0012
_NAMES = [name for name in (*FORMS, *ALIASES) if len(name) >= 2]
_VERB_SET_OFF = re.compile(rf"[\[【(（《<“\"「](\s?(?:{any_of(_NAMES)})\s?)[\]】)）》>”\"」]")
_SPREAD = re.compile(
    rf"(?<!\w){any_of(f'{name[0]} {name[1]}' for name in _NAMES if len(name) == 2)}(?=[\s:：]*\d|\s*$)"
)
#: a number without its zeros, where a command says that it is one: 214签收, 把214派给民政局, 签收 214、215
_SHORT_BEFORE = re.compile(
    rf"((?:^|[把将])\s?)(?!(?:110|119|120)(?!\d))(\d{{2,3}})(?=\s?(?P<verb>{VERB}))"
)
_SHORT_AFTER = re.compile(
    r"(^\s?/?(?:签收|催办|批准|通报|质检|查)\s?)(\d{1,3}(?:[\s、,，和]{1,3}\d{1,3}){1,9})(?![\d天日个月年号-])"
)
#: signs of a line in which its number and its command are set off from the rest
_HEAD = 60


def folded(words: str) -> str:
    """Return a line with its number in plain figures, apart from its command, and without pictures before it."""
    head, rest = words[:_HEAD], words[_HEAD:]
    head = _SLIPPED_SLASH.sub("", head)
    head = _FIGURES.sub(lambda hit: hit[0].translate(_DIGITS), head, count=2)
    head = _SET_OFF.sub(r" \1 ", head, count=2)
    head = _VERB_SET_OFF.sub(r" \1 ", head, count=1)
    head = _SPREAD.sub(lambda hit: hit[0].replace(" ", ""), head, count=1)
    head = _SHORT_BEFORE.sub(_with_zeros, head, count=1)
    head = _SHORT_AFTER.sub(
        lambda hit: hit[1] + re.sub(r"\d+", lambda one: one[0].zfill(4), hit[2]), head, count=1
    )
    return _JOINED.sub(" ", head, count=2) + rest


def _with_zeros(hit: re.Match[str]) -> str:
    """Return a short number as tickets are numbered, unless an everyday word follows: 12号看病."""
    is_named = hit["verb"] not in WEAK or hit[1].strip()
    return f"{hit[1]}{hit[2].zfill(4)} " if is_named else hit[0]


def refs_in(text: str, *, is_beside: bool = False) -> tuple[TicketRef, ...]:
    """Return every ticket that *text* numbers plainly, each once; *is_beside* a command short ones too."""
    found: dict[TicketRef, None] = {}
    for hit in (_NUMBER_HERE if is_beside else _NUMBER).finditer(text):
        one = ticket(hit[0], 0)
        if one and isinstance(one[0], TicketRef):
            found[one[0]] = None
    return tuple(found)
