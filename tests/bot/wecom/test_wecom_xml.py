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
        pytest.param(b"<xml>" + b"<a>" * 16 + b"</a>" * 16 + b"</xml>", id="too deep"),
        pytest.param(b"<xml>" + b"<a/>" * 2_000 + b"</xml>", id="too many"),
        pytest.param(b"<xml>" + b" " * 65_536 + b"</xml>", id="too long"),
    ],
)
def test_what_is_not_plain_xml_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        xml.parse(body)


@pytest.mark.parametrize(
    ("odd", "read"),
    [
        pytest.param(b"a\0b", "ab", id="NUL"),
        pytest.param(b"a\x0b\x1bb", "ab", id="control characters"),
        pytest.param(b"a&#0;&#x1F;&#xD800;&#99999999;b", "ab", id="by number"),
        pytest.param("a\ufffe\uffffb".encode(), "ab", id="no characters"),
        pytest.param(b"a\xffb", "a\ufffdb", id="not UTF-8"),
        pytest.param(b"a&#20320;&#x597d;b", "a你好b", id="what may be written by number stays"),
    ],
)
@pytest.mark.parametrize("form", [b"<A>%s</A>", b"<A><![CDATA[%s]]></A>"])
def test_a_character_that_xml_does_not_carry_costs_itself(
    form: bytes, odd: bytes, read: str
) -> None:
    """R7: the message around it is read as ever."""
    parsed = xml.parse(b"<xml>" + form % odd + "<B>诉求</B></xml>".encode())
    is_written_out = b"&#" in odd and b"CDATA" in form  # there it stands for itself
    assert parsed.value("A") == (odd.decode() if is_written_out else read)
    assert parsed.value("B") == "诉求"


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
