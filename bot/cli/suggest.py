"""`yousu suggest`: matter and department of a text with the words that decided; no configuration."""

import argparse
import json
import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.cli.given_text import NotUtf8, given
from bot.cli.settings import MISUSED, OK
from bot.texts import suggest as texts
from intake.classify import dictionary as keywords
from intake.classify.classify import Scored, Suggester, Suggestion, vocabulary
from intake.classify.words import UnsafeFolder, Words

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
    except (NotUtf8, UnsafeFolder) as error:
        sys.stderr.write(f"{_reason(error)}\n")
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


def _reason(error: Exception) -> str:
    if isinstance(error, UnsafeFolder):
        return texts.FOLDER.format(folder=error.folder)
    return str(error)


def shipped_suggester() -> Suggester:
    """Return what suggests by the dictionary that ships, without any configuration."""
    dictionary = keywords.load()
    with _cache_folder() as folder:
        words = Words.load(Path(folder), vocabulary(dictionary))
    return Suggester(words, dictionary)


def _cache_folder() -> AbstractContextManager[Path | str]:
    """Return a folder of ours that stays, or one for this time where there is no home."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        folder = Path(home).expanduser() / "yousu" / "words"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return tempfile.TemporaryDirectory()
    return nullcontext(folder) if os.access(folder, os.W_OK) else tempfile.TemporaryDirectory()
