"""`yousu keywords corrections`: what the desk decided otherwise than was suggested, masked, on request, and learnable."""

import csv
import stat
from pathlib import Path

import pytest
from builders import MANAGER, MARKET, TAX, a_complaint
from configurations import Run
from databases import only_sqlite
from office import Office

from bot.cli import labelled_file
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant, Complaint

pytestmark = only_sqlite

WHO = Complainant(
    lane="kf:wk:wm", name="欧阳春晓", phone="13800138000", address="龙源街道幸福路3号院2号楼"
)
WORDS = "我叫欧阳春晓，电话13800138000，住龙源街道幸福路3号院2号楼，\n发票“一直”开不出来"
SECRETS = ("欧阳春晓", "13800138000", "幸福路3号")


def told(**changes: object) -> Complaint:
    return a_complaint(text=WORDS, complainant=WHO, **changes)


def sent(to: tuple[str, str], matter: str = "") -> c.Dispatch:
    return c.Dispatch(by=MANAGER, class_name="办不了", departments=(to,), matter=matter)


async def opened(office: Office) -> None:
    """Three tickets: sent as suggested, sent otherwise, and not yet sent."""
    for to in (MARKET, TAX):
        no = (await office.opens(told())).no
        await office.do(no, sent(to, "发票与税务登记" if to is TAX else ""))
    await office.opens(told())


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        ((), [(TAX[1], MARKET[1])]),
        (("--all",), [(MARKET[1], MARKET[1]), (TAX[1], MARKET[1])]),
        (("--of", "matter"), [("发票与税务登记", "营业执照办理")]),
        (
            ("--of", "matter", "--all"),
            [("营业执照办理", "营业执照办理"), ("发票与税务登记", "营业执照办理")],
        ),
    ],
)
async def test_what_the_desk_decided_stands_in_the_file_and_nobody_is_named_in_it(
    the_office: Office,
    run: Run,
    tmp_path: Path,
    options: tuple[str, ...],
    labels: list[tuple[str, str]],
) -> None:
    await opened(the_office)
    file = tmp_path / "corrections.csv"
    code, said, _ = await run("keywords", "corrections", "--out", str(file), *options)
    assert (code, str(len(labels)) in said) == (0, True)
    written = file.read_text("utf-8")
    rows = list(csv.DictReader(written.splitlines(keepends=True)))
    assert [(one["label"], one["suggested"]) for one in rows] == labels
    assert all("开不出来" in one["text"] for one in rows)
    assert not [secret for secret in SECRETS if secret in written]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_the_file_is_one_that_learning_reads(
    the_office: Office, run: Run, tmp_path: Path
) -> None:
    await opened(the_office)
    file = tmp_path / "corrections.csv"
    await run("keywords", "corrections", "--all", "--out", str(file))
    given = labelled_file.read(file, "label", ("text",), needs_text=True)
    assert [one.label for one in given.letters] == [MARKET[1], TAX[1]]
    assert given.left_out == 0


async def test_where_it_cannot_be_written_that_is_said(
    the_office: Office, run: Run, tmp_path: Path
) -> None:
    code, _, said = await run("keywords", "corrections", "--out", str(tmp_path))
    assert (code, str(tmp_path) in said) == (1, True)
