"""No test depends on how fast the machine is; what waits in vain says for what."""

import asyncio
from itertools import count

import pytest
from patience import until, within


async def test_what_is_waited_for_in_vain_is_named() -> None:
    with pytest.raises(TimeoutError, match=r"waited 0.01 s in vain for a bell"):
        await within("a bell", asyncio.Event().wait(), 0.01)


async def test_a_condition_is_asked_until_it_holds_plain_or_async() -> None:
    numbers = count()

    async def is_three() -> bool:
        return next(numbers) == 3

    await until(lambda: next(numbers) == 2)
    await until(is_three)
    assert next(numbers) == 4


async def test_a_condition_without_a_name_is_told_by_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(within, "__defaults__", (0.01,))
    with pytest.raises(TimeoutError, match=r"test_patience\.py:\d+ asks for"):
        await until(lambda: False)


async def test_how_long_a_step_of_the_loop_took_is_no_news(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """In development mode asyncio says so on stderr, where commands are asserted to say nothing."""
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    await asyncio.sleep(0)
    loop.set_debug(False)
    assert (caplog.text, capsys.readouterr().err) == ("", "")
