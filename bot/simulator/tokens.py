"""access_token: given for a secret, valid two hours, able to die early."""

from datetime import datetime
from itertools import count

from bot.simulator.errcodes import Refused
from bot.simulator.settings import Settings


class Tokens:
    """The tokens given out; a token belongs to the secret that asked for it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._numbers = count(1)
        self._given: dict[str, tuple[str, datetime]] = {}  # token -> secret, ends at
        self._dead: set[str] = set()

    def give(self, secret: str, now: datetime) -> tuple[str, int]:
        """Return a token for *secret* and the seconds it still lasts."""
        if self._settings.token_stays_the_same:
            for token, (owner, ends_at) in self._given.items():
                if owner == secret and ends_at > now and token not in self._dead:
                    return token, int((ends_at - now).total_seconds())
        token = f"simulated-access-token-{next(self._numbers):06d}"
        self._given[token] = (secret, now + self._settings.token_lasts)
        return token, int(self._settings.token_lasts.total_seconds())

    def owner(self, token: str, now: datetime) -> str:
        """Return the secret behind *token*.

        Raises:
            Refused: 41001 missing, 40014 unknown or revoked, 42001 expired.
        """
        if not token:
            raise Refused(41001)
        if token not in self._given or token in self._dead:
            raise Refused(40014)
        secret, ends_at = self._given[token]
        if ends_at <= now:
            raise Refused(42001)
        return secret

    def revoke_all(self) -> None:
        """Let every token die before its time, as WeCom may."""
        self._dead.update(self._given)
