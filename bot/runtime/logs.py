"""The logs: one event name plus fields, to stderr; JSON where nobody looks on.

Every record of the process, ours and other libraries', passes through one handler on the root
logger, and nothing leaves it that `bot/runtime/redact.py` masks: neither in a field nor in a traceback.
Citizens' words are never given to a logger in the first place; an exception may quote them all the
same (`invalid literal for int(): '我…'`), so its text is shown only where it cannot (`_SPEAKS`).
"""

import logging
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.runtime.redact import MASK, SECRET_NAME, hide, redacted

#: Libraries that say too much: what they write below this level holds bodies and bound values.
QUIET: dict[str, int] = {
    "aibot": logging.WARNING,
    "aiosqlite": logging.INFO,
    "apscheduler": logging.WARNING,
    "asyncio": logging.INFO,
    "jieba": logging.WARNING,
    "tortoise": logging.INFO,
    "websockets": logging.INFO,
}


def _clean(value: object) -> object:
    """Return *value* as it may be read; what has no plain form is shown by its repr."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {redacted(str(key)): _clean_field(str(key), item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(item) for item in value]
    if isinstance(value, (int, float)):
        return value if redacted(str(value)) == str(value) else MASK
    return redacted(value if isinstance(value, str) else repr(value))


def _clean_field(name: str, value: object) -> object:
    return MASK if value and SECRET_NAME.fullmatch(name) else _clean(value)


def clean(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mask every field of *event*; the last step before it is written."""
    return {name: _clean_field(name, value) for name, value in event.items()}


#: what these say comes from the operating system or from us, never from a message
_SPEAKS = (OSError,)
_OURS = ("bot.", "storage.", "dispatch.", "intake.")


def _traceback(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """Return the traceback of an exception and of what led to it, the first cause first."""
    return "".join(line for one in reversed(list(_causes(exc_info[1]))) for line in _shown(one))


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in seen:
        seen.append(following)
        yield following
        silent = following.__suppress_context__
        following = following.__cause__ or (None if silent else following.__context__)


def _shown(error: BaseException) -> list[str]:
    kind = type(error)
    may_speak = isinstance(error, _SPEAKS) or kind.__module__.startswith(_OURS)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    return [*traceback.format_tb(error.__traceback__), f"{name}: {error if may_speak else MASK}\n"]


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to what stderr is at that moment; a record that cannot be written says no more."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        if self.stream is not None and not self.stream.closed:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        # The standard library would print the arguments, unmasked.
        sys.stderr.write(f"log_failed logger={record.name} line={record.lineno}\n")


def _formatter(*, as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    after: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.ExceptionRenderer(_traceback),
        clean,
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=after)


def _on_a_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def set_up(
    level: int = logging.INFO, *, secrets: Iterable[str] = (), as_json: bool | None = None
) -> None:
    """Send every log record of this process to stderr, masked; may be called again.

    *secrets* are exact values to keep out as well (`config.secrets_of`); they stay hidden from
    then on. *as_json* None means: unless stderr is a terminal.
    """
    hide(secrets)
    handler = _Stderr(sys.stderr)
    handler.setFormatter(_formatter(as_json=not _on_a_terminal() if as_json is None else as_json))
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, _Stderr)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name, least in QUIET.items():
        logger = logging.getLogger(name)
        # jieba and the robot SDK bring handlers of their own that mask nothing.
        logger.handlers.clear()
        logger.setLevel(max(least, level))
