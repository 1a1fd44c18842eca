"""The control API under /sim for the page, tests and demos; it is no part of WeCom."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.simulator.clock import SHANGHAI, iso
from bot.simulator.said import read_said
from bot.simulator.stage import Stage
from bot.simulator.troubles import read_trouble

Wire = dict[str, Any]
Act = Callable[[web.Request, Wire], Awaitable[Wire | None]]

PAGE = Path(__file__).parent / "page"
_FAR = timedelta(days=3660)


class Control:
    """Routes of /sim and the page at /."""

    def __init__(self, stage: Stage) -> None:
        self._sim = stage

    def add_to(self, app: web.Application) -> None:
        """Add all routes to *app*."""
        app.router.add_get("/", self._page)
        app.router.add_get(r"/{name:[a-z_-]+\.(?:js|css|svg|html)}", self._page)
        app.router.add_get("/sim/state", self._get(lambda: self._sim.state()))
        app.router.add_get("/sim/clock", self._get(self._clock))
        app.router.add_get(
            "/sim/calls", self._get(lambda: {"calls": [c.as_json() for c in self._sim.calls]})
        )
        app.router.add_get("/sim/deliveries", self._get(self._deliveries))
        app.router.add_get("/sim/events", self._events)
        app.router.add_get("/sim/media/{media_id}", self._medium)
        acts: dict[str, Act] = {
            "/sim/citizens": self._new_citizen,
            "/sim/citizens/{id}/say": self._citizen_says,
            "/sim/citizens/{id}/enter": self._citizen_enters,
            "/sim/citizens/{id}/servicer": self._servicer,
            "/sim/staff/{id}/say": self._staff_says,
            "/sim/staff/{id}/press": self._staff_presses,
            "/sim/staff/{id}/event": self._staff_event,
            "/sim/groups/{id}/say": self._group_says,
            "/sim/groups/{id}/press": self._group_presses,
            "/sim/clock": self._move_clock,
            "/sim/trouble": self._trouble,
            "/sim/robot/unsubscribe": self._robot_unsubscribe,
            "/sim/robot/frame": self._robot_frame,
            "/sim/tokens/revoke": self._revoke,
            "/sim/callback": self._call_back_at,
        }
        for path, act in acts.items():
            app.router.add_post(path, self._post(act))

    # -- wrappers

    def _get(self, read: Callable[[], Wire]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            return _json(read())

        return answer

    def _post(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            try:
                wish = await request.json() if request.can_read_body else {}
                if not isinstance(wish, dict):
                    raise ValueError("请求体应当是一个 JSON 对象")
                return _json(await act(request, wish) or {"ok": True})
            except json.JSONDecodeError:
                return _json({"error": "请求体不是合法的 JSON"}, status=400)
            except KeyError as missing:
                return _json({"error": f"缺少或不认识：{missing.args[0]}"}, status=400)
            except (ValueError, TypeError, OverflowError) as refused:
                return _json({"error": _sentence(refused)}, status=400)

        return answer

    # -- reading

    async def _page(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info.get("name", "index.html")
        if not (PAGE / name).is_file():
            return web.Response(status=404, text="页面文件不存在")
        response = web.FileResponse(PAGE / name)
        response.headers["Cache-Control"] = "no-cache"
        return response

    def _clock(self) -> Wire:
        return {"now": iso(self._sim.clock())}

    def _deliveries(self) -> Wire:
        return {"deliveries": [d.as_json() for d in self._sim.deliveries]}

    async def _medium(self, request: web.Request) -> web.Response:
        medium = self._sim.ground.media.shown(request.match_info["media_id"])
        if medium is None:
            return web.Response(status=404, text="素材不存在")
        return web.Response(body=medium.data, headers={"Content-Type": medium.content_type})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events: one line for every change, the present one at once."""
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        await stream.prepare(request)
        chats = self._sim.ground.chats
        revision = chats.revision
        try:
            while not self._sim.is_stopping:
                await stream.write(f'data: {{"revision": {revision}}}\n\n'.encode())
                revision = await chats.changed_since(revision)
        except ConnectionError:
            pass  # the page was closed
        return stream

    # -- acting

    async def _new_citizen(self, request: web.Request, wish: Wire) -> Wire:
        name = str(wish.get("name") or "").strip()
        if not name:
            raise ValueError("请填写姓名")
        citizen = self._sim.new_citizen(name, wish.get("open_kfid"))
        return {"id": citizen.external_userid, "name": citizen.name}

    async def _citizen_says(self, request: web.Request, wish: Wire) -> Wire:
        said = read_said(wish)
        return self._sim.people.citizen_says(request.match_info["id"], said).as_json()

    async def _citizen_enters(self, request: web.Request, wish: Wire) -> None:
        scene, param = str(wish.get("scene") or ""), str(wish.get("scene_param") or "")
        self._sim.people.citizen_enters(request.match_info["id"], scene, param)

    async def _servicer(self, request: web.Request, wish: Wire) -> None:
        who, userid = request.match_info["id"], _text(wish, "userid")
        servicers = self._sim.servicers
        match wish.get("act"):
            case "take":
                servicers.take(who, userid)
            case "say":
                servicers.say(who, userid, _text(wish, "text"))
            case "end":
                servicers.end(who, userid)
            case _:
                raise ValueError("act 只能是 take、say、end")

    async def _staff_says(self, request: web.Request, wish: Wire) -> Wire:
        said = read_said(wish)
        userid = request.match_info["id"]
        if wish.get("to") == "robot":
            return (await self._sim.people.staff_tells_robot(userid, said)).as_json()
        return self._sim.people.staff_says(userid, said).as_json()

    async def _staff_presses(self, request: web.Request, wish: Wire) -> None:
        await self._sim.people.staff_presses(
            request.match_info["id"],
            _text(wish, "message"),
            _text(wish, "key"),
            _selected(wish),
        )

    async def _staff_event(self, request: web.Request, wish: Wire) -> None:
        userid, event = request.match_info["id"], _text(wish, "event")
        if event == "enter_chat":
            await self._sim.people.staff_opens_robot(userid)
            return
        fields = {"EventKey": str(wish["key"])} if "key" in wish else {}
        self._sim.people.staff_event(userid, event, **fields)

    async def _group_says(self, request: web.Request, wish: Wire) -> Wire:
        chatid, userid = request.match_info["id"], _text(wish, "userid")
        return (await self._sim.people.group_says(chatid, userid, read_said(wish))).as_json()

    async def _group_presses(self, request: web.Request, wish: Wire) -> None:
        await self._sim.people.group_presses(
            request.match_info["id"],
            _text(wish, "userid"),
            _text(wish, "message"),
            _text(wish, "key"),
            _selected(wish),
        )

    async def _move_clock(self, request: web.Request, wish: Wire) -> Wire:
        if "advance_seconds" in wish:
            by = timedelta(seconds=float(wish["advance_seconds"]))
        else:
            at = _moment(_text(wish, "to"))
            by = at - self._sim.clock()
        if abs(by) > _FAR:
            raise ValueError("一次最多拨十年")
        self._sim.advance(by)
        return self._clock()

    async def _robot_unsubscribe(self, request: web.Request, wish: Wire) -> None:
        self._sim.line.unsubscribe()

    async def _robot_frame(self, request: web.Request, wish: Wire) -> None:
        """Send what is no frame: `text`, or `hex` for bytes that are no text."""
        raw = bytes.fromhex(_text(wish, "hex")) if "hex" in wish else _text(wish, "text")
        await self._sim.line.tell_raw(raw)

    async def _trouble(self, request: web.Request, wish: Wire) -> None:
        self._sim.ground.troubles.order(read_trouble(wish))

    async def _revoke(self, request: web.Request, wish: Wire) -> None:
        self._sim.ground.tokens.revoke_all()

    async def _call_back_at(self, request: web.Request, wish: Wire) -> Wire:
        account, url = _text(wish, "account"), _text(wish, "url")
        return {"verified": await self._sim.call_back_at(account, url)}


def _sentence(refused: Exception) -> str:
    """Return the Chinese sentence of *refused*; a general one for Python's own errors."""
    text = str(refused)
    return text if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "填写的内容不对"


def _json(answer: Wire, *, status: int = 200) -> web.Response:
    def dumps(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    return web.json_response(answer, status=status, dumps=dumps)


def _text(wish: Wire, name: str) -> str:
    value = wish.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"请填写 {name}")
    return value


def _selected(wish: Wire) -> dict[str, list[str]] | None:
    selected = wish.get("selected")
    if selected is None:
        return None
    if not isinstance(selected, dict) or not all(isinstance(v, list) for v in selected.values()):
        raise ValueError("selected 的格式是 {题目: [选项…]}")
    return {str(key): [str(one) for one in value] for key, value in selected.items()}


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"看不懂的时间：{text}") from None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
