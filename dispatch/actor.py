"""Who acts: a person with roles, the citizen, or the schedule."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who gives a command.

    Attributes:
        id: the WeCom userid, the citizen's lane, or `schedule`.
        roles: of `dispatch.authority`; the citizen has `citizen`, the schedule has `schedule`.
        department: id of the department they belong to, else empty.
        source: where the command came from: `app`, `group`, `kf`, `sweep`, `demo`.
    """

    id: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    department: str = ""
    centre: str = ""
    source: str = ""


SCHEDULE = Actor(id="schedule", name="系统", roles=frozenset({"schedule"}), source="sweep")
