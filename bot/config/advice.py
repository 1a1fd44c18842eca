"""What is allowed in a configuration but worth a word: plain connections, nobody there."""

from collections.abc import Collection, Iterator
from datetime import date
from urllib.parse import urlsplit

from bot.config import completeness
from bot.config.schema import name_of
from bot.config.sections import CentreSettings, Settings, Staff
from bot.config.values import is_loopback
from bot.profiles.catalogue import adopt
from bot.profiles.toml_fault import Fault
from bot.texts import hotline, operator
from bot.texts import profiles as texts
from dispatch.profiles.profile import Profile
from dispatch.profiles.values import Role
from dispatch.rules.people import Persons
from dispatch.ticket.papers import Wish

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
    for at, partner in enumerate(settings.partner):
        yield name_of(("partner", at, "url")), partner.url


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


def _links(settings: Settings) -> Iterator[Fault]:
    has_way = settings.sms is not None or (settings.official and settings.official.template_id)
    if has_way and not settings.server.public_url:
        yield Fault("server.public_url", operator.NO_LINKS)


def _telephones(settings: Settings) -> Iterator[Fault]:
    """Yield each centre whose SMS and pages would name no number to ring."""
    if settings.sms is None and not settings.server.public_url:
        return  # nothing of it is sent
    for at, centre in enumerate(settings.centres()):
        if not centre.phone:
            place = "desk.phone" if settings.desk else name_of(("centre", at, "phone"))
            yield Fault(place, operator.NO_CENTRE_PHONE)


def _operators(settings: Settings) -> Iterator[Fault]:
    """Yield what keeps whoever runs the service from hearing that a part of it does not work."""
    if not any(Role.OPERATOR in person.roles for person in settings.staff):
        yield Fault("staff", operator.NO_OPERATOR)
    if settings.sms is not None and not settings.operator_phones():
        yield Fault("sms.operator_phones", operator.NO_OPERATOR_PHONE)


def _proxies(settings: Settings) -> Iterator[Fault]:
    """Yield what a proxy in front, or none, means for who is slowed and who sees the figures."""
    server = settings.server
    is_local = is_loopback(
        f"http://[{server.host}]" if ":" in server.host else f"http://{server.host}"
    )
    if is_local and server.public_url and not server.proxy_header:
        yield Fault("server.proxy_header", operator.NO_PROXY_HEADER)
    if not is_local and server.proxy_header:
        yield Fault("server.proxy_header", operator.PROXY_HEADER_OPEN)
    if not is_local and server.metrics and not server.metrics_port:
        yield Fault("server.metrics", operator.METRICS_OPEN)


def advice(settings: Settings) -> list[Fault]:
    """Return what is worth a word in a configuration that can be used."""
    found = (
        *(_plain_connections, _nobody, _liaisons, _links, _telephones),
        *(_operators, _proxies),
    )
    return [one for each in found for one in each(settings)]


def of_profiles(settings: Settings, today: date) -> list[Fault]:
    """Return what is worth a word in the rules that the centres work by."""
    found = []
    for at, centre in enumerate(settings.centres()):
        place = "desk.profile" if settings.desk else name_of(("centre", at, "profile"))
        adopted = adopt(centre.profile)
        since = adopted.own.profile.effective_from
        if since is not None and since > today:
            found.append(Fault(place, texts.NOT_YET.format(day=since)))
        found += [Fault(place, texts.CLASS_ALONE.format(name=name)) for name in adopted.alone]
        found += [Fault(place, sentence) for sentence in _unheld(settings, centre, adopted.profile)]
        found += [Fault("staff", words) for words in _single(settings, centre, adopted.profile)]
        found += [Fault("staff", words) for words in _teams(settings, centre, adopted.profile)]
        found += [Fault("staff", words) for words in _on_call(settings, centre)]
        found += [Fault(*one) for one in completeness.lacking(settings, adopted.profile)]
        found += [
            Fault("partner", hotline.NO_PARTNER.format(name=name))
            for name in unreached(settings, adopted.own.profile)
        ]
    return found


def _unheld(settings: Settings, centre: CentreSettings, profile: Profile) -> Iterator[str]:
    """Yield what nobody of *centre* could do: the rules give it to roles that no one there has."""
    held = {role for person in _there(settings, centre) for role in person.roles}
    for what, actor in (
        (texts.APPROVING, profile.dispatch.approve),
        *((texts.DECIDING, one) for one in _deciders(profile) if one != profile.dispatch.approve),
        (texts.INSPECTING, profile.inspect.actor),
        (texts.CALLING_BACK, profile.callback.actor),
    ):
        wanted = profile.roles_of(actor) - {"first_handler"}  # that is whoever received it
        if wanted and not wanted & held:
            yield texts.NOBODY_HOLDS.format(what=what, roles=_named(wanted))


def _single(settings: Settings, centre: CentreSettings, profile: Profile) -> Iterator[str]:
    """Yield what needs a second hand and has only one: who asks for it decides it, too (四眼)."""
    needing = [(texts.DECIDING, profile.roles_of(one)) for one in _deciders(profile)]
    if profile.assessment:
        needing.append((texts.VERIFYING, Persons(profile).roles_for("核实")))
    for what, roles in needing:
        holders = [one for one in _there(settings, centre) if roles & {*one.roles}]
        if len(holders) == 1:
            yield texts.ONE_APPROVES.format(what=what, roles=_named(roles), name=holders[0].name)


def _deciders(profile: Profile) -> list[str]:
    """Return the actors of *profile* who decide on what others ask for."""
    ask = Persons(profile).approver
    return sorted({ask(wish, is_unit=is_unit) for wish in Wish for is_unit in (True, False)})


def _there(settings: Settings, centre: CentreSettings) -> list[Staff]:
    return [person for person in settings.staff if person.centre in ("", centre.id)]


def _named(roles: Collection[str]) -> str:
    return "、".join(said for role, said in texts.ROLES.items() if role in roles)


def _on_call(settings: Settings, centre: CentreSettings) -> Iterator[str]:
    """Yield that nobody of *centre* is rung in an emergency but who may have gone home (C-21)."""
    there = [person for person in settings.staff if person.centre in ("", centre.id)]
    if not any(Role.EMERGENCY in person.roles for person in there):
        yield texts.NOBODY_ON_CALL.format(centre=centre.name)


def _teams(settings: Settings, centre: CentreSettings, profile: Profile) -> Iterator[str]:
    """Yield each team that has fewer or more people than the text wants (WZ-5.2, WZ-5.3, LH-4a)."""
    there = _there(settings, centre)
    for team in profile.staffing:
        n = sum(team.role in person.roles for person in there)
        if not team.least <= n <= team.most:
            yield texts.STAFFING.format(name=team.name, n=n, least=team.least, most=team.most)


def unreached(settings: Settings, profile: Profile) -> list[str]:
    """Return the partners that *profile* wants complaints exchanged with and nobody configured (SQ-P3.3a)."""
    named = [one.name for one in settings.partner]
    named += [hotline.HOTLINE] if settings.hotline else []
    wanted = profile.hotline.partners
    return [one for one in wanted if not any(name in one or one in name for name in named)]


def has(settings: Settings, path: str) -> bool:
    """True where *path* is set; of several, as of 客服 accounts, where each has it."""
    here: object = settings
    for part in path.split("."):
        if isinstance(here, tuple):
            return all(getattr(one, part, None) for one in here)
        here = getattr(here, part, None)
    return bool(here)


def without(settings: Settings) -> list[Fault]:
    """Return what does not work because an optional part is not configured."""
    return [Fault(path, text) for path, text in operator.WITHOUT.items() if not has(settings, path)]
