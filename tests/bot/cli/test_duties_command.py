"""`yousu duties`: the list as it is read, and which rows departments keep returning (N17)."""

import asyncio
from pathlib import Path

import pytest
from builders import MANAGER, MARKET, OFFICER, TAX, a_complaint
from configurations import Run, a_document, save
from databases import only_sqlite
from office import Office

from bot.cli import main
from bot.texts import duties as texts
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import ReturnForm
from dispatch.ticket.complaint import Scored
from dispatch.ticket.ticket import spoken

pytestmark = only_sqlite

LIST = (
    "序号,事项,词语,承办单位,协办单位,首办,依据\n"
    "12,营业执照办理,,市场监管局,税务局,,三定方案\n3,村务与基层选举,,,,乡镇,\n"
)
DEPARTMENTS = [
    {"id": "market", "name": "市场监管局"},
    {"id": "tax", "name": "税务局"},
]
SENT = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))
RETURN = ReturnForm(by=OFFICER, departments=(TAX,), reason="归税务管")


@pytest.fixture
def listing(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `yousu` on the office's database with a list beside the configuration."""
    (tmp_path / "duties.csv").write_text(LIST, "utf-8")
    document = a_document() | {"storage": {"url": database_url}, "department": DEPARTMENTS}
    document["desk"]["duties"] = "duties.csv"
    config = save(document, tmp_path)

    async def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = await asyncio.to_thread(main.main, [*arguments, "-c", str(config)])
        out, err = capsys.readouterr()
        return code, out, err

    return ran


async def returned(office: Office, times: int, matter: str = "营业执照办理") -> str:
    """Open a ticket that its department returns, so often as the rules allow, and tax has in the end."""
    categories = (Scored(id="x", name=matter, confidence=0.9),)
    no = (await office.opens(a_complaint(categories=categories))).no
    await office.do(no, SENT, RETURN)
    if times > 1:
        await office.do(no, RETURN)
    await office.do(no, c.Approve(by=MANAGER))
    return no


async def test_the_list_is_shown_as_it_is_read(the_office: Office, listing: Run) -> None:
    code, text, _ = await listing("duties", "list")
    assert code == 0
    assert text.splitlines() == [
        "12  营业执照办理 → 市场监管局，协办税务局（三定方案）",
        "3  村务与基层选举 → 乡镇",
    ]


async def test_without_a_list_that_is_said(the_office: Office, run: Run) -> None:
    assert await run("duties", "list") == (0, f"{texts.NO_LIST}\n", "")
    assert await run("duties", "returns") == (0, f"{texts.NOTHING_RETURNED}\n", "")


async def test_n17_rows_with_returns_are_proposed_for_change_the_most_often_returned_first(
    the_office: Office, listing: Run
) -> None:
    """With the tickets, and whom it went to in the end; what no row has is said to be none."""
    other = await returned(the_office, 1, "别的事项")
    first, second = await returned(the_office, 1), await returned(the_office, 1)
    code, text, _ = await listing("duties", "returns")
    assert code == 0
    assert text.splitlines() == [
        f"第12项 营业执照办理 → 市场监管局：退单 2 次（{spoken(first)}、{spoken(second)}），建议改为：税务局",
        f"目录里没有的 别的事项：退单 1 次（{spoken(other)}），建议改为：税务局",
    ]


async def test_who_still_has_it_is_not_proposed_for_change(
    the_office: Office, listing: Run
) -> None:
    no = (await the_office.opens()).no
    await the_office.do(no, SENT, RETURN, c.Reject(by=MANAGER, reason="是你们的"))
    assert texts.KEEP in (await listing("duties", "returns"))[1]
