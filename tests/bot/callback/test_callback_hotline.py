"""`POST /hotline/complaints`: who may, what is taken, what is refused and with which words (SQ-P3.3b)."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import WAY, a_ticket, walked, wuzhi
from callback_door import LIMIT, NOW, Client, Inbox
from hotline_door import CENTRE, HOTLINE, TEXT, a_transfer, deaf, open_door, passes_on

from bot.callback import hotline_payload
from bot.callback.guesses import FREE
from bot.callback.hotline import PATH, Door
from bot.callback.hotline_payload import NotATransfer
from bot.callback.keeping import Keeper
from bot.letters import to_partners
from bot.profiles import catalogue
from dispatch.ticket.ticket import State


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def counts() -> Counter[str]:
    return Counter()


@pytest.fixture
async def client(inbox: Inbox, counts: Counter[str]) -> AsyncIterator[Client]:
    async with open_door(inbox, counts) as talking:
        yield talking


async def test_sq_p3_3b_a_complaint_is_kept_as_it_came_with_what_the_centre_makes_of_it(
    client: Client, inbox: Inbox, counts: Counter[str]
) -> None:
    status, answer = await passes_on(client, a_transfer())

    arrival = inbox.only()
    assert (status, answer) == (200, {"id": "push-1", "accepted": True, "repeated": False})
    assert (arrival.channel, arrival.account, arrival.key) == ("hotline", "12345", "push-1")
    assert arrival.lane == "hotline:12345:HN2026092800017"
    assert json.loads(arrival.body) == {
        **a_transfer(),
        "centre": "main",
        "kind": "投诉",
        "source": "12345",
    }
    assert counts == {"kept": 1}


async def test_a_repeat_is_200_and_changes_nothing(
    client: Client, inbox: Inbox, counts: Counter[str]
) -> None:
    await passes_on(client, a_transfer())
    status, answer = await passes_on(client, a_transfer())
    assert (status, answer["repeated"]) == (200, True)
    assert len(inbox.rows) == 1
    assert counts == {"kept": 1, "repeated": 1}


async def test_two_partners_may_use_the_same_id(client: Client, inbox: Inbox) -> None:
    """SQ-P3.3a: the key says who sends; ids and numbers of two partners have nothing in common."""
    await passes_on(client, a_transfer())
    await passes_on(client, a_transfer(), CENTRE.key)
    assert sorted(account for _, account, _ in inbox.rows) == ["12345", "zhzx"]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no key"),
        pytest.param({"Authorization": "Bearer "}, id="an empty key"),
        pytest.param({"Authorization": "Bearer hotline-kez"}, id="one letter off"),
        pytest.param({"Authorization": "Bearer hotline"}, id="half a key"),
        pytest.param({"Authorization": "Basic hotline-key"}, id="another scheme"),
        pytest.param({"Authorization": "Bearer 密钥".encode().decode("latin-1")}, id="not ASCII"),
        pytest.param({"X-API-Key": "hotline-key2"}, id="the other header, wrong"),
    ],
)
async def test_a_wrong_key_is_401_and_nothing_is_kept(
    client: Client, inbox: Inbox, counts: Counter[str], headers: dict[str, str]
) -> None:
    async with client.post(PATH, json=a_transfer(), headers=headers) as answer:
        assert answer.status == 401
        said = await answer.json()
    assert "Authorization" in said["error"]
    assert HOTLINE.key not in json.dumps(said)
    assert not inbox.rows
    assert counts == {"wrong_key": 1}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
async def test_the_key_is_taken_from_either_header(
    client: Client, inbox: Inbox, scheme: str
) -> None:
    assert (await passes_on(client, a_transfer(id="a")))[0] == 200
    for n, headers in enumerate(
        ({"X-API-Key": "hotline-key"}, {"Authorization": f"{scheme} hotline-key"})
    ):
        async with client.post(PATH, json=a_transfer(id=f"b{n}"), headers=headers) as answer:
            assert answer.status == 200
    assert len(inbox.rows) == 3


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
async def test_another_method_is_405(client: Client, method: str) -> None:
    headers = {"Authorization": f"Bearer {HOTLINE.key}"}
    async with client.request(method, PATH, headers=headers) as answer:
        assert answer.status == 405


async def test_over_64_kib_is_413(client: Client, inbox: Inbox, counts: Counter[str]) -> None:
    status, answer = await passes_on(client, b" " * (LIMIT + 1))
    assert (status, counts) == (413, {"too_large": 1})
    assert "64 KiB" in answer["error"]
    assert not inbox.rows


BAD: list[tuple[str, Any, str]] = [
    ("not JSON", b"no=1", "JSON"),
    ("not UTF-8", b'{"id": "\xff"}', "JSON"),
    ("a list", b"[]", "JSON"),
    ("nested too deeply", b"[" * 50_000, "JSON"),
    ("no id", a_transfer(id=None), "id 没有填写"),
    ("a blank number", a_transfer(no="  "), "no 没有填写"),
    ("no words", a_transfer(text=""), "text 没有填写"),
    ("no time", a_transfer(at=None), "at 应为时间"),
    ("no such time", a_transfer(at="2026-02-30T08:00:00"), "at 应为时间"),
    ("a time out of the world", a_transfer(at="0001-01-01T00:00:00+14:00"), "at 应为时间"),
    ("a number as a number", a_transfer(no=17), "no 应为文字"),
    ("a phone as a number", a_transfer(phone=13800138000), "phone 应为文字"),
    ("a flag as a word", a_transfer(is_unit="否"), "is_unit 应为 true 或 false"),
    ("too long a number", a_transfer(no="1" * 65), "no 最长 64"),
    ("a line break in a name", a_transfer(name="张\n三"), "name 里有不能用的字符"),
    ("NUL in the words", a_transfer(text="办不了\x00"), "text 里有不能用的字符"),
    ("half a sign", b'{"id":"1","no":"2","at":"2026-09-28","text":"\\ud800"}', "不能用的字符"),
    ("a colon in the number", a_transfer(no="zhzx:1"), "冒号"),
    ("an old state", a_transfer(state="struck_off"), "registered"),
    ("no such source", a_transfer(source="朋友圈"), "企业纾困360"),
    ("no such kind", a_transfer(kind="闲聊"), "投诉"),
    ("no such centre", a_transfer(centre="xian"), "main"),
]


@pytest.mark.parametrize(
    ("body", "words"), [pytest.param(body, words, id=name) for name, body, words in BAD]
)
async def test_a_bad_body_is_400_with_a_sentence_and_nothing_is_kept(
    client: Client, inbox: Inbox, counts: Counter[str], body: Any, words: str
) -> None:
    status, answer = await passes_on(client, body)
    assert (status, counts) == (400, {"malformed": 1})
    assert words in answer["error"]
    assert not inbox.rows


@pytest.mark.unit
def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(NotATransfer) as refused:
        hotline_payload.read({"no": 5, "at": "heute", "anonymous": 1})
    assert len(refused.value.faults) == 5


@pytest.mark.unit
def test_a_time_without_offset_is_shanghais() -> None:
    naive = hotline_payload.read(a_transfer(at="2026-09-28T08:30:00"))
    assert naive.at == hotline_payload.read(a_transfer()).at


@pytest.mark.parametrize("source", ["企业纾困360", "问题焦给我", "万人助万企"])
async def test_wz_4_5_the_source_channel_is_kept(client: Client, inbox: Inbox, source: str) -> None:
    assert (await passes_on(client, a_transfer(source=source)))[0] == 200
    assert json.loads(inbox.only().body)["source"] == source


PUYANG = replace(wuzhi(), profile=catalogue.load("puyang"))


@pytest.mark.parametrize("source", [*PUYANG.profile.channels, ""])
async def test_py_4_1a_py_3_5_each_channel_of_the_profile_is_taken(
    inbox: Inbox, counts: Counter[str], source: str
) -> None:
    """Of 濮阳's seven ways in several end at 12345; which one it was is kept."""
    async with open_door(inbox, counts, {"main": PUYANG}) as client:
        assert (await passes_on(client, a_transfer(source=source)))[0] == 200
    assert json.loads(inbox.only().body)["source"] == (source or "12345热线")


