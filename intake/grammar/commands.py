"""The staff grammar: what a typed command asks for, or one line on what is wrong with it.

Rule 1: a command begins the message; quoted and forwarded text never is one.
Rule 2: fixed fields stand on the first line, free text comes last and may run on.
Rule 3: what is read is what is shown: full-width is half-width, characters of no width do not
        count, and signs that turn the reading order are refused.
Rule 4: FORMS is the only list of commands; help and error lines are made from it.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dispatch.words.normal_form import TURNING, Seen, seen
from intake.grammar.days import Ahead, Day, NoDay, Within
from intake.grammar.fields import SEPARATORS, TaskRef, TicketRef, Value, ticket
from intake.grammar.form import Form, Slot, Tail
from intake.grammar.forms import ALIASES, FORMS

__all__ = [
    "FORMS",
    "Ahead",
    "Day",
    "NoDay",
    "StaffCommand",
    "TicketRef",
    "Within",
    "Wrong",
    "forms_for",
    "read",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCommand:
    """What a member of staff typed.

    Attributes:
        name: the command's Chinese name, as in FORMS, e.g. `签收`.
        ref: the ticket, None for commands about none.
        fields: the other fixed fields by name; see the slots of its form.
        text: the free text as written, without characters of no width.
    """

    name: str
    ref: TicketRef | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A command that cannot be read: one line with what was wrong, the right form, an example.

    Attributes:
        begun: what of it was understood, as it is typed behind the number: a unit, days, all its words.
    """

    message: str
    begun: str = field(default="", repr=False)


#: a ticket's number inside a sentence: with its year, with 第…号, or with the zeros before it
_INSIDE = re.compile(
    r"(?<![\dA-Za-z-])(?:[A-Za-z]{1,8}-)?20\d\d\s?(?:年\s?第?|-)\s?\d{4,9}\s?号?(?![\d-])"
    r"|第\s?\d{4,9}\s?号(?!楼|院|窗)"
    r"|(?<![\d\-.:])0\d{3}(?![\d\-.:]|\s?号?(?:楼|院|窗|栋|室|房|门))"
)
#: how people begin a complaint of their own, though it is but one sign from a command's name
_ORDINARY = frozenset(
    {"投诉", "申请", "举报", "反映", "日期", "过期", "恢复", "办法", "方法", "通知"}
)


