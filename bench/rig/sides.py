"""Starts a measured side for each tree as a process of its own, gives it jobs and ends it."""

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
    """A side that waits for jobs."""

    tree: Tree
    process: "subprocess.Popen[str]"

    def do(self, **job: Any) -> Any:
        """Return what the side answers to *job*.

        Raises:
            RuntimeError: it failed; why stands on standard error.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the side of {self.tree.name} failed")
        return json.loads(answer)


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
