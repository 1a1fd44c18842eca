"""What a county has instead of what the handbook prints: classes, reasons, days; and its placeholders filled."""

import re
from collections.abc import Callable

from builders import a_complaint

from dispatch.rules.rules import Rules
from intake.grammar.forms import FORMS

#: as which class it is dispatched, the first that the county has: none promises anything, all leave days
CLASSES = ("办不了", "复杂", "一般", "工单")

#: a placeholder → what is put in its place
PLACEHOLDERS = {"…": "已核实", "理由：已核实": "理由：材料已补齐"}


def class_of(rules: Rules) -> str:
    return next(one for one in CLASSES if one in rules.dispatched_classes)


def name_of(line: str) -> str:
    """Return the command that *line* gives."""
    known = sorted(FORMS, key=len, reverse=True)
    return next(one for one in known if line.startswith(f"/{one}"))


def _class(line: str, rules: Rules) -> str:
    own = class_of(rules)
    return re.sub(
        r"类=(\S+)", lambda hit: hit[0] if hit[1] in rules.dispatched_classes else f"类={own}", line
    )


def _cause(line: str, rules: Rules) -> str:
    causes = rules.profile.causes
    fit = re.sub(
        r"原因=(\S+)", lambda hit: hit[0] if hit[1] in causes else f"原因={causes[0]}", line
    )
    is_lacking = rules.profile.dispatch.cause and line.startswith("/派单") and "原因=" not in fit
    return f"{fit} 原因={causes[0]}" if is_lacking else fit


def _reason(line: str, rules: Rules) -> str:
    """The county's code where it has no N1, and the fields that its reason asks for."""
    if not line.startswith("/不予受理"):
        return line
    found = rules.profile.refusal("N1") or rules.profile.refusals[0]
    said = line.replace(" N1 ", f" {found.code} ")
    return said + "".join(f" {need}：{NEEDED.get(need, '按有关规定办')}" for need in found.needs)


#: what a field of a refusal may hold, where not any words do
NEEDED = {"路径": "诉讼"}


def _record(line: str, rules: Rules) -> str:
    kinds = [one.name for one in rules.profile.records if not one.needs]
    return line if "协调" in kinds else line.replace(" 协调", f" {kinds[0]}", 1)


def _day(line: str, rules: Rules) -> str:
    """A promise within the county's own limit."""
    if name_of(line) not in ("方案", "改诺") or class_of(rules) not in SHORT:
        return line
    days = {"方案": 1, "改诺": 2}[name_of(line)]
    on = rules.working_day_after(days, a_complaint().said_at)
    return re.sub(r"\d{4}-\d\d-\d\d", on.isoformat(), line)


#: classes whose limit is over before the days that are printed
SHORT = frozenset({"工单", "一般"})


def _ground(line: str, rules: Rules) -> str:
    grounds = rules.profile.long_term.grounds
    return f"{line}，{grounds[0]}" if line.startswith("/挂账") and grounds else line


def _doubt(line: str, rules: Rules) -> str:
    """What is doubtful passes with a reason only (N3); elsewhere nothing is inspected without doubts."""
    return line if rules.inspects or not line.endswith(" 通过") else f"{line} 已逐条核对，答复属实"


FITTING: tuple[Callable[[str, Rules], str], ...] = (
    _class,
    _cause,
    _reason,
    _record,
    _day,
    _ground,
    _doubt,
)


def fitted(line: str, rules: Rules) -> str:
    """Return *line* with what *rules* have instead of what is printed, its placeholders filled."""
    for fit in FITTING:
        line = fit(line, rules)
    for placeholder, words in PLACEHOLDERS.items():
        line = line.replace(placeholder, words)
    return line
