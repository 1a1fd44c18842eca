"""What is wrong in a configuration: every fault named at once, no secret shown."""

import json
import traceback
from datetime import time
from pathlib import Path

import pytest
from configurations import (
    AES_KEY,
    CANARY,
    PRIVACY_KEY,
    Document,
    a_document,
    a_kf,
    faults_of,
    save,
)

from bot.config import loader
from bot.config.toml_writer import written
from bot.texts import operator

pytestmark = pytest.mark.unit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


BROKEN = """
[server]
prot = 1
port = "8080"
[storage]
url = "mysql://x"
[desk]
profile = "nowhere"
opens = 18:00:00
closes = "17:30"
lunch = [14:00:00, 12:00:00]
[wecom]
api_base = "qyapi.weixin.qq.com"
[wecom.app]
agent_id = "1000002"
secret = ""
token = "cAnArY5ecret token"
aes_key = "cAnArY5ecret"
[wecom.aibot]
bot_id = "b"
secret = 5
token = "t"
[[department]]
id = "a"
name = "甲局"
webhook_key = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=cAnArY5ecret"
liaison = "nobody"
centre = "zz"
phone = "call me"
[[department]]
id = "a"
name = "乙局"
aliases = "乙"
[[staff]]
userid = "u"
name = "张三"
roles = ["boss", "department"]
[[staff]]
userid = "v"
name = "李四"
roles = []
department = "zz"
[privacy]
key = "cAnArY5ecret"
[calendar]
holidays = ["2026-10-01", 2026-10-02]
make_up_days = [2026-10-02]
"""

EXPECTED = {
    "server.prot": "不认识这个设置，是不是 port？",
    "server.port": "应为整数，不加引号",
    "storage.url": "sqlite://",
    "desk.profile": "wuzhi",
    "desk.name": "没有填写",
    "desk.closes": "应为时间，写成 08:30:00，不加引号",
    "desk.lunch": "午休应写成两个时间",
    "wecom.corp_id": "没有填写",
    "wecom.api_base": "https://",
    "wecom.app.agent_id": "应为整数，不加引号",
    "wecom.app.secret": "没有填写",
    "wecom.app.token": "不能有空格",
    "wecom.app.aes_key": "43 个字符，现在是 12 个",
    "wecom.aibot.secret": "应为文字，要加引号",
    "wecom.aibot.aes_key": "token 和 aes_key 要一起写",
    "department.0.webhook_key": "key= 后面的部分",
    "department.0.liaison": "没有这个人",
    "department.0.centre": "只有一个中心时不用写",
    "department.0.phone": "电话号码",
    "department.1.id": "与 department.0.id 重复",
    "department.1.aliases": "应为列表",
    "staff.0.roles.0": "没有这个角色",
    "staff.0.department": "承办部门的人要写明部门",
    "staff.1.roles": "至少要写 1 个",
    "staff.1.department": "没有这个部门",
    "privacy.key": "32 字节",
    "calendar.holidays.0": "应为日期",
    "calendar.make_up_days.0": "2026-10-02 同时写在放假和上班里",
}


def test_every_fault_is_named_at_once_with_its_path_and_what_to_do(file: Path) -> None:
    file.write_text(BROKEN, "utf-8")
    faults = faults_of(file)

    assert set(faults) == set(EXPECTED)
    assert {path for path, part in EXPECTED.items() if part not in faults[path]} == set()


def test_an_empty_file_names_every_section_it_needs(file: Path) -> None:
    file.write_text("", "utf-8")

    assert set(faults_of(file)) == {"desk", "wecom", "privacy"}


def test_no_fault_repr_or_traceback_shows_a_secret(file: Path, tmp_path: Path) -> None:
    """With locals shown too, as a crash reporter would."""
    file.write_text(BROKEN, "utf-8")
    with pytest.raises(loader.BadConfig) as caught:
        loader.load(file, {"YOUSU_WECOM__APP__SECRET": CANARY + " bad"})
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    settings = loader.load(save(a_document(), tmp_path), {})
    told += f"{settings!r} {settings}"

    assert CANARY not in told
    assert AES_KEY not in told
    assert PRIVACY_KEY not in told
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_the_password_of_the_database_is_not_shown(tmp_path: Path) -> None:
    document = a_document()
    document["storage"] = {"url": f"postgres://u:{CANARY}@db/yousu"}

    assert CANARY not in repr(loader.load(save(document, tmp_path), {}))


@pytest.mark.parametrize(
    "url", ["sqlite://", "postgres://", "postgres:///db", "postgres://h:x/db", "postgres://[::1/db"]
)
def test_an_address_that_names_no_database_is_refused(tmp_path: Path, url: str) -> None:
    document = a_document()
    document["storage"] = {"url": url}

    assert list(faults_of(save(document, tmp_path))) == ["storage.url"]


def test_a_single_kf_section_is_named_without_a_position(tmp_path: Path) -> None:
    document = a_document()
    document["wecom"]["kf"] = {**a_kf(), "aes_key": "short"}

    assert list(faults_of(save(document, tmp_path))) == ["wecom.kf.aes_key"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        pytest.param({"closes": time(8)}, "desk.closes", id="closes before it opens"),
        pytest.param({"lunch": [time(7), time(8)]}, "desk.lunch", id="lunch before opening"),
        pytest.param({"lunch": [time(12)]}, "desk.lunch", id="half a lunch"),
    ],
)
def test_hours_must_be_in_order(tmp_path: Path, change: Document, path: str) -> None:
    document = a_document()
    document["desk"] |= change

    assert list(faults_of(save(document, tmp_path))) == [path]


