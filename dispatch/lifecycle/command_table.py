"""The one table of commands: what each is called, what it does, and who gives it.

Rule 1: every command has its row here and nowhere else; in which states it is allowed, MOVES says.
Rule 2: who of the staff gives it stands in the profile's `[who]` under its name; `by` names who else.
Rule 3: a new row is a list to work off: `tests/bot/staff/test_every_command.py` says what it lacks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from dispatch.handlers import (
    allegations,
    amendments,
    approvals,
    departments,
    disputes,
    endings,
    extensions,
    ownership,
    recount,
    refusals,
    supervision,
    survey,
    transfers,
    triage,
)
from dispatch.handlers.steps import Step
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import Ticket

Handler = Callable[[Ticket, Any, Rules, datetime], Step]

_CITIZEN = frozenset({Role.CITIZEN})
_SCHEDULE = frozenset({Role.SCHEDULE})


@dataclass(frozen=True, slots=True)
class CommandRow:
    """All that there is to say of one kind of command.

    Attributes:
        name: as staff type it and as the profile's table has it; of the others, what it is called.
        handler: what it does; None for 更正, which needs the ticket as it was (`life.correct`).
        by: who gives it where no row of the profile says so; empty for what staff give.
        is_scheduled: the schedule gives it too, for whom the profile names (WZ-10), or for a tie (N8).
        is_correctable: who gave it may take it back within ten minutes (更正).
        outside: what it means where the ticket is outside, if something else: only the telling counts.
    """

    name: str
    handler: Handler | None
    by: frozenset[Role] = frozenset()
    is_scheduled: bool = False
    is_correctable: bool = False
    outside: Handler | None = None


R = CommandRow

COMMANDS: Mapping[type[c.Command], CommandRow] = {
    c.Classify: R("改类", triage.classify, is_correctable=True),
    c.SolveOnSpot: R("当场", triage.solve_on_spot, is_correctable=True),
    c.Refuse: R("不予受理", refusals.refuse, is_correctable=True),
    c.Dispatch: R("派单", triage.propose, is_correctable=True),
    c.Approve: R("批准", approvals.approve, is_correctable=True),
    c.Reject: R("驳回", approvals.reject, is_correctable=True),
    c.Reassign: R("改派", triage.reassign, is_correctable=True),
    c.Acknowledge: R("签收", departments.acknowledge, is_correctable=True),
    c.Answer: R("答复", departments.answer, is_correctable=True),
    c.Plan: R("方案", departments.plan, is_correctable=True),
    c.Ask: R("追问", departments.ask),
    c.Remind: R("催办", supervision.remind, is_scheduled=True),
    c.Supervise: R("督办", supervision.supervise, is_scheduled=True, is_correctable=True),
    c.Pass: R("质检", departments.inspected, is_correctable=True),
    c.SendBack: R("退回", departments.returned, is_correctable=True),
    c.CallBack: R("回访", survey.call_back, is_correctable=True, outside=transfers.called),
    m.Extend: R("延期", extensions.extend),
    m.Repromise: R("改诺", extensions.repromise),
    m.ReturnForm: R("退单", disputes.return_form, is_correctable=True),
    m.Convene: R("会商", disputes.convene, is_correctable=True),
    m.Circulate: R("通报", supervision.circulate, is_scheduled=True),
    m.Transfer: R("函转", transfers.transfer, is_correctable=True),
    m.Receive: R("回函", transfers.receive, is_scheduled=True),
    m.Defer: R("挂账", endings.defer, is_correctable=True),
    m.End: R("终结", endings.end, is_correctable=True),
    m.HandOver: R("移交", allegations.hand_over),
    m.Allege: R("线索", allegations.allege, is_scheduled=True),
    m.Unmark: R("非线索", allegations.unmark),
    m.StandDown: R("解除紧急", amendments.stand_down),
    m.TellHead: R("转告", allegations.tell_head),
    m.Deliver: R("上门", endings.deliver),
    m.Link: R("并案", transfers.link, is_correctable=True),
    m.Unlink: R("撤并", transfers.unlink, is_scheduled=True, is_correctable=True),
    m.Tell: R("回复", ownership.tell),
    m.Correct: R("更正", None),
    m.Amend: R("改登记", amendments.amend, is_correctable=True),
    m.Annul: R("作废", amendments.annul, is_correctable=True),
    m.PassOn: R("交接", ownership.pass_on, is_scheduled=True),
    m.TakeOver: R("接手", ownership.take_over),
    m.Record: R("记录", ownership.record),
    # what no member of staff gives
    c.Rate: R("评价", survey.rate, by=_CITIZEN),
    c.Withdraw: R("撤回", amendments.withdraw, by=_CITIZEN | _SCHEDULE),
    c.Supplement: R("补充", amendments.supplement, by=_CITIZEN),
    c.OfferCall: R("没有回音", survey.offer_call, by=_SCHEDULE),
    c.NoteUndelivered: R("待送达", survey.note_undelivered, by=_SCHEDULE),
    c.NoteDelivered: R("已告知", survey.note_delivered, by=_SCHEDULE, outside=transfers.told),
    m.Settle: R("上级评价", transfers.settle, by=_SCHEDULE),
    m.Look: R("跟踪", supervision.look, by=_SCHEDULE),
    m.RemindAssisting: R("催协办", supervision.remind_assisting, by=_SCHEDULE),
    m.Recount: R("重新计时", recount.recount, by=_SCHEDULE | {Role.OPERATOR}),
}

#: what staff type, by the name that they type
NAMES: Mapping[type[c.Command], str] = MappingProxyType(
    {command: row.name for command, row in COMMANDS.items() if not row.by}
)
#: what a person may take back within ten minutes (更正)
CORRECTABLE: frozenset[type[c.Command]] = frozenset(
    command for command, row in COMMANDS.items() if row.is_correctable
)
