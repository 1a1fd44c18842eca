"""A registration as the desk writes it: who, which number, where from, each apart, then what is wrong.

Rule 1: a particular stands apart, by a space or a mark, before the words or behind them; within a
        sentence it is read as a citizen's would be (`drafting`).
Rule 2: where somebody comes from is address enough for who stands at the window: 城关镇.
Rule 3: what the person does not have or tell is waived by saying so; the form then shows it as lacking.
"""

import re
from dataclasses import dataclass, field, replace

from dispatch.words.normal_form import seen
from intake.conversation import drafting
from intake.conversation.form_fields import LONGEST, filled, missing
from intake.extract import extract, names
from intake.talk.message import Message
from intake.talk.state import Draft, Field

#: a piece of the line: figures with their gaps, else what stands between spaces and marks
_PIECE = re.compile(r"\+?\d[\d\- ]{5,16}\d(?![\dA-Za-z一-鿿])|[^\s,、;。]+")
#: a place by its last character, whatever stands before
_TOWNSHIP = (
    "省|市|县|区|镇|乡|街道|办事处|村|村委会|庄|屯|寨|社区|居委会|小区|家园|花园|公寓|家属院"
)
_NUMBERED = r"\d{1,6}(?:号|组|队|栋|幢|座|单元|室|楼|户|号院|号楼)"
_PLACE = re.compile(rf"[一-鿿A-Za-z\d\-#]{{1,30}}?(?:{_TOWNSHIP}|{_NUMBERED}|[一-鿿]{{2}}[路街巷])")
_NO_PLACE = re.compile(
    "投诉|反映|举报|咨询|要求|请求|希望|申请|[修堵占挖]|没有?|不|被|找|问|在.{0,30}办|的"
)
#: how somebody is called who tells no more: 王女士, 李大妈
_CALLED = re.compile(
    r"[一-鿿]{1,2}(?:先生|女士|小姐|同志|师傅|老师|大爷|大妈|大叔|大姐|大哥|阿姨|老人)"
)
_NAME = re.compile(r"[一-鿿·]{2,6}")
_LABEL = re.compile(r"[一-鿿]{1,6}[:=]")
_WAIVABLE = {
    "电话": Field.PHONE,
    "手机": Field.PHONE,
    "号码": Field.PHONE,
    "联系方式": Field.PHONE,
    "地址": Field.ADDRESS,
    "住址": Field.ADDRESS,
    "联系人": Field.CONTACT,
}
_NONE = "没有|无|没留|不留|没说|不说|不愿留|不愿说|不详|不知道|不清楚|没提供|未提供"
_NAMED = "|".join(_WAIVABLE)
_WAIVED = re.compile(rf"(?:也|都)?(?:{_NONE})({_NAMED})|({_NAMED})(?:也|都)?(?:{_NONE})")
_WAIVED_ALONE = re.compile(rf"(?:都|也)?(?:{_NONE})(?:了|的)?")


@dataclass(slots=True)
class _Line:
    """What stood apart, and the stretch of the text that is left for the words."""

    values: dict[str, str] = field(default_factory=dict)
    waived: list[Field] = field(default_factory=list)
    start: int = 0
    end: int = 0

    @property
    def is_somebody(self) -> bool:
        """True when it says who they are or how to reach them, so that a place is theirs."""
        return bool(self.values.keys() & {"name", "unit", "phone"})


def take(draft: Draft, message: Message, asked_for: frozenset[Field]) -> Draft:
    """Return *draft* with what the desk wrote; what stands in no piece of its own goes the citizens' way."""
    if not message.is_words:
        return drafting.take(draft, message, asked_for)
    shown = seen(message.text)
    line = _read(draft, shown.text, asked_for)
    rest = message.text[shown.origin[line.start] : shown.origin[line.end]].strip(" \t\n,，、;；。")
    waived = tuple(dict.fromkeys((*draft.waived, *line.waived)))
    found = filled(replace(draft, waived=waived), line.values)
    if not rest:
        return replace(found, said_at=found.said_at or message.at)
    return drafting.take(found, replace(message, text=rest), asked_for & {*missing(found)})


def _read(draft: Draft, text: str, asked_for: frozenset[Field]) -> _Line:
    pieces = list(_PIECE.finditer(text))
    line = _Line(end=len(text))
    if _LABEL.search(text):  # 姓名：… says it all
        return line
    for n, hit in enumerate(pieces):
        following = pieces[n + 1][0] if n + 1 < len(pieces) else ""
        if not _taken(line, draft, hit[0], following, asked_for):
            break
        line.start = hit.end()
    behind = _behind(draft, pieces, line)
    if not line.is_somebody and not behind and not _answers(line, draft, text, asked_for):
        return _Line(end=len(text))
    return line


def _behind(draft: Draft, pieces: list[re.Match[str]], line: _Line) -> bool:
    """Take the pieces at the end of the line that are particulars, where a number is among them."""
    last = [hit for hit in pieces if hit.start() >= line.start]
    for n in range(max(len(last) - 4, 1), len(last)):
        tail = _Line(values=dict(line.values))
        nexts = [hit[0] for hit in last[n + 1 :]] + [""]
        whole = all(
            _taken(tail, draft, hit[0], after, frozenset())
            for hit, after in zip(last[n:], nexts, strict=True)
        )
        if whole and "phone" in tail.values.keys() - line.values.keys():
            line.values, line.end = tail.values, last[n].start()
            return True
    return False


