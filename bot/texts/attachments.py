"""What staff read beside photos, voices and files."""

PIECES = "{no} 的附件 {count} 个："
#: only the first follow: a limit of WeCom's, and a phone's
MORE_PIECES = "{no} 的附件 {count} 个，先发 {shown} 个；看全部请发：/查 {ascii} 全文"
MORE_PIECES_SAID = "{named} 的附件 {count} 个，先发 {shown} 个；看全部请发：/查 {ascii}"
PIECE_LOST = (
    "{no} 有一个附件（{kind}）没有取到（微信只保存三天，或文件太大、是空的），请向诉求人补要。"
)
#: the same where it was said in a chat: how it is asked for there
PIECE_ASK = "补要请发：/回复 {ascii} 刚才的{kind}没有收到，请再发一次。"
