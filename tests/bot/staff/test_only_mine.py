"""Role × command × state × whose it is × way in, against an oracle written from product.md: 0 mismatches (S5).

A typed command and a press are asked the same. What is refused changes nothing, reaches nobody else, and says
so in a plain sentence; what somebody must not know of is answered as a number that was never given.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from authority_oracle import ROLES, WHOLE_CENTRE, Point, Relation, Verdict, verdict
from builders import LANE, NOW, WAY, a_ticket, walked, wuzhi
from databases import only_sqlite
from deep import Sweep
from office import DEPARTMENTS, Office, office, person, press

from bot.citizen.conversation import Visit
from bot.config.directory import Directory
from bot.desk import log_entries
from bot.desk.installation import Centre
from bot.letters import desk_tasks
from bot.letters.cards import FILL, READ
from bot.letters.desk_tasks import Chore
from bot.staff import buttons, chat_commands
from bot.texts import staff
from bot.wecom.keys import ButtonKey
from bot.wecom.robot_frame import RobotMessage
from dispatch.ticket.actor import Actor
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.ticket import State, Ticket
from storage.database.session import Session
from storage.queues import outbox
from storage.store import Store
from storage.tickets import codec, log, tickets

pytestmark = [only_sqlite, pytest.mark.sweep, pytest.mark.timeout(7200)]

NO, OTHER, NEVER = "2026-0001", "2026-0002", "2026-0404"
#: points that `make test` runs
SAMPLE = 300

#: a line → the command that the oracle knows it by; `{no}` is the ticket
TYPED: Mapping[str, str] = {
    "/查 {no}": "查",
    "/当场 {no} 已协调窗口补录信息": "当场",
    "/不予受理 {no} 已进入诉讼程序": "不予受理",
    "/派单 {no} 市场监管局 类=办不了": "派单",
    "/改派 {no} 税务局 涉税事项": "改派",
    "/改类 {no} 类=很难办": "改类",
    "/签收 {no}": "签收",
    "/答复 {no} 已为您办好，请来领 理由：材料补齐 依据：条例第三条": "答复",
    "/方案 {no} 2026-10-09 补正档案": "方案",
    "/改诺 {no} 2026-10-09 等待系统": "改诺",
    "/延期 {no} 1 情况复杂": "延期",
    "/退单 {no} 税务局 发票事项": "退单",
    "/追问 {no} 请问是哪一天？": "追问",
    "/批准 {no}": "批准",
    "/驳回 {no} 部门不对": "驳回",
    "/催办 {no} 请抓紧": "催办",
    "/督办 {no} 3日 请办结": "督办",
    "/通报 {no}": "通报",
    "/质检 {no} 通过": "质检",
    "/质检 {no} 退回 依据不清": "退回",
    "/回访 {no} 满意": "回访",
    "/函转 {no} 市公积金中心": "函转",
    "/移交 {no} 涉嫌违规收费": "移交",
    "/会商 {no} 市场监管局，税务局": "会商",
    "/挂账 {no} 2026-12-31 完成整理": "挂账",
    "/终结 {no} 复核意见已送达": "终结",
    "/上门 {no}": "上门",
    "/并案 {no} {other}": "并案",
    "/并案 {other} {no}": "并案",
    "/撤并 {no}": "撤并",
    "/更正 {no} 按错了": "更正",
    "/看号 {no} 回访": "看号",
    "/回复 {no} 您好": "回复",
    "/接管 {no}": "接管",
    "/交还 {no}": "交还",
    "/回函 {no} 已补缴到账": "回函",
    "/记录 {no} 协调 请派人到窗口": "记录",
    "/线索 {no} 孙受理 索要红包": "线索",
    "/非线索 {no} 只是办事慢": "非线索",
    "/转告 {no} 请了解": "转告",
    "/接手 {no}": "接手",
}
#: the button that puts /答复 before the presser, to be filled in
ANSWERING = f"{FILL}答复"
#: an act → the command that it stands for
PRESSED: Mapping[str, str] = {
    "spot": "当场",
    **dict.fromkeys(("send", "sendas", "change"), "派单"),
    **dict.fromkeys(("guide", "guideas", "guidesure:1"), "不予受理"),
    "approve": "批准",
    "reject": "驳回",
    "ack": "签收",
    "pass": "质检",
    "back": "退回",
    **dict.fromkeys(("call1", "callx", "told"), "回访"),
    "take": "接手",
    "tellhead": "转告",
    "giveover": "移交",
    "nolead": "非线索",
    "rung:market": "电话",
    **dict.fromkeys((READ, ANSWERING), "查"),
}
#: the buttons of a group's card
IN_GROUP = frozenset({"ack", READ, ANSWERING})
CHOSEN = {
    "result": ("explained",),
    "department": ("tax",),
    "class": ("办不了",),
    "promise": ("rule",),
    "why": ("lead",),
    "code": ("N7",),
}


def whose(role: str, relation: Relation) -> Actor:
    """Return who acts: of the department that has the ticket, of another, or of another centre."""
    place = {Relation.OTHER_DEPARTMENT: "tax"}.get(relation, "market")
    centre = "north" if relation is Relation.OTHER_CENTRE else "main"
    unit = "" if role in WHOLE_CENTRE else place
    return person(f"{role}-{centre}-{unit}", "某人", role, department=unit, centre=centre)


PEOPLE = {one.id: one for one in (whose(*each) for each in product(ROLES, Relation))}
#: how the states stand that no way of 武陟 leads to
_LIKE = {State.DEFERRED: State.WORKING, State.UNRATED: State.STRUCK_OFF}


def stands(point: Point) -> Ticket:
    """Return the ticket as *point* wants it."""
    state, by = State(point.state), whose(point.role, point.relation)
    if state in WAY and state not in _LIKE:
        ticket = walked(wuzhi(), WAY[state])
    elif state in _LIKE:
        ticket = replace(walked(wuzhi(), WAY[_LIKE[state]]), state=state)
    else:
        ticket = a_ticket(wuzhi(), state=state, closed_at=NOW)
    is_first = point.role == "first_handler" and point.relation is not Relation.OTHER_DEPARTMENT
    ticket = replace(ticket, first_handler=by.id if is_first else "somebody")
    ticket = replace(ticket, restricted=point.relation is Relation.RESTRICTED)
    if point.relation is Relation.HIDDEN_DEPARTMENT:
        return replace(ticket, hidden_from=("market",))
    if point.relation is Relation.HIDDEN_PERSON:
        return replace(ticket, allegation=Allegation(text="收红包", persons=(by.id,), at=NOW))
    return ticket


def points() -> list[Point]:
    """Return the whole table."""
    ways = [("typed", said, command) for said, command in TYPED.items()]
    ways += [("pressed", act, command) for act, command in PRESSED.items()]
    ways += [("group", act, PRESSED[act]) for act in sorted(IN_GROUP)]
    return [
        Point(role, command, str(state), relation, way, said)
        for role, state, relation, (way, said, command) in product(ROLES, State, Relation, ways)
    ]


class Undone(Exception):
    """What was said came to an end, and nothing of it stays."""


async def _standing(session: Session) -> tuple[Any, ...]:
    """Return what a refusal must leave as it was: the ticket, its log but for refusals, tasks, others' letters."""
    rows = await session.rows("SELECT * FROM tickets ORDER BY id")
    kept = [one.command for one in await log.entries(session, NO)]
    letters = await outbox.listed(session, "waiting")
    tasks = await session.rows("SELECT id, done_at FROM tasks ORDER BY id")
    return (
        [dict(row) for row in rows],
        [one for one in kept if not one.startswith("refused:")],
        [one.key for one in letters if not one.key.startswith("in/")],
        [dict(row) for row in tasks],
    )


