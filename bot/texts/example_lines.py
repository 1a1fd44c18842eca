"""What may be typed after a command, as examples; each is tried before it is shown (`bot/staff/examples.py`)."""

from collections.abc import Mapping

#: what follows the number, the likeliest first; `{…}` is taken from the ticket, the county, today
TAILS: Mapping[str, tuple[str, ...]] = {
    "签收": ("",),
    "答复": (
        "已为您办好，请带身份证来窗口领取",
        "已核实清楚，请补齐材料后到窗口办理 理由：材料不全 依据：办事指南第三条",
    ),
    "方案": tuple(f"{{day{n}}} 补正档案后办理登记" for n in (5, 3, 1)),
    "改诺": tuple(f"{{day{n}}} 等待上级系统开通" for n in (10, 5, 3)),
    "延期": ("3 情况复杂，需要现场核查{ground}", "1 情况复杂，需要现场核查{ground}"),
    "退单": ("{other} 这件事由{other}负责",),
    "追问": ("请问是哪一天来办理的？",),
    "批准": ("",),
    "驳回": ("请补充材料再提",),
    "催办": ("请抓紧办理",),
    "督办": ("3日 请说明原因并办结",),
    "通报": ("",),
    "质检": ("通过", "通过 已逐条核对，答复属实", "退回 理由或依据不足"),
    "回访": ("{top} 电话里说已经办好", "未接通"),
    "派单": ("{unit} 类={class}", "{unit} 类={class} 承诺={day3}"),
    "改派": ("{other} 这件事由{other}负责",),
    "改类": ("事项={matter}",),
    "会商": ("{unit}，{other}",),
    "挂账": ("{day30} 完成档案整理",),
    "终结": ("已两次当面说明政策依据",),
    "上门": ("",),
    "当场": ("已协调窗口补录信息，现场拿证",),
    "不予受理": (
        "不属于本窗口受理范围 路径：请拨打12345热线",
        *(
            f"{{code}} 已按规定核对 {fields}路径：请拨打12345热线"
            for fields in ("", "理由：已核对 依据：有关规定 方法：电话咨询 ")
        ),
    ),
    "函转": ("市公积金中心",),
    "回函": ("市公积金中心已为其补缴到账",),
    "移交": ("涉嫌违规收费",),
    "撤并": ("",),
    "更正": ("按错了",),
    "记录": ("{record} 已电话联系当事人",),
    "查": ("", "全文"),
    "看号": ("回访",),
}
#: what is typed behind that which somebody has begun, `{typed}`: the reason that was missing, a class
RESTS: Mapping[str, tuple[str, ...]] = {
    "改派": ("这件事由{typed}负责",),
    "退单": ("这件事由{typed}负责",),
    "派单": ("类={class}", "类={class} 承诺={day3}"),
    "延期": ("情况复杂，需要现场核查{ground}",),
    "方案": ("补正档案后办理登记",),
    "改诺": ("等待上级系统开通",),
    "挂账": ("完成档案整理",),
    "质检": ("理由或依据不足", "已逐条核对，答复属实"),
    "回访": ("电话里说已经办好",),
}
#: signs of what was begun that an example repeats; of more the example is one of ours
LONGEST_BEGUN = 100
#: what is put before a department to be filled in, the likeliest first: sent as it stands it is asked for the words
BLANKS: Mapping[str, tuple[str, ...]] = {
    "答复": ("……{needs}",),
    "方案": tuple(f"{{day{n}}} ……" for n in (5, 3, 1)),
    "追问": ("……",),
    "退单": ("{other} ……",),
    "延期": ("3 ……", "1 ……"),
}
#: what is filled in, and words by which it is tried
TO_FILL = "……"
TRIED_WITH = "{ground}已核实清楚，请带材料来窗口"
#: what a reply of this class needs beside its words
NEEDS = "\n{name}：……"
#: of a ticket: where it stands and what whoever wrote may do with it
STANDS = "{no} 现在是“{state}”。"
CAN = "您可以发（改成实际内容）："
CANNOT = "这一步不用您办；发 /查 {no} 看进展。"
#: what comes next, after 签收; the dots are to be filled in
NEXT = "接下来，补上“……”发给我即可："
DID_YOU_MEAN = "没有认出“{word}”，是不是“{name}”？格式：{right}"
EXAMPLE = "，例如：{line}"
#: what an answer ends with that has one
EXAMPLE_BEGINS = "，例如：/"
HOW = "格式：{right}{example}"
TOLD = "{purpose}。格式：{right}"
#: a command is asked about that is none, or another's
NO_SUCH_COMMAND = "没有“{word}”这个命令；发 /帮助 看您现在能用的命令。"
NOT_YOURS = "“{name}”不在您的职责范围内。"
#: what may be typed of a command that is about no ticket
BARE: Mapping[str, str] = {
    "帮助": "",
    "待办": "",
    "督办列表": "",
    "统计": "月",
    "台账": "",
    "部门": "{unit}",
    "登记": "张三 13800138000 城关镇 营业执照办不下来",
    "扣分列表": "",
}
#: of the answer in single chat, what fills the group's button in
FILL_HEAD = "补上“……”发给我即可："
#: how staff tell a matter of their own whose first word looked like a command
OWN_MATTER = "要反映您自己的事，请用一整句话说。"
