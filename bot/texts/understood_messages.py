"""What `yousu understand` says of a citizen's message."""

LINE = "“{text}”"
WISH = "听成：{wish}{level}"
DANGER = "有危险：马上告诉对方拨打 {numbers}"
FIELD = "{name}：{value}"
HITS = "依据：{hits}"
HIT = "{phrase}（{weight:+.2f}）"
#: the wishes by the names of their table
WISHES = {
    "tell": "说事",
    "progress": "问进度",
    "hurry": "催",
    "human": "找工作人员",
    "cannot_write": "打不了字，要换一种方式",
    "confirm": "确认",
    "not_yet": "先别提交",
    "correct": "改内容",
    "anonymous": "不想留名",
    "drop": "这次不说了",
    "withdraw": "撤回",
    "rate": "评价 ",
    "unclear_rate": "对结果有看法，但没说清是哪一档",
    "consult": "问怎么办、去哪办",
    "privacy": "问会不会泄露",
    "help": "问怎么用",
    "greeting": "打招呼",
    "thanks": "道谢、告别",
    "other": "和办事无关",
}
FIELDS = {
    "name": "姓名",
    "unit": "单位",
    "contact": "联系人",
    "phone": "电话",
    "address": "地址",
    "for_whom": "替谁说",
    "words": "写进诉求的话",
}
