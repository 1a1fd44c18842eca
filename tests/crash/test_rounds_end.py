"""A round has an end, whatever becomes of its service, and says what it waited for in vain."""

import asyncio
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import crash_round
import pytest
from crash_faults import said
from crash_round import InVain, Kill, Round, while_it_lives
from crash_victim import Order

SOON = 60.0


class Lives:
    """A fork server's side of a round: each life ends with the next of *codes*, or when it is killed."""

    def __init__(self, *codes: int) -> None:
        self.pid = 0
        self.born = 0
        self.sent: list[signal.Signals] = []
        self.may_be_born, self.is_being_born = asyncio.Event(), asyncio.Event()
        self._codes = list(codes)
        self._killed = asyncio.Event()

    async def bear(self, order: Order) -> int:
        if self.born:  # the first at once, the others when the test says so
            self.is_being_born.set()
            await self.may_be_born.wait()
        self.born += 1
        self.pid = self.born
        return self.pid

    async def death(self) -> int:
        if not self._codes:
            await self._killed.wait()
        self.pid = 0
        return self._codes.pop(0) if self._codes else -signal.SIGKILL

    def send(self, number: signal.Signals) -> None:
        if self.pid:
            self.sent.append(number)
            self._killed.set()


def a_round(lives: Any, folder: Path) -> Round:
    """Return a round on a database that nobody opens."""
    return Round(lives, f"sqlite://{folder}/none.db", folder, Kill(at=1), "")


async def test_who_waits_for_a_service_that_is_gone_waits_no_longer(tmp_path: Path) -> None:
    async with asyncio.timeout(SOON):
        outcome = await a_round(Lives(1), tmp_path).play()
    assert outcome.faults[0] == "the service ended with 1"
    assert "in vain for the service to listen" in outcome.faults[1]
    assert "the service has ended" in outcome.faults[1]


async def test_who_waits_for_a_second_life_that_is_gone_waits_no_longer(tmp_path: Path) -> None:
    lives = Lives(-signal.SIGKILL, 1)
    lives.may_be_born.set()
    async with asyncio.timeout(SOON):
        outcome = await a_round(lives, tmp_path).play()
    assert outcome.faults[0] == "the second life ended with 1"
    assert lives.born == 2


async def test_a_life_that_is_being_born_when_the_round_ends_is_ended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no pid yet, so that no signal reaches it: it was waited for without an end."""
    lives = Lives(-signal.SIGKILL)

    async def ends_at_once(self: Round, life: object) -> None:
        await lives.is_being_born.wait()
        asyncio.get_running_loop().call_later(0.01, lives.may_be_born.set)

    monkeypatch.setattr(Round, "_story", ends_at_once)
    async with asyncio.timeout(SOON):
        await a_round(lives, tmp_path).play()
    assert (lives.born, lives.sent) == (2, [signal.SIGKILL])


async def test_what_does_not_come_is_named_with_its_limit() -> None:
    life = asyncio.create_task(asyncio.Event().wait())
    with pytest.raises(InVain, match="waited in vain for a bell: not in 0 s"):
        await while_it_lives("a bell", never(), life, 0.01)  # type: ignore[arg-type] # any task
    life.cancel()


async def never() -> None:
    """Wait without an end."""
    await asyncio.Event().wait()


async def test_a_service_that_cannot_be_killed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash_round, "PATIENCE", 0.01)
    lives = Lives()
    monkeypatch.setattr(lives, "send", lambda number: None)
    with pytest.raises(TimeoutError, match="did not end"):
        await a_round(lives, tmp_path).play()


@pytest.mark.parametrize("text", ["待质检，这一步办不了。", "待质检，这一步办不了。\n（第2次）"])
def test_an_answer_to_who_typed_the_same_again_is_the_letter_that_it_was(text: str) -> None:
    """R9: on a busy machine people type once more, and the second refusal says that it is the second."""
    assert said(SimpleNamespace(text=text)) == "待质检，这一步办不了。"
