"""What the operator reads: faults in the configuration, answers of commands, questions."""

#: The roles of product.md §5, as a person calls them.
ROLE_NAMES = {
    "receptionist": "诉求受理员",
    "supervisor": "研判督办员",
    "management": "管理机构",
    "department": "承办部门",
    "window_lead": "窗口负责人",
    "first_handler": "首接负责人",
    "leader": "分管领导",
    "emergency": "应急联络人",
    "assessor": "监督考核科",
    "operator": "系统运维",
}

# --- faults in config.toml: what is wrong, then what to write instead -------------------------
EMPTY = "没有填写"
CONTROL = "不能有换行或控制字符，请写在一行里"
NOT_BASE64 = "应为 {length} 字节的 base64 文字"
AES_KEY_LENGTH = "EncodingAESKey 应为 43 个字符，现在是 {found} 个，请从后台重新复制"
AES_KEY_LETTERS = "EncodingAESKey 只能是字母和数字，请从后台重新复制"
WEBHOOK_ADDRESS = "只填群机器人地址里 key= 后面的部分，不要填整个网址"
SECRET_SHAPE = "不能有空格、中文或换行，请从后台重新复制"
TOKEN_SHAPE = "应为不超过 64 个的字母和数字，不能有空格"
HEADER = "应为请求头的名字，如 X-Forwarded-For"
ADDRESS = "应为完整的网址，以 {schemes} 开头"
DATABASE = "应为 sqlite://文件路径 或 postgres://用户:密码@主机/库名"
UNKNOWN_ROLE = "没有这个角色，可以写：{known}"
LUNCH = "午休应写成两个时间，先开始后结束，如 [12:00:00, 14:00:00]；没有午休写 []"
IDENTIFIER = "只能用字母、数字和 . _ - @，以字母或数字开头，最长 64 个"
PREFIX = "编号前缀应为 1 到 8 个大写字母"
PHONE = "应为电话号码，如 0713-1234567"
MOBILE = "应为收得到短信的手机号，11 位数字，不要空格"

MISSING = "没有填写"
MISSING_SECTION = "没有这一节"
UNKNOWN = "不认识这个设置"
UNKNOWN_NEAR = "不认识这个设置，是不是 {near}？"
NOT_TEXT = "应为文字，要加引号"
NOT_NUMBER = "应为整数，不加引号"
NOT_TIME = "应为时间，写成 08:30:00，不加引号"
NOT_DATE = "应为日期，写成 2026-10-01，不加引号"
NOT_LIST = "应为列表，写在方括号里"
NOT_SECTION = "应为一节设置，不是单个的值"
TOO_SMALL = "不能小于 {least}"
TOO_LARGE = "不能大于 {most}"
TOO_SHORT = "至少要写 {least} 个"
NOT_RIGHT = "这个值不对"

NOT_THERE = "没有这个文件。先运行 yousu init 生成，或用 -c 指明位置"
NOT_READABLE = "这个文件读不了，请看它是不是文件夹、有没有权限"
NOT_UTF8 = "文件不是 UTF-8 编码，请另存为 UTF-8"
SYNTAX = "第 {line} 行（第 {column} 列）格式不对：{what}"
SYNTAX_END = "文件末尾格式不对：{what}"
SYNTAX_WHATS = {
    "Cannot overwrite a value": "这个名字前面已经写过",
    "Cannot declare": "这一节前面已经写过",
    "Cannot mutate": "这一节前面已经写过",
    "Unclosed array": "方括号没有关上",
    "Unclosed inline table": "花括号没有关上",
    "Expected '=' after": "名字后面缺少等号",
    "Invalid value": "等号后面的值不对，文字要加引号",
    "Illegal character": "文字没有用引号关上，或有不能用的字符",
    "Unterminated string": "文字没有用引号关上",
    "Expected ']": "小节名的方括号没有关上",
    "Expected newline or end of document": "一行写了不止一项",
    "Invalid statement": "这一行不是“名字 = 值”",
    "Invalid initial character for a key": "名字里有不能用的字符",
    "Unescaped '\\' in a string": "文字里的反斜杠要写成两个",
    "Invalid date or datetime": "日期或时间不存在",
}
SYNTAX_OTHER = "请检查引号、括号和等号"

