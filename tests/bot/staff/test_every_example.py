"""Every example line of the handbook, the help and the forms is carried out in every county, in the state that it is for.

What is printed names 武陟's classes, reasons and days; where a county has others its own stand in their place
(`fitted`), and a command that it does not have is refused in words. Each try is undone.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import printed_texts
import pytest
from builders import CITIZEN, LANE, MARKET, TAX, a_complaint
from databases import only_sqlite
from deep import Sweep
from house_rules import ROOT
from office import DEPARTMENTS, STAFF, Office, office, person
from printed_lines import class_of, fitted, name_of
from walk_world import PROFILES, rules_named

from bot.citizen.conversation import Visit
from bot.config.directory import Directory
from bot.config.sections import Department
from bot.letters import desk_tasks
from bot.letters.desk_tasks import Chore
from bot.staff import assessment, chat_commands
from bot.staff.chat_commands import ASKED
from bot.staff.ticket_commands import BUILT
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE, Actor
from intake.grammar.forms import FORMS
from storage.queues import outbox
from storage.store import Store
from storage.tickets import tickets

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(3600)]

NO = "2026-0001"
#: lines under each county's rules that `make test` runs; the handbook's own county runs all
SAMPLE, WRITTEN_FOR = 8, "wuzhi"
PEOPLE = (
    *STAFF,
    person("lisi", "李四", "receptionist"),
    person("kao", "考核科", "assessor"),
    person("lead", "严窗口", "window_lead", department="market"),
    person("head", "局长", "leader", department="market"),
)
BY: Mapping[str, Actor] = {one.id: one for one in PEOPLE}
#: what was done before: a command, a line that somebody typed, or time that passed
Step = c.Command | tuple[str, str] | timedelta
Steps = tuple[Step, ...]


def ways(rules: Rules) -> Mapping[str, Steps]:
    """Return what leads to each state under *rules*."""
    name = class_of(rules)
    order = c.Dispatch(
        by=BY["sun"],
        class_name=name,
        departments=(MARKET,),
        cause=next(iter(rules.profile.causes), ""),
    )
    sent = (replace(order, by=BY["guan"]),)
    working = (*sent, c.Acknowledge(by=BY["li"]))
    reply = c.Answer(by=BY["li"], text="已办好，请来领", reason="系统已恢复", basis="条例第三条")
    passed = (c.Pass(by=BY[inspector(rules)], override="已核对"),) if rules.inspects else ()
    unhappy = c.Rate(by=CITIZEN, level=rules.levels[-1])
    surveying = (*working, reply, *passed)
    soon = rules.working_day_after(1, a_complaint().said_at)
    faults = tuple(
        ("du", f"/扣分 0001 17b 市场监管局/李科 服务态度差：第{n}次当众训斥办事群众")
        for n in range(12)
    )
    verified = (*sent, *faults, ("kao", "/核实 12 成立 已调看监控"))
    chief = BY["du" if rules.roles_for("督办") & BY["du"].roles else "guan"]
    return {
        "new": (),
        "proposed": (order,),
        "sent": sent,
        "working": working,
        "promised": (*working, c.Plan(by=BY["li"], text="三步走", promised_on=soon)),
        # where the text knows no 质检 only what is doubtful is inspected (N3)
        "answered": (
            *working,
            replace(reply, findings=() if rules.inspects else ("没有回答第2点",)),
        ),
        "asked": (*working, m.ReturnForm(by=BY["li"], departments=(TAX,), reason="涉税")),
        "unheard": (*surveying, c.NoteUndelivered(by=SCHEDULE)),
        "surveying": surveying,
        "twice": (*surveying, unhappy, reply, *passed, unhappy),
        "outside": (m.Transfer(by=BY["guan"], unit="市公积金中心"),),
        "linked": (m.Link(by=BY["du"], main="2026-0002"),),
        "unmet": (
            *working,
            c.Supervise(
                by=chief, demand="请办结", until=a_complaint().said_at + timedelta(hours=1)
            ),
            timedelta(hours=2),
        ),
        "lead": (m.Allege(by=BY["sun"], units=("market",), names=("李科",), words=("红包",)),),
        "rung": (c.Supplement(by=CITIZEN, text="家里煤气漏了，门口都能闻到"),),
        "taken": (("sun", "/接管 0001"), ("sun", "/接管 #3")),
        "marked": (*sent, *faults),
        "verified": verified,
        "appealed": (*verified, ("lead", "/申诉 12 当日系统停机")),
    }


def inspector(rules: Rules) -> str:
    return "guan" if rules.roles_for("质检") <= BY["guan"].roles else "du"


#: command → the state that it is for; what is not named here is for a new ticket or none
STATE: Mapping[str, str] = {
    **dict.fromkeys(("批准", "驳回"), "asked"),
    "更正": "proposed",
    "签收": "sent",
    **dict.fromkeys(("答复", "追问", "退单", "方案", "延期", "挂账"), "working"),
    **dict.fromkeys(("改派", "催办", "督办", "会商", "移交", "记录"), "working"),
    "改诺": "promised",
    "质检": "answered",
    "上门": "surveying",
    "回访": "unheard",
    "终结": "twice",
    "回函": "outside",
    "撤并": "linked",
    "通报": "unmet",
    **dict.fromkeys(("非线索", "转告"), "lead"),
    "解除紧急": "rung",
    "交还": "taken",
    "扣分": "sent",
    "核实": "marked",
    "申诉": "verified",
    "裁定": "appealed",
}
#: what is typed before a line is for a registration of the window's own
REGISTERED = re.compile(r"/更正 0001 (?!按错了)")
#: who types it where several may; what a department says its own officer does
FIRST = ("sun", "du", "guan", "kao", "li", "lead", "head", "ops")
OFFICER_S = frozenset({"签收", "答复", "方案", "改诺", "延期", "退单", "追问", "申诉"})
#: what an answer that refuses has
REFUSED = re.compile(
    r"格式：|没有执行|办不了。|还缺|没有“|不在您的职责|没有找到|没有认出|请写明|这一步|没有编号"
)
DONE = re.compile("done|asked_.*|conversed")
#: what a refusal of a command that a county does not have says
NOT_HERE = re.compile("没有|不提供|不设|未规定|不适用")


def examples() -> list[str]:
    """Return every line that a form or the handbook shows to be typed, of the commands that there are."""
    there = {*BUILT, *ASKED}
    helped = [f"/{one.name} {one.example}".strip() for one in FORMS.values() if one.who in there]
    page = (ROOT / "docs" / "README.zh-CN.md").read_text("utf-8")
    printed = re.findall(r"`(/[一-鿿][^`]*)`", page)
    return [one for one in dict.fromkeys([*helped, *printed]) if not _only_names(one)]


def _only_names(line: str) -> bool:
    """True for `/改派` within a sentence: the name of a command that wants more."""
    form = FORMS.get(line.removeprefix("/"))
    return form is not None and any(slot.required for slot in form.slots)


# --- the office in which they are typed ----------------------------------------------------------


class Undone(Exception):
    """What was typed came to an end, and nothing of it stays."""


async def an_office(store: Store, clock: Any, rules: Rules) -> Office:
    """Return an office with the departments, people, tickets and tasks that the examples name."""
    units = (
        Department(id="land", name="自然资源局", chat_id="wrLand", liaison="hong"),
        *(
            one.model_copy(update={"aliases": (*one.aliases, "市场监督管理局")})
            if one.id == "market"
            else one
            for one in DEPARTMENTS
        ),
    )
    house = office(store, clock, Directory(dict(BY), {one.id: one for one in units}), rules=rules)
    await house.opens()
    clock.advance(minutes=1)
    await house.opens()

    async def tasks(visit: Visit) -> None:
        for n, kind in enumerate(("人工", "待完善", "人工")):
            chore = Chore(kind=kind, subject=f"{LANE}{n}", text="请回电")
            await desk_tasks.begin(visit.session, house.context.directory, "main", chore, visit.now)

    await house.hears(tasks)
    return house


async def typed(house: Office, steps: Steps, userid: str, *lines: str) -> list[tuple[str, str]]:
    """Do *steps*, then let *userid* type each of *lines* there; return outcome and answer of each, and undo all."""
    found: list[tuple[str, str]] = []

    async def type_(visit: Visit, who: str, line: str, key: str) -> tuple[str, str]:
        mine = replace(visit, key=f"{visit.key}-{key}")
        outcome = await chat_commands.in_app(mine, who, line, late=False)
        letters = await outbox.listed(visit.session, "waiting")
        own = [one for one in letters if one.key.startswith(f"{mine.key}/")]
        return outcome, "\n".join(str(one.payload.get("text", "")) for one in own)

    async def hear(visit: Visit) -> None:
        for n, step in enumerate(steps):
            if isinstance(step, timedelta):
                visit = replace(visit, now=visit.now + step)
            elif isinstance(step, tuple):
                outcome, answer = await type_(visit, *step, f"before{n}")
                assert DONE.fullmatch(outcome), (step, answer)
                assert not REFUSED.search(answer), (step, answer)
            else:
                ticket = await tickets.load(visit.session, NO)
                await visit.context.desk.within(visit.session, ticket, step, visit.now)
        for n, line in enumerate(lines):
            found.append(await type_(visit, userid, line, f"line{n}"))
        raise Undone

    with pytest.raises(Undone):
        await house.hears(hear)
    return found


#: what the second look says to be sent, where a line tells people something at once (LH-6a)
_YES = re.compile(r"或发：(/.+? 确认)")


async def carried_out(house: Office, steps: Steps, who: str, line: str) -> tuple[str, str]:
    """Do *steps* and type *line*; what asks for a second look gets it by the line that it names."""
    [(outcome, answer)] = await typed(house, steps, who, line)
    if outcome != "confirm":
        return outcome, answer
    yes = _YES.search(answer)
    assert yes is not None, f"{line} is to be confirmed, and nothing says how: {answer}"
    _, last = await typed(house, steps, who, line, yes[1])
    return last


def typist(line: str, rules: Rules) -> str:
    """Return who types *line*: the first who may by the county's table."""
    name = name_of(line)
    if name in OFFICER_S:
        return "li"
    if name == "质检":
        return inspector(rules)
    may = rules.roles_for(FORMS[name].who)
    return next((one for one in FIRST if BY[one].roles & may), "guan")


