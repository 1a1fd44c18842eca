"""The staff grammar of product §5."""

from datetime import date

import pytest

from intake.grammar.commands import (
    FORMS,
    Day,
    StaffCommand,
    TicketRef,
    Within,
    Wrong,
    forms_for,
    read,
)

pytestmark = pytest.mark.unit

FIRST = TicketRef(serial=1)


def command(text: str, *, slash_required: bool = True) -> StaffCommand:
    found = read(text, slash_required=slash_required)
    assert isinstance(found, StaffCommand), found
    return found


def wrong(text: str) -> str:
    found = read(text, slash_required=True)
    assert isinstance(found, Wrong), found
    return found.message


@pytest.mark.parametrize(
    ("written", "ref"),
    [
        ("0001", FIRST),
        ("1", FIRST),
        ("０００１", FIRST),
        ("0001号", FIRST),
        ("第0001号", FIRST),
        ("2026-0001", TicketRef(year=2026, serial=1)),
        ("2026－0001", TicketRef(year=2026, serial=1)),
        ("2026年第0001号", TicketRef(year=2026, serial=1)),
        ("2026 年第 0001 号", TicketRef(year=2026, serial=1)),
        ("2026-12345", TicketRef(year=2026, serial=12345)),
        ("XX-2026-0001", TicketRef(prefix="XX", year=2026, serial=1)),
        ("xx-2026-0001", TicketRef(prefix="XX", year=2026, serial=1)),
        ("XJ2026年第12345号", TicketRef(prefix="XJ", year=2026, serial=12345)),
    ],
)
def test_every_way_to_write_a_number_is_read(written: str, ref: TicketRef) -> None:
    assert command(f"/签收 {written}").ref == ref


@pytest.mark.parametrize(
    "text",
    ["/签收 0001", "／签收　0001", "、签收 0001", "/签收0001", "  /签收   0001  ", "/签收：0001"],
)
def test_full_width_half_width_and_spaces_are_the_same(text: str) -> None:
    assert command(text) == StaffCommand(name="签收", ref=FIRST)


@pytest.mark.parametrize("text", ["签收 0001", "@有诉即办 签收 0001", "@有诉即办\u2005/签收 0001"])
def test_in_a_group_the_slash_is_optional_and_the_mention_may_be_there(text: str) -> None:
    assert command(text, slash_required=False) == StaffCommand(name="签收", ref=FIRST)


@pytest.mark.parametrize("text", ["签收 0001", "我要签收 0001", "@张三 签收 0001", "你好", "", "/"])
def test_in_the_single_chat_words_without_a_slash_are_words(text: str) -> None:
    assert read(text, slash_required=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "「张三：/签收 0001」\n- - - -\n/签收 0001",
        "> /签收 0001",
        "张三：/签收 0001",
        "请帮我 /签收 0001",
        "查一下这个怎么办",
        "答复群众要耐心",
        "批准了吗",
    ],
)
def test_quoted_forwarded_and_ordinary_text_is_no_command(text: str) -> None:
    assert read(text, slash_required=False) is None


def test_signs_of_no_width_change_nothing_and_turning_signs_are_refused() -> None:
    assert command("/批\u200b准 00\u200d01") == StaffCommand(name="批准", ref=FIRST)
    assert "隐藏符号" in wrong("/批准 \u202e1000")
    assert "隐藏符号" in wrong("/批准 0001\u2066")


def test_only_the_first_line_holds_the_fields_and_the_free_text_runs_on() -> None:
    found = command("/答复 0001 已办结，请来取证。\n地址：３号窗口")
    assert found.ref == FIRST
    assert found.text == "已办结，请来取证。\n地址：３号窗口"  # as written, full-width and all
    assert command("/答复 0001\n已办结").text == "已办结"
    assert "缺少工单号" in wrong("/答复\n0001 已办结")
    assert "缺少承诺日" in wrong("/方案 0001\n2026-10-15 补正")