SECRET_FILE_MISSING = "写明的文件不存在"
SECRET_FILE_UNREADABLE = "写明的文件读不了，或不是文字"
SECRET_FILE_EMPTY = "写明的文件是空的"
SECRET_FILE_NAME = "应为文件路径，要加引号"
ENVIRONMENT_UNKNOWN = "环境变量不对应任何密钥设置，请改名或删掉"
ENVIRONMENT_PLACE = "环境变量指的这一项在 config.toml 里没有"

NO_DESK = "没有写服务中心：一个中心写 [desk]，多个写 [[centre]]"
TWO_DESKS = "[desk] 和 [[centre]] 只能写一种"
CLOSES_EARLY = "下班时间应晚于上班时间 {opens}"
LUNCH_OUTSIDE = "午休应在上班 {opens} 和下班 {closes} 之间"
UNKNOWN_PROFILE = "没有这套规则，可以写：{known}"
REPEATED = "与 {other} 重复"
NO_DEPARTMENT = "没有这个部门，先写进 [[department]]"
NO_CENTRE = "没有这个中心，先写进 [[centre]]"
ONE_CENTRE = "只有一个中心时不用写"
NO_STAFF = "没有这个人，先写进 [[staff]]"
NEEDS_CENTRE = "有多个中心，要写明是哪一个"
NEEDS_PREFIX = "有多个中心，要写编号前缀"
NEEDS_DEPARTMENT = "承办部门的人要写明部门"
PRINTED_KEY = (
    "这是示例里印着的密钥，谁都知道，不能用。请运行 openssl rand -base64 32 生成一个；"
    "已经用它存过内容的，把它写进 previous，原来的内容照样打得开"
)
NEEDS_BOTH = "token 和 aes_key 要一起写"
DAY_TWICE = "{day} 同时写在放假和上班里"

OPEN_TO_OTHERS = "别的用户也能读这个文件，请运行 chmod 600"
NOT_ENCRYPTED = "不是加密的网址（https），密钥会在网上明文经过"
NOBODY_RECEIVES = "没有受理员（receptionist），诉求没有人处理"
NO_DEPARTMENTS = "一个部门也没有写，工单派不出去"
LIAISON_ELSEWHERE = "联系人 {name} 在 [[staff]] 里不属于这个部门，不能替它签收"
UNREACHABLE = "没有联系人也没有群，{name}收不到工单"
NO_OPERATOR = "没有系统运维（operator），系统出故障时通知管理机构；没有管理机构的通知窗口"
NO_OPERATOR_PHONE = (
    "没有填写，系统出故障时没有短信通知；企业微信本身出故障时，就没有人知道。请填值班人员的手机号"
)
NO_PROXY_HEADER = (
    "没有填写。本服务只在本机地址上听，外面访问要经反向代理：不写对方地址在哪个请求头里，"
    "就分不出是谁在猜密钥、猜链接，谁也不拖慢。nginx 加 proxy_set_header X-Forwarded-For $remote_addr; 并在这里写 X-Forwarded-For"
)
PROXY_HEADER_OPEN = (
    "填写了，但本服务不只在本机地址上听：不经反向代理也能连进来的人可以自己写这个请求头，冒充别的地址。"
    "请让 host 只听本机，或确认只有反向代理连得到它"
)
METRICS_OPEN = "所有能访问本服务的人都看得到 /metrics 里的数字：反向代理不要放行它，或写 metrics_port（另开一个端口）、metrics = false（不提供）"

CONFIGURATION_FAULTY = "配置有 {count} 处不对，请改正后再运行："
WARNINGS = "请注意："

#: What does not work without an optional part, by its path.
NO_LINKS = "没有填写，短信和服务号模板消息里放不了链接，都不会发，只能电话回访"
NO_CENTRE_PHONE = "没有填写，发给群众的短信和答复页上没有可以打的电话，只有中心名称"
WITHOUT = {
    "server.public_url": "不能给群众发查看和评价的链接，短信和服务号模板消息都不发",
    "wecom.kf": "群众不能从微信客服反映诉求",
    "wecom.kf.servicers": (
        "微信客服没有设接待人员：群众发“人工”时聊天不转给个人，由窗口用 /回复、/接管 在系统里答"
    ),
    "wecom.aibot": "部门群里不能 @机器人，签收按钮发给联系人本人",
    "official": "群众不能从服务号反映诉求，也收不到模板消息",
    "sms": "聊天窗口过期后不能发短信，改为电话回访",
    "hotline": "不与 12345 热线交换工单",
}

