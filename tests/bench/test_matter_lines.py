"""The lines that the table of matters is learned from: each names what the dictionary knows, none stands there twice."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from intake.classify import dictionary

LINES = Path(__file__).parents[2] / "bench" / "lines" / "matters"

pytestmark = pytest.mark.unit


def test_each_line_names_known_departments_and_matters_and_stands_there_once() -> None:
    known = dictionary.load()
    departments = {one.id for one in known.departments}
    matters = {one.id for one in known.matters}
    texts: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for file in sorted(LINES.glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                offices, things, text = row
                assert {*offices.split(",")} - {""} <= departments, row
                assert {*things.split(",")} - {""} <= matters, row
                assert text.strip() == text != "", row
                texts[text] += 1
                told[things.split(",")[0]] += 1
    assert [text for text, times in texts.items() if times > 1] == []
    assert matters <= told.keys()
    assert min(told[one] for one in matters) >= 50
