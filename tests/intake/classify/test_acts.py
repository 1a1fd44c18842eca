"""Who acts decides over the thing they act on, and a word that misleads alone is read by what stands beside it."""

import pytest

from intake.classify import dictionary as keywords
from intake.classify.acts import Acts
from intake.classify.classify import Suggester
from intake.classify.dictionary import Act, BadDictionary
from intake.classify.folding import folded

pytestmark = pytest.mark.unit

#: what is said → which matter, which department
ACTED = [
    ("新生儿上户不给办", "household", "gongan"),
    ("给刚买的电动车上户", "vehicle_inspection", "jiaojing"),
    ("继承的老房子过户不给办", "property_transfer", "budongchan"),
    ("电表过户改不了名字", "power", "gongdian"),
    ("医疗卡用不了", "medical_insurance", "yibao"),
    ("营运证年审过不去", "road_transport_permit", "jiaotong"),
    ("锅炉年检没人来", "special_equipment", "shichang"),
    ("残疾证换证跑不动", "disabled", "canlian"),
    ("护士说要给大夫红包", "hospital", "weijian"),
    ("老师过节收礼金红包", "school_conduct", "jiaoyu"),
    ("驾校考试老约不上", "driving_school", "jiaotong"),
    ("事业编考试成绩不公布", "employment", "renshe"),
]


@pytest.mark.parametrize(("text", "matter", "department"), ACTED)
def test_who_acts_decides_over_what_they_act_on(
    suggester: Suggester, text: str, matter: str, department: str
) -> None:
    found = suggester.suggest(text)
    assert found.categories[0].id == matter, found.categories
    assert found.departments[0].id == department, found.departments


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("红包给了大夫", True),
        ("抢红包", False),
        ("红包给了大夫还有窗口", False),
        ("大夫很好", False),
    ],
)
def test_an_act_needs_what_it_is_done_to_and_is_undone_by_another_word(
    text: str, is_told: bool
) -> None:
    act = Act(
        words=frozenset({"红包"}),
        beside=frozenset({"大夫"}),
        unless=frozenset({"窗口"}),
        departments=("weijian",),
    )
    assert bool(list(Acts([act]).find(folded(text)))) is is_told


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[act]]\nmatters = ["x"]', "without words"),
        ('[[act]]\nwords = "上户"', "unknown"),
        ('[[act]]\nwords = "上户"\ndepartments = ["nobody"]', "nobody"),
        ('[[act]]\nwords = "上户"\nmatters = ["nothing"]', "nothing"),
    ],
)
def test_an_act_that_leads_nowhere_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadDictionary, match=reason):
        keywords.read({"x.toml": text})


def test_every_act_of_the_dictionary_is_found_by_each_of_its_words() -> None:
    acts = keywords.load().acts
    assert len(acts) > 30
    for act in acts:
        beside = min(act.beside, default="")
        for word in act.words:
            text = folded(f"{word}，{beside}")
            undone = any(one in text for one in act.unless)
            assert undone or act in [one for one, _ in Acts(acts).find(text)], (word, beside)
