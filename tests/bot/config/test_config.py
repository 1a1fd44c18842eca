"""The configuration: what is right, and where secrets come from."""

import base64
import tomllib
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from configurations import (
    AES_KEY,
    CANARY,
    EXAMPLE,
    PRIVACY_KEY,
    a_document,
    a_kf,
    faults_of,
    save,
)

from bot.config import loader
from bot.config.advice import without
from bot.config.schema import name_of, settings_of
from bot.config.sections import ONLY_CENTRE, Settings

pytestmark = pytest.mark.unit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


# --- the example -------------------------------------------------------------------------------


def test_the_example_is_a_valid_configuration() -> None:
    settings = loader.load(EXAMPLE, {"YOUSU_PRIVACY__KEY": PRIVACY_KEY})

    assert settings.desk is not None
    assert (settings.desk.opens, settings.desk.lunch) == (time(8, 30), (time(12), time(14)))
    assert settings.calendar.holidays == (date(2026, 12, 31),)
    assert [kf.open_kfid for kf in settings.wecom.kf] == ["wkAAAAAAexample"]
    assert without(settings) == []


def test_the_key_that_the_example_prints_is_refused_wherever_it_comes_from(file: Path) -> None:
    printed = tomllib.loads(EXAMPLE.read_text("utf-8"))["privacy"]["key"]
    document = a_document()
    assert faults_of(save(document, file.parent)) == {}
    environ = {"YOUSU_PRIVACY__KEY": printed}
    assert "示例里印着的密钥" in faults_of(file, environ)["privacy.key"]
    assert printed not in str(faults_of(file, environ))
    document["privacy"]["key"] = printed
    assert "previous" in faults_of(save(document, file.parent))["privacy.key"]


def test_who_has_used_the_printed_key_keeps_what_it_opens(file: Path) -> None:
    printed = tomllib.loads(EXAMPLE.read_text("utf-8"))["privacy"]["key"]
    document = a_document()
    document["privacy"]["previous"] = [printed]
    assert faults_of(save(document, file.parent)) == {}


def test_the_example_shows_and_explains_every_setting_there_is() -> None:
    """Each setting stands in its section below a Chinese comment; `[[centre]]` is commented out."""
    explained, section, comment = set(), "", ""
    for line in EXAMPLE.read_text("utf-8").splitlines():
        line = line.removeprefix("# ") if section == "centre" or line == "# [[centre]]" else line
        if line.startswith("#"):
            comment = line
        elif line.startswith("["):
            section = line.strip("[]")
        elif " = " in line and comment and not comment.isascii():
            explained.add(f"{section}.{line.split(' = ')[0]}")
    pairs = {f"{section}.previous.{name}" for section in ("wecom.app", "wecom.kf", "wecom.aibot",
             "official") for name in ("token", "aes_key")}  # fmt: skip

    settings = {name_of(path) for path, _ in settings_of(Settings)}
    assert settings - explained - pairs - {"privacy.previous.key"} == set()


def test_the_example_holds_no_setting_twice() -> None:
    tomllib.loads(EXAMPLE.read_text("utf-8"))


# --- what is right -----------------------------------------------------------------------------


def test_the_least_configuration_gets_the_defaults(tmp_path: Path) -> None:
    file = save(a_document(), tmp_path)
    settings = loader.load(file, {})

    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8080)
    assert settings.storage.url == f"sqlite://{file.parent}/data/yousu.db"
    assert settings.wecom.api_base == "https://qyapi.weixin.qq.com"
    assert [(one.id, one.prefix) for one in settings.centres()] == [(ONLY_CENTRE, "")]
    assert {fault.path for fault in without(settings)} == {
        "server.public_url", "wecom.kf", "wecom.aibot", "official", "sms", "hotline",
    }  # fmt: skip


def test_one_kf_account_may_be_written_as_one_section(tmp_path: Path) -> None:
    document = a_document()
    document["wecom"]["kf"] = a_kf()
    settings = loader.load(save(document, tmp_path), {})

    assert [kf.open_kfid for kf in settings.wecom.kf] == ["wk1"]


def test_where_no_servicer_is_named_the_check_says_who_answers_instead(tmp_path: Path) -> None:
    """人工 reaches nobody's chat then: the desk answers by /回复."""
    document = a_document()
    for servicers, is_said in (([], True), (["zhang"], False)):
        document["wecom"]["kf"] = {**a_kf(), "servicers": servicers}
        told = {one.path: one.text for one in without(loader.load(save(document, tmp_path), {}))}
        assert ("wecom.kf.servicers" in told) is is_said
        assert "/回复" in told.get("wecom.kf.servicers", "/回复")


def test_several_centres_have_prefixes_and_kf_accounts_of_their_own(
    tmp_path: Path,
) -> None:
    document = a_document()
    desk = document.pop("desk")
    document["centre"] = [{**desk, "id": "a", "prefix": "AA"}, {**desk, "id": "b", "prefix": "BB"}]
    document["wecom"]["kf"] = [a_kf("wk1", centre="a"), a_kf("wk2", centre="b")]
    settings = loader.load(save(document, tmp_path), {})

    assert [(one.id, one.prefix) for one in settings.centres()] == [("a", "AA"), ("b", "BB")]


