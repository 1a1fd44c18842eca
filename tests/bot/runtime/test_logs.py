"""The logs: nothing secret and nobody's number gets out, whoever writes it."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.runtime import logs, redact
from bot.runtime.access_log import Access

PHONES = [
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "+8613800138000",
    "１３８００１３８０００",
]
LANDLINES = ["0391-7654321", "010-12345678", "01012345678"]
IDENTITIES = ["410823199001011234", "41082319900101123X", "410823900101123"]
SECRETS = [
    "https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=TOKEN-canary-1&debug=1",
    "access_token=TOKEN-canary-1",
    '{"access_token": "TOKEN-canary-1", "expires_in": 7200}',
    "{'corpsecret': 'TOKEN-canary-1'}",
    '{\\"secret\\": \\"TOKEN-canary-1\\"}',
    "GET /wecom/callback?msg_signature=TOKEN-canary-1&nonce=5 HTTP/1.1",
    "Authorization: Bearer TOKEN-canary-1",
    "<xml><Token><![CDATA[TOKEN-canary-1]]></Token></xml>",
    "<xml><Encrypt>TOKEN-canary-1</Encrypt></xml>",
    "postgres://yousu:TOKEN-canary-1@db:5432/yousu",
    "response_code=TOKEN-canary-1",
    "webhook/send?key=TOKEN-canary-1",
    "token=b'TOKEN-canary-1'",
    "lane=kf:wkAJ2GQAA:TOKEN-canary-1",
    "about 人工|kf:wkAJ2GQAA:TOKEN-canary-1/media/1",
    "Lane('welcome:kf:wkAJ2GQAA:TOKEN-canary-1')",
    "mp:TOKEN-canary-1",
    '{"external_userid": "TOKEN-canary-1"}',
    "openid=TOKEN-canary-1",
]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave logging as it was found: it is the one thing here that is global."""
    root = logging.getLogger()
    handlers, level, known = root.handlers[:], root.level, redact._known[:]
    yield
    root.handlers[:], redact._known[:] = handlers, known
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.unit
@pytest.mark.parametrize("text", SECRETS)
def test_secrets_are_masked_in_each_form_they_come_in(text: str) -> None:
    assert "canary" not in redact.redacted(f"before {text} after")
    assert redact.redacted(f"before {text} after").startswith("before ")


@pytest.mark.unit
@pytest.mark.parametrize("number", [*PHONES, *LANDLINES, *IDENTITIES])
def test_numbers_of_people_are_masked(number: str) -> None:
    assert redact.redacted(f"电话{number}，") == "电话***，"


@pytest.mark.unit
@pytest.mark.parametrize(
    "text",
    [
        "notice_parked ticket=2026-0001 errcode=45009",
        "key=2026-0001/3/0",
        "at 2026-09-28T01:00:00.123456Z",
        "timestamp 1790000000123",
        "what? nothing = nothing",
        "https://example.gov.cn/a/b",
    ],
)
def test_what_is_harmless_stays_readable(text: str) -> None:
    assert redact.redacted(text) == text


def test_a_thousand_canaries_in_every_place_at_debug_leave_no_trace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """reliability.md S10: events, fields, nested fields, other loggers, exceptions."""
    logs.set_up(logging.DEBUG, secrets=["cAnArY-aes-key"], as_json=True)
    ours, theirs = structlog.get_logger("bot.test"), logging.getLogger("aiohttp.client")
    numbers = [f"139{at:08d}" for at in range(500)] + [f"4108231990{at:07d}X" for at in range(500)]
    for number in numbers:
        ours.debug(
            "kept", sender=number, deep={"rows": [("a", number, int(number.strip("X")[:11]))]}
        )
        theirs.debug("body %r of %s", number.encode(), {"token": f"canary{number}"})
        try:
            raise RuntimeError(
                f"{number} at https://host/x?access_token=canary{number} cAnArY-aes-key"
            )
        except RuntimeError:
            ours.exception("broken", secret=f"canary{number}", phone="x", aes_key=["canary"])
            theirs.exception("broken too")
    written = capsys.readouterr().err
    lines = written.splitlines()

    assert len(lines) == 4 * len(numbers)
    assert [line for line in lines if not isinstance(json.loads(line), dict)] == []
    assert "canary" not in written.lower()
    assert [number for number in numbers if number in written] == []
    assert json.loads(lines[2])["event"] == "broken"
    assert "RuntimeError" in json.loads(lines[2])["exception"]


def test_a_traceback_does_not_quote_what_somebody_wrote(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up(as_json=True)
    words = "我叫王老五住在东街"
    try:
        try:
            int(words)
        except ValueError as error:
            raise KeyError(words) from error
    except KeyError:
        structlog.get_logger("bot.test").exception("message_failed")
        logging.getLogger("storage.test").exception("failed")
    try:
        raise OSError(28, "No space left on device")
    except OSError:
        structlog.get_logger("bot.test").exception("turn_failed")
    written = capsys.readouterr().err
    broken, theirs, full = [json.loads(line)["exception"] for line in written.splitlines()]
    assert words not in written
    assert broken == theirs
    assert broken.index("ValueError: ***") < broken.index("KeyError: ***")
    assert "test_logs.py" in broken
    assert "No space left on device" in full


def test_a_record_that_cannot_be_formed_does_not_show_its_arguments(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger().handlers.clear()  # pytest's own would raise
    logs.set_up(as_json=True)
    logging.getLogger("aiohttp").warning("%d rows", "canary")

    assert capsys.readouterr().err.startswith("log_failed logger=aiohttp")


def test_logs_are_for_people_on_a_terminal_and_hide_as_much(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up(as_json=False)
    structlog.get_logger("bot.test").info("sent", to="13800138000", ticket="2026-0001")
    written = capsys.readouterr().err

    assert "2026-0001" in written
    assert "13800138000" not in written


def test_set_up_twice_writes_each_record_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(as_json=True)
    logs.set_up(as_json=True)
    logging.getLogger("anything").warning("once")
    out, err = capsys.readouterr()

    assert (out, len(err.splitlines())) == ("", 1)


def test_handlers_that_libraries_bring_along_are_taken_away(
    capsys: pytest.CaptureFixture[str],
) -> None:
    jieba = logging.getLogger("jieba")
    jieba.addHandler(logging.StreamHandler())
    logs.set_up(as_json=True)
    jieba.warning("13800138000")

    assert "13800138000" not in capsys.readouterr().err


async def test_the_access_log_names_the_route_without_query_or_path_values(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up(as_json=True)

    async def page(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_get("/r/{token}", page)
    server = TestServer(app)
    await server.start_server(access_log_class=Access)
    async with TestClient(server) as client:
        await client.get("/r/canary?code=canary&state=5")
        await client.get("/nowhere/canary")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    answered = [line for line in lines if line["event"] == "answered"]

    assert [(one["route"], one["status"]) for one in answered] == [
        ("/r/{token}", 200),
        ("unknown", 404),
    ]
    assert "canary" not in str(lines)
