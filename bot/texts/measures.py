"""What staff read of the commands that move a ticket between people, units and tickets."""

OWN_CENTRE = "这件工单本来就在本中心，不用函转。"
RETURNED_TO_ONESELF = "不能退给自己，请写应当办理的部门。"
CANNOT_LINK = "这两件都已在办理，不能并案；待研判或待批准的那一件才能等另一件的答复。"
NOT_ONE_PERSON = "没有找到“{name}”，或不止一人。同事有：{names}。"
NOT_YOURSELF = "不能交接给自己。"
NOTHING_TO_HAND_OVER = "你手上没有未办结的工单。"
HANDED_OVER = "已把 {n} 件工单交接给{name}，对方发送 /接手 后生效；在那以前仍由你负责。"
NOT_OFFERED = "没有人把工单交接给你。"
TAKEN_OVER = "已接手 {n} 件：{numbers}。"
PHONE = "{no} 诉求人：{name}\n电话：{phone}\n地址：{address}\n用途“{purpose}”已留痕。"
NOTHING_KNOWN = "未留"
PRIVATE_ONLY = "电话只能在应用单聊里查看。"
NOT_YOURS = "看号不在你的权限内，这次查看没有显示号码，已留痕。"
FIGURES = (
    "{county}{period}（{first} 至 {last}）\n"
    "受理 {registered}，受理率 {taken}；已回应 {answered}，回应率 {responded}；"
    "已回访 {called}（其中代录 {recorded}），回访率 {visited}\n"
    "办结 {closed}：销号 {struck_off}，未评价 {unrated}，依法终结 {ended}，告知渠道 {refused}，"
    "转交移交 {transferred}，撤回 {withdrawn}\n"
    "在办 {open}，其中已超期 {overdue}"
)
#: what the text aims at, never a condition for anything (PY-5.2c)
TARGETS = "力争目标：{shown}"
TARGET = "{name} {rate}（目标 {aim}%）"
#: each department's promises of the period (N2), with what the share counts
PROMISES = "承诺兑现率：{shown}"
PROMISE = "{department} {rate}（{kept}/{due}{changed}）"
CHANGED = "，改诺 {n}"
NO_RATE = "—"
PERIODS = {"周": "本周", "月": "本月", "季": "本季度"}
"""What the periods are called in the answer to 统计."""
