"""What the working parts share: the memory, the desk, who is who, what words suggest, the time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.directory import Directory
from dispatch.rules import Rules
from intake.talk import Hints
from storage.db import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Built once by `bot/app.py`.

    Attributes:
        accounts: open_kfid → the centre whose account it is.
        home: the centre of whoever writes to the app.
    """

    store: Store
    desk: Desk
    directory: Directory
    suggest: Callable[[str], Hints]
    clock: Callable[[], datetime]
    accounts: Mapping[str, str]
    home: str

    def rules(self, centre: str) -> Rules:
        """Return the rules that *centre* works by."""
        return self.desk.centres[centre].rules
