"""What is allowed in a configuration but worth a word: plain connections, nobody there."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.config_faults import Fault
from bot.config_schema import name_of, settings_of
from bot.config_sections import Settings
from bot.config_values import is_loopback
from bot.texts import operator

_PLAIN = ("http", "ws")


def _addresses(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, section in (
        ("wecom.api_base", settings.wecom),
        ("wecom.aibot.ws_url", settings.wecom.aibot),
        ("official.api_base", settings.official),
        ("sms.url", settings.sms),
        ("hotline.url", settings.hotline),
    ):
        if section is not None:
            yield name, str(getattr(section, name.rpartition(".")[2]))


def _plain_connections(settings: Settings) -> Iterator[Fault]:
    for name, url in _addresses(settings):
        if urlsplit(url).scheme in _PLAIN and not is_loopback(url):
            yield Fault(name, operator.NOT_ENCRYPTED)


def _nobody(settings: Settings) -> Iterator[Fault]:
    if not any("receptionist" in person.roles for person in settings.staff):
        yield Fault("staff", operator.NOBODY_RECEIVES)
    if not settings.department:
        yield Fault("department", operator.NO_DEPARTMENTS)
    for at, department in enumerate(settings.department):
        if not (department.liaison or department.chat_id or department.webhook_key):
            sentence = operator.UNREACHABLE.format(name=department.name)
            yield Fault(name_of(("department", at)), sentence)


def _liaisons(settings: Settings) -> Iterator[Fault]:
    staff = {person.userid: person for person in settings.staff}
    for at, department in enumerate(settings.department):
        person = staff.get(department.liaison)
        if person is not None and person.department != department.id:
            sentence = operator.LIAISON_ELSEWHERE.format(name=person.name)
            yield Fault(name_of(("department", at, "liaison")), sentence)


def advice(settings: Settings) -> list[Fault]:
    """Return what is worth a word in a configuration that can be used."""
    return [*_plain_connections(settings), *_nobody(settings), *_liaisons(settings)]


def has(settings: Settings, path: str) -> bool:
    """Return whether the optional part at *path* is configured."""
    here: object = settings
    for part in path.split("."):
        here = getattr(here, part, None)
    return bool(here)


def without(settings: Settings) -> list[Fault]:
    """Return what does not work because an optional part is not configured."""
    return [Fault(path, text) for path, text in operator.WITHOUT.items() if not has(settings, path)]


def all_settings() -> tuple[str, ...]:
    """Return the path of every setting there is."""
    return tuple(name_of(path) for path, _ in settings_of(Settings))
