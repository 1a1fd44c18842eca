"""message/send, update_template_card, recall: limits, codes, official samples."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.simulator import App, Settings, Simulator, Staff, World
from bot.simulator.limits import A_MEMBER, Pace

Wire = dict[str, Any]
SEND = "/cgi-bin/message/send"
UPDATE = "/cgi-bin/message/update_template_card"
RECALL = "/cgi-bin/message/recall"
#: The people of the official samples.
SAMPLE_WORLD = World(
    app=App(agent_id=1),
    staff=tuple(Staff(userid=f"UserID{n}", name=f"成员{n}") for n in (1, 2, 3)),
    groups=(),
)
KINDS = (
    "text_notice",
    "news_notice",
    "button_interaction",
    "vote_interaction",
    "multiple_interaction",
)


def sample(shared: Path, name: str) -> Wire:
    found: Wire = json.loads((shared / f"vectors/wecom_send/{name}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("world", [SAMPLE_WORLD])
@pytest.mark.parametrize("name", ["text", "markdown", "textcard", "news"])
async def test_the_official_samples_are_accepted_and_shown(
    wecom: Simulator, api: Any, shared: Path, name: str
) -> None:
    answer = await api.post(SEND, sample(shared, name))
    assert answer["errcode"] == 0
    assert "response_code" not in answer
    # parties and tags of the samples do not exist in this world
    assert answer["invalidparty"] == "PartyID1|PartyID2"
    for userid in ("UserID1", "UserID2", "UserID3"):
        assert len(wecom.messages_of(userid)) == 1


@pytest.mark.parametrize("world", [SAMPLE_WORLD])
@pytest.mark.parametrize("kind", ["image", "voice", "video", "file"])
async def test_the_official_media_samples_need_a_real_media_id(
    wecom: Simulator, api: Any, shared: Path, kind: str
) -> None:
    body = sample(shared, kind)
    assert (await api.post(SEND, body))["errcode"] == 40007
    body[kind]["media_id"] = wecom.ground.media.sample(kind, wecom.clock()).media_id
    assert (await api.post(SEND, body))["errcode"] == 0
    assert wecom.messages_of("UserID1")[0].url == f"/sim/media/{body[kind]['media_id']}"


@pytest.mark.parametrize("world", [SAMPLE_WORLD])
@pytest.mark.parametrize("kind", KINDS)
async def test_the_official_cards_are_accepted_and_get_a_code(
    wecom: Simulator, api: Any, shared: Path, kind: str
) -> None:
    body = sample(shared, f"template_card_{kind}")
    answer = await api.post(SEND, body)
    assert answer["errcode"] == 0
    # the two notices have an action_menu in the samples, so they too get a code
    assert set(answer) == set(sample(shared, "response")) - {"invaliduser", "unlicenseduser"}
    assert wecom.messages_of("UserID2")[0].card == body["template_card"]


async def test_a_notice_without_menu_gets_no_code(api: Any) -> None:
    notice = {
        "card_type": "text_notice",
        "main_title": {"title": "通知"},
        "card_action": {"type": 1, "url": "https://example.com"},
    }
    assert "response_code" not in await api.send_card(notice)


async def test_bad_recipients_are_listed_in_lower_case(wecom: Simulator, api: Any) -> None:
    answer = await api.send_text("好", "wangfang|NoBody|Stranger")
    assert (answer["errcode"], answer["invaliduser"]) == (0, "nobody|stranger")
    assert wecom.messages_of("wangfang")[0].text == "好"


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        pytest.param({"touser": "nobody"}, 81013, id="all recipients bad"),
        pytest.param({"touser": ""}, 82001, id="no recipient"),
        pytest.param({"touser": "|".join(["x"] * 1001)}, 40032, id="over 1000 members"),
        pytest.param({"toparty": "|".join(["9"] * 101)}, 82002, id="over 100 parties"),
        pytest.param({"totag": "|".join(["9"] * 101)}, 82003, id="over 100 tags"),
        pytest.param({"agentid": None}, 41011, id="no agentid"),
        pytest.param({"agentid": "app"}, 40056, id="agentid is no number"),
        pytest.param({"agentid": 9}, 301002, id="agentid of another app"),
        pytest.param({"msgtype": "poem"}, 40008, id="unknown msgtype"),
        pytest.param({"text": "好"}, 40063, id="body is no object"),
        pytest.param({"text": {"content": ""}}, 44004, id="empty text"),
        pytest.param({"msgtype": "markdown", "markdown": {"content": "长" * 683}}, 45002, id="md"),
        pytest.param({"msgtype": "news", "news": {"articles": [{}] * 9}}, 45008, id="nine"),
        pytest.param({"msgtype": "textcard", "textcard": {"title": "甲"}}, 41033, id="textcard"),
    ],
)  # fmt: skip
async def test_a_wrong_message_is_refused(api: Any, body: Wire, errcode: int) -> None:
    agent = api.wecom.ground.directory.app.agent_id
    good = {"touser": "wangfang", "agentid": agent, "msgtype": "text", "text": {"content": "好"}}
    assert (await api.post(SEND, good | body))["errcode"] == errcode
    assert api.wecom.messages_of("wangfang") == []


async def test_all_and_parties_reach_their_members(wecom: Simulator, api: Any) -> None:
    await api.send_text("各位", "@all")
    assert all(wecom.messages_of(userid) for userid in wecom.ground.directory.staff)
    party = wecom.ground.directory.department_id("税务局")
    await api.send_text("税务局的", "", toparty=str(party))
    heard = {u for u in wecom.ground.directory.staff if len(wecom.messages_of(u)) == 2}
    assert heard == {"swj_liaison", "swj_officer"}


async def test_a_long_text_is_cut_on_a_character(wecom: Simulator, api: Any) -> None:
    await api.send_text("长" * 683)
    assert wecom.messages_of("wangfang")[0].text == "长" * 682


async def test_the_31st_message_in_a_minute_is_lost_without_a_word(
    wecom: Simulator, api: Any, clock: Any
) -> None:
    answers = [await api.send_text(str(n)) for n in range(31)]
    assert {a["errcode"] for a in answers} == {0}
    assert len(wecom.messages_of("wangfang")) == 30
    await api.send_text("别人照收", "zhaogang")
    assert len(wecom.messages_of("zhaogang")) == 1
    clock.advance(seconds=61)
    await api.send_text("又能收了")
    assert wecom.messages_of("wangfang")[-1].text == "又能收了"


def test_the_1001st_message_in_an_hour_is_lost(clock: Any) -> None:
    pace = Pace(A_MEMBER)
    times = [clock.advance(seconds=3) for _ in range(1001)]
    assert [pace.take("wangfang", at) for at in times] == [True] * 1000 + [False]
    assert pace.take("zhaogang", clock())
    assert pace.take("wangfang", times[0] + timedelta(hours=1))


async def test_a_repeat_within_the_interval_is_answered_and_not_shown(
    wecom: Simulator, api: Any, card: Callable[..., Wire], clock: Any
) -> None:
    more = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
    first = await api.send_card(card(), **more)
    again = await api.send_card(card(), **more)
    assert again["msgid"] == first["msgid"]
    assert "response_code" not in again
    assert len(wecom.messages_of("wangfang")) == 1
    await api.send_text("不同的内容", **more)
    assert len(wecom.messages_of("wangfang")) == 2
    text = {"msgtype": "text", "text": {"content": "过时再发"}, **more}
    await api.send(**text)
    clock.advance(seconds=601)
    await api.send(**text)
    assert [m.text for m in wecom.messages_of("wangfang")][2:] == ["过时再发"] * 2


@pytest.mark.parametrize("settings", [Settings(duplicate_brings_code=True)])
async def test_a_repeat_may_bring_the_code_again(api: Any, card: Callable[..., Wire]) -> None:
    first, again = [await api.send_card(card(), enable_duplicate_check=1) for _ in range(2)]
    assert again == first


async def test_without_the_check_a_repeat_is_shown_twice(wecom: Simulator, api: Any) -> None:
    for _ in range(2):
        await api.send_text("两遍")
    assert len(wecom.messages_of("wangfang")) == 2


async def test_a_task_id_is_used_once(api: Any, card: Callable[..., Wire]) -> None:
    assert (await api.send_card(card("T-1")))["errcode"] == 0
    assert (await api.send_card(card("T-1")))["errcode"] == 42014


async def test_an_app_without_callback_url_sends_no_buttons(
    wecom: Simulator, api: Any, card: Callable[..., Wire]
) -> None:
    wecom.ground.directory.call_back_at("app", "")
    assert (await api.send_card(card()))["errcode"] == 43012
    assert (await api.send_text("文字可以"))["errcode"] == 0


async def test_a_press_reaches_the_bot_as_the_official_event(
    wecom: Simulator, api: Any, bot: Any, shared: Path, card: Callable[..., Wire]
) -> None:
    options = [{"id": "scjg", "text": "市场监管局"}, {"id": "swj", "text": "税务局"}]
    select = {"question_key": "department", "title": "部门", "option_list": options}
    await api.send_card(card(button_selection=select))
    shown = wecom.messages_of("wangfang")[0]
    await wecom.staff_presses("wangfang", shown, "accept", {"department": ["swj"]})
    await wecom.settled()
    push = ElementTree.fromstring(bot.pushes[0])
    official = ElementTree.parse(shared / "vectors/wecom_callback/event_template_card_event.xml")
    assert [e.tag for e in push] == [e.tag for e in official.getroot()]
    assert push.findtext("EventKey") == "accept"
    assert push.findtext("TaskId") == "T-1"
    assert push.findtext("CardType") == "button_interaction"
    assert push.findtext("SelectedItems/SelectedItem/QuestionKey") == "department"
    assert push.findtext("SelectedItems/SelectedItem/OptionIds/OptionId") == "swj"


async def pressed(wecom: Simulator, bot: Any, userid: str = "wangfang", key: str = "accept") -> str:
    """Press the member's last card and return the ResponseCode that the bot got."""
    await wecom.staff_presses(userid, wecom.messages_of(userid)[-1], key)
    await wecom.settled()
    return ElementTree.fromstring(bot.pushes[-1]).findtext("ResponseCode") or ""


