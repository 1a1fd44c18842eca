"""What a person sends, and how it looks on the three wires: kf JSON, app XML, robot JSON."""

from base64 import b64decode
from binascii import Error as BadBase64
from dataclasses import dataclass, fields
from typing import Any

from bot.simulator.shown import LABELS

Wire = dict[str, Any]

KINDS = ("text", "image", "voice", "video", "file", "location", "link", "sticker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of a person.

    Attributes:
        menu_id: the id of the menu entry that was touched (kf).
        data: the bytes of a file; without it a small sample is sent.
    """

    kind: str = "text"
    text: str = ""
    menu_id: str = ""
    data: bytes | None = None
    filename: str = ""
    content_type: str = "application/octet-stream"
    latitude: float = 36.6512
    longitude: float = 117.1201
    address: str = ""
    url: str = "https://example.com/"


_FIELDS = {field.name for field in fields(Said)}


def read_said(wish: Wire) -> Said:
    """Return what *wish* (JSON) says; ValueError in Chinese when it cannot be said."""
    known = {key: value for key, value in wish.items() if key in _FIELDS and value is not None}
    if "data" in known:
        try:
            known["data"] = b64decode(str(known["data"]), validate=True)
        except BadBase64:
            raise ValueError("data 不是 base64") from None
    said = Said(**known)
    if said.kind not in KINDS:
        raise ValueError(f"kind 只能是：{'、'.join(KINDS)}")
    if said.kind == "text" and not (isinstance(said.text, str) and said.text.strip()):
        raise ValueError("请填写文字")
    return said


def shown_fields(said: Said, media_id: str | None) -> Wire:
    """Return how the message looks to the one who sent it."""
    if media_id:
        return {"kind": said.kind, "text": LABELS[said.kind], "url": f"/sim/media/{media_id}"}
    if said.kind == "location":
        return {"kind": "location", "text": said.address or said.text or "我的位置"}
    if said.kind == "link":
        return {"kind": "link", "text": said.text or said.url, "url": said.url}
    if said.kind == "sticker":
        return {"kind": "text", "text": said.text or "[表情]"}
    return {"kind": "text", "text": said.text}


def kf_fields(said: Said, media_id: str | None, sticker: str) -> Wire:
    """Return msgtype and body as sync_msg lists them."""
    if media_id:
        return {"msgtype": said.kind, said.kind: {"media_id": media_id}}
    if said.kind == "location":
        place = {"latitude": said.latitude, "longitude": said.longitude}
        named = {"name": said.text or "我的位置", "address": said.address}
        return {"msgtype": "location", "location": place | named}
    if said.kind == "link":
        link = {"title": said.text or said.url, "desc": "", "url": said.url, "pic_url": ""}
        return {"msgtype": "link", "link": link}
    content = sticker if said.kind == "sticker" else said.text
    menu = {"menu_id": said.menu_id} if said.menu_id else {}
    return {"msgtype": "text", "text": {"content": content, **menu}}


def app_fields(said: Said, media_id: str | None) -> Wire:
    """Return the fields of the app's callback message (90239): no file, no sticker."""
    kinds: dict[str, Wire] = {
        "text": {"Content": said.text},
        "image": {"PicUrl": f"https://example.com/{media_id}", "MediaId": media_id},
        "voice": {"MediaId": media_id, "Format": "amr"}
        | ({"Recognition": said.text} if said.text else {}),
        "video": {"MediaId": media_id, "ThumbMediaId": media_id},
        "location": {
            "Location_X": said.latitude,
            "Location_Y": said.longitude,
            "Scale": 20,
            "Label": said.address or said.text or "我的位置",
            "AppType": "wxwork",
        },
        "link": {
            "Title": said.text or said.url,
            "Description": "",
            "Url": said.url,
            "PicUrl": "",
        },
    }
    if said.kind not in kinds:
        raise ValueError("企业微信应用收不到这种消息")
    return {"MsgType": said.kind, **kinds[said.kind]}


def robot_fields(said: Said) -> Wire:
    """Return msgtype and body of a robot callback; in groups only text reaches it."""
    if said.kind == "voice":
        return {"msgtype": "voice", "voice": {"content": said.text}}
    if said.kind != "text":
        raise ValueError("模拟的智能机器人只收文字和语音")
    return {"msgtype": "text", "text": {"content": said.text}}
