"""Callbacks out: encrypted POSTs to the bot, each listener's in order, tried three times."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.simulator.chats import Chats
from bot.simulator.clock import Clock, iso
from bot.simulator.directory import Directory
from bot.simulator.envelope import Envelope, Sealed
from bot.simulator.pushes import xml_of
from bot.simulator.settings import Settings
from bot.simulator.troubles import Trouble, Troubles

#: What a bot answered to a callback: account, listener, plain XML of the passive reply.
ReplySink = Callable[[str, str, str], None]


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One callback and what became of it; *delivered* is None while it is under way.

    Attributes:
        account: ``app``, ``robot`` or an open_kfid.
        fields: the plain push (XML fields, or the JSON frame of the robot).
        tried: the outcome of each try: a status, or the name of the failure.
    """

    id: str
    account: str
    listener: str
    fields: dict[str, Any]
    at: datetime
    delivered: bool | None = None
    tried: list[str] = field(default_factory=list)
    answer: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the shape of ``GET /sim/deliveries``."""
        return {
            "id": self.id,
            "account": self.account,
            "listener": self.listener,
            "fields": self.fields,
            "at": iso(self.at),
            "delivered": self.delivered,
            "tries": len(self.tried),
            "tried": list(self.tried),
            "answer": self.answer,
        }


class Callbacks:
    """Sends what happened to the bot, in the background; the outcome is kept."""

    def __init__(
        self,
        directory: Directory,
        settings: Settings,
        clock: Clock,
        chats: Chats,
        troubles: Troubles,
    ) -> None:
        self._directory = directory
        self._settings = settings
        self._clock = clock
        self._chats = chats
        self._troubles = troubles
        self._numbers = count(1)
        self._lanes: dict[tuple[str, str], deque[Delivery]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self.deliveries: deque[Delivery] = deque(maxlen=10_000)
        self.on_reply: ReplySink = lambda account, listener, xml: None

    async def start(self) -> None:
        """Open the way out."""
        self._session = ClientSession(
            timeout=ClientTimeout(total=self._settings.callback_timeout.total_seconds())
        )

    async def stop(self) -> None:
        """Give up what is under way and close."""
        workers = list(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._workers:
            await asyncio.gather(*self._workers)

    def record(self, account: str, listener: str, fields: dict[str, Any]) -> Delivery:
        """Note a push that is about to happen (also for those of the robot)."""
        delivery = Delivery(
            id=f"d{next(self._numbers):06d}",
            account=account,
            listener=listener,
            fields=fields,
            at=self._clock(),
        )
        self.deliveries.append(delivery)
        return delivery

    def push(self, account: str, listener: str, fields: dict[str, Any]) -> Delivery:
        """Send *fields* to the callback URL of *account*, after what *listener* already caused."""
        trouble = self._troubles.for_callback()
        if trouble and trouble.callbacks == "late" and "CreateTime" in fields:
            fields = fields | {"CreateTime": fields["CreateTime"] - int(trouble.seconds)}
        delivery = self.record(account, listener, fields)
        if trouble and trouble.callbacks == "lost":
            self._finish(delivery, delivered=False, outcome="lost")
            return delivery
        self._enqueue(delivery, trouble)
        if trouble and trouble.callbacks == "duplicate":
            self._enqueue(self.record(account, listener, fields), None)
        return delivery

    def _enqueue(self, delivery: Delivery, trouble: Trouble | None) -> None:
        if not self._directory.account(delivery.account).callback_url:
            self._finish(delivery, delivered=False, outcome="no callback url")
            return
        if trouble and trouble.callbacks == "forged":
            delivery.answer = "forged"
        key = (delivery.account, delivery.listener)
        if key in self._lanes:
            self._lanes[key].append(delivery)
            return
        self._lanes[key] = deque([delivery])
        worker = asyncio.get_running_loop().create_task(self._work_off(key))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work_off(self, key: tuple[str, str]) -> None:
        lane = self._lanes[key]
        try:
            while lane:
                await self._deliver(lane.popleft())
        finally:
            del self._lanes[key]

    async def _deliver(self, delivery: Delivery) -> None:
        nonce = ""
        forged = delivery.answer == "forged"
        for attempt in range(self._settings.callback_tries):
            if attempt:
                await asyncio.sleep(self._settings.callback_pause.total_seconds())
            if not nonce or not self._settings.callback_keeps_nonce:
                nonce = f"{next(self._numbers):010d}"
            sealed = self._seal(delivery, nonce, forged=forged)
            if await self._try(delivery, sealed):
                return
        self._finish(delivery, delivered=False)

    def _envelope(self, account: str) -> Envelope:
        found = self._directory.account(account)
        return Envelope(found.token, found.aes_key, self._directory.corp_id)

    def _seal(self, delivery: Delivery, nonce: str, *, forged: bool) -> Sealed:
        timestamp = str(int(self._clock().timestamp()))
        sealed = self._envelope(delivery.account).seal(xml_of(delivery.fields), timestamp, nonce)
        return replace(sealed, signature="0" * 40) if forged else sealed

    async def _try(self, delivery: Delivery, sealed: Sealed) -> bool:
        """Post once; return true when there is no reason to try again."""
        account = self._directory.account(delivery.account)
        agent = str(self._directory.app.agent_id) if delivery.account == "app" else ""
        body = self._envelope(delivery.account).push(sealed, agent).encode()
        assert self._session is not None, "start() comes first"
        try:
            async with self._session.post(
                account.callback_url,
                params=sealed.query,
                data=body,
                headers={"Content-Type": "text/xml; charset=utf-8"},
            ) as response:
                answer = await response.text()
                status = response.status
        except (ClientError, TimeoutError, OSError) as failure:
            delivery.tried.append(type(failure).__name__)
            return False
        delivery.answer = answer
        good = status == 200
        if good or not self._settings.callback_repeats_bad_status:
            self._finish(delivery, delivered=good, outcome=str(status))
            self._take_reply(delivery)
            return True
        delivery.tried.append(str(status))
        return False

    def _finish(self, delivery: Delivery, *, delivered: bool, outcome: str = "") -> None:
        if outcome:
            delivery.tried.append(outcome)
        delivery.delivered = delivered
        self._chats.ring()

    def _take_reply(self, delivery: Delivery) -> None:
        if "<Encrypt>" not in delivery.answer or not delivery.delivered:
            return
        xml = self._envelope(delivery.account).open_reply(delivery.answer)
        self.on_reply(delivery.account, delivery.listener, xml)

    async def verify(
        self, account: str, echo: str, within: timedelta = timedelta(seconds=1)
    ) -> bool:
        """Ask the GET question of 90238; true when exactly the plaintext comes back."""
        timestamp = str(int(self._clock().timestamp()))
        sealed = self._envelope(account).seal(echo, timestamp, f"{next(self._numbers):010d}")
        url = self._directory.account(account).callback_url
        query = sealed.query | {"echostr": sealed.encrypt}
        assert self._session is not None, "start() comes first"
        limit = ClientTimeout(total=within.total_seconds())
        try:
            async with self._session.get(url, params=query, timeout=limit) as response:
                return response.status == 200 and await response.read() == echo.encode()
        except (ClientError, TimeoutError, OSError):
            return False
