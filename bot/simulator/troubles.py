"""Misbehaviour on demand: what the simulated WeCom shall do wrong, and how often."""

from collections import deque
from dataclasses import dataclass, fields
from typing import Any

#: What can go wrong on the way out, with callbacks.
CALLBACK_TROUBLES = ("duplicate", "late", "lost", "forged")


@dataclass(slots=True, kw_only=True)
class Trouble:
    """One thing to go wrong with the next *times* calls of *path* (or with the next callbacks).

    Attributes:
        errcode, http_status, body: answered instead of the real answer; body may be any text.
        hang_seconds: first wait so long.
        reset: cut the connection without an answer.
        after: do the work first, then answer wrongly (what the caller cannot tell from a failure).
        open_kfid: only of calls about this 客服 account.
        fail_type: kf only: accept the message, then report msg_send_fail of this type.
        callbacks: one of CALLBACK_TROUBLES, instead of *path*.
        seconds: how old a ``late`` callback is.
    """

    path: str = ""
    open_kfid: str = ""
    errcode: int | None = None
    http_status: int | None = None
    body: str | None = None
    hang_seconds: float = 0.0
    reset: bool = False
    after: bool = False
    fail_type: int | None = None
    callbacks: str = ""
    seconds: float = 600.0
    times: int = 1

    @property
    def answers(self) -> bool:
        """Whether the real answer is replaced."""
        return self.reset or any(
            wish is not None for wish in (self.errcode, self.http_status, self.body)
        )


_FIELDS = {field.name for field in fields(Trouble)}


def read_trouble(wish: dict[str, Any]) -> Trouble:
    """Return the trouble that *wish* describes; ValueError (Chinese) when it makes no sense."""
    unknown = set(wish) - _FIELDS
    if unknown:
        raise ValueError(f"不认识的字段：{'、'.join(sorted(unknown))}")
    trouble = Trouble(**wish)
    if bool(trouble.path) == bool(trouble.callbacks):
        raise ValueError("path 与 callbacks 必须且只能填一个")
    if trouble.callbacks and trouble.callbacks not in CALLBACK_TROUBLES:
        raise ValueError(f"callbacks 只能是：{'、'.join(CALLBACK_TROUBLES)}")
    return trouble


class Troubles:
    """The queue of troubles; the first that fits is taken, in the order they were ordered."""

    def __init__(self) -> None:
        self._waiting: deque[Trouble] = deque()

    def order(self, trouble: Trouble) -> None:
        """Let *trouble* happen."""
        self._waiting.append(trouble)

    def clear(self) -> None:
        """Behave again."""
        self._waiting.clear()

    def for_path(self, path: str, body: Any = None) -> Trouble | None:
        """Take the first trouble of *path*, and of the account in *body* where it is of one."""
        account = body.get("open_kfid", "") if isinstance(body, dict) else ""
        return self._take(
            lambda t: t.path == path and t.fail_type is None and t.open_kfid in ("", account)
        )

    def for_kf_delivery(self) -> int | None:
        """Take the fail_type that the next kf message shall meet."""
        trouble = self._take(lambda t: t.fail_type is not None)
        return trouble.fail_type if trouble else None

    def for_callback(self) -> Trouble | None:
        """Take the first trouble of callbacks."""
        return self._take(lambda t: bool(t.callbacks))

    def _take(self, fits: Any) -> Trouble | None:
        found = next((trouble for trouble in self._waiting if fits(trouble)), None)
        if found is not None:
            found.times -= 1
            if found.times <= 0:
                self._waiting.remove(found)
        return found
