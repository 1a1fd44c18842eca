"""Which of our modules execution goes through, in which order: a list of stays.

A *stay* begins whenever a function of another module is entered than of the one entered before. Only
entries count: coming back to a caller begins no stay, until that caller calls a function of its own.
*Returns* are the stays in modules that were left before: stays - modules.

Counted are functions that are written in `bot`, `storage`, `intake` and `dispatch`, without
`bot/simulator`. A coroutine or generator counts once, when its body begins: the interpreter also
reports each resumption as a call, but of the same frame, and of a frame only the first call counts.
Not counted: comprehensions and generator expressions (a way to write a loop), class bodies and modules
(they are loaded, not visited), and what `dataclass` generates (no file holds it). Work that other
threads do for the database is none of our modules'.
"""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

PACKAGES = ("bot", "storage", "intake", "dispatch")
_LEFT_OUT = ("bot/simulator/",)
_NO_FUNCTIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


@dataclass(slots=True)
class Stays:
    """What was entered of the tree at *root*: (module, function entered first, who called that)."""

    root: Path
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    _frames: set[FrameType] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what this thread enters in the block."""
        sys.setprofile(self._event)
        try:
            yield
        finally:
            sys.setprofile(None)
            self._frames.clear()

    def _event(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call" or frame in self._frames:
            return
        code = frame.f_code
        module = self._module(code.co_filename)
        if not module or code.co_name in _NO_FUNCTIONS or not code.co_flags & inspect.CO_OPTIMIZED:
            return
        self._frames.add(frame)  # held, so that no other frame can be taken for it
        if not self.seen or self.seen[-1][0] != module:
            self.seen.append((module, code.co_qualname, self._caller(frame.f_back)))

    def _caller(self, frame: FrameType | None) -> str:
        """Return the nearest function of ours in *frame* and its callers."""
        while frame is not None and not self._module(frame.f_code.co_filename):
            frame = frame.f_back
        if frame is None:
            return "-"
        return f"{self._module(frame.f_code.co_filename)} {frame.f_code.co_qualname}"

    def _module(self, file: str) -> str:
        """Return the path in the tree, empty for what is not counted."""
        if file not in self._known:
            path = Path(file)
            inside = path.relative_to(self.root) if path.is_relative_to(self.root) else Path()
            ours = inside.parts[:1] and inside.parts[0] in PACKAGES
            name = inside.as_posix() if ours else ""
            self._known[file] = "" if name.startswith(_LEFT_OUT) else name
        return self._known[file]
