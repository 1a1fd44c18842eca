"""Lines as staff write them: what each is taken for, what is asked, and what is left alone."""

from datetime import date

import pytest
from staff_line_table import ASK, DONE, SEVERAL, TALK, Fields

from intake.grammar.commands import StaffCommand, read
from intake.grammar.forms import FORMS
from intake.lines.line_shapes import Surroundings
from intake.lines.line_summary import number, summary
from intake.lines.staff_lines import StaffLine, heard
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


@pytest.mark.parametrize(("text", "command", "no", "fields"), DONE)
def test_what_is_said_freely_is_the_command_with_its_fields(
    text: str, command: str, no: str, fields: Fields
) -> None:
    found = summary(line(text), TODAY)
    words = ("text", "reason", "basis")
    assert found["ask"] == ""
    assert (found["command"], found["no"]) == (command, no)
    assert {key: value for key, value in found["fields"].items() if key not in words} == fields


@pytest.mark.parametrize(("text", "command"), ASK)
def test_what_is_missing_or_in_doubt_is_asked_with_one_line_and_nothing_is_carried_out(
    text: str, command: str
) -> None:
    found = line(text)
    assert (found.name, found.commands) == (command, ())
    assert found.ask
    assert "\n" not in found.ask
    assert "例如：/" in found.ask


@pytest.mark.parametrize(("text", "no"), TALK)
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
