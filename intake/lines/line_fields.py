"""What stands behind a command's number, put into the order that its form has: units, days, choices.

Each function takes the words behind verb and number as they were written and returns them as the form
wants them, so that one grammar (`intake.grammar.commands`) reads every line. What it cannot place it
leaves where it is: the grammar then asks.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dispatch.words.normal_form import seen
from intake.grammar import day_words
from intake.lines.units import Units
from intake.lines.verbs import DOUBT, EARLIER, TAKEN_BACK

#: between the number and the words
_BEGIN = re.compile(r"^[→\s,，:：;；、。.!！~～]+")
_ANNOUNCED = re.compile(r"(?:如下|内容|意见|群众)\s?[:,]")
#: before a unit to which something goes
_TO = r"(?:建议)?(?:应该?|应当|该|要|还是)?(?:退回?|派|改派|转派|转交|转|交|移|改|分|报)?(?:给|到|往|至|回|去)?(?:了|由|让|请)?\s?"
_TO_UNIT = re.compile(_TO)
#: whose business it is said to be
_OWN = re.compile(
    r"(?:(?:应该?|该|要)?(?:归属|归|属于?|由|找|转给?|退给|派给|交给|给|请)|(?:应该|该|应)是?|是(?!不|否))\s?"
)
#: what ends as units do, though nobody has listed it
LIKE_A_UNIT = re.compile(
    r"[^\s,、;:。不没是]{1,10}?(?:局|委|办(?![理结好完])|厅|中心|公司|大队|所|站|镇|乡|街道)(?=$|[\s,、;:。])"
)
#: it is not ours
NOT_OURS = re.compile(
    r"不(?:归|属于?|是|该|应该?(?:由|归)?|在)(?:我们?|我们?[局所科委办]|我(?:单位|中心)|本(?:局|单位)|咱们?)[^,。;]{0,4}(?:管|的|负责|办|受理|职责|范围|业务|事)?"
    r"|(?:我们?|我们?[局所科委办]|本(?:局|单位)|我(?:单位|中心))(?:不管|管不了|(?:没有?|无)(?:这个|此项?|该项?|相关|这项)?(?:职能|权限|职责|职权|管辖权))"
    r"|(?:非|不在)(?:我们?|我们?[局所科委办]|本(?:局|单位)|我(?:单位|中心))的?[^,。;]{0,4}(?:职责|范围|业务|职能|管辖)"
)
#: behind a unit that is to do it; no reason of its own
_DOES = re.compile(
    r"(?:局|单位)?(?:来|去)?(?:牵头|主办|协办|配合|承办|负责|办理|处理|管理?|办|的|一起|共同|参加|研究|会商|尽快|抓紧"
    r"|一下|吧|谢谢|[\s,。!~、()]{1,4}+){0,8}"
)
#: from here on options stand: 类=很难办
_OPTION = r"(类别?|事项|原因|承诺|期限|例外)\s?(?:[=:是为]\s?|(?=\d)|(?<=类别)(?=\w))"
_OPTIONS = re.compile(rf"(?:^|(?<=[\s,;、。])){_OPTION}")
#: before a day that is promised
_ON = re.compile(
    r"(?:日期?|时间)?(?:改期?|调整?|延长?|推迟?|定|变|顺延|延后)?(?:到|至|成|为|在|是|于)?[\s,:]{0,3}"
    r"(?:我们?)?(?:承诺|预计|计划|争取|保证|最迟|最晚|于|在)?\s?"
)
_PART_OF_DAY = re.compile(r"(?:上午|下午|晚上|中午|下班前|上班前|之?前|以前)\s?")
#: what a caller said before the level
_THEY_SAID = re.compile(
    r"(?:结果|登记|电话|等级|评价|是|为|群众|对方|诉求人|当事人|他|她|本人|家属|老人|说|表示|讲|评|选|给|很明确|[\s,:、]{1,4}+){0,10}"
)
#: nobody was reached, in other words than the form's
_UNREACHED = re.compile(
    r"(?:了|[一两三]次|电话|对方|群众|都|一直|[\s,:]){0,6}(?:没接通|没打通|打不通|未打通|没有接通|没有?人接(?:听|电话)?|无人接听?|联系不上|关机|停机|空号|占线)"
)
_AS_THE_FORM_HAS_IT = re.compile(r"未接通|无人接听|没人接|未评价")
#: by when something is demanded
_BY_WHEN = re.compile(r"(?:要求|请|务必|必须)?(?:限期?|最迟|最晚|须|在|于)(?:在|于)?\s?")
#: the verdict behind its reasons: 答复属实，通过
_AT_LAST = re.compile(r"[\s,。;](?:予以|可以|同意|准予)?通过[\s。!]{0,3}$")
_FAULTLESS = re.compile(r"没有?问题|没毛病")
_VERDICTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?:不予?通过|不合格|没通过|未通过|不行)(?:[\s,。;]{0,3}请?退回(?:重写|重办)?)?"
        ),
        "退回",
    ),
    (
        re.compile(
            r"(?:(?:没问题|没有问题|无误|属实|合格|可以|都|均|全部|审核)[\s,、]{0,2}){0,3}(?:予以|可以|已经?|准予|审核)?(?:通过|合格|过(?=了?(?:$|[\s,。!])))(?:质检|了|吧){0,3}"
        ),
        "通过",
    ),
    (re.compile(r"(?:请|先|予以|要)?(?:退回|打回)(?:去|了)?"), "退回"),
)
#: behind a choice: it ends, or goes on after a mark
_ENDS = re.compile(r"$|[\s,:;、。.!~(]|(?:重写|重新|重办|补|缺|因为|请)")


#: signs of free words in which a day is looked for
LOOKED_THROUGH = 200


@dataclass(frozen=True, slots=True)
class Behind:
    """The words behind a command and its number, as written; *units* are the departments by name."""

    words: str
    units: Units

    @property
    def shown(self) -> str:
        """The words in their normal form."""
        return seen(self.words).text

    def after(self, at: int) -> str:
        """Return the words as written from *at* of the normal form on, without what parts them."""
        return _BEGIN.sub("", seen(self.words).after(at), count=1) if at else self.words


Put = Callable[[Behind], str]


def bare(behind: Behind) -> str:
    """A command without words: what doubts nothing is left out."""
    told = EARLIER.sub("", behind.shown)
    return behind.words if DOUBT.search(told) or re.search(r"\d{3,}", told) else ""


def decided(behind: Behind) -> str:
    """批准: what would limit it, a number of days, is a doubt too."""
    return (
        behind.words
        if re.search(r"\d|[一二两三四五六七八九十几]\s?[天日个]", behind.shown)
        else bare(behind)
    )


def reasoned(behind: Behind) -> str:
    """A command without words that is given with a reason: the reason is left out."""
    return behind.words if TAKEN_BACK.search(behind.shown) else ""


def worded(behind: Behind) -> str:
    """A command with words: all that stands there, without what only announces them."""
    hit = _ANNOUNCED.match(behind.shown)
    return behind.after(hit.end()) if hit else behind.words


def read_only(behind: Behind) -> str:
    """查: the whole or the print is asked for, or nothing more."""
    return next((one for one in ("全文", "打印") if one in behind.shown), "")


def sent_to(behind: Behind) -> str:
    """退单, 改派: the unit and then the reason, wherever the unit stands."""
    line = behind.shown
    begin = _TO_UNIT.match(line)
    names, end = behind.units.listed(line, begin.end() if begin else 0)
    if names:
        does = _DOES.match(line, end)
        rest = behind.after(does.end() if does else end)
        return f"{'，'.join(names)} {rest or _owned(line)}"
    owned = [
        one for hit in _OWN.finditer(line) if (one := behind.units.at(line, hit.end())) is not None
    ]
    if len({name for name, _ in owned}) == 1:
        return f"{owned[0][0]} {behind.words}"
    if (unknown := LIKE_A_UNIT.match(line, begin.end() if begin else 0)) is not None:
        return f"{unknown[0]} {behind.after(unknown.end())}"
    return behind.words


def _owned(line: str) -> str:
    """Return the words themselves where they say whose business it is: 归住建管 is a reason."""
    return line.strip() if re.match(r"(?:应该?|该)?(?:归|属|由|是)", line) else ""


def assigned(behind: Behind) -> str:
    """派单, 会商: every unit that is named, the lead first, then the options."""
    line = behind.shown
    options = _OPTIONS.search(line)
    end = options.start() if options else len(line)
    names, rest = _all_units(line[:end], behind.units)
    if not names or rest:
        return behind.words
    tail = re.sub(_OPTION, r"\1=", line[end:])
    return f"{'，'.join(names)} {tail}".strip()


_LEADS = re.compile(r"牵头|主办")


def _all_units(line: str, units: Units) -> tuple[tuple[str, ...], str]:
    """Return the units of *line*, the lead first, and the words that nothing explains."""
    found: list[tuple[bool, str]] = []
    at, rest = 0, ""
    while at < len(line):
        begin = _TO_UNIT.match(line, at)
        one = units.at(line, begin.end() if begin else at)
        if one is not None:
            does = _DOES.match(line, one[1])
            said = does[0] if does else ""
            said_of_it = line[max(0, at - 2) : at] + said
            found.append((not _LEADS.search(said_of_it), one[0]))
            at = one[1] + len(said)
            continue
        small = re.match(
            r"[\s,、;:和及与跟。()]|主办|牵头|协办|配合|责任|以及|还有|同志|一下|几个?部门|单位",
            line[at:],
        )
        rest += "" if small else line[at]
        at += small.end() if small else 1
    leads = sorted(found, key=lambda one: one[0]) if any(not one[0] for one in found) else found
    return tuple(dict.fromkeys(name for _, name in leads)), rest


def dated(behind: Behind) -> str:
    """方案, 改诺, 挂账: the day first, wherever it stands, then the words."""
    line = behind.shown
    begin = _ON.match(line)
    for at in ([begin.end()] if begin else []) + [0]:
        found = day_words.day(line, at)
        if found is not None:
            part = _PART_OF_DAY.match(line, found[1])
            end = part.end() if part else found[1]
            return f"{line[at : found[1]]} {behind.after(end)}"
    inside = [
        one for one in day_words.places(line[:LOOKED_THROUGH]) if line[one[0] - 1] not in "后起自从"
    ]
    if len(inside) == 1:
        begin_at, end = inside[0]
        return f"{line[begin_at:end]} {behind.words}"
    return behind.words


#: for how long
_LENGTH = re.compile(
    rf"(?:{day_words.NUMBER}\s?(?:个?工作[日天]|个?自然[日天]|[天日](?!\s?前)|个?星期|个?礼拜|周)|半个?月)(?:内|以内)?"
)
_BARE_NUMBER = re.compile(r"\d{1,2}(?=[\s,:;、。])")
#: two or three: no number
_FROM_TO = re.compile(r"[一二三四五六七八九两]{2}")
_LAST_LENGTH = re.compile(
    rf"[\s,。;](?:再?申请|再?要|还?需要?|再给)?\s?({_LENGTH.pattern})[\s。!]{{0,3}}$"
)
_UNTIL = re.compile(r"(?:到|至)\s?")
#: more time is asked for inside a sentence: 因停电申请延期两天
ASKED_FOR_TIME = re.compile(
    r"(?<![不没别])(?:申请|需要?|请求?|要求|想|再|要|得)(?:再|准予|批准|给予|予以|同意)?(?:延长?期?|宽限|推迟|顺延)\s?"
    r"|(?:再|多)给(?:我们?)?\s?"
)
_SO_MUCH = re.compile(r"(?:吧|左右|即可|就行|就够)(?=$|[\s,。;:])")
_DAYS_TO = re.compile(
    r"(?:(?:办理|答复)?(?:期限?|时间|时限|天数)[:,]?\s?)?(?:申请|再|想|要|[\s,:])?(?:延长?期?|宽限|推迟|顺延|延后|再?多?给)?(?=\s?(?:到|至|[\d一二两三四五六七八九十半])|[\s,:])[\s,:]{0,3}"
)


def extended(behind: Behind) -> str:
    """延期: the number of days, or the day, then the reason, in either order."""
    line = behind.shown
    begin = _DAYS_TO.match(line)
    at = begin.end() if begin else 0
    end = _length(line, at)
    if end:
        more = _SO_MUCH.match(line, end)
        return f"{line[at:end]} {behind.after(more.end() if more else end)}"
    for hit in ASKED_FOR_TIME.finditer(line[:LOOKED_THROUGH]):
        if end := _length(line, hit.end()):
            return _time_first(line, hit.start(), hit.end(), end)
    last = _LAST_LENGTH.search(line[:LOOKED_THROUGH])
    return _time_first(line, last.start(1), last.start(1), last.end(1)) if last else behind.words


def _time_first(line: str, begin: int, time: int, end: int) -> str:
    words = f"{line[:begin].rstrip(' ,。;、')}，{line[end:].lstrip(' ,。;、')}"
    return f"{line[time:end]} {words.strip(' ，,。;、')}"


def _length(line: str, at: int) -> int:
    """Return the end of the number of days or the day at *at*, 0 where there is none."""
    hit = _LENGTH.match(line, at) or _BARE_NUMBER.match(line, at)
    if hit and not _FROM_TO.match(hit[0]):
        return hit.end()
    to = _UNTIL.match(line, at)
    found = day_words.day(line, to.end() if to else at)
    return found[1] if found else 0


def verdict(behind: Behind) -> str:
    """质检: passed or sent back, however it is said."""
    line = behind.shown
    for pattern, word in _VERDICTS:
        hit = pattern.match(line)
        if hit and _ENDS.match(line, hit.end()):
            return f"{word} {behind.after(hit.end())}"
    last = _AT_LAST.search(line)
    if last is not None and not DOUBT.search(_FAULTLESS.sub("", line[: last.start()])):
        return f"通过 {line[: last.start()]}"
    return behind.words


def demanded(behind: Behind) -> str:
    """督办: the day first, without the word that only asks for it: 限3个工作日."""
    line = behind.shown
    asked = _BY_WHEN.match(line)
    at = asked.end() if asked else 0
    found = day_words.limit(line, at) if at else None
    return f"{line[at : found[1]]} {behind.after(found[1])}" if found else behind.words


def rated(behind: Behind) -> str:
    """回访: the level first; what says whose words it is goes."""
    unreached = _UNREACHED.match(behind.shown)
    if unreached is not None and not _AS_THE_FORM_HAS_IT.match(behind.shown):
        return f"未接通 {behind.words}"
    hit = _THEY_SAID.match(behind.shown)
    return behind.after(hit.end()) if hit and hit.end() else behind.words


def to_outside(behind: Behind) -> str:
    """函转: to whom, without the word before it."""
    hit = re.match(r"(?:给|到|至|往)\s*", behind.shown)
    return behind.after(hit.end()) if hit else behind.words


#: commands whose words are put in order; of every other they stay as they are
PUT: Mapping[str, Put] = {
    **dict.fromkeys(("签收",), bare),
    "批准": decided,
    **dict.fromkeys(("通报", "上门", "撤并", "案例"), reasoned),
    "查": read_only,
    "退单": sent_to,
    "改派": sent_to,
    "派单": assigned,
    "会商": assigned,
    "方案": dated,
    "改诺": dated,
    "挂账": dated,
    "延期": extended,
    "督办": demanded,
    "质检": verdict,
    "回访": rated,
    "函转": to_outside,
}
