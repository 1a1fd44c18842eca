"""A table is learned from labelled lines: the same each time, of the size that is wanted, and it reads what it had not seen."""

import pytest

from intake.classify.folding import folded
from intake.classify.matcher import Matcher
from intake.classify.table import ALWAYS, LEARNED_HEAD, read, written
from intake.learning.learner import Example, Learned, Recipe, learn

pytestmark = pytest.mark.unit

WHERE = ("东街", "西街", "南门", "北门", "桥头", "码头", "老城", "新城")
TOLD = {
    "water": (
        "{}自来水停了三天",
        "{}水管爆了没人修",
        "水费多收了，{}的住户都这样",
        "{}水压太低上不去楼",
    ),
    "bus": (
        "{}公交车半小时不来一趟",
        "公交站牌倒了，在{}",
        "{}的公交司机拒载老人",
        "到{}的末班车取消了",
    ),
    "wage": (
        "{}工地欠薪不发工资",
        "老板拖欠工资跑了，厂在{}",
        "{}干了半年工钱没给",
        "讨薪讨到{}也没人管",
    ),
}
SMALL = Recipe(size=150, candidates=400, support=2, folds=3)


def lines() -> list[Example]:
    return [
        Example(text=folded(told.format(where)), label=label, parts=((folded(told[-4:]), 0.2),))
        for label, all_told in TOLD.items()
        for told in all_told
        for where in WHERE
    ]


def taught() -> Learned:
    return learn(lines(), SMALL, [at // 2 for at in range(len(lines()))])


def test_the_same_lines_teach_the_same_table_to_the_byte() -> None:
    once, again = taught(), taught()
    assert once == again
    assert written(once.rows, LEARNED_HEAD) == written(again.rows, LEARNED_HEAD)


def test_what_was_learned_reads_lines_that_were_not_there_and_says_why() -> None:
    learned = taught()
    matcher = Matcher(read(written(learned.rows, LEARNED_HEAD)), learned.sharpness)
    said = {"公交司机不开门": "bus", "自来水又停了": "water", "欠薪两个月的工地": "wage"}
    for text, label in said.items():
        best = matcher.explained(folded(text), "", 3)[0]
        assert best.name == label
        assert best.hits[0][0] in text


def test_a_table_has_the_size_that_is_wanted_and_says_how_many_lines_said_each_phrase() -> None:
    rows = taught().rows
    assert [row.phrase for row in rows].count(ALWAYS) == 1
    assert len(rows) == 1 + SMALL.size
    texts = [line.text for line in lines()]
    for row in rows:
        if row.phrase:
            assert row.support == sum(row.phrase in text for text in texts) >= SMALL.support
            assert row.worth > 0


def test_two_labels_are_enough_and_more_phrases_than_are_said_are_not_wanted() -> None:
    two = [line for line in lines() if line.label != "bus"]
    learned = learn(two, Recipe(support=2, folds=2), list(range(len(two))))
    matcher = Matcher(learned.rows, learned.sharpness)
    assert [matcher.find(line.text, "")[0].name for line in two] == [line.label for line in two]
    assert 0 < learned.sure <= 1
