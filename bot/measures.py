"""What each typed measure about one ticket means: the fields that were typed → the command."""

from collections.abc import Mapping

from bot.staff.command_fields import Build, Order, Unclear, day_of, departments_of
from bot.texts import measures as texts
from dispatch.ticket import case_commands as m
from dispatch.ticket.ticket import State, Ticket

#: a ticket in one of these can still wait for another of the same event (并案)
_CAN_WAIT = frozenset({State.REGISTERED, State.PROPOSED})


def _transfer(order: Order) -> m.Transfer:
    """函转: a centre of this installation by its name, else a unit outside."""
    unit = order.said.text.strip()
    centre = order.centres.get(unit, "")
    if centre == order.ticket.centre:
        raise Unclear(texts.OWN_CENTRE)
    return m.Transfer(by=order.by, unit=unit, centre=centre)


def _repromise(order: Order) -> m.Repromise:
    promised = day_of(order, "promised")
    assert promised is not None  # the grammar requires it (N2)
    return m.Repromise(by=order.by, promised_on=promised, reason=order.said.text)


def _defer(order: Order) -> m.Defer:
    until = day_of(order, "until")
    assert until is not None  # the grammar requires it
    return m.Defer(by=order.by, until=until, milestone=order.said.text)


def _extend(order: Order) -> m.Extend:
    return m.Extend(by=order.by, days=int(str(order.said.fields["days"])), reason=order.said.text)


def _receive(order: Order) -> m.Receive:
    return m.Receive(
        by=order.by,
        text=order.said.text,
        reason=order.field("reason"),
        basis=order.field("basis"),
    )


def _record(order: Order) -> m.Record:
    named = departments_of(order) if "departments" in order.said.fields else ()
    return m.Record(by=order.by, kind=order.field("kind"), text=order.said.text, departments=named)


def waits_for(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Return (which waits, for which) of two tickets of the same event: who can, and then the later.

    Raises:
        Unclear: both are with departments, or the other waits itself.
    """
    later, earlier = sorted((one, other), key=lambda t: t.opened_at, reverse=True)
    for waiting, main in ((later, earlier), (earlier, later)):
        if waiting.state in _CAN_WAIT and main.state is not State.LINKED and not main.is_closed:
            return waiting, main
    raise Unclear(texts.CANNOT_LINK)


def _link(order: Order) -> m.Link:
    assert order.other is not None  # the grammar requires it
    _, main = waits_for(order.ticket, order.other)
    return m.Link(by=order.by, main=main.no)


def _return(order: Order) -> m.ReturnForm:
    departments = departments_of(order)
    if order.by.department in {id_ for id_, _ in departments}:
        raise Unclear(texts.RETURNED_TO_ONESELF)
    return m.ReturnForm(by=order.by, departments=departments, reason=order.said.text)


MEASURES: Mapping[str, Build] = {
    "延期": _extend,
    "改诺": _repromise,
    "退单": _return,
    "会商": lambda o: m.Convene(by=o.by, departments=departments_of(o)),
    "通报": lambda o: m.Circulate(by=o.by),
    "函转": _transfer,
    "回函": _receive,
    "挂账": _defer,
    "终结": lambda o: m.End(by=o.by, basis=o.said.text),
    "移交": lambda o: m.HandOver(by=o.by, matter=o.said.text, hidden_from=hidden(o.ticket)),
    "上门": lambda o: m.Deliver(by=o.by),
    "并案": _link,
    "撤并": lambda o: m.Unlink(by=o.by),
    "更正": lambda o: m.Correct(by=o.by, reason=o.said.text),
    "记录": _record,
}


def hidden(ticket: Ticket) -> tuple[str, ...]:
    """Return the departments that must not see a lead any more: all that had the ticket (G-21)."""
    return tuple(part.department for part in ticket.parts)
