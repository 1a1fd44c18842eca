"""Every sentence that staff read: desk, management, departments, in single chat or in a group."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.texts import duties, hand_delivery
from bot.texts.done import done as done
from bot.texts.lines import OVERDUE as OVERDUE
from bot.texts.lines import due as due
from bot.texts.lines import group_line as group_line
from bot.texts.lines import left as left
from bot.texts.moments import moment
from bot.texts.refusals import NOT_THEIRS as NOT_THEIRS
from bot.texts.refusals import late as late
from bot.texts.refusals import refusal as refusal
from bot.texts.states import STATES as STATES
from bot.texts.states import WISHES as WISHES
from bot.texts.states import named
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import Clock, Ticket

STALE = "{no} 已由{who}处理，现在是“{state}”，这次点击没有生效。"
SOMEBODY = "他人"
LATE_RELEASE = "这个按钮已经失效，请用命令办理；发 /帮助 看格式。"
UNKNOWN_TICKET = "没有找到这个号的在办件。{candidates}"
RUNNING = "在办的有：{numbers}。"
NOT_RUNNING = "这个号没有在办的，有：{numbers}，请写全号。"
#: what of a registration can be put right, and what to say where the new value is missing
FORM_FIELDS: Mapping[str, str] = {
    "name": "姓名",
    "unit": "单位",
    "contact": "联系人",
    "phone": "电话",
    "address": "地址",
    "text": "诉求",
}
AMENDED_TO_WHAT = "{fields}要改成什么没有看懂（电话写全11位手机号或带区号的固定电话）。"
UNKNOWN_DEPARTMENT = "没有“{name}”这个部门。可选：{names}。"
WHICH_DEPARTMENT = "“{name}”可能是：{names}，请写全。"
UNKNOWN_LEVEL = "没有“{level}”这一级。可选：{levels}"
UNKNOWN_CLASS = "没有“{name}”这一类。可选：{names}"
CLASS_NEEDED = "请写明类别，例如：类={names}"
WHICH_REASON = "请写明是哪一种理由：{names}。"
UNKNOWN_REASON = "没有“{name}”这个理由码。可选：{names}。"
UNKNOWN_MEMBER = "您还没有在本系统登记为工作人员，这条没有执行；已请窗口处理。"
NOT_A_COMMAND = "没有认出命令。发 /帮助 看您能用的命令。"
NOT_YET = "“{name}”还没有开通。{instead}"
#: what to do meanwhile
INSTEAD_ELSE = "发 /帮助 看您现在能用的命令。"
NOTHING_TO_DO = "现在没有待办。"
NOTHING_SUPERVISED = "现在没有督办中的件。"
MORE_TO_DO = "……还有{n}件。"
HELP_MORE = "其余命令有对应的工单时才列出；看一个命令的格式，例如：/帮助 查"
HELP_HEAD = "您可以用这些命令（群里先 @ 机器人，斜杠可省）："
#: the acts that the county wants on record, under the commands for whoever may 记录
HELP_RECORDS = "/记录 的事项，本县有：{names}"
MEDIA_HINT = "附件 {count} 个已保存"
ON_SPOT_FIRST = "，能当场办的当场办结"
IN_PRIVATE = "登记要写姓名和电话，请到与本应用的单聊里发：/登记"
#: the way to the whole, on a card that has no room for its button
READ_BY_WORDS = "发 /查 {no} 全文"
ONE_DEPARTMENT = "选好后提交，协办用 /派单；全文用 /查 {no} 全文"
MORE_DEPARTMENTS = "没列出的和协办部门用 /派单；全文用 /查 {no} 全文"
LISTED_REASONS = "要写理由的按提示用命令写全；全文用 /查 {no} 全文"
CHOOSE_FIRST = "请先在卡片上选“{what}”，再点一次；也可以用命令：{form}"
PASS_WITH_REASON = "通过要写理由：/质检 {no} 通过 理由"
SIGN_BY_WORDS = (
    "签收：群里 @有诉即办 签收 {no}，或在应用单聊发 /签收 {no}\n全文：应用单聊发 /查 {no} 全文"
)
ONLY_THEIR_OWN = "这一票只有诉求人本人能投。"
OTHER_GROUP = "这张工作单是{department}的，请由{department}签收。"


def handler(who: Actor) -> str:
    """Return a person of ours as the citizen reads them: 姓名（职务，工作岗位）, as far as configured (FW-4.3d)."""
    more = "，".join(filter(None, (who.title, who.post)))
    return f"{who.name}（{more}）" if more else who.name


#: what a card shows that is over because nobody need do what it asks any more
SURVEY_OVER, NO_CALL_NEEDED = "评价已结束", "不用再打电话"


def retired(who: str) -> str:
    """Return what a card shows once somebody has done what it asks."""
    return f"已由{who or SOMEBODY}处理"


#: what the matter is while the words leave it open
UNDECIDED = "未定"
#: what still awaits approval, in /查; the number is what /批准 and the card's buttons mean
PENDING = "等批准 #{n}：{wish}（{by}提出）"


def listed(ticket: Ticket, now: datetime, department: str = "") -> str:
    """Return a ticket's line in 待办, with the limit that whoever is of *department* is shown."""
    lead = ticket.lead.name if ticket.lead else ticket.matter
    limit = f" 时限 {due(ticket, now, department)}" if ticket.limit else ""
    return f"{named(ticket)} {STATES[ticket.state]} {lead}{limit}"


