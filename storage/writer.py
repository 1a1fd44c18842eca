"""The one writer of a process: it owns every transaction, and nobody can cancel it.

Rule 1: whoever waits may be cancelled; the transaction goes on and is committed or rolled back whole.
Rule 2: messages that wait together are committed together; if that fails, each is tried for itself and
what the database refuses is set aside.
Rule 3: jobs are committed one by one, in the order they came.
Rule 4: no network and no waiting inside a job.
Rule 5: nothing counts as stored whose file is no longer where it was opened.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from storage.database.connections import Connections
from storage.database.errors import WriterClosed
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.queues import inbox_writes
from storage.queues.arrival import Arrival

log = logging.getLogger(__name__)

T = TypeVar("T")
Job = Callable[[Session], Awaitable[T]]

#: Called as `("before", n)` and `("after", n)` around the nth COMMIT.
AroundCommit = Callable[[str, int], None]

#: Messages committed together; more gains little and delays the jobs (`reliability.md` §3 f).
_LARGEST_GROUP = 64

#: A job that holds the writer longer than this (seconds) is named in the log.
_SLOW = 2.0


@dataclass(slots=True)
class _Waiting:
    """Somebody who waits for a commit."""

    name: str
    answer: "asyncio.Future[Any]"
    job: Job[Any] | None = None
    rows: Sequence[inbox_writes.NewRow] = ()

    def tell(self, result: Any) -> None:
        if not self.answer.done():
            self.answer.set_result(result)

    def fail(self, error: BaseException) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)
        else:
            log.warning("job_failed_unheard name=%s error=%s", self.name, type(error).__name__)


class Writer:
    """Takes jobs and messages from all tasks and writes them one transaction after the other.

    Attributes:
        commits: how many transactions were committed.
        around_commit: called synchronously just before and after each COMMIT; crash tests kill here.
        assert_there: raises where the database file was deleted or replaced (`OpenedFile`).
    """

    def __init__(
        self,
        connections: Connections,
        keys: Keys,
        holder: str,
        around_commit: AroundCommit | None = None,
    ) -> None:
        self.commits = 0
        self.around_commit = around_commit
        self.assert_there: Callable[[], None] = lambda: None
        self._connections = connections
        self._keys = keys
        self._holder = holder
        self._messages: deque[_Waiting] = deque()
        self._jobs: deque[_Waiting] = deque()
        self._something = asyncio.Event()
        self._is_closing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many jobs and messages wait."""
        return len(self._jobs) + len(self._messages)

    @property
    def is_working(self) -> bool:
        """True from `start` until `close` (or until something tore the task down)."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        self._task = asyncio.create_task(self._work(), name="storage-writer")

    async def close(self) -> None:
        """Finish everything in hand, then end; later calls are refused."""
        self._is_closing = True
        self._something.set()
        if self._task is not None:
            await asyncio.shield(self._task)

    async def run(self, job: Job[T], name: str) -> T:
        """Run *job* in a transaction of its own and return its result after the COMMIT.

        Either all that it did is stored or none of it. If the caller is cancelled the job still runs.

        Raises:
            WriterClosed: nothing was done.
            Exception: whatever *job* or the COMMIT raised; everything was rolled back.
        """
        waiting = self._admit(name)
        waiting.job = job
        self._jobs.append(waiting)
        self._something.set()
        result: T = await waiting.answer
        return result

    async def keep(self, arrivals: Sequence[Arrival], now: datetime) -> list[bool]:
        """Store *arrivals* in the inbox; return after the COMMIT, True for each new one, False for a repeat.

        Raises:
            WriterClosed, Exception: nothing was stored; do not acknowledge.
        """
        rows = [inbox_writes.new_row(self._keys, arrival, now) for arrival in arrivals]
        waiting = self._admit("keep")
        waiting.rows = rows
        self._messages.append(waiting)
        self._something.set()
        news: list[bool] = await waiting.answer
        return news

    def _admit(self, name: str) -> _Waiting:
        if self._is_closing or not self.is_working:
            raise WriterClosed
        return _Waiting(name, asyncio.get_running_loop().create_future())

    async def _work(self) -> None:
        try:
            while not self._is_closing or self.waiting:
                await self._something.wait()
                self._something.clear()
                while self.waiting:
                    await self._turn()
                if self._is_closing:
                    self._something.set()
        finally:
            # Reached with somebody waiting only when the event loop itself is torn down.
            for waiting in (*self._messages, *self._jobs):
                waiting.answer.cancel()

    async def _turn(self) -> None:
        """Commit the messages that wait, then one job: neither can starve the other."""
        if self._messages:
            await self._keep_together(self._next_group())
        if self._jobs:
            await self._do(self._jobs.popleft())

    def _next_group(self) -> list[_Waiting]:
        group = [self._messages.popleft()]
        size = len(group[0].rows)
        while self._messages and size + len(self._messages[0].rows) <= _LARGEST_GROUP:
            group.append(self._messages.popleft())
            size += len(group[-1].rows)
        return group

    async def _keep_together(self, group: Sequence[_Waiting]) -> None:
        rows = [row for waiting in group for row in waiting.rows]
        try:
            news = await self._stored(rows)
            self.assert_there()  # after the COMMIT: what went into a deleted file is not acknowledged
        except Exception as error:
            for waiting in group:
                waiting.fail(error)
            return
        for waiting in group:
            size = len(waiting.rows)
            waiting.tell(news[:size])
            news = news[size:]

    async def _stored(self, rows: Sequence[inbox_writes.NewRow]) -> list[bool]:
        try:
            return await self._at_once(rows)
        except Exception as error:
            log.warning("group_failed size=%d error=%s", len(rows), type(error).__name__)
            return await self._transact(lambda session: inbox_writes.insert_each(session, rows))

    async def _at_once(self, rows: Sequence[inbox_writes.NewRow]) -> list[bool]:
        """Store *rows* in one statement, which commits itself: one trip instead of three."""
        if len(rows) > inbox_writes.LARGEST:
            return await self._transact(lambda session: inbox_writes.insert(session, rows))
        async with self._connections.autocommit() as db:
            number = self.commits + 1
            self._call("before", number)
            news = await inbox_writes.insert(Session(db, self._keys, self._holder), rows)
            self.commits = number
        self._call("after", number)
        return news

    async def _do(self, waiting: _Waiting) -> None:
        assert waiting.job is not None
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            self.assert_there()
            waiting.tell(await self._transact(waiting.job))
        except asyncio.CancelledError as error:
            if _is_being_cancelled():
                waiting.answer.cancel()
                raise
            waiting.fail(RuntimeError(f"the job {waiting.name} cancelled itself: {error}"))
        except Exception as error:
            waiting.fail(error)
        if loop.time() - begun > _SLOW:
            log.warning("slow_job name=%s seconds=%.1f", waiting.name, loop.time() - begun)

    async def _transact(self, job: Job[T]) -> T:
        async with self._connections.begin() as transaction:
            session = Session(transaction.db, self._keys, self._holder, changes=True)
            result = await job(session)
            number = self.commits + 1
            self._call("before", number)
            await transaction.commit()
            self.commits = number
        self._call("after", number)
        return result

    def _call(self, moment: str, number: int) -> None:
        if self.around_commit is not None:
            self.around_commit(moment, number)


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
