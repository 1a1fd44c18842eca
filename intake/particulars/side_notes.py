"""What only speaks about a particular, greets, or says for whom somebody speaks; it goes on no form and into no words."""

import re

from intake.particulars import callings
from intake.particulars import lead_words as say
from intake.particulars.sheet import SELF_CORRECTED, Role, Sheet

_ANONYMOUS = re.compile(
    r"匿名|保密|不具名|不署名|(?:姓名|名字|名|身份|真名).{0,12}(?:不|没|别|免)|(?:不|别|没).{0,6}(?:名字|姓名|身份|真名)|都?不想?说"
)
_SURELY_OF_ONE = re.compile("^[读念音]|^不是...$|字[头旁底]|旁")


def refused(sheet: Sheet) -> None:
    """Take what only refuses a particular or remarks on one, before it is read as one."""
    for i, clause in enumerate(sheet.clauses):
        if sheet.roles[i] is Role.STORY and say.ASIDE.fullmatch(clause.text):
            sheet.anonymous |= bool(_ANONYMOUS.search(clause.text))
            sheet.refusing = True
            sheet.drop(i)


def asides(sheet: Sheet) -> None:
    """Take what only speaks about a particular, greets, or says for whom they speak."""
    for i, clause in enumerate(sheet.clauses):
        if sheet.roles[i] is not Role.STORY:
            continue
        beside = i - 1 in sheet.phones or i + 1 in sheet.phones
        if say.COURTESY.fullmatch(clause.text) or (beside and say.CARRIES.fullmatch(clause.text)):
            sheet.drop(i)
        elif hit := say.BEHALF.fullmatch(clause.text):
            _behalf(sheet, i, hit)
        elif sheet.asked and SELF_CORRECTED.fullmatch(clause.text):
            sheet.roles[i] = Role.ASIDE
            sheet.spend(clause.start, clause.end)


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
    """Take the remarks on how a character of the name is read or written."""
    name = "".join(
        value for kind in ("name", "contact", "surname") for _, value in sheet.found.get(kind, ())
    )
    if not name:
        return
    for i, clause in enumerate(sheet.clauses):
        if sheet.roles[i] is not Role.STORY or not say.OF_A_SIGN.fullmatch(clause.text):
            continue
        if set(clause.text) & set(name) or _SURELY_OF_ONE.search(clause.text):
            sheet.drop(i)