def is_here(name: str, rules: Rules) -> bool:
    form = FORMS[name]
    return form.who not in assessment.hidden(rules) | rules.not_offered


@only_sqlite
@pytest.mark.parametrize("profile", PROFILES)
async def test_every_example_line_is_carried_out_in_every_county_in_the_state_that_it_is_for(
    profile: str, store: Store, clock: Any, sweep: Sweep
) -> None:
    """Handbook and forms: all under the county that they are written for, a sample under each other."""
    rules = rules_named(profile)
    size = 1000 if profile == WRITTEN_FOR else SAMPLE
    chosen = sweep.of(f"example lines under {profile}", examples(), size, lambda one: "")
    house = await an_office(store, clock, rules)
    faults = []
    for line in chosen:
        name, said, who = name_of(line), fitted(line, rules), typist(line, rules)
        registered = (("sun", OWN),) if REGISTERED.match(line) else ()
        steps = registered or ways(rules)[STATE.get(name, "new")]
        if registered:
            said = said.replace("0001", "0003")
        if not is_here(name, rules):
            for before in ((), steps if name in BUILT else ()):
                [(outcome, answer)] = await typed(house, before, who, said)
                if outcome == "done" or not NOT_HERE.search(answer):
                    faults.append(f"{line} is not of {profile}: {outcome} {answer}")
            continue
        outcome, answer = await carried_out(house, steps, who, said)
        refused = REFUSED.search(answer) and name != "帮助"
        if not DONE.fullmatch(outcome) or refused or not (answer or name == "登记"):
            faults.append(f"{line} → {who} {said}: {outcome} {answer}")
    assert not faults, "\n".join(faults)


