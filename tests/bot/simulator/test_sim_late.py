"""The simulated SMS gateway and 服务号 template messages, and our clients on their wire."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.delivery.sms import SmsGateway, failure_of
from bot.simulator import Simulator
from bot.wecom import errors
from bot.wecom.official import OfficialAccount, OfficialClient, Template

PHONE, TEXT = "13800138000", "您反映的2026年第0001号已有办理答复"
FOLLOWER = "oSimulatedFollower0000000001"
SEND = "/cgi-bin/message/template/send"
TOKEN = "/cgi-bin/token"


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """A client's session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def gateway(wecom: Simulator, session: ClientSession) -> SmsGateway:
    """Our client of the gateway."""
    return SmsGateway(session, wecom.sms_url, wecom.ground.directory.sms.key)


def official(wecom: Simulator, session: ClientSession, **other: str) -> OfficialClient:
    """Our client of the 服务号, with *other* values of its account."""
    account = wecom.ground.directory.official
    known = {
        "app_id": account.app_id,
        "secret": account.secret,
        "template_id": account.template_id,
    }
    return OfficialClient(
        session, wecom.base_url, OfficialAccount(**{**known, **other}), wecom.clock
    )


def template(to: str = FOLLOWER, id: str = "a" * 32) -> Template:
    """Return a template message."""
    return Template(
        to=to, url="https://x.example/r/abc", data={"keyword1": "2026年第0001号"}, id=id
    )


# --- SMS ----------------------------------------------------------------------------------------


async def test_an_sms_arrives_with_its_id_and_the_state_shows_it(
    wecom: Simulator, gateway: SmsGateway, api: Any
) -> None:
    """Product §6: POST {"id","to","text"}, 2xx = accepted."""
    await gateway.send("2026-0001/late/0/sms", PHONE, TEXT)
    assert (await api.sim("/sim/state"))["sms"] == [
        {
            "id": "2026-0001/late/0/sms",
            "to": PHONE,
            "text": TEXT,
            "at": "2026-09-28T09:00:00+08:00",
            "times": 1,
        }
    ]
    assert wecom.sms.calls[0].body == {"id": "2026-0001/late/0/sms", "to": PHONE, "text": TEXT}


async def test_a_repeat_under_the_same_id_is_one_message(
    wecom: Simulator, gateway: SmsGateway
) -> None:
    """Product §6: idempotent by id."""
    for _ in range(3):
        await gateway.send("a", PHONE, TEXT)
    await gateway.send("b", PHONE, TEXT)
    assert [(one.id, one.times) for one in wecom.sms.messages] == [("a", 3), ("b", 1)]


async def test_the_same_id_with_other_words_is_refused(
    wecom: Simulator, gateway: SmsGateway
) -> None:
    await gateway.send("a", PHONE, TEXT)
    with pytest.raises(errors.Rejected):
        await gateway.send("a", PHONE, "别的话")
    assert [one.text for one in wecom.sms.messages] == [TEXT]


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"http_status": 500}, errors.Ambiguous),
        ({"http_status": 503}, errors.Ambiguous),
        ({"http_status": 429}, errors.TryLater),
        ({"http_status": 302}, errors.TryLater),
        ({"http_status": 404}, errors.TryLater),
        ({"http_status": 400}, errors.Rejected),
        ({"http_status": 422}, errors.Rejected),
        ({"reset": True}, errors.Ambiguous),
    ],
)
async def test_each_refusal_of_the_gateway_has_its_remedy(
    wecom: Simulator, gateway: SmsGateway, wish: dict[str, Any], error: type[Exception]
) -> None:
    wecom.trouble(path="/sms", **wish)
    with pytest.raises(errors.WeComError) as caught:
        await gateway.send("a", PHONE, TEXT)
    assert type(caught.value) is error
    assert wecom.sms.messages == []


async def test_what_was_taken_and_not_answered_is_shown_once(
    wecom: Simulator, gateway: SmsGateway
) -> None:
    wecom.trouble(path="/sms", reset=True, after=True)
    with pytest.raises(errors.Ambiguous):
        await gateway.send("a", PHONE, TEXT)
    await gateway.send("a", PHONE, TEXT)
    assert [(one.id, one.times) for one in wecom.sms.messages] == [("a", 2)]


