"""Every staff command (product §5): its fields in order, its free text, an example."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto, unique

from intake.slots import (
    Reader,
    Value,
    all_names,
    code,
    count,
    day,
    month,
    names,
    one_of,
    option,
    ticket,
    token,
)


@unique
class Tail(Enum):
    """Whether free text follows the fields."""

    NONE = auto()
    OPTIONAL = auto()
    REQUIRED = auto()


@dataclass(frozen=True, slots=True)
class Slot:
    """A fixed field: its key in the command, its Chinese name, how it is read."""

    key: str
    label: str
    read: Reader
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One command.

    Attributes:
        name: as it is typed; `who` the name it has in the profile's table and in StaffCommand.
        shape: the fields in Chinese, as help shows them.
        tail_label: the Chinese name of the free text.
        labels: parts of the free text that have a label of their own, e.g. 理由：
        fixed: fields that this form always has.
        needs_one: of these optional fields one must be there.
        text_if: with this value of this field there must be free text.
    """

    name: str
    shape: str
    purpose: str
    example: str
    slots: tuple[Slot, ...] = ()
    tail: Tail = Tail.NONE
    tail_label: str = ""
    who: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Value] = field(default_factory=dict)
    needs_one: tuple[str, ...] = ()
    text_if: tuple[str, str] | None = None

    @property
    def right(self) -> str:
        """Return the right form: `/签收 号`."""
        return f"/{self.name} {self.shape}".rstrip()

    @property
    def how(self) -> str:
        """Return the right form and an example, for the end of an error line."""
        return f"格式：{self.right}，例如：/{self.name} {self.example}".rstrip()

    def labelled(self, text: str) -> tuple[str, dict[str, str]]:
        """Return *text* up to the first label, and what stands after each of them."""
        if not self.labels:
            return text, {}
        parts = re.split(rf"(?:^|(?<=[\s。；;，,.]))({'|'.join(self.labels)})\s*[：:]", text)
        values = {
            self.labels[label]: value.strip(" \n，,；;")
            for label, value in zip(parts[1::2], parts[2::2], strict=True)
        }
        return parts[0].strip(), {key: value for key, value in values.items() if value}


_REF = Slot("ref", "工单号", ticket)
#: the levels of every profile, and that nobody answered; the desk asks its profile once more
_LEVELS = ("非常满意", "满意", "基本满意", "一般", "不满意", "非常不满意", "很满意", "很不满意")
_NO_ANSWER = ("未接通", "无人接听", "没人接", "未评价")


def _form(
    name: str,
    shape: str,
    purpose: str,
    example: str,
    *slots: Slot,
    text: str = "",
    maybe: str = "",
    **more: object,
) -> Form:
    """Return a form; *text* names free text that must be there, *maybe* what may."""
    tail = Tail.REQUIRED if text else Tail.OPTIONAL if maybe else Tail.NONE
    return Form(
        name=name,
        shape=shape,
        purpose=purpose,
        example=example,
        slots=slots,
        tail=tail,
        tail_label=text or maybe,
        **{"who": name, **more},  # type: ignore[arg-type]  # the keywords of Form, checked by it
    )


