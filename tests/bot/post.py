"""Senders for tests over a WeCom, a gateway and a 服务号 that note what is asked of them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiohttp import ClientSession
from builders import NOW
from office import NotedClient, NotedRobot, Office, directory

from bot.config.sections import Kf
from bot.delivery import attachments
from bot.delivery.channels import Doors
from bot.delivery.sender import Sender
from bot.delivery.sms import SmsGateway
from bot.simulator.server import Simulator
from bot.texts import page
from bot.wecom import errors
from bot.wecom.client import App, WeComClient
from bot.wecom.official import OfficialClient
from bot.wecom.token import Secret
from storage.database.session import Session
from storage.queues import outbox
from storage.queues.outbox import Letter, Posted, Urgency


def a_posted(kind: str, payload: Mapping[str, Any], attempts: int = 1) -> Posted:
    """Return a letter as it comes out of the outbox for the *attempts*th time."""
    return Posted(
        id=1,
        key="k",
        lane="app:li",
        kind=kind,
        payload=dict(payload),
        urgency=Urgency.ORDINARY,
        ticket_no="",
        state="sending",
        attempts=attempts,
        put_at=NOW,
        next_try_at=NOW,
    )


class Post:
    """A sender over a WeCom that notes, and what it counted."""

    def __init__(self, office: Office, *, robot: NotedRobot | None = None) -> None:
        self.office = office
        self.client = NotedClient()
        self.robot = robot
        self.counted: list[tuple[str, str]] = []
        doors = Doors(
            client=self.client,  # type: ignore[arg-type]  # notes what letters ask of it
            app=App(1, Secret("s")),
            kf={},
            kf_secrets={"wk1": Secret("k")},
            directory=directory(),
            robot=robot,
            pieces=attachments.kept_in(office.context.store),
        )
        self.sender = Sender(context=office.context, doors=doors, count=self._count)

    def _count(self, kind: str, outcome: str) -> None:
        self.counted.append((kind, outcome))

    async def put(self, kind: str, payload: Mapping[str, Any], **more: Any) -> str:
        """Queue a letter; return its key."""
        key = more.pop("key", "") or f"k{len(await self.rows())}"
        letter = Letter(
            key=key, lane=more.pop("lane", "app:li"), kind=kind, payload=dict(payload), **more
        )
        now = self.office.clock()

        async def job(session: Session) -> None:
            await outbox.put(session, [letter], now)

        await self.office.write(job)
        return key

    async def rows(self) -> dict[str, str]:
        """Return the state of each letter by its key."""
        found = await self.office.store.reader.rows("SELECT key, state FROM outbox ORDER BY id")
        return {row["key"]: row["state"] for row in found}

    async def is_sent(self, key: str) -> bool:
        """Tell whether a letter has been sent."""
        return (await self.rows())[key] == "sent"

    async def next_try_at(self, key: str) -> datetime:
        """Return when a letter is due again."""
        row = await self.office.store.reader.row(
            "SELECT next_try_at FROM outbox WHERE key = ?", key
        )
        assert row is not None
        at: datetime = row["next_try_at"]
        return at

    async def round(self, trouble: Exception | None = None) -> int:
        """Send what is due, WeCom answering the first with *trouble*."""
        if trouble is not None:
            self.client.troubles.append(trouble)
        return await self.sender.send_due()


class WiredPost(Post):
    """A sender over the real client to the simulated WeCom, with its 客服 accounts."""

    def __init__(self, office: Office, wecom: Simulator, session: ClientSession) -> None:
        super().__init__(office)
        known = wecom.ground.directory
        self.sender.doors = replace(
            self.sender.doors,
            client=WeComClient(session, wecom.base_url, known.corp_id, office.clock),
            app=App(known.app.agent_id, Secret(known.app.secret)),
            kf={
                one.open_kfid: Kf.model_construct(servicers=one.servicers)
                for one in known.kf.values()
            },
            kf_secrets={
                one.open_kfid: Secret(one.secret, one.open_kfid) for one in known.kf.values()
            },
        )


CLOSED = errors.WindowClosed(95002)


class NotedGateway(SmsGateway):
    """A gateway that notes, and fails as it is told to; *late* are the late messages among the SMS.

    A notice in its own words meets the *trouble* only where *always* says so.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.trouble: errors.WeComError | None = None
        self.always = False

    @property
    def late(self) -> list[tuple[str, str, str]]:
        """Return those with the link to answer and survey."""
        return [one for one in self.sent if "/late/" in one[0]]

    async def send(self, id: str, to: str, text: str) -> None:
        """Note a message."""
        self.sent.append((id, to, text))
        is_notice = id.endswith("/sms") and "/late/" not in id
        if self.trouble is not None and (self.always or not is_notice):
            raise self.trouble


class NotedAccount(OfficialClient):
    """A 服务号 that notes; *late* are the late messages, and only they meet the *trouble*."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.trouble: errors.WeComError | None = None
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    @property
    def late(self) -> list[Any]:
        """Return those that bring answer and survey."""
        return [one for one in self.sent if one.data["keyword2"] == page.TEMPLATE_SAYS]

    async def template_send(self, template: Any) -> str:
        """Note a template message."""
        self.sent.append(template)
        if template not in self.late:
            return "76"
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.trouble is not None:
            raise self.trouble
        return "77"


class Mail(Post):
    """A sender with every door of the ladder; citizens' chats are closed."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.gateway, self.account = NotedGateway(), NotedAccount()
        self.sender.doors = type(self.sender.doors)(
            **{
                **{f: getattr(self.sender.doors, f) for f in self.sender.doors.__slots__},
                "kf_secrets": {"wkTest": self.sender.doors.kf_secrets["wk1"]},
                "sms": self.gateway,
                "official": self.account,
            }
        )
        self.client.always["kf"] = CLOSED

    async def goes(self) -> None:
        """Send until nothing is due."""
        while await self.round():
            pass

    async def calls(self) -> int:
        """Return how many call cards the desk got."""
        asked = [facts for what, facts in self.client.asked if what == "message"]
        return len([facts for facts in asked if "请回访" in str(facts[1])])
