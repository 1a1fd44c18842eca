"""The commands beside the straight way: petitions, meetings, transfers, ties, handovers, corrections."""

from dataclasses import dataclass, field
from datetime import date

from dispatch.ticket.commands import Command
from dispatch.ticket.complaint import Doubt, Scored
from dispatch.ticket.ground import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Command):
    """延期: *days* more, in the unit of the running limit, with the reason (PY-4.2.5, LH-12b)."""

    days: int
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repromise(Command):
    """改诺: another promised date, with the reason; the citizen sees old → new (N2)."""

    promised_on: date
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnForm(Command):
    """退单: not ours; (id, name) of whose it is instead, with the reason (G-13, N4).

    *several_levels* as with 派单 (WZ-9.4), of all that would then have it; *ground* and *townships* too (N17).
    """

    departments: tuple[tuple[str, str], ...]
    reason: str = field(repr=False)
    several_levels: bool = False
    ground: Ground | None = None
    townships: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Convene(Command):
    """会商: the units that meet; the meeting ends in exactly one lead, by 改派 (PY-5.2a)."""

    departments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circulate(Command):
    """通报: a 督办 was not met; every document that the profile names is proposed (WZ-10.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Command):
    """函转: to a unit outside, or to another centre of this installation (*centre*); SQ-7c, WZ-8.5."""

    unit: str
    centre: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive(Command):
    """回函: what the other unit, the other centre or the ticket of the same event answered.

    *unit* is who answered, as the citizen reads it.
    """

    text: str = field(repr=False)
    reason: str = field(default="", repr=False)
    basis: str = field(default="", repr=False)
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defer(Command):
    """挂账: it cannot be done now; the next milestone and its day (FW-6.3.5)."""

    until: date
    milestone: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Command):
    """终结: lawful, the person stays unsatisfied; the basis (G-9)."""

    basis: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Command):
    """移交: a lead of an offence goes to the authority that pursues it (FW-6.2.6, G-21).

    *hidden_from* are the departments whose staff are meant; they see the ticket no more. *persons* are
    the members of staff meant. A lead that came with a matter is handed over alone (*whole* is false):
    the matter goes on and is answered.
    """

    matter: str = field(repr=False)
    hidden_from: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Allege(Command):
    """线索: what was said is about somebody's conduct; from now on it is hidden from them (N6).

    Given by the desk, or by the schedule where the words say so themselves.

    Attributes:
        persons, units, names: whom it is about, as `dispatch.ticket.allegation` has them (*units* are departments).
        rest: what whoever handles the matter may read of the complaint; None leaves it as it is.
        alone: there is no matter beside it.
        words: what decided it.
        said: what was added later and is about conduct.
        officers: how people in an office are named in it.
        owner: who owns the ticket from now on, where it is about its owner.
    """

    persons: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)
    rest: str | None = field(default=None, repr=False)
    alone: bool = False
    words: tuple[str, ...] = ()
    said: str = field(default="", repr=False)
    officers: tuple[str, ...] = field(default=(), repr=False)
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmark(Command):
    """非线索: it is no lead; the words are the complaint again, for whoever handles it."""

    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDown(Command):
    """解除紧急: nobody is in danger (any more); the mark goes, the limits and the class stay."""

    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellHead(Command):
    """转告: a word to the head of the unit (分管领导), in single chat, that names no teller (N6)."""

    units: tuple[str, ...] = ()
    word: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver(Command):
    """上门: the result is brought to the person's door (WZ-13.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Command):
    """并案: the same event as ticket *main*; it keeps its own number, answer and survey (G-14, N8)."""

    main: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlink(Command):
    """撤并: not the same event after all, or the other ticket ended without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle(Command):
    """The person judged the ticket above; so ends or goes on what the centre below did for it.

    An empty level: nobody was reached (G-10).
    """

    level: str
    remark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(Command):
    """更正: take back a wrong press of one's own, within ten minutes (product §5)."""

    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(Command):
    """回复: a word of the desk into the person's own chat; it changes nothing else."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend(Command):
    """更正 of a registration by the desk: who complains, or what was said; what is empty stays.

    *reason* says what was changed, without the values; the suggestions are those of the new *text*.
    *earlier* is the ticket that is over and that the words name now, as the desk finds it; *alike* are those
    that the new *text* is like.
    """

    reason: str
    text: str = field(default="", repr=False)
    earlier: str = ""
    alike: tuple[str, ...] = ()
    name: str = field(default="", repr=False)
    is_unit: bool = False
    contact: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    categories: tuple[Scored, ...] = ()
    departments: tuple[Scored, ...] = ()
    causes: tuple[Scored, ...] = ()
    unsure: tuple[Doubt, ...] = ()
    assisting: tuple[Scored, ...] = ()
    ground: Ground | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annul(Command):
    """更正 号 作废: a registration by the desk that should not be there, until it is dispatched."""

    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn(Command):
    """交接: offer the ticket to another person (LH-7e)."""

    to: str
    to_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver(Command):
    """接手: accept what was offered; from now on its owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Command):
    """记录: one of the acts that the profile wants on record, e.g. 通知到场, 请示 (LH-10c, LH-6d).

    *departments*, (id, name), are meant where no department has the ticket yet.
    """

    kind: str
    text: str = field(default="", repr=False)
    departments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look(Command):
    """The schedule: what runs elsewhere is due for a look (SQ-P3.2d, FW-6.3.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindAssisting(Command):
    """The schedule: assisting departments whose contribution is due (G-23)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount(Command):
    """The schedule: a calendar was announced; running limits are counted again (G-28)."""
