"""Who may do what: the profile's table, asked in one place.

The citizen's and the schedule's own commands stand here; every staff command stands in the
profile's `[who]` under its Chinese name, so that a county changes it as data.
"""

from dispatch.errors import NotAllowed
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import (
    Circulate,
    Convene,
    Correct,
    Defer,
    Deliver,
    End,
    Extend,
    HandOver,
    Link,
    Look,
    PassOn,
    Receive,
    Record,
    Recount,
    RemindAssisting,
    Repromise,
    ReturnForm,
    Settle,
    TakeOver,
    Transfer,
    Unlink,
)
from dispatch.ticket.commands import (
    Acknowledge,
    Answer,
    Approve,
    Ask,
    CallBack,
    Classify,
    Command,
    Dispatch,
    NoteDelivered,
    NoteUndelivered,
    OfferCall,
    Pass,
    Plan,
    Rate,
    Reassign,
    Refuse,
    Reject,
    Remind,
    SendBack,
    SolveOnSpot,
    Supervise,
    Supplement,
    Withdraw,
)
from dispatch.ticket.ticket import Ticket

#: the command's name as staff type it and as the profile's table has it
NAMES: dict[type[Command], str] = {
    Classify: "改类",
    SolveOnSpot: "当场",
    Refuse: "不予受理",
    Dispatch: "派单",
    Approve: "批准",
    Reject: "驳回",
    Reassign: "改派",
    Acknowledge: "签收",
    Answer: "答复",
    Plan: "方案",
    Ask: "追问",
    Remind: "催办",
    Supervise: "督办",
    Pass: "质检",
    SendBack: "退回",
    CallBack: "回访",
    Extend: "延期",
    Repromise: "改诺",
    ReturnForm: "退单",
    Convene: "会商",
    Circulate: "通报",
    Transfer: "函转",
    Receive: "回函",
    Defer: "挂账",
    End: "终结",
    HandOver: "移交",
    Deliver: "上门",
    Link: "并案",
    Unlink: "撤并",
    Correct: "更正",
    PassOn: "交接",
    TakeOver: "接手",
    Record: "记录",
}

#: commands that no member of staff gives
_OTHERS: dict[type[Command], frozenset[str]] = {
    Rate: frozenset({"citizen"}),
    Withdraw: frozenset({"citizen", "schedule"}),
    Supplement: frozenset({"citizen"}),
    OfferCall: frozenset({"schedule"}),
    NoteUndelivered: frozenset({"schedule"}),
    NoteDelivered: frozenset({"schedule"}),
    Settle: frozenset({"schedule"}),
    Look: frozenset({"schedule"}),
    RemindAssisting: frozenset({"schedule"}),
    Recount: frozenset({"schedule", "operator"}),
}

#: commands that the schedule gives for the actor that the profile names (WZ-10), or for a tie (N8)
_SCHEDULED: frozenset[type[Command]] = frozenset(
    {Remind, Supervise, Circulate, Receive, Unlink, PassOn}
)


def check(command: Command, ticket: Ticket, rules: Rules) -> None:
    """Raise NotAllowed unless one of the actor's roles carries *command* on *ticket*."""
    allowed = _OTHERS.get(type(command))
    if allowed is None:
        allowed = rules.roles_for(NAMES[type(command)])
        if type(command) in _SCHEDULED:
            allowed = allowed | {"schedule"}
    if not allowed & roles_on(command.by, ticket):
        raise NotAllowed(type(command).__name__, tuple(sorted(allowed)))


def roles_on(by: Actor, ticket: Ticket) -> frozenset[str]:
    """Return the actor's roles on *ticket*: who received it is its 首接负责人, whatever else (LH-5a)."""
    if by.id and by.id == ticket.first_handler:
        return by.roles | {"first_handler"}
    return by.roles


def commands_of(actor: Actor, rules: Rules) -> list[str]:
    """Return the names of the commands that *actor*'s roles carry, in the table's order."""
    return [name for name in rules.commands if rules.roles_for(name) & actor.roles]