# --- the command line -------------------------------------------------------------------------
USAGE_PREFIX = "用法："
USAGE_POSITIONALS = "要给的内容"
USAGE_OPTIONS = "选项"
USAGE_COMMANDS = "命令"
USAGE_HELP = "显示这段说明后退出"
USAGE_CONFIG = "配置文件（默认 config.toml）"
USAGE_JSON = "结果写成 JSON"
USAGE_ERROR = "{prog}：{message}\n"
USAGE_ARGUMENT = "{name}：{reason}"
USAGE_INVALID = "{value} 不是{kind}"
USAGE_KINDS = {"int": "整数", "float": "数", "fromisoformat": "日期或时间"}
USAGE_KIND_OTHER = "合适的值"
USAGE_WRONG = "写法不对，请看 --help"
USAGE_SENTENCES = (
    (r"the following arguments are required: (?P<names>.+)", r"缺少 \g<names>"),
    (r"unrecognized arguments: (?P<names>.+)", r"不认识 \g<names>"),
    (r"unexpected option string: (?P<names>.+)", r"不认识 \g<names>"),
    (
        r"invalid choice: (?P<value>.+) \(choose from (?P<known>.*)\)",
        r"没有 \g<value>，可以写：\g<known>",
    ),
    (
        r"unknown parser (?P<value>.+) \(choices: (?P<known>.*)\)",
        r"没有 \g<value>，可以写：\g<known>",
    ),
    (r"expected one argument", "后面要写一个值"),
    (r"expected at most one argument", "后面最多写一个值"),
    (r"expected at least one argument", "后面至少写一个值"),
    (r"expected (?P<count>\d+) arguments?", r"后面要写 \g<count> 个值"),
    (r"not allowed with argument (?P<name>.+)", r"不能和 \g<name> 一起用"),
    (r"one of the arguments (?P<names>.+) is required", r"\g<names> 要写其中一个"),
    (r"ignored explicit argument (?P<value>.+)", r"后面不能写值 \g<value>"),
    (
        r"ambiguous option: (?P<name>.+) could match (?P<known>.+)",
        r"\g<name> 不清楚，是哪一个：\g<known>",
    ),
    (r"can't open '(?P<name>.+)': .+", r"打不开 \g<name>"),
)

OVERVIEW = "有诉即办机器人：群众在微信里说，部门在群里办，到期有人催，办完问一声，满意才销号。"
OVERVIEW_USAGE = "用法：yousu 命令 [选项]"
OVERVIEW_MORE = "每个命令都有 --help。第一次用：yousu demo 看一遍；yousu init 生成配置。"
UNKNOWN_COMMAND = "yousu：没有“{name}”这个命令。"
UNKNOWN_COMMAND_NEAR = "yousu：没有“{name}”这个命令，是不是 {near}？"
SEE_HELP = "运行 yousu --help 看有哪些命令。"
CRASHED = "程序出错，没有做完。下面是给维护人员看的记录（已隐去密钥和号码）："

# --- yousu check ------------------------------------------------------------------------------
CHECK_SUMMARY = "检查配置，所有不对的地方一次列出"
CHECK_FINE = "配置没有错误：{file}"
CHECK_WITHOUT = "没有配置，因此："
CHECK_CENTRE = "服务中心"
CHECK_CENTRE_LINE = "{name}（规则 {profile}，{opens}–{closes}，午休 {lunch}）"
CHECK_LUNCH = "{begin}–{end}"
CHECK_NO_LUNCH = "无"
CHECK_WECOM = "企业微信"
CHECK_WECOM_LINE = "企业 {corp_id}，应用 {agent_id}"
CHECK_KF = "微信客服"
CHECK_AIBOT = "智能机器人"
CHECK_OFFICIAL = "服务号"
CHECK_DEPARTMENTS = "承办部门"
CHECK_STAFF = "人员"
CHECK_DATABASE = "数据库"
CHECK_SQLITE = "{url}（SQLite {version}）"
CHECK_SERVER = "监听"
CHECK_COUNT = "{count} 个：{names}"
STORAGE_NOT_FOLDER = "{folder} 不是文件夹，请改 storage.url"

