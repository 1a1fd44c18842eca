"""Passive replies (被动回复): the XML that may answer a callback, before it is sealed.

Source: developer.work.weixin.qq.com 90241. `update_button` changes the card for the clicker only.
"""

from datetime import datetime

from bot.wecom import xml
from bot.wecom.xml import Node


def text_reply(to_user: str, from_corp: str, content: str, now: datetime) -> bytes:
    """Return a text for *to_user*; WeCom cuts it at 2,048 bytes.

    Raises:
        ValueError: *content* holds a character that XML cannot carry.
    """
    return _reply(to_user, from_corp, "text", _cdata("Content", content), now)


def update_button(to_user: str, from_corp: str, replace_name: str, now: datetime) -> bytes:
    """Return the order to grey the pressed card's buttons and write *replace_name* on them."""
    button = Node("Button", children=(_cdata("ReplaceName", replace_name),))
    return _reply(to_user, from_corp, "update_button", button, now)


def _reply(to_user: str, from_corp: str, kind: str, what: Node, now: datetime) -> bytes:
    head = (
        _cdata("ToUserName", to_user),
        _cdata("FromUserName", from_corp),
        Node("CreateTime", str(int(now.timestamp()))),
        _cdata("MsgType", kind),
    )
    return xml.write(Node("xml", children=(*head, what)))


def _cdata(name: str, text: str) -> Node:
    return Node(name, text, cdata=True)
