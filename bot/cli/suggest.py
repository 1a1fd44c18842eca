"""`yousu suggest`: matter and department of a text with the words that decided; no configuration."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from bot.cli.given_text import NotUtf8, given
from bot.cli.settings import MISUSED, OK
from bot.texts import suggest as texts
from intake.classify import dictionary as keywords
from intake.classify import matters
from intake.classify.classify import Scored, Suggester, Suggestion

SUMMARY = texts.SUMMARY

#: columns of the table: name, confidence
_NAME_WIDTH = 30


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help=texts.HELP_TEXT)
    parser.add_argument("--json", action="store_true", help=texts.HELP_JSON)


def run(args: argparse.Namespace) -> int:
    """Print a suggestion for each text; 2 naming the line that is not UTF-8."""
    try:
        suggester = shipped_suggester()
        for text in given(args.text):
            _print(_shown(suggester, text, as_json=args.json))
    except NotUtf8 as error:
        sys.stderr.write(f"{error}\n")
        return MISUSED
    return OK


def contract(found: Suggestion) -> dict[str, Any]:
    """Return *found* as the contract has it (product.md §6)."""
    return {
        "sure": found.sure,
        "categories": [_one(one) for one in found.categories],
        "departments": [_one(one) for one in found.departments],
    }


def _one(scored: Scored) -> dict[str, Any]:
    found = asdict(scored)
    del found["id"]
    found["hits"] = [{"word": word, "weight": weight} for word, weight in scored.hits]
    return found


def _shown(suggester: Suggester, text: str, *, as_json: bool) -> list[str]:
    found = suggester.suggest(text)
    if as_json:
        return [json.dumps(contract(found), ensure_ascii=False)]
    if not found.categories:
        return [texts.NOTHING, ""]
    return [
        texts.SAID.format(text=text.strip()),
        texts.SURE if found.sure else texts.UNSURE,
        *_table(texts.CATEGORIES, found.categories),
        *_table(texts.DEPARTMENTS, found.departments),
        *_table(texts.CAUSES, suggester.suggest_cause(text)),
        "",
    ]


def _table(title: str, rows: Iterable[Scored]) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        words = "、".join(f"{word} {weight:+.1f}" for word, weight in row.hits[:6])
        name = row.name + " " * max(1, _NAME_WIDTH - _width(row.name))
        yield f"{title} {number}  {name}{row.confidence:>4.0%}  {words or texts.NO_HITS}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _print(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def shipped_suggester() -> Suggester:
    """Return what suggests by the dictionary that ships, without any configuration."""
    return Suggester(matters.shipped(), keywords.load())
