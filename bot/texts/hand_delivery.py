"""What the desk reads of a paper that somebody must bring by hand (送达)."""

from datetime import datetime

from bot.texts.moments import moment

#: the kinds of the desk's task: any paper's, and that of a lead, which is management's alone
KIND, OF_LEAD = "送文书", "送移交单"
KINDS = (KIND, OF_LEAD)
TASK = "{no} 文书 {document} 要送到 {to}，我们发不到，请派人送达"
#: the button by which it is done, and the word that is typed for it
BROUGHT, ACT = "已送达", "brought"
BUTTONS = ((ACT, BROUGHT),)
DONE = "{no} 已记录：文书 {document} 已由您送达{to}。"
OPEN = "文书还没有送达（#{id}）：{what}"


def line(to: str, who: str, at: datetime, now: datetime) -> str:
    """Return one line of the history of a paper: to whom, when, by whom."""
    return f"{moment(at, now)} 已送达{to}（{who}）"
