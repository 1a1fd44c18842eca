"""`yousu check`, `migrate` and `log verify`: what they say and how they end."""

import asyncio
import base64
import inspect
import io
import json
import os
import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from configurations import EXAMPLE, PRIVACY_KEY
from test_upgrade import migrate_to

from bot.cli import check, log, main
from bot.config import loader
from bot.runtime.database import keys_of
from bot.texts import database as texts
from storage.database import database_file, errors, sqlite_library
from storage.schema.migration import shipped
from storage.store import Store
from storage.tickets import anchor, verification


@pytest.fixture(autouse=True)
def _logging_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the process's logging out of the other tests; the logs have a test of their own."""
    monkeypatch.setattr(main.logs, "set_up", lambda: None)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    text = re.sub(r'(?m)^key = "AAECAw.*"$', f'key = "{PRIVACY_KEY}"', EXAMPLE.read_text("utf-8"))
    file.write_text(text, "utf-8")
    file.chmod(0o600)
    return file


def test_check_says_what_is_configured_and_no_secret(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["check", "-c", str(example)]) == 0
    out, _ = capsys.readouterr()

    assert "示例县政务服务中心（规则 wuzhi，08:30–17:30，午休 12:00–14:00）" in out
    assert not re.search(r"not-a-real|abcdefghij|AAECAw|AQIDBA|Example.*Token", out)


