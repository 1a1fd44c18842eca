"""The commands about marks (考核, LH-17): proposed, verified, appealed, decided, listed."""

import re

from intake.grammar.fields import Value, names, one_of, option, token
from intake.grammar.form import REF, Form, Slot, form

_NUMBER = re.compile(r"(?:编号|扣分|#)?\s?(\d{1,9})\s?号?(?!\d)")


def number(line: str, at: int) -> tuple[Value, int] | None:
    """Read the number of a mark: 12, #12, 12号."""
    hit = _NUMBER.match(line, at)
    return (int(hit[1]), hit.end()) if hit and int(hit[1]) > 0 else None


_MARK = Slot("mark", "编号（见 /扣分列表）", number)

SCORING: tuple[Form, ...] = (
    form(
        "扣分列表",
        "",
        "列出扣分和取消资格的提议、核实、申诉",
        "",
    ),
    form(
        "扣分",
        "号 条款 单位[/人] 事实",
        "提议扣分，经核实才算",
        "0001 17b 市场监管局/李科 服务态度差：当众训斥办事群众",
        REF,
        Slot("demerit", "条款（如 17b）", token),
        Slot("units", "窗口单位，可写到人（市场监管局/李科）", names),
        text="事实",
    ),
    form(
        "核实",
        "编号 成立 或 不成立 [单位=…] [理由]",
        "核实一条扣分提议",
        "12 成立 已调看监控",
        _MARK,
        Slot("verdict", "“成立”或“不成立”", one_of("成立", "不成立")),
        Slot("unit", "单位", option("单位", "窗口单位"), False),
        maybe="理由",
    ),
    form(
        "申诉",
        "编号 理由",
        "对已核实的扣分申诉",
        "12 当日系统停机，非窗口原因",
        _MARK,
        text="理由",
    ),
    form(
        "裁定",
        "编号 维持 或 撤销 [理由]",
        "裁定一条申诉",
        "12 撤销 系统停机属实",
        _MARK,
        Slot("verdict", "“维持”或“撤销”", one_of("维持", "撤销")),
        maybe="理由",
    ),
)
