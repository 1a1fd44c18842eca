"""The door to WeCom against a real server that answers by script: nothing is silently sent."""

import asyncio
import json
import logging
import re
import traceback
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from patience import within

from bot.wecom.client import App, WeComClient
from bot.wecom.endpoints import Endpoint, KfState, safe_name
from bot.wecom.errors import (
    ERRORS,
    Alarm,
    Ambiguous,
    BadMedia,
    CodeSpent,
    RateLimited,
    Rejected,
    TargetGone,
    TooLarge,
    TryLater,
    WeComError,
    WindowClosed,
)
from bot.wecom.token import MOST_REFUSALS, Grant, Secret, TokenCache

APP = App(1000002, Secret("s3cret-of-the-app", "app"))
KF = Secret("s3cret-of-kf", "kf")
TEXT = {"msgtype": "text", "text": {"content": "您的诉求已受理：“营业执照”"}}
KEY = "wk3y"
#: Nothing with these words may come out of the client (they stand in no line of its source).
SECRETS = re.compile(r"s3cret|t0ken|wk3y|access_token=|corpsecret=|\bkey=")

Script = dict[str, Any] | Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Call:
    path: str
    query: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)


class ScriptedWeCom:
    """WeCom's side: answers from `script` first, in order, then errcode 0; keeps every call."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.script: dict[str, deque[Script]] = defaultdict(deque)
        self.always: dict[str, Script] = {}
        self.tokens = 0

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 26)
        app.router.add_route("*", "/cgi-bin/{path:.+}", self._answer)
        return app

    def count(self, path: str) -> int:
        return sum(call.path == path for call in self.calls)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.calls.append(Call(path, dict(request.query), await request.read()))
        waiting = self.script[path]
        script = waiting.popleft() if waiting else self.always.get(path, self._ok(path))
        if callable(script):
            return await script(request)
        return web.json_response(script)

    def _ok(self, path: str) -> dict[str, Any]:
        ok: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
        if path == "gettoken":
            self.tokens += 1
            return ok | {"access_token": f"t0ken{self.tokens}", "expires_in": 7200}
        return ok | {"msgid": "MSGID"}


@pytest.fixture
async def wecom() -> ScriptedWeCom:
    return ScriptedWeCom()


@pytest.fixture
async def client(wecom: ScriptedWeCom, clock: Any) -> AsyncIterator[WeComClient]:
    async with TestServer(wecom.app()) as server, aiohttp.ClientSession() as session:
        yield WeComClient(session, str(server.make_url("")), "ww1", clock)


def refusal(code: int) -> dict[str, Any]:
    """An answer as WeCom gives it, with all the words that must not get out."""
    return {"errcode": code, "errmsg": "access_token=t0ken1 s3cret 13912345678, hint: [1]"}


def all_words(failure: BaseException | None) -> str:
    """Everything a logger could print of *failure*, contexts and causes included."""
    words = []
    while failure is not None:
        words += [str(failure), repr(failure), *traceback.format_exception(failure, chain=False)]
        words.append(str(vars(failure)))
        failure = failure.__cause__ or failure.__context__
    return "\n".join(words)


async def send(client: WeComClient) -> Any:
    return await client.message_send(APP, ["LiSi"], TEXT)


# Saying.


async def test_a_message_goes_out_as_raw_utf8_with_the_duplicate_check(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    sent = await client.message_send(APP, ["LiSi", "WangWu"], TEXT)

    gettoken, call = wecom.calls
    assert sent.msgid == "MSGID"
    assert gettoken.query == {"corpid": "ww1", "corpsecret": "s3cret-of-the-app"}
    assert call.query == {"access_token": "t0ken1"}
    assert "您的诉求已受理".encode() in call.content
    assert rb"\u" not in call.content
    assert call.body == {
        **TEXT,
        "touser": "LiSi|WangWu",
        "agentid": 1000002,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 14400,
    }


async def test_a_repeat_is_the_same_to_the_byte(client: WeComClient, wecom: ScriptedWeCom) -> None:
    """R9: WeCom's duplicate check compares what it gets."""
    await send(client)
    await send(client)

    assert wecom.calls[1].content == wecom.calls[2].content


