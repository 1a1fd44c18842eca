"""What somebody puts right as they write: 名字不是王红，是王虹; 西街3号，不对，西街13号; 姓路不姓陆.

The wrong one stands in no field, and in no words; what it was is noted, so that a draft can be put right by it.
"""

import re

from intake.particulars import abodes, callings, glued_pairs
from intake.particulars import lead_words as say
from intake.particulars.callings import Sure
from intake.particulars.sheet import SELF_CORRECTED, Role, Sheet

#: names of a part of one field
PARTS = {
    "phone": "尾号|末尾|最后.?位|后.?位|前.?位|中间.?位|号段",
    "address": "房间号?|楼号|楼栋|栋号|单元号?|单元|楼层|室号|户号|房号|村名|路名|街名|小区名?|组号",
    "name": "姓|名|第.个字|中间那?个?字|最后那?个?字",
}
_PART = "|".join(PARTS.values())
_SLIPPED = "(?:写|打|填|登记|记|发|说|搞|弄|输|报)?(?:错了?|反了?|不对|有误)(?:了|啦|咯|一个字|了?一?个数字?)?"
_Q = r"[“”\"'‘’「」『』《》〔〕 ]{0,2}+"
_LEAD = rf"(?:哎呀?|哦|噢|那个|这个|我的?|我家的?|(?:刚才|上面|前面)(?:说|写|填|发)?的?){{0,3}}(?:(?:手机|电话|号码)的?(?=尾号|[后前末最]))?(?:(?P<label>{say.LABEL}|{_PART})(?:那里|里面?的?|上的?|中的?|的)?(?:{_SLIPPED}[, ]?|[:,])?)?"
_IS = "(?:应该|应当|应|其实|才|就|正确的?|准确的?){0,2}(?:是|为|叫)"
_ONE = r"[^,。;!?\n是不“”\"'‘’「」『』]{1,40}?"
_THIS, _THAT = rf"{_Q}(?P<this>{_ONE}){_Q}字?", rf"{_Q}(?P<that>{_ONE}){_Q}字?"
_TAIL = "(?:了|吧|啊|哈|的|哦|才对|谢谢){0,3}"
#: 后四位错了，是3312: what the last figures of the number are
TAIL = re.compile(
    r"(?:电话|手机|号码)?号?码?的?(?:尾号|末尾|最?后面?[两二三四五六2-6]位)(?:数字?|号码)?(?:写|填|打|输|发|报)?(?:错了?|不对|有误)?"
    r"[\s,。]*(?:应该?|应当)?(?:改成|改为|换成|[是为])\s*(\d{2,6})"
)
#: the ways of saying which of two is right
WAYS = tuple(
    re.compile(rf"{_LEAD}{way}{_TAIL}")
    for way in (
        rf"(?:不是|并非|别写|不叫|不姓){_THAT}[, ]?(?:而|{_IS}|姓){{0,2}}(?:是|姓|叫){_THIS}",
        rf"(?:{_IS}|姓)?{_THIS}[, ]?(?:而)?(?:不是|不叫|不姓){_THAT}",
        rf"(?:把|将)?{_THAT}(?:要|得|请)?(?:改成|改为|换成|改到|更正为|更正成|改做|变成){_THIS}",
        rf"(?:把|将)?{_THAT}{_SLIPPED}[, ]?(?:{_IS}|改成|改为){_THIS}",
        rf"(?:把|将)?{_THIS}(?:写|打|填|登记|记|说)成了?{_THAT}",
    )
)
_MAY_PUT_RIGHT = re.compile("不[是叫姓]|并非|别写|改|换成|错|反了|不对|成")
_LONGEST = 60
#: how many clauses one such sentence may be
_CLAUSES = 5


def put_right(sheet: Sheet) -> None:
    """Take what is called wrong, and what is right in its place."""
    if sheet.is_story or not _MAY_PUT_RIGHT.search(sheet.one_script):
        return
    for i in range(len(sheet.clauses)):
        any(
            _said_right(sheet, i, j)
            for j in range(min(i + _CLAUSES, len(sheet.clauses)) - 1, i - 1, -1)
        )
    for i, clause in enumerate(sheet.clauses):
        if SELF_CORRECTED.fullmatch(clause.text) and sheet.roles[i] is Role.STORY:
            _second_thought(sheet, i)


