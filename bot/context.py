"""What the working parts share: the memory, the desk, who is who, what words suggest, the time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.config.directory import Directory
from bot.desk.desk import Desk
from bot.wecom.clock_check import ClockCheck
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import Ticket
from intake.talk.state import Hints
from storage.queues.lane import Lane
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Built once by `bot/app.py`.

    Attributes:
        accounts: open_kfid → the centre whose account it is.
        home: the centre of whoever writes to the app and is of no other.
        centre_names: every centre by name, prefix and id → its id.
        clock_check: how far *clock* is from WeCom's.
    """

    store: Store
    desk: Desk
    directory: Directory
    suggest: Callable[[str], Hints]
    clock: Callable[[], datetime]
    accounts: Mapping[str, str]
    home: str
    centre_names: Mapping[str, str] = field(default_factory=dict)
    clock_check: ClockCheck = field(default_factory=ClockCheck)

    def rules(self, centre: str) -> Rules:
        """Return the rules that *centre* works by today."""
        return self.desk.book.rules_on(self.desk.centres[centre].rules, self.clock())

    def rules_of(self, ticket: Ticket) -> Rules:
        """Return the rules that *ticket* goes by: those of its day."""
        return self.desk.rules_of(ticket)

    def centre_of(self, lane: str) -> str:
        """Return whose business *lane* is: the centre of its 客服 account, or of the member who writes."""
        who = Lane.parse(lane)
        if who.account:
            return self.accounts.get(who.account, self.home)
        member = self.directory.staff(who.person, who.channel)
        return (member.centre if member else "") or self.home