_ALL = (
    _form("帮助", "", "列出你能用的命令", ""),
    _form("待办", "", "列出等你处理的工单", ""),
    _form("查", "号", "查看工单", "0001", _REF),
    _form(
        "登记",
        "[诉求内容]",
        "登记窗口、电话、信函来的诉求",
        "张三 13800138000 城关镇 营业执照办不下来",
        maybe="诉求内容",
    ),
    _form(
        "当场", "号 结果", "当场办结", "0001 已协调窗口补录信息，现场拿证", _REF, text="办理结果"
    ),
    _form(
        "不予受理",
        "号 [理由码] 说明",
        "告知不予受理的理由和渠道",
        "0001 N1 已进入诉讼程序，请按诉讼渠道解决",
        _REF,
        # a profile that lists reasons (FW-5.3) asks for the code; one that does not has none
        Slot("code", "理由码（N1 到 N7）", code, False),
        text="说明",
    ),
    _form(
        "派单",
        "号 部门[，协办部门…] [类=…] [事项=…] [承诺=日期]",
        "派给部门，第一个是牵头",
        "0001 市场监督管理局，税务局 类=不给办",
        _REF,
        Slot("departments", "部门", all_names),
        Slot("class", "类别", option("类", "类别"), False),
        Slot("matter", "事项", option("事项"), False),
        Slot("promised", "承诺日期", option("承诺", "期限", then=day), False),
    ),
    _form(
        "改派",
        "号 部门 理由",
        "改派给别的部门",
        "0001 税务局 涉税事项由税务局办理",
        _REF,
        Slot("departments", "部门", names),
        text="理由",
    ),
    _form(
        "改类",
        "号 类=… [事项=…]",
        "更改类别或事项",
        "0001 类=很难办 事项=不动产登记",
        _REF,
        Slot("class", "类别", option("类", "类别"), False),
        Slot("matter", "事项", option("事项"), False),
        needs_one=("class", "matter"),
    ),
    _form("签收", "号", "签收工单", "0001", _REF),
    _form(
        "答复",
        "号 内容 [理由：… 依据：…]",
        "答复诉求；办不了的要写理由和依据",
        "0001 已为您办好，请带身份证来 3 号窗口领取",
        _REF,
        text="答复内容",
        labels={
            "具体理由": "reason",
            "理由": "reason",
            "法律依据": "basis",
            "政策依据": "basis",
            "依据": "basis",
        },
    ),
    _form(
        "方案",
        "号 承诺日 内容",
        "给出解决方案和承诺日期",
        "0001 2026-10-15 补正档案后办理登记",
        _REF,
        Slot("promised", "承诺日（如 2026-10-15、10月15日）", day),
        text="方案内容",
    ),
    _form(
        "改诺",
        "号 新日期 理由",
        "申请更改承诺日期",
        "0001 2026-10-20 等待上级系统开通",
        _REF,
        Slot("promised", "新日期（如 2026-10-20、10月20日）", day),
        text="理由",
    ),
    _form(
        "延期",
        "号 天数 理由",
        "申请延期",
        "0001 3 情况复杂，需要现场核查",
        _REF,
        Slot("days", "天数", count),
        text="理由",
    ),
    _form(
        "退单",
        "号 建议部门 理由",
        "不属于本部门，退回并建议部门",
        "0001 税务局 发票事项由税务局负责",
        _REF,
        Slot("departments", "建议部门", names),
        text="理由",
    ),
    _form("追问", "号 问题", "向群众追问", "0001 请问是哪一天来办理的？", _REF, text="问题"),
    _form("批准", "号", "批准正在等待批准的事", "0001", _REF),
    _form(
        "驳回", "号 理由", "驳回正在等待批准的事", "0001 部门不对，应派住建局", _REF, text="理由"
    ),
    _form("催办", "号 [要说的话]", "催办", "0001 明天到期，请抓紧", _REF, maybe="要说的话"),
    _form("督办列表", "", "列出督办中的工单", "", who="督办", fixed={"list": 1}),
    _form(
        "督办",
        "号 [日期或N日] 意见",
        "发督办单",
        "0001 3日 请说明逾期原因并办结",
        _REF,
        Slot("until", "日期", day, False),
        text="督办意见",
    ),
    _form("通报", "号", "通报逾期不办的工单", "0001", _REF),
    _form(
        "质检",
        "号 通过 或 退回 理由",
        "质检答复",
        "0001 通过",
        _REF,
        Slot("verdict", "“通过”或“退回”", one_of("通过", "退回")),
        maybe="理由",
        text_if=("verdict", "退回"),
    ),
    _form(
        "回访",
        "号 等级 [意见]",
        "登记电话回访的评价",
        "0001 满意 谢谢你们",
        _REF,
        Slot(
            "level",
            f"等级（{'、'.join(_LEVELS[:3])}、不满意…或未接通）",
            one_of(*_LEVELS, *_NO_ANSWER),
        ),
        maybe="意见",
    ),
    _form("函转", "号 单位", "函转给别的单位", "0001 市公积金中心", _REF, text="单位"),
    _form("移交", "号 事由", "移交违纪违法线索", "0001 涉嫌违规收费", _REF, text="事由"),
    _form(
        "会商",
        "号 单位…",
        "请几个单位共同研究",
        "0001 自然资源局，住建局",
        _REF,
        Slot("departments", "单位", all_names),
    ),
    _form(
        "挂账",
        "号 日期 节点",
        "暂时办不成的挂账，写明节点",
        "0001 2026-12-31 完成档案整理",
        _REF,
        Slot("until", "日期（如 2026-12-31、12月31日）", day),
        text="节点",
    ),
    _form("终结", "号 依据", "终结办理", "0001 省级复核意见已送达", _REF, text="依据"),
    _form("上门", "号", "安排上门送达", "0001", _REF),
    _form(
        "并案",
        "号 号",
        "把同一件事的两个工单并案",
        "0001 0002",
        _REF,
        Slot("other", "另一个工单号", ticket),
    ),
    _form("撤并", "号", "撤销并案", "0001", _REF),
    _form("更正", "号 原因", "十分钟内更正按错的操作", "0001 按错了", _REF, text="原因"),
    _form("交接", "人", "把手上的工单交给同事", "李四", Slot("person", "接手的人", token)),
    _form("看号", "号 用途", "查看诉求人电话，会留下记录", "0001 回访", _REF, text="用途"),
    _form("案例", "号", "把工单整理成指导案例", "0001", _REF),
    _form(
        "统计",
        "[周、月、季]",
        "看统计",
        "月",
        Slot(
            "period",
            "周、月或季",
            one_of("本周", "本月", "本季度", "周", "月", "季度", "季"),
            False,
        ),
    ),
    _form("台账", "[月份]", "看台账", "2026-09", Slot("month", "月份", month, False)),
)

FORMS: Mapping[str, Form] = {form.name: form for form in _ALL}

#: other words people use; the right one is the command's name
ALIASES: Mapping[str, str] = {
    "help": "帮助",
    "?": "帮助",
    "查询": "查",
    "查看": "查",
    "当场办结": "当场",
    "不受理": "不予受理",
    "转派": "改派",
    "改类别": "改类",
    "接收": "签收",
    "回复": "答复",
    "解决方案": "方案",
    "督办列表": "督办列表",
    "看电话": "看号",
    "改期": "改诺",
}
