"""What stands under a label: 姓名：…, 【电话】…, and without a sign where it can be nothing else."""

import re

from intake.extract.name_words import HAN
from intake.particulars import callings, firms
from intake.particulars import lead_words as say
from intake.particulars.callings import Sure
from intake.particulars.sheet import LONG, TAIL_OF_NAME, Role, Sheet

_WRONG_LABEL = re.compile(
    rf"^(?:我的?|刚才|上面|前面|上一?条|前一?条|那个){{0,6}}(?:的)?(?P<label>{say.LABEL})(?:刚才|我)?(?:写|填|打|登记|报|说|搞|弄|发|记|输)?(?:错|不对|有误|变|换|[少多漏](?:打|写|填|输|说))(?:了|啦|咯)?(?:[一两1-2]?(?:位|个数字?|个字))?(?:应该|应当)?(?:是|为|成)?"
)
#: so many labels with a colon make a form
_A_FORM = 3
#: nothing stands under the label
_NONE = re.compile("无|没有?|暂无|不详|不知|空|略|[-/]")
#: what a clerk does, and no name: 工作人员说系统坏了
_SAYS = re.compile(r"说|讲|告|让|叫|要|把|给|还|都|也|不|没|又|在|态度")
#: where in a unit somebody sits
_OFFICE_OF = re.compile(
    rf"[{HAN}]{{1,6}}(?:部|科|室|处|股|组|中心|办)|村民|居民|业主|住户|市民|群众|职工|办公室|前台|人事|财务|行政|后勤|项目部"
)
_ROLE_OF = {"name": Role.NAME, "contact": Role.NAME, "unit": Role.UNIT, "address": Role.PLACE}


def calls_wrong(text: str) -> bool:
    """True for 地址不对, 电话错了个数: a label, and that what was said under it is wrong."""
    hit = _WRONG_LABEL.match(text)
    return hit is not None and hit.end() == len(text)


def labels(sheet: Sheet) -> None:
    """Read what stands under a label: 姓名：…, 【电话】…, and without a sign where it fits."""
    hits = [(i, hit) for i in range(len(sheet.clauses)) if (hit := _label(sheet, i))]
    kinds = {_named(hit) for _, hit in hits}
    sheet.is_form = sum(_stands_apart(sheet, i, hit) for i, hit in hits) >= _A_FORM
    for i, hit in hits:
        kind = _kind(sheet, hit, kinds)
        if sheet.roles[i] is not Role.STORY:
            continue
        if hit.re is _WRONG_LABEL and hit.end() == len(sheet.clauses[i].text):
            sheet.drop(i)
            sheet.wrong[i] = kind
            _wrong_number(sheet, i, kind)
        elif (sheet.is_form and _is_marked(sheet, i, hit)) or _counts(sheet, i, kind, hit):
            _READERS.get(kind, _under)(sheet, i, kind, hit)


def _wrong_number(sheet: Sheet, i: int, kind: str) -> None:
    """Drop the number before clause *i*, which calls it wrong, where another stands behind it."""
    before = [j for j in sheet.phones if j < i]
    if kind == "phone" and before and max(sheet.phones) > i:
        sheet.former["phone"] = sheet.phones.pop(before[-1])


def _named(hit: re.Match[str]) -> str:
    """Return what a label names, by the table or by its end."""
    if hit.re is say.MARKED:
        return say.ENDS[hit["end"]]
    return say.LABELS[hit[1].lower()]


def _kind(sheet: Sheet, hit: re.Match[str], kinds: set[str]) -> str:
    """Return what the label names; 投诉单位 is the writer's beside their contact, else the accused."""
    kind = _named(hit)
    if kind != "unit?":
        return kind
    return "unit" if "contact" in kinds or ("name" not in kinds and sheet.asked) else "accused"


