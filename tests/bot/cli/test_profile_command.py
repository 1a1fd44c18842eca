"""`yousu profile list|show|check`: every key with its clause, every fault with its path."""

import json
import os
from pathlib import Path

import pytest

from bot.cli import main
from bot.profiles import catalogue
from dispatch.profiles.badges import BADGE
from dispatch.profiles.profile import ROLES

WUZHI = catalogue.adopt("wuzhi").own.text


@pytest.fixture(autouse=True)
def _logging_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main.logs, "set_up", lambda: None)


Ran = tuple[int, str, str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> "Said":
    """Run `yousu profile …` and return exit code, stdout and stderr."""
    return Said(capsys)


class Said:
    """The command as somebody types it."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: object) -> Ran:
        code = main.main(["profile", *map(str, arguments)])
        out, err = self.capsys.readouterr()
        return code, out, err

    def json(self, *arguments: object) -> tuple[int, object]:
        """Run with `--json` and return code and what was printed."""
        code, out, _ = self(*arguments, "--json")
        return code, json.loads(out)


def saved(folder: Path, text: str | bytes, name: str = "ours.toml") -> Path:
    """Return a file of rules with that text."""
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_the_list_has_the_five_regulations(said: Said) -> None:
    code, found = said.json("list")
    assert code == 0
    assert isinstance(found, list)
    assert {one["id"]: one["effective_from"] for one in found} == {
        "wuzhi": "2024-06-11",  # WZ-15.1
        "shenqiu": "2022-09-14",  # SQ-12
        "longhui": "2022-04-01",  # LH-19a
        "puyang": None,
        "fw": None,
    }
    assert {tuple(one) for one in found} == {
        ("id", "county", "source", "effective_from", "classes")
    }
    _, out, _ = said("list")
    assert "武陟县 · 武政数〔2024〕11号 · 2024-06-11 起施行 · 4 类" in out


@pytest.mark.parametrize("name", catalogue.names())
def test_show_has_every_section_with_a_clause_or_the_badge(said: Said, name: str) -> None:
    """Rule (a) of requirements.md §8: nothing is decided silently."""
    code, found = said.json("show", name)
    assert code == 0
    assert isinstance(found, dict)
    profile = catalogue.load(name)
    shown = {key["path"].split(".")[0] for key in found["keys"]}
    apart = {
        "id",
        "version",
        "origins",
        "who",
        "checklist",
        "citing",
        "clauses",
        "interpreter",
        "url",
    }
    wanted = {field for field in type(profile).__dataclass_fields__ if field not in apart}
    if profile.effective_from is None:
        wanted -= {"effective_from"}
    assert wanted <= shown
    for key in found["keys"]:
        assert key["default"] is (key["clause"] is None), key["path"]
    assert [row["command"] for row in found["who"]] == list(profile.who)
    assert all(set(row["roles"]) == set(ROLES) for row in found["who"])
    assert len(found["checklist"]) == len(profile.checklist)


def test_show_for_people_names_clause_badge_and_gap(said: Said) -> None:
    code, out, _ = said("show", "wuzhi")
    assert code == 0
    lines = out.splitlines()
    assert "  classes.1.stages.0.limit = 3个工作日　WZ-9.1" in lines
    assert f"  demand.limit = 2个工作日　{BADGE}（G-30）" in lines
    assert f"  callback.mandatory = 是　{BADGE}" in lines
    assert "  派单　做：管理机构　提：受理员、研判督办员　WZ-8.1" in lines


def test_show_prints_the_checklist_of_what_people_must_do(said: Said, tmp_path: Path) -> None:
    """Kind O: WZ-3.1, WZ-12.1."""
    rows = '\n[[checklist]]\nclause = "WZ-3.1"\nwords = "与原投诉窗口合并单设"\n'
    file = saved(tmp_path, WUZHI + rows)
    _, out, _ = said("show", file)
    assert "  □ 与原投诉窗口合并单设　WZ-3.1" in out.splitlines()


def test_show_takes_two_that_are_followed_together(said: Said) -> None:
    """Rule (d): what only the standard has stands beside the own rules, with its own clause."""
    _, found = said.json("show", "wuzhi+fw")
    assert isinstance(found, dict)
    assert found["id"] == "wuzhi+fw"
    assert "FW-6.1.3" in {key["clause"] for key in found["keys"]}


def test_a_good_file_is_fine(said: Said, tmp_path: Path) -> None:
    assert said("check", saved(tmp_path, WUZHI))[0] == 0
    assert said.json("check", "wuzhi") == (0, {"ok": True, "faults": []})


def test_check_says_which_classes_the_standard_does_not_know(said: Said, tmp_path: Path) -> None:
    file = saved(tmp_path, WUZHI.replace("很难办", "难办"))
    code, out, _ = said("check", f"{file}+fw")
    assert code == 0
    assert "“难办”在并用的标准里没有对应的类" in out


def test_every_fault_has_a_line_with_its_path(said: Said, tmp_path: Path) -> None:
    text = WUZHI.replace('kind = "reply"', 'kind = "plan"', 1)
    text = text.replace("WZ-10.2", "WZ-10.9", 1).replace('unit = "wd"', 'unit = "week"', 1)
    code, out, err = said("check", saved(tmp_path, text))
    assert code == 1
    assert sorted(line.split("：")[0] for line in out.splitlines()) == [
        "classes.1.stages",
        "classes.1.stages.0.limit.unit",
        "supervise",
    ]
    assert err == "有 3 处不对：\n"
    code, found = said.json("check", saved(tmp_path, text))
    assert isinstance(found, dict)
    assert (code, found["ok"], len(found["faults"])) == (1, False, 3)


def test_a_name_with_a_line_end_in_it_does_not_break_the_lines(said: Said, tmp_path: Path) -> None:
    text = '"a\\nb\\u001b[31m" = 1\n' + WUZHI
    code, out, _ = said("check", saved(tmp_path, text))
    assert code == 1
    (line,) = out.splitlines()
    assert line.startswith("a\\u000ab\\u001b[31m：")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(b"[classes", "格式不对", id="no TOML"),
        pytest.param('id = "武陟"'.encode("gbk"), "不是 UTF-8", id="another encoding"),
        pytest.param(b"# " + b"x" * (1 << 20), "超过 1024 KB", id="a huge file"),
        pytest.param(b"x = " + b"[" * 50_000, "不是正确的 TOML", id="brackets without end"),
        pytest.param(b"x = " + b"9" * 5_000, "不是正确的 TOML", id="a number without end"),
    ],
)
def test_what_is_no_file_of_rules_exits_2_with_one_line(
    said: Said, tmp_path: Path, text: bytes, words: str
) -> None:
    code, out, err = said("check", saved(tmp_path, text))
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


def test_an_empty_file_is_read_and_lacks_everything(said: Said, tmp_path: Path) -> None:
    code, out, _ = said("check", saved(tmp_path, b""))
    assert code == 1
    assert "classes：没有填写" in out.splitlines()


@pytest.mark.parametrize("act", ["show", "check"])
def test_what_is_not_there_exits_2(said: Said, tmp_path: Path, act: str) -> None:
    for name, words in (
        ("nowhere", "没有这套规则"),
        (tmp_path / "gone.toml", "文件不存在"),
        ("wuzhi+nowhere", "没有这套规则"),
        ("", "没有这套规则"),
        ("x\0.toml", "读不了"),
    ):
        code, out, err = said(act, name)
        assert (code, out) == (2, ""), name
        assert words in err


def test_a_folder_and_a_pipe_are_no_files(said: Said, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    for name in ("pipe.toml", "folder.toml"):
        code, _, err = said("check", tmp_path / name)
        assert (code, "不是文件" in err) == (2, True), name


def test_a_byte_order_mark_is_no_fault(said: Said, tmp_path: Path) -> None:
    assert said("check", saved(tmp_path, b"\xef\xbb\xbf" + WUZHI.encode()))[0] == 0


@pytest.mark.parametrize("arguments", [[], ["lsit"], ["check"], ["dry-run", "wuzhi"]])
def test_wrong_usage_exits_2(said: Said, arguments: list[str]) -> None:
    code, _, err = said(*arguments)
    assert code == 2
    assert "yousu profile" in err


@pytest.mark.parametrize("act", ["list", "show", "check", "dry-run"])
def test_every_act_explains_itself(said: Said, act: str) -> None:
    code, out, _ = said(act, "--help")
    assert code == 0
    assert out.startswith(f"用法：yousu profile {act}")
