"""Where a profile says its rules come from: the clause exists, or it is a default with a known gap."""

import re
from collections.abc import Iterator, Mapping

from dispatch.profiles.citing import spoken
from dispatch.profiles.clauses import GAPS, KINDS
from dispatch.profiles.raw import Raw, rows
from dispatch.profiles.reading import Fault, FaultKind
from dispatch.profiles.values import Origin

#: how a county names a clause of its own notice, beside the 234 of the five regulations
_OWN = re.compile(r"(?!G-)[A-Z]{1,8}-\S{1,24}")


def cited(given: Raw, origins: Mapping[str, Origin]) -> Iterator[Fault]:
    """Yield each citation of a clause that is neither ours nor the file's own, and of no known gap.

    Args:
        origins: path → where it comes from, as the reader found it.
    """
    own = dict(rows(given, "clauses"))
    known = KINDS.keys() | own.keys()
    for path, origin in origins.items():
        if not origin.is_default and origin.clause not in known:
            yield Fault(path=path, what=FaultKind.NO_CLAUSE, right=(origin.clause,))
        if origin.gap and not origin.is_default:
            yield Fault(path=path, what=FaultKind.GAP_OF_A_CLAUSE, right=(origin.gap,))
        elif origin.gap and origin.gap not in GAPS:
            yield Fault(path=path, what=FaultKind.NO_GAP, right=(origin.gap,))


def stated(given: Raw) -> Iterator[Fault]:
    """Yield each clause that the file itself states under a name that cannot be one, or is ours."""
    for name, _ in rows(given, "clauses"):
        if name in KINDS:
            yield Fault(path=f"clauses.{name}", what=FaultKind.REPEATED)
        elif not _OWN.fullmatch(name):
            yield Fault(
                path=f"clauses.{name}", what=FaultKind.WRONG_VALUE, right=("XX-1", "XX-2.1")
            )


def spoken_places(given: Raw) -> Iterator[Fault]:
    """Yield each form of `[citing]` that no clause could be put into."""
    for form, place in rows(given, "citing"):
        try:
            spoken(str(place), ["1"] * form.count("#"))
        except ValueError:
            right = ("第{一}条", "第{1}.{2}条")
            yield Fault(path=f"citing.{form}", what=FaultKind.WRONG_VALUE, right=right)
