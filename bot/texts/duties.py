"""派单目录: what its columns are called, what is wrong with a file, and what cards say of a row (N17)."""

from collections.abc import Mapping

from bot.texts.moments import dated
from dispatch.ticket.ground import Ground, GroundKind
from dispatch.ticket.ticket import spoken

#: the columns of the file
NO, MATTER, PHRASES, LEAD = "序号", "事项", "词语", "承办单位"
ASSISTING, FIRST, BASIS = "协办单位", "首办", "依据"
#: those that it must have
NEEDED = (NO, MATTER, LEAD)
#: who hears it first
TOWNSHIP, COUNTY = (
    ("乡镇", "乡镇（街道）", "乡镇(街道)", "乡镇街道", "街道"),
    ("", "县级", "县", "部门"),
)
#: shorter phrases stand in too many other words
SHORTEST = 2

NOT_READABLE = "派单目录读不出来：{file}。请核对文件位置（从配置文件所在的文件夹算起）和权限"
TOO_LARGE = "派单目录太大（4 MB 以上），不像是一份目录"
NOT_TEXT = "派单目录不是文本表格：请在表格软件里另存为 CSV（UTF-8 或 GBK 都行），不能直接用 xlsx"
NO_COLUMN = "派单目录第一行缺这些列名：{names}"
AT = "派单目录第 {n} 行：{fault}"
NO_NUMBER = "没有序号"
ABOUT_NOTHING = "“事项”和“词语”至少写一样"
TOO_SHORT = "词语至少两个字"
LEVEL = "“首办”写“乡镇”或“县级”，不认识“{level}”"
BOTH = "首办是乡镇的，承办单位留空（按诉求里的地址找乡镇）"
NOBODY = "没有承办单位"
UNKNOWN = "配置的 [[department]] 里没有“{name}”"
TWICE = "派单目录里“{what}”写了两次（序号 {one} 和 {other}），后一行不会起作用"

#: how a row is called where it is cited
_ROW = "派单目录第{no}项"
_CITED: Mapping[GroundKind, str] = {
    GroundKind.DUTY: _ROW + "{basis}",
    GroundKind.MEETING: "{no}会商决定（{day}）",
    GroundKind.LAW: "先由乡镇（街道）办理{basis}",
}
#: the whole of it, for the desk and management
WHOLE = "{cited}：{about} → {name}"
NOT_FOLLOWED = "；现派{lead}"
EXCEPTION = "，例外理由：{why}"
TITLE = "派单依据"


def cited(ground: Ground) -> str:
    """Return how *ground* is cited: the row with its 依据, or the meeting with its day."""
    return _CITED[ground.kind].format(
        no=spoken(ground.no) if ground.kind is GroundKind.MEETING else ground.no,
        basis=f"（{ground.basis}）" if ground.basis else "",
        day=dated(ground.decided_on),
    )


def explained(ground: Ground | None, lead: tuple[str, str] = ("", ""), exception: str = "") -> str:
    """Return what decided that, and where *lead* (id, name) is another, that and why; empty without a ground."""
    if ground is None:
        return ""
    said = WHOLE.format(cited=cited(ground), about=ground.about, name=ground.name)
    if not lead[0] or lead[0] == ground.department:
        return said
    why = EXCEPTION.format(why=exception) if exception else ""
    return f"{said}{NOT_FOLLOWED.format(lead=lead[1])}{why}"


# --- `yousu duties` ---

SUMMARY = "派单目录：列出来；或列出部门退过单的行，建议改哪几行"
WHICH, HELP = "list|returns", "list 列出目录；returns 列出退过单的行"
NO_LIST = "没有派单目录：在配置的 [desk] 里写 duties = 文件名"
LISTED = "{no}  {about} → {name}{others}{basis}"
ASSISTED = "，协办{name}"
NOTHING_RETURNED = "没有退过的单"
RETURNED = "第{no}项 {about} → {name}：退单 {times} 次"
RETURNED_UNLISTED = "目录里没有的 {about}：退单 {times} 次"
CHANGE = "，建议改为：{lead}"
KEEP = "，现在仍由它办，建议核对依据"
