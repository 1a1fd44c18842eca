"""What one message says on the form: name, unit, contact, phone, address, for whom; the rest are its words.

Rule 1: every character that was written stands in a field or in the words, but for what only leads to
        a particular (我叫, 电话是) or only speaks about one (名字不留, 木子李).
Rule 2: unasked, a particular is taken where the writer says that it is theirs, or beside their number;
        whoever is complained of is never the writer.
Rule 3: of two values of which one is called wrong or old, that one stands in no field.
"""

import re
from dataclasses import dataclass, field
from itertools import chain

from intake.particulars import (
    announcements,
    bare_clauses,
    callings,
    labelled,
    message_ends,
    own_numbers,
    putting_right,
    side_notes,
)
from intake.particulars import lead_words as say
from intake.particulars.pauses import Clause
from intake.particulars.sheet import LONG, Role, Sheet

#: without one of these a long text names nobody and no home
_SIGN = re.compile(
    r"我叫|我姓|我是|俺[是叫姓]|本人|姓名|住|地址|人\s*[:：]|[我俺]的?名字|我们[是公单]|我[公单家]|匿名|名字|替|帮|我[爸妈爹娘父母爷奶外公婆老岳舅叔姑姨伯哥姐弟妹孙]|邻居|楼[上下]|联系|那边的|的业主"
)
#: they say little beside a name
_NO_TITLE = frozenset({"孩子", "老人", "邻居", "朋友", "同事", "亲戚"})
_FILLS = re.compile(r"(?:嗯{1,8}|啊|呃|喂|哎|那个啥|[你您]好(?![歹意多像])|这个这个|，|,| ){1,8}")
_COUNT = re.compile(r"^[\s,，;；。]*[(（]?[\d一二三四五六七八九①-⑳][)）.、]\s*(?=\D)")
_COUNT_WITHIN = re.compile(r"(?:^|[\s,，;；。])[(（]?[\d一二三四五六七八九][)）.、]|[(（]\d[)）]")
_BETWEEN = " \t\n\u3000，,；;。、：:/|-—·"
_AROUND = " \t\n\u3000，,；;。、：:【[(（/|-—·"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a message says of its writer for the form; a field is empty where nothing was said.

    Attributes:
        phones: `13800138000`, `03917212345`, `03917212345转8003`; the first is the best to ring.
        whom, kin: the name of whom it is about, and what they are to the writer (母亲).
        anonymous: they will not give a name.
        unseen: they mean a number that they did not write: 就打这个微信.
        former: of a field the value that they call wrong: 地址是5号不是3号.
        words: what is left for the complaint, as it was written.
    """

    name: str = field(default="", repr=False)
    unit: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    address: str = field(default="", repr=False)
    whom: str = field(default="", repr=False)
    kin: str = ""
    anonymous: bool = False
    unseen: bool = False
    former: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    words: str = field(default="", repr=False)

    @property
    def phone(self) -> str:
        """Return all numbers, the first said first."""
        return "、".join(self.phones)

    @property
    def for_whom(self) -> str:
        """Return whom it is about: the name, before it what an elder is to the writer, or that alone."""
        return self.whom if self.whom and self.kin in _NO_TITLE else self.kin + self.whom


#: a longer message is a story, whatever was asked before it
LONGEST_ANSWER = 100


def read(text: str, *, asked: bool, sure: bool = False) -> Declared:
    """Return what *text* says on the form.

    Args:
        asked: we had asked for name, phone and address, so that a bare one counts.
        sure: … but only one that looks like what it is: 东关村, not 老粮库.
    """
    return _read(Sheet(text, asked=asked and len(text) <= LONGEST_ANSWER, sure=sure))


def _read(sheet: Sheet) -> Declared:
    if not (
        sheet.asked
        or sheet.phones_said
        or len(sheet.plain) <= LONG
        or _SIGN.search(sheet.one_script)
    ):
        return Declared(words=sheet.written.strip())
    own_numbers.numbers(sheet)
    putting_right.put_right(sheet)
    side_notes.refused(sheet)
    labelled.labels(sheet)
    side_notes.asides(sheet)
    for i, clause in enumerate(sheet.clauses):
        if sheet.roles[i] is Role.STORY:
            announcements.announced(sheet, i, clause)
    bare_clauses.bare(sheet)
    message_ends.ends(sheet)
    side_notes.signs(sheet)
    return _result(sheet)


def _result(sheet: Sheet) -> Declared:
    values = {kind: said[-1][1] for kind, said in sheet.found.items()}
    name = values.get("name") or values.get("surname", "")
    unit, contact = values.get("unit", ""), values.get("contact", "")
    if unit:
        name, contact = "", contact or name
    elif contact:
        name, contact = name or contact, ""
    address = _address(sheet)
    whom = values.get("for_whom", "")
    _give_back(sheet, {name, unit, contact, address, whom})
    return Declared(
        name=callings.joined(name),
        unit=unit,
        contact=callings.joined(contact),
        phones=tuple(dict.fromkeys(sheet.phones.values())),
        address=address,
        whom=whom,
        kin=_kin_of(sheet, values),
        anonymous=sheet.anonymous and not (name or unit),
        unseen=sheet.unseen,
        former=tuple(sheet.former.items()),
        words=_words(sheet),
    )


def _give_back(sheet: Sheet, taken: set[str]) -> None:
    """Return to the words what was found and stands in no field of *taken*: a second name, a third place."""
    for start, value in chain.from_iterable(sheet.found.values()):
        is_there = any(value in one for one in taken) or not sheet.plain.startswith(value, start)
        if not is_there:
            sheet.said[start : start + len(value)] = b"\1" * len(value)


def _kin_of(sheet: Sheet, values: dict[str, str]) -> str:
    """Return what whom it is about is to the writer, in the word of the form."""
    relation = values.get("relation", "")
    said = sheet.kin_of_named if sheet.kin_of_named in say.KIN else relation
    kin = say.KIN.get(said, said)
    if "for_whom" in values:
        return kin if sheet.kin_of_named else ""
    return kin or _subject(sheet)


def _subject(sheet: Sheet) -> str:
    """Return the kin whose state the message begins with: 我爸今年八十一, 我舅舅没儿没女."""
    hit = say.SUBJECT.match(sheet.one_script)
    return say.KIN[hit["kin"]] if hit else ""


def _address(sheet: Sheet) -> str:
    said = sheet.found.get("address", [])
    if not said:
        return ""
    first, last = said[0], said[-1]
    end = last[0] + len(last[1])
    whole = sheet.plain[first[0] : end]
    return whole if len(said) > 1 and first[0] < last[0] and len(whole) <= 50 else last[1]


def _clear(sheet: Sheet, clause: Clause) -> None:
    """Take what only fills a pause before the first words, and behind what was taken."""
    is_cut = b"\0" in sheet.said[max(clause.start - 1, 0) : clause.end]
    for at in range(clause.start, clause.end) if is_cut or clause is sheet.clauses[0] else ():
        if not sheet.said[at] or (at > clause.start and sheet.said[at - 1]):
            continue
        hit = _FILLS.match(sheet.one_script, at, clause.end)
        if hit and (clause is sheet.clauses[0] or (at and not sheet.said[at - 1])):
            sheet.spend(at, hit.end())


def _is_outside(sheet: Sheet) -> bool:
    """True where words are left that stand in no clause any more: what was found, and given back."""
    kept = bytearray(sheet.said)
    for clause in sheet.clauses:
        kept[clause.start : clause.end] = bytes(clause.end - clause.start)
    return any(is_kept and sign.isalnum() for is_kept, sign in zip(kept, sheet.plain, strict=True))


def _words(sheet: Sheet) -> str:
    """Return what is left, as it was written: what stands apart, by the sign that parted it."""
    for clause in sheet.clauses:
        _clear(sheet, clause)
        if b"\0" in sheet.said[clause.start : clause.end] and not sheet.left(clause):
            sheet.spend(clause.start, clause.end)
    if not any(sheet.left(clause) for clause in sheet.clauses) and not _is_outside(sheet):
        return ""
    if all(sheet.said) or not (
        sheet.found or sheet.phones or sheet.refusing or sheet.former or sheet.wrong
    ):
        return sheet.written.strip()
    parts: list[str] = []
    origin = sheet.shown.origin
    kept = (hit.span() for hit in re.finditer(b"\1+", sheet.said))
    for first, last in kept:
        piece = sheet.written[origin[first] : origin[last]]
        if re.search(r"\w", _COUNT_WITHIN.sub("", piece)):
            parts.append(piece)
    return _joined(_uncounted(parts, sheet.written))


def _uncounted(parts: list[str], written: str) -> list[str]:
    """Return *parts* without the count before the one that is left of several: 3）水管漏了."""
    counted = [i for i, part in enumerate(parts) if _COUNT.match(part)]
    left, told = (len(_COUNT_WITHIN.findall(text)) for text in ("\n".join(parts), written))
    if len(counted) == left == 1 and told > 1:
        at = counted[0]
        return [*parts[:at], _COUNT.sub("", parts[at]), *parts[at + 1 :]]
    return parts


def _bare(part: str) -> str:
    """Return *part* without the signs around it, and without half a pair of brackets."""
    bare = part.strip(_BETWEEN).lstrip(")]】）")
    if "）" not in bare and ")" not in bare and "】" not in bare:
        bare = bare.strip("【[(（")
    return bare if "（" in bare or "(" in bare or "【" in bare else bare.rstrip(")]】）")


def _joined(parts: list[str]) -> str:
    text = ""
    for part in parts:
        bare = _bare(part)
        if text and (re.match(r"[\n，,。；; ]", part) or re.search(r"[\n，,。；; ]$", text)):
            text = text.rstrip(_AROUND) + ("\n" if "\n" in part[:3] else "，") + bare
        else:
            text = text + bare
    return text
