"""Starts a measured side for each tree as a process of its own, gives it work and ends it.

It is told a database's URL, then a word for each life that a ticket shall have there, then an empty
line; then the next URL. It answers each with a line of JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rig.trees import Tree

_BENCH = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """A side that waits to be told something."""

    tree: Tree
    process: "subprocess.Popen[str]"

    def tell(self, line: str) -> None:
        """Write *line*; it begins to work on it."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ask(self, line: str) -> Any:
        """Return what it answers to *line*, when it has done it.

        Raises:
            RuntimeError: it failed; why stands on standard error.
        """
        assert self.process.stdout is not None
        self.tell(line)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the side of {self.tree.name} failed")
        return json.loads(answer)

    @contextmanager
    def on(self, url: str) -> Iterator[None]:
        """Let it work on the empty database at *url*; it plays a first life, which nobody counts."""
        self.ask(url)
        yield
        self.tell("")

    def measure(self) -> list[Any]:
        """Let one ticket live; return of each step CPU milliseconds, statements, and writes of them."""
        found: list[Any] = self.ask("measure")
        return found

    def walk(self) -> list[Any]:
        """Let one ticket live; return the stays of each step."""
        found: list[Any] = self.ask("walk")
        return found


@contextmanager
def speaking(trees: Sequence[Tree], cache: Path) -> Iterator[list[Speaking]]:
    """Give the sides of *trees*; jieba's prepared dictionary lies in *cache*, for both."""
    with ExitStack() as stack:
        yield [stack.enter_context(_started(tree, cache)) for tree in trees]


@contextmanager
def _started(tree: Tree, cache: Path) -> Iterator[Speaking]:
    path = os.pathsep.join([str(tree.folder), str(_BENCH)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "rig.side", str(tree.folder), str(cache)],
        cwd=tree.folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Speaking(tree=tree, process=process)
        assert process.stdin is not None
        process.stdin.close()
