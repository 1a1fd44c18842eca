"""WeCom's XML as one value that keeps every element, and the way back.

Rules: no DOCTYPE (so no entities), no attributes, no text beside elements, bounded in size, depth
and number. A repeated element stays a list, a single one is never turned into a bare string. A
character that XML does not carry, or that is no character, costs itself and not the message.
"""

import re
import sys
from collections.abc import Iterable
from typing import Any, NamedTuple
from xml.parsers import expat

from bot.wecom.fields import Unreadable

LONGEST = 64 * 1024
DEEPEST = 16
MOST_ELEMENTS = 2_000
#: references to characters that XML does not carry: so many are taken out, with more it is no message
MOST_REFERENCES = 1_000

#: The root and its leaves as WeCom writes nearly every message: flat, no entities, nothing to normalise.
_OPENED = re.compile(r"<xml>[ \t\n]*+")
_TEXT = "[^\0-\x08\x0b-\x1f\\]\ufffe\uffff%s]*+"
_LEAF = re.compile(
    r"<([A-Za-z_][A-Za-z0-9_]{0,63}+)>"
    rf"(?:<!\[CDATA\[({_TEXT % ''})\]\]>|({_TEXT % '<&'}))</\1>[ \t\n]*+"
)
_CLOSED = re.compile(r"</xml>[ \t\n]*+")

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(x[0-9A-Fa-f]{1,8}|[0-9]{1,8});")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class Node(NamedTuple):
    """One element: either text or children, never both.

    Attributes:
        cdata: the text stood wholly in CDATA; kept so that it is written back the same.
    """

    name: str
    text: str = ""
    children: "tuple[Node, ...]" = ()
    cdata: bool = False

    def every(self, name: str) -> "tuple[Node, ...]":
        return tuple(child for child in self.children if child.name == name)

    def only(self, name: str) -> "Node | None":
        """Return the child called *name*, or None.

        Raises:
            Unreadable: there are several.
        """
        found = None
        for child in self.children:
            if child.name == name:
                if found is not None:
                    raise Unreadable(f"{name} occurs twice")
                found = child
        return found

    def value(self, name: str, default: str | None = None) -> str:
        """Return the text of the child called *name*; without *default* it must be there.

        Raises:
            Unreadable: it is absent, occurs twice or holds elements.
        """
        node = self.only(name)
        if node is None:
            if default is None:
                raise Unreadable(f"{name} is missing")
            return default
        if node.children:
            raise Unreadable(f"{name} is not text")
        return node.text


def parse(data: bytes) -> Node:
    """Return the root element of *data* (UTF-8).

    Raises:
        Unreadable: not well-formed, or against one of the rules of this file.
    """
    if len(data) > LONGEST:
        raise Unreadable("XML is too long")
    flat = _flat(data)
    if flat is not None:
        return flat
    try:
        return _parsed(data)
    except Unreadable:
        carried = _carried(data)
        if carried == data:
            raise
        return _parsed(carried)


def _flat(data: bytes) -> Node | None:
    """Return the root of a flat message, a third of expat's time; None for whatever is not quite plain.

    What is read here, `_parsed` would read to the same value: a test compares them.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    opened = _OPENED.match(text)
    if opened is None:
        return None
    leaves: list[Node] = []
    at = opened.end()
    while found := _LEAF.match(text, at):
        name, cdata, plain = found.groups()
        leaves.append(Node(name, plain or "", ()) if cdata is None else Node(name, cdata, (), True))
        at = found.end()
    if not 1 <= len(leaves) < MOST_ELEMENTS or not _CLOSED.fullmatch(text, at):
        return None
    return Node("xml", "", tuple(leaves))


def _carried(data: bytes) -> bytes:
    """Return *data* without what XML cannot carry, written out or as a reference."""
    text = _NOT_XML.sub("", data.decode("utf-8", "replace"))
    return _REFERENCE.sub(_if_carried, text, count=MOST_REFERENCES).encode()


def _if_carried(reference: re.Match[str]) -> str:
    figures = reference[1]
    code = int(figures[1:], 16) if figures[0] in "xX" else int(figures)
    is_one = code <= sys.maxunicode and not _NOT_XML.match(chr(code))
    return reference[0] if is_one else ""


def _parsed(data: bytes) -> Node:
    """Return the root of any XML that our rules allow; errors as `parse`."""
    builder = _Builder()
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartCdataSectionHandler = builder.start_cdata
    parser.EndCdataSectionHandler = builder.end_cdata
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable(f"not well-formed XML: {expat.ErrorString(error.code)}") from None
    return builder.root


def write(node: Node) -> bytes:
    """Return *node* as XML in UTF-8, without white space between elements.

    Raises:
        ValueError: a text holds a character that XML cannot carry.
    """
    return "".join(_pieces(node)).encode()


def _pieces(node: Node) -> Iterable[str]:
    yield f"<{node.name}>"
    for child in node.children:
        yield from _pieces(child)
    if not node.children:
        yield _written(node)
    yield f"</{node.name}>"


def _written(node: Node) -> str:
    if _NOT_XML.search(node.text):
        raise ValueError(f"{node.name} holds a character that XML cannot carry")
    if node.cdata and "\r" not in node.text:  # a CR in CDATA would come back as LF
        return f"<![CDATA[{node.text.replace(']]>', ']]]]><![CDATA[>')}]]>"
    return node.text.translate(_ESCAPES)


class _Open:
    """An element that has begun."""

    __slots__ = ("cdata", "children", "name", "plain", "text")

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.children: list[Node] = []
        self.cdata = False  # a CDATA section was seen
        self.plain = False  # text was seen outside of one


class _Builder:
    """Expat's handlers; `root` is there when the parse has ended without an error."""

    root: Node

    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.elements = 0
        self.in_cdata = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if attributes:
            raise Unreadable(f"{name} has attributes")
        if self.elements > MOST_ELEMENTS or len(self.stack) >= DEEPEST:
            raise Unreadable("XML is too deep or has too many elements")
        self.stack.append(_Open(name))

    def end(self, name: str) -> None:
        done = self.stack.pop()
        if not done.children:
            node = Node(name, done.text, (), done.cdata and not done.plain)
        elif done.text.strip():
            raise Unreadable(f"{name} has text beside elements")
        else:
            node = Node(name, "", tuple(done.children))
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node

    def characters(self, text: str) -> None:
        top = self.stack[-1]
        top.text += text
        top.plain = top.plain or not self.in_cdata

    def start_cdata(self) -> None:
        self.in_cdata = self.stack[-1].cdata = True

    def end_cdata(self) -> None:
        self.in_cdata = False

    def doctype(self, *_: Any) -> None:
        raise Unreadable("XML has a DOCTYPE")
