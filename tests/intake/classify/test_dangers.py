"""What a danger is about is what it is, not what its words smell of."""

import pytest
from test_classify import EVERYDAY

from dispatch.words.emergencies import heard
from intake.classify import dictionary as keywords
from intake.classify.classify import Suggester
from intake.classify.dangers import FITTING

pytestmark = pytest.mark.unit

#: words that sound like another matter → what it is, who answers
TOLD = [
    ("闻到煤气味，刺鼻", "gas", "ranqi"),
    ("燃气管道被挖断了，气味难闻", "gas", "ranqi"),
    ("液化气罐嘶嘶响", "gas", "ranqi"),
    ("家里煤气漏了，门口都能闻到", "gas", "ranqi"),
    ("楼道里天然气泄漏，有人头晕，满楼异味", "gas", "ranqi"),
    ("化工厂爆炸了", "fire_check", "xiaofang"),
    ("着火了，浓烟滚滚", "fire_check", "xiaofang"),
    ("孩子走丢了", "public_order", "gongan"),
    ("孩子掉井里了", "disaster", "yingji"),
    ("有人打架动刀了", "public_order", "gongan"),
    ("路灯漏电", "city_facilities", "chengguan"),
    ("电线断了掉在路上", "power", "gongdian"),
    ("电梯里困着三个人", "property_management", "zhujian"),
    ("车祸有人受伤", "traffic_violation", "jiaojing"),
]


@pytest.mark.parametrize(("text", "matter", "department"), TOLD)
def test_a_danger_is_suggested_as_what_it_is(
    suggester: Suggester, text: str, matter: str, department: str
) -> None:
    found = suggester.suggest(text)
    assert (found.categories[0].id, found.departments[0].id) == (matter, department)


def test_every_matter_that_fits_a_danger_is_one_of_the_dictionary() -> None:
    known = {one.id for one in keywords.load().matters}
    assert {one for row in FITTING.values() for one in row} <= known


def test_what_only_stinks_is_still_foul_air(suggester: Suggester) -> None:
    assert suggester.suggest("化工厂天天排放刺鼻废气，臭味熏人").categories[0].id == "air_pollution"
    assert not any(heard(text).perils for text, *_ in EVERYDAY)
