"""Who objects to how a ticket ended names its number: 查 shows each beside the other, to whom may read both."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from builders import LANE, MANAGER, NOW, TAX, a_complaint, a_ticket, wuzhi
from databases import only_sqlite
from office import Office

from bot.staff import chat_commands
from dispatch.ticket import commands as c
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import CLOSED, Part, State, Ticket
from storage.database.session import Session
from storage.tickets import codec, tickets
from storage.tickets.log import Entry, append

pytestmark = only_sqlite

OLD, NEW = "2026年第0007号", "2026年第0001号"
NO = "2026-0007"
OWN = Complainant(lane=LANE, name="张三丰", phone="13800138000", address="幸福路3号")
#: how it was told, and by whom: the same person, or a stranger to the old ticket
CHAT = {"channel": "微信客服", "complainant": OWN}
CALLED = {"channel": "12345", "complainant": replace(OWN, lane=""), "external_no": "H-1"}
WALK_IN = {"channel": "窗口", "complainant": Complainant(name="李秀兰", address="和平路12号")}
STRANGER = {"channel": "微信客服", "complainant": Complainant(lane="kf:wk:other", name="王五")}
STRANGE_CALL = {**CALLED, "complainant": Complainant(name="王五", phone="13900139000")}
TOLD = "我觉得营业执照的材料都按清单备齐了"
#: how people name it
SAID = (
    f"不服{OLD}",
    f"不服 {OLD} 的不予受理",
    "对2026-0007的处理有异议",
    f"上次 {OLD} 说不归你们管，我不认可",
)
PART = Part(department="market", name="市场监管局", is_lead=True, given_at=NOW)


async def keeps(office: Office, state: State, **changes: Any) -> None:
    """Store an older ticket of 张三丰's in *state*."""
    is_over = state in CLOSED
    old = replace(
        a_ticket(wuzhi(), complaint=a_complaint(complainant=OWN)),
        **{
            "no": NO,
            "state": state,
            "closed_at": NOW if is_over else None,
            "parts": (PART,),
            **changes,
        },
    )

    async def job(session: Session) -> None:
        facts = codec.facts_of(old)
        await tickets.insert(session, old, facts)
        entry = Entry(at=NOW, command="Register", actor="sun", source="app", facts=facts)
        await append(session, old.no, entry)

    await office.write(job)


async def objects(office: Office, said: str, way: dict[str, Any]) -> Ticket:
    return await office.opens(a_complaint(text=f"{said}，{TOLD}", **way))


async def shows(office: Office, userid: str, no: str) -> str:
    """Return what *userid* reads under 查 in the single chat."""
    await office.hears(
        lambda visit: chat_commands.in_app(visit, userid, f"/查 {no} 全文", late=False)
    )
    return "\n".join(await office.answers())


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("way", [CHAT, CALLED, WALK_IN], ids=["chat", "12345", "window"])
async def test_an_objection_is_tied_to_what_it_names_and_each_is_shown_under_the_other(
    the_office: Office, said: str, way: dict[str, Any]
) -> None:
    await keeps(the_office, State.REFUSED)
    new = await objects(the_office, said, way)
    assert new.complaint.earlier == NO
    for reader in ("sun", "du", "guan"):
        assert f"诉求中提到的旧件：{OLD}（告知渠道）" in await shows(the_office, reader, new.no)
        assert f"此后又登记，提到本件：{NEW}（待研判）" in await shows(the_office, reader, NO)


@pytest.mark.parametrize("state", list(State))
async def test_only_what_is_over_is_objected_to(the_office: Office, state: State) -> None:
    """What is open is answered in its own course, and may be the same event (并案)."""
    await keeps(the_office, state)
    before = await the_office.ticket(NO)
    new = await objects(the_office, f"不服{OLD}", CHAT)
    assert new.complaint.earlier == (NO if state in CLOSED else "")
    assert ("此后又登记" in await shows(the_office, "guan", NO)) == (state in CLOSED)
    assert await the_office.ticket(NO) == before, "it stays as it ended"


