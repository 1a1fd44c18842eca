"""The ends of a short message: a name that is all of its first or last clause, a place that is all of its last."""

import re

from intake.particulars import abodes, callings
from intake.particulars.callings import Sure
from intake.particulars.sheet import ADDRESSED, LONG, SHORT, Role, Sheet

#: behind one of these a place, a unit or a name belongs to whom they complain of
_ACCUSES = re.compile(
    r"投诉|举报|反映|查处|检举|控告|请管管|曝光|被告|骗|坑人|黑店|那家|这家|店在|老板叫|地点|地址在|位于"
)


def ends(sheet: Sheet) -> None:
    """Take a name that is all of the first or last clause, and a place that is all of the last one."""
    if not sheet.clauses or len(sheet.plain) > LONG:
        return
    is_short = len(sheet.plain) <= SHORT and len(sheet.clauses) > 1
    last = len(sheet.clauses) - 1
    for i in (last, 0):
        if sheet.has("name") or sheet.has("surname") or sheet.roles[i] is not Role.STORY:
            continue
        text = sheet.bare_text(i)
        may_be = bool(sheet.phones) or (is_short and i == last)
        if may_be and _is_name(sheet, i, text) and not _is_led(sheet, i):
            core = sheet.core(i)
            sheet.drop(i)
            sheet.put("name", *core)
    if is_short and not sheet.has("address") and sheet.roles[last] is Role.STORY:
        start, end = sheet.core(last)
        text = sheet.one_script[start:end]
        if abodes.is_proper(text) and last and len(text) >= 4 and not _ACCUSES.search(sheet.plain):
            sheet.drop(last)
            sheet.put("address", start, end)


def _is_led(sheet: Sheet, i: int) -> bool:
    """True where clause *i* belongs to the words before it: 老板：, 找, 和."""
    before = sheet.clauses[i - 1] if i else None
    return before is not None and (
        ":" in before.ended or "、" in before.ended or "“" in before.ended
    )


def _is_name(sheet: Sheet, i: int, text: str) -> bool:
    """True for a name at an end; without a number, or with a full stop behind it, it must be a common one."""
    if callings.sureness(text) is not Sure.SURE or ADDRESSED.search(text):
        return False
    return bool(sheet.phones) or callings.is_common(text) or not sheet.clauses[i].ended.strip()
