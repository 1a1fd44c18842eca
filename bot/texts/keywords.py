"""What `yousu keywords` says, what is wrong with a file that it is given, and what it writes for who edits a table."""

SUMMARY = "词表：从已归类的旧诉求里学出来，或者检验它归得准不准"
WHICH = "learn、evaluate 或 corrections"
LEARN = "从已归类的旧诉求学出一张看得懂、改得动的词表"
EVALUATE = "用已归类的诉求检验词表：多准、多有把握、多快、常混淆哪些"
HELP_FILE = "已归类的诉求：.csv 或 .jsonl（一行一个对象），可以再压成 .gz；UTF-8"
HELP_LABEL = "哪一列是类别（默认 label）"
HELP_TEXT = "哪几列是文字，用逗号分开，标题在前（默认 title,detail）"
HELP_OUT = "词表写到哪个文件夹（必须还没有，或是空的）"
HELP_SIZE = "词表最多收多少个词（默认 20000）"
HELP_KEYWORDS = "learn 写出的文件夹；不写则检验随程序带的词典"
HELP_JSON = "结果写成一行 JSON"
BAD_SIZE = "“{value}”不对，应是 {least} 到 {most} 之间的整数"
BAD_COLUMNS = "没有写列名"

FAULT = "{path}：{text}"
NOT_THERE = "文件不存在"
NO_FILE = "不是文件"
NOT_READABLE = "读不了，请检查权限"
TOO_LARGE = "太大了（超过 {size} MB），请分成几份，或只留近几年的"
BROKEN_GZ = "不是完好的 .gz 文件，请重新压缩或重新下载"
SPREADSHEET = "不能直接读表格文件，请在表格软件里另存为“CSV UTF-8”再用"
UNKNOWN_FORMAT = "只认 .csv 和 .jsonl（可以再压成 .gz），请换成其中一种"
NOT_UTF8 = "第 {line} 行不是 UTF-8 文字，请另存为 UTF-8 后再试"
BROKEN_CSV = "第 {line} 行不是完好的 CSV（引号没有配对，或一格太长）"
CELLS = "第 {line} 行有 {found} 格，表头是 {wanted} 格"
BROKEN_JSON = "第 {line} 行不是一个 JSON 对象"
NOT_WORDS = "第 {line} 行的“{column}”不是文字"
NO_COLUMN = "没有“{column}”这一列；有的列是：{known}。用 --label 和 --text 指明"
NO_ROWS = "没有可用的行：每行要有类别和文字"
ONE_LABEL = "只有“{label}”一个类别，学不出区别；至少要有两个"
NO_WORDS = "文字太少，学不出词"
LABEL_TOO_LONG = "第 {line} 行的类别有 {found} 个字，不像类别；请用 --label 指明类别那一列"
TOO_MANY_LABELS = "有 {found} 个不同的类别，最多 {most} 个；请用 --label 指明类别那一列"

NO_TEACHER = "学词表要用 scikit-learn，还没有装；请运行 pip install 'yousu[learn]'"
OUT_TAKEN = "已经有东西了；请写一个新的或空的文件夹，原来的不会动"
OUT_NO_FOLDER = "不是文件夹"
NOT_WRITABLE = "写不进去，请检查权限和空间"
NO_FOLDER = "没有这个文件夹"
NO_TABLE = "里面没有 {name}，不是 learn 写出的文件夹"
BAD_TABLE = "{name} 第 {line} 行读不懂，应写成 {head}；权重写成 类别=12，用空格分开"
BAD_SETTINGS = "{name} 读不懂：{what}"
SETTING = "{key} 应是 {least} 到 {most} 之间的数"
NO_ALWAYS = "{name} 里没有词为空的那一行（每个类别的起始权重），请补上"

LEARNED = "从 {n} 条诉求学出 {phrases} 个词，{classes} 个类别；写在 {out}"
LEFT_OUT = "有 {n} 行没有类别或没有文字，没有用"
NO_LABEL = "有 {n} 行没有类别，没有算"
LEARNED_SURE = "标为“有把握”的，应有 {right:.0%} 归对；检验：yousu keywords evaluate 另一个文件 --keywords {out}"

#: beside a table, for who edits it
SETTINGS = """\
# 词表 {table} 的设置；两个文件要放在一起。
# 词表一行一个词：词、学的时候有多少条说到它（support）、它本身的分量（worth，百分之一）、
# 对每个类别的权重（weights，百分之一；正的支持，负的反对）。可以改权重、删行、加行；
# 词为空的一行是每个类别的起始权重，不能删。
# 词里的 ^ 是开头，$ 是结尾，逗号代表任何标点。

# 分数差一分，可能性差多少（自然对数）；改大了更敢下结论
sharpness = {sharpness}
# 可能性到多少算“有把握”（0 到 1）；不比 lead 长的短文字另有一个
sure = {sure}
sure_short = {sure_short}
# 一段话开头的多少个字再单独算一遍（人们先说要紧的），这一遍占多少份（整段占一份；0 就是不再算）
lead = {lead}
lead_counts = {lead_counts}
"""

FIGURES = """\
共 {n} 条
归对 {accuracy:.1%}　各类平均（F1）{macro_f1:.1%}　前三个里有 {top3:.1%}
有把握的 {sure_share:.1%}，其中归对 {sure_accuracy:.1%}　把握与实际相差 {ece:.1%}
每条 {us_per_message:.0f} 微秒"""
CONFUSED = "最常混淆"
CONFUSED_LINE = "  {label} → {found}　{times} 次"
WORST = "错得最有把握的"
WORST_LINE = "  {label} → {found}（{confidence:.0%}）　{text}"
WORST_WHY = "      {hits}"
NOTHING_FOUND = "（没有命中）"
