"""What the desk reads where it tells a person itself, and how it is said how somebody is told."""

from collections.abc import Mapping, Sequence

from bot.texts import hand_delivery
from dispatch.ticket.ticket import Ticket, spoken

#: the first line names nobody: it stands in 待办; the words to say follow it
TASK: Mapping[str, str] = {
    "call": "{no} 请打电话告知诉求人",
    "letter": "{no} 诉求人没有电话（或打不通），请写信告知",
    "counter": "{no} 诉求人没有留电话和地址，来问时请告知",
}
#: what the card offers by each way: act and text
BUTTONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "call": (("words", "看号和要说的话"), ("informed", "已告知"), ("missed", "未接通")),
    "letter": (("words", "收信人和信的内容"), ("informed", "已寄出")),
    "counter": (("words", "要说的话"), ("informed", "已告知")),
}
#: how each button is typed where its card is lost: what is typed → the act
TYPED: Mapping[str, str] = {
    "已处理": "did",
    "重新处理": "replay",
    "重新发送": "resend",
    "要说的话": "words",
    "已告知": "informed",
    "已寄出": "informed",
    "未接通": "missed",
    hand_delivery.BROUGHT: hand_delivery.ACT,
}
#: which words belong to another way's card: what is posted was not said
DONE_BY: Mapping[str, frozenset[str]] = {
    "call": frozenset({"已寄出"}),
    "letter": frozenset({"已告知"}),
    "counter": frozenset({"已寄出"}),
}
OF_NOBODY = "任务 #{id} 的诉求人资料已依申请删除，没有人可以告知，任务就此了结。"
NOT_FOR_THIS = "#{id} 用不上“{word}”，没有执行。可以写：{words}。"
PURPOSE = "告知"
PERSON = "姓名：{name}\n电话：{phone}\n地址：{address}\n要告知的话：\n{words}"
NOTHING_KNOWN = "（没有留）"
INFORMED = "{no} 已记录：诉求人已由您告知。"
MISSED = "{no} 已记录未接通，这件待告知还开着，换个时间再打。"
GIVEN_UP = "{no} 多次未接通，已记录。请看新的待办：{instead}。"
#: the title of the card: nothing is called undelivered that nobody has tried to deliver
TO_TELL, NOT_ARRIVED = "有事要您告知诉求人", "有通知没送到，请您告知"
INSTEAD: Mapping[str, str] = {"letter": "写信告知", "counter": "来问时告知"}

#: under an answer that somebody is told by letter, or at the window
TO_RATE = "您觉得办得怎么样，请到窗口或来信说一档，报编号即可：{levels}。{again}会退回重办。"
#: the same, once the survey is over and nobody was reached
NOT_REACHED = (
    "我们没能联系上您，这一轮评价已经结束。对办理结果还有意见的，请来电、来信或到窗口，报编号即可。"
)

#: how somebody is told, as it stands at the moment of the command: nothing is said to be sent before
HOW: Mapping[str, str] = {
    "chat": "正发到诉求人的聊天里，发不到会另开待办",
    "sms": "正用短信告知诉求人，发不到会另开待办",
    "call": "诉求人没有聊天窗口，请打电话告知，要说的话在待办里",
    "letter": "诉求人没有电话，请写信告知，信的内容在待办里",
    "counter": "诉求人没有留电话和地址，来问时请告知，要说的话在待办里",
}
#: a walk-in or a caller is told their number by who registers it
REGISTERED = "已登记，编号 {no}。{how}。"
ON_THE_SPOT = "请当场把编号告诉对方"


def task(ticket: Ticket, way: str, words: str) -> str:
    return f"{TASK[way].format(no=spoken(ticket.no))}\n{words}"


def to_rate(levels: Sequence[str], again: Sequence[str]) -> str:
    """Return how an answer is rated without a chat; the levels of *again* send it back."""
    return TO_RATE.format(levels="、".join(levels), again="".join(f"“{one}”" for one in again))


def words_of(text: str) -> str:
    """Return the words to say of a task's *text*."""
    return text.partition("\n")[2]


def person(ticket: Ticket, words: str) -> str:
    """Return whom to tell what: in single chat, once, on record (看号)."""
    who = ticket.complaint.complainant
    return PERSON.format(
        name=who.name or NOTHING_KNOWN,
        phone=who.phone or NOTHING_KNOWN,
        address=who.address or NOTHING_KNOWN,
        words=words,
    )
