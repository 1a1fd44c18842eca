"""Lines as staff write them: what each is taken for, what is asked, and what is left alone."""

from datetime import date

import pytest
from staff_line_scenes import ALONE_ASK, ALONE_DONE, MORE_ASK, MORE_DONE, MORE_TALK
from staff_line_table import ASK, DONE, SEVERAL, TALK, Fields

from intake.classify.classify import Named
from intake.grammar.commands import StaffCommand, read
from intake.grammar.forms import FORMS
from intake.lines.given import Surroundings
from intake.lines.line_summary import number, summary
from intake.lines.staff_lines import StaffLine, asked_about, heard
from intake.lines.units import units_of
from intake.lines.verbs import SAID, WEAK

pytestmark = pytest.mark.unit

TODAY = date(2026, 9, 28)
AROUND = Surroundings(today=TODAY, units=units_of())
ALONE = Surroundings(today=TODAY, units=units_of(), is_single=True)
#: what people write around a line; it changes nothing of what is meant
WRAPPED = (
    "@有诉即办 {}",
    "@有诉即办{}",
    "@有诉即办 @周敏 {}",
    "{} @有诉即办",
    "「周敏：大家看看」\n- - - - - - -\n@有诉即办 {}",
    " {}  ",
)


def line(text: str) -> StaffLine:
    return heard(text, AROUND)


@pytest.mark.parametrize(("text", "command", "no", "fields"), [*DONE, *MORE_DONE])
def test_what_is_said_freely_is_the_command_with_its_fields(
    text: str, command: str, no: str, fields: Fields
) -> None:
    found = summary(line(text), TODAY)
    words = ("text", "reason", "basis")
    assert found["ask"] == ""
    assert (found["command"], found["no"]) == (command, no)
    assert {key: value for key, value in found["fields"].items() if key not in words} == fields


@pytest.mark.parametrize(("text", "command"), [*ASK, *MORE_ASK])
def test_what_is_missing_or_in_doubt_is_asked_with_one_line_and_nothing_is_carried_out(
    text: str, command: str
) -> None:
    found = line(text)
    assert (found.name, found.commands) == (command, ())
    assert found.ask
    assert "\n" not in found.ask
    assert "例如：/" in found.ask


@pytest.mark.parametrize(("text", "no"), [*TALK, *MORE_TALK])
def test_talk_is_no_command_and_asks_for_nothing(text: str, no: str) -> None:
    found = line(text)
    assert (found.name, found.commands, found.ask) == ("", (), "")
    assert found.is_talk is not bool(no)
    assert (number(found.ref) if found.ref else "") == no


@pytest.mark.parametrize(("text", "commands"), SEVERAL)
def test_several_numbers_are_several_commands(
    text: str, commands: tuple[tuple[str, str], ...]
) -> None:
    found = [(one.name, number(one.ref)) for one in line(text).commands if one.ref]
    assert tuple(found) == commands


@pytest.mark.parametrize("form", WRAPPED)
def test_a_mention_or_a_quotation_changes_nothing(form: str) -> None:
    """Of what bears a number; one without takes that of the quotation."""
    for text, command, no, _ in DONE:
        if no and "@" not in text and "「" not in text and "＠" not in text:
            found = summary(line(form.format(text)), TODAY)
            assert (found["command"], found["no"], found["ask"]) == (command, no, ""), text
    for text, _ in ASK:
        assert not line(form.format(text)).commands, text
    for text, no in TALK:
        if "「" not in text:
            assert line(form.format(text)).is_talk is not bool(no), text


def test_the_example_of_every_form_is_carried_out_with_and_without_its_slash() -> None:
    """What help and errors tell people to type works, also where this layer reads it."""
    for form in FORMS.values():
        typed = read(f"/{form.name} {form.example}".strip(), slash_required=True)
        assert isinstance(typed, StaffCommand)
        for slash in ("/", "", "@有诉即办 "):
            found = line(f"{slash}{form.name} {form.example}".strip())
            assert found.ask == "", form.name
            name = "答复" if form.name == "回复" else typed.name
            assert [one.name for one in found.commands] == [name]


@pytest.mark.parametrize("no_more", ["不", "别", "先别", "不要", "没", "还没", "不用", "暂不"])
@pytest.mark.parametrize("name", ["签收", "催办", "批准", "通报", "终结", "上门", "退单"])
def test_what_is_denied_before_its_command_is_never_carried_out(name: str, no_more: str) -> None:
    assert line(f"0901{no_more}{name}").commands == ()
    assert line(f"{no_more}{name}0901").commands == ()


