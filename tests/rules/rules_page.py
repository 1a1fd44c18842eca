"""docs/rules.md, drawn from the registry, the proofs and the kinds of the 234 rules."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from rule_proofs import Proof, Proofs
from rule_registry import REGULATIONS, Registry, Rule, as_counted, regulation

from dispatch.profiles.clauses import KINDS

PROVED, CHECKLIST, LATER, UNPROVED = "已证", "清单", "留待后续", "未证"
#: what each status says
_MEANS: Mapping[str, str] = {
    PROVED: "破坏这一条以后，写明它的测试至少有一个失败，“由谁证明”列出是哪个（几种破坏办法各列一个）",
    CHECKLIST: "组织性要求，系统只打印成清单或作为设置",
    LATER: "公文、报表类，由后续版本提供",
    UNPROVED: "还没有破坏后失败的测试",
}
_KINDS: Mapping[str, str] = {"S": "必须执行", "R": "记录提示", "D": "公文格式", "O": "组织要求"}
#: pytest spells Chinese parameters out
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
#: how much of a test's parameters a row shows
_LONGEST = 24

_TOP = """# 规则与证明

<!-- 生成：RENEW=1 .venv/bin/python -m pytest -n 0 tests/rules/test_rules_page.py -->

五份文件的 {all} 条规则，每条在哪里实现、由哪个测试证明。
**怎么来的。** 每条规则登记在 `tests/rules/*.toml`：写在哪里（每处都查过确实存在），怎样破坏它（改设置、删一步、放开检查、不发通知、不记录、改文字）。
`make rules` 逐条破坏，只运行写明这一条的测试：没有一个失败，这一条就不算已证；不破坏也失败的、因程序出错而失败的，都不算。
**没有说的。** 有测试会失败，不等于这一条的方方面面都查到了；条文的意思以原文为准，标题是我们自己的概括。

| 状态 | 条数 | 意思 |
| --- | --- | --- |
{counts}
"""


def page(registry: Registry, proofs: Proofs) -> str:
    """Return the whole page."""
    states = {rule: status(rule, registry, proofs) for rule in KINDS}
    counted = Counter(states.values())
    counts = "\n".join(f"| {one} | {counted[one]} | {means} |" for one, means in _MEANS.items())
    parts = [_TOP.format(all=len(KINDS), counts=counts)]
    for name, county in REGULATIONS.items():
        rules = sorted((rule for rule in KINDS if regulation(rule) == name), key=as_counted)
        parts.append("\n".join(_section(county, rules, states, registry, proofs)))
    return "\n".join(parts) + "\n"


def status(rule: str, registry: Registry, proofs: Proofs) -> str:
    """Return what is to be said of *rule*: PROVED only if its present break has a proof."""
    found = registry.rules.get(rule)
    if found is None:
        return UNPROVED
    if found.open:
        return LATER
    if found.ways:
        shown = tuple(one.way for one in proofs.get(rule, ()))
        return PROVED if shown == found.ways else UNPROVED
    return CHECKLIST if found.kind == "O" else UNPROVED


def _section(
    county: str,
    rules: list[str],
    states: Mapping[str, str],
    registry: Registry,
    proofs: Proofs,
) -> Iterator[str]:
    counted = Counter(states[rule] for rule in rules)
    told = "，".join(f"{one} {counted[one]}" for one in _MEANS if counted[one])
    yield f"## {county}（{len(rules)} 条：{told}）\n"
    yield "| 编号 | 类别 | 内容 | 写在哪里 | 由谁证明 | 状态 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for rule in rules:
        found = registry.rules.get(rule) or Rule(id=rule, title="", lives=())
        shown = proofs.get(rule, ()) if states[rule] != UNPROVED else ()
        cells = (
            rule,
            _KINDS[KINDS[rule]],
            found.title,
            "<br>".join(map(_place, found.lives)),
            "<br>".join(_tests(shown)) or found.open,
            states[rule],
        )
        yield f"| {' | '.join(cells)} |"


def _place(place: str) -> str:
    path, _, name = place.partition(": ")
    return f"`{path}` {name}".strip()


def _tests(ways: tuple[Proof, ...]) -> Iterator[str]:
    """Yield a failing test for each way, as file and name, without the long tail of parameters."""
    for node in dict.fromkeys(proof.fails[0] for proof in ways):
        path, _, name = node.partition("::")
        function, _, parameters = _ESCAPED.sub(_read, name).partition("[")
        tail = parameters.removesuffix("]")
        cut = f"{tail[:_LONGEST]}…" if len(tail) > _LONGEST else tail
        shown = f"[{cut}]" if parameters else ""
        yield f"{path.rpartition('/')[2]}: {function}{shown}".replace("|", "\\|")


def _read(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))
