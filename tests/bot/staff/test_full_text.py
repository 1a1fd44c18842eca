"""查: who must act reads all that they may: whole and on record in single chat, masked in a group (N6)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from builders import (
    CITIZEN,
    HELPER,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    a_complaint,
    a_ticket,
    rules_of,
)
from databases import only_sqlite
from deep import Sweep
from office import DEPARTMENTS, STAFF, Office, group_press, office, person, press

from bot.config.directory import Directory
from bot.desk import log_entries
from bot.profiles.catalogue import names
from bot.staff import buttons, chat_commands, queries
from bot.texts import full_text
from bot.wecom.keys import ButtonKey
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.moves import MOVES
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Attachment, Complainant
from dispatch.ticket.ticket import Part, Reply, State, Ticket
from storage.database.session import Session
from storage.people import media
from storage.people.media import Media
from storage.queues.outbox import Posted
from storage.store import Store
from storage.tickets import codec, tickets
from storage.tickets.log import entries

NO = "2026-0001"
NAME, PHONE = "欧阳春晓", "13800138000"
WHO = Complainant(lane="kf:wkTest:wmTest", name=NAME, phone=PHONE, address="龙源街道幸福路3号")
#: longer than any card and than four messages, with what identifies the person in its midst
LONG = "".join(f"第{n}次去窗口，说系统坏了，让我回去等通知。" for n in range(1, 400))
WORDS = f"{LONG}\n我叫{NAME}，电话{PHONE}。\n请给个说法。"
ADDED = "昨天又去了一次，还是没有人管。" * 200
ANSWER = "已请省平台恢复，营业执照今天上午办好。" * 150
REASON, BASIS = "省平台升级，县里窗口没有权限补录。" * 40, "《市场主体登记管理条例》第十九条"
CONTRIBUTED = "发票部分已经核对无误。" * 100
AGAIN = "第二次：已电话联系并当面办好。" * 80

SENT = (
    c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET, TAX)),
    c.Approve(by=MANAGER),
    c.Acknowledge(by=OFFICER),
)
ANSWERED = (
    c.Supplement(by=CITIZEN, text=ADDED),
    c.Answer(by=HELPER, text=CONTRIBUTED),
    c.Answer(by=OFFICER, text=ANSWER, reason=REASON, basis=BASIS, findings=("没有回答“说法”",)),
)
TWICE = (
    c.SendBack(by=SUPERVISOR, reason="没有联系诉求人"),
    c.Answer(by=OFFICER, text=AGAIN, reason="系统已恢复", basis=BASIS),
)
#: everything that somebody wrote and who must act must be able to read
PROMISED = date(2026, 10, 15)
ALL_WORDS = (LONG, ADDED, CONTRIBUTED, ANSWER, REASON, BASIS, "没有回答“说法”", AGAIN)


def complaint(**more: Any) -> Any:
    return a_complaint(text=WORDS, complainant=WHO, **more)


async def told(office_: Office, *commands: c.Command) -> None:
    """Open the long complaint and do *commands* with it."""
    await office_.opens(complaint())
    await office_.do(NO, *commands)


async def types(office_: Office, who: str, text: str) -> list[str]:
    """Let *who* type in single chat; return the messages of the answer."""
    await office_.hears(lambda v: chat_commands.in_app(v, who, text, late=False))
    return await office_.answers()


async def tells(office_: Office, who: str, text: str, chat: str = "wrMarket") -> list[str]:
    """Let *who* tell the robot in a group; return the messages of the answer."""
    await office_.hears(lambda v: chat_commands.in_group(v, who, chat, text, late=False))
    return await office_.answers()


async def presses(office_: Office, who: str, chat: str = "") -> list[str]:
    """Let *who* press 全文 in single chat, or in the group *chat*; return what came of it."""
    key = ButtonKey("read", NO, 0).pack()
    if chat:
        pushed = group_press(who, key, chat)
        await office_.hears(lambda v: buttons.in_group(v, pushed, who, late=False))
    else:
        await office_.hears(lambda v: buttons.in_app(v, press(who, key), late=False))
    return await office_.answers()


async def readings(office_: Office) -> list[tuple[str, Any]]:
    """Return who read it, and whether whole, by the log."""
    found = await entries(office_.store.reader, NO)
    return [(one.actor, one.payload["whole"]) for one in found if one.command == "Read"]


# --- whole --------------------------------------------------------------------------------------


TYPED = ("/查 0001", "/查 0001 全文", "查 2026-0001 全文")
MUST_ACT = ("sun", "du", "guan", "li", "wang")


@only_sqlite
async def test_who_must_act_reads_every_word_that_was_written_in_single_chat(
    the_office: Office,
) -> None:
    """N6: whole for desk, management and both departments, and the log knows who read it."""
    await told(the_office, *SENT, *ANSWERED, *TWICE)
    for n, (who, typed) in enumerate(product(MUST_ACT, TYPED), start=1):
        pieces = await types(the_office, who, typed)
        text = "".join(pieces)
        assert len(pieces) > 4, (who, typed)
        assert all(len(piece.encode()) <= 2048 for piece in pieces), (who, typed)
        assert [one[:20] for one in (WORDS, *ALL_WORDS) if one not in text] == [], (who, typed)
        assert "时限 10月8日 17:30（已停 9月28日 09:00）：收单9-28不计；" in text, (who, typed)
        assert "在手：窗口；负责人：" in text, (who, typed)
        read = await readings(the_office)
        assert (len(read), read[-1]) == (n, (who, True)), (who, typed)


@only_sqlite
async def test_the_button_brings_the_same_as_the_command_and_leaves_the_card(
    the_office: Office,
) -> None:
    await told(the_office, *SENT, *ANSWERED)
    typed = await types(the_office, "du", "/查 0001 全文")
    assert await presses(the_office, "du") == typed
    letters = await the_office.letters(f"in/{the_office.said}/")
    assert {(one.kind, one.lane) for one in letters} == {("app_text", "app:du")}


@only_sqlite
async def test_a_press_in_the_group_brings_the_whole_to_the_presser_alone(
    the_office: Office,
) -> None:
    await told(the_office, *SENT)
    text = "".join(await presses(the_office, "li", "wrMarket"))
    letters = await the_office.letters(f"in/{the_office.said}/")
    assert WORDS in text
    assert {one.lane for one in letters} == {"app:li"}
    assert await readings(the_office) == [("li", True)]


@only_sqlite
async def test_n3_each_answer_stands_with_its_doubts_and_what_was_taken_back_does_not(
    the_office: Office,
) -> None:
    wrong = c.Answer(by=OFFICER, text="发错了的答复", reason="因", basis="据")
    await told(the_office, *SENT, wrong)
    await the_office.do(NO, m.Correct(by=OFFICER, reason="发错了"))
    assert "【答复】" not in "".join(await types(the_office, "du", "/查 0001"))
    await the_office.do(NO, *ANSWERED, *TWICE)
    text = "".join(await types(the_office, "du", "/查 0001 全文"))
    assert "发错了的答复" not in text.partition("【经过】")[0]
    assert "疑点：没有回答“说法”\n【第2轮答复】" in text
    assert "更正（李科）：发错了" in text
    assert "退回（duban）：没有联系诉求人" in text
    assert text.count(AGAIN) == 1


@only_sqlite
async def test_what_waits_for_approval_can_be_read_by_who_decides(the_office: Office) -> None:
    await told(the_office, SENT[0])
    asked = "".join(await types(the_office, "guan", "/查 0001"))
    assert "【待批准的派单】（孙受理）\n办不了，派市场监管局（牵头）、税务局（协办）" in asked
    await the_office.do(NO, *SENT[1:])
    plan = c.Plan(by=OFFICER, text="补正档案后办理", promised_on=PROMISED)
    reason = "要等省里把系统恢复，" * 50
    later = m.Repromise(by=OFFICER, promised_on=PROMISED + timedelta(days=5), reason=reason)
    await the_office.do(NO, plan, later)
    asked = "".join(await types(the_office, "guan", "/查 0001"))
    assert f"【等批准 #1 改诺】（9月28日 09:00，李科）\n{reason}\n日期：10月20日" in asked


@only_sqlite
async def test_a_citizens_tag_is_a_sign_and_no_link(the_office: Office) -> None:
    """S9: whoever writes `<a href>` has it read, not followed."""
    await the_office.opens(a_complaint(text='<a href="http://x.example">点我</a> 5<8'))
    text = "".join(await types(the_office, "du", "/查 0001"))
    assert '＜a href="http://x.example">点我＜/a> 5<8' in text


@only_sqlite
async def test_the_photos_come_after_the_whole_as_often_as_one_asks(the_office: Office) -> None:
    """Product §2: in single chat, never in a group."""
    pieces = (Attachment(id="p1", kind="image"), Attachment(id="v1", kind="voice"))
    await the_office.opens(complaint(media=pieces))
    for one in pieces:
        await the_office.write(lambda s, one=one: _kept(s, one))
    await the_office.do(NO, *SENT)
    short = "".join(await types(the_office, "li", "/查 0001"))
    assert "照片 1 个、语音 1 个。在应用单聊里发 /查 2026-0001 全文" in short
    for _ in range(2):
        await types(the_office, "li", "/查 0001 全文")
        letters = await the_office.letters(f"in/{the_office.said}/2026-0001/media")
        sent = [one.payload["media"] for one in letters if one.kind == "app_media"]
        assert sorted(sent) == ["p1", "v1"]
        assert {one.lane for one in letters} == {"media:2026-0001:app:li"}
    await tells(the_office, "li", "查 0001 全文")
    assert not await the_office.letters(f"in/{the_office.said}/2026-0001/media")


async def _kept(session: Session, one: Attachment) -> None:
    piece = Media(
        id=one.id,
        channel="kf",
        account="wkTest",
        media_id=f"of-{one.id}",
        subject=NO,
        kind=one.kind,
        came_at=NOW,
    )
    await media.expect(session, piece)


# --- what nobody gets that may not --------------------------------------------------------------


@only_sqlite
async def test_n6_in_a_group_the_words_are_whole_but_for_who_complains(
    the_office: Office,
) -> None:
    await told(the_office, *SENT, *ANSWERED)
    pieces = await tells(the_office, "li", "查 0001 全文")
    text = "".join(pieces)
    assert all(len(piece.encode()) <= 4096 for piece in pieces)
    assert [one[:20] for one in ALL_WORDS[:-1] if one not in text] == []
    assert NAME not in text
    assert PHONE not in text
    assert await readings(the_office) == []


@only_sqlite
async def test_n6_a_group_reads_only_what_is_with_its_department_whoever_asks(
    the_office: Office,
) -> None:
    alone = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))
    await told(the_office, alone)
    (said,) = await tells(the_office, "du", "查 0001 全文", "wrTax")
    assert "不由这个群的部门办理" in said
    assert LONG[:10] not in said
    (said,) = await presses(the_office, "wang", "wrMarket")
    assert "不在贵单位名下" in said


@only_sqlite
async def test_n6_whom_the_profile_does_not_let_see_who_complains_reads_masked(
    store: Store, clock: Any
) -> None:
    lead = person("chuang", "庄窗口", "window_lead", department="market")
    people = Directory({one.id: one for one in (*STAFF, lead)}, {d.id: d for d in DEPARTMENTS})
    house = office(store, clock, people)
    await told(house, *SENT, *ANSWERED)
    text = "".join(await types(house, "chuang", "/查 0001 全文"))
    assert LONG in text
    assert NAME not in text
    assert PHONE not in text
    assert await readings(house) == [("chuang", False)]


@only_sqlite
async def test_n6_no_reading_shows_name_phone_or_address_of_the_form(the_office: Office) -> None:
    await the_office.opens(a_complaint(text="办不下来", complainant=WHO, place="春晓苑北门"))
    await the_office.do(NO, *SENT, c.Supplement(by=CITIZEN, text="再说一句"))
    for who in ("sun", "du", "guan", "li"):
        text = "".join(await types(the_office, who, "/查 0001 全文"))
        assert not [one for one in (NAME, PHONE, "幸福路", "wmTest") if one in text]
        assert "春晓苑北门" in text
    assert "春晓苑北门" not in "".join(await tells(the_office, "li", "查 0001 全文"))


# --- for the citizen: 打印 ------------------------------------------------------------------------


@only_sqlite
async def test_what_is_cut_in_the_chat_can_be_printed_whole_at_the_window(
    the_office: Office,
) -> None:
    """“全文请向窗口索取” is true: the answer whole, with reason and basis, and nothing of ours inside."""
    await told(the_office, *SENT, *ANSWERED, c.Pass(by=SUPERVISOR, override="已电话核实"))
    cut = await the_office.letters()
    assert any(
        "全文请向窗口索取" in str(one.payload.get("text")) for one in cut if one.lane == WHO.lane
    )
    pieces = await types(the_office, "sun", "/查 0001 打印")
    text = "".join(pieces)
    assert f"办理答复：{ANSWER}\n理由：{REASON}\n依据：{BASIS}" in text
    assert WORDS in text
    assert ADDED in text
    assert "全文请向窗口索取" not in text
    assert not [one for one in ("没有回答“说法”", "已电话核实", CONTRIBUTED[:20]) if one in text]
    assert await readings(the_office) == [("sun", True)]


@only_sqlite
async def test_what_was_taken_back_is_not_printed(the_office: Office) -> None:
    wrong = c.Answer(by=OFFICER, text="发错了的答复", reason="因", basis="据")
    await told(the_office, *SENT, wrong, c.Pass(by=SUPERVISOR))
    await the_office.do(NO, m.Correct(by=SUPERVISOR, reason="按错了"))
    assert "发错了的答复" not in "".join(await types(the_office, "sun", "/查 0001 打印"))


@only_sqlite
async def test_the_copy_for_the_citizen_is_given_in_single_chat_only(the_office: Office) -> None:
    await told(the_office, *SENT)
    (said,) = await tells(the_office, "li", "查 0001 打印")
    assert "只在应用单聊里" in said


# --- every state, role and profile --------------------------------------------------------------

ROLES = (
    *("receptionist", "supervisor", "management", "department", "window_lead"),
    *("first_handler", "leader", "assessor", "operator", "emergency"),
)
PEOPLE = tuple(
    person(f"{role}-{department}", f"{role}甲", role, department=department)
    for role in ROLES
    for department in ("market", "housing")
)
#: who reads every ticket of the centre, whoever has it; all others what is with their department
EVERY_TICKET = frozenset(
    {"receptionist", "supervisor", "management", "leader", "assessor", "operator"}
)
#: who reads the words as they were said: whom the rules let see who complains (G-27)
UNMASKED = frozenset({"receptionist", "supervisor", "management", "department", "first_handler"})
WAYS = ("/查 {no}", "/查 {no} 全文", "button", "group")


@dataclass(frozen=True, slots=True)
class Point:
    """One reader of one ticket."""

    profile: str
    state: State
    reader: Actor
    way: str

    @property
    def may(self) -> bool:
        """True for whoever the ticket is no secret to."""
        return bool(self.reader.roles & EVERY_TICKET) or self.reader.department == "market"


POINTS = [
    Point(profile, state, reader, way)
    for profile in names()
    for state in State
    for reader in PEOPLE
    for way in WAYS
]
#: short, so that many can be read
SHORT = f"跑了三趟没办下来。我叫{NAME}，电话{PHONE}。"


def everything(no: str, rules: Rules, state: State) -> Ticket:
    """Return a ticket in *state* that has been through all of it."""
    reply = Reply(
        text="已当面办好", reason="系统", basis="条例", department="market", by="li", at=NOW
    )
    told = a_complaint(text=SHORT, complainant=WHO)
    return replace(
        a_ticket(rules, complaint=told),
        no=no,
        state=state,
        class_name=rules.dispatched_classes[0],
        parts=(Part(department="market", name="市场监管局", is_lead=True, given_at=NOW),),
        reply=reply,
        plan="三步走",
        outside="市公积金中心",
        call_due_at=NOW,
        owner="sun",
        first_handler="sun",
    )


@pytest.mark.unit
@pytest.mark.parametrize(
    ("profile", "state", "held"),
    [
        ("wuzhi", State.ANSWERED, "窗口"),
        ("shenqiu", State.ANSWERED, "管理机构"),
        ("puyang", State.OUTSIDE, "市公积金中心"),
        ("longhui", State.WORKING, "市场监管局（未签收）"),
        ("fw", State.SURVEYING, "诉求人（等评价）"),
        ("wuzhi", State.LINKED, "管理机构"),
        ("longhui", State.REGISTERED, "窗口"),
    ],
)
def test_who_holds_it_is_whom_the_rules_name(profile: str, state: State, held: str) -> None:
    rules = rules_of(profile)
    line = full_text.holder(everything(NO, rules, state), rules, lambda id_: id_, NOW)
    assert line == f"在手：{held}；负责人：sun"


async def stores(house: Office, ticket: Ticket) -> None:
    async def job(session: Session) -> None:
        facts = codec.facts_of(ticket)
        await tickets.insert(session, ticket, facts)
        await log_entries.opened(session, ticket, (), facts, NOW)

    await house.write(job)


async def reads(house: Office, point: Point, no: str) -> list[Posted]:
    """Let the point's reader ask in the point's way; return the letters that answer."""
    who = point.reader.id
    if point.way == "button":
        pressed = press(who, ButtonKey("read", no, 0).pack())
        await house.hears(lambda v: buttons.in_app(v, pressed, late=False))
    elif point.way == "group":
        await tells(house, who, f"查 {no} 全文")
    else:
        await types(house, who, point.way.format(no=no))
    return await house.letters(f"in/{house.said}/")


@only_sqlite
@pytest.mark.sweep
@pytest.mark.parametrize("profile", names())
async def test_n6_whoever_must_act_reads_the_words_and_nobody_gets_what_they_may_not(
    store: Store, clock: Any, sweep: Sweep, profile: str
) -> None:
    """Every state × reader × way in, under the rules of one county."""
    rules = rules_of(profile)
    people = Directory({p.id: p for p in PEOPLE}, {d.id: d for d in DEPARTMENTS})
    house = office(store, clock, people, rules)
    numbers = {state: f"2026-{n:04d}" for n, state in enumerate(State, start=1)}
    for state, no in numbers.items():
        await stores(house, everything(no, rules, state))
    mine = [one for one in POINTS if one.profile == profile]
    for point in sweep.of(f"readings under {profile}", mine, 30, lambda one: (one.way, one.may)):
        letters = await reads(house, point, numbers[point.state])
        text = "".join(str(one.payload.get("text", "")) for one in letters)
        assert (SHORT[:8] in text, "已当面办好" in text) == (point.may, point.may), point
        sees = point.way != "group" and point.may and bool(point.reader.roles & UNMASKED)
        assert (NAME in text, PHONE in text) == (sees, sees), point
        lane = "group:market" if point.way == "group" else f"app:{point.reader.id}"
        assert {one.lane for one in letters} == {lane}, point


@pytest.mark.unit
@pytest.mark.parametrize("profile", names())
@pytest.mark.parametrize("state", State)
def test_n6_whom_a_state_lets_act_may_read(profile: str, state: State) -> None:
    """No command of the staff is given to a role that could not read what it decides on."""
    rules = rules_of(profile)
    ticket = everything(NO, rules, state)
    for command in MOVES[state]:
        name = COMMANDS[command].name
        acting = rules.roles_for(name) if name in rules.commands else frozenset()
        for reader in PEOPLE:
            if reader.roles & acting and reader.department == "market":
                assert queries.may_see(reader, ticket), (name, reader)


@pytest.mark.unit
def test_n6_the_history_tells_no_field_of_a_command_that_says_who_complains() -> None:
    person = {
        "name": NAME,
        "phone": PHONE,
        "address": "幸福路3号",
        "contact": NAME,
        "reason": "电话",
    }
    line = full_text.step(NOW, "更正", "孙受理", person, NOW)
    assert line == "9月28日 09:00 更正（孙受理）：电话"
