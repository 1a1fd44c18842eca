"""How well people are heard: danger, votes, yes, their particulars, and what staff type, on the labelled banks of talk.

Usage: `python bench/hearing.py [FOLDER]`. FOLDER holds emergency.jsonl, hearing.jsonl, staff.jsonl and particulars.jsonl
as `LABELS.md` beside them says; the default is `data/talk` in the folder that `YOUSU_SHARED` names.
With `-v` each sentence that was heard wrong is shown.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lines import learn, marked
from lines.learn import Line

from dispatch.words.conduct import conduct
from dispatch.words.normal_form import normal
from dispatch.words.refusal_words import RefusalGround
from intake.classify import emergencies, refusal_grounds
from intake.classify.folding import folded
from intake.classify.matcher import Matcher
from intake.hearing import everyday
from intake.hearing.hearing import hear
from intake.hearing.votes import vote
from intake.lines.given import Surroundings
from intake.lines.line_summary import summary
from intake.lines.staff_lines import heard
from intake.lines.units import Units, units_of
from intake.particulars.declared import read as read_particulars
from intake.talk.heard import Heard
from intake.talk.message import Kind, Message
from intake.talk.state import Draft, Hints, Running, Stage, Talk
from intake.talk.turn_context import Frame

NOW = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
STAGES = {"telling": Stage.COLLECTING, "confirming": Stage.CONFIRMING}
#: banks in which nobody is in danger, but for a few
QUIET = ("hearing", "matters", "particulars")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Banks:
    """The folder with the banks, and whether to show what was heard wrong."""

    folder: Path
    shows: bool

    def rows(self, name: str) -> Iterator[Row]:
        with (self.folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)

    def wrong(self, what: str, found: list[str]) -> None:
        for text in found if self.shows else ():
            print(f"    {what}: {text}")


def danger(banks: Banks) -> None:
    """Print recall and false alarms of emergencies."""
    rows = list(banks.rows("emergency"))
    urgent = [row for row in rows if row["urgent"]]
    numbers = _by_tables_not_seen(rows)
    missed = [row for row in urgent if not numbers[row["text"]]]
    alarms = [row["text"] for row in rows if not row["urgent"] and numbers[row["text"]]]
    print(f"danger: heard {len(urgent) - len(missed)} of {len(urgent)}")
    print(f"danger: false alarms {len(alarms)} of {len(rows) - len(urgent)}")
    print(f"danger: missed by kind {dict(Counter(row['kind'] for row in missed))}")
    banks.wrong("missed", [row["text"] for row in missed])
    banks.wrong("false", alarms)
    lesson = learn.LESSONS["dangers"]
    others = [*learn.own_lines(lesson), *learn.calm_lines(2), *learn.bank(lesson)]
    table = Matcher(learn.learn(others, lesson), emergencies.SHARPNESS)
    for bank in QUIET:
        quiet = [row["text"] for row in banks.rows(bank)][1::2]  # of the others this table learned
        alarms = [text for text in quiet if emergencies.heard(text, table).numbers]
        print(f"danger: alarms in {bank} {len(alarms)} of {len(quiet)}")
        banks.wrong(bank, alarms)


def _by_tables_not_seen(rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """Return the numbers shown for each text, by tables that had not seen it."""
    lesson = learn.LESSONS["dangers"]
    lines = [Line(context="any", label=row["kind"], text=row["text"]) for row in rows]
    others = [*learn.own_lines(lesson), *learn.calm_lines()]
    return {
        lines[at].text: emergencies.heard(lines[at].text, table).numbers
        for judged, table in learn.folds(lines, others, lesson)
        for at in judged
    }


def wishes(banks: Banks) -> None:
    """Print the recall of each wish in each state, cross-validated, and what was heard as a vote or a yes and is none."""
    rows = list(banks.rows("hearing"))
    lesson = learn.LESSONS["wishes"]
    lines = [Line(context=row["state"], label=row["wish"], text=row["text"]) for row in rows]
    heard: list[tuple[str, str]] = [("", "")] * len(rows)
    folds = []
    for judged, matcher in learn.folds(lines, learn.own_lines(lesson), lesson):
        for at in judged:
            heard[at] = _heard(rows[at], matcher)
        folds.append(_macro([lines[at] for at in judged], [heard[at][0] for at in judged]))
    names = [name for name, _ in heard]
    recalls = learn.recalls(lines, names)
    states = ("new", "telling", "confirming", "running", "surveying")
    print("wishes: recall by wish and state, by tables that had not seen the line")
    print(f"  {'':14}" + "".join(f"{state:>12}" for state in states))
    for wish in sorted({line.label for line in lines}):
        shown = (recalls.get((state, wish)) for state in states)
        cells = ("" if one is None else f"{one:.2f}" for one in shown)
        print(f"  {wish:14}" + "".join(f"{cell:>12}" for cell in cells))
    print(f"wishes: macro recall {_macro(lines, names):.3f}, least of the folds {min(folds):.3f}")
    _invented(banks, rows, heard)
    wrong = zip(rows, names, strict=True)
    banks.wrong(
        "heard wrong",
        [f"{r['state']} {r['wish']} → {got}: {r['text']}" for r, got in wrong if got != r["wish"]],
    )


def _macro(lines: Sequence[Line], names: Sequence[str]) -> float:
    found = learn.recalls(lines, names)
    return sum(found.values()) / len(found)


def _invented(banks: Banks, rows: Sequence[Row], heard: Sequence[tuple[str, str]]) -> None:
    for wish in ("rate", "confirm"):
        of = [row for row in rows if row["wish"] != wish]
        invented = [
            f"{row['state']} {row['wish']} → {got} {level}: {row['text']}"
            for row, (got, level) in zip(rows, heard, strict=True)
            if got == wish and (row["wish"] != wish or level != (row.get("level") or ""))
        ]
        print(
            f"wishes: {wish} heard where there is none, or another level: {len(invented)} of {len(of)}"
        )
        banks.wrong("invented", invented)


def _heard(row: Row, matcher: Matcher) -> tuple[str, str]:
    """Return which wish the dialogue hears in a row, and the level where it is a vote."""
    state, text = row["state"], row["text"]
    running = (Running(no="2026-0001", surveying=state == "surveying"),)
    frame = Frame(
        lane="kf:wk:wm",
        channel="微信客服",
        suggest=lambda words: Hints(),
        levels=LEVELS,
        running=running if state in ("running", "surveying") else (),
        wishes=lambda words, open_: matcher.find(folded(words), open_),
    )
    stage = STAGES.get(state, Stage.IDLE)
    draft = Draft() if stage is Stage.IDLE else Draft(words=("…",))
    talk = Talk(stage=stage, asked=1 if state == "telling" else 0, draft=draft)
    got = hear(Message(kind=Kind.TEXT, text=text, at=NOW), talk, frame)
    level = vote(text, frame)[0] if got is Heard.RATE else ""
    return everyday.name(got, text, talk, frame), level


#: what is compared of a line's fields; words are not
COMPARED = ("verdict", "level", "day", "days", "department")


def typed(banks: Banks) -> None:
    """Print how many lines of staff were understood: command, number and fields, or rightly asked about.

    Nothing may be carried out where it should be asked, or where no command is meant.
    """
    rows = list(banks.rows("staff"))
    today = NOW.date()
    units = units_of()
    right, meant, wrong, invented = Counter[str](), Counter[str](), [], []
    for row in rows:
        is_single = row["where"] == "single"
        line = heard(row["text"], Surroundings(today=today, units=units, is_single=is_single))
        got, name = summary(line, today), row["command"] or "no command"
        meant[name] += 1
        if _is_right(row, got, units):
            right[name] += 1
        else:
            wrong.append(f"{row['text']!r}: {name} {row['no']} {row['fields']} → {got}")
        if line.commands and not got["ask"] and (row["ask"] or not row["command"]):
            invented.append(row["text"])
    share = sum(right.values()) / len(rows)
    print(f"typed: right {sum(right.values())} of {len(rows)} ({share:.3f})")
    print(f"typed: carried out though it should not be {len(invented)}")
    for name, n in sorted(meant.items(), key=lambda one: (right[one[0]] / one[1], one[0])):
        print(f"    {name:　<6} {right[name]} of {n}")
    banks.wrong("wrong", wrong)
    banks.wrong("carried out", invented)


def _is_right(row: Row, got: Row, units: Units) -> bool:
    if (got["command"], bool(got["ask"])) != (row["command"], row["ask"]):
        return False
    if row["ask"]:
        return True
    is_same = _number(got["no"]) == _number(row["no"])
    return is_same and all(_is_meant(key, row, got, units) for key in COMPARED)


def _number(no: str) -> int:
    return int(no.rpartition("-")[2] or 0)


def _is_meant(key: str, row: Row, got: Row, units: Units) -> bool:
    meant, said = row["fields"].get(key, ""), got["fields"].get(key, "")
    if key != "department":
        return str(meant) == str(said)
    named = [[units.meant(one) or one for one in names.split("，")] for names in (meant, said)]
    return named[0] == named[1]


#: the fields of a labelled message
FIELDS = ("name", "unit", "contact", "phone", "address", "for_whom", "words")


def particulars(banks: Banks) -> None:
    """Print how many messages have every field right, and recall and precision of each field."""
    rows = list(banks.rows("particulars"))
    right, wrong = 0, list[str]()
    said, given, same = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        heard = read_particulars(row["text"], asked=row["asked"])
        got = {name: str(getattr(heard, name)) for name in FIELDS}
        off = [name for name in FIELDS if not _is_same(name, got[name], row[name])]
        for name in FIELDS:
            said[name] += bool(row[name])
            given[name] += bool(got[name])
            same[name] += bool(row[name]) and name not in off
        right += not off
        wrong += [f"{row['text']!r}: {name} {got[name]!r}, not {row[name]!r}" for name in off]
    print(f"particulars: all fields right {right} of {len(rows)}")
    for name in FIELDS:
        print(
            f"particulars: {name} heard {same[name]} of {said[name]}, right {same[name]} of {given[name]} given"
        )
    banks.wrong("particulars", wrong)
    own = list(marked.rows())
    print(f"particulars: of our own lines all fields right {sum(map(_is_read, own))} of {len(own)}")


def _is_read(row: Row) -> bool:
    """True where all fields of a line of our own are right; spoken figures are marked as they were said."""
    heard = read_particulars(row["text"], asked=row["asked"])
    is_phone = not re.search(r"\d", row["phone"]) or _is_same("phone", heard.phone, row["phone"])
    words = (row["words"], row["words_with_kin"])
    return (
        is_phone
        and any(_is_same("words", heard.words, one) for one in words)
        and all(
            _is_same(name, str(getattr(heard, name)), row[name])
            for name in FIELDS
            if name not in ("phone", "words")
        )
    )


def _is_same(name: str, got: str, label: str) -> bool:
    """Compare as the labels say: without blanks and signs, a phone by its figures, whom it is about by the name."""
    if name == "phone":
        return re.sub(r"[^\d转]", "", got) == re.sub(r"[^\d转]", "", label)
    bare, wanted = (re.sub(r"[\W_]+", "", normal(text)) for text in (got, label))
    if name == "for_whom" and bare and wanted:
        return bare.endswith(wanted) or wanted.endswith(bare)
    return bare == wanted


def screening(banks: Banks) -> None:
    """Print how well grounds not to take a matter up are told, by tables that had not seen the line, and false alarms."""
    lesson = learn.LESSONS["grounds"]
    lines, taken = learn.own_lines(lesson), learn.taken_lines()
    found: list[str] = [""] * len(lines)
    for judged, table in learn.folds(lines, taken, lesson):
        for at in judged:
            found[at] = _ground(lines[at].text, table)
    recalls = learn.recalls(lines, found)
    for (_, ground), recall in sorted(recalls.items()):
        print(f"screening: {ground:12} {recall:.2f}")
    leads = [at for at, line in enumerate(lines) if line.label == RefusalGround.DISCIPLINE]
    heard = sum(
        found[at] == RefusalGround.DISCIPLINE or bool(conduct(lines[at].text)) for at in leads
    )
    print(f"screening: leads by table or phrases of conduct {heard} of {len(leads)}")
    calm = [at for at, line in enumerate(lines) if line.label == refusal_grounds.NONE]
    alarms = [f"{found[at]}: {lines[at].text}" for at in calm if found[at] != refusal_grounds.NONE]
    print(f"screening: alarms in our own look-alikes {len(alarms)} of {len(calm)}")
    banks.wrong("alarm", alarms)
    wrong = zip(lines, found, strict=True)
    banks.wrong(
        "missed",
        [f"{a.label} → {b}: {a.text}" for a, b in wrong if refusal_grounds.NONE != a.label != b],
    )
    letters = learn.letters_not_taken()
    quiet = {name: [row["text"] for row in banks.rows(name)][1::2] for name in QUIET[1:]}
    quiet["telling"] = [row["text"] for row in banks.rows("hearing") if row["wish"] == "tell"]
    quiet |= {name: [letter[name] for letter in letters] for name in ("title", "detail")}
    for name, texts in quiet.items():
        alarms = [
            f"{ground}: {text}"
            for text in texts
            if (ground := _ground(text)) != refusal_grounds.NONE
        ]
        print(f"screening: alarms in {name} {len(alarms)} of {len(texts)}")
        banks.wrong(name, alarms)


def _ground(text: str, table: Matcher | None = None) -> str:
    told = refusal_grounds.told(text, table)
    return str(told.ground) if told else refusal_grounds.NONE


def main() -> None:
    """Measure on the banks of the folder."""
    given = [arg for arg in sys.argv[1:] if arg != "-v"]
    shared = Path(os.environ.get("YOUSU_SHARED", "../shared")) / "data" / "talk"
    banks = Banks(Path(given[0]) if given else shared, "-v" in sys.argv)
    if not banks.folder.is_dir():
        print(f"no banks of talk in {banks.folder}")
        return
    for measure in (danger, wishes, typed, particulars, screening):
        measure(banks)


if __name__ == "__main__":
    main()
