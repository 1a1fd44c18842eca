"""Temporary media (临时素材): bytes under a media_id, for three days."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime

from bot.simulator.errcodes import Refused
from bot.simulator.settings import Settings

#: A 1×1 picture, the head of an AMR voice and of an MP4: what people send when they choose no file.
SAMPLES = {
    "image": (
        "照片.png",
        "image/png",
        b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
        ),
    ),
    "voice": ("语音.amr", "audio/amr", b"#!AMR\n" + bytes(64)),
    "video": (
        "视频.mp4",
        "video/mp4",
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64),
    ),
    "file": ("材料.txt", "text/plain", "办理材料".encode()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One stored file."""

    media_id: str
    kind: str
    filename: str
    content_type: str
    data: bytes
    stored_at: datetime


class Media:
    """The store; sizes and lifetime are WeCom's."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stored: dict[str, Medium] = {}
        self._most = {
            "image": settings.most_image_bytes,
            "voice": settings.most_voice_bytes,
            "video": settings.most_video_bytes,
            "file": settings.most_file_bytes,
        }

    def store(
        self, kind: str, filename: str, content_type: str, data: bytes, now: datetime
    ) -> Medium:
        """Keep *data*.

        Raises:
            Refused: 40004 unknown kind, 40006 five bytes or less, 45001 too large.
        """
        if kind not in self._most:
            raise Refused(40004)
        if len(data) <= 5:
            raise Refused(40006)
        if len(data) > self._most[kind]:
            raise Refused(45001)
        medium = Medium(
            media_id=f"simulatedMedia{len(self._stored) + 1:08d}",
            kind=kind,
            filename=filename,
            content_type=content_type,
            data=data,
            stored_at=now,
        )
        self._stored[medium.media_id] = medium
        return medium

    def sample(self, kind: str, now: datetime) -> Medium:
        """Store what a person sends who chose no file of their own."""
        return self.store(kind, *SAMPLES[kind], now)

    def shown(self, media_id: str) -> Medium | None:
        """Return what a phone goes on showing; only an application's access ends after three days."""
        return self._stored.get(media_id)

    def get(self, media_id: str, now: datetime) -> Medium:
        """Return the file; Refused 40007 when unknown or older than three days."""
        medium = self._stored.get(media_id)
        if medium is None or now - medium.stored_at > self._settings.media_lasts:
            raise Refused(40007)
        return medium
