"""What `yousu understand` says of a line that staff type (product §6)."""

from datetime import date

import pytest

from bot.cli.understood_lines import contract, in_words

pytestmark = pytest.mark.unit

TODAY = date(2026, 9, 28)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "@有诉即办 0012方案：下周五前换好水泵",
            {
                "command": "方案",
                "no": "0012",
                "fields": {"day": "2026-10-09", "text": "换好水泵"},
                "ask": "",
            },
        ),
        (
            "派单 2026-0012 住建，城管 类=很难办",
            {
                "command": "派单",
                "no": "2026-0012",
                "fields": {"department": "住房和城乡建设局，城市管理局", "class": "很难办"},
                "ask": "",
            },
        ),
        ("大家辛苦了", {"command": "", "no": "", "fields": {}, "ask": ""}),
    ],
)
def test_a_line_is_what_the_contract_says(text: str, found: dict[str, object]) -> None:
    assert contract(text, TODAY, is_single=False) == found


@pytest.mark.parametrize(
    "text", ["0012延期", "方案 0012 2026-09-01 换水泵", "0012方案 9月1日 换水泵"]
)
def test_what_would_be_asked_stands_in_one_line_and_the_command_is_named(text: str) -> None:
    found = contract(text, TODAY, is_single=True)
    assert found["command"] in text
    assert found["ask"]
    assert "\n" not in found["ask"]


def test_today_decides_what_is_over() -> None:
    line = "0012方案 10月8日 换水泵"
    assert contract(line, TODAY, is_single=True)["ask"] == ""
    assert contract(line, date(2026, 10, 9), is_single=True)["ask"]


def test_an_operator_reads_why_in_words() -> None:
    def words(text: str, *, is_single: bool = False) -> str:
        return "\n".join(in_words(text, TODAY, is_single=is_single))

    assert "听成命令：延期" in words("0012延3天，等配件")
    assert "天数：3" in words("0012延3天，等配件")
    assert "不执行，会问：" in words("0012延3天")
    assert "只有号" in words("0012先别签收")
    assert "群里不接话" in words("大家辛苦了")
    assert "按一般的话处理" in words("大家辛苦了", is_single=True)