def _said_right(sheet: Sheet, i: int, j: int) -> bool:
    """Take clauses *i* to *j* where they say which of two is right."""
    if any(role is not Role.STORY for role in sheet.roles[i : j + 1]):
        return False
    start, end = sheet.clauses[i].start, sheet.clauses[j].end
    if end - start > _LONGEST:
        return False
    said = sheet.one_script[start:end]
    for way in WAYS:
        hit = way.fullmatch(said)
        kind = _kind(sheet, i, hit) if hit else ""
        if hit and kind:
            for one in range(i, j + 1):
                sheet.drop(one)
            sheet.spend(start, end)
            sheet.former[kind] = hit["that"].strip()
            sheet.wrong[j] = kind
            _put(sheet, kind, start + hit.start("this"), hit)
            return True
    return False


def _put(sheet: Sheet, kind: str, at: int, hit: re.Match[str]) -> None:
    right = hit["this"]
    if kind == "phone":
        return
    if kind == "name" and len(right) == 1:
        kind = "surname"
    if len(right) > 1 or callings.surname(right):
        sheet.put(kind, at, at + len(right))


def _kind(sheet: Sheet, i: int, hit: re.Match[str]) -> str:
    """Return which field it is about: by its label, else by the looks of both."""
    label = hit["label"] or ""
    part = next((name for name, words in PARTS.items() if re.fullmatch(words, label)), "")
    named = part or say.LABELS.get(label.lower(), "")
    if not (sheet.asked or sheet.is_near(i)) and not named:
        return ""
    both = (hit["this"].strip(), hit["that"].strip())
    if "姓" in hit[0][: hit.start("this")] and all(map(callings.surname, both)):
        return "name"
    if named and (all(len(one) == 1 for one in both) or (part and named == "phone")):
        return named
    if named in ("name", "contact", "") and all(_is_called(one, bool(named)) for one in both):
        return named or "name"
    is_place = named == "address" or (not named and not any(map(str.isdigit, both)))
    return "address" if is_place and all(map(_is_part, both)) else ""


def _is_called(text: str, named: bool = False) -> bool:
    return callings.sureness(text) >= (Sure.MAYBE if named else Sure.LIKELY)


def _is_part(text: str) -> bool:
    """True for an address or a part of one: 幸福路3号, 3栋, 1802."""
    is_place = bool(abodes.whole(text)) and not glued_pairs.name_before_place(text)
    return is_place or abodes.goes_on(text)


def _second_thought(sheet: Sheet, i: int) -> None:
    """西街3号，不对，西街13号: take the first, and put the second in its place."""
    if not (0 < i < len(sheet.clauses) - 1):
        return
    before, after = _place(sheet, i - 1), _place(sheet, i + 1)
    if before and after:
        sheet.former["address"] = sheet.one_script[slice(*before)]
        for j in (i - 1, i, i + 1):
            sheet.drop(j)
        sheet.put("address", *after)
        sheet.place_at = i + 1
        sheet.roles[i + 1] = Role.PLACE
        return
    names = [sheet.bare_text(j) for j in (i - 1, i + 1)]
    if all(map(_is_called, names)) and sheet.roles[i - 1] is sheet.roles[i + 1] is Role.STORY:
        sheet.former["name"] = names[0]
        sheet.drop(i - 1)
        sheet.drop(i)


def _place(sheet: Sheet, i: int) -> tuple[int, int] | None:
    """Return where in clause *i* a place stands that is all of it, but for what leads to it."""
    if sheet.roles[i] is not Role.STORY:
        return None
    start, end = sheet.core(i)
    text = sheet.one_script[start:end]
    bare = abodes.without_lead(text)
    return (end - len(bare), end) if _is_part(bare) else None
