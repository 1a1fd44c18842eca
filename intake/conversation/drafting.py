"""A complaint while it is being told: what a message adds to it and what a correction changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dispatch.words import screening
from dispatch.words.normal_form import normal, seen
from intake.conversation.form_fields import LONGEST, filled, marked, missing, stored
from intake.conversation.message import Kind, Message
from intake.conversation.state import Draft, Field
from intake.extract import extract

#: how people name a particular → where it goes; “unit” is a name that is a unit's
_LABELS: Mapping[str, str] = {
    word: to
    for to, words in (
        ("name", "姓名 名字 我叫 我名叫 本人姓名 诉求人 反映人"),
        ("phone", "电话 电话号码 联系电话 手机 手机号 手机号码 联系方式 号码"),
        ("address", "地址 联系地址 家庭地址 住址 家庭住址 现住址"),
        ("contact", "联系人 单位联系人"),
        ("unit", "单位 单位名称 公司 公司名称 企业名称"),
        ("for_whom", "当事人 当事人姓名"),
        ("words", "诉求 诉求内容 反映内容 反映事项 事项 问题 内容"),
    )
    for word in words.split()
}
_NAMED = "|".join(sorted(_LABELS, key=len, reverse=True))
_COLON = rf"({_NAMED})[】\])]?\s*:\s*"
#: only where we asked, or after the reading-back: “电话错了，是139…”, “地址改成…”, “姓名 李四”
_SPOKEN = (
    rf"({_NAMED})(?:写|填|登记|打)?(?:错了?|不对|有误)?[\s,。]*(?:应该|应当|应|要|得)?"
    r"(?:是|为|改成|改为|换成|改到|变成|更正为)\s*:?\s*|(我名?叫)\s*|"
    rf"(?:^|(?<=[\s,;。]))(叫)\s*|(?:^|(?<=[\s,;。]))({_NAMED})\s+"
)
_MARKS = re.compile(_COLON)
_MARKS_ASKED = re.compile(f"{_COLON}|{_SPOKEN}")
_WRONG = re.compile(
    rf"(?:把|改一?下?|修改|更正)(?:我的|联系)?({_NAMED})|({_NAMED})(?:写|填|登记|打)?(?:错|不对|有误|变了|换了|要改|改一下)"
)
_VALUE_END = re.compile(r"[\n，,；;。]")
_AROUND = " \t\n\u3000，,；;。、【[(（"
_CLAUSE_END = re.compile(r"[，,。；;！!？?\n]|(?<!\d)[ \t\u3000]+|[ \t\u3000]+(?!\d)")
_TAIL = re.compile(r"(?:就行|就可以|吧|哈|了|谢谢[你您]?)+$")
_KIN = (
    "爸爸|妈妈|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|老公|老婆|丈夫|妻子|爱人|儿子|女儿|哥哥|姐姐"
    "|弟弟|妹妹|岳父|岳母|公公|婆婆|叔叔|舅舅|朋友|邻居|同事|老人|亲戚|爸|妈|哥|姐|弟|妹|叔|舅|他|她"
)
_KIN_BEFORE = re.compile(rf"(?:{_KIN}|当事人|替|帮)(?:名?叫|是|姓名)?[\s:]?$")
#: words that only carry a particular
_CARRIES = re.compile(
    rf"{_NAMED}|{_KIN}|我们|我的|我是|我|本人|您|你好|你|好的|好|嗯|谢谢|麻烦|请|名叫|叫|姓|是的|是|的|了|就在|在|家住|住在|住|家里|家"
    "|现在|联系|方式|号|人|替|帮|代|反映|投诉|办理?|先生|女士|错了?|不对|不是|写|填|打|登记|应该|应当|应|改成|改为|换成|改|更正|成|为"
)
_ANNOUNCED: Mapping[str, re.Pattern[str]] = {
    "name": re.compile(r"(?:我是|本人|我名?叫)\s*$"),
    "phone": re.compile(r"(?:我的?|联系|本人)(?:电话|手机号?|方式)?(?:是|为)?[\s:]*$"),
    "address": re.compile(r"(?:我?家?住在?|地址|住址|我家就?在)(?:是|为)?[\s:]*$"),
}
_PLACE_END = re.compile(r"(?:[村庄屯组队街路镇乡县巷区院]|小区|社区|附近|对面|\d+号?)$")
_ADDRESS = re.compile(
    r"[一-鿿]{1,12}(?:县|市|区|镇|乡|街道|村|庄|路|街|巷|小区|家园|花园|社区)[一-鿿\d-]{0,24}?(?:\d号?|[组室院楼层户村庄]|单元)"
)
_HOME = re.compile(r"^(?:我?的?(?:联系|家庭)?(?:地址|住址)(?:是|在)?:?|我?家?住在?|我家就?在)")
_NO_ANSWER = re.compile(r"^(?:不|没|无|等|稍|马上|为|什么|怎么|干|凭|问|哪)|[?吗呢]$")
_DIGITS = re.compile(r"\d(?:[\s-]?\d){4,16}")
_LOCAL_PHONE = re.compile(r"(?:[2-9]\d{6,7}|0\d{9,11})")
_LEAD_WORD = re.compile(r"^\s*(?:我?要?再?)?(?:补充|追加)(?:说明|材料|一下)?[\s:：,，。、]*")

#: an answer longer than this is a story
_LONGEST_ANSWER = 40
#: this many characters beside the particulars are words of their own
_WORTH_KEEPING = 2


@dataclass(slots=True)
class _Read:
    """What a text was read into: values by field, and what is left over."""

    values: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    rest: str = ""


def take(draft: Draft, message: Message, asked_for: frozenset[Field]) -> Draft:
    """Return *draft* with what *message* says; *asked_for* are the particulars we asked for.

    Nothing said is lost: what is no particular belongs to the words.
    """
    draft = replace(draft, said_at=draft.said_at or message.at)
    if message.media is not None:
        draft = replace(draft, media=(*draft.media, message.media))
    text = message.text.strip()
    if message.kind is Kind.LOCATION:
        label = text or "已发送位置"
        places = [place for place in draft.place.split("；") if place and place != label]
        return replace(draft, place="；".join([*places, label]))
    if not message.is_words or not text:
        return draft
    cleared = _cleared(draft, text) if asked_for else None
    if cleared is not None:
        return cleared
    read = _labelled(text, _MARKS_ASKED if asked_for else _MARKS)
    return marked(draft, _kept(draft, _found(draft, read, asked_for), text, asked_for), message)


def correct(draft: Draft, text: str) -> Draft:
    """Return *draft* with the correction *text*; words that correct nothing are added to it."""
    read = _labelled(text, _MARKS_ASKED)
    if read.values or read.told:
        return _kept(draft, replace_words(read), text, frozenset())
    cleared = _cleared(draft, text)
    if cleared is not None:
        return cleared
    bare_draft = replace(draft, name="", contact="", phone="", address="", for_whom="")
    found = _found(bare_draft, read, frozenset())
    if found.values and not _leftover(text, found.values):
        return filled(draft, found.values)
    return replace(draft, words=(*draft.words, text))


def _cleared(draft: Draft, text: str) -> Draft | None:
    """Return *draft* without the particular that *text* calls wrong; None where it says anything else."""
    plain = normal(text)
    wrong = _WRONG.search(plain)
    if not wrong or _leftover(plain.replace(wrong[0], "", 1), {}):
        return None
    name = _LABELS[wrong[1] or wrong[2]]
    changes: dict[str, Any] = {"words": ()} if name == "words" else {stored(name): ""}
    return replace(draft, **changes)


def replace_words(read: _Read) -> _Read:
    """Mark that the words told under a label take the place of the old ones."""
    if read.told:
        read.values["words"] = ""
    return read


def _kept(draft: Draft, read: _Read, text: str, asked_for: frozenset[Field]) -> Draft:
    values = read.values
    if values.pop("words", None) is not None:
        draft = replace(draft, words=())
    for_other = draft.for_other or "for_whom" in values or screening.is_on_behalf(text)
    if not values and not read.told:
        values = _only_answer(draft, text, asked_for)
        told: tuple[str, ...] = () if values else (text,)
    else:
        told = (*read.told, *_clauses(read.rest, values))
    whole = filled(replace(draft, for_other=for_other), values)
    form = (whole.name, whole.contact, whole.phone, whole.address, whole.for_whom)
    homeless = tuple(value for value in values.values() if value not in form)
    return replace(whole, words=(*whole.words, *told, *homeless))


# --- reading -----------------------------------------------------------------------------------


def _labelled(text: str, marks: re.Pattern[str]) -> _Read:
    """Read what stands under a label; the rest is left over, as it was written."""
    shown = seen(text)
    hits = [hit for hit in marks.finditer(shown.text) if any(hit.groups())]
    starts = [*(hit.start() for hit in hits), len(shown.text)]
    read = _Read(rest=text[: shown.origin[starts[0]]])
    for hit, end in zip(hits, starts[1:], strict=True):
        name = _LABELS.get(next(group for group in hit.groups() if group), "name")  # 叫
        written = text[shown.origin[hit.end()] : shown.origin[end]]
        if name == "words":
            read.told += [written.strip(_AROUND)] if written.strip(_AROUND) else []
            continue
        cut = _VALUE_END.search(written)
        value = _valid(name, normal(written[: cut.start()] if cut else written))
        if value and read.values.setdefault(name, value) == value:
            told = written[: cut.start()] if cut else written
            beside = told if name == "phone" and _leftover(told, {name: value}) else ""
            read.rest += f"，{beside}，{written[cut.end() :] if cut else ''}"
        else:
            read.rest += text[shown.origin[hit.start()] : shown.origin[end]]
    return read


def _valid(name: str, value: str) -> str:
    """Return *value* as it goes on the form, empty if it cannot be one."""
    value = _TAIL.sub("", value.strip(" 【[(")).strip()
    if name == "phone":
        return _phone(value)
    is_person = name in ("name", "contact", "for_whom")
    too_long = len(value) > LONGEST[stored(name)]
    if too_long or len(value) < 2 or (is_person and re.search(r"\d", value)):
        return ""
    return value


def _phone(value: str) -> str:
    found = extract.find(value).phones
    digits = re.sub(r"[\s-]", "", value)
    return found[0] if found else digits if _LOCAL_PHONE.fullmatch(digits) else ""


def _found(draft: Draft, read: _Read, asked_for: frozenset[Field]) -> _Read:
    """Add what stands in the rest without a label; a particular that is there already stays."""
    rest = read.rest
    found = extract.find(rest, answering=(is_answer := bool(asked_for - {Field.WORDS})))
    values: dict[str, str] = {}
    if found.phones:
        values["phone"] = found.phones[0]
    address = _address(rest, found.addresses)
    if address:
        values["address"] = address
    if found.unit:
        values["unit"] = found.unit
    # a bare unit counts as an answer, not as the word that a unit speaks
    speaks = bool((extract.find(rest) if is_answer else found).unit)
    values |= _people(draft, read, found.names, speaks=speaks)
    fits = {
        name: value
        for name, value in values.items()
        if len(value) <= LONGEST[stored(name)] and not _there(draft, read, name)
    }
    sure = {
        name: value
        for name, value in fits.items()
        if (name == "phone" and Field.PHONE in asked_for) or _is_sure(name, value, rest, fits)
    }
    read.values = sure | read.values
    return read


def _address(text: str, found: tuple[str, ...]) -> str:
    """Return the address of *text*: as it was *found*, else a clause that has the shape of one."""
    clauses = [_HOME.sub("", clause.strip()) for clause in _CLAUSE_END.split(normal(text))]
    shaped = (clause for clause in clauses if _ADDRESS.fullmatch(clause))
    return _HOME.sub("", found[0]) if found else next(shaped, "")


def _people(draft: Draft, read: _Read, names: tuple[str, ...], *, speaks: bool) -> dict[str, str]:
    """Say of *names* who is who: the writer, the contact of a unit that *speaks*, the person concerned."""
    people: dict[str, str] = {}
    is_unit = draft.is_unit or "unit" in read.values or speaks
    is_for_other = draft.for_other or screening.is_on_behalf(read.rest)
    plain = normal(read.rest)
    for name in names:
        before = plain[: max(plain.find(name), 0)]
        if is_for_other and _KIN_BEFORE.search(before):
            people.setdefault("for_whom", name)
        else:
            people.setdefault("contact" if is_unit else "name", name)
    if "name" in people and draft.name and is_for_other and not draft.for_whom:
        people["for_whom"] = people.pop("name")
    return people


def _there(draft: Draft, read: _Read, name: str) -> bool:
    if name in read.values:
        return True
    if name == "unit":
        return draft.is_unit
    return bool(getattr(draft, name))


def _is_sure(name: str, value: str, text: str, values: Mapping[str, str]) -> bool:
    """True when *value* is the writer's own: announced, or its clause says nothing else.

    “幸福路3号的路灯坏了” tells a place, not where somebody lives.
    """
    if name in ("unit", "for_whom"):
        return True
    announced = _ANNOUNCED.get(name)
    joined = _joined(text)
    at = joined.find(value)
    ends = joined[at + len(value) : at + len(value) + 1]
    if announced and at >= 0 and announced.search(joined[:at]) and not ends.isalnum():
        return True
    clause = next((c for c in _CLAUSE_END.split(joined) if value in c), "")
    return at >= 0 and not _beside(clause, values)


def _joined(text: str) -> str:
    """Return *text* in normal form with the figures of a number together."""
    return re.sub(r"(?<=\d)[\s-]+(?=\d)", "", normal(text))


def _leftover(clause: str, values: Mapping[str, str]) -> str:
    """Return what *clause* says beside *values*; empty where that is not worth keeping."""
    left = _beside(clause, values)
    return left if len(left) >= _WORTH_KEEPING else ""


def _beside(clause: str, values: Mapping[str, str]) -> str:
    left = _joined(clause)
    for value in sorted(values.values(), key=len, reverse=True):
        left = left.replace(_joined(value), "")
    return re.sub(r"[\W_]+", "", _CARRIES.sub("", left))


def _clauses(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return what *text* says beside the particulars: one piece, without the clauses that carry them."""
    kept: list[str] = []
    start = 0
    for end in [*(hit.end() for hit in _CLAUSE_END.finditer(text)), len(text)]:
        clause = text[start:end]
        start = end
        if _leftover(clause, values):
            kept.append(clause)
    said = "".join(kept).strip(_AROUND)
    return (said,) if said else ()


