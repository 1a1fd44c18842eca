"""`yousu understand` as outside checks call it (product §6)."""

import json
import subprocess
import sys
from functools import partial
from typing import Any

import pytest

TODAY = ("--today", "2026-09-28")


@pytest.fixture
def run(yousu: Any) -> Any:
    """Run `yousu understand` with arguments and `given` on its standard input."""
    return partial(yousu, "understand")


def test_a_line_of_a_group_gives_one_object_of_the_contract() -> None:
    command = [sys.executable, "-m", "bot", "understand", "@有诉即办0012方案：三天内修好路灯"]
    done = subprocess.run(
        [*command, "--as", "group", *TODAY, "--json"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    [line] = done.stdout.decode().splitlines()
    assert json.loads(line) == {
        "command": "方案",
        "no": "0012",
        "fields": {"days": "3", "text": "修好路灯"},
        "ask": "",
    }


def test_each_line_of_standard_input_gives_a_line_and_an_empty_one_is_talk(run: Any) -> None:
    given = "0012签收\n\n同意\r\n最后一行没有换行符，0012退给住建，占道的事归他们".encode()
    done = run("-", "--as", "member", *TODAY, "--json", given=given)
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [one["command"] for one in found] == ["签收", "", "批准", "退单"]
    assert [bool(one["ask"]) for one in found] == [False, False, True, False]
    assert found[3]["fields"]["department"] == "住房和城乡建设局"


def test_without_json_it_is_told_in_words(run: Any) -> None:
    done = run("0012延期", "--as", "group", *TODAY)
    said = done.stdout.decode()
    assert "听成命令：延期" in said
    assert "不执行，会问：" in said


def test_a_line_that_is_no_text_is_named_and_those_before_it_were_answered(run: Any) -> None:
    done = run("-", "--as", "group", *TODAY, "--json", given=b"0012\xe7\xad\xbe\n\xff\n")
    assert done.returncode == 2
    assert "2" in done.stderr.decode()
    assert len(done.stdout.splitlines()) == 1


def test_a_day_that_is_none_is_wrong_usage(run: Any) -> None:
    assert run("0012签收", "--as", "group", "--today", "9月28日").returncode == 2


KEYS = [
    "wish",
    "level",
    "emergency",
    "crisis",
    "name",
    "unit",
    "contact",
    "phone",
    "address",
    "for_whom",
    "anonymous",
    "words",
]


def test_a_citizens_message_gives_one_object_of_the_contract(run: Any) -> None:
    done = run("我叫张伟民，13800138000，营业执照跑了三趟没办下来", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert list(found) == KEYS
    assert (found["wish"], found["level"], found["emergency"]) == ("tell", "", [])
    assert (found["name"], found["phone"]) == ("张伟民", "13800138000")
    assert "营业执照跑了三趟没办下来" in found["words"]


def test_what_stands_open_decides_what_the_same_words_mean(run: Any) -> None:
    wishes = {
        state: json.loads(run("可以的", "--state", state, "--json").stdout)["wish"]
        for state in ("confirming", "running")
    }
    assert wishes == {"confirming": "confirm", "running": "thanks"}


def test_danger_names_whom_to_ring_and_a_line_in_gives_a_line_out(run: Any) -> None:
    given = "隔壁着火了快来人\n我不想活了\n\n满意，谢谢\n".encode()
    done = run("-", "--as", "citizen", "--state", "surveying", "--json", given=given)
    fire, crisis, empty, vote = (json.loads(line) for line in done.stdout.splitlines())
    assert "119" in fire["emergency"]
    assert crisis["crisis"]
    assert empty["words"] == ""
    assert (vote["wish"], vote["level"]) == ("rate", "满意")


def test_in_words_it_says_what_decided(run: Any) -> None:
    done = run("转人公")
    assert done.returncode == 0
    assert "找工作人员" in done.stdout.decode()
    assert "依据" in done.stdout.decode()