async def test_what_was_not_stored_is_503_and_may_be_sent_again(
    client: Client, inbox: Inbox, counts: Counter[str]
) -> None:
    inbox.failure = OSError("disk full")
    status, answer = await passes_on(client, a_transfer())
    assert status == 503
    assert "重发" in answer["error"]
    inbox.failure = None
    assert (await passes_on(client, a_transfer()))[0] == 200
    assert counts == {"not_kept": 1, "kept": 1}


async def test_a_profile_that_does_not_receive_answers_403(
    inbox: Inbox, counts: Counter[str]
) -> None:
    async with open_door(inbox, counts, {"main": deaf(wuzhi())}) as client:
        status, answer = await passes_on(client, a_transfer())
    assert (status, counts) == (403, {"not_received": 1})
    assert "不接收" in answer["error"]
    assert not inbox.rows


SEVERAL = {"xian": wuzhi(), "zhen": deaf(wuzhi())}


@pytest.mark.parametrize(
    ("path", "centre", "status"),
    [
        pytest.param(PATH, None, 400, id="which centre is not said"),
        pytest.param(PATH, "xian", 200, id="the body says it"),
        pytest.param(f"{PATH}/xian", None, 200, id="the path says it"),
        pytest.param(f"{PATH}/xian", "zhen", 400, id="they say different things"),
        pytest.param(f"{PATH}/gone", None, 400, id="no such centre"),
        pytest.param(f"{PATH}/zhen", None, 403, id="that centre takes none"),
    ],
)
async def test_with_several_centres_path_or_body_decide(
    inbox: Inbox, counts: Counter[str], path: str, centre: str | None, status: int
) -> None:
    async with open_door(inbox, counts, SEVERAL) as client:
        assert (await passes_on(client, a_transfer(centre=centre), path=path))[0] == status
    assert len(inbox.rows) == (status == 200)
    if status == 200:
        assert json.loads(inbox.only().body)["centre"] == "xian"