def test_reason_and_basis_are_read_from_their_labels() -> None:
    """WZ-9.1."""
    found = command("/答复 0001 不能办理。\n理由：超出职权，须由市局办理。\n依据：《条例》第三条")
    assert found.text == "不能办理。"
    assert found.fields == {"reason": "超出职权，须由市局办理。", "basis": "《条例》第三条"}
    assert command("/答复 0001 没有理由不办，明天来取").fields == {}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2026-10-15", date(2026, 10, 15)),
        ("2026年10月15日", date(2026, 10, 15)),
        ("2026/10/15", date(2026, 10, 15)),
        ("２０２６－１０－１５", date(2026, 10, 15)),
        ("10月15日", Day(month=10, day=15)),
        ("10月15日前", Day(month=10, day=15)),
        ("2月29日", Day(month=2, day=29)),
        ("5日", Within(days=5, working=False)),
        ("5天内", Within(days=5, working=False)),
        ("5个工作日", Within(days=5, working=True)),
    ],
)
def test_every_way_to_write_a_day_is_read(written: str, value: object) -> None:
    found = command(f"/方案 0001 {written} 补正档案")
    assert (found.fields["promised"], found.text) == (value, "补正档案")


@pytest.mark.parametrize("written", ["下周", "尽快", "3个", "3天前", "月初"])
def test_what_names_no_day_is_wrong(written: str) -> None:
    """N2: no plan without a promised date."""
    assert "承诺日" in wrong(f"/方案 0001 {written} 补正")


@pytest.mark.parametrize(
    "written", ["公安局，税务局", "公安局、税务局", "公安局 税务局", "公安局, 税务局"]
)
def test_departments_are_listed_with_commas_or_spaces_lead_first(written: str) -> None:
    """WZ-8.4."""
    found = command(f"/派单 0001 {written} 类=不给办")
    assert found.fields == {"departments": ("公安局", "税务局"), "class": "不给办"}


def test_options_may_stand_in_any_order() -> None:
    one = command("/派单 0001 公安局 类=不给办 承诺=10月15日 事项=身份证办理")
    other = command("/派单 0001 公安局 事项＝身份证办理 承诺=10月15日 类别=不给办")
    assert one == other
    assert one.fields["promised"] == Day(month=10, day=15)


def test_a_free_text_ends_the_list_of_departments() -> None:
    found = command("/退单 0001 税务局，财政局 发票事项，由税务局负责")
    assert found.fields == {"departments": ("税务局", "财政局")}
    assert found.text == "发票事项，由税务局负责"


def test_inspection_sent_back_needs_its_reason_and_passed_does_not() -> None:
    """WZ-11.2."""
    assert command("/质检 0001 通过").fields == {"verdict": "通过"}
    assert command("/质检 0001 退回 没有依据").text == "没有依据"
    assert "缺少理由" in wrong("/质检 0001 退回")


@pytest.mark.parametrize(
    ("text", "name", "fields", "words"),
    [
        ("/督办 0001 2026-10-15 请办结", "督办", {"until": date(2026, 10, 15)}, "请办结"),
        ("/督办 0001 3日 请办结", "督办", {"until": Within(days=3, working=False)}, "请办结"),
        ("/督办 0001 请办结", "督办", {}, "请办结"),
        ("/督办 列表", "督办", {"list": 1}, ""),
        ("/督办列表", "督办", {"list": 1}, ""),
        ("/延期 0001 3个工作日 需要核查", "延期", {"days": 3}, "需要核查"),
        ("/不予受理 0001 n4 请拨打119", "不予受理", {"code": "N4"}, "请拨打119"),
        ("/回访 0001 非常满意 谢谢", "回访", {"level": "非常满意"}, "谢谢"),
        ("/回访 0001 不满意", "回访", {"level": "不满意"}, ""),
        ("/并案 0001 2026-0002", "并案", {"other": TicketRef(year=2026, serial=2)}, ""),
        ("/会商 0001 住建局 财政局", "会商", {"departments": ("住建局", "财政局")}, ""),
        ("/交接 李四", "交接", {"person": "李四"}, ""),
        ("/统计 周", "统计", {"period": "周"}, ""),
        ("/台账 2026-09", "台账", {"month": "2026-09"}, ""),
        ("/台账 9月", "台账", {"month": "09"}, ""),
        ("/改类 0001 类=很难办", "改类", {"class": "很难办"}, ""),
        ("/催办 0001", "催办", {}, ""),
        ("/登记", "登记", {}, ""),
    ],
)
def test_commands_with_fields_of_their_own(
    text: str, name: str, fields: dict[str, object], words: str
) -> None:
    found = command(text)
    assert (found.name, found.fields, found.text) == (name, fields, words)


