"""A simulated WeCom with a frozen clock, a caller of its API and a bot that notes its callbacks."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, web
from patience import PATIENCE
from wechatpy.work.crypto import WeChatCrypto

from bot.simulator import App, KfAccount, Settings, Simulator, World

Wire = dict[str, Any]

#: Quick tries, so that tests of failure do not wait for real seconds.
QUICK = Settings(callback_pause=timedelta(0), callback_timeout=timedelta(seconds=0.5))


@dataclass
class Bot:
    """Another party's bot: it verifies, decrypts with wechatpy and notes what comes."""

    world: World
    url: str = ""
    pushes: list[str] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    #: What to do with the next requests instead of answering 200.
    plan: list[Callable[[web.Request], web.StreamResponse]] = field(default_factory=list)
    answer: str = ""

    def _crypto(self, account: App | KfAccount) -> Any:
        return WeChatCrypto(account.token, account.aes_key, self.world.corp_id)

    async def get(self, request: web.Request) -> web.Response:
        query = request.query
        plain = self._crypto(self.world.app).check_signature(
            query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"]
        )
        return web.Response(body=plain)

    async def post(self, request: web.Request) -> web.StreamResponse:
        account = self.world.app if request.path == "/app" else self.world.kf[0]
        query = request.query
        body = await request.text()
        self.queries.append(dict(query))
        if self.plan:
            return self.plan.pop(0)(request)
        plain = self._crypto(account).decrypt_message(
            body, query["msg_signature"], query["timestamp"], query["nonce"]
        )
        self.pushes.append(plain.decode() if isinstance(plain, bytes) else plain)
        return web.Response(text=self.answer)


@dataclass
class Caller:
    """Calls the simulated API like any HTTP client."""

    session: ClientSession
    wecom: Simulator
    tokens: dict[str, str] = field(default_factory=dict)

    async def token(self, secret: str) -> str:
        if secret not in self.tokens:
            query = {"corpid": self.wecom.ground.directory.corp_id, "corpsecret": secret}
            answer = await self.get("/cgi-bin/gettoken", **query)
            self.tokens[secret] = answer["access_token"]
        return self.tokens[secret]

    async def get(self, path: str, **query: str) -> Wire:
        async with self.session.get(self.wecom.base_url + path, params=query) as response:
            assert response.status == 200
            answer: Wire = await response.json()
            return answer

    async def post(self, path: str, body: Any, **query: str) -> Wire:
        """Post as the app, or as the kf account for a kf path."""
        directory = self.wecom.ground.directory
        kf = next(iter(directory.kf.values()))
        secret = kf.secret if "/kf/" in path else directory.app.secret
        token = {"access_token": await self.token(secret)} if "/webhook/" not in path else {}
        url = f"{self.wecom.base_url}{path}?{urlencode({**token, **query})}"
        async with self.session.post(url, json=body) as response:
            assert response.status == 200
            answer: Wire = await response.json()
            return answer

    async def sim(self, path: str, body: Any = None, status: int = 200) -> Wire:
        """Ask the control API: POST with a body, else GET."""
        method = "GET" if body is None else "POST"
        url = self.wecom.base_url + path
        async with self.session.request(method, url, json=body) as response:
            assert response.status == status, await response.text()
            answer: Wire = await response.json()
            return answer

    async def send(self, touser: str = "wangfang", **body: Any) -> Wire:
        """message/send with the app's own agentid."""
        agent = self.wecom.ground.directory.app.agent_id
        return await self.post(
            "/cgi-bin/message/send", {"touser": touser, "agentid": agent, **body}
        )

    async def send_text(self, text: str, touser: str = "wangfang", **more: Any) -> Wire:
        return await self.send(touser, msgtype="text", text={"content": text}, **more)

    async def send_card(self, card: Wire, touser: str = "wangfang", **more: Any) -> Wire:
        return await self.send(touser, msgtype="template_card", template_card=card, **more)


@pytest.fixture
def world() -> World:
    """The world the simulator of this test is built from; override for another."""
    return World()


@pytest.fixture
def settings() -> Settings:
    """The settings of this test's simulator."""
    return QUICK


@pytest.fixture
async def bot(world: World) -> AsyncIterator[Bot]:
    """A running bot."""
    bot = Bot(world)
    app = web.Application()
    for path in ("/app", "/kf"):
        app.router.add_get(path, bot.get)
        app.router.add_post(path, bot.post)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield bot
    await runner.cleanup()


@pytest.fixture
async def wecom(world: World, settings: Settings, clock: Any, bot: Bot) -> AsyncIterator[Simulator]:
    """A running simulated WeCom whose callbacks reach *bot*."""
    kf = tuple(replace(one, callback_url=f"{bot.url}/kf") for one in world.kf)
    app = replace(world.app, callback_url=f"{bot.url}/app")
    async with Simulator(replace(world, app=app, kf=kf), clock=clock, settings=settings) as wecom:
        yield wecom


@pytest.fixture
async def api(wecom: Simulator) -> AsyncIterator[Caller]:
    """A caller of the API."""
    async with ClientSession() as session:
        yield Caller(session, wecom)


def button_card(task_id: str = "T-1", **more: Any) -> Wire:
    """A small card with two buttons."""
    return {
        "card_type": "button_interaction",
        "main_title": {"title": "工单 2026年第0001号"},
        "task_id": task_id,
        "button_list": [
            {"text": "签收", "style": 1, "key": "accept"},
            {"text": "退单", "style": 2, "key": "return"},
        ],
        **more,
    }


@pytest.fixture
def card() -> Callable[..., Wire]:
    """Build a small card with two buttons."""
    return button_card


class Line:
    """A bare connection: send a frame, read frames."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.number = 0

    async def ask(self, cmd: str, body: Wire | None = None, req_id: str = "") -> Wire:
        """Send a command and return its ack."""
        self.number += 1
        req_id = req_id or f"mine{self.number}"
        frame = {"cmd": cmd, "headers": {"req_id": req_id}}
        await self.socket.send_json(frame | ({"body": body} if body is not None else {}))
        ack = await self.read()
        assert ack["headers"] == {"req_id": req_id}
        assert "cmd" not in ack
        return ack

    async def read(self) -> Wire:
        got: Wire = await self.socket.receive_json(timeout=PATIENCE)
        return got


@pytest.fixture
async def dial(wecom: Simulator) -> AsyncIterator[Callable[..., Any]]:
    """Open bare connections; *subscribe=False* leaves them mute."""
    async with ClientSession() as session:

        async def open_line(*, subscribe: bool = True) -> Line:
            line = Line(await session.ws_connect(wecom.ws_url))
            if subscribe:
                robot = wecom.ground.directory.robot
                secret = {"bot_id": robot.bot_id, "secret": robot.secret}
                assert (await line.ask("aibot_subscribe", secret))["errcode"] == 0
            return line

        yield open_line


@pytest.fixture
async def line(dial: Callable[..., Any]) -> Line:
    """A subscribed connection."""
    subscribed: Line = await dial()
    return subscribed
