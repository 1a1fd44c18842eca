"""The commands beside product §5 that the law needs: what another unit answered, acts on record, 接手."""

from intake.grammar.fields import chat, names, one_of, option, task, token
from intake.grammar.form import REF, Form, Slot, form

#: labels of a refusal's free text → the Chinese name of the field (LH-6b–d, FW-6.1.4a, SQ-6c)
REFUSAL_LABELS = {
    "理由": "理由",
    "依据": "依据",
    "方法": "方法",
    "路径": "路径",
    "需补充的内容": "需补充的内容",
    "需补充": "需补充的内容",
    "改进方法": "改进方法",
    "请示": "请示",
    "答复": "答复",
    "报备": "报备",
    "追问": "追问",
    "联系": "联系",
    "转交单位": "单位",
}

#: the words on the buttons of the desk's tasks
DONE_WITH_TASKS = (
    "已处理",
    "已告知",
    "已寄出",
    "已送达",
    "未接通",
    "要说的话",
    "重新处理",
    "重新发送",
)
_CHAT = Slot("chat", "任务号（如 #3）或工单号", chat)

MEASURES: tuple[Form, ...] = (
    form(
        "回复",
        "#任务号 或 工单号，要说的话",
        "把一句话发到群众的聊天里",
        "0001 您好，请把通知书拍照发来",
        _CHAT,
        text="要说的话",
    ),
    form(
        "接管",
        "#任务号 或 工单号",
        "接管群众的聊天：机器人不再自己答，对方的话转给您，用 /回复 答",
        "0001",
        _CHAT,
    ),
    form(
        "交还",
        "#任务号 或 工单号",
        "把接管的聊天交还机器人",
        "0001",
        _CHAT,
    ),
    form(
        "任务",
        "#任务号 已处理、已告知、已寄出、已送达、未接通、要说的话、重新处理 或 重新发送",
        "卡片上的按钮，卡片找不到时就这样打字",
        "#3 已处理",
        Slot("task", "任务号（如 #3，在 /待办 里）", task),
        Slot("did", f"办得怎样（{'、'.join(DONE_WITH_TASKS)}）", one_of(*DONE_WITH_TASKS)),
    ),
    form(
        "回函",
        "号 答复内容 [理由：… 依据：…]",
        "登记函转单位的答复，答复会发给诉求人并请其评价",
        "0001 市公积金中心已为其补缴到账",
        REF,
        text="答复内容",
        labels={"理由": "reason", "依据": "basis"},
    ),
    form(
        "记录",
        "号 事项 [部门=…] 内容",
        "登记文件要求留痕的事，如通知到场、请示、进展",
        "0001 协调 部门=税务局 请派人到窗口现场研究",
        REF,
        Slot("kind", "事项（/帮助 里列着本县要记的事项）", token),
        # before a department has the ticket it must be said which one is meant
        Slot("departments", "部门", option("部门", "窗口", then=names), False),
        maybe="内容",
    ),
    form(
        "线索",
        "号 反映的人或部门[，…] [说明] [事项：…]",
        "把反映工作人员行为的内容标为线索，被反映的人查不到",
        "0001 李科 索要红包 事项：营业执照办理",
        REF,
        Slot("about", "反映的人或部门", names),
        maybe="说明",
        labels={"事项": "matter"},
    ),
    form(
        "非线索", "号 理由", "取消线索标记", "0001 反映的是办事慢，不是个人行为", REF, text="理由"
    ),
    form(
        "解除紧急",
        "号 理由",
        "没有人有危险（误报，或已脱险）：取消⚠紧急标记，时限和类别不变",
        "0001 已电话核实，是演练",
        REF,
        text="理由",
    ),
    form(
        "转告",
        "号 [要说的话]",
        "把线索在单聊里转告单位领导，不说是谁反映的",
        "0001 请了解核实",
        REF,
        maybe="要说的话",
    ),
    form(
        "部门",
        "名称",
        "查一个部门的业务、区域、事项、电话和联络人",
        "市场监管局",
        text="部门名称",
    ),
    form(
        "接手",
        "[号]",
        "接手同事交接给你的工单，不写号就全部接手",
        "0001",
        Slot("ref", "工单号", REF.read, False),
    ),
)
