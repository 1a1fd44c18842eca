"""一体办理: the window, 12345 and the township centres run one loop (SQ-3a, SQ-3b, SQ-P3.3b, SQ-S1)."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from builders import MARKET, OFFICER, RECEPTIONIST, a_complaint, rules_of
from callback_door import Inbox
from hotline_arrivals import an_arrival, passed_on
from hotline_door import CENTRE, HOTLINE, a_transfer, open_door, passes_on
from office import STAFF, Office, person

from bot.desk.installation import Centre
from bot.letters.to_partners import channel_of
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State, Ticket
from storage.tickets import tickets

NO, TOWN = "2026-0001", "HD-2026-0001"
#: those of the township: its own window and its own 管理机构
TOWNSFOLK = (
    person("zhen", "甄受理", "receptionist", centre="huaidian"),
    person("zong", "宗主任", "management", centre="huaidian"),
)
COUNTY = person("guan", "管主任", "management", centre="main")
ZHEN, ZONG = TOWNSFOLK


@pytest.fixture
def shenqiu(the_office: Office) -> Office:
    """The office as 沈丘's county centre, with one township centre beside it."""
    rules = rules_of("shenqiu")
    centres: Any = the_office.context.desk.centres
    centres["main"] = Centre(id="main", prefix="", rules=rules)
    centres["huaidian"] = Centre(id="huaidian", prefix="HD", rules=rules)
    here = [replace(one, centre=one.centre or "main") for one in STAFF]
    the_office.context.directory.people.update({one.id: one for one in (*here, *TOWNSFOLK)})
    return the_office


async def lanes(office: Office, no: str) -> set[str]:
    """Return to whom letters about ticket *no* go."""
    return {one.lane for one in await office.letters(f"{no}/")}


# --- 12345 and the window ------------------------------------------------------------------------


async def test_sq_3b_what_12345_passes_on_is_at_the_window_at_once(shenqiu: Office) -> None:
    """SQ-P3.3b, SQ-5: registered in the same moment, in the same series of numbers, with a card."""
    window = a_complaint(text="不动产登记材料退了三次", complainant=Complainant(name="李四"))
    await shenqiu.opens(window)
    await passed_on(shenqiu, an_arrival())
    ticket = await shenqiu.ticket("2026-0002")
    assert (ticket.state, ticket.opened_at) == (State.REGISTERED, shenqiu.clock())
    assert ticket.complaint.complainant.phone == "13800138000"
    assert ticket.class_name == ""
    assert await lanes(shenqiu, ticket.no) == {"desk:main"}


async def test_sq_p3_3b_it_goes_through_the_same_loop_to_the_end(shenqiu: Office) -> None:
    """SQ-3a, SQ-P3.2a: 受理、办理、反馈、回访, whichever way it came."""
    await passed_on(shenqiu, an_arrival())
    dispatch = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
    answer = c.Answer(by=OFFICER, text="办不了", reason="与规定不一致", basis="条例第三条")
    way = (dispatch, c.Approve(by=COUNTY), c.Acknowledge(by=OFFICER), answer, c.Pass(by=COUNTY))
    assert (await shenqiu.do(NO, *way)).state is State.SURVEYING
    assert "management:main" in await lanes(shenqiu, NO)  # who calls back (SQ-10b)
    closed = await shenqiu.do(
        NO, c.NoteUndelivered(by=SCHEDULE), c.CallBack(by=COUNTY, level="满意")
    )
    assert closed.state is State.STRUCK_OFF


async def test_sq_3a_one_matter_told_in_both_places_is_seen_as_one(shenqiu: Office) -> None:
    """SQ-P3.3b: both keep their numbers (G-14), the desk is pointed at the other."""
    await passed_on(shenqiu, an_arrival())
    told_here = await shenqiu.opens()
    assert told_here.complaint.alike == (NO,)


async def test_where_both_do_not_work_as_one_only_the_same_place_is_looked_at(
    shenqiu: Office,
) -> None:
    """SQ-3a is the county's; another text may say otherwise."""
    centres: Any = shenqiu.context.desk.centres
    profile = centres["main"].rules.profile
    apart = replace(profile, hotline=replace(profile.hotline, joint=False))
    centres["main"] = replace(centres["main"], rules=replace(centres["main"].rules, profile=apart))
    await passed_on(shenqiu, an_arrival())
    assert (await shenqiu.opens()).complaint.alike == ()
    assert (await shenqiu.opens()).complaint.alike == ("2026-0002",)


