"""Long words, through WeCom's wire: at every step who must act reads them whole, from the card in hand."""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import a_complaint
from databases import only_sqlite
from scenes import PARTICULARS, SECRETS
from town import Chat, Group, Member, Town, playing

from bot.cli import demo_county
from bot.cli.demo_story import shown
from bot.profiles.catalogue import names
from bot.simulator.chats import Message
from dispatch.errors import DeskError
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.complaint import Complainant
from storage.queues.lane import Channel, Lane

pytestmark = only_sqlite

WORDS = "".join(f"第{n}次去窗口，工作人员说系统坏了，让我回去等通知。" for n in range(1, 25))
ADDED = "昨天我又去了一次营业执照窗口，还是没有人管这件事，也没有人给我打电话。" * 15
ANSWER = "已请省平台恢复系统，您的营业执照今天上午已经办好，请带身份证到3号窗口领取。" * 40
REASON = "省平台升级期间县里窗口没有权限补录。" * 20
BASIS = "《市场主体登记管理条例》第十九条"
CUT = "全文请向窗口索取"
#: what a message ends in that somebody reads a second time: WeCom would not show the same twice
AGAIN = re.compile(r"（第\d+次）$")


async def reads(chat: Chat, ask: Callable[[], Awaitable[object]], end: str = "【经过】") -> str:
    """Let somebody ask; return all that the bot then said in *chat*, when it has said *end*."""
    begin = len(chat.messages)

    def said() -> str:
        fresh = chat.messages[begin:]
        told = [m.text or "" for m in fresh if m.sender == "bot" and m.kind != "card"]
        return "".join(AGAIN.sub("", one) for one in told)

    await ask()
    await chat.until(lambda: end in said())
    await chat.town.rests()
    return said()


def presses(who: Member, card: Message) -> Callable[[], Awaitable[None]]:
    return lambda: who.presses(card, "全文")


async def told_at_length(town: Town) -> str:
    """A citizen tells a long complaint in two messages; return its number."""
    zhang = town.citizen()
    town.secrets |= SECRETS
    await zhang.says(WORDS[:400])
    await zhang.says(WORDS[400:])
    await zhang.hears("还请告诉我们")
    await zhang.says(PARTICULARS)
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    receipt = await zhang.hears("已登记，编号")
    return (receipt.text or "").partition("编号 ")[2].partition("。")[0]


def whole(text: str, *words: str) -> bool:
    """True when *words* stand in *text*, whatever line they were told on.

    Who reads the same for the second time reads at the end of a message that it is the second.
    """
    flat = re.sub(r"\n（第\d+次）", "", text).replace("\n", "")
    return all(one in flat for one in words)


async def in_the_group(town: Town, group: Group, card: Message) -> str:
    """Let the officer press 全文 in the group; the group hears nothing of it."""
    officer, before = town.member(group.officer), len(group.messages)
    text = await reads(officer, lambda: group.presses(card, "全文"))
    assert len(group.messages) == before
    return text


async def test_n6_who_must_act_reads_every_word_at_every_step(town: Town) -> None:
    no = await told_at_length(town)
    desk, manager, supervisor, group = town.desk, town.manager, town.supervisor, town.group()

    triage = await desk.sees(f"待研判 {no}")
    assert whole(await reads(desk, presses(desk, triage)), WORDS)
    await desk.types(f"/派单 {no} 市场监管局 类=办不了")
    approve = await manager.sees("待批准")
    text = await reads(manager, presses(manager, approve))
    assert whole(text, WORDS, "待批准的派单", "办不了，派市场监管局（牵头）")
    await manager.presses(approve, "批准")

    form = await group.sees(f"工作单 {no}")
    assert whole(await in_the_group(town, group, form), WORDS)
    await group.presses(form, "签收")
    await group.hears("已签收")
    await town.citizen().says("补充")
    await town.citizen().says(ADDED)
    await group.hears("【补充】")
    signed = next(m for m in group.messages if m.id == form.id)
    assert whole(await in_the_group(town, group, signed), WORDS, ADDED), "the signed card has it"
    # typed in the group it stands there, masked
    masked = await reads(group, lambda: group.tells_robot(f"查 {no} 全文"))
    assert whole(masked, WORDS, ADDED)

    await group.tells_robot(f"答复 {no} {ANSWER} 理由：{REASON} 依据：{BASIS}")
    await group.hears("答复已提交")
    inspect = await supervisor.sees(f"待质检 {no}")
    face = shown(inspect)
    assert WORDS[:60] in face.replace("\n", "")
    assert ANSWER[:60] in face
    assert whole(
        await reads(supervisor, presses(supervisor, inspect)), WORDS, ADDED, ANSWER, REASON
    )
    await supervisor.types(f"/质检 {no} 通过 已电话核实")
    heard = await town.citizen().hears("办理答复")
    assert CUT in (heard.text or "")

    printed = await reads(desk, lambda: desk.types(f"/查 {no} 打印"), BASIS)
    assert whole(printed, WORDS, ADDED, f"{ANSWER}理由：{REASON}依据：{BASIS}")
    assert CUT not in printed
    every = [m for who in (desk, manager, supervisor) for m in who.messages if m.text]
    assert all(len((m.text or "").encode()) <= 2048 for m in every), "nothing for WeCom to cut"


