"""The life of a ticket: every state × command pair, who may, and where each ends."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import (
    CITIZEN,
    HELPER,
    LANE,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    WAY,
    a_complaint,
    a_ticket,
    deferring,
    walked,
    wuzhi,
)

from dispatch.errors import (
    AlreadyDone,
    DeskError,
    Incomplete,
    MoveRefused,
    NotAllowed,
    NotYours,
    RuleForbids,
)
from dispatch.lifecycle import life, moves
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.wake import due_now, wakes_at
from dispatch.rules.deadlines import UnknownName
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import CLOSED, State, Ticket, spoken

pytestmark = pytest.mark.unit
RULES = deferring(wuzhi())

#: one well-formed example of each command, by somebody who may
EXAMPLES: dict[type[c.Command], c.Command] = {
    type(one): one
    for one in (
        c.Classify(by=RECEPTIONIST, matter="食品经营许可", class_name="办不了"),
        c.SolveOnSpot(by=RECEPTIONIST, result="已现场办结"),
        c.Refuse(by=RECEPTIONIST, reason="不属于本中心", path="12345"),
        c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,)),
        c.Approve(by=MANAGER),
        c.Reject(by=MANAGER, reason="单位不对"),
        c.Reassign(by=MANAGER, departments=(TAX,), reason="职责不符"),
        c.Acknowledge(by=OFFICER),
        c.Answer(by=OFFICER, text="已联系", reason="政策不允许", basis="条例第三条"),
        c.Plan(by=OFFICER, text="三步走", promised_on=date(2026, 10, 15)),
        c.Ask(by=OFFICER, question="执照名称是什么"),
        c.Remind(by=SUPERVISOR),
        c.Supervise(by=SUPERVISOR, demand="请速办"),
        c.Pass(by=SUPERVISOR),
        c.SendBack(by=SUPERVISOR, reason="没有依据"),
        c.Rate(by=CITIZEN, level="满意"),
        c.CallBack(by=RECEPTIONIST, level="满意"),
        c.Supplement(by=CITIZEN, text="又去了一次"),
        c.Withdraw(by=CITIZEN),
        c.OfferCall(by=SCHEDULE),
        c.NoteUndelivered(by=SCHEDULE),
        c.NoteDelivered(by=SCHEDULE),
        m.Extend(by=OFFICER, days=2, reason="情况复杂"),
        m.Repromise(by=OFFICER, promised_on=date(2026, 10, 20), reason="等系统开通"),
        m.ReturnForm(by=OFFICER, departments=(TAX,), reason="发票归税务管"),
        m.Convene(by=MANAGER, departments=(MARKET, TAX)),
        m.Circulate(by=SUPERVISOR),
        m.Transfer(by=MANAGER, unit="市公积金中心"),
        m.Receive(by=MANAGER, text="已为其补缴到账"),
        m.Defer(by=MANAGER, until=date(2026, 12, 31), milestone="完成档案整理"),
        m.End(by=MANAGER, basis="条例第三条"),
        m.HandOver(by=MANAGER, matter="涉嫌违规收费"),
        m.Allege(by=SUPERVISOR, units=("tax",), words=("红包",)),
        m.Unmark(by=SUPERVISOR, reason="不是个人行为"),
        m.StandDown(by=SUPERVISOR, reason="已核实是误报"),
        m.TellHead(by=SUPERVISOR),
        m.Deliver(by=MANAGER),
        m.Link(by=SUPERVISOR, main="2026-0009"),
        m.Unlink(by=SUPERVISOR),
        m.Settle(by=SCHEDULE, level="满意"),
        m.Amend(by=RECEPTIONIST, reason="电话", phone="13900139000"),
        m.Tell(by=RECEPTIONIST, text="请把通知书发来"),
        m.Annul(by=RECEPTIONIST, reason="登错了"),
        m.PassOn(by=RECEPTIONIST, to="zhou", to_name="周受理"),
        m.TakeOver(by=SUPERVISOR),
        m.Record(by=RECEPTIONIST, kind="电话联系", text="已联系"),
        m.Look(by=SCHEDULE),
        m.RemindAssisting(by=SCHEDULE),
        m.Recount(by=SCHEDULE),
    )
}


#: what the table allows and the moment or this county's text may not
UNTIMELY = {
    (c.CallBack, RuleForbids),  # N7: the survey is open in the person's own chat
    (c.Acknowledge, AlreadyDone),
    (c.Answer, MoveRefused),  # nothing is held against the one that waits for inspection
    (c.Approve, RuleForbids),
    (c.Reject, RuleForbids),
    (c.Classify, RuleForbids),
    (c.Dispatch, RuleForbids),
    (c.Plan, RuleForbids),
    (m.Extend, RuleForbids),
    (m.Repromise, RuleForbids),
    (m.Circulate, RuleForbids),
    (m.End, RuleForbids),
    (m.TakeOver, RuleForbids),
    (m.Unmark, RuleForbids),
    (m.StandDown, RuleForbids),
    (m.TellHead, RuleForbids),
    (m.Record, UnknownName),
    (m.Amend, RuleForbids),
    (m.Annul, RuleForbids),
}


def test_a_builder_obeys_what_it_is_asked_for_or_fails() -> None:
    assert a_ticket(RULES, matter="社保").matter == "社保"
    with pytest.raises(TypeError):
        a_ticket(RULES, mattre="社保")


def in_state(state: State) -> Ticket:
    """Return a ticket that came to *state* through its own life."""
    if state is State.UNRATED:
        ticket = in_state(State.SURVEYING)
        for days in (0, 0, 1):
            ticket, _ = life.apply(
                ticket, c.CallBack(by=RECEPTIONIST), RULES, NOW + timedelta(days=days)
            )
        return ticket
    if state is State.REFUSED:
        return walked(RULES, (EXAMPLES[c.Refuse],))
    if state is State.WITHDRAWN:
        return walked(RULES, (EXAMPLES[c.Withdraw],))
    if state is State.TRANSFERRED:
        company = a_complaint(complainant=Complainant(lane=LANE, name="某公司", is_unit=True))
        ticket = a_ticket(RULES, complaint=company)
        way = (
            c.Refuse(by=MANAGER, reason="不属于政务服务", path="企业纾困360"),
            c.NoteDelivered(by=SCHEDULE),
        )
        return walked(RULES, way, ticket)
    return walked(RULES, WAY[state])


def test_every_command_has_an_example_and_a_step() -> None:
    given = [*vars(c).values(), *vars(m).values()]
    known = {v for v in given if isinstance(v, type) and issubclass(v, c.Command)}
    assert set(EXAMPLES) | {m.Correct} == set(COMMANDS) == known - {c.Command}


@pytest.mark.parametrize("command", EXAMPLES.values(), ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("state", State)
def test_each_state_takes_exactly_the_commands_of_its_row(state: State, command: c.Command) -> None:
    ticket = in_state(state)
    assert ticket.state is state

    allowed = moves.MOVES[state].get(type(command))
    if allowed is None:
        with pytest.raises(MoveRefused):
            life.apply(ticket, command, RULES, NOW)
    else:
        try:
            moved, _ = life.apply(ticket, command, RULES, NOW)
        except (AlreadyDone, MoveRefused, RuleForbids, UnknownName) as refused:
            assert (type(command), type(refused)) in UNTIMELY  # noqa: PT017 - which pair, not whether
        else:
            assert moved.state in allowed
            assert moved.version == ticket.version + 1


def test_every_state_is_reachable_and_every_open_one_has_a_way_out() -> None:
    reached = {State.REGISTERED}
    while True:
        more = {to for s in reached for tos in moves.MOVES[s].values() for to in tos} - reached
        if not more:
            break
        reached |= more

    assert reached == set(State)
    for state in State:
        leads_on = {to for tos in moves.MOVES[state].values() for to in tos} - {state}
        assert bool(leads_on) == (state not in CLOSED), state


def test_no_command_can_be_given_by_a_stranger() -> None:
    stranger = Actor(id="x", name="路人", roles=frozenset())
    for state in State:
        for command in EXAMPLES.values():
            given = {f.name: getattr(command, f.name) for f in fields(command) if f.name != "by"}
            with pytest.raises(NotAllowed):
                life.apply(in_state(state), type(command)(by=stranger, **given), RULES, NOW)


def test_wz_9_1_a_reply_on_cannot_needs_reason_and_basis() -> None:
    ticket = in_state(State.WORKING)
    with pytest.raises(Incomplete) as refused:
        life.apply(ticket, c.Answer(by=OFFICER, text="办不了"), RULES, NOW)

    assert refused.value.missing == ("理由", "依据")
    assert refused.value.clause == "WZ-9.1"


def test_wz_8_1_the_desk_proposes_and_management_dispatches() -> None:
    proposed, notices = life.apply(in_state(State.REGISTERED), EXAMPLES[c.Dispatch], RULES, NOW)
    assert proposed.state is State.PROPOSED
    assert kinds(notices) == {NoticeKind.APPROVE}

    by_management = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))
    sent, notices = life.apply(in_state(State.REGISTERED), by_management, RULES, NOW)
    assert sent.state is State.DISPATCHED
    assert NoticeKind.FORM in kinds(notices)


def test_wz_8_4_all_departments_get_the_form_at_once_under_one_lead() -> None:
    both = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX))
    ticket, notices = life.apply(in_state(State.REGISTERED), both, RULES, NOW)

    assert [n.target for n in notices if n.what is NoticeKind.FORM] == ["market", "tax"]
    assert [part.is_lead for part in ticket.parts] == [True, False]


def test_wz_9_4_several_departments_run_the_plan_clock_beside_the_reply_clock() -> None:
    both = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX))
    ticket, _ = life.apply(in_state(State.REGISTERED), both, RULES, NOW)
    assert {(k.stage, k.clause) for k in ticket.clocks} == {("reply", "WZ-9.1"), ("plan", "WZ-9.4")}

    planned, _ = life.apply(
        ticket, c.Plan(by=OFFICER, text="方案", promised_on=date(2026, 10, 15)), RULES, NOW
    )
    assert {k.stage for k in planned.open_clocks} == {"reply", "result"}


def test_wz_9_2_not_given_needs_a_promised_date_at_dispatch() -> None:
    without = c.Dispatch(by=MANAGER, class_name="不给办", departments=(MARKET,))
    with pytest.raises(Incomplete) as refused:
        life.apply(in_state(State.REGISTERED), without, RULES, NOW)
    assert refused.value.missing == ("承诺时限",)

    given = c.Dispatch(
        by=MANAGER, class_name="不给办", departments=(MARKET,), promised_on=date(2026, 9, 30)
    )
    ticket, _ = life.apply(in_state(State.REGISTERED), given, RULES, NOW)
    assert shanghai(ticket.due_at) == "2026-09-30 17:30"


def test_wz_9_3_the_promise_of_a_plan_runs_as_second_clock() -> None:
    ticket = walked(
        RULES,
        (
            c.Dispatch(by=MANAGER, class_name="很难办", departments=(MARKET,)),
            c.Plan(by=OFFICER, text="三步走", promised_on=date(2026, 10, 20)),
        ),
    )
    plan, result = ticket.clocks

    assert plan.stopped_at == NOW
    assert shanghai(plan.due_at) == "2026-10-10 17:30"  # 调休 10-10 counts
    assert shanghai(result.due_at) == "2026-10-20 17:30"


def test_an_assisting_answer_goes_to_the_lead_and_moves_nothing() -> None:
    both = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX))
    ticket, _ = life.apply(in_state(State.REGISTERED), both, RULES, NOW)
    helped, notices = life.apply(ticket, c.Answer(by=HELPER, text="税务无欠费"), RULES, NOW)

    assert helped.state is State.DISPATCHED
    assert [(n.what, n.target) for n in notices] == [(NoticeKind.CONTRIBUTED, "market")]


def test_a_department_cannot_touch_what_is_not_its_own() -> None:
    for command in (
        c.Acknowledge(by=HELPER),
        c.Answer(by=HELPER, text="x"),
        c.Ask(by=HELPER, question="x"),
    ):
        with pytest.raises(NotYours):
            life.apply(in_state(State.DISPATCHED), command, RULES, NOW)


def test_n7_only_the_complainants_own_chat_can_vote() -> None:
    other = Actor(id="kf:wkTest:wmOther", roles=frozenset({"citizen"}))
    with pytest.raises(NotYours):
        life.apply(in_state(State.SURVEYING), c.Rate(by=other, level="满意"), RULES, NOW)


@pytest.mark.parametrize("level", RULES.levels)
def test_n7_the_top_three_strike_off_and_the_lowest_two_send_back(level: str) -> None:
    moved, _ = life.apply(in_state(State.SURVEYING), c.Rate(by=CITIZEN, level=level), RULES, NOW)
    happy = level in ("非常满意", "满意", "基本满意")
    assert moved.state is (State.STRUCK_OFF if happy else State.REWORK)
    assert moved.ratings[-1].level == level


def test_g_11_rework_starts_a_new_clock_of_the_same_class_and_keeps_the_old() -> None:
    before = in_state(State.SURVEYING)
    later = NOW + timedelta(days=1)
    moved, _ = life.apply(before, c.Rate(by=CITIZEN, level="不满意"), RULES, later)

    assert moved.clocks[: len(before.clocks)] == before.clocks
    assert [k.start_at for k in moved.open_clocks] == [later]
    assert moved.open_clocks[0].clause == "WZ-9.1"


def test_g_12_after_two_reworks_the_third_calls_management() -> None:
    again = (
        c.Answer(by=OFFICER, text="再答", reason="理由", basis="依据"),
        c.Pass(by=SUPERVISOR),
    )
    ticket, meetings = in_state(State.SURVEYING), []
    for _ in range(3):
        ticket, notices = life.apply(ticket, c.Rate(by=CITIZEN, level="不满意"), RULES, NOW)
        meetings.append((To.MANAGEMENT, NoticeKind.MEETING) in {(n.to, n.what) for n in notices})
        if ticket.state is State.REWORK:
            ticket = walked(RULES, again, ticket)

    assert meetings == [False, False, True]
    assert ticket.state is State.MEETING
    assert ticket.open_clocks  # the clock never idles (N4)


def test_g_10_three_unanswered_calls_on_two_days_close_as_unrated_never_as_satisfied() -> None:
    ticket = in_state(State.SURVEYING)
    for _ in range(3):
        ticket, _ = life.apply(ticket, c.CallBack(by=RECEPTIONIST), RULES, NOW)
    assert ticket.state is State.SURVEYING  # three tries, but on one day

    closed, _ = life.apply(ticket, c.CallBack(by=RECEPTIONIST), RULES, NOW + timedelta(days=1))
    assert closed.state is State.UNRATED
    assert closed.ratings == ()


def a_company() -> Ticket:
    """Return the ticket of a company that can be written to."""
    company = Complainant(lane=LANE, name="某某有限公司", is_unit=True, contact="李四")
    return a_ticket(RULES, complaint=a_complaint(complainant=company))


def test_wz_7_7_a_company_out_of_scope_goes_to_management_who_transfers_and_tells() -> None:
    asked, notices = life.apply(a_company(), EXAMPLES[c.Refuse], RULES, NOW)
    assert asked.state is State.REGISTERED
    assert kinds(notices) == {NoticeKind.PETITION}

    away, notices = life.apply(asked, c.Approve(by=MANAGER), RULES, NOW)
    assert away.state is State.OUTSIDE
    assert [paper.kind for paper in away.documents] == ["转交单"]
    assert (To.CITIZEN, NoticeKind.TRANSFERRED) in {(n.to, n.what) for n in notices}


def test_wz_7_7_a_transfer_closes_only_once_the_person_was_told() -> None:
    away = walked(
        RULES, (c.Refuse(by=MANAGER, reason="不属于政务服务", path="企业纾困360"),), a_company()
    )
    assert away.state is State.OUTSIDE

    told, _ = life.apply(away, c.NoteDelivered(by=SCHEDULE), RULES, NOW)
    assert told.state is State.TRANSFERRED


def test_wz_7_8_a_citizen_out_of_scope_hears_reason_and_way() -> None:
    ticket = in_state(State.REFUSED)
    assert "不属于本中心" in ticket.closing
    assert "12345" in ticket.closing


def test_a_walk_in_is_called_instead_of_surveyed() -> None:
    walk_in = a_ticket(RULES, complaint=a_complaint(complainant=Complainant(name="张三丰")))
    solved, notices = life.apply(walk_in, EXAMPLES[c.SolveOnSpot], RULES, NOW)
    assert kinds(notices) == {NoticeKind.CALL}

    closed, _ = life.apply(solved, c.CallBack(by=RECEPTIONIST, level="满意"), RULES, NOW)
    assert closed.state is State.STRUCK_OFF


def test_what_was_solved_on_the_spot_and_not_liked_is_decided_anew() -> None:
    solved = walked(RULES, (EXAMPLES[c.SolveOnSpot],))
    again, _ = life.apply(solved, c.Rate(by=CITIZEN, level="不满意"), RULES, NOW)
    assert again.state is State.REGISTERED
    assert again.round == 1


def test_n1_no_command_moves_a_running_deadline() -> None:
    ticket = in_state(State.WORKING)
    due = [k.due_at for k in ticket.clocks]
    for command in (
        EXAMPLES[c.Remind],
        EXAMPLES[c.Supervise],
        EXAMPLES[c.Ask],
        EXAMPLES[c.Supplement],
        EXAMPLES[c.Reassign],
    ):
        moved, _ = life.apply(ticket, command, RULES, NOW + timedelta(hours=5))
        assert [k.due_at for k in moved.clocks] == due


def test_n4_reassigning_keeps_the_clock_and_tells_both_sides() -> None:
    moved, notices = life.apply(in_state(State.WORKING), EXAMPLES[c.Reassign], RULES, NOW)
    assert moved.state is State.DISPATCHED
    assert {(n.what, n.target) for n in notices} == {
        (NoticeKind.TAKEN_AWAY, "market"),
        (NoticeKind.FORM, "tax"),
    }


def test_wz_10_the_schedule_reminds_before_due_and_supervises_after_each_once() -> None:
    ticket = in_state(State.DISPATCHED)
    clock = ticket.clocks[0]
    assert shanghai(clock.due_at) == "2026-10-08 17:30"  # over the National Day holiday
    said = []
    now = NOW
    while now < clock.due_at + timedelta(days=3):
        for command in due_now(ticket, now):
            ticket, notices = life.apply(ticket, command, RULES, now)
            said.append((type(command).__name__, shanghai(now)[:10], kinds(notices)))
        now += timedelta(hours=1)

    assert said == [
        ("Remind", "2026-09-30", {NoticeKind.REMINDED}),
        ("Supervise", "2026-10-08", {NoticeKind.SUPERVISED}),
        # and to who supervises: it was not met
        (
            "Circulate",
            "2026-10-10",
            {NoticeKind.PETITION, NoticeKind.UNMET},
        ),  # the 督办 was not met in 2 wd (G-30)
    ]


def test_after_a_pause_one_supervision_makes_up_for_all_that_was_missed() -> None:
    """R12: a month later there is one, and the next is due as ever."""
    ticket = in_state(State.DISPATCHED)
    late = ticket.clocks[0].due_at + timedelta(days=30)
    assert [type(one) for one in due_now(ticket, late)] == [c.Supervise]
    moved, _ = life.apply(ticket, due_now(ticket, late)[0], RULES, late)
    assert due_now(moved, late) == []
    assert wakes_at(moved) == moved.clocks[0].demand_due_at


def test_a_silent_survey_wakes_the_desk_after_a_working_day() -> None:
    ticket = in_state(State.SURVEYING)
    assert shanghai(ticket.wakes_at) == "2026-09-30 08:30", "on the morning after it"
    assert due_now(ticket, NOW) == []

    [offered] = due_now(ticket, NOW + timedelta(days=2))
    moved, notices = life.apply(ticket, offered, RULES, NOW + timedelta(days=2))
    assert kinds(notices) == {NoticeKind.CALL}
    assert shanghai(moved.wakes_at) == "2026-10-08 08:30", "an ignored card comes again"


@pytest.mark.parametrize("state", [s for s in State if s not in CLOSED])
def test_sq_s3_every_open_ticket_has_an_owner(state: State) -> None:
    assert in_state(state).owner


def test_a_second_acknowledgement_says_who_was_first() -> None:
    with pytest.raises(AlreadyDone) as refused:
        life.apply(in_state(State.WORKING), c.Acknowledge(by=OFFICER), RULES, NOW)
    assert refused.value.by == "李科"


def test_the_number_is_spoken_as_the_form_prints_it() -> None:
    assert spoken("2026-0001") == "2026年第0001号"
    assert spoken("XX-2026-0001") == "XX-2026年第0001号"


def test_a_step_outside_the_table_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(moves.MOVES[State.DISPATCHED], c.Acknowledge, (State.PLANNED,))
    with pytest.raises(AssertionError):
        life.apply(in_state(State.DISPATCHED), c.Acknowledge(by=OFFICER), RULES, NOW)


def test_errors_are_one_tree() -> None:
    for error in (MoveRefused, NotAllowed, NotYours, Incomplete, AlreadyDone):
        assert issubclass(error, DeskError)


def kinds(notices: list[Notice]) -> set[NoticeKind]:
    return {notice.what for notice in notices}


def shanghai(at: datetime | None) -> str:
    assert at is not None
    return f"{at.astimezone(UTC) + timedelta(hours=8):%Y-%m-%d %H:%M}"