# --- yousu migrate, yousu log -----------------------------------------------------------------
MIGRATE_SUMMARY = "建立数据库，或升级到这个版本的结构"
MIGRATED = "已升级：{name}"
READDRESSED = "已加密存放在各处的诉求人微信标识：{n} 处。"
MIGRATED_NOTHING = "数据库已是最新，不用升级。"
PRINT_SUMMARY = "打印给诉求人的全文：所反映的和告知过的，一字不少"
PRINT_NO, PRINT_HELP_NO = "号", "工单号，如 2026-0001 或 2026年第0001号"
PRINT_HELP_OUT = "写到这个文件，不写就显示出来"
PRINT_NO_NUMBER = "不是工单号，应写成 2026-0001"
PRINT_WHICH = "没有这个号，或不止一件，请写全号。{numbers}"
PRINT_ERASED = "这件的个人信息已经删除，没有可打印的"
PRINT_NOT_WRITTEN = "{file} 写不了，请换一个位置"

INBOX_SUMMARY = "查看读不出来、没能处理的消息（隔离），或放回去重新处理"
INBOX_WHAT, INBOX_HELP_WHAT = (
    "list|show|replay",
    "list 列出；show 看一条的原文；replay 放回去重新处理",
)
INBOX_ID, INBOX_HELP_ID = "编号", "list 里每条开头的编号"
INBOX_HELP_ALL = "replay 时：全部放回去"
INBOX_ALL_ALONE = "--all 只能和 replay 一起用。"
INBOX_WHICH = "请写编号，用 yousu inbox list 查看；要全部放回去用 yousu inbox replay --all。"
INBOX_NONE = "这里不用写编号。"
INBOX_EMPTY = "没有隔离的消息。"
INBOX_LINE = "{id}  {channel}  {at} 收到  试过{attempts}次  {why}"
INBOX_SEALED = "（解不开：密钥不对，或数据被改动）"
INBOX_UNKNOWN = "没有编号 {id} 的隔离消息。"
INBOX_REPLAYED = "已放回{count}条，服务运行时马上重新处理。"
LOG_SUMMARY = "核对办件日志有没有被改过"
LOG_VERIFY = "从头核对每一条日志，指出第一条不对的"
LOG_OK = "ok 日志完整，每一条都对得上"
LOG_BROKEN = "日志从这里起对不上：工单 {ticket} 第 {n} 条，{why}"
LOG_BROKEN_TICKET = "日志从这里起对不上：{ticket}，{why}"
LOG_SEAL = "另外存着的封存值（服务日志里 log_sealed 一行的 seal），核对它还在不在数据库里"
LOG_NO_ANCHOR = (
    "数据库旁边没有封存记录（{file}）：要么还没有封存过，要么被拿走了，末尾有没有被删核不到"
)
LOG_BROKEN_SEAL = "日志从这里起对不上：{why}"
#: What storage says is broken → what the operator reads.
LOG_WHYS = {
    "an entry is missing": "缺了一条",
    "it does not follow the entry before": "和前一条接不上",
    "it was altered": "内容被改过",
    "the ticket has no log": "这张工单没有日志",
    "the stored ticket was altered": "库里的工单被改过",
    "the end of the log is missing": "后面的日志不见了",
    "the stored ticket differs from its log": "库里的工单和日志不一致",
    "it cannot be decrypted": "解不开，被改过或密钥不对",
    "its ticket is missing": "日志还在，工单不见了",
    "the log ends before a sealed entry": "封存过的日志不见了",
    "its number does not fit": "号对不上：给过的号没有工单，或工单的号没有给过",
    "an anchored seal is missing": (
        "存在数据库外面的封存，数据库里没有：封存之后的内容被删过，或数据库是从更早的备份恢复的"
        "（确是恢复的，把旁边的 .seal 文件移走，下次封存会重新写）"
    ),
    "checkpoint": "封存点被改过",
}

