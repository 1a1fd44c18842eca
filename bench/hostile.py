"""How long a text keeps us that somebody made for it: each pattern over 64 KB, each step over the longest message.

Usage: `python bench/hostile.py [--tries 3]`. CPU time of one thread, the least of the tries, beside one plain
pass over the same text (`re.sub` of white space). Aims: a pattern 20 ms, signed XML of 64 KiB 5 ms (E8, S2).
"""

import argparse
import inspect
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import dispatch
import intake
from bot.wecom import xml
from bot.wecom.fields import Unreadable
from dispatch.words import emergencies
from intake.conversation import bounds, dialogue
from intake.extract import extract
from intake.particulars import declared
from intake.talk.message import Kind, Message
from intake.talk.state import Hints, Talk
from intake.talk.turn_context import Frame

SIZE = 64 * 1024
PIECES = (
    *(
        "小区",
        "路1",
        "1",
        "1 ",
        "12:",
        "3月1日",
        "三天内",
        "，",
        "-",
        "县",
        "停车局",
        "我叫张三，",
        "姓名：",
    ),
    *("1380013800 ", "0001 ", "A ", "@", "\n", "\x00", "e\u0301"),
)
BODIES = {
    "flat": b"<xml><A><![CDATA[%s]]></A></xml>" % (b"a" * 60_000),
    "elements": b"<xml>" + b"<a/>" * 16_000 + b"</xml>",
    "references": b"<xml><A>" + b"&#1;" * 15_000 + b"</A></xml>",
    "control characters": b"<xml><A>" + b"\x01" * 60_000 + b"</A></xml>",
    "sections": b"<xml><A>" + b"<![CDATA[]]>" * 5_000 + b"</A></xml>",
}
Work = Callable[[str], object]
#: tried around a sign only, never over a whole text (`intake/extract/stretches.py`); part of “particulars”
AROUND = frozenset({"intake.extract.extract._UNIT", "intake.extract.places._PLAIN"})


def longest(work: Work, size: int, tries: int) -> tuple[float, str]:
    """Return the CPU seconds for the piece that costs most, and the piece."""
    return max(
        (least(work, piece * (size // len(piece.encode())), tries), piece) for piece in PIECES
    )


def least(work: Callable[[Any], object], given: Any, tries: int) -> float:
    """Return the CPU seconds of *work*, the least of *tries*."""
    found = []
    for _ in range(tries):
        begun = time.thread_time()
        work(given)
        found.append(time.thread_time() - begun)
    return min(found)


def patterns() -> Iterator[tuple[str, Work]]:
    """Yield the patterns of intake and dispatch that stand by themselves in a module, as they are used."""
    modules = [
        import_module(found.name)
        for package in (intake, dispatch)
        for found in walk_packages(package.__path__, package.__name__ + ".")
    ]
    sources = {module.__name__: inspect.getsource(module) for module in modules}
    everything = "\n".join(sources.values())
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                where = sources[module.__name__] if name.startswith("_") else everything
                yield f"{module.__name__}.{name}", used(name, value, where)


def used(name: str, pattern: re.Pattern[str], source: str) -> Work:
    """Return *pattern* tried as *source* does: at one place, if it is asked by `match` alone, else everywhere."""
    uses = set(re.findall(rf"\b{name}\b(?:\.(\w+)\()?(?!\s*(?::.*)?=)", source))
    if uses and uses <= {"match", "fullmatch"}:
        return lambda text: (pattern.match(text), pattern.fullmatch(text))
    return lambda text: sum(1 for _ in pattern.finditer(text))


def readers() -> Iterator[tuple[str, Work]]:
    """Yield what reads any text, whole: the patterns that are tried around their signs only stand here too."""
    yield "particulars", extract.find
    yield "a first message", lambda text: declared.read(text, asked=False)
    yield "an answer", lambda text: declared.read(text, asked=True)
    yield "masking", extract.mask
    yield "danger", emergencies.heard


def parsed(body: bytes) -> None:
    """Read *body* as a callback's would be."""
    with suppress(Unreadable):
        xml.parse(body)


def step(text: str) -> None:
    """Take one step of a fresh conversation with the most of *text* that is read at all."""
    now = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
    frame = Frame(
        lane="kf:wk:wm", channel="微信客服", suggest=lambda words: Hints(), levels=("满意",)
    )
    said = Message(kind=Kind.TEXT, text=text[: bounds.LONGEST_MESSAGE], at=now)
    dialogue.step(Talk(), said, frame, now)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=3)
    tries = parser.parse_args().tries
    plain, _ = longest(lambda text: re.sub(r"\s+", " ", text), SIZE, tries)
    rows = [(*longest(work, SIZE, tries), name) for name, work in patterns() if name not in AROUND]
    rows.sort(reverse=True)
    print(f"one plain pass over 64 KB: {plain * 1e3:.2f} ms")
    print(f"{len(rows)} patterns over 64 KB, the dearest:")
    for seconds, piece, name in rows[:8]:
        print(f"  {seconds * 1e3:7.2f} ms  {seconds / plain:6.1f} ×  {name}  {piece!r}")
    for name, work in readers():
        seconds, piece = longest(work, SIZE, tries)
        print(f"{name} of 64 KB: {seconds * 1e3:.2f} ms  {seconds / plain:.1f} ×  {piece!r}")
    seconds, piece = longest(step, SIZE, tries)
    print(f"a step over {bounds.LONGEST_MESSAGE} characters: {seconds * 1e3:.2f} ms  {piece!r}")
    for name, body in BODIES.items():
        print(f"XML of {len(body)} bytes, {name}: {least(parsed, body, tries) * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
