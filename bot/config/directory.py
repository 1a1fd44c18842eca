"""Who is who and whose is what: staff, departments, groups and the 派单目录, as the configuration has them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.config import duties
from bot.config.duties import Unit
from bot.config.sections import Department, Settings
from bot.texts import staff
from dispatch.profiles.values import Role
from dispatch.rules.duties import Duty, Township, ground_of
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.ground import Ground
from dispatch.ticket.sight import SEE_ALL, is_about, may_see
from dispatch.ticket.ticket import Ticket
from intake.classify.classify import Named
from intake.lines.units import Units, units_of
from storage.queues.lane import Channel, Lane

#: the named sets of roles (product §5)
WIN = frozenset({Role.RECEPTIONIST, Role.SUPERVISOR})
MGMT = frozenset({Role.MANAGEMENT})
_SETS = {Channel.DESK: WIN, Channel.MANAGEMENT: MGMT}
#: lanes of one role of a centre; nobody stands in where nobody holds it
_ALONE = {Channel.ASSESSOR: Role.ASSESSOR, Channel.ON_CALL: Role.EMERGENCY}
#: lanes of a department's own people → their role
_OF_DEPARTMENT = {Channel.WINDOW: Role.WINDOW_LEAD, Channel.LEADER: Role.LEADER}


def unit_of(actor: Actor) -> str:
    """Return the department whose share is this person's business; empty for who sees all (G-23)."""
    return "" if actor.roles & SEE_ALL else actor.department


def _unit(one: Department) -> Unit:
    return Unit(id=one.id, called=(one.name, *one.aliases, one.id))