#: printed lines that are for another state than their command's other examples
OTHER_STATE = {
    "/查 #3": "new",
    "/看号 0001 突发紧急": "rung",
}


@only_sqlite
@pytest.mark.parametrize("profile", PROFILES)
async def test_every_line_that_our_own_sentences_print_can_be_sent_in_the_state_that_it_is_for(
    profile: str, store: Store, clock: Any, sweep: Sweep
) -> None:
    """All that stands in `bot/texts` to be typed, beside a button, in a refusal, under a task; filled in."""
    rules = rules_named(profile)
    size = 1000 if profile == WRITTEN_FOR else SAMPLE
    chosen = sweep.of(f"printed lines under {profile}", printed_texts.lines(), size, lambda one: "")
    house = await an_office(store, clock, rules)
    faults = []
    for line, filled in chosen:
        name, said, who = name_of(line), fitted(filled, rules), typist(line, rules)
        if not (is_here(name, rules) and is_recorded(filled, rules)):
            continue
        registered = (("sun", OWN),) if REGISTERED.match(said) else ()
        said = said.replace("0001", "0003") if registered else said
        state = OTHER_STATE.get(said, STATE.get(name, "new"))
        outcome, answer = await carried_out(house, registered or ways(rules)[state], who, said)
        if not DONE.fullmatch(outcome) or REFUSED.search(answer):
            faults.append(f"{line} → {who} {said}: {outcome} {answer}")
    assert not faults, "\n".join(faults)


