"""部门: what the staff must know of a department, looked up (FW-4.3a)."""

from bot.citizen.conversation import Visit
from bot.config.completeness import KNOWN
from bot.texts import knowing as texts
from dispatch.ticket.actor import Actor
from intake.grammar.commands import StaffCommand


async def show(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 部门: what is known of one department, or which there are."""
    directory = visit.house.directory
    found = directory.departments_like(said.text.strip())
    if len(found) != 1:
        names = "、".join(one.name for one in found or directory.departments.values())
        return texts.WHICH.format(name=said.text.strip(), names=names)
    liaison = directory.people.get(found[0].liaison)
    rows = {name: known(found[0]) for name, known in KNOWN.items()}
    rows["联络方式"] = liaison.name if liaison else rows["联络方式"]
    return texts.known(found[0].name, {**rows, "办公时间": found[0].hours})
