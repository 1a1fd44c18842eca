"""Whose a number in a message is: the writer's own, one that is no longer theirs, or somebody else's."""

import re

from intake.extract.name_words import FREQUENT_SURNAMES, HAN, SURNAMES
from intake.particulars import callings
from intake.particulars import lead_words as say
from intake.particulars.callings import Sure
from intake.particulars.pauses import Clause
from intake.particulars.sheet import SELF_CORRECTED, Role, Sheet

#: figures of the shortest number that tells its area
_AREA = 10
#: an unasked short number is the writer's where nothing else leads to it
_OWN_LEAD = re.compile(
    "(?:(?:请|可以|就|有事)?打?(?:我|俺|我们|本人)?(?:的)?(?:家里|家|店里|办公室|单位|屋里)?(?:的)?(?:联系|固定)?(?:电话|座机|固话|宅电|号码)?(?:是|为|:)?)"
)
#: characters of a name whose surname must be a frequent one
_SHORT_NAME = 2
_NAME_BEHIND = re.compile(rf"[了吗呢啊]([{HAN}]{{2,3}})$")


#: who is complained of, and how they are called or reached
_OTHER = re.compile(
    rf"(?:打人|骗钱|骗人|肇事|欠钱|欠账|违建|占道|施工|收钱)的?(?:人|者|司机)?的?(?:名?叫|姓|电话|手机|住|是)|(?:老板|房东|对方|工头|包工头|司机|那人|那个人|中介|店主|卖家|物业经理)的?(?:名?叫|姓|外号|绰号|人称|电话|手机|[{SURNAMES}][{HAN}]{{1,2}}$)"
)
_I_TELL = re.compile("我叫|我姓|我的|本人|俺叫|俺姓|俺是|我是|问我")
_ENDED = re.compile("[;。!?\n]")


def numbers(sheet: Sheet) -> None:
    """Say of each number whether it is the writer's; cut off the words that lead to it."""
    _others(sheet)
    for i, clause in enumerate(sheet.clauses):
        if clause.number is not None and sheet.roles[i] is Role.NUMBER:
            _settle(sheet, i, clause.number.value)
    for i in [i for i in sheet.phones if SELF_CORRECTED.fullmatch(sheet.text_of(i - 1))]:
        before = max((j for j in sheet.phones if j < i), default=None)
        if before is not None:
            sheet.former["phone"] = sheet.phones.pop(before)
            sheet.drop(i - 1)
    if sheet.own and not sheet.asked:
        for i in set(sheet.phones) - sheet.own:
            if "、" not in sheet.clauses[i - 1].ended and "或" not in sheet.clauses[i - 1].text:
                sheet.disown(i)


def _others(sheet: Sheet) -> None:
    """Leave to the words what is told of somebody else, to the end of the sentence, where the writer tells of themselves too."""
    until = -1
    for i, clause in enumerate(sheet.clauses):
        is_theirs = i < until or (
            _OTHER.match(clause.text) and _I_TELL.search(sheet.one_script, clause.end)
        )
        if not is_theirs or _I_TELL.match(clause.text):
            until = -1
            continue
        sheet.roles[i] = Role.TOLD
        until = -1 if _ENDED.search(clause.ended) else len(sheet.clauses)


def _settle(sheet: Sheet, i: int, value: str) -> None:
    before, after = _glued(sheet, i - 1, i), _glued(sheet, i + 1, i)
    ahead, behind = before.text if before else "", after.text if after else ""
    is_old = say.OLD_BEFORE.search(ahead) or say.OLD_AFTER.match(behind)
    are_several = sum(1 for one in sheet.clauses if one.number) > 1
    is_wrong = are_several and say.WRONG_AFTER.match(behind)
    if is_wrong or (is_old and (sheet.asked or are_several)):
        _old(sheet, i, before, after)
    elif _is_own(sheet, value, ahead, behind):
        _own(sheet, i, value, before)
    else:
        for j, one in ((i - 1, before), (i, None), (i + 1, after)):
            if j == i or one is not None:
                sheet.roles[j] = Role.TOLD


def _glued(sheet: Sheet, j: int, i: int) -> Clause | None:
    """Return clause *j* beside number *i* if it is words, and no sign parts them but a colon before it."""
    if not 0 <= j < len(sheet.clauses) or sheet.clauses[j].number is not None:
        return None
    parted = sheet.clauses[min(i, j)].ended.strip(" :'-(" if j < i else " (→>")
    return None if parted or not sheet.clauses[j].text else sheet.clauses[j]