def _answers(line: _Line, draft: Draft, text: str, asked_for: frozenset[Field]) -> bool:
    """True when we asked for particulars and the line holds nothing else."""
    return bool(asked_for) and not text[line.start :].strip() and bool(line.values or line.waived)


def _taken(line: _Line, draft: Draft, piece: str, following: str, asked: frozenset[Field]) -> bool:
    """Put *piece* into *line* as the particular that it is; False where it is none that is wanted."""
    waived = _waived(piece, asked)
    if waived is not None:
        line.waived.append(waived)
        return True
    for name, is_one in (("phone", _is_phone), ("unit", _is_unit), ("name", _is_name)):
        if not _there(line, draft, name) and is_one(piece, following):
            line.values[name] = _digits(piece) if name == "phone" else piece
            return True
    return _placed(line, draft, piece)


def _there(line: _Line, draft: Draft, name: str) -> bool:
    """True when *name* is known; beside a unit a name is its contact."""
    if name in line.values:
        return True
    if name == "phone":
        return bool(draft.phone)
    is_unit = draft.is_unit or "unit" in line.values
    return bool(draft.contact if name == "name" and is_unit else draft.name)


def _placed(line: _Line, draft: Draft, piece: str) -> bool:
    """Put *piece* behind the place that is there already, 城关镇 and 幸福路3号, or begin one."""
    before = line.values.get("address", "")
    fits = len(before) + len(piece) <= LONGEST["address"]
    if draft.address or not fits or not _PLACE.fullmatch(piece) or _NO_PLACE.search(piece):
        return False
    line.values["address"] = before + piece
    return True


def _waived(piece: str, asked: frozenset[Field]) -> Field | None:
    hit = _WAIVED.fullmatch(piece)
    if hit:
        return _WAIVABLE[hit[1] or hit[2]]
    open_ = [one for one in asked if one in _WAIVABLE.values()]
    return open_[0] if len(asked) == 1 and open_ and _WAIVED_ALONE.fullmatch(piece) else None


def _digits(piece: str) -> str:
    found = extract.find(piece).phones
    return found[0] if found else re.sub(r"\D", "", piece)


def _is_phone(piece: str, following: str) -> bool:
    return bool(re.fullmatch(r"[+\d\- ]+", piece)) and (
        bool(extract.find(piece).phones)
        or bool(re.fullmatch(r"[2-9]\d{6,7}|0\d{9,11}", re.sub(r"\D", "", piece)))
    )


def _is_unit(piece: str, following: str) -> bool:
    return extract.find(piece, answering=True).unit == piece and len(piece) <= LONGEST["name"]


def _is_name(piece: str, following: str) -> bool:
    """True for a name; before a number anything short is one, however rare the surname."""
    known = names.is_name(piece) or bool(_CALLED.fullmatch(piece))
    return known or (bool(_NAME.fullmatch(piece)) and _is_phone(following, ""))


_FIELDS = {
    word: name
    for name, words in (
        ("name", "姓名 名字 诉求人"),
        ("unit", "单位名称 单位 公司名称 企业名称"),
        ("contact", "单位联系人 联系人"),
        ("phone", "联系电话 电话号码 电话 手机号码 手机号 手机 号码"),
        ("address", "联系地址 家庭地址 地址 住址"),
        ("text", "诉求内容 主要诉求 诉求"),
    )
    for word in words.split()
}
_AMENDED = re.compile(
    rf"(?:把)?({'|'.join(sorted(_FIELDS, key=len, reverse=True))})\s*(?:[:=]"
    r"|(?:写|填|登|登记)?(?:错了?|不对|有误)?[\s,。]*(?:应该?|应当)?(?:改成|改为|换成|更正为|应[该当]?[是为])"
    r"|(?:写|填|登|登记)?(?:错了?|不对|有误)[\s,。]*[是为])\s*[:]?\s*"
)


#: what annuls a whole registration; the reason follows
_ANNULS = re.compile(r"(作废|撤销登记|取消登记)[\s,，:：。]*")


def annulled(text: str) -> str:
    """Return the reason for which *text* annuls a registration, empty where it does not."""
    hit = _ANNULS.match(text)
    return (text[hit.end() :] or hit[1]) if hit else ""


def amended(text: str) -> dict[str, str]:
    """Return which particulars *text* puts right, by their field: 电话：…, 地址改成…; a phone by its figures.

    One that is named and has no value, or a phone that is none, is there with an empty one.
    """
    shown = seen(text)
    hits = list(_AMENDED.finditer(shown.text))
    starts = [*(hit.start() for hit in hits), len(shown.text)]
    found: dict[str, str] = {}
    for hit, end in zip(hits, starts[1:], strict=True):
        written = text[shown.origin[hit.end()] : shown.origin[end]].strip(" \t\n,，;；。")
        name = _FIELDS[hit[1]]
        found[name] = _value(name, written)
    return found


def _value(name: str, written: str) -> str:
    if name == "text":
        return written
    plain = seen(written).text.strip()
    if name == "phone":
        return _digits(plain) if _is_phone(plain, "") else ""
    return plain if len(plain) <= LONGEST["name" if name == "unit" else name] else ""
