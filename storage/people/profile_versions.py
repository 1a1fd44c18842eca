"""The texts of the profiles as tickets were opened under them, so that old tickets keep their rules.

Each version is stored once, with the defaults that completed it, and never changed (§8, rule c).
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from storage.database.session import Session

_COLUMNS = ("version", "profile", "text", "defaults", "first_used_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text of a profile.

    Attributes:
        version: hash of text and defaults, as the tickets have it.
        profile: the id that the text gives itself.
        text, defaults: TOML.
        first_used_at: when a service first worked by it.
    """

    version: str
    profile: str
    text: str
    defaults: str
    first_used_at: datetime


async def put(session: Session, one: Version) -> bool:
    """Store *one* unless it is there already; return whether it is new."""
    new = "ON CONFLICT (version) DO NOTHING RETURNING version"
    return bool(await session.insert("profile_versions", [asdict(one)], new))


async def get(session: Session, version: str) -> Version | None:
    """Return the stored text of *version*, None if it was never stored."""
    row = await session.row(
        f"SELECT {', '.join(_COLUMNS)} FROM profile_versions WHERE version = ?", version
    )
    return Version(**row) if row else None


async def every(session: Session) -> list[Version]:
    """Return all stored texts, in the order of their first use."""
    found = await session.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM profile_versions ORDER BY first_used_at, id"
    )
    return [Version(**row) for row in found]
