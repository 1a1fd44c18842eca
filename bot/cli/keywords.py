"""`yousu keywords`: learns a table of phrases from labelled letters, and judges one, or the dictionary that ships."""

import argparse
import importlib
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.cli import keyword_corrections, keyword_folder, labelled_file
from bot.cli.keyword_folder import UnusableFolder
from bot.cli.labelled_file import Letter, UnreadableLetters
from bot.cli.settings import MISUSED, OK
from bot.cli.suggest import shipped_suggester
from bot.texts import keywords as texts
from bot.texts import operator
from intake.classify import dictionary
from intake.learning.figures import Figures, Judged, figures
from intake.learning.labelled_letter import letter as folded_letter

SUMMARY = texts.SUMMARY

#: what a table holds if nothing else is asked for, and what may be asked for
SIZE, LEAST_SIZE, MOST_SIZE = 20_000, 100, 200_000
#: so many are suggested, confused pairs and mistakes shown, hits and characters of each
_SHOWN, _PAIRS, _MISTAKES, _HITS, _EXCERPT = 3, 8, 12, 6, 60


class CannotLearn(Exception):
    """These letters teach nothing, or nobody can teach here; the message is for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a letter was taken for, with the phrases that spoke for the first class."""

    found: tuple[tuple[str, float], ...]
    is_sure: bool
    hits: tuple[tuple[str, float], ...]


_Reader = Callable[[Letter], _Found]


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=texts.WHICH)
    learn = acts.add_parser("learn", help=texts.LEARN, description=texts.LEARN)
    evaluate = acts.add_parser("evaluate", help=texts.EVALUATE, description=texts.EVALUATE)
    for one in (learn, evaluate):
        one.add_argument("file", type=Path, metavar="FILE", help=texts.HELP_FILE)
        one.add_argument("--label", default="label", metavar="COL", help=texts.HELP_LABEL)
        one.add_argument(
            "--text",
            default="title,detail",
            type=_columns,
            metavar="COL[,COL]",
            help=texts.HELP_TEXT,
        )
    learn.add_argument("--out", type=Path, required=True, metavar="DIR", help=texts.HELP_OUT)
    learn.add_argument("--size", type=_size, default=SIZE, metavar="N", help=texts.HELP_SIZE)
    evaluate.add_argument("--keywords", type=Path, metavar="DIR", help=texts.HELP_KEYWORDS)
    evaluate.add_argument("--json", action="store_true", help=operator.USAGE_JSON)
    summary = keyword_corrections.SUMMARY
    keyword_corrections.arguments(acts.add_parser("corrections", help=summary, description=summary))


def run(args: argparse.Namespace) -> int:
    """Do what is asked; 2 where there is nothing to learn from or to judge, and then nothing was changed."""
    if args.act == "corrections":
        return keyword_corrections.run(args)
    act = _learn if args.act == "learn" else _evaluate
    try:
        act(args)
    except (UnreadableLetters, UnusableFolder, CannotLearn) as error:
        sys.stderr.write(f"{error}\n")
        return MISUSED
    return OK