def is_recorded(line: str, rules: Rules) -> bool:
    """True unless *line* records what this county's text has no record of: no sentence there shows it."""
    kind = re.match(r"/记录 0001 (\S+)", line)
    return kind is None or rules.profile.record(kind[1]) is not None


def test_the_printed_lines_are_found() -> None:
    assert len(printed_texts.lines()) > 60
    assert all("{" not in typed for _, typed in printed_texts.lines())


#: what the window registers itself, and may put right until it is dispatched
OWN = "/登记 张三 13800138000 城关镇 营业执照办不下来，跑了三趟窗口总说系统坏了"


def test_every_example_line_is_of_a_command_that_there_is_and_none_is_proved_elsewhere() -> None:
    assert len(examples()) > 80
    assert {name_of(one) for one in examples()} >= {*BUILT, *ASKED} & FORMS.keys()


#: what 帮助 shows to be sent
_SHOWN = re.compile(r"例如：(/.+)$", re.M)


@only_sqlite
@pytest.mark.parametrize("profile", PROFILES)
async def test_what_the_help_of_a_command_shows_can_be_sent_as_it_stands(
    profile: str, store: Store, clock: Any, sweep: Sweep
) -> None:
    """Each command's help, in the state that it is for, to who may: its example is carried out there."""
    rules = rules_named(profile)
    house = await an_office(store, clock, rules)
    names = [one for one in FORMS if FORMS[one].who in {*BUILT, *ASKED} and is_here(one, rules)]
    shown = 0
    for name in sweep.of(f"helps under {profile}", names, SAMPLE, lambda one: ""):
        steps, who = ways(rules)[STATE.get(name, "new")], typist(f"/{name}", rules)
        [(_, told)] = await typed(house, steps, who, f"/帮助 {name}")
        assert FORMS[name].right in told
        for line in _SHOWN.findall(told):
            outcome, answer = await carried_out(house, steps, who, line)
            assert DONE.fullmatch(outcome), (name, line, answer)
            assert name == "帮助" or not REFUSED.search(answer), (name, line, answer)
            shown += 1
    assert shown


@only_sqlite
@pytest.mark.parametrize("profile", PROFILES)
async def test_a_refused_pass_names_a_line_that_sends_back_or_none(
    profile: str, store: Store, clock: Any
) -> None:
    """N3: who may pass but not send back reads no line that would pass it under the word 退回."""
    rules = rules_named(profile)
    house = await an_office(store, clock, rules)
    reply = c.Answer(
        by=BY["li"], text="已办好", reason="已修好", basis="条例", findings=("没回答",)
    )
    steps = (*ways(rules)["working"], reply)
    for who in ("sun", "du", "guan"):
        [(_, said)] = await typed(house, steps, who, "/质检 0001 通过")
        for clause in said.split("；"):
            named = re.search(r"/质检 \S+ (\S+)", clause)
            assert named is None or named[1] == ("退回" if "退回重写" in clause else "通过"), said
