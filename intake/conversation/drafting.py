"""A complaint while it is being told: what a message adds to it and what a correction changes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dispatch.words import screening
from dispatch.words.normal_form import normal, seen
from intake.conversation import corrections
from intake.conversation.form_fields import LONGEST, filled, is_named, marked, missing, stored
from intake.extract import extract
from intake.particulars import abodes, callings, declared
from intake.particulars.declared import Declared
from intake.particulars.lead_words import LABEL, LABELS
from intake.talk.message import Kind, Message
from intake.talk.state import Draft, Field

_WRONG = re.compile(
    rf"(?:把|改一?下?|修改|更正)(?:我的|联系)?({LABEL})|({LABEL})(?:写|填|登记|打)?(?:错|不对|有误|变了|换了|要改|改一下)"
)
_MATTER = "|".join(word for word, to in LABELS.items() if to == "words")
#: the words of the complaint are told anew: 诉求改成：…
_RETOLD = re.compile(
    rf"^(?:{_MATTER})(?:写|填|登记|打)?(?:错了?|不对|有误)?[\s,。]*(?:(?:应该|应当|应|要)?(?:是|为|改成|改为|换成|改到|变成|更正为)\s*:?|:)\s*"
)
#: words that only carry a particular
_CARRIES = re.compile(
    rf"{LABEL}|我们|我的|我是|我|本人|您|你好|你|好的|好|嗯|谢谢|麻烦|请|是的|是|的|了|现在|联系|方式|号|错了?|不对|不是|写|填|打|登记|应该|应当|应|改成|改为|换成|改|更正|成|为"
)
_PLACE_END = re.compile(r"(?:[村庄屯组队街路镇乡县巷区院]|小区|社区|附近|对面|\d+号?)$")
_NO_ANSWER = re.compile(r"^(?:不|没|无|等|稍|马上|为|什么|怎么|干|凭|问|哪)|[?吗呢]$")
_DIGITS = re.compile(r"\d(?:[\s-]?\d){4,16}")
_LOCAL_PHONE = re.compile(r"(?:[2-9]\d{6,7}|0\d{9,11})")
_LEAD_WORD = re.compile(r"^\s*(?:我?要?再?)?(?:补充|追加)(?:说明|材料|一下)?[\s:：,，。、]*")
_HAN = re.compile(r"[一-鿿]")
#: an answer longer than this is a story
_LONGEST_ANSWER = 40
#: this many characters beside the particulars are words of their own
_WORTH_KEEPING = 2


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
    changed = (corrections.put_right(draft, text) or _cleared(draft, text)) if asked_for else None
    if changed is not None:
        return changed
    return marked(draft, _taken(draft, text, asked_for), message)


def _taken(draft: Draft, text: str, asked_for: frozenset[Field]) -> Draft:
    is_answer = bool(asked_for - {Field.WORDS})
    heard = _with_piece(draft, declared.read(text, asked=is_answer))
    values = _values(heard)
    is_bare_number = values.keys() == {"phone"} and not _HAN.search(text)
    if is_bare_number or (heard.words and not values):
        alone = _only_answer(draft, text, asked_for)
        if alone:
            return _kept(draft, text, alone, "")
    values = _joined(draft, values)
    if _is_another(draft, values) and draft.for_other and not is_named(draft.for_whom):
        values["for_whom"] = values.pop("name")
    fits = {name: value for name, value in values.items() if not _there(draft, name, value)}
    if values and not fits and not heard.words:
        return _kept(draft, text, {}, text)
    homeless = [value for name, value in values.items() if name not in fits]
    return _kept(draft, text, fits, _together(heard.words, *homeless, *heard.phones[1:]))


def correct(draft: Draft, text: str) -> Draft:
    """Return *draft* with the correction *text*; words that correct nothing are added to it."""
    retold = _RETOLD.match((shown := seen(text)).text)
    if retold and shown.after(retold.end()).strip():
        return replace(draft, words=(shown.after(retold.end()).strip(),))
    cleared = _cleared(draft, text)
    if cleared is not None:
        return cleared
    put_right = corrections.put_right(draft, text)
    if put_right is not None:
        return put_right
    heard = _with_piece(draft, declared.read(text, asked=True, sure=True))
    values = _joined(draft, _values(heard))
    for name, former in heard.former:
        before = getattr(draft, stored(name), "")
        if name in values and former in before:
            values[name] = before.replace(former, values[name])
    return _kept(draft, text, values, _together(heard.words, *heard.phones[1:]))


def _values(heard: Declared) -> dict[str, str]:
    """Return what *heard* has for the form, by field; what no field has room for is not there."""
    given = {
        "unit": heard.unit,
        "name": heard.name,
        "contact": heard.contact,
        "phone": heard.phones[0] if heard.phones else "",
        "address": heard.address,
        "for_whom": heard.whom or heard.kin,
    }
    return {name: value for name, value in given.items() if value}


def _together(*pieces: str) -> str:
    return "，".join(filter(None, pieces))


def _is_another(draft: Draft, values: Mapping[str, str]) -> bool:
    """True where *values* name somebody else than who is named in *draft*."""
    return bool(draft.name) and not goes_on(draft.name, values.get("name", draft.name))


def _there(draft: Draft, name: str, value: str) -> bool:
    """True when *draft* has *name* already: what is there stays, but for what *value* says more fully."""
    if name == "unit":
        return draft.is_unit
    if name == "for_whom":
        return is_named(draft.for_whom)
    before = getattr(draft, "contact" if name == "name" and draft.is_unit else name)
    return bool(before) and not goes_on(before, value)


def goes_on(before: str, value: str) -> bool:
    """True where *value* is *before* told more fully: 李德才 for 李 or 老李, a place and what is in it."""
    is_more = len(value) > len(before) and value.startswith(before)
    return is_more or callings.is_short_for(before, value)


def _with_piece(draft: Draft, heard: Declared) -> Declared:
    """Return *heard* with its words as the address where they only go on with the draft's: 502 behind 3号楼."""
    is_piece = not heard.address and abodes.is_within(heard.words, draft.address)
    only_goes_on = is_piece and abodes.goes_on(heard.words)
    return replace(heard, address=heard.words, words="") if only_goes_on else heard


