"""跨层级: what another centre of the installation does for a ticket, with its own number and people (WZ-8.5)."""

from dataclasses import replace

import pytest
from builders import CITIZEN, MANAGER, OFFICER, SUPERVISOR, wuzhi
from databases import only_sqlite
from office import Office

from bot.desk.installation import Centre
from bot.staff import chat_commands
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import State

pytestmark = only_sqlite

ABOVE, BELOW = "2026-0001", "CG-2026-0001"
TOWN = ("town", "城管局")
CLERK = replace(OFFICER, department="town")
ANSWER = c.Answer(
    by=CLERK, text="占道的摊位已清理，通道恢复通行", reason="巡查不到位", basis="条例第九条"
)


@pytest.fixture
def two_centres(the_office: Office) -> Office:
    """The county's office with a township centre under it, whose numbers bear CG."""
    the_office.context.desk.centres["cg"] = Centre(id="cg", prefix="CG", rules=wuzhi())  # type: ignore[index]  # a dict in tests
    the_office.context.centre_names.update({"城关镇便民服务中心": "cg", "CG": "cg"})  # type: ignore[attr-defined]  # a dict in tests
    return the_office


async def types(office: Office, userid: str, text: str) -> str:
    """Let *userid* type in the single chat; return the answer."""
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await office.answers())


async def sent_down(office: Office) -> None:
    """Send a complaint to the township's centre."""
    await office.opens()
    await types(office, "guan", "/函转 0001 城关镇便民服务中心")


async def answered_below(office: Office) -> None:
    """The township's centre works on it and passes the answer."""
    below = c.Dispatch(by=MANAGER, class_name="办不了", departments=(TOWN,))
    await office.do(BELOW, below, c.Acknowledge(by=CLERK), ANSWER, c.Pass(by=SUPERVISOR))


async def test_wz_8_5_the_other_centre_has_its_own_number_and_the_first_waits(
    two_centres: Office,
) -> None:
    await sent_down(two_centres)
    above, below = await two_centres.ticket(ABOVE), await two_centres.ticket(BELOW)
    assert (above.state, above.outside) == (State.OUTSIDE, "城关镇便民服务中心")
    assert [paper.kind for paper in above.documents] == ["函转函"]
    assert (below.centre, below.tied_to, below.state) == ("cg", ABOVE, State.REGISTERED)
    assert below.complaint.text == above.complaint.text
    assert not below.complaint.complainant.lane  # the person talks to one centre only


async def test_the_answer_goes_up_to_the_person_and_the_verdict_comes_down(
    two_centres: Office,
) -> None:
    await sent_down(two_centres)
    await answered_below(two_centres)
    above = await two_centres.ticket(ABOVE)
    assert above.state is State.SURVEYING
    assert above.reply is not None
    assert above.reply.text == ANSWER.text

    await two_centres.do(ABOVE, c.Rate(by=CITIZEN, level="满意"))
    below = await two_centres.ticket(BELOW)
    assert (below.state, [one.level for one in below.ratings]) == (State.STRUCK_OFF, ["满意"])


async def test_an_unhappy_person_sends_it_back_down_with_a_new_clock(two_centres: Office) -> None:
    """WZ-11.2, G-11: the township's department works again; the county waits again."""
    await sent_down(two_centres)
    await answered_below(two_centres)
    await two_centres.do(ABOVE, c.Rate(by=CITIZEN, level="不满意"))
    above, below = await two_centres.ticket(ABOVE), await two_centres.ticket(BELOW)
    assert (above.state, below.state) == (State.OUTSIDE, State.REWORK)
    assert below.open_clocks


async def test_what_the_person_takes_back_is_taken_back_below(two_centres: Office) -> None:
    await sent_down(two_centres)
    await two_centres.do(ABOVE, c.Withdraw(by=CITIZEN))
    assert (await two_centres.ticket(BELOW)).state is State.WITHDRAWN


async def test_a_centre_cannot_send_it_to_itself(two_centres: Office) -> None:
    two_centres.context.centre_names.update({"县中心": "main"})  # type: ignore[attr-defined]  # a dict in tests
    await two_centres.opens()
    assert "本来就在本中心" in await types(two_centres, "guan", "/函转 0001 县中心")
    assert (await two_centres.ticket()).state is State.REGISTERED


async def test_a_letter_sent_by_mistake_is_taken_back_below_too(two_centres: Office) -> None:
    """更正 of 函转: the other centre must not go on with what was never meant for it."""
    await sent_down(two_centres)
    said = await types(two_centres, "guan", "/更正 0001 发错了中心")
    assert "更正" in said
    above, below = await two_centres.ticket(ABOVE), await two_centres.ticket(BELOW)
    assert (above.state, below.state) == (State.REGISTERED, State.WITHDRAWN)
