"""The lines to be typed that stand in our own sentences (`bot/texts`), with their placeholders filled."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from house_rules import ROOT

from intake.grammar.forms import FORMS

_NAMES = "|".join(sorted(FORMS, key=len, reverse=True))
#: a command and what follows it, up to the end of the clause
_LINE = re.compile(rf"/(?:{_NAMES})(?![一-鿿])[^；。，、（）“”〕\n\u3000]*")
#: what goes on behind a line is said about it, and not typed: 看编号, 登记, 写明新的办结时间
_PROSE = re.compile(
    r" ?(?:看(?:编号|现在的情况|您现在能用的命令|内容|进展|格式|您能用的命令)|登记|查看|打印|写明.*|问本人|研究|或"
    r"|定下.*牵头部门|把它交给您|后生效|在系统里答|的事项)$"
)
#: what the sentence fills in
_GIVEN = {
    "{no}": "0001",
    "{other}": "0002",
    "{ascii}": "0001",
    "{code}": "N1",
    "{fields}": "",
    "{kind}": "照片",
    "{done}": "已处理",
    "{example}": "3日",
    "{chat}": "#3",
}
#: what whoever types it puts in the place of a word, the longest first
_MEANT = {
    "要说的话": "请带身份证来窗口",
    "反映的人或部门": "李科 索要红包",
    "反映的人": "李科 索要红包",
    "事项：要部门办的事": "事项：营业执照尽快办结",
    "何时联系了谁": "已联系110",
    "接电话的人": "值班员王五",
    "牵头部门 理由": "税务局 这件事由税务局负责",
    "部门 理由": "税务局 这件事由税务局负责",
    "部门 类=类别": "市场监管局 类=办不了",
    "[理由：… 依据：…]": "理由：材料不全 依据：办事指南第三条",
    "理由码 说明": "N1 已按规定核对 路径：请拨打12345热线",
    "承诺日 内容": "2026-10-12 补正档案后办理登记",
    "新日期 理由": "2026-10-14 等待上级系统开通",
    "天数 理由": "1 情况复杂，需要现场核查",
    "作废 原因": "作废 登成了两件",
    "日期 意见": "3日 请说明原因并办结",
    "内容": "已核实清楚，请补齐材料后到窗口办理",
    "意见": "请说明原因并办结",
    "等级": "满意",
    "结果": "已协调窗口补录信息，现场拿证",
    "理由": "已核实清楚",
    "事由": "涉嫌违规收费",
    "用途": "回访",
    "问题": "请问是哪一天来办理的",
    "部门": "市场监管局",
    "单位": "自然资源局，市场监管局",
    " 话": " 请问是哪一天来办理的",
    " 号": " 0002",
}
_WORD = re.compile("|".join(sorted(map(re.escape, _MEANT), key=len, reverse=True)))


#: proved where it is said: it confirms what was looked at a second time
PROVED = frozenset({"/不予受理 {no} 确认"})


@cache
def lines() -> tuple[tuple[str, str], ...]:
    """Return each such line as it stands in a sentence, and as it is typed; of a number or task, no bare names."""
    return tuple(dict.fromkeys(_all()))


def _all() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "bot" / "texts").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for one in ast.walk(tree):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                for found in _LINE.findall(one.value.replace(" 或 /", "；/")):
                    line = _PROSE.sub("", found).strip()
                    if re.search(r"\{(?:no|ascii|id|chat)\}", line) and line not in PROVED:
                        yield line, _typed(line)


def _typed(line: str) -> str:
    command, _, rest = line.partition(" ")
    for name, value in _GIVEN.items():
        rest = rest.replace(name, value)
    rest = rest.replace("{id}", "12" if command in MARKS else "3")
    return f"{command} {_WORD.sub(lambda hit: _MEANT[hit[0]], rest)}"


#: whose {id} is that of a mark (扣分), not of a task
MARKS = frozenset({"/核实", "/申诉", "/裁定"})
