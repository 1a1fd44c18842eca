"""Scenes that many stories share: a complaint told, dispatched, answered, judged."""

from town import Citizen, Group, Member, Town

from bot.simulator.chats import Message

WORDS = "跑了三趟营业执照还没办下来，窗口总说系统坏了"
PARTICULARS = "我叫张伟民，13800138000，住城关镇幸福路3号"
#: what in them identifies the person
SECRETS = frozenset({"张伟民", "13800138000", "幸福路3号", "幸福路"})
#: the telephone of 市场监管局's emergency contact, where a story has one
EMERGENCY_PHONE = "13900000000"
ANSWER = "系统故障已排除，营业执照今天上午办好，请到3号窗口领取。"


async def told(
    town: Town, who: Citizen | None = None, words: str = WORDS, kinds: tuple[str, ...] = ()
) -> str:
    """A citizen tells a complaint, sends photos or voices (*kinds*) with it, and confirms it.

    Returns the number as people write it.
    """
    who = who or town.citizen()
    town.secrets |= SECRETS
    await who.says(words)
    for kind in kinds:
        await who.sends(kind)
    await who.hears("还请告诉我们")
    await who.says(PARTICULARS)
    await who.hears("请核对", "menu")
    await who.picks("确认")
    receipt = await who.hears("已登记，编号")
    return (receipt.text or "").partition("编号 ")[2].partition("。")[0]


async def told_again(town: Town, who: Citizen | None = None, words: str = WORDS) -> str:
    """The same citizen tells another complaint: they are known, so only the words are read back.

    Returns the number as people write it.
    """
    who = who or town.citizen()
    await who.says(words)
    await who.hears("请核对", "menu")
    await who.picks("确认")
    receipt = await who.hears("已登记，编号")
    return (receipt.text or "").partition("编号 ")[2].partition("。")[0]


async def dispatched(
    town: Town, no: str, order: str = "市场监管局 类=办不了", to: Group | None = None
) -> Message:
    """The desk proposes, management approves; return the card in the lead's group."""
    await town.desk.types(f"/派单 {no} {order}")
    approve = await town.manager.sees("待批准")
    await town.manager.presses(approve, "批准")
    return await (to or town.group()).sees(f"工作单 {no}")


async def answered(town: Town, no: str, group: Group | None = None, text: str = ANSWER) -> None:
    """The department acknowledges and answers by @."""
    group = group or town.group()
    await group.tells_robot(f"签收 {no}")
    await group.hears("已签收")
    await group.tells_robot(f"答复 {no} {text} 理由：平台升级 依据：市政规〔2024〕3号")
    await group.hears("答复已提交")


async def passed(town: Town, no: str) -> None:
    """The supervisor finds the answer good."""
    card = await town.supervisor.sees(f"待质检 {no}")
    await town.supervisor.presses(card, "质检通过")


async def working(town: Town, who: Citizen | None = None) -> str:
    """A complaint told, dispatched and acknowledged; return its number."""
    no = await told(town, who)
    card = await dispatched(town, no)
    await town.group().presses(card, "签收")
    await town.group().hears("已签收")
    return no


async def surveyed(town: Town, who: Citizen | None = None) -> str:
    """A complaint whose survey is out; return its number."""
    who = who or town.citizen()
    no = await told(town, who)
    await dispatched(town, no)
    await answered(town, no)
    await passed(town, no)
    await who.hears("办理答复")
    await who.hears("办得怎么样", "menu")
    return no


async def on_call(town: Town, who: Member) -> None:
    """Let one of the staff hold the role 应急联络人 too."""
    known = [
        one.model_copy(update={"roles": [*one.roles, "emergency"]}) if one.userid == who.id else one
        for one in town.settings.staff
    ]
    town.settings = town.settings.model_copy(update={"staff": known})
    await town.restarts()