async def said_to(visit: Visit, point: Point, no: str, version: int) -> tuple[str, str]:
    """Let who *point* names say it about ticket *no*; return what they are answered, and what else they get."""
    userid, act = whose(point.role, point.relation).id, point.said
    key = "" if point.way == "typed" else ButtonKey(act, no, version).pack()
    if point.way == "typed":
        await chat_commands.in_app(visit, userid, act.format(no=no, other=OTHER), late=False)
    elif point.way == "pressed":
        message = replace(press(userid, key), selected=CHOSEN)
        await buttons.in_app(visit, message, late=False)
    else:
        message_ = RobotMessage(
            kind="event", msg_id="m", bot_id="b", from_user=userid, req_id="r", chat_id="wrMarket",
            event="template_card_event", event_key=key, task_id="t",
        )  # fmt: skip
        await buttons.in_group(visit, message_, userid, late=False)
    mine = [
        one
        for one in await outbox.listed(visit.session, "waiting")
        if one.key.startswith(f"{visit.key}/")
    ]
    words = "\n".join(one.payload["text"] for one in mine if one.payload.get("text"))
    return words, "".join(sorted({str(one.kind) for one in mine}))


async def fault(house: Office, point: Point) -> str:
    """Return what is wrong with what came of *point*, empty for nothing."""
    found: list[str] = []

    async def hear(visit: Visit) -> None:
        ticket = stands(point)
        facts = codec.facts_of(ticket)
        await tickets.insert(visit.session, ticket, facts)
        await log_entries.opened(visit.session, ticket, [], facts, visit.now)
        other = replace(ticket, no=OTHER)
        await tickets.insert(visit.session, other, codec.facts_of(other))
        await log_entries.opened(visit.session, other, [], facts, visit.now)
        before = await _standing(visit.session)
        told = await said_to(visit, point, NO, ticket.version)
        after = await _standing(visit.session)
        never = await said_to(
            replace(visit, key=f"{visit.key}-never"), point, NEVER, ticket.version
        )
        found.append(_wrong(verdict(point), told, never, changed=before != after))
        raise Undone

    with pytest.raises(Undone):
        await house.hears(hear)
    return found[0]