@dataclass(frozen=True, slots=True)
class Directory:
    """Look-ups over staff and departments, built from the settings; `take_over` renews it."""

    people: dict[str, Actor]
    departments: dict[str, Department]
    #: the rows of the 派单目录 by the id of the centre
    duties: dict[str, tuple[Duty, ...]] = field(default_factory=dict)
    #: what the law lets townships hear first, in every county
    law: tuple[Duty, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> "Directory":
        """Return the directory that *settings* describe.

        A liaison acts for the department, whether or not `[[staff]]` names them too.

        Raises:
            BadDuties: a 派单目录 changed for the worse since the settings were read.
        """
        liaisons = {
            one.liaison: Actor(
                id=one.liaison,
                name=staff.LIAISON.format(department=one.name),
                roles=frozenset({Role.DEPARTMENT}),
                department=one.id,
                centre=one.centre,
            )
            for one in settings.department
            if one.liaison
        }
        people = liaisons | {
            person.userid: Actor(
                id=person.userid,
                name=person.name,
                roles=frozenset(person.roles),
                department=person.department,
                centre=person.centre,
                title=person.title,
                post=person.post,
            )
            for person in settings.staff
        }
        units = tuple(map(_unit, settings.department))
        listed = {c.id: duties.read(c.duties, units) for c in settings.centres() if c.duties}
        known = {department.id: department for department in settings.department}
        return cls(people, known, listed, duties.by_law())

    def take_over(self, other: "Directory") -> None:
        """Become *other*, in one go: who asks sees the old or the new, never half of each."""
        self.people.clear()
        self.people.update(other.people)
        self.departments.clear()
        self.departments.update(other.departments)
        self.duties.clear()
        self.duties.update(other.duties)

    def staff(self, userid: str, source: str) -> Actor | None:
        """Return who *userid* is, None for a stranger (WeCom lower-cases userids now and then)."""
        found = self.people.get(userid) or next(
            (p for key, p in self.people.items() if key.lower() == userid.lower()), None
        )
        return None if found is None else replace(found, source=source)

    def beside(self, by: Actor, centre: str, ticket: Ticket | None = None) -> Actor:
        """Return *by* with the roles that others of *centre* bear who may see *ticket*, where it is one's."""
        others = (
            one.roles
            for one in self.people.values()
            if one.id != by.id
            and one.centre in ("", centre)
            and (ticket is None or may_see(one, ticket))
        )
        return replace(by, others=frozenset[str]().union(*others))

    def holding(self, roles: Iterable[str], centre: str) -> tuple[str, ...]:
        """Return the userids of *centre* that hold one of *roles*, in the order of the file."""
        wanted = frozenset(roles)
        return tuple(
            p.id for p in self.people.values() if p.roles & wanted and p.centre in ("", centre)
        )

    def seeing(self, people: Iterable[str], ticket: Ticket) -> tuple[str, ...]:
        """Return those of *people* from whom *ticket* is not hidden: it is not about them (N6)."""
        known = self.people
        return tuple(p for p in people if p not in known or not is_about(known[p], ticket))

    def people_of(self, lane: Lane) -> tuple[str, ...]:
        """Return the userids behind an app lane.

        `desk:<centre>` and `management:<centre>`, for each of which the other stands in;
        `assessor:<centre>` and `on_call:<centre>`; `window:<department>`, else its liaison; `leader:<department>`, else the
        centre's own; `app:<userid>`.
        """
        way, whose = lane.channel, lane.person
        if way in _SETS:
            return self.holding(_SETS[way], whose) or self.holding(WIN | MGMT, whose)
        if way in _ALONE:
            return self.holding({_ALONE[way]}, whose)
        if way in _OF_DEPARTMENT:
            return self._of_department(_OF_DEPARTMENT[way], whose)
        return (whose,)

    def _of_department(self, role: str, department: str) -> tuple[str, ...]:
        known = [p for p in self.people.values() if role in p.roles]
        own = tuple(p.id for p in known if p.department == department)
        if own or role == "leader":
            return own or tuple(p.id for p in known if not p.department)
        found = self.departments.get(department)
        return (found.liaison,) if found and found.liaison else ()

    def is_elsewhere(self, departments: Iterable[str], centre: str) -> bool:
        """True when one of *departments* belongs to another centre than *centre* (跨层级, WZ-9.4)."""
        centres = {self.departments[id_].centre for id_ in departments if id_ in self.departments}
        return bool(centres - {"", centre})

    def townships(self, centre: str) -> tuple[Township, ...]:
        """Return the townships among the departments that *centre* dispatches to."""
        known = self.departments.values()
        return tuple(
            duties.township(_unit(one))
            for one in known
            if one.township and one.centre in ("", centre)
        )

    def ground(self, complaint: Complaint, centre: str, matter: str) -> Ground | None:
        """Return what the 派单目录 of *centre* says of *complaint* (N17); *matter* is empty while it is open."""
        return ground_of(self.duties.get(centre, ()), self.townships(centre), complaint, matter)

    def ground_by_law(self, complaint: Complaint, centre: str, matter: str) -> Ground | None:
        """Return the township that the law lets hear *matter* first, where the words name one."""
        townships = self.townships(centre)
        return ground_of(self.law, townships, complaint, matter) if townships else None

    def department_of_chat(self, chat_id: str) -> Department | None:
        """Return the department whose group *chat_id* is; an empty one is nobody's."""
        return next(
            (d for d in self.departments.values() if chat_id and d.chat_id == chat_id), None
        )

    @property
    def units(self) -> Units:
        """The departments by every name that staff call them."""
        known = self.departments.values()
        return units_of(tuple(Named(id=d.id, name=d.name, aliases=d.aliases) for d in known))

    def departments_in(self, text: str) -> list[Department]:
        """Return the departments that *text* names."""
        known = self.departments.values()
        return [d for d in known if any(name and name in text for name in (d.name, *d.aliases))]

    def departments_like(self, name: str) -> list[Department]:
        """Return what *name* may mean: the one that bears it, else all whose names hold it."""
        known = self.departments.values()
        exact = [d for d in known if name in (d.id, d.name, *d.aliases)]
        if exact:
            return exact[:1]
        return [d for d in known if name and any(name in n for n in (d.name, *d.aliases))]
