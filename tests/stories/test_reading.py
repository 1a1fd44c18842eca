"""Long words, through WeCom's wire: at every step who must act reads them whole, from the card in hand."""

from collections.abc import Awaitable, Callable

from databases import only_sqlite
from scenes import PARTICULARS, SECRETS
from town import Chat, Group, Member, Town

from bot.cli.demo_story import shown
from bot.simulator.chats import Message

pytestmark = only_sqlite

WORDS = "".join(f"第{n}次去窗口，工作人员说系统坏了，让我回去等通知。" for n in range(1, 25))
ADDED = "昨天我又去了一次营业执照窗口，还是没有人管这件事，也没有人给我打电话。" * 15
ANSWER = "已请省平台恢复系统，您的营业执照今天上午已经办好，请带身份证到3号窗口领取。" * 40
REASON = "省平台升级期间县里窗口没有权限补录。" * 20
BASIS = "《市场主体登记管理条例》第十九条"
CUT = "全文请向窗口索取"


async def reads(chat: Chat, ask: Callable[[], Awaitable[object]], end: str = "【经过】") -> str:
    """Let somebody ask; return all that the bot then said in *chat*, when it has said *end*."""
    begin = len(chat.messages)

    def said() -> str:
        fresh = chat.messages[begin:]
        return "".join(m.text or "" for m in fresh if m.sender == "bot" and m.kind != "card")

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
    """True when *words* stand in *text*, whatever line they were told on."""
    flat = text.replace("\n", "")
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