def _columns(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    if not found:
        raise argparse.ArgumentTypeError(texts.BAD_COLUMNS)
    return found


def _size(text: str) -> int:
    if text.isdecimal() and LEAST_SIZE <= int(text) <= MOST_SIZE:
        return int(text)
    said = texts.BAD_SIZE.format(value=text, least=LEAST_SIZE, most=MOST_SIZE)
    raise argparse.ArgumentTypeError(said)


# --- learn ---


def _learn(args: argparse.Namespace) -> None:
    if importlib.util.find_spec("sklearn") is None:
        raise CannotLearn(texts.NO_TEACHER)
    keyword_folder.must_be_free(args.out)
    given = labelled_file.read(args.file, args.label, args.text, needs_text=True)
    labels = {one.label for one in given.letters}
    if len(labels) < 2:
        said = texts.ONE_LABEL.format(label=min(labels))
        raise CannotLearn(texts.FAULT.format(path=args.file, text=said))
    # the teacher is large, and the running service does without it: loaded only here
    lessons = importlib.import_module("intake.learning.lessons")
    learned = lessons.of_letters([(one.label, one.columns) for one in given.letters], args.size)
    if learned is None:
        raise CannotLearn(texts.FAULT.format(path=args.file, text=texts.NO_WORDS))
    settings = {
        "sharpness": learned.sharpness,
        "sure": learned.sure,
        "sure_short": learned.sure_short,
        "lead": learned.lead.length,
        "lead_counts": learned.lead.counts,
    }
    keyword_folder.write(args.out, learned.rows, settings)
    phrases = len(learned.rows) - 1
    count = len(given.letters)
    _say(texts.LEARNED.format(n=count, phrases=phrases, classes=len(labels), out=args.out))
    if given.left_out:
        _say(texts.LEFT_OUT.format(n=given.left_out))
    _say(texts.LEARNED_SURE.format(right=lessons.RIGHT, out=args.out))


# --- evaluate ---


def _evaluate(args: argparse.Namespace) -> None:
    given = labelled_file.read(args.file, args.label, args.text, needs_text=False)
    reader = _by_table(args.keywords) if args.keywords else _by_dictionary(given.letters)
    begin = time.perf_counter()
    found = [reader(one) for one in given.letters]
    each = (time.perf_counter() - begin) / len(found) * 1e6
    judged = [
        Judged(label=letter.label, found=one.found, is_sure=one.is_sure)
        for letter, one in zip(given.letters, found, strict=True)
    ]
    measured = figures(judged)
    if args.json:
        _say(json.dumps(_contract(measured, each), ensure_ascii=False))
        return
    _say(texts.FIGURES.format(**_contract(measured, each)))
    if given.left_out:
        _say(texts.NO_LABEL.format(n=given.left_out))
    _say_confused(measured)
    _say_worst(given.letters, judged, found)


def _by_table(folder: Path) -> _Reader:
    keywords = keyword_folder.load(folder)

    def reader(letter: Letter) -> _Found:
        text = folded_letter(letter.columns)
        best = keywords.matcher.explained(text, "", _SHOWN)
        return _Found(
            found=tuple((one.name, one.confidence) for one in best),
            is_sure=keywords.is_sure(text, best[0].confidence),
            hits=best[0].hits,
        )

    return reader


def _by_dictionary(letters: Sequence[Letter]) -> _Reader:
    """Return a reader by the dictionary that ships: for matters, or for departments where the labels name these."""
    suggester, shipped = shipped_suggester(), dictionary.load()
    labels = {one.label for one in letters}
    named, meant = ({one.name for one in all_} for all_ in (shipped.departments, shipped.matters))
    is_departments = len(labels & named) > len(labels & meant)

    def reader(letter: Letter) -> _Found:
        suggestion = suggester.suggest("\n".join(letter.columns))
        best = suggestion.departments if is_departments else suggestion.categories
        return _Found(
            found=tuple((one.name, one.confidence) for one in best),
            is_sure=suggestion.sure,
            hits=best[0].hits if best else (),
        )

    return reader


def _contract(measured: Figures, each: float) -> dict[str, Any]:
    """Return the figures as the contract has them (product.md §6)."""
    found = asdict(measured)
    confusion = found.pop("confusion")
    return {**found, "us_per_message": round(each, 1), "confusion": confusion}


def _say_confused(measured: Figures) -> None:
    pairs = [
        (times, label, found)
        for label, all_found in measured.confusion.items()
        for found, times in all_found.items()
        if found != label
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1:]))
    if pairs:
        _say(texts.CONFUSED)
    for times, label, found in pairs[:_PAIRS]:
        _say(
            texts.CONFUSED_LINE.format(label=label, found=found or texts.NOTHING_FOUND, times=times)
        )


def _say_worst(
    letters: Sequence[Letter], judged: Sequence[Judged], found: Sequence[_Found]
) -> None:
    wrong = [at for at, one in enumerate(judged) if not one.is_right]
    wrong.sort(key=lambda at: -judged[at].confidence)
    if wrong:
        _say(texts.WORST)
    for at in wrong[:_MISTAKES]:
        one = judged[at]
        text = " ".join(" ".join(letters[at].columns).split())[:_EXCERPT]
        first = one.first or texts.NOTHING_FOUND
        _say(
            texts.WORST_LINE.format(
                label=one.label, found=first, confidence=one.confidence, text=text
            )
        )
        hits = "、".join(f"{word} {weight:+.2f}" for word, weight in found[at].hits[:_HITS])
        if hits:
            _say(texts.WORST_WHY.format(hits=hits))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