def _joined(draft: Draft, values: Mapping[str, str]) -> dict[str, str]:
    """Return *values*, an address behind the wider place that *draft* has already: 大石乡, then 东刘村."""
    place = values.get("address", "")
    is_within = place and abodes.is_within(place, draft.address)
    return {**values, "address": draft.address + place} if is_within else dict(values)


def _kept(draft: Draft, text: str, values: Mapping[str, str], told: str) -> Draft:
    """Return *draft* with *values* on the form and *told* among its words; what fits no field is told too."""
    fits = {name: value for name, value in values.items() if len(value) <= LONGEST[stored(name)]}
    for_other = (
        draft.for_other or is_named(fits.get("for_whom", "")) or screening.is_on_behalf(text)
    )
    whole = filled(replace(draft, for_other=for_other), fits)
    form = (whole.name, whole.contact, whole.phone, whole.address, whole.for_whom)
    homeless = [value for value in values.values() if value not in form]
    said = filter(None, (told, *homeless))
    return replace(whole, words=(*whole.words, *said))


def _cleared(draft: Draft, text: str) -> Draft | None:
    """Return *draft* without the particular that *text* calls wrong; None where it says anything else."""
    plain = normal(text)
    wrong = _WRONG.search(plain)
    if not wrong or _leftover(plain.replace(wrong[0], "", 1)):
        return None
    name = LABELS[(wrong[1] or wrong[2]).lower()]
    if name not in CLEARABLE:
        return None
    changes: dict[str, Any] = {"words": ()} if name == "words" else {stored(name): ""}
    return replace(draft, **changes)


#: what a person may call wrong without saying what is right
CLEARABLE = frozenset({"name", "unit", "contact", "phone", "address", "for_whom", "words"})


def _leftover(text: str) -> str:
    """Return what *text* says beside words that only carry a particular; empty where that is not worth keeping."""
    left = re.sub(r"[\W_]+", "", _CARRIES.sub("", normal(text)))
    return left if len(left) >= _WORTH_KEEPING else ""


def _phone(value: str) -> str:
    found = extract.find(value).phones
    figures = re.sub(r"[\s-]", "", value)
    return found[0] if found else figures if _LOCAL_PHONE.fullmatch(figures) else ""


def _only_answer(draft: Draft, text: str, asked_for: frozenset[Field]) -> dict[str, str]:
    """Return the whole text as the one particular that it can only be, if we asked for it."""
    plain = normal(text).strip()
    open_ = [one for one in missing(draft) if one in asked_for and one is not Field.WORDS]
    if not open_ or len(plain) > _LONGEST_ANSWER or "\n" in plain or _NO_ANSWER.search(plain):
        return {}
    phone = _phone(plain)
    if phone and not _HAN.search(plain):
        return {"phone": phone}  # a number alone is a phone, the better one if there was one
    if Field.ADDRESS in open_ and _PLACE_END.search(plain) and not _DIGITS.search(plain):
        return {"address": plain}
    only = open_[0].value
    if not draft.words or len(open_) > 1 or only == "phone" or re.search(r"\d{5}", plain):
        return {}
    if only == "address":
        return {"address": plain} if abodes.whole(plain, elimination=True) else {}
    fits = 2 <= len(plain) <= LONGEST[stored(only)] and not re.search(r"\d", plain)
    return {only: plain} if fits and _HAN.search(plain) else {}


def is_unnamed(text: str) -> bool:
    """True when the person says that they will not give a name (G-25)."""
    return screening.is_unnamed(text) or declared.read(text, asked=True).anonymous


def is_place(text: str) -> bool:
    """True when *text* is a place and nothing else."""
    heard = declared.read(text, asked=True, sure=True)
    return bool(heard.address) and not heard.words and not heard.name


def is_number(text: str) -> bool:
    """True when *text* says how somebody is reached, and nothing but that and who they are."""
    heard = declared.read(text, asked=True, sure=True)
    return bool(heard.phones) and not heard.words


def odd_phone(text: str) -> bool:
    """True when *text* is little else than figures that were meant as a phone number and are none."""
    plain = normal(text)
    hit = _DIGITS.search(plain)
    return bool(hit) and not extract.find(text).phones and not _leftover(_DIGITS.sub("", plain))


def means_an_unseen_number(text: str) -> bool:
    """True when *text* means a number that it does not write: 就打这个微信."""
    return declared.read(text, asked=True).unseen


def without_lead_word(text: str) -> str:
    """Return what follows 补充."""
    return _LEAD_WORD.sub("", text).strip()
