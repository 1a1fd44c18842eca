"""What the demo says on the terminal, and what its people say."""

TITLE = "有诉即办：一件诉求，从群众的聊天到清零销号"
SUBTITLE = (
    "（企业微信是模拟的，线路格式、服务和数据库是真的；故事从 {day} 9:00 开始，国庆放假前三天）"
)

TELLS = "一、群众在微信客服里说事，机器人只问缺的，给编号"
DISPATCHED = "二、窗口研判派单，管理机构批准，时限带算式"
WORKED = "三、承办部门在群里签收、答复（群里看不到是谁反映的，全文只发到点的人的单聊，留痕）"
JUDGED = "四、质检看得到诉求和答复，通过后答复群众，群众自己评价，满意才销号"

COMPLAINT = "跑了三趟营业执照还没办下来，窗口总说系统坏了"
PARTICULARS = "我叫张伟民，13800138000，住城关镇幸福路3号"
ANSWER = (
    "@有诉即办 答复 {no} 已请省平台恢复，营业执照今天上午办好，请带身份证到3号窗口领取。"
    "理由：省平台升级，县里窗口没有权限补录 依据：《市场主体登记管理条例》第十九条"
)

CITIZEN = "{name}（群众）"
TOUCHES = "〔点〕{what}"
TOUCHES_CHOSEN = "〔选〕{chosen} 〔点〕{what}"
BOT = "有诉即办 → {listener}"
GROUP = "群“{name}”"
IN_GROUP = "{name} @ {group}"

STUCK = "故事停住了：{listener}没有等到“{words}”"
PAGE = "聊天窗口已打开（市民手机、部门群、工作人员，时钟可以往前拨），接着自己试：{url}\n按 Ctrl-C 结束"
SECONDS = "故事用时 {seconds:.1f} 秒，{count} 条消息；办件日志逐条核对：{log}"
DONE = "OK {no} {state} log={log}"
FAILED = "FAILED {no} {state} log={log}"
PORT_TAKEN = "端口 {port} 已被占用或不能用，请用 --port 换一个，例如 yousu demo --port {other}"
NO_PORT = "应为 1 到 65535 的端口号"

SUMMARY = "演示：什么都不用配置，一件诉求从头到尾，然后打开聊天窗口"
HELP_PORT = "聊天窗口的端口，默认 8080"
HELP_ONCE = "演完就结束，不打开聊天窗口"

SERVE_SUMMARY = "运行服务（接收回调、派单、催办、发送）"
SERVING = (
    "已启动，监听 {host}:{port}\n企业微信后台的回调地址填：{url}\n按 Ctrl-C 结束（先办完手上的）"
)
NO_PUBLIC_URL = "<公网地址>"
STOPPED = "已停止，手上的都办完了"
SERVE_PORT_TAKEN = "端口 {port} 已被占用或不能用，请在 config.toml 的 [server] port 换一个"
