"""How a sent body looks on a screen: text cut to its bytes, news, media with a link."""

import re
from typing import Any

from bot.simulator.errcodes import Refused
from bot.simulator.ground import Ground

Wire = dict[str, Any]

#: Kind of message, what a list of chats says for it.
LABELS = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "file": "[文件]"}


def cut(text: str, most: int) -> str:
    """Return *text* cut to *most* bytes of UTF-8, on a character boundary."""
    return text.encode()[:most].decode("utf-8", "ignore")


def textcard_shown(body: Wire) -> Wire:
    """Return a text card as markdown; longer fields are cut (128/512 bytes, 2048 for the URL)."""
    for name, errcode in (("title", 41016), ("description", 41033), ("url", 41010)):
        if not body.get(name):
            raise Refused(errcode)
    description = re.sub(r"<div[^>]*>(.*?)</div>\s*", r"\1\n", str(body["description"]), flags=re.S)
    link = f"[{body.get('btntxt') or '详情'}]({cut(str(body['url']), 2048)})"
    text = f"**{cut(str(body['title']), 128)}**\n{cut(description, 512).strip()}\n{link}"
    return {"kind": "markdown", "text": text}


def news_shown(body: Wire) -> Wire:
    """Return news as markdown; one to eight articles."""
    articles = body.get("articles") or []
    if not 1 <= len(articles) <= 8:
        raise Refused(45008)
    lines = [f"**{a.get('title', '')}**\n{a.get('description', '')}" for a in articles]
    return {"kind": "markdown", "text": "\n".join(lines)}


def media_shown(ground: Ground, kind: str, body: Wire) -> Wire:
    """Return a medium with the link under which the page can show it."""
    medium = ground.media.get(str(body.get("media_id", "")), ground.clock())
    return {"kind": kind, "text": LABELS[kind], "url": f"/sim/media/{medium.media_id}"}