@pytest.mark.unit
def test_without_the_section_there_is_no_door() -> None:
    inbox = Inbox()
    door = Door(
        partners={}, centres={}, keeper=Keeper(keep=inbox.keep), clock=lambda: pytest.fail("asked")
    )
    assert door.routes() == []


@pytest.mark.unit
def test_the_example_of_the_page_for_12345_is_a_complaint() -> None:
    """What `docs/hotline.md` shows the other side can be sent as it stands."""
    page = (Path(__file__).parents[3] / "docs" / "hotline.md").read_text("utf-8")
    examples = re.findall(r"```json\n(.+?)```", page, re.DOTALL)
    passed_on = hotline_payload.read(json.loads(examples[0]))
    assert passed_on.source in wuzhi().profile.channels
    pushed = json.loads(examples[1])
    ticket = walked(wuzhi(), WAY[State.SURVEYING], a_ticket(wuzhi()))
    (letter,) = to_partners.letters(None, ticket, wuzhi(), {"12345": ""}, NOW)
    assert set(pushed) == set(letter.payload["body"])
    for name in hotline_payload.LONGEST:
        assert f"`{name}`" in page


@pytest.mark.unit
def test_no_word_of_a_complaint_stands_in_a_repr() -> None:
    shown = repr(hotline_payload.read(a_transfer()))
    assert not {"张三丰", "13800138000", "幸福路3号", TEXT} & set(shown.split("'"))


async def test_who_guesses_keys_is_slowed_and_a_right_one_from_elsewhere_is_not(
    inbox: Inbox,
) -> None:
    counts: Counter[str] = Counter()
    async with open_door(inbox, counts) as client:

        async def tries(key: str, whose: str) -> int:
            headers = {"X-API-Key": key, "X-Forwarded-For": whose}
            async with client.post(PATH, json=a_transfer(), headers=headers) as answer:
                return answer.status

        guessed = [await tries(f"guess-{n}", "8.8.4.4") for n in range(FREE + 2)]
        assert guessed == [401] * FREE + [429] * 2
        assert await tries(HOTLINE.key, "8.8.4.4") == 429, "a right guess does not show"
        assert await tries(HOTLINE.key, "8.8.8.8") == 200
    assert counts["too_often"] == 3