def _own(sheet: Sheet, i: int, value: str, before: Clause | None) -> None:
    clause = sheet.clauses[i]
    sheet.phones[i] = value
    sheet.spend(clause.start, clause.end)
    extension = re.fullmatch(r"(?:转|分机号?)(?:是|为|:)?\s?(\d{1,5})", sheet.text_of(i + 1))
    if extension:
        sheet.phones[i] += f"转{extension[1]}"
        sheet.drop(i + 1)
    if before is None:
        return
    if say.OWN_NUMBER.search(before.text):
        sheet.own.add(i)
    _cut_lead(sheet, i - 1, before)
    if before.end == clause.start and not sheet.has("name"):
        _cut_name(sheet, i - 1, before)


def _old(sheet: Sheet, i: int, before: Clause | None, after: Clause | None) -> None:
    sheet.roles[i] = Role.ASIDE
    number = sheet.clauses[i]
    sheet.spend(number.start, number.end)
    sheet.former["phone"] = number.number.value if number.number else ""
    if before:
        hit = say.OLD_BEFORE.search(before.text)
        lead = hit.start() if hit else len(before.text)
        if re.fullmatch(
            r"(?:我|俺|的|电话|手机|号码|号|是|那个|联系方式|也|都|之前|以前){0,6}",
            before.text[:lead],
        ):
            lead = 0
        sheet.spend(before.start + lead, before.end)
        sheet.shorten(i - 1, before.start, before.start + lead)
        if hit is None:
            _cut_lead(sheet, i - 1, before)
    hit = (say.OLD_AFTER.match(after.text) or say.WRONG_AFTER.match(after.text)) if after else None
    if after and hit:
        tail = re.match(r"(?:了|的|啦|吧|哈|已经){0,6}", after.text[hit.end() :])
        done = hit.end() + (tail.end() if tail else 0)
        sheet.spend(after.start, after.start + done)
        sheet.shorten(i + 1, after.start + done, after.end)


def _is_own(sheet: Sheet, figures: str, ahead: str, behind: str) -> bool:
    if say.OWN_NUMBER.search(ahead):
        return True
    if sheet.asked:
        return not re.search(
            r"(?:窗口|老板|对方|物业|他|她|工头|中介|房东|骗子)的?(?:电话|手机|号码)(?:是|为)?$",
            ahead,
        )
    is_short = len(figures) < _AREA
    if is_short and not (ahead and _OWN_LEAD.fullmatch(ahead)):
        return False
    return not (say.OTHERS_NUMBER.search(ahead) or say.OTHERS_AFTER.match(behind))


def _cut_name(sheet: Sheet, i: int, clause: Clause) -> None:
    """Take a name off the end of a story that the number is glued to: …了侯亮134…."""
    hit = _NAME_BEHIND.search(clause.text)
    if (
        hit
        and callings.sureness(hit[1]) is Sure.SURE
        and (hit[1][0] in FREQUENT_SURNAMES or len(hit[1]) > _SHORT_NAME)
    ):
        at = clause.start + hit.start(1)
        sheet.put("name", at, clause.end)
        sheet.shorten(i, clause.start, at)


def _label_of_one(clause: Clause) -> re.Match[str] | None:
    """Return that *clause* is a label of a number: 来电号码：."""
    hit = say.MARKED.fullmatch(clause.text) if ":" in clause.ended else None
    if hit is None or say.NOT_THEIRS.search(clause.text):
        return None
    is_theirs = say.ENDS[hit["end"]] == "phone" and callings.sureness(hit["of"]) < Sure.SURE
    return hit if is_theirs else None


def _cut_lead(sheet: Sheet, i: int, clause: Clause) -> None:
    """Take the words that lead to a number off the end of the clause before it."""
    ring = say.RING.fullmatch(clause.text) or _label_of_one(clause)
    hit = ring or say.NUMBER_LEAD.search(clause.text)
    if not hit or not (ring or say.NUMBER_CORE.search(hit[0])):
        return
    at = clause.start + hit.start()
    sheet.spend(at, clause.end)
    sheet.shorten(i, clause.start, at)
