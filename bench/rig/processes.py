"""Starts a measured server as a process of its own on its core, and ends it."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BENCH = Path(__file__).parents[1]


def cores() -> tuple[int, int]:
    """Return the core of the servers and that of the load; -1 where they cannot be told apart."""
    mine = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return (mine[0], mine[1]) if len(mine) > 1 else (-1, -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One running server; what it writes as its log goes to *folder*, as it would to a file."""

    process: Process
    folder: Path
    port: int

    async def end(self) -> dict[str, Any]:
        """Let it finish; return `lag_ms` (longest stall of its loop), `stalls` (when, and ms) and `cpu_s`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        told = await self.process.stdout.readline()
        if await self.process.wait():
            raise RuntimeError(f"the server failed, see {self.folder / 'log'}")
        said: dict[str, Any] = json.loads(told)
        return said


async def start(
    name: str, core: int, folder: Path, settings: str, *, environment: Mapping[str, str]
) -> Server:
    """Start `rig.<name>` in *folder* and wait until it listens; *folder* must be there."""
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"rig.{name}", str(core), str(folder), settings),
            stdin=PIPE,
            stdout=PIPE,
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(_BENCH), **environment},
        )
    assert process.stdout is not None
    said = await process.stdout.readline()
    if not said:
        await process.wait()
        raise RuntimeError((folder / "log").read_text("utf-8"))
    return Server(process=process, folder=folder, port=json.loads(said)["port"])
