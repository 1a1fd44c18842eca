"""What a person reads who hurries us about a running ticket."""

from datetime import datetime

from bot.texts.citizen import state
from dispatch.ticket.ticket import Ticket, spoken

HURRIED = "您的催促记下了，已转告办理 {no} 的人（现在：{state}）。"
HURRIED_IN_DANGER = (
    "您的催促记下了，已再次叫值班人员。要是还有危险，请离开危险的地方，先拨打 {numbers}。"
)


def hurried(ticket: Ticket, now: datetime) -> str:
    """Return the answer to who hurries; where there is danger the numbers go first."""
    if ticket.emergency:
        return HURRIED_IN_DANGER.format(numbers="、".join(ticket.emergency))
    return HURRIED.format(no=spoken(ticket.no), state=state(ticket, now))
