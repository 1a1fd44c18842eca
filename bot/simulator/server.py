"""The simulated WeCom as a server: /cgi-bin, /aibot, /sms, /platforms, /sim and the page at /."""

from aiohttp import web

from bot.simulator.clock import Clock, real_time
from bot.simulator.control import Control
from bot.simulator.settings import Settings
from bot.simulator.sms import PATH as SMS_PATH
from bot.simulator.stage import Stage
from bot.simulator.world import World

#: The largest body taken: a file of 20 MB and its multipart wrapping.
_LARGEST = 24 << 20


class Simulator(Stage):
    """A WeCom of one's own. Use `async with`, or start and stop."""

    def __init__(
        self,
        world: World | None = None,
        *,
        clock: Clock = real_time,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(world, clock=clock, settings=settings)
        self._runner: web.AppRunner | None = None
        self._address = ("", 0)

    def app(self) -> web.Application:
        """Return the server: /cgi-bin, /aibot, /sim and the page at /."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_route("*", "/cgi-bin/{path:.*}", self.gate.handle)
        app.router.add_get("/aibot", self.line.handle)
        app.router.add_post(SMS_PATH, self.sms.handle)
        Control(self).add_to(app)
        self.platforms.add_to(app)
        app.on_startup.append(self._open)
        app.on_shutdown.append(self._shut)
        return app

    async def _open(self, app: web.Application) -> None:
        self.is_stopping = False
        await self.ground.callbacks.start()

    async def _shut(self, app: web.Application) -> None:
        self.is_stopping = True
        self.ground.chats.ring()
        await self.line.close()
        await self.ground.callbacks.stop()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen; return the port (0 asks for a free one). OSError when it is taken."""
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError:
            await self.stop()
            raise
        self._address = (host, int(self._runner.addresses[0][1]))
        return self._address[1]

    async def stop(self) -> None:
        """Stop listening and give up what is under way."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> "Simulator":
        await self.start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.stop()

    @property
    def base_url(self) -> str:
        """What a bot sets as api_base; also the address of the page."""
        return f"http://{self._address[0]}:{self._address[1]}"

    @property
    def sms_url(self) -> str:
        """What a bot sets as the SMS gateway's url."""
        return self.base_url + SMS_PATH

    @property
    def ws_url(self) -> str:
        """What a bot sets as the robot's ws_url."""
        return f"ws://{self._address[0]}:{self._address[1]}/aibot"
