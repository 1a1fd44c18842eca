"""A line that staff write, however they put it: which commands it gives, what must be asked, or that it is talk.

Rule 1: one grammar reads every line. What is said freely is put into a command's form first
        (`intake.lines.verbs`, `intake.lines.line_fields`); what does not fit is asked, never guessed.
Rule 2: a mention counts nowhere, a quotation above counts for its number alone, and only where none is typed.
Rule 3: nothing is carried out on a doubt: denied, asked, conditional, past or unknown words give no command.
Rule 4: a line in which neither a command nor a number stands is talk among colleagues, and gets no answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from dispatch.words.alternatives import any_of
from dispatch.words.normal_form import TURNING, Seen, normal, seen
from dispatch.words.simplified import simplified
from intake.grammar.commands import StaffCommand, TicketRef, Wrong, read
from intake.grammar.form import REF, Form, Tail
from intake.grammar.forms import FORMS
from intake.lines.around import NO, folded, parts, refs_in
from intake.lines.bare_lines import about_none
from intake.lines.given import Given, Surroundings
from intake.lines.line_doubts import Read, lacking, sound
from intake.lines.line_fields import PUT, Behind, worded
from intake.lines.line_shapes import (
    NUMBERS,
    cut,
    given_in,
    name_of,
    whether,
)
from intake.lines.unnamed import likely
from intake.lines.verbs import LEAD
from intake.lines.without_number import alone_in


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """What a line means.

    Attributes:
        name: the command that is meant, by its Chinese name; empty where none is.
        ref: the first ticket that is named, in the line or in what it quotes.
        commands: what is to be carried out, each by itself.
        ask: what is asked back, one line; beside commands it is about another ticket of the line.
        begun: what was understood of the command that is asked about, as it is typed behind its number.
    """

    name: str = ""
    ref: TicketRef | None = None
    commands: tuple[StaffCommand, ...] = ()
    ask: str = ""
    begun: str = ""

    @property
    def is_talk(self) -> bool:
        """True where neither a command nor a number stands."""
        return not self.name and self.ref is None and not self.ask


_NEXT_NUMBER = re.compile(rf"[,。;!]\s{{0,2}}(?=(?:另外|还有|然后|至于|而)?{LEAD}{NO})")
_AND_THEN = re.compile(r"(?:另外|还有|然后|至于|而)\s?")
_ONLY_NUMBERS = re.compile(rf"{LEAD}{NUMBERS}\s{{0,3}}")
_REPLY = re.compile(r"(\s{0,3}[/／、]?\s{0,3})回复")
_MARKS = re.compile(r"^[→\s,，:：;；、。.!！~]+")
_INVERTED = re.compile(r"((?:不予?|没|未)?(?:予以)?通过|不?合格)(?:了)?质检")
#: these are given for several tickets at once
_SEVERAL = frozenset({"查", "签收", "催办", "批准", "通报", "上门", "撤并", "质检", "案例"})
#: asked for their number where they stand alone, with a small word behind
_ASKED_ALONE = frozenset(
    {*("签收", "答复", "催办", "延期", "退单", "批准"), *("驳回", "督办", "派单", "改派", "质检")}
)
#: a further ticket that is to go the same way
_THOSE_TOO = re.compile(
    rf"(?:^|[\s,;。、])(?:还有)?(?P<nos>{NUMBERS})(?:这[个件])?\s?(?:也|同样|一样|同上|照此|一并)[^,。;]{{0,6}}[\s。!]{{0,3}}$"
)
#: signs of a question about work, what it names, and what makes it somebody's own matter
_LONGEST_QUESTION = 16
#: what is no command's name → the command that tells it
_COUNTED_BY = {"登记的": "统计", "登记了": "统计", "工单": "待办"}
_NAMES_WORK = re.compile(
    any_of(
        [
            *(name for name, form in FORMS.items() if form.slots[:1] == (REF,) and len(name) == 2),
            *("统计", "台账", "待办", *_COUNTED_BY),
        ]
    )
)
_QUESTION = re.compile(r"[吗么?]|几[个件单]|多少|哪些|谁|没有?[。?]?$|怎么[写弄]|多久")
_OF_THEIRS = re.compile(r"我家|我们家|俺|投诉|反映|举报|我的|我要|我想")
#: of two numbers one is only compared
_ALIKE = re.compile(r"[\s,，]{0,8}(?:也?是|一样|相同|同样|重复|属于)")
_ONE_NUMBER = "“{name}”一次只写一个工单号。{how}"
_WHETHER_ANSWER = "“{name}”要办就直接写。{how}"


def heard(text: str, around: Surroundings, quoted: str = "") -> StaffLine:
    """Return what *text*, a line of a member of staff, means; *quoted* is the message that it answers."""
    above, words = parts(text)
    above = normal(f"{above} {quoted}")
    words = _INVERTED.sub(lambda hit: f"质检{hit[1]}", folded(words))
    found = list(_read(words, around, refs_in(above)))
    if not found and (plain := simplified(words)) != words:
        found = list(_read(plain, around, refs_in(above)))
    asked = next((one for one in found if isinstance(one[1], Wrong)), None)
    refs = refs_in(normal(words)) or (refs_in(above) if found else ())
    wrong = asked[1] if asked and isinstance(asked[1], Wrong) else Wrong("")
    commands = tuple(one for _, one in found if isinstance(one, StaffCommand))
    if commands:
        first = commands[0]
        return StaffLine(name=first.name, ref=first.ref, commands=commands, ask=wrong.message)
    name, ref = asked[0] if asked else "", refs[0] if refs else None
    return StaffLine(name=name, ref=ref, ask=wrong.message, begun=wrong.begun)


def asked_about(text: str) -> Form | None:
    """Return the command that a short question is about (答复发出去了吗), None where it is none of who is at work."""
    words = folded(normal(text)).strip()
    hit = _NAMES_WORK.search(words)
    is_theirs = len(words) > _LONGEST_QUESTION or _OF_THEIRS.search(words) is not None
    if hit is None or is_theirs or _QUESTION.search(words) is None:
        return None
    return FORMS[_COUNTED_BY.get(hit[0], hit[0])]


def is_only_called(text: str) -> bool:
    """True for a mention of the robot with nothing behind it."""
    return not any(part.strip() for part in parts(text))


Named = tuple[str, Read]


def _read(words: str, around: Surroundings, above: tuple[TicketRef, ...]) -> Iterator[Named]:
    """Yield each command of *words*, or what is wrong with one, by its name."""
    first = words.partition("\n")[0]
    typed = read(words, slash_required=False)
    if any(sign in TURNING for sign in first):
        if typed is not None:
            yield "", typed
        return
    shown = seen(words)
    lines = _apart(shown)
    if len(lines) > 1:
        each = [_one(line, around, ()) for line in lines]
        more = [one for several in each[1:] for one in several]
        if any(isinstance(one[1], StaffCommand) for one in more) or (more and _is_bare(each[0])):
            yield from (one for several in each for one in several)
            return
        if not each[0] and not refs_in(seen(lines[0]).text):
            given = given_in(seen(cut(shown, shown.text.index(seen(lines[1]).text), None)), around)
            if given is not None:
                yield from _carried(replace(given, before=lines[0]), around)
                return
    yield from _one(words, around, above)


def _is_bare(given: list[Named]) -> bool:
    """True for a command that takes no words: what follows is about something else."""
    return all(
        isinstance(one, StaffCommand) and FORMS[one.name].tail is Tail.NONE for _, one in given
    ) and bool(given)


def _apart(shown: Seen) -> list[str]:
    """Return the line cut before each further number that begins a clause; numbers alone stay with what follows."""
    line = shown.text.partition("\n")[0]
    cuts = [0]
    for hit in _NEXT_NUMBER.finditer(line):
        if hit.start() > 0 and not _ONLY_NUMBERS.fullmatch(line, cuts[-1], hit.start()):
            cuts.append(hit.end())
    parts_of_it = zip(cuts, [*cuts[1:], None], strict=True)
    clauses = (cut(shown, begin, end).strip(" \n,，。;；") for begin, end in parts_of_it)
    return [_AND_THEN.sub("", clause, count=1) for clause in clauses]


def _one(words: str, around: Surroundings, above: tuple[TicketRef, ...]) -> list[Named]:
    """Return the command of *words* for each of its tickets, or the one thing to ask; nothing for talk."""
    typed = sound(_typed(words, around), around)
    shown = seen(words)
    given = given_in(shown, around)
    given = _with_those_too(given) if given is not None else None
    if given is None and (asked := _meant_perhaps(shown, around)) is not None:
        return [asked]
    if given is not None and (len(given.refs) > 1 or not isinstance(typed, StaffCommand)):
        return _carried(given, around)
    if isinstance(typed, StaffCommand):
        return [(typed.name, typed)]
    if (whole := about_none(shown.text, around.today or date.max)) is not None:
        return [whole]
    if refs_in(shown.text):
        return [(name_of(words), typed)] if isinstance(typed, Wrong) else []
    if len(above) == 1 and (quoted := _on_the_quoted(words, above[0], around)) is not None:
        return quoted
    alone = alone_in(shown, around)
    if alone is not None:
        return (
            [(alone.form.who, _without_number(alone, around))]
            if _is_asked(alone, typed, around)
            else []
        )
    return [(name_of(words), typed)] if isinstance(typed, Wrong) else []


def _meant_perhaps(shown: Seen, around: Surroundings) -> Named | None:
    """Return what is asked of who asks whether, or means a command without its name."""
    asked = whether(shown, around)
    if asked is None:
        return likely(shown)
    form = asked.form
    return form.who, Wrong(_WHETHER_ANSWER.format(name=form.name, how=form.how))


def _on_the_quoted(words: str, ref: TicketRef, around: Surroundings) -> list[Named] | None:
    """Return what *words* without a number give on the one that is quoted; an everyday word gives nothing."""
    given = given_in(seen(f"{_written(ref)} {words}"), around)
    if given is None or (given.is_weak and not any(one.required for one in given.form.slots[1:])):
        return None
    found = _carried(given, around)
    is_whole = all(isinstance(one, StaffCommand) for _, one in found)
    return found if is_whole or alone_in(seen(words), around) is not None else None


def _typed(words: str, around: Surroundings) -> Read | None:
    """Return the line as the grammar has it; 回复 of who has no such command is 答复."""
    found = read(words, slash_required=False)
    if not around.replies and (hit := _REPLY.match(words)):
        return read(f"{hit[1]}答复{words[hit.end() :]}", slash_required=False)
    return found


def _is_asked(alone: Given, typed: Read | None, around: Surroundings) -> bool:
    """True where a command without its number is meant as one: by its own name, or asked for with 一下.

    Said to the robot alone, 同意 and 不同意 mean a ticket too.
    """
    if isinstance(typed, Wrong):
        return True
    decides = around.is_single and alone.form.name in ("批准", "驳回")
    return decides or (alone.form.name in _ASKED_ALONE and bool(alone.before))


def _without_number(alone: Given, around: Surroundings) -> Wrong:
    """Return what is asked of a command without its number; its words go on behind the one that is shown."""
    found = read(f"/{alone.form.name}", slash_required=True)
    wrong = found if isinstance(found, Wrong) else Wrong(alone.form.how)
    put = PUT.get(alone.form.name, worded)
    return replace(wrong, begun=put(Behind(_MARKS.sub("", alone.words), around.units)).strip())


# --- putting it into its form -------------------------------------------------------------------


def _carried(given: Given, around: Surroundings) -> list[Named]:
    """Return the command once for each ticket, or what must be asked."""
    name = given.form.who
    if given.form.name == "并案":
        return [(name, _linked(given))]
    if len(given.refs) > 1 and (given.form.name not in _SEVERAL or _ALIKE.match(given.words)):
        return [(name, Wrong(_ONE_NUMBER.format(name=name, how=given.form.how)))]
    each = [_put(given, ref, around) for ref in given.refs]
    wrong = next((one for one in each if isinstance(one, Wrong)), None)
    return [(name, wrong)] if wrong else [(name, one) for one in each]


def _with_those_too(given: Given) -> Given:
    """Return *given* with the tickets named behind its words: 质检通过 0001，0002也通过."""
    words = seen(given.words)
    hit = _THOSE_TOO.search(words.text) if given.form.name != "并案" else None
    if hit is None:
        return given
    refs = (*given.refs, *refs_in(hit["nos"], is_beside=True))
    return replace(given, refs=tuple(dict.fromkeys(refs)), words=cut(words, 0, hit.start()))


def _put(given: Given, ref: TicketRef, around: Surroundings) -> Read:
    """Read the command's words in its form; what stood before them is told too, where they are not enough."""
    form = given.form
    put = PUT.get(form.name, worded)
    tries = [given.words]
    if given.before:
        joined = f"{given.words}，{given.before}" if given.words else given.before
        tries = (
            [joined]
            if form.tail is Tail.NONE
            else [given.words, joined]
            if given.words
            else [joined]
        )
    found: Read = Wrong(form.how)
    for words in tries:
        words = put(Behind(_MARKS.sub("", words), around.units))
        typed = read(f"/{form.name} {_written(ref)} {words}".rstrip(), slash_required=True)
        meant = sound(typed, around)
        found = meant if meant is not None else Wrong(form.how)
        found = lacking(found, form, around) if isinstance(found, Wrong) else found
        if isinstance(found, StaffCommand):
            return found
    return found


def _written(ref: TicketRef) -> str:
    """Return *ref* as the grammar reads it."""
    year = f"{ref.year}-" if ref.year else ""
    prefix = f"{ref.prefix}-" if ref.prefix else ""
    return f"{prefix}{year}{ref.serial:04}"


def _linked(given: Given) -> Read:
    refs = given.refs + refs_in(normal(given.words))
    numbers = " ".join(map(_written, dict.fromkeys(refs)))
    found = read(f"/并案 {numbers}", slash_required=True)
    return found if found is not None else Wrong(given.form.how)