def _counts(sheet: Sheet, i: int, kind: str, hit: re.Match[str]) -> bool:
    """True for a label that is no part of a sentence."""
    if sheet.asked or hit.re is say.MARKED:
        return True
    rest = sheet.clauses[i].text[hit.end() :]
    following = sheet.text_of(i + 1)
    speaks = (
        bool({i + 1, i + 2, i + 3} & set(sheet.phones))
        and kind == "contact"
        and (firms.ours(sheet.one_script) or firms.heads(sheet.text_of(0)))
    )
    if speaks and callings.sureness(rest or following) is Sure.SURE:
        return True
    is_owner = kind == "name" and bool(sheet.phones) and _is_marked(sheet, i, hit)
    if is_owner and callings.sureness(following) is Sure.SURE:
        return True
    if kind == "address" and not sheet.asked and _is_of_firm(sheet, i):
        return False
    beside = i + 1 in sheet.phones or i - 1 in sheet.phones
    if kind == "name" and beside and callings.sureness(rest) is Sure.SURE:
        return True
    is_their_own = hit[1] not in say.NOT_UNASKED or (
        kind == "unit" and hit[1] != "工作单位" and hit[0][-1] in "是为叫" and firms.is_sure(rest)
    )
    return is_their_own and (_is_marked(sheet, i, hit) or _is_told(sheet, i, kind, hit[1], rest))


def _is_of_firm(sheet: Sheet, i: int) -> bool:
    """True where the clauses before an address name a firm, unasked: it is where that one is."""
    before = "".join(sheet.text_of(j) for j in (i - 2, i - 1))
    return (
        re.search("公司|厂|店$|中心$|医院|学校|浴池|超市", before) is not None and not sheet.phones
    )


def _told(sheet: Sheet, i: int, kind: str, hit: re.Match[str]) -> None:
    """诉求：…: what stands there is told, whatever it looks like."""
    if not _is_marked(sheet, i, hit):
        return
    _spent(sheet, i)
    if i + 1 < len(sheet.clauses) and sheet.roles[i + 1] is Role.STORY:
        sheet.roles[i + 1] = Role.TOLD


def _accused(sheet: Sheet, i: int, kind: str, hit: re.Match[str]) -> None:
    """被投诉人：…: it stays among the words, with its label."""
    sheet.roles[i] = Role.TOLD
    if hit.end() == len(sheet.clauses[i].text) and i + 1 < len(sheet.clauses):
        sheet.disown(i + 1)
    for j in range(i + 2, len(sheet.clauses)):
        label = _label(sheet, j)
        if "\n" in sheet.clauses[j - 1].ended or (label and _named(label) != "contact"):
            break
        if sheet.roles[j] is not Role.STORY or sheet.roles[j - 1] is not Role.TOLD:
            break
        sheet.roles[j] = Role.TOLD


def _nothing(sheet: Sheet, i: int, kind: str, hit: re.Match[str]) -> None:
    """年龄：60 stays among the words."""
    if _is_marked(sheet, i, hit):
        sheet.roles[i] = Role.TOLD
        if i + 1 < len(sheet.clauses) and sheet.roles[i + 1] is Role.STORY:
            sheet.roles[i + 1] = Role.TOLD


def _spent(sheet: Sheet, i: int) -> None:
    """Take the label that clause *i* is from the words."""
    sheet.spend(sheet.clauses[i].start, sheet.clauses[i].end)
    sheet.roles[i] = Role.LABEL


def _stands_apart(sheet: Sheet, i: int, hit: re.Match[str]) -> bool:
    """True where the label is all of its clause, and more follows on its line."""
    clause = sheet.clauses[i]
    return hit.end() == len(clause.text) and re.match(r"[^\n,。;]+$", clause.ended) is not None


def _is_marked(sheet: Sheet, i: int, hit: re.Match[str]) -> bool:
    """True where a colon or bracket stands behind the label; in a form, a gap."""
    if sheet.is_form and _stands_apart(sheet, i, hit):
        return True
    clause = sheet.clauses[i]
    return hit.end() == len(clause.text) and bool(
        re.match(r"[】\])》」』〕]?\s*[:=|]|[】\])》」』〕]|--", clause.ended)
    )


