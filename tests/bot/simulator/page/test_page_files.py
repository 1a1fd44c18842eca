"""What the files of the page may hold: no foreign address, no inline code, no HTML built."""

import re
from pathlib import Path

import pytest
from canned_api import CSP, PAGE

pytestmark = pytest.mark.unit

ADDRESS = re.compile(r"(?:https?|wss?|ftp)://[^'\"\s)]+")
NAMESPACES = {"http://www.w3.org/2000/svg"}


def test_the_page_asks_nobody_else_and_holds_no_inline_code() -> None:
    for path in PAGE.iterdir():
        text = path.read_text("utf-8")
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text
        foreign = [url for url in ADDRESS.findall(text) if url not in NAMESPACES]
        assert foreign == [], path.name
    index = (PAGE / "index.html").read_text("utf-8")
    assert "<style" not in index
    assert "style=" not in index
    assert index.count("<script") == index.count('<script type="module" src="') == 1


def test_the_page_itself_forbids_what_it_does_not_need() -> None:
    index = (PAGE / "index.html").read_text("utf-8")

    assert f'http-equiv="Content-Security-Policy" content="{CSP};' in index


def test_the_page_is_packed_with_the_program() -> None:
    patterns = (Path(__file__).parents[4] / "pyproject.toml").read_text("utf-8")
    for kind in {path.suffix for path in PAGE.iterdir()}:
        assert f'"*{kind}"' in patterns
