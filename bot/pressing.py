"""A pressed button: who, which act, on which ticket; done, or answered with a word why not."""

from dataclasses import dataclass, replace

from bot import faces, presses
from bot.citizens import Visit
from bot.commanding import stranger
from bot.fast import Fast
from bot.presses import Press
from bot.texts import staff
from bot.wecom.cards import Card, settled
from bot.wecom.keys import ButtonKey
from bot.wecom.protocol import Incoming
from bot.wecom.robot_frame import RobotMessage
from dispatch.actor import Actor
from dispatch.authority import NAMES
from dispatch.errors import DeskError, Incomplete
from dispatch.ticket import Ticket, spoken
from storage import outbox, tickets
from storage.errors import NoSuchTicket
from storage.outbox import Letter

#: acts that belong to the complainant, whoever they are
CITIZENS = frozenset({"rate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What became of a press: the ticket as it is now, and what to say to whom pressed."""

    outcome: str
    said: str = ""
    ticket: Ticket | None = None


async def in_app(visit: Visit, message: Incoming, *, late: bool) -> str:
    """A press on a card in a single chat; the presser's card is greyed with the press's own code."""
    key = _key(message.event_key)
    if key is None:
        return "not_our_button"
    chosen = {question: ids[0] for question, ids in message.selected.items() if ids}
    actor = _actor(visit, key, message.from_user)
    pressed = await _press(visit, key, actor, chosen, late=late)
    lane, userid = f"app:{message.from_user}", message.from_user
    letters = []
    if pressed.said:
        letters.append(
            Letter(
                key=f"{visit.key}/said",
                lane=lane,
                kind="app_text",
                payload={"to": [userid], "text": pressed.said},
            )
        )
    if pressed.outcome in ("done", "stale") and message.response_code:
        replaced = "已处理" if pressed.outcome == "done" else "已由他人处理"
        letters.append(
            Letter(
                key=f"{visit.key}/greyed",
                lane=lane,
                kind="app_update",
                payload={"to": [userid], "response_code": message.response_code, "text": replaced},
            )
        )
    if pressed.outcome == "choose" and pressed.ticket is not None:
        letters.append(_change_card(visit, pressed.ticket, lane, userid))
    await outbox.put(visit.session, letters, visit.now)
    return pressed.outcome


async def in_group(
    visit: Visit, message: RobotMessage, userid: str, *, late: bool
) -> tuple[str, Fast | None]:
    """A press on a group's card; the card changes for everybody within 5 s, else a line follows."""
    key = _key(message.event_key)
    if key is None or key.act == "done":
        return "not_our_button", None
    actor = visit.house.directory.staff(userid, "group")
    if actor is None:
        return await stranger(visit, userid, message.chat_id), None
    pressed = await _press(visit, key, actor, {}, late=late)
    fast = None
    if pressed.ticket is not None and pressed.outcome in ("done", "stale"):
        card = _settled(pressed.ticket, actor) | {"task_id": message.task_id}
        fast = Fast(req_id=message.req_id, card=card)
    department = visit.house.directory.department_of_chat(message.chat_id)
    if department is not None and pressed.said:
        letter = Letter(
            key=f"{visit.key}/said",
            lane=f"group:{department.id}",
            kind="group",
            payload={"department": department.id, "text": pressed.said},
        )
        await outbox.put(visit.session, [letter], visit.now)
    return pressed.outcome, fast


async def _press(
    visit: Visit, key: ButtonKey, actor: Actor | None, chosen: dict[str, str], *, late: bool
) -> Pressed:
    if actor is None:
        return Pressed(outcome="stranger", said=staff.UNKNOWN_MEMBER)
    try:
        ticket = await tickets.load(visit.session, key.no)
    except NoSuchTicket:
        return Pressed(outcome="no_ticket", said=staff.UNKNOWN_TICKET.format(candidates=""))
    press = Press(
        act=key.act,
        by=actor,
        ticket=ticket,
        version=key.version,
        chosen=chosen,
        directory=visit.house.directory,
        rules=visit.house.rules(ticket.centre),
        now=visit.now,
    )
    if late and not _is_vote(key.act):
        form = staff.FORMS_OF_ACTS.get(key.act.rstrip("0123456789"), "")
        return Pressed(
            outcome="late", said=staff.LATE.format(form=form.format(no=key.no)), ticket=ticket
        )
    if presses.is_stale(press):
        return Pressed(outcome="stale", said=_stale(visit, ticket), ticket=ticket)
    if key.act == "change":
        return Pressed(outcome="choose", ticket=ticket)
    return await _do(visit, press)


async def _do(visit: Visit, press: Press) -> Pressed:
    try:
        command = presses.command(press)
        moved = await visit.house.desk.within(visit.session, press.ticket.no, command, visit.now)
    except Incomplete as error:
        said = staff.refusal(error, press.ticket)
        outcome = "choose" if press.act in ("send", "sendas") else "incomplete"
        return Pressed(outcome=outcome, said=said, ticket=press.ticket)
    except DeskError as error:
        return Pressed(
            outcome="refused", said=staff.refusal(error, press.ticket), ticket=press.ticket
        )
    except (KeyError, ValueError, IndexError):
        return Pressed(outcome="not_our_button")
    if press.act.rstrip("0123456789") in CITIZENS:
        return Pressed(outcome="done", ticket=moved)
    return Pressed(
        outcome="done", said=staff.done(NAMES[type(command)], moved, press.by.name), ticket=moved
    )


def _key(packed: str) -> ButtonKey | None:
    try:
        return ButtonKey.unpack(packed)
    except ValueError:
        return None


def _is_vote(act: str) -> bool:
    return act.rstrip("0123456789") in CITIZENS


def _actor(visit: Visit, key: ButtonKey, userid: str) -> Actor | None:
    if _is_vote(key.act):
        return replace(visit.actor, id=f"app:{userid}")
    return visit.house.directory.staff(userid, "app")


def _stale(visit: Visit, ticket: Ticket) -> str:
    owner = visit.house.directory.people.get(ticket.owner)
    return staff.STALE.format(
        no=spoken(ticket.no), who=owner.name if owner else "他人", state=staff.STATES[ticket.state]
    )


def _settled(ticket: Ticket, actor: Actor) -> Card:
    """Return the pressed card as it is now; WeCom changes the card whose task id it bears."""
    part = next((p for p in ticket.parts if p.department == actor.department), None)
    if part is None:
        part = ticket.parts[0]
    who = part.acknowledged_by or actor.name
    return settled(faces.form(ticket, part.department), f"{who}已签收")


def _change_card(visit: Visit, ticket: Ticket, lane: str, userid: str) -> Letter:
    rules = visit.house.rules(ticket.centre)
    hinted = [(d.id, d.name) for d in ticket.complaint.departments]
    known = visit.house.directory.departments
    options = [(id_, name) for id_, name in hinted if id_ in known]
    options += [(d.id, d.name) for d in known.values() if d.id not in dict(options)]
    card = faces.change(ticket, options, rules.dispatched_classes)
    return Letter(
        key=f"{visit.key}/change",
        lane=lane,
        kind="app_card",
        payload={"no": ticket.no, "to": [userid], "card": card},
    )
