"""The shell beside an office that is open."""

import asyncio
from pathlib import Path

import pytest
from configurations import Run, a_document, save

from bot.cli import main


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
