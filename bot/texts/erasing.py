"""What the operator reads of `yousu erase`: what would go, whether to go on, what went."""

SUMMARY = "删除一件工单或一个人的个人信息，不能恢复；统计和日志链保留"
WHO, HELP_WHO = "号或人", "工单号（2026-0001），或诉求人的电话、客服里的 external_userid"
HELP_YES = "不再询问，直接删除"

NOBODY = "没有找到：没有这个号，也没有人用这个电话或 ID 反映过。"
ALREADY = "这件的个人信息以前已经删除。"
SEVERAL = "这个号不止一件，请写全号：{numbers}"
STILL_OPEN = "这些还在办理，不能删除，请先办结、撤回或终结：{numbers}。没有删除任何内容。"
WILL = "将删除：{numbers}，以及这个人的消息、聊天、附件、待办和通知。删除后不能恢复。"
WILL_ONE = "将删除：{numbers}的内容、附件、待办和通知。删除后不能恢复。"
NO_TICKETS = "（没有工单）"
ASK = "确认请输入“删除”："
ASKED = "删除"
NEEDS_YES = "这里不能询问，要删除请加 --yes。没有删除任何内容。"
NOT_ERASED = "没有删除任何内容。"
ERASED = "已删除：{what}。"
KEPT = "保留：编号、日期、状态、部门（统计用）和日志链。以前的备份里还有这些内容，请按备份的保存期限销毁。"
#: table → what of it went
COUNTED = {
    "tickets": "工单 {n} 件",
    "inbox": "收到的消息 {n} 条",
    "outbox": "发出的通知 {n} 条",
    "media": "附件 {n} 个",
    "tasks": "待办 {n} 项",
    "conversations": "聊天 {n} 个",
}
