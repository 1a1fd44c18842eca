"""What `yousu profile` says, and what is wrong with a file of rules."""

from bot.texts.operator import ROLE_NAMES

FAULT = "{path}：{text}"
UNKNOWN = "没有这套规则，可以写：{known}，或 .toml 文件的路径"
NOT_THERE = "文件不存在"
NOT_READABLE = "文件读不了，请检查权限"
NO_FILE = "不是文件，请写 .toml 文件的位置"
NOT_UTF8 = "文件不是 UTF-8 编码，请另存为 UTF-8"
TOO_LARGE = "文件超过 {size} KB，不像规则文件"
NO_TOML = "不是正确的 TOML"
CLASS_ALONE = "“{name}”在并用的标准里没有对应的类，只按本县文件的时限"
NOT_YET = (
    "自 {day} 起施行；在此之前登记的诉求，按此前用过的规则办理，没有用过别的规则的，现在就按它办理"
)
NOBODY_HOLDS = "按这套规则，{what}由{roles}来做，[[staff]] 里没有人是这个角色"
NOBODY_ON_CALL = "{centre}没有应急联络人（[[staff]] 里没有人是 emergency）：有人有危险时只叫窗口和管理机构，夜里和节假日可能没人看到"
STAFFING = "按这套规则，{name}应有 {least} 到 {most} 人，[[staff]] 里是 {n} 人"
ONE_APPROVES = (
    "按这套规则，{what}由{roles}来做，[[staff]] 里只有{name}一人：本人提出的只能本人批准，系统照办并留痕；"
    "请再设一人"
)
DECIDING, VERIFYING = "批准申请（通报、改诺、终结等）", "核实扣分"
APPROVING, INSPECTING, CALLING_BACK = "批准工作单", "质检", "回访"

SUMMARY = "县级规则：列出、查看、检查、试算"
HELP_LIST = "列出随程序带的规则"
HELP_SHOW = "一套规则的每一项和出处，谁可以做什么，要人来做的清单"
HELP_CHECK = "检查规则文件，所有不对的地方一次列出"
HELP_DRY_RUN = "用另一套规则重算已有工单的期限，只读，不改任何东西"
HELP_NAME = "规则名（如 wuzhi）、.toml 文件，或用 + 并用两套（wuzhi+fw）"
HELP_FROM = "受理日期从哪天起，如 2026-07-01"
HELP_TO = "到哪天为止（含当天），如 2026-09-30"
WHICH = "list、show、check 或 dry-run"
BAD_DAY = "日期“{value}”不对，应写成 2026-07-01"
BACKWARDS = "--to 不能早于 --from"

NO_DATE = "无施行日期"
LISTED = "{id:<10} {county} · {source} · {since} · {classes} 类"
SINCE = "{day} 起施行"
FINE = "{name}：没有发现问题（{county}，{classes} 类，{source}）"
FOUND = "有 {count} 处不对："

TITLE = "{county} · {source} · {since}（版本 {version}）"
VALUE = "  {path} = {value}　{origin}"
OWN_CLAUSE = "  {name}　{words}"
CLAUSES_TITLE = "本县自己的条款"
SECTIONS_TITLE = "各项规定（右边是条款）"
WHO_TITLE = "谁可以做什么（做＝直接生效，提＝要批准，没有列出的不能）"
WHO_LINE = "  {command}　做：{does}　提：{proposes}　{origin}"
CHECKLIST_TITLE = "要人来做的（系统只列清单）"
CHECKED = "  □ {words}　{origin}"
YES, NO, NOTHING = "是", "否", "（无）"

#: what a role may do with a command, in a table and in JSON
DOES, PROPOSES, REFUSED = "做", "提", ""
#: shorter where a column is narrow
ROLES = {**ROLE_NAMES, "receptionist": "受理员", "operator": "运维"}
AUTHORITY_PAGE = """\
# 谁可以做什么

<!-- 由各县规则生成：RENEW=1 .venv/bin/python -m pytest -n 0 tests/bot/profiles/test_authority_table.py -->

每县一张表：命令 × 角色。**做**是直接生效，**提**是提出、要有人批准，空白是不能（拒绝并记录）。
“出处”写着条款的，是文件的规定；写着“{badge}”的，是本系统的默认，县里可以在规则文件的 `[who]` 里改。
诉求人自己的操作（评价、补充、撤回）不在表里，只有本人能做。
"""
AUTHORITY_HEAD = "## {county}（`{id}`）"
COMMAND, ORIGIN = "命令", "出处"

# --- dry-run ---

DRY_TITLE = "试算：{first} 至 {last} 受理的工单，改按 {name}（{source}）"
DRY_CLOCK = "{no} {name} {stage}：{old_due}（{old_clause}）→ {new_due}（{new_clause}）{verdict}"
DRY_CLASS = "{no} 没有“{name}”这一类，期限没有试算"
DRY_UNREAD = "{no} 读不出（个人信息已删除，或记录已损坏）"
DRY_NONE = "不设"
DRY_ACTOR = "{no} {what}：{old} → {new}"
DRY_APPROVE, DRY_INSPECT = "审批", "质检"
DRY_NOBODY = "不需要"
DRY_OVERDUE = {
    (False, True): "，会超期",
    (True, False): "，不再超期",
    (True, True): "，仍超期",
    (False, False): "",
}
DRY_TOTALS = (
    "共 {tickets} 件，{clocks} 个期限：提前 {earlier}，推后 {later}，不变 {same}，"
    "新增 {added}，取消 {dropped}。\n"
    "原超期 {old_overdue} 个，改后 {new_overdue} 个（新超期 {newly}，不再超期 {no_longer}）。\n"
    "审批人会变 {approve} 件，质检人会变 {inspect} 件；没有对应类 {missing} 件，读不出 {unread} 件。"
)
DRY_MISSING = "新规则没有的类：{classes}"
DRY_KINDS = {"end": "办结", "plan": "出方案", "acknowledge": "回应", "deploy": "研究部署"}
