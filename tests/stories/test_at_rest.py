"""Whoever copies the database learns of nobody who told something, nor which ticket is whose (S10)."""

import pytest
from at_rest import places, signs
from scenes import surveyed, told
from town import Town

from storage.database import addresses

#: where no citizen ever stands: they get no cards, and nothing is written into the windows any more
_NEVER = {("cards", "listener"), ("windows", "lane")}


async def test_each_table_that_knows_a_citizen_knows_them_by_a_pseudonym_alone(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not vacuous: the pseudonym stands in every column that may hold an address. Not in any log either."""
    zhang, other, third = town.citizen(), town.citizen(1), town.newcomer("周女士")
    await surveyed(town, zhang)
    await zhang.picks("不满意")
    await zhang.hears("已退回重办")
    await told(town, other, "小区路灯坏了三个月没有人来修", ("image",))
    await third.says("村口的路坏了半年没有人修")
    await third.sends("image")
    await third.hears("还请告诉我们")
    await third.says("人工")
    await third.hears("已经请工作人员联系您")
    await third.says("村里的自来水也停了三天没有人管")
    await third.says("人工")
    await town.until(lambda: _tasks_done(town))
    await town.rests()

    keys = town.service.context.store.reader.keys
    reader = town.service.context.store.reader
    known = {addresses.person(keys, one.id).encode() for one in (zhang, other, third)}
    everywhere = {(t, c) for t, all_ in addresses.COLUMNS.items() for c in all_}
    assert await places(reader, known) == everywhere - _NEVER
    said = "".join(capsys.readouterr())
    assert not [one for one in (zhang, other, third) if one.id in said]
    assert not await places(reader, signs(one.id for one in (zhang, other, third)))


async def _tasks_done(town: Town) -> bool:
    """True once the person's own words have replaced the first task."""
    done = "SELECT 1 AS one FROM tasks WHERE kind = '人工' AND done_at IS NOT NULL"
    return bool(await town.service.context.store.reader.rows(done))