def _is_told(sheet: Sheet, i: int, kind: str, label: str, rest: str) -> bool:
    """True for a single label without a sign that is no part of a sentence."""
    if kind == "unit":
        return len(label) > 2 or firms.is_sure(rest) or (label == "店名" and firms.whole(rest))
    beside = [j for j in (i - 1, i + 1) if 0 <= j < len(sheet.clauses)]
    if kind == "address":
        return bool(re.match("最?新|我|俺|家庭|现|住", sheet.clauses[i].text)) or any(
            j in sheet.phones or callings.sureness(sheet.clauses[j].text) is Sure.SURE
            for j in beside
        )
    if kind == "contact":
        return callings.sureness(rest) is Sure.SURE and any(j in sheet.phones for j in beside)
    if kind == "name" and (not rest or len(sheet.plain) > LONG):
        following = sheet.text_of(i + 1) if not rest and label.endswith("姓名") else ""
        return callings.sureness(following) is Sure.SURE
    return kind in ("name", "words") and callings.sureness(rest) is Sure.SURE


def _label(sheet: Sheet, i: int) -> re.Match[str] | None:
    if sheet.roles[i] is not Role.STORY:
        return None
    text = sheet.clauses[i].text
    if sheet.asked and (wrong := _WRONG_LABEL.match(text)):
        return wrong
    hit = say.LABELLED.match(text)
    return hit if hit and hit.end() == len(text) else _by_end(sheet, i) or hit


def _by_end(sheet: Sheet, i: int) -> re.Match[str] | None:
    """Return that clause *i* is a label by its end: 来电人：; asked, also 名 alone."""
    text = sheet.clauses[i].text
    hit = say.MARKED.fullmatch(text)
    if hit is None or say.NOT_THEIRS.search(text) or firms.whole(text):
        return None
    if callings.sureness(hit["of"]) is Sure.SURE:
        return None
    is_alone = sheet.asked and len(text) == 1 and i + 1 < len(sheet.clauses)
    if not (is_alone or _is_marked(sheet, i, hit)):
        return None
    if say.ENDS[hit["end"]] == "for_whom" and ":" not in sheet.clauses[i].ended:
        return None
    if say.ENDS[hit["end"]] in ("name", "for_whom") and not sheet.asked:
        beside = any(j in sheet.phones for j in (i + 2, i + 3))
        following = sheet.text_of(_past_office_of(sheet, i) + 1)
        return (
            hit if callings.sureness(following) >= (Sure.MAYBE if beside else Sure.LIKELY) else None
        )
    return hit


def _under(sheet: Sheet, i: int, kind: str, hit: re.Match[str]) -> None:
    """Put what clause *i* says behind its label, or the clause behind it, into *kind*."""
    clause = sheet.clauses[i]
    if hit.end() == len(clause.text):
        _behind(sheet, i, kind, is_marked=_is_marked(sheet, i, hit))
    elif _value(sheet, kind, clause.start + hit.end(), clause.end, is_marked=False):
        sheet.spend(clause.start, clause.start + hit.end())
        sheet.roles[i] = _ROLE_OF.get(kind, Role.ASIDE)
    elif name := next((one for one in sheet.found.get(kind, ()) if one[0] >= clause.start), None):
        told = name[0] + len(name[1])  # 名字石秀住…: more follows the name
        if told < clause.end:
            sheet.spend(clause.start, name[0])
            sheet.shorten(i, told, clause.end)


def _behind(sheet: Sheet, i: int, kind: str, *, is_marked: bool) -> None:
    """Put the clause behind the label that clause *i* is into *kind*."""
    i = _past_office(sheet, i, kind)
    clause = sheet.clauses[i]
    following = sheet.clauses[i + 1] if i + 1 < len(sheet.clauses) else None
    if following is None or sheet.roles[i + 1] is Role.NUMBER:
        is_empty = kind == "phone" or (following is None and is_marked)
    else:
        is_empty = is_marked and not _may_follow(sheet, i + 1, kind)
    if is_empty:
        _spent(sheet, i)
    if following is None or not _may_follow(sheet, i + 1, kind):
        return
    if kind == "phone" and i + 2 in sheet.phones and callings.sureness(following.text) is Sure.SURE:
        kind = "name"  # 联系方式：齐越，13…
    is_on_line = "\n" not in clause.ended
    if not (is_on_line or is_marked):
        return
    if _value(sheet, kind, following.start, following.end, is_marked=is_marked and is_on_line):
        _spent(sheet, i)
        sheet.roles[i + 1] = _ROLE_OF.get(kind, Role.ASIDE)
        if kind == "address":
            sheet.lead_on(i + 1)