def greyed(wecom: Simulator, code: str, *userids: str, **more: Any) -> Wire:
    agent = wecom.ground.directory.app.agent_id
    button = {"button": {"replace_name": "已签收"}}
    return {"userids": list(userids), "agentid": agent, "response_code": code, **button, **more}


async def test_a_code_greys_the_buttons_once(
    wecom: Simulator, api: Any, card: Callable[..., Wire]
) -> None:
    code = (await api.send_card(card(), "wangfang|zhaogang"))["response_code"]
    answer = await api.post(UPDATE, greyed(wecom, code, "wangfang", "zhaogang", "nobody"))
    assert answer == {"errcode": 0, "errmsg": "ok", "invaliduser": ["nobody"]}  # an array here
    for userid in ("wangfang", "zhaogang"):
        shown = wecom.messages_of(userid)[0]
        assert (shown.replaced, shown.dead) == ("已签收", True)
    again = await api.post(UPDATE, greyed(wecom, code, "wangfang"))
    assert again["errcode"] == 60140
    with pytest.raises(ValueError, match="已经失效"):
        await wecom.staff_presses(userid, shown, "accept")


async def test_each_press_gives_a_code_of_its_own(
    wecom: Simulator, api: Any, bot: Any, card: Callable[..., Wire]
) -> None:
    sent = (await api.send_card(card()))["response_code"]
    first, second = [await pressed(wecom, bot) for _ in range(2)]
    assert len({sent, first, second}) == 3
    for code in (second, first, sent):
        assert (await api.post(UPDATE, greyed(wecom, code, "wangfang")))["errcode"] == 0


