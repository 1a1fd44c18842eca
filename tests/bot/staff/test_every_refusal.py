"""What a refusal shows as an example would pass: it is typed by the same person, in the same state, and does its work.

Every state × person × command, rightly and wrongly typed, under each county's rules; each try is undone.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from builders import (
    CITIZEN,
    MANAGER,
    MARKET,
    OFFICER,
    SUPERVISOR,
    TAX,
    a_complaint,
    rules_of,
)
from databases import only_sqlite
from deep import Sweep
from office import STAFF, Office, office
from walk_world import PROFILES, rules_named

from bot.inbound import app
from bot.staff import buttons, chat_commands
from bot.staff.examples import NEXT_STEPS
from bot.wecom.keys import ButtonKey
from bot.wecom.robot_frame import RobotMessage
from dispatch.lifecycle.authority import may_now
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import State
from intake.grammar.forms import FORMS
from storage.queues import outbox
from storage.store import Store

pytestmark = [only_sqlite, pytest.mark.sweep, pytest.mark.timeout(3600)]

NO = "2026-0001"
SAMPLE = 120
#: how a command is typed wrongly, or beyond its turn; `{name}` is the command
SLIPS = (
    "/{name}",
    "/{name} 0001",
    "/{name} 0001 啊",
    "/{name} 税务局",
    "{name}0001",
    "/{name} 9999 a",
    "/{name} 0001 群众要求9月30日前办好",
    "/{name} 方式=飞鸽 张三 13900000000 城关镇",
)
#: what an answer names as a line to send: after 例如, after 命令, or on a line of its own
_LINE = re.compile(r"(?:例如：|命令：|^)(/\S.*?)(?=[。；，）]?$|，例如|[。；])", re.M)


def ways(rules: Rules) -> dict[State, tuple[c.Command, ...]]:
    """Return commands that lead to each open state a department or the desk sees, under *rules*."""
    name = next(one for one in rules.dispatched_classes if rules.rank(one))
    day = rules.working_day_after(1, a_complaint().said_at)
    promised = day if rules.needs_promise(name) else None
    cause = next(iter(rules.profile.causes), "")
    order = c.Dispatch(
        by=MANAGER, class_name=name, departments=(MARKET,), promised_on=promised, cause=cause
    )
    sent = (order,)
    working = (*sent, c.Acknowledge(by=OFFICER))
    answer = c.Answer(
        by=OFFICER, text="已办好", reason="材料已补", basis="条例第三条", findings=("x",)
    )
    answered = (*working, answer)
    passed = (*answered, c.Pass(by=_inspector(rules), override="已核对"))
    return {
        State.REGISTERED: (),
        State.DISPATCHED: sent,
        State.WORKING: working,
        State.PLANNED: (*working, c.Plan(by=OFFICER, text="三步走", promised_on=day)),
        State.ANSWERED: answered,
        State.SURVEYING: passed,
        State.REWORK: (*passed, c.Rate(by=CITIZEN, level=rules.levels[-1])),
        State.MEETING: (*working, m.Convene(by=MANAGER, departments=(MARKET, TAX))),
        State.OUTSIDE: (m.Transfer(by=MANAGER, unit="市公积金中心"),),
    }


def _inspector(rules: Rules) -> Any:
    return MANAGER if rules.roles_for("质检") <= MANAGER.roles else SUPERVISOR


class Undone(Exception):
    """What was said came to an end, and nothing of it stays."""


async def tried(house: Office, userid: str, text: str) -> tuple[str, str]:
    """Let *userid* type *text*; return outcome and answer, and undo it all."""
    found: list[str] = []

    async def hear(visit: Any) -> None:
        found.append(await chat_commands.in_app(visit, userid, text, late=False))
        letters = await outbox.listed(visit.session, "waiting")
        mine = [one for one in letters if one.key.startswith(f"{visit.key}/")]
        found.append("\n".join(str(one.payload.get("text", "")) for one in mine))
        raise Undone

    with pytest.raises(Undone):
        await house.hears(hear)
    return found[0], found[1]


def lines(answer: str) -> list[str]:
    """Return the lines that *answer* shows to be sent; a form with 号 or 号's own dots is none."""
    found = (hit[1].strip() for hit in _LINE.finditer(answer))
    return [one for one in found if " 号" not in one and "……" not in one]


