"""What `yousu understand` says to the person who called it."""

SUMMARY = "说出机器人把一行话听成什么：命令、号、字段，缺什么会问什么"
HELP_TEXT = "一行话；写 - 则从标准输入读，一行一条"
HELP_JSON = "每条写成一行 JSON"
HELP_AS = "谁说的：group 部门群里，member 工作人员单聊"
HELP_TODAY = "今天是哪一天（如 2026-09-28），缺省是真的今天"
NO_DAY = "“{word}”不是日期，请写成 2026-09-28 这样"
