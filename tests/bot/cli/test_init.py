"""`yousu init`: asks until it is right, writes whole or not at all."""

import io
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from patience import PATIENCE

from bot.cli import main
from bot.config import loader
from bot.config.setup_questions import ask_all
from bot.config.terminal import Ended, Terminal
from bot.config.toml_writer import written

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

#: Question by question: what is typed. An empty answer takes what the brackets offer.
ANSWERS = [
    "示例县政务服务中心",
    "0391-0000002",
    "",  # profile
    "",  # opens
    "",  # closes
    "",  # lunch
    "https://yousu.example.gov.cn/",
    "ww0123456789abcdef",
    "1000002",
    "app-secret",
    "",  # token, made
    "",  # aes_key, made
    "是",
    "wkExample",
    "kf-secret",
    "KfToken",
    AES_KEY,
    "否",
    "zhangsan",
    "张三",
    "",  # roles
    "",  # nobody else
    "市场监督管理局",
    "scjg",
    "lisi",
    "李四",
    "",  # no chat yet
    "公安局",
    "gaj",
    "zhangsan",
    "wrChat",
    "",  # no further department
]

#: How every question ends.
PROMPT = "：".encode()

Ask = Callable[..., tuple[str, str]]


@pytest.fixture(autouse=True)
def _logging_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the process's logging out of the other tests; the logs have a test of their own."""
    monkeypatch.setattr(main.logs, "set_up", lambda: None)


@pytest.fixture
def ask() -> Ask:
    """Return what is written for *answers*, and what the person saw."""

    def asked(answers: list[str]) -> tuple[str, str]:
        out = io.StringIO()
        typed = io.StringIO("".join(f"{line}\n" for line in answers))
        return written(ask_all(Terminal(typed, out), ["shenqiu", "wuzhi"])), out.getvalue()

    return asked


def replaced(question: int, *typed: str) -> list[str]:
    """Return ANSWERS with wrong answers typed before the right one."""
    return [*ANSWERS[:question], *typed, *ANSWERS[question:]]


