"""派单目录 as a file: what a spreadsheet saves is read, every fault is named with its row, and nothing half (N17)."""

import os
from pathlib import Path

import pytest
from configurations import a_document, faults_of, save

from bot.config import loader
from bot.config.directory import Directory
from bot.config.duties import BadDuties, Unit, by_law, read, rows_of, township
from bot.config_reload import Roster, files_of
from bot.texts import duties as texts
from dispatch.ticket.ground import GroundKind
from intake.classify.dictionary import Dictionary

pytestmark = pytest.mark.unit

UNITS = (
    Unit(id="scjg", called=("市场监督管理局", "市监局", "scjg")),
    Unit(id="cg", called=("城市管理局", "cg")),
    Unit(id="lm", called=("龙门镇人民政府", "lm")),
)
HEAD = "序号,事项,词语,承办单位,协办单位,首办,依据"
ROWS = (
    f"{HEAD}\n1,营业执照办理,,市监局,,,三定方案第四条\n"
    "2,,门头牌匾、店招,城市管理局,市监局,县级,\n3,村务与基层选举,,,,乡镇,村民委员会组织法\n"
)


def test_a_row_names_departments_as_people_call_them() -> None:
    licence, signs, village = rows_of(ROWS, UNITS)
    assert (licence.department, licence.name, licence.basis) == (
        "scjg",
        "市场监督管理局",
        "三定方案第四条",
    )
    assert signs.phrases == ("门头牌匾", "店招")
    assert signs.assisting == (("scjg", "市场监督管理局"),)
    assert (licence.is_townships, village.is_townships) == (False, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("sign", [",", "\t"])
def test_whatever_a_spreadsheet_saves_is_the_same_list(
    tmp_path: Path, encoding: str, line_end: str, sign: str
) -> None:
    file = tmp_path / "duties.csv"
    text = ROWS.replace(",", sign).replace("\n", line_end) + line_end * 2
    file.write_bytes(text.encode(encoding))
    assert read(str(file), UNITS) == rows_of(ROWS, UNITS)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (",营业执照办理,,市监局,,,", texts.NO_NUMBER),
        ("1,,,市监局,,,", texts.ABOUT_NOTHING),
        ("1,,照,市监局,,,", texts.TOO_SHORT),
        ("1,营业执照办理,,,,,", texts.NOBODY),
        ("1,营业执照办理,,工商所,,,", texts.UNKNOWN.format(name="工商所")),
        ("1,营业执照办理,,市监局,工商所,,", texts.UNKNOWN.format(name="工商所")),
        ("1,营业执照办理,,市监局,,省级,", texts.LEVEL.format(level="省级")),
        ("1,村务与基层选举,,市监局,,乡镇,", texts.BOTH),
        ("1,a甲,,市监局,,,\n1,b乙,,市监局,,,", "“1”写了两次"),
        ("1,a甲,,市监局,,,\n2,a甲,,城市管理局,,,", "“a甲”写了两次"),
        ("1,,店招,市监局,,,\n2,,店招,城市管理局,,,", "“店招”写了两次"),
    ],
)
def test_each_fault_is_named_with_its_row(rows: str, said: str) -> None:
    with pytest.raises(BadDuties) as wrong:
        rows_of(f"{HEAD}\n{rows}\n", UNITS)
    assert len(wrong.value.faults) == 1
    assert said in wrong.value.faults[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "缺这些列名"),
        ("部门,电话\n".encode(), "缺这些列名：序号、事项、承办单位"),
        (b"PK\x03\x04\xff\xff\x00\x81", texts.NOT_TEXT),
        (b"a," * (3 << 20), texts.TOO_LARGE),
    ],
    ids=["empty", "another table", "xlsx", "huge"],
)
def test_what_is_no_list_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "duties.csv"
    file.write_bytes(content)
    with pytest.raises(BadDuties) as wrong:
        read(str(file), UNITS)
    assert [one for one in wrong.value.faults if said in one]


def county(folder: Path, rows: str) -> Path:
    """Return the configuration of a county with a list of *rows*."""
    (folder / "duties.csv").write_text(f"{HEAD}\n{rows}", "utf-8")
    document = a_document()
    document["desk"]["duties"] = "duties.csv"
    document["department"] = [
        {"id": "scjg", "name": "市场监督管理局", "aliases": ["市监局"]},
        {"id": "lm", "name": "龙门镇人民政府", "township": True},
    ]
    return save(document, folder)


def test_yousu_check_names_the_faults_of_the_list(tmp_path: Path) -> None:
    file = county(tmp_path, "1,营业执照办理,,市监局,,,\n2,公积金提取,,公积金中心,,,\n")
    assert faults_of(file) == {
        "desk.duties": texts.AT.format(n=3, fault=texts.UNKNOWN.format(name="公积金中心"))
    }
    (tmp_path / "duties.csv").unlink()
    assert "读不出来" in faults_of(file)["desk.duties"]


async def test_a_changed_list_is_taken_over_while_it_runs_and_a_faulty_one_is_not(
    tmp_path: Path,
) -> None:
    file = county(tmp_path, "1,营业执照办理,,市监局,,,\n")
    settings = loader.load(file, {})
    mine = Roster(
        file=file, environ={}, directory=Directory.of(settings), beside=files_of(settings)
    )
    assert [one.no for one in mine.directory.duties["main"]] == ["1"]
    for rows, known in (("9,营业执照办理,,市监局,,,\n", "9"), ("8,营业执照办理,,没有,,,\n", "9")):
        listed = tmp_path / "duties.csv"
        before = listed.stat().st_mtime_ns
        county(tmp_path, rows)
        os.utime(listed, ns=(before, before + 1_000_000_000))
        await mine.turn()
        assert [one.no for one in mine.directory.duties["main"]] == [known]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("龙门镇人民政府", "龙门镇"),
        ("木城街道办事处", "木城街道"),
        ("青山乡便民服务中心", "青山乡"),
        ("龙门镇", "龙门镇"),
    ],
)
def test_a_township_is_called_as_addresses_name_it(name: str, called: str) -> None:
    assert called in township(Unit(id="x", called=(name, "x"))).called


def test_what_the_law_gives_to_townships_are_matters_that_there_are(dictionary: Dictionary) -> None:
    """Each row cites its law, is the township's, and names a matter of the shipped dictionary."""
    known = {one.name for one in dictionary.matters}
    rows = by_law()
    assert len(rows) >= 4
    assert {one.matter for one in rows} <= known
    assert all(one.is_townships and one.basis and one.kind is GroundKind.LAW for one in rows)
