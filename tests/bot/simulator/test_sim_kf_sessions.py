"""kf sessions: welcome codes, the matrix of states, human servicers."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.simulator import KfAccount, Settings, Simulator, World

Wire = dict[str, Any]
CITIZEN = "wmSimulatedCitizen0000000001"
KF = "wkSimulatedDesk0000000000001"
SYNC, SEND = "/cgi-bin/kf/sync_msg", "/cgi-bin/kf/send_msg"
ON_EVENT = "/cgi-bin/kf/send_msg_on_event"
STATE, TRANS = "/cgi-bin/kf/service_state/get", "/cgi-bin/kf/service_state/trans"
WITH_SERVICER = World(kf=(KfAccount(servicers=("wangfang",)),))


async def pull(api: Any, **more: Any) -> Wire:
    answer: Wire = await api.post(SYNC, {"open_kfid": KF, **more})
    return answer


async def say(api: Any, text: str = "您好", **more: Any) -> Wire:
    body = {"touser": CITIZEN, "open_kfid": KF, "msgtype": "text", "text": {"content": text}}
    answer: Wire = await api.post(SEND, body | more)
    return answer


async def test_a_welcome_code_is_for_one_message_within_20_seconds(
    wecom: Simulator, api: Any, clock: Any, shared: Path
) -> None:
    await wecom.citizen_enters(CITIZEN)
    code = (await pull(api))["msg_list"][-1]["event"]["welcome_code"]
    sample = json.loads((shared / "vectors/kf/SendTextMsgOnEvent.json").read_text("utf-8"))
    body = sample["request"] | {"code": code}
    assert (await api.post(ON_EVENT, body | {"msgtype": "image"}))["errcode"] == 40008
    assert (await api.post(ON_EVENT, body))["errcode"] == 0
    assert wecom.messages_of(CITIZEN)[-1].text == "欢迎咨询"
    assert (await api.post(ON_EVENT, body))["errcode"] == 95007  # spent
    await wecom.citizen_enters(CITIZEN)
    assert "welcome_code" not in (await pull(api))["msg_list"][-1]["event"]  # welcomed just now
    clock.advance(hours=49)
    api.tokens.clear()
    await wecom.citizen_enters(CITIZEN)
    late = (await pull(api))["msg_list"][-1]["event"]["welcome_code"]
    clock.advance(seconds=21)
    assert (await api.post(ON_EVENT, body | {"code": late}))["errcode"] == 95007


@pytest.mark.parametrize("world", [WITH_SERVICER])
async def test_a_session_goes_to_a_servicer_and_ends(
    wecom: Simulator, api: Any, shared: Path
) -> None:
    sample = json.loads((shared / "vectors/kf/TransferServiceState.json").read_text("utf-8"))
    who = {"open_kfid": KF, "external_userid": CITIZEN}
    assert (await api.post(STATE, who))["service_state"] == 4
    await wecom.citizen_says(CITIZEN, "人工")
    assert (await api.post(STATE, who))["service_state"] == 0
    to = who | {"service_state": 3, "servicer_userid": "wangfang"}
    stranger = await api.post(TRANS, to | {"servicer_userid": "zhaogang"})
    assert stranger["errcode"] == 95014
    moved = await api.post(TRANS, to)
    assert set(moved) == set(sample["response"])
    answer = await api.post(STATE, who)
    assert (answer["service_state"], answer["servicer_userid"]) == (3, "wangfang")
    assert (await say(api))["errcode"] == 95018
    text = {"code": moved["msg_code"], "msgtype": "text", "text": {"content": "已转人工"}}
    assert (await api.post(ON_EVENT, text))["errcode"] == 0
    assert (await api.post(TRANS, who | {"service_state": 4}))["errcode"] == 0
    assert (await api.post(TRANS, to))["errcode"] == 95016
    await wecom.citizen_says(CITIZEN, "又来了")
    assert (await say(api))["errcode"] == 0


#: The matrix of 94669: from, to, allowed; the last three are UNVERIFIED and a setting.
SURE = {(0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (3, 3), (3, 4)}


@pytest.mark.parametrize("start", range(5))
@pytest.mark.parametrize("end", range(5))
@pytest.mark.parametrize(
    ("world", "settings"),
    [(WITH_SERVICER, Settings(kf_more_moves=frozenset()))],
)
async def test_each_pair_of_states_moves_or_is_refused(
    wecom: Simulator, api: Any, start: int, end: int
) -> None:
    wecom.kf.session(KF, CITIZEN).state = start
    body = {"open_kfid": KF, "external_userid": CITIZEN, "service_state": end}
    answer = await api.post(TRANS, body | {"servicer_userid": "wangfang"})
    assert answer["errcode"] == (0 if (start, end) in SURE else 95016)


async def test_the_doubtful_moves_are_allowed_by_default(wecom: Simulator, api: Any) -> None:
    for start, end in ((0, 1), (1, 4), (2, 4)):
        wecom.kf.session(KF, CITIZEN).state = start
        body = {"open_kfid": KF, "external_userid": CITIZEN, "service_state": end}
        assert (await api.post(TRANS, body))["errcode"] == 0


@pytest.mark.parametrize("world", [WITH_SERVICER])
async def test_a_servicer_takes_over_writes_and_ends(
    wecom: Simulator, api: Any, shared: Path
) -> None:
    await wecom.citizen_says(CITIZEN, "人工")
    path = f"/sim/citizens/{CITIZEN}/servicer"
    for act in ({"act": "take"}, {"act": "say", "text": "您好，我是王芳"}, {"act": "end"}):
        await api.sim(path, {"userid": "wangfang"} | act)
    taken, said, ended = (await pull(api))["msg_list"][1:]
    sample = json.loads((shared / "vectors/kf/sync_msg.json").read_text("utf-8"))["response"]
    official = sample["msg_list"][-1]["event"]
    assert official["event_type"] == "session_status_change"
    for entry, change in ((taken, 1), (ended, 3)):
        assert entry["event"]["change_type"] == change
        assert set(entry["event"]) <= set(official) | {"external_userid"}
    assert (said["origin"], said["servicer_userid"]) == (5, "wangfang")
    assert (await say(api))["errcode"] == 95018  # ended
    code = ended["event"]["msg_code"]
    menu = {"head_content": "请评价", "list": []}
    body = {"code": code, "msgtype": "msgmenu", "msgmenu": menu}
    assert (await api.post(ON_EVENT, body))["errcode"] == 0
    for wrong in ({"act": "say", "text": "还在吗"}, {"act": "dance"}, {"act": "end"}):
        await api.sim(path, {"userid": "wangfang"} | wrong, status=400)
    await api.sim(path, {"userid": "zhaogang", "act": "take"}, status=400)