def run(*answers: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `yousu init` as a person would with a prepared file of answers."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "init", "-c", str(folder / "config.toml")],
        input="".join(f"{line}\n" for line in answers),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


def test_answers_from_a_pipe_become_a_configuration_that_only_the_owner_reads(
    tmp_path: Path,
) -> None:
    ended = run(*ANSWERS, folder=tmp_path)
    file = tmp_path / "config.toml"
    examined = loader.examine(file, {})
    settings = examined.settings

    assert (ended.returncode, ended.stderr) == (0, "")
    assert examined.faults == examined.warnings == ()
    assert settings is not None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["config.toml"]
    assert settings.server.public_url == "https://yousu.example.gov.cn"
    assert [(one.userid, one.department) for one in settings.staff] == [
        ("zhangsan", "gaj"),
        ("lisi", "scjg"),
    ]
    assert "department" in settings.staff[0].roles
    assert "yousu migrate" in ended.stdout


def test_no_secret_is_shown(tmp_path: Path) -> None:
    ended = run(*ANSWERS, folder=tmp_path)
    settings = loader.load(tmp_path / "config.toml", {})
    shown = ended.stdout + ended.stderr

    assert [secret for secret in loader.secrets_of(settings) if secret in shown] == []


def typed_on_a_terminal(command: list[str], answers: list[str]) -> tuple[int, str]:
    """Run *command* on a terminal of its own, answer each prompt; return exit code and screen."""
    child, screen = pty.fork()
    if child == 0:
        os.execv(command[0], command)
    shown = b""
    left = iter(answers)
    while part := _next(screen):
        shown += part
        if shown.endswith(PROMPT):
            os.write(screen, f"{next(left)}\n".encode())
    os.close(screen)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8")


def _next(screen: int) -> bytes:
    try:
        return os.read(screen, 4096)
    except OSError:  # Linux says so when the other side has ended
        return b""


def test_on_a_terminal_secrets_are_typed_unseen_and_the_rest_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    command = [sys.executable, "-m", "bot", "init", "-c", str(file)]
    code, screen = typed_on_a_terminal(command, ANSWERS)

    assert code == 0
    assert loader.load(file, {}).wecom.app.secret.get_secret_value() == "app-secret"
    assert "ww0123456789abcdef" in screen
    assert [secret for secret in ("app-secret", "kf-secret", AES_KEY) if secret in screen] == []


def test_two_runs_make_different_keys(ask: Ask) -> None:
    assert ask(ANSWERS)[0] != ask(ANSWERS)[0]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        pytest.param(0, "", "没有填写", id="name"),
        pytest.param(1, "零三九一", "应为电话", id="phone"),
        pytest.param(2, "nowhere", "没有这套规则", id="profile"),
        pytest.param(3, "25:00", "应为时间", id="opens"),
        pytest.param(4, "08:00", "下班时间应晚于", id="closes"),
        pytest.param(5, "12:00", "应为一段时间", id="lunch"),
        pytest.param(5, "06:00-07:00", "应为一段时间", id="lunch before opening"),
        pytest.param(6, "yousu.example", "https://", id="address"),
        pytest.param(7, "", "没有填写", id="corp id"),
        pytest.param(8, "一百", "应为正整数", id="agent id"),
        pytest.param(8, "0", "应为正整数", id="agent id nought"),
        pytest.param(9, "", "没有填写", id="secret"),
        pytest.param(9, "中文", "请从后台重新复制", id="secret in Chinese"),
        pytest.param(11, AES_KEY[:-1], "43 个字符，现在是 42 个", id="short aes key"),
        pytest.param(12, "也许", "请回答 是 或 否", id="yes or no"),
        pytest.param(18, "张三", "只能用字母", id="userid"),
        pytest.param(20, "老板", "没有这个角色", id="role"),
        pytest.param(20, "承办部门", "和部门一起问", id="department people come later"),
        pytest.param(21, "zhangsan", "前面已经有了", id="userid again"),
        pytest.param(27, "市场监督管理局", "前面已经有了", id="department again"),
        pytest.param(29, "lisi", "已经是别的部门的联系人", id="liaison of another"),
    ],
)
def test_a_wrong_answer_is_named_at_once_and_asked_again(
    ask: Ask, question: int, typed: str, said: str
) -> None:
    text, shown = ask(replaced(question, typed))
    again = f"{said}"

    assert again in shown
    assert "请重新输入" in shown
    assert loader.examine_text(text, Path("config.toml"), {}).faults == ()


@pytest.mark.unit
@pytest.mark.parametrize("until", range(len(ANSWERS)))
def test_answers_that_end_early_are_noticed_at_every_question(ask: Ask, until: int) -> None:
    with pytest.raises(Ended):
        ask(ANSWERS[:until])


def test_nothing_is_written_when_the_answers_end_early(tmp_path: Path) -> None:
    ended = run(*ANSWERS[:10], folder=tmp_path)

    assert ended.returncode == 1
    assert "什么也没有写" in ended.stderr
    assert os.listdir(tmp_path) == []


def test_nothing_is_written_after_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_args: object, **_more: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Terminal, "read", interrupted)
    code = main.main(["init", "-c", str(tmp_path / "config.toml")])

    assert code == 130
    assert "什么也没有写" in capsys.readouterr().err
    assert os.listdir(tmp_path) == []


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("mine", "utf-8")
    ended = run(*ANSWERS, folder=tmp_path)

    assert ended.returncode == 1
    assert "已经有了" in ended.stderr
    assert file.read_text("utf-8") == "mine"


def test_a_file_that_appears_meanwhile_is_not_overwritten_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    typed = iter([*ANSWERS, ""])

    def read(_self: Terminal, _prompt: str, *, hidden: bool) -> str:
        file.write_text("mine", "utf-8")
        return next(typed)

    monkeypatch.setattr(Terminal, "read", read)

    assert main.main(["init", "-c", str(file)]) == 1
    assert "已经有了" in capsys.readouterr().err
    assert file.read_text("utf-8") == "mine"
    assert os.listdir(tmp_path) == ["config.toml"]


@pytest.mark.unit
def test_what_is_written_is_read_back_equal_whatever_is_in_it() -> None:
    odd = {"desk": {"profile": "wuzhi", "name": '"引号" \\ 反斜杠 \' # = [x] \u3000 é'}}
    text = written(odd)

    assert loader.tomllib.loads(text) == odd