async def test_a_code_dies_after_72_hours(
    wecom: Simulator, api: Any, clock: Any, card: Callable[..., Wire]
) -> None:
    code = (await api.send_card(card()))["response_code"]
    clock.advance(hours=72, seconds=1)
    api.tokens.clear()
    assert (await api.post(UPDATE, greyed(wecom, code, "wangfang")))["errcode"] == 60140


async def test_a_card_can_be_replaced_by_another(
    wecom: Simulator, api: Any, bot: Any, card: Callable[..., Wire]
) -> None:
    await api.send_card(card())
    code = await pressed(wecom, bot)
    new = card()
    new["button_list"] = [{"text": "答复", "key": "answer"}]
    body = greyed(wecom, code, "wangfang", template_card=new)
    del body["button"]
    assert (await api.post(UPDATE, body))["errcode"] == 0
    shown = wecom.messages_of("wangfang")[0]
    assert (shown.card, shown.dead) == (new, False)
    assert await pressed(wecom, bot, key="answer")


@pytest.mark.parametrize(
    ("more", "errcode"),
    [
        pytest.param({"response_code": "forged"}, 60140, id="unknown code"),
        pytest.param({"agentid": 7}, 42015, id="another app"),
        pytest.param({"userids": []}, 82001, id="nobody"),
        pytest.param({"button": {}}, 40063, id="nothing to change"),
        pytest.param({"button": {"replace_name": ""}}, 40063, id="empty replace_name"),
        pytest.param({"template_card": {"card_type": "poem"}}, 42031, id="bad card"),
        pytest.param({"template_card": {"task_id": "T-9"}}, 42016, id="unknown task_id"),
    ],
)
async def test_a_wrong_update_is_refused_and_spends_nothing(
    wecom: Simulator, api: Any, card: Callable[..., Wire], more: Wire, errcode: int
) -> None:
    code = (await api.send_card(card()))["response_code"]
    assert (await api.post(UPDATE, greyed(wecom, code, "wangfang") | more))["errcode"] == errcode
    assert (await api.post(UPDATE, greyed(wecom, code, "wangfang")))["errcode"] == 0


