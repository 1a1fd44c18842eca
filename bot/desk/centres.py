"""The centres of an installation with the rules they work by, as the configuration has them."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.config.sections import CentreSettings as CentreSettings
from bot.config.sections import Settings
from bot.profiles import catalogue, holidays
from bot.profiles.catalogue import Adopted
from dispatch.rules.rules import Rules
from dispatch.worktime.calendar import Hours, WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """One service centre of the installation: its rules and the prefix of its numbers."""

    id: str
    prefix: str
    rules: Rules


def calendar_of(settings: Settings) -> WorkCalendar:
    """Return the working calendar: the package's, and what `[calendar]` says besides."""
    return holidays.build(settings.calendar.holidays, settings.calendar.make_up_days)


def adopted_of(settings: Settings) -> dict[str, Adopted]:
    """Return the texts that each centre works by.

    Raises:
        Unusable: what a centre names as its profile cannot be used.
    """
    return {one.id: catalogue.adopt(one.profile) for one in settings.centres()}


def centres_of(settings: Settings, adopted: Mapping[str, Adopted]) -> dict[str, Centre]:
    """Return every centre by its id, the home centre first, each with its rules."""
    calendar = calendar_of(settings)
    return {one.id: _centre(one, adopted[one.id], calendar) for one in settings.centres()}


def _centre(one: CentreSettings, adopted: Adopted, calendar: WorkCalendar) -> Centre:
    rules = Rules(adopted.profile, calendar, _hours(one), also=adopted.also)
    return Centre(id=one.id, prefix=one.prefix, rules=rules)


def _hours(centre: CentreSettings) -> Hours:
    lunch = (centre.lunch[0], centre.lunch[1]) if centre.lunch else None
    return Hours(opens=centre.opens, closes=centre.closes, lunch=lunch)
