"""What the desk reads where it answers people in their own chat, and how else where there is none."""

from collections.abc import Mapping

from dispatch.ticket.ticket import Ticket, spoken

#: under a task of the desk: which tickets the person has, what was said last, what was done, how to answer
TASK_TICKETS, TASK_LATELY, DONE_THERE = (
    "在办工单：{tickets}",
    "最近说过：\n{lines}",
    "办理经过：\n{lines}",
)
TASK_ANSWER = "回答请发：/回复 #{id} 要说的话　接管聊天：/接管 #{id}　看全部：/查 #{id}"
#: under the beginning of what is too long for one message: how much there is, and the way to all of it
BEGINNING = "{begin}……（太长，这里只是开头，全文{count}字，看全部请发：{way}）"
#: the ways: of a task of the desk, of a ticket
WAY_OF_TASK, WAY_OF_TICKET = "/查 #{id}", "/查 {ascii} 全文"
#: in a message that could not hold all: the rest of it is under the same way
LEFT_OUT = "（没有全部显示，看全部请发：{way}）"
#: several came within a minute and left as one: where the earlier ones are read
AND_MORE = "等{count}件"
EARLIER = "刚才还来过{count}条：{ways}"
LINE_OF, PERSON, BOT = "{at} {who}：{text}", "群众", "机器人"
TOOK_CHAT = (
    "已接管：机器人不再自己回答，对方的话（连同照片、语音）直接转给您；回答请发 /回复 {chat} 要说的话，"
    "说完请发 /交还 {chat}。两小时没有动静自动交还机器人。"
)
GAVE_CHAT_BACK = "已交还机器人，由它接着回答。"
NOT_TAKEN = "这个聊天没有人接管。"
TAKEN_BY_OTHER = "这个聊天已由{who}接管；要接着说请先请其 /交还。"
CHAT_OVER = "您接管的聊天两小时没有动静，已自动交还机器人。"
RELAYED = "【群众】{named} {text}\n回答请发：/回复 {ascii} 要说的话"
#: behind what cannot be shown at all: stickers, cards, mini programs, forwarded chats have no file
NOT_SHOWN = "（表情、名片、小程序、聊天记录之类，微信不把内容给系统，请对方改用文字或照片说）"
#: behind what follows as a file
FOLLOWS = "（原件随后发来；没收到请发 /查 {ascii}）"
WORD_TOO_LONG = "一次最多说六百字，没有发。请分成几条发。"
REPLIED = "已发到对方的聊天里，并已记录。对方太久没说话时微信收不下，那时会另开待办。"
REPLY_HELD = (
    "工作人员的一句回话没有送到：对方太久没说话，微信收不下，等对方再说话时自动补发。急的请打电话。"
)
#: to who comes too late for a task of the desk
CHORE_OVER = "任务 #{id}（{title}）已由{who}于{at}处理，不用再办。"
#: … what came right by itself, or the person did
CHORE_SETTLED = "任务 #{id}（{title}）已于{at}了结，不用再办。"
#: the message or letter behind it is there no more
CHORE_GONE = "它要处理的消息已经不在了，任务就此了结。"
#: on such a card
CHORE_NOT_NEEDED = "已了结"
#: a task without anybody's chat behind it
NO_TASK = "没有任务 #{id}。发 /待办 看编号。"
NO_CHAT_BEHIND: Mapping[str, str] = {
    "told": "任务 #{id} 是现场、来电或来信登记的，没有聊天窗口：留了电话的请打电话，没有电话的请写信或等来人时说。"
    "记下的话在这里：/查 #{id}",
    "inside": "任务 #{id} 是系统里的事，背后没有群众的聊天。看内容请发 /查 #{id}",
}
#: a ticket whose teller has no chat: how else, by what is known of them
NO_CHAT_OF: Mapping[str, str] = {
    "phone": "{no} 是{channel}来的，没有聊天窗口，请打电话（/看号 {ascii} 用途）。",
    "letter": "{no} 是{channel}来的，没有聊天窗口，也没有留电话，请写信（地址：/看号 {ascii} 用途）。",
    "counter": "{no} 是{channel}来的，没有聊天窗口，没有留电话和地址，等来问时当面告知。",
}
#: what the log calls it → what the desk reads
ACTS: Mapping[str, str] = {
    "Tell": "回复",
    "replied": "回复",
    "took_chat": "接管聊天",
    "gave_chat_back": "交还聊天",
}
#: the same where no ticket has a log: kept as what was done about the chat
NOTED: Mapping[str, str] = {"回复": "回复", "接管": "接管聊天", "交还": "交还聊天"}
ACT = "{at} {who} {act}{words}"
PRIVATE = "群众的话只在单聊里看：请在单聊里发 /查 #{id}。"


def act(at: str, who: str, name: str, text: str) -> str:
    """Return one line of what the desk did: who, when, what."""
    return ACT.format(at=at, who=who, act=name, words=f"：{text}" if text else "")


def how(id_: int, ticket: Ticket | None, lane: str, *, is_told: bool) -> str:
    """Return how the person behind task *id_* is answered: in their chat (*lane*), else how else."""
    if lane:
        return TASK_ANSWER.format(id=id_)
    if ticket is not None:
        return no_chat(ticket)
    return NO_CHAT_BEHIND["told" if is_told else "inside"].format(id=id_)


def no_chat(ticket: Ticket) -> str:
    """Return how who has no chat is answered: by telephone, by letter, at the window."""
    who = ticket.complaint.complainant
    way = "phone" if who.phone else "letter" if who.address else "counter"
    channel = ticket.complaint.channel
    return NO_CHAT_OF[way].format(no=spoken(ticket.no), ascii=ticket.no, channel=channel)
