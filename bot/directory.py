"""Who is who: staff, departments and groups, as the configuration names them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.config import Settings
from bot.config_sections import Department
from dispatch.actor import Actor

#: the named sets of roles (product §5)
WIN = frozenset({"receptionist", "supervisor"})
MGMT = frozenset({"management"})
_SETS = {"desk": WIN, "management": MGMT}


@dataclass(frozen=True, slots=True)
class Directory:
    """Look-ups over staff and departments; a value, built from the settings."""

    people: dict[str, Actor]
    departments: dict[str, Department]

    @classmethod
    def of(cls, settings: Settings) -> "Directory":
        """Return the directory that *settings* describe."""
        people = {
            person.userid: Actor(
                id=person.userid,
                name=person.name,
                roles=frozenset(person.roles),
                department=person.department,
                centre=person.centre,
            )
            for person in settings.staff
        }
        return cls(people, {department.id: department for department in settings.department})

    def staff(self, userid: str, source: str) -> Actor | None:
        """Return who *userid* is, None for a stranger (WeCom lower-cases userids now and then)."""
        found = self.people.get(userid) or next(
            (p for key, p in self.people.items() if key.lower() == userid.lower()), None
        )
        if found is None:
            return None
        return Actor(
            id=found.id,
            name=found.name,
            roles=found.roles,
            department=found.department,
            centre=found.centre,
            source=source,
        )

    def holding(self, roles: Iterable[str], centre: str) -> tuple[str, ...]:
        """Return the userids of *centre* that hold one of *roles*, in the order of the file."""
        wanted = frozenset(roles)
        return tuple(
            p.id for p in self.people.values() if p.roles & wanted and p.centre in ("", centre)
        )

    def people_of(self, lane: str) -> tuple[str, ...]:
        """Return the userids behind an app lane: `desk:<centre>`, `management:<centre>`, `app:<userid>`."""
        way, _, rest = lane.partition(":")
        if way in _SETS:
            return self.holding(_SETS[way], rest)
        return (rest,)

    def department_of_chat(self, chat_id: str) -> Department | None:
        """Return the department whose group *chat_id* is."""
        return next((d for d in self.departments.values() if d.chat_id == chat_id), None)

    def department_named(self, name: str) -> Department | None:
        """Return the department that staff mean by *name*: id, name, alias, or a unique part of one."""
        for department in self.departments.values():
            if name in (department.id, department.name, *department.aliases):
                return department
        close = [d for d in self.departments.values() if name and name in d.name]
        return close[0] if len(close) == 1 else None

    def named(self, names: Sequence[str]) -> tuple[list[Department], list[str]]:
        """Return the departments found and the names that mean none."""
        found = [(name, self.department_named(name)) for name in names]
        return [d for _, d in found if d], [name for name, d in found if d is None]
