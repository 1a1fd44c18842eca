"""What `yousu keywords corrections` says to the person who called it."""

SUMMARY = "把窗口改过的建议（建议的和实际派的）写成带标签的表，供 keywords learn 学习；不会自己学"
HELP_OUT = "写到哪个 CSV 文件（列：label、text、suggested；姓名、电话、地址已遮住）"
HELP_OF = "department 按承办部门（默认），matter 按事项"
HELP_ALL = "连同照建议办的一起写出，学习时更均衡"
WRITTEN = "写了 {n} 条：{file}"
NOT_WRITTEN = "文件写不了：{file}，请换个位置或核对权限"
