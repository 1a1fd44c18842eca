"""docs/authority.md is the profiles' own table: profile × command × role → does, proposes, refused.

`RENEW=1 .venv/bin/python -m pytest -n 0 tests/bot/profiles/test_authority_table.py` writes the present table.
"""

import os

import pytest
from house_rules import ROOT

from bot.profiles import authority_table, catalogue
from bot.profiles.authority_table import DOES, PROPOSES, REFUSED
from dispatch.profiles.profile import ROLES

pytestmark = pytest.mark.unit

PAGE = ROOT / "docs" / "authority.md"
ALL = [catalogue.load(name) for name in catalogue.names()]


def test_the_page_shows_the_present_table_of_every_profile() -> None:
    """product.md §5: the table is data, printed in the docs, silent texts marked 默认."""
    present = authority_table.page(ALL)
    if os.environ.get("RENEW"):
        PAGE.write_text(present, "utf-8")

    assert PAGE.read_text("utf-8") == present


def test_every_command_of_every_profile_has_every_role() -> None:
    for profile in ALL:
        found = list(authority_table.rows(profile))
        assert [row.command for row in found] == list(profile.who)
        assert all(tuple(row.roles) == ROLES for row in found)
        assert {right for row in found for right in row.roles.values()} <= {
            DOES,
            PROPOSES,
            REFUSED,
        }


def test_a_row_tells_who_does_who_proposes_and_who_is_refused_with_its_clause() -> None:
    """WZ-8.1: 管理机构 approves what the window proposes; departments have no part in it."""
    wuzhi = catalogue.load("wuzhi")
    row = next(row for row in authority_table.rows(wuzhi) if row.command == "派单")
    rights = {row.roles[role] for role in ("management",)}, row.roles["receptionist"]
    assert rights == ({DOES}, PROPOSES)
    assert row.roles["department"] == REFUSED
    assert authority_table.cited(row.origin) == "WZ-8.1"
    silent = next(row for row in authority_table.rows(wuzhi) if row.command == "签收")
    assert authority_table.cited(silent.origin) == "默认，非文件规定"


def test_the_page_marks_what_is_a_default() -> None:
    page = authority_table.page(ALL)
    wuzhi = page.partition("（`wuzhi`）")[2]
    rows = {line.split(" | ")[0]: line for line in wuzhi.splitlines() if line.startswith("| ")}
    assert rows["| 派单"].startswith("| 派单 | 提 | 提 | 做 |")
    assert rows["| 派单"].endswith("| WZ-8.1 |")
    assert rows["| 签收"].endswith("| 默认，非文件规定 |")
