"""The sections of a profile on standing before citizens: who shows what of themselves, who must know what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Introducing:
    """亮牌上岗: what a citizen is shown of the person who deals with them (FW-4.3d); empty: nothing."""

    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowing:
    """What the staff must know of every department, so that the directory has it (FW-4.3a)."""

    of_department: tuple[str, ...] = ()