def test_the_example_of_every_form_is_read_as_that_command() -> None:
    """What help and errors tell people to type works."""
    for form in FORMS.values():
        assert command(f"/{form.name} {form.example}".strip()).name == form.who


@pytest.mark.parametrize(
    "text",
    ["/签收", "/签收 abc", "/答复 0001", "/退单 0001 税务局", "/批准 0001 但是不同意", "/签收 0001 0002",
     "/方案 2026-10-15 补正", "/改类 0001", "/统计 9", "/签收 0000", "/查"],
)  # fmt: skip
def test_a_wrong_command_gets_one_line_with_form_and_example(text: str) -> None:
    """Product §5: what was wrong, the right form, an example."""
    message = wrong(text)
    assert "\n" not in message
    assert "格式：/" in message
    assert "例如：/" in message


#: each place where staff choose one of a few words, and each word that may stand there
CHOICES = [
    (f"/{name} {number}", word)
    for name, number, words in (
        ("质检", "0001", "通过 退回"),
        ("核实", "12", "成立 不成立"),
        ("裁定", "12", "维持 撤销"),
        ("回访", "0001", "非常满意 满意 基本满意 一般 不满意 非常不满意 未接通 没人接 未评价"),
        ("统计", "", "周 月 季 季度 本周 本月"),
    )
    for word in words.split()
]
#: what makes another word of it, asks, or takes it back
NOT_WHOLE = (
    "{}不了，没写依据",
    "{}度调查电话没人听",
    "{}吗",
    "{}？",
    "{} 不了",
    "{}，才怪",
    "不太{}",
    "{}才怪",
)


@pytest.mark.parametrize("form", NOT_WHOLE)
@pytest.mark.parametrize(("head", "word"), CHOICES)
def test_a_choice_word_counts_only_whole(head: str, word: str, form: str) -> None:
    """Whoever typed something else is asked with one line, and nothing is carried out."""
    line = wrong(f"{head} {form.format(word)}".replace("  ", " "))
    assert "\n" not in line
    assert "例如：" in line


@pytest.mark.parametrize("end", ["", "。", "！", "，理由写在这里", " 理由写在这里"])
@pytest.mark.parametrize(("head", "word"), [one for one in CHOICES if "统计" not in one[0]])
def test_a_whole_choice_word_is_taken_with_what_follows(head: str, word: str, end: str) -> None:
    if word == "退回" and "理由" not in end:
        return  # it needs its reason
    assert word in command(f"{head} {word}{end}").fields.values()


@pytest.mark.parametrize("days", ["3个月", "3家单位", "3天不够", "3周办不完", "3天内办不完"])
def test_a_number_that_counts_something_else_is_no_number_of_days(days: str) -> None:
    assert "天数" in wrong(f"/延期 0001 {days}，等系统开通")


def test_words_after_an_approval_are_not_swallowed_but_thanks_are() -> None:
    assert "但是不同意" in wrong("/批准 0001 但是不同意")
    assert command("/批准 0001，谢谢！") == StaffCommand(name="批准", ref=FIRST)


def test_an_unknown_command_is_answered_with_the_nearest_one() -> None:
    assert "是不是“签收”" in wrong("/签守 0001")
    assert "/帮助" in wrong("/xyzzy")


def test_the_answer_to_a_citizen_is_not_shown_where_commands_are_printed() -> None:
    assert "机密" not in repr(command("/答复 0001 机密内容"))


def test_every_command_of_the_contract_has_a_form() -> None:
    contract = """帮助 待办 查 登记 当场 不予受理 派单 改派 签收 答复 方案 改诺 延期 退单 追问 批准 驳回 催办 督办
        通报 质检 回访 函转 移交 会商 挂账 终结 上门 并案 撤并 更正 交接 看号 案例 统计 台账""".split()  # noqa: SIM905 - a list of forty strings reads worse
    assert set(contract) <= set(FORMS)


def test_help_lists_the_asked_commands_in_the_table_s_order() -> None:
    assert forms_for(["督办", "签收", "无"]) == [
        "/签收 号 签收工单",
        "/督办列表 列出督办中的工单",
        "/督办 号 [日期或N日] [文书=…] 意见 发督办单",
    ]