_SLASH = re.compile(r"[/、]")
_TO_BOT = re.compile(r"@\S{1,40}[ ]+")
_NAMES = {**{form.name: form.name for form in FORMS.values()}, **ALIASES}
_HEAD = re.compile("|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)), re.I)
#: written apart it is the same command
_LISTING = re.compile(r"督办 +列表(?=$|\s)")
#: after the name: the end, a space, a mark or the ticket's number; else it is another word
_EDGE = re.compile(r"$|[\s,:;、#\d]|第\s?\d|[A-Za-z]{1,8}-?\d")
_WORD = re.compile(r"[^\s,:;、/]{1,12}")
#: said after a command that takes no words
_POLITE = re.compile(r"(?:已?收到|好的?|谢谢您?|辛苦了?|马上办|[\s,。.!;、~])+")


def read(text: str, *, slash_required: bool) -> StaffCommand | Wrong | None:
    """Return what *text* commands, Wrong where it tries to, None where it is no command.

    Args:
        text: the message; “@bot name ” before it may be there or not.
        slash_required: in the single chat plain words are words; in a group the bot was called.
    """
    shown = _first_words(text)
    slash = _SLASH.match(shown.text)
    if slash_required and not slash:
        return None
    start = slash.end() if slash else 0
    start += len(shown.text[start:]) - len(shown.text[start:].lstrip(" "))
    head = _LISTING.match(shown.text, start) or _HEAD.match(shown.text, start)
    line_end = _line_end(shown.text)
    if head is None or not _EDGE.match(shown.text[:line_end], head.end()):
        return _unknown(shown.text, start) if slash else None
    if any(sign in TURNING for sign in text.strip().partition("\n")[0]):
        return Wrong("命令里有改变文字方向的隐藏符号，请不要复制，重新手工输入，例如：/签收 0001")
    return _filled(FORMS[_NAMES[head[0].replace(" ", "").lower()]], shown, head.end(), line_end)


def number_in(text: str) -> TicketRef | None:
    """Return the ticket's number that *text* names anywhere; a day, a telephone, a door is none."""
    hit = _INSIDE.search(shown := _first_words(text).text)
    found = ticket(shown, hit.start()) if hit else None
    return found[0] if found and isinstance(found[0], TicketRef) else None


def numbers_in(text: str) -> tuple[TicketRef, ...]:
    """Return every ticket's number that a story names, in its order: “不服 2026年第0007号”."""
    shown = seen(text).text
    found = (ticket(shown, hit.start()) for hit in _INSIDE.finditer(shown))
    return tuple(one[0] for one in found if one and isinstance(one[0], TicketRef))


def near(text: str) -> tuple[str, Form] | None:
    """Return the first word of *text* and the command that it nearly is: one sign is another one."""
    word = _WORD.match(_first_words(text).text.lstrip("/"))
    if word is None or word[0] in _ORDINARY | _NAMES.keys() or not 2 <= len(word[0]) <= 4:
        return None
    for name in _NAMES:
        if len(name) == len(word[0]) and _differs_by_one(name, word[0]):
            return word[0], FORMS[_NAMES[name]]
    return None


def _differs_by_one(one: str, other: str) -> bool:
    return sorted(one) == sorted(other) or sum(a != b for a, b in zip(one, other, strict=True)) == 1


def named(word: str) -> Form | None:
    """Return the command called *word*, by its name or another that people use."""
    return FORMS.get(_NAMES.get(word.strip().lstrip("/／、"), ""))


def forms_for(names: Iterable[str]) -> list[str]:
    """Return a help line for each command of *names* that FORMS knows, in FORMS' order."""
    wanted = set(names)
    return [
        f"{form.right} {form.purpose}" for form in FORMS.values() if {form.name, form.who} & wanted
    ]


def _first_words(text: str) -> Seen:
    shown = seen(text.strip())
    called = _TO_BOT.match(shown.text)
    if called is None:
        return shown
    return seen(shown.after(called.end()).strip())


def _line_end(text: str) -> int:
    end = text.find("\n")
    return len(text) if end < 0 else end


def _unknown(text: str, start: int) -> Wrong | None:
    word = _WORD.match(text, start)
    if word is None:
        return None
    near = difflib.get_close_matches(word[0], _NAMES, n=1, cutoff=0.5)
    if near:
        form = FORMS[_NAMES[near[0]]]
        return Wrong(f"没有“{word[0]}”这个命令，是不是“{form.name}”？{form.how}")
    return Wrong(f"没有“{word[0]}”这个命令。发送 /帮助 可以看到能用的命令，例如：/待办")


def _filled(form: Form, shown: Seen, at: int, line_end: int) -> StaffCommand | Wrong:
    """Read the slots of *form* from *at* on, then the free text."""
    found: dict[str, Value] = {}
    line = shown.text[:line_end]
    behind = at  # its number, where it has one
    for slot in filter(lambda one: one.required, form.slots):
        begin = _skipped(line, at)
        hit = slot.read(line, begin)
        if hit is None:
            rest = (
                line[begin:] if line_end == len(shown.text) else ""
            )  # a first line is not the whole
            begun = rest if slot.key == "ref" else line[behind:at]
            return Wrong(f"“{form.name}”{_lacks(slot, line[begin:])}。{form.how}", begun.strip())
        found[slot.key], at = hit
        behind = at if slot.key == "ref" else behind
    at = _with_options(form, line, at, found)
    if form.needs_one and not found.keys() & set(form.needs_one):
        return Wrong(f"“{form.name}”没有说清楚要做什么。{form.how}")
    read_on = _with_text(form, shown, found, _skipped(shown.text, at))
    if isinstance(read_on, Wrong) and form.tail is not Tail.NONE:
        return replace(read_on, begun=line[behind:at].strip())
    return read_on


def _with_options(form: Form, line: str, at: int, found: dict[str, Value]) -> int:
    """Put the optional slots into *found*, in whatever order they were written."""
    options = [slot for slot in form.slots if not slot.required]
    while options:
        begin = _skipped(line, at)
        for slot in options:
            hit = slot.read(line, begin)
            if hit is not None:
                found[slot.key], at = hit
                options.remove(slot)
                break
        else:
            break
    return at


def _skipped(text: str, at: int) -> int:
    hit = SEPARATORS.match(text, at)
    return hit.end() if hit else at


def _lacks(slot: Slot, rest: str) -> str:
    word = _WORD.match(rest)
    if word is None:
        return f"缺少{slot.label}"
    return f"在“{word[0]}”这里应当写{slot.label}"


def _with_text(form: Form, shown: Seen, found: dict[str, Value], at: int) -> StaffCommand | Wrong:
    written = _visible(shown.after(at))
    must = form.tail is Tail.REQUIRED or (
        form.text_if is not None and found.get(form.text_if[0]) == form.text_if[1]
    )
    if must and not re.search(r"\w", form.unlabelled(written)):
        return Wrong(f"“{form.name}”缺少{form.tail_label}。{form.how}")
    if form.tail is Tail.NONE and written and not _POLITE.fullmatch(seen(written).text):
        return Wrong(f"“{form.name}”后面不能再写“{_short(written)}”。{form.how}")
    ref = found.pop("ref", None)
    if isinstance(ref, TaskRef):
        found["task"] = ref
    text, labelled = form.labelled(written)
    return StaffCommand(
        name=form.who,
        ref=ref if isinstance(ref, TicketRef) else None,
        fields={**form.fixed, **found, **labelled},
        text="" if form.tail is Tail.NONE else text,
    )


def _visible(written: str) -> str:
    """Return *written* without characters of no width, otherwise as it is."""
    return "".join(char for char in written if seen(char).text or char in "\u200d\ufe0f").strip()


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 12 else f"{line[:12]}…"
