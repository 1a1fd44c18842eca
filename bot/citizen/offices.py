"""Where people go with a matter: departments and the centre, as the county has written them down."""

from bot.config.directory import Directory
from bot.letters.fallback import UNKNOWN
from bot.message_context import Visit
from bot.texts import citizen
from dispatch.worktime.calendar import Hours
from intake.talk.turn_context import NO_OFFICE, Office


def department(directory: Directory, centre: str, id: str) -> Office:
    """Return where department *id* is found; an empty one where *centre* has none of that name."""
    known = directory.departments.get(id)
    if known is None or known.centre not in ("", centre):
        return NO_OFFICE
    return Office(
        name=known.name,
        address=known.address or known.area,
        phone=known.phone,
        hours=known.hours,
        items=known.items,
    )


def centre(visit: Visit) -> Office:
    """Return where the centre of *visit* is found."""
    head = visit.context.desk.ladder.heads.get(visit.centre, UNKNOWN)
    hours = visit.context.rules(visit.centre).hours
    return Office(name=head.centre, phone=head.phone, hours=_opening(hours))


def _opening(hours: Hours | None) -> str:
    if hours is None:
        return ""
    pause = hours.lunch or (hours.closes, hours.closes)
    spans = [(hours.opens, pause[0]), (pause[1], hours.closes)]
    open_ = [f"{a:%H:%M}–{b:%H:%M}" for a, b in spans if a != b]
    return citizen.OPEN_ON.format(spans="、".join(open_))
