"""Who acts: a person with roles, the citizen, or the schedule."""

from dataclasses import dataclass

from dispatch.profiles.values import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who gives a command.

    Attributes:
        id: the WeCom userid, the citizen's lane, or `schedule`.
        roles: of Role; the citizen has `citizen`, the schedule has `schedule`.
        department: id of the department they belong to, else empty.
        title, post: 职务 and 工作岗位, which a citizen is shown beside the name (FW-4.3d).
        others: the roles that others bear who could do in this matter what they may; None where
            nobody looked, which counts as somebody.
        source: where the command came from: `app`, `group`, `kf`, `sweep`, `demo`.
    """

    id: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    department: str = ""
    centre: str = ""
    title: str = ""
    post: str = ""
    source: str = ""
    others: frozenset[str] | None = None

    def is_only(self, roles: frozenset[str]) -> bool:
        """True when nobody else bears one of *roles*: what needs a second hand has none (四眼)."""
        return self.others is not None and not roles & self.others


def by_link(no: str) -> Actor:
    """Return the person who came by the signed link of ticket *no* (N7)."""
    return Actor(id=f"link:{no}", roles=frozenset({Role.CITIZEN}), source="link")


SCHEDULE = Actor(id="schedule", name="系统", roles=frozenset({Role.SCHEDULE}), source="sweep")
