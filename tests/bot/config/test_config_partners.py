"""`[hotline]` and `[[partner]]` in config.toml: who may exchange complaints with us (SQ-P3.3a)."""

from pathlib import Path
from typing import Any

import pytest
from configurations import CANARY, a_document, faults_of, save

from bot.cli.check import configured
from bot.config import loader
from bot.config.advice import unreached
from bot.letters import to_partners
from bot.profiles import catalogue

HOTLINE = {"url": "https://12345.example.gov.cn/api?token=x", "key": CANARY + "-hotline"}
PARTNER = {
    "id": "zhzx",
    "name": "县社会治理综合服务中心",
    "url": "https://zhzx.example.gov.cn/api",
    "key": CANARY + "-partner",
}


def with_partners(*partners: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**a_document(), "hotline": HOTLINE, "partner": list(partners), **more}


def test_sq_p3_3a_12345_and_the_centre_are_two_endpoints(tmp_path: Path) -> None:
    settings = loader.load(save(with_partners(PARTNER), tmp_path), {})
    found = to_partners.partners_of(settings)
    assert list(found) == ["12345", "zhzx"]
    assert found["zhzx"].name == "县社会治理综合服务中心"
    assert to_partners.names_of(settings) == {"12345": "12345", "zhzx": PARTNER["name"]}
    assert CANARY not in repr(found) + repr(settings)
    assert {HOTLINE["key"], PARTNER["key"]} <= loader.secrets_of(settings)
    said = configured(settings)
    assert said["12345 热线"] == "https://12345.example.gov.cn"
    assert PARTNER["name"] in said["联动单位"]


def test_without_the_sections_there_is_nobody(tmp_path: Path) -> None:
    settings = loader.load(save(a_document(), tmp_path), {})
    assert to_partners.partners_of(settings) == {}


@pytest.mark.parametrize(
    ("partners", "place"),
    [
        pytest.param([PARTNER | {"id": "12345"}], "partner.0.id", id="12345 is the hotline's"),
        pytest.param([PARTNER, PARTNER | {"key": "k2"}], "partner.1.id", id="an id twice"),
        pytest.param([PARTNER | {"key": HOTLINE["key"]}], "partner.0.key", id="the hotline's key"),
        pytest.param([PARTNER, PARTNER | {"id": "b"}], "partner.1.key", id="a key twice"),
        pytest.param([PARTNER | {"url": "zhzx"}], "partner.0.url", id="no address"),
        pytest.param([{"id": "zhzx"}], "partner.0.key", id="no key"),
    ],
)
def test_partners_that_could_not_be_told_apart_are_refused(
    tmp_path: Path, partners: list[dict[str, Any]], place: str
) -> None:
    faults = faults_of(save(with_partners(*partners), tmp_path))
    found = {
        path.replace("partner.", "partner.0.", 1) if path.count(".") == 1 else path
        for path in faults
    }
    assert place in found
    assert CANARY not in str(faults)


@pytest.mark.parametrize(
    ("document", "missing"),
    [
        pytest.param(a_document(), ["县12345政务服务热线管理机构", PARTNER["name"]], id="nobody"),
        pytest.param(with_partners(), [PARTNER["name"]], id="12345 alone"),
        pytest.param(with_partners(PARTNER), [], id="both"),
        pytest.param(with_partners(PARTNER | {"name": "社会治理综合服务中心"}), [], id="in short"),
        pytest.param(with_partners(PARTNER | {"name": "武来办"}), [PARTNER["name"]], id="another"),
    ],
)
def test_sq_p3_3a_a_partner_of_the_rules_that_nobody_configured_is_named(
    tmp_path: Path, document: dict[str, Any], missing: list[str]
) -> None:
    profile = catalogue.load("shenqiu")
    assert unreached(loader.load(save(document, tmp_path), {}), profile) == missing


def test_a_partners_key_may_come_from_the_environment(tmp_path: Path) -> None:
    bare = {name: value for name, value in PARTNER.items() if name != "key"}
    file = save(with_partners(bare), tmp_path)
    settings = loader.load(file, {"YOUSU_PARTNER__0__KEY": "from-outside"})
    assert settings.partner[0].key.get_secret_value() == "from-outside"


def test_a_plain_connection_to_a_partner_is_worth_a_word(tmp_path: Path) -> None:
    file = save(with_partners(PARTNER | {"url": "http://zhzx.example.gov.cn"}), tmp_path)
    assert "partner.0.url" in {w.path for w in loader.examine(file, {}).warnings}
