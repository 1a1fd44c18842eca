"""What a kf message may hold, and how it looks on a citizen's phone (94677)."""

from collections.abc import Callable
from typing import Any

from bot.simulator.errcodes import Refused
from bot.simulator.ground import Ground, Wire
from bot.simulator.shown import cut, media_shown

_MENU_TYPES = ("click", "view", "miniprogram", "text")


def read_message(ground: Ground, body: Wire, *, longest_id: int = 128) -> Wire:
    """Return how *body* is shown; raises Refused for what WeCom refuses."""
    kind = str(body.get("msgtype", ""))
    read = _READ.get(kind)
    if read is None:
        raise Refused(40008)
    if not isinstance(body.get(kind), dict):
        raise Refused(40063, kind)
    if kind == "msgmenu":
        return _menu(body[kind], longest_id)
    return read(ground, body[kind])


def _text(ground: Ground, text: Wire) -> Wire:
    if not text.get("content"):
        raise Refused(44004)
    return {"kind": "text", "text": cut(str(text["content"]), 2048)}


def _need(body: Wire, *names: str) -> None:
    for name in names:
        if body.get(name) in (None, ""):
            raise Refused(40063, name)


def _link(ground: Ground, link: Wire) -> Wire:
    _need(link, "title", "url", "thumb_media_id")
    ground.media.get(str(link["thumb_media_id"]), ground.clock())
    lines = (str(link["title"]), str(link.get("desc") or ""))
    return {"kind": "link", "text": "\n".join(filter(None, lines)), "url": str(link["url"])}


def _miniprogram(ground: Ground, body: Wire) -> Wire:
    _need(body, "appid", "thumb_media_id", "pagepath")
    ground.media.get(str(body["thumb_media_id"]), ground.clock())
    return {"kind": "link", "text": f"[小程序] {body.get('title', '')}"}


def _location(ground: Ground, body: Wire) -> Wire:
    _need(body, "latitude", "longitude")
    lines = (str(body.get("name") or ""), str(body.get("address") or ""))
    return {"kind": "location", "text": "\n".join(filter(None, lines))}


def _media(kind: str) -> Callable[[Ground, Wire], Wire]:
    return lambda ground, body: media_shown(ground, kind, body)


_READ: dict[str, Callable[[Ground, Wire], Wire]] = {
    "text": _text,
    "link": _link,
    "miniprogram": _miniprogram,
    "location": _location,
    "msgmenu": lambda ground, body: body,
    **{kind: _media(kind) for kind in ("image", "voice", "video", "file")},
}


def _menu(menu: Wire, longest_id: int) -> Wire:
    entries = menu.get("list") or []
    if len(entries) > 10:
        raise Refused(95008)
    if len(str(menu.get("head_content") or "").encode()) > 1024:
        raise Refused(45002, "head_content")
    shown = {
        "head": str(menu.get("head_content") or ""),
        "items": [_item(entry, longest_id) for entry in entries],
        "tail": str(menu.get("tail_content") or ""),
    }
    if not any(shown.values()):
        raise Refused(40063, "msgmenu")
    return {"kind": "menu", "menu": shown}


def _item(entry: Any, longest_id: int) -> Wire:
    kind = entry.get("type") if isinstance(entry, dict) else None
    if kind not in _MENU_TYPES:
        raise Refused(95009)
    body = entry.get(kind) or {}
    content = str(body.get("content") or "")
    if not content:
        raise Refused(40063, f"{kind}.content")
    if kind == "click" and len(content.encode()) > 128:
        raise Refused(40058, "click.content")
    if len(str(body.get("id") or "").encode()) > longest_id:
        raise Refused(40058, "click.id")
    # only click entries come back; the others are links or plain lines
    shown: Wire = {"id": str(body.get("id") or ""), "content": content, "type": kind}
    return shown | ({"url": body["url"]} if kind == "view" and body.get("url") else {})