async def test_a_wrong_key_waits_for_the_operator_and_is_never_told(
    wecom: Simulator, session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither key, number nor words stand in an error, a repr or a log."""
    caplog.set_level(logging.DEBUG)
    gateway = SmsGateway(session, wecom.sms_url, "wrong-key-4711")
    with pytest.raises(errors.TryLater) as caught:
        await gateway.send("a", PHONE, TEXT)
    assert caught.value.after == timedelta(minutes=5)
    assert caught.value.__context__ is None
    for word in ("wrong-key", PHONE, TEXT, wecom.sms_url):
        assert word not in f"{caught.value!r} {gateway!r} {caplog.text}"


async def test_a_gateway_that_is_not_there_is_tried_later(session: ClientSession) -> None:
    gateway = SmsGateway(session, "http://127.0.0.1:9/sms", "k")
    with pytest.raises(errors.TryLater) as caught:
        await gateway.send("a", PHONE, TEXT)
    assert type(caught.value) is errors.TryLater
    assert "127.0.0.1" not in f"{caught.value!r}{caught.value.__context__!r}"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_accepted(status: int) -> None:
    assert failure_of(status) is None


@pytest.mark.parametrize(
    "body", [[], {"id": "a", "to": PHONE}, {"id": 1, "to": PHONE, "text": "x"}]
)
async def test_the_gateway_takes_only_its_own_shape(
    wecom: Simulator, session: ClientSession, body: Any
) -> None:
    headers = {"Authorization": f"Bearer {wecom.ground.directory.sms.key}"}
    async with session.post(wecom.sms_url, json=body, headers=headers) as response:
        assert response.status == 400
    assert wecom.sms.messages == []


# --- 服务号 ---------------------------------------------------------------------------------------


async def test_a_template_message_arrives_with_its_link(
    wecom: Simulator, session: ClientSession
) -> None:
    """Wecom.md §5: token, then template/send with client_msg_id."""
    client = official(wecom, session)
    assert await client.template_send(template())
    (shown,) = wecom.messages_of(FOLLOWER)
    assert (shown.kind, shown.text, shown.url) == (
        "template",
        "keyword1：2026年第0001号",
        "https://x.example/r/abc",
    )
    assert [call.path for call in wecom.calls] == [TOKEN, SEND]
    assert "secret" not in wecom.calls[0].query


async def test_a_template_repeated_within_ten_minutes_is_shown_once(
    wecom: Simulator, session: ClientSession, clock: Any
) -> None:
    client = official(wecom, session)
    wecom.trouble(path=SEND, reset=True, after=True)
    with pytest.raises(errors.Ambiguous):
        await client.template_send(template())
    await client.template_send(template())
    assert len(wecom.messages_of(FOLLOWER)) == 1
    clock.advance(minutes=11)
    await client.template_send(template())
    assert len(wecom.messages_of(FOLLOWER)) == 2


@pytest.mark.parametrize(
    ("to", "account", "errcode"),
    [
        ("oStranger", {}, 43004),
        ("wmNotAnOpenid", {}, 40003),
        (FOLLOWER, {"template_id": "other"}, 40037),
        (FOLLOWER, {"secret": "wrong"}, 40125),
        (FOLLOWER, {"app_id": "wxOther"}, 40013),
    ],
)
async def test_what_cannot_help_again_is_rejected_with_its_code(
    wecom: Simulator, session: ClientSession, to: str, account: dict[str, str], errcode: int
) -> None:
    """Never an `Alarm`: a wrong AppSecret of the 服务号 must not silence WeCom."""
    with pytest.raises(errors.Rejected) as caught:
        await official(wecom, session, **account).template_send(template(to))
    assert caught.value.errcode == errcode
    assert not isinstance(caught.value, errors.Alarm)


@pytest.mark.parametrize("errcode", [40164, 48001, 47003, 43101])
async def test_other_codes_are_rejected_too(
    wecom: Simulator, session: ClientSession, errcode: int
) -> None:
    wecom.trouble(path=TOKEN if errcode == 40164 else SEND, errcode=errcode)
    with pytest.raises(errors.Rejected) as caught:
        await official(wecom, session).template_send(template())
    assert caught.value.errcode == errcode


@pytest.mark.parametrize(("errcode", "error"), [(-1, errors.TryLater), (45009, errors.RateLimited)])
async def test_a_busy_account_is_asked_later(
    wecom: Simulator, session: ClientSession, errcode: int, error: type[Exception]
) -> None:
    wecom.trouble(path=SEND, errcode=errcode)
    with pytest.raises(errors.TryLater) as caught:
        await official(wecom, session).template_send(template())
    assert type(caught.value) is error


async def test_an_html_answer_is_no_success(wecom: Simulator, session: ClientSession) -> None:
    wecom.trouble(path=SEND, http_status=200, body="<html>busy</html>")
    with pytest.raises(errors.Ambiguous):
        await official(wecom, session).template_send(template())


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_a_token_that_died_is_renewed_once(
    wecom: Simulator, session: ClientSession, errcode: int
) -> None:
    """40001 here means: somebody else fetched a newer token."""
    client = official(wecom, session)
    await client.template_send(template(id="b" * 32))
    wecom.ground.tokens.revoke_all()
    wecom.trouble(path=SEND, errcode=errcode)
    await client.template_send(template())
    assert [call.path for call in wecom.calls] == [TOKEN, SEND, SEND, TOKEN, SEND]


async def test_the_corps_own_token_opens_nothing_here(wecom: Simulator, api: Any) -> None:
    found = await api.post(SEND, {"touser": FOLLOWER})
    assert found["errcode"] == 40001
