"""Who an encrypted name of the robot is: asked once, and a stranger does not cost a call for each word."""

from collections.abc import Sequence
from typing import Any

import pytest
from databases import only_sqlite
from office import Office

from bot.inbound import robot_sender
from bot.inbound.robot_sender import UNKNOWN_FOR, Resolver, UnknownNames
from bot.wecom.client import App
from bot.wecom.errors import Alarm, Rejected, TryLater, WeComError
from bot.wecom.token import Secret


class Corp:
    """WeCom's batch/openuserid_to_userid: whom it *knows*, or the *trouble* it answers with."""

    def __init__(self) -> None:
        self.knows: dict[str, str] = {}
        self.trouble: WeComError | None = None
        self.asked: list[str] = []

    async def openuserid_to_userid(self, app: App, named: Sequence[str]) -> dict[str, str]:
        """Note who was asked for."""
        self.asked += named
        if self.trouble is not None:
            raise self.trouble
        return {one: self.knows[one] for one in named if one in self.knows}


def resolver(office: Office, corp: Corp) -> Resolver:
    app = App(1, Secret("s"))
    return Resolver(context=office.context, client=corp, app=app)  # type: ignore[arg-type]  # it notes


@only_sqlite
@pytest.mark.parametrize("trouble", [None, Rejected(60111), Alarm(48002)], ids=str)
async def test_whom_wecom_cannot_name_is_asked_for_once_in_a_while(
    the_office: Office, clock: Any, trouble: WeComError | None
) -> None:
    corp = Corp()
    corp.trouble = trouble
    resolve = resolver(the_office, corp)
    for _ in range(5):
        assert await resolve.userid("wostranger") == "wostranger"
    assert corp.asked == ["wostranger"]
    clock.now += UNKNOWN_FOR
    corp.trouble, corp.knows = None, {"wostranger": "li"}
    assert await resolve.userid("wostranger") == "li"
    assert await resolve.userid("wostranger") == "li"
    assert len(corp.asked) == 2


@only_sqlite
async def test_where_wecom_cannot_be_asked_now_nobody_is_taken_for_a_stranger(
    the_office: Office,
) -> None:
    corp = Corp()
    corp.trouble = TryLater()
    resolve = resolver(the_office, corp)
    for _ in range(2):
        with pytest.raises(TryLater):
            await resolve.userid("woli")
    corp.trouble, corp.knows = None, {"woli": "li"}
    assert await resolve.userid("woli") == "li"


@pytest.mark.unit
def test_a_flood_of_names_fills_no_memory(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robot_sender, "MOST_UNKNOWN", 3)
    names = UnknownNames()
    for n in range(10):
        names.note(f"wo{n}", clock())
    assert [n for n in range(10) if names.holds(f"wo{n}", clock())] == [7, 8, 9]


@pytest.mark.unit
def test_a_clock_that_was_set_back_makes_nobody_a_stranger_for_long(clock: Any) -> None:
    names = UnknownNames()
    names.note("wo", clock())
    clock.advance(days=-1)
    assert not names.holds("wo", clock())
