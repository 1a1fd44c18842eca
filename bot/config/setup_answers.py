"""What an answer on the terminal may be; each check returns the value or says what to write."""

import base64
import re
import secrets
import string
from collections.abc import Callable, Sequence
from datetime import time

from bot.config import values
from bot.config.values import refused
from bot.texts import operator

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def _must(fits: bool, sentence: str) -> None:
    if not fits:
        raise refused(sentence)


def identifier(answer: str) -> str:
    """Return an identifier as `config.toml` takes it."""
    return values.identifier(values.plain(answer))


def whole_number(answer: str) -> int:
    """Return a whole number from 1."""
    _must(answer.isascii() and answer.isdecimal() and int(answer) >= 1, operator.INIT_NOT_WHOLE)
    return int(answer)


def yes(answer: str) -> bool:
    """Return whether the answer is yes; anything but yes and no is asked again."""
    _must(answer.lower() in {*operator.INIT_YES, *operator.INIT_NO}, operator.INIT_YES_OR_NO)
    return answer.lower() in operator.INIT_YES


def time_of_day(answer: str) -> time:
    """Return a time of day: `8:30`, `08:30`, also with a full-width colon."""
    found = _TIME.fullmatch(answer.replace("：", ":"))
    if found is None:
        raise refused(operator.INIT_NOT_TIME)
    return time(int(found[1]), int(found[2]))


def closes_after(opens: time) -> Callable[[str], time]:
    def check(answer: str) -> time:
        closes = time_of_day(answer)
        _must(closes > opens, operator.INIT_CLOSES_EARLY)
        return closes

    return check


def lunch_within(opens: time, closes: time) -> Callable[[str], list[time]]:
    """Return a check for a break within opening hours, `12:00-14:00` or 无."""

    def check(answer: str) -> list[time]:
        if answer in operator.INIT_NO:
            return []
        parts = re.split("[-–—]", answer)
        _must(len(parts) == 2, operator.INIT_NOT_LUNCH)
        begin, end = (time_of_day(part.strip()) for part in parts)
        _must(opens <= begin < end <= closes, operator.INIT_NOT_LUNCH)
        return [begin, end]

    return check


def one_of(known: Sequence[str]) -> Callable[[str], str]:
    def check(answer: str) -> str:
        _must(answer in known, operator.UNKNOWN_PROFILE.format(known="、".join(known)))
        return answer

    return check


def roles(answer: str) -> list[str]:
    """Return role names from Chinese or English ones, separated by commas."""
    by_name = {name: role for role, name in operator.ROLE_NAMES.items()}
    named = [part.strip() for part in re.split("[，、,]", answer)]
    found = [by_name.get(part, part) for part in named if part]
    is_known = bool(found) and set(found) <= set(values.ROLES)
    _must(is_known, operator.INIT_NOT_ROLES.format(known="、".join(by_name)))
    return list(dict.fromkeys(found))


def not_in(
    taken: Sequence[str], check: Callable[[str], str], sentence: str = operator.INIT_TAKEN
) -> Callable[[str], str]:
    """Return *check* for a value that must be new."""

    def check_new(answer: str) -> str:
        _must(check(answer) not in taken, sentence)
        return answer

    return check_new


def or_made(check: Callable[[str], str], made: Callable[[], str]) -> Callable[[str], str]:
    """Return *check* where something is typed; what *made* gives where nothing is."""
    return lambda answer: check(answer) if answer else made()


def new_aes_key() -> str:
    """Return an EncodingAESKey as WeCom makes them: 43 letters and digits."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(43))


def new_privacy_key() -> str:
    """Return 32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()
