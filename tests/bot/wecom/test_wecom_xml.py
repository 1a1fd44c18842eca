"""WeCom's XML: every official sample in and out again, bombs refused."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom import xml
from bot.wecom.fields import Unreadable
from bot.wecom.xml import Node

pytestmark = pytest.mark.unit


def test_every_official_sample_is_parsed_and_written_back_equal(shared: Path) -> None:
    folders = ("wecom_callback", "wecom_passive", "mp", "kf")
    samples = [each for folder in folders for each in (shared / "vectors" / folder).glob("*.xml")]
    assert len(samples) >= 40
    for sample in samples:
        text = sample.read_text("utf-8")
        node = xml.parse(text.encode())
        assert xml.write(node).decode() == re.sub(r">\s+<", "><", text.strip()), sample.name
        assert xml.parse(xml.write(node)) == node


def test_unknown_elements_and_lists_are_kept() -> None:
    body = b"<xml><New><A>1</A><A>2</A><B><C/></B></New><Last>x</Last></xml>"
    root = xml.parse(body)
    assert [child.name for child in root.children] == ["New", "Last"]
    assert [each.text for each in root.children[0].every("A")] == ["1", "2"]
    assert xml.write(root) == body.replace(b"<C/>", b"<C></C>")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"hello", id="no XML"),
        pytest.param(b"<xml>", id="not closed"),
        pytest.param(b"<xml></xml><xml></xml>", id="two roots"),
        pytest.param(b"<!DOCTYPE xml><xml/>", id="DOCTYPE"),
        pytest.param(b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', id="external DTD"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>', id="entity"),
        pytest.param(b"<xml>&unknown;</xml>", id="unknown entity"),
        pytest.param(b'<xml a="1"/>', id="attribute"),
        pytest.param(b"<xml>text<A/></xml>", id="text beside elements"),
        pytest.param(b"<xml>\xff\xfe</xml>", id="not UTF-8"),
        pytest.param(b"<xml>\xed\xa0\x80</xml>", id="lone surrogate"),
        pytest.param(b"<xml>a\0b</xml>", id="NUL"),
        pytest.param(b"<xml>&#0;</xml>", id="NUL by number"),
        pytest.param(b"<xml>" + b"<a>" * 16 + b"</a>" * 16 + b"</xml>", id="too deep"),
        pytest.param(b"<xml>" + b"<a/>" * 2_000 + b"</xml>", id="too many"),
        pytest.param(b"<xml>" + b" " * 65_536 + b"</xml>", id="too long"),
    ],
)
def test_what_is_not_plain_xml_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        xml.parse(body)


def test_an_encoding_declared_in_the_body_changes_nothing() -> None:
    body = '<?xml version="1.0" encoding="GBK"?><xml>诉求</xml>'
    assert xml.parse(body.encode()).text == "诉求"


def test_a_character_that_xml_cannot_carry_is_not_written() -> None:
    for text in ("a\0", "\ud800", "\x0b", "￿"):
        with pytest.raises(ValueError, match="cannot carry"):
            xml.write(Node("A", text, cdata=True))


XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="￾￿")
    | st.sampled_from("\t\n\r]>&<"),
    max_size=30,
)
LEAVES = st.builds(lambda text: Node("A_1", text), XML_TEXT)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda children: Node("List", "", tuple(children)),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=12,
)


@given(NODES)
def test_whatever_is_written_is_parsed_to_the_same(node: Node) -> None:
    assert xml.parse(xml.write(node)) == node


@given(XML_TEXT)
def test_text_in_cdata_comes_back_the_same(text: str) -> None:
    """Also `]]>`, which would end the section, and CR, which would come back as LF."""
    assert xml.parse(xml.write(Node("A", text, cdata=True))).text == text
