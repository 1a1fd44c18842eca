"""The ways of the late message as they are configured: SMS gateway, 服务号, and the ladder over them."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import ClientSession

from bot.config.sections import Settings
from bot.delivery.sms import SmsGateway
from bot.letters.answer_links import Links
from bot.letters.fallback import Count, Ladder, Letterhead
from bot.wecom.official import OfficialAccount, OfficialClient
from storage.database.privacy import Keys


def ladder_of(settings: Settings, keys: Keys, count: Count) -> Ladder:
    """Return the ladder over what is configured; *count* hears of each of its steps."""
    links = Links(keys, settings.server.public_url)
    return Ladder(
        links=links if links.public_url else None,
        official=settings.official is not None and bool(settings.official.template_id),
        sms=settings.sms is not None,
        heads={one.id: Letterhead.of(one) for one in settings.centres()},
        count=count,
    )


def sms_of(settings: Settings, session: ClientSession) -> SmsGateway | None:
    """Return the gateway; *session* is closed by the caller."""
    sms = settings.sms
    return SmsGateway(session, sms.url, sms.key.get_secret_value()) if sms else None


def official_of(
    settings: Settings, session: ClientSession, clock: Callable[[], datetime]
) -> OfficialClient | None:
    """Return the client of the 服务号; *session* is closed by the caller."""
    official = settings.official
    if official is None:
        return None
    secret = official.secret.get_secret_value()
    account = OfficialAccount(official.app_id, secret, official.template_id)
    return OfficialClient(session, official.api_base, account, clock)
