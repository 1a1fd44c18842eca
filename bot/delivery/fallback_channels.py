"""The ways of the late message as they are configured: SMS gateway, 服务号, links, and their count."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from aiohttp import ClientSession

from bot.config.sections import OfficialSettings, Settings
from bot.context import Context
from bot.delivery.sms import SmsGateway
from bot.letters.answer_links import Links
from bot.letters.fallback import Ladder
from bot.runtime.metrics import Metrics
from bot.wecom.official import OfficialAccount, OfficialClient


@dataclass(frozen=True, slots=True, kw_only=True)
class LateWays:
    """What the late message goes by, and where its steps are counted."""

    metrics: Metrics
    sms: SmsGateway | None
    official: OfficialClient | None

    @classmethod
    def of(cls, settings: Settings, session: ClientSession, clock: Callable[[], datetime]) -> Self:
        """Build what is configured; *session* is closed by the caller."""
        sms = settings.sms
        return cls(
            metrics=Metrics(),
            sms=SmsGateway(session, sms.url, sms.key.get_secret_value()) if sms else None,
            official=_official(settings.official, session, clock),
        )

    def with_ladder(self, context: Context, settings: Settings) -> Context:
        """Return *context* with a desk that knows these ways."""
        links = Links(context.store.reader.keys, settings.server.public_url)
        ladder = Ladder(
            links=links if links.public_url else None,
            official=settings.official is not None and bool(settings.official.template_id),
            sms=self.sms is not None,
            count=lambda step, outcome: self.metrics.late.labels(step, outcome).inc(),
        )
        return replace(context, desk=replace(context.desk, ladder=ladder))


def _official(
    official: OfficialSettings | None, session: ClientSession, clock: Callable[[], datetime]
) -> OfficialClient | None:
    if official is None:
        return None
    secret = official.secret.get_secret_value()
    account = OfficialAccount(official.app_id, secret, official.template_id)
    return OfficialClient(session, official.api_base, account, clock)
