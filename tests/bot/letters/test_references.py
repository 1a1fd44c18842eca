"""Our references (WZ-9.1, G-32) never reach people; a clause is called as its document calls it."""

import ast
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import NOW, OFFICER, a_ticket, rules_of
from house_rules import Source, sources
from test_everything_said import PAIRS, PROFILES, full, said

from bot.texts import staff
from dispatch.errors import Incomplete, RuleForbids, Why
from dispatch.profiles.citing import OWN_RULE, chinese, cited, in_words
from dispatch.profiles.clauses import GAPS, KINDS
from dispatch.rules.rules import Rules
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.unit

#: how one of our references looks, wherever it stands
REFERENCE = re.compile(r"(?<![A-Za-z0-9-])(?:WZ|SQ|PY|LH|FW|G|C)-[A-Z]?\d[0-9a-z.]*|\bdefault\b")
#: sentences of operators: references help who installs
OPERATORS = re.compile(r"bot/texts/(?:operator|profiles|calendar|deadline|suggest|demo)\.py")


def every_clause(rules: Rules) -> list[str]:
    """Return what the county's profile cites, gaps and the product's own rules too."""
    origins = rules.profile.origins.values()
    cited_ = {one.clause for one in origins} | {one.gap for one in origins}
    return sorted(cited_ | {*GAPS, "N2", "product §5", "default"})


@pytest.mark.parametrize("profile", PROFILES)
def test_no_notice_to_anybody_bears_a_reference(profile: str) -> None:
    for to, what in PAIRS:
        for letter in said(profile, to, what):
            shown = letter.payload.get("text") or json.dumps(
                letter.payload.get("card", letter.payload), ensure_ascii=False
            )
            assert not REFERENCE.search(shown), (to, what, shown)


@pytest.mark.parametrize("profile", PROFILES)
def test_no_refusal_whatever_it_cites_bears_a_reference(profile: str) -> None:
    rules = rules_of(profile)
    ticket = a_ticket(rules)
    facts = dict.fromkeys(("name", "most", "least", "done", "steps", "findings"), "三")
    for clause in every_clause(rules):
        for why in Why:
            text = staff.refusal(RuleForbids(why, clause, **facts), ticket, rules)
            assert not REFERENCE.search(text), text
        text = staff.refusal(Incomplete(("理由",), clause), ticket, rules)
        assert not REFERENCE.search(text), text


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("state", State)
def test_no_answer_to_a_query_or_command_bears_a_reference(profile: str, state: State) -> None:
    rules = rules_of(profile)
    ticket = full(rules, state)
    shown = [staff.summary(ticket, rules, NOW), staff.listed(ticket, NOW)]
    shown += [
        staff.done(name, ticket, OFFICER.name, rules, NOW) for name in ("派单", "批准", "延期")
    ]
    for text in shown:
        assert not REFERENCE.search(text), text


def test_no_sentence_for_people_is_written_with_a_reference() -> None:
    for source in sources("bot/texts"):
        if OPERATORS.match(source.path):
            continue
        for text in _sentences(source):
            assert not REFERENCE.search(text), (source.path, text)


def _sentences(source: Source) -> list[str]:
    """Return the strings of *source* that are no docstring."""
    docs = {id(node.value) for node in source.nodes if isinstance(node, ast.Expr)}
    found = (node for node in source.nodes if isinstance(node, ast.Constant))
    return [node.value for node in found if isinstance(node.value, str) and id(node) not in docs]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_clause_of_a_county_has_its_own_words(profile: str) -> None:
    rules = rules_of(profile)
    source = rules.profile.source
    for clause in every_clause(rules):
        words = rules.cited(clause)
        if clause in KINDS:
            assert words.startswith(source), (clause, words)
            assert words != OWN_RULE
        assert not REFERENCE.search(words)


@pytest.mark.parametrize(
    ("profile", "clause", "words"),
    [
        ("wuzhi", "WZ-9.1", "武政数〔2024〕11号 第九条"),
        ("wuzhi", "WZ-13.1", "武政数〔2024〕11号 第十三条"),
        ("wuzhi", "WZ-F2", "武政数〔2024〕11号 附件2"),
        ("wuzhi", "WZ-0.1", "武政数〔2024〕11号"),
        ("wuzhi", "G-32", "默认，非文件规定"),
        ("wuzhi", "default", "默认，非文件规定"),
        ("wuzhi", "N2", ""),
        ("wuzhi", "XX-3", OWN_RULE),
        ("shenqiu", "SQ-9b", "沈政数〔2022〕19号 附件1第九条"),
        ("shenqiu", "SQ-P3.2d", "沈政数〔2022〕19号 第三部分（二）"),
        ("shenqiu", "SQ-F2", "沈政数〔2022〕19号 附件3"),
        ("puyang", "PY-4.2.9", "濮阳县“有诉即办”工作实施方案 第四部分（二）"),
        ("puyang", "PY-2", "濮阳县“有诉即办”工作实施方案 第二部分"),
        ("longhui", "LH-12c", "隆放组办字〔2022〕13号 第十二条"),
        ("fw", "FW-6.3.2", "政务服务中心“有诉即办”服务规范 第6.3.2条"),
        ("fw", "FW-5.3.1", "政务服务中心“有诉即办”服务规范 第5.3条第1项"),
        ("fw", "FW-6.4a", "政务服务中心“有诉即办”服务规范 第6.4条"),
    ],
)
def test_a_clause_is_called_as_its_document_calls_it(profile: str, clause: str, words: str) -> None:
    assert rules_of(profile).cited(clause) == words


def test_of_two_texts_each_clause_is_called_by_its_own() -> None:
    wuzhi, fw = rules_of("wuzhi"), rules_of("fw")
    both = replace(wuzhi, also=fw.profile)
    proof = "收单5-15不计；5-16①（从严：FW-6.3.2，不晚于WZ-9.1的5-19 17:30）"
    assert both.in_words(proof) == (
        "收单5-15不计；5-16①（从严：政务服务中心“有诉即办”服务规范 第6.3.2条，"
        "不晚于武政数〔2024〕11号 第九条的5-19 17:30）"
    )
    assert cited("FW-6.3.2", wuzhi.profile) == OWN_RULE
    assert in_words("A-1 号楼", wuzhi.profile) == "A-1 号楼"


@pytest.mark.parametrize(
    ("n", "words"), [(1, "一"), (9, "九"), (10, "十"), (15, "十五"), (20, "二十"), (42, "四十二")]
)
def test_parts_are_numbered_as_documents_number_them(n: int, words: str) -> None:
    assert chinese(n) == words


# --- the year, where it is not this year's ------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("now", "year"),
    [
        pytest.param(NOW, "", id="this year's has none"),
        pytest.param(NOW + timedelta(days=366), "2026年", id="last year's has its year"),
    ],
)
def test_every_limit_in_every_text_has_its_year_where_it_is_not_this_years(
    profile: str, now: datetime, year: str
) -> None:
    rules = rules_of(profile)
    ticket = full(rules)
    (clock, *_) = ticket.open_clocks
    due = f"{clock.due_at:%-m}月"
    texts = [
        staff.due(ticket, now),
        staff.listed(ticket, now),
        staff.summary(ticket, rules, now),
        staff.group_line(NoticeKind.REMINDED, ticket, {}, now),
        staff.done("延期", replace(ticket, petitions=()), "李科", rules, now),
    ]
    for text in texts:
        assert f"{year}{due}" in text, text
        assert (
            year or text is texts[-1] or "2026年1" not in text
        )  # an answer reads its day back whole
