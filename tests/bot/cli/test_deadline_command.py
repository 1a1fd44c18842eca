"""`yousu deadline`: its contract, and golden rows of every county."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE

from bot.cli import main

#: row of the golden table, by the beginning of its first cell → profile, class, stage, basis
ASKED = {
    "WZ-9.1 3 wd": ("wuzhi", "办不了", "reply"),
    "WZ-9.3 5 wd": ("wuzhi", "很难办", "plan"),
    "WZ-9.1, received on a holiday": ("wuzhi", "办不了", "reply"),
    "PY 紧急 3 wd": ("puyang", "紧急", "result"),
    "PY 24h": ("puyang", "非常紧急", "result"),
    "LH 3 wd": ("longhui", "工单", "result"),
    "LH-12c cap, total": ("longhui", "工单", "extension", "total"),
    "LH-12c cap, on top of base due": ("longhui", "工单", "extension", "on_top"),
    "FW 3天": ("fw", "一般", "result"),
    "FW 7天": ("fw", "复杂", "plan"),
    "FW 1月": ("fw", "重大", "result"),
    "FW-6.1.3 1 wd": ("fw", "线上", "acknowledge"),
}
KEYS = ["due_at", "provisional", "clause", "steps"]
WHY = {"收单日不计", "工作日", "调休", "周末", "节假日", "顺延"}

CONFIG = """
[desk]
profile = "wuzhi"
name = "武陟县政务服务中心"
opens = 09:00:00
closes = 18:00:00
lunch = []

[wecom]
corp_id = "ww0123456789abcdef"

[wecom.app]
agent_id = 1000002
secret = "not-a-real-secret"
token = "token"
aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA"

[privacy]
key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

[calendar]
holidays = [2024-04-29]
make_up_days = [2024-05-01]
"""


@dataclass(frozen=True, slots=True)
class Golden:
    """One row of the golden table; the moments are Shanghai's."""

    rule: str
    start: str
    due: str


#: computed by hand with the notice of 2024: 04-28, 05-11, 09-14, 09-29, 10-12, 02-18 are worked
GOLDEN = [
    Golden("WZ-9.1 3 wd", "2024-04-26T10:00:00+08:00", "2024-04-30T17:30:00+08:00"),
    Golden("WZ-9.3 5 wd", "2024-09-30T10:00:00+08:00", "2024-10-12T17:30:00+08:00"),
    Golden("PY 紧急 3 wd", "2024-02-08T10:00:00+08:00", "2024-02-19T17:30:00+08:00"),
    Golden("LH 3 wd", "2024-09-13T10:00:00+08:00", "2024-09-19T17:30:00+08:00"),
    Golden("LH-12c cap, total", "2024-04-26T10:00:00+08:00", "2024-05-13T17:30:00+08:00"),
    Golden(
        "LH-12c cap, on top of base due", "2024-04-26T10:00:00+08:00", "2024-05-16T17:30:00+08:00"
    ),
    Golden("FW 3天", "2024-04-30T10:00:00+08:00", "2024-05-06T17:30:00+08:00"),
    Golden("FW 7天", "2024-09-29T10:00:00+08:00", "2024-10-08T17:30:00+08:00"),
    Golden("FW 1月", "2024-01-31T10:00:00+08:00", "2024-02-29T17:30:00+08:00"),
    Golden("FW 1月", "2024-09-05T10:00:00+08:00", "2024-10-08T17:30:00+08:00"),
    Golden("FW 3天", "2024-09-11T10:00:00+08:00", "2024-09-14T17:30:00+08:00"),  # no roll
    Golden("FW-6.1.3 1 wd", "2024-04-26T10:00:00+08:00", "2024-04-28T17:30:00+08:00"),
    Golden(
        "WZ-9.1, received on a holiday", "2024-10-03T10:00:00+08:00", "2024-10-10T17:30:00+08:00"
    ),
    Golden("PY 24h", "2024-04-30T17:00:00+08:00", "2024-05-01T17:00:00+08:00"),  # also a holiday
]