def summary(ticket: Ticket, rules: Rules, now: datetime, department: str = "") -> str:
    """Return what /查 shows: number, state, class, departments, limit with its proof.

    *department* is whose share the person who asks is shown.
    """
    departments = "、".join(
        f"{part.name}（{'牵头' if part.is_lead else '协办'}{'，已签收' if part.acknowledged_at else ''}）"
        for part in ticket.parts
    )
    rows = [
        f"{named(ticket)} {STATES[ticket.state]}",
        f"类别：{ticket.decided_matter or UNDECIDED} · {ticket.class_name or '未分类'}",
        f"部门：{departments or '未派'}",
        f"服务对象：{ticket.complaint.complainant.party}",
    ]
    if ticket.ground is not None:
        rows.append(f"依据：{duties.cited(ticket.ground)}")
    if ticket.limit is not None:
        rows.append(f"时限：{due(ticket, now, department)}")
    for clock in ticket.open_clocks:
        rows.append(proof(clock, rules, ticket.class_name))
    for one in ticket.petitions:
        rows.append(PENDING.format(n=one.n, wish=WISHES[one.wish], by=one.by_name))
    return "\n".join(rows)


def proof(clock: Clock, rules: Rules, class_name: str) -> str:
    """Return a limit's proof with the clause behind it, as people call it, and what of it is a default."""
    cited = (rules.cited(clock.clause), rules.clock_badge(class_name, clock.clause))
    by = "，".join(dict.fromkeys(filter(None, cited)))
    return f"{rules.in_words(clock.proof)}{f'（{by}）' if by else ''}"


#: the recorded steps in /查 (SQ-P3.2a, PY-4.2.1)
STEPS, STEP_DONE, STEP_OPEN = "环节：{steps}", "{name} {at}", "{name} 未到"


def steps(taken: Iterable[tuple[str, datetime | None]], now: datetime) -> str:
    """Return which step of the county's was taken when."""
    said = ((STEP_DONE if at else STEP_OPEN).format(name=n, at=moment(at, now)) for n, at in taken)
    return STEPS.format(steps=" → ".join(said))