@pytest.mark.parametrize("way", [STRANGER, STRANGE_CALL], ids=["chat", "12345"])
async def test_a_stranger_ties_nothing_to_anothers_ticket(
    the_office: Office, way: dict[str, Any]
) -> None:
    await keeps(the_office, State.REFUSED)
    new = await objects(the_office, f"不服{OLD}", way)
    assert new.complaint.earlier == ""
    assert "提到的旧件" not in await shows(the_office, "sun", new.no)
    assert "此后又登记" not in await shows(the_office, "sun", NO)


OTHER, OTHER_NO = "2026年第0008号", "2026-0008"
#: what the words named before, and what after they were put right
PUT_RIGHT = {
    "none, then one": ("营业执照办不下来", f"不服{OLD}", "", NO),
    "one, then none": (f"不服{OLD}", "营业执照办不下来", NO, ""),
    "one, then another": (f"不服{OLD}", f"不服{OTHER}", NO, OTHER_NO),
    "one, and the same": (f"不服{OLD}", f"对{OLD}的处理有异议", NO, NO),
}


async def is_tied(office: Office, new: Ticket, to: str) -> None:
    """Assert that *new* is tied to ticket *to*, or to none, and that each is shown under the other."""
    assert (await office.ticket(new.no)).complaint.earlier == to
    assert ("诉求中提到的旧件" in await shows(office, "guan", new.no)) == bool(to)
    for no in (NO, OTHER_NO):
        assert ("此后又登记" in await shows(office, "guan", no)) == (no == to), no


@pytest.mark.parametrize("case", PUT_RIGHT)
async def test_words_put_right_are_tied_to_what_they_name_now_both_ways_and_put_back_as_before(
    the_office: Office, case: str
) -> None:
    before, after, was, is_now = PUT_RIGHT[case]
    await keeps(the_office, State.REFUSED)
    await keeps(the_office, State.STRUCK_OFF, no=OTHER_NO)
    new = await objects(the_office, before, WALK_IN)
    await is_tied(the_office, new, was)
    for line, tied in ((f"/更正 0001 诉求：{after}，{TOLD}", is_now), ("/更正 0001 打错了", was)):
        await the_office.hears(
            lambda visit, line=line: chat_commands.in_app(visit, "sun", line, late=False)
        )
        await is_tied(the_office, new, tied)


HIDDEN: dict[str, dict[str, Any]] = {
    "restricted (移交, G-21)": {"restricted": True, "owner": "guan"},
    "about who reads (N6)": {
        "allegation": Allegation(
            text="他要红包", words=("红包",), at=NOW, names=("孙",), persons=("sun", "du")
        )
    },
}


@pytest.mark.parametrize(("why", "reader"), list(product(HIDDEN, ("sun", "du"))))
async def test_n6_g_21_a_tie_shows_nothing_of_what_its_reader_may_not_see(
    the_office: Office, why: str, reader: str
) -> None:
    await keeps(the_office, State.HANDED_OVER, **HIDDEN[why])
    new = await objects(the_office, f"不服{OLD}", CHAT)
    assert "提到的旧件" not in await shows(the_office, reader, new.no)
    assert f"提到的旧件：{OLD}" in await shows(the_office, "guan", new.no)


async def test_n6_a_department_reads_of_the_other_only_where_it_has_it(
    the_office: Office,
) -> None:
    await keeps(the_office, State.STRUCK_OFF)
    new = await objects(the_office, f"不服{OLD}", CHAT)
    assert "此后又登记" not in await shows(the_office, "li", NO), "the new one is nobody's yet"
    order = c.Dispatch(by=MANAGER, class_name="办不了", departments=(TAX,))
    await the_office.do(new.no, order)
    assert "此后又登记" not in await shows(the_office, "li", NO), "it is another department's"
    assert "提到的旧件" not in await shows(the_office, "wang", new.no)
    assert "此后又登记" in await shows(the_office, "sun", NO)
