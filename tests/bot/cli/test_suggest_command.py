"""`yousu suggest` as outside checks call it (product §6)."""

import json
import subprocess
import sys
from functools import partial
from typing import Any

import pytest

from bot.cli import suggest
from intake.classify.classify import Suggester


@pytest.fixture
def run(yousu: Any, suggester: Suggester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `yousu suggest` with arguments and `given`; what it suggests by is read already."""
    monkeypatch.setattr(suggest, "shipped_suggester", lambda: suggester)
    return partial(yousu, "suggest")


def test_one_text_gives_one_object_of_the_contract() -> None:
    command = [sys.executable, "-m", "bot", "suggest"]
    text = "跑了三趟营业执照还没办下来，窗口总说系统坏了"
    done = subprocess.run([*command, text, "--json"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    [line] = done.stdout.decode().splitlines()
    found = json.loads(line)
    assert set(found) == {"sure", "categories", "departments"}
    assert isinstance(found["sure"], bool)
    for kind in ("categories", "departments"):
        assert len(found[kind]) == 3
        for one in found[kind]:
            assert set(one) == {"name", "score", "confidence", "hits"}
            assert 0 <= one["confidence"] <= 1
            assert all(set(hit) == {"word", "weight"} for hit in one["hits"])
        assert found[kind] == sorted(found[kind], key=lambda one: -one["score"])
    assert found["categories"][0]["name"] == "营业执照办理"
    assert "营业执照" in {hit["word"] for hit in found["categories"][0]["hits"]}
    assert found["departments"][0]["name"] == "市场监督管理局"


def test_each_line_of_standard_input_gives_a_line_and_an_empty_one_empty_lists(run: Any) -> None:
    given = "停水三天了\n\n结婚证丢了\r\n最后一行没有换行符 驾驶证".encode()
    done = run("-", "--json", given=given)
    assert done.returncode == 0
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    names = [one["categories"][0]["name"] if one["categories"] else "" for one in found]
    assert names == ["供水（水费、水管）", "", "婚姻登记", "驾驶证业务"]
    assert found[1] == {"sure": False, "categories": [], "departments": []}


def test_only_a_line_feed_ends_a_line(run: Any) -> None:
    done = run("-", "--json", given="停水\u2028停电\x0b\x0c停气\n".encode())
    assert len(done.stdout.splitlines()) == 1


def test_no_input_gives_no_output(run: Any) -> None:
    done = run("-", "--json", given=b"")
    assert (done.returncode, done.stdout) == (0, b"")


def test_a_line_that_is_no_utf_8_ends_with_2_and_its_number(run: Any) -> None:
    done = run("-", "--json", given="停水\n好\n".encode() + "停电\n".encode("gbk"))
    assert done.returncode == 2
    assert "第 3 行" in done.stderr.decode()


def test_an_argument_that_is_no_utf_8_ends_with_2(run: Any) -> None:
    done = run("停电".encode("gbk"), "--json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "UTF-8" in done.stderr.decode()


def test_without_json_a_person_can_read_why(run: Any) -> None:
    done = run("公积金提取不了")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "公积金提取" in text
    assert "住房公积金管理中心" in text
    assert "把握" in text


def test_help_says_what_it_does(run: Any) -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "部门" in done.stdout.decode()


def test_without_a_text_the_usage_is_wrong(run: Any) -> None:
    assert run().returncode == 2
