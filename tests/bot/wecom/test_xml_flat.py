"""The short way through a flat message reads exactly what expat reads, or leaves it to expat."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.wecom import xml
from bot.wecom.fields import Unreadable
from bot.wecom.xml import Node

pytestmark = pytest.mark.unit

_NAMES = st.sampled_from(["A", "MsgType", "_x1", "xml", "A-b", "a:b", "9", "名", "A" * 70])
_SPACE = st.sampled_from(["", "", "\n", " \t\n", "\r\n", "\u3000", "x"])
_ODD = ["", "]]>", "]]", "&amp;", "<b/>", "\r", "\0", "\x0b", "\x7f", "\ufffe", "\ufeff", "😀", ">"]
_TEXTS = st.one_of(st.text(max_size=8), st.sampled_from(_ODD), st.just("办不成事"))


@st.composite
def _leaves(draw: st.DrawFn) -> str:
    name, text = draw(_NAMES), draw(_TEXTS)
    form = draw(
        st.sampled_from(["<{n}>{t}</{n}>", "<{n}><![CDATA[{t}]]></{n}>", "<{n}/>", "<{n}>{t}</B>"])
    )
    return form.format(n=name, t=text) + draw(_SPACE)


_BODIES = st.builds(
    lambda opens, leaves, closes: (opens + "".join(leaves) + closes).encode("utf-8", "replace"),
    st.sampled_from(["<xml>", "<xml>\n", "<xml>\r\n", "<xml a='1'>", "<?xml version='1.0'?><xml>"]),
    st.lists(_leaves(), max_size=4),
    st.sampled_from(["</xml>", "</xml>\n", "</xml>x", "</xml><xml/>", "</x>", ""]),
)


def _by_expat(body: bytes) -> Node | None:
    try:
        return xml._parsed(body)
    except Unreadable:
        return None


@given(_BODIES)
@example(b"<xml>" + b"<a>1</a>" * 1_999 + b"</xml>")
@example(b"<xml>" + b"<a>1</a>" * 2_000 + b"</xml>")
@example(b"<xml><a>\xed\xa0\x80</a></xml>")
def test_the_short_way_reads_what_expat_reads(body: bytes) -> None:
    short = xml._flat(body)
    assert short is None or short == _by_expat(body)


def test_the_short_way_is_taken_for_what_wecom_sends_most(shared: Path) -> None:
    for name in ("text", "image", "voice", "video", "link", "location"):
        (sample,) = (shared / "vectors" / "wecom_callback").glob(f"*{name}.xml")
        body = sample.read_bytes()
        short = xml._flat(body)
        assert short is not None, name
        assert short == xml._parsed(body)