#: what a danger opens for the desk; these go before everything else
ALARMS = ("救助", "联动", "紧急", "看听")
#: … and what perhaps is none: a photo or voice without a word, until somebody has looked or listened
SURE_ALARMS = ALARMS[:3]
#: the kind of what is kept whole of long words said in a chat that somebody has; nothing is to be done
WHOLE_WORDS = "原话"
#: desk tasks as the receptionists read them; the number is for /登记
TASKS: Mapping[str, str] = {
    "人工": "【人工 #{id}】有群众请工作人员联系。已说：{text}",
    "联动": "【联动 #{id}】疑似突发紧急，请立即联动处置（{text}）\n登记后留痕：/记录 号 联动 何时联系了谁",
    "紧急": "【紧急 #{id}】可能有人正处在危险中，请马上联系本人，必要时代拨（{text}）\n补录请用：/登记 #{id} 姓名：… 电话：… 地址：… 诉求：…",
    "救助": "【救助 #{id}】有人说到不想活了，请马上打电话联系本人，陪到家人或 110、120 接手（{text}）\n联系上了请点卡片上的“已处理”",
    "看听": "【看听 #{id}】有群众发来照片或语音，没有文字，机器人看不懂，请马上打开看听；有人有危险的请马上联系本人，必要时代拨（{text}）",
    "不满": "【不满 #{id}】有群众对办理结果不满意，说了为什么：{text}",
    "待完善": "【待完善 #{id}】有一件没说完的诉求，请联系补全：{text}\n补录请用：/登记 #{id} 姓名：… 电话：… 地址：… 诉求：…",
    "匿名": "【匿名 #{id}】有群众反映情况，不愿留名，请按线索处理，不再追问是谁：{text}\n本人后来愿意留名的，登记请用：/登记 #{id} 姓名：… 电话：… 地址：… 诉求：…",
    "待确认": "【待确认 #{id}】{text}",
    "身份": "【身份 #{id}】{text}",
    WHOLE_WORDS: "【原话 #{id}】{text}",
    "隔离": "【隔离 #{id}】{text}",
    "群聊": "【群聊 #{id}】{text}",
    "会话": "【会话 #{id}】{text}",
    "附件": "【附件 #{id}】{text}",
    "待送达": "【待送达 #{id}】{text}",
    hand_delivery.KIND: "【送文书 #{id}】{text}",
    hand_delivery.OF_LEAD: "【送移交单 #{id}】{text}",
}

#: on the card of a danger, and behind its 解除紧急
VERIFY_DANGER = "请马上核实并联动处置"
RING_IN_DANGER = "/看号 {no} 突发紧急"
CALM_REASONS = "没有人有危险才解除；别的理由请发 /解除紧急 {no} 理由"

#: the typed command beside each button, for whoever pressed too late
FORMS_OF_ACTS: Mapping[str, str] = {
    "ack": "/签收 {no}",
    "read": "/查 {no} 全文",
    "spot": "/当场 {no} 结果",
    "send": "/派单 {no} 部门 类=类别",
    "sendas": "/派单 {no} 部门 类=类别",
    "change": "/派单 {no} 部门 类=类别",
    "guide": "/不予受理 {no} 理由码 说明",
    "approve": "/批准 {no}",
    "reject": "/驳回 {no} 理由",
    "pass": "/质检 {no} 通过",
    "back": "/质检 {no} 退回 理由",
    "call": "/回访 {no} 满意",
    "callx": "/回访 {no} 未接通",
    "told": "/回访 {no} 满意",
    "guideas": "/不予受理 {no} 理由码 说明",
    "guidesure": "/不予受理 {no} 理由码 说明",
    "take": "/接手 {no}",
    "tellhead": "/转告 {no}",
    "giveover": "/移交 {no} 事由",
    "calm": "/解除紧急 {no} 理由",
    "calmas": "/解除紧急 {no} 理由",
    "nolead": "/非线索 {no} 理由",
    "rung": "/记录 {no} 电话联系 已通知应急联络人",
    "link": "/并案 {no} 号",
}
#: the typed refusal with what its reason asks for (LH-6, FW-5.3)
REFUSE_FORM = "请用命令写全：/不予受理 {no} {code} 理由{fields}"
ROBOT_WELCOME = (
    "您好，这里是“有诉即办”。群里 @ 我 加命令即可，例如：@有诉即办 签收 0001。发“帮助”看全部命令。"
)
STRANGER = "{department}的群里有人叫机器人，但还没有登记为工作人员（{userid}）。请在配置的 [[staff]] 里加上。"
NOT_YOURS_TO_DO = "这个操作不在您的职责范围内，没有执行。"