def test_previous_pairs_are_accepted_after_the_present_one(tmp_path: Path) -> None:
    document = a_document()
    document["wecom"]["app"]["previous"] = [{"token": "old", "aes_key": AES_KEY[::-1]}]
    app = loader.load(save(document, tmp_path), {}).wecom.app

    assert [pair.token.get_secret_value() for pair in app.pairs()] == [CANARY + "token", "old"]


@pytest.mark.parametrize(
    "previous",
    ['previous = ["{key}"]', 'previous = "{key}"', '[[privacy.previous]]\nkey = "{key}"'],
)
def test_a_previous_privacy_key_may_be_written_in_each_way(tmp_path: Path, previous: str) -> None:
    document = a_document()
    old = base64.b64encode(bytes(32)).decode()
    del document["privacy"]
    file = save(document, tmp_path)
    file.write_text(
        f'{file.read_text("utf-8")}\n[privacy]\nkey = "{PRIVACY_KEY}"\n'
        + previous.format(key=old)
        + "\n",
        "utf-8",
    )
    settings = loader.load(file, {})

    assert [one.key.get_secret_value() for one in settings.privacy.previous] == [old]


def test_settings_do_not_change() -> None:
    settings = loader.load(EXAMPLE, {"YOUSU_PRIVACY__KEY": PRIVACY_KEY})

    with pytest.raises(ValueError, match="frozen"):
        settings.server.port = 1  # type: ignore[misc]  # to see it refused


# --- where secrets come from -------------------------------------------------------------------


def test_environment_comes_before_file_before_toml(tmp_path: Path) -> None:
    (tmp_path / "app.secret").write_text("from-file\n", "utf-8")
    document = a_document()
    name = "YOUSU_WECOM__APP__SECRET"

    def secret(environ: dict[str, str]) -> str:
        return loader.load(save(document, tmp_path), environ).wecom.app.secret.get_secret_value()

    assert secret({}) == CANARY + "-app"
    document["wecom"]["app"]["secret_file"] = "app.secret"
    assert secret({}) == "from-file"
    assert secret({name: "from-environment"}) == "from-environment"
    assert secret({name: ""}) == "from-file", "an empty variable counts as not set"


def test_every_secret_may_come_from_the_environment(tmp_path: Path) -> None:
    """Found from the models, so that a new secret cannot be forgotten."""
    document = tomllib.loads(EXAMPLE.read_text("utf-8"))
    document["privacy"]["key"] = PRIVACY_KEY
    environ = {}
    for path, field in settings_of(Settings):
        if "SecretStr" not in str(field.annotation) or "previous" in path:
            continue
        here: Any = document
        parts: list[str] = []
        for part in path[:-1]:
            here, parts = here[part], [*parts, str(part)]
            if isinstance(here, list):
                here, parts = here[0], [*parts, "0"]
        environ["__".join(["YOUSU", *parts, str(path[-1])]).upper().replace("__", "_", 1)] = (
            here.pop(path[-1])
        )
    assert len(environ) == 17
    file = save(document, tmp_path)

    assert len(faults_of(file)) == 17 - 3, "webhook_key and the robot's HTTP pair may be absent"
    assert loader.secrets_of(loader.load(file, environ)) >= set(environ.values())


def test_a_section_may_come_from_the_environment_alone(tmp_path: Path) -> None:
    document = a_document()
    del document["privacy"]
    settings = loader.load(save(document, tmp_path), {"YOUSU_PRIVACY__KEY": PRIVACY_KEY})

    assert settings.privacy.key.get_secret_value() == PRIVACY_KEY


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("YOUSU_WECOM__APP__SECERT", id="misspelled"),
        pytest.param("YOUSU_SERVER__PORT", id="not a secret"),
        pytest.param("YOUSU_WECOM__KF__3__SECRET", id="no such account"),
        pytest.param("YOUSU_WECOM__KF__SECRET", id="no account at all"),
        pytest.param("YOUSU_NOWHERE__KEY", id="no such section"),
    ],
)
def test_an_environment_name_that_fits_no_secret_is_a_fault(tmp_path: Path, name: str) -> None:
    assert list(faults_of(save(a_document(), tmp_path), {name: CANARY})) == [name]


def test_other_variables_of_ours_are_left_alone(tmp_path: Path) -> None:
    assert faults_of(save(a_document(), tmp_path), {"YOUSU_SHARED": "x", "PATH": "y"}) == {}


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_a_secret_file_that_is_missing_empty_or_no_text_is_one_fault(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    document = a_document()
    document["privacy"] = {"key_file": "key"}

    assert list(faults_of(save(document, tmp_path))) == ["privacy.key_file"]


def test_files_that_others_may_read_get_a_word(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(PRIVACY_KEY, "utf-8")
    (tmp_path / "key").chmod(0o644)
    document = a_document()
    document["privacy"] = {"key_file": "key"}
    file = save(document, tmp_path)
    file.chmod(0o640)

    def warned() -> set[str]:
        return {word.path for word in loader.examine(file, {}).warnings}

    assert warned() >= {"privacy.key_file", str(file)}
    (tmp_path / "key").chmod(0o600)
    file.chmod(0o600)
    assert not warned() & {"privacy.key_file", str(file)}