async def test_n6_another_department_reads_nothing_of_it(town: Town) -> None:
    no = await told_at_length(town)
    await town.desk.types(f"/派单 {no} 市场监管局 类=办不了")
    await town.manager.presses(await town.manager.sees("待批准"), "批准")
    await town.group().sees(f"工作单 {no}")
    other = town.group("swj")
    await other.tells_robot(f"查 {no} 全文")
    await other.hears("不在贵单位名下")
    officer = town.member(other.officer)
    await officer.types(f"/查 {no} 全文")
    await officer.hears("不在贵单位名下")
    assert not [m for chat in (other, officer) for m in chat.said("去窗口")]


# --- under every county's rules -----------------------------------------------------------------

A_MINUTE = timedelta(seconds=65)
#: on a card that has no room for the button
TYPED = re.compile(r"/查 \S+ 全文")


def acting(userid: str, name: str, *roles: str, department: str = "") -> Actor:
    return Actor(id=userid, name=name, roles=frozenset(roles), department=department, source="app")


MANAGER = acting(demo_county.MANAGER, "李建国", "management")
SUPERVISOR = acting(demo_county.SUPERVISOR, "赵刚", "supervisor")
RECEPTIONIST = acting(demo_county.RECEPTIONIST, "王芳", "receptionist")
OFFICER = acting("scjg_officer", "陈志强", "department", department="market")


def the_way(rules: Rules) -> list[c.Command]:
    """Return the way from the desk to a call for the rating; what a county's rules forbid is left out."""
    name = rules.dispatched_classes[0]
    promised = date(2026, 10, 15) if rules.needs_promise(name) else None
    sent = c.Dispatch(
        by=RECEPTIONIST,
        class_name=name,
        departments=(("market", "市场监管局"),),
        promised_on=promised,
        cause=rules.profile.causes[0],
    )
    return [
        sent,
        c.Approve(by=MANAGER),
        m.Extend(by=OFFICER, days=1, reason="要等省里恢复系统"),
        c.Acknowledge(by=OFFICER),
        c.Plan(by=OFFICER, text="补正档案后办理登记", promised_on=date(2026, 10, 12)),
        m.PassOn(by=RECEPTIONIST, to=SUPERVISOR.id, to_name=SUPERVISOR.name),
        c.Answer(by=OFFICER, text=ANSWER, reason=REASON, basis=BASIS),
        c.Pass(by=SUPERVISOR, override="已电话核实"),
        c.Pass(by=MANAGER, override="已电话核实"),
        c.NoteUndelivered(by=SCHEDULE),
    ]


async def asks(town: Town, chat: Chat, card: Message) -> str:
    """Let whoever got *card* ask for the whole in the way that stands on it; return what came."""
    if chat is town.group():
        return await in_the_group(town, town.group(), card)
    assert isinstance(chat, Member)
    if "全文" in [b["text"] for b in (card.card or {}).get("button_list", ())]:
        return await reads(chat, presses(chat, card))
    typed = TYPED.search(shown(card))
    assert typed, shown(card)
    return await reads(chat, lambda: chat.types(typed[0]))


@pytest.mark.parametrize("profile", names())
async def test_n6_every_card_that_is_sent_brings_its_receiver_every_word(
    database_url: str, tmp_path: Path, words_cache: Path, profile: str
) -> None:
    """Every step × every card × whoever got it, through WeCom's wire, under the rules of each county."""
    async with playing(database_url, tmp_path, words_cache, profile) as town:
        town.secrets |= SECRETS
        town.misbehaved |= {95002}  # nobody wrote in this chat: what is to be told becomes a card
        no, at = "2026-0001", town.service.context.clock
        lane = str(Lane(Channel.KF, town.citizen().id, town.world.kf[0].open_kfid))
        who = Complainant(lane=lane, name="张伟民", phone="13800138000", address="幸福路3号")
        told = a_complaint(text=WORDS, complainant=who)
        desk = town.service.context.desk
        await desk.store.writer.run(
            lambda s: desk.open(s, told, town.service.context.home, RECEPTIONIST.id, at()), name="x"
        )
        town.service.sender.news.set()
        rules = town.service.context.rules_of(await town.ticket())
        seen: set[str] = set()
        faces = await all_read(town, seen)
        for command in the_way(rules):
            with suppress(DeskError):
                await desk.handle(no, command, at())
                town.service.sender.news.set()
                faces |= await all_read(town, seen)
        inspected = {"待质检"} if rules.inspects else set()
        assert faces >= {"待研判", "工作单", "请回访"} | inspected


async def all_read(town: Town, seen: set[str]) -> set[str]:
    """Ask from every card that has come since for the whole; return which faces there were."""
    await town.rests()
    ticket, faces = await town.ticket(), set()
    chats = [town.group(), *(town.member(one.userid) for one in town.world.staff)]
    for chat in chats:
        for card in [
            one for one in chat.messages if one.card and not one.dead and one.id not in seen
        ]:
            seen.add(card.id)
            faces.add((card.card or {})["main_title"]["title"].split()[0])
            text = await asks(town, chat, card)
            town.clock_jumps(A_MINUTE)  # WeCom lets nobody hear more than thirty messages in one
            assert whole(text, WORDS, *([ticket.reply.text] if ticket.reply else [])), shown(card)
    return faces
