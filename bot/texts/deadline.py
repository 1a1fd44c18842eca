"""What `yousu deadline` says: its help, its proof and its refusals."""

SUMMARY = "算一个期限，并列出逐日算式（工作日按国务院放假安排，含调休）"

HELP_PROFILE = "县级规则，如 wuzhi"
HELP_CLASS = "分类，如 办不了"
HELP_STAGE = "环节，如 reply、plan、result"
HELP_START = "起算时间，要带时区，如 2024-04-26T10:00:00+08:00"
HELP_BASIS = "延期怎么算：total 自收单起算，on_top 自原期限届满起算"
HELP_PROMISED = "承诺日期，如 2024-06-20；用于时限由承诺决定的环节"
HELP_CONFIG = "读这份配置里的上下班时间和放假调休；不写就不读配置"
HELP_JSON = "输出 JSON"

STAGES = {
    "reply": "答复",
    "plan": "出方案",
    "result": "办结",
    "acknowledge": "回应",
    "deploy": "研究部署",
    "extension": "延期",
    "demand": "督办",
}
UNITS = {
    "h": "{n}小时",
    "wd": "{n}个工作日",
    "cd": "{n}天",
    "month": "{n}个月",
    "same_day": "当天",
}
PROMISED = "承诺日期"
WEEKDAYS = "一二三四五六日"

TITLE = "{county} · {name} · {stage}（{limit}，{clause}）"
STARTED = "收单：{at}（周{weekday}）"
DAY = "  {on} 周{weekday}  {why}{n}"
DUE = "到期：{at}（周{weekday}）{provisional}"
PROVISIONAL = "（暂定：这一年的放假安排还没有公布）"
REMINDERS = "催办：{moments}"
LINE = "算式：{line}"

UNKNOWN_PROFILE = "没有规则“{name}”，可以写：{known}"
UNKNOWN = {
    "class": "没有分类“{name}”，可以写：{known}",
    "stage": "没有环节“{name}”，可以写：{known}",
    "basis": "没有算法“{name}”，可以写：{known}",
}
NO_STAGES = "（当场办理，没有时限）"
BAD_START = "时间“{value}”不对，应写成 2024-04-26T10:00:00+08:00"
NAIVE_START = "时间“{value}”没有时区，应写成 2024-04-26T10:00:00+08:00"
START_RANGE = "时间“{value}”太早或太晚，可以写 {first} 年到 {last} 年"
BAD_DAY = "日期“{value}”不对，应写成 2024-06-20"
NEEDS_PROMISE = "这个环节的时限由承诺日期决定，请加 --promised 日期"
NO_PROMISE = "这个环节有自己的时限，不能写 --promised"
EARLY_PROMISE = "承诺日期不能早于起算的那天"
BASIS_ALONE = "--basis 只能和 --stage extension 一起写"
