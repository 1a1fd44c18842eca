"""Tells an answer that happens to read like an earlier one from the repeat of the same letter.

WeCom shows the same content to the same people once in four hours (90236). That protects a letter
whose arrival is in doubt; it must not swallow the answer to whoever errs, or asks, a second time. So
every message is checked, and one that reads like another letter's says that it does: it then reads
otherwise than that one, and each time like itself. Which of them is the second, its row says.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.texts import staff
from bot.wecom.text_limits import APP_TEXT, pieces
from storage.database.session import Session
from storage.queues import echoes
from storage.queues.echoes import Saying
from storage.queues.letters import LetterKind, Posted

#: what is kept free of a message in bytes for `staff.ECHO`
_ROOM = 32


def messages(letter: Posted) -> list[str]:
    """Return the messages that a letter of words leaves as: several if it is long."""
    return pieces(letter.payload["text"], APP_TEXT - _ROOM)


def worded(text: str, echo: int) -> str:
    """Return *text* as it is said after *echo* others that read the same."""
    return text + staff.ECHO.format(n=echo + 1) if echo else text


async def told_apart(session: Session, letters: Sequence[Posted], now: datetime) -> list[Posted]:
    """Return *letters* about to leave, each knowing which of its messages another one said before."""
    sayings = [saying for letter in letters for saying in _sayings(letter)]
    placed = iter(await echoes.placed(session, sayings, now))
    return [
        replace(letter, echoes=tuple(next(placed) for _ in _sayings(letter))) for letter in letters
    ]


def _sayings(letter: Posted) -> list[Saying]:
    """Return what WeCom would check for duplicates; a broken letter says nothing."""
    to, checked = letter.payload.get("to"), _checked(letter)
    if not isinstance(to, list):
        return []
    return [
        Saying(letter=letter.key, piece=n, to=to, content=content)
        for n, content in enumerate(checked)
    ]


def _checked(letter: Posted) -> Sequence[Any]:
    if letter.kind == LetterKind.APP_TEXT and isinstance(letter.payload.get("text"), str):
        return messages(letter)
    if letter.kind == LetterKind.APP_CARD and "card" in letter.payload:
        return [letter.payload["card"]]
    return []
