"""What the operator hears of a part of the running service that does not work, and that it works again."""

from datetime import datetime

from bot.texts.moments import moment

#: what a part is called
PARTS = {
    "database": "数据库",
    "database_file": "数据库文件",
    "disk": "磁盘",
    "calendar": "放假安排",
    "letters": "企业微信通知",
    "sms": "短信",
    "partners": "12345等平台",
    "doors": "企业微信接口",
    "robot": "群机器人",
    "scheduler": "定时任务",
    "senders": "收发",
    "clock": "时钟",
}

#: what /readyz and the notice to the operator say of a part that does not work, by its name
NOT_READY = {
    "database": "数据库没有应答，或者写不进去：请看日志和磁盘。",
    "database_file": "数据库文件被删除或换掉了，已停止接收新消息：请停止服务，放回原来的文件（或恢复备份），再启动。",
    "disk": "数据库所在的磁盘快满了（不足500MB）：请清理或扩容，写满后就收不了消息。",
    "calendar": "今年的放假安排还没有录入，工作日按周末推算，时限都是暂定：通知公布后请执行 yousu calendar。",
    "letters": "有通知等了10分钟以上，一条也没有发到企业微信：请看网络、企业微信的密钥和可信IP。",
    "sms": "有短信等了10分钟以上，一条也没有发出去：请看网络和短信网关。",
    "partners": "有工单进展等了10分钟以上，一条也没有报到12345等平台：请看网络和平台的网址、密钥。",
    "doors": (
        "企业微信拒绝了其中一个接口（没有权限、IP不可信或密钥不对），只有这一路停发，其余照常："
        "哪一个见日志里的 door_shut，或 /metrics 里的 yousu_door_shut。"
    ),
    "robot": "群机器人没有连上企业微信，群里的工单改走别的方式：请看网络和机器人的密钥。",
    "scheduler": "定时任务一分钟没有运转：到期的催办、提醒没有按时发。",
    "senders": "收发停了：企业微信拒绝了我们（密钥、IP或权限不对），或者收件、发件一分钟没有运转。",
    "clock": (
        "本机的时间和企业微信差了一分钟以上，期限会算错；差到五分钟，工作人员的命令和按钮都会当作迟到的，不执行："
        "请校准本机时间，并打开自动校时（如 chronyc makestep）。"
    ),
}

BEGUN = "【有诉即办·故障】{part}，{at}起：{says}"
#: what is said past the database, which cannot remember that it was said
BEGUN_NOW = "【有诉即办·故障】{part}：{says}"
OVER = "【有诉即办·恢复】{part}恢复正常（{at}起的故障）。"


def begun(part: str, at: datetime | None) -> str:
    """Return that *part* does not work since *at*, and what to do; without *at*: now."""
    words = BEGUN if at else BEGUN_NOW
    said = {"part": PARTS.get(part, part), "says": NOT_READY.get(part, part)}
    return words.format(at=moment(at, at) if at else "", **said)


def over(part: str, begun_at: datetime, now: datetime) -> str:
    """Return that *part* works again."""
    return OVER.format(part=PARTS.get(part, part), at=moment(begun_at, now))
