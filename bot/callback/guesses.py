"""Wrong keys and made-up links, counted by who sent them: whoever guesses is answered more and more seldom.

Rule 1: who has guessed `FREE` times gets one look each `ONE_EACH`; until then nothing of theirs is looked
        at, so that a right guess does not show. Nobody else notices.
Rule 2: who cannot be told from others is not slowed: all that comes through a proxy has the proxy's
        address, unless `[server] proxy_header` says where the proxy writes whose it is.
Rule 3: the header counts only from a private address, where a proxy stands, and its last entry alone,
        which the proxy wrote; whatever stands before it the guesser may have made up.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from aiohttp import web

#: so many wrong ones are looked at without a pause: a person who mistypes, a system that was set up wrong
FREE = 10
ONE_EACH = timedelta(minutes=1)
#: so many addresses are remembered; the one longest unheard of is forgotten first
MOST = 4096
#: who has one address of IPv6 has all of its network
_NETWORK_V6 = 64


@dataclass(slots=True, eq=False)
class Guesses:
    """What was guessed lately; *header* is what the proxy names the address in, empty without one."""

    header: str = ""
    #: address → when it would have guessed nothing, were each guess `ONE_EACH` long
    _spent: OrderedDict[str, datetime] = field(default_factory=OrderedDict)

    def is_slowed(self, request: web.Request, now: datetime) -> bool:
        """True while nothing of who sent *request* is looked at."""
        spent_until = self._spent.get(self._whose(request))
        return spent_until is not None and spent_until - now > (FREE - 1) * ONE_EACH

    def wrong(self, request: web.Request, now: datetime) -> None:
        """Count that who sent *request* had no right key or link."""
        whose = self._whose(request)
        if not whose:
            return
        self._spent[whose] = max(self._spent.get(whose, now), now) + ONE_EACH
        self._spent.move_to_end(whose)
        while len(self._spent) > MOST:
            self._spent.popitem(last=False)

    def _whose(self, request: web.Request) -> str:
        """Return whose *request* is, empty where that cannot be told."""
        try:
            peer = ip_address(request.remote or "")
            if peer.is_private:
                said = request.headers.getall(self.header, []) if self.header else []
                peer = ip_address(",".join(said).rpartition(",")[2].strip())
        except ValueError:
            return ""
        if isinstance(peer, IPv6Address):
            return str(ip_network((peer, _NETWORK_V6), strict=False))
        return str(peer)
