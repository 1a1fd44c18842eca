"""How long a test waits: long enough for a machine ten times too busy, never without an end, and it says for what."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

#: seconds for any one thing; what works takes a hundredth of it
PATIENCE = 120.0

Got = TypeVar("Got")


async def within(what: str, awaited: Awaitable[Got], seconds: float = PATIENCE) -> Got:
    """Return what *awaited* gives.

    Raises:
        TimeoutError: with *what* was waited for in vain.
    """
    try:
        return await asyncio.wait_for(awaited, seconds)
    except TimeoutError as error:
        raise TimeoutError(f"waited {seconds:g} s in vain for {what}") from error


async def until(holds: Callable[[], object], what: str = "", pause: float = 0.01) -> None:
    """Wait until *holds* (a plain or an async function) is true.

    Raises:
        TimeoutError: with *what* was waited for, or where that stands.
    """

    async def looking() -> None:
        while True:
            found = holds()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return
            await asyncio.sleep(pause)

    await within(what or _place(holds), looking())


def _place(holds: Callable[[], object]) -> str:
    code = getattr(holds, "__code__", None)
    return f"what {code.co_filename}:{code.co_firstlineno} asks for" if code else repr(holds)