@pytest.mark.parametrize("world", [SAMPLE_WORLD])
@pytest.mark.parametrize("kind", KINDS)
async def test_the_official_samples_of_an_update_are_accepted(
    wecom: Simulator, api: Any, shared: Path, kind: str
) -> None:
    code = (await api.post(SEND, sample(shared, f"template_card_{kind}")))["response_code"]
    body = sample(shared, f"update_template_card_{kind}") | {"response_code": code}
    answer = await api.post(UPDATE, body)
    assert set(answer) == set(sample(shared, "update_response"))
    assert answer["errcode"] == 0
    assert answer["invaliduser"] == ["userid1", "userid2"]  # never received it
    body = sample(shared, "update_button") | {"response_code": "spent"}
    assert (await api.post(UPDATE, body))["errcode"] == 60140


async def test_atall_changes_every_copy(
    wecom: Simulator, api: Any, card: Callable[..., Wire]
) -> None:
    code = (await api.send_card(card(), "wangfang|zhaogang"))["response_code"]
    await api.post(UPDATE, greyed(wecom, code, atall=1))
    assert all(wecom.messages_of(u)[0].dead for u in ("wangfang", "zhaogang"))


async def test_a_message_can_be_taken_back_within_24_hours(
    wecom: Simulator, api: Any, clock: Any
) -> None:
    early = (await api.send_text("发错了"))["msgid"]
    late = (await api.send_text("留着的"))["msgid"]
    assert (await api.post(RECALL, {"msgid": early}))["errcode"] == 0
    assert [m.text for m in wecom.messages_of("wangfang")] == ["留着的"]
    assert (await api.post(RECALL, {"msgid": "unknown"}))["errcode"] == 40058
    clock.advance(hours=24, seconds=1)
    api.tokens.clear()
    assert (await api.post(RECALL, {"msgid": late}))["errcode"] == 42052


async def test_a_kf_token_sends_no_app_messages(wecom: Simulator, api: Any) -> None:
    token = await api.token(next(iter(wecom.ground.directory.kf.values())).secret)
    api.tokens[wecom.ground.directory.app.secret] = token
    assert (await api.send_text("好"))["errcode"] == 301002
