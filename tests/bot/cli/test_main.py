"""The command line: Chinese throughout, exit codes as promised, quiet endings."""

import argparse
import importlib
import inspect
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from patience import PATIENCE

from bot.cli import argparse_zh, main
from bot.cli.argparse_zh import Parser, in_chinese


@pytest.fixture(autouse=True)
def _logging_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the process's logging out of the other tests; the logs have a test of their own."""
    monkeypatch.setattr(main.logs, "set_up", lambda: None)


class _Fake:
    """A command that ends as a test says."""

    SUMMARY = "试"
    ending: BaseException | int = 0

    @staticmethod
    def arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--count", type=int)
        parser.add_argument("word")

    @classmethod
    def run(cls, _args: argparse.Namespace) -> int:
        if isinstance(cls.ending, BaseException):
            raise cls.ending
        return cls.ending


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Fake]]:
    monkeypatch.setattr(main, "_command", lambda _name: _Fake)
    yield _Fake
    _Fake.ending = 0


# --- finding the command -----------------------------------------------------------------------


def test_the_overview_lists_every_command_with_its_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.main(["--help"]) == 0
    shown = capsys.readouterr().out

    for name, module in main.COMMANDS.items():
        assert re.search(
            rf"^  {name} +{re.escape(importlib.import_module(module).SUMMARY)}$", shown, re.M
        )


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_explains_itself_without_a_word_of_argparse(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main([name, "--help"]) == 0
    shown = capsys.readouterr().out

    assert shown.startswith(f"用法：yousu {name}")
    assert not re.search(r"usage|options:|positional|show this|default:", shown)


@pytest.mark.parametrize(
    ("typed", "meant"), [("sirve", "serve"), ("chekc", "check"), ("dem", "demo")]
)
def test_an_unknown_command_suggests_the_nearest(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main([typed]) == 2
    out, err = capsys.readouterr()

    assert out == ""
    assert f"没有“{typed}”这个命令，是不是 {meant}？" in err


def test_nothing_like_it_suggests_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["xyzzy"]) == 2
    assert "是不是" not in capsys.readouterr().err


def test_no_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main([]) == 2
    assert "yousu --help" in capsys.readouterr().err


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--version"]) == 0
    assert re.fullmatch(r"yousu \d+\.\d+\.\d+\n", capsys.readouterr().out)


# --- wrong usage -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "缺少 word"),
        (["a", "--nonsense"], "不认识 --nonsense"),
        (["a", "--count", "x"], "--count：'x' 不是整数"),
        (["a", "--count"], "--count：后面要写一个值"),
        (["a", "--coun", "3"], "不认识 --coun 3"),
    ],
)
def test_wrong_usage_is_explained_in_chinese(
    fake: type[_Fake], arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["check", *arguments]) == 2
    out, err = capsys.readouterr()

    assert out == ""
    assert err.startswith("用法：yousu check")
    assert said in err


@pytest.mark.unit
def test_everything_argparse_can_say_to_a_person_has_a_translation() -> None:
    """Read from the installed argparse, so that a new Python cannot bring English back."""
    source = inspect.getsource(argparse)
    said = set(re.findall(r"""_\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""", source))
    messages = {one or other for one, other in said}
    ours = {
        "usage: ", "positional arguments", "options", "show this help message and exit",
        "show program's version number and exit", "subcommands", "%(prog)s: error: %(message)s\\n",
        "argument %(argument_name)s: %(message)s",
    }  # fmt: skip
    programmers = re.compile(
        r"conflict|cannot merge|'required' is|invalid option string|dest= is|mutually exclusive"
        r"|cannot have multiple|__call__|\"-\" with mode|unknown parser.*mode|deprecated|must be"
        r"|not callable"
    )
    for message in messages - ours:
        if programmers.search(message):
            continue
        example = re.sub(r"%(\(\w+\))?[sr]", "5", message)
        assert in_chinese(example) != argparse_zh.operator.USAGE_WRONG, message
        assert not re.search(r"[a-z]{4,}", in_chinese(example)), message


@pytest.mark.unit
def test_choices_and_groups_are_explained_too(capsys: pytest.CaptureFixture[str]) -> None:
    parser = Parser(prog="yousu x")
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--one", choices=["甲", "乙"])
    group.add_argument("--other")
    for arguments in ([], ["--one", "丙"], ["--one", "甲", "--other", "1"]):
        with pytest.raises(SystemExit) as ended:
            parser.parse_args(arguments)
        assert ended.value.code == 2
    err = capsys.readouterr().err

    assert "--one --other 要写其中一个" in err
    assert "没有 '丙'，可以写：'甲', '乙'" in err
    assert "不能和 --one 一起用" in err


# --- endings -----------------------------------------------------------------------------------


def test_ctrl_c_ends_quietly(fake: type[_Fake], capsys: pytest.CaptureFixture[str]) -> None:
    fake.ending = KeyboardInterrupt()

    assert main.main(["check", "x"]) == 128 + signal.SIGINT
    assert capsys.readouterr() == ("", "")


def test_a_crash_shows_where_but_no_secret(
    fake: type[_Fake], capsys: pytest.CaptureFixture[str]
) -> None:
    fake.ending = RuntimeError("https://host/x?access_token=canary 13800138000")

    assert main.main(["check", "x"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "RuntimeError" in err
    assert "test_main.py" in err
    assert "canary" not in err
    assert "13800138000" not in err


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    """As in `yousu … | head -0`: no traceback from the interpreter's last flush either."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "--version"],
            stdout=out,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )

    assert (ended.returncode, ended.stderr) == (128 + signal.SIGPIPE, b"")


def test_chinese_comes_out_whatever_the_machines_encoding(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "check", "-c", str(tmp_path / "none.toml")],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )

    assert ended.returncode == 2
    assert "没有这个文件" in ended.stderr.decode("utf-8")


def test_the_console_command_is_this_one() -> None:
    installed = Path(sys.executable).with_name("yousu")
    ended = subprocess.run(
        [installed, "--version"],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=True,
    )

    assert ended.stdout.startswith("yousu ")
