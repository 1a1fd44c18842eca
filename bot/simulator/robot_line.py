"""The robot's long connection: JSON frames, acks, one subscriber at a time, media in chunks."""

import json
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import md5
from typing import Any

from aiohttp import WSMsgType, web

from bot.simulator.callbacks import Delivery
from bot.simulator.errcodes import Refused, granted, refusal
from bot.simulator.gate import Noted
from bot.simulator.ground import Ground, Wire
from bot.simulator.limits import Pace
from bot.simulator.robot import Robot
from bot.simulator.troubles import Trouble

UPLOAD_LASTS = timedelta(minutes=30)
MOST_CHUNKS = 100
MOST_CHUNK_BYTES = 512 << 10


@dataclass(slots=True, kw_only=True)
class Chunked:
    """A file that arrives in pieces; whether pieces count from 0 or 1 is UNVERIFIED: both do."""

    init: Wire
    until: Any
    pieces: dict[int, bytes] = field(default_factory=dict)


class RobotLine:
    """Serves ``/aibot``."""

    def __init__(self, ground: Ground, robot: Robot, note: Callable[[Noted], None]) -> None:
        self._ground = ground
        self._robot = robot
        self._note = note
        self._line: web.WebSocketResponse | None = None
        self._lines: set[web.WebSocketResponse] = set()
        self._uploads: dict[str, Chunked] = {}
        self._subscribes = Pace({timedelta(minutes=1): ground.settings.robot_subscribes_a_minute})
        self._media: dict[str, Callable[[Wire], Wire]] = {
            "aibot_upload_media_init": self._upload_init,
            "aibot_upload_media_chunk": self._upload_chunk,
            "aibot_upload_media_finish": self._upload_finish,
        }

    @property
    def is_connected(self) -> bool:
        """Whether a bot is subscribed now."""
        return self._line is not None and not self._line.closed

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Hold one connection until it ends."""
        line = web.WebSocketResponse(max_msg_size=4 << 20)
        await line.prepare(request)
        self._lines.add(line)
        try:
            async for message in line:
                if message.type is WSMsgType.TEXT:
                    await self._frame(line, message.data)
        finally:
            self._lines.discard(line)
            if self._line is line:
                self._line = None
                self._ground.chats.ring()
        return line

    async def close(self) -> None:
        """End every connection, as when WeCom restarts."""
        for line in list(self._lines):
            await line.close(code=1001)

    def unsubscribe(self) -> None:
        """Know nobody behind the open socket any more, as happens in the field (846609)."""
        self._line = None
        self._ground.chats.ring()

    async def tell_raw(self, data: str | bytes) -> None:
        """Send *data* as a text frame over every open socket, whatever it is."""
        for line in list(self._lines):
            await line.send_frame(data.encode() if isinstance(data, str) else data, WSMsgType.TEXT)

    # -- to the bot

    async def tell(self, listener: str, cmd: str, req_id: str, body: Wire) -> Delivery:
        """Send a callback once; it is lost when nobody is connected."""
        frame = {"cmd": cmd, "headers": {"req_id": req_id}, "body": body}
        delivery = self._ground.callbacks.record("robot", listener, frame)
        line = self._line
        trouble = self._ground.troubles.for_callback()
        times = {"lost": 0, "duplicate": 2}.get(trouble.callbacks if trouble else "", 1)
        delivery.delivered = line is not None and await _send(line, frame, times)
        delivery.tried.append("sent" if delivery.delivered else "lost")
        self._ground.chats.ring()
        return delivery

    # -- from the bot

    async def _frame(self, line: web.WebSocketResponse, text: str) -> None:
        try:
            frame = json.loads(text)
            cmd, req_id = str(frame["cmd"]), str(frame["headers"]["req_id"])
        except (ValueError, KeyError, TypeError):
            await line.send_json({"headers": {"req_id": ""}} | refusal(40058, "invalid frame"))
            return
        body = frame.get("body") or {}
        noted = Noted(
            path=f"aibot:{cmd}",
            method="WS",
            query={},
            body={k: v for k, v in body.items() if k not in ("secret", "base64_data")},
            at=self._ground.clock(),
        )
        self._note(noted)
        trouble = self._ground.troubles.for_path(noted.path)
        if trouble and trouble.answers and not trouble.after:
            await self._misbehave(line, trouble, req_id, noted)
            return
        answer = await self._answer(line, cmd, req_id, body)
        if trouble and trouble.answers:
            await self._misbehave(line, trouble, req_id, noted)
            return
        noted.answer = answer
        await line.send_json({"headers": {"req_id": req_id}} | answer)

    async def _answer(self, line: web.WebSocketResponse, cmd: str, req_id: str, body: Wire) -> Wire:
        try:
            if cmd == "aibot_subscribe":
                await self._subscribe(line, body)
                return granted()
            if line is not self._line:
                raise Refused(self._ground.settings.robot_not_subscribed)
            if cmd == "ping":
                return granted()
            if cmd in self._media:
                return granted(body=self._media[cmd](body))
            if cmd not in self._robot.commands:
                raise Refused(40058, "unknown cmd")
            self._robot.commands[cmd](req_id, body)
        except Refused as refused:
            return refusal(refused.errcode, refused.why)
        return granted()

    async def _misbehave(
        self, line: web.WebSocketResponse, trouble: Trouble, req_id: str, noted: Noted
    ) -> None:
        """Break the line (reset), keep silent (body: ""), or answer with the errcode."""
        if trouble.reset:
            noted.answer = "reset"
            await line.close(code=1011)
        elif trouble.errcode is not None:
            noted.answer = refusal(trouble.errcode)
            await line.send_json({"headers": {"req_id": req_id}} | noted.answer)
        else:
            noted.answer = "silence"

    async def _subscribe(self, line: web.WebSocketResponse, body: Wire) -> None:
        robot = self._ground.directory.robot
        if not self._subscribes.take(str(body.get("bot_id")), self._ground.clock()):
            raise Refused(45009)
        if (body.get("bot_id"), body.get("secret")) != (robot.bot_id, robot.secret):
            raise Refused(self._ground.settings.robot_wrong_secret)
        old, self._line = self._line, line
        if old is not line:
            self._robot.forget()
        if old is not None and old is not line and not old.closed:
            await self._kick(old)
        self._ground.chats.ring()

    async def _kick(self, old: web.WebSocketResponse) -> None:
        """Say disconnected_event to the old subscriber, then close."""
        body = {
            "msgid": self._ground.chats.new_id("simulatedRobotMsg"),
            "create_time": int(self._ground.clock().timestamp()),
            "aibotid": self._ground.directory.robot.bot_id,
            "msgtype": "event",
            "event": {"eventtype": "disconnected_event"},
        }
        headers = {"req_id": self._ground.chats.new_id("simulatedReq")}
        await old.send_json({"cmd": "aibot_event_callback", "headers": headers, "body": body})
        await old.close()

    # -- media in chunks

    def _upload_init(self, body: Wire) -> Wire:
        if not 1 <= int(body.get("total_chunks") or 0) <= MOST_CHUNKS:
            raise Refused(40058, "total_chunks")
        upload_id = self._ground.chats.new_id("simulatedUpload")
        self._uploads[upload_id] = Chunked(init=body, until=self._ground.clock() + UPLOAD_LASTS)
        return {"upload_id": upload_id}

    def _upload(self, body: Wire) -> Chunked:
        upload = self._uploads.get(str(body.get("upload_id", "")))
        if upload is None or upload.until < self._ground.clock():
            raise Refused(40058, "upload_id")
        return upload

    def _upload_chunk(self, body: Wire) -> Wire:
        upload = self._upload(body)
        try:
            piece = b64decode(str(body.get("base64_data", "")), validate=True)
        except BadBase64:
            raise Refused(40058, "base64_data") from None
        if len(piece) > MOST_CHUNK_BYTES:
            raise Refused(45001)
        upload.pieces[int(body.get("chunk_index") or 0)] = piece
        return {}

    def _upload_finish(self, body: Wire) -> Wire:
        upload = self._upload(body)
        data = b"".join(upload.pieces[index] for index in sorted(upload.pieces))
        init = upload.init
        if len(data) != init.get("total_size") or len(upload.pieces) != init.get("total_chunks"):
            raise Refused(40006)
        if init.get("md5") and md5(data, usedforsecurity=False).hexdigest() != init["md5"]:
            raise Refused(301019)
        now = self._ground.clock()
        kind, name = str(init.get("type")), str(init.get("filename"))
        medium = self._ground.media.store(kind, name, "application/octet-stream", data, now)
        del self._uploads[str(body["upload_id"])]
        stamp = str(int(now.timestamp()))
        return {"type": kind, "media_id": medium.media_id, "created_at": stamp}


async def _send(line: web.WebSocketResponse, frame: Wire, times: int) -> bool:
    """Send *frame* so often; return whether it went out at least once."""
    if line.closed:
        return False
    try:
        for _ in range(times):
            await line.send_json(frame)
    except ConnectionError:  # the bot died without a word
        return False
    return times > 0