# --- yousu init -------------------------------------------------------------------------------
INIT_SUMMARY = "在终端里一问一答，生成 config.toml"
INIT_EXISTS = "{file} 已经有了，没有改动它。要重新生成，请先把它移走，或用 -c 写到别的文件。"
INIT_FOLDER = "文件夹 {folder} 不能写，没有生成配置。"
INIT_HELLO = "下面一问一答生成 {file}。方括号里是默认值，直接回车就用它；Ctrl-C 退出，什么也不写。"
INIT_STOPPED = "没有问完，什么也没有写。"
INIT_WRITTEN = (
    "已写好 {file}（只有你能读）。里面的个人信息密钥请另外保存一份：丢了它，已存的内容谁也打不开。"
)
INIT_NEXT = """下一步：
  yousu check -c {file}    检查
  yousu migrate -c {file}  建立数据库
  yousu serve -c {file}    开始服务"""
INIT_AGAIN = "  {text}，请重新输入。"
INIT_STILL_WRONG = "回答合在一起还有不对的地方，什么也没有写："
INIT_YES = ("是", "y", "yes", "要", "有")
INIT_NO = ("否", "n", "no", "不", "不要", "没有", "无")
INIT_YES_OR_NO = "请回答 是 或 否"
INIT_NOT_TIME = "应为时间，如 08:30"
INIT_NOT_LUNCH = "应为一段时间，如 12:00-14:00；没有午休输入 无"
INIT_CLOSES_EARLY = "下班时间应晚于上班时间"
INIT_NOT_ROLES = "没有这个角色。可以写：{known}；几个之间用逗号"
INIT_NOT_WHOLE = "应为正整数"
INIT_DEPARTMENT_LATER = "承办部门的人在后面和部门一起问"
INIT_OTHER_DEPARTMENT = "这个人已经是别的部门的联系人"
INIT_TAKEN = "前面已经有了"
INIT_SECTION_CENTRE = "—— 服务中心 ——"
INIT_SECTION_WECOM = "—— 企业微信（管理后台 work.weixin.qq.com 里查）——"
INIT_SECTION_STAFF = "—— 人员 ——"
INIT_SECTION_DEPARTMENTS = "—— 承办部门 ——"
ASK_NAME = "服务中心名称"
ASK_CENTRE_PHONE = "群众打得通的电话，写在短信和答复页上（没有则直接回车）"
ASK_PROFILE = "按哪个县的规则办（{known}）"
ASK_OPENS = "上班时间"
ASK_CLOSES = "下班时间"
ASK_LUNCH = "午休（没有则输入 无）"
ASK_URL = "外面访问本服务的网址（还没有则直接回车）"
ASK_CORP_ID = "企业 ID"
ASK_AGENT_ID = "自建应用的 AgentId"
ASK_SECRET = "{of}的 Secret（不显示）"
ASK_TOKEN = "{of}的 Token（不显示；直接回车则生成一个，写在文件里，再填到后台）"
ASK_AES_KEY = "{of}的 EncodingAESKey（不显示；直接回车则生成一个，写在文件里，再填到后台）"
ASK_KF = "有微信客服吗（是/否）"
ASK_KF_ID = "客服账号 ID（wk 开头）"
ASK_AIBOT = "有智能机器人吗（是/否）"
ASK_BOT_ID = "机器人的 ID"
ASK_FIRST_USERID = "第一个人（受理诉求）的 userid"
ASK_NEXT_USERID = "下一个人的 userid（没有了则直接回车）"
ASK_PERSON = "姓名"
ASK_ROLES = "角色（几个之间用逗号）"
ASK_DEPARTMENT = "部门名称（没有了则直接回车）"
ASK_DEPARTMENT_ID = "部门代号（字母或拼音缩写，定了不要再改）"
ASK_LIAISON = "部门联系人的 userid"
ASK_CHAT = "部门群的 chat_id（还没有则直接回车）"
OF_APP = "自建应用"
OF_KF = "微信客服"
OF_AIBOT = "智能机器人"
