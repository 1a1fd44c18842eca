"""Lines about no ticket: what waits for me, the month's figures, how this works, who takes over.

A pattern must be the whole line; a line that only holds such words is talk.
"""

import re
from datetime import date, timedelta

from dispatch.words.alternatives import any_of
from intake.grammar.commands import StaffCommand, Wrong, read
from intake.grammar.day_words import number
from intake.grammar.forms import FORMS
from intake.lines.verbs import ALONE

_SMALL = rf"(?>{any_of(ALONE['small'])}|[\s,。?!~]{{1,4}})"


def _among_small_words(core: str) -> re.Pattern[str]:
    """Return a pattern of *core* with nothing but small words around; one that begins it is never taken for small."""
    bare = core.replace("(?P<rest>", "(?:")
    return re.compile(rf"(?:(?!{bare}){_SMALL}){{0,12}}+{core}{_SMALL}{{0,12}}+")


_DONE_BY_ME = rf"{any_of(ALONE['before'])}{any_of(ALONE['done'])}"
#: what waits: 待批的, 没签收的, 要我质检的; 要批 alone tells what somebody is about to do
_WAITS = (
    rf"(?:{any_of(ALONE['waiting'])}|{_DONE_BY_ME}了?的|(?:待|等我|等着我?){any_of(ALONE['done'])}"
    rf"|(?:几[个件单]|哪些|什么|啥)(?:是|还)?{_DONE_BY_ME}的?|(?:我们?|我局|我单位)的?(?:工单|单子|任务))"
)
_ALONE: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?:请问|你好|这个|那|[\s,]){0,4}(?:机器人|你|命令|指令|这)?(?:怎么|如何|咋)(?:使?用|操作|弄|发命令|下命令)(?:的|啊|呢|呀)?[\s?!。]{0,4}"
            r"|(?:请问|现在|都|我|你|[\s,]){0,4}(?:有|能用|可以用|能发|支持|会)(?:的)?(?:哪些|什么|啥)(?:命令|指令|功能)(?:可以用|能用)?(?:啊|呢)?[\s?!。]{0,4}"
            r"|(?:请问)?你?(?:能|会|可以)(?:帮我)?(?:做|干|办)?(?:些)?(?:什么|啥|哪些事?)(?:啊|呢)?[\s?!。]{0,4}"
            r"|(?:看下?|查看)?(?:命令|指令)(?:列表|大全|清单|有哪些)[\s?!。]{0,4}|(?:使用|操作)(?:说明|帮助|指南|手册)|用法|帮助一下|菜单|说明书|教我(?:怎么)?用|命令怎么[写发打用]|怎么[写发打用]命令"
        ),
        "帮助",
    ),
    (_among_small_words(rf"{_WAITS}(?:工单|单子|[单件])?"), "待办"),
    (_among_small_words(any_of(ALONE["pressed"])), "督办列表"),
    (
        _among_small_words(
            r"(?P<rest>本周|这周|上周|本月|这个?月|上个?月|当月|本季度|这个?季度|上个?季度|周|月|季度?)度?的?(?:数据|情况)?(?:统计|数据|报表|(?:满意|办结|签收|逾期|按时办结|按期办结|超期|退单|质检通过)率)(?:数据|表|情况|图)?"
        ),
        "统计",
    ),
    (
        _among_small_words(
            r"统计(?:一下|下)?\s?(?P<rest>本周|这周|本月|这个?月|当月|本季度|这个?季度)"
        ),
        "统计",
    ),
    (
        _among_small_words(
            r"(?P<rest>(?:20\d\d\s?年)?(?:1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2})月|本月|这个?月|当月|上个?月)份?的?台账"
        ),
        "台账",
    ),
    (_among_small_words(r"台账\s?(?P<rest>本月|这个?月|当月|上个?月)份?的?"), "台账"),
    (_among_small_words("台账"), "台账"),
    (
        re.compile(
            r"(?:.{0,20}[,，。\s])?(?:请|麻烦|帮我|我|要|想|把|将){0,3}(?:我)?(?:手头|手上|手里|名下)?上?的?(?:所有|全部)?的?(?:活儿?|工单|单子|工作|事情?|件)?(?:都|全部?|先)?(?:交接(?:一下)?给|(?<=都)交接|(?<=[活单作情件])交接)(?P<rest>(?!班|工作|手续|记录|一下|清单)[^\s,，。!！吧了的]{2,4})(?:吧|了|一下)?[\s。!]{0,4}"
        ),
        "交接",
    ),
    (
        re.compile(
            r"(?:请|麻烦|帮忙?|帮我|我要|再|[\s,]){0,4}(?:登记|代录|录入|代登记)(?:一[下个件条]|[下个])[\s,:;、。]{1,4}(?P<rest>[\s\S]+)"
        ),
        "登记",
    ),
)
_PERIODS = {
    "这周": "本周",
    "这月": "本月",
    "这个月": "本月",
    "当月": "本月",
    "这季度": "本季度",
    "这个季度": "本季度",
}


def about_none(line: str, today: date) -> tuple[str, StaffCommand | Wrong] | None:
    """Return the command about no ticket that the whole line is, by its name."""
    for pattern, name in _ALONE:
        hit = pattern.fullmatch(line)
        if hit is None:
            continue
        said = hit.groupdict()
        rest = said.get("rest") or ""
        if name == "台账":
            rest = _month(rest, today)
        found = read(f"/{name} {_PERIODS.get(rest, rest)}".strip(), slash_required=True)
        return (FORMS[name].who, found) if found is not None else None
    return None


def _month(words: str, today: date) -> str:
    first = today.replace(day=1)
    if words.startswith("上"):
        return (first - timedelta(days=1)).strftime("%Y-%m")
    if words and not words[0].isdecimal():
        counted = number(words.removesuffix("月"))
        return f"{counted}月" if counted else first.strftime("%Y-%m")
    return words