def _past_office_of(sheet: Sheet, i: int) -> int:
    """Return the last clause before the value under label *i*, where an office or a role may stand between."""
    return i + 1 if _OFFICE_OF.fullmatch(sheet.text_of(i + 1)) else i


def _past_office(sheet: Sheet, i: int, kind: str) -> int:
    """Return the clause that leads to the value under label *i*: the office that somebody sits in goes with it."""
    if kind not in ("contact", "name") or not _OFFICE_OF.fullmatch(sheet.text_of(i + 1)):
        return i
    sheet.drop(i + 1)
    sheet.roles[i + 1] = Role.LABEL
    _spent(sheet, i)
    return i + 1


def _may_follow(sheet: Sheet, i: int, kind: str) -> bool:
    """True where clause *i* may stand under a label of *kind*: it is none itself, but for a firm called so."""
    if sheet.roles[i] is not Role.STORY:
        return False
    is_firm = kind == "unit" and firms.whole(sheet.clauses[i].text)
    return is_firm or _label(sheet, i) is None


def _value(sheet: Sheet, kind: str, start: int, end: int, *, is_marked: bool) -> bool:
    """Put `plain[start:end]` into *kind* if it can be one; say so."""
    if kind == "phone":
        return False
    if is_marked and _NONE.fullmatch(sheet.one_script[start:end]):
        sheet.spend(start, end)
        return True
    if kind == "address":
        return sheet.put_place(start, end, told=is_marked)
    if kind == "unit":
        lead = re.match(r"[是叫]", sheet.one_script[start:end])
        start += lead.end() if lead else 0
        is_unit = sheet.asked or firms.whole(sheet.one_script[start:end])
        return is_unit and _one(sheet, "unit", start, end)
    return _person(sheet, kind, start, end, is_marked=is_marked)


def _person(sheet: Sheet, kind: str, start: int, end: int, *, is_marked: bool) -> bool:
    lead = re.match(r"(?:是|叫|我|本人|我本人|就是){0,6}", sheet.one_script[start:end])
    first = start + (lead.end() if lead else 0)
    name = TAIL_OF_NAME.sub("", sheet.one_script[first:end])
    last = first + len(name)
    if len(name) == 1 and callings.surname(name):
        sheet.spend(start, end)
        return _one(sheet, "surname" if kind == "name" else kind, first, last)
    if _is_called(sheet, name, is_marked=is_marked):
        sheet.spend(start, end)
        return _one(sheet, kind, first, last)
    name = callings.ahead(name)
    if name and sheet.asked and not is_marked:
        _one(sheet, kind, first, first + len(name))
    return False


def _is_called(sheet: Sheet, name: str, *, is_marked: bool) -> bool:
    """True where *name* may be one under its label; unasked and without a sign it must look like one."""
    floor = Sure.MAYBE if sheet.asked or is_marked else Sure.SURE
    if not is_marked and _SAYS.match(name):
        return False
    if callings.sureness(name) >= floor:
        return True
    is_short = re.fullmatch(rf"[{HAN}A-Za-z·. ]{{1,12}}", name) is not None
    return is_marked and sheet.asked and is_short and not say.ASIDE.fullmatch(name)


def _one(sheet: Sheet, kind: str, start: int, end: int) -> bool:
    if end <= start:
        return False
    sheet.put(kind, start, end)
    return True


_READERS = {"words": _told, "accused": _accused, "drop": _nothing}