#: why the desk must call
CALL_UNDELIVERED = "聊天窗口已关闭，答复待送达，请电话告知并问评价"
CALL_WALK_IN = "现场或来电诉求，请当面或电话问评价"
CALL_NO_PHONE = "没有电话：答复见待送达，来人来信说了再记评价"
CALL_SILENT = "评价一直没有回音，请电话回访"
CALL_TELL = "没有聊天窗口，请打电话告知转到哪里了；告知以前这件不结"
CALL_AGAIN = "上一轮评价不满意，已重办并答复，请跟踪回访"
CALL_DOOR = "请安排人员上门送达办理结果，当面问评价"
#: what is put on record of a phone call to an emergency contact (PY-4.2.13), where the profile has it
RUNG = "电话联系"
RUNG_SAID = "{no} 已记录：已电话通知{department}的应急联络人（{by}）。"
RING_BY_PHONE = "请打电话给应急联络人，打通后点按钮"
RING_WITHOUT_SMS = "没有登记应急电话，短信没有发，请打部门电话"
#: what a person on the phone was told of a transfer
TOLD = "已告知"
#: said to a citizen whose matter is not the centre's, where the desk adds nothing of its own
NOT_OURS = "这件事不属于政务服务中心的受理范围"
#: how a liaison is named whom the list of staff does not name
#: what the person hears once management approved that it is given to another unit
PASSED_ON = "报管理机构批准后转交，再告知诉求人转到哪里。"
SURE_TO_REFUSE = "上面这段话会告知诉求人，请核对；不用就不点"
#: under what the person would read of a refusal that was typed
SAY_YES = (
    "（以上是诉求人会读到的话，还没有发出。核对无误请点“确认告知”，或发：/不予受理 {no} 确认）"
)
SHOWN_IN_PRIVATE = "还没有执行：诉求人会读到的话已发到您的单聊，请核对后在那里确认。"
NOTHING_SHOWN = "没有等您确认的不予受理，没有执行；请先写明理由，看过会告知的话再确认。"
SHOWN_ANEW = "这张卡片之后又改过说法，没有执行；请按最新的一张确认。"
SHOWN_TOO_OLD = "看过之后已经发出、工单有变化，或超过30分钟，没有执行；请重新写理由，再看一遍。"
LIAISON = "{department}联络员"

# --- what the desk must look at ---