@pytest.mark.parametrize("missing", ["prefix", "centre"])
def test_with_several_centres_it_must_be_said_which(tmp_path: Path, missing: str) -> None:
    document = a_document()
    desk = document.pop("desk")
    document["centre"] = [{**desk, "id": "a", "prefix": "AA"}, {**desk, "id": "b", "prefix": "BB"}]
    document["wecom"]["kf"] = [a_kf(centre="a")]
    place = {"prefix": document["centre"][1], "centre": document["wecom"]["kf"][0]}[missing]
    del place[missing]

    expected = {"prefix": "centre.1.prefix", "centre": "wecom.kf.0.centre"}[missing]
    assert list(faults_of(save(document, tmp_path))) == [expected]


def test_desk_and_centres_together_are_refused(tmp_path: Path) -> None:
    document = a_document()
    document["centre"] = [{**document["desk"], "id": "a", "prefix": "AA"}]

    assert list(faults_of(save(document, tmp_path))) == ["desk"]


@pytest.mark.parametrize(
    ("section", "value"),
    [("wecom", "x"), ("staff", 3), ("staff", ["x"]), ("desk", [1]), ("privacy", True),
     ("server", []), ("calendar", "x"), ("centre", 1), ("storage", 2)],
)  # fmt: skip
def test_a_section_of_the_wrong_kind_is_a_fault_and_no_crash(
    file: Path, section: str, value: object
) -> None:
    document = {name: text for name, text in a_document().items() if name != section}
    file.write_text(f"{section} = {json.dumps(value)}\n{written(document)}", "utf-8")

    assert any(path.startswith(section) for path in faults_of(file))


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[server]\nhost = "a\n', 2, "引号"),
        ("[server]\nhost 1\n", 2, "等号"),
        ("[server]\nhost = a\n", 2, "加引号"),
        ("[server]\nport = 1\nport = 2\n", 3, "写过"),
        ("[server]\n[server]\n", 2, "写过"),
        ("[server\n", 1, "方括号"),
    ],
)
def test_a_syntax_error_names_line_and_reason_in_chinese(
    file: Path, text: str, line: int, what: str
) -> None:
    file.write_text(text, "utf-8")
    fault = faults_of(file)[str(file)]

    assert f"第 {line} 行" in fault
    assert what in fault


def test_a_missing_file_and_another_encoding_say_what_to_do(file: Path) -> None:
    assert "yousu init" in faults_of(file)[str(file)]
    file.write_bytes("[desk]\nname = '中心'".encode("gbk"))
    assert "UTF-8" in faults_of(file)[str(file)]


def test_a_plain_connection_to_elsewhere_gets_a_word_and_loopback_none(
    tmp_path: Path,
) -> None:
    document = a_document()

    def warned(url: str) -> bool:
        document["wecom"]["api_base"] = url
        words = loader.examine(save(document, tmp_path), {}).warnings
        return "wecom.api_base" in {word.path for word in words}

    assert warned("http://proxy.example")
    assert not warned("http://127.0.0.1:8081")


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ({}, set()),
        ({"public_url": "https://x.example"}, {"server.proxy_header"}),
        ({"public_url": "https://x.example", "proxy_header": "X-Forwarded-For"}, set()),
        ({"host": "::1", "public_url": "https://x.example"}, {"server.proxy_header"}),
        ({"host": "0.0.0.0"}, {"server.metrics"}),
        ({"host": "0.0.0.0", "metrics": False}, set()),
        ({"host": "0.0.0.0", "metrics_port": 9464}, set()),
        (
            {"host": "10.1.2.3", "proxy_header": "X-Real-IP"},
            {"server.proxy_header", "server.metrics"},
        ),
    ],
)
def test_what_a_proxy_in_front_means_gets_a_word(
    tmp_path: Path, server: dict[str, object], words: set[str]
) -> None:
    """Unset behind one nobody is slowed; set without one anybody may say whose address it is."""
    found = loader.examine(save({**a_document(), "server": server}, tmp_path), {})
    assert found.faults == ()
    assert {one.path for one in found.warnings if one.path.startswith("server.")} == words


@pytest.mark.parametrize(
    ("sms", "phone", "heard"),
    [
        ({}, "", ()),
        ({}, "0391-0000002", ()),
        ({}, "13900000000", ("13900000000",)),
        ({"operator_phones": ["13900000001"]}, "13900000000", ("13900000001",)),
    ],
)
def test_who_gets_no_sms_about_an_outage_is_told_beforehand(
    tmp_path: Path, sms: dict[str, object], phone: str, heard: tuple[str, ...]
) -> None:
    document = a_document()
    document["sms"] = {"url": "https://sms.example", "key": "k", **sms}
    document["desk"]["phone"] = phone
    found = loader.examine(save(document, tmp_path), {})
    assert found.settings is not None
    assert found.settings.operator_phones() == heard
    words = {one.path for one in found.warnings}
    assert ("sms.operator_phones" in words) == (not heard)
    assert operator.NO_OPERATOR in {one.text for one in found.warnings}
    document["sms"]["operator_phones"] = ["0391-0000002"]
    assert "sms.operator_phones.0" in faults_of(save(document, tmp_path))