def _only_answer(draft: Draft, text: str, asked_for: frozenset[Field]) -> dict[str, str]:
    """Return the whole text as the one particular that it can only be, if we asked for it."""
    plain = normal(text).strip()
    open_ = [one for one in missing(draft) if one in asked_for and one is not Field.WORDS]
    if not open_ or len(plain) > _LONGEST_ANSWER or "\n" in plain or _NO_ANSWER.search(plain):
        return {}
    phone = _phone(plain)
    if phone and (Field.PHONE in open_ or not _HAN.search(plain)):
        return {"phone": phone}  # a number alone is a phone, the better one if there was one
    if Field.ADDRESS in open_ and _PLACE_END.search(plain) and not _DIGITS.search(plain):
        return {"address": plain}
    only = open_[0].value
    if not draft.words or len(open_) > 1 or only == "phone":
        return {}
    return {only: plain} if _HAN.search(plain) and _valid(only, plain) else {}


_HAN = re.compile(r"[一-鿿]")


def odd_phone(text: str) -> bool:
    """True when *text* is little else than figures that were meant as a phone number and are none."""
    plain = normal(text)
    hit = _DIGITS.search(plain)
    return bool(hit) and not extract.find(text).phones and not _leftover(_DIGITS.sub("", plain), {})


def without_lead_word(text: str) -> str:
    """Return what follows 补充."""
    return _LEAD_WORD.sub("", text).strip()