@pytest.mark.parametrize(
    "end",
    ["吗", "了吗", "了没有", "？", "，对吗", "，还是等等", "，如果他同意的话", "，但是先放着"],
)
@pytest.mark.parametrize("name", ["签收", "批准", "通报", "上门", "撤并"])
def test_what_is_asked_or_limited_behind_its_command_is_never_carried_out(
    name: str, end: str
) -> None:
    assert line(f"{name}0901{end}").commands == ()
    assert line(f"0901{name}{end}").commands == ()


def test_the_number_of_a_quotation_counts_only_where_none_is_typed() -> None:
    above = "「有诉即办：2026年第0902号 路灯」\n- - - - -\n"
    assert summary(line(f"{above}@有诉即办 签收"), TODAY)["no"] == "2026-0902"
    assert summary(line(f"{above}@有诉即办 签收 0903"), TODAY)["no"] == "0903"
    two = "「有诉即办：0902、0904 都快到期」\n- - - - -\n@有诉即办 签收"
    assert "工单号" in line(two).ask
    answered = heard("签收", AROUND, quoted="新工单 2026年第0905号")
    assert summary(answered, TODAY)["no"] == "2026-0905"


def test_a_command_inside_a_quotation_is_none() -> None:
    assert line("「周敏：@有诉即办 批准 0906」\n- - - - -\n@有诉即办 好的").commands == ()


def test_what_a_department_calls_a_reply_is_its_answer_and_the_desks_is_a_word() -> None:
    text = "回复 0907 已经修好，今早通的水"
    assert [one.name for one in line(text).commands] == ["答复"]
    desk = Surroundings(today=TODAY, units=AROUND.units, may=frozenset({"回复"}))
    assert [one.name for one in heard(text, desk).commands] == ["回复"]


@pytest.mark.parametrize(("said", "name"), [("同意", "批准"), ("不同意", "驳回")])
def test_an_opinion_among_colleagues_is_none_and_to_the_robot_alone_it_is_asked_on_what(
    said: str, name: str
) -> None:
    assert line(said).is_talk
    asked = heard(said, ALONE)
    assert (asked.name, asked.commands) == (name, ())
    assert "工单号" in asked.ask


@pytest.mark.parametrize("said", ["\u202e签收 0908", "签收 0908\u2066"])
def test_signs_that_turn_the_order_of_reading_are_refused(said: str) -> None:
    found = line(said)
    assert found.commands == ()
    assert "隐藏符号" in found.ask or found.is_talk


def test_the_table_of_what_is_said_names_commands_and_no_phrase_means_two() -> None:
    assert SAID.keys() <= FORMS.keys()
    said = [word for words in SAID.values() for word in words]
    assert sorted(said) == sorted(set(said))
    assert not set(said) & set(FORMS)
    assert {*said, *FORMS} >= WEAK


@pytest.mark.parametrize(("text", "command", "no", "fields"), ALONE_DONE)
def test_a_word_that_decides_to_the_robot_alone_is_an_opinion_among_colleagues(
    text: str, command: str, no: str, fields: Fields
) -> None:
    found = heard(text, ALONE)
    told = summary(found, TODAY)
    assert (told["command"], told["no"], len(found.commands)) == (command, no, 1)
    assert {key: value for key, value in told["fields"].items() if key != "text"} == fields
    assert line(text).commands == ()


@pytest.mark.parametrize(("text", "command"), ALONE_ASK)
def test_what_lacks_its_number_is_asked_to_the_robot_alone(text: str, command: str) -> None:
    found = heard(text, ALONE)
    assert (found.name, found.commands) == (command, ())
    assert found.ask


@pytest.mark.parametrize("said", ["ok 0910", "行 0910", "可以 0910"])
def test_an_assent_before_a_number_approves_to_the_robot_alone(said: str) -> None:
    assert [one.name for one in heard(said, ALONE).commands] == ["批准"]
    assert line(said).commands == ()


@pytest.mark.parametrize("said", ["看一下0910电话", "查0910诉求人的联系方式"])
def test_to_look_up_somebodys_number_is_no_look_at_the_ticket(said: str) -> None:
    assert (line(said).name, line(said).commands) == ("看号", ())
    assert [one.text for one in line(f"{said} 约时间").commands] == ["约时间"]


@pytest.mark.parametrize("said", ["0910点错了", "0910签错了"])
def test_that_something_was_a_slip_is_the_reason_itself(said: str) -> None:
    assert [(one.name, one.text) for one in line(said).commands] == [("更正", said[4:])]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("答复怎么写", "答复"),
        ("回访打了没有", "回访"),
        ("今天登记的有几个", "统计"),
        ("质检谁负责", "质检"),
    ],
)
def test_a_short_question_that_names_a_command_is_about_work(said: str, name: str) -> None:
    found = asked_about(said)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "said",
    ["我的执照批准了吗", "结婚登记要多少钱", "我要投诉，回访电话谁打的", "路灯坏了几个没人修"],
)
def test_a_question_of_somebodys_own_is_not_about_work(said: str) -> None:
    assert asked_about(said) is None


