"""What `yousu calendar` says: the days off, which limits move, and what was moved."""

SUMMARY = "工作日历：看放假调休，新通知公布后先列出哪些在办期限会变，再改"

WHICH = "show、check 或 apply"
HELP_WHAT = (
    "show 看放假和调休；check 列出期限会变的在办工单（只看不改）；apply 改（每件都记入日志）"
)
HELP_YEAR = "只看这一年，如 2027（show 用）"
HELP_YES = "不再询问，直接改（apply 用）"
BAD_YEAR = "年份“{value}”不对，可以写 {first} 到 {last}"
YEAR_ALONE = "--year 只能和 show 一起写"
YES_ALONE = "--yes 只能和 apply 一起写"
JSON_NEEDS_YES = "apply 加 --json 时不询问，请再加 --yes"

ANNOUNCED = "已按国务院通知（或配置中写全）的年份：{years}"
YEAR = "{year} 年{mark}"
NOT_ANNOUNCED = "（还没有公布，先按法定节日推算，期限标“暂定”）"
OFF = "  放假：{spans}"
MADE_UP = "  调休上班：{days}"
NO_DAYS = "无"
SPAN = "{first} 至 {last}"
WEEKDAY = "{day}（周{weekday}）"

TICKET = "{no} {department}"
NO_DEPARTMENT = "（未派单）"
MOVE = "  {stage}：{old} → {new}"
PROVISIONAL = "（暂定）"
PROOF = "    算式：{proof}"
REFUSED = "{no} 没有改：正好被别人处理，请再运行一次"
UNREADABLE = "{no} 读不出（已按规定删除个人信息，或数据被改动），没有核对"

NOTHING = "在办工单 {looked} 件，期限都不变。"
WOULD_MOVE = "在办工单 {looked} 件，其中 {moves} 件的期限会变；只是列出，什么也没有改。要改请运行 yousu calendar apply。"
MOVED = "在办工单 {looked} 件，已改 {moves} 件的期限，每件都记入了日志。"
RESTART = "正在运行的服务重新启动后，才按新日历计算新的期限。"
SURE = "改这 {moves} 件吗？写“是”就改"
YES = ("是", "y", "yes")
STOPPED = "没有改动。"
