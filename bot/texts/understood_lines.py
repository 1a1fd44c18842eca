"""What `yousu understand` says of a line that staff type."""

from collections.abc import Mapping

LINE = "这一行：{text}"
COMMAND = "听成命令：{name}"
NUMBER_ONLY = "只有号，没有命令：会说这一件现在怎样、您能做什么"
NOTHING_IN_GROUP = "没有命令也没有号：群里不接话"
NOTHING_IN_SINGLE = "没有命令也没有号：按一般的话处理"
NUMBER = "号：{no}"
FIELD = "{name}：{value}"
ASKED = "不执行，会问：{ask}"
FIELDS: Mapping[str, str] = {
    "text": "文字",
    "day": "日期",
    "days": "天数",
    "hours": "小时",
    "department": "部门",
    "verdict": "结论",
    "level": "等级",
    "class": "类别",
    "matter": "事项",
    "cause": "原因",
    "kind": "类型",
    "code": "理由码",
    "other": "另一个号",
    "period": "时段",
    "month": "月份",
    "list": "列表",
    "extent": "范围",
    "person": "接手的人",
    "reason": "理由",
    "basis": "依据",
}