#: a chore's card: its title by the kind of task
CHORE_KINDS: Mapping[str, str] = {
    "联动": "疑似突发紧急",
    "紧急": "可能有人有危险",
    "救助": "请马上联系本人",
    "看听": "有照片或语音要看听",
    "身份": "有人未登记",
    "待确认": "请确认是否送达",
    "隔离": "有消息没能处理",
    "群聊": "群里还没人叫过机器人",
    "会话": "机器人的话发不进会话",
    "附件": "附件没有取到",
    "待送达": "有通知没送到",
    hand_delivery.KIND: "有文书要送达",
    hand_delivery.OF_LEAD: "有移交单要送达",
    "人工": "有群众请人联系",
    "不满": "不满意，请回话",
    "待完善": "诉求没说完",
    "匿名": "不愿留名，按线索处理",
}
CHAT_HINT = "回答请发：/回复 #{id} 要说的话"
TAKE_CHAT = "接管聊天"
CHORE_HINT = "处理好后请点“{done}”，或发 /任务 #{id} {done}"
CHORE_DONE = "已处理"
CHORE_ACTS: Mapping[str, str] = {"replay": "重新处理", "resend": "重新发送"}
CHORE_SAID: Mapping[str, str] = {
    "did": "已记为处理。",
    "replay": "已放回去重新处理。",
    "resend": "已放回去重新发送。",
}
SET_ASIDE = (
    "一条{channel}消息三次没能处理（{error}），后面的消息照常办理。可以重新处理，或联系运维人员。"
)
UNREAD = (
    "一条{channel}消息系统没能读出来（第{id}号），原样留着，后面的消息照常办理。{told}"
    "要看原文或重新处理，请运维人员执行 yousu inbox show {id}。"
)
UNREAD_TOLD = "已请发消息的人换成文字再发一次。"
UNREAD_MANY = "有{count}条消息系统没能读出来，都原样留着。请运维人员执行 yousu inbox list 逐条查看，处理后可以 yousu inbox replay 编号。"
#: how staff call the ways in
CHANNELS: Mapping[str, str] = {
    "app": "企业微信应用",
    "kf": "微信客服",
    "kf_event": "微信客服通知",
    "aibot": "群机器人",
    "hotline": "热线",
}
NOT_OPENED = (
    "{no} 打不开：诉求人的资料已依申请删除，或数据被改动。请联系运维人员核对（yousu log verify）。"
)
NOT_SPOKEN = "请在{department}的群里 @ 一次机器人，之后工作单才能以卡片发到群里；这次已改走{way}。"
WAYS: Mapping[str, str] = {"webhook": "群机器人文字", "liaison": "联络员单聊"}
MEDIA_LOST = "{subject}的一个附件（{kind}）没有取到：{why}。请联系诉求人重发。"
MEDIA_KINDS: Mapping[str, str] = {
    "image": "照片",
    "voice": "语音",
    "video": "视频",
    "file": "文件",
}
MEDIA_TOO_LARGE, MEDIA_GONE = "文件太大", "已过期或已删除"
#: why the bot's words do not go into a chat, by its state at WeCom (95018)
CHAT_STATES: Mapping[int, str] = {
    2: "微信客服的会话在待接入池里，机器人的话发不进去。请有人在客服工具里接入，把话告知对方；对方再发消息时会先补发。",
    3: "微信客服的会话由{who}接待着，机器人的话发不进去。请接待的人把话告知对方，或者结束会话；对方再发消息时会先补发。",
    4: "微信客服的会话已经结束，机器人的话发不进去。请电话告知对方；对方再发消息时会先补发。",
}
NOTICE_HELD = "{no} 有一条通知没送到（聊天窗口已关闭），请电话告知诉求人；对方再发消息时会先补发。"
STRANGER_IN_APP = "有人在应用里发工作命令，但还没有登记为工作人员（{userid}）。是工作人员的，请在配置的 [[staff]] 里加上。"
DAY_IS_OVER = "{day} 已经过了。"
HOURS = "{n}小时"
HOURS_ARE_NO_DAY = "{n} 小时不是日子，没有执行。请写到哪一天。"
SEVERAL_LIMITS = "话里有几个期限（{words}），没有执行。请把期限写在编号后面，只写一个。"
IS_IT_A_LIMIT = (
    "“{words}”是这次督办的期限吗？没有执行。是的请把期限写在编号后面；不是的也请先写明期限，"
    "例如：/督办 {ascii} {example} 意见"
)
NOT_LATER = "{day} 不比现在的时限（{due}）晚，不用延期。"
DAY_TOO_FAR = "{day} 太远了，请写一年以内的日子。"
UNKNOWN_WAY = "没有“{name}”这种受理方式。可选：{names}。例如：/登记 方式=电话 张三 13900000000 …"
#: what to say first at the window and on the phone (FW-6.1.1, FW-6.1.2), with 姓名、职务、岗位 (FW-4.3d)
INTRODUCE = "请先亮明身份：“您好，我是{window}{who}。”\n"
REGISTER_HINT = (
    "请把诉求发给我（一条发全也行）：什么事、姓名或单位、电话、地址。\n"
    "例如：张三 13900000000 城关镇幸福路3号 营业执照跑了三趟没办下来"
)
CARD_OVER = "{no} {said}，旧卡片上的按钮已经失效。"
#: the last line of a message that reads like an earlier one to the same people, which WeCom would not show again
ECHO = "\n（第{n}次）"
MISSED = "{letter} 没有送到：{people}"
DOUBTFUL = "{letter} 可能已发出，也可能没有，请到群里看一眼再决定是否重发。"
#: the SMS to an emergency contact does not go (PY-4.2.9)
SMS_FAILING = (
    "{no} 给{department}应急联络人的短信没有发出，请马上打电话；"
    "打过后登记：/记录 {ascii} 电话联系 接电话的人"
)
PARKED = "{letter} 没有发出：{error} {code}"
UNDELIVERED_BY_WECHAT = "微信没有送达（{why}）：{letter}"
