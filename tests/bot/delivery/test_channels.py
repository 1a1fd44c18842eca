"""How letters leave: into groups by robot, webhook or liaison; long words in pieces."""

from collections import deque
from typing import Any

import pytest
from databases import only_sqlite
from office import NotedClient, NotedRobot, Office, directory, text_of
from post import Post, a_posted

from bot.delivery.channels import WAYS
from bot.delivery.group_channel import PATIENCE_WITH_ROBOT, into_group
from bot.wecom import errors
from storage.queues.letters import LetterKind, Result

CARD = {"task_id": "2026-0001-form-market-2"}


async def says(
    client: NotedClient,
    robot: NotedRobot | None,
    department: str = "market",
    attempts: int = 1,
    **payload: Any,
) -> Result:
    """Say a letter to a department's group."""
    said = {"department": department, "text": "【催办】", **payload}
    letter = a_posted(LetterKind.GROUP, said, attempts)
    return await into_group(client, directory(), robot, letter)  # type: ignore[arg-type]  # it notes


async def test_the_robot_takes_cards_and_words_into_the_group() -> None:
    client, robot = NotedClient(), NotedRobot()
    assert await says(client, robot, card=CARD) == {"by": "robot"}
    assert await says(client, robot) == {"by": "robot"}
    assert robot.said == [("card", "wrMarket", CARD), ("text", "wrMarket", "【催办】")]
    assert client.asked == []


async def test_without_robot_the_webhook_says_it_and_the_liaison_gets_the_buttons() -> None:
    client = NotedClient()
    assert await says(client, None, card=CARD, text="签收请回复") == {
        "by": "webhook",
        "liaison": "hong",
    }
    ((what, (content,)),) = client.asked
    assert (what, text_of(content)) == ("webhook", "签收请回复")


async def test_words_alone_need_no_liaison_where_there_is_a_webhook() -> None:
    assert await says(NotedClient(), None) == {"by": "webhook", "liaison": ""}


async def test_without_robot_and_webhook_everything_goes_to_the_liaison() -> None:
    client = NotedClient()
    assert await says(client, None, "tax") == {"by": "liaison", "liaison": "he"}
    assert client.asked == []


@pytest.mark.parametrize(
    ("error", "mark"),
    [
        (errors.NotSpokenYet(93008), {"not_spoken": True}),
        (errors.TargetGone(93004), {"refused": 93004}),
        (errors.Rejected(42039), {"refused": 42039}),
    ],
)
async def test_where_the_robot_cannot_the_fallback_does(
    error: errors.WeComError, mark: dict[str, Any]
) -> None:
    robot = NotedRobot(troubles=deque([error]))
    result = await says(NotedClient(), robot, card=CARD)
    assert result == {**mark, "by": "webhook", "liaison": "hong"}


@pytest.mark.parametrize("error", [errors.Ambiguous(), errors.RateLimited(45009)])
async def test_what_may_have_arrived_or_may_yet_does_not_take_another_way(
    error: errors.WeComError,
) -> None:
    client = NotedClient()
    with pytest.raises(type(error)):
        await says(client, NotedRobot(troubles=deque([error])), card=CARD)
    assert client.asked == []


async def test_a_robot_that_is_away_is_waited_for_a_little() -> None:
    robot = NotedRobot(connected=False)
    for attempts in range(1, PATIENCE_WITH_ROBOT):
        with pytest.raises(errors.TryLater):
            await says(NotedClient(), robot, attempts=attempts)
    result = await says(NotedClient(), robot, attempts=PATIENCE_WITH_ROBOT)
    assert result == {"robot_away": True, "by": "webhook", "liaison": ""}


async def test_a_webhook_that_is_gone_leaves_the_liaison() -> None:
    client = NotedClient(troubles=deque([errors.TargetGone(93000)]))
    assert await says(client, None) == {"by": "liaison", "liaison": "hong"}


@pytest.mark.parametrize("department", ["housing", "gone"])
async def test_a_department_without_any_way_is_parked(department: str) -> None:
    with pytest.raises(errors.TargetGone):
        await says(NotedClient(), None, department)


@only_sqlite
async def test_a_group_that_has_not_called_the_robot_is_told_to_the_desk_until_it_has(
    the_office: Office,
) -> None:
    robot = NotedRobot(troubles=deque([errors.NotSpokenYet(93008)]))
    post = Post(the_office, robot=robot)
    await the_office.opens()
    form = {"department": "market", "text": "工作单", "card": CARD, "no": "2026-0001", "version": 2}
    await post.put("group", form, lane="group:market", ticket_no="2026-0001", key="form")
    await post.round()
    assert "市场监管局的群里 @ 一次机器人" in (await the_office.tasks("群聊"))[0]
    (liaisons,) = await the_office.letters("form/liaison")
    assert (liaisons.kind, liaisons.payload["to"]) == ("app_card", ["hong"])

    await post.put("group", {"department": "market", "text": "x"}, lane="group:market")
    await post.round()
    assert await the_office.tasks("群聊") == []


@only_sqlite
async def test_long_words_to_staff_come_in_pieces(the_office: Office) -> None:
    post = Post(the_office)
    text = "\n".join(f"2026年第{n:04d}号 待签收 市场监管局 时限 10月8日 17:30" for n in range(80))
    await post.put("app_text", {"to": ["sun"], "text": text})
    await post.round()
    said = [text_of(facts[1]) for _, facts in post.client.asked]
    assert len(said) == 3
    assert "".join(said) == text
    assert all(len(piece.encode()) <= 2048 for piece in said)


def test_every_kind_of_letter_has_its_channel() -> None:
    assert set(WAYS) == set(LetterKind)
