"""The line to 12345 and the partners: one POST for each change, errors by what to do about them.

2xx is accepted and a repeat of the same id harmless, so whatever is in doubt is simply sent again.
No exception from here holds the address, the key or anything that the other side wrote.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from bot.letters.to_partners import Partner
from bot.wecom.errors import Rejected, TryLater, WeComError
from storage.queues.letters import Posted, Result

ANSWERS_WITHIN = timedelta(seconds=10)
#: answers that another try may change although they say that the request was wrong
_LATER = frozenset({401, 403, 404, 405, 408, 425, 429})


class PartnerAway(TryLater):
    """The partner's platform is busy, out of reach, or does not know us (yet); try again."""

    after = timedelta(seconds=5)


class PartnerRefused(Rejected):
    """The partner's platform does not take this record; a person must look."""


@dataclass(frozen=True, slots=True)
class HotlineLine:
    """Tells the partners; *session* is closed by whoever opened it."""

    session: aiohttp.ClientSession
    partners: Mapping[str, Partner]

    async def tell(self, letter: Posted) -> Result:
        """Push the record in *letter*.

        Raises:
            PartnerAway: no answer, or one that may change.
            PartnerRefused: the record itself is refused, or the partner is configured no more.
        """
        partner = self.partners.get(letter.payload["partner"])
        if partner is None:
            raise PartnerRefused(where="no such partner")
        status = await self._posted(partner, letter.payload["body"])
        if status is None or not 200 <= status < 300:
            raise _failure(status)
        return {"status": status}

    async def _posted(self, partner: Partner, body: Mapping[str, object]) -> int | None:
        try:
            async with self.session.post(
                partner.url,
                data=json.dumps(body, ensure_ascii=False).encode(),
                headers={
                    "Authorization": f"Bearer {partner.key}",
                    "Content-Type": "application/json",
                },
                timeout=aiohttp.ClientTimeout(total=ANSWERS_WITHIN.total_seconds()),
                allow_redirects=False,
            ) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None


def _failure(status: int | None) -> WeComError:
    if status is not None and 400 <= status < 500 and status not in _LATER:
        return PartnerRefused(status, where="hotline")
    return PartnerAway(status, where="hotline")
