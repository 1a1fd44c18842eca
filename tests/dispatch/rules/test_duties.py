"""派单目录: which row a complaint falls under, which township is meant, and what a row forbids (N17)."""

from dataclasses import replace
from itertools import product

import pytest
from builders import a_complaint
from builders import a_complaint as told

from dispatch.errors import RuleForbids, Why
from dispatch.rules.duties import Duty, Township, check_duty, ground_of, township_of
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ground import Ground, GroundKind

pytestmark = pytest.mark.unit

LICENCE = Duty(
    no="1", matter="营业执照办理", department="market", name="市场监管局", basis="三定方案"
)
SIGNS = Duty(
    no="2",
    phrases=("门头牌匾", "店招"),
    department="town",
    name="城管局",
    assisting=(("market", "市场监管局"),),
)
SIGNS_TOO = Duty(no="3", phrases=("店招门头牌匾备案",), department="housing", name="住建局")
VILLAGE = Duty(no="4", matter="村务与基层选举", basis="村民委员会组织法第三十一条")
ROWS = (LICENCE, SIGNS, SIGNS_TOO, VILLAGE)
TOWNS = (
    Township(id="lm", name="龙门镇人民政府", called=("龙门镇人民政府", "龙门镇")),
    Township(id="qs", name="青山乡人民政府", called=("青山乡人民政府", "青山乡")),
)
VILLAGE_MATTER = "村务与基层选举"


def ground(text: str, matter: str = "", address: str = "", place: str = "") -> Ground | None:
    person = Complainant(name="张三", address=address)
    return ground_of(ROWS, TOWNS, told(text=text, place=place, complainant=person), matter)


@pytest.mark.parametrize(
    ("text", "matter", "row"),
    [
        ("执照办不下来", "营业执照办理", "1"),
        ("门头牌匾被拆了", "营业执照办理", "2"),  # a phrase before the matter
        ("店招门头牌匾备案没人管", "", "3"),  # the longer phrase
        ("店招門頭牌匾備案沒人管", "", "3"),
        ("门头牌匾被拆了", "", "2"),
        ("执照办不下来", "", ""),  # the matter is open
        ("执照办不下来", "食品经营许可", ""),
        ("", "", ""),
        ("执照" * 3000, "营业执照办理", "1"),
    ],
)
def test_n17_a_phrase_decides_before_the_matter_and_the_longest_first(
    text: str, matter: str, row: str
) -> None:
    found = ground(text, matter)
    assert (found.no if found else "") == row


def test_n17_what_decided_says_all_that_is_cited() -> None:
    found = ground("门头牌匾被拆了")
    assert found == Ground(
        kind=GroundKind.DUTY,
        no="2",
        about="门头牌匾",
        department="town",
        name="城管局",
        assisting=(("market", "市场监管局"),),
    )


@pytest.mark.parametrize(
    ("text", "place", "address", "town"),
    [
        ("龙门镇小李村账目不公开", "", "", "lm"),
        ("龍門鎮小李村賬目不公開", "", "", "lm"),
        ("村里账目不公开", "青山乡政府", "", "qs"),
        ("村里账目不公开", "", "青山乡大王庄", "qs"),
        ("龙门镇小李村账目不公开", "青山乡", "青山乡大王庄", "lm"),  # where it happened
        ("龙门镇和青山乡都不管", "", "青山乡大王庄", ""),  # two are named: a person decides
        ("村里账目不公开", "", "城关幸福路3号", ""),
    ],
)
def test_a_matter_of_the_township_goes_to_the_one_that_is_named(
    text: str, place: str, address: str, town: str
) -> None:
    found = ground(text, VILLAGE_MATTER, address, place)
    assert (found.department if found else "") == town
    assert found is None or found.of_township


def test_what_a_township_is_called_is_data() -> None:
    complaint = a_complaint(text="龙门镇小李村账目不公开")
    assert township_of((), complaint) is None
    other = replace(TOWNS[0], called=("小李村",))
    assert township_of((other,), complaint) == other


KINDS = (None, GroundKind.DUTY, GroundKind.MEETING, GroundKind.LAW)


def test_n17_a_departments_duty_is_given_to_no_township_but_by_name() -> None:
    """Every kind of ground × whose it is × who leads × with and without an exception."""
    for kind, own, lead, why in product(
        KINDS, (True, False), ("lm", "market", "qs"), ("", "县里定的")
    ):
        base = ground("执照", "营业执照办理")
        assert base is not None
        found = replace(base, kind=kind, of_township=not own) if kind else None
        is_forbidden = kind is GroundKind.DUTY and own and lead in ("lm", "qs") and not why
        if is_forbidden:
            with pytest.raises(RuleForbids) as refused:
                check_duty(found, lead, {"lm", "qs"}, why)
            assert refused.value.why is Why.DEPARTMENTS_DUTY
            assert refused.value.facts["row"] == "1"
            assert refused.value.facts["name"] == "市场监管局"
        else:
            check_duty(found, lead, {"lm", "qs"}, why)
