"""docs/architecture.md is the house as it stands; RENEW=1 draws it anew.

`RENEW=1 python -m pytest tests/test_architecture.py` writes the present drawing into page and picture.
"""

import os
from xml.etree import ElementTree

import house_drawing as drawing
import pytest
from house_drawing import House
from house_rules import DIRECTION, Source

pytestmark = [pytest.mark.unit, pytest.mark.xdist_group("house")]  # parsed once

HOUSE = drawing.house()
WALKS = ("A message", "A press", "The clock", "A card")

if os.environ.get("RENEW"):
    drawing.renew()

TEXT = drawing.PAGE.read_text("utf-8")


def planted(**files: str) -> House:
    """Return a house of *files*: `bot__a__b` stands for `bot/a/b.py`."""
    texts = {path.replace("__", "/") + ".py": text for path, text in files.items()}
    return House([Source(path, text) for path, text in texts.items()])


def test_the_page_shows_the_house_as_it_stands() -> None:
    assert drawing.DRAWN.findall(TEXT) == [drawing.page(HOUSE)]


def test_the_picture_shows_the_house_as_it_stands() -> None:
    assert drawing.PICTURE.read_text("utf-8") == drawing.picture(HOUSE)


def test_every_room_is_in_the_picture_once() -> None:
    texts = [
        one.text
        for one in ElementTree.fromstring(drawing.picture(HOUSE)).iter()
        if one.get("font-weight") == "bold"
    ]
    rooms = [room.split("/")[1] for room in HOUSE.rooms]
    assert sorted(filter(None, texts)) == sorted([*rooms, *DIRECTION])


def test_every_folder_says_what_it_is_asked() -> None:
    assert [room for room in HOUSE.rooms if len(HOUSE.question(room)) < 20] == []


def test_a_room_stands_above_what_it_needs_and_beside_what_it_does_not() -> None:
    house = planted(
        bot__app="from bot.desk import desk\nfrom dispatch import life",
        bot__desk__desk="from bot.texts import staff",
        bot__web__page="from bot.texts import staff",
        bot__texts__staff="",
        dispatch__life="",
    )
    assert house.floors("bot") == [["bot/app.py"], ["bot/desk", "bot/web"], ["bot/texts"]]
    assert "| 2 | `bot/app.py` |  | desk; *dispatch*: life.py |" in drawing.page(house)


def test_a_changed_import_changes_page_and_picture() -> None:
    apart = planted(bot__a__x="", bot__b__y="")
    above = planted(bot__a__x="import bot.b.y", bot__b__y="")
    assert drawing.page(apart) != drawing.page(above)
    assert drawing.picture(apart) != drawing.picture(above)


def test_the_page_has_the_four_walks() -> None:
    walks = drawing.walks(TEXT)
    assert tuple(walks) == WALKS
    assert all(len(walk) >= 4 for walk in walks.values())


@pytest.mark.parametrize("name", WALKS)
def test_the_house_allows_each_step_of_the_walk(name: str) -> None:
    assert drawing.barred_steps(HOUSE, drawing.walks(TEXT)[name]) == []


@pytest.mark.parametrize(
    ("walk", "finding"),
    [
        ([["bot/gone"]], "no folder bot/gone"),
        ([["bot/letters"], ["bot/citizen"]], "no way from bot/letters to bot/citizen"),
        ([["bot/callback"], ["bot/inbound"]], "no way from bot/callback to bot/inbound"),
        (
            [["bot/callback", "storage/tickets/marks.py"], ["bot/inbound"]],
            "no way from bot/callback to bot/inbound",
        ),
    ],
    ids=["no such folder", "against the imports", "nothing handed on", "handed on in a wrong file"],
)
def test_a_step_that_the_house_does_not_allow_is_found(walk: list[list[str]], finding: str) -> None:
    assert drawing.barred_steps(HOUSE, walk) == [finding]
