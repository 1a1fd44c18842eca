"""五个一个样 (WZ-2.4, SQ-2): who complains changes neither class, limit, route, rank nor place in the list.

有无熟人、大小企业、国有民营、内资外资、投资前后: said in the complaint, or standing in the person's name.
"""

from dataclasses import fields, replace
from datetime import datetime
from random import Random
from typing import Any

import pytest
from builders import LANE, NOW, a_complaint
from deep import Sweep
from walk_world import World, rules_named
from walker import Walk

from dispatch.lifecycle import life
from dispatch.ticket.complaint import Complainant, Complaint, Scored
from dispatch.ticket.ticket import Ticket
from intake.classify.classify import Suggester

pytestmark = [pytest.mark.unit, pytest.mark.slow]

#: what people say of who they are, in pairs and more, by what must be 一个样
ALIKE = {
    "有无熟人": ("我和局长很熟", "我在局里没有熟人", "我在县里有熟人", "我谁也不认识"),
    "大小企业": ("我们是大企业", "我们是小微企业", "我是小企业", "我们是大公司"),
    "国有民营": ("我们是国有企业", "我们是国企", "我们是民营企业", "我是私营企业"),
    "内资外资": ("我们是外资企业", "我们是内资企业", "我们是台资公司", "我们是中外合资企业"),
    "投资前后": ("我们还没投资", "我们已经投资", "这是投资以前的事", "我们投资以后"),
}
#: what it is about, whoever says it
MATTERS = (
    "跑了三趟营业执照还没办下来，窗口总说系统坏了",
    "想开个小饭店，食品经营许可证一直批不下来",
    "公积金提取材料齐全就是不给办",
    "施工许可证报了一个月没批",
    "发票领不到，税控盘锁死了",
    "办厂的环评批复等了半年",
    "窗口工作人员态度恶劣还骂人",
    "农民工工资拖欠三个月要不回来",
)
#: in which county's life it is tried
COUNTIES = ("wuzhi", "shenqiu", "puyang", "longhui", "fw")
WALKS, STEPS = 6, 25


def told(suggester: Suggester, text: str, who: str = "") -> Complaint:
    """Return the complaint of *text* with what is suggested for it, by somebody called *who*."""
    found = suggester.suggest(text)

    def best(scored: Any) -> tuple[Scored, ...]:
        return tuple(Scored(id=one.id, name=one.name) for one in scored if one.score > 0)

    person = Complainant(lane=LANE, name=f"{who}某某", is_unit=True, contact=f"{who}李四")
    return a_complaint(
        text=text,
        complainant=person,
        categories=best(found.categories),
        departments=best(found.departments),
        causes=best(suggester.suggest_cause(text)),
    )


def standing(complaint: Complaint) -> tuple[object, ...]:
    """Return all of a complaint that decides its way: matter, departments and class, in their order."""
    return complaint.categories, complaint.departments, complaint.causes


def lived(profile: str, complaint: Complaint, seed: int) -> Ticket:
    """Return the ticket of *complaint* after a walk that *seed* alone decides."""
    rules = rules_named(profile)
    ticket, _ = life.register("2026-0001", "main", complaint, "shouli", rules, NOW)
    walk = Walk(World(rules=rules, ticket=ticket, now=NOW))
    walk.open(seed)
    for number in range(STEPS):
        if walk.world.ticket.is_closed:
            break
        walk.step(Random(f"{seed} {number}").getrandbits(24))
    return walk.world.ticket


def but_for_the_words(ticket: Ticket) -> dict[str, object]:
    """Return everything of *ticket* but what the person said and who they are."""
    if ticket.allegation is not None:  # there it holds all that was said
        ticket = replace(ticket, allegation=replace(ticket.allegation, text=""))
    return {f.name: getattr(ticket, f.name) for f in fields(ticket) if f.name != "complaint"}


def place(ticket: Ticket) -> tuple[bool, datetime | None, datetime]:
    """Return by what 待办 is ordered (`storage.tickets.lists.open_in`)."""
    return ticket.due_at is None, ticket.due_at, ticket.opened_at


@pytest.mark.parametrize("same", ALIKE)
def test_wz_2_4_saying_who_one_is_changes_no_suggestion(suggester: Suggester, same: str) -> None:
    """WZ-2.4, SQ-2: matter, department and class are suggested alike, in the same order."""
    for text in MATTERS:
        plain = standing(told(suggester, text))
        for phrase in ALIKE[same]:
            for said in (f"{phrase}，{text}", f"{text}。{phrase}"):
                assert standing(told(suggester, said)) == plain, said


@pytest.mark.sweep
@pytest.mark.parametrize("same", ALIKE)
@pytest.mark.parametrize("profile", COUNTIES)
def test_wz_2_4_who_complains_changes_nothing_of_the_tickets_life(
    suggester: Suggester, profile: str, same: str, sweep: Sweep
) -> None:
    """WZ-2.4, SQ-2: the same steps give the same class, limits, route, rank and place in the list."""
    for seed in sweep.drawn(f"lives under {profile} that are alike: {same}", range(WALKS), 1):
        plain = lived(profile, told(suggester, MATTERS[seed]), seed)
        for phrase in ALIKE[same]:
            complaint = told(suggester, f"{phrase}，{MATTERS[seed]}", who=phrase)
            other = lived(profile, complaint, seed)
            assert but_for_the_words(other) == but_for_the_words(plain)
            assert place(other) == place(plain)


def test_the_comparison_sees_a_difference(suggester: Suggester) -> None:
    complaint = told(suggester, MATTERS[0])
    other = replace(complaint, categories=complaint.categories[1:])
    assert standing(other) != standing(complaint)
    assert any(
        but_for_the_words(lived("wuzhi", other, seed))
        != but_for_the_words(lived("wuzhi", complaint, seed))
        for seed in range(WALKS)
    )
