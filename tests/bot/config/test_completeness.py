"""What staff must know of departments, and citizens of staff (FW-4.3a, FW-4.3d)."""

from dataclasses import replace

from builders import NOW, RECEPTIONIST, a_ticket, rules_of, walked
from office import Office, directory

from bot.config import completeness
from bot.config.sections import Department, Staff
from bot.letters import compose
from bot.staff import chat_commands
from dispatch.ticket import commands as c
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import Ticket

RULES = rules_of("fw")


def test_fw_4_3a_the_six_things_to_know_of_a_department_are_asked_for_and_shown() -> None:
    bare = Department(id="tax", name="税务局")
    whole = Department(
        id="tax",
        name="税务局",
        business="税费申报",
        area="二楼 C 区",
        items="发票领用",
        phone="0391-0000002",
        functions="咨询、自助",
        liaison="he",
    )
    lacking = [name for name, known in completeness.KNOWN.items() if not known(bare)]
    assert tuple(lacking) == RULES.profile.knowing.of_department
    told = list(completeness.lacking(_Settings((bare, whole), ()), RULES.profile))  # type: ignore[arg-type]
    assert [path for path, _ in told] == ["department[0]"]
    assert all(name in told[0][1] for name in lacking)


class _Settings:
    """The two lists of a configuration that matter here."""

    def __init__(self, department: tuple[Department, ...], people: tuple[Staff, ...]) -> None:
        self.department, self.staff = department, people


def test_fw_4_3d_who_answered_is_shown_with_name_title_and_post() -> None:
    people = directory()
    people.people["li"] = replace(people.people["li"], title="科员", post="登记岗")
    ticket = solved_by("li")
    notice = Notice(to=To.CITIZEN, what=NoticeKind.ANSWERED)
    (letter,) = compose.letters(ticket, [notice], RULES, people, NOW)
    assert letter.payload["text"].endswith("经办：李科（科员，登记岗）")


def test_fw_4_3d_whose_title_or_post_is_not_filled_in_is_named_by_the_check() -> None:
    people = (
        Staff(userid="a", name="张三", roles=("receptionist",), title="科员", post="受理岗"),
        Staff(userid="b", name="李四", roles=("receptionist",), title="科员"),
    )
    told = list(completeness.lacking(_Settings((), people), RULES.profile))  # type: ignore[arg-type]
    assert told == [("staff[1]", "规则要求写明李四的：工作岗位")]


def solved_by(userid: str) -> Ticket:
    """Return a ticket that *userid* solved on the spot."""
    by = replace(RECEPTIONIST, id=userid)
    return walked(RULES, (c.SolveOnSpot(by=by, result="已现场办好"),), a_ticket(RULES))


async def test_fw_4_3a_staff_look_a_department_up(the_office: Office) -> None:
    """Its six things, what is not filled in too; whoever is on the staff may."""
    whole = replace_in(
        the_office, "tax", business="税费申报", area="二楼 C 区", phone="0391-0000002"
    )
    await the_office.hears(
        lambda visit: chat_commands.in_app(visit, "sun", "/部门 税务局", late=False)
    )
    (answer,) = await the_office.answers()
    for name in RULES.profile.knowing.of_department:
        assert f"{name}：" in answer
    for said in (
        whole.name,
        "税费申报",
        "二楼 C 区",
        "0391-0000002",
        "何联络",
        "办理事项：（未填）",
    ):
        assert said in answer


async def test_a_department_that_is_none_is_answered_with_those_there_are(
    the_office: Office,
) -> None:
    await the_office.hears(
        lambda visit: chat_commands.in_app(visit, "sun", "/部门 气象局", late=False)
    )
    (answer,) = await the_office.answers()
    assert "可选：市场监管局、税务局" in answer


def replace_in(office: Office, department: str, **known: str) -> Department:
    """Let the office know more of a department."""
    departments = office.context.directory.departments
    known_now: Department = departments[department].model_copy(update=known)
    departments[department] = known_now
    return known_now
