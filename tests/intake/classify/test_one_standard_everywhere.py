"""五个一个样 (WZ-2.4, SQ-2) on every surface: who a firm is moves nothing that is read out of what it says.

Names, size, ownership, origin, acquaintances, before or after investing: in a sentence of its own, at either
end, as the name of the firm that complains, for every matter that there is.
"""

from dataclasses import dataclass, replace

import pytest
from builders import NOW, a_complaint, rules_of
from deep import Sweep
from test_one_standard import ALIKE, MATTERS

from bot.citizen.suggestions import hints_of
from bot.config.directory import Directory
from bot.config.sections import Department
from bot.desk import shield
from dispatch.lifecycle import life
from dispatch.rules.duties import Duty
from dispatch.ticket.complaint import Complainant, Complaint
from dispatch.ticket.ticket import Ticket
from intake.classify import emergencies
from intake.classify.classify import Suggester
from intake.classify.dictionary import Dictionary
from intake.extract import second_matter
from intake.talk.state import Hints

pytestmark = [pytest.mark.unit, pytest.mark.slow]

#: what else people say of who they are, by what must be 一个样
MORE = {
    "有无熟人": ("我托人打过招呼", "我跟你们领导认识", "我没有关系"),
    "大小企业": ("我们是上市公司", "我们是规上企业", "我们是微型企业", "我们是龙头企业"),
    "国有民营": ("我们是央企", "我们是民企", "我们是集体企业", "我是私企老板"),
    "内资外资": ("我们是港资企业", "我们是外企", "我们是本地企业", "我们是外地企业"),
    "投资前后": ("我们还没有投资", "我们已投资", "这是投资前的事", "投资之后才来找你们"),
}
#: what a firm may be called: its trade, its place and its size stand in its name
NAMES = (
    "宏达商贸有限公司",
    "中原食品有限公司",
    "国泰建筑工程有限公司",
    "东方医药集团",
    "华兴教育科技有限公司",
    "省交通投资集团有限公司",
    "株式会社樱花",
    "老李运输队",
)
#: how a phrase stands beside the matter
BESIDE = ("{who}，{text}", "{text}。{who}", "{who}。{text}", "{text}，{who}")
SOME = 90

PEOPLE = Directory(
    {},
    {
        "town": Department(id="town", name="龙门镇人民政府", township=True),
        "market": Department(id="market", name="市场监管局"),
    },
    {"main": (Duty(no="1", phrases=("门头牌匾",), department="market", name="市场监管局"),)},
    (Duty(no="法1", matter="村务与基层选举"),),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A text, and the same said by somebody who says who they are."""

    plain: str
    said: str
    name: str = ""


def texts(dictionary: Dictionary) -> list[str]:
    """Return what is told of every matter, and what the list and the townships decide."""
    named = [f"{one.name}的事拖了半年没人给办" for one in dictionary.matters]
    return [*MATTERS, *named, "门头牌匾的手续没人办", "龙门镇村务与基层选举的账目不公开"]


def points(dictionary: Dictionary) -> list[Point]:
    told = texts(dictionary)
    phrases = [phrase for same in ALIKE for phrase in (*ALIKE[same], *MORE[same])]
    spoken = [
        Point(plain=text, said=form.format(who=who, text=text))
        for at, text in enumerate(told)
        for n, who in enumerate(phrases)
        for m, form in enumerate(BESIDE)
        if text in MATTERS or (at + n) % len(BESIDE) == m
    ]
    return [*spoken, *(Point(plain=text, said=text, name=name) for text in told for name in NAMES)]


def complaint(hints: Hints, text: str, name: str) -> Complaint:
    return a_complaint(
        text=text,
        complainant=Complainant(name=name or "张三", is_unit=bool(name), contact="李四"),
        categories=hints.categories,
        departments=hints.departments,
        causes=hints.causes,
        unsure=hints.unsure,
        assisting=hints.assisting,
    )


def registered(told: Complaint) -> Ticket:
    matter = told.categories[0].name if told.categories and not told.unsure else ""
    ground = PEOPLE.ground(told, "main", matter) or PEOPLE.ground_by_law(told, "main", matter)
    told, lead = shield.parted(replace(told, ground=ground), PEOPLE, NOW)
    ticket, _ = life.register(
        "2026-0001", "main", told, "shouli", rules_of("wuzhi"), NOW, allegation=lead
    )
    return ticket


def read(hints: Hints, text: str, name: str) -> dict[str, object]:
    """Return all that is read out of *text* and decides its way, by the name of the surface."""
    ticket = registered(complaint(hints, text, name))
    said = ticket.complaint
    return {
        "matters": [one.id for one in said.categories],
        "departments": [one.id for one in said.departments],
        "classes": [one.id for one in said.causes],
        "open": said.unsure,
        "share": said.share,
        "ground": said.ground,
        "kind": said.kind,
        "danger": emergencies.numbers([text]),
        "conduct": ticket.allegation is not None,
        "rank": ticket.rank,
        "limits": [(one.stage, one.due_at) for one in ticket.clocks],
        "listed by": (ticket.due_at, ticket.opened_at, ticket.wakes_at),
    }


@pytest.mark.sweep
def test_wz_2_4_who_a_firm_is_moves_nothing_that_is_read_of_it(
    suggester: Suggester, dictionary: Dictionary, sweep: Sweep
) -> None:
    """WZ-2.4, SQ-2: five attributes and the firm's name × every matter × where it is said × each surface."""
    suggest = hints_of(suggester, second_matter.manners_of(dictionary))
    known: dict[str, dict[str, object]] = {}
    moved: list[str] = []
    all_points = points(dictionary)
    for one in sweep.drawn("who complains, beside every matter", all_points, SOME):
        if one.plain not in known:
            known[one.plain] = read(suggest(one.plain), one.plain, "")
        found = read(suggest(one.said), one.said, one.name)
        moved += [
            f"{one.said}（{one.name}）: {surface} {known[one.plain][surface]} → {value}"
            for surface, value in found.items()
            if value != known[one.plain][surface]
        ]
    assert not moved, moved[:20]
