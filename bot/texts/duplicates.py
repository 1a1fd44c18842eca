"""What the desk reads of tickets that tell nearly the same (并案); nothing of it is decided by the words."""

TITLE = "疑似重复 {no}"
FOUND = "有 {count} 件说的可能是同一件事，请核对后再定"
ANSWERED_TITLE = "同一件事已答复 {no}"
ANSWERED = "还有 {count} 件说的可能是同一件事，可并案，用同样的答复"
#: by how many tenths of the words both have, from there on
SHARES = ((0.95, "几乎一样"), (0.85, "九成相同"), (0.75, "八成相同"), (0.65, "七成相同"))
LESS = "五六成相同"
ROW = "{no} {day} {state}{theirs}"
THEIRS = " 同一人"
#: on the button: this one waits for that one; that one for this one
INTO, HERE = "并入 {serial}", "{serial} 并过来"
READ = "看 {serial}"
SAID = "{serial} 说的"
#: the answer to /并案 号
NOTHING = "没有找到和 {no} 说同一件事的在办件。知道号的，请发：/并案 {ascii} 号"
LISTED = "和 {no} 说的可能是同一件事的有 {count} 件，已发卡片，核对后按“并入”；也可发：/并案 {ascii} {other}"
LISTED_ONLY = "和 {no} 说的可能是同一件事的有 {count} 件，都已在办理或已办结，不能并案，供核对。"
LISTED_APART = "可能是同一件事的已发到你的应用单聊。"