KINDS = ("投诉", "意见", "建议", "疑问", "疑难事项", "复杂问题")


@pytest.mark.parametrize("kind", [pytest.param(one, id=f"SQ-P2 {one}") for one in KINDS])
async def test_every_kind_of_complaint_is_taken(kind: str) -> None:
    """SQ-P2: 投诉、意见、建议、疑问等诉求，疑难事项、复杂问题."""
    status, _ = await at_the_door(a_transfer(kind=kind))
    assert status == 200


async def test_sq_p2_what_is_no_complaint_is_refused_with_what_there_is() -> None:
    status, said = await at_the_door(a_transfer(kind="表扬"))
    assert status == 400
    assert all(kind in said["error"] for kind in KINDS)


async def test_sq_p3_3a_both_partners_pass_on_under_their_own_channel() -> None:
    """SQ-P3.3b: the door takes it at once."""
    profile = rules_of("shenqiu").profile
    channels = [channel_of(one, profile) for one in (HOTLINE, CENTRE)]
    assert channels == ["12345", "社会治理综合服务中心"]
    for partner in (HOTLINE, CENTRE):
        assert (await at_the_door(a_transfer(), partner.key))[0] == 200


async def at_the_door(body: dict[str, Any], key: str = HOTLINE.key) -> tuple[int, dict[str, Any]]:
    """Pass *body* on to 沈丘; return status and answer."""
    centres = {"main": rules_of("shenqiu")}
    async with open_door(Inbox(), Counter(), centres) as client:
        return await passes_on(client, body, key)


# --- the townships -------------------------------------------------------------------------------


async def across(office: Office) -> Ticket:
    """Open a ticket in the county and pass it to the township (跨层级); return the township's."""
    await office.opens()
    await office.do(NO, m.Transfer(by=COUNTY, unit="槐店镇便民服务中心", centre="huaidian"))
    return await office.ticket(TOWN)


async def test_sq_s1_a_township_has_its_own_numbers_people_and_loop(shenqiu: Office) -> None:
    """SQ-7c: the letter opens the other centre's own ticket, tied to the one above."""
    below = await across(shenqiu)
    assert (below.state, below.owner, below.tied_to) == (State.REGISTERED, "zhen", NO)
    assert await lanes(shenqiu, TOWN) == {"desk:huaidian"}

    laid = c.Dispatch(by=ZHEN, class_name="办不了", departments=(MARKET,))
    await shenqiu.do(TOWN, laid)
    (approve,) = [one for one in await shenqiu.letters(f"{TOWN}/1/") if "management" in one.lane]
    assert (approve.lane, approve.payload["to"]) == ("management:huaidian", ["zong"])
    sent = await shenqiu.do(TOWN, c.Approve(by=ZONG))
    assert sent.state is State.DISPATCHED


async def test_sq_s1_what_the_township_answers_closes_the_loop_above(shenqiu: Office) -> None:
    """SQ-P3.2d, SQ-7c: tracked until it answers; the person is asked once, by whom they told."""
    await across(shenqiu)
    assert (await shenqiu.ticket(NO)).state is State.OUTSIDE
    dispatch = c.Dispatch(by=ZONG, class_name="办不了", departments=(MARKET,))
    answer = c.Answer(by=OFFICER, text="已现场办好", reason="材料已补正", basis="条例第三条")
    await shenqiu.do(TOWN, dispatch, c.Acknowledge(by=OFFICER), answer, c.Pass(by=ZONG))
    above = await shenqiu.ticket(NO)
    assert (above.state, above.check_at) == (State.SURVEYING, None)
    assert above.reply is not None
    assert above.reply.text == "已现场办好"

    await shenqiu.do(NO, c.NoteUndelivered(by=SCHEDULE), c.CallBack(by=COUNTY, level="满意"))
    assert (await shenqiu.ticket(TOWN)).state is State.STRUCK_OFF


async def test_sq_s1_the_township_s_own_complaints_are_its_own(shenqiu: Office) -> None:
    async def job(session: Any) -> Ticket:
        desk = shenqiu.context.desk
        return await desk.open(session, a_complaint(), "huaidian", "zhen", shenqiu.clock())

    opened = await shenqiu.write(job)
    assert opened.no == TOWN
    assert await tickets.find(shenqiu.store.reader, 2026, 1, "main") == []
