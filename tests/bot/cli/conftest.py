"""`yousu` in this process: beside an office that is open, and by itself as a shell has it."""

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from configurations import Run, a_document, save

from bot.cli import main

Ended = subprocess.CompletedProcess[bytes]
Yousu = Callable[..., Ended]


@pytest.fixture
def yousu(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Yousu:
    """Run `yousu` with arguments and `given` on its standard input, as a process has them.

    To start one for each line costs two seconds; each command has one test that starts it.
    """
    # the logs of the other tests stay theirs
    monkeypatch.setattr(main.logs, "set_up", lambda *_: None)

    def ran(*arguments: str | bytes, given: bytes = b"") -> Ended:
        capfdbinary.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
        code = main.main([os.fsdecode(one) for one in arguments])
        out, err = capfdbinary.readouterr()
        return Ended(arguments, code, out, err)

    return ran


@pytest.fixture
def run(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `yousu` on the office's database, beside whoever has it open: code, output, errors."""
    config = save(a_document() | {"storage": {"url": database_url}}, tmp_path)

    async def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = await asyncio.to_thread(main.main, [*arguments, "-c", str(config)])
        out, err = capsys.readouterr()
        return code, out, err

    return ran