def asked(rule: str) -> list[str]:
    """The arguments that ask for a golden row."""
    profile, name, stage, *basis = ASKED[rule]
    more = ["--basis", basis[0]] if basis else []
    return ["--profile", profile, "--class", name, "--stage", stage, *more]


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run the command in this process; return exit code, stdout and stderr."""
    code = main.main(["deadline", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def reply(start: str = "2024-04-26T10:00:00+08:00", **changed: str) -> list[str]:
    """The arguments of the contract's example, with parts changed."""
    given = {"profile": "wuzhi", "class": "办不了", "stage": "reply", "start": start, **changed}
    return [part for name, value in given.items() for part in (f"--{name}", value)]


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Run with --json and return what was printed."""
    code, out, err = run(*arguments, "--json", capsys=capsys)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_every_golden_row_is_answered_exactly(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {
        row.rule: found["due_at"]
        for row in GOLDEN
        if (found := answer([*asked(row.rule), "--start", row.start], capsys))["due_at"] != row.due
    }
    assert wrong == {}


def test_the_wuzhi_rows_as_a_program_beside_a_broken_configuration(tmp_path: Path) -> None:
    """WZ-9.1, WZ-9.3: nothing is read without -c; stdout holds JSON alone."""
    (tmp_path / "config.toml").write_text("broken = [", "utf-8")
    rows = [row for row in GOLDEN if row.rule.startswith("WZ")]
    assert len(rows) == 3
    for row in rows:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "bot", "deadline"),
                *asked(row.rule),
                *("--start", row.start, "--json"),
            ],
            cwd=tmp_path,
            env={**os.environ, "LC_ALL": "C"},
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
        assert json.loads(done.stdout.decode())["due_at"] == row.due
        assert done.stderr == b""
    assert [entry.name for entry in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.unit
def test_the_example_of_the_contract_to_the_letter(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(reply(), capsys)
    assert list(found) == KEYS
    assert found == {
        "due_at": "2024-04-30T17:30:00+08:00",
        "provisional": False,
        "clause": "WZ-9.1",
        "steps": [
            {"on": "2024-04-26", "counted": False, "why": "收单日不计"},
            {"on": "2024-04-27", "counted": False, "why": "周末"},
            {"on": "2024-04-28", "counted": True, "why": "调休"},
            {"on": "2024-04-29", "counted": True, "why": "工作日"},
            {"on": "2024-04-30", "counted": True, "why": "工作日"},
        ],
    }


@pytest.mark.parametrize("rule", ASKED)
@pytest.mark.unit
def test_the_steps_are_every_day_in_order_with_a_known_why(
    rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer([*asked(rule), "--start", "2024-09-28T16:00:00+08:00"], capsys)
    days = [date.fromisoformat(step["on"]) for step in found["steps"]]
    assert {step["why"] for step in found["steps"]} <= WHY
    assert days[-1].isoformat() == found["due_at"][:10]
    if rule == "PY 24h":
        assert len(days) == 1
        return
    assert days == [date(2024, 9, 28) + timedelta(days=k) for k in range(len(days))]
    assert [s["why"] for s in found["steps"]].count("收单日不计") == 1


@pytest.mark.unit
def test_a_start_in_another_zone_is_the_same_moment(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(reply("2024-04-26T02:00:00Z"), capsys) == answer(reply(), capsys)


@pytest.mark.parametrize(
    ("start", "due", "provisional"),
    [
        ("2026-09-18T10:00:00+08:00", "2026-09-22T17:30:00+08:00", False),
        ("2026-09-30T10:00:00+08:00", "2026-10-10T17:30:00+08:00", False),
        ("2026-12-31T10:00:00+08:00", "2027-01-06T17:30:00+08:00", True),
    ],
)
@pytest.mark.unit
def test_national_day_of_2026_and_the_year_after(
    start: str, due: str, provisional: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """2026-09-20 and 2026-10-10 are worked; 2027 is 暂定 (G-28)."""
    found = answer(reply(start), capsys)
    assert (found["due_at"], found["provisional"]) == (due, provisional)


@pytest.mark.unit
def test_the_extension_takes_the_profiles_basis_unless_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """G-3: total, the stricter."""
    silent = answer(reply(**{"profile": "longhui", "class": "工单", "stage": "extension"}), capsys)
    assert (silent["due_at"][:10], silent["clause"]) == ("2024-05-13", "LH-12c")


@pytest.mark.unit
def test_a_promised_date_is_asked_for_and_taken(capsys: pytest.CaptureFixture[str]) -> None:
    """WZ-9.2."""
    asked_for = reply(**{"class": "不给办", "stage": "result"})
    code, out, err = run(*asked_for, capsys=capsys)
    assert (code, out) == (2, "")
    assert "--promised" in err
    for day in ("2024-04-26", "2024-05-10"):
        found = answer([*asked_for, "--promised", day], capsys)
        assert found["due_at"] == f"{day}T17:30:00+08:00"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        pytest.param(reply(profile="nix"), ["wuzhi", "shenqiu", "puyang", "longhui", "fw"]),
        pytest.param(reply(profile="../defaults"), ["wuzhi"]),
        pytest.param(reply(**{"class": "马上办"}), ["办不了", "很难办", "不给办", "一般性问题"]),
        pytest.param(reply(stage="plan"), ["reply"]),
        pytest.param(reply(stage="extension"), ["reply"]),
        pytest.param(
            [
                *reply(**{"profile": "longhui", "class": "工单", "stage": "extension"}),
                *("--basis", "forever"),
            ],
            ["total", "on_top"],
        ),
        pytest.param([*reply(), "--basis", "total"], ["extension"]),
        pytest.param([*reply(), "--promised", "2024-05-10"], ["--promised"]),
        pytest.param(
            [
                *reply(**{"class": "不给办", "stage": "result"}),
                *("--promised", "2024-04-01"),
            ],
            ["承诺日期"],
        ),
        pytest.param(reply("2024-04-26T10:00:00"), ["时区"]),
        pytest.param(reply("2024-04-26"), ["时区"]),
        pytest.param(reply("明天"), ["2024-04-26T10:00:00+08:00"]),
        pytest.param(reply("2024-02-30T10:00:00+08:00"), ["2024-02-30"]),
        pytest.param(reply("0001-01-01T00:00:00+08:00"), ["1950"]),
        pytest.param(reply("9999-12-31T10:00:00+08:00"), ["9000"]),
        pytest.param([*reply(), "--promised", "soon"], ["soon"]),
        pytest.param(reply()[2:], ["--profile"]),
        pytest.param([*reply(), "-c", "nowhere.toml"], ["nowhere.toml"]),
    ],
)
@pytest.mark.unit
def test_what_cannot_be_answered_exits_2_and_names_what_could(
    arguments: list[str], named: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(*arguments, "--json", capsys=capsys)
    assert (code, out) == (2, "")
    assert [name for name in named if name not in err] == []
    assert re.search(r"[一-鿿]", err)
    assert "Traceback" not in err


@pytest.mark.unit
def test_help_is_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run("--help", capsys=capsys)
    assert code == 0
    assert all(option in out for option in ("--profile", "--class", "--stage", "--start", "--json"))
    assert "usage" not in out


@pytest.mark.unit
def test_without_json_the_proof_is_readable(capsys: pytest.CaptureFixture[str]) -> None:
    """N1."""
    code, out, _ = run(*reply(), capsys=capsys)
    assert code == 0
    assert out == (
        "武陟县 · 办不了 · 答复（3个工作日，WZ-9.1）\n"
        "收单：2024-04-26 10:00（周五）\n"
        "  2024-04-26 周五  收单日不计\n"
        "  2024-04-27 周六  周末\n"
        "  2024-04-28 周日  调休 ①\n"
        "  2024-04-29 周一  工作日 ②\n"
        "  2024-04-30 周二  工作日 ③\n"
        "到期：2024-04-30 17:30（周二）\n"
        "催办：2024-04-29 08:30\n"
        "算式：收单4-26不计；4-28调休①；4-29②；4-30③ → 4-30 17:30\n"
    )


@pytest.mark.unit
def test_a_provisional_date_says_so_to_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(*reply("2027-03-01T10:00:00+08:00"), capsys=capsys)
    assert out.count("暂定") == 2


@pytest.mark.unit
def test_with_a_configuration_its_hours_and_days_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """4-29 is off there and 5-1 worked, until 18:00."""
    file = tmp_path / "config.toml"
    file.write_text(CONFIG, "utf-8")
    file.chmod(0o600)
    found = answer([*reply(), "-c", str(file)], capsys)
    assert found["due_at"] == "2024-05-01T18:00:00+08:00"
    assert [s["why"] for s in found["steps"]][-3:] == ["节假日", "工作日", "调休"]


@pytest.mark.unit
def test_of_several_centres_the_one_with_that_profile_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = '[desk]\nprofile = "wuzhi"\nname = "武陟县政务服务中心"\nopens = 09:00:00\n'
    centre = (
        '[[centre]]\nid = "sq"\nprefix = "SQ"\nprofile = "shenqiu"\nname = "沈丘"\n'
        "closes = 16:00:00\n"
        '[[centre]]\nid = "wz"\nprefix = "WZ"\nprofile = "wuzhi"\nname = "武陟"\n'
    )
    assert desk in CONFIG
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.replace(desk, centre), "utf-8")
    file.chmod(0o600)
    dues = {
        name: answer([*reply(profile=name), "-c", str(file)], capsys)["due_at"][11:16]
        for name in ("shenqiu", "wuzhi")
    }
    assert dues == {"shenqiu": "16:00", "wuzhi": "18:00"}


@pytest.mark.unit
def test_a_broken_configuration_is_named_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("broken = [", "utf-8")
    code, out, err = run(*reply(), "-c", str(file), capsys=capsys)
    assert (code, out) == (2, "")
    assert "config.toml" in err