@pytest.fixture
def old_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine for which there is no wheel, with the SQLite of Debian 12."""
    monkeypatch.setattr(sqlite_library, "apsw", None)
    monkeypatch.setattr(sqlite_library.sqlite3, "sqlite_version", "3.40.1")


@pytest.mark.usefixtures("old_sqlite")
def test_a_sqlite_that_can_damage_the_database_is_named_with_what_to_do(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["check", "-c", str(example)]) == 0
    out = capsys.readouterr().out
    assert "（SQLite 3.40.1）" in out
    warned = out.partition("请注意：")[2]
    assert warned.count("storage.url：这里用的 SQLite 是 3.40.1") == 1
    assert "apsw" in warned
    assert "PostgreSQL" in warned

    assert main.main(["serve", "-c", str(example)]) != 0, "nothing was migrated"
    assert capsys.readouterr().err.count("这里用的 SQLite 是 3.40.1") == 1


@pytest.mark.usefixtures("old_sqlite")
def test_on_postgresql_no_sqlite_is_spoken_of(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = example.read_text("utf-8")
    example.write_text(
        text.replace("sqlite://data/yousu.db", "postgres://u:p@127.0.0.1/d"), "utf-8"
    )
    assert main.main(["check", "-c", str(example)]) == 0
    assert "SQLite" not in capsys.readouterr().out


def test_a_sound_sqlite_needs_no_word(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "-c", str(example)]) == 0
    assert "这里用的 SQLite" not in capsys.readouterr().out


def test_check_names_every_fault_at_once_and_exits_2(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = example.read_text("utf-8").replace("port = 8080", 'prot = "8080"')
    example.write_text(text.replace("agent_id = 1000002", ""), "utf-8")

    assert main.main(["check", "-c", str(example)]) == 2
    err = capsys.readouterr().err
    assert "配置有 2 处不对" in err
    assert "server.prot：不认识这个设置，是不是 port？" in err
    assert "wecom.app.agent_id：没有填写" in err

    assert main.main(["check", "-c", str(example), "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert {fault["path"] for fault in found["faults"]} == {"server.prot", "wecom.app.agent_id"}


def test_check_says_what_then_does_not_work(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = re.sub(r"\[sms\].*?(?=\[hotline\])", "", example.read_text("utf-8"), flags=re.DOTALL)
    example.write_text(text, "utf-8")

    assert main.main(["check", "-c", str(example), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert [one["path"] for one in found["without"]] == ["sms"]


def test_check_fails_with_1_where_the_storage_cannot_be_written(
    example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("a file is in the way", "utf-8")

    assert main.main(["check", "-c", str(example)]) == 1
    assert "不是文件夹" in capsys.readouterr().err
    assert main.main(["check", "-c", str(example), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


@pytest.fixture
def migrated(example: Path, made_database: Callable[[Path], None]) -> Path:
    """The database of *example*, which `yousu migrate` has made."""
    file = example.parent / "data" / "yousu.db"
    made_database(file)
    return file


@pytest.fixture
def filled(migrated: Path, example: Path) -> Path:
    """A database that was written under the key of *example*."""
    settings = loader.load(example, {})

    async def opened() -> None:
        await (await Store.open(settings.storage.url, keys_of(settings.privacy))).close()

    asyncio.run(opened())
    return migrated


#: every command that opens the database
OPENING = (
    ("serve",),
    ("log", "verify"),
    ("print", "2026-0001"),
    ("calendar", "check"),
    ("calendar", "apply"),
    ("profile", "dry-run", "fw", "--from", "2026-07-01", "--to", "2026-07-02"),
)


def refused(command: tuple[str, ...], config: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what *command* says where it ends with 1 and shows no traceback."""
    assert main.main([*command, "-c", str(config)]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("command", OPENING, ids=" ".join)
@pytest.mark.usefixtures("filled")
def test_each_command_refuses_a_wrong_key_with_what_to_do(
    example: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    other = base64.b64encode(bytes(range(7, 39))).decode()
    example.write_text(example.read_text("utf-8").replace(PRIVACY_KEY, other), "utf-8")
    said = refused(command, example, capsys)
    assert "不是存这个数据库用的密钥" in said
    assert "previous" in said
    assert other not in said


@pytest.mark.parametrize("command", [*OPENING, ("migrate",)], ids=" ".join)
def test_each_command_says_that_the_file_is_damaged_never_to_migrate(
    filled: Path, example: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    whole = filled.read_bytes()
    for damaged in (b"\0" * 4096 + whole[4096:], whole[:60] + b"x" * 4000, b"no database" * 99):
        filled.write_bytes(damaged)
        said = refused(command, example, capsys)
        assert "损坏" in said
        assert "yousu migrate" not in said


@pytest.mark.parametrize("command", [*OPENING, ("migrate",)], ids=" ".join)
def test_each_command_names_what_may_not_be_written_or_read(
    filled: Path,
    example: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    """Who runs the tests may be root, to whom nothing is forbidden; so the system's answer is a stand-in."""
    forbidden = filled
    allowed = os.access
    monkeypatch.setattr(
        database_file.os, "access", lambda path, way: Path(path) != forbidden and allowed(path, way)
    )
    assert f"{filled} 不能读写" in refused(command, example, capsys)


def test_a_folder_that_may_not_be_written_is_named_by_serve_and_by_check(
    filled: Path,
    example: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    allowed = os.access
    monkeypatch.setattr(
        database_file.os,
        "access",
        lambda path, way: Path(path) != filled.parent and allowed(path, way),
    )
    for command in (("serve",), ("migrate",), ("check",)):
        assert f"{filled.parent} 不能读写" in refused(command, example, capsys)


def test_the_log_is_held_against_the_seals_that_were_kept_elsewhere(
    filled: Path, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verifying = ["log", "verify", "-c", str(example)]
    assert main.main(verifying) == 0
    assert "没有封存记录" in capsys.readouterr().err

    assert main.main([*verifying, "--seal", "ab" * 32]) == 1
    assert "存在数据库外面的封存，数据库里没有" in capsys.readouterr().out

    anchor.put(Path(f"{filled}.seal"), anchor.Anchor(checkpoint=1, seal="cd" * 32))
    assert main.main(verifying) == 1
    out, err = capsys.readouterr()
    assert "存在数据库外面的封存，数据库里没有" in out
    assert err == ""


def test_a_number_without_its_ticket_is_named(
    filled: Path, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite_library.connect(filled)) as database:
        database.execute("INSERT INTO numbers (centre, year, given) VALUES ('main', 2026, 1)")
    assert main.main(["log", "verify", "-c", str(example)]) == 1
    assert "main 2026-0001，号对不上" in capsys.readouterr().out


def test_a_damaged_page_inside_is_called_damage_and_no_altered_log(
    filled: Path, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite_library.connect(filled)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        asked = "SELECT rootpage FROM sqlite_master WHERE name = 'log'"
        (page,) = database.execute(asked).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    whole = filled.read_bytes()
    at = (page - 1) * size
    filled.write_bytes(whole[:at] + b"\xff" * size + whole[at + size :])
    said = refused(("log", "verify"), example, capsys)
    assert "损坏" in said
    assert "改过" not in said


@pytest.mark.parametrize("at", ["the copy", "the new tables"])
def test_migrate_on_a_full_disk_says_so_and_leaves_the_database_as_it_was(
    example: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """The disk is a stand-in that answers as SQLite does."""
    file = example.parent / "data" / "yousu.db"
    file.parent.mkdir()
    asyncio.run(migrate_to(f"sqlite://{file}", shipped()[0]))
    before = file.read_bytes()

    owner, name, begins = {
        "the copy": (sqlite_library._Cursor, "execute", "VACUUM INTO"),
        "the new tables": (sqlite_library._Connection, "executescript", "CREATE TABLE"),
    }[at]
    runs = getattr(owner, name)

    def full(self: object, sql: str, *more: object) -> object:
        if sql.startswith(begins):
            raise sqlite3.OperationalError("database or disk is full")
        return runs(self, sql, *more)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, full)
        assert main.main(["migrate", "-c", str(example)]) == 1
    assert capsys.readouterr().err.strip() == texts.FULL
    assert file.read_bytes() == before
    assert not Path(f"{file}.new").exists(), "what did not fit takes no room"
    assert main.main(["migrate", "-c", str(example)]) == 0


@pytest.mark.unit
def test_every_refusal_of_the_memory_has_its_words() -> None:
    for name in texts.REFUSES:
        assert issubclass(getattr(errors, name), errors.StorageError)


@pytest.mark.unit
def test_the_database_password_is_not_shown() -> None:
    assert check._shown("postgres://u:canary@db:5432/yousu") == "postgres://db/yousu"


def test_results_go_to_stdout_as_utf8_even_when_it_is_no_file(
    monkeypatch: pytest.MonkeyPatch, example: Path
) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)

    assert main.main(["check", "-c", str(example), "--json"]) == 0
    assert json.loads(out.getvalue())["ok"] is True


# --- migrate, log verify -----------------------------------------------------------------------


def test_migrate_makes_the_database_and_then_has_nothing_to_do(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["migrate", "-c", str(example)]) == 0
    assert "已升级" in capsys.readouterr().out
    assert (example.parent / "data" / "yousu.db").is_file()

    assert main.main(["migrate", "-c", str(example)]) == 0
    assert "已是最新" in capsys.readouterr().out


@pytest.mark.usefixtures("migrated")
def test_log_verify_says_ok_of_a_log_that_is_whole(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["log", "verify", "-c", str(example)]) == 0
    assert capsys.readouterr().out.startswith("ok")
    assert main.main(["log", "verify", "-c", str(example), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True}


def test_log_verify_without_a_database_says_what_to_do(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["log", "verify", "-c", str(example)]) == 1
    out, err = capsys.readouterr()

    assert out == ""
    assert re.search(r"yousu migrate|数据库打不开", err)
    assert "Traceback" not in err


@pytest.mark.usefixtures("migrated")
def test_while_the_service_runs_writing_is_refused_and_reading_goes_on(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """product.md §6: 服务正在运行, exit 1."""
    settings = loader.load(example, {})

    async def beside_a_running_service() -> tuple[int, int]:
        store = await Store.open(settings.storage.url, keys_of(settings.privacy))
        try:
            # Another thread: each command runs a loop of its own.
            writing = await asyncio.to_thread(main.main, ["migrate", "-c", str(example)])
            reading = await asyncio.to_thread(main.main, ["log", "verify", "-c", str(example)])
        finally:
            await store.close()
        return writing, reading

    assert asyncio.run(beside_a_running_service()) == (1, 0)
    assert "服务正在运行" in capsys.readouterr().err


@pytest.mark.unit
def test_every_reason_why_a_log_is_broken_is_told_in_chinese() -> None:
    """Read from the source of the verification, so that a new reason cannot stay English."""
    reasons = re.findall(r'(?:why=f?|why = |yield n, )"([^"]+)"', inspect.getsource(verification))
    assert len(reasons) >= 11

    for reason in reasons:
        told = log.said(verification.Broken(ticket_no="2026-0001", n=3, why=reason))
        assert "2026-0001 第 3 条" in told
        assert reason not in told


def test_a_log_that_was_altered_exits_with_1_and_names_the_entry(
    migrated: Path, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite_library.connect(migrated)) as database, database:
        columns = [row[1:4] for row in database.execute("PRAGMA table_info(log)") if row[1] != "id"]
        odd = {"TEXT": "x", "VARCHAR": "x", "BLOB": b"x", "INT": 1}
        values = [
            "2026-0009" if name == "ticket_no" else odd.get(kind.split("(")[0], 1)
            for name, kind, _ in columns
        ]
        names, marks = ",".join(name for name, *_ in columns), ",".join("?" * len(columns))
        database.execute(f"INSERT INTO log ({names}) VALUES ({marks})", values)

    assert main.main(["log", "verify", "-c", str(example)]) == 1
    assert "工单 2026-0009 第 1 条，日志还在，工单不见了" in capsys.readouterr().out
    assert main.main(["log", "verify", "-c", str(example), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["ticket"] == "2026-0009"