def _wrong(wanted: Verdict, told: tuple[str, str], never: tuple[str, str], *, changed: bool) -> str:
    words, _ = told
    if wanted is Verdict.MAY:
        beyond = "职责范围" in words or words in (staff.NOT_THEIRS, never[0])
        return f"refused: {words}" if beyond and words else ""
    if changed:
        return f"{wanted}, and yet it changed something: {words}"
    if not re.search("[一-鿿]", words):
        return "refused without a word"
    if wanted is Verdict.NOT_THERE and told != never:
        return f"{told} tells that it is there; nowhere is {never}"
    is_same_for_any = told == never  # beyond the role, whatever the number: tells even less
    if wanted is Verdict.NOT_THEIRS and not (
        is_same_for_any or words in (staff.NOT_THEIRS, _OTHER_GROUP)
    ):
        return f"not theirs, and answered: {words}"
    return ""


_OTHER_GROUP = staff.OTHER_GROUP.format(department="市场监管局")


async def test_s5_who_may_do_what_is_what_the_product_says_typed_and_pressed(
    store: Store, clock: Any, sweep: Sweep
) -> None:
    """S5, N6, G-21: and no card, however old, does what a typed command would not."""
    house = office(store, clock, Directory(PEOPLE, {one.id: one for one in DEPARTMENTS}))
    rules = house.context.desk.centres["main"].rules
    house.context.desk.centres["north"] = Centre(id="north", prefix="BZ", rules=rules)
    chosen = sweep.of("who may do what", points(), SAMPLE, lambda p: (p.relation, p.way, p.role))
    faults: dict[Point, str] = {}
    verdicts: Counter[Verdict] = Counter()
    for point in chosen:
        verdicts[verdict(point)] += 1
        if what := await fault(house, point):
            faults[point] = what
    assert not faults, "\n".join(f"{point}: {what}" for point, what in faults.items())
    assert set(verdicts) == set(Verdict), verdicts


@pytest.mark.parametrize("way", ["did", "takechat", "/任务 #1 已处理", "/接管 #1", "/回复 #1 您好"])
@pytest.mark.parametrize("centre", ["north", "main"])
async def test_a_task_of_the_desk_is_done_by_its_own_centre_only_typed_and_pressed(
    store: Store, clock: Any, way: str, centre: str
) -> None:
    """S5: and who moved to another centre has old cards of tasks too."""
    house = office(store, clock, Directory(PEOPLE, {one.id: one for one in DEPARTMENTS}))
    chore = Chore(kind="人工", subject=LANE, text="请回电", is_said=True)
    userid = f"supervisor-{centre}-"

    async def hear(visit: Visit) -> list[Any]:
        await desk_tasks.begin(visit.session, house.context.directory, "main", chore, visit.now)
        before = await _touched(visit.session)
        if way.startswith("/"):
            await chat_commands.in_app(visit, userid, way, late=False)
        else:
            key = ButtonKey(way, "0", 1).pack()
            await buttons.in_app(visit, press(userid, key), late=False)
        return [before, await _touched(visit.session)]

    before, after = await house.hears(hear)
    assert (before == after) == (centre == "north")


async def _touched(session: Session) -> tuple[Any, ...]:
    tasks = await session.rows("SELECT id, done_at FROM tasks ORDER BY id")
    talks = await session.rows("SELECT key, version FROM conversations ORDER BY id")
    said = [
        one.key for one in await outbox.listed(session, "waiting") if one.payload.get("replied")
    ]
    return [dict(one) for one in tasks], [dict(one) for one in talks], said
