"""The lists of a profile: what is taken, what is refused and how, what is recorded, what people must do."""

from dataclasses import dataclass

from dispatch.words.refusal_words import RefusalGround


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """主要受理: one kind of matter that the text takes; never a reason to refuse the others (WZ-4.1).

    Attributes:
        words: the matter, as the text says it.
        hints: what people say of such a matter; one of them is enough.
        channels: what comes this way is of this kind, whatever it says.
    """

    id: str
    words: str
    hints: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One way to say no that is no bare no: *needs* are the fields that must be told (LH-6, FW-5.3).

    Attributes:
        code: N1 to N7 of FW-5.3, 6b to 6d of LH-6, G where a text only guides.
        words: what the person reads before the reason.
        routes: where 路径 must name one of these (N1).
        asks: so many questions went to the person before it may be said (N5, G-20).
        path: the way on that is told in any case (N4: the numbers).
        elsewhere: it belongs to somebody else: told or given by the county's own way (out_of_scope).
        signs: what words may tell of it; the desk's card then suggests it, and nothing else happens.
    """

    code: str
    name: str
    words: str
    needs: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    asks: int = 0
    path: str = ""
    elsewhere: bool = False
    signs: tuple[RefusalGround, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordable:
    """One act that the text wants on record; *tells* are the listeners that hear it.

    *needs* are what its words must name, each as `责任人：…` (SQ-P1). One that *asks* is a question:
    the person hears it as one, and their next words answer it (G-20).
    """

    name: str
    means: str
    needs: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that people, not the system, must see to; printed with the profile."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A rate that the text aims at, in percent; shown beside the actual one, never a gate (PY-5.2c)."""

    name: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """For a county that adopts a standard beside its own notice: which class of the standard's
    stands for *of*; *several* for a matter of several departments or levels."""

    of: tuple[str, ...]
    single: str
    several: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Introducing:
    """亮牌上岗: what a citizen is shown of the person who deals with them (FW-4.3d); empty: nothing."""

    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowing:
    """What the staff must know of every department, so that the directory has it (FW-4.3a)."""

    of_department: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """How many people a role should have; outside it the operator is warned."""

    role: str
    name: str
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A default that no key can express, said in words so that it is never silent."""

    gap: str
    words: str