#: a weak word, and the command that it is beside a department
WEAK_OF_UNITS = (
    ("派", "派单"), ("派给", "派单"), ("交给", "派单"), ("分给", "派单"), ("退给", "退单"), ("退", "退单"), ("转给", "改派"), ("转", "改派")
)  # fmt: skip


@pytest.mark.parametrize(("word", "name"), WEAK_OF_UNITS)
def test_an_everyday_word_goes_with_every_department_by_its_very_name_and_its_short_one(
    word: str, name: str
) -> None:
    """A county may call a department as people do: then nothing is left to translate."""
    for unit in ("人社局", "医保局", "税务局", "不动产"):
        ours = units_of((Named(id="one", name=unit, aliases=()),))
        found = heard(f"0911{word}{unit}", Surroundings(today=TODAY, units=ours))
        assert found.name == name, unit


@pytest.mark.parametrize("no", ["1234", "1000", "9876"])
@pytest.mark.parametrize("form", ["{}签收", "签收{}", "麻烦催一下{}", "{}什么情况", "签收 {} 0915"])
def test_the_thousandth_ticket_of_a_year_is_numbered_like_the_first(no: str, form: str) -> None:
    found = line(form.format(no))
    assert [one.ref.serial for one in found.commands if one.ref][:1] == [int(no)]


@pytest.mark.parametrize(
    "said", ["2026年签收率", "12345来电话了", "签收率1234", "1000元的押金退了", "1234号楼停水"]
)
def test_a_year_a_hotline_an_amount_is_no_ticket(said: str) -> None:
    assert line(said).commands == ()


#: who may give which of the commands that share a word, the line, and what it then is
SHARED = (
    ({"质检"}, "0912退回，没写依据", "质检", "0912"),
    ({"质检"}, "0912答复太简单了，退回重写", "质检", "0912"),
    ({"质检"}, "打回0912，答非所问", "质检", "0912"),
    ({"退单"}, "0912退回公安局，户口的事", "退单", "0912"),
    ({"退单"}, "0912转给公安局，户口的事", "退单", "0912"),
    ({"改派"}, "0912转给公安局，户口的事", "改派", "0912"),
    ({"驳回", "批准"}, "打回0912，理由不足", "驳回", "0912"),
    ({"批准"}, "0912通过", "批准", "0912"),
    ({"质检", "批准"}, "0912通过", "质检", "0912"),
)


@pytest.mark.parametrize(("may", "text", "name", "no"), SHARED)
def test_a_word_of_two_commands_means_the_one_that_is_theirs(
    may: set[str], text: str, name: str, no: str
) -> None:
    around = Surroundings(today=TODAY, units=AROUND.units, is_single=True, may=frozenset(may))
    told = summary(heard(text, around), TODAY)
    assert (told["command"], told["no"], told["ask"]) == (name, no, "")


def test_a_commands_own_name_is_that_command_whoever_types_it() -> None:
    around = Surroundings(today=TODAY, units=AROUND.units, may=frozenset({"质检"}))
    assert heard("退单 0912 公安局 户口的事", around).name == "退单"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("质检 0913 通过 0914也通过", ["0913", "0914"]),
        ("0913质检通过，0914也通过", ["0913", "0914"]),
        ("签收 0913，0914也签收", ["0913", "0914"]),
        ("0913、0914都收到了", ["0913", "0914"]),
    ],
)
def test_a_further_ticket_that_goes_the_same_way_is_not_lost(text: str, numbers: list[str]) -> None:
    assert [number(one.ref) for one in line(text).commands if one.ref] == numbers


@pytest.mark.parametrize("text", ["0913延期三天系统升级，0914也是", "答复 0913 已通水，0914一样"])
def test_a_further_ticket_of_what_is_given_singly_is_asked_about(text: str) -> None:
    found = line(text)
    assert found.commands == ()
    assert "一次只写一个" in found.ask


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("0916转给医保局", "医疗保障局"),
        ("0916延期三天", "三天"),
        ("0916质检退回", "退回"),
        ("0916改到10月20号", "10月20号"),
        ("退单 水利局 河道的事", "水利局 河道的事"),
        ("答复 已修好，昨晚来的电", "已修好，昨晚来的电"),
        ("0916三天内给他办好", "三天内 给他办好"),
        ("0916办好了，证已领走", "办好了，证已领走"),
    ],
)
def test_what_was_understood_of_a_command_that_is_asked_about_is_kept_for_its_example(
    text: str, begun: str
) -> None:
    found = line(text)
    assert found.ask
    assert found.begun == begun