async def test_characters_that_json_would_escape_are_left_out(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    odd = {"msgtype": "text", "text": {"content": "甲\x00\x0b\ud83d乙\n丙"}}
    await client.message_send(APP, ["LiSi"], odd)

    assert rb"\u" not in wecom.calls[1].content
    assert wecom.calls[1].body["text"]["content"] == "甲乙\n丙"


async def test_errcode_0_with_invalid_users_is_told_per_recipient(
    client: WeComClient, wecom: ScriptedWeCom, shared: Any
) -> None:
    """R14: who was not reached is not taken for reached."""
    sample = json.loads((shared / "vectors/wecom_send/response.json").read_text("utf-8"))
    wecom.script["message/send"].append(sample)

    sent = await client.message_send(APP, ["UserID1", "UserID3", "UserID9"], TEXT)

    assert sent.missed("UserID1")
    assert sent.missed("UserID3"), "not licensed is not reached either"
    assert not sent.missed("UserID9")
    assert sent.invalid_parties == ("partyid1", "partyid2")
    assert (sent.msgid, sent.response_code) == ("xxxx", "xyzxyz")
    assert "xyzxyz" not in repr(sent)


async def test_a_card_is_changed_for_those_named_or_for_all(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.script["message/update_template_card"].append({"errcode": 0, "invaliduser": ["u1"]})
    button = {"button": {"replace_name": "已由李四签收"}}

    missed = await client.update_template_card(APP, ["u1", "u2"], "CODE", button)
    await client.update_template_card(APP, [], "CODE2", button)

    assert missed == ("u1",)
    named, everybody = (call.body for call in wecom.calls[1:])
    assert named == {"userids": ["u1", "u2"], "agentid": 1000002, "response_code": "CODE", **button}
    assert everybody["atall"] == 1
    assert "userids" not in everybody


async def test_each_small_door_speaks_the_documented_wire(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.script["kf/service_state/trans"].append({"errcode": 0, "msg_code": "MSG_CODE"})
    wecom.script["batch/openuserid_to_userid"].append(
        {"errcode": 0, "userid_list": [{"open_userid": "wo1", "userid": "LiSi"}]}
    )

    assert await client.kf_send(KF, "wm1", "wk1", TEXT, "m-1") == "MSGID"
    assert await client.kf_send_on_event(KF, "CODE", TEXT, "m-2") == "MSGID"
    assert await client.kf_trans(KF, "wk1", "wm1", KfState(state=3, servicer="li")) == "MSG_CODE"
    assert await client.openuserid_to_userid(APP, ["wo1", "wo2"]) == {"wo1": "LiSi"}
    await client.recall(APP, "MSGID")
    await client.webhook_send(KEY, TEXT)

    by_path = {call.path: call for call in wecom.calls}
    assert by_path["kf/send_msg"].body == {
        "touser": "wm1", "open_kfid": "wk1", "msgid": "m-1", **TEXT,
    }  # fmt: skip
    assert by_path["kf/send_msg_on_event"].body == {"code": "CODE", "msgid": "m-2", **TEXT}
    assert by_path["kf/service_state/trans"].body["servicer_userid"] == "li"
    assert by_path["message/recall"].body == {"msgid": "MSGID"}
    assert by_path["webhook/send"].query == {"key": KEY}, "a webhook needs no token"


async def test_kf_pages_come_whole_and_an_empty_page_may_have_more_behind(
    client: WeComClient, wecom: ScriptedWeCom, shared: Any
) -> None:
    sample = json.loads((shared / "vectors/kf/sync_msg.json").read_text("utf-8"))
    page = sample.get("response", sample)
    wecom.script["kf/sync_msg"] += [page, {"errcode": 0, "next_cursor": "c2", "has_more": 1}]

    first = await client.kf_sync_raw(KF, "wk1", "", "CALLBACKTOKEN", limit=50)
    second = await client.kf_sync_raw(KF, "wk1", first.get("next_cursor", ""))

    assert first["msg_list"] == page["msg_list"]
    assert second == {"errcode": 0, "next_cursor": "c2", "has_more": 1}
    bodies = [call.body for call in wecom.calls if call.path == "kf/sync_msg"]
    assert bodies[0] == {
        "open_kfid": "wk1", "limit": 50, "voice_format": 0, "token": "CALLBACKTOKEN",
    }  # fmt: skip
    assert bodies[1].get("cursor", "") == first.get("next_cursor", "")
    assert "token" not in bodies[1]


# Being refused.


@pytest.mark.parametrize("code", [*sorted(ERRORS), 77777])
async def test_every_errcode_is_an_error_of_its_class(
    code: int, client: WeComClient, wecom: ScriptedWeCom
) -> None:
    """R14: none is a success, and none is asked twice at once."""
    wecom.always["webhook/send"] = refusal(code)

    with pytest.raises(WeComError) as caught:
        await client.webhook_send(KEY, TEXT)

    assert type(caught.value) is ERRORS.get(code, Rejected)
    assert not SECRETS.search(all_words(caught.value))
    assert "139" not in all_words(caught.value)
    assert wecom.count("webhook/send") == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (45009, RateLimited),
        (60140, CodeSpent),
        (81013, Rejected),
        (93000, TargetGone),
        (95001, WindowClosed),
        (60020, Alarm),
    ],
)
async def test_a_refusal_costs_one_call(
    code: int, kind: type[WeComError], client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.always["message/send"] = refusal(code)

    with pytest.raises(kind):
        await send(client)

    assert (wecom.count("message/send"), wecom.count("gettoken")) == (1, 1)


async def html(_: web.Request) -> web.Response:
    return web.Response(text="<html>t0ken1 登录以继续</html>", content_type="text/html")


async def bad_gateway(_: web.Request) -> web.Response:
    return web.Response(status=502, text="Bad Gateway t0ken1")


async def unavailable(_: web.Request) -> web.Response:
    return web.Response(status=503)


async def moved(_: web.Request) -> web.Response:
    raise web.HTTPFound("/cgi-bin/elsewhere?access_token=t0ken1")


async def not_found(_: web.Request) -> web.Response:
    return web.Response(status=404, text="no")


async def empty(_: web.Request) -> web.Response:
    return web.Response()


async def a_list(_: web.Request) -> web.Response:
    return web.json_response([0])


async def no_errcode(_: web.Request) -> web.Response:
    return web.json_response({"msgid": "x"})


async def half_json(_: web.Request) -> web.Response:
    return web.Response(text='{"errcode":0,"errm', content_type="application/json")


async def truncated(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"errcode":0')
    assert request.transport is not None
    request.transport.close()
    return response


async def reset(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hang(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    return web.json_response({"errcode": 0})


UNREADABLE = [html, bad_gateway, empty, a_list, no_errcode, half_json, truncated, reset]


@pytest.mark.parametrize("answer", UNREADABLE)
async def test_no_readable_answer_is_doubt_where_somebody_may_have_seen_it(
    answer: Script, client: WeComClient, wecom: ScriptedWeCom
) -> None:
    """R14: HTML, nothing, half an answer, a broken line: never sent."""
    wecom.always["webhook/send"] = wecom.always["message/send"] = answer

    for sending in (client.webhook_send(KEY, TEXT), send(client)):
        with pytest.raises(Ambiguous) as caught:
            await sending
        assert not SECRETS.search(all_words(caught.value))
    assert wecom.count("webhook/send") == 1, "never repeated blindly"


@pytest.mark.parametrize("answer", UNREADABLE)
async def test_no_readable_answer_to_a_question_is_asked_again_later(
    answer: Script, client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.always["kf/sync_msg"] = answer

    with pytest.raises(TryLater) as caught:
        await client.kf_sync_raw(KF, "wk1", "cursor")

    assert type(caught.value) is TryLater
    assert not SECRETS.search(all_words(caught.value))


@pytest.mark.parametrize("answer", [unavailable, moved, not_found])
async def test_what_was_turned_away_at_the_door_is_not_in_doubt(
    answer: Script, client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.always["webhook/send"] = answer

    with pytest.raises(TryLater) as caught:
        await client.webhook_send(KEY, TEXT)

    assert type(caught.value) is TryLater
    assert wecom.count("elsewhere") == 0, "a redirect would carry the key away"


async def test_a_hanging_server_is_left_in_time_and_in_doubt(
    client: WeComClient, wecom: ScriptedWeCom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R14: silence is neither sent nor refused."""
    quick = aiohttp.ClientTimeout(total=0.05)
    monkeypatch.setattr("bot.wecom.exchange._within", lambda _: quick)
    wecom.always["webhook/send"] = hang

    with pytest.raises(Ambiguous) as caught:
        await client.webhook_send(KEY, TEXT)

    assert not SECRETS.search(all_words(caught.value))


def test_every_request_has_an_end() -> None:
    assert Endpoint("x").within.total_seconds() == 10


async def test_nobody_listening_means_nothing_left(clock: Any, unused_tcp_port: int) -> None:
    async with aiohttp.ClientSession() as session:
        nobody = WeComClient(session, f"http://127.0.0.1:{unused_tcp_port}", "ww1", clock)
        with pytest.raises(TryLater) as caught:
            await nobody.webhook_send(KEY, TEXT)

    assert type(caught.value) is TryLater
    assert not SECRETS.search(all_words(caught.value))


# The token.


async def test_twenty_callers_fetch_one_token(client: WeComClient, wecom: ScriptedWeCom) -> None:
    """R13: whoever comes meanwhile waits for the one that is under way."""
    await asyncio.gather(*(send(client) for _ in range(20)))

    assert (wecom.count("gettoken"), wecom.count("message/send")) == (1, 20)


@pytest.mark.parametrize("code", [40014, 42001])
async def test_a_dead_token_is_renewed_once_for_all(
    code: int, client: WeComClient, wecom: ScriptedWeCom
) -> None:
    """R13: twenty callers are refused at once, and one asks anew."""

    async def only_the_second(request: web.Request) -> web.Response:
        good = request.query["access_token"] == "t0ken2"
        return web.json_response({"errcode": 0, "msgid": "M"} if good else refusal(code))

    wecom.always["message/send"] = only_the_second

    sent = await asyncio.gather(*(send(client) for _ in range(20)))

    assert {one.msgid for one in sent} == {"M"}
    assert wecom.count("gettoken") == 2
    assert wecom.count("message/send") <= 40


@pytest.mark.parametrize("together", [1, 20])
async def test_a_thousand_sends_with_a_token_always_refused_cost_two_gettoken(
    together: int, client: WeComClient, wecom: ScriptedWeCom
) -> None:
    """R13: wechatpy made 488 gettoken calls for one message."""
    wecom.always["message/send"] = refusal(42001)
    failures: list[BaseException] = []
    for _ in range(1000 // together):
        sending = (send(client) for _ in range(together))
        failures += [
            one for one in await asyncio.gather(*sending, return_exceptions=True)
            if isinstance(one, BaseException)
        ]  # fmt: skip

    assert len(failures) == 1000
    assert {type(failure) for failure in failures} == {TryLater}
    assert wecom.count("gettoken") == 2
    assert wecom.count("message/send") <= max(2 * together, MOST_REFUSALS + 1)


async def test_a_token_always_refused_is_asked_for_seldom_and_then_works_again(
    client: WeComClient, wecom: ScriptedWeCom, clock: Any
) -> None:
    wecom.always["message/send"] = refusal(42001)
    for _ in range(60):
        with pytest.raises(TryLater):
            await send(client)
        clock.advance(minutes=1)
    in_the_first_hour = wecom.count("gettoken")

    del wecom.always["message/send"]
    clock.advance(hours=1)
    sent = await send(client)

    assert in_the_first_hour <= 5
    assert sent.msgid == "MSGID"


async def test_the_same_token_given_again_does_not_loop(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    """WeCom repeats a token within its validity."""
    same = {"errcode": 0, "access_token": "t0ken-same", "expires_in": 7200}
    wecom.always["gettoken"] = same
    wecom.script["message/send"] += [refusal(40014)] * 2

    with pytest.raises(TryLater) as caught:
        await send(client)

    assert caught.value.after == TryLater.after, "the token may be taken again in a moment"
    assert wecom.count("gettoken") == 2


async def test_one_endpoint_that_refuses_a_good_token_does_not_stop_the_others(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    same = {"errcode": 0, "access_token": "t0ken-same", "expires_in": 7200}
    wecom.always |= {"gettoken": same, "message/recall": refusal(42001)}
    for _ in range(10):
        with pytest.raises(TryLater):
            await client.recall(APP, "M")
        assert (await send(client)).msgid == "MSGID"

    assert wecom.count("gettoken") == 2


async def test_a_caller_who_learns_late_takes_the_token_renewed_meanwhile(clock: Any) -> None:
    fetched = 0

    async def fetch() -> Grant:
        nonlocal fetched
        fetched += 1
        return Grant(f"T{fetched}", timedelta(hours=2))

    cache = TokenCache(fetch, clock)

    assert await cache.get() == "T1"
    assert await cache.renew("T1") == "T2"
    assert await cache.renew("T1") == "T2"
    with pytest.raises(TryLater):
        await cache.renew("T2")


async def test_a_token_is_renewed_before_its_end(
    client: WeComClient, wecom: ScriptedWeCom, clock: Any
) -> None:
    await send(client)
    clock.advance(minutes=114)
    await send(client)
    assert wecom.count("gettoken") == 1

    clock.advance(minutes=1)
    await send(client)

    assert wecom.count("gettoken") == 2


async def test_each_secret_has_its_own_token(client: WeComClient, wecom: ScriptedWeCom) -> None:
    await send(client)
    await client.kf_send(KF, "wm1", "wk1", TEXT, "m-1")

    tokens = [c.query["access_token"] for c in wecom.calls if c.path != "gettoken"]
    assert tokens == ["t0ken1", "t0ken2"]


@pytest.mark.parametrize("code", [40001, 40091, 40013])
async def test_a_wrong_secret_is_not_insisted_on(
    code: int, client: WeComClient, wecom: ScriptedWeCom, clock: Any
) -> None:
    """WeCom blocks an address that insists for an hour."""
    wecom.always["gettoken"] = refusal(code)
    for _ in range(100):
        with pytest.raises(Alarm) as caught:
            await send(client)
        assert caught.value.errcode == code
        assert not SECRETS.search(all_words(caught.value))
    assert wecom.count("gettoken") == 1

    clock.advance(minutes=31)
    del wecom.always["gettoken"]

    assert (await send(client)).msgid == "MSGID"


async def test_a_gettoken_out_of_order_is_not_hammered(
    client: WeComClient, wecom: ScriptedWeCom, clock: Any
) -> None:
    wecom.always["gettoken"] = html
    for _ in range(50):
        with pytest.raises(TryLater) as caught:
            await send(client)
        assert type(caught.value) is TryLater, "no message has left yet"
    assert (wecom.count("gettoken"), wecom.count("message/send")) == (1, 0)

    clock.advance(seconds=3)
    del wecom.always["gettoken"]

    assert (await send(client)).msgid == "MSGID"


@pytest.mark.parametrize(
    "grant",
    [
        {"errcode": 0},
        {"errcode": 0, "access_token": "", "expires_in": 7200},
        {"errcode": 0, "access_token": "T", "expires_in": "soon"},
    ],
)
async def test_a_gettoken_without_a_token_is_no_token(
    grant: dict[str, Any], client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.always["gettoken"] = grant

    with pytest.raises(TryLater):
        await client.kf_sync_raw(KF, "wk1", "")


async def test_a_caller_who_leaves_does_not_take_the_token_from_the_others(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        asked.set()
        await go_on.wait()
        return web.json_response({"errcode": 0, "access_token": "t0ken9", "expires_in": 7200})

    wecom.always["gettoken"] = slow
    first, second = (asyncio.create_task(send(client)) for _ in range(2))
    await within("the token to be asked for", asked.wait())
    first.cancel()
    await asyncio.wait([first])
    go_on.set()

    assert (await second).msgid == "MSGID"
    assert first.cancelled()
    assert wecom.count("gettoken") == 1


# Files.


def a_file(content: bytes, name: str, kind: str = "application/octet-stream") -> Script:
    async def answer(_: web.Request) -> web.Response:
        disposition = f'attachment; filename="{name}"'
        return web.Response(
            body=content, content_type=kind, headers={"Content-Disposition": disposition}
        )

    return answer


@pytest.mark.parametrize("name", ["现场 照片.jpg", "%E7%8E%B0%E5%9C%BA%20%E7%85%A7%E7%89%87.jpg"])
async def test_a_file_comes_with_its_kind_and_its_name(
    name: str, client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.script["media/get"].append(a_file(b"\xff\xd8jpeg", name, "image/jpeg"))

    media = await client.media_get(KF, "MEDIA")

    assert (media.content, media.content_type) == (b"\xff\xd8jpeg", "image/jpeg")
    assert media.filename == "现场 照片.jpg"
    assert wecom.calls[1].query["media_id"] == "MEDIA"


async def test_a_name_cannot_hide_a_path_in_percents(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.script["media/get"].append(a_file(b"x", "..%2F..%2Fetc%2Fpasswd"))

    assert "/" not in (await client.media_get(KF, "MEDIA")).filename


async def test_a_file_that_happens_to_be_json_is_a_file(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    content = b'{"errcode": 40007}'
    wecom.script["media/get"].append(a_file(content, "a.json", "application/json"))

    assert (await client.media_get(KF, "MEDIA")).content == content


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
async def test_an_error_in_place_of_a_file_is_an_error(
    kind: str, client: WeComClient, wecom: ScriptedWeCom
) -> None:
    async def expired(_: web.Request) -> web.Response:
        return web.Response(text=json.dumps(refusal(40007)), content_type=kind)

    wecom.script["media/get"].append(expired)

    with pytest.raises(BadMedia):
        await client.media_get(KF, "MEDIA", largest=10)


async def test_a_dead_token_is_renewed_for_a_file_too(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.script["media/get"] += [refusal(42001), a_file(b"x", "a.amr")]

    assert (await client.media_get(KF, "MEDIA")).content == b"x"
    assert wecom.count("gettoken") == 2


@pytest.mark.parametrize("answer", [html, bad_gateway, truncated, reset, empty])
async def test_a_file_that_does_not_come_whole_is_tried_again(
    answer: Script, client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.always["media/get"] = answer

    with pytest.raises(TryLater):
        await client.media_get(KF, "MEDIA")


async def test_an_endless_file_is_left_at_the_limit(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    written = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = web.StreamResponse(headers={"Content-Disposition": 'attachment; filename="a"'})
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)
            written += 65536

    wecom.script["media/get"].append(endless)

    with pytest.raises(TooLarge):
        await client.media_get(KF, "MEDIA", largest=1_000_000)

    assert written < 30_000_000


async def test_an_upload_names_the_file_in_raw_utf8(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    wecom.script["media/upload"] += [
        refusal(42001),
        {"errcode": 0, "type": "file", "media_id": "ID", "created_at": "1380000000"},
    ]

    media_id = await client.media_upload(APP.secret, "file", '台账"\r\n2026.xlsx', b"content")

    call = wecom.calls[-1]
    assert media_id == "ID"
    assert call.query == {"access_token": "t0ken2", "type": "file"}
    assert 'name="media"; filename="台账___2026.xlsx"'.encode() in call.content
    assert b"content" in call.content, "the form is built anew for the second try"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\x00b.jpg", "a_b.jpg"),
        (None, ""),
        ("长" * 300 + ".jpg", "长" * 116 + ".jpg"),
        (" . ", ""),
    ],
)
@pytest.mark.unit
def test_a_name_cannot_leave_its_folder(given: str | None, safe: str) -> None:
    assert safe_name(given) == safe


# Secrets.


async def test_no_secret_is_shown_or_logged(
    client: WeComClient, wecom: ScriptedWeCom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wecom.script["message/send"] += [refusal(42001), reset, html, refusal(45009)]
    wecom.script["webhook/send"] += [truncated, refusal(93000)]
    words = [repr(client), repr(APP), repr(KF)]
    for _ in range(3):
        with pytest.raises(WeComError) as caught:
            await send(client)
        words.append(all_words(caught.value))
    for _ in range(2):
        with pytest.raises(WeComError) as caught:
            await client.webhook_send(KEY, TEXT)
        words.append(all_words(caught.value))

    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp.access")]
    assert not SECRETS.search("\n".join(words + ours))


async def test_the_pattern_for_secrets_would_find_aiohttps_own_words(
    client: WeComClient, wecom: ScriptedWeCom
) -> None:
    """The control: without our care the token is in the text."""
    wecom.always["message/send"] = html
    url = f"{client._wire._root}message/send"
    async with client._wire._session.get(url, params={"access_token": "t0ken1"}) as response:
        with pytest.raises(aiohttp.ContentTypeError) as caught:
            await response.json()

    assert SECRETS.search(all_words(caught.value))
