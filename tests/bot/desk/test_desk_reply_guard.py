"""The reply guard at the desk (N3): a ticket in, findings out; the same for whoever complains (WZ-2.4)."""

from dataclasses import replace

import pytest
from builders import a_complaint, a_ticket, wuzhi
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.sections import Department
from bot.desk.reply_guard import Draft, Guard, bare_no, shingles
from bot.texts import guard as texts
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import Remark, Ticket
from intake.replies.findings import Fault, Finding
from intake.replies.words import Words

pytestmark = pytest.mark.unit

RULES = wuzhi()
NEEDS = ("答复意见", "理由", "依据")
GOOD = Draft(text="您的营业执照已于9月18日审核通过，请凭身份证到窗口领取。")
MARKET = Department(
    id="market", name="市场监管局", aliases=("工商局",), address="和平路东段", phone="0391-7200000"
)


@pytest.fixture(scope="module")
def guard(words: Words) -> Guard:
    return Guard.of(words, "武陟县", [MARKET])


def told(text: str = "营业执照还没办下来", **changes: object) -> Ticket:
    """Return a ticket whose complaint says *text*."""
    return a_ticket(RULES, complaint=replace(a_complaint(text=text), **changes))


def faults(found: tuple[Finding, ...]) -> list[Fault]:
    """Return only what is wrong."""
    return [one.what for one in found]


def test_a_good_answer_passes(guard: Guard) -> None:
    """N3."""
    assert guard.findings(told(), GOOD) == ()


def test_what_the_class_needs_is_asked_for(guard: Guard) -> None:
    """WZ-9.1: 理由 and 依据 of 办不了."""
    found = guard.findings(told(), replace(GOOD, needs=NEEDS))
    assert faults(found) == [Fault.NO_REASON, Fault.NO_BASIS]


@pytest.mark.parametrize("place", ["和平路", "武陟县"])
def test_departments_and_the_county_are_no_foreign_places(guard: Guard, place: str) -> None:
    """N3."""
    assert (
        guard.findings(told(), Draft(text=f"您的营业执照已审核通过，请到{place}窗口领取。")) == ()
    )


def test_what_was_added_later_may_be_named(guard: Guard) -> None:
    """N3: the citizen's 补充 counts as told."""
    draft = Draft(text="阳光花园小区的营业执照已审核通过，可凭身份证领取。")
    ticket = told()
    assert faults(guard.findings(ticket, draft)) == [Fault.FOREIGN_PLACE]
    added = Remark(kind="补充", text="店在阳光花园小区", by="x", at=ticket.opened_at)
    assert guard.findings(replace(ticket, remarks=(added,)), draft) == ()


ANSWER = Draft(
    text="经查，9月14日至16日登记系统因省级平台升级中断，您的营业执照已于9月18日审核通过，"
    "纸质执照由窗口工作人员通过邮政快递寄出，预计两日内送达。"
)


def test_a_copy_of_another_tickets_answer_names_it(guard: Guard) -> None:
    """N3."""
    others = [("2026-0007", shingles(ANSWER.text))]
    found = guard.findings(told(), ANSWER, others)
    assert found == (Finding(Fault.NEAR_COPY, ("2026-0007",)),)
    assert "2026年第0007号" in texts.line(found[0])


def test_the_same_matter_may_have_the_same_answer(guard: Guard) -> None:
    """N8: many reporters of one event each get an answer."""
    others = [(no, shingles(ANSWER.text)) for no in ("2026-0001", "2026-0005", "2026-0006")]
    ticket = replace(told(alike=("2026-0005",)), tied_to="2026-0006")
    assert guard.findings(ticket, ANSWER, others) == ()


DRAFTS = (
    GOOD,
    Draft(text="不归我们管。"),
    Draft(text="营业执照已转办。"),
    Draft(text="经查，申请人李建国的营业执照已办结。"),
    Draft(text="修武县的营业执照已审核通过，可领取。", needs=NEEDS),
    Draft(text="收到"),
)
people = st.builds(
    Complainant,
    lane=st.text(max_size=9),
    name=st.sampled_from(["", "张三丰", "王秀英", "武陟某某公司", "😀"]) | st.text(max_size=5),
    is_unit=st.booleans(),
    contact=st.sampled_from(["", "赵六"]),
    phone=st.sampled_from(["", "13800138000", "0391-7200000"]),
    address=st.sampled_from(["", "幸福路3号", "城关镇北街"]),
    for_whom=st.sampled_from(["", "孙七"]),
    anonymous=st.booleans(),
)


@given(people, st.sampled_from(DRAFTS))
@settings(deadline=None)
def test_who_complains_plays_no_part(guard: Guard, person: Complainant, draft: Draft) -> None:
    """WZ-2.4: the same words get the same findings, whoever said them."""
    unknown = told(complainant=Complainant())
    known = told(complainant=person)
    assert guard.findings(known, draft) == guard.findings(unknown, draft)


def test_their_own_name_and_address_are_no_foreign_ones(guard: Guard) -> None:
    """N3: the form tells them; renamed on both sides the findings stay the same."""
    for name, street in (("张三丰", "幸福路"), ("王秀英", "解放路")):
        ticket = told(complainant=Complainant(name=name, address=f"{street}3号"))
        draft = Draft(text=f"经查，申请人{name}位于{street}的店铺，营业执照已办结，可凭证领取。")
        assert guard.findings(ticket, draft) == ()


@pytest.mark.parametrize("what", Fault)
def test_each_finding_has_a_line_that_says_what_to_write_instead(what: Fault) -> None:
    """N3: explainable, with the words that were found."""
    line = texts.line(Finding(what, ("2026-0007",)))
    assert "请" in line
    assert "{" not in line
    silent = {Fault.NO_REASON, Fault.NO_BASIS}
    assert ("0007" in line) is (what not in silent)


def test_all_lines_come_in_the_order_of_the_findings(guard: Guard) -> None:
    found = guard.findings(told("路灯坏了没人修"), Draft(text="路灯不归我们管，少废话。"))
    assert faults(found) == [Fault.BARE_NO, Fault.RUDE]
    assert [line[:4] for line in texts.lines(found)] == ["只说了“", "用语不文"]


def test_a_finding_never_prints_its_words() -> None:
    """FW-4.3b: what a citizen or an officer wrote stays out of logs."""
    finding = bare_no("不予受理")
    assert finding is not None
    assert "不予受理" not in repr(finding)