#: 不予受理 is shown once more before it takes effect: then it was typed rightly
DONE = re.compile("done|asked_.*|conversed|confirm")


@pytest.mark.parametrize("profile", PROFILES)
async def test_an_example_in_a_refusal_passes_for_that_person_in_that_state(
    profile: str, store: Store, clock: Any, sweep: Sweep
) -> None:
    house = office(store, clock, rules=rules_named(profile))
    points = [
        (state, who.id, name, slip)
        for state in ways(rules_named(profile))
        for who in STAFF
        for name in FORMS
        for slip in SLIPS
    ]
    chosen = sweep.of(f"refusals under {profile}", points, SAMPLE, lambda one: (one[0], one[1]))
    shown = 0
    await house.opens()
    for state, todo in ways(rules_named(profile)).items():
        mine = [one for one in chosen if one[0] is state]
        house = await _fresh(house, todo, state)
        for _, who, name, slip in mine:
            outcome, answer = await tried(house, who, slip.format(name=name))
            if DONE.fullmatch(outcome):
                continue
            for line in lines(answer):
                again, said = await tried(house, who, line)
                assert DONE.fullmatch(again), (
                    f"{state} {who} {slip} {name}: {line} → {again} {said}"
                )
                shown += 1
    assert shown > 5


async def _fresh(house: Office, todo: Sequence[c.Command], state: State) -> Office:
    """Bring a new ticket of the office to *state*; those of before are withdrawn."""
    last = await house.store.reader.row("SELECT COUNT(*) AS n FROM tickets")
    n = int(last["n"]) if last else 0
    if state is not State.REGISTERED:
        await house.do(f"2026-{n:04}", c.Withdraw(by=CITIZEN))
        await house.opens()
        n += 1
    ticket = await house.do(f"2026-{n:04}", *todo)
    assert ticket.state is state, (ticket.state, state)
    return house


# --- a member of staff at work is not heard as a complainant ------------------------------------


def work_lines() -> Iterator[str]:
    """Yield lines of people at work: a command's name mistyped, or a ticket's number somewhere."""
    for name in FORMS:
        if len(name) == 2:
            yield f"{name[::-1]} 0001 已联系当事人"
            yield f"{name[0]}X 已经联系当事人"
        yield f"{name}0001"
        yield f"请{name}2026-0001"
        yield f"{name}：0001 已办"
    yield from (
        "0001 已经办好了",
        "2026年第0001号已联系当事人，周五拿证",
        "关于2026-0001号，材料还没交齐",
        "第0001号 请再核实一下",
    )


async def test_a_line_about_work_is_never_a_complaint_of_their_own(the_office: Office) -> None:
    await the_office.opens()
    for who in ("li", "sun", "guan"):
        for line in work_lines():
            assert await _heard(the_office, who, line) != "conversed", (who, line)


@pytest.mark.parametrize(
    "said",
    [
        "食堂门口的无障碍通道被占了，反映三次没人管",
        "投诉：供暖公司不退费，电话0391-7271234没人接",
        "我家2026年10月15日停水，到现在没来",
        "我要反映一件事",
        "幸福路0012号楼的电梯坏了三天",
    ],
)
async def test_a_matter_of_their_own_is_still_heard(the_office: Office, said: str) -> None:
    assert await _heard(the_office, "li", said) == "conversed"


async def _heard(house: Office, userid: str, text: str) -> str:
    """Let *userid* write *text* to the app; return what it was heard as, and undo it."""
    body = (
        f"<xml><FromUserName>{userid}</FromUserName><CreateTime>1790557200</CreateTime>"
        f"<MsgType>text</MsgType><Content><![CDATA[{text}]]></Content><MsgId>1</MsgId></xml>"
    ).encode()
    found: list[str] = []

    async def hear(visit: Any) -> None:
        found.append(await app.hear(visit, body, "", late=False))
        raise Undone

    with pytest.raises(Undone):
        await house.hears(hear)
    return found[0]


# --- after 签收 the group's card offers what comes next -----------------------------------------


