"""`yousu print`: “全文请向窗口索取” is true also where only a shell is at hand."""

from pathlib import Path

from builders import CITIZEN, MANAGER, MARKET, OFFICER, SUPERVISOR, a_complaint
from configurations import Run
from databases import only_sqlite
from office import Office

from dispatch.ticket import commands as c

pytestmark = only_sqlite

WORDS, ANSWER = "跑了三趟没办下来，" * 200, "已请省平台恢复，今天上午办好。" * 200
WAY = (
    c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,)),
    c.Supplement(by=CITIZEN, text="又去了一次"),
    c.Answer(by=OFFICER, text=ANSWER, reason="平台升级", basis="条例第三条"),
    c.Pass(by=SUPERVISOR),
)


async def test_the_window_prints_the_text_whole_while_the_service_runs(
    the_office: Office, run: Run, tmp_path: Path
) -> None:
    await the_office.opens(a_complaint(text=WORDS))
    await the_office.do("2026-0001", *WAY)
    code, text, _ = await run("print", "2026年第0001号")
    assert code == 0
    assert WORDS in text
    assert "又去了一次" in text
    assert f"办理答复：{ANSWER}\n理由：平台升级\n依据：条例第三条" in text
    assert "13800138000" not in text
    assert await run("print", "0001", "--out", str(tmp_path / "copy.txt")) == (0, "", "")
    written = (tmp_path / "copy.txt").read_text("utf-8")
    assert written.partition("\n\n")[2] == text.partition("\n\n")[2]


async def test_what_is_no_ticket_is_said_so(the_office: Office, run: Run, tmp_path: Path) -> None:
    await the_office.opens()
    assert (await run("print", "2026-0002"))[0] == 1
    assert (await run("print", "AB-2026-0001"))[0] == 1
    assert (await run("print", "张三"))[0] == 2
    code, _, said = await run("print", "2026-0001", "--out", str(tmp_path))
    assert (code, str(tmp_path) in said) == (1, True)
