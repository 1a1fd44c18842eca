"""Who may do what as a table: command × role → does, proposes, refused; for the screen and the docs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.texts import profiles as texts
from dispatch.profiles import badges
from dispatch.profiles.profile import ROLES, Profile
from dispatch.profiles.values import Origin

#: what a role may do with a command, as JSON says it
DOES, PROPOSES, REFUSED = "does", "proposes", "refused"
_CELLS = {DOES: texts.DOES, PROPOSES: texts.PROPOSES, REFUSED: texts.REFUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One command: role → does, proposes or refused, for every role there is."""

    command: str
    roles: dict[str, str]
    origin: Origin

    def having(self, right: str) -> str:
        return "、".join(texts.ROLES[role] for role, has in self.roles.items() if has == right)


def rows(profile: Profile) -> Iterator[Row]:
    for command, may in profile.who.items():
        roles = {
            role: DOES if role in may.does else PROPOSES if role in may.proposes else REFUSED
            for role in ROLES
        }
        yield Row(command=command, roles=roles, origin=profile.origin(f"who.{command}"))


def cited(origin: Origin) -> str:
    """Return the clause, or the badge of what no text says."""
    return badges.badge(origin) or origin.clause


def page(profiles: Iterable[Profile]) -> str:
    """Return docs/authority.md: one table for each of *profiles*."""
    parts = [texts.AUTHORITY_PAGE.format(badge=badges.BADGE)]
    for profile in profiles:
        head = texts.AUTHORITY_HEAD.format(county=profile.names.county, id=profile.id)
        parts.append("\n".join(["", head, "", *_table(profile), ""]))
    return "".join(parts)


def _table(profile: Profile) -> Iterator[str]:
    titles = [texts.COMMAND, *(texts.ROLES[role] for role in ROLES), texts.ORIGIN]
    yield _line(titles)
    yield _line(["---"] * len(titles))
    for row in rows(profile):
        cells = (_CELLS[row.roles[role]] for role in ROLES)
        yield _line([row.command, *cells, cited(row.origin)])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