@pytest.mark.parametrize("profile", PROFILES)
async def test_the_group_s_card_fills_the_next_command_in_for_who_presses(
    profile: str, store: Store, clock: Any
) -> None:
    """The line comes to the presser's single chat; as it stands it is asked for the words, filled in it passes."""
    rules = rules_named(profile)
    house = office(store, clock, rules=rules)
    await house.opens()
    await house.do(NO, *ways(rules)[State.WORKING])
    assert {"签收", "答复", "方案", "追问", "退单", "延期"} == set(NEXT_STEPS)
    for name in ("答复", "方案", "追问", "退单·延期"):
        message = RobotMessage(
            kind="event", msg_id="m", bot_id="b", from_user="li", req_id="r", chat_id="wrMarket",
            event="template_card_event", event_key=ButtonKey(f"fill:{name}", NO, 0).pack(),
            task_id=f"{NO}-form-market-2",
        )  # fmt: skip
        outcome, fast = await house.hears(
            lambda visit, pressed=message: buttons.in_group(visit, pressed, "li", late=False)
        )
        assert (outcome, fast) == ("filled", None)
        (letter,) = await house.letters(f"in/{house.said}/")
        assert letter.lane == "app:li"
        # an answer's fields stand on lines of their own
        _, *offered = letter.payload["text"].split("\n/")
        assert [one.split()[0] for one in offered] == [
            one
            for one in name.split("·")
            if one != "延期" or ("延期" not in rules.not_offered and may_extend(rules))
        ]
        for one in offered:
            line = f"/{one}"
            assert (await tried(house, "li", line))[0] == "wrong_command", line
            filled = line.replace(
                "……", f"{rules.profile.extension.ground}已核实清楚，请带材料来窗口"
            )
            assert (await tried(house, "li", filled))[0] == "done", filled


def may_extend(rules: Rules) -> bool:
    """True where the class that `ways` dispatches as may be extended at all."""
    name = next(one for one in rules.dispatched_classes if rules.rank(one))
    return name not in rules.profile.extension.forbid


async def test_who_signs_in_single_chat_reads_what_comes_next(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *ways(rules_of("wuzhi"))[State.DISPATCHED])
    await the_office.hears(lambda v: chat_commands.in_app(v, "li", "/签收 0001", late=False))
    said = (await the_office.answers())[0]
    for name in ("答复", "方案", "追问", "退单"):
        assert f"/{name} {NO} " in said
    assert "延期" not in said  # 武陟 has none


# --- 帮助 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES)
async def test_help_lists_only_what_this_person_may_do_now(
    profile: str, store: Store, clock: Any
) -> None:
    """Every state × person: what 帮助 lists of a ticket's commands the table and the state allow, and all of it."""
    rules = rules_named(profile)
    house = office(store, clock, rules=rules)
    await house.opens()
    for state, todo in ways(rules).items():
        await _fresh(house, todo, state)
        n = await house.store.reader.row("SELECT COUNT(*) AS n FROM tickets")
        ticket = await house.ticket(f"2026-{int(n['n']) if n else 0:04}")
        for who in STAFF:
            outcome, answer = await tried(house, who.id, "/帮助")
            assert outcome == "asked_帮助"
            listed = {
                line.split()[0].lstrip("/") for line in answer.splitlines() if line[:1] == "/"
            }
            sees = not who.department or who.department in {p.department for p in ticket.parts}
            for command, row in COMMANDS.items():
                if row.by or row.name not in FORMS or row.name in ("更正", *rules.not_offered):
                    continue
                is_possible = sees and may_now(command, who, ticket, rules)
                assert (row.name in listed) == is_possible, (state, who.id, row.name)


async def test_help_of_one_command_shows_its_form(the_office: Office) -> None:
    await the_office.opens()
    said = (await tried(the_office, "sun", "/帮助 登记"))[1]
    assert FORMS["登记"].right in said
    assert "例如：/登记 张三" in said
    assert "不在您的职责范围内" in (await tried(the_office, "li", "/帮助 登记"))[1]
    assert "没有“飞”这个命令" in (await tried(the_office, "li", "/帮助 飞"))[1]
    for name, form in FORMS.items():
        said = (await tried(the_office, "du", f"帮助 {name}"))[1]
        assert form.right in said or "职责" in said or "没有" in said, (name, said)
