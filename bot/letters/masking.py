"""What a group may read: words without anybody's name, phone, address, and without markup (N6).

The ticket knows who complains, so their own particulars are taken out wherever they stand; whatever
else may identify somebody is hidden by what it looks like (`intake.extract.extract.mask`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.wecom.cards import plain
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import Ticket
from dispatch.words.conduct import without
from dispatch.words.simplified import simplified
from intake.extract.appellations import given_names
from intake.extract.extract import mask, nameless

#: what people put after a surname: 张先生, 张大爷
_TITLES = "先生|女士|小姐|大爷|大妈|大娘|大哥|大姐|老师|老板|经理|某某?|同志|师傅|叔叔?|阿姨"
#: where a tag of the app's text messages may begin
_TAG = re.compile(r"<(?=[A-Za-z/@])")
#: a name of one sign would blot out half a sentence
_SHORTEST = 2


def masked(text: str, ticket: Ticket | None = None, *, acting: str = "") -> str:
    """Return *text* as a group may read it; with the *ticket* its complainant is hidden too.

    Who of the staff is *acting* there is named, unless the complaint speaks of them.
    """
    spoken_of = ticket.complaint.officers if ticket is not None else ()
    pieces = text.split(acting) if acting and acting not in spoken_of else [text]
    return acting.join(
        plain(mask(unnamed(piece, ticket) if ticket is not None else piece)) for piece in pieces
    )


def heard(words: str, ticket: Ticket) -> str:
    """Return somebody's *words* as a group may hear them: nothing about anybody's conduct (N6)."""
    return masked(without(words, ticket.complaint.officers), ticket)


def nobody_in(words: str, ticket: Ticket) -> str:
    """Return *words* as a phone shows them to whoever holds it: nobody's name; numbers to ring stay."""
    return nameless(unnamed(words, ticket))


def literal(text: str) -> str:
    """Return *text* so that the app's chat shows it sign for sign: it would follow a citizen's <a>."""
    return _TAG.sub("＜", text)


def untold(text: str, ticket: Ticket) -> str:
    """Return *text* so that nothing in it says who told it; whom it is about stays (N6)."""
    for pattern, label in _known(ticket.complaint.complainant):
        text = _without(text, pattern, label)
    return mask(text, in_office=False)


def unnamed(text: str, ticket: Ticket) -> str:
    """Return *text* without its complainant's own particulars, in whichever script, and those whom it is about."""
    said = ticket.complaint
    for pattern, label in (*_known(said.complainant), *_officers(said.officers)):
        text = _without(text, pattern, label)
    return text


def _without(text: str, pattern: re.Pattern[str], label: str) -> str:
    """Return *text* with *label* for what *pattern* finds in it, read as simplified characters."""
    parts, done = [], 0
    for hit in pattern.finditer(simplified(text)):
        parts += [text[done : hit.start()], label]
        done = hit.end()
    return "".join([*parts, text[done:]])


@lru_cache(maxsize=64)
def _known(person: Complainant) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns of a person's particulars with what stands for each; a ticket is masked often."""
    return tuple(
        (re.compile(simplified(pattern)), f"〔{label}〕") for pattern, label in _particulars(person)
    )


@lru_cache(maxsize=64)
def _officers(names: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns of how people in an office are named in the complaint, the longest first."""
    longest = sorted(names, key=len, reverse=True)
    return tuple(
        (re.compile(simplified(re.escape(name))), "〔姓名〕")
        for name in longest
        if len(name) >= _SHORTEST
    )


def _particulars(person: Complainant) -> Iterator[tuple[str, str]]:
    """Yield a pattern and a label for each of the person's particulars, the longest first."""
    named = [
        (person.address, "地址"),
        (person.phone, "电话"),
        (person.name, "单位" if person.is_unit else "姓名"),
        (person.contact, "姓名"),
        (person.for_whom, "姓名"),
    ]
    for value, label in sorted(named, key=lambda one: -len(one[0])):
        if len(value) >= _SHORTEST:
            yield r"\s*".join(map(re.escape, value.replace(" ", ""))), label
    people = ("" if person.is_unit else person.name, person.contact, person.for_whom)
    for given in sorted(given_names(simplified(name) for name in people)):
        yield re.escape(given), "姓名"
    for name in people:
        if name:
            yield rf"{re.escape(name[0])}(?:{_TITLES})", "姓名"
