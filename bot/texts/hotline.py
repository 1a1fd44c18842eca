"""Every sentence about 12345 and the partners (SQ-P3.3a): answers to their systems, words to the desk."""

#: how the platform of `[hotline]` is called where its own name is not configured
HOTLINE = "12345"

# --- answers to a system that passes a complaint on: what is wrong, then what to send instead ---
WRONG_KEY = "密钥不对。请在请求头里写 Authorization: Bearer 密钥"
TOO_OFTEN = "密钥错得太多，请核对密钥，一分钟后再试"
TOO_LARGE = "请求体超过 64 KiB，没有收下"
UNREADABLE = "请求体没有收全，或经过压缩，请重新发送"
NOT_JSON = "请求体应为 UTF-8 的 JSON 对象"
NOT_KEPT = "这次没有存下，请稍后用同一个 id 重发"
NOT_RECEIVED = "{name}按现行规则不接收转办件"
MISSING = "{field} 没有填写"
NOT_TEXT = "{field} 应为文字"
NOT_YES_OR_NO = "{field} 应为 true 或 false"
TOO_LONG = "{field} 最长 {longest} 个字"
ODD_LETTERS = "{field} 里有不能用的字符"
NO_COLON = "no 里不能有冒号"
NOT_A_MOMENT = "at 应为时间，如 2026-09-28T09:00:00+08:00"
NOT_NEW = "state 只收新件（registered），或不写"
NEEDS_CENTRE = "有多个中心，请在 centre 或网址里写明是哪一个：{known}"
UNKNOWN_CENTRE = "没有这个中心，可以写：{known}"
TWO_CENTRES = "网址和 centre 写的不是同一个中心"
UNKNOWN_SOURCE = "source 不是这里的受理渠道，可以写：{known}"
UNKNOWN_KIND = "kind 不是这里受理的类型，可以写：{known}"

# --- to the desk ---
AGAIN = "{name}就此件再次转来（原件已办结或不能补充）：{text}"
NOT_TOLD = "{no} 的进展没有报到{name}（{why}）。请联系对方平台，恢复后点“重新发送”；也可电话告知。"

#: why, for the desk: what the other side answered
NO_ANSWER, ANSWERED = "没有回答", "对方答 {status}"

#: how far a ticket is told to a partner, in 查
SYNCED = "{name}：已同步（{sent} 条）"
SYNCING = "{name}：待同步 {waiting} 条，已同步 {sent} 条"
UNSYNCED = "{name}：{parked} 条没有送到，待同步 {waiting} 条，已同步 {sent} 条"

#: `yousu check`
CHECK_HOTLINE = "12345 热线"
CHECK_PARTNERS = "联动单位"

#: config.toml
PARTNER_ID = "12345 是 [hotline] 的代号，请换一个"
NO_PARTNER = "规则要求与{name}联动，还没有配置（[hotline] 或 [[partner]]）"
SAME_KEY = "不能和 {other} 用同一个密钥：来件靠密钥认出是谁"


def synced(name: str, *, sent: int, waiting: int, parked: int) -> str:
    """Return how far a ticket is told to the partner called *name*."""
    form = UNSYNCED if parked else SYNCING if waiting else SYNCED
    return form.format(name=name, sent=sent, waiting=waiting, parked=parked)


def not_told(no: str, name: str, status: int | None) -> str:
    """Return what the desk reads when a change of ticket *no* was given up."""
    why = NO_ANSWER if status is None else ANSWERED.format(status=status)
    return NOT_TOLD.format(no=no, name=name, why=why)
