"""Faults of the memory that tests plant."""

from typing import Any

import pytest

from storage.tickets import log


def failing_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every entry of the log fail, as on a full disk."""

    async def full(*facts: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(log, "append", full)
