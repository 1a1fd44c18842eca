"""How a citizen's address stands in the database: whoever has no key reads which account, and nobody's id.

The one place that turns an address into its stored form and back. It may stand for itself (a lane) or
within a text (`welcome:…`, a task's subject): all around the person's id stays as it is, so what begins or
ends alike does so in both forms. What names only staff stands in clear: they are no secret of citizens,
and the desk's tables must be readable without the key (docs/at-rest.md).

Rule 1: a column of `COLUMNS` is written and looked up only as `stored`, and what is read of it is `told`.
Rule 2: what is sealed for a row is bound to the row's address in clear, so that a changed key, or a form
of an earlier release, changes none of it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from storage.database.errors import Unreadable
from storage.database.privacy import Keys

#: how the lanes of citizens begin (`storage.queues.lane.Channel`)
CITIZENS = ("kf:", "mp:")
#: table → the columns in which a citizen's address may stand
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "inbox": ("lane",),
    "outbox": ("lane",),
    "conversations": ("key",),
    "windows": ("lane",),
    "media": ("subject",),
    "cards": ("listener",),
    "tasks": ("subject", "open_key", "done_by"),
}
#: one message asks for the same few several times over
_REMEMBERED = 4096
#: no id of WeCom's begins with it, and nothing of base64 has it
_MARK = "~"
#: a lane, one beside another's (`Channel.WELCOME`, `Channel.MEDIA`), or one behind `/` or `|`; then the person
_PERSON = re.compile(r"((?:^|[/|])(?:welcome:|media:[^:]*:)?(?:kf:[^:]*:|mp:))([^/|]+)")


@lru_cache(maxsize=_REMEMBERED)
def stored(keys: Keys, text: str) -> str:
    """Return *text* as it is stored: each citizen's id in it is a pseudonym under the present key."""
    if not _may_name(text):
        return text
    return _PERSON.sub(lambda found: f"{found[1]}{person(keys, found[2])}", text)


@lru_cache(maxsize=_REMEMBERED)
def told(keys: Keys, text: str) -> str:
    """Return what was `stored` as *text*; what stands in clear, or opens under no key we have, stays so."""
    if not _may_name(text):
        return text
    return _PERSON.sub(lambda found: f"{found[1]}{_person_of(keys, found[2])}", text)


def person(keys: Keys, id: str) -> str:
    """Return the stored form of a citizen's *id*: how each of their lanes ends, whatever the account."""
    return f"{_MARK}{keys.pseudonym(id)}"


def _may_name(text: str) -> bool:
    """True for the few texts that need a look; most name staff."""
    return any(one in text for one in CITIZENS)


def _person_of(keys: Keys, stands: str) -> str:
    if not stands.startswith(_MARK):
        return stands
    try:
        return keys.behind(stands.removeprefix(_MARK))
    except Unreadable:
        return stands
