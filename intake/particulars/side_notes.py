"""What only speaks about a particular, greets, or says for whom somebody speaks; it goes on no form and into no words."""

import re

from intake.particulars import callings
from intake.particulars import lead_words as say
from intake.particulars.callings import Sure
from intake.particulars.sheet import SELF_CORRECTED, Role, Sheet

_ANONYMOUS = re.compile(
    r"匿名|保密|不.{0,3}留名|不具名|不署名|(?:姓名|名字|名|身份|真名).{0,12}(?:不|没|别|免)|(?:不|别|没).{0,6}(?:名字|姓名|身份|真名)|都不想?说|^不想说(?:了)?$"
)
_NOT_SO = re.compile("(?:而)?不是(?:叫)?(.{2,4})")
#: what stands below a reading-back that they copied
_OUR_WORDS = re.compile("对的请回.{0,3}确认.{0,60}$")
#: what is longer than this tells something
_LONGEST = 40
#: 不 alone is a word of many stories
_CLEAR = 2
_SURELY_OF_ONE = re.compile("^[读念音]|^不是...$|字[头旁底]|旁|上面|下面|去掉|左边|右边")


def refused(sheet: Sheet) -> None:
    """Take what only refuses a particular or remarks on one, before it is read as one."""
    ours = _OUR_WORDS.search(sheet.plain)
    for i, clause in enumerate(sheet.clauses):
        if ours and clause.start >= ours.start():
            sheet.drop(i)
        if sheet.roles[i] is not Role.STORY or len(clause.text) > _LONGEST:
            continue
        if not say.ASIDE.fullmatch(clause.text):
            continue
        sheet.anonymous |= bool(_ANONYMOUS.search(clause.text))
        if not sheet.is_story or sheet.is_near(i):
            sheet.refusing = True
            sheet.drop(i)


def asides(sheet: Sheet) -> None:
    """Take what only speaks about a particular, greets, or says for whom they speak."""
    for i, clause in enumerate(sheet.clauses):
        if sheet.roles[i] is not Role.STORY or len(clause.text) > _LONGEST:
            continue
        if sheet.is_story and not sheet.is_near(i) and i > 1:
            continue
        beside = i - 1 in sheet.phones or i + 1 in sheet.phones
        if say.COURTESY.fullmatch(clause.text) or (beside and say.CARRIES.fullmatch(clause.text)):
            sheet.drop(i)
        elif hit := say.BEHALF.fullmatch(clause.text):
            _behalf(sheet, i, hit)
        elif hit := say.MATTER_OF.fullmatch(clause.text):
            _matter_of(sheet, i, hit)
        elif _puts_right(sheet, clause.text):
            sheet.drop(i)


def _puts_right(sheet: Sheet, text: str) -> bool:
    """True for 不对, and for where one lived before; unasked only for what is no answer to anything else."""
    if sheet.asked:
        return bool(SELF_CORRECTED.fullmatch(text) or say.LIVED.fullmatch(text))
    return len(text) >= _CLEAR and bool(SELF_CORRECTED.fullmatch(text))


def _matter_of(sheet: Sheet, i: int, hit: re.Match[str]) -> None:
    """这是我妈的事, 王大妈的事."""
    clause = sheet.clauses[i]
    if hit["kin"]:
        sheet.found.setdefault("relation", []).append((clause.start, hit["kin"]))
    elif callings.sureness(hit["who"]) is Sure.SURE:
        at = clause.start + hit.start("who")
        sheet.put("for_whom", at, at + len(hit["who"]))
    else:
        return
    sheet.drop(i)


def _behalf(sheet: Sheet, i: int, hit: re.Match[str]) -> None:
    rest, kin = hit["rest"], hit["kin"] or ""
    if rest and not callings.sureness(rest):
        return
    clause = sheet.clauses[i]
    if rest:
        at = clause.start + hit.start("rest")
        sheet.put("for_whom", at, at + len(rest))
    elif kin in say.KIN:
        sheet.found.setdefault("relation", []).append((clause.start, say.KIN[kin]))
    else:
        return
    sheet.drop(i)


def signs(sheet: Sheet) -> None:
    """Take the remarks on how a character of the name is read or written, and where one is only registered."""
    name = "".join(
        value for kind in ("name", "contact", "surname") for _, value in sheet.found.get(kind, ())
    )
    for i, clause in enumerate(sheet.clauses):
        if sheet.roles[i] is not Role.STORY:
            continue
        wrong = _NOT_SO.fullmatch(clause.text)
        if wrong and set(wrong[1]) & set(name) and callings.sureness(wrong[1]):
            sheet.former["name"] = wrong[1]
            sheet.drop(i)
        elif _is_of_sign(clause.text, name) or _is_registered(sheet, clause.text):
            sheet.drop(i)


def _is_of_sign(text: str, name: str) -> bool:
    is_one = bool(name) and say.OF_A_SIGN.fullmatch(text) is not None
    return is_one and bool(set(text) & set(name) or _SURELY_OF_ONE.search(text))


def _is_registered(sheet: Sheet, text: str) -> bool:
    return sheet.has("address") and say.REGISTERED.fullmatch(text) is not None
